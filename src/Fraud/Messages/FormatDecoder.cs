namespace Fraud.Messages;

/// <summary>Tells by the first bytes which family a message is of, and has the decoder of that family read it. Keeps their tables, so that decoding allocates nothing.</summary>
sealed class FormatDecoder(int maxFields = FinFields.DefaultCapacity)
{
    readonly IsoTable _iso = new();

    /// <summary>What the scan of a FIN message left, for its validator.</summary>
    public FinFields Fin { get; } = new(maxFields);

    /// <summary>The format of the message decoded last.</summary>
    public MessageFormat Format { get; private set; }

    /// <summary>Reads one transfer of a message; returns how many it holds. Texts that must be made are added to the arena.</summary>
    public int Decode(ReadOnlySpan<byte> message, TextArena arena, ref TransferFields fields, int transfer = 0)
    {
        Format = FormatOf(message);
        if (Format == MessageFormat.Xml) IsoScanner.Scan(message, _iso);
        return Read(message, arena, ref fields, transfer);
    }

    /// <summary>Another transfer of the message decoded last, whose bytes have not changed: a large one is not scanned again.</summary>
    public int DecodeNext(ReadOnlySpan<byte> message, TextArena arena, ref TransferFields fields, int transfer) =>
        Format == MessageFormat.Xml ? Read(message, arena, ref fields, transfer) : Decode(message, arena, ref fields, transfer);

    int Read(ReadOnlySpan<byte> message, TextArena arena, ref TransferFields fields, int transfer)
    {
        int transfers = Format == MessageFormat.Xml ? IsoDecoder.Read(message, _iso, arena, ref fields, transfer) : FinDecoder.Decode(message, Fin, ref fields, transfer);
        if (transfers > 1) fields.Flags |= TransferFlags.OneOfSeveral;
        return transfers;
    }

    /// <summary>Holds the message decoded last against its standard.</summary>
    public void Validate(ReadOnlySpan<byte> message, ref readonly TransferFields fields, List<Problem> problems)
    {
        if (Format == MessageFormat.Xml) IsoValidator.Validate(message, _iso, problems);
        else FinValidator.Validate(message, Fin, in fields, problems);
    }

    /// <summary>By the first bytes that are no white space. What begins like none of the others is left to FIN, whose scanner says what is wrong.</summary>
    public static MessageFormat FormatOf(ReadOnlySpan<byte> message)
    {
        int at = message.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (at < message.Length && message[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
        if (at == message.Length) return MessageFormat.Unrecognised;
        if (message[at] == '<' || IsoScanner.IsWide(message)) return MessageFormat.Xml;
        if (message[at] != '{') return MessageFormat.BareText;
        int next = at + 1;
        while (next < message.Length && message[next] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') next++;
        return next < message.Length && message[next] is (byte)'"' or (byte)'}' ? MessageFormat.Json : MessageFormat.Fin;
    }
}
