using System.Runtime.InteropServices;
using Fraud.Messages;

namespace Fraud;

/// <summary>
/// One payment order in ISO 20022's words, as a view over the bytes of its message: nothing is copied, texts are slices of the message.
/// It is valid as long as those bytes are. Money, date, BICs and UETR are decoded; an absent or broken field is empty or <c>IsNone</c> and, when broken, named among the problems.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly ref struct Transfer
{
    readonly ReadOnlySpan<byte> _message;
    readonly ref readonly TransferFields _fields;

    internal Transfer(ReadOnlySpan<byte> message, ref readonly TransferFields fields, int index = 0)
    {
        _message = message;
        _fields = ref fields;
        Index = index;
    }

    /// <summary>Which of the message's transfers this is, from 0.</summary>
    public int Index { get; }

    internal ref readonly TransferFields Fields => ref _fields;
    ReadOnlySpan<byte> Text(Slice slice) => _message.Slice(slice.Start, slice.Length);

    /// <summary>The whole message.</summary>
    public ReadOnlySpan<byte> Message => _message;
    /// <summary>How well it could be read.</summary>
    public DecodeStatus Status => _fields.Status;
    /// <summary>The kind of message.</summary>
    public MessageType MessageType => _fields.MessageType;
    /// <summary>The three digits of the MT, such as 103; 0 when unknown.</summary>
    public int MessageNumber => _fields.MessageNumber;
    /// <summary>The class whose habits it is compared with.</summary>
    public TransferClass Class => _fields.Class;
    /// <summary>Sent or received.</summary>
    public Direction Direction => _fields.Direction;
    /// <summary>What the message says about itself.</summary>
    public TransferFlags Flags => _fields.Flags;

    /// <summary>Sender of the message (InstructingAgent): block 1 of an input message, the MIR of an output message.</summary>
    public Bic Sender => _fields.Sender;
    /// <summary>Receiver of the message (InstructedAgent).</summary>
    public Bic Receiver => _fields.Receiver;

    /// <summary>Sender's reference: field 20, InstructionId.</summary>
    public ReadOnlySpan<byte> Reference => Text(_fields.Reference);
    /// <summary>Related reference: field 21.</summary>
    public ReadOnlySpan<byte> RelatedReference => Text(_fields.RelatedReference);
    /// <summary>End-to-end identification: /ROC/ in field 70, EndToEndId.</summary>
    public ReadOnlySpan<byte> EndToEndId => Text(_fields.EndToEndId);
    /// <summary>Unique end-to-end transaction reference (block 3 field 121) as its 128 bits; 0 when absent or malformed.</summary>
    public UInt128 Uetr => _fields.Uetr;

    /// <summary>The amount between the banks: field 32A (32B of MT101), IntrBkSttlmAmt.</summary>
    public Money SettlementAmount => _fields.SettlementAmount;
    /// <summary>The amount the debtor ordered: field 33B, InstdAmt.</summary>
    public Money InstructedAmount => _fields.InstructedAmount;
    /// <summary>Value date: field 32A, IntrBkSttlmDt (30 of MT101); null when absent or broken.</summary>
    public DateOnly? ValueDate => _fields.ValueDay == TransferFields.NoDay ? null : DateOnly.FromDayNumber(_fields.ValueDay);
    /// <summary>Who bears the charges.</summary>
    public ChargeBearer ChargeBearer => _fields.ChargeBearer;

    /// <summary>The debtor's name: the first name line of 50a; of an institution's transfer, of 52a.</summary>
    public ReadOnlySpan<byte> DebtorName => Text(_fields.DebtorName);
    /// <summary>The debtor's account: 50a's account line; of an institution's transfer, that of 52a, else of 53a.</summary>
    public ReadOnlySpan<byte> DebtorAccount => Text(_fields.DebtorAccount);
    /// <summary>The debtor's lines after the name, line breaks included.</summary>
    public ReadOnlySpan<byte> DebtorAddress => Text(_fields.DebtorAddress);
    /// <summary>The debtor's BIC: 50A; of an institution's transfer 52A, else the sender.</summary>
    public Bic DebtorBic => _fields.DebtorBic;
    /// <summary>The debtor's agent: 52A; where absent, the sender (of an MT101 the receiver, which holds the account).</summary>
    public Bic DebtorAgent => _fields.DebtorAgent;

    /// <summary>The creditor's name: the first name line of 59a; of an institution's transfer, of 58a.</summary>
    public ReadOnlySpan<byte> CreditorName => Text(_fields.CreditorName);
    /// <summary>The creditor's account: 59a's or 58a's account line.</summary>
    public ReadOnlySpan<byte> CreditorAccount => Text(_fields.CreditorAccount);
    /// <summary>The creditor's lines after the name, line breaks included.</summary>
    public ReadOnlySpan<byte> CreditorAddress => Text(_fields.CreditorAddress);
    /// <summary>The creditor's BIC: 59A, 58A.</summary>
    public Bic CreditorBic => _fields.CreditorBic;
    /// <summary>The creditor's agent: 57A; where absent, the receiver (see <see cref="TransferFlags.HasCreditorAgent"/>).</summary>
    public Bic CreditorAgent => _fields.CreditorAgent;

    /// <summary>The intermediary: 56A, IntrmyAgt1.</summary>
    public Bic IntermediaryAgent1 => _fields.IntermediaryAgent1;
    /// <summary>The sender's correspondent: 53A.</summary>
    public Bic SenderCorrespondent => _fields.SenderCorrespondent;
    /// <summary>The receiver's correspondent: 54A.</summary>
    public Bic ReceiverCorrespondent => _fields.ReceiverCorrespondent;

    /// <summary>Remittance information: field 70, line breaks included.</summary>
    public ReadOnlySpan<byte> Remittance => Text(_fields.Remittance);
    /// <summary>Sender to receiver information: field 72, line breaks included.</summary>
    public ReadOnlySpan<byte> SenderToReceiver => Text(_fields.SenderToReceiver);
}
