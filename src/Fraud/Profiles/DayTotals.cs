namespace Fraud.Profiles;

/// <summary>
/// Count and sums per local day, one entry per day with events, oldest first: day (4 bytes), count (4), a sum per column. The block's first word is the number of days.
/// Kept apart from the event log, because a day is a calendar's and not a window's, and because 180 days of sums fit where 180 days of events would not.
/// </summary>
static unsafe class DayTotals
{
    /// <summary>Day and count.</summary>
    public const int HeadBytes = 8;

    const int BlockHeader = 8;

    static int Stride(StreamLayout stream) => HeadBytes + sizeof(long) * stream.DayColumns.Length;

    /// <summary>Bytes of the block when all days are there that are kept.</summary>
    public static int MostBytes(StreamLayout stream) => BlockHeap.SizeOf(BlockHeap.ClassOf(BlockHeader + stream.DaysKept * Stride(stream)));

    public static int Days(BlockHandle handle) => handle.IsEmpty ? 0 : *(int*)handle.Block;

    public static byte* Entry(BlockHandle handle, StreamLayout stream, int index) => handle.Block + BlockHeader + index * Stride(stream);

    public static void Add(BlockHandle* handle, StreamLayout stream, BlockHeap heap, long* row, int day)
    {
        int stride = Stride(stream), days = Days(*handle);
        byte* entry = Entry(*handle, stream, days);
        int later = 0;
        while (later < days && *(int*)(entry - stride) >= day)
        {
            entry -= stride;
            later++;
        }
        if (later == 0 || *(int*)entry != day)
        {
            entry = Insert(handle, stream, heap, days, days - later);
            if (entry == null) return;
            new Span<byte>(entry, stride).Clear();
            *(int*)entry = day;
        }
        ++*(uint*)(entry + 4);
        for (int i = 0; i < stream.DayColumns.Length; i++)
            *(long*)(entry + HeadBytes + i * sizeof(long)) += EventLog.Addend(row[stream.DayColumns[i] * ColumnBatch.Stride]);
    }

    /// <summary>Place for a day at the index; null when it is older than all of the days kept, or memory is out.</summary>
    static byte* Insert(BlockHandle* handle, StreamLayout stream, BlockHeap heap, int days, int index)
    {
        int stride = Stride(stream);
        bool fits = !handle->IsEmpty && BlockHeader + (days + 1) * stride <= BlockHeap.SizeOf(handle->Size);
        if (days < stream.DaysKept && !fits) fits = Grow(handle, stride, heap, days);
        if (days >= stream.DaysKept || !fits)
        {
            if (index == 0) return null;
            // The oldest day leaves.
            byte* first = Entry(*handle, stream, 0);
            Buffer.MemoryCopy(first + stride, first, index * stride, (index - 1) * stride);
            return Entry(*handle, stream, index - 1);
        }
        byte* entry = Entry(*handle, stream, index);
        Buffer.MemoryCopy(entry, entry + stride, (days - index) * stride, (days - index) * stride);
        *(int*)handle->Block = days + 1;
        return entry;
    }

    static bool Grow(BlockHandle* handle, int stride, BlockHeap heap, int days)
    {
        int size = BlockHeap.ClassOf(handle->IsEmpty ? BlockHeader + 2 * stride : 2 * BlockHeap.SizeOf(handle->Size));
        byte* block = heap.Rent(size);
        if (block == null) return false;
        *(int*)block = 0;
        if (!handle->IsEmpty)
        {
            Buffer.MemoryCopy(handle->Block, block, BlockHeap.SizeOf(size), BlockHeader + days * stride);
            heap.Return(handle->Block, handle->Size);
        }
        *handle = new BlockHandle(block, size, 0);
        return true;
    }

    /// <summary>The entry of the day; null when it has none.</summary>
    public static byte* Find(BlockHandle handle, StreamLayout stream, long day)
    {
        for (int i = Days(handle) - 1; i >= 0; i--)
        {
            byte* entry = Entry(handle, stream, i);
            if (*(int*)entry <= day) return *(int*)entry == day ? entry : null;
        }
        return null;
    }

    /// <summary>The highest sum of the days in (after, until]; unknown when there are none.</summary>
    public static long Highest(BlockHandle handle, StreamLayout stream, int sum, long after, long until)
    {
        long highest = ColumnBatch.Unknown;
        for (int i = Days(handle) - 1; i >= 0; i--)
        {
            byte* entry = Entry(handle, stream, i);
            if (*(int*)entry <= after) break;
            if (*(int*)entry <= until) highest = Math.Max(highest, *(long*)(entry + sum));
        }
        return highest;
    }
}
