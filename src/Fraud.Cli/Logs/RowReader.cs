namespace Fraud.Cli.Logs;

/// <summary>Cuts a delimited file into its rows, in constant memory, and counts its lines.</summary>
sealed class RowReader(Stream stream)
{
    const int MaxRow = 1 << 20;

    byte[] _buffer = new byte[1 << 16];
    int _start, _end;
    bool _ended;
    long _offset, _line = 1;

    /// <summary>Where the row read last begins.</summary>
    public long Offset { get; private set; }
    /// <summary>The number of its first line.</summary>
    public long Line { get; private set; }

    /// <summary>Why the row read last cannot be one; null when it can.</summary>
    public string? Fault { get; private set; }
    /// <summary>What separates the cells, from the header on.</summary>
    public char Delimiter { get; set; }

    /// <summary>The next row that is not blank, valid until the next call. One that does not end as a row must is given empty, and reading goes on at the line after its first.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> row)
    {
        while (true)
        {
            (Offset, Line, Fault, row) = (_offset, _line, null, default);
            var window = _buffer.AsSpan(_start, _end - _start);
            if (window.IsEmpty && _ended) return false;
            var (length, consumed, broken) = (-1, 0, false);
            if (!window.IsEmpty) length = DelimitedDecoder.RowLength(window, _ended, out consumed, out broken, Delimiter);
            if (length < 0 && window.Length <= MaxRow)
            {
                Fill();
                continue;
            }
            if (length is < 0 or > MaxRow)
            {
                Fault = "the row is longer than 1 MiB";
                DropLine();
                return true;
            }
            if (broken)
            {
                Fault = "a quote that opens here is not closed";
                Drop(consumed);
                return true;
            }
            row = _buffer.AsMemory(_start, length);
            Drop(consumed);
            if (window[..length].IndexOfAnyExcept(" \t\r\n"u8) >= 0) return true;
        }
    }

    // However long it is, its end is no row of its own.
    void DropLine()
    {
        while (true)
        {
            int end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            Drop(end < 0 ? _end - _start : end + 1);
            if (end >= 0 || _ended) return;
            Fill();
        }
    }

    void Drop(int count)
    {
        _line += _buffer.AsSpan(_start, count).Count((byte)'\n');
        _start += count;
        _offset += count;
    }

    void Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        int read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _ended = read == 0;
    }
}
