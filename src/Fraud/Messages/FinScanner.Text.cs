using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fraud.Messages;

static partial class FinScanner
{
    const int Step = 32; // bytes a step looks at; it reads one more, for what follows a line end

    /// <summary>
    /// Cuts the text block into fields. A field opens where a line end is followed by a complete tag, the block ends at a line that begins with <c>-}</c>;
    /// both are found 32 bytes at a time as bits: "line end, then colon" and "hyphen, then brace". Everything else is looked at only where such a bit is set.
    /// Returns the position behind the block.
    /// </summary>
    static int ScanText(ReadOnlySpan<byte> message, int start, FinFields table)
    {
        ref byte bytes = ref MemoryMarshal.GetReference(message);
        int length = message.Length;
        int opened = -1;        // index of the open field, −1 = none yet
        int openLine = 0;       // line ends before the open field's value
        int lines = 0;          // line ends before the step
        int at = OpenFirst(message, start, table, ref opened);

        while (at < length - 1)
        {
            uint ends, hits;
            int from = at;
            if (length - at > Step)
                Find(ref bytes, at, out ends, out hits);
            else if (length > Step)
            {
                // The last step ends with the message: it starts where it must, and the bits already seen are dropped.
                from = length - Step - 1;
                Find(ref bytes, from, out ends, out hits);
                int seen = at - from;
                if (seen == Step) break;
                ends = ends >> seen << seen;
                hits = hits >> seen << seen;
            }
            else FindShort(message, from, out ends, out hits);

            for (; hits != 0; hits &= hits - 1)
            {
                int bit = BitOperations.TrailingZeroCount(hits);
                int hit = from + bit;
                if (Unsafe.Add(ref bytes, hit) == '-')
                {
                    if (!EndsBlock(message, hit, start, ref table.Warnings)) continue;
                    int line = lines + BitOperations.PopCount(ends & ((1u << bit) - 1));
                    bool ownLine = hit > start && message[hit - 1] is (byte)'\n' or (byte)'\r';
                    Close(message, table, opened, ownLine ? BeforeLineEnd(message, hit - 1) : hit, line - (ownLine ? 1 : 0) - openLine);
                    if (opened < 0) NoteText(message, start, hit, table);
                    table.Text = new Slice(start, hit - start);
                    return hit + 2;
                }
                int name = TagLength(message, hit + 1);
                if (name == 0) continue;
                int lineNow = lines + BitOperations.PopCount(ends & ((1u << bit) - 1));
                if (opened < 0) NoteText(message, start, hit, table);
                Close(message, table, opened, BeforeLineEnd(message, hit), lineNow - openLine);
                Open(message, hit + 1, name, table, ref opened);
                openLine = lineNow + 1;
            }
            lines += BitOperations.PopCount(ends);
            at = from + Step;
        }

        table.Warnings |= FinWarnings.Unterminated;
        int endOfText = length;
        if (opened >= 0)
        {
            int value = table.Items[opened].Start;
            while (endOfText > value && IsBlank(message[endOfText - 1])) endOfText--;
            Close(message, table, opened, endOfText, LineEndsIn(message[value..endOfText]));
        }
        else NoteText(message, start, length, table);
        table.Text = new Slice(start, length - start);
        return length;
    }

    /// <summary>A line end is LF, or a CR that no LF follows: so CRLF counts once, at its LF.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Find(ref byte bytes, int at, out uint ends, out uint hits)
    {
        var here = Vector256.LoadUnsafe(ref bytes, (nuint)at);
        var next = Vector256.LoadUnsafe(ref bytes, (nuint)at + 1);
        var feed = Vector256.Create((byte)'\n');
        var end = Vector256.Equals(here, feed) | Vector256.AndNot(Vector256.Equals(here, Vector256.Create((byte)'\r')), Vector256.Equals(next, feed));
        var hit = end & Vector256.Equals(next, Vector256.Create((byte)':'))
            | Vector256.Equals(here, Vector256.Create((byte)'-')) & Vector256.Equals(next, Vector256.Create((byte)'}'));
        ends = end.ExtractMostSignificantBits();
        hits = hit.ExtractMostSignificantBits();
    }

    /// <summary>The same bits for a message shorter than a step.</summary>
    static void FindShort(ReadOnlySpan<byte> message, int at, out uint ends, out uint hits)
    {
        ends = hits = 0;
        for (int i = at; i < message.Length - 1; i++)
        {
            byte here = message[i], next = message[i + 1];
            uint bit = 1u << (i - at);
            bool end = here == '\n' || here == '\r' && next != '\n';
            if (end) ends |= bit;
            if (end && next == ':' || here == '-' && next == '}') hits |= bit;
        }
    }

    /// <summary>The first tag may stand behind {4: at once, or behind blanks: it needs no line end. Returns where to go on.</summary>
    static int OpenFirst(ReadOnlySpan<byte> message, int start, FinFields table, ref int opened)
    {
        int at = start;
        bool lineEnd = false, blank = false;
        while (at < message.Length && IsBlank(message[at]))
        {
            if (message[at] is (byte)'\n' or (byte)'\r') { lineEnd = true; blank = false; }
            else blank = true;
            at++;
        }
        int name = TagLength(message, at);
        // Without a tag here the bits must be looked for from the start, for the block may be empty: {4: line end -}.
        if (name == 0) return start;
        if (blank) table.Warnings |= FinWarnings.BlankBeforeTag;
        if (!lineEnd && (table.Warnings & FinWarnings.NoHeaders) == 0) table.Warnings |= FinWarnings.TagWithoutLineEnd;
        Open(message, at, name, table, ref opened);
        return at + name + 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Open(ReadOnlySpan<byte> message, int colon, int name, FinFields table, ref int opened)
    {
        var items = table.Items;
        int index = table.Count;
        if (index == items.Length - 1)
        {
            // Full: the spare place takes what comes, so that the block's end is still found.
            table.Warnings |= FinWarnings.Overflow;
        }
        else table.Count = index + 1;
        uint tag = (uint)(message[colon + 1] | message[colon + 2] << 8);
        if (name > 2) tag |= (uint)message[colon + 3] << 16;
        if (name > 3) tag |= (uint)message[colon + 4] << 24;
        ref var field = ref items[index];
        field.Tag = tag;
        field.Start = colon + name + 2;
        field.Block = (byte)'4';
        field.NameLength = (byte)name;
        opened = index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Close(ReadOnlySpan<byte> message, FinFields table, int opened, int end, int lineEnds)
    {
        if (opened < 0) return;
        ref var field = ref table.Items[opened];
        field.Length = Math.Max(0, end - field.Start);
        field.Lines = (ushort)Math.Min(Math.Max(lineEnds, 0) + 1, ushort.MaxValue);
    }

    /// <summary>How many characters a tag has whose first colon is here: two or three digits and perhaps a capital letter; 0 = no tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int TagLength(ReadOnlySpan<byte> message, int colon)
    {
        if (message.Length - colon < 6)
            return message.Length - colon >= 4 ? ShortTagLength(message[colon..]) : 0;
        uint four = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref MemoryMarshal.GetReference(message), colon + 1));
        if (message[colon] != ':' || (four & 0xF0F0) != 0x3030 || ((four & 0x0F0F) + 0x0606 & 0x1010) != 0) return 0;
        byte third = (byte)(four >> 16), fourth = (byte)(four >> 24);
        if (third == ':') return 2;
        bool letter = (uint)(third - 'A') < 26, digit = (uint)(third - '0') < 10;
        if (fourth == ':') return letter || digit ? 3 : 0;
        return digit && (uint)(fourth - 'A') < 26 && message[colon + 5] == ':' ? 4 : 0;
    }

    static int ShortTagLength(ReadOnlySpan<byte> rest)
    {
        Span<byte> padded = stackalloc byte[8];
        padded.Clear();
        rest.CopyTo(padded);
        return TagLength(padded, 0);
    }

    /// <summary>Where the line that ends at this LF or CR stops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int BeforeLineEnd(ReadOnlySpan<byte> message, int lineEnd) =>
        message[lineEnd] == '\n' && lineEnd > 0 && message[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;

    /// <summary>
    /// Whether the hyphen and brace here end the block: at the start of a line always; at the end of one (an amount such as <c>23453,-}</c>) only when nothing
    /// but a trailer, another message or the end follows.
    /// </summary>
    static bool EndsBlock(ReadOnlySpan<byte> message, int hyphen, int start, ref FinWarnings warnings)
    {
        if (hyphen == start || message[hyphen - 1] is (byte)'\n' or (byte)'\r') return true;
        int at = hyphen + 2;
        while (at < message.Length && IsBlank(message[at])) at++;
        bool ends = at >= message.Length || message[at] is (byte)'$' or 0x03 || BlockId(message, at) is (byte)'5' or (byte)'1' or >= (byte)'A';
        if (ends) warnings |= FinWarnings.TerminatorGlued;
        return ends;
    }

    static void NoteText(ReadOnlySpan<byte> message, int start, int end, FinFields table)
    {
        while (start < end && IsBlank(message[start])) start++;
        while (end > start && IsBlank(message[end - 1])) end--;
        if (end > start) table.AddStray(start, end, FinWarnings.TextBeforeTag);
    }

    internal static int LineEndsIn(ReadOnlySpan<byte> text)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '\n' || text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')) count++;
        return count;
    }
}
