namespace Fraud.Scoring;

/// <summary>
/// A <see cref="TreeEnsemble"/> laid out to be run: values become bytes (<see cref="ByteFeatures"/>), leaves integers (<see cref="LeafUnits"/>), and nodes lie so that 64 trees of one row or 256
/// rows of one tree are answered together. In a tree the leaves are numbered from left to right and the nodes stand parents first; a row begins with leaf 0, and a node that it goes
/// right at and whose first leaf it stands on moves it to the first leaf of the right side:
/// <c>leaf = byte &gt; cut &amp; leaf == from ? to : leaf</c>. A node of which the row is not on the way changes nothing, so that no branch is needed, and every row takes as long.
/// Immutable; any number of <see cref="TreeScorer"/>s may share one.
/// </summary>
sealed class TreeProgram
{
    /// <summary>Trees that share the bytes of a vector, and bytes of a slot: for each tree the feature, the cut, the leaf that a node stands on, and the one that it moves to.</summary>
    public const int Lanes = 64, SlotBytes = 4 * Lanes;

    /// <summary>The leaves that a byte can number. Of trees with more the nodes are followed one by one.</summary>
    public const int MostLeaves = 256;

    /// <summary>The byte features that a byte can number. With more, trees do not lie in lanes, and one row follows the nodes.</summary>
    public const int MostLaneFeatures = 256;

    /// <summary>With more byte features a batch would take more than a megabyte, and most of it would be waited for: rows are scored one by one.</summary>
    public const int MostBatchFeatures = 4096;

    /// <summary>Leaf tables are as long as the longest of 64 trees, in steps of what one permutation looks up in.</summary>
    public const int LeafTable = 32;

    /// <summary>A node as a batch asks it.</summary>
    public readonly record struct RowNode(int Feature, byte Cut, byte From, byte To);

    /// <summary>A node as it is followed: children are nodes, or the complements of places in <see cref="TreeProgram.Leaves"/>.</summary>
    public readonly record struct PathNode(int Feature, byte Cut, int Left, int Right);

    /// <summary>A tree: its <see cref="RowNodes"/> [First, End), its leaves, in so many tables, and its root among <see cref="PathNodes"/>. Its leaves count 2^Shift units each.</summary>
    public readonly record struct RunTree(int First, int End, int Leaves, int Tables, int Root, int Shift);

    /// <summary>Trees of which a 32-bit lane can hold the sum, all of one shift.</summary>
    public readonly record struct Run(int First, int End, int Shift);

    /// <summary>Up to 64 trees of one shift in lanes: where the first slot is, how many there are; where the leaves are, and how many a tree has room for.</summary>
    public readonly record struct Group(int Lanes, int Slots, int Leaves, int LeavesPerTree, int Trees, int Shift);

    public required ByteFeatures Bytes { get; init; }

    /// <summary>First those of at most <see cref="MostLeaves"/> leaves: so many as <see cref="LaneTrees"/>.</summary>
    public required RunTree[] Trees { get; init; }
    public required int LaneTrees { get; init; }
    public required Run[] Runs { get; init; }
    public required RowNode[] RowNodes { get; init; }
    public required PathNode[] PathNodes { get; init; }

    /// <summary>Empty where the byte features are more than <see cref="MostLaneFeatures"/>.</summary>
    public required Group[] Groups { get; init; }
    public required AlignedArray<byte> Slots { get; init; }

    /// <summary>In units. The leaves of a tree from left to right.</summary>
    public required AlignedArray<int> Leaves { get; init; }

    public required LeafUnits Units { get; init; }

    /// <summary>In units: trees of one leaf, and what the leaves of the others are counted from.</summary>
    public required long Constant { get; init; }
    public required double Bias { get; init; }

    /// <summary>How many values a row has.</summary>
    public required int Width { get; init; }

    /// <summary>Whether lanes can hold the trees of one row.</summary>
    public bool HasLanes => Groups.Length > 0;

    /// <summary>Whether rows can be scored together.</summary>
    public bool HasBatches => Bytes.Count <= MostBatchFeatures;

    /// <summary>The margin of a row whose trees come to so many units, <see cref="Constant"/> not among them.</summary>
    public double Margin(long units) => Bias + Units.Value(Constant + units);

    /// <exception cref="ArgumentException">The ensemble is malformed, or a leaf is not finite.</exception>
    public static TreeProgram Compile(TreeEnsemble ensemble) => new TreeCompiler(ensemble).Compile();
}
