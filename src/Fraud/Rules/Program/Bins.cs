using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fraud.Profiles;

namespace Fraud.Rules.Program;

/// <summary>
/// The constants that rules compare one column with, as sorted cuts. A value's bin is 0 when it is unknown, else 1 + the number of cuts below it, so that
/// <c>x &gt; cut[i]</c> and <c>bin &gt; i + 1</c> are the same question: binning is exact, and a value is compared once for all rules (and, later, trees).
/// </summary>
sealed class BinLane(int column, long[] cuts)
{
    /// <summary>Bin numbers are bytes and bin 0 means unknown; a column with more constants gets several lanes.</summary>
    public const int MaxCuts = 254;

    public int Column => column;

    public byte BinOf(long value)
    {
        if (value == ColumnBatch.Unknown) return 0;
        int bin = 1;
        foreach (long cut in cuts) bin += value > cut ? 1 : 0;
        return (byte)bin;
    }

    /// <summary>Bins rows [from, to). Most columns have one to three cuts, so a linear count in vector registers beats any search.</summary>
    public void Run(ColumnBatch batch, byte[] bins, int lane, int from, int to)
    {
        ref long values = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(batch.Values), column * ColumnBatch.Stride);
        ref byte target = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bins), lane * ColumnBatch.Capacity);
        int r = from;
        if (Vector256.IsHardwareAccelerated)
        {
            // 16 rows at a time: a cut is fetched once for all of them, and a half vector of bins is stored instead of bytes one by one.
            var unknown = Vector256.Create(ColumnBatch.Unknown);
            for (; r + 16 <= to; r += 16)
            {
                ref long row = ref Unsafe.Add(ref values, r);
                Vector256<long> x0 = Vector256.LoadUnsafe(ref row), x1 = Vector256.LoadUnsafe(ref row, 4), x2 = Vector256.LoadUnsafe(ref row, 8), x3 = Vector256.LoadUnsafe(ref row, 12);
                // A comparison is −1 where it holds, so subtracting counts.
                Vector256<long> b0 = Vector256<long>.One & ~Vector256.Equals(x0, unknown), b1 = Vector256<long>.One & ~Vector256.Equals(x1, unknown);
                Vector256<long> b2 = Vector256<long>.One & ~Vector256.Equals(x2, unknown), b3 = Vector256<long>.One & ~Vector256.Equals(x3, unknown);
                foreach (long cut in cuts)
                {
                    var c = Vector256.Create(cut);
                    b0 -= Vector256.GreaterThan(x0, c);
                    b1 -= Vector256.GreaterThan(x1, c);
                    b2 -= Vector256.GreaterThan(x2, c);
                    b3 -= Vector256.GreaterThan(x3, c);
                }
                var shorts = Vector256.Narrow(Vector256.Narrow(b0, b1), Vector256.Narrow(b2, b3));
                Vector128.Narrow(shorts.GetLower(), shorts.GetUpper()).AsByte().StoreUnsafe(ref target, (nuint)r);
            }
        }
        for (; r < to; r++) Unsafe.Add(ref target, r) = BinOf(Unsafe.Add(ref values, r));
    }
}
