using System.Globalization;
using System.Text;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Planning;
using Fraud.Rules.Program;

namespace Fraud.Tests.Rules;

public class PlanTests
{
    static ExecutionPlan Plan(string text)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = text });
        Assert.True(policy.IsUsable, string.Join('\n', policy.Diagnostics));
        return ExecutionPlan.Of([policy.Pack!], RuleProgram.Compile(policy.Pack!, new KeyHasher(new byte[16]), policy.Hash));
    }

    const string Two = """
        family F cap 30
        let big = sum(amount) of attempts where near_round by debtor over 24h
        rule R1 "ONE" family F points 5 when big > 10 USD because "{big}"
        rule R2 "TWO" family F points 5 when big > 20 USD and known(debtor, creditor) because "x"
        """;

    [Fact]
    public void Each_aggregate_names_the_rules_that_it_serves()
    {
        var plan = Plan(Two);
        Assert.Equal(["debtor", "debtor, creditor"], plan.Tables.Select(t => t.Name));
        Assert.Equal(["sum(amount) of attempts where near_round by debtor over 1d: R1 R2", "first() of accepted by debtor, creditor: R2"],
            plan.Tables.SelectMany(t => t.Aggregates).Select(a => $"{a.Text}: {string.Join(' ', a.Rules)}"));
    }

    [Fact]
    public void A_key_takes_what_its_record_says_and_grows_by_its_events()
    {
        var debtor = Plan(Two).Tables[0];
        var layout = new ProfileLayout(RuleProgram.Compile(Policy.Parse(new Dictionary<string, string> { ["my.rules"] = Two }).Pack!, new KeyHasher(new byte[16]), "").Tables[0], ProfileTable.LogCapacity);
        Assert.Equal(layout.RecordBytes, debtor.RecordBytes);
        Assert.Equal(24, debtor.BytesPerEvent); // ticks and number, and the sum before
        Assert.Equal(98_304, debtor.GrownBytes); // 4,096 of them
    }

    [Fact]
    public void What_only_a_rule_that_never_fires_reads_is_unused() => Assert.Equal([0, 1],
        Plan("""
            family F cap 30
            param limit = none
            rule R1 "ONE" family F points 5 points 9 if count() of attempts by debtor over 1h > 3 when amount > limit because "x"
            rule R2 "TWO" family F points 5 when count() of attempts by sender over 1h > 3 because "x"
            """).Tables.SelectMany(t => t.Aggregates).Select(a => a.Rules.Count));

    [Fact]
    public void More_is_never_cheaper()
    {
        var (one, two) = (Plan(Two[..Two.IndexOf("rule R2", StringComparison.Ordinal)]), Plan(Two));
        Assert.True(two.Nanoseconds > one.Nanoseconds && one.Nanoseconds > CostModel.Message);
        Assert.True(two.BytesPerKey > one.BytesPerKey);
        Assert.Equal(two.Nanoseconds, CostModel.Message + two.CalculationNanoseconds + two.CircuitNanoseconds + two.FlowNanoseconds + two.Tables.Sum(t => t.Nanoseconds), 6);
    }

    [Fact]
    public void A_policy_beyond_its_budget_is_refused_and_told_what_costs_most()
    {
        var cost = Assert.Throws<ArgumentException>(() => FraudEngine.Create(new FraudOptions { CostLimitNanoseconds = 3_000 }));
        Assert.Matches(@"^The policy exceeds its budget: a message may cost [\d,]+ ns, the budget is 3,000 ns\. Most goes to \w+\(.*\) of \w+ by .* \([\d,]+ ns, [A-Z]\d\d.*\)\. Switch", cost.Message);
        var bytes = Assert.Throws<ArgumentException>(() => FraudEngine.Create(new FraudOptions { BytesPerKeyLimit = 2_000 }));
        Assert.Matches(@"^The policy exceeds its budget: the records of one key in all \d+ tables take [\d,]+ bytes, the budget is 2,000\. Most goes to 'sender' \(\d+ bytes: .*\). Switch", bytes.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => FraudEngine.Create(new FraudOptions { BytesPerKeyLimit = 0 }));
    }

    [Fact]
    public void A_reload_keeps_to_the_budget_that_the_engine_was_made_with()
    {
        var small = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = Two });
        using var engine = new FraudEngine(small, new FraudOptions { BytesPerKeyLimit = 200 });
        Assert.Contains("the budget is 200", Assert.Throws<ArgumentException>(() => engine.Reload(Policy.Institution)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => engine.Reload(small, [Policy.Institution]));
        Assert.Equal(small.Hash, engine.Ruleset);
    }

    [Fact]
    public void A_policy_within_its_budget_is_taken()
    {
        using var engine = FraudEngine.Create(new FraudOptions { CostLimitNanoseconds = 1_000_000, BytesPerKeyLimit = 100_000 });
        Assert.Equal(Policy.Institution.Hash, engine.Ruleset);
    }

    [Fact]
    public void The_documentation_states_the_costs_of_the_model()
    {
        string documentation = File.ReadAllText(Repository.PathOf("src/Fraud/Rules/README.md"));
        string[] lines = [.. CostLines()];
        Assert.True(lines.All(line => documentation.Contains(line + "\n", StringComparison.Ordinal)), "Rules/README.md should say:\n" + string.Join('\n', lines));
    }

    /// <summary>The lines of the tables of costs, as the model has them: ns, bytes of a record that is there for this alone, bytes beside it.</summary>
    static IEnumerable<string> CostLines()
    {
        foreach (string function in Binder.Functions) yield return string.Create(CultureInfo.InvariantCulture, $"| `{function}` | {CostModel.OfFunction(function):#,##0} |");
        foreach (var (text, kind) in s_aggregates)
        {
            var ever = kind is AggregateKind.Distinct or AggregateKind.Similar ? "–" : Cost(kind, 0);
            string windowed = kind is AggregateKind.DaySum or AggregateKind.DayCount or AggregateKind.HourShare or AggregateKind.HourlyQuantile or AggregateKind.NameSimilarity or AggregateKind.Lookalike ? "–" : Cost(kind, TimeSpan.TicksPerDay);
            yield return $"| `{text}` | {ever} | {windowed} |";
        }
    }

    static readonly (string, AggregateKind)[] s_aggregates =
    [
        ("count", AggregateKind.Count), ("sum", AggregateKind.Sum), ("count … today", AggregateKind.DayCount), ("sum … today", AggregateKind.DaySum), ("min", AggregateKind.Min), ("max", AggregateKind.Max),
        ("distinct", AggregateKind.Distinct), ("first", AggregateKind.First), ("last", AggregateKind.Last), ("latest", AggregateKind.LastValue), ("earliest", AggregateKind.FirstValue),
        ("median", AggregateKind.Median), ("quantile", AggregateKind.Quantile), ("mode", AggregateKind.Mode), ("mode_share", AggregateKind.ModeShare), ("robust_z", AggregateKind.RobustZ), ("max_day_sum", AggregateKind.MaxDaySum), ("hour_share", AggregateKind.HourShare),
        ("hourly_quantile", AggregateKind.HourlyQuantile), ("similar", AggregateKind.Similar), ("name_similarity", AggregateKind.NameSimilarity), ("lookalike", AggregateKind.Lookalike),
    ];

    static string Cost(AggregateKind kind, long window)
    {
        var stream = new ProfileLayout(new ProfileSpec("one", 0, 1, 2, [new Aggregate(kind, Ledger.Accepted, -1, 0, 3, 4, window, 0.5, 8, 0)]), ProfileTable.LogCapacity).Streams[0];
        var (read, write) = CostModel.Of(kind, window > 0);
        int inside = sizeof(long) + (stream.Log >= 0 ? sizeof(long) : 0) + (stream.Hints >= 0 ? sizeof(long) : 0) + stream.Fields.Sum(f => f.Bytes);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{read:#,##0} + {write:#,##0} ns, {inside} B");
        if (stream.Log >= 0) text.Append(CultureInfo.InvariantCulture, $" + {stream.Stride} B an event");
        long beside = ExecutionPlan.Grown(stream, withLog: false);
        if (beside > 0) text.Append(CultureInfo.InvariantCulture, $" + {beside:#,##0} B");
        return text.ToString();
    }

    [Fact]
    public void Every_aggregate_of_the_language_has_a_cost()
        => Assert.Empty(Binder.Aggregates.Except(s_aggregates.Select(a => a.Item1.Split(' ')[0])).Except(["share", "cycle", "chain"])); // a share is two counts; ways of money are bounded by looks

    [Fact]
    public void Questions_about_ways_of_money_cost_the_looks_they_may_take()
    {
        var plan = Plan("family F cap 30\nrule R1 \"ONE\" family F points 5 when cycle(amount, 85%, 5) of accepted by debtor, creditor over 30d > 0 because \"x\"");
        Assert.Equal(2 * CostModel.Lookup + CostModel.Flow, plan.FlowNanoseconds);
        Assert.True(plan.Nanoseconds > plan.FlowNanoseconds + CostModel.Message);
        Assert.Equal(CostModel.FlowBytes, plan.BytesPerKey);
    }
}
