using System.Runtime.InteropServices;

namespace Fraud.Profiles;

/// <summary>The names a key has dealt with, each with its account, one cache line per name, up to 64; then the name used longest ago is replaced.</summary>
static unsafe class KnownNames
{
    public const int Most = 64;

    /// <summary>Bytes of all of them.</summary>
    public const int MostBytes = Most * 64;

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct Entry
    {
        public fixed long Name[PackedName.Words];
        public long Account;
        public long Latest;
        public ulong Mask;
        public long Count;
    }

    public static void Add(BlockHandle* handle, BlockHeap heap, ReadOnlySpan<long> name, long account, long ticks)
    {
        int count = handle->Number;
        var entries = (Entry*)handle->Block;
        int oldest = 0;
        for (int i = 0; i < count; i++)
        {
            Entry* entry = entries + i;
            if (entry->Account == account && name.SequenceEqual(new ReadOnlySpan<long>(entry->Name, PackedName.Words)))
            {
                entry->Count++;
                entry->Latest = Math.Max(entry->Latest, ticks);
                return;
            }
            if (entry->Latest < entries[oldest].Latest) oldest = i;
        }
        int capacity = handle->IsEmpty ? 0 : Math.Min(Most, BlockHeap.SizeOf(handle->Size) / sizeof(Entry));
        if (count == capacity && count < Most && Grow(handle, heap)) capacity = count + 1;
        if (capacity == 0) return;
        Entry* place = (Entry*)handle->Block + (count < capacity ? count : oldest);
        name.CopyTo(new Span<long>(place->Name, PackedName.Words));
        place->Account = account;
        place->Latest = ticks;
        place->Mask = NameDistance.Mask(name);
        place->Count = 1;
        *handle = new BlockHandle(handle->Block, handle->Size, Math.Min(count + 1, capacity));
    }

    static bool Grow(BlockHandle* handle, BlockHeap heap)
    {
        int size = handle->IsEmpty ? 0 : BlockHeap.ClassOf(2 * BlockHeap.SizeOf(handle->Size));
        byte* block = heap.Rent(size);
        if (block == null) return false;
        new ReadOnlySpan<Entry>(handle->Block, handle->Number).CopyTo(new Span<Entry>(block, handle->Number));
        if (!handle->IsEmpty) heap.Return(handle->Block, handle->Size);
        *handle = new BlockHandle(block, size, handle->Number);
        return true;
    }

    /// <summary>Whether a name seen at least that often, at another account, is almost this one.</summary>
    public static bool HasLookalike(BlockHandle handle, NameDistance distance, ReadOnlySpan<long> name, long account, double least)
    {
        if (handle.Number == 0) return false;
        // The pattern of the name is made when the first candidate asks for it: most names known are this one, or are not known well enough.
        bool started = false;
        var entries = (Entry*)handle.Block;
        for (int i = 0; i < handle.Number; i++)
        {
            Entry* entry = entries + i;
            if (entry->Count < least || entry->Account == account) continue;
            if (!started) distance.Start(name);
            started = true;
            if (distance.IsAlmost(new ReadOnlySpan<long>(entry->Name, PackedName.Words), entry->Mask)) return true;
        }
        return false;
    }
}
