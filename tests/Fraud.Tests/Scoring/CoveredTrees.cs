using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>Trees that ask everything a tree can: numbers, categories, missing values either way, zero as missing, one feature several times on a path.</summary>
static class CoveredTrees
{
    static readonly float[] s_values = [float.NaN, -2, -1, 0, 1e-36f, 0.5f, 1, 2, 3, 7, 40];

    public static float[] Row(Random random, int features) => [.. Enumerable.Range(0, features).Select(_ => s_values[random.Next(s_values.Length)])];

    public static TreeEnsemble Ensemble(Random random, int features, int trees, int depth) => new()
    {
        Features = [.. Enumerable.Range(0, features).Select(i => $"f{i}")], Bias = random.NextDouble() - 0.5, CategorySets = [[0, 2, 3], [1], [7, 40]],
        Trees = [.. Enumerable.Range(0, trees).Select(_ => One(random, features, depth))],
    };

    static Tree One(Random random, int features, int depth)
    {
        var (nodes, leaves, covers) = (new List<TreeNode>(), new List<double>(), new List<double>());
        Grow(random, features, depth, nodes, leaves, covers);
        return new Tree([.. nodes], [.. leaves], [.. covers]);
    }

    static (int At, double Cover) Grow(Random random, int features, int depth, List<TreeNode> nodes, List<double> leaves, List<double> covers)
    {
        if (depth == 0 || nodes.Count > 0 && random.Next(4) == 0)
        {
            leaves.Add(random.NextDouble() * 2 - 1);
            covers.Add(random.Next(1, 1000));
            return (~(leaves.Count - 1), covers[^1]);
        }
        int at = nodes.Count;
        nodes.Add(default);
        var node = new TreeNode
        {
            Feature = random.Next(features), Cut = s_values[random.Next(1, s_values.Length)], CategorySet = random.Next(3) == 0 ? random.Next(1, 4) : 0,
            MissingLeft = random.Next(2) == 0, ZeroIsMissing = random.Next(3) == 0, Left = 0, Right = 0,
        };
        var left = Grow(random, features, depth - 1, nodes, leaves, covers);
        var right = Grow(random, features, depth - 1, nodes, leaves, covers);
        nodes[at] = node with { Left = left.At, Right = right.At, Cover = left.Cover + right.Cover };
        return (at, left.Cover + right.Cover);
    }
}
