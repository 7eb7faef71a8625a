using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fraud.Scoring;

/// <summary>
/// A batch: lanes are rows, and tree after tree is run over all of them. The byte of feature f of row r is at [f × <see cref="Rows"/> + r]; rows beyond those asked for are run along, with
/// whatever bytes are there. Four vectors at a time, since one alone would wait for its own last result; the leaf of a row is looked up in its vector's own tables.
/// </summary>
static class RowLanes
{
    /// <summary>The rows of a pass.</summary>
    public const int Rows = 256;

    /// <summary>Adds to each sum the units of all trees in lanes; <paramref name="run"/> is scratch for as many.</summary>
    public static void Add512(TreeProgram program, ref byte bytes, int rows, ref long sums, ref int run)
    {
        ref var trees = ref MemoryMarshal.GetArrayDataReference(program.Trees);
        foreach (var part in program.Runs)
        {
            for (int r = 0; r < rows; r += 16) Vector512<int>.Zero.StoreUnsafe(ref run, (nuint)r);
            for (int t = part.First; t < part.End; t++)
            {
                // One vector has enough rows, or it takes four.
                if (rows <= 64) Tree512x1(program, in Unsafe.Add(ref trees, t), ref bytes, ref run);
                else Tree512x4(program, in Unsafe.Add(ref trees, t), ref bytes, ref run);
            }
            for (int r = 0; r < rows; r += 8)
                (Vector512.LoadUnsafe(ref sums, (nuint)r) + (Avx512F.ConvertToVector512Int64(Vector256.LoadUnsafe(ref run, (nuint)r)) << part.Shift)).StoreUnsafe(ref sums, (nuint)r);
        }
    }

    static void Tree512x4(TreeProgram program, in TreeProgram.RunTree tree, ref byte bytes, ref int run)
    {
        ref var node = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(program.RowNodes), tree.First);
        ref var end = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(program.RowNodes), tree.End);
        var leaf0 = Vector512<byte>.Zero;
        var leaf1 = leaf0;
        var leaf2 = leaf0;
        var leaf3 = leaf0;
        for (; Unsafe.IsAddressLessThan(ref node, ref end); node = ref Unsafe.Add(ref node, 1))
        {
            ref byte x = ref Unsafe.Add(ref bytes, node.Feature * Rows);
            var cut = Vector512.Create(node.Cut);
            var from = Vector512.Create(node.From);
            var to = Vector512.Create(node.To);
            leaf0 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadUnsafe(ref x), cut) & Vector512.Equals(leaf0, from), to, leaf0);
            leaf1 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadUnsafe(ref x, 64), cut) & Vector512.Equals(leaf1, from), to, leaf1);
            leaf2 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadUnsafe(ref x, 128), cut) & Vector512.Equals(leaf2, from), to, leaf2);
            leaf3 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadUnsafe(ref x, 192), cut) & Vector512.Equals(leaf3, from), to, leaf3);
        }
        ref int leaves = ref Unsafe.Add(ref program.Leaves.First, tree.Leaves);
        AddLeaves512(leaf0, ref leaves, tree.Tables, ref run);
        AddLeaves512(leaf1, ref leaves, tree.Tables, ref Unsafe.Add(ref run, 64));
        AddLeaves512(leaf2, ref leaves, tree.Tables, ref Unsafe.Add(ref run, 128));
        AddLeaves512(leaf3, ref leaves, tree.Tables, ref Unsafe.Add(ref run, 192));
    }

    static void Tree512x1(TreeProgram program, in TreeProgram.RunTree tree, ref byte bytes, ref int run)
    {
        ref var node = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(program.RowNodes), tree.First);
        ref var end = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(program.RowNodes), tree.End);
        var leaf = Vector512<byte>.Zero;
        for (; Unsafe.IsAddressLessThan(ref node, ref end); node = ref Unsafe.Add(ref node, 1))
        {
            var above = Vector512.GreaterThan(Vector512.LoadUnsafe(ref Unsafe.Add(ref bytes, node.Feature * Rows)), Vector512.Create(node.Cut));
            leaf = Vector512.ConditionalSelect(above & Vector512.Equals(leaf, Vector512.Create(node.From)), Vector512.Create(node.To), leaf);
        }
        AddLeaves512(leaf, ref Unsafe.Add(ref program.Leaves.First, tree.Leaves), tree.Tables, ref run);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddLeaves512(Vector512<byte> leaf, ref int leaves, int tables, ref int run)
    {
        AddLeaves512(Avx512F.ConvertToVector512Int32(leaf.GetLower().GetLower()), ref leaves, tables, ref run);
        AddLeaves512(Avx512F.ConvertToVector512Int32(leaf.GetLower().GetUpper()), ref leaves, tables, ref Unsafe.Add(ref run, 16));
        AddLeaves512(Avx512F.ConvertToVector512Int32(leaf.GetUpper().GetLower()), ref leaves, tables, ref Unsafe.Add(ref run, 32));
        AddLeaves512(Avx512F.ConvertToVector512Int32(leaf.GetUpper().GetUpper()), ref leaves, tables, ref Unsafe.Add(ref run, 48));
    }

    /// <summary>A permutation of two vectors is a look-up in 32 leaves, by the lowest five bits of their number; the bits above say in which of the tables it counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddLeaves512(Vector512<int> leaf, ref int leaves, int tables, ref int run)
    {
        var found = Avx512F.PermuteVar16x32x2(Vector512.LoadUnsafe(ref leaves), leaf, Vector512.LoadUnsafe(ref leaves, 16));
        for (int table = 1; table < tables; table++)
        {
            ref int next = ref Unsafe.Add(ref leaves, table * TreeProgram.LeafTable);
            found = Vector512.ConditionalSelect(Vector512.Equals(leaf >> 5, Vector512.Create(table)), Avx512F.PermuteVar16x32x2(Vector512.LoadUnsafe(ref next), leaf, Vector512.LoadUnsafe(ref next, 16)), found);
        }
        (Vector512.LoadUnsafe(ref run) + found).StoreUnsafe(ref run);
    }

    /// <summary>As <see cref="Add512"/>, 128 rows at a time.</summary>
    public static void Add256(TreeProgram program, ref byte bytes, int rows, ref long sums, ref int run)
    {
        ref var trees = ref MemoryMarshal.GetArrayDataReference(program.Trees);
        for (int at = 0; at < rows; at += 128)
        {
            foreach (var part in program.Runs)
            {
                for (int r = 0; r < 128; r += 8) Vector256<int>.Zero.StoreUnsafe(ref run, (nuint)r);
                for (int t = part.First; t < part.End; t++) Tree256x4(program, in Unsafe.Add(ref trees, t), ref Unsafe.Add(ref bytes, at), ref run);
                for (int r = 0; r < 128; r += 4)
                    (Vector256.LoadUnsafe(ref sums, (nuint)(at + r)) + (Avx2.ConvertToVector256Int64(Vector128.LoadUnsafe(ref run, (nuint)r)) << part.Shift)).StoreUnsafe(ref sums, (nuint)(at + r));
            }
        }
    }

    static void Tree256x4(TreeProgram program, in TreeProgram.RunTree tree, ref byte bytes, ref int run)
    {
        ref var node = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(program.RowNodes), tree.First);
        ref var end = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(program.RowNodes), tree.End);
        var leaf0 = Vector256<byte>.Zero;
        var leaf1 = leaf0;
        var leaf2 = leaf0;
        var leaf3 = leaf0;
        for (; Unsafe.IsAddressLessThan(ref node, ref end); node = ref Unsafe.Add(ref node, 1))
        {
            ref byte x = ref Unsafe.Add(ref bytes, node.Feature * Rows);
            var cut = Vector256.Create(node.Cut);
            var from = Vector256.Create(node.From);
            var to = Vector256.Create(node.To);
            leaf0 = Move256(leaf0, Vector256.LoadUnsafe(ref x), cut, from, to);
            leaf1 = Move256(leaf1, Vector256.LoadUnsafe(ref x, 32), cut, from, to);
            leaf2 = Move256(leaf2, Vector256.LoadUnsafe(ref x, 64), cut, from, to);
            leaf3 = Move256(leaf3, Vector256.LoadUnsafe(ref x, 96), cut, from, to);
        }
        ref int leaves = ref Unsafe.Add(ref program.Leaves.First, tree.Leaves);
        if (tree.Tables > 1)
        {
            AddLeaves(leaf0, ref leaves, ref run);
            AddLeaves(leaf1, ref leaves, ref Unsafe.Add(ref run, 32));
            AddLeaves(leaf2, ref leaves, ref Unsafe.Add(ref run, 64));
            AddLeaves(leaf3, ref leaves, ref Unsafe.Add(ref run, 96));
            return;
        }
        var table = (Vector256.LoadUnsafe(ref leaves), Vector256.LoadUnsafe(ref leaves, 8), Vector256.LoadUnsafe(ref leaves, 16), Vector256.LoadUnsafe(ref leaves, 24));
        AddLeaves256(leaf0, table, ref run);
        AddLeaves256(leaf1, table, ref Unsafe.Add(ref run, 32));
        AddLeaves256(leaf2, table, ref Unsafe.Add(ref run, 64));
        AddLeaves256(leaf3, table, ref Unsafe.Add(ref run, 96));
    }

    /// <summary>
    /// A node on the way. There is no comparison of unsigned bytes before AVX-512, but their minimum: it is the value itself exactly when the value is at most the cut, and then the row
    /// keeps its leaf.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Move256(Vector256<byte> leaf, Vector256<byte> x, Vector256<byte> cut, Vector256<byte> from, Vector256<byte> to) =>
        Avx2.BlendVariable(leaf, to, Avx2.AndNot(Avx2.CompareEqual(Avx2.Min(x, cut), x), Avx2.CompareEqual(leaf, from)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddLeaves256(Vector256<byte> leaf, in (Vector256<int>, Vector256<int>, Vector256<int>, Vector256<int>) table, ref int run)
    {
        AddLeaves256(Avx2.ConvertToVector256Int32(leaf.GetLower()), table, ref run);
        AddLeaves256(Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(leaf.GetLower(), 8)), table, ref Unsafe.Add(ref run, 8));
        AddLeaves256(Avx2.ConvertToVector256Int32(leaf.GetUpper()), table, ref Unsafe.Add(ref run, 16));
        AddLeaves256(Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(leaf.GetUpper(), 8)), table, ref Unsafe.Add(ref run, 24));
    }

    /// <summary>32 leaves are four vectors of eight: each looks up by the lowest three bits, and the two bits above, moved to the sign where a blend looks, choose among the four. A gather takes three times as long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddLeaves256(Vector256<int> leaf, in (Vector256<int> A, Vector256<int> B, Vector256<int> C, Vector256<int> D) table, ref int run)
    {
        var (bit3, bit4) = ((leaf << 28).AsSingle(), (leaf << 27).AsSingle());
        var low = Avx.BlendVariable(Avx2.PermuteVar8x32(table.A, leaf).AsSingle(), Avx2.PermuteVar8x32(table.B, leaf).AsSingle(), bit3);
        var high = Avx.BlendVariable(Avx2.PermuteVar8x32(table.C, leaf).AsSingle(), Avx2.PermuteVar8x32(table.D, leaf).AsSingle(), bit3);
        (Vector256.LoadUnsafe(ref run) + Avx.BlendVariable(low, high, bit4).AsInt32()).StoreUnsafe(ref run);
    }

    /// <summary>One by one, where there are more leaves than a look-up has room for.</summary>
    [SkipLocalsInit]
    static unsafe void AddLeaves(Vector256<byte> leaf, ref int leaves, ref int run)
    {
        byte* at = stackalloc byte[Vector256<byte>.Count];
        leaf.Store(at);
        for (int r = 0; r < Vector256<byte>.Count; r++) Unsafe.Add(ref run, r) += Unsafe.Add(ref leaves, at[r]);
    }
}
