using System.Diagnostics;

namespace Fraud.Profiles;

/// <summary>Events ever recorded, and where the logged ones start in their block and how many they are.</summary>
struct StreamCounter
{
    public uint Count;
    public ushort Start;
    public ushort Length;
}

/// <summary>
/// A stream's events in order of time, in one block: ticks, the number of events before, and per summed column the sum before. A window is two searches and a
/// subtraction, so any window, and any late row, is exact. The block doubles up to the capacity; from there every second event of the older half is dropped
/// and counts with the event before it: sums stay right, and the only error is at a window's far edge, at most the events merged there.
/// </summary>
static unsafe class EventLog
{
    /// <summary>Ticks (8 bytes), events before (4), a bit per payload that says that a later event has the same value (4).</summary>
    public const int HeadBytes = 16;

    /// <summary>An event this much older than the longest window may be forgotten: later than that, a message is read against what is left.</summary>
    public const long Lateness = TimeSpan.TicksPerDay;

    /// <summary>The most of one value: 11 trillion in the base currency. A sum is exact up to 8,192 such values and any number of real ones.</summary>
    const long LargestValue = 1L << 50;

    /// <summary>Marks, in the handle, that unexpired events were dropped for want of memory.</summary>
    const int Cut = 1;

    public static long Ticks(byte* entry) => *(long*)entry;
    public static uint Before(byte* entry) => *(uint*)(entry + 8);

    public static ref uint Repeated(byte* entry) => ref *(uint*)(entry + 12);

    /// <summary>Whether an event of these ticks lies before the end.</summary>
    public static bool EndsAfter(byte* record, StreamLayout stream, long ticks)
    {
        var counter = (StreamCounter*)(record + stream.Counter);
        return counter->Length > 0 && Ticks(((BlockHandle*)(record + stream.Log))->Block + (counter->Start + counter->Length - 1) * stream.Stride) > ticks;
    }

    public static long Addend(long value) => value == ColumnBatch.Unknown ? 0 : Math.Clamp(value, -LargestValue, LargestValue);

    public static bool IsCut(byte* record, StreamLayout stream) => ((BlockHandle*)(record + stream.Log))->Number == Cut;

    /// <summary>Logs the row. Comes before the stream's count and sums include it.</summary>
    public static void Add(byte* record, StreamLayout stream, BlockHeap heap, long* row, long ticks)
    {
        var counter = (StreamCounter*)(record + stream.Counter);
        var handle = (BlockHandle*)(record + stream.Log);
        int capacity = handle->IsEmpty ? 0 : stream.Capacity[handle->Size];
        if (counter->Start + counter->Length >= capacity && !MakeRoom(counter, handle, stream, heap, ticks)) return;

        int stride = stream.Stride;
        byte* log = handle->Block + counter->Start * stride;
        byte* entry = log + counter->Length * stride;
        int later = 0;
        while (later < counter->Length && Ticks(entry - stride) > ticks)
        {
            entry -= stride;
            later++;
        }
        if (later == 0) *(uint*)(entry + 8) = counter->Count;
        else Shift(entry, later, stream, row);
        Repeated(entry) = 0;
        *(long*)entry = ticks;
        foreach (Payload p in stream.Payloads)
        {
            long value = row[p.Column * ColumnBatch.Stride];
            if (p.Kind != PayloadKind.SumBefore) *(long*)(entry + p.Offset) = value;
            else if (later == 0) *(long*)(entry + p.Offset) = *(long*)(record + p.Total);
        }
        counter->Length++;
    }

    /// <summary>Makes place for a late event: what comes after it has one more event, and its value, before. Its own "before" is that of the event it displaces.</summary>
    static void Shift(byte* entry, int later, StreamLayout stream, long* row)
    {
        int stride = stream.Stride;
        Buffer.MemoryCopy(entry, entry + stride, (long)later * stride, (long)later * stride);
        for (int i = 1; i <= later; i++)
        {
            byte* after = entry + i * stride;
            ++*(uint*)(after + 8);
            foreach (Payload p in stream.Payloads)
                if (p.Kind == PayloadKind.SumBefore) *(long*)(after + p.Offset) += Addend(row[p.Column * ColumnBatch.Stride]);
        }
    }

    static bool MakeRoom(StreamCounter* counter, BlockHandle* handle, StreamLayout stream, BlockHeap heap, long ticks)
    {
        int stride = stream.Stride;
        if (handle->IsEmpty)
        {
            int first = BlockHeap.ClassOf(stride);
            byte* rented = heap.Rent(first);
            *handle = new BlockHandle(rented, first, rented == null || handle->Number == Cut ? Cut : 0);
            return rented != null;
        }
        byte* block = handle->Block;
        int capacity = stream.Capacity[handle->Size];
        Expire(block, counter, stream, ticks);
        // Moving a quarter of the block per quarter of appends costs each append less than four moved events.
        if (counter->Start > 0 && counter->Start >= capacity / 4)
        {
            Move(block + counter->Start * stride, block, counter->Length * stride);
            counter->Start = 0;
            return true;
        }
        int larger = BlockHeap.ClassOf(2 * BlockHeap.SizeOf(handle->Size));
        byte* grown = stream.Capacity[larger] > capacity ? heap.Rent(larger) : null;
        if (grown != null)
        {
            Move(block + counter->Start * stride, grown, counter->Length * stride);
            counter->Start = 0;
            heap.Return(block, handle->Size);
            *handle = new BlockHandle(grown, larger, handle->Number);
            return true;
        }
        if (counter->Start > 0)
        {
            Move(block + counter->Start * stride, block, counter->Length * stride);
            counter->Start = 0;
            return true;
        }
        if (counter->Length >= 4) Thin(block, counter, stream);
        else
        {
            Move(block + stride, block, --counter->Length * stride);
            *handle = new BlockHandle(block, handle->Size, Cut);
        }
        return true;
    }

    static void Expire(byte* block, StreamCounter* counter, StreamLayout stream, long ticks)
    {
        if (stream.Longest == StreamLayout.Forever) return;
        byte* log = block + counter->Start * stream.Stride;
        int expired = UpperBound(log, counter->Length, stream.Stride, ticks - stream.Longest - Lateness);
        // One that stands for later events too stays: they may not have expired.
        if (expired > 0)
        {
            uint after = expired < counter->Length ? Before(log + expired * stream.Stride) : counter->Count;
            if (after - Before(log + (expired - 1) * stream.Stride) > 1) expired--;
        }
        counter->Start += (ushort)expired;
        counter->Length -= (ushort)expired;
    }

    static void Thin(byte* log, StreamCounter* counter, StreamLayout stream)
    {
        int stride = stream.Stride, half = counter->Length / 2 & ~1;
        for (int i = 0; i < half; i += 2)
        {
            byte* kept = log + i / 2 * stride, dropped = log + (i + 1) * stride;
            if (i > 0) Move(log + i * stride, kept, stride);
            foreach (Payload p in stream.Payloads)
            {
                long* mine = (long*)(kept + p.Offset);
                long theirs = *(long*)(dropped + p.Offset);
                if (p.Kind == PayloadKind.Max) *mine = Math.Max(*mine, theirs);
                else if (p.Kind == PayloadKind.Min && theirs != ColumnBatch.Unknown && (*mine == ColumnBatch.Unknown || theirs < *mine)) *mine = theirs;
            }
        }
        Move(log + half * stride, log + half / 2 * stride, (counter->Length - half) * stride);
        counter->Length -= (ushort)(half / 2);
    }

    static void Move(byte* from, byte* to, int bytes) => Buffer.MemoryCopy(from, to, bytes, bytes);

    /// <summary>
    /// The same, from where the same window began last time: rows in order move an edge by an event or two, so that one cache line, known beforehand,
    /// is read instead of five. A hint is never wrong, only far.
    /// </summary>
    public static int UpperBound(byte* log, int length, int stride, long ticks, ushort* hint, int start)
    {
        int at = Math.Min(Math.Max(*hint - start, 0), length), near = Math.Min(length, at + 8);
        byte* entry = log + at * stride;
        for (; at < near && Ticks(entry) <= ticks; at++) entry += stride;
        if (at == near && at < length) at += UpperBound(log + at * stride, length - at, stride, ticks);
        else if (at > 0 && Ticks(log + (at - 1) * stride) > ticks) at = UpperBound(log, at, stride, ticks);
        *hint = (ushort)(start + at);
        return at;
    }

    /// <summary>Events at or before the ticks, of the first <paramref name="length"/>.</summary>
    public static int UpperBound(byte* log, int length, int stride, long ticks)
    {
        Debug.Assert(length >= 0);
        int low = 0;
        while (length > 0)
        {
            int half = length / 2;
            bool past = Ticks(log + (low + half) * stride) <= ticks;
            low = past ? low + half + 1 : low;
            length = past ? length - half - 1 : half;
        }
        return low;
    }
}
