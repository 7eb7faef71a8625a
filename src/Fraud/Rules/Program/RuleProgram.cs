using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Planning;

namespace Fraud.Rules.Program;

/// <summary>What a reason says of a feature, and the columns of the values in it.</summary>
sealed record FeatureReason(IReadOnlyList<ReasonPart> Because, IReadOnlyList<ReadValue> Reads);

/// <summary>
/// Packs, compiled: what to compute, in which order, and how rules follow from it. Immutable and shared by any number of engines; the state is the engine's.
/// Several rule sets, the one that decides and those that are tried beside it, share all columns, tables and conditions that they have in common.
/// </summary>
sealed class RuleProgram
{
    public required int Columns { get; init; }
    /// <summary>The column of each value, by <see cref="Bound.Key"/>.</summary>
    public required IReadOnlyDictionary<string, int> Names { get; init; }
    /// <summary>The value of each column.</summary>
    public required IReadOnlyDictionary<int, Bound> Values { get; init; }
    /// <summary>The texts that rules write out, by the values that columns hold for them.</summary>
    public required IReadOnlyDictionary<long, string> Texts { get; init; }
    public required IReadOnlyList<(int Column, long Value)> Constants { get; init; }
    public required IReadOnlyDictionary<Field, int> Fields { get; init; }
    /// <summary>The calculations of each stratum that needs no model.</summary>
    public required ColumnOp[][] Ops { get; init; }
    /// <summary>The calculations over what models say.</summary>
    public required ColumnOp[] AfterModels { get; init; }
    /// <summary>All calculations, in the order in which they are done.</summary>
    public IEnumerable<ColumnOp> Operations => Ops.SelectMany(o => o).Concat(AfterModels);
    public required IReadOnlyList<PlannedTable> Planned { get; init; }
    public required IReadOnlyList<FlowSpec> Graphs { get; init; }
    /// <summary>The columns of the features that were asked for, by name; ordered doubles.</summary>
    public required IReadOnlyDictionary<string, int> Features { get; init; }
    /// <summary>What reasons say of those among them that have a text of their own.</summary>
    public required IReadOnlyDictionary<string, FeatureReason> FeatureReasons { get; init; }
    public required int[] SettledColumns { get; init; }
    /// <summary>What a label must still know of its transfer; none when nothing is asked of labels.</summary>
    public required int[] LabelledColumns { get; init; }
    /// <summary>What is read from the ledgers of labels: not known before the first of them.</summary>
    public required (int Stratum, int Column)[] OfLabels { get; init; }
    public WatchColumns? Watch { get; init; }
    public required Circuit Circuit { get; init; }

    /// <summary>The rule sets; the first decides.</summary>
    public required RuleSet[] Sets { get; init; }

    /// <summary>The rules of each set for one row.</summary>
    public required RuleLanes[] Lanes { get; init; }

    /// <summary>Of the first tables, which number each had in the program that it was kept from.</summary>
    public required int[] Kept { get; init; }

    public IReadOnlyList<ProfileSpec> Tables => [.. Planned.Select(p => p.Spec)];
    public string Hash => Sets[0].Hash;
    public CompiledRule[] Rules => Sets[0].Rules;
    public BoundFamily[] Families => Sets[0].Families;

    public static RuleProgram Compile(BoundPack pack, KeyHasher hasher, string hash) => Compile([(pack, hash)], hasher);

    /// <summary>Lays bound packs out, the first of which decides.</summary>
    /// <param name="packs">With the content hash of each.</param>
    /// <param name="hasher">Of keys and texts.</param>
    /// <param name="before">
    /// A program whose profiles are to be kept: each of its tables that the new packs ask anything of comes out unchanged, however little of it is still asked, and what they
    /// ask beyond that goes to tables of its own.
    /// </param>
    /// <param name="features">The features of the first pack that models are given; what nobody asks for costs nothing.</param>
    public static RuleProgram Compile(IReadOnlyList<(BoundPack Pack, string Hash)> packs, KeyHasher hasher, RuleProgram? before = null, IReadOnlyList<string>? features = null)
    {
        // What is asked is known when it is planned; so it is planned once to learn that.
        int[] kept = before is null ? [] : Compile(packs, hasher, features: features).Asked(before.Planned);
        var columns = new ColumnPlanner(hasher, [.. kept.Select(t => before!.Planned[t])]);
        var circuit = new CircuitBuilder(columns);
        RuleSet[] sets = [.. packs.Select(p => RuleSet.Compile(p.Pack, columns, circuit, p.Hash))];
        var asked = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var reasons = new SortedDictionary<string, FeatureReason>(StringComparer.Ordinal);
        foreach (string name in features ?? [])
        {
            var feature = packs[0].Pack.Features.First(f => f.Name == name);
            asked[name] = columns.Of(feature.Number);
            if (feature.Because.Count > 0) reasons[name] = new(feature.Because, RuleSet.Reads(feature.Reads, feature.Because, columns));
        }
        columns.PlanKept();
        var built = circuit.Build();
        return new RuleProgram
        {
            Columns = columns.Columns,
            Names = columns.Names,
            Values = columns.Values,
            Texts = columns.Texts,
            Constants = columns.Constants,
            Fields = columns.Fields,
            Ops = [.. Enumerable.Range(0, columns.Strata).Select(columns.OpsOf)],
            AfterModels = columns.OpsAfterModels,
            Planned = columns.Tables,
            Graphs = columns.Graphs,
            Features = asked,
            FeatureReasons = reasons,
            SettledColumns = columns.SettledColumns(),
            LabelledColumns = columns.LabelledColumns(),
            OfLabels = columns.OfLabels(),
            Watch = columns.Watch,
            Circuit = built,
            Lanes = [.. sets.Select(s => RuleLanes.Of(built, [.. s.Rules.Select(r => r.Fires)]))],
            Sets = sets,
            Kept = kept,
        };
    }

    /// <summary>
    /// The numbers of those tables that this program asks anything of, and of those that they are built on: an aggregate whose condition reads another table goes on recording
    /// only as long as that one does.
    /// </summary>
    int[] Asked(IReadOnlyList<PlannedTable> tables)
    {
        var asked = Planned.SelectMany(t => t.Aggregates).Select(a => a.Key).ToHashSet(StringComparer.Ordinal);
        var kept = new SortedSet<int>();
        while (true)
        {
            int before = kept.Count;
            for (int t = 0; t < tables.Count; t++)
                if (!kept.Contains(t) && tables[t].Aggregates.Any(a => asked.Contains(a.Key)) && kept.Add(t))
                    asked.UnionWith(tables[t].Aggregates.SelectMany(a => a.Inputs).SelectMany(BoundAggregate.In).Select(a => a.Key));
            if (kept.Count == before) return [.. kept];
        }
    }

    /// <summary>Where each settled column of this program lies among those of another; -1 for what that one does not have.</summary>
    public int[] SettledIn(RuleProgram other) => Places(SettledColumns, other, other.SettledColumns);

    /// <summary>The same of the columns of labels.</summary>
    public int[] LabelledIn(RuleProgram other) => Places(LabelledColumns, other, other.LabelledColumns);

    int[] Places(int[] columns, RuleProgram other, int[] among)
    {
        var names = NamesOf(other);
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < among.Length; i++) place[names[among[i]]] = i;
        var mine = NamesOf(this);
        return [.. columns.Select(c => place.GetValueOrDefault(mine[c], -1))];

        static Dictionary<int, string> NamesOf(RuleProgram program)
        {
            var names = new Dictionary<int, string> { [ColumnPlanner.DayColumn] = "day", [ColumnPlanner.HourColumn] = "hour" };
            foreach (var (name, column) in program.Names) names[column] = "value " + name;
            foreach (var (field, column) in program.Fields)
                for (int i = 0; field.Type.Kind == RuleKind.Name && i < ColumnPlanner.NameColumns; i++)
                    names[column + i] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"word {i} of {field.Name}");
            return names;
        }
    }

    /// <summary>A batch with the plan's constants in place, and without a model.</summary>
    public ColumnBatch NewBatch()
    {
        var batch = new ColumnBatch(Columns);
        foreach (var (field, column) in Fields)
            for (int row = 0; Vocabulary.IsOfModel(field) && row < ColumnBatch.Capacity; row++) batch.SetUnknown(column, row, UnknownReason.NoModel);
        foreach (var (column, value) in Constants)
        {
            Array.Fill(batch.Values, value, column * ColumnBatch.Stride, ColumnBatch.Capacity);
            if (value == ColumnBatch.Unknown) Array.Fill(batch.Why, UnknownReason.NoPolicy, column * ColumnBatch.Stride, ColumnBatch.Capacity);
        }
        return batch;
    }
}
