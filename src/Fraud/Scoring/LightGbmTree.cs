using System.Globalization;

namespace Fraud.Scoring;

/// <summary>The lines of a tree in LightGBM's text, and the tree of the common form that they make.</summary>
sealed class LightGbmTree(string file, int tree)
{
    int _leaves = -1;
    int[] _features = [], _decisions = [], _left = [], _right = [], _boundaries = [];
    double[] _thresholds = [], _values = [], _covers = [], _leafCovers = [];
    uint[] _words = [];

    public static FormatException Linear(string file, int tree) => ModelFile.Fault(file, tree, "has linear models in its leaves, which are not served");

    public void ReadLine(ReadOnlySpan<byte> line, int nodesMax)
    {
        int equals = line.IndexOf((byte)'=');
        if (equals < 0) throw ModelFile.Fault(file, tree, $"expected name=value, found {ModelFile.Shown(line)}");
        var value = line[(equals + 1)..];
        switch (ModelFile.Shown(line[..equals]))
        {
            case "num_leaves": _leaves = List<int>(value, 1, "num_leaves", Whole) is [var leaves] ? leaves : -1; break;
            case "split_feature": _features = List<int>(value, nodesMax, "split_feature", Whole); break;
            case "threshold": _thresholds = List<double>(value, nodesMax, "threshold", Number); break;
            case "decision_type": _decisions = List<int>(value, nodesMax, "decision_type", Whole); break;
            case "left_child": _left = List<int>(value, nodesMax, "left_child", Whole); break;
            case "right_child": _right = List<int>(value, nodesMax, "right_child", Whole); break;
            case "leaf_value": _values = List<double>(value, nodesMax, "leaf_value", Number); break;
            case "leaf_count": _leafCovers = List<double>(value, nodesMax, "leaf_count", Number); break;
            case "internal_count": _covers = List<double>(value, nodesMax, "internal_count", Number); break;
            case "cat_boundaries": _boundaries = List<int>(value, nodesMax, "cat_boundaries", Whole); break;
            case "cat_threshold": _words = List<uint>(value, nodesMax, "cat_threshold", Word); break;
            case "is_linear" when !value.SequenceEqual("0"u8): throw Linear(file, tree);
        }
    }

    public Tree Build(int features, CategorySetTable sets)
    {
        if (_leaves < 1) throw Fault("num_leaves: expected at least 1");
        Expect(_values.Length == _leaves, "leaf_value", _leaves);
        // A tree that found no split may leave the counts out.
        if (_leafCovers.Length == 0) _leafCovers = new double[_leaves];
        Expect(_leafCovers.Length == _leaves, "leaf_count", _leaves);
        if (_leaves == 1) return new Tree([], _values, _leafCovers);
        int splits = _leaves - 1;
        if (_covers.Length == 0) _covers = new double[splits];
        Expect(_features.Length == splits, "split_feature", splits);
        Expect(_thresholds.Length == splits, "threshold", splits);
        Expect(_decisions.Length == splits, "decision_type", splits);
        Expect(_left.Length == splits, "left_child", splits);
        Expect(_right.Length == splits, "right_child", splits);
        Expect(_covers.Length == splits, "internal_count", splits);
        var numbers = SetsOf(sets);
        var nodes = new TreeNode[splits];
        for (int i = 0; i < splits; i++)
        {
            if ((uint)_features[i] >= (uint)features) throw Fault(FormattableString.Invariant($"split {i} names feature {_features[i]}, but there are {features}"));
            nodes[i] = Rule(i, numbers) with { Feature = _features[i], Left = _left[i], Right = _right[i], Cover = _covers[i] };
        }
        return TreeOrder.Arrange(nodes, _values, _leafCovers, 0, pruned: false, file, tree);
    }

    /// <summary>The numbers of this tree's sets of categories.</summary>
    int[] SetsOf(CategorySetTable sets)
    {
        if (_boundaries.Length == 0) return [];
        var numbers = new int[_boundaries.Length - 1];
        for (int i = 0; i < numbers.Length; i++)
        {
            int from = _boundaries[i], to = _boundaries[i + 1];
            if (from < 0 || to < from || to > _words.Length) throw Fault(FormattableString.Invariant($"cat_boundaries: {from} to {to} is not within the {_words.Length} words of cat_threshold"));
            numbers[i] = sets.AddBits(_words.AsSpan(from..to), tree);
        }
        return numbers;
    }

    TreeNode Rule(int split, int[] sets)
    {
        int decision = _decisions[split];
        double threshold = _thresholds[split];
        bool defaultLeft = (decision & 2) != 0;
        var none = new TreeNode { Feature = 0, Left = 0, Right = 0 };
        if ((decision & 1) != 0)
        {
            if (!(threshold >= 0 && threshold < sets.Length)) throw Fault($"split {split} names set {threshold.ToString(CultureInfo.InvariantCulture)} of categories, but there are {sets.Length}");
            // What is not known is in no set, whatever the other bits say.
            return none with { CategorySet = sets[(int)threshold] };
        }
        if (double.IsNaN(threshold)) throw Fault($"split {split} has no threshold");
        var rule = none with { Cut = CutOf(threshold) };
        return (decision >> 2 & 3) switch
        {
            // Neither is missing: NaN is taken as 0.
            0 => rule with { MissingLeft = 0 <= threshold },
            1 => rule with { MissingLeft = defaultLeft, ZeroIsMissing = true },
            2 => rule with { MissingLeft = defaultLeft },
            _ => throw Fault(FormattableString.Invariant($"split {split} has an unknown decision_type {decision}")),
        };
    }

    /// <summary>A row's values within <see cref="TreeEnsemble.NearZero"/> are 0 when LightGBM compares them: all of them go the way of 0.</summary>
    static float CutOf(double threshold) =>
        Math.Abs(threshold) > TreeEnsemble.NearZero ? Cuts.AtMost(threshold) : threshold >= 0 ? TreeEnsemble.NearZero : MathF.BitDecrement(-TreeEnsemble.NearZero);

    delegate bool Reader<T>(ReadOnlySpan<byte> text, out T value);

    static bool Whole(ReadOnlySpan<byte> text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    static bool Word(ReadOnlySpan<byte> text, out uint value) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    static bool Number(ReadOnlySpan<byte> text, out double value)
    {
        value = text.SequenceEqual("inf"u8) ? double.PositiveInfinity : text.SequenceEqual("-inf"u8) ? double.NegativeInfinity : double.NaN;
        return !double.IsNaN(value) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    T[] List<T>(ReadOnlySpan<byte> text, int max, string name, Reader<T> read)
    {
        if (text.IsEmpty) return [];
        int count = text.Count((byte)' ') + 1;
        if (count > max) throw Fault($"{name}: expected at most {max} values");
        var list = new T[count];
        for (int i = 0; i < count; i++)
        {
            int end = text.IndexOf((byte)' ');
            var item = end < 0 ? text : text[..end];
            if (!read(item, out list[i])) throw Fault($"{name}: expected a number in place {i}, found '{ModelFile.Shown(item)}'");
            text = end < 0 ? default : text[(end + 1)..];
        }
        return list;
    }

    void Expect(bool found, string name, int count)
    {
        if (!found) throw Fault($"{name}: expected {count} values");
    }

    FormatException Fault(string message) => ModelFile.Fault(file, tree, message);
}
