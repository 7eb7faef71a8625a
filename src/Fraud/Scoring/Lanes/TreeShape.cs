namespace Fraud.Scoring;

/// <summary>A tree with its leaves numbered from left to right.</summary>
/// <param name="Nodes">The inner nodes, a parent before its left side and that before its right.</param>
/// <param name="Leaves">For each place from left to right, the number of the leaf in the tree.</param>
sealed record TreeShape(TreeShape.Node[] Nodes, int[] Leaves)
{
    /// <param name="Index">Which node of the tree.</param>
    /// <param name="From">The first leaf below it.</param>
    /// <param name="To">The first leaf of its right side.</param>
    /// <param name="Left">The node that follows on the left, or the complement of the place of a leaf.</param>
    /// <param name="Right">As <paramref name="Left"/>.</param>
    public readonly record struct Node(int Index, int From, int To, int Left, int Right);

    /// <summary>In time linear in the nodes, however deep.</summary>
    /// <exception cref="ArgumentException">It is no tree: a child stands before its parent, is had by two, or is not there; or a node names a feature or set that is not there.</exception>
    public static TreeShape Of(TreeEnsemble ensemble, int number)
    {
        var tree = ensemble.Trees[number];
        var nodes = tree.Nodes;
        if (nodes.Length == 0) return tree.Leaves.Length > 0 ? new TreeShape([], [0]) : throw Malformed("it has no leaf");
        // Children stand after their parents, so that from the end all that is below a node has been counted.
        var below = new int[nodes.Length];
        for (int i = nodes.Length - 1; i >= 0; i--)
        {
            ref readonly var node = ref nodes[i];
            if ((uint)node.Feature >= (uint)ensemble.Features.Count) throw Malformed($"node {i} asks for feature {node.Feature} of {ensemble.Features.Count}");
            if ((uint)node.CategorySet > (uint)ensemble.CategorySets.Count) throw Malformed($"node {i} asks for set {node.CategorySet} of {ensemble.CategorySets.Count}");
            if (float.IsNaN(node.Cut) && node.CategorySet == 0) throw Malformed($"node {i} has no cut");
            below[i] = LeavesOf(node.Left, i) + LeavesOf(node.Right, i);
            // A node that two have is counted twice, and its leaves: of such the number would double with each.
            if (below[i] > nodes.Length - i + 1) throw Malformed($"what is below node {i} is had by two nodes");
        }
        var shape = new TreeShape(new Node[below[0] - 1], new int[below[0]]);
        var open = new Stack<(int Child, int Parent, bool Right, int From)>();
        open.Push((0, -1, false, 0));
        for (int at = 0; open.TryPop(out var next);)
        {
            int place = next.Child < 0 ? ~next.From : at;
            if (next.Parent >= 0)
            {
                ref var parent = ref shape.Nodes[next.Parent];
                parent = next.Right ? parent with { Right = place } : parent with { Left = place };
            }
            if (next.Child < 0)
            {
                shape.Leaves[next.From] = ~next.Child;
                continue;
            }
            ref readonly var node = ref nodes[next.Child];
            int to = next.From + LeavesOf(node.Left, next.Child);
            shape.Nodes[at] = new Node(next.Child, next.From, to, 0, 0);
            open.Push((node.Right, at, true, to));
            open.Push((node.Left, at, false, next.From));
            at++;
        }
        return shape;

        int LeavesOf(int child, int parent) => child >= 0
            ? child > parent && child < nodes.Length ? below[child] : throw Malformed($"node {parent} has the child {child}")
            : ~child < tree.Leaves.Length ? 1 : throw Malformed($"node {parent} has the leaf {~child} of {tree.Leaves.Length}");

        ArgumentException Malformed(string what) => new($"Tree {number} is malformed: {what}.", nameof(ensemble));
    }
}
