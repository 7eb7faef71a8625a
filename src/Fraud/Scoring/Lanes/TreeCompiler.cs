namespace Fraud.Scoring;

/// <summary>Lays a <see cref="TreeEnsemble"/> out as a <see cref="TreeProgram"/>, in time and memory linear in its nodes.</summary>
sealed class TreeCompiler
{
    /// <summary>A tree whose leaves fit into 32 bits, in units of 2^Shift; a tree of greater leaves is two of them.</summary>
    sealed record Part(int Tree, TreeShape Shape, int[] Leaves, int Shift)
    {
        /// <summary>The greatest that it can add, either way.</summary>
        public long Most { get; } = Leaves.Max(leaf => Math.Abs((long)leaf));
        public bool InLanes => Leaves.Length <= TreeProgram.MostLeaves;
    }

    readonly TreeEnsemble _ensemble;
    readonly LeafUnits _units;
    readonly ByteFeatureSet _bytes;
    readonly Part[] _parts;
    long _constant;

    public TreeCompiler(TreeEnsemble ensemble)
    {
        _ensemble = ensemble;
        _units = LeafUnits.For(ensemble);
        var parts = new List<Part>();
        for (int t = 0; t < ensemble.Trees.Count; t++) Add(parts, t);
        _bytes = new ByteFeatureSet(ensemble);
        // Trees of like size share lanes, which are as long as the longest.
        _parts = [.. parts.OrderByDescending(p => p.InLanes).ThenBy(p => p.Shift).ThenByDescending(p => p.Leaves.Length)];
    }

    void Add(List<Part> parts, int tree)
    {
        var shape = TreeShape.Of(_ensemble, tree);
        var units = Array.ConvertAll(shape.Leaves, leaf => _units.Of(_ensemble.Trees[tree].Leaves[leaf]));
        // From the middle, leaves are half as great; a tree of one leaf is nothing more.
        long least = units.Min(), middle = least + (units.Max() - least) / 2;
        _constant += middle;
        for (int i = 0; i < units.Length; i++) units[i] -= middle;
        if (shape.Nodes.Length == 0) return;
        bool fits = units.All(u => Math.Abs(u) < 1L << LeafUnits.LowBits);
        parts.Add(new(tree, shape, Array.ConvertAll(units, u => fits ? (int)u : LeafUnits.Low(u)), 0));
        if (!fits) parts.Add(new(tree, shape, Array.ConvertAll(units, LeafUnits.High), LeafUnits.LowBits));
    }

    public TreeProgram Compile()
    {
        int laneTrees = _parts.Count(p => p.InLanes);
        var trees = new TreeProgram.RunTree[_parts.Length];
        var groups = new List<TreeProgram.Group>();
        var rowNodes = new List<TreeProgram.RowNode>();
        int leaves = 0, slots = 0, pathNodes = 0;
        for (int first = 0; first < laneTrees;)
        {
            // The first of a group is its greatest.
            int end = first, perTree = (_parts[first].Leaves.Length + TreeProgram.LeafTable - 1) / TreeProgram.LeafTable * TreeProgram.LeafTable;
            while (end < laneTrees && end - first < TreeProgram.Lanes && _parts[end].Shift == _parts[first].Shift) Place(end++, perTree);
            groups.Add(new(slots, _parts[first].Shape.Nodes.Length, leaves - (end - first) * perTree, perTree, end - first, _parts[first].Shift));
            slots += _parts[first].Shape.Nodes.Length * TreeProgram.SlotBytes;
            first = end;
        }
        for (int t = laneTrees; t < _parts.Length; t++) Place(t, _parts[t].Leaves.Length);

        bool inLanes = _bytes.Features.Count <= TreeProgram.MostLaneFeatures;
        var program = new TreeProgram
        {
            Bytes = _bytes.Features,
            Trees = trees,
            LaneTrees = laneTrees,
            Runs = Runs(laneTrees),
            RowNodes = [.. rowNodes],
            PathNodes = new TreeProgram.PathNode[pathNodes],
            Groups = inLanes ? [.. groups] : [],
            Slots = new AlignedArray<byte>(inLanes ? slots : 0),
            Leaves = new AlignedArray<int>(leaves),
            Units = _units,
            Constant = _constant,
            Bias = _ensemble.Bias,
            Width = _ensemble.Features.Count,
        };
        for (int t = 0; t < trees.Length; t++) Fill(program, t);
        int tree = 0;
        foreach (var group in program.Groups)
        {
            FillLanes(program, group, tree);
            tree += group.Trees;
        }
        return program;

        void Place(int t, int room)
        {
            var (shape, first) = (_parts[t].Shape, rowNodes.Count);
            if (_parts[t].InLanes) foreach (var node in shape.Nodes)
            {
                var (index, cut) = _bytes.Of(in _ensemble.Trees[_parts[t].Tree].Nodes[node.Index]);
                rowNodes.Add(new(index, cut, (byte)node.From, (byte)node.To));
            }
            trees[t] = new(first, rowNodes.Count, leaves, room / TreeProgram.LeafTable, pathNodes, _parts[t].Shift);
            leaves += room;
            pathNodes += shape.Nodes.Length;
        }
    }

    /// <summary>As many trees as may be, one after the other, without their sum leaving 32 bits.</summary>
    TreeProgram.Run[] Runs(int laneTrees)
    {
        var runs = new List<TreeProgram.Run>();
        for (int first = 0; first < laneTrees;)
        {
            long most = 0;
            int end = first;
            while (end < laneTrees && _parts[end].Shift == _parts[first].Shift && most + _parts[end].Most <= int.MaxValue) most += _parts[end++].Most;
            runs.Add(new(first, end, _parts[first].Shift));
            first = end;
        }
        return [.. runs];
    }

    void Fill(TreeProgram program, int t)
    {
        var (tree, part) = (program.Trees[t], _parts[t]);
        part.Leaves.CopyTo(program.Leaves.Span[tree.Leaves..]);
        for (int i = 0; i < part.Shape.Nodes.Length; i++)
        {
            var node = part.Shape.Nodes[i];
            var (index, cut) = _bytes.Of(in _ensemble.Trees[part.Tree].Nodes[node.Index]);
            program.PathNodes[tree.Root + i] = new(index, cut, Child(node.Left), Child(node.Right));
        }

        int Child(int child) => child >= 0 ? tree.Root + child : ~(tree.Leaves + ~child);
    }

    static void FillLanes(TreeProgram program, TreeProgram.Group group, int first)
    {
        var slots = program.Slots.Span.Slice(group.Lanes, group.Slots * TreeProgram.SlotBytes);
        for (int slot = 0; slot < group.Slots; slot++)
        {
            var feature = slots.Slice(slot * TreeProgram.SlotBytes, TreeProgram.SlotBytes);
            var cut = feature[TreeProgram.Lanes..];
            var from = cut[TreeProgram.Lanes..];
            var to = from[TreeProgram.Lanes..];
            cut[..TreeProgram.Lanes].Fill(byte.MaxValue); // no byte lies above it: a tree that has ended stays where it is
            for (int lane = 0; lane < group.Trees; lane++)
            {
                var tree = program.Trees[first + lane];
                if (tree.First + slot >= tree.End) continue;
                var node = program.RowNodes[tree.First + slot];
                (feature[lane], cut[lane], from[lane], to[lane]) = ((byte)node.Feature, node.Cut, node.From, node.To);
            }
        }
    }
}
