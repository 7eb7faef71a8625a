using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Planning;

namespace Fraud.Rules.Program;

readonly record struct CompiledTier(int Gate, int Points);

/// <summary>A value as a reason shows it: a column of a type, or the message's own text of a field. A share is shown in percent.</summary>
sealed record ReadValue(string Name, Field? Field, RuleType Type, int Column, bool IsShare = false);

sealed record CompiledRule(
    string Id, string Name, int Family, CompiledTier[] Tiers, Outcome Hard, int Fires, int Given, int When, string GivenElse, bool IsComposite,
    IReadOnlyList<ReasonPart> Because, IReadOnlyList<ReadValue> Reads)
{
    /// <summary>Asks what the watch for confirmations found: only such a rule judges a confirmation too.</summary>
    public bool OfBookings { get; init; }
}

/// <summary>
/// A pack, compiled: what to compute, in which order, and how rules follow from it. Immutable and shared by any number of engines; the state is the engine's.
/// </summary>
sealed class RuleProgram
{
    public required string Name { get; init; }
    public required string Version { get; init; }
    /// <summary>Content hash of pack sources, parameters and switched-off parts: what a decision names as its ruleset.</summary>
    public required string Hash { get; init; }
    public required int Columns { get; init; }
    /// <summary>The column of each value, by <see cref="Bound.Key"/>.</summary>
    public required IReadOnlyDictionary<string, int> Names { get; init; }
    public required IReadOnlyList<(int Column, long Value)> Constants { get; init; }
    public required IReadOnlyDictionary<Field, int> Fields { get; init; }
    public required ColumnOp[][] Ops { get; init; }
    public required IReadOnlyList<ProfileSpec> Tables { get; init; }
    public required int[] SettledColumns { get; init; }
    public WatchColumns? Watch { get; init; }
    public required Circuit Circuit { get; init; }
    public required CompiledRule[] Rules { get; init; }
    public required BoundFamily[] Families { get; init; }
    public required int ReviewAt { get; init; }
    public required int HoldAt { get; init; }
    public required int RejectAt { get; init; }

    /// <summary>Lays a bound pack out. Rules and families that are off neither fire nor count, also inside composites.</summary>
    public static RuleProgram Compile(BoundPack pack, KeyHasher hasher, string hash)
    {
        var columns = new ColumnPlanner(hasher);
        var circuit = new CircuitBuilder(columns);
        var rules = new List<CompiledRule>();
        var waiting = new List<BoundRuleItem>(pack.Rules);
        var defined = new HashSet<string>(StringComparer.Ordinal);
        // Composites after the rules they refer to; the binder has refused cycles.
        while (waiting.Count > 0)
        {
            int ready = waiting.FindIndex(r => References(r).All(defined.Contains));
            var rule = waiting[ready];
            waiting.RemoveAt(ready);
            defined.Add(rule.Id);
            rules.Add(CompileRule(rule, pack, columns, circuit));
        }
        return new RuleProgram
        {
            Name = pack.Name,
            Version = pack.Version,
            Hash = hash,
            Columns = columns.Columns,
            Names = columns.Names,
            Constants = columns.Constants,
            Fields = columns.Fields,
            Ops = [.. Enumerable.Range(0, columns.Strata).Select(columns.OpsOf)],
            Tables = columns.Tables,
            SettledColumns = columns.SettledColumns(),
            Watch = columns.Watch,
            Circuit = circuit.Build(),
            Rules = [.. pack.Rules.Select(r => rules.Find(c => c.Id == r.Id)!)],
            Families = [.. pack.Families],
            ReviewAt = pack.ReviewAt,
            HoldAt = pack.HoldAt,
            RejectAt = pack.RejectAt,
        };
    }

    static IEnumerable<string> References(BoundRuleItem rule)
        => Binder.RulesIn(rule.When)
            .Concat(rule.Given is null ? [] : Binder.RulesIn(rule.Given))
            .Concat(rule.Points.Where(t => t.When is not null).SelectMany(t => Binder.RulesIn(t.When!)));

    static CompiledRule CompileRule(BoundRuleItem rule, BoundPack pack, ColumnPlanner columns, CircuitBuilder circuit)
    {
        bool isOff = pack.Off.Contains(rule.Id) || pack.Off.Contains(pack.Families[rule.Family].Name);
        int when = isOff ? circuit.False : circuit.Of(rule.When);
        int given = isOff || rule.Given is null ? circuit.True : circuit.Of(rule.Given);
        int fires = circuit.Given(given, when);
        circuit.DefineRule(rule.Id, fires);
        bool neverFires = circuit.IsNeverTrue(fires);
        var tiers = isOff ? [] : rule.Points.Select(t => new CompiledTier(t.When is null ? circuit.True : circuit.Of(t.When), t.Points)).ToArray();
        var reads = new List<ReadValue>();
        if (!neverFires)
        {
            foreach (var (name, value) in rule.Reads)
            {
                // A condition is shown only where it has a column anyway: a field, or one that a piece of the reason hangs on.
                bool told = rule.Because.Any(p => p.Name == name && p.Literal.Length > 0);
                if (value is BoundField f) reads.Add(new ReadValue(name, f.Field, value.Type, columns.Of(value)));
                else if (value.Type.Kind != RuleKind.Boolean || told) reads.Add(new ReadValue(name, null, value.Type, columns.Of(value), IsShare(value)));
            }
        }
        return new CompiledRule(rule.Id, rule.Name, rule.Family, tiers, isOff ? Outcome.Pass : rule.Hard, fires, given, when, rule.GivenElse, Binder.RulesIn(rule.When).Any(), rule.Because, reads)
        {
            OfBookings = IsOfBookings(rule.When) || rule.Given is not null && IsOfBookings(rule.Given),
        };
    }

    static bool IsOfBookings(Bound value) => value switch
    {
        BoundUnconfirmed => true,
        BoundField f => Vocabulary.IsWatched(f.Field),
        BoundOperation o => o.Arguments.Any(IsOfBookings),
        _ => false,
    };

    // How often among how many: the share of a class, the share of an hour.
    static bool IsShare(Bound value) => value switch
    {
        BoundAggregate a => a.Kind is AggregateKind.HourShare or AggregateKind.ModeShare,
        BoundOperation { Operation: Operation.Coalesce } o => IsShare(o.Arguments[0]),
        BoundOperation { Operation: Operation.Divide } o => o.Arguments.All(IsCount),
        _ => false,
    };

    static bool IsCount(Bound value) => value is BoundOperation { Operation: Operation.ToNumber } o && o.Arguments[0] is BoundAggregate { Kind: AggregateKind.Count };

    /// <summary>A batch with the plan's constants in place.</summary>
    public ColumnBatch NewBatch()
    {
        var batch = new ColumnBatch(Columns);
        foreach (var (column, value) in Constants)
        {
            Array.Fill(batch.Values, value, column * ColumnBatch.Stride, ColumnBatch.Capacity);
            if (value == ColumnBatch.Unknown) Array.Fill(batch.Why, UnknownReason.NoPolicy, column * ColumnBatch.Stride, ColumnBatch.Capacity);
        }
        return batch;
    }
}
