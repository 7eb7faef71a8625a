using Fraud.Tests.Acceptance;
using Fraud.Tests.Rules;

namespace Fraud.Tests;

/// <summary>Policies tried beside the deciding one, in the same pass.</summary>
public class ShadowTests
{
    static string Limit(int limit) => $"family F cap 90\nrule R1 \"ONE\" family F points 80 when amount >= {limit} USD because \"x\"";

    [Fact]
    public void Differences_are_counted_and_change_nothing()
    {
        using var engine = RuleBench.Engine(Limit(100), RuleBench.Policy(Limit(50)), RuleBench.Policy(Limit(100)));
        var decisions = Enumerable.Range(1, 10).Select(i => engine.Evaluate(RuleBench.Payment($"{i}", 20 * i), RuleBench.Morning)).ToList();
        Assert.Equal(6, decisions.Count(d => d.Outcome == Outcome.Hold)); // 100 to 200
        Assert.Equal(2, engine.Shadows[0].Differing); // 60 and 80
        Assert.Equal(2, engine.Shadows[0].Count(Outcome.Pass, Outcome.Hold));
        Assert.Equal(10, engine.Shadows[0].Transfers);
        Assert.Equal(0, engine.Shadows[1].Differing);
        Assert.Throws<ArgumentOutOfRangeException>(() => decisions[^1].OutcomeOf(2));
    }

    [Fact]
    public void A_decision_tells_what_another_policy_would_have_said()
    {
        using var engine = RuleBench.Engine(Limit(100), RuleBench.Policy(Limit(50)));
        var decision = engine.Evaluate(RuleBench.Payment("1", 60), RuleBench.Morning);
        Assert.Equal((Outcome.Pass, Outcome.Hold), (decision.Outcome, decision.OutcomeOf(0)));
    }

    /// <summary>A policy without any rule decides; the institution pack beside it sees what it would have seen, but for what its own holds would have kept from being learned.</summary>
    [Fact]
    public void Policies_share_what_they_have_in_common()
    {
        var options = new FraudOptions { ProfileBudgetBytes = 64 << 20, Shadows = [Policy.Institution, Story.Institution("mode V shadow")] };
        using var engine = new FraudEngine(Policy.Institution, options);
        using var alone = new FraudEngine(Policy.Institution, new FraudOptions { ProfileBudgetBytes = 64 << 20 });
        var story = Story.Of(2016);
        Assert.Equal(Story.Run(alone, story).Select(j => j.Line), Story.Run(engine, story).Select(j => j.Line));
        Assert.Equal(0, engine.Shadows[0].Differing);
        Assert.True(engine.Shadows[1].Transfers > 0);
        Assert.Equal(alone.Statistics.Keys, engine.Statistics.Keys); // not one profile more
    }
}
