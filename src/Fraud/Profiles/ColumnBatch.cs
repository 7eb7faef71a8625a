using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fraud.Profiles;

/// <summary>
/// Up to 256 transfers as columns of 64-bit values: integers for money (hundredths of the base currency), counts, ticks, hashes and booleans (0, 1);
/// ratios as doubles mapped to integers of the same order by <see cref="Ordered"/>. <see cref="Unknown"/> marks a value that could not be had, its reason beside it.
/// Column c of row r is at [c × Stride + r], so that a column is contiguous and a kernel runs down it.
/// </summary>
sealed class ColumnBatch(int columns)
{
    public const int Capacity = 256;

    /// <summary>
    /// From a value to that of the next column in the same row. A cache line more than the rows need: at 2,048 bytes all columns of a row would share two of the sixty-four
    /// sets of the first-level cache.
    /// </summary>
    public const int Stride = Capacity + 8;

    /// <summary>The value of what is not known. Below every other value, so that nothing known compares as it does.</summary>
    public const long Unknown = long.MinValue;

    /// <summary>The rows at work are [<see cref="From"/>, <see cref="Rows"/>); those before are done and only kept to be explained.</summary>
    public int From;
    public int Rows;
    public readonly int Columns = columns;
    public readonly long[] Values = GC.AllocateArray<long>(columns * Stride, pinned: true);
    public readonly UnknownReason[] Why = new UnknownReason[columns * Stride];

    /// <summary>Event time of each row, UTC ticks of 100 ns.</summary>
    public readonly long[] Ticks = new long[Capacity];

    /// <summary>Rows that repeat an earlier message: read, but not recorded again.</summary>
    public readonly bool[] Duplicate = new bool[Capacity];

    /// <summary>Rows that are what a bank has booked, and no transfer.</summary>
    public readonly bool[] Booking = new bool[Capacity];

    /// <summary>Rows of which something was not looked for to the end.</summary>
    public readonly bool[] Partial = new bool[Capacity];

    /// <summary>Values that are not exact (a window over more events than a key may keep), beside <see cref="Values"/>. Written by the profiles for their outputs.</summary>
    public readonly bool[] Approximate = new bool[columns * Stride];

    /// <summary>Whether any of <see cref="Approximate"/> may be set: it is rare, and clearing what is clear costs a cache line per column.</summary>
    public bool AnyApproximate;

    /// <summary>The rows at work of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<long> Column(int column) => Values.AsSpan(column * Stride + From, Rows - From);

    /// <summary>The first row of a column; the caller keeps to rows below <see cref="Capacity"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long At(int column) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Values), column * Stride);

    public UnknownReason WhyAt(int column, int row) => Why[column * Stride + row];
    public void SetWhy(int column, int row, UnknownReason why) => Why[column * Stride + row] = why;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetUnknown(int column, int row, UnknownReason why)
    {
        Values[column * Stride + row] = Unknown;
        Why[column * Stride + row] = why;
        if (why == UnknownReason.OverBudget) Partial[row] = true;
    }

    /// <summary>A double as a 64-bit integer that orders the same way (−0 and 0 are equal; no NaN).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Ordered(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits ^ (bits >> 63 & long.MaxValue);
    }

    /// <summary>
    /// A number as models are given it: the nearest 32-bit float, as all trainers take them; NaN for what is not known. The same here, in training and in exports, so that
    /// a tree's cut parts values alike in all three.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float FeatureAt(int column, int row) => Values[column * Stride + row] is var value && value == Unknown ? float.NaN : (float)FromOrdered(value);

    /// <summary><see cref="FeatureAt"/> of the rows from <paramref name="row"/> on.</summary>
    public void FeaturesAt(int column, int row, Span<float> features)
    {
        ref long values = ref MemoryMarshal.GetReference(Values.AsSpan(column * Stride + row, features.Length));
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            // Unknown needs no care: as a double it is NaN.
            for (; i <= features.Length - 16; i += 16)
            {
                var low = Vector512.LoadUnsafe(ref values, (nuint)i);
                var high = Vector512.LoadUnsafe(ref values, (nuint)(i + 8));
                var mask = Vector512.Create(long.MaxValue);
                Vector512.Narrow((low ^ (low >> 63 & mask)).AsDouble(), (high ^ (high >> 63 & mask)).AsDouble()).StoreUnsafe(ref MemoryMarshal.GetReference(features), (nuint)i);
            }
        }
        for (; i < features.Length; i++) features[i] = FeatureAt(column, row + i);
    }

    /// <summary>The double behind <see cref="Ordered"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double FromOrdered(long ordered) => BitConverter.Int64BitsToDouble(ordered ^ (ordered >> 63 & long.MaxValue));
}
