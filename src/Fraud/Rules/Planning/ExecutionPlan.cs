using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;

namespace Fraud.Rules.Planning;

/// <summary>One aggregate of a table: as rules write it, which rules read it, and what it costs beyond its key.</summary>
sealed record AggregatePlan(string Text, int Stratum, double Nanoseconds, IReadOnlyList<string> Rules);

/// <summary>One table of profiles.</summary>
/// <param name="Name">The names of its keys.</param>
/// <param name="RecordBytes">What every key takes.</param>
/// <param name="GrownBytes">What the blocks beside the record of the busiest key may come to.</param>
/// <param name="BytesPerEvent">What one message of a key with many adds to its logs, until they hold <see cref="ProfileTable.LogCapacity"/> events each.</param>
/// <param name="Lines">Cache lines that a message may touch: the index, the record, and what lies beside it.</param>
/// <param name="Strata">The passes in which it is read or recorded.</param>
/// <param name="Nanoseconds">What it costs a message at worst, all keys and aggregates together.</param>
/// <param name="Aggregates">What it answers.</param>
sealed record TablePlan(
    string Name, int RecordBytes, long GrownBytes, int BytesPerEvent, int Lines, IReadOnlyList<int> Strata, double Nanoseconds, IReadOnlyList<AggregatePlan> Aggregates);

/// <summary>What a compiled pack keeps and what a message costs it, by the cost model.</summary>
sealed record ExecutionPlan(RuleProgram Program, IReadOnlyList<TablePlan> Tables)
{
    public int Operations => Program.Operations.Count();
    public int Strata => Program.Ops.Length;

    /// <summary>The records of one key in every table, and of one account in every graph.</summary>
    public int BytesPerKey => Tables.Sum(t => t.RecordBytes) + Program.Graphs.Count * CostModel.FlowBytes;

    /// <summary>What the graphs cost at worst: payer and payee to find, and for each question all the looks it may take.</summary>
    public double FlowNanoseconds => Program.Graphs.Sum(g => 2 * CostModel.Lookup + g.Queries.Count * CostModel.Flow);

    public double CalculationNanoseconds => Operations * CostModel.Operation;
    public double CircuitNanoseconds => Program.Circuit.Count * CostModel.Gate;

    /// <summary>What its models cost.</summary>
    public double ModelNanoseconds { get; init; }

    /// <summary>What a message alone costs at worst; the settlement of an earlier one is in it.</summary>
    public double Nanoseconds => CostModel.Message + CalculationNanoseconds + CircuitNanoseconds + FlowNanoseconds + ModelNanoseconds + Tables.Sum(t => t.Nanoseconds);

    /// <param name="packs">The rule sets of the program.</param>
    /// <param name="program">What they were compiled to.</param>
    public static ExecutionPlan Of(IReadOnlyList<BoundPack> packs, RuleProgram program)
    {
        var readers = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (int i = 0; i < packs.Count; i++) AddReaders(packs[i], program, program.Sets[i], readers);
        var names = packs.SelectMany(p => p.Names).Where(n => n.Value is BoundAggregate or BoundOperation).GroupBy(n => n.Value.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Key, StringComparer.Ordinal);
        var tables = new List<TablePlan>();
        foreach (var planned in program.Planned)
        {
            var layout = new ProfileLayout(planned.Spec, ProfileTable.LogCapacity);
            var aggregates = new List<AggregatePlan>();
            for (int i = 0; i < planned.Aggregates.Count; i++)
            {
                var (a, bound) = (planned.Spec.Aggregates[i], planned.Aggregates[i]);
                var (read, write) = CostModel.Of(a.Kind, a.WindowTicks > 0);
                aggregates.Add(new AggregatePlan(ExpressionText.Of(bound, names), a.Stratum, read + write, readers.GetValueOrDefault(bound.Key) ?? []));
            }
            int lookups = layout.KeyColumns.Length, record = layout.RecordBytes / 64, blocks = layout.Streams.Sum(s => (s.Log >= 0 ? 1 : 0) + s.Handles.Length);
            double nanoseconds = lookups * (CostModel.Lookup + (record - 1) * CostModel.Line) + blocks * CostModel.Block + aggregates.Sum(a => a.Nanoseconds);
            tables.Add(new TablePlan(planned.Name, layout.RecordBytes, layout.Streams.Sum(s => Grown(s)), layout.Streams.Sum(s => s.Log >= 0 ? s.Stride : 0),
                lookups * (1 + record) + blocks, [.. planned.Spec.Aggregates.Select(a => a.Stratum).Distinct().Order()], nanoseconds, aggregates));
        }
        return new ExecutionPlan(program, tables);
    }

    /// <summary>The most that the stream's log, sample, days, hours and names come to beside the record.</summary>
    internal static long Grown(StreamLayout stream, bool withLog = true)
    {
        long bytes = withLog && stream.Log >= 0 ? BlockHeap.SizeOf(BlockHeap.ClassOf(stream.Stride * ProfileTable.LogCapacity)) : 0;
        foreach (var field in stream.Fields)
        {
            bytes += field.Kind switch
            {
                FieldKind.Sample => ValueSample.MostBytes,
                FieldKind.Days => DayTotals.MostBytes(stream),
                FieldKind.Hours => HourCounts.Bins * sizeof(uint),
                FieldKind.Hourly => HourlyCounts.Bytes,
                FieldKind.Names => KnownNames.MostBytes,
                _ => 0,
            };
        }
        return bytes;
    }

    /// <summary>By the key of each aggregate, the rules that need it and may fire, by way of keys, conditions and values of other aggregates too.</summary>
    static void AddReaders(BoundPack pack, RuleProgram program, RuleSet set, Dictionary<string, List<string>> readers)
    {
        for (int i = 0; i < pack.Rules.Count; i++)
        {
            var rule = pack.Rules[i];
            if (program.Circuit.Gates[set.Rules[i].Fires].Kind is GateKind.False or GateKind.Unknown) continue;
            var roots = rule.Points.Select(t => t.When).Append(rule.Given).Append(rule.When).Append(rule.HardWhen).Concat(rule.Reads.Select(r => r.Value))
                .Concat(rule.Flood?.Keys ?? []).Concat(pack.Overrides.Where(o => o.Rules.Contains(rule.Id)).Select(o => o.When)).OfType<Bound>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var root in roots) Walk(root);

            void Walk(Bound bound)
            {
                if (!seen.Add(bound.Key)) return;
                switch (bound)
                {
                    case BoundOperation o: foreach (var argument in o.Arguments) Walk(argument); break;
                    case BoundFlow f: foreach (var part in new[] { f.Where, f.Payer, f.Payee, f.Amount, f.Agent }.OfType<Bound>()) Walk(part); break;
                    case BoundAggregate a:
                        foreach (var part in new[] { a.Where, a.Value, a.Second }.OfType<Bound>().Concat(a.Keys).Concat(a.ReadAs)) Walk(part);
                        if (!readers.TryGetValue(a.Key, out var rules)) readers[a.Key] = rules = [];
                        if (!rules.Contains(rule.Id)) rules.Add(rule.Id);
                        break;
                }
            }
        }
    }

    /// <summary>What a budget has to say against the plan; null when it keeps to it.</summary>
    public string? Exceeds(long? nanoseconds, int? bytesPerKey)
    {
        if (nanoseconds is { } most && Nanoseconds > most)
        {
            var dearest = Tables.SelectMany(t => t.Aggregates).OrderByDescending(a => a.Nanoseconds).ThenBy(a => a.Text, StringComparer.Ordinal).Take(3);
            return FormattableString.Invariant($"a message may cost {Nanoseconds:#,##0} ns, the budget is {most:#,##0} ns{(ModelNanoseconds > 0 ? FormattableString.Invariant($", {ModelNanoseconds:#,##0} of it for models") : "")}. Most goes to {string.Join("; ", dearest.Select(Named))}. Switch these rules off, shorten their windows, or allow more");
        }
        if (bytesPerKey is { } bytes && BytesPerKey > bytes)
        {
            var largest = Tables.OrderByDescending(t => t.RecordBytes).ThenBy(t => t.Name, StringComparer.Ordinal).Take(3);
            return FormattableString.Invariant($"the records of one key in all {Tables.Count} tables take {BytesPerKey:#,##0} bytes, the budget is {bytes:#,##0}. Most goes to {string.Join("; ", largest.Select(Large))}. Switch rules off that need them, or allow more");
        }
        return null;
    }

    static string Named(AggregatePlan a) => FormattableString.Invariant($"{a.Text} ({a.Nanoseconds:#,##0} ns, {(a.Rules.Count == 0 ? "no rule" : string.Join(' ', a.Rules))})");

    static string Large(TablePlan t)
        => FormattableString.Invariant($"'{t.Name}' ({t.RecordBytes:#,##0} bytes: {string.Join(", ", t.Aggregates.OrderByDescending(a => a.Nanoseconds).ThenBy(a => a.Text, StringComparer.Ordinal).Take(2).Select(a => a.Text))}{(t.Aggregates.Count > 2 ? $" and {t.Aggregates.Count - 2} more" : "")})");
}
