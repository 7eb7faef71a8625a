namespace Fraud.Cli.Logs;

/// <summary>Passes a stream on and remembers where its lines end, until they have been asked about: faults are told by the number of their line.</summary>
sealed class LineCounter(Stream source) : Stream
{
    readonly Queue<long> _ends = new(); // of lines read ahead
    long _read, _line = 1;

    /// <summary>The number of the line that holds the byte; to be asked in ascending order.</summary>
    public long LineOf(long offset)
    {
        for (; _ends.TryPeek(out long end) && end < offset; _line++) _ends.Dequeue();
        return _line;
    }

    public override int Read(Span<byte> buffer)
    {
        int read = source.Read(buffer);
        for (int at = 0; buffer[at..read].IndexOf((byte)'\n') is >= 0 and int end; at += end + 1) _ends.Enqueue(_read + at + end);
        _read += read;
        return read;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _read; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
