using System.Numerics;
using System.Runtime.InteropServices;

namespace Fraud.Profiles;

/// <summary>
/// The 64 latest known values of a stream, sorted by value, their ticks beside them. Of equal times the smaller value is the older, so what is kept does not depend on the order of arrival.
/// Sorted, because a median is then one load and a MAD six steps, where selecting from 64 unsorted values took over 200 ns.
/// </summary>
static unsafe class ValueSample
{
    public const int Most = 64;

    /// <summary>Bytes of a full sample: a value and its ticks each.</summary>
    public const int MostBytes = Most * 2 * sizeof(long);

    /// <summary>The record's field.</summary>
    public struct Slot
    {
        /// <summary>The block: values, then ticks; its number is how many.</summary>
        public BlockHandle Handle;

        /// <summary>The smallest ticks of the sample, so that a read sees in the record whether any has left the window.</summary>
        public long Oldest;
    }

    public static int Capacity(int size) => BlockHeap.SizeOf(size) / 16;

    public static void Add(Slot* slot, BlockHeap heap, long value, long ticks)
    {
        int count = slot->Handle.Number;
        int capacity = slot->Handle.IsEmpty ? 0 : Capacity(slot->Handle.Size);
        if (count == capacity && capacity < Most && Grow(slot, heap)) capacity = Capacity(slot->Handle.Size);
        if (capacity == 0) return;

        var values = new Span<long>(slot->Handle.Block, capacity);
        var times = new Span<long>(slot->Handle.Block + capacity * sizeof(long), capacity);
        int at = Below(values[..count], value);
        if (count < capacity)
        {
            Shift(values, times, at, at + 1, count - at);
            count++;
            if (count == 1 || ticks < slot->Oldest) slot->Oldest = ticks;
        }
        else
        {
            // Values ascend, so the first of the oldest is the one to leave.
            int leaves = times.IndexOf(slot->Oldest);
            if (ticks < slot->Oldest || ticks == slot->Oldest && at <= leaves) return;
            if (at > leaves) Shift(values, times, leaves + 1, leaves, --at - leaves);
            else Shift(values, times, at, at + 1, leaves - at);
            times[at] = ticks;
            slot->Oldest = Min(times);
        }
        values[at] = value;
        times[at] = ticks;
        slot->Handle = new BlockHandle(slot->Handle.Block, slot->Handle.Size, count);
    }

    static void Shift(Span<long> values, Span<long> times, int from, int to, int length)
    {
        values.Slice(from, length).CopyTo(values[to..]);
        times.Slice(from, length).CopyTo(times[to..]);
    }

    static bool Grow(Slot* slot, BlockHeap heap)
    {
        BlockHandle old = slot->Handle;
        int size = old.IsEmpty ? 0 : BlockHeap.ClassOf(2 * BlockHeap.SizeOf(old.Size));
        byte* block = heap.Rent(size);
        if (block == null) return false;
        if (!old.IsEmpty)
        {
            int count = old.Number, wide = Capacity(old.Size);
            new Span<long>(old.Block, count).CopyTo(new Span<long>(block, count));
            new Span<long>(old.Block + wide * sizeof(long), count).CopyTo(new Span<long>(block + Capacity(size) * sizeof(long), count));
            heap.Return(old.Block, old.Size);
        }
        slot->Handle = new BlockHandle(block, size, old.Number);
        return true;
    }

    /// <summary>The sample's values in (after, until], sorted: the sample itself when all are, else copied to the scratch.</summary>
    public static ReadOnlySpan<long> Within(Slot* slot, long after, long until, bool late, Span<long> scratch)
    {
        int count = slot->Handle.Number;
        if (count == 0) return default;
        var values = new ReadOnlySpan<long>(slot->Handle.Block, count);
        if (!late && slot->Oldest > after) return values;
        long* times = (long*)slot->Handle.Block + Capacity(slot->Handle.Size);
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            scratch[kept] = values[i];
            kept += times[i] > after & times[i] <= until ? 1 : 0;
        }
        return scratch[..kept];
    }

    /// <summary>How often the commonest of sorted values occurs, and which it is, the smallest of equals.</summary>
    public static int Mode(ReadOnlySpan<long> sorted, out long mode)
    {
        mode = sorted[0];
        int most = 0;
        for (int from = 0; from < sorted.Length;)
        {
            int to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from]) to++;
            if (to - from > most) (most, mode) = (to - from, sorted[from]);
            from = to;
        }
        return most;
    }

    /// <summary>Nearest rank: the smallest value that at least the share of the sample does not exceed. The 1e-9 takes back what 0.07 × 100 exceeds 7 by.</summary>
    public static int Rank(int count, double share) => Math.Clamp((int)Math.Ceiling(share * count - 1e-9), 1, count);

    /// <summary>(value − median) ÷ (1.4826 × max(MAD, floor)) over sorted <see cref="ColumnBatch.Ordered"/> doubles. NaN when value and median differ and the divisor is 0.</summary>
    public static double RobustZ(ReadOnlySpan<long> sorted, double value, double floor)
    {
        int middle = Rank(sorted.Length, 0.5) - 1;
        double median = ColumnBatch.FromOrdered(sorted[middle]);
        double spread = 1.4826 * Math.Max(Deviation(sorted, middle, median), floor);
        double distance = value - median;
        return distance == 0 ? 0 : spread > 0 ? distance / spread : double.NaN;
    }

    /// <summary>
    /// The median absolute deviation. Deviations ascend to the left of the median and to its right: of the first ceil(n/2) of both lists merged,
    /// binary search finds how many come from the left.
    /// </summary>
    static double Deviation(ReadOnlySpan<long> sorted, int middle, double median)
    {
        int rank = Rank(sorted.Length, 0.5), lefts = middle + 1, rights = sorted.Length - lefts;
        int low = Math.Max(0, rank - rights), high = Math.Min(rank, lefts);
        while (low < high)
        {
            int left = (low + high) / 2;
            // Too few from the left when its next is below the last taken from the right.
            bool few = median - ColumnBatch.FromOrdered(sorted[middle - left]) < ColumnBatch.FromOrdered(sorted[middle + rank - left]) - median;
            low = few ? left + 1 : low;
            high = few ? high : left;
        }
        double fromLeft = low == 0 ? 0 : median - ColumnBatch.FromOrdered(sorted[middle - low + 1]);
        double fromRight = low == rank ? 0 : ColumnBatch.FromOrdered(sorted[middle + rank - low]) - median;
        return Math.Max(fromLeft, fromRight);
    }

    static int Below(ReadOnlySpan<long> sorted, long value)
    {
        int low = 0, length = sorted.Length;
        while (length > 0)
        {
            int half = length / 2;
            bool below = sorted[low + half] < value;
            low = below ? low + half + 1 : low;
            length = below ? length - half - 1 : half;
        }
        return low;
    }

    static long Min(ReadOnlySpan<long> times)
    {
        // 64 or fewer full vectors of integers: the width cannot change the result.
        ReadOnlySpan<Vector<long>> vectors = MemoryMarshal.Cast<long, Vector<long>>(times);
        long least = long.MaxValue;
        if (!vectors.IsEmpty)
        {
            Vector<long> all = vectors[0];
            for (int i = 1; i < vectors.Length; i++) all = Vector.Min(all, vectors[i]);
            for (int i = 0; i < Vector<long>.Count; i++) least = Math.Min(least, all[i]);
        }
        for (int i = vectors.Length * Vector<long>.Count; i < times.Length; i++) least = Math.Min(least, times[i]);
        return least;
    }
}
