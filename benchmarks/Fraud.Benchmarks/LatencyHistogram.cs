using System.Numerics;

namespace Fraud.Benchmarks;

/// <summary>Counts of non-negative values in buckets of at most 1/64 relative width over the whole range of a long: 28 KB, and recording allocates nothing.</summary>
sealed class LatencyHistogram
{
    const int SubBits = 6;
    // Values below 64 have their own bucket; above, each power of two is cut into 64.
    readonly long[] _counts = new long[(64 - SubBits) << SubBits];

    /// <summary>The largest value recorded, exactly.</summary>
    public long Max { get; private set; }

    /// <summary>How many values were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one value.</summary>
    public void Record(long value)
    {
        _counts[BucketOf(value)]++;
        Count++;
        if (value > Max) Max = value;
    }

    /// <summary>The smallest bucket end with at least the share <paramref name="q"/> of the values at or below it, and never more than <see cref="Max"/>.</summary>
    public long Quantile(double q)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(q * Count)), seen = 0;
        for (int i = 0; i < _counts.Length; i++)
            if ((seen += _counts[i]) >= wanted) return Math.Min(Max, LastOf(i));
        return Max;
    }

    static int BucketOf(long value)
    {
        if (value < 1 << SubBits) return (int)value;
        int shift = BitOperations.Log2((ulong)value) - SubBits;
        return (shift << SubBits) + (int)(value >> shift);
    }

    static long LastOf(int bucket)
    {
        if (bucket < 2 << SubBits) return bucket;
        int shift = (bucket >> SubBits) - 1;
        long low = (long)(bucket - (shift << SubBits)) << shift;
        return low + (1L << shift) - 1;
    }
}
