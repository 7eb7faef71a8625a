using System.Numerics;

namespace Fraud.Profiles;

/// <summary>
/// Blocks of 64, 128, 192, 256, 384, 512 … bytes for what does not fit a key's record, cut from chunks, kept in one free list per size. Never more than the budget: then <see cref="Rent"/> answers null.
/// </summary>
sealed unsafe class BlockHeap(PageSource pages) : IDisposable
{
    public const int Classes = 32;

    /// <summary>Sizes of the first blocks of 64 and 128 bytes that lie inside a record: what a key of few events needs is then on the record's own page.</summary>
    public const int Inside64 = Classes, Inside128 = Classes + 1, AllSizes = Classes + 2;

    const int FirstChunk = 64 << 10, LargestChunk = 8 << 20;

    readonly byte*[] _free = new byte*[Classes];
    readonly List<(nint Memory, nuint Bytes)> _chunks = new(64);
    byte* _next, _end;

    /// <summary>Bytes of chunks taken from the system.</summary>
    public long Bytes { get; private set; }

    /// <summary>The most bytes of chunks to take.</summary>
    public long Budget { get; set; }

    /// <summary>Asked when the budget is used up: gives some blocks back and answers true, or false when there is nothing to give.</summary>
    public Func<bool>? Reclaim { get; set; }

    /// <summary>64, 128, then 192 · 2^k and 256 · 2^k in turn: all multiples of a cache line.</summary>
    public static int SizeOf(int size) => size switch { 0 or Inside64 => 64, 1 or Inside128 => 128, _ => (size & 1) == 0 ? 192 << (size - 2) / 2 : 256 << (size - 3) / 2 };

    /// <summary>Whether there is a block, and not inside a record.</summary>
    public static bool IsOnHeap(BlockHandle handle) => !handle.IsEmpty && handle.Size < Classes;

    public static int ClassOf(int bytes)
    {
        int size = 0;
        while (SizeOf(size) < bytes) size++;
        return size;
    }

    public byte* Rent(int size)
    {
        byte* block = _free[size];
        if (block != null)
        {
            _free[size] = *(byte**)block;
            return block;
        }
        int bytes = SizeOf(size);
        if (_end - _next < bytes && !Extend(bytes)) return Scrape(size);
        block = _next;
        _next += bytes;
        return block;
    }

    public void Return(byte* block, int size)
    {
        if (size >= Classes) return;
        *(byte**)block = _free[size];
        _free[size] = block;
    }

    bool Extend(int bytes)
    {
        long chunk = Math.Max(Math.Clamp((long)BitOperations.RoundUpToPowerOf2((ulong)Bytes), FirstChunk, LargestChunk), bytes);
        if (Bytes + chunk > Budget) chunk = Budget - Bytes & ~63L;
        if (chunk < bytes) return false;
        Recycle();
        _next = pages.Allocate((nuint)chunk);
        _end = _next + chunk;
        _chunks.Add(((nint)_next, (nuint)chunk));
        Bytes += chunk;
        return true;
    }

    /// <summary>The rest of the old chunk becomes free blocks, largest first.</summary>
    void Recycle()
    {
        for (int size = Classes - 1; size >= 0; size--)
            while (_end - _next >= SizeOf(size))
            {
                Return(_next, size);
                _next += SizeOf(size);
            }
    }

    /// <summary>What eviction gives back in eight attempts, or a piece of a larger free block.</summary>
    byte* Scrape(int size)
    {
        byte* block = Split(size);
        for (int attempt = 0; block == null && attempt < 8 && Reclaim != null && Reclaim(); attempt++)
        {
            block = _free[size];
            if (block != null) _free[size] = *(byte**)block;
            else block = Split(size);
        }
        return block;
    }

    /// <summary>With nothing left to cut from, a larger free block is cut: its front is the answer, the rest becomes the chunk.</summary>
    byte* Split(int size)
    {
        for (int larger = size + 1; larger < Classes; larger++)
        {
            byte* block = _free[larger];
            if (block == null) continue;
            _free[larger] = *(byte**)block;
            Recycle();
            _next = block + SizeOf(size);
            _end = block + SizeOf(larger);
            return block;
        }
        return null;
    }

    public void Dispose()
    {
        foreach ((nint memory, nuint bytes) in _chunks) pages.Free((byte*)memory, bytes);
        _chunks.Clear();
    }
}
