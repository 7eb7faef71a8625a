using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fraud.Rules.Program;

/// <summary>The instructions that rules and trees are run with. All give the same answers; a test holds those of its machine to each other.</summary>
enum Kernel : byte
{
    /// <summary>64-bit words and branches: any processor.</summary>
    Scalar,
    /// <summary>256-bit vectors.</summary>
    Avx2,
    /// <summary>512-bit vectors with byte permutation.</summary>
    Avx512,
}

/// <summary>Which kernel runs: found out once, so that the just-in-time compiler leaves the others out.</summary>
static class Kernels
{
    public static readonly Kernel Chosen = IsAvailable(Kernel.Avx512) ? Kernel.Avx512 : IsAvailable(Kernel.Avx2) ? Kernel.Avx2 : Kernel.Scalar;

    public static bool IsAvailable(Kernel kernel) => kernel switch
    {
        Kernel.Avx512 => Avx512Vbmi.IsSupported && Avx512BW.IsSupported && Vector512.IsHardwareAccelerated,
        Kernel.Avx2 => Avx2.IsSupported && Vector256.IsHardwareAccelerated,
        _ => true,
    };

    /// <summary>Which of 64 values lie above the cut.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Above512(ref long values, long cut)
    {
        ulong above = 0;
        var c = Vector512.Create(cut);
        for (int i = 0; i < 64; i += 8) above |= Vector512.GreaterThan(Vector512.LoadUnsafe(ref values, (nuint)i), c).ExtractMostSignificantBits() << i;
        return above;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Above256(ref long values, long cut)
    {
        ulong above = 0;
        var c = Vector256.Create(cut);
        for (int i = 0; i < 64; i += 4) above |= (ulong)Vector256.GreaterThan(Vector256.LoadUnsafe(ref values, (nuint)i), c).ExtractMostSignificantBits() << i;
        return above;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Above64(ref long values, long cut)
    {
        ulong above = 0;
        for (int i = 0; i < 64; i++) above |= (Unsafe.Add(ref values, i) > cut ? 1ul : 0) << i;
        return above;
    }

    /// <summary>The gates over 256 rows in vectors.</summary>
    public static void Run256(ReadOnlySpan<Gate> gates, Vector256<byte>[] cuts, Vector256<byte>[] masks)
    {
        ref var cut = ref MemoryMarshal.GetArrayDataReference(cuts);
        ref var mask = ref MemoryMarshal.GetArrayDataReference(masks);
        for (int g = 0; g < gates.Length; g++)
        {
            ref readonly Gate gate = ref gates[g];
            ref var t = ref Unsafe.Add(ref mask, 2 * g);
            ref var f = ref Unsafe.Add(ref mask, 2 * g + 1);
            switch (gate.Kind)
            {
                case GateKind.Within:
                    t = Unsafe.Add(ref cut, gate.B) & ~Unsafe.Add(ref cut, gate.C);
                    f = Unsafe.Add(ref cut, gate.A) & ~t;
                    break;
                case GateKind.And:
                    t = Unsafe.Add(ref mask, 2 * gate.A) & Unsafe.Add(ref mask, 2 * gate.B);
                    f = Unsafe.Add(ref mask, 2 * gate.A + 1) | Unsafe.Add(ref mask, 2 * gate.B + 1);
                    break;
                case GateKind.Or:
                    t = Unsafe.Add(ref mask, 2 * gate.A) | Unsafe.Add(ref mask, 2 * gate.B);
                    f = Unsafe.Add(ref mask, 2 * gate.A + 1) & Unsafe.Add(ref mask, 2 * gate.B + 1);
                    break;
                case GateKind.Not:
                    t = Unsafe.Add(ref mask, 2 * gate.A + 1);
                    f = Unsafe.Add(ref mask, 2 * gate.A);
                    break;
                case GateKind.Given:
                    t = Unsafe.Add(ref mask, 2 * gate.A) & Unsafe.Add(ref mask, 2 * gate.B);
                    f = Unsafe.Add(ref mask, 2 * gate.A) & Unsafe.Add(ref mask, 2 * gate.B + 1);
                    break;
                default:
                    t = gate.Kind == GateKind.True ? Vector256<byte>.AllBitsSet : Vector256<byte>.Zero;
                    f = gate.Kind == GateKind.False ? Vector256<byte>.AllBitsSet : Vector256<byte>.Zero;
                    break;
            }
        }
    }

    /// <summary>The gates over 256 rows in words: where there are no vectors their emulation takes four times as long.</summary>
    public static void Run64(ReadOnlySpan<Gate> gates, Vector256<byte>[] cuts, Vector256<byte>[] masks)
    {
        var cut = MemoryMarshal.Cast<Vector256<byte>, ulong>(cuts.AsSpan());
        var mask = MemoryMarshal.Cast<Vector256<byte>, ulong>(masks.AsSpan());
        for (int g = 0; g < gates.Length; g++)
        {
            ref readonly Gate gate = ref gates[g];
            int at = 8 * g, a = 8 * gate.A, b = 8 * gate.B;
            for (int w = 0; w < 4; w++)
            {
                (mask[at + w], mask[at + 4 + w]) = gate.Kind switch
                {
                    GateKind.Within => Within(cut[4 * gate.A + w], cut[4 * gate.B + w] & ~cut[4 * gate.C + w]),
                    GateKind.And => (mask[a + w] & mask[b + w], mask[a + 4 + w] | mask[b + 4 + w]),
                    GateKind.Or => (mask[a + w] | mask[b + w], mask[a + 4 + w] & mask[b + 4 + w]),
                    GateKind.Not => (mask[a + 4 + w], mask[a + w]),
                    GateKind.Given => (mask[a + w] & mask[b + w], mask[a + w] & mask[b + 4 + w]),
                    GateKind.True => (ulong.MaxValue, 0ul),
                    GateKind.False => (0ul, ulong.MaxValue),
                    _ => (0ul, 0ul),
                };
            }
        }

        static (ulong, ulong) Within(ulong known, ulong inside) => (inside, known & ~inside);
    }
}
