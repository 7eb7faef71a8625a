using System.Globalization;
using System.Text;
using Fraud.Reference;

namespace Fraud.Messages;

/// <summary>
/// Holds a scanned ISO 20022 message against its standard: elements that no version has, values against their formats, what must be there, and the rules between values. Every breach
/// is a problem with an id of its own, to be weighed, never a reason not to read the message. Runs only when asked, off the path of evaluation.
/// </summary>
readonly ref partial struct IsoValidator
{
    readonly ReadOnlySpan<byte> _message;
    readonly IsoTable _table;
    readonly List<Problem> _problems;
    readonly TextArena _arena = new();

    IsoValidator(ReadOnlySpan<byte> message, IsoTable table, List<Problem> problems)
    {
        _message = message;
        (_table, _problems) = (table, problems);
    }

    /// <summary>Adds what is wrong with the message to the list. The table is the one that scanning it left.</summary>
    public static void Validate(ReadOnlySpan<byte> message, IsoTable table, List<Problem> problems)
    {
        var validator = new IsoValidator(message, table, problems);
        string? frame = table.Status switch
        {
            DecodeStatus.Ok => null,
            DecodeStatus.DtdRefused => "DTD",
            DecodeStatus.WrongEncoding => "ENCODING",
            DecodeStatus.OverLimit => "OVER_LIMIT",
            DecodeStatus.Misplaced => "MISPLACED",
            _ => "MALFORMED",
        };
        if (frame is not null)
        {
            validator.Report(frame, "", table.FaultAt);
            return;
        }
        if (table.DocumentCount > 0) validator.CheckElements(); // the list is that of the messages that are read
        for (int i = 0; i < table.DocumentCount; i++) validator.CheckDocument(i);
        for (int i = 0; i < table.Count; i++) validator.CheckValue(i);
    }

    void Report(string rule, string field, int offset) => _problems.Add(new Problem(rule, field, offset));

    ReadOnlySpan<byte> Text(int value)
    {
        ref readonly var at = ref _table.Values[value];
        if (IsoText.TryRead(_message, in at, _table.HasReferences, _arena, out var text)) return text.Of(_message, _arena.Bytes);
        Report("REFERENCE", ElementOf(value), at.Start);
        return default;
    }

    /// <summary>The name of the element around a value, or of the one whose attribute it is.</summary>
    string ElementOf(int value)
    {
        int start = _message[.._table.Values[value].Start].LastIndexOf((byte)'<') + 1, length = 0;
        while (start + length < _message.Length && _message[start + length] is > (byte)' ' and not ((byte)'>' or (byte)'/')) length++;
        var name = _message.Slice(start, length);
        return Encoding.UTF8.GetString(name[(name.IndexOf((byte)':') + 1)..]);
    }

    /// <summary>Elements of a header or document whose names no version of the standard has. What stands in a supplementary envelope or a signature is somebody else's.</summary>
    void CheckElements()
    {
        int depth = 0, inside = 0, foreign = 0;
        for (int at = 0; (at = Next(at)) >= 0;)
        {
            if (_message[at + 1] == '/') { if (--depth < inside) inside = 0; if (depth < foreign) foreign = 0; at++; continue; }
            int start = at + 1, length = 0;
            while (_message[start + length] is > (byte)' ' and not ((byte)'>' or (byte)'/')) length++;
            var name = _message.Slice(start, length);
            name = name[(name.IndexOf((byte)':') + 1)..];
            bool empty = IsEmptyTag(start + length);
            depth++;
            if (inside == 0 && (name.SequenceEqual("Document"u8) || name.SequenceEqual("AppHdr"u8))) inside = depth;
            else if (inside > 0 && foreign == 0)
            {
                if (name.SequenceEqual("Envlp"u8) || name.SequenceEqual("Sgntr"u8)) foreign = depth;
                else if (!IsoElements.IsKnown(name)) Report("UNKNOWN_ELEMENT", Encoding.UTF8.GetString(name.Length > 64 ? name[..64] : name), at);
            }
            if (empty && --depth < inside) inside = 0;
            if (depth < foreign) foreign = 0;
            at = start + length;
        }
    }

    /// <summary>The next tag from there on, past comments, sections and instructions; −1 at the end.</summary>
    int Next(int at)
    {
        while (true)
        {
            int found = _message[at..].IndexOf((byte)'<');
            if (found < 0) return -1;
            at += found;
            var rest = _message[at..];
            var end = rest.StartsWith("<!--"u8) ? "-->"u8 : rest.StartsWith("<![CDATA["u8) ? "]]>"u8 : rest.StartsWith("<?"u8) ? "?>"u8 : default;
            if (end.IsEmpty) return at;
            int start = rest[1] == '?' ? 2 : rest[2] == '-' ? 4 : 9; // <!--> opens a comment and does not close it
            at += start + rest[start..].IndexOf(end) + end.Length;
        }
    }

    bool IsEmptyTag(int at)
    {
        for (byte quote = 0; ; at++)
        {
            byte c = _message[at];
            if (quote != 0) { if (c == quote) quote = 0; }
            else if (c is (byte)'"' or (byte)'\'') quote = c;
            else if (c == '>') return _message[at - 1] == '/';
        }
    }

    /// <summary>What a header says of its document, and a group of its transactions.</summary>
    void CheckDocument(int index)
    {
        ref readonly var document = ref _table.Documents[index];
        int from = document.FirstTransaction, to = index + 1 < _table.DocumentCount ? _table.Documents[index + 1].FirstTransaction : _table.TransactionCount;
        if (Find(IsoSlot.HeaderDefinition, document.Header, document.HeaderEnd) is >= 0 and int definition && document.Name.Length > 0
            && !Text(definition).SequenceEqual(document.Name.Of(_message, default))) Report("MESSAGE_NAME", "MsgDefIdr", _table.Values[definition].Start);
        if (Find(IsoSlot.TransactionCount, document.Group, document.GroupEnd) is >= 0 and int count)
        {
            bool moves = document.Type is not (MessageType.Pacs002 or MessageType.Pacs028 or MessageType.Camt056 or MessageType.Camt029 or >= MessageType.Camt052);
            if (moves && !(int.TryParse(Text(count), NumberStyles.None, CultureInfo.InvariantCulture, out int said) && said == to - from)) Report("TRANSACTION_COUNT", "NbOfTxs", _table.Values[count].Start);
        }
        if (Find(IsoSlot.ControlSum, document.Group, document.GroupEnd) is >= 0 and int sum && to > from) CheckSum(sum, from, to);
        for (int i = from; i < to; i++) CheckTransaction(in document, i);
    }

    int Find(int slot, int from, int to)
    {
        for (int i = from; i < to; i++) if (_table.Values[i].Slot == slot) return i;
        return -1;
    }

    /// <summary>The control sum adds the amounts of all transactions, whatever their currencies; 128 bits, so that no sum of 18 digits overflows.</summary>
    void CheckSum(int sum, int from, int to)
    {
        Int128 total = 0;
        for (int i = from; i < to; i++)
        {
            ref readonly var transaction = ref _table.Transactions[i];
            int amount = Find(IsoSlot.SettlementAmount, transaction.Start, transaction.End);
            if (amount < 0) amount = Find(IsoSlot.InstructedAmount, transaction.Start, transaction.End);
            if (amount < 0) amount = Find(IsoSlot.EquivalentAmount, transaction.Start, transaction.End);
            if (amount < 0 || !TryReadNumber(Text(amount), out var value)) return;
            total += value;
        }
        if (!TryReadNumber(Text(sum), out var said) || said != total) Report("CONTROL_SUM", "CtrlSum", _table.Values[sum].Start);
    }

    /// <summary>A number × 10^9.</summary>
    static bool TryReadNumber(ReadOnlySpan<byte> text, out Int128 value)
    {
        bool read = FinValue.TryReadAmount(text, 0, text.Length, out long unscaled, out int scale, (byte)'.');
        value = unscaled;
        for (int i = scale; i < Money.MaxScale; i++) value *= 10;
        return read;
    }
}
