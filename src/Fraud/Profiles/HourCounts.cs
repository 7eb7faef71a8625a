namespace Fraud.Profiles;

/// <summary>Events by type of day (business, not) and local hour: 48 counters, 192 bytes.</summary>
static unsafe class HourCounts
{
    public const int Bins = 48;

    public static bool IsBin(long bin) => (ulong)bin < Bins;

    public static void Add(BlockHandle* handle, BlockHeap heap, int bin)
    {
        if (handle->IsEmpty)
        {
            int size = BlockHeap.ClassOf(Bins * sizeof(uint));
            byte* block = heap.Rent(size);
            if (block == null) return;
            new Span<uint>(block, Bins).Clear();
            *handle = new BlockHandle(block, size, 0);
        }
        ((uint*)handle->Block)[bin]++;
    }

    /// <summary>The share of the bin's hour, the one before and the one after, around midnight too, on the same type of day; −1 without events.</summary>
    public static double Share(BlockHandle handle, int bin)
    {
        if (handle.IsEmpty) return -1;
        uint* counts = (uint*)handle.Block;
        long all = 0;
        for (int i = 0; i < Bins; i++) all += counts[i];
        uint* day = counts + bin / 24 * 24;
        int hour = bin % 24;
        long near = (long)day[(hour + 23) % 24] + day[hour] + day[(hour + 1) % 24];
        return (double)near / all;
    }
}
