using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fraud.Profiles;

namespace Fraud.Rules.Program;

enum GateKind : byte { True, False, Unknown, InBins, And, Or, Not, Given }

/// <summary>
/// One step of the rules' common circuit. <see cref="A"/> and <see cref="B"/> are earlier gates; of <see cref="GateKind.InBins"/>, <see cref="A"/> is the lane and
/// the condition holds for bins <see cref="Low"/> to <see cref="High"/>.
/// </summary>
readonly record struct Gate(GateKind Kind, ushort A = 0, ushort B = 0, byte Low = 0, byte High = 0);

/// <summary>A condition on a column: known, at least <see cref="Least"/> and at most <see cref="Most"/>.</summary>
readonly record struct Bounds(int Column, long Least, long Most);

/// <summary>
/// All conditions of all rules as one straight program in three-valued logic, equal parts shared. Run on 256 rows at once each gate is a pair of 256-bit masks,
/// true and false; a row in neither is unknown. Run on one row a gate is two bits of a byte, and a condition compares the value itself with its bounds: binning pays
/// only when many rows share it. A test holds both to one interpreter.
/// </summary>
/// <param name="gates">The program.</param>
/// <param name="bounds">Of each <see cref="GateKind.InBins"/> gate, what its bins mean: a column, and the values from which to which the condition holds.</param>
sealed class Circuit(Gate[] gates, Bounds[] bounds)
{
    public const byte IsFalse = 1, IsTrue = 2, IsUnknown = 0;

    public int Count => gates.Length;
    public ReadOnlySpan<Gate> Gates => gates;

    /// <summary>Evaluates all 256 rows: gate g writes its true mask to masks[2g] and its false mask to masks[2g + 1].</summary>
    public void RunBatch(byte[] bins, Vector256<byte>[] masks)
    {
        ref byte bin = ref MemoryMarshal.GetArrayDataReference(bins);
        ref var mask = ref MemoryMarshal.GetArrayDataReference(masks);
        for (int g = 0; g < gates.Length; g++)
        {
            ref readonly Gate gate = ref gates[g];
            ref var t = ref Unsafe.Add(ref mask, 2 * g);
            ref var f = ref Unsafe.Add(ref mask, 2 * g + 1);
            switch (gate.Kind)
            {
                case GateKind.InBins:
                    InBins(ref Unsafe.Add(ref bin, gate.A * ColumnBatch.Capacity), gate.Low, gate.High, ref t, ref f);
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

    static void InBins(ref byte bin, byte low, byte high, ref Vector256<byte> t, ref Vector256<byte> f)
    {
        // bin − low ≤ high − low as unsigned bytes is both bounds in one comparison.
        var first = Vector256.Create(low);
        var width = Vector256.Create((byte)(high - low));
        ref uint isTrue = ref Unsafe.As<Vector256<byte>, uint>(ref t);
        ref uint isFalse = ref Unsafe.As<Vector256<byte>, uint>(ref f);
        for (int i = 0; i < 8; i++)
        {
            var b = Vector256.LoadUnsafe(ref bin, (nuint)(i * 32));
            uint known = ~Vector256.Equals(b, Vector256<byte>.Zero).ExtractMostSignificantBits();
            uint inside = Vector256.LessThanOrEqual(b - first, width).ExtractMostSignificantBits();
            Unsafe.Add(ref isTrue, i) = inside & known;
            Unsafe.Add(ref isFalse, i) = ~inside & known;
        }
    }

    /// <summary>Evaluates one row: state[g] is <see cref="IsTrue"/>, <see cref="IsFalse"/> or <see cref="IsUnknown"/>.</summary>
    public void RunRow(ColumnBatch batch, int row, byte[] state)
    {
        ref long value = ref Unsafe.Add(ref batch.At(0), row);
        ref byte s = ref MemoryMarshal.GetArrayDataReference(state);
        ref var bound = ref MemoryMarshal.GetArrayDataReference(bounds);
        for (int g = 0; g < gates.Length; g++)
        {
            ref readonly Gate gate = ref gates[g];
            int result;
            if (gate.Kind == GateKind.InBins)
            {
                ref readonly var b = ref Unsafe.Add(ref bound, g);
                long x = Unsafe.Add(ref value, b.Column * ColumnBatch.Stride);
                result = x == ColumnBatch.Unknown ? IsUnknown : x >= b.Least & x <= b.Most ? IsTrue : IsFalse;
            }
            else
            {
                int a = Unsafe.Add(ref s, gate.A), c = Unsafe.Add(ref s, gate.B);
                result = gate.Kind switch
                {
                    GateKind.And => a & c & IsTrue | (a | c) & IsFalse,
                    GateKind.Or => (a | c) & IsTrue | a & c & IsFalse,
                    GateKind.Not => a >> 1 | (a & 1) << 1,
                    GateKind.Given => (a & IsTrue) != 0 ? c : IsUnknown,
                    GateKind.True => IsTrue,
                    GateKind.False => IsFalse,
                    _ => IsUnknown,
                };
            }
            Unsafe.Add(ref s, g) = (byte)result;
        }
    }
}
