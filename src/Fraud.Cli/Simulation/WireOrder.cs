namespace Fraud.Cli.Simulation;

/// <summary>Between institutions for themselves, between institutions to cover a customer's transfer, or of a customer. The order is that of the re-enactment's streams of draws.</summary>
enum PaymentKind { Institution, Cover, Customer }

/// <summary>An amount in the smallest unit of its currency: whole yen, hundredths of all else.</summary>
readonly record struct WireAmount(string Currency, long Minor)
{
    public decimal Value => Currency == "JPY" ? Minor : Minor * 0.01m; // a product keeps the scale: 1.00, not 1
}

/// <summary>A customer, field 50K or 59: the name is the first line, the others are an address.</summary>
sealed record WireParty(string? Account, string[] Lines);

/// <summary>An institution as field 52A or 58A names it.</summary>
sealed record WireAgent(string Bic, string? Account = null);

/// <summary>What one customer pays another, on its own or by a cover, which repeats it in sequence B.</summary>
sealed record WireTransfer(WireParty Debtor, WireParty Creditor, string[] Remittance, WireAmount Instructed)
{
    /// <summary>Field 71A of an order of its own.</summary>
    public string Charges { get; init; } = "SHA";
    /// <summary>Field 52A of a cover's sequence B.</summary>
    public string? DebtorAgent { get; init; }
    /// <summary>Field 57A of a cover's sequence B.</summary>
    public string? CreditorAgent { get; init; }
}

/// <summary>
/// A payment as it is sent, whatever the standard it is written in: MT103, 202 and 202 COV, or pacs.008 and pacs.009. Members are named by the field of FIN that
/// holds them. BICs of sender and receiver have eight characters, accounts no leading slash.
/// </summary>
sealed record WireOrder
{
    public required PaymentKind Kind { get; init; }
    public required string Sender { get; init; }
    public required string Receiver { get; init; }
    /// <summary>Session and sequence number on the FIN network; ISO 20022 has none.</summary>
    public required int Session { get; init; }
    public required int Sequence { get; init; }
    /// <summary>The sender's local time, with its offset; FIN does not write it.</summary>
    public required DateTimeOffset Sent { get; init; }
    /// <summary>Field 20.</summary>
    public required string Reference { get; init; }
    /// <summary>Field 21, of institutions only.</summary>
    public string? RelatedReference { get; init; }
    public string? Uetr { get; init; }
    public required DateOnly ValueDate { get; init; }
    public required WireAmount Amount { get; init; }

    /// <summary>Field 52A: the debtor's agent; between institutions the debtor, which alone may have an account.</summary>
    public WireAgent? OrderingInstitution { get; init; }
    /// <summary>Field 53A of a customer's order: where the cover comes from.</summary>
    public string? SenderCorrespondent { get; init; }
    /// <summary>Field 53B between institutions: the account of the sender's to debit.</summary>
    public string? SettlementAccount { get; init; }
    /// <summary>Field 54A of a customer's order.</summary>
    public string? ReceiverCorrespondent { get; init; }
    /// <summary>Field 56A.</summary>
    public string? Intermediary { get; init; }
    /// <summary>Field 57A: the creditor's agent.</summary>
    public string? CreditorAgent { get; init; }
    /// <summary>Field 58A, of institutions only.</summary>
    public WireAgent? CreditorInstitution { get; init; }
    /// <summary>The customers' part of a customer's order or of a cover, null between institutions.</summary>
    public WireTransfer? Transfer { get; init; }
    /// <summary>Sent again because the first may not have arrived: the PDE trailer.</summary>
    public bool PossibleDuplicate { get; init; }
}
