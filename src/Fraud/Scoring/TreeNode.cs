namespace Fraud.Scoring;

/// <summary>
/// Where a tree parts. A value that is not known goes <see cref="MissingLeft"/>; a number goes left when it is at most <see cref="Cut"/>; of a category, those of <see cref="CategorySet"/> go left.
/// Loaders bring every origin's rule into this form, exactly for 32-bit values: <c>&lt; c</c> is <c>&lt;=</c> the float below c, a 64-bit cut is rounded down to a float.
/// </summary>
readonly record struct TreeNode
{
    public required int Feature { get; init; }

    /// <summary>The greatest value that goes left; +∞ lets every known value go left. Never NaN. Of no meaning where there is a <see cref="CategorySet"/>.</summary>
    public float Cut { get; init; }

    /// <summary>Which of the ensemble's sets of categories goes left, counted from 1; 0 where a number is compared.</summary>
    public int CategorySet { get; init; }

    /// <summary>Where NaN goes.</summary>
    public bool MissingLeft { get; init; }

    /// <summary>Whether zero (at most 1e-35 to either side, as LightGBM has it) is missing too.</summary>
    public bool ZeroIsMissing { get; init; }

    /// <summary>An inner node, or a leaf as the complement of its number.</summary>
    public required int Left { get; init; }

    /// <inheritdoc cref="Left"/>
    public required int Right { get; init; }

    /// <summary>How much of the training rows came here, in whatever unit the origin counts; 0 when it does not say. Attributions need it.</summary>
    public double Cover { get; init; }
}

/// <summary>A decision tree: inner nodes, the first of which is the root, and leaves. A tree without inner nodes is its first leaf.</summary>
/// <param name="Nodes">Inner nodes; children come after their parents.</param>
/// <param name="Leaves">What each leaf adds to the margin.</param>
/// <param name="LeafCover">How much of the training rows each leaf holds, as <see cref="TreeNode.Cover"/>.</param>
sealed record Tree(TreeNode[] Nodes, double[] Leaves, double[] LeafCover);
