namespace Fraud.Scoring;

/// <summary>TreeEnsemble (<c>ai.onnx.ml</c>, from version 5): lists of inner nodes and of leaves, roots by number, and splits by membership of a set.</summary>
sealed class OnnxTreeEnsemble(string file)
{
    const int Average = 0, Sum = 1; // aggregate_function

    readonly CategorySetTable _sets = new(file);
    OnnxRule _rule = null!;
    long[] _features = [], _true = [], _false = [], _trueIsLeaf = [], _falseIsLeaf = [], _missingTrue = [];
    double[] _splits = [], _modes = [], _weights = [];
    int[][] _members = []; // by node
    int[] _local = []; // the number of a node within its tree; -1 for one that was not reached
    bool[] _reachedLeaves = [];

    public OnnxRead Read(OnnxAttributes attributes)
    {
        if (attributes.Whole("n_targets", 1) is var targets && targets != 1) throw ModelFile.Fault(file, FormattableString.Invariant($"n_targets: has {targets} outputs; models of one can be served"));
        long aggregate = attributes.Whole("aggregate_function", Sum);
        if (aggregate is not (Average or Sum)) throw ModelFile.Fault(file, FormattableString.Invariant($"aggregate_function: {aggregate} is not served, {Average} (average) and {Sum} (sum) are"));
        if (attributes.Whole("post_transform", 0) is var transform && transform != 0) throw ModelFile.Fault(file, FormattableString.Invariant($"post_transform: {transform} is not served, 0 (none) is"));
        _features = attributes.Wholes("nodes_featureids");
        _true = attributes.Wholes("nodes_truenodeids");
        _false = attributes.Wholes("nodes_falsenodeids");
        _trueIsLeaf = attributes.Wholes("nodes_trueleafs");
        _falseIsLeaf = attributes.Wholes("nodes_falseleafs");
        _missingTrue = attributes.Wholes("nodes_missing_value_tracks_true");
        _splits = attributes.Numbers("nodes_splits");
        _modes = attributes.Numbers("nodes_modes");
        _weights = attributes.Numbers("leaf_weights");
        int count = _features.Length;
        if (_missingTrue.Length == 0) _missingTrue = new long[count];
        foreach (var (length, name) in ((int, string)[])[(_true.Length, "nodes_truenodeids"), (_false.Length, "nodes_falsenodeids"), (_trueIsLeaf.Length, "nodes_trueleafs"), (_falseIsLeaf.Length, "nodes_falseleafs"), (_missingTrue.Length, "nodes_missing_value_tracks_true"), (_splits.Length, "nodes_splits"), (_modes.Length, "nodes_modes")])
            if (length != count) throw ModelFile.Fault(file, $"{name}: expected {count} values, as nodes_featureids has, found {length}");
        var ids = attributes.Wholes("leaf_targetids");
        if (ids.Length != _weights.Length || ids.AsSpan().ContainsAnyExcept(0)) throw ModelFile.Fault(file, $"leaf_targetids: expected {_weights.Length} zeros, one for each of leaf_weights");
        ReadMembers(attributes.Numbers("membership_values"));

        _rule = new OnnxRule(file, _sets);
        _local = new int[count];
        Array.Fill(_local, -1);
        _reachedLeaves = new bool[_weights.Length];
        var roots = attributes.Wholes("tree_roots");
        if (roots.Length > ModelFile.TreesMax) throw ModelFile.Fault(file, $"has more than {ModelFile.TreesMax} trees");
        var trees = new Tree[roots.Length];
        for (int i = 0; i < roots.Length; i++) trees[i] = Build(roots[i], i);
        if (aggregate == Average)
            foreach (var tree in trees)
                for (int i = 0; i < tree.Leaves.Length; i++) tree.Leaves[i] /= trees.Length;
        _rule.Check();
        return new OnnxRead(trees, 0, Link.Identity, _sets.Sets);
    }

    /// <summary>The lists of members stand one behind another in the order of the nodes that have one, each ended by NaN.</summary>
    void ReadMembers(double[] values)
    {
        _members = new int[_features.Length][];
        int at = 0;
        for (int i = 0; i < _members.Length; i++)
        {
            if (_modes[i] != OnnxRule.Member) continue;
            int from = at;
            while (at < values.Length && !double.IsNaN(values[at])) at++;
            if (at == values.Length) throw ModelFile.Fault(file, $"membership_values: expected a list that NaN ends for node {i}");
            var members = new int[at - from];
            for (int j = 0; j < members.Length; j++) members[j] = OnnxRule.IsCategory(values[from + j]) ? (int)values[from + j] : throw ModelFile.Fault(file, $"membership_values: node {i} has a member that is no category, a whole number from 0");
            _members[i] = members;
            at++;
        }
    }

    Tree Build(long root, int tree)
    {
        FormatException Fault(string message) => ModelFile.Fault(file, tree, message);
        // All nodes of the tree, parents before children.
        var order = new List<int>();
        var open = new Stack<long>();
        open.Push(root);
        while (open.TryPop(out long node))
        {
            if (node < 0 || node >= _local.Length) throw Fault(FormattableString.Invariant($"leads to node {node}, but there are {_local.Length}"));
            if (_local[node] >= 0) throw Fault($"node {node} is reached twice");
            _local[node] = order.Count;
            order.Add((int)node);
            if (_falseIsLeaf[node] == 0) open.Push(_false[node]);
            if (_trueIsLeaf[node] == 0) open.Push(_true[node]);
        }
        // A tree that is one leaf stands as a node both of whose sides are that leaf.
        if (order.Count == 1 && _trueIsLeaf[root] != 0 && _falseIsLeaf[root] != 0 && _true[root] == _false[root])
            return new Tree([], [_true[root] >= 0 && _true[root] < _weights.Length ? _weights[_true[root]] : throw Fault(FormattableString.Invariant($"leads to leaf {_true[root]}, but there are {_weights.Length}"))], [0]);
        var nodes = new TreeNode[order.Count];
        var leaves = new List<double>();
        int Child(bool leaf, long child)
        {
            if (!leaf) return _local[child];
            if (child < 0 || child >= _weights.Length) throw Fault(FormattableString.Invariant($"leads to leaf {child}, but there are {_weights.Length}"));
            if (_reachedLeaves[child]) throw Fault($"leaf {child} is reached twice");
            _reachedLeaves[child] = true;
            leaves.Add(_weights[child]);
            return ~(leaves.Count - 1);
        }
        for (int i = 0; i < nodes.Length; i++)
        {
            int at = order[i];
            int whenTrue = Child(_trueIsLeaf[at] != 0, _true[at]), whenFalse = Child(_falseIsLeaf[at] != 0, _false[at]);
            if (_features[at] is < 0 or >= ModelFile.FeaturesMax) throw Fault(FormattableString.Invariant($"node {at} names feature {_features[at]}"));
            nodes[i] = _modes[at] switch
            {
                OnnxRule.Member => _rule.OfSet(_members[at], (int)_features[at], whenTrue, whenFalse, _missingTrue[at] != 0, tree),
                >= OnnxRule.Leq and < OnnxRule.Member => _rule.Of((int)_modes[at], _splits[at], (int)_features[at], whenTrue, whenFalse, _missingTrue[at] != 0, tree),
                _ => throw Fault(FormattableString.Invariant($"node {at} has an unknown mode {_modes[at]}")),
            };
        }
        return TreeOrder.Arrange(nodes, [.. leaves], new double[leaves.Count], 0, pruned: false, file, tree);
    }
}
