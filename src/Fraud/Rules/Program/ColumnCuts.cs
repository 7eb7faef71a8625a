using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fraud.Profiles;

namespace Fraud.Rules.Program;

/// <summary>
/// The constants that rules compare one column with, as sorted cuts, each asked once for all rules: a mask of 256 bits says which rows lie above it. The first cut is
/// <see cref="ColumnBatch.Unknown"/>, below every value, so that its mask says which rows are known. Comparing is exact, and cheaper than numbering the intervals between the
/// cuts: most columns have one or two, and the circuit reads bits.
/// </summary>
sealed class ColumnCuts(int column, long[] cuts)
{
    public int Count => cuts.Length;

    /// <summary>Compares rows [from, to), and what rows share 64 bits with them; cut i writes masks[at + i].</summary>
    public void Run(ColumnBatch batch, Vector256<byte>[] masks, int at, int from, int to)
    {
        ref long values = ref batch.At(column);
        ref ulong target = ref Unsafe.As<Vector256<byte>, ulong>(ref masks[at]);
        foreach (long cut in cuts)
        {
            for (int word = from / 64; word < (to + 63) / 64; word++) Unsafe.Add(ref target, word) = Above(ref Unsafe.Add(ref values, word * 64), cut);
            target = ref Unsafe.Add(ref target, ColumnBatch.Capacity / 64);
        }
    }

    /// <summary>Which of 64 values lie above the cut.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Above(ref long values, long cut)
    {
        ulong above = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var c = Vector512.Create(cut);
            for (int i = 0; i < 64; i += 8) above |= Vector512.GreaterThan(Vector512.LoadUnsafe(ref values, (nuint)i), c).ExtractMostSignificantBits() << i;
        }
        else
        {
            var c = Vector256.Create(cut);
            for (int i = 0; i < 64; i += 4) above |= (ulong)Vector256.GreaterThan(Vector256.LoadUnsafe(ref values, (nuint)i), c).ExtractMostSignificantBits() << i;
        }
        return above;
    }
}
