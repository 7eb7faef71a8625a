namespace Fraud.Scoring;

/// <summary>
/// How many of the latest <see cref="Window"/> values lie below another: exact, nothing allocated. The values stand sorted in blocks of at most <see cref="BlockSize"/>, so that one more
/// moves 2 KB on average and not the whole window; blocks that together fill less than half a block are joined.
/// </summary>
sealed class RollingRank
{
    public const int Window = 65_536;

    /// <summary>Fewer make no percentile: with 1,000 one in a thousand can be told.</summary>
    public const int Least = 1_000;

    const int BlockSize = 512;

    // Two neighbours hold more than half a block, so that there are at most four for each full one.
    const int MostBlocks = 4 * Window / BlockSize + 4;

    readonly double[] _latest = new double[Window]; // in the order they came, round and round
    readonly double[] _values = new double[MostBlocks * BlockSize];
    readonly int[] _sizes = new int[MostBlocks], _blocks = new int[MostBlocks], _unused = [.. Enumerable.Range(0, MostBlocks)]; // by place in order; the block there; blocks in no place
    int _next, _places;

    public int Count { get; private set; }

    /// <summary>How many values lie below.</summary>
    public int Below(double value)
    {
        int place = PlaceOf(value, orEqual: false), below = 0;
        if (place < 0) return 0;
        for (int i = 0; i < place; i++) below += _sizes[i];
        return below + Find(place, value);
    }

    /// <summary>The share of the values that lie below; NaN while there are fewer than <see cref="Least"/>.</summary>
    public double ShareBelow(double value) => Count < Least ? double.NaN : (double)Below(value) / Count;

    /// <summary>Adds a value, no NaN; the oldest makes room for it.</summary>
    public void Add(double value)
    {
        if (Count == Window) Remove(_latest[_next]);
        Insert(value);
        _latest[_next] = value;
        _next = (_next + 1) % Window;
    }

    /// <summary>Equal for the same latest values in the same order.</summary>
    public ulong StateHash()
    {
        ulong hash = (ulong)Count;
        for (int i = 1; i <= Count; i++) hash = (hash ^ (ulong)BitConverter.DoubleToInt64Bits(_latest[(_next - i + Window) % Window])) * 0x9E37_79B9_7F4A_7C15;
        return hash;
    }

    void Insert(double value)
    {
        if (_places == 0) Open(0);
        int place = Math.Max(0, PlaceOf(value, orEqual: true));
        if (_sizes[place] == BlockSize)
        {
            Split(place);
            if (value >= First(place + 1)) place++;
        }
        int at = _blocks[place] * BlockSize, index = Find(place, value);
        Array.Copy(_values, at + index, _values, at + index + 1, _sizes[place] - index);
        _values[at + index] = value;
        _sizes[place]++;
        Count++;
    }

    void Remove(double value)
    {
        int place = PlaceOf(value, orEqual: true), at = _blocks[place] * BlockSize, index = Find(place, value);
        _sizes[place]--;
        Count--;
        Array.Copy(_values, at + index + 1, _values, at + index, _sizes[place] - index);
        if (_sizes[place] == 0) Close(place);
        else if (place > 0 && _sizes[place - 1] + _sizes[place] <= BlockSize / 2) Join(place - 1);
        else if (place + 1 < _places && _sizes[place] + _sizes[place + 1] <= BlockSize / 2) Join(place);
    }

    double First(int place) => _values[_blocks[place] * BlockSize];

    /// <summary>The last place whose first value is below (or equal); −1 when there is none.</summary>
    int PlaceOf(double value, bool orEqual)
    {
        int from = 0, to = _places;
        while (from < to)
        {
            int middle = (from + to) / 2;
            double first = First(middle);
            if (first < value || orEqual && first == value) from = middle + 1;
            else to = middle;
        }
        return from - 1;
    }

    /// <summary>How many values of a block lie below.</summary>
    int Find(int place, double value)
    {
        int at = _blocks[place] * BlockSize, from = 0, to = _sizes[place];
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (_values[at + middle] < value) from = middle + 1;
            else to = middle;
        }
        return from;
    }

    void Open(int place)
    {
        Array.Copy(_blocks, place, _blocks, place + 1, _places - place);
        Array.Copy(_sizes, place, _sizes, place + 1, _places - place);
        (_blocks[place], _sizes[place]) = (_unused[MostBlocks - 1 - _places], 0);
        _places++;
    }

    void Close(int place)
    {
        _places--;
        _unused[MostBlocks - 1 - _places] = _blocks[place];
        Array.Copy(_blocks, place + 1, _blocks, place, _places - place);
        Array.Copy(_sizes, place + 1, _sizes, place, _places - place);
    }

    void Split(int place)
    {
        Open(place + 1);
        Array.Copy(_values, _blocks[place] * BlockSize + BlockSize / 2, _values, _blocks[place + 1] * BlockSize, BlockSize / 2);
        _sizes[place] = _sizes[place + 1] = BlockSize / 2;
    }

    void Join(int place)
    {
        Array.Copy(_values, _blocks[place + 1] * BlockSize, _values, _blocks[place] * BlockSize + _sizes[place], _sizes[place + 1]);
        _sizes[place] += _sizes[place + 1];
        Close(place + 1);
    }
}
