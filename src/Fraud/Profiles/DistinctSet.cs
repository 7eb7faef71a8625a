namespace Fraud.Profiles;

/// <summary>Counts the different values among at most 256. Emptied by undoing what was put in, since most windows hold a handful.</summary>
sealed class DistinctSet
{
    public const int Most = 256;

    readonly long[] _slots = new long[2 * Most];
    readonly ushort[] _filled = new ushort[Most];

    public DistinctSet() => Array.Fill(_slots, ColumnBatch.Unknown);

    public int Count { get; private set; }

    /// <summary>Whether the value is known and new.</summary>
    public bool Add(long value)
    {
        if (value == ColumnBatch.Unknown) return false;
        uint slot = (uint)((ulong)value * 0x9E3779B97F4A7C15 >> 55);
        while (_slots[slot] != ColumnBatch.Unknown)
        {
            if (_slots[slot] == value) return false;
            slot = slot + 1 & 2 * Most - 1;
        }
        _slots[slot] = value;
        _filled[Count++] = (ushort)slot;
        return true;
    }

    /// <summary>How many there were.</summary>
    public int TakeCount()
    {
        int count = Count;
        for (int i = 0; i < count; i++) _slots[_filled[i]] = ColumnBatch.Unknown;
        Count = 0;
        return count;
    }
}
