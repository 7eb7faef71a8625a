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
    /// <summary>pacs.008: customer credit transfer between banks; one transfer for each CdtTrfTxInf.</summary>
    Pacs008,
    /// <summary>pacs.009, core or advice: credit transfer of financial institutions.</summary>
    Pacs009,
    /// <summary>pacs.009 COV: cover of a customer transfer, which it holds as UndrlygCstmrCdtTrf.</summary>
    Pacs009Cov,
    /// <summary>pacs.004: return of a payment that had settled.</summary>
    Pacs004,
    /// <summary>pacs.003: customer direct debit between banks.</summary>
    Pacs003,
    /// <summary>pacs.010: direct debit of financial institutions.</summary>
    Pacs010,
    /// <summary>pain.001: a customer's orders to its bank; one transfer for each CdtTrfTxInf of each PmtInf.</summary>
    Pain001,
    /// <summary>pacs.002: status of a payment; holds no transfer, settles the one it answers.</summary>
    Pacs002,
    /// <summary>pacs.028: request for a status.</summary>
    Pacs028,
    /// <summary>camt.056: request to cancel a payment, a recall.</summary>
    Camt056,
    /// <summary>camt.029: answer to such a request.</summary>
    Camt029,
    /// <summary>Any other ISO 20022 message: known by its name, holds no transfer.</summary>
    OtherIso,
    /// <summary>A transfer of a log in JSON or delimited columns, or built from fields.</summary>
    Record,
    /// <summary>camt.052: report of an account within the day; holds no transfer, each entry confirms an order.</summary>
    Camt052,
    /// <summary>camt.053: statement of an account; holds no transfer, each entry confirms an order.</summary>
    Camt053,
    /// <summary>camt.054: notification of a debit or credit; holds no transfer, each entry confirms an order.</summary>
    Camt054,
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
    /// <summary>A direct debit: the creditor draws on the debtor (pacs.003, pacs.010).</summary>
    DirectDebit,
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
    /// <summary>As the scheme's rules say: SLEV.</summary>
    ServiceLevel,
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
    /// <summary>The creditor is given in coded or structured form that marks an organisation (59A BIC, 58a, OrgId, LEI).</summary>
    CreditorIsOrganisation = 256,
    /// <summary>The creditor is identified as a private person (PrvtId).</summary>
    CreditorIsPerson = 512,
    /// <summary>One of several transfers of its message.</summary>
    OneOfSeveral = 1024,
    /// <summary>A status of all payments of a message, not of one.</summary>
    WholeMessage = 2048,
}

/// <summary>How a party's address is written (Swift's standards release 2026 asks for structured or hybrid).</summary>
public enum AddressForm : byte
{
    /// <summary>No address.</summary>
    None,
    /// <summary>Lines only.</summary>
    Unstructured,
    /// <summary>Town and country as elements, and at most two lines of at most 70 characters beside them.</summary>
    Hybrid,
    /// <summary>Elements only, town and country among them.</summary>
    Structured,
    /// <summary>Elements without town or without country, or more lines beside them than the hybrid form allows.</summary>
    Incomplete,
}
