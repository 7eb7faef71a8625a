using Fraud.Rules.Binding;
using Fraud.Rules.Planning;

namespace Fraud.Rules.Program;

readonly record struct CompiledTier(int Gate, int Points);

/// <summary>A value as a reason shows it: a column of a type, or the message's own text of a field. A share is shown in percent.</summary>
sealed record ReadValue(string Name, Field? Field, RuleType Type, int Column, bool IsShare = false);

/// <summary>A standing exception and the gate that says whether it applies.</summary>
readonly record struct CompiledOverride(int Gate, OverrideKind Kind, Outcome Outcome, string Shown);

/// <summary>How many alerts a key may give, and which number the rule has among those with such a limit.</summary>
sealed record CompiledFlood(int Index, int Most, int KeyColumn, long WindowTicks);

/// <summary>
/// A rule over the gates of the circuit: <see cref="Given"/> is what it demands before it judges, <see cref="When"/> its condition, <see cref="Fires"/> both, on a day on which it is in
/// force and not suppressed.
/// </summary>
sealed record CompiledRule(
    string Id, string Name, int Family, CompiledTier[] Tiers, Outcome Hard, int Fires, int Given, int When, string GivenElse, bool IsComposite,
    IReadOnlyList<ReasonPart> Because, IReadOnlyList<ReadValue> Reads)
{
    public RuleMode Mode { get; init; }

    /// <summary>Asks what the watch for confirmations found: only such a rule judges a confirmation too.</summary>
    public bool OfBookings { get; init; }

    /// <summary>The gate of the hard outcome.</summary>
    public int HardGate { get; init; }

    /// <summary>As <see cref="Fires"/>, but for what suppresses it.</summary>
    public int Judged { get; init; }

    /// <summary>The gate of the snoozes: while true the rule fires and counts for nothing. -1 without any.</summary>
    public int Snoozed { get; init; } = -1;

    public CompiledFlood? Flood { get; init; }

    /// <summary>The suppressions and snoozes that name the rule.</summary>
    public CompiledOverride[] Overrides { get; init; } = [];
}

/// <summary>The rules of one policy over the columns and gates of a program, and how points become an outcome.</summary>
sealed class RuleSet
{
    public required string Name { get; init; }
    public required string Version { get; init; }
    /// <summary>Content hash of pack sources, parameters and switched-off parts: what a decision names as its ruleset.</summary>
    public required string Hash { get; init; }
    public required CompiledRule[] Rules { get; init; }
    public required BoundFamily[] Families { get; init; }
    /// <summary>The overrides that set an outcome.</summary>
    public required CompiledOverride[] Forces { get; init; }
    public required int ReviewAt { get; init; }
    public required int HoldAt { get; init; }
    public required int RejectAt { get; init; }

    /// <summary>Whether any rule counts towards a review only.</summary>
    public bool HasAlerts => Array.Exists(Rules, r => r.Mode == RuleMode.Alert);

    public int Floods => Rules.Count(r => r.Flood is not null);

    /// <summary>Lays the rules of a pack out. Rules and families that are off neither fire nor count, also inside composites.</summary>
    public static RuleSet Compile(BoundPack pack, ColumnPlanner columns, CircuitBuilder circuit, string hash)
    {
        circuit.BeginSet();
        var rules = new List<CompiledRule>();
        var waiting = new List<BoundRuleItem>(pack.Rules);
        var defined = new HashSet<string>(StringComparer.Ordinal);
        int floods = 0;
        // Composites after the rules they refer to; the binder has refused cycles.
        while (waiting.Count > 0)
        {
            int ready = waiting.FindIndex(r => Binder.RulesIn(r).All(defined.Contains));
            var rule = waiting[ready];
            waiting.RemoveAt(ready);
            defined.Add(rule.Id);
            rules.Add(Compile(rule, pack, columns, circuit, ref floods));
        }
        return new RuleSet
        {
            Name = pack.Name,
            Version = pack.Version,
            Hash = hash,
            Rules = [.. pack.Rules.Select(r => rules.Find(c => c.Id == r.Id)!)],
            Families = [.. pack.Families],
            Forces = [.. pack.Overrides.Where(o => o.Kind == OverrideKind.Force).Select(o => Compile(o, circuit))],
            ReviewAt = pack.ReviewAt,
            HoldAt = pack.HoldAt,
            RejectAt = pack.RejectAt,
        };
    }

    static CompiledOverride Compile(BoundOverride item, CircuitBuilder circuit) => new(circuit.Definitely(item.When), item.Kind, item.Outcome, item.Shown);

    static CompiledRule Compile(BoundRuleItem rule, BoundPack pack, ColumnPlanner columns, CircuitBuilder circuit, ref int floods)
    {
        bool isOff = pack.Off.Contains(rule.Id) || pack.Off.Contains(pack.Families[rule.Family].Name);
        circuit.SeesShadow = rule.Mode == RuleMode.Shadow;
        int when = isOff ? circuit.False : circuit.Of(rule.When);
        int given = isOff || rule.Given is null ? circuit.True : circuit.Of(rule.Given);
        int judged = circuit.Given(given, when);
        if (!isOff && rule.InForce is not null) judged = circuit.And(circuit.Of(rule.InForce), judged);
        bool neverFires = circuit.IsNeverTrue(judged);
        CompiledOverride[] overrides = judged == circuit.False ? [] : [.. pack.Overrides.Where(o => o.Rules.Contains(rule.Id)).Select(o => Compile(o, circuit))];
        int fires = judged, snoozed = -1;
        foreach (var o in overrides)
        {
            if (o.Kind == OverrideKind.Suppress) fires = circuit.And(fires, circuit.Not(o.Gate));
            else snoozed = snoozed < 0 ? o.Gate : circuit.Or(snoozed, o.Gate);
        }
        circuit.DefineRule(rule.Id, fires, rule.Mode == RuleMode.Shadow);
        var compiled = new CompiledRule(
            rule.Id, rule.Name, rule.Family, isOff ? [] : [.. rule.Points.Select(t => new CompiledTier(t.When is null ? circuit.True : circuit.Of(t.When), t.Points))],
            isOff ? Outcome.Pass : rule.Hard, fires, given, when, rule.GivenElse, Binder.RulesIn(rule.When).Any(), rule.Because, neverFires ? [] : Reads(rule.Reads, rule.Because, columns))
        {
            Mode = rule.Mode,
            OfBookings = IsOfBookings(rule.When) || rule.Given is not null && IsOfBookings(rule.Given),
            HardGate = isOff || rule.HardWhen is null ? circuit.True : circuit.Of(rule.HardWhen),
            Judged = judged,
            Snoozed = snoozed,
            Flood = rule.Flood is { } flood && !neverFires ? new CompiledFlood(floods++, flood.Most, columns.Key(flood.Keys), flood.WindowTicks) : null,
            Overrides = overrides,
        };
        circuit.SeesShadow = false;
        return compiled;
    }

    /// <summary>The columns of the values that a decision shows.</summary>
    public static List<ReadValue> Reads(IReadOnlyList<KeyValuePair<string, Bound>> shown, IReadOnlyList<ReasonPart> because, ColumnPlanner columns)
    {
        var reads = new List<ReadValue>();
        foreach (var (name, value) in shown)
        {
            // A condition is shown only where it has a column anyway: a field, or one that a piece of the reason hangs on.
            bool told = because.Any(p => p.Name == name && p.Literal.Length > 0);
            if (value is BoundField f) reads.Add(new ReadValue(name, f.Field, value.Type, columns.Of(value), IsShare(value)));
            else if (value.Type.Kind != RuleKind.Boolean || told) reads.Add(new ReadValue(name, null, value.Type, columns.Of(value), IsShare(value)));
        }
        return reads;
    }

    static bool IsOfBookings(Bound value) => value switch
    {
        BoundUnconfirmed => true,
        BoundField f => Vocabulary.IsConfirmation(f.Field),
        BoundOperation o => o.Arguments.Any(IsOfBookings),
        _ => false,
    };

    // How often among how many: the share of a class, the share of an hour.
    internal static bool IsShare(Bound value) => value switch
    {
        BoundField f => f.Field == Vocabulary.ModelScore || f.Field == Vocabulary.ModelPercentile,
        BoundAggregate a => a.Kind is Profiles.AggregateKind.HourShare or Profiles.AggregateKind.ModeShare,
        BoundOperation { Operation: Operation.Coalesce } o => IsShare(o.Arguments[0]),
        BoundOperation { Operation: Operation.Divide } o => o.Arguments.All(IsCount),
        _ => false,
    };

    static bool IsCount(Bound value) => value is BoundOperation { Operation: Operation.ToNumber } o && o.Arguments[0] is BoundAggregate { Kind: Profiles.AggregateKind.Count };
}
