using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fraud.Scoring;

static partial class TreeLanes
{
    /// <summary>The bytes of a row, to be looked up by 32 lanes at once.</summary>
    interface ITable256
    {
        Vector256<byte> Of(Vector256<byte> index);
    }

    /// <summary>
    /// A shuffle looks up in 16 bytes by the lowest four bits of an index (of one below 128; what it gives for others is not used). A blend looks at the highest bit of a byte, to which
    /// the fifth and the sixth are moved; what a shift of 16 bits carries from one byte into the next comes in from below.
    /// </summary>
    readonly struct Narrow64(ref byte row) : ITable256
    {
        readonly Vector256<byte> _a = Quarter(ref row, 0), _b = Quarter(ref row, 16), _c = Quarter(ref row, 32), _d = Quarter(ref row, 48);

        static Vector256<byte> Quarter(ref byte row, nuint at) => Vector256.Create(Vector128.LoadUnsafe(ref row, at));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<byte> Of(Vector256<byte> index)
        {
            var (bit4, bit5) = (BitToSign(index, 3), BitToSign(index, 2));
            var low = Avx2.BlendVariable(Avx2.Shuffle(_a, index), Avx2.Shuffle(_b, index), bit4);
            var high = Avx2.BlendVariable(Avx2.Shuffle(_c, index), Avx2.Shuffle(_d, index), bit4);
            return Avx2.BlendVariable(low, high, bit5);
        }
    }

    readonly struct Narrow128(ref byte row) : ITable256
    {
        readonly Narrow64 _low = new(ref row), _high = new(ref Unsafe.Add(ref row, 64));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<byte> Of(Vector256<byte> index) => Avx2.BlendVariable(_low.Of(index), _high.Of(index), BitToSign(index, 1));
    }

    readonly struct Narrow256(ref byte row) : ITable256
    {
        readonly Narrow128 _low = new(ref row), _high = new(ref Unsafe.Add(ref row, 128));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<byte> Of(Vector256<byte> index) => Avx2.BlendVariable(_low.Of(index), _high.Of(index & Vector256.Create((byte)127)), index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<byte> BitToSign(Vector256<byte> index, [ConstantExpected] byte shift) => (index.AsUInt16() << shift).AsByte();

    /// <summary>As <see cref="Sum512"/>.</summary>
    public static long Sum256(TreeProgram program, ref byte row, ref byte leaf) => program.Bytes.Count switch
    {
        <= 64 => Sum256(program, new Narrow64(ref row), ref leaf),
        <= 128 => Sum256(program, new Narrow128(ref row), ref leaf),
        _ => Sum256(program, new Narrow256(ref row), ref leaf),
    };

    /// <summary>The two halves of a group at a time.</summary>
    static long Sum256<TTable>(TreeProgram program, TTable row, ref byte leaf) where TTable : struct, ITable256
    {
        ref int leaves = ref program.Leaves.First;
        long sum = 0;
        foreach (ref readonly var group in program.Groups.AsSpan())
        {
            ref byte slot = ref Unsafe.Add(ref program.Slots.First, group.Lanes);
            var (low, high) = (Vector256<byte>.Zero, Vector256<byte>.Zero);
            for (int i = 0; i < group.Slots; i++, slot = ref Unsafe.Add(ref slot, TreeProgram.SlotBytes))
            {
                low = Move256(low, row, ref slot);
                high = Move256(high, row, ref Unsafe.Add(ref slot, TreeProgram.Lanes / 2));
            }
            low.StoreUnsafe(ref leaf);
            high.StoreUnsafe(ref leaf, TreeProgram.Lanes / 2);
            sum += Leaves(in group, ref leaves, ref leaf);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<byte> Move256<TTable>(Vector256<byte> leaf, TTable row, ref byte slot) where TTable : struct, ITable256 => RowLanes.Move256(leaf, row.Of(Vector256.LoadUnsafe(ref slot)),
        Vector256.LoadUnsafe(ref slot, TreeProgram.Lanes), Vector256.LoadUnsafe(ref slot, 2 * TreeProgram.Lanes), Vector256.LoadUnsafe(ref slot, 3 * TreeProgram.Lanes));
}
