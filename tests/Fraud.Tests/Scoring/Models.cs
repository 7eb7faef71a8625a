using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>Small models made in memory.</summary>
static class Models
{
    /// <summary>A tree of one feature as steps: the first value up to the first cut, and so on; where the feature is not known, the first value.</summary>
    public static Tree Steps(int feature, float[] cuts, double[] values)
    {
        var nodes = new TreeNode[cuts.Length];
        for (int i = 0; i < cuts.Length; i++)
            nodes[i] = new TreeNode { Feature = feature, Cut = cuts[i], MissingLeft = true, Left = ~i, Right = i + 1 < cuts.Length ? i + 1 : ~(i + 1), Cover = cuts.Length - i };
        return new Tree(nodes, values, [.. values.Select(_ => 1.0)]);
    }

    public static ModelContent Content(IReadOnlyList<string> features, IReadOnlyList<Tree> trees, double baseRate = double.NaN, ModelKind kind = ModelKind.Supervised) => new()
    {
        Kind = kind,
        Origin = "made in memory",
        Trees = new TreeEnsemble { Features = features, Trees = trees, Link = kind == ModelKind.Supervised ? Link.Logistic : Link.Identity },
        Features = [.. features.Select(f => new ModelFeature(f, "", float.NaN, [], []))],
        BaseRate = baseRate,
    };

    /// <summary>A model whose margin is a step function of one feature.</summary>
    public static Model Of(string feature, float[] cuts, double[] margins, double baseRate = double.NaN, ModelKind kind = ModelKind.Supervised)
        => new(Content([feature], [Steps(0, cuts, margins)], baseRate, kind));

    /// <summary>Trees that ask all features at random, cutting at values that were seen.</summary>
    public static Model Random(IReadOnlyList<string> features, IReadOnlyList<float[]> seen, int seed, int trees = 20, int leaves = 8)
    {
        var random = new Random(seed);
        var made = new Tree[trees];
        for (int t = 0; t < trees; t++)
        {
            var nodes = new List<TreeNode>();
            var values = new List<double>();
            Grow(leaves);
            made[t] = new Tree([.. nodes], [.. values], [.. values.Select(_ => 1.0)]);

            int Grow(int size)
            {
                if (size == 1)
                {
                    values.Add(random.NextDouble() - 0.5);
                    return ~(values.Count - 1);
                }
                int at = nodes.Count, feature = random.Next(features.Count);
                float cut = seen[random.Next(seen.Count)][feature];
                nodes.Add(new TreeNode { Feature = feature, Cut = float.IsNaN(cut) ? 0 : cut, MissingLeft = random.Next(2) == 0, Left = 0, Right = 0, Cover = size });
                int left = random.Next(1, size);
                int l = Grow(left), r = Grow(size - left);
                nodes[at] = nodes[at] with { Left = l, Right = r };
                return at;
            }
        }
        return new Model(Content(features, made, 0.01));
    }
}
