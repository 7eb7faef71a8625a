using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Planning;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>Neighbouring values that are all judged alike.</summary>
readonly record struct Stretch(long First, long Last, Verdict Verdict);

/// <summary>
/// A value that a message or a profile gave and that could have been another: everything calculated from it follows. An instant goes by its age. The search is exact where what is
/// calculated rises or falls with the value between the points at which a calculation turns (a sign, the smaller of two, a division by nothing), which is so unless a calculation
/// takes the value on both its sides; then it is as good as its probes, and <see cref="Evaluations"/> bounds it.
/// </summary>
sealed class FreeValue
{
    /// <summary>Values tried: sixty halvings find one edge, and a value has a handful.</summary>
    const int Evaluations = 20_000;

    const long Years = 3652 * TimeSpan.TicksPerDay; // ten

    readonly WhatIf _row;
    readonly List<ColumnOp> _following = [];
    readonly List<(BoundOperation Operation, int X, int Y, int Output)> _calculations = [];
    readonly List<Bounds> _conditions = [];
    readonly long _least, _most;
    int _left = Evaluations;

    public FreeValue(WhatIf row, int column)
    {
        (_row, Column) = (row, column);
        Value = row.Program.Values[column];
        IsAge = Value.Type.Kind == RuleKind.Instant;
        Type = IsAge ? RuleType.Duration : Value.Type;
        var reached = new HashSet<int> { column };
        foreach (var operation in row.Program.Operations)
        {
            if (!row.Program.Values.TryGetValue(operation.Output, out var bound) || bound is not BoundOperation o) continue;
            int x = row.Program.Names[o.Arguments[0].Key], y = o.Arguments.Count > 1 ? row.Program.Names.GetValueOrDefault(o.Arguments[1].Key, x) : x;
            if (!reached.Contains(x) && !reached.Contains(y)) continue;
            IsExact &= o.Arguments.Count < 2 || reached.Contains(x) != reached.Contains(y);
            reached.Add(operation.Output);
            _following.Add(operation);
            _calculations.Add((o, x, y, operation.Output));
        }
        for (int g = 0; g < row.Program.Circuit.Count; g++)
            if (row.Program.Circuit.Gates[g].Kind == GateKind.Within && reached.Contains(row.Program.Circuit.ColumnOf(g))) _conditions.Add(row.Program.Circuit.BoundsOf(g));
        (_least, _most) = Range();
        if (Was != ColumnBatch.Unknown) (_least, _most) = (Math.Min(_least, Was), Math.Max(_most, Was));
    }

    public int Column { get; }
    public Bound Value { get; }
    /// <summary>The type it is shown in.</summary>
    public RuleType Type { get; }
    /// <summary>Whether it stands for the time since an instant.</summary>
    public bool IsAge { get; }
    public long Was => IsAge && _row.Was(Column) != ColumnBatch.Unknown ? _row.Ticks - _row.Was(Column) : _row.Was(Column);

    /// <summary>Whether no calculation takes the value on both its sides, so that between its turns each rises or falls throughout and no edge can be missed.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Whether it can be no less.</summary>
    public bool IsLeast(long value) => value == _least;

    /// <summary>Whether it can be no more.</summary>
    public bool IsMost(long value) => value == _most;

    (long, long) Range() => (Value, Type.Kind) switch
    {
        (_, RuleKind.Boolean) => (0, 1),
        (_, RuleKind.Choice) => (Type.Choices == Vocabulary.Parties ? 1 : 0, Type.Choices!.Members.Count - 1), // who is "unsure" is unknown
        (BoundField f, RuleKind.Money) when f.Field == Vocabulary.Amount => (1, 100_000_000_000_000_000),
        (_, RuleKind.Money) => (0, 100_000_000_000_000_000),
        (BoundField f, _) when f.Field == Vocabulary.ValueDate => (1, DateOnly.MaxValue.DayNumber),
        (BoundField f, _) when f.Field == Vocabulary.ValueDateAhead => (-3652, 3652),
        (BoundField f, _) when f.Field == Vocabulary.LocalTime => (0, TimeSpan.TicksPerDay - 1),
        (BoundField f, _) when f.Field == Vocabulary.ToCutOff => (-Years, Years),
        (BoundFlow, _) => (0, FlowGraph.MostHops),
        (_, RuleKind.Integer) => (0, 1_000_000_000),
        (BoundAggregate { Kind: AggregateKind.HourShare or AggregateKind.NameSimilarity }, _) => (0, ColumnBatch.Ordered(1)),
        (_, RuleKind.Number) => (ColumnBatch.Ordered(-1e12), ColumnBatch.Ordered(1e12)),
        _ => (0, Years),
    };

    void Set(long value)
    {
        _row[Column] = IsAge ? _row.Ticks - value : value;
        _row.Run(_following);
        _left--;
    }

    /// <summary>Outcome and points with another value.</summary>
    public Verdict JudgeWith(long value)
    {
        Set(value);
        var verdict = _row.Judge();
        Restore();
        return verdict;
    }

    void Restore()
    {
        _row.Restore(Column);
        foreach (var operation in _following) _row.Restore(operation.Output);
    }

    /// <summary>All values it may have, in stretches that are judged alike, in ascending order.</summary>
    public List<Stretch> Stretches()
    {
        List<long> starts = Type.Kind is RuleKind.Boolean or RuleKind.Choice ? [.. Enumerable.Range((int)_least, (int)(_most - _least) + 1)]
            : Type.Kind == RuleKind.Text ? SameAsOthers()
            : Edges();
        Restore();
        var stretches = new List<Stretch>();
        for (int i = 0; i < starts.Count; i++)
        {
            var verdict = JudgeWith(starts[i]);
            long last = !Type.IsQuantity ? starts[i] : i + 1 < starts.Count ? starts[i + 1] - 1 : _most;
            stretches.Add(new Stretch(starts[i], last, verdict));
        }
        return stretches;
    }

    /// <summary>An identity could have been one that it is compared with, or none of them: then it is the value just above.</summary>
    List<long> SameAsOthers()
    {
        var others = new SortedSet<long>();
        foreach (var (operation, x, y, _) in _calculations)
            if (operation.Operation == Operation.Equal && (x == Column ? y : x) is var other && _row.Was(other) != ColumnBatch.Unknown) others.Add(_row.Was(other));
        foreach (var (column, least, most) in _conditions)
            if (column == Column && least == most) others.Add(least);
        others.Remove(Was);
        long none = Was == ColumnBatch.Unknown ? 1 : Was + 1;
        while (others.Contains(none)) none++;
        return [.. others, none];
    }

    /// <summary>The first values of the stretches over which no condition and no turn of a calculation changes.</summary>
    List<long> Edges()
    {
        var probes = new SortedSet<long> { _least, _most };
        foreach (long around in (ReadOnlySpan<long>)[0, Was])
        {
            if (around == ColumnBatch.Unknown) continue;
            Probe(around);
            for (int bit = 0; bit < 62; bit++)
            {
                Probe((Int128)around - (1L << bit));
                Probe((Int128)around + (1L << bit));
            }
            for (int near = 1; near <= 64 && Type.Kind == RuleKind.Integer; near++)
            {
                Probe(around - near);
                Probe(around + near);
            }
        }
        void Probe(Int128 value)
        {
            if (value >= _least && value <= _most) probes.Add((long)value);
        }

        var starts = new List<long> { _least };
        long before = _least;
        ulong signatureBefore = Signature(_least);
        foreach (long probe in probes)
        {
            ulong signature = Signature(probe);
            Split(before, signatureBefore, probe, signature, starts);
            (before, signatureBefore) = (probe, signature);
        }
        return starts;
    }

    void Split(long from, ulong fromSignature, long to, ulong toSignature, List<long> starts)
    {
        if (fromSignature == toSignature) return;
        if (from + 1 == to || _left <= 0)
        {
            starts.Add(to);
            return;
        }
        long middle = (long)(((Int128)from + to) >> 1);
        ulong signature = Signature(middle);
        Split(from, fromSignature, middle, signature, starts);
        Split(middle, signature, to, toSignature, starts);
    }

    /// <summary>What the rules can tell of a value, and on which side of its turns each calculation stands.</summary>
    ulong Signature(long value)
    {
        Set(value);
        ulong hash = 14695981039346656037;
        void Mix(long part) => hash = (hash ^ (ulong)part) * 0x9E37_79B9_7F4A_7C15 ^ hash >> 29;
        foreach (var (operation, x, y, output) in _calculations)
        {
            long a = _row[x], b = _row[y], result = _row[output];
            Mix(result == ColumnBatch.Unknown ? 1 : 0);
            if (a == ColumnBatch.Unknown || b == ColumnBatch.Unknown)
            {
                Mix(a == ColumnBatch.Unknown ? 2 : 3);
                if (operation.Type.Kind == RuleKind.Boolean) Mix(result);
                continue;
            }
            switch (operation.Operation)
            {
                case Operation.Absolute: Mix(Math.Sign(a)); break; // doubles in order-preserving form keep their sign
                case Operation.Multiply or Operation.Divide: Mix(Math.Sign(a) * 3 + Math.Sign(b)); break;
                case Operation.Minimum or Operation.Maximum or Operation.Less or Operation.LessOrEqual or Operation.Equal: Mix(a.CompareTo(b)); break;
                case Operation.And or Operation.Or or Operation.Not or Operation.Older or Operation.Has: Mix(result); break;
            }
        }
        foreach (var (column, least, most) in _conditions)
        {
            long at = _row[column];
            Mix(at == ColumnBatch.Unknown ? 0 : at < least ? 1 : at <= most ? 2 : 3);
        }
        return hash;
    }
}
