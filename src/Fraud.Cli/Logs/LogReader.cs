using System.IO.Pipelines;
using Fraud.Messages;

namespace Fraud.Cli.Logs;

/// <summary>
/// Reads one log file in the order it stands there: messages of all formats in any mixture, or, where the first line is a header, delimited rows. A packed file is unpacked on the way.
/// </summary>
sealed class LogReader(string source, Stream file, LogOptions? options = null) : IDisposable
{
    const int MaxMessage = 1 << 24; // files hold bulks of many thousand payments
    const int HeaderBytes = 1 << 12;

    readonly LogOptions _options = options ?? LogOptions.Default;
    readonly JsonDecoder _json = new();
    readonly TextArena _arena = new();
    LogStream? _stream;
    LineCounter? _lines;
    MessageReader? _messages;
    RowReader? _rows;
    DelimitedDecoder? _decoder;  // of the rows
    MessageReader? _enveloped;   // over an envelope with several messages
    LogEntry _envelopeEntry;

    public bool TryRead(out LogEntry entry)
    {
        if (_stream is null) Open();
        return _rows is not null ? TryReadRow(_rows, out entry) : TryReadMessage(out entry);
    }

    void Open()
    {
        _stream = LogStream.Open(file, source);
        if (IsDelimited(_stream.Peek(HeaderBytes)))
        {
            _rows = new RowReader(_stream);
            return;
        }
        _lines = new LineCounter(_stream);
        _messages = new MessageReader(PipeReader.Create(_lines, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true))) { MaxMessageBytes = MaxMessage };
    }

    // A message tells itself by its first byte; what is left are banners in front of messages, and columns.
    bool IsDelimited(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("\uFEFF"u8)) start = start[3..];
        start = start.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty || start[0] is (byte)'{' or (byte)'<' or (byte)':' or (byte)'$' or (byte)'<' or < 0x20 or >= 0xFE) return false;
        int end = start.IndexOfAny((byte)'\n', (byte)'\r');
        return _options.Columns is not null || DelimitedDecoder.LooksLikeHeader(end < 0 ? start : start[..end]);
    }

    bool TryReadRow(RowReader rows, out LogEntry entry)
    {
        entry = default;
        if (!rows.TryRead(out var row)) return false;
        if (_decoder is null)
        {
            string? fault = null;
            try
            {
                _decoder = _options.RowsUnder(row.Span.StartsWith("\uFEFF"u8) ? row.Span[3..] : row.Span);
                rows.Delimiter = _decoder.Delimiter;
            }
            catch (FormatException problem)
            {
                fault = problem.Message;
            }
            if (fault is null) return TryReadRow(rows, out entry);
            while (rows.TryRead(out _)) { } // not one of them can be read
            entry = new LogEntry { Source = source, Offset = 0, Line = 1, Format = MessageFormat.Delimited, Status = DecodeStatus.Malformed, Fault = fault };
            return true;
        }
        entry = new LogEntry
        {
            Source = source, Offset = rows.Offset, Line = rows.Line, Bytes = row, Format = MessageFormat.Delimited, Rows = _decoder,
            Fault = rows.Fault, Status = rows.Fault is null ? DecodeStatus.Ok : DecodeStatus.Malformed,
        };
        return true;
    }

    bool TryReadMessage(out LogEntry entry)
    {
        while (true)
        {
            if (_enveloped is not null)
            {
                if (_enveloped.TryRead(out var inner))
                {
                    entry = Describe(inner, _envelopeEntry);
                    return true;
                }
                _enveloped = null;
            }
            var read = _messages!.ReadAsync();
            if (!(read.IsCompleted ? read.Result : read.AsTask().GetAwaiter().GetResult()))
            {
                entry = default;
                return false;
            }
            var frame = _messages.Current;
            long line = _lines!.LineOf(frame.Offset);
            if (frame.Format != MessageFormat.Json)
            {
                entry = Describe(frame, new LogEntry { Source = source, Offset = frame.Offset });
                return true;
            }
            entry = new LogEntry
            {
                Source = source, Offset = frame.Offset, Line = line, Bytes = frame.Bytes, Format = MessageFormat.Json, Status = frame.Status,
                Fault = frame.Status == DecodeStatus.TooLong ? "the line is longer than 16 MiB" : null,
            };
            if (entry.Fault is not null || !TryOpen(entry)) return true;
        }
    }

    /// <summary>The messages of an envelope that holds several, or an acknowledgement in front of its message; the decoder reads all other lines as they are.</summary>
    bool TryOpen(in LogEntry line)
    {
        int first = line.Bytes.Span.IndexOf("{1:"u8);
        if (first < 0 || !line.Bytes.Span[first..].StartsWith("{1:F21"u8) && line.Bytes.Span[(first + 3)..].IndexOf("{1:"u8) < 0) return false;
        TransferFields around = default;
        _arena.Clear();
        _json.Decode(line.Bytes.Span, _arena, ref around);
        if (!_json.IsEnvelope || _json.Fault is not null) return false;
        _json.Overlay(_arena, ref around);
        _envelopeEntry = line with
        {
            At = around.TimeBase == TimeBase.Utc ? new DateTimeOffset(around.Ticks, TimeSpan.Zero) : null,
            Accepted = around.Settled switch { Settlement.Accepted => true, Settlement.Rejected => false, _ => null },
        };
        _enveloped = new MessageReader(_json.Raw.ToArray());
        return true;
    }

    static LogEntry Describe(in MessageFrame frame, in LogEntry place)
    {
        bool answered = frame.HasAcknowledgement;
        return place with
        {
            Bytes = frame.Bytes,
            Format = place.Line > 0 && frame.Format != MessageFormat.Unrecognised ? place.Format : frame.Format,
            Status = frame.Status,
            LocalTime = answered ? frame.Acknowledgement.Time : frame.OutputTime,
            ReceiverTime = !answered,
            // The network's refusal is final; its acceptance says only that it took the message.
            Accepted = answered && !frame.Acknowledgement.Accepted ? false : place.Accepted,
        };
    }

    public void Dispose() => (_stream ?? file).Dispose();
}
