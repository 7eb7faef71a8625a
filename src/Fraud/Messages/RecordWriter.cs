namespace Fraud.Messages;

/// <summary>
/// Sets the fields of a record by name, whatever it was written in: members of JSON, cells of a row and the caller's own values mean the same because they all pass here.
/// A value that cannot be read is a fault and leaves its field empty.
/// </summary>
sealed class RecordWriter
{
    ulong _given;
    bool _repeated;
    bool _hasAmount;
    long _unscaled;
    int _scale;
    CurrencyCode _currency;
    Slice _confirms;
    RecordFault _fault;
    bool _otherFaults;

    /// <summary>Where every fault is added, beside the first that is kept; null to keep that only.</summary>
    public List<Problem>? Problems { get; set; }

    /// <summary>How many faults and unknown members there were.</summary>
    public int FaultCount { get; private set; }

    /// <summary>The fault met first.</summary>
    public ref readonly RecordFault Fault => ref _fault;

    public bool Has(RecordField field) => (_given >> (int)field & 1) != 0;

    /// <summary>Before a record.</summary>
    public void Begin(ref TransferFields f)
    {
        f.Clear();
        (_given, _repeated, _hasAmount, _currency, _fault, _otherFaults, FaultCount) = (0, false, false, default, default, false, 0);
    }

    /// <summary>A value as text: a slice, and the bytes it stands for. White space around it does not belong to it; an empty one is as good as none.</summary>
    public void Set(RecordField field, Slice slice, ReadOnlySpan<byte> text, int offset, ref TransferFields f)
    {
        if (!TryTrim(ref slice, ref text) || !Claim(field, offset)) return;
        bool good = true;
        switch (field)
        {
            case RecordField.Time: good = RecordValue.TryReadTime(text, out f.Ticks, out f.TimeBase); break;
            case RecordField.Amount: good = _hasAmount = RecordValue.TryReadAmount(text, out _unscaled, out _scale); break;
            case RecordField.Currency: good = CurrencyCode.TryParse(text, out _currency); break;
            case RecordField.Settled: good = RecordValue.TryReadSettled(text, out f.Settled); break;
            case RecordField.Label: good = RecordValue.TryReadLabel(text, out f.Label); break;
            case RecordField.Uetr: good = Uetr.TryParse(text, out f.Uetr); break;
            case RecordField.ValueDate: good = IsoText.TryReadDate(text, out f.ValueDay); break;
            case RecordField.DebtorCountry: good = RecordValue.TryReadCountry(text, out f.DebtorCountry); break;
            case RecordField.CreditorCountry: good = RecordValue.TryReadCountry(text, out f.CreditorCountry); break;
            case RecordField.DebtorAgent: if (!Bic.TryParse(text, out f.DebtorAgent)) f.DebtorAgentId = slice; break;
            case RecordField.CreditorAgent: if (!Bic.TryParse(text, out f.CreditorAgent)) f.CreditorAgentId = slice; break;
            case RecordField.Signals: SetSignals(text, offset, ref f.Signals); break;
            case RecordField.Id: f.Reference = slice; break;
            case RecordField.DebtorAccount: f.DebtorAccount = slice; break;
            case RecordField.DebtorName: f.DebtorName = slice; break;
            case RecordField.CreditorAccount: f.CreditorAccount = slice; break;
            case RecordField.CreditorName: f.CreditorName = slice; break;
            case RecordField.Kind: f.Kind = slice; break;
            case RecordField.Channel: f.Channel = slice; break;
            case RecordField.EndToEndId: f.EndToEndId = slice; break;
            case RecordField.Confirms: _confirms = slice; break;
            case RecordField.Remittance: f.Remittance = slice; break;
            case RecordField.Purpose: f.Purpose = slice; break;
            case RecordField.UltimateDebtorName: f.UltimateDebtorName = slice; break;
            case RecordField.UltimateCreditorName: f.UltimateCreditorName = slice; break;
            case RecordField.DebtorAddress: f.DebtorAddress = slice; break;
            case RecordField.CreditorAddress: f.CreditorAddress = slice; break;
            case RecordField.Device: f.Device = slice; break;
            case RecordField.Terminal: f.Terminal = slice; break;
            case RecordField.Operator: f.Operator = slice; break;
            case RecordField.Credential: f.Credential = slice; break;
        }
        if (!good) Report(RecordFaultKind.Form, field, offset);
    }

    /// <summary>Whether the field is given for the first time; a second time is a fault, and the first value stays.</summary>
    public bool Claim(RecordField field, int offset)
    {
        ulong bit = 1UL << (int)field;
        bool first = (_given & bit) == 0;
        _given |= bit;
        if (first) return true;
        _repeated = true;
        Report(RecordFaultKind.Repeated, field, offset);
        return false;
    }

    /// <summary>Signals as a column writes them: <c>payee_check=no_match;remote_access;new_device=false</c>, or <c>none</c> when no sign of the session was seen.</summary>
    public void SetSignals(ReadOnlySpan<byte> text, int offset, ref SignalSet signals)
    {
        if (text.SequenceEqual("none"u8))
        {
            signals.Known = SessionSigns.All;
            return;
        }
        foreach (var range in text.Split((byte)';'))
        {
            var part = text[range].Trim(" \t"u8);
            if (part.IsEmpty) continue;
            int equals = part.IndexOf((byte)'=');
            var name = equals < 0 ? part : part[..equals].TrimEnd(" \t"u8);
            var value = equals >= 0 ? part[(equals + 1)..].TrimStart(" \t"u8) : SignalText.IsSign(SignalText.Find(name)) ? "true"u8 : default;
            SetSignal(name, value, offset, ref signals);
        }
    }

    public void SetSignal(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int offset, ref SignalSet signals)
    {
        var signal = SignalText.Find(name);
        if (signal == Signal.Unknown)
        {
            // It is not repeated: it may be a value in the wrong place.
            Report(RecordFaultKind.SignalName, RecordField.Signals, offset);
        }
        else if (!SignalText.TrySet(ref signals, signal, value)) Report(RecordFaultKind.SignalValue, RecordField.Signals, offset, signal);
    }

    public void Report(RecordFaultKind kind, RecordField field, int offset, Signal signal = Signal.Unknown)
    {
        var fault = new RecordFault(kind, field, offset, signal);
        FaultCount++;
        // What is merely not known is passed over: it is no fault.
        if (_fault.Kind == RecordFaultKind.None && kind != RecordFaultKind.UnknownMember) _fault = fault;
        _otherFaults |= field != RecordField.Signals && kind != RecordFaultKind.UnknownMember;
        Problems?.Add(new Problem(fault.Rule, RecordFields.NameOf(field), offset));
    }

    /// <summary>Whether what could not be read is signals, and nothing of the payment itself.</summary>
    public bool IsOnlyASignal => _fault.Field == RecordField.Signals && _fault.Kind is RecordFaultKind.SignalName or RecordFaultKind.SignalValue && !_otherFaults;

    /// <summary>The first fault in words, with the name the record gives the field; null when there is none.</summary>
    public string? FaultText(string? name = null) => _fault.Kind == RecordFaultKind.None ? null
        : _fault.ToText(name ?? RecordFields.NameOf(_fault.Field));

    /// <summary>After the last value: what follows from several of them.</summary>
    /// <param name="f">The fields.</param>
    /// <param name="fallback">The currency of an amount that names none.</param>
    /// <param name="offset">Where a fault lies that belongs to no single value.</param>
    public void Finish(ref TransferFields f, CurrencyCode fallback, int offset)
    {
        if (!Has(RecordField.Currency)) _currency = fallback;
        if (_hasAmount && !_currency.IsNone) f.SettlementAmount = new Money(_unscaled, (byte)_scale, _currency);
        else if (_hasAmount && !Has(RecordField.Currency)) Report(RecordFaultKind.Missing, RecordField.Currency, offset);
        if (Has(RecordField.Confirms)) Book(ref f);
        else Finish(ref f);
        if (_repeated && f.Status < DecodeStatus.Ambiguous) f.Status = DecodeStatus.Ambiguous;
        f.ProblemCount = (ushort)Math.Min(FaultCount, ushort.MaxValue);
    }

    /// <summary>What makes a customer's transfer of its fields: the agents stand at both ends, and what is missing is told by the status.</summary>
    public static void Finish(ref TransferFields f)
    {
        f.MessageType = MessageType.Record;
        if (f.Class == TransferClass.None) f.Class = TransferClass.Customer;
        (f.Sender, f.SenderId) = (f.DebtorAgent, f.DebtorAgentId);
        (f.Receiver, f.ReceiverId) = (f.CreditorAgent, f.CreditorAgentId);
        if (!f.CreditorAgent.IsNone || !f.CreditorAgentId.IsEmpty) f.Flags |= TransferFlags.HasCreditorAgent;
        f.DebtorAddressForm = f.DebtorAddress.IsEmpty ? AddressForm.None : AddressForm.Unstructured;
        f.CreditorAddressForm = f.CreditorAddress.IsEmpty ? AddressForm.None : AddressForm.Unstructured;
        f.Judge();
    }

    /// <summary>
    /// An entry of a ledger: the debit behind the order of that reference. The debtor's agent is the institution that ordered, the creditor's agent the bank that booked it;
    /// without one it is the institution's own back office.
    /// </summary>
    void Book(ref TransferFields f)
    {
        (f.MessageType, f.Status, f.Booking) = (MessageType.Record, DecodeStatus.NotATransfer, Booking.Debit);
        (f.RelatedReference, f.Reference) = (f.Reference, _confirms);
        (f.Receiver, f.ReceiverId) = (f.DebtorAgent, f.DebtorAgentId);
        bool elsewhere = !f.CreditorAgent.IsNone || !f.CreditorAgentId.IsEmpty;
        (f.Sender, f.SenderId) = elsewhere ? (f.CreditorAgent, f.CreditorAgentId) : (f.Receiver, f.ReceiverId);
    }

    /// <summary>Cuts white space at both ends; false when nothing is left.</summary>
    static bool TryTrim(ref Slice slice, ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return false;
        if (text[0] > ' ' && text[^1] > ' ') return true;
        int start = text.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0) return false;
        text = text[start..(text.LastIndexOfAnyExcept(" \t\r\n"u8) + 1)];
        slice = new Slice(slice.Start >= 0 ? slice.Start + start : slice.Start - start, text.Length);
        return true;
    }
}
