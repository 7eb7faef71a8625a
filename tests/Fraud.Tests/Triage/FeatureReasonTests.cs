using Fraud.Profiles;
using Fraud.Rules.Program;
using Fraud.Tests.Rules;
using Fraud.Tests.Scoring;

namespace Fraud.Tests.Triage;

/// <summary>What a policy lets an explanation say of a feature.</summary>
public class FeatureReasonTests
{
    static string Sentence(string feature, decimal amount = 5000, string rules = "")
    {
        string name = feature[..feature.IndexOf(' ', StringComparison.Ordinal)];
        using var engine = new FraudEngine(RuleBench.Policy($"family G cap 90\nlet sent = count() of attempts by debtor over 1h\nfeatures\n  {feature}\n{rules}"),
            new FraudOptions { ProfileBudgetBytes = 64 << 20, Model = Models.Of(name, [0.5f, 1000], [-2, 1, 4]) });
        engine.Evaluate(RuleBench.Payment("p1", 10), RuleBench.Morning);
        var decision = engine.Evaluate(RuleBench.Payment("p2", amount), RuleBench.Morning.AddMinutes(1));
        var why = decision.ExplainInDepth();
        Assert.Equal(why.Margin, Models.Of(name, [0.5f, 1000], [-2, 1, 4]).Contributions([0], new double[1]) + why.Contributions.Sum(c => c.Amount), 9);
        return Assert.Single(why.Contributions).Sentence;
    }

    [Theory]
    [InlineData("dollars = amount because \"{dollars} with {sent} orders in the hour\"", "5,000.00 USD with 2 orders in the hour")]
    [InlineData("times = amount / 4 USD because \"{times} times {amount}\"", "1,250 times 5,000.00 USD")]
    [InlineData("orders = sent because \"A text without values.\"", "A text without values.")]
    [InlineData("dollars = amount because \"{dollars}{near_round?, a round sum}\"", "5,000.00 USD, a round sum")]
    public void The_policy_says_what_is_told_of_a_feature(string feature, string sentence) => Assert.Equal(sentence, Sentence(feature));

    [Fact]
    public void Names_of_people_and_accounts_are_shown_as_rules_show_them()
    {
        const string text = "because \"To {creditor} for {debtor}.\"";
        using var engine = new FraudEngine(RuleBench.Policy($"family G cap 90\nrule R1 \"R\" family G points 5 when amount > 5 USD {text}"));
        string shown = engine.Evaluate(RuleBench.Payment("p", 5000), RuleBench.Morning).Explain().Rules[0].Reason;
        Assert.Equal(shown, Sentence($"dollars = amount {text}"));
        Assert.DoesNotContain("{", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_text_has_nothing_to_say_the_feature_is_told_by_its_name()
    {
        string plain = Sentence("dollars = amount", 1237);
        Assert.Equal(plain, Sentence("dollars = amount because \"{near_round?A round sum.}\"", 1237));
        Assert.StartsWith("dollars", plain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dollars = amount because \"{amuont}\"", "amuont")]
    [InlineData("dollars = amount because \"{amount\"", "this '{' is not closed")]
    [InlineData("dollars = amount because \"{amount? much}\"", "'amount' is no yes-or-no value")]
    [InlineData("dollars = amount because 5", "expected the reason text in quotes")]
    [InlineData("dollars = amount because", "expected the reason text in quotes")]
    [InlineData("dollars = amount because \"{later}\"\n  later = amount", "later")]
    public void A_text_that_cannot_be_told_is_a_finding(string feature, string finding)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = $"family F cap 10\nfeatures\n  {feature}\n" });
        Assert.Contains(policy.Diagnostics, diagnostic => diagnostic.Message.Contains(finding, StringComparison.Ordinal) && diagnostic.Line >= 3);
        Assert.False(policy.IsUsable);
    }

    [Fact]
    public void A_feature_may_be_called_because()
    {
        var features = RuleBench.Policy("features\n  one = amount\n  because = 2 * amount because \"{because}\"\n").Pack!.Features;
        Assert.Equal([("one", 0), ("because", 1)], features.Select(f => (f.Name, f.Because.Count)));
    }

    [Fact]
    public void The_text_is_no_part_of_what_a_feature_means()
    {
        static string Of(string feature) => RuleBench.Policy($"features\n  {feature}\n").Pack!.Features.Single().Definition;
        Assert.Equal(Of("f = amount"), Of("f = amount because \"{near_round? round}\""));
    }

    [Fact]
    public void Values_of_a_text_are_calculated_only_when_a_model_asks_for_the_feature()
    {
        var policy = RuleBench.Policy("let sent = count() of attempts by debtor over 1h\nfeatures\n  one = amount\n  two = 2 * amount because \"{two} after {sent}\"\n  rest = 3 * amount\n");
        int Tables(params string[] features) => RuleProgram.Compile([(policy.Pack!, "")], new KeyHasher(new byte[16]), features: features).Tables.Count;
        Assert.Equal((0, 0, 1), (Tables(), Tables("one", "rest"), Tables("one", "two")));
    }
}
