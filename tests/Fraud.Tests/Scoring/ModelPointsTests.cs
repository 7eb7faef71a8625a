using Fraud.Scoring;
using Fraud.Tests.Rules;

namespace Fraud.Tests.Scoring;

/// <summary>From odds to points: rising, never enough for a hold.</summary>
public class ModelPointsTests
{
    const string Features = "use \"institution\"\nfeatures\n  cents = amount\n";

    static int PointsAt(Policy policy, double probability, double baseRate)
    {
        var model = new Model(Models.Content(["cents"], [Models.Steps(0, [1], [0, 0])], baseRate) with { Calibration = new Calibration([0], [probability]) });
        using var engine = new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 64 << 20, Model = model });
        return engine.Evaluate(RuleBench.Payment("1", 5), RuleBench.Morning).Explain().Rules.SingleOrDefault(r => r.Id == "G01")?.Points ?? 0;
    }

    [Fact]
    public void Points_never_fall_when_the_probability_rises()
    {
        var policy = RuleBench.Policy(Features);
        int before = 0;
        var seen = new SortedSet<int>();
        foreach (double probability in Enumerable.Range(0, 60).Select(i => Math.Pow(10, -5 + i * 5.0 / 60)).Append(0.999).Append(0.9999).Append(1))
        {
            int points = PointsAt(policy, probability, 0.0005);
            Assert.True(points >= before, $"{points} points at {probability} after {before}");
            seen.Add(before = points);
        }
        Assert.Equal([0, 5, 10, 15, 20, 25, 30, 35, 40], seen);
    }

    /// <summary>The odds over those of the base rate, by hand: p / (1 − p) ÷ (b / (1 − b)).</summary>
    [Theory]
    [InlineData(0.01, 0.01, 0)]  // 1
    [InlineData(0.05, 0.01, 5)]  // 0.0526 / 0.0101 = 5.2
    [InlineData(0.10, 0.01, 10)] // 0.1111 / 0.0101 = 11
    [InlineData(0.50, 0.01, 15)] // 1 / 0.0101 = 99
    [InlineData(0.51, 0.01, 20)] // 103
    [InlineData(0.89, 0.001, 35)] // 8.09 × 999 = 8,083
    [InlineData(0.90, 0.001, 40)] // a chance of 90 % is reviewed whatever the usual odds are
    [InlineData(1.00, 0.5, 40)]
    public void Points_follow_the_odds(double probability, double baseRate, int points)
        => Assert.Equal(points, PointsAt(RuleBench.Policy(Features), probability, baseRate));

    [Fact]
    public void A_host_may_hear_a_model_later()
        => Assert.Equal((15, 5), (PointsAt(RuleBench.Policy(Features), 0.5, 0.01), PointsAt(RuleBench.Policy(Features + "set model_scale = 20\n"), 0.5, 0.01)));
}
