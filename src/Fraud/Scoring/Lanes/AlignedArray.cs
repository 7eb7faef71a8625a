using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fraud.Scoring;

/// <summary>An array that begins on a cache line and stays there: a 64-byte vector that lies across two lines is read at half the speed.</summary>
sealed class AlignedArray<T> where T : unmanaged
{
    const int Line = 64;

    readonly T[] _items;
    readonly int _first;

    public unsafe AlignedArray(int length)
    {
        Length = length;
        _items = GC.AllocateArray<T>(length + Line / sizeof(T), pinned: true);
        _first = (int)(-(nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_items)) & Line - 1) / sizeof(T);
    }

    public int Length { get; }

    public ref T First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), _first);

    public Span<T> Span => _items.AsSpan(_first, Length);
}
