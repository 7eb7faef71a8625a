namespace Fraud;

/// <summary>How well a message could be read, named after the rule broken, in ascending order of severity: from <see cref="NotATransfer"/> on there is no transfer to judge, and from <see cref="TooManyFields"/> on a person must look.</summary>
public enum DecodeStatus : byte
{
    /// <summary>Read; there may be problems of single fields.</summary>
    Ok,
    /// <summary>The text block has no <c>-}</c>: closed at the end of input.</summary>
    Unterminated,
    /// <summary>A transfer without a readable amount.</summary>
    AmountMissing,
    /// <summary>A transfer without debtor or creditor.</summary>
    PartyMissing,
    /// <summary>A value that may stand once stands twice: which of them others will read is not known, so it is judged by the first and looked at by a person.</summary>
    Ambiguous,
    /// <summary>Recognised, but of a type that holds no transfer.</summary>
    NotATransfer,
    /// <summary>An acknowledgement or refusal by the network.</summary>
    Acknowledgement,
    /// <summary>More fields than the limit; the rest is unread.</summary>
    TooManyFields,
    /// <summary>XML or JSON that is not well-formed, or ends before its end, or a row of more or fewer cells than its header: what was read before the fault is not judged.</summary>
    Malformed,
    /// <summary>XML with a document type declaration, which no payment message has: refused unread.</summary>
    DtdRefused,
    /// <summary>A payment stands in the message where its standard has none, so that one reader may see it and another not.</summary>
    Misplaced,
    /// <summary>XML beyond the limits of depth, attributes or text.</summary>
    OverLimit,
    /// <summary>UTF-16 or UTF-32; messages are UTF-8.</summary>
    WrongEncoding,
    /// <summary>More bytes than the limit.</summary>
    TooLong,
    /// <summary>Neither blocks nor fields.</summary>
    NotAMessage,
    /// <summary>No bytes.</summary>
    Empty,
}
