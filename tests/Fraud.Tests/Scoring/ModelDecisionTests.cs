using Fraud.Rules.Binding;
using Fraud.Scoring;
using Fraud.Tests.Acceptance;
using Fraud.Tests.Rules;

namespace Fraud.Tests.Scoring;

/// <summary>Models in the engine: which features they see, what their score does, and what it does not.</summary>
public class ModelDecisionTests
{
    const string Rules = """
        family G cap 90
        features
          dollars = amount
          orders  = count() of attempts by debtor over 1h
          pair    = not known(debtor, creditor)
        rule G1 "SCORE" family G points 10 points 50 if model_score >= 0.9 when coalesce(model_score, 0) >= 0.5 because "{model_score}, {model_lift}, {model_percentile}"
        rule R1 "MANY" family G points 7 when count() of attempts by debtor over 1h >= 3 because "x"
        """;

    /// <summary>A margin of −2 up to 100 USD, 1 up to 1,000, 4 beyond.</summary>
    static Model ByAmount(double baseRate = 0.01) => Models.Of("dollars", [100, 1000], [-2, 1, 4], baseRate);

    static FraudEngine Engine(Policy policy, Model? model, params Model[] challengers)
        => new(policy, new FraudOptions { ProfileBudgetBytes = 64 << 20, Model = model, Challengers = challengers });

    static FraudEngine Engine(Model? model, params Model[] challengers) => Engine(RuleBench.Policy(Rules), model, challengers);

    static Decision Pay(FraudEngine engine, int id, decimal amount) => engine.Evaluate(RuleBench.Payment($"p{id}", amount), RuleBench.Morning.AddHours(id));

    [Theory]
    [InlineData(50, 0.119, "Pass 0")]
    [InlineData(500, 0.731, "Pass 10 G1")]
    [InlineData(5000, 0.982, "Review 50 G1")]
    public void The_score_is_the_probability_and_rules_ask_for_it(int amount, double score, string line)
    {
        using var engine = Engine(ByAmount());
        var decision = Pay(engine, 1, amount);
        Assert.Equal(score, decision.Score, 3);
        Assert.Equal(line, RuleBench.Line(decision));
        Assert.Equal((decision.Score, 16), (decision.Explain().Score, decision.Explain().Model.Length));
    }

    [Fact]
    public void What_a_rule_shows_of_it_is_odds_and_shares()
    {
        using var engine = Engine(ByAmount());
        var why = Pay(engine, 1, 5000).Explain();
        Assert.Equal("98.2 %, 5,405.22, unknown (cold start)", why.Rules[0].Reason); // e⁴ × 99
        Assert.Equal(4, why.Margin);
        Assert.True(double.IsNaN(why.Percentile));
    }

    /// <summary>An explanation can be checked: what is expected and what each feature added are the margin, however many there are.</summary>
    [Theory]
    [InlineData(50)]
    [InlineData(5000)]
    public void The_expected_margin_and_all_contributions_add_up_to_the_margin(int amount)
    {
        string[] features = [.. Enumerable.Range(1, 25).Select(i => $"f{i}")];
        var model = new Model(Models.Content(features, [.. features.Select((_, f) => Models.Steps(f, [30, 600], [-0.1 * f, 0.3, 1 + f / 3.0]))]));
        using var engine = Engine(RuleBench.Policy("family G cap 90\nfeatures\n" + string.Concat(features.Select((f, i) => $"  {f} = amount / {i + 1} USD\n"))), model);
        var decision = Pay(engine, 1, amount);
        var why = decision.ExplainInDepth();
        Assert.True(why.Contributions.Count > 10, $"{why.Contributions.Count} contributions");
        Assert.Equal(why.Margin, why.ExpectedMargin + why.Contributions.Sum(c => c.Amount), 1e-5);
        Assert.Equal(model.Contributions(new float[25], new double[25]), why.ExpectedMargin);
        Assert.Equal(why.Contributions.OrderByDescending(c => Math.Abs(c.Amount)), why.Contributions);
        Assert.True(double.IsNaN(decision.Explain().ExpectedMargin));
    }

    /// <summary>A model is equipment: without one nothing is missing, whatever rules could ask.</summary>
    [Fact]
    public void Without_a_model_there_is_no_score_and_nothing_is_missing()
    {
        using var engine = Engine(RuleBench.Policy(Rules + "\nrule G2 \"SURE\" family G points 5 when model_lift > 10 and pair because \"x\"\nrule G3 \"BOTH\" family G points 5 when model_lift > 10 or sender = \"DEUTDEFF\" because \"x\""), null);
        var decision = Pay(engine, 1, 5000);
        var why = decision.Explain();
        Assert.True(double.IsNaN(decision.Score) && double.IsNaN(why.Score) && double.IsNaN(why.Margin));
        Assert.Equal("", why.Model);
        // What something else could have told is still told.
        Assert.Equal([new NotEvaluable("G3", "field absent")], why.NotEvaluable);
    }

    [Theory]
    [InlineData("count() of attempts where model_score > 0.5 by debtor over 1h >= 3")]
    [InlineData("max(coalesce(model_lift > 3, false)) of attempts by debtor >= true")]
    [InlineData("count() of attempts by suspect over 1h >= 3")]
    [InlineData("known(debtor, suspect)")]
    [InlineData("distinct(suspect) of attempts by debtor over 1h > 1")]
    public void Nothing_is_remembered_by_what_a_model_says(string condition)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["a.rules"] = $"family G cap 9\nlet suspect = model_score > 0.5\nrule G1 \"X\" family G points 5 when {condition} because \"x\"" });
        Assert.Contains(policy.Diagnostics, d => d.Severity == DiagnosticSeverity.Error && d.Message.StartsWith("what a model says is known last", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_cannot_be_given_what_a_model_says()
        => Assert.Contains("a model cannot be given what a model says",
            Assert.Single(Policy.Parse(new Dictionary<string, string> { ["a.rules"] = "features\n  again = model_score * 2\n" }).Diagnostics, d => d.Severity == DiagnosticSeverity.Error).Message, StringComparison.Ordinal);

    [Fact]
    public void A_feature_that_the_policy_does_not_have_is_told()
        => Assert.Equal("The model (made in memory) does not fit the policy: it takes the feature 'dollar', which the policy does not have; did you mean 'dollars'? (Parameter 'model')",
            Assert.Throws<ArgumentException>(() => Engine(Models.Of("dollar", [1], [0, 1]))).Message);

    [Fact]
    public void A_feature_of_another_meaning_is_told_and_one_of_the_same_is_not()
    {
        var policy = RuleBench.Policy(Rules);
        string definition = policy.Pack!.Features.Single(f => f.Name == "dollars").Definition;
        Model Trained(string d) => new(ByAmount().Content with { Features = [new ModelFeature("dollars", d, 5, [], [])] });
        Engine(policy, Trained(definition)).Dispose();
        string told = Assert.Throws<ArgumentException>(() => Engine(policy, ByAmount(), Trained("0123456789abcdef"))).Message;
        Assert.StartsWith("Challenger 1 (made in memory) does not fit the policy: it was trained on another meaning of the feature 'dollars'", told, StringComparison.Ordinal);
    }

    /// <summary>Only what is asked for is planned: the count over an hour is an aggregate of R1 too, the known pair of the model alone.</summary>
    [Fact]
    public void Only_the_features_of_models_are_paid_for()
    {
        var (hasher, pack) = (new Fraud.Profiles.KeyHasher(new byte[16]), RuleBench.Policy(Rules).Pack!);
        int Tables(params string[] features) => Fraud.Rules.Program.RuleProgram.Compile([(pack, "")], hasher, features: features).Planned.Count;
        Assert.Equal((1, 1, 2), (Tables(), Tables("dollars", "orders"), Tables("pair")));
    }

    [Fact]
    public void Rules_go_on_from_what_the_model_says()
    {
        using var engine = Engine(RuleBench.Policy(Rules + """

            let high = model_score * 100 > 90
            rule G2 "AND" family G points 20 when G1 and high and amount >= 2_000 USD because "x"
            rule G3 "LOG" family G points 3 when ln(model_lift) > 8 because "x"
            override snooze G1 when model_score < 0.8 until 2030-01-01 by "A" because "quiet"
            """), ByAmount());
        Assert.Equal("Review 73 G1 G2 G3".Replace("Review", "Hold", StringComparison.Ordinal), RuleBench.Line(Pay(engine, 1, 5000)));
        Assert.Equal("Pass 0", RuleBench.Line(Pay(engine, 2, 500)));
    }

    /// <summary>What a model says is no value that could have been another, and of the others it is told that it was held.</summary>
    [Fact]
    public void Another_value_is_judged_with_the_score_as_it_was()
    {
        using var engine = Engine(RuleBench.Policy(Rules + "\nrule R2 \"MUCH\" family G points 30 when amount >= 2_000 USD because \"x\""), Models.Of("dollars", [100], [-2, 1]));
        var why = Pay(engine, 1, 5000).ExplainInDepth();
        Assert.Equal((Outcome.Review, 40), (why.Outcome, why.Points));
        var change = Assert.Single(why.Counterfactuals);
        Assert.Equal("With amount at most 1,999.99 USD instead of 5,000.00 USD, and the model's score as it was, it would have passed (10 points).", change.Sentence);
        Assert.DoesNotContain(why.Counterfactuals, c => c.Name.StartsWith("model", StringComparison.Ordinal));
    }

    [Fact]
    public void A_threshold_of_the_score_can_be_nearly_missed()
    {
        using var engine = Engine(Models.Of("dollars", [100], [-2, -0.1]));
        var miss = Pay(engine, 1, 5000).ExplainInDepth().NearMisses[0];
        Assert.Equal("G1", miss.Id);
    }

    [Fact]
    public void A_model_counts_in_the_budget()
    {
        var policy = RuleBench.Policy(Rules);
        var large = new Model(Models.Content(["dollars"], [.. Enumerable.Range(0, 2_000).Select(i => Models.Steps(0, [i], [0, 0.001]))]));
        FraudOptions Limited(Model? model) => new() { ProfileBudgetBytes = 64 << 20, Model = model, CostLimitNanoseconds = 5_000 };
        new FraudEngine(policy, Limited(null)).Dispose();
        Assert.Contains("4,000 of it for models", Assert.Throws<ArgumentException>(() => new FraudEngine(policy, Limited(large))).Message, StringComparison.Ordinal);
    }

    /// <summary>A shadow sees the same score.</summary>
    [Fact]
    public void A_policy_tried_beside_it_reads_the_same_score()
    {
        var options = new FraudOptions { ProfileBudgetBytes = 64 << 20, Model = ByAmount(), Shadows = [RuleBench.Policy(Rules.Replace("points 50 if", "points 80 if", StringComparison.Ordinal))] };
        using var engine = new FraudEngine(RuleBench.Policy(Rules), options);
        var decision = Pay(engine, 1, 5000);
        Assert.Equal((Outcome.Review, Outcome.Hold), (decision.Outcome, decision.OutcomeOf(0)));
    }

    [Fact]
    public void What_is_no_transfer_has_no_score()
    {
        using var engine = Engine(ByAmount(), ByAmount());
        var decision = engine.Evaluate("{1:F21DEUTDEFFAXXX0000000000}{4:{177:1601051000}{451:0}}"u8, RuleBench.Morning);
        Assert.True(double.IsNaN(decision.Score) && double.IsNaN(decision.ScoreOf(0)));
    }

    [Fact]
    public void A_challenger_is_scored_and_changes_nothing()
    {
        using var engine = Engine(ByAmount(), Models.Of("orders", [2.5f], [-1, 3]));
        using var alone = Engine(ByAmount());
        for (int i = 0; i < 6; i++)
        {
            var at = RuleBench.Morning.AddMinutes(i);
            byte[] payment = RuleBench.Payment($"p{i}", 500 + i);
            var decision = engine.Evaluate(payment, at);
            Assert.Equal(RuleBench.Line(alone.Evaluate(payment, at)), RuleBench.Line(decision));
            Assert.Equal(i < 2 ? 0.269 : 0.953, decision.ScoreOf(0), 3);
            Assert.Throws<ArgumentOutOfRangeException>(() => decision.ScoreOf(1));
        }
    }
}
