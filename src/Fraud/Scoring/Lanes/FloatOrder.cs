using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fraud.Scoring;

/// <summary>Where a value that is not known goes, and whether zero is not known either. One way for all nodes that share a byte feature.</summary>
[Flags]
enum Missing : byte
{
    Left = 0,
    Right = 1,
    ZeroToo = 2,
}

/// <summary>
/// Floats as integers of the same order, so that a value is above a cut exactly when its integer is above the cut's. What is missing becomes the least integer (above no cut: left at
/// every node) or the greatest (above every cut: right at every node); no float has either, since infinity and its negative lie inside.
/// </summary>
static class FloatOrder
{
    /// <summary>−0 counts as 0; <paramref name="value"/> is no NaN.</summary>
    public static int Of(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value + 0f);
        return bits ^ (bits >> 31 & int.MaxValue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(float value, Missing missing)
    {
        bool isMissing = float.IsNaN(value) || (missing & Missing.ZeroToo) != 0 && MathF.Abs(value) <= TreeEnsemble.NearZero;
        return isMissing ? (missing & Missing.Right) != 0 ? int.MaxValue : int.MinValue : Of(value);
    }

    public static void Of(ReadOnlySpan<float> values, Missing missing, Span<int> target, bool vectors)
    {
        ref float value = ref MemoryMarshal.GetReference(values);
        ref int to = ref MemoryMarshal.GetReference(target[..values.Length]);
        int i = 0;
        if (vectors)
        {
            var other = Vector256.Create((missing & Missing.Right) != 0 ? int.MaxValue : int.MinValue);
            // Of an absolute value at most this; where zero is a number, at most less than nothing.
            var nearZero = Vector256.Create((missing & Missing.ZeroToo) != 0 ? TreeEnsemble.NearZero : -1f);
            for (; i <= values.Length - 8; i += 8)
            {
                var x = Vector256.LoadUnsafe(ref value, (nuint)i);
                var isMissing = (~Vector256.Equals(x, x) | Vector256.LessThanOrEqual(Vector256.Abs(x), nearZero)).AsInt32();
                var bits = (x + Vector256<float>.Zero).AsInt32();
                Vector256.ConditionalSelect(isMissing, other, bits ^ (bits >> 31 & Vector256.Create(int.MaxValue))).StoreUnsafe(ref to, (nuint)i);
            }
        }
        for (; i < values.Length; i++) Unsafe.Add(ref to, i) = Of(Unsafe.Add(ref value, i), missing);
    }
}
