namespace Fraud.Cli.Logs;

/// <summary>
/// One log of a command, entry by entry. A log that cannot be read, and what cannot be read in it, gives lines on the error stream, and the run goes on.
/// </summary>
sealed class LogSource(LogInput input, LogOptions options, LogReport report) : IDisposable
{
    const int LinesTold = 10;

    readonly TransferBatch _first = new(); // what outlives the decoder's next call
    Stream? _file;
    LogReader? _reader;
    long _entries, _bad, _told, _bytes;
    string _firstBad = "";

    public string Name => input.Name;
    public LogEntry Entry { get; private set; }
    public MessageDecoder Decoder { get; } = new();

    /// <summary>How many transfers the entry holds; a message without any counts as one.</summary>
    public int Transfers { get; private set; }
    /// <summary>Why the entry cannot be read, or null.</summary>
    public string? Fault { get; private set; }
    /// <summary>Whether nothing more comes.</summary>
    public bool HasEnded { get; private set; }
    /// <summary>Whether there is something to be judged, though perhaps not in full.</summary>
    public bool IsDecoded => _first.Count > 0;
    /// <summary>The entry's first transfer.</summary>
    public Transfer First => _first[0];

    /// <summary>Bytes of the file read since the last call.</summary>
    public long TakeProgress()
    {
        long bytes = _file is { CanSeek: true } file ? file.Position : 0, more = bytes - _bytes;
        _bytes = bytes;
        return more;
    }

    /// <summary>Reads the next entry; false at the end, or where reading fails.</summary>
    public bool TryRead()
    {
        HasEnded = HasEnded || !TryReadNext();
        return !HasEnded;
    }

    bool TryReadNext()
    {
        try
        {
            _file ??= input.Open();
            _reader ??= new LogReader(Name, _file, options);
            if (_reader.TryRead(out var entry))
            {
                Entry = entry;
                _entries++;
                return true;
            }
            End();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (_entries > 0) End();
            report.Tell(Name, Directory.Exists(Name) ? "is a folder" : problem is FileNotFoundException or DirectoryNotFoundException ? "no such file" : problem.Message);
        }
        return false;
    }

    /// <summary>Decodes the entry and its first transfer.</summary>
    public void Decode()
    {
        _first.Clear();
        Transfers = 0;
        Fault = Entry.Fault ?? (Entry.Status is DecodeStatus.NotAMessage or DecodeStatus.Empty or DecodeStatus.TooLong ? Reason(Entry.Status) : null);
        if (Fault is not null || Entry.Status == DecodeStatus.Acknowledgement) return; // of no use alone: what it answers is not in this log
        var transfer = Entry.Rows is { } rows ? rows.Decode(Entry.Bytes.Span) : Decoder.Decode(Entry.Bytes.Span);
        if (transfer.Status == DecodeStatus.Acknowledgement) return;
        string? wrong = Entry.Rows is { } read ? read.Fault : Decoder.Fault;
        Fault = wrong ?? Reason(transfer.Status);
        // A row or a line without sense is no payment; a message without sense is one that must not pass.
        bool isOnlyASignal = Entry.Rows is { } judged ? judged.IsOnlyASignal : Decoder.IsOnlyASignal;
        if (Entry.Line > 0 && (wrong is not null && !isOnlyASignal || transfer.Status >= DecodeStatus.TooManyFields)) return;
        _first.Add(transfer, default);
        Transfers = Entry.Rows is null ? Math.Max(1, Decoder.TransferCount) : 1;
    }

    /// <summary>One of the entry's transfers; of those after the first, valid until the next call.</summary>
    public Transfer Transfer(int index) => index == 0 ? First : Decoder.DecodeNext(Entry.Bytes.Span, index);

    /// <summary>What a status means for a person; null when the message could be read.</summary>
    public static string? Reason(DecodeStatus status) => status switch
    {
        DecodeStatus.Ok or DecodeStatus.Unterminated or DecodeStatus.NotATransfer or DecodeStatus.Acknowledgement => null,
        DecodeStatus.AmountMissing => "no amount",
        DecodeStatus.PartyMissing => "no debtor or no creditor",
        DecodeStatus.Ambiguous => "a value that may stand once stands twice",
        DecodeStatus.Misplaced => "a payment where the standard has none",
        DecodeStatus.TooManyFields => "too many fields",
        DecodeStatus.Malformed => "not well-formed",
        DecodeStatus.DtdRefused => "a document type declaration",
        DecodeStatus.OverLimit => "nested too deep, or a value or the whole beyond the limits",
        DecodeStatus.WrongEncoding => "not UTF-8",
        DecodeStatus.TooLong => "longer than 16 MiB",
        _ => "not a message",
    };

    /// <summary>Tells that the entry cannot be read, by its line at once; false when nothing more is to be read.</summary>
    public bool Reject(string reason)
    {
        _bad++;
        if (options.Strict)
        {
            report.Tell(Name, $"{Entry.Place}: {reason}; stopped there, as --strict asks");
            report.Stopped = true;
            return false;
        }
        if (Entry.Line == 0)
        {
            if (_firstBad.Length == 0) _firstBad = $"{Entry.Place} ({reason})";
        }
        else if (_told < LinesTold)
        {
            _told++;
            report.Tell(Name, $"{Entry.Place}: {reason}");
        }
        return true;
    }

    void End()
    {
        if (_entries == 0) report.Tell(Name, "holds no message");
        else if (_firstBad.Length > 0) report.Tell(Name, FormattableString.Invariant($"{_bad} of {_entries} entries cannot be read, the first at {_firstBad}"));
        else if (_bad > _told) report.Tell(Name, FormattableString.Invariant($"{_bad:N0} of {_entries:N0} lines cannot be read"));
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _file?.Dispose();
    }
}
