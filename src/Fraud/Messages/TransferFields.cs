using System.Runtime.InteropServices;

namespace Fraud.Messages;

/// <summary>A run of bytes of the message.</summary>
readonly record struct Slice(int Start, int Length)
{
    public bool IsEmpty => Length == 0;
    public int End => Start + Length;
}

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
    public TransferFlags Flags;
    public ushort MessageNumber;   // 103; 0 = unknown
    public ushort ProblemCount;
    public int ValueDay;           // DateOnly.DayNumber, or NoDay

    public Money SettlementAmount;
    public Money InstructedAmount;
    public UInt128 Uetr;

    public Bic Sender, Receiver;
    public Bic DebtorBic, DebtorAgent;
    public Bic CreditorBic, CreditorAgent;
    public Bic IntermediaryAgent1, SenderCorrespondent, ReceiverCorrespondent;

    public Slice Reference, RelatedReference, EndToEndId;
    public Slice DebtorName, DebtorAccount, DebtorAddress;
    public Slice CreditorName, CreditorAccount, CreditorAddress;
    public Slice Remittance, SenderToReceiver, RegulatoryReporting;
}
