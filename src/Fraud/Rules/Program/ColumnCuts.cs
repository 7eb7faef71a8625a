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
    public int Column => column;
    public ReadOnlySpan<long> Cuts => cuts;

    /// <summary>Compares rows [from, to), and what rows share 64 bits with them; cut i writes masks[at + i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(ColumnBatch batch, Vector256<byte>[] masks, int at, int from, int to, Kernel kernel)
    {
        ref long values = ref batch.At(column);
        ref ulong target = ref Unsafe.As<Vector256<byte>, ulong>(ref masks[at]);
        int first = from / 64, end = (to + 63) / 64;
        foreach (long cut in cuts)
        {
            for (int word = first; word < end; word++)
            {
                ref long rows = ref Unsafe.Add(ref values, word * 64);
                Unsafe.Add(ref target, word) = kernel switch
                {
                    Kernel.Avx512 => Kernels.Above512(ref rows, cut),
                    Kernel.Avx2 => Kernels.Above256(ref rows, cut),
                    _ => Kernels.Above64(ref rows, cut),
                };
            }
            target = ref Unsafe.Add(ref target, ColumnBatch.Capacity / 64);
        }
    }
}
