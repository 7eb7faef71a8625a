using System.Numerics;
using System.Runtime.InteropServices;

namespace Fraud.Benchmarks;

/// <summary>The least that anything must do: look at every byte once.</summary>
static class Floor
{
    public static long Sum(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, Vector<long>>(bytes);
        var sum = Vector<long>.Zero;
        foreach (var word in words) sum += word;
        long tail = 0;
        foreach (byte b in bytes[(words.Length * Vector<byte>.Count)..]) tail += b;
        return Vector.Sum(sum) + tail;
    }
}
