using Fraud.Scoring;

namespace Fraud.Training;

/// <summary>Counts how many rows come to each node and leaf: attributions weigh the ways not taken by it.</summary>
static class TreeCover
{
    public static TreeEnsemble Count(TreeEnsemble trees, IReadOnlyList<float[]> rows) => new()
    {
        Features = trees.Features, Bias = trees.Bias, Link = trees.Link, CategorySets = trees.CategorySets, Trees = [.. trees.Trees.Select(tree => Count(trees, tree, rows))],
    };

    static Tree Count(TreeEnsemble trees, Tree tree, IReadOnlyList<float[]> rows)
    {
        double[] leaves = new double[tree.Leaves.Length];
        foreach (float[] row in rows) leaves[trees.LeafOf(tree, row)]++;
        // Children come after their parents, so from the last node to the first every sum is complete.
        var nodes = (TreeNode[])tree.Nodes.Clone();
        for (int n = nodes.Length - 1; n >= 0; n--) nodes[n] = nodes[n] with { Cover = Of(nodes[n].Left) + Of(nodes[n].Right) };
        return tree with { Nodes = nodes, LeafCover = leaves };

        double Of(int child) => child >= 0 ? nodes[child].Cover : leaves[~child];
    }
}
