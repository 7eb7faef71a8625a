namespace Fraud.Scoring;

/// <summary>The byte features that an ensemble's nodes need: all cuts, gathered, sorted and divided.</summary>
sealed class ByteFeatureSet
{
    readonly Dictionary<(int Feature, Missing Missing), (int[] Orders, int[] Bytes)> _numeric = [];
    readonly Dictionary<(int Feature, int Set, Missing Missing), int> _categories = [];

    public ByteFeatures Features { get; }

    public ByteFeatureSet(TreeEnsemble ensemble)
    {
        var orders = new Dictionary<(int Feature, Missing Missing), List<int>>();
        var categories = new List<TreeNode>();
        foreach (var tree in ensemble.Trees)
        {
            foreach (ref readonly var node in tree.Nodes.AsSpan())
            {
                var missing = MissingOf(in node);
                if (node.CategorySet != 0)
                {
                    if (_categories.TryAdd((node.Feature, node.CategorySet, missing), categories.Count)) categories.Add(node);
                    continue;
                }
                if (!orders.TryGetValue((node.Feature, missing), out var list)) orders[(node.Feature, missing)] = list = [];
                list.Add(FloatOrder.Of(node.Cut));
            }
        }
        var segments = new List<ByteFeatures.Cuts>();
        foreach (var (key, list) in orders.OrderBy(o => o.Key))
        {
            list.Sort();
            int[] distinct = [.. list.Distinct()];
            _numeric[key] = (distinct, new int[(distinct.Length + ByteFeatures.MostCuts - 1) / ByteFeatures.MostCuts]);
            for (int at = 0; at < distinct.Length; at += ByteFeatures.MostCuts)
                segments.Add(new(key.Feature, key.Missing, new(distinct, at, Math.Min(ByteFeatures.MostCuts, distinct.Length - at))));
        }
        // Those of few cuts first, as ByteFeatures wants them.
        segments = [.. segments.OrderBy(s => s.Orders.Count > ByteFeatures.Block)];
        for (int b = 0; b < segments.Count; b++) _numeric[(segments[b].Feature, segments[b].Missing)].Bytes[segments[b].Orders.Offset / ByteFeatures.MostCuts] = b;
        foreach (var key in _categories.Keys) _categories[key] += segments.Count;
        Features = new ByteFeatures(ensemble, segments, categories);
    }

    /// <summary>The byte that answers a node, and the greatest value with which a row goes left.</summary>
    public (int Index, byte Cut) Of(in TreeNode node)
    {
        if (node.CategorySet != 0) return (_categories[(node.Feature, node.CategorySet, MissingOf(in node))], 0);
        var (orders, bytes) = _numeric[(node.Feature, MissingOf(in node))];
        int at = Array.BinarySearch(orders, FloatOrder.Of(node.Cut));
        return (bytes[at / ByteFeatures.MostCuts], (byte)(at % ByteFeatures.MostCuts));
    }

    static Missing MissingOf(in TreeNode node) => (node.MissingLeft ? Missing.Left : Missing.Right) | (node.ZeroIsMissing ? Missing.ZeroToo : 0);
}
