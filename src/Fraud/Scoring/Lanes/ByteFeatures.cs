using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fraud.Rules.Program;

namespace Fraud.Scoring;

/// <summary>
/// A row as bytes, from which every node of every tree is answered by one comparison of bytes. A byte is the number of a feature's cuts that lie below the value, so that
/// <c>value &lt;= cuts[k]</c> is <c>byte &lt;= k</c>, exactly. A feature has as many bytes as its cuts need, 255 each, for each way in which its nodes treat what is missing; and one, 0 for
/// left and 1 for right, for each set of categories.
/// </summary>
sealed class ByteFeatures
{
    /// <summary>Of one byte: values 0 to 255.</summary>
    public const int MostCuts = 255;

    /// <summary>Cuts are compared in blocks of so many, filled up with what no value lies above. Before the blocks of a byte with more lies a block of the last cut of each.</summary>
    public const int Block = 16;

    /// <summary>Where its integers are among those of the row, and where its cuts are.</summary>
    readonly record struct Numeric(int Order, int Cuts);

    /// <summary>A node that asks for the set, the values [Least, End) whose side has been written down, and the word where that begins.</summary>
    readonly record struct Category(TreeNode Node, float Least, float End, int Sides);

    /// <summary>What a byte is made from, before there are tables.</summary>
    public readonly record struct Cuts(int Feature, Missing Missing, ArraySegment<int> Orders);

    readonly TreeEnsemble _ensemble;
    readonly int _width; // integers of a row under one way of missing, whole vectors
    readonly Missing[] _ways;
    readonly Cuts[] _specs;
    readonly Numeric[] _numeric;
    readonly int _short; // so many of the first have one block
    readonly AlignedArray<int> _cuts;
    readonly Category[] _categories;
    readonly ulong[] _sides; // a bit for each category that a set knows: 1 for right

    /// <param name="ensemble">Says where categories go.</param>
    /// <param name="numeric">First those of at most 16 cuts.</param>
    /// <param name="categories">A node for each set; their bytes come after the numeric ones.</param>
    public ByteFeatures(TreeEnsemble ensemble, IReadOnlyList<Cuts> numeric, IReadOnlyList<TreeNode> categories)
    {
        _ensemble = ensemble;
        _width = (ensemble.Features.Count + Block - 1) / Block * Block;
        _specs = [.. numeric];
        _ways = [.. _specs.Select(s => s.Missing).Distinct().Order()];
        var sides = new List<ulong>();
        // A set is written down once, whatever features ask for it: a file names it once, and its splits as often as they like.
        var written = new Dictionary<int, (int Sides, float End)>();
        _categories = new Category[categories.Count];
        for (int c = 0; c < _categories.Length; c++)
        {
            var node = categories[c];
            if (!written.TryGetValue(node.CategorySet, out var at)) written[node.CategorySet] = at = WriteDown(ensemble.CategorySets[node.CategorySet - 1], sides);
            _categories[c] = new Category(node, node.ZeroIsMissing ? 1 : 0, at.End, at.Sides);
        }
        _sides = [.. sides];
        _short = _specs.Count(s => s.Orders.Count <= Block);
        _numeric = new Numeric[_specs.Length];
        var cuts = new List<int>();
        for (int b = 0; b < _specs.Length; b++)
        {
            var (feature, missing, orders) = _specs[b];
            _numeric[b] = new Numeric(Array.IndexOf(_ways, missing) * _width + feature, cuts.Count);
            if (b >= _short) Add(cuts, [.. orders.Where((_, i) => i % Block == Block - 1)], 1);
            Add(cuts, orders, b < _short ? 1 : orders.Count / Block + 1);
        }
        _cuts = new AlignedArray<int>(cuts.Count);
        cuts.CopyTo(_cuts.Span);

        static void Add(List<int> to, IReadOnlyCollection<int> orders, int blocks)
        {
            to.AddRange(orders);
            to.AddRange(Enumerable.Repeat(int.MaxValue, blocks * Block - orders.Count));
        }
    }

    /// <summary>The sides of all categories up to the last of a set, in no more time and memory than the set takes; of a set with long gaps, and of what is no category, the ensemble is asked each time.</summary>
    static (int Sides, float End) WriteDown(int[] set, List<ulong> sides)
    {
        int at = sides.Count, words = set.Length == 0 ? 0 : set[^1] / 64 + 1;
        if (words > set.Length / 2 + 1) return (at, 0);
        CollectionsMarshal.SetCount(sides, at + words);
        var right = CollectionsMarshal.AsSpan(sides)[at..];
        right.Fill(ulong.MaxValue);
        foreach (int category in set) right[category / 64] &= ~(1UL << category);
        return (at, words * 64);
    }

    /// <summary>How many bytes a row has.</summary>
    public int Count => _numeric.Length + _categories.Length;

    /// <summary>How many integers <see cref="OfRow"/> needs room for.</summary>
    public int Orders => _ways.Length * _width;

    /// <summary>The bytes of a row, each <paramref name="stride"/> from the one before.</summary>
    /// <param name="row">A value for each feature.</param>
    /// <param name="orders">Scratch: room for <see cref="Orders"/>.</param>
    /// <param name="target">Where the first byte goes.</param>
    /// <param name="stride">1 for one row, the rows of a batch where columns are wanted.</param>
    /// <param name="kernel">The instructions to use.</param>
    public void OfRow(ReadOnlySpan<float> row, Span<int> orders, ref byte target, int stride, Kernel kernel)
    {
        for (int w = 0; w < _ways.Length; w++) FloatOrder.Of(row, _ways[w], orders[(w * _width)..], kernel != Kernel.Scalar);
        if (kernel == Kernel.Avx512) Count512(ref MemoryMarshal.GetReference(orders), ref target, stride);
        else for (int b = 0; b < _numeric.Length; b++) Unsafe.Add(ref target, b * stride) = kernel == Kernel.Avx2 ? Below256(b, orders[_numeric[b].Order]) : Below(b, orders[_numeric[b].Order]);
        for (int c = 0; c < _categories.Length; c++) Unsafe.Add(ref target, (_numeric.Length + c) * stride) = Side(in _categories[c], row[_categories[c].Node.Feature]);
    }

    /// <summary>The feature that a byte is made from.</summary>
    public int FeatureOf(int index) => index < _specs.Length ? _specs[index].Feature : _categories[index - _specs.Length].Node.Feature;

    /// <summary>A byte of many rows, from the column of <see cref="FeatureOf"/>.</summary>
    public void OfColumn(int index, ReadOnlySpan<float> column, Span<int> orders, Span<byte> target, Kernel kernel)
    {
        if (index >= _numeric.Length)
        {
            for (int r = 0; r < column.Length; r++) target[r] = Side(in _categories[index - _numeric.Length], column[r]);
            return;
        }
        FloatOrder.Of(column, _specs[index].Missing, orders, kernel != Kernel.Scalar);
        orders = orders[..column.Length];
        target = target[..column.Length];
        if (kernel == Kernel.Avx512) Count512(index, orders, target);
        else if (kernel == Kernel.Avx2) for (int r = 0; r < orders.Length; r++) target[r] = Below256(index, orders[r]);
        else for (int r = 0; r < orders.Length; r++) target[r] = Below(index, orders[r]);
    }

    byte Side(in Category category, float value)
    {
        if (!(value >= category.Least && value < category.End)) return (byte)(_ensemble.GoesLeft(category.Node, value) ? 0 : 1);
        int number = (int)value;
        return (byte)(_sides[category.Sides + number / 64] >> number & 1);
    }

    /// <summary>All bytes of one row. Of 255 cuts a value meets 32: the last of each block, which say the block, and those inside it.</summary>
    void Count512(ref int orders, ref byte target, int stride)
    {
        ref int cuts = ref _cuts.First;
        ref var numeric = ref MemoryMarshal.GetArrayDataReference(_numeric);
        int b = 0;
        for (; b < _short; b++)
        {
            var at = Unsafe.Add(ref numeric, b);
            Unsafe.Add(ref target, b * stride) = (byte)Below512(ref Unsafe.Add(ref cuts, at.Cuts), Vector512.Create(Unsafe.Add(ref orders, at.Order)));
        }
        for (; b < _numeric.Length; b++)
        {
            var at = Unsafe.Add(ref numeric, b);
            var order = Vector512.Create(Unsafe.Add(ref orders, at.Order));
            ref int first = ref Unsafe.Add(ref cuts, at.Cuts);
            int block = Below512(ref first, order) * Block;
            Unsafe.Add(ref target, b * stride) = (byte)(block + Below512(ref Unsafe.Add(ref first, Block + block), order));
        }
    }

    /// <summary>One byte of many rows.</summary>
    void Count512(int index, ReadOnlySpan<int> orders, Span<byte> target)
    {
        ref int first = ref Unsafe.Add(ref _cuts.First, _numeric[index].Cuts);
        if (index < _short)
        {
            for (int r = 0; r < orders.Length; r++) target[r] = (byte)Below512(ref first, Vector512.Create(orders[r]));
            return;
        }
        for (int r = 0; r < orders.Length; r++)
        {
            var order = Vector512.Create(orders[r]);
            int block = Below512(ref first, order) * Block;
            target[r] = (byte)(block + Below512(ref Unsafe.Add(ref first, Block + block), order));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Below512(ref int cuts, Vector512<int> order) => BitOperations.PopCount(Vector512.GreaterThan(order, Vector512.LoadUnsafe(ref cuts)).ExtractMostSignificantBits());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    byte Below256(int index, int order)
    {
        ref int first = ref Unsafe.Add(ref _cuts.First, _numeric[index].Cuts);
        var v = Vector256.Create(order);
        int below = Below256(ref first, v);
        if (index < _short) return (byte)below;
        return (byte)(below * Block + Below256(ref Unsafe.Add(ref first, Block + below * Block), v));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Below256(ref int cuts, Vector256<int> order) =>
        BitOperations.PopCount(Vector256.GreaterThan(order, Vector256.LoadUnsafe(ref cuts)).ExtractMostSignificantBits())
        + BitOperations.PopCount(Vector256.GreaterThan(order, Vector256.LoadUnsafe(ref cuts, 8)).ExtractMostSignificantBits());

    /// <summary>By bisection.</summary>
    byte Below(int index, int order)
    {
        ReadOnlySpan<int> cuts = _specs[index].Orders;
        int below = cuts.BinarySearch(order);
        return (byte)(below < 0 ? ~below : below);
    }
}
