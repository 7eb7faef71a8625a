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

    /// <summary>The next row that is not blank, valid until the next call. One that does not end is given empty, and reading goes on at its second line.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> row)
    {
        while (true)
        {
            (Offset, Line, row) = (_offset, _line, default);
            var window = _buffer.AsSpan(_start, _end - _start);
            if (window.IsEmpty && _ended) return false;
            int consumed = 0;
            int length = window.IsEmpty ? -1 : DelimitedDecoder.RowLength(window, _ended, out consumed);
            if (length < 0 && window.Length <= MaxRow)
            {
                Fill();
                continue;
            }
            if (length is < 0 or > MaxRow)
            {
                int line = window.IndexOf((byte)'\n');
                Drop(line < 0 ? window.Length : line + 1);
                return true;
            }
            row = _buffer.AsMemory(_start, length);
            Drop(consumed);
            if (window[..length].IndexOfAnyExcept(" \t\r\n"u8) >= 0) return true;
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
