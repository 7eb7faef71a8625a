using System.Runtime.InteropServices;
using Fraud.Messages;

namespace Fraud;

/// <summary>
/// One payment order in ISO 20022's words, as a view over the bytes of its message: texts are slices of the message, or of the decoder's buffer where the message writes them in
/// pieces (XML entities, JSON escapes, joined address lines). It is valid until the decoder's next call, as long as those bytes are. Money, dates, BICs and UETR are decoded; an
/// absent or broken field is empty or <c>IsNone</c> and, when broken, named among the problems.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly ref struct Transfer
{
    readonly ReadOnlySpan<byte> _message, _arena;
    readonly ref readonly TransferFields _fields;

    internal Transfer(ReadOnlySpan<byte> message, ReadOnlySpan<byte> arena, ref readonly TransferFields fields)
    {
        _message = message;
        _arena = arena;
        _fields = ref fields;
    }

    internal bool IsNone => System.Runtime.CompilerServices.Unsafe.IsNullRef(in _fields);

    /// <summary>Which of the message's transfers this is, from 0.</summary>
    public int Index => _fields.Index;

    internal ref readonly TransferFields Fields => ref _fields;
    internal ReadOnlySpan<byte> Arena => _arena;
    internal ReadOnlySpan<byte> Text(Slice slice) => slice.Of(_message, _arena);

    /// <summary>The whole message.</summary>
    public ReadOnlySpan<byte> Message => _message;
    /// <summary>How well it could be read.</summary>
    public DecodeStatus Status => _fields.Status;
    /// <summary>The kind of message.</summary>
    public MessageType MessageType => _fields.MessageType;
    /// <summary>The three digits of the MT, such as 103; 0 when unknown.</summary>
    public int MessageNumber => _fields.MessageNumber;
    /// <summary>The message's own name, such as <c>pacs.008.001.08</c>; empty where it has none (FIN, logs).</summary>
    public ReadOnlySpan<byte> MessageName => Text(_fields.MessageName);
    /// <summary>The class whose habits it is compared with.</summary>
    public TransferClass Class => _fields.Class;
    /// <summary>Sent or received.</summary>
    public Direction Direction => _fields.Direction;
    /// <summary>What the message says about itself.</summary>
    public TransferFlags Flags => _fields.Flags;

    /// <summary>When the message was made, where it says so with an offset from UTC: CreDt of the application header, else CreDtTm; <c>time</c> of a log.</summary>
    public DateTimeOffset? Time => _fields.TimeBase == TimeBase.Utc ? new DateTimeOffset(_fields.Ticks, TimeSpan.Zero) : null;
    /// <summary>The same where it gives no offset: the sender's local time, by custom.</summary>
    public DateTime? LocalTime => _fields.TimeBase == TimeBase.Local ? new DateTime(_fields.Ticks) : null;
    /// <summary>What the message says became of a payment: of pacs.002 the one it answers; of a log's line this one.</summary>
    public Settlement Settled => _fields.Settled;
    /// <summary>What a log says about it for scoring, true = fraud; null when it does not. No rule reads it.</summary>
    public bool? Label => _fields.Label == 0 ? null : _fields.Label > 0;

    /// <summary>Sender of the message (InstructingAgent): block 1 of an input message, the MIR of an output message; From of the application header, else InstgAgt, else the debtor's agent.</summary>
    public Bic Sender => _fields.Sender;
    /// <summary>Receiver of the message (InstructedAgent).</summary>
    public Bic Receiver => _fields.Receiver;

    /// <summary>The message's own identification: MsgId of the group header, else BizMsgIdr; of a status or recall, that of the message it speaks of. Empty for FIN.</summary>
    public ReadOnlySpan<byte> MessageId => Text(_fields.MessageId);
    /// <summary>The sender's clearing member identification, where it has no BIC.</summary>
    public ReadOnlySpan<byte> SenderId => Text(_fields.SenderId);
    /// <summary>The receiver's, where it has no BIC.</summary>
    public ReadOnlySpan<byte> ReceiverId => Text(_fields.ReceiverId);
    /// <summary>Sender's reference: field 20, InstructionId; without one TxId, EndToEndId or the message's own.</summary>
    public ReadOnlySpan<byte> Reference => Text(_fields.Reference);
    /// <summary>Related reference: field 21.</summary>
    public ReadOnlySpan<byte> RelatedReference => Text(_fields.RelatedReference);
    /// <summary>End-to-end identification: /ROC/ in field 70, EndToEndId.</summary>
    public ReadOnlySpan<byte> EndToEndId => Text(_fields.EndToEndId);
    /// <summary>Transaction identification of the first agent: TxId; of a status, that of the payment it answers.</summary>
    public ReadOnlySpan<byte> TransactionId => Text(_fields.TransactionId);
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

    /// <summary>The debtor's agent by clearing member identification or name, where it has no BIC.</summary>
    public ReadOnlySpan<byte> DebtorAgentId => Text(_fields.DebtorAgentId);
    /// <summary>The debtor's legal entity identifier.</summary>
    public ReadOnlySpan<byte> DebtorLei => Text(_fields.DebtorLei);
    /// <summary>On whose behalf the debtor pays.</summary>
    public ReadOnlySpan<byte> UltimateDebtorName => Text(_fields.UltimateDebtorName);
    /// <summary>How the debtor's address is written.</summary>
    public AddressForm DebtorAddressForm => _fields.DebtorAddressForm;
    /// <summary>The debtor's country as coded (Ctry, 3/CC): two letters, or empty.</summary>
    public string DebtorCountry => CountryText(_fields.DebtorCountry);

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

    /// <summary>The creditor's agent by clearing member identification or name, where it has no BIC.</summary>
    public ReadOnlySpan<byte> CreditorAgentId => Text(_fields.CreditorAgentId);
    /// <summary>The creditor's legal entity identifier.</summary>
    public ReadOnlySpan<byte> CreditorLei => Text(_fields.CreditorLei);
    /// <summary>For whom the creditor takes the money.</summary>
    public ReadOnlySpan<byte> UltimateCreditorName => Text(_fields.UltimateCreditorName);
    /// <summary>How the creditor's address is written.</summary>
    public AddressForm CreditorAddressForm => _fields.CreditorAddressForm;
    /// <summary>The creditor's country as coded (Ctry, 3/CC): two letters, or empty.</summary>
    public string CreditorCountry => CountryText(_fields.CreditorCountry);

    /// <summary>The intermediary: 56A, IntrmyAgt1.</summary>
    public Bic IntermediaryAgent1 => _fields.IntermediaryAgent1;
    /// <summary>The second intermediary: IntrmyAgt2.</summary>
    public Bic IntermediaryAgent2 => _fields.IntermediaryAgent2;
    /// <summary>The third: IntrmyAgt3.</summary>
    public Bic IntermediaryAgent3 => _fields.IntermediaryAgent3;
    /// <summary>The sender's correspondent: 53A, InstgRmbrsmntAgt.</summary>
    public Bic SenderCorrespondent => _fields.SenderCorrespondent;
    /// <summary>The receiver's correspondent: 54A, InstdRmbrsmntAgt.</summary>
    public Bic ReceiverCorrespondent => _fields.ReceiverCorrespondent;

    /// <summary>Purpose as coded: 26T, Purp/Cd.</summary>
    public ReadOnlySpan<byte> Purpose => Text(_fields.Purpose);
    /// <summary>What kind of payment a wallet or switch calls it, such as <c>bill_payment</c>; empty for bank messages.</summary>
    public ReadOnlySpan<byte> Kind => Text(_fields.Kind);
    /// <summary>Over which channel it was ordered, such as <c>app</c>; empty where the log does not say.</summary>
    public ReadOnlySpan<byte> Channel => Text(_fields.Channel);

    /// <summary>Remittance information: field 70, RmtInf, line breaks included.</summary>
    public ReadOnlySpan<byte> Remittance => Text(_fields.Remittance);
    /// <summary>Sender to receiver information: field 72, line breaks included.</summary>
    public ReadOnlySpan<byte> SenderToReceiver => Text(_fields.SenderToReceiver);

    static string CountryText(ushort country) => country == 0 ? "" : new string([(char)(byte)country, (char)(country >> 8)]);
}
