using System.Numerics;

namespace Fraud.Profiles;

/// <summary>
/// How many events a clock hour with events has: a histogram of such hours (1..63 exactly, from 64 on four bins per octave), and the counts of the latest 32,
/// which may still grow. An event later than 32 active hours is not counted. 768 bytes. The first bin, of hours without events, holds the latest answer instead: it is
/// asked for with every message, and of accepted orders changes once a tick.
/// </summary>
static unsafe class HourlyCounts
{
    const int Bins = 128, Open = 32, Exact = 64;

    /// <summary>Bytes of its block.</summary>
    public const int Bytes = Bins * sizeof(uint) + Open * 2 * sizeof(uint);

    struct Hour
    {
        public uint Number;
        public uint Count;
    }

    public static void Add(BlockHandle* handle, BlockHeap heap, long ticks)
    {
        if (handle->IsEmpty)
        {
            int size = BlockHeap.ClassOf(Bins * sizeof(uint) + Open * sizeof(Hour));
            byte* block = heap.Rent(size);
            if (block == null) return;
            new Span<uint>(block, Bins).Clear();
            *handle = new BlockHandle(block, size, 0);
        }
        uint number = (uint)(ticks / TimeSpan.TicksPerHour);
        uint* bins = (uint*)handle->Block;
        bins[0] = 0;
        Hour* hours = (Hour*)(bins + Bins);
        int count = handle->Number, at = count;
        while (at > 0 && hours[at - 1].Number > number) at--;
        if (at > 0 && hours[at - 1].Number == number)
        {
            ref Hour hour = ref hours[at - 1];
            bins[Bin(hour.Count)]--;
            bins[Bin(++hour.Count)]++;
            return;
        }
        if (count == Open)
        {
            if (at == 0) return;
            // The oldest hour is closed: it stays in the histogram.
            new Span<Hour>(hours + 1, --at).CopyTo(new Span<Hour>(hours, at));
        }
        else
        {
            new Span<Hour>(hours + at, count - at).CopyTo(new Span<Hour>(hours + at + 1, count - at));
            *handle = new BlockHandle(handle->Block, handle->Size, count + 1);
        }
        hours[at] = new Hour { Number = number, Count = 1 };
        bins[Bin(1)]++;
    }

    /// <summary>0..63 for the counts themselves, then the octave's quarter.</summary>
    static int Bin(uint count)
    {
        if (count < Exact) return (int)count;
        int octave = BitOperations.Log2(count);
        return Math.Min(Bins - 1, Exact + (octave - 6) * 4 + (int)(count >> octave - 2 & 3));
    }

    /// <summary>The least count of a bin.</summary>
    static long Least(int bin) => bin < Exact ? bin : (4L + (bin - Exact) % 4) << (bin - Exact) / 4 + 4;

    /// <summary>
    /// The nearest-rank quantile of all hours but that of the ticks, which is still going on: a burst must not be its own measure. −1 without events in others. From 64 on the least
    /// count of its bin, at most a fifth below the exact one.
    /// </summary>
    public static long Quantile(BlockHandle handle, double share, long ticks, out bool approximate)
    {
        approximate = false;
        if (handle.IsEmpty) return -1;
        uint* bins = (uint*)handle.Block;
        if (Now(handle, ticks) is > 0 and var now)
        {
            // Its bin is one less for the moment.
            ref uint own = ref bins[Bin(now)];
            own--;
            int others = Find(bins, share);
            own++;
            approximate = others >= Exact;
            return others == 0 ? -1 : Least(others);
        }
        // 24 bits of the share and 8 of the bin, which is never 0.
        uint asked = (uint)(share * 0xFF_FFFF) << 8;
        uint known = bins[0] ^ asked;
        int bin = known is > 0 and < Bins ? (int)known : Find(bins, share);
        bins[0] = asked | (uint)bin;
        approximate = bin >= Exact;
        return Least(bin);
    }

    /// <summary>Events of the hour of the ticks; 0 when it has none, or is closed.</summary>
    static uint Now(BlockHandle handle, long ticks)
    {
        uint number = (uint)(ticks / TimeSpan.TicksPerHour);
        Hour* hours = (Hour*)((uint*)handle.Block + Bins);
        for (int at = handle.Number - 1; at >= 0 && hours[at].Number >= number; at--)
            if (hours[at].Number == number) return hours[at].Count;
        return 0;
    }

    /// <summary>The bin of the quantile; 0 when there is none.</summary>
    static int Find(uint* bins, double share)
    {
        long hours = 0;
        for (int i = 1; i < Bins; i++) hours += bins[i];
        if (hours == 0) return 0;
        long rank = Math.Clamp((long)Math.Ceiling(share * hours - 1e-9), 1, hours);
        int bin = 0;
        for (long seen = 0; seen < rank;) seen += bins[++bin];
        return bin;
    }

    /// <summary>Everything that is kept, for the state's hash; the latest answer is dropped.</summary>
    public static ReadOnlySpan<uint> Content(BlockHandle handle)
    {
        if (handle.IsEmpty) return default;
        *(uint*)handle.Block = 0;
        return new ReadOnlySpan<uint>(handle.Block, Bins + handle.Number * sizeof(Hour) / sizeof(uint));
    }
}
