using System.IO.Pipelines;

namespace Fraud.Cli.Logs;

/// <summary>Reads the messages of one log file, envelopes and raw containers in any mixture, in the order they stand there.</summary>
sealed class LogReader : IDisposable
{
    readonly string _source;
    readonly LogStream _stream;
    readonly Envelope _envelope = new();
    MessageReader? _run;       // over the current run of raw messages, or over an envelope with several
    PipeReader? _pipe;
    long _runOffset;
    bool _inEnvelope;

    public LogReader(string source, Stream file)
    {
        _source = source;
        _stream = new LogStream(file);
    }

    /// <summary>Bytes of the file read so far.</summary>
    public long Offset => _stream.Offset;

    public bool TryRead(out LogEntry entry)
    {
        while (true)
        {
            if (_run is not null)
            {
                if (TryReadRun(out entry)) return true;
                _run = null;
                _pipe?.Complete();
                _pipe = null;
            }
            switch (_stream.Next())
            {
                case LogPart.End:
                    entry = default;
                    return false;
                case LogPart.Envelope:
                    if (TryReadEnvelope(out entry)) return true;
                    break;
                default:
                    _runOffset = _stream.Offset;
                    _inEnvelope = false;
                    _pipe = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
                    _run = new MessageReader(_pipe);
                    break;
            }
        }
    }

    bool TryReadEnvelope(out LogEntry entry)
    {
        long offset = _stream.Offset;
        string? fault = _stream.TryReadLine(out var line) ? _envelope.Read(line.Span) : "the line is longer than 4 MiB";
        var raw = _envelope.Raw;
        if (fault is null && IsOne(raw.Span))
        {
            entry = new LogEntry { Source = _source, Offset = offset, Bytes = raw, At = _envelope.At, Accepted = _envelope.Accepted };
            return true;
        }
        if (fault is null)
        {
            _runOffset = offset;
            _inEnvelope = true;
            _run = new MessageReader(raw);
            entry = default;
            return false;
        }
        entry = new LogEntry { Source = _source, Offset = offset, Format = MessageFormat.Unrecognised, Status = DecodeStatus.NotAMessage, Fault = fault };
        return true;
    }

    // An acknowledgement in front, or a second message: then it is a container.
    static bool IsOne(ReadOnlySpan<byte> raw) => !raw.StartsWith("{1:F21"u8) && raw[1..].IndexOf("{1:"u8) < 0;

    bool TryReadRun(out LogEntry entry)
    {
        entry = default;
        var read = _run!.ReadAsync();
        if (!(read.IsCompleted ? read.Result : read.AsTask().GetAwaiter().GetResult())) return false;
        var frame = _run.Current;
        bool answered = frame.HasAcknowledgement;
        entry = new LogEntry
        {
            Source = _source,
            Offset = _inEnvelope ? _runOffset : _runOffset + frame.Offset,
            Bytes = frame.Bytes,
            Format = frame.Format,
            Status = frame.Status,
            At = _inEnvelope ? _envelope.At : null,
            LocalTime = answered ? frame.Acknowledgement.Time : frame.OutputTime,
            ReceiverTime = !answered,
            // The network's refusal is final; its acceptance says only that it took the message.
            Accepted = answered && !frame.Acknowledgement.Accepted ? false : _inEnvelope ? _envelope.Accepted : null,
        };
        return true;
    }

    public void Dispose()
    {
        _pipe?.Complete();
        _stream.Dispose();
    }
}
