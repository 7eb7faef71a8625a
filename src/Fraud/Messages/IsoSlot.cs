namespace Fraud.Messages;

/// <summary>Where a value of an ISO 20022 message goes. Parties, agents and accounts are blocks of 16, and what one names is its block plus the part.</summary>
static class IsoSlot
{
    public const int None = 0,
        HeaderId = 1, HeaderCreated = 2, HeaderService = 3, PossibleDuplicate = 4,
        MessageId = 5, Created = 6, SettlementMethod = 7,
        InstructionId = 8, EndToEndId = 9, TransactionId = 10, Uetr = 11,
        SettlementAmount = 12, InstructedAmount = 14, OriginalAmount = 16, UnderlyingAmount = 18, EquivalentAmount = 20, // each with its currency behind it
        ValueDate = 22, RequestedDate = 23, OriginalDate = 24,
        ChargeBearer = 25, Purpose = 26, Remittance = 27, CreditorReference = 28, UnderlyingRemittance = 29, Instruction = 30, Regulatory = 31,
        OriginalMessageId = 32, OriginalInstructionId = 33, OriginalEndToEndId = 34, OriginalUetr = 35, OriginalTransactionId = 36,
        Status = 37, GroupStatus = 38, StatusReason = 39, OriginalRemittance = 40, UnderlyingInstruction = 41,
        TransactionCount = 42, ControlSum = 43, HeaderDefinition = 44,
        CreditDebit = 45, Reversal = 46, BookingStatus = 47, BookingDomain = 48, BookingFamily = 49;

    // Parties
    public const int Debtor = 64, Creditor = 80, UltimateDebtor = 96, UltimateCreditor = 112, UnderlyingDebtor = 128, UnderlyingCreditor = 144,
        OriginalDebtor = 160, OriginalCreditor = 176, UnderlyingUltimateDebtor = 192, UnderlyingUltimateCreditor = 208, InitiatingParty = 224;

    // Agents
    public const int From = 256, To = 272, InstructingAgent = 288, InstructedAgent = 304, DebtorAgent = 320, CreditorAgent = 336,
        Intermediary1 = 352, Intermediary2 = 368, Intermediary3 = 384, InstructingReimbursement = 400, InstructedReimbursement = 416,
        UnderlyingDebtorAgent = 432, UnderlyingCreditorAgent = 448, UnderlyingIntermediary = 464, OriginalDebtorAgent = 480, OriginalCreditorAgent = 496;

    // Accounts
    public const int DebtorAccount = 512, CreditorAccount = 528, SettlementAccount = 544, UnderlyingDebtorAccount = 560, UnderlyingCreditorAccount = 576,
        OriginalDebtorAccount = 592, OriginalCreditorAccount = 608;

    public const int Count = 624, FirstBlock = Debtor, BlockShift = 4;

    // Parts of a party; those of its address come last.
    public const int Name = 0, Bic = 1, Lei = 2, OrganisationId = 3, PrivateId = 4, Residence = 5, Country = 6, Town = 7, AddressPart = 8, AddressLine = 9;

    // Parts of an agent, beside Name, Bic and Lei
    public const int Member = 10;

    // Parts of an account
    public const int Iban = 0, Other = 1, Proxy = 2;

    /// <summary>Whether a transaction may hold the value once only.</summary>
    public static bool StandsOnce(int slot) => slot < FirstBlock
        ? slot is InstructionId or EndToEndId or TransactionId or Uetr or SettlementAmount or InstructedAmount or UnderlyingAmount or ValueDate or ChargeBearer or Status
        : slot < From ? (slot & 15) is Name or Bic or Lei or Town or Country
        : slot < DebtorAccount ? (slot & 15) is Bic or Lei : (slot & 15) == Iban;
}
