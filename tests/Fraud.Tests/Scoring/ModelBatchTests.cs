using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Fraud.Scoring;
using Fraud.Tests.Acceptance;
using Fraud.Tests.Rules;

namespace Fraud.Tests.Scoring;

/// <summary>Models over whole stories: one by one as in batches, from the features that are exported, by ranks that a plain list has too.</summary>
public class ModelBatchTests
{
    static readonly string[] s_features = [.. Policy.Institution.Pack!.Features.Select(f => f.Name)];
    static readonly List<MessageInput> s_story = [.. new ulong[] { 1, 2, 3, 4, 5, 6 }.SelectMany(Story.Of).OrderBy(m => m.At).Select(m => new MessageInput(m.Raw, m.At))];

    static FraudEngine Engine(Model? model, params Model[] challengers)
        => new(Policy.Institution, new FraudOptions { ProfileBudgetBytes = 128 << 20, Model = model, Challengers = challengers, Features = s_features });

    static List<float[]> Seen()
    {
        using var engine = Engine(null);
        var rows = new List<float[]>();
        foreach (var m in s_story)
        {
            float[] row = new float[s_features.Length];
            engine.Evaluate(m.Message.Span, m.At).ReadFeatures(s_features, row);
            rows.Add(row);
        }
        return rows;
    }

    static readonly Lazy<List<float[]>> s_seen = new(Seen);

    static IEnumerable<(string Line, double Score, double Challenger, double Margin, double Percentile)> Judged(FraudEngine engine, Func<int, int> rows)
    {
        var decisions = new Decision[256];
        for (int done = 0, batch = 0; done < s_story.Count; batch++)
        {
            int count = Math.Min(rows(batch), s_story.Count - done);
            engine.EvaluateBatch(s_story.GetRange(done, count).ToArray(), decisions);
            for (int i = 0; i < count; i++)
            {
                var d = decisions[i];
                yield return (FormattableString.Invariant($"{d.Id} {d.Outcome} {d.Points} {d.Flags}"), d.Score, d.ScoreOf(0), d.Scores!.Margins[d.Row], d.Scores.Percentiles[d.Row]);
            }
            done += count;
        }
    }

    [Property(MaxTest = 4)]
    public Property Batches_decide_as_one_by_one(int seed)
    {
        var (model, challenger) = (Models.Random(s_features, s_seen.Value, seed), Models.Random(s_features, s_seen.Value, seed + 1));
        using var one = Engine(model, challenger);
        using var many = Engine(model, challenger);
        var random = new Random(seed);
        var expected = Judged(one, _ => 1).ToList();
        var found = Judged(many, _ => random.Next(1, 257)).ToList();
        return (expected.SequenceEqual(found) && one.StateHash() == many.StateHash()).ToProperty();
    }

    /// <summary>What is exported is what is scored, to the bit, and a percentile is a share of those before it.</summary>
    [Fact]
    public void A_model_is_given_what_is_exported()
    {
        var model = Models.Random(s_features, s_seen.Value, 5);
        // Where points of the model hold back what would have passed, habits learn otherwise: here they are off.
        var policy = Policy.Parse(new Dictionary<string, string> { ["a.rules"] = "use \"institution\"\noff G\n" });
        using var engine = new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 128 << 20, Model = model, Challengers = [model], Features = s_features });
        var before = new List<double>();
        float[] row = new float[s_features.Length];
        int ranked = 0;
        for (int i = 0; i < s_story.Count; i++)
        {
            var decision = engine.Evaluate(s_story[i].Message.Span, s_story[i].At);
            Assert.Equal(decision.Score, decision.ScoreOf(0));
            var why = decision.Explain();
            if (double.IsNaN(decision.Score)) continue;
            decision.ReadFeatures(s_features, row);
            Assert.Equal(s_seen.Value[i], row);
            Assert.Equal(model.Margin(row), why.Margin);
            Assert.Equal(model.Content.Trees.Margin(row), why.Margin, 1e-6);
            Assert.Equal(model.Probability(why.Margin), decision.Score);
            Assert.Equal(before.Count < RollingRank.Least ? double.NaN : (double)before.Count(m => m < why.Margin) / before.Count, why.Percentile);
            if (before.Count >= RollingRank.Least) ranked++;
            if ((decision.Flags & (DecisionFlags.Duplicate | DecisionFlags.Test)) == 0) before.Add(why.Margin);
        }
        Assert.True(ranked > 500, $"{ranked} ranked");
    }

    [Fact]
    public void A_model_without_a_base_rate_gives_points_by_rarity_only()
    {
        var model = new Model(Models.Random(s_features, s_seen.Value, 9, trees: 60, leaves: 31).Content with { BaseRate = double.NaN });
        using var engine = Engine(model, model);
        var fired = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < s_story.Count; i++)
        {
            var why = engine.Evaluate(s_story[i].Message.Span, s_story[i].At).Explain();
            foreach (var hit in why.Rules.Where(r => r.Family == "G"))
            {
                fired[hit.Id] = fired.GetValueOrDefault(hit.Id) + 1;
                Assert.True(why.Percentile >= (hit.Points switch { 5 => 0.99, 10 => 0.999, _ => 0.9999 }));
            }
        }
        Assert.Equal(["G02"], fired.Keys);
    }

    /// <summary>Two models that see the same: every alert is both's.</summary>
    [Fact]
    public void Alerts_of_equal_models_are_the_same_alerts()
    {
        var model = Models.Random(s_features, s_seen.Value, 3, trees: 60, leaves: 31);
        using var engine = Engine(model, model, Models.Random(s_features, s_seen.Value, 4, trees: 60, leaves: 31));
        foreach (var _ in Judged(engine, _ => 256)) { }
        var (same, other) = (engine.Challengers[0], engine.Challengers[1]);
        Assert.All(ModelTally.Shares, share => Assert.Equal((0L, 0L), (same.Alerts(share).ChampionOnly, same.Alerts(share).ChallengerOnly)));
        Assert.True(same.Alerts(0.1).Both > 0 && other.Alerts(0.1).ChallengerOnly > 0);
        Assert.Equal(same.Transfers, other.Transfers);
        Assert.NotEqual(same.Model.Hash, other.Model.Hash);
        Assert.Throws<ArgumentException>(() => same.Alerts(0.02));
    }
}
