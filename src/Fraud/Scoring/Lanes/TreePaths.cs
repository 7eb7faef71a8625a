using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fraud.Scoring;

/// <summary>Trees followed node by node: where there are no vectors, and trees of more leaves than a byte can number.</summary>
static class TreePaths
{
    /// <summary>The units that the trees from <paramref name="first"/> on add up to.</summary>
    /// <param name="program">The trees.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="bytes">The row's byte of the first feature.</param>
    /// <param name="stride">From there to the byte of the next.</param>
    public static long Sum(TreeProgram program, int first, ref byte bytes, int stride)
    {
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(program.PathNodes);
        ref int leaves = ref program.Leaves.First;
        long sum = 0;
        foreach (ref readonly var tree in program.Trees.AsSpan(first))
        {
            int at = tree.Root;
            do
            {
                ref readonly var node = ref Unsafe.Add(ref nodes, at);
                at = Unsafe.Add(ref bytes, node.Feature * stride) <= node.Cut ? node.Left : node.Right;
            }
            while (at >= 0);
            sum += (long)Unsafe.Add(ref leaves, ~at) << tree.Shift;
        }
        return sum;
    }
}
