using Fraud.Profiles;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Analysis;

enum NodeKind : byte { Constant, Within, Known, And, Or, Not, Given, Coalesce, Has }

/// <summary>A part of a condition. <see cref="A"/> and <see cref="B"/> are earlier nodes; of a constant its truth, of <see cref="NodeKind.Within"/> and <see cref="NodeKind.Known"/> a variable.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="A">See above.</param>
/// <param name="B">See above.</param>
/// <param name="Least">From which value it holds.</param>
/// <param name="Most">To which value it holds.</param>
/// <param name="FalseWithoutHistory">It is false, and not unknown, where there is no history.</param>
readonly record struct Node(NodeKind Kind, int A = 0, int B = 0, long Least = 0, long Most = 0, bool FalseWithoutHistory = false);

/// <summary>What conditions ask for: a value that they compare with constants, or the order of two values: −1, 0 or 1.</summary>
sealed record Variable(Bound Value, Bound? Other, ValueRange Range);

/// <summary>
/// Conditions as formulas over variables that are independent of each other. They are not, but whatever values a message brings are among those looked at:
/// what is found impossible here is impossible.
/// </summary>
sealed class Conditions(BoundPack pack)
{
    readonly List<Node> _nodes = [];
    readonly Dictionary<Node, int> _known = [];
    readonly Dictionary<string, int> _ofSeeing = new(StringComparer.Ordinal), _ofBlind = new(StringComparer.Ordinal);
    readonly List<Variable> _variables = [];
    readonly Dictionary<string, int> _variableOf = new(StringComparer.Ordinal);
    readonly Dictionary<string, BoundRuleItem> _rules = pack.Rules.ToDictionary(r => r.Id, StringComparer.Ordinal);
    readonly Dictionary<string, int> _fires = new(StringComparer.Ordinal);

    public IReadOnlyList<Node> Nodes => _nodes;
    public IReadOnlyList<Variable> Variables => _variables;

    public bool IsOff(BoundRuleItem rule) => pack.Off.Contains(rule.Id) || pack.Off.Contains(pack.Families[rule.Family].Name);

    /// <summary>Whether rules in shadow are seen: only by others in shadow.</summary>
    public bool SeesShadow { get; set; }

    /// <summary>Whether the rule fires.</summary>
    public int Fires(string id)
    {
        if (_fires.TryGetValue(id, out int node)) return node;
        var rule = _rules[id];
        if (IsOff(rule)) return _fires[id] = Constant(Truth.False);
        node = Judged(rule);
        foreach (var o in pack.Overrides)
            if (o.Kind == OverrideKind.Suppress && o.Rules.Contains(id)) node = And(node, Not(Definitely(o.When)));
        return _fires[id] = node;
    }

    /// <summary>Whether the rule fires but for what is off or suppresses it.</summary>
    public int Judged(BoundRuleItem rule)
    {
        bool outer = SeesShadow;
        SeesShadow = rule.Mode == RuleMode.Shadow;
        int judged = rule.Given is null ? Of(rule.When) : Given(Of(rule.Given), Of(rule.When));
        if (rule.InForce is not null) judged = And(Of(rule.InForce), judged);
        SeesShadow = outer;
        return judged;
    }

    /// <summary>Whether a condition is true; an unknown one is not.</summary>
    public int Definitely(Bound condition) => Make(new Node(NodeKind.Coalesce, Of(condition), Constant(Truth.False)));

    public int Of(Bound condition)
    {
        var known = SeesShadow ? _ofSeeing : _ofBlind;
        return known.TryGetValue(condition.Key, out int node) ? node : known[condition.Key] = Build(condition);
    }

    int Build(Bound condition)
    {
        switch (condition)
        {
            case BoundConstant c: return Constant(c.Value == 1 ? Truth.True : Truth.False);
            case BoundUnset: return Constant(Truth.Unknown);
            case BoundRule r: return _rules[r.Id].Mode == RuleMode.Shadow && !SeesShadow ? Constant(Truth.False) : Fires(r.Id);
            case BoundOperation { Arguments: [var a] } o:
                switch (o.Operation)
                {
                    case Operation.Not: return Not(Of(a));
                    case Operation.Has: return Has(a);
                }
                break;
            case BoundOperation { Arguments: [var a, var b] } o:
                switch (o.Operation)
                {
                    case Operation.And: return And(Of(a), Of(b));
                    case Operation.Or: return Or(Of(a), Of(b));
                    case Operation.Coalesce: return Make(new Node(NodeKind.Coalesce, Of(a), Of(b)));
                    case Operation.Older: return Make(new Node(NodeKind.Within, Variable(new BoundOperation(Operation.Age, RuleType.Duration, a)), 0, ((BoundConstant)b).Value + 1, long.MaxValue, true));
                    case Operation.Less or Operation.LessOrEqual or Operation.Equal: return Compare(o.Operation, a, b);
                }
                break;
        }
        return Within(condition, 1, 1);
    }

    int Has(Bound value)
    {
        if (value.Type.Kind == RuleKind.Boolean) return Make(new Node(NodeKind.Has, Of(value)));
        if (ValueRange.Constant(value) is { } c) return Constant(c == ColumnBatch.Unknown ? Truth.False : Truth.True);
        return value is BoundOperation { Operation: Operation.Coalesce } o ? Or(Has(o.Arguments[0]), Has(o.Arguments[1])) : Make(new Node(NodeKind.Known, Variable(value)));
    }

    int Compare(Operation operation, Bound a, Bound b)
    {
        if (operation == Operation.Equal && a.Type.Kind == RuleKind.Boolean) return Or(And(Of(a), Of(b)), And(Not(Of(a)), Not(Of(b))));
        // A comparison is unknown where a side of it is.
        if (a is BoundOperation { Operation: Operation.Coalesce } l) return Make(new Node(NodeKind.Coalesce, Compare(operation, l.Arguments[0], b), Compare(operation, l.Arguments[1], b)));
        if (b is BoundOperation { Operation: Operation.Coalesce } r) return Make(new Node(NodeKind.Coalesce, Compare(operation, a, r.Arguments[0]), Compare(operation, a, r.Arguments[1])));
        long? x = ValueRange.Constant(a), y = ValueRange.Constant(b);
        if (x == ColumnBatch.Unknown || y == ColumnBatch.Unknown) return Constant(Truth.Unknown);
        switch (x, y)
        {
            case ({ } c, { } d): return Constant(operation switch { Operation.Less => c < d, Operation.LessOrEqual => c <= d, _ => c == d } ? Truth.True : Truth.False);
            case (null, { } d): return operation switch { Operation.Less => Within(a, long.MinValue, d - 1), Operation.LessOrEqual => Within(a, long.MinValue, d), _ => Within(a, d, d) };
            case ({ } c, null): return operation switch { Operation.Less => c == long.MaxValue ? Within(b, 1, 0) : Within(b, c + 1, long.MaxValue), Operation.LessOrEqual => Within(b, c, long.MaxValue), _ => Within(b, c, c) };
        }
        bool swapped = string.CompareOrdinal(a.Key, b.Key) > 0;
        int order = swapped ? Order(b, a) : Order(a, b), less = swapped ? 1 : -1;
        var (least, most) = operation switch { Operation.Less => (less, less), Operation.LessOrEqual => (Math.Min(less, 0), Math.Max(less, 0)), _ => (0, 0) };
        return Make(new Node(NodeKind.Within, order, 0, least, most));
    }

    int Within(Bound value, long least, long most) => Make(new Node(NodeKind.Within, Variable(value), 0, least, most));

    int Variable(Bound value) => Variable(value.Key, () => new Variable(value, null, ValueRange.Of(value)));

    int Order(Bound a, Bound b) => Variable($"{a.Key} <=> {b.Key}", () =>
    {
        var (x, y) = (ValueRange.Of(a), ValueRange.Of(b));
        if (a.Key == b.Key) return new Variable(a, b, new ValueRange(0, 0));
        return new Variable(a, b, new ValueRange(x.Least > y.Most ? 1 : x.Least == y.Most ? 0 : -1, x.Most < y.Least ? -1 : x.Most == y.Least ? 0 : 1));
    });

    int Variable(string key, Func<Variable> make)
    {
        if (_variableOf.TryGetValue(key, out int index)) return index;
        _variables.Add(make());
        return _variableOf[key] = _variables.Count - 1;
    }

    int Make(Node node)
    {
        if (_known.TryGetValue(node, out int index)) return index;
        _nodes.Add(node);
        return _known[node] = _nodes.Count - 1;
    }

    int Constant(byte truth) => Make(new Node(NodeKind.Constant, truth));

    /// <summary>The truth of a node that no message changes; 0 of any other.</summary>
    public byte Decided(int node) => IsConstant(node) ? (byte)_nodes[node].A : (byte)0;

    public bool IsConstant(int node) => _nodes[node].Kind == NodeKind.Constant;

    bool Is(int node, byte truth) => _nodes[node] is { Kind: NodeKind.Constant } n && n.A == truth;

    public int And(int a, int b) => Is(a, Truth.False) || Is(b, Truth.False) ? Constant(Truth.False) : Is(a, Truth.True) || a == b ? b : Is(b, Truth.True) ? a : Make(new Node(NodeKind.And, a, b));
    int Or(int a, int b) => Is(a, Truth.True) || Is(b, Truth.True) ? Constant(Truth.True) : Is(a, Truth.False) || a == b ? b : Is(b, Truth.False) ? a : Make(new Node(NodeKind.Or, a, b));
    int Not(int a) => IsConstant(a) ? Constant(Truth.Not((byte)_nodes[a].A)) : Make(new Node(NodeKind.Not, a));
    int Given(int a, int b) => Is(a, Truth.True) ? b : Is(a, Truth.False) || Is(a, Truth.Unknown) ? Constant(Truth.Unknown) : Make(new Node(NodeKind.Given, a, b));
}
