using System.Text;
using Fraud.Reference;

namespace Fraud.Tests.Rules;

/// <summary>screening_score in a rule, from a message to the reason.</summary>
public class ScreeningRuleTests
{
    const string Rule = "family F cap 10\nrule R1 \"LISTED\" family F points 5 when screening_score >= 0.85 because \"Listed: {screening_score}.\"\n";
    const string Listed = "name Viktor Andreevich Kasparin 2024-01-01 2024-12-31 # invented\nname Golden Lotus Trading LLC\nname Bank of Zarkonia\nname Delta Shipping Corp";

    static readonly DateTimeOffset At = new(2024, 1, 5, 10, 0, 0, TimeSpan.Zero);

    static Policy PolicyWith(string? list)
    {
        var files = new Dictionary<string, string> { ["my.rules"] = Rule };
        if (list is not null) files["screening.list"] = list;
        var policy = Policy.Parse(files);
        Assert.Empty(policy.Diagnostics);
        return policy;
    }

    static byte[] Message(string debtor, string creditor) =>
        Encoding.UTF8.GetBytes($"{{\"id\":\"A\",\"amount\":10,\"currency\":\"USD\",\"debtor_account\":\"1\",\"debtor_name\":\"{debtor}\",\"creditor_account\":\"2\",\"creditor_name\":\"{creditor}\"}}");

    static Explanation Judge(Policy policy, string debtor, string creditor, DateTimeOffset at)
    {
        using var engine = new FraudEngine(policy);
        return engine.Evaluate(Message(debtor, creditor), at).Explain();
    }

    [Theory]
    [InlineData("ACME", "KAPSARIN VIKTOR ANDREEVICH")]
    [InlineData("GOLDEN LOTUS TRADING LTD", "BOLT")]
    public void Creditor_and_debtor_are_screened(string debtor, string creditor) => Assert.Equal("R1", Assert.Single(Judge(PolicyWith(Listed), debtor, creditor, At).Rules).Id);

    [Fact]
    public void The_reason_shows_the_entry_and_initials_of_the_message()
    {
        string reason = Assert.Single(Judge(PolicyWith(Listed), "ACME", "KAPSARIN VIKTOR ANDREEVICH", At).Rules).Reason;
        Assert.Equal("Listed: 0.967 (creditor and VIKTOR ANDREEVICH KASPARIN: V… is VIKTOR 33 %, A… is ANDREEVICH 33 %, K… is KASPARIN 33 % misspelt by 1).", reason);
    }

    [Theory]
    [InlineData("ACME CORP", "BOLT TRADING LLC")]
    [InlineData("BANK OF", "SHIPPING CORP")]
    public void Words_that_all_companies_bear_are_no_match(string debtor, string creditor) => Assert.Empty(Judge(PolicyWith(Listed), debtor, creditor, At).Rules);

    [Fact]
    public void An_entry_counts_on_its_days() => Assert.Empty(Judge(PolicyWith(Listed), "ACME", "VIKTOR ANDREEVICH KASPARIN", At.AddYears(1)).Rules);

    [Fact]
    public void Without_the_list_the_score_is_unknown() =>
        Assert.Equal("no list supplied", Assert.Single(Judge(PolicyWith(null), "ACME", "VIKTOR ANDREEVICH KASPARIN", At).NotEvaluable).Why);

    [Fact]
    public void Without_a_name_the_score_is_unknown() => Assert.Equal("field absent", Assert.Single(Judge(PolicyWith(Listed), "", "", At).NotEvaluable).Why);

    [Fact]
    public void A_name_that_costs_too_much_is_unknown_unless_another_scores_all_there_is()
    {
        string hostile = string.Join(' ', Enumerable.Range(0, 100).Select(i => $"W{i}"));
        Assert.Equal("cost budget used up", Assert.Single(Judge(PolicyWith(Listed), hostile, "BOLT", At).NotEvaluable).Why);
        Assert.Equal("cost budget used up", Assert.Single(Judge(PolicyWith(Listed), hostile, "KAPSARIN VIKTOR ANDREEVICH", At).NotEvaluable).Why);
        Assert.Single(Judge(PolicyWith(Listed), hostile, "KASPARIN VIKTOR ANDREEVICH", At).Rules);
    }

    /// <summary>A decision that was not looked into to the end says so.</summary>
    [Fact]
    public void What_ran_out_of_its_budget_is_partial()
    {
        using var engine = new FraudEngine(PolicyWith(Listed));
        string hostile = string.Join(' ', Enumerable.Range(0, 100).Select(i => $"W{i}"));
        Assert.True(engine.Evaluate(Message(hostile, "BOLT"), At).Flags.HasFlag(DecisionFlags.Partial));
        Assert.False(engine.Evaluate(Message("ACME", "BOLT"), At).Flags.HasFlag(DecisionFlags.Partial));
    }

    [Fact]
    public void An_empty_list_is_a_list() => Assert.Empty(Judge(PolicyWith(""), "ACME", "BOLT", At).NotEvaluable);

    [Fact]
    public void Judging_allocates_nothing_and_remembered_names_score_the_same()
    {
        using var engine = new FraudEngine(PolicyWith(Listed));
        byte[][] messages = [Message("ACME", "VIKTOR A. KASPARIN"), Message("GOLDEN LOTUS", "BOLT TRADING"), Message(new string('W', 200), "J SMITH")];
        var at = At;
        var points = new List<int>(4096);
        for (int i = 0; i < 600; i++) Next(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 600; i < 1200; i++) Next(i);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal([5, 5, 0], points[..3]);
        for (int i = 3; i < points.Count; i++) Assert.Equal(points[i % 3], points[i]);

        void Next(int i) => points.Add(engine.Evaluate(messages[i % 3], at = at.AddSeconds(1)).Points);
    }

    [Fact]
    public void Only_a_list_of_that_name_is_indexed()
    {
        var lists = ReferenceData.Default.With("blocked.list", Listed).Lists;
        Assert.Null(lists.Screening);
        Assert.Same(ReferenceData.Default.With("screening.list", Listed) is var data ? data.Lists.Screening : null, data.Lists.Screening);
    }
}
