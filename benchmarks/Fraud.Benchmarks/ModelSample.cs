using Fraud.Scoring;

namespace Fraud.Benchmarks;

/// <summary>A model of the size that people train: 500 trees of 31 leaves over all features of the institution pack, cutting between values that its traffic has.</summary>
static class ModelSample
{
    public static Model Make(int trees = 500, int leaves = 31, int seed = 1)
    {
        string[] features = [.. Policy.Institution.Pack!.Features.Select(f => f.Name)];
        var seen = Seen(features);
        var random = new Random(seed);
        return new Model(new ModelContent
        {
            Kind = ModelKind.Supervised,
            Origin = "made for benchmarks",
            Trees = new TreeEnsemble { Features = features, Trees = [.. Enumerable.Range(0, trees).Select(_ => Grow(leaves, seen, random))], Link = Link.Logistic },
            Features = [],
            BaseRate = 0.001,
        });
    }

    static List<float[]> Seen(string[] features)
    {
        using var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 256 << 20, Features = features });
        var traffic = new Mt103Traffic(4096, 1000, 1);
        var rows = new List<float[]>();
        var decisions = new Decision[1];
        for (int i = 0; i < 2_000; i++)
        {
            engine.EvaluateBatch(traffic.Next(), decisions);
            float[] row = new float[features.Length];
            decisions[0].ReadFeatures(features, row);
            rows.Add(row);
        }
        return rows;
    }

    static Tree Grow(int leaves, List<float[]> seen, Random random)
    {
        var nodes = new List<TreeNode>();
        var values = new List<double>();
        Add(leaves);
        return new Tree([.. nodes], [.. values], [.. values.Select(_ => 1.0)]);

        int Add(int size)
        {
            if (size == 1)
            {
                values.Add((random.NextDouble() - 0.5) / 50);
                return ~(values.Count - 1);
            }
            int at = nodes.Count, feature = random.Next(seen[0].Length);
            float cut = seen[random.Next(seen.Count)][feature];
            nodes.Add(new TreeNode { Feature = feature, Cut = float.IsNaN(cut) ? 0 : cut, MissingLeft = random.Next(2) == 0, Left = 0, Right = 0, Cover = size });
            int left = random.Next(1, size);
            int l = Add(left), r = Add(size - left);
            nodes[at] = nodes[at] with { Left = l, Right = r };
            return at;
        }
    }
}
