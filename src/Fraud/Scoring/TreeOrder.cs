namespace Fraud.Scoring;

/// <summary>Brings the nodes of a tree, as a file has them, into the order of the common form.</summary>
static class TreeOrder
{
    /// <summary>
    /// The tree under a root: children come after their parents, and what is in that order already stays as it is. Runs in time and memory of the number of nodes, however deep. Children and
    /// root are inner nodes, or complements of leaves. What is not reached from the root is left out where the origin leaves such nodes behind (<paramref name="pruned"/>), otherwise an error.
    /// </summary>
    /// <exception cref="FormatException">A child does not exist, is reached twice or, unless pruned, not at all, or a path is longer than <see cref="ModelFile.DepthMax"/>.</exception>
    public static Tree Arrange(TreeNode[] nodes, double[] leaves, double[] leafCover, int root, bool pruned, string file, int tree)
    {
        FormatException Unreached(int reached) => ModelFile.Fault(file, tree, $"only {reached} of its {nodes.Length + leaves.Length} nodes are reached from its root");
        if (root < 0) return pruned || nodes.Length + leaves.Length == 1 ? new Tree([], [leaves[~root]], [leafCover[~root]]) : throw Unreached(1);
        var reachedNodes = new bool[nodes.Length];
        var reachedLeaves = new bool[leaves.Length];
        var order = new List<int>(nodes.Length);
        var open = new Stack<(int Node, int Depth)>();
        bool ordered = true;
        reachedNodes[root] = true;
        open.Push((root, 1));
        while (open.TryPop(out var at))
        {
            order.Add(at.Node);
            if (at.Depth > ModelFile.DepthMax) throw ModelFile.Fault(file, tree, $"is deeper than {ModelFile.DepthMax} splits");
            // The right one first, so that the left one is taken next.
            Reach(nodes[at.Node].Right, at.Node, at.Depth);
            Reach(nodes[at.Node].Left, at.Node, at.Depth);
        }

        void Reach(int child, int parent, int depth)
        {
            bool leaf = child < 0;
            int number = leaf ? ~child : child;
            var reached = leaf ? reachedLeaves : reachedNodes;
            if (number >= reached.Length) throw ModelFile.Fault(file, tree, $"split {parent} leads to {(leaf ? "leaf" : "split")} {number}, but there are {reached.Length}");
            if (reached[number]) throw ModelFile.Fault(file, tree, $"{(leaf ? "leaf" : "split")} {number} is reached twice, the second time from split {parent}");
            reached[number] = true;
            if (leaf) return;
            ordered &= child > parent;
            open.Push((child, depth + 1));
        }

        if (!pruned && (order.Count < nodes.Length || reachedLeaves.Contains(false))) throw Unreached(order.Count + reachedLeaves.Count(reached => reached));
        if (ordered) order.Sort();
        if (ordered && root == 0 && order.Count == nodes.Length && !reachedLeaves.Contains(false)) return new Tree(nodes, leaves, leafCover);
        var nodeNumbers = new int[nodes.Length];
        for (int i = 0; i < order.Count; i++) nodeNumbers[order[i]] = i;
        var leafNumbers = new int[leaves.Length];
        int kept = 0;
        for (int i = 0; i < leaves.Length; i++)
        {
            if (!reachedLeaves[i]) continue;
            leafNumbers[i] = kept;
            (leaves[kept], leafCover[kept++]) = (leaves[i], leafCover[i]);
        }
        int Renumbered(int child) => child < 0 ? ~leafNumbers[~child] : nodeNumbers[child];
        var arranged = new TreeNode[order.Count];
        for (int i = 0; i < arranged.Length; i++)
        {
            var node = nodes[order[i]];
            arranged[i] = node with { Left = Renumbered(node.Left), Right = Renumbered(node.Right) };
        }
        return new Tree(arranged, leaves[..kept], leafCover[..kept]);
    }
}
