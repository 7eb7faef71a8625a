namespace Fraud.Messages;

/// <summary>Tells by the first bytes which family a message is of, and has the decoder of that family read it. Keeps their tables, so that decoding allocates nothing.</summary>
sealed class FormatDecoder(int maxFields = FinFields.DefaultCapacity)
{
    readonly IsoTable _iso = new();
    readonly JsonDecoder _json = new();
    MessageFormat _enveloped;
    int _length;

    /// <summary>What the scan of a FIN message left, for its validator.</summary>
    public FinFields Fin { get; } = new(maxFields);

    /// <summary>The format of the message decoded last.</summary>
    public MessageFormat Format { get; private set; }

    /// <summary>What is wrong with the values of the record decoded last, or null; of other formats nothing is said here.</summary>
    public string? Fault => Format == MessageFormat.Json ? _json.Fault : null;
    public bool IsOnlyASignal => Format == MessageFormat.Json && _json.IsOnlyASignal;

    /// <summary>Reads one transfer of a message; returns how many it holds. Texts that must be made are added to the arena.</summary>
    public int Decode(ReadOnlySpan<byte> message, TextArena arena, ref TransferFields fields, int transfer = 0)
    {
        Format = FormatOf(message);
        _length = message.Length;
        if (Format != MessageFormat.Json)
        {
            if (Format == MessageFormat.Xml) IsoScanner.Scan(message, _iso);
            return Read(Format, message, arena, ref fields, transfer);
        }
        int transfers = _json.Decode(message, arena, ref fields);
        if (!_json.IsEnvelope)
        {
            if (transfer != 0) Lack(ref fields);
            return transfers;
        }
        _enveloped = FormatOf(_json.Raw);
        if (_enveloped == MessageFormat.Xml) IsoScanner.Scan(_json.Raw, _iso);
        return ReadEnveloped(arena, ref fields, transfer);
    }

    /// <summary>Another transfer of the message decoded last, whose bytes have not changed: a large one is not scanned again.</summary>
    public int DecodeNext(ReadOnlySpan<byte> message, TextArena arena, ref TransferFields fields, int transfer) =>
        message.Length != _length ? Decode(message, arena, ref fields, transfer) // another message after all
            : Format == MessageFormat.Xml ? Read(Format, message, arena, ref fields, transfer)
            : Format == MessageFormat.Json && _json.IsEnvelope ? ReadEnveloped(arena, ref fields, transfer)
            : Decode(message, arena, ref fields, transfer);

    int Read(MessageFormat format, ReadOnlySpan<byte> message, TextArena arena, ref TransferFields fields, int transfer)
    {
        int transfers = format == MessageFormat.Xml ? IsoDecoder.Read(message, _iso, arena, ref fields, transfer) : FinDecoder.Decode(message, Fin, ref fields, transfer);
        if (transfer > 0 && transfers == 1) Lack(ref fields);
        if (transfers > 1) fields.Flags |= TransferFlags.OneOfSeveral;
        fields.Index = transfer;
        return transfers;
    }

    /// <summary>
    /// One transfer of the message in an envelope. Its texts are copied: they do not stand in the line as they are meant, and an arena that serves a whole batch would hold the message
    /// once for each transfer of it. JSON within JSON is refused: nobody writes it but to hide something.
    /// </summary>
    int ReadEnveloped(TextArena arena, ref TransferFields fields, int transfer)
    {
        if (_enveloped == MessageFormat.Json)
        {
            fields.Clear();
            fields.Status = DecodeStatus.Malformed;
            return 0;
        }
        var message = _json.Raw;
        int transfers = Read(_enveloped, message, arena, ref fields, transfer);
        foreach (ref var text in TransferFields.Texts(ref fields))
            if (text.Start >= 0) text = text.IsEmpty ? default : arena.Add(text.Of(message, default));
        _json.Overlay(arena, ref fields);
        return transfers;
    }

    // Beyond the only transfer there is neither amount nor creditor.
    static void Lack(ref TransferFields fields)
    {
        fields.Booking = Booking.None;
        (fields.SettlementAmount, fields.CreditorName, fields.CreditorAccount, fields.CreditorAddress, fields.CreditorAgent, fields.CreditorAgentId) = (default, default, default, default, default, default);
        if (fields.Class != TransferClass.None) fields.Judge();
    }

    /// <summary>Holds the message decoded last against its standard.</summary>
    public void Validate(ReadOnlySpan<byte> message, ref readonly TransferFields fields, List<Problem> problems)
    {
        switch (Format)
        {
            case MessageFormat.Fin or MessageFormat.BareText or MessageFormat.Unrecognised:
                FinValidator.Validate(message, Fin, in fields, problems);
                break;
            case MessageFormat.Xml:
                IsoValidator.Validate(message, _iso, problems);
                break;
            case MessageFormat.Json:
                TransferFields again = default;
                _json.Decode(message, new TextArena(), ref again, problems);
                if (!_json.IsEnvelope) break;
                if (_enveloped == MessageFormat.Xml)
                {
                    IsoScanner.Scan(_json.Raw, _iso);
                    IsoValidator.Validate(_json.Raw, _iso, problems);
                    break;
                }
                if (_enveloped == MessageFormat.Json)
                {
                    problems.Add(new Problem("ENVELOPE_NESTED", RecordFields.NameOf(RecordField.Raw), 0));
                    break;
                }
                FinDecoder.Decode(_json.Raw, Fin, ref again);
                FinValidator.Validate(_json.Raw, Fin, in again, problems);
                break;
        }
    }

    /// <summary>By the first bytes that are no white space. What begins like none of the others is left to FIN, whose scanner says what is wrong.</summary>
    public static MessageFormat FormatOf(ReadOnlySpan<byte> message)
    {
        int at = message.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (at < message.Length && FinScanner.IsBlank(message[at])) at++;
        if (at == message.Length) return MessageFormat.Unrecognised;
        if (message[at] == '<' || IsoScanner.IsWide(message)) return MessageFormat.Xml;
        if (message[at] != '{') return MessageFormat.BareText;
        int next = at + 1;
        while (next < message.Length && FinScanner.IsBlank(message[next])) next++;
        return next < message.Length && message[next] is (byte)'"' or (byte)'}' ? MessageFormat.Json : MessageFormat.Fin;
    }
}
