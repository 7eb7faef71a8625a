namespace Fraud.Cli.Logs;

/// <summary>One message of a log, with what the log says about it. Its bytes are valid until the next one is read.</summary>
readonly struct LogEntry
{
    /// <summary>The file as it was named.</summary>
    public required string Source { get; init; }
    /// <summary>Where the message, or the envelope around it, begins in the file.</summary>
    public required long Offset { get; init; }
    public ReadOnlyMemory<byte> Bytes { get; init; }
    public MessageFormat Format { get; init; }
    public DecodeStatus Status { get; init; }
    /// <summary>When it was sent or received, where the log says so in UTC.</summary>
    public DateTimeOffset? At { get; init; }
    /// <summary>The same in local time: the sender's where the network acknowledged it, the receiver's where the network delivered it.</summary>
    public DateTime? LocalTime { get; init; }
    /// <summary>Whether <see cref="LocalTime"/> is the receiver's.</summary>
    public bool ReceiverTime { get; init; }
    /// <summary>Whether it was accepted in the end; null where the log leaves it open.</summary>
    public bool? Accepted { get; init; }
    /// <summary>What is wrong with the envelope; null when nothing is.</summary>
    public string? Fault { get; init; }
}
