namespace Fraud.Cli.Logs;

/// <summary>One message or row of a log, with what the log says about it. Its bytes are valid until the next one is read.</summary>
readonly struct LogEntry
{
    /// <summary>The file as it was named.</summary>
    public required string Source { get; init; }
    /// <summary>Where it begins in the file, or in what the file unpacks to.</summary>
    public required long Offset { get; init; }
    /// <summary>The number of its line, of rows and JSON; 0 of messages, which are found by their offset.</summary>
    public long Line { get; init; }
    public ReadOnlyMemory<byte> Bytes { get; init; }
    /// <summary>What stands in the file: of a line of JSON that holds a message, JSON.</summary>
    public MessageFormat Format { get; init; }
    public DecodeStatus Status { get; init; }
    /// <summary>What decodes it, when it is a row.</summary>
    public DelimitedDecoder? Rows { get; init; }
    /// <summary>When it was sent or received, where the log says so in UTC.</summary>
    public DateTimeOffset? At { get; init; }
    /// <summary>The same in local time: the sender's where the network acknowledged it, the receiver's where the network delivered it.</summary>
    public DateTime? LocalTime { get; init; }
    /// <summary>Whether <see cref="LocalTime"/> is the receiver's.</summary>
    public bool ReceiverTime { get; init; }
    /// <summary>Whether it was accepted in the end; null where the log leaves it open.</summary>
    public bool? Accepted { get; init; }
    /// <summary>Why there is no message to decode; null when there is one.</summary>
    public string? Fault { get; init; }

    /// <summary>The place as a person finds it.</summary>
    public string Place => Line > 0 ? FormattableString.Invariant($"line {Line}") : FormattableString.Invariant($"byte {Offset}");
}
