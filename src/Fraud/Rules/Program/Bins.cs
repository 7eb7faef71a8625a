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
        ref long values = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(batch.Values), column * ColumnBatch.Capacity);
        ref byte target = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bins), lane * ColumnBatch.Capacity);
        int r = from;
        if (Vector256.IsHardwareAccelerated)
        {
            // Four 64-bit lanes at a time: each comparison is −1 where it holds, so subtracting counts.
            var unknown = Vector256.Create(ColumnBatch.Unknown);
            for (; r + 4 <= to; r += 4)
            {
                var x = Vector256.LoadUnsafe(ref values, (nuint)r);
                var count = -Vector256<long>.One & ~Vector256.Equals(x, unknown);
                foreach (long cut in cuts) count += Vector256.GreaterThan(x, Vector256.Create(cut));
                count = -count;
                Unsafe.Add(ref target, r) = (byte)count.GetElement(0);
                Unsafe.Add(ref target, r + 1) = (byte)count.GetElement(1);
                Unsafe.Add(ref target, r + 2) = (byte)count.GetElement(2);
                Unsafe.Add(ref target, r + 3) = (byte)count.GetElement(3);
            }
        }
        for (; r < to; r++) Unsafe.Add(ref target, r) = BinOf(Unsafe.Add(ref values, r));
    }
}
