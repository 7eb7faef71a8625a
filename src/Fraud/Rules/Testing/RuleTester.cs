using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Planning;
using Fraud.Rules.Program;
using Fraud.Rules.Syntax;

namespace Fraud.Rules.Testing;

/// <summary>
/// Runs the tests that stand beside rules. The values that a test names take the place of what they mean, everything else that a message or the profiles would give is
/// unknown, and what is left of the rule is compiled and run as in an engine.
/// </summary>
sealed class RuleTester
{
    static readonly KeyHasher s_hasher = new(new byte[16]);

    readonly IReadOnlyList<PackSyntax> _packs;
    readonly IReadOnlyDictionary<string, string> _overrides;
    readonly Dictionary<string, BoundPack?> _bound = new(StringComparer.Ordinal);

    RuleTester(IReadOnlyList<PackSyntax> packs, IReadOnlyDictionary<string, string> overrides) => (_packs, _overrides) = (packs, overrides);

    /// <summary>Runs all tests of packs without errors; what fails is written into their sources as an error.</summary>
    /// <returns>How many tests there are.</returns>
    public static int Run(IReadOnlyList<PackSyntax> packs, BoundPack pack, IReadOnlyDictionary<string, string> overrides)
    {
        var tester = new RuleTester(packs, overrides);
        tester._bound[""] = pack;
        foreach (var test in pack.Tests)
            if (tester.Failure(test) is { } failure) test.Source.Error(test.Span, $"{test.Rule} fails its test \"{test.Shows}\": {failure}");
        return pack.Tests.Count;
    }

    /// <summary>What is wrong, or null.</summary>
    string? Failure(BoundTest test)
    {
        if (PackOf(test) is not { } pack) return "with these parameters the pack has errors";
        // Bound again with other parameters, the test's values have other keys.
        var same = pack.Tests.First(t => t.Rule == test.Rule && t.Span == test.Span && t.Source.Name == test.Source.Name);
        var rule = pack.Rules.First(r => r.Id == test.Rule);
        var (result, points) = Judge(rule, same.Values);
        if (result != test.Expected) return $"it {Verb(result)}, expected that it {Verb(test.Expected)}";
        return test.Points is { } expected && expected != points ? $"it gives {points} points, expected {expected}" : null;
    }

    static string Verb(TestResult result) => result switch { TestResult.Fires => "fires", TestResult.Silent => "stays silent", _ => "is unknown" };

    BoundPack? PackOf(BoundTest test)
    {
        string key = string.Join('\n', test.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key + "=" + p.Value));
        if (_bound.TryGetValue(key, out var pack)) return pack;
        var overrides = new Dictionary<string, string>(_overrides, StringComparer.Ordinal);
        foreach (var (name, value) in test.Parameters) overrides[name] = value;
        return _bound[key] = Binder.Bind(Parser.Again(_packs), overrides);
    }

    static (TestResult, int Points) Judge(BoundRuleItem rule, IReadOnlyDictionary<string, Bound?> values)
    {
        var columns = new ColumnPlanner(s_hasher);
        var circuit = new CircuitBuilder(columns);
        int given = rule.Given is null ? circuit.True : circuit.Of(Substituted(rule.Given, values));
        int fires = circuit.Given(given, circuit.Of(Substituted(rule.When, values)));
        if (rule.InForce is { } inForce && values.ContainsKey(Vocabulary.EventDate.Name)) fires = circuit.And(circuit.Of(Substituted(inForce, values)), fires);
        var tiers = rule.Points.Select(t => (Gate: t.When is null ? circuit.True : circuit.Of(Substituted(t.When, values)), t.Points)).ToList();

        var batch = new ColumnBatch(columns.Columns) { Rows = 1 };
        foreach (var (column, value) in columns.Constants) batch.Values[column * ColumnBatch.Stride] = value;
        for (int stratum = 0; stratum < columns.Strata; stratum++)
            foreach (var op in columns.OpsOf(stratum)) op.Run(batch, 0, 1);
        var program = circuit.Build();
        var state = new byte[program.Count];
        program.RunRow(batch, 0, state);
        var result = state[fires] switch { Circuit.IsTrue => TestResult.Fires, Circuit.IsFalse => TestResult.Silent, _ => TestResult.Unknown };
        return (result, tiers.Where(t => state[t.Gate] == Circuit.IsTrue).Select(t => t.Points).LastOrDefault());
    }

    /// <summary>The expression with values in place of what messages and profiles would give.</summary>
    static Bound Substituted(Bound value, IReadOnlyDictionary<string, Bound?> values)
    {
        if (values.TryGetValue(value.Key, out var given)) return given ?? new BoundUnset(value.Type);
        return value switch
        {
            BoundField or BoundAggregate or BoundUnconfirmed or BoundFlow or BoundRule => new BoundUnset(value.Type),
            BoundOperation o => new BoundOperation(o.Operation, o.Type, [.. o.Arguments.Select(a => Substituted(a, values))]),
            _ => value,
        };
    }
}
