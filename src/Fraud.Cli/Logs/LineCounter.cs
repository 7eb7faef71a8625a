namespace Fraud.Cli.Logs;

/// <summary>Passes a stream on and remembers where its lines end, until they have been asked about: faults are told by the number of their line.</summary>
sealed class LineCounter(Stream source) : ForwardStream
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
}
