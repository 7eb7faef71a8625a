namespace Fraud;

/// <summary>The kind of message, as far as the engine tells them apart.</summary>
public enum MessageType : byte
{
    /// <summary>Not recognised.</summary>
    Unknown,
    /// <summary>MT103: single customer credit transfer.</summary>
    Mt103,
    /// <summary>MT103 STP (119:STP).</summary>
    Mt103Stp,
    /// <summary>MT103 REMIT (119:REMIT).</summary>
    Mt103Remit,
    /// <summary>MT202 (and MT205): general financial institution transfer.</summary>
    Mt202,
    /// <summary>MT202 COV (and MT205 COV): cover payment with the underlying customer transfer in sequence B.</summary>
    Mt202Cov,
    /// <summary>MT101: request for transfer; one transfer for each sequence B.</summary>
    Mt101,
    /// <summary>Any other MT: recognised by its number, holds no transfer.</summary>
    OtherMt,
    /// <summary>An acknowledgement (service 21) or another service message.</summary>
    Service,
}

/// <summary>What a payment is for its profile: amounts of one class are compared with each other only.</summary>
public enum TransferClass : byte
{
    /// <summary>Not a transfer.</summary>
    None,
    /// <summary>A customer's credit transfer (MT103, pacs.008).</summary>
    Customer,
    /// <summary>An institution's own transfer (MT202, pacs.009).</summary>
    Institution,
    /// <summary>The cover of a customer transfer (MT202 COV, pacs.009 COV).</summary>
    Cover,
}

/// <summary>Which way the message went, seen from the owner of the log.</summary>
public enum Direction : byte
{
    /// <summary>No application header says.</summary>
    Unknown,
    /// <summary>Sent: an input message, to the network.</summary>
    Sent,
    /// <summary>Received: an output message, from the network.</summary>
    Received,
}

/// <summary>Who bears the charges (field 71A, ChrgBr).</summary>
public enum ChargeBearer : byte
{
    /// <summary>Not given.</summary>
    None,
    /// <summary>The debtor: OUR, DEBT.</summary>
    Debtor,
    /// <summary>Shared: SHA, SHAR.</summary>
    Shared,
    /// <summary>The creditor: BEN, CRED.</summary>
    Creditor,
}

/// <summary>What a message says about itself, beside the payment.</summary>
[Flags]
public enum TransferFlags : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>PDE or PDM trailer: the sender says it may be a repeat.</summary>
    PossibleDuplicate = 1,
    /// <summary>TNG trailer or a test BIC: must not enter live profiles.</summary>
    TestTraffic = 2,
    /// <summary>/REJT/ or /RETN/ in field 72: a rejection or return of an earlier payment.</summary>
    Return = 4,
    /// <summary>An intermediary (56a) is given.</summary>
    HasIntermediary = 8,
    /// <summary>The account with institution (57a) is given in the message, not inferred from the receiver.</summary>
    HasCreditorAgent = 16,
    /// <summary>The network refused it: a NAK preceded it.</summary>
    Rejected = 32,
    /// <summary>The network took it: an ACK preceded it.</summary>
    Acknowledged = 64,
    /// <summary>A cover without its sequence B.</summary>
    CoverWithoutUnderlying = 128,
    /// <summary>The creditor is given in coded or structured form that marks an organisation (59A BIC, 58a).</summary>
    CreditorIsOrganisation = 256,
}
