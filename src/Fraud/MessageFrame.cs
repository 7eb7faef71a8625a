namespace Fraud;

/// <summary>What a frame holds.</summary>
public enum MessageFormat : byte
{
    /// <summary>A FIN message with at least one block.</summary>
    Fin,
    /// <summary>The text block of a FIN message alone, without its braces.</summary>
    BareText,
    /// <summary>Text between messages that is none.</summary>
    Unrecognised,
    /// <summary>An XML document, or an application header and its document side by side.</summary>
    Xml,
    /// <summary>One line of JSON: a transfer, or an envelope around a message.</summary>
    Json,
    /// <summary>A row of delimited columns.</summary>
    Delimited,
}

/// <summary>The network's answer (service 21) that stood before the message it answers.</summary>
public readonly record struct Acknowledgement
{
    /// <summary>Whether the network took the message (451 = 0); anything else is a refusal.</summary>
    public bool Accepted { get; internal init; }
    /// <summary>When (177), in the local time of the sender, without a zone; null when absent or unreadable.</summary>
    public DateTime? Time { get; internal init; }
    /// <summary>Session of the answered message, or −1.</summary>
    public int Session { get; internal init; }
    /// <summary>Sequence number of the answered message, or −1.</summary>
    public int Sequence { get; internal init; }
    /// <summary>The error code (405), such as <c>T27003</c>: code, and the line of the error when given; empty when accepted.</summary>
    public ReadOnlyMemory<byte> ErrorCode { get; internal init; }
    /// <summary>The sender's message user reference (108).</summary>
    public ReadOnlyMemory<byte> Mur { get; internal init; }
    /// <summary>The bytes of the answer.</summary>
    public ReadOnlyMemory<byte> Bytes { get; internal init; }
}

/// <summary>One message out of a container. Its memory is valid until the next one is read.</summary>
public readonly struct MessageFrame
{
    /// <summary>Where the message begins, in bytes from the start of the input.</summary>
    public long Offset { get; internal init; }
    /// <summary>The message, without separators; of one that is <see cref="DecodeStatus.TooLong"/>, its beginning.</summary>
    public ReadOnlyMemory<byte> Bytes { get; internal init; }
    /// <summary>What it is.</summary>
    public MessageFormat Format { get; internal init; }
    /// <summary>How well its frame could be read; fields are not looked at. <see cref="DecodeStatus.Acknowledgement"/> for an answer that no message follows.</summary>
    public DecodeStatus Status { get; internal init; }
    /// <summary>Whether the network's answer to it stood before it.</summary>
    public bool HasAcknowledgement { get; internal init; }
    /// <summary>That answer; of an answer alone, the answer itself.</summary>
    public Acknowledgement Acknowledgement { get; internal init; }
    /// <summary>When it was given to the network, in the sender's local time, without a zone; output messages only.</summary>
    public DateTime? InputTime { get; internal init; }
    /// <summary>When it was delivered, in the receiver's local time, without a zone; output messages only.</summary>
    public DateTime? OutputTime { get; internal init; }
}
