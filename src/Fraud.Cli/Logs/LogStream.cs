namespace Fraud.Cli.Logs;

/// <summary>What follows in a log.</summary>
enum LogPart { End, Envelope, Messages }

/// <summary>
/// A log file as a sequence of JSON envelopes, one a line, and runs of raw messages between them, read in constant memory. As a stream it gives the bytes of the
/// current run and ends where the next envelope begins. No FIN text holds a brace, so a line that opens with <c>{"</c> is never part of a message.
/// </summary>
sealed class LogStream(Stream file) : Stream
{
    const int Lookahead = 16, MaxEnvelopeBytes = 4 << 20;

    byte[] _buffer = new byte[1 << 17];
    int _start, _end;
    bool _ended, _runEnds;

    /// <summary>Offset in the file of the next byte.</summary>
    public long Offset { get; private set; }

    /// <summary>Skips white space and says what begins there.</summary>
    public LogPart Next()
    {
        _runEnds = false;
        while (true)
        {
            if (_end - _start < Lookahead && Fill()) continue;
            var rest = _buffer.AsSpan(_start, _end - _start);
            int blank = rest.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : rest.IndexOfAnyExcept(" \t\r\n"u8);
            if (blank == 0) return IsEnvelope(rest) ? LogPart.Envelope : LogPart.Messages;
            Skip(blank < 0 ? rest.Length : blank);
            if (blank < 0 && _ended) return LogPart.End;
        }
    }

    /// <summary>The line that begins here, without its end; false when it is longer than any envelope may be, and then it is skipped.</summary>
    public bool TryReadLine(out ReadOnlyMemory<byte> line)
    {
        line = default;
        for (int searched = 0; ;)
        {
            int end = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (end >= 0 || (searched = _end - _start) > MaxEnvelopeBytes || !Fill())
            {
                int length = end >= 0 ? searched + end : _end - _start;
                bool whole = length <= MaxEnvelopeBytes;
                if (whole) line = _buffer.AsMemory(_start, length);
                Skip(Math.Min(length + 1, _end - _start));
                if (!whole && end < 0) SkipLine();
                return whole;
            }
        }
    }

    /// <summary>Bytes of the current run of messages; 0 at its end.</summary>
    public override int Read(Span<byte> buffer)
    {
        while (!_runEnds && !buffer.IsEmpty)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            int take = RunLength(rest, out _runEnds);
            if (take == 0)
            {
                if (_runEnds || !Fill() && _start == _end) break;
                continue; // with more bytes, or knowing that there are none
            }
            if (take > buffer.Length) (take, _runEnds) = (buffer.Length, false);
            rest[..take].CopyTo(buffer);
            Skip(take);
            return take;
        }
        return 0;
    }

    // Up to the line end before an envelope, or before a line of which too little is there to tell.
    int RunLength(ReadOnlySpan<byte> rest, out bool ends)
    {
        ends = false;
        for (int from = 0; ;)
        {
            int newline = rest[from..].IndexOf((byte)'\n');
            if (newline < 0) return rest.Length;
            int line = from + newline + 1;
            if (IsEnvelope(rest[line..]))
            {
                ends = true;
                return line;
            }
            if (rest.Length - line < Lookahead && !_ended) return line - 1;
            from = line;
        }
    }

    static bool IsEnvelope(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        return line.Length > 1 && line[0] == '{' && line[1..].TrimStart(" \t"u8) is [(byte)'"', ..];
    }

    void Skip(int count)
    {
        _start += count;
        Offset += count;
    }

    void SkipLine()
    {
        while (true)
        {
            int end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            Skip(end < 0 ? _end - _start : end + 1);
            if (end >= 0 || !Fill()) return;
        }
    }

    // More bytes behind those there; false when the file has ended.
    bool Fill()
    {
        if (_ended) return false;
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        int read = file.Read(_buffer.AsSpan(_end));
        _end += read;
        _ended = read == 0;
        return !_ended;
    }

    // Answers at once, so that a reader of the pipe over it never waits.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => Offset; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
