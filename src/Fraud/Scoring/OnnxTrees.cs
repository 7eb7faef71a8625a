namespace Fraud.Scoring;

/// <summary>TreeEnsembleRegressor and TreeEnsembleClassifier (<c>ai.onnx.ml</c>, versions 1 to 3): a list for each property of a node, all trees in one, and the leaves' weights beside them.</summary>
sealed class OnnxTrees(string file)
{
    static readonly string[] s_modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "LEAF"];
    const byte Leaf = 6;

    readonly CategorySetTable _sets = new(file);
    OnnxRule _rule = null!;
    long[] _treeIds = [], _nodeIds = [], _featureIds = [], _trueIds = [], _falseIds = [], _missingTrue = [];
    double[] _values = [];
    byte[] _modes = [];
    double[] _leafWeights = []; // by the place of the node in the lists
    bool[] _weighed = [];
    int[] _order = [];

    public OnnxRead Read(OnnxAttributes attributes, bool classifier)
    {
        _treeIds = attributes.Wholes("nodes_treeids");
        _nodeIds = attributes.Wholes("nodes_nodeids");
        _featureIds = attributes.Wholes("nodes_featureids");
        _trueIds = attributes.Wholes("nodes_truenodeids");
        _falseIds = attributes.Wholes("nodes_falsenodeids");
        _missingTrue = attributes.Wholes("nodes_missing_value_tracks_true");
        _values = attributes.Numbers("nodes_values");
        _modes = attributes.Words("nodes_modes", s_modes);
        if (_treeIds.Length == 0) throw ModelFile.Fault(file, "nodes_treeids: there are no nodes");
        if (_missingTrue.Length == 0) _missingTrue = new long[_treeIds.Length];
        foreach (var (length, name) in ((int, string)[])[(_nodeIds.Length, "nodes_nodeids"), (_featureIds.Length, "nodes_featureids"), (_trueIds.Length, "nodes_truenodeids"), (_falseIds.Length, "nodes_falsenodeids"), (_missingTrue.Length, "nodes_missing_value_tracks_true"), (_values.Length, "nodes_values"), (_modes.Length, "nodes_modes")])
            if (length != _treeIds.Length) throw ModelFile.Fault(file, $"{name}: expected {_treeIds.Length} values, as nodes_treeids has, found {length}");
        _rule = new OnnxRule(file, _sets);
        Sort();
        var (bias, link) = classifier ? ReadClasses(attributes) : ReadTarget(attributes);
        var trees = new List<Tree>();
        for (int from = 0, to; from < _order.Length; from = to)
        {
            for (to = from + 1; to < _order.Length && _treeIds[_order[to]] == _treeIds[_order[from]];) to++;
            if (trees.Count == ModelFile.TreesMax) throw ModelFile.Fault(file, $"has more than {ModelFile.TreesMax} trees");
            trees.Add(Build(from, to, trees.Count));
        }
        if (!classifier && attributes.Text("aggregate_function") == "AVERAGE")
            foreach (var tree in trees)
                for (int i = 0; i < tree.Leaves.Length; i++) tree.Leaves[i] /= trees.Count;
        _rule.Check();
        return new OnnxRead(trees, bias, link, _sets.Sets);
    }

    /// <summary>The places of the nodes in the order of trees and of nodes within them.</summary>
    void Sort()
    {
        _order = new int[_treeIds.Length];
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        Array.Sort(_order, (a, b) => _treeIds[a] != _treeIds[b] ? _treeIds[a].CompareTo(_treeIds[b]) : _nodeIds[a].CompareTo(_nodeIds[b]));
        for (int i = 1; i < _order.Length; i++)
            if (_treeIds[_order[i]] == _treeIds[_order[i - 1]] && _nodeIds[_order[i]] == _nodeIds[_order[i - 1]]) throw ModelFile.Fault(file, FormattableString.Invariant($"node {_nodeIds[_order[i]]} of tree {_treeIds[_order[i]]} stands twice"));
    }

    /// <summary>Where in the order a node stands; −1 when it does not.</summary>
    int Find(long tree, long node, int from, int to)
    {
        while (from < to)
        {
            int middle = from + (to - from) / 2, at = _order[middle];
            int compared = _treeIds[at] != tree ? _treeIds[at].CompareTo(tree) : _nodeIds[at].CompareTo(node);
            if (compared == 0) return middle;
            if (compared < 0) from = middle + 1;
            else to = middle;
        }
        return -1;
    }

    (double Bias, Link Link) ReadTarget(OnnxAttributes attributes)
    {
        if (attributes.Whole("n_targets", 1) is var targets && targets != 1) throw ModelFile.Fault(file, FormattableString.Invariant($"n_targets: has {targets} outputs; models of one can be served"));
        string aggregate = attributes.Text("aggregate_function"), transform = attributes.Text("post_transform");
        if (aggregate is not ("" or "SUM" or "AVERAGE")) throw ModelFile.Fault(file, $"aggregate_function: {aggregate} is not served, SUM and AVERAGE are");
        if (transform is not ("" or "NONE")) throw ModelFile.Fault(file, $"post_transform: {transform} of a regressor is not served, NONE is");
        var ids = attributes.Wholes("target_ids");
        Weigh(attributes, "target", ids, _ => 1);
        if (ids.AsSpan().ContainsAnyExcept(0)) throw ModelFile.Fault(file, "target_ids: expected 0, the only output");
        var bases = attributes.Numbers("base_values");
        return (bases.Length <= 1 ? bases.Sum() : throw ModelFile.Fault(file, $"base_values: expected at most one, found {bases.Length}"), Link.Identity);
    }

    /// <summary>
    /// The score of the second class. The specification leaves open what becomes of weights on one class only, and of base values: served is where ONNX Runtime comes to the sum, which is
    /// what converters write.
    /// </summary>
    (double Bias, Link Link) ReadClasses(OnnxAttributes attributes)
    {
        int labels = attributes.Wholes("classlabels_int64s").Length + attributes.TextCount("classlabels_strings");
        if (labels != 2) throw ModelFile.Fault(file, $"has {labels} classes; models of two classes can be served");
        var ids = attributes.Wholes("class_ids");
        if (ids.AsSpan().ContainsAnyExceptInRange(0, 1)) throw ModelFile.Fault(file, "class_ids: expected 0 and 1, the two classes");
        bool first = ids.Contains(0), both = first && ids.Contains(1);
        string transform = attributes.Text("post_transform");
        // Of two numbers softmax is the logistic function of their difference; a class without weights has 0.
        bool difference = transform == "SOFTMAX" && both;
        if (transform is not ("" or "NONE" or "LOGISTIC") && !(transform == "SOFTMAX" && ids.Contains(1))) throw ModelFile.Fault(file, $"post_transform: {transform} is not served for {(both ? "two columns" : "one column")} of weights");
        Weigh(attributes, "class", ids, id => !both || id == 1 ? 1 : difference ? -1 : 0);
        var bases = attributes.Numbers("base_values");
        if (bases.Length > 1 || bases.Length == 1 && bases[0] != 0 && (both || !first)) throw ModelFile.Fault(file, "base_values: served is one value for weights that all stand on the first class; elsewhere runtimes disagree");
        return (bases.Sum(), transform is "LOGISTIC" or "SOFTMAX" ? Link.Logistic : Link.Identity);
    }

    /// <summary>Adds the weights to their leaves, times the factor of their class.</summary>
    void Weigh(OnnxAttributes attributes, string prefix, long[] ids, Func<long, double> factor)
    {
        var (trees, nodes, weights) = (attributes.Wholes(prefix + "_treeids"), attributes.Wholes(prefix + "_nodeids"), attributes.Numbers(prefix + "_weights"));
        if (trees.Length != ids.Length || nodes.Length != ids.Length || weights.Length != ids.Length) throw ModelFile.Fault(file, $"{prefix}_treeids, {prefix}_nodeids, {prefix}_weights: expected {ids.Length} values, as {prefix}_ids has");
        _leafWeights = new double[_treeIds.Length];
        _weighed = new bool[2 * _treeIds.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            int at = Find(trees[i], nodes[i], 0, _order.Length);
            if (at < 0 || _modes[_order[at]] != Leaf) throw ModelFile.Fault(file, FormattableString.Invariant($"{prefix}_nodeids: node {nodes[i]} of tree {trees[i]} is no leaf"));
            at = _order[at];
            ref bool weighed = ref _weighed[2 * at + (ids[i] == 0 ? 0 : 1)];
            if (weighed) throw ModelFile.Fault(file, FormattableString.Invariant($"{prefix}_nodeids: leaf {nodes[i]} of tree {trees[i]} has two weights"));
            weighed = true;
            _leafWeights[at] += factor(ids[i]) * weights[i];
        }
    }

    Tree Build(int from, int to, int tree)
    {
        // Inner nodes and leaves are counted apart, in the order of their ids.
        var numbers = new int[to - from];
        int inner = 0, leaves = 0;
        for (int i = from; i < to; i++) numbers[i - from] = _modes[_order[i]] == Leaf ? ~leaves++ : inner++;
        var nodes = new TreeNode[inner];
        var values = new double[leaves];
        var child = new bool[to - from];
        for (int i = from; i < to; i++)
        {
            int at = _order[i];
            if (numbers[i - from] < 0)
            {
                values[~numbers[i - from]] = _leafWeights[at];
                continue;
            }
            int whenTrue = Find(_treeIds[at], _trueIds[at], from, to), whenFalse = Find(_treeIds[at], _falseIds[at], from, to);
            if (whenTrue < 0 || whenFalse < 0) throw ModelFile.Fault(file, tree, FormattableString.Invariant($"node {_nodeIds[at]} leads to nodes {_trueIds[at]} and {_falseIds[at]}, which are not both there"));
            child[whenTrue - from] = child[whenFalse - from] = true;
            if (_featureIds[at] is < 0 or >= ModelFile.FeaturesMax) throw ModelFile.Fault(file, tree, FormattableString.Invariant($"node {_nodeIds[at]} names feature {_featureIds[at]}"));
            nodes[numbers[i - from]] = _rule.Of(_modes[at], _values[at], (int)_featureIds[at], numbers[whenTrue - from], numbers[whenFalse - from], _missingTrue[at] != 0, tree);
        }
        if (child.AsSpan().Count(false) != 1) throw ModelFile.Fault(file, tree, "has not exactly one node that none leads to");
        return TreeOrder.Arrange(nodes, values, new double[leaves], numbers[child.AsSpan().IndexOf(false)], pruned: false, file, tree);
    }
}
