using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fraud.Profiles;

/// <summary>
/// Records of one size, numbered from <see cref="First"/>. Each chunk holds the numbers of one power of two, so the table of chunks has one entry per bit length,
/// growing copies nothing, and a record stays where it is for life. Records begin with their key.
/// </summary>
sealed unsafe class RecordSlab(int recordBytes, PageSource pages) : IDisposable
{
    /// <summary>The first number; 0 stands for none.</summary>
    public const int First = 16;
    const int LargestNumber = 1 << 30;

    /// <summary>By bit length: where number 0 would be, if the chunk reached so far down.</summary>
    readonly nint[] _origins = new nint[32];
    readonly List<(nint Memory, nuint Bytes)> _chunks = [];

    /// <summary>Numbers below have memory.</summary>
    public int End { get; private set; } = First;

    public long Bytes { get; private set; }

    /// <summary>How many records the next chunk holds when it is whole; 0 when the last was cut short, or all numbers are used.</summary>
    public int NextChunk => BitOperations.IsPow2(End) && End < LargestNumber ? End : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* At(int number) => (byte*)Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_origins), BitOperations.Log2((uint)number)) + (long)number * recordBytes;

    public long KeyOf(int number) => *(long*)(At(number) + ProfileLayout.KeyOffset);

    /// <summary>Adds a chunk of that many records: <see cref="NextChunk"/>, or fewer and then the last.</summary>
    public void Grow(int records)
    {
        long bytes = (long)records * recordBytes;
        byte* chunk = pages.Allocate((nuint)bytes);
        _origins[BitOperations.Log2((uint)End)] = (nint)(chunk - (long)End * recordBytes);
        _chunks.Add(((nint)chunk, (nuint)bytes));
        End += records;
        Bytes += bytes;
    }

    public void Dispose()
    {
        foreach ((nint memory, nuint bytes) in _chunks) pages.Free((byte*)memory, bytes);
        _chunks.Clear();
    }
}
