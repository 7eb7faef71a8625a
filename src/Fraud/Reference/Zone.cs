namespace Fraud.Reference;

/// <summary>A time zone as its shifts from 2010 to 2030; before and after, the nearest known offset. Instants are UTC ticks of 100 ns.</summary>
sealed class Zone
{
    readonly long[] _starts;  // UTC ticks from which an offset holds, ascending; the first is long.MinValue
    readonly long[] _offsets; // local minus UTC, in ticks
    readonly long[] _ends;    // the local clock just before the next shift, in ticks; the last is long.MaxValue

    public string Name { get; }

    public Zone(string name, ReadOnlySpan<(long Start, long Offset)> shifts)
    {
        Name = name;
        _starts = new long[shifts.Length];
        _offsets = new long[shifts.Length];
        _ends = new long[shifts.Length];
        for (int i = 0; i < shifts.Length; i++)
        {
            (_starts[i], _offsets[i]) = shifts[i];
            _ends[i] = i + 1 < shifts.Length ? shifts[i + 1].Start + shifts[i].Offset : long.MaxValue;
        }
        _starts[0] = long.MinValue;
    }

    /// <summary>What the local clock shows at an instant.</summary>
    public long ToLocalTicks(long utcTicks)
    {
        int low = 0, high = _starts.Length - 1;
        while (low < high)
        {
            int middle = low + high + 1 >> 1;
            if (_starts[middle] <= utcTicks) low = middle; else high = middle - 1;
        }
        return utcTicks + _offsets[low];
    }

    /// <summary>The first instant at which the local clock shows the time or, where the clock jumps over it, a later one.</summary>
    public long ToUtcTicks(long localTicks)
    {
        int low = 0, high = _ends.Length - 1;
        while (low < high)
        {
            int middle = low + high >> 1;
            if (_ends[middle] > localTicks) high = middle; else low = middle + 1;
        }
        return Math.Max(localTicks - _offsets[low], _starts[low]);
    }
}
