using Fraud.Tests.Rules;

namespace Fraud.Tests.Scoring;

/// <summary>Other models, or other policies under the same models, in a running engine.</summary>
public class ModelReloadTests
{
    const string Rules = """
        family G cap 90
        features
          dollars = amount
          orders  = count() of attempts by debtor over 1h
        rule G1 "SCORE" family G points 10 when model_score >= 0.5 because "x"
        """;

    static readonly Model s_low = Models.Of("dollars", [100], [-1, 1]), s_high = Models.Of("dollars", [100], [1, 3]), s_orders = Models.Of("orders", [1.5f], [-1, 1]);

    static FraudEngine Engine(Model? model, params Model[] challengers) => new(RuleBench.Policy(Rules), new FraudOptions { ProfileBudgetBytes = 64 << 20, Model = model, Challengers = challengers });

    static Decision Pay(FraudEngine engine, int minute, decimal amount = 50) => engine.Evaluate(RuleBench.Payment($"p{minute}", amount), RuleBench.Morning.AddMinutes(minute));

    [Fact]
    public void A_policy_is_changed_under_its_models()
    {
        using var engine = Engine(s_high, s_low);
        Assert.Equal("Pass 10 G1", RuleBench.Line(Pay(engine, 0)));
        engine.Reload(RuleBench.Policy(Rules.Replace("points 10", "points 50", StringComparison.Ordinal)));
        var decision = Pay(engine, 1);
        Assert.Equal("Review 50 G1", RuleBench.Line(decision));
        Assert.Equal((0.731, 0.269), (Math.Round(decision.Score, 3), Math.Round(decision.ScoreOf(0), 3)));
    }

    [Fact]
    public void A_policy_without_the_features_of_the_models_is_refused()
    {
        using var engine = Engine(s_high);
        Pay(engine, 0);
        var without = RuleBench.Policy("family G cap 9\nrule G1 \"X\" family G points 5 when amount > 1 USD because \"x\"");
        Assert.Contains("takes the feature 'dollars'", Assert.Throws<ArgumentException>(() => engine.Reload(without)).Message, StringComparison.Ordinal);
        Assert.Equal("Pass 10 G1", RuleBench.Line(Pay(engine, 1)));
        engine.Reload(without, [], null, []);
        Assert.Equal(("Pass 5 G1", true), (RuleBench.Line(Pay(engine, 2)), double.IsNaN(Pay(engine, 3).Score)));
    }

    [Fact]
    public void Another_model_takes_over_and_the_one_before_becomes_the_challenger()
    {
        using var engine = Engine(s_low, s_high);
        Assert.Equal("Pass 0", RuleBench.Line(Pay(engine, 0)));
        engine.Reload(RuleBench.Policy(Rules), [], s_high, [s_low]);
        // What is about to take effect is what the next change builds on.
        engine.Reload(RuleBench.Policy(Rules));
        var decision = Pay(engine, 1);
        Assert.Equal(("Pass 10 G1", 0.269), (RuleBench.Line(decision), Math.Round(decision.ScoreOf(0), 3)));
    }

    [Fact]
    public void A_model_that_goes_on_keeps_what_its_percentile_is_measured_by()
    {
        using var engine = Engine(s_low);
        for (int i = 0; i < 1_000; i++) Pay(engine, i, i % 10 == 0 ? 500 : 50);
        engine.Reload(RuleBench.Policy(Rules), [], s_low, [s_high]);
        var why = Pay(engine, 1_000, 500).Explain();
        Assert.Equal(0.9, why.Percentile);
        // Of the new one nothing is known yet.
        Assert.Equal(0, engine.Challengers[0].Transfers);
    }

    /// <summary>Beside itself, a model has two measures, and each counts every transfer once.</summary>
    [Fact]
    public void A_model_beside_itself_is_measured_twice()
    {
        using var engine = Engine(s_low, s_low);
        for (int i = 0; i < 600; i++) Pay(engine, i, i % 10 == 0 ? 500 : 50);
        engine.Reload(RuleBench.Policy(Rules));
        for (int i = 600; i < 1_000; i++) Assert.True(double.IsNaN(Pay(engine, i, i % 10 == 0 ? 500 : 50).Explain().Percentile));
        Assert.Equal(0.9, Pay(engine, 1_000, 500).Explain().Percentile);
    }

    /// <summary>What the model asks for the first time is not known to it until its window has passed, and then is what it would always have been.</summary>
    [Fact]
    public void New_features_warm_up()
    {
        using var engine = Engine(s_low);
        Pay(engine, 0);
        engine.Reload(RuleBench.Policy(Rules), [], s_orders, []);
        Assert.Equal(-1, Pay(engine, 1).Explain().Margin); // not known, though the second within the hour
        Assert.Equal("not known (warming up since the policy changed)", Assert.Single(Pay(engine, 2).ExplainInDepth().Contributions).Value);
        Pay(engine, 70);
        Assert.Equal(1, Pay(engine, 71).Explain().Margin);
    }

    [Fact]
    public async Task Decisions_of_two_models_are_never_mixed()
    {
        using var engine = Engine(s_low, s_low);
        using var stop = new CancellationTokenSource();
        var reloading = Task.Run(() =>
        {
            var policy = RuleBench.Policy(Rules);
            for (int i = 0; !stop.IsCancellationRequested; i++) engine.Reload(policy, [], i % 2 == 0 ? s_high : s_low, [i % 2 == 0 ? s_high : s_low]);
        });
        var payments = Enumerable.Range(0, 50).Select(i => new MessageInput(RuleBench.Payment($"b{i}", 50), RuleBench.Morning)).ToArray();
        var decisions = new Decision[50];
        for (int round = 0; round < 200; round++)
        {
            engine.EvaluateBatch(payments, decisions);
            Assert.Single(decisions.Select(d => (d.Score, d.ScoreOf(0), d.Points)).Distinct());
            Assert.Equal(decisions[0].Score, decisions[0].ScoreOf(0));
        }
        await stop.CancelAsync();
        await reloading.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
