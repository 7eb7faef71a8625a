namespace Fraud.Messages;

/// <summary>
/// Splits one FIN message into its blocks and fields. Tolerates what real files hold (line ends of any kind, blanks and text between blocks, braces in
/// values, missing ends), loses no byte, never throws, and reads nothing outside the span.
/// </summary>
static partial class FinScanner
{
    /// <summary>Scans the message that begins at <paramref name="start"/>; <see cref="FinFields.End"/> and <see cref="FinFields.Stop"/> say where it ended.</summary>
    public static DecodeStatus Scan(ReadOnlySpan<byte> message, int start, FinFields table)
    {
        table.Reset(start);
        int at = SkipLead(message, start);
        if (at >= message.Length) { table.End = table.Stop = message.Length; return DecodeStatus.Empty; }
        table.Start = at;
        if (message[at] != '{')
        {
            if (TagLength(message, at) == 0) return DecodeStatus.NotAMessage;
            table.Warnings |= FinWarnings.NoHeaders;
            table.HasText = true;
            table.End = table.Stop = ScanText(message, at, table);
            CutDashLine(message, table);
        }
        else
        {
            if (BlockId(message, at) == 0) return DecodeStatus.NotAMessage;
            ScanBlocks(message, at, table);
        }
        return (table.Warnings & (FinWarnings.Unterminated | FinWarnings.Overflow)) switch
        {
            FinWarnings.None => DecodeStatus.Ok,
            FinWarnings.Unterminated => DecodeStatus.Unterminated,
            _ => DecodeStatus.TooManyFields,
        };
    }

    static void ScanBlocks(ReadOnlySpan<byte> message, int at, FinFields table)
    {
        table.End = at;
        while (true)
        {
            while (at < message.Length && IsBlank(message[at])) at++;
            table.Stop = at;
            if (at >= message.Length) return;
            byte id = BlockId(message, at);
            int inside = at + 3;
            switch (id)
            {
                case 0:
                    if (message[at] is (byte)'$' or 0x03) return;
                    if (table.HasText && (message[at] == '<' || message[at] == '{' && FrameSplitter.OpensJson(message[at..]) > 0)) return; // another format begins
                    int stray = at++;
                    while (at < message.Length && message[at] is not ((byte)'{' or 0x03)) at++;
                    table.AddStray(stray, at, FinWarnings.StrayText);
                    continue;
                // The next message begins: with its block 1, or where the headers are left out, with whatever comes first.
                case (byte)'1' when table.HasBlock1 || table.HasText:
                case (byte)'2' or (byte)'4' when table.HasText:
                    return;
                case (byte)'1':
                    table.HasBlock1 = true;
                    at = CloseHeader(message, inside, table, out table.Block1);
                    break;
                case (byte)'2' when !table.HasBlock2:
                    table.HasBlock2 = true;
                    at = CloseHeader(message, inside, table, out table.Block2);
                    break;
                case (byte)'4':
                    table.HasText = true;
                    int first = inside;
                    while (first < message.Length && IsBlank(message[first])) first++;
                    if (first < message.Length && message[first] == '{')
                    {
                        table.TextIsTagList = true;
                        at = ScanTags(message, inside, (byte)'4', table);
                        table.Text = new Slice(inside, Math.Max(0, at - 1 - inside));
                    }
                    else at = ScanText(message, inside, table);
                    break;
                case (byte)'2':
                    table.Warnings |= FinWarnings.BlockRepeated;
                    at = CloseHeader(message, inside, table, out var repeated);
                    table.AddStray(repeated.Start, repeated.End, FinWarnings.None);
                    break;
                default:
                    at = ScanTags(message, inside, id, table);
                    break;
            }
            table.End = at;
        }
    }

    /// <summary>White space, a byte order mark, and the 0x01 that opens a message in DOS-PCC files.</summary>
    static int SkipLead(ReadOnlySpan<byte> message, int at)
    {
        while (at < message.Length && message[at] != '{')
        {
            if (IsBlank(message[at]) || message[at] == 0x01) at++;
            else if (message[at..].StartsWith("\uFEFF"u8)) at += 3;
            else break;
        }
        return at;
    }

    internal static bool IsBlank(byte c) => c is (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t';

    /// <summary>The id of the block that opens here, or 0.</summary>
    static byte BlockId(ReadOnlySpan<byte> message, int at)
    {
        if (message.Length - at < 3 || message[at] != '{' || message[at + 2] != ':') return 0;
        byte id = message[at + 1];
        return id is >= (byte)'0' and <= (byte)'9' or >= (byte)'A' and <= (byte)'Z' ? id : (byte)0;
    }

    /// <summary>Blocks 1 and 2 hold no braces: they end at the first one.</summary>
    static int CloseHeader(ReadOnlySpan<byte> message, int inside, FinFields table, out Slice block)
    {
        int end = FindBrace(message, inside);
        block = new Slice(inside, end - inside);
        if (end < message.Length && message[end] == '}') return end + 1;
        table.Warnings |= FinWarnings.BlockUnclosed;
        return end;
    }

    /// <summary>A statement alone in a file ends with a line of one hyphen: it is not part of the last value.</summary>
    static void CutDashLine(ReadOnlySpan<byte> message, FinFields table)
    {
        if (table.Count == 0 || (table.Warnings & FinWarnings.Unterminated) == 0) return;
        ref var last = ref table.Items[table.Count - 1];
        int end = last.End;
        while (end > last.Start && IsBlank(message[end - 1])) end--;
        if (end <= last.Start || message[end - 1] != '-') return;
        int dash = end - 1;
        if (dash != last.Start && message[dash - 1] is not ((byte)'\n' or (byte)'\r')) return;
        int valueEnd = dash;
        if (valueEnd > last.Start && message[valueEnd - 1] == '\n') valueEnd--;
        if (valueEnd > last.Start && message[valueEnd - 1] == '\r') valueEnd--;
        last.Length = valueEnd - last.Start;
        table.Text = new Slice(table.Text.Start, dash - table.Text.Start);
        table.Warnings &= ~FinWarnings.Unterminated;
    }
}
