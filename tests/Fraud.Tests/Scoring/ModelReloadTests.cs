using Fraud.Scoring;
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

    /// <summary>A host that reads its files anew at each reload has models that are the same and yet others.</summary>
    [Fact]
    public void A_model_is_known_by_its_content_however_often_it_is_read()
    {
        Model Read(Model model) => Model.Parse(ModelWriter.Write(model.Content, "m"), "m");
        using var engine = Engine(Read(s_low), Read(s_high));
        for (int i = 0; i < 1_010; i++) Pay(engine, i, i % 10 == 0 ? 500 : 50);
        Assert.Equal(10, engine.Challengers[0].Transfers);
        var challenger = Read(s_high);
        engine.Reload(RuleBench.Policy(Rules), [], Read(s_low), [Read(s_orders), challenger]);
        Assert.Equal(0.9, Pay(engine, 1_010, 500).Explain().Percentile, 3);
        Assert.Equal((0, 11), (engine.Challengers[0].Transfers, engine.Challengers[1].Transfers));
        Assert.Same(challenger, engine.Challengers[1].Model);
        engine.Reload(RuleBench.Policy(Rules));
        Pay(engine, 1_011);
        Assert.Equal((0, 12), (engine.Challengers[0].Transfers, engine.Challengers[1].Transfers));
        // Beside another champion the counts begin anew.
        engine.Reload(RuleBench.Policy(Rules), [], Read(s_high), [Read(s_low)]);
        Pay(engine, 1_012);
        Assert.Equal(1, engine.Challengers[0].Transfers);
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

    /// <summary>A reload of the policy alone goes on with the models that were given last, at whatever moment those take effect.</summary>
    [Fact]
    public async Task No_model_comes_back()
    {
        using var engine = Engine(s_low, s_low);
        using var stop = new CancellationTokenSource();
        var judging = Task.Run(() =>
        {
            byte[] payment = RuleBench.Payment("p", 50);
            while (!stop.IsCancellationRequested) engine.Evaluate(payment, RuleBench.Morning);
        });
        var policy = RuleBench.Policy(Rules);
        for (int round = 0; round < 300; round++)
        {
            var next = round % 2 == 0 ? s_high : s_low;
            engine.Reload(policy, [], next, [next]);
            Thread.SpinWait(round * 7 % 400);
            for (int again = 0; again < 2; again++)
            {
                int before = engine.Generation;
                engine.Reload(policy);
                Assert.True(SpinWait.SpinUntil(() => engine.Generation > before, TimeSpan.FromSeconds(30)));
            }
            Assert.Same(next, engine.Challengers[0].Model);
        }
        await stop.CancelAsync();
        await judging.WaitAsync(TimeSpan.FromSeconds(30));
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
