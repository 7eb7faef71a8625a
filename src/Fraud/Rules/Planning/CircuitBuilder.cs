using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;

namespace Fraud.Rules.Planning;

/// <summary>Turns conditions into gates over cuts. Gates are made once for equal conditions; masks are laid out when all cuts are known.</summary>
sealed class CircuitBuilder(ColumnPlanner columns)
{
    // A condition on a column: value > AboveCut (if any) and value <= UpToCut (if any).
    readonly record struct Cuts(int Column, long? Above, long? UpTo);

    readonly List<(GateKind Kind, int A, int B, Cuts Cuts)> _gates = [];
    readonly Dictionary<(GateKind, int, int, Cuts), int> _known = [];
    readonly Dictionary<string, (int Counted, int InShadow)> _rules = new(StringComparer.Ordinal);

    int Make(GateKind kind, int a = 0, int b = 0, Cuts cuts = default)
    {
        var gate = (kind, a, b, cuts);
        if (_known.TryGetValue(gate, out int index)) return index;
        if (_gates.Count >= ushort.MaxValue) throw new InvalidOperationException("The packs need more than 65,535 distinct conditions.");
        _gates.Add(gate);
        return _known[gate] = _gates.Count - 1;
    }

    public int True => Make(GateKind.True);
    public int False => Make(GateKind.False);
    int Unknown => Make(GateKind.Unknown);

    // What is the same for all messages costs none of them anything: a limit that the policy leaves open takes the totals that it would be compared with out of the profiles.
    public int Given(int given, int when) => given == True ? when : given == False || given == Unknown || when == Unknown ? Unknown : Make(GateKind.Given, given, when);
    public int And(int a, int b) => a == False || b == False ? False : a == True || a == b ? b : b == True ? a : Make(GateKind.And, a, b);
    public int Or(int a, int b) => a == True || b == True ? True : a == False || a == b ? b : b == False ? a : Make(GateKind.Or, a, b);
    public int Not(int a) => a == True ? False : a == False ? True : a == Unknown ? Unknown : Make(GateKind.Not, a);

    /// <summary>Whether a gate is never true, whatever the message.</summary>
    public bool IsNeverTrue(int gate)
    {
        while (_neverTrue.Count <= gate)
        {
            // In the order of the gates, each of which stands above its inputs.
            var (kind, a, b, _) = _gates[_neverTrue.Count];
            _neverTrue.Add(kind switch
            {
                GateKind.False or GateKind.Unknown => true,
                GateKind.And or GateKind.Given => _neverTrue[a] || _neverTrue[b],
                GateKind.Or => _neverTrue[a] && _neverTrue[b],
                _ => false,
            });
        }
        return _neverTrue[gate];
    }

    readonly List<bool> _neverTrue = [];

    /// <summary>What another rule sees of a rule: of one in shadow nothing, unless it is in shadow itself.</summary>
    public void DefineRule(string id, int fires, bool inShadow) => _rules[id] = (inShadow ? False : fires, fires);

    /// <summary>The conditions that follow belong to a rule in shadow.</summary>
    public bool SeesShadow { get; set; }

    /// <summary>The rules that follow are those of another pack.</summary>
    public void BeginSet() => _rules.Clear();

    /// <summary>Whether a condition is true; an unknown one is not.</summary>
    public int Definitely(Bound condition) => Of(new BoundOperation(Operation.Coalesce, RuleType.Boolean, condition, new BoundConstant(RuleType.Boolean, 0)));

    public int Of(Bound condition)
    {
        switch (condition)
        {
            case BoundConstant c: return c.Value == 1 ? True : False;
            case BoundUnset: return Unknown;
            case BoundOperation { Operation: Operation.Less or Operation.LessOrEqual or Operation.Equal } o when o.Arguments.Any(a => a is BoundUnset): return Unknown;
            case BoundRule r: return SeesShadow ? _rules[r.Id].InShadow : _rules[r.Id].Counted;
            case BoundOperation { Operation: Operation.And } o: return And(Of(o.Arguments[0]), Of(o.Arguments[1]));
            case BoundOperation { Operation: Operation.Or } o: return Or(Of(o.Arguments[0]), Of(o.Arguments[1]));
            case BoundOperation { Operation: Operation.Not } o: return Not(Of(o.Arguments[0]));
            case BoundOperation { Operation: Operation.LessOrEqual } o when o.Arguments[1] is BoundConstant c: return UpTo(o.Arguments[0], c.Value);
            case BoundOperation { Operation: Operation.LessOrEqual } o when o.Arguments[0] is BoundConstant c: return Above(o.Arguments[1], c.Value - 1);
            case BoundOperation { Operation: Operation.Less } o when o.Arguments[1] is BoundConstant c: return UpTo(o.Arguments[0], c.Value - 1);
            case BoundOperation { Operation: Operation.Less } o when o.Arguments[0] is BoundConstant c: return Above(o.Arguments[1], c.Value);
            case BoundOperation { Operation: Operation.Equal } o when o.Arguments[1] is BoundConstant c: return Exactly(o.Arguments[0], c.Value);
            case BoundOperation { Operation: Operation.Equal } o when o.Arguments[0] is BoundConstant c: return Exactly(o.Arguments[1], c.Value);
            case BoundOperation { Operation: Operation.Equal } o when o.Arguments[1] is BoundText t: return Exactly(o.Arguments[0], columns.KeyOf(t));
            default: return Above(condition, 0); // a column of 0 and 1
        }
    }

    int Above(Bound value, long cut) => Make(GateKind.Within, cuts: new Cuts(columns.Of(value), cut, null));
    int UpTo(Bound value, long cut) => Make(GateKind.Within, cuts: new Cuts(columns.Of(value), null, cut));
    int Exactly(Bound value, long constant) => Make(GateKind.Within, cuts: new Cuts(columns.Of(value), constant - 1, constant));

    /// <summary>Gives every cut of every column its mask and writes the gates against them.</summary>
    public Circuit Build()
    {
        var cutsOf = new SortedDictionary<int, SortedSet<long>>();
        foreach (var gate in _gates)
        {
            if (gate.Kind != GateKind.Within) continue;
            if (!cutsOf.TryGetValue(gate.Cuts.Column, out var cuts)) cutsOf[gate.Cuts.Column] = cuts = [ColumnBatch.Unknown];
            if (gate.Cuts.Above is { } above) cuts.Add(above);
            if (gate.Cuts.UpTo is { } upTo) cuts.Add(upTo);
        }
        var mask = new Dictionary<(int Column, long Cut), ushort>();
        foreach (var (column, cuts) in cutsOf)
            foreach (long cut in cuts) mask[(column, cut)] = checked((ushort)(Circuit.NoneAbove + 1 + mask.Count));
        var gates = new Gate[_gates.Count];
        var bounds = new Bounds[_gates.Count];
        for (int g = 0; g < gates.Length; g++)
        {
            var (kind, a, b, (column, above, upTo)) = _gates[g];
            if (kind != GateKind.Within) { gates[g] = new Gate(kind, (ushort)a, (ushort)b); continue; }
            bounds[g] = new Bounds(column, above is { } least ? least + 1 : ColumnBatch.Unknown + 1, upTo ?? long.MaxValue);
            gates[g] = new Gate(kind, mask[(column, ColumnBatch.Unknown)], mask[(column, above ?? ColumnBatch.Unknown)], upTo is { } most ? mask[(column, most)] : (ushort)Circuit.NoneAbove);
        }
        return new Circuit(gates, bounds, [.. cutsOf.Select(c => new ColumnCuts(c.Key, [.. c.Value]))]);
    }
}
