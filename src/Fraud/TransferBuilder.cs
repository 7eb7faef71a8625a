using System.Text;
using Fraud.Messages;

namespace Fraud;

/// <summary>
/// A transfer from a caller's own fields, where there is no message: the same as a JSON line of these fields. Set what is known, <see cref="Build"/>, judge, <see cref="Clear"/>; used again it
/// allocates nothing. Texts are UTF-8, or strings, copied in; white space around them is cut, and an empty one takes the field back. Not safe for use by several threads at once.
/// </summary>
public sealed class TransferBuilder
{
    TextArena _texts = new(), _spare = new();
    readonly RecordWriter _writer = new();
    TransferFields _fields, _built;

    /// <summary>A builder with nothing set.</summary>
    public TransferBuilder() => Clear();

    /// <summary>When the payment was ordered; shown by <see cref="Transfer.Time"/>. The engine goes by the time it is given with the transfer.</summary>
    public DateTimeOffset? Time
    {
        get => _fields.TimeBase == TimeBase.Utc ? new DateTimeOffset(_fields.Ticks, TimeSpan.Zero) : null;
        set => (_fields.Ticks, _fields.TimeBase) = value is { } time ? (time.UtcTicks, TimeBase.Utc) : (0, TimeBase.None);
    }

    /// <summary>The amount between the banks, 0 or more; without one the transfer is <see cref="DecodeStatus.AmountMissing"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative.</exception>
    public Money Amount { get => _fields.SettlementAmount; set => _fields.SettlementAmount = NotNegative(value); }

    /// <summary>The amount the debtor ordered, where it is another; 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative.</exception>
    public Money InstructedAmount { get => _fields.InstructedAmount; set => _fields.InstructedAmount = NotNegative(value); }

    /// <summary>The day on which the money is to be there.</summary>
    public DateOnly? ValueDate
    {
        get => _fields.ValueDay == TransferFields.NoDay ? null : DateOnly.FromDayNumber(_fields.ValueDay);
        set => _fields.ValueDay = value?.DayNumber ?? TransferFields.NoDay;
    }

    /// <summary>The class whose habits it is compared with; <see cref="TransferClass.None"/>, the default, stands for a customer's transfer.</summary>
    public TransferClass Class { get => _fields.Class; set => _fields.Class = value; }

    /// <summary>What became of the payment, where it is known.</summary>
    public Settlement Settled { get => _fields.Settled; set => _fields.Settled = value; }

    /// <summary>The unique end-to-end transaction reference as its 128 bits; 0 = none.</summary>
    public UInt128 Uetr { get => _fields.Uetr; set => _fields.Uetr = value; }

    /// <summary>The debtor's own BIC, where the debtor is an institution.</summary>
    public Bic DebtorBic { get => _fields.DebtorBic; set => _fields.DebtorBic = value; }

    /// <summary>The debtor's bank, which sends the payment; where it has no BIC, see <see cref="SetDebtorAgentId(ReadOnlySpan{byte})"/>.</summary>
    public Bic DebtorAgent { get => _fields.DebtorAgent; set => _fields.DebtorAgent = value; }

    /// <summary>The creditor's own BIC, where the creditor is an institution.</summary>
    public Bic CreditorBic { get => _fields.CreditorBic; set => _fields.CreditorBic = value; }

    /// <summary>The creditor's bank, which receives the payment; where it has no BIC, see <see cref="SetCreditorAgentId(ReadOnlySpan{byte})"/>.</summary>
    public Bic CreditorAgent { get => _fields.CreditorAgent; set => _fields.CreditorAgent = value; }

    /// <summary>Sender's reference. One that comes again with the same payment marks a repeat.</summary>
    public TransferBuilder SetReference(ReadOnlySpan<byte> text) => Set(ref _fields.Reference, text);
    /// <inheritdoc cref="SetReference(ReadOnlySpan{byte})"/>
    public TransferBuilder SetReference(ReadOnlySpan<char> text) => Set(ref _fields.Reference, text);

    /// <summary>End-to-end identification, given by the debtor.</summary>
    public TransferBuilder SetEndToEndId(ReadOnlySpan<byte> text) => Set(ref _fields.EndToEndId, text);
    /// <inheritdoc cref="SetEndToEndId(ReadOnlySpan{byte})"/>
    public TransferBuilder SetEndToEndId(ReadOnlySpan<char> text) => Set(ref _fields.EndToEndId, text);

    /// <summary>The debtor's account: an IBAN, a number, a wallet's telephone number. It is the debtor's identity.</summary>
    public TransferBuilder SetDebtorAccount(ReadOnlySpan<byte> text) => Set(ref _fields.DebtorAccount, text);
    /// <inheritdoc cref="SetDebtorAccount(ReadOnlySpan{byte})"/>
    public TransferBuilder SetDebtorAccount(ReadOnlySpan<char> text) => Set(ref _fields.DebtorAccount, text);

    /// <summary>The debtor's name.</summary>
    public TransferBuilder SetDebtorName(ReadOnlySpan<byte> text) => Set(ref _fields.DebtorName, text);
    /// <inheritdoc cref="SetDebtorName(ReadOnlySpan{byte})"/>
    public TransferBuilder SetDebtorName(ReadOnlySpan<char> text) => Set(ref _fields.DebtorName, text);

    /// <summary>The debtor's address, its lines separated by line ends.</summary>
    public TransferBuilder SetDebtorAddress(ReadOnlySpan<byte> text) => Set(ref _fields.DebtorAddress, text);
    /// <inheritdoc cref="SetDebtorAddress(ReadOnlySpan{byte})"/>
    public TransferBuilder SetDebtorAddress(ReadOnlySpan<char> text) => Set(ref _fields.DebtorAddress, text);

    /// <summary>The debtor's country, two capital letters.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public TransferBuilder SetDebtorCountry(ReadOnlySpan<char> text) => SetCountry(ref _fields.DebtorCountry, text);

    /// <summary>The debtor's bank by clearing code or name; of use only without <see cref="DebtorAgent"/>.</summary>
    public TransferBuilder SetDebtorAgentId(ReadOnlySpan<byte> text) => Set(ref _fields.DebtorAgentId, text);
    /// <inheritdoc cref="SetDebtorAgentId(ReadOnlySpan{byte})"/>
    public TransferBuilder SetDebtorAgentId(ReadOnlySpan<char> text) => Set(ref _fields.DebtorAgentId, text);

    /// <summary>On whose behalf the debtor pays.</summary>
    public TransferBuilder SetUltimateDebtorName(ReadOnlySpan<byte> text) => Set(ref _fields.UltimateDebtorName, text);
    /// <inheritdoc cref="SetUltimateDebtorName(ReadOnlySpan{byte})"/>
    public TransferBuilder SetUltimateDebtorName(ReadOnlySpan<char> text) => Set(ref _fields.UltimateDebtorName, text);

    /// <summary>The creditor's account: an IBAN, a number, a wallet's telephone number. It is the creditor's identity.</summary>
    public TransferBuilder SetCreditorAccount(ReadOnlySpan<byte> text) => Set(ref _fields.CreditorAccount, text);
    /// <inheritdoc cref="SetCreditorAccount(ReadOnlySpan{byte})"/>
    public TransferBuilder SetCreditorAccount(ReadOnlySpan<char> text) => Set(ref _fields.CreditorAccount, text);

    /// <summary>The creditor's name.</summary>
    public TransferBuilder SetCreditorName(ReadOnlySpan<byte> text) => Set(ref _fields.CreditorName, text);
    /// <inheritdoc cref="SetCreditorName(ReadOnlySpan{byte})"/>
    public TransferBuilder SetCreditorName(ReadOnlySpan<char> text) => Set(ref _fields.CreditorName, text);

    /// <summary>The creditor's address, its lines separated by line ends.</summary>
    public TransferBuilder SetCreditorAddress(ReadOnlySpan<byte> text) => Set(ref _fields.CreditorAddress, text);
    /// <inheritdoc cref="SetCreditorAddress(ReadOnlySpan{byte})"/>
    public TransferBuilder SetCreditorAddress(ReadOnlySpan<char> text) => Set(ref _fields.CreditorAddress, text);

    /// <summary>The creditor's country, two capital letters.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public TransferBuilder SetCreditorCountry(ReadOnlySpan<char> text) => SetCountry(ref _fields.CreditorCountry, text);

    /// <summary>The creditor's bank by clearing code or name; of use only without <see cref="CreditorAgent"/>.</summary>
    public TransferBuilder SetCreditorAgentId(ReadOnlySpan<byte> text) => Set(ref _fields.CreditorAgentId, text);
    /// <inheritdoc cref="SetCreditorAgentId(ReadOnlySpan{byte})"/>
    public TransferBuilder SetCreditorAgentId(ReadOnlySpan<char> text) => Set(ref _fields.CreditorAgentId, text);

    /// <summary>For whom the creditor takes the money.</summary>
    public TransferBuilder SetUltimateCreditorName(ReadOnlySpan<byte> text) => Set(ref _fields.UltimateCreditorName, text);
    /// <inheritdoc cref="SetUltimateCreditorName(ReadOnlySpan{byte})"/>
    public TransferBuilder SetUltimateCreditorName(ReadOnlySpan<char> text) => Set(ref _fields.UltimateCreditorName, text);

    /// <summary>Remittance information: what the debtor tells the creditor.</summary>
    public TransferBuilder SetRemittance(ReadOnlySpan<byte> text) => Set(ref _fields.Remittance, text);
    /// <inheritdoc cref="SetRemittance(ReadOnlySpan{byte})"/>
    public TransferBuilder SetRemittance(ReadOnlySpan<char> text) => Set(ref _fields.Remittance, text);

    /// <summary>Purpose as coded, such as <c>SALA</c>.</summary>
    public TransferBuilder SetPurpose(ReadOnlySpan<byte> text) => Set(ref _fields.Purpose, text);
    /// <inheritdoc cref="SetPurpose(ReadOnlySpan{byte})"/>
    public TransferBuilder SetPurpose(ReadOnlySpan<char> text) => Set(ref _fields.Purpose, text);

    /// <summary>The kind of payment, such as <c>p2p</c> or <c>bill_payment</c>; rules read one that they do not know as <c>other</c>.</summary>
    public TransferBuilder SetKind(ReadOnlySpan<byte> text) => Set(ref _fields.Kind, text);
    /// <inheritdoc cref="SetKind(ReadOnlySpan{byte})"/>
    public TransferBuilder SetKind(ReadOnlySpan<char> text) => Set(ref _fields.Kind, text);

    /// <summary>Over which channel it was ordered, such as <c>app</c> or <c>ussd</c>; rules read one that they do not know as <c>other</c>.</summary>
    public TransferBuilder SetChannel(ReadOnlySpan<byte> text) => Set(ref _fields.Channel, text);
    /// <inheritdoc cref="SetChannel(ReadOnlySpan{byte})"/>
    public TransferBuilder SetChannel(ReadOnlySpan<char> text) => Set(ref _fields.Channel, text);

    /// <summary>The device by which the payment was ordered; with the others below it is looked for on the list of compromised elements.</summary>
    public TransferBuilder SetDevice(ReadOnlySpan<byte> text) => Set(ref _fields.Device, text);
    /// <inheritdoc cref="SetDevice(ReadOnlySpan{byte})"/>
    public TransferBuilder SetDevice(ReadOnlySpan<char> text) => Set(ref _fields.Device, text);

    /// <summary>The terminal at which it was ordered.</summary>
    public TransferBuilder SetTerminal(ReadOnlySpan<byte> text) => Set(ref _fields.Terminal, text);
    /// <inheritdoc cref="SetTerminal(ReadOnlySpan{byte})"/>
    public TransferBuilder SetTerminal(ReadOnlySpan<char> text) => Set(ref _fields.Terminal, text);

    /// <summary>The operator who entered or released it.</summary>
    public TransferBuilder SetOperator(ReadOnlySpan<byte> text) => Set(ref _fields.Operator, text);
    /// <inheritdoc cref="SetOperator(ReadOnlySpan{byte})"/>
    public TransferBuilder SetOperator(ReadOnlySpan<char> text) => Set(ref _fields.Operator, text);

    /// <summary>The credential it was authorised with: a token, certificate or card by its identification, never a secret.</summary>
    public TransferBuilder SetCredential(ReadOnlySpan<byte> text) => Set(ref _fields.Credential, text);
    /// <inheritdoc cref="SetCredential(ReadOnlySpan{byte})"/>
    public TransferBuilder SetCredential(ReadOnlySpan<char> text) => Set(ref _fields.Credential, text);

    /// <summary>
    /// Signals that stand beside the payment, in place of those set before: <c>payee_check=no_match;remote_access;device_changed=35m;new_device=false</c>, or <c>none</c> when no sign of
    /// the session was seen. Names and values are those of records; durations are a whole number and s, m, min, h or d.
    /// </summary>
    /// <exception cref="FormatException">There is no such signal, or no such value of it; none is set then.</exception>
    public TransferBuilder SetSignals(ReadOnlySpan<byte> text)
    {
        TransferFields scratch = default;
        _writer.Begin(ref scratch);
        _writer.Set(RecordField.Signals, default, text, 0, ref scratch);
        if (_writer.FaultText() is { } fault) throw new FormatException(fault);
        _fields.Signals = scratch.Signals;
        return this;
    }

    /// <inheritdoc cref="SetSignals(ReadOnlySpan{byte})"/>
    public TransferBuilder SetSignals(ReadOnlySpan<char> text)
    {
        var utf8 = _texts.Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)); // only lent: the next text goes over it
        return SetSignals(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <summary>The transfer, a view over this builder: valid until its next change.</summary>
    public Transfer Build()
    {
        _built = _fields;
        // An agent has one identity: the code that others know it by.
        if (!_built.DebtorAgent.IsNone) _built.DebtorAgentId = default;
        if (!_built.CreditorAgent.IsNone) _built.CreditorAgentId = default;
        RecordWriter.Finish(ref _built);
        return new Transfer(default, _texts.Bytes, in _built);
    }

    /// <summary>Empties it for the next transfer.</summary>
    public void Clear()
    {
        _texts.Clear();
        _fields.Clear();
    }

    /// <summary>Texts that were set again leave their old ones behind: from time to time only the present ones are kept.</summary>
    void MakeRoom()
    {
        if (_texts.Bytes.Length < 1 << 16) return;
        _spare.Clear();
        foreach (ref var text in TransferFields.Texts(ref _fields)) if (!text.IsEmpty) text = _spare.Add(text.Of(default, _texts.Bytes));
        (_texts, _spare) = (_spare, _texts);
    }

    TransferBuilder Set(ref Slice field, ReadOnlySpan<byte> text)
    {
        MakeRoom();
        field = _texts.Add(text.Trim(" \t\r\n"u8));
        return this;
    }

    TransferBuilder Set(ref Slice field, ReadOnlySpan<char> text)
    {
        text = text.Trim(" \t\r\n");
        MakeRoom();
        _texts.Open();
        _texts.Commit(Encoding.UTF8.GetBytes(text, _texts.Reserve(Encoding.UTF8.GetMaxByteCount(text.Length))));
        field = _texts.Close();
        return this;
    }

    TransferBuilder SetCountry(ref ushort country, ReadOnlySpan<char> text)
    {
        bool good = text.Length == 2 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]);
        if (!good && !text.IsEmpty) throw new FormatException($"A country is {RecordFields.ExpectationOf(RecordField.DebtorCountry)}.");
        country = good ? (ushort)(text[0] | text[1] << 8) : (ushort)0;
        return this;
    }

    static Money NotNegative(Money amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount.Unscaled, nameof(amount));
        return amount;
    }
}
