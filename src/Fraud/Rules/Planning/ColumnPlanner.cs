using Fraud.Profiles;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Planning;

/// <summary>The columns that the watch for confirmations fills, −1 for none. They stand in stratum 1, with the first readings of the profiles.</summary>
/// <param name="WithinTicks">How long an order may wait, in time in which its currency's payment system is open.</param>
/// <param name="Unconfirmed">Orders that are overdue.</param>
/// <param name="UnconfirmedFor">Since when the oldest of them was sent.</param>
/// <param name="EntryUnmatched">Whether a debit answers no order.</param>
sealed record WatchColumns(long WithinTicks, int Unconfirmed, int UnconfirmedFor, int EntryUnmatched)
{
    public const long UsualTicks = 2 * TimeSpan.TicksPerHour;
}

/// <summary>A profile table and what is asked of it, in the order of its spec.</summary>
sealed record PlannedTable(string Name, IReadOnlyList<BoundAggregate> Aggregates, ProfileSpec Spec);

/// <summary>
/// Gives every distinct value a column and finds the order in which columns can be filled. A column's stratum counts the profile readings it depends on:
/// fields are stratum 0, an aggregate is one above its keys, condition and values, a calculation stands with the highest of its arguments.
/// All rows of a batch pass stratum by stratum; profiles are read and recorded row by row within one, so batching changes nothing.
/// </summary>
sealed class ColumnPlanner
{
    /// <summary>Columns that every plan has: the sender's local day number, and day type × 24 + local hour.</summary>
    public const int DayColumn = 0, HourColumn = 1, FirstFree = 2;

    /// <summary>The stratum of what models say and of what follows from it: after all others, however many there are. No aggregate stands above it.</summary>
    const int AfterModels = int.MaxValue;

    /// <summary>A packed name takes four neighbouring columns.</summary>
    public const int NameColumns = 4;

    readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    readonly List<int> _strata = [0, 0];
    readonly List<List<ColumnOp>> _ops = [];
    readonly List<ColumnOp> _afterModels = [];
    readonly KeyHasher _hasher;
    readonly IReadOnlyList<PlannedTable> _kept;
    readonly List<Table> _tables = [];
    readonly List<(int Column, long Value)> _constants = [];
    readonly Dictionary<Field, int> _fields = [];
    readonly Dictionary<int, Bound> _values = [];
    readonly Dictionary<long, string> _texts = [];

    sealed record Table(string Name, int Key, List<BoundAggregate> Bound, List<Aggregate> Aggregates, bool IsKept)
    {
        public int Key { get; set; } = Key;
    }

    /// <param name="hasher">Of keys and texts.</param>
    /// <param name="kept">Tables that come out as they are, in that order, whatever else is planned.</param>
    public ColumnPlanner(KeyHasher hasher, IReadOnlyList<PlannedTable> kept)
    {
        _hasher = hasher;
        _kept = kept;
        foreach (var table in kept) _tables.Add(new Table(table.Name, -1, [.. table.Aggregates], [.. table.Aggregates.Select(_ => (Aggregate)null!)], IsKept: true));
    }

    public ColumnPlanner(KeyHasher hasher) : this(hasher, []) { }

    /// <summary>Plans what nobody asked for of the tables that are kept: their records have a place for it.</summary>
    public void PlanKept()
    {
        foreach (var aggregate in _kept.SelectMany(t => t.Aggregates)) Of(aggregate);
    }

    FlowPlanner Flows => field ??= new FlowPlanner(this);

    public int Columns => _strata.Count;
    public IReadOnlyList<(int Column, long Value)> Constants => _constants;
    public IReadOnlyDictionary<Field, int> Fields => _fields;
    public int StratumOf(int column) => _strata[column];

    public int New(int stratum, int count = 1)
    {
        int column = _strata.Count;
        for (int i = 0; i < count; i++) _strata.Add(stratum);
        return column;
    }

    /// <summary>The column of each value, by <see cref="Bound.Key"/>.</summary>
    public IReadOnlyDictionary<string, int> Names => _columns;

    /// <summary>What stands in each column that a rule's expression asked for.</summary>
    public IReadOnlyDictionary<int, Bound> Values => _values;

    /// <summary>The texts that rules write out, by the values that columns hold for them.</summary>
    public IReadOnlyDictionary<long, string> Texts => _texts;

    public int Of(Bound value)
    {
        if (_columns.TryGetValue(value.Key, out int column)) return column;
        column = value switch
        {
            BoundConstant c => Constant(c.Value),
            BoundUnset => Constant(ColumnBatch.Unknown),
            BoundText t => Constant(KeyOf(t)),
            BoundField f => Field(f.Field),
            BoundOperation o => Operate(o),
            BoundAggregate a => Aggregate(a),
            BoundUnconfirmed u => Unconfirmed(u),
            BoundFlow f => Flows.Add(f),
            _ => throw new InvalidOperationException($"{value.GetType().Name} has no column."),
        };
        _values[column] = value;
        return _columns[value.Key] = column;
    }

    /// <summary>The value that a column holds for a text.</summary>
    public long KeyOf(BoundText text)
    {
        long key = new Facts.Identities(_hasher).Of(text.Text, text.Form) ?? throw new InvalidOperationException($"no {text.Form} is written so");
        _texts[key] = text.Text;
        return key;
    }

    public int Field(Field field)
    {
        if (_fields.TryGetValue(field, out int column)) return column;
        return _fields[field] = New(Vocabulary.IsOfModel(field) ? AfterModels : Vocabulary.IsWatched(field) ? 1 : 0, field.Type.Kind == RuleKind.Name ? NameColumns : 1);
    }

    int _unconfirmed = -1;
    long _within;

    /// <summary>One duration is watched for, that of the policy that decides: another, of one tried beside it, is not evaluable.</summary>
    int Unconfirmed(BoundUnconfirmed u)
    {
        if (_unconfirmed >= 0) return Constant(ColumnBatch.Unknown);
        _within = u.WithinTicks;
        return _unconfirmed = New(1);
    }

    /// <summary>Where what is watched for goes; null when no rule asks.</summary>
    public WatchColumns? Watch
    {
        get
        {
            int unmatched = _fields.GetValueOrDefault(Vocabulary.EntryUnmatched, -1), age = _fields.GetValueOrDefault(Vocabulary.UnconfirmedFor, -1);
            return _unconfirmed < 0 && unmatched < 0 && age < 0 ? null : new WatchColumns(_within == 0 ? WatchColumns.UsualTicks : _within, _unconfirmed, age, unmatched);
        }
    }

    int Constant(long value)
    {
        int column = New(0);
        _constants.Add((column, value));
        return column;
    }

    int Add(int stratum, Func<int, ColumnOp> make)
    {
        int column = New(stratum);
        Also(stratum, make(column));
        return column;
    }

    /// <summary>Something to be done in a stratum, after what is done in it already.</summary>
    void Also(int stratum, ColumnOp op)
    {
        if (stratum == AfterModels)
        {
            _afterModels.Add(op);
            return;
        }
        while (_ops.Count <= stratum) _ops.Add([]);
        _ops[stratum].Add(op);
    }

    int Operate(BoundOperation o)
    {
        if (o.Operation == Operation.Older)
        {
            int instant = Of(o.Arguments[0]);
            long duration = ((BoundConstant)o.Arguments[1]).Value;
            return Add(_strata[instant], c => new OlderOp(c, instant, duration));
        }
        int x = Of(o.Arguments[0]), y = o.Arguments.Count > 1 ? Of(o.Arguments[1]) : x;
        int stratum = Math.Max(_strata[x], _strata[y]);
        bool number = o.Arguments[0].Type == RuleType.Number;
        return Add(stratum, c => o.Operation switch
        {
            Operation.Add => number ? new BinaryOp<AddNumber>(c, x, y) : new BinaryOp<AddWhole>(c, x, y),
            Operation.Subtract => number ? new BinaryOp<SubtractNumber>(c, x, y) : new BinaryOp<SubtractWhole>(c, x, y),
            Operation.Multiply => number ? new BinaryOp<MultiplyNumber>(c, x, y)
                : o.Arguments[1].Type == RuleType.Number ? new BinaryOp<Scale>(c, x, y) : new BinaryOp<MultiplyWhole>(c, x, y),
            Operation.Divide => new BinaryOp<DivideNumber>(c, x, y),
            Operation.Minimum => new BinaryOp<Least>(c, x, y),
            Operation.Maximum => new BinaryOp<Greatest>(c, x, y),
            Operation.Less => new BinaryOp<IsLess>(c, x, y),
            Operation.LessOrEqual => new BinaryOp<IsLessOrEqual>(c, x, y),
            Operation.Equal => new BinaryOp<IsEqual>(c, x, y),
            Operation.Negate => number ? new UnaryOp<NegateNumber>(c, x) : new UnaryOp<NegateWhole>(c, x),
            Operation.Absolute => number ? new UnaryOp<AbsoluteNumber>(c, x) : new UnaryOp<AbsoluteWhole>(c, x),
            Operation.Logarithm => new UnaryOp<Logarithm>(c, x),
            Operation.ToNumber => o.Arguments[0].Type.Kind switch
            {
                RuleKind.Money => new UnaryOp<MoneyToNumber>(c, x),
                RuleKind.Duration => new UnaryOp<DurationToNumber>(c, x),
                _ => new UnaryOp<WholeToNumber>(c, x),
            },
            Operation.Age => new AgeOp(c, x),
            Operation.Coalesce => new CoalesceOp(c, x, y),
            Operation.Has => new HasOp(c, x),
            Operation.And => new ConnectiveOp(c, x, y, 0),
            Operation.Or => new ConnectiveOp(c, x, y, 1),
            Operation.Not => new UnaryOp<NotTrue>(c, x),
            _ => throw new InvalidOperationException(o.Operation.ToString()),
        });
    }

    /// <summary>One text is its own key; anything else is hashed, so that a zero is a value and not an absence.</summary>
    public int Key(IReadOnlyList<Bound> keys)
    {
        if (keys is [{ Type.Kind: RuleKind.Text } single]) return Of(single);
        string name = "key " + string.Join(", ", keys.Select(k => k.Key));
        if (_columns.TryGetValue(name, out int column)) return column;
        int[] parts = [.. keys.Select(Of)];
        return _columns[name] = Add(parts.Max(p => _strata[p]), c => new KeyOp(c, parts, _hasher));
    }

    int Aggregate(BoundAggregate a)
    {
        int key = Key(a.Keys), readKey = a.ReadAs.Count > 0 ? Key(a.ReadAs) : key;
        int where = a.Where is null ? -1 : Of(a.Where);
        int value = a.Value is null ? -1 : Of(a.Value), second = a.Second is null ? -1 : Of(a.Second);
        int stratum = 1;
        foreach (int input in (int[])[key, readKey, where, value, second])
            if (input >= 0) stratum = Math.Max(stratum, _strata[input] + 1);
        int output = New(stratum);
        var planned = new Aggregate(a.Kind, a.Ledger, where, readKey, value, second, a.WindowTicks, a.Parameter, output, stratum);
        var (table, index) = PlaceOf(a, key);
        table.Key = key;
        if (index < 0)
        {
            table.Bound.Add(a);
            table.Aggregates.Add(planned);
        }
        else table.Aggregates[index] = planned;
        // Among the attempts is this message: whether it counts, and for how much, must be known.
        bool isAmongThem = a.Ledger == Ledger.Attempts && a.ReadAs.Count == 0;
        if (isAmongThem && where >= 0) Also(stratum, new DemandOp(output, where));
        if (isAmongThem && a.Kind is (AggregateKind.Sum or AggregateKind.DaySum)) Also(stratum, new DemandOp(output, value));
        return output;
    }

    /// <summary>The table that the aggregate is read from, and its place there when the table is kept.</summary>
    (Table Table, int Index) PlaceOf(BoundAggregate a, int key)
    {
        string name = string.Join(", ", a.Keys.Select(k => k.Key));
        int sameKey = 0;
        foreach (var table in _tables)
        {
            if (table.IsKept && table.Bound.FindIndex(b => b.Key == a.Key) is >= 0 and var index) return (table, index);
            if (!table.IsKept && table.Key == key) return (table, -1);
            if (table.Name == name || table.Name.StartsWith(name + " #", StringComparison.Ordinal)) sameKey++;
        }
        var added = new Table(sameKey == 0 ? name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} #{sameKey + 1}"), key, [], [], IsKept: false);
        _tables.Add(added);
        return (added, -1);
    }

    public int Strata => _strata.Where(s => s != AfterModels).Max() + 1;

    /// <summary>What is calculated once the models have spoken.</summary>
    public ColumnOp[] OpsAfterModels => [.. _afterModels];

    public ColumnOp[] OpsOf(int stratum) => stratum < _ops.Count ? [.. _ops[stratum]] : [];

    public IReadOnlyList<PlannedTable> Tables => [.. _tables.Select(t => new PlannedTable(t.Name, t.Bound, new ProfileSpec(t.Name, t.Key, DayColumn, HourColumn, t.Aggregates)))];

    public IReadOnlyList<FlowSpec> Graphs => Flows.Graphs;

    /// <summary>What a settlement must still know of a message: keys, conditions and values of the ledgers that it teaches.</summary>
    public int[] SettledColumns() => [.. ColumnsOf(ledger => ledger is Ledger.Accepted or Ledger.Rejected).Union(Flows.SettledColumns).Union([DayColumn, HourColumn]).Order()];

    /// <summary>The same of a label; none when nothing is asked of labels.</summary>
    public int[] LabelledColumns() => [.. ColumnsOf(Ledgers.IsOfLabels).Order()];

    /// <summary>What is read from the ledgers of labels, with its stratum.</summary>
    public (int Stratum, int Column)[] OfLabels() => [.. _tables.SelectMany(t => t.Aggregates).Where(a => a.Ledger.IsOfLabels()).Select(a => (a.Stratum, a.Output))];

    HashSet<int> ColumnsOf(Func<Ledger, bool> isMeant)
    {
        var columns = new HashSet<int>();
        foreach (var table in _tables)
        {
            foreach (var a in table.Aggregates)
            {
                if (!isMeant(a.Ledger)) continue;
                columns.Add(table.Key);
                if (a.WhereColumn >= 0) columns.Add(a.WhereColumn);
                if (a.SecondColumn >= 0) columns.Add(a.SecondColumn);
                if (a.ValueColumn < 0) continue;
                int width = a.Kind is AggregateKind.NameSimilarity or AggregateKind.Lookalike ? NameColumns : 1;
                for (int i = 0; i < width; i++) columns.Add(a.ValueColumn + i);
            }
        }
        return columns;
    }
}
