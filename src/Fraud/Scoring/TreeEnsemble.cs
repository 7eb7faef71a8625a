namespace Fraud.Scoring;

/// <summary>How a margin becomes the origin's own prediction.</summary>
enum Link : byte
{
    /// <summary>It is the margin.</summary>
    Identity,
    /// <summary>1 / (1 + e^−margin).</summary>
    Logistic,
}

/// <summary>
/// Trees whose leaves are added up, in one form whatever made them. <see cref="Margin"/> is what the word means: every faster way must agree with it.
/// </summary>
sealed class TreeEnsemble
{
    public required IReadOnlyList<string> Features { get; init; }
    public required IReadOnlyList<Tree> Trees { get; init; }

    /// <summary>Added to the sum of the leaves.</summary>
    public double Bias { get; init; }
    public Link Link { get; init; }

    /// <summary>Sets of categories that go left, each sorted; nodes name them by number, from 1.</summary>
    public IReadOnlyList<int[]> CategorySets { get; init; } = [];

    /// <summary>The sum of the leaves that a row comes to, in the order of the trees.</summary>
    public double Margin(ReadOnlySpan<float> row)
    {
        double sum = Bias;
        for (int t = 0; t < Trees.Count; t++) sum += Trees[t].Leaves[LeafOf(Trees[t], row)];
        return sum;
    }

    /// <summary>The number of the leaf that a row comes to.</summary>
    public int LeafOf(Tree tree, ReadOnlySpan<float> row)
    {
        if (tree.Nodes.Length == 0) return 0;
        int at = 0;
        do at = GoesLeft(in tree.Nodes[at], row[tree.Nodes[at].Feature]) ? tree.Nodes[at].Left : tree.Nodes[at].Right;
        while (at >= 0);
        return ~at;
    }

    /// <summary>What is as good as zero: missing where zero is (LightGBM, kZeroThreshold).</summary>
    public const float NearZero = 1e-35f;

    public bool GoesLeft(in TreeNode node, float value)
    {
        if (float.IsNaN(value) || node.ZeroIsMissing && MathF.Abs(value) <= NearZero) return node.MissingLeft;
        if (node.CategorySet == 0) return value <= node.Cut;
        // A category is a whole number; anything else is none of the set.
        int category = value is >= 0 and < int.MaxValue ? (int)value : -1;
        return category >= 0 && Array.BinarySearch(CategorySets[node.CategorySet - 1], category) >= 0;
    }
}
