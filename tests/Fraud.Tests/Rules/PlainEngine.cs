using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Facts;
using Fraud.Rules.Planning;
using Fraud.Rules.Program;
using Fraud.Rules.Syntax;
using Fraud.Tests.Profiles;

namespace Fraud.Tests.Rules;

/// <summary>What the plain engine decides on a message.</summary>
sealed record PlainDecision(Outcome Outcome, int Points, DecisionFlags Flags, string Fired, string Shadow, string NotEvaluable);

/// <summary>
/// The engine as plainly as possible: every message is kept, every aggregate scans all of them, every expression is walked. Only decoding and the fields are the engine's own.
/// No plan, no columns that are shared, no strata, no circuit.
/// </summary>
sealed class PlainEngine
{
    // The columns of an event of an aggregate. NaiveProfiles knows the day at 2.
    const int Key = 0, ReadKey = 1, Day = 2, Hour = 3, Where = 4, Value = 5, Second = Value + ColumnPlanner.NameColumns, Width = Second + 1;

    sealed class Asked(BoundAggregate bound)
    {
        public readonly BoundAggregate Bound = bound;
        public readonly Aggregate Aggregate = new(bound.Kind, bound.Ledger, bound.Where is null ? -1 : Where, ReadKey, bound.Value is null ? -1 : Value, bound.Second is null ? -1 : Second,
            bound.WindowTicks, bound.Parameter, -1, 0);
        public NaiveProfiles Events = null!;
    }

    readonly BoundPack _pack;
    readonly long _tickTicks;
    readonly List<Asked> _asked = [];
    readonly Dictionary<string, Asked> _byKey = new(StringComparer.Ordinal);
    readonly Dictionary<string, long> _identities = new(StringComparer.Ordinal);
    readonly RuleProgram _fields;
    readonly FactWriter _facts;
    readonly KeyHasher _hasher;
    readonly ColumnBatch _columns;
    readonly TextArena _arena = new();
    readonly HashSet<ulong> _digests = [];
    readonly List<(Dictionary<string, long[]> Events, long Ticks, Ledger Ledger)> _settled = [];
    readonly Dictionary<int, (Dictionary<string, long[]> Events, long Ticks)> _open = [];
    readonly Dictionary<int, (Dictionary<string, long[]> Events, long Ticks)> _judged = [];
    readonly Dictionary<int, bool> _said = [];
    readonly HashSet<int> _labelled = [];
    readonly List<(long Known, int Number, bool Fraud)> _labels = [];
    bool _anyLabel;
    long _tick = long.MinValue;
    int _count;

    public PlainEngine(BoundPack pack, FraudOptions options, ReferenceData reference)
    {
        _pack = pack;
        _tickTicks = options.Tick.Ticks;
        foreach (var rule in pack.Rules.Where(r => !PlainInterpreter.IsOff(pack, r)))
            foreach (var part in rule.Points.Select(p => p.When).Concat(rule.Flood?.Keys ?? []).Append(rule.HardWhen).Append(rule.Given).Append(rule.When)) Find(part);
        foreach (var item in pack.Overrides) Find(item.When);
        // A pack that asks for every field, so that each has a column.
        var source = new SourceText("fields", "family F cap 1\nrule R \"R\" family F points 1 when " + string.Join(" or ", Vocabulary.All.Concat(_questions).Select(f => $"has({f.Name})")) + " because \"x\"");
        var hasher = _hasher = new KeyHasher(options.HashSecret.Span);
        _fields = RuleProgram.Compile(Binder.Bind([Parser.Parse(source)], new Dictionary<string, string>())!, hasher, "");
        _facts = new FactWriter(_fields, reference, hasher);
        _columns = _fields.NewBatch();
    }

    readonly HashSet<Field> _questions = [];

    void Find(Bound? bound)
    {
        switch (bound)
        {
            case BoundField { Field: Question q }: _questions.Add(q); break;
            case BoundOperation o: foreach (var a in o.Arguments) Find(a); break;
            case BoundAggregate a when !_byKey.ContainsKey(a.Key):
                foreach (var part in a.Keys.Concat(a.ReadAs).Append(a.Where).Append(a.Value).Append(a.Second)) Find(part);
                var asked = new Asked(a);
                asked.Events = new NaiveProfiles(new ProfileSpec("", Key, Day, Hour, [asked.Aggregate]));
                _asked.Add(asked);
                _byKey[a.Key] = asked;
                break;
        }
    }

    /// <summary>A message at work. What was read once stays so: a later part of the same message sees the same.</summary>
    sealed class Row(PlainEngine engine, long ticks, bool repeated) : IPlainRow
    {
        readonly Dictionary<string, long?> _read = new(StringComparer.Ordinal);
        public readonly Dictionary<string, long[]> Events = new(StringComparer.Ordinal);

        public long Ticks => ticks;
        public long Of(BoundText text) => new Identities(engine._hasher).Of(text.Text, text.Form)!.Value;
        public bool HasNoHistory(Bound value) => Read(value) is null && !(value is BoundAggregate { Ledger: Ledger.Fraud or Ledger.Labelled } && !engine._anyLabel) && Events[value.Key][ReadKey] is not (0 or ColumnBatch.Unknown);

        public long? Read(Bound value)
        {
            if (value is BoundField f) return Known(engine.Field(f.Field, 0));
            if (_read.TryGetValue(value.Key, out long? known)) return known;
            var asked = engine._byKey[value.Key];
            var plain = new PlainInterpreter(engine._pack, this);
            var a = asked.Bound;
            var e = new long[Width];
            Array.Fill(e, ColumnBatch.Unknown);
            e[Key] = Identity(a.Keys, plain);
            e[ReadKey] = a.ReadAs.Count > 0 ? Identity(a.ReadAs, plain) : e[Key];
            e[Day] = engine._columns.Values[ColumnPlanner.DayColumn * ColumnBatch.Stride];
            e[Hour] = engine._columns.Values[ColumnPlanner.HourColumn * ColumnBatch.Stride];
            if (a.Where is not null) e[Where] = plain.Evaluate(a.Where) ?? ColumnBatch.Unknown;
            if (a.Value is BoundField { Type.Kind: RuleKind.Name } name)
                for (int i = 0; i < ColumnPlanner.NameColumns; i++) e[Value + i] = engine.Field(name.Field, i);
            else if (a.Value is not null) e[Value] = plain.Evaluate(a.Value) ?? ColumnBatch.Unknown;
            if (a.Second is not null) e[Second] = plain.Evaluate(a.Second) ?? ColumnBatch.Unknown;
            Events[value.Key] = e;
            if (a.Ledger == Ledger.Attempts && !repeated) asked.Events.Record(e, ticks, Ledger.Attempts, 0);
            var read = asked.Events.Read(asked.Aggregate, e, ticks);
            // Whether this message counts, and for how much, must be known where it is among those asked for.
            bool isAmongThem = a.Ledger == Ledger.Attempts && a.ReadAs.Count == 0;
            if (isAmongThem && (a.Where is not null && e[Where] == ColumnBatch.Unknown || a.Kind is (AggregateKind.Sum or AggregateKind.DaySum) && e[Value] == ColumnBatch.Unknown)) read = null;
            // Where nobody ever said what was fraud, none that is known does not mean none.
            if (a.Ledger is (Ledger.Fraud or Ledger.Labelled) && !engine._anyLabel) read = null;
            return _read[value.Key] = read;
        }

        /// <summary>One text is its own identity; anything else is a tuple of values, absent when one of them is unknown.</summary>
        public long Identity(IReadOnlyList<Bound> keys, PlainInterpreter plain)
        {
            long?[] parts = [.. keys.Select(plain.Evaluate)];
            if (keys is [{ Type.Kind: RuleKind.Text }]) return parts[0] ?? ColumnBatch.Unknown;
            if (Array.Exists(parts, p => p is null)) return ColumnBatch.Unknown;
            string tuple = string.Join(',', parts);
            return engine._identities.TryGetValue(tuple, out long id) ? id : engine._identities[tuple] = engine._identities.Count + 1;
        }

        static long? Known(long value) => value == ColumnBatch.Unknown ? null : value;
    }

    long Field(Field field, int part) => _columns.Values[(_fields.Fields[field] + part) * ColumnBatch.Stride];

    public PlainDecision Judge(TransferBatch transfers, int index)
    {
        var fields = transfers.FieldsOf(index);
        _columns.From = 0;
        _columns.Rows = 1;
        long ticks = _columns.Ticks[0] = transfers.TimeOf(index).UtcTicks;
        _facts.Write(_columns, [fields], [transfers.Texts], _arena);
        int number = _count++;

        long tick = ticks / _tickTicks;
        if (tick > _tick || _tick != long.MinValue && (_tick - tick) * _tickTicks > TimeSpan.TicksPerDay)
        {
            TakeLabels(tick);
            Teach();
            _tick = tick;
        }
        bool repeated = !_digests.Add(_facts.Digest(0));
        var row = new Row(this, ticks, repeated);
        foreach (var asked in _asked) row.Read(asked.Bound);

        var plain = new PlainInterpreter(_pack, row);
        var firing = _pack.Rules.Where(r => plain.Fires(r) == true).ToList();
        var fired = firing.Where(plain.Counts).ToList();
        var open = _pack.Rules.Where(r => plain.Fires(r) is null && (r.Points.Count > 0 || r.Hard != Outcome.Pass));
        int Total(IEnumerable<BoundRuleItem> rules) => Math.Min(100, _pack.Families.Select((f, i) => Math.Min(f.Cap, rules.Where(r => r.Family == i).Sum(plain.Points))).Sum());
        int points = Total(fired), blocking = Total(fired.Where(r => r.Mode == RuleMode.Block));
        var outcome = blocking >= _pack.RejectAt ? Outcome.Reject : blocking >= _pack.HoldAt ? Outcome.Hold : points >= _pack.ReviewAt ? Outcome.Review : Outcome.Pass;
        var flags = repeated ? DecisionFlags.Duplicate : DecisionFlags.None;
        var least = fields.Status != DecodeStatus.Ok ? Outcome.Review : Outcome.Pass;
        foreach (var rule in fired.Where(plain.IsHard))
        {
            flags |= DecisionFlags.Hard;
            var hard = rule.Mode == RuleMode.Alert ? Outcome.Review : rule.Hard;
            if (hard > least) least = hard;
        }
        if (least > outcome) outcome = least;
        var alerts = repeated ? [] : fired.Select(r => HadEnough(r, row, plain)).ToList();
        if (alerts.Count > 0 && alerts.TrueForAll(enough => enough)) flags |= DecisionFlags.Flooded;
        var forced = _pack.Overrides.Where(o => o.Kind == OverrideKind.Force && plain.Evaluate(o.When) == 1).Select(o => o.Outcome).ToList();
        if (forced.Count > 0)
        {
            flags |= DecisionFlags.Overridden;
            outcome = (Outcome)Math.Max((int)least, (int)forced.Max());
        }

        if (!repeated)
        {
            _judged[number] = (row.Events, ticks);
            var settled = fields.Settled;
            if (settled == Settlement.Open && outcome == Outcome.Pass) settled = Settlement.Accepted;
            if (settled == Settlement.Accepted && outcome >= Outcome.Hold) settled = Settlement.Open;
            if (settled == Settlement.Open) _open[number] = (row.Events, ticks);
            else _settled.Add((row.Events, ticks, settled == Settlement.Accepted ? Ledger.Accepted : Ledger.Rejected));
        }
        return new PlainDecision(outcome, points, flags, Ids(fired), Ids(firing.Except(fired)), Ids(open));
    }

    static string Ids(IEnumerable<BoundRuleItem> rules) => string.Join(' ', rules.Select(r => r.Id));

    readonly Dictionary<(string Rule, long Key), (long Since, int Count)> _alerts = [];

    /// <summary>Counts an alert of the rule for its key, in the window that began with its first.</summary>
    bool HadEnough(BoundRuleItem rule, Row row, PlainInterpreter plain)
    {
        if (rule.Flood is not { } flood || row.Identity(flood.Keys, plain) is ColumnBatch.Unknown) return false;
        var at = (rule.Id, row.Identity(flood.Keys, plain));
        if (!_alerts.TryGetValue(at, out var alerts) || row.Ticks - alerts.Since >= flood.WindowTicks) alerts = (row.Ticks, 0);
        _alerts[at] = alerts with { Count = alerts.Count + 1 };
        return alerts.Count + 1 > flood.Most;
    }

    /// <summary>The host's word on the message of that number, from 0.</summary>
    public bool Settle(int number, Ledger ledger)
    {
        if (!_open.Remove(number, out var waiting)) return false;
        _settled.Add((waiting.Events, waiting.Ticks, ledger));
        return true;
    }

    /// <summary>The host's word on whether the transfer of that number was fraud. When no rule asks for labels, it only settles what is open.</summary>
    public bool Label(int number, bool fraud, long known, bool isAsked)
    {
        if (!isAsked)
        {
            if (!_open.ContainsKey(number)) return false;
            _labels.Add((known, number, fraud));
            return true;
        }
        if (!_judged.TryGetValue(number, out var transfer) || _said.TryGetValue(number, out bool said) && (said || !fraud)) return false;
        _said[number] = fraud;
        _labels.Add((Math.Max(known, transfer.Ticks), number, fraud));
        return true;
    }

    /// <summary>A label is seen from the tick on that begins after it became known.</summary>
    void TakeLabels(long tick)
    {
        var due = _labels.Where(l => l.Known < tick * _tickTicks).OrderBy(l => l.Known).ToList(); // stable: of equal times in the order given
        _labels.RemoveAll(due.Contains);
        foreach (var (known, number, fraud) in due)
        {
            _anyLabel = true;
            Settle(number, fraud ? Ledger.Rejected : Ledger.Accepted);
            if (fraud) Record(_judged[number].Events, known, Ledger.Fraud);
            if (_labelled.Add(number)) Record(_judged[number].Events, known, Ledger.Labelled);
        }
    }

    void Teach()
    {
        foreach (var (events, ticks, ledger) in _settled) Record(events, ticks, ledger);
        _settled.Clear();
    }

    void Record(Dictionary<string, long[]> events, long ticks, Ledger ledger)
    {
        foreach (var asked in _asked)
            if (asked.Bound.Ledger == ledger) asked.Events.Record(events[asked.Bound.Key], ticks, ledger, 0);
    }
}
