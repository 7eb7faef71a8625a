using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fraud.Messages;

/// <summary>A run of bytes of the message; with a negative start, of the <see cref="TextArena"/> from ~start.</summary>
readonly record struct Slice(int Start, int Length)
{
    public bool IsEmpty => Length == 0;
    public int End => Start + Length;

    /// <summary>Its bytes, of the message or of the arena.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> message, ReadOnlySpan<byte> arena) => Start >= 0 ? message.Slice(Start, Length) : arena.Slice(~Start, Length);
}

/// <summary>What a time in a message is relative to.</summary>
enum TimeBase : byte { None, Utc, Local }

/// <summary>What a confirmation says was booked: a debit that an order of the account's owner must stand behind, a debit that needs none (charges, interest, a booking taken back), a credit.</summary>
enum Booking : byte { None, Debit, OtherDebit, Credit }

/// <summary>
/// What decoding leaves of a message: typed values, and offsets of the texts. The engine keeps 256 of them side by side, so it holds no reference.
/// Every format writes this one shape; nothing after Messages knows which format it was.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
struct TransferFields
{
    public const int NoDay = int.MinValue;

    public DecodeStatus Status;
    public MessageType MessageType;
    public TransferClass Class;
    public Direction Direction;
    public ChargeBearer ChargeBearer;
    public AddressForm DebtorAddressForm, CreditorAddressForm;
    public TimeBase TimeBase;
    public Booking Booking;        // of an entry of a statement or of a confirmation; then it is no transfer, and its reference is that of the order it answers
    public Settlement Settled;     // what the message or its log says became of the payment
    public sbyte Label;            // 1 = fraud, −1 = honest, 0 = not labelled; for scoring afterwards, never read by rules
    public TransferFlags Flags;
    public ushort MessageNumber;   // 103; 0 = unknown
    public ushort ProblemCount;
    public ushort DebtorCountry, CreditorCountry; // as coded: two letters, the first in the lower byte; 0 = not coded
    public int ValueDay;           // DateOnly.DayNumber, or NoDay
    public int Index;              // which of the message's transfers
    public long Ticks;             // of the message's own time, by TimeBase

    public Money SettlementAmount;
    public Money InstructedAmount;
    public UInt128 Uetr;
    public SignalSet Signals;

    public Bic Sender, Receiver;
    public Bic DebtorBic, DebtorAgent;
    public Bic CreditorBic, CreditorAgent;
    public Bic IntermediaryAgent1, IntermediaryAgent2, IntermediaryAgent3, SenderCorrespondent, ReceiverCorrespondent;

    // The texts, side by side: Texts() counts on it.
    public Slice Reference, RelatedReference, EndToEndId, TransactionId, MessageId;
    public Slice SenderId, ReceiverId, DebtorAgentId, CreditorAgentId;
    public Slice DebtorName, DebtorAccount, DebtorAddress, DebtorLei, UltimateDebtorName;
    public Slice CreditorName, CreditorAccount, CreditorAddress, CreditorLei, UltimateCreditorName;
    public Slice Purpose, Kind, Channel, MessageName;
    public Slice Remittance, SenderToReceiver, RegulatoryReporting;
    public Slice Device, Terminal, Operator, Credential; // by what the instruction was given, in the order of SignalSet.Issued

    const int TextCount = 30;

    /// <summary>All texts, to be moved together.</summary>
    public static Span<Slice> Texts(ref TransferFields fields) => MemoryMarshal.CreateSpan(ref fields.Reference, TextCount);

    /// <summary>What a log or a caller knows of the outcome. A status message says itself what became of the payment it answers: that the status was taken says nothing of that.</summary>
    public void Settle(Settlement settled)
    {
        if (MessageType != MessageType.Pacs002) Settled = settled;
    }

    /// <summary>Nothing decoded yet.</summary>
    public void Clear()
    {
        this = default;
        ValueDay = NoDay;
    }

    /// <summary>A transfer without an amount or a party is still a transfer to be judged; its status says what is missing.</summary>
    public void Judge()
    {
        if (SettlementAmount.IsNone) Status = DecodeStatus.AmountMissing;
        bool debtor = !(DebtorName.IsEmpty && DebtorAccount.IsEmpty && DebtorBic.IsNone);
        bool creditor = !(CreditorName.IsEmpty && CreditorAccount.IsEmpty && CreditorBic.IsNone);
        if (!debtor || !creditor) Status = DecodeStatus.PartyMissing;
    }
}
