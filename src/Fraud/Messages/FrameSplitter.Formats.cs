namespace Fraud.Messages;

/// <summary>How far the message at the start of the window was looked at while its end was not there: it is not looked at again with every piece that comes.</summary>
struct FrameProgress
{
    public XmlWalk Xml;
    public int Line;               // bytes of a line of JSON without its end
    public MessageFormat Skipping; // what the message was that is passed over
    public int Unclosed;           // documents so far whose comment or section did not end

    /// <summary>Of the message behind this one.</summary>
    public readonly FrameProgress Next => new() { Unclosed = Unclosed };

    public readonly bool IsUnderWay => Xml.At > 0 || Line > 0;
}

/// <summary>The formats beside FIN: XML documents, and JSON one object a line.</summary>
static partial class FrameSplitter
{
    const int MaxUnclosed = 64;
    const int MaxBlanks = 16; // around the brace of a line of JSON

    /// <summary>A document; without one, the length of the comments that stand there alone.</summary>
    static bool TakeXml(ReadOnlySpan<byte> rest, bool final, bool enough, int limit, ref FrameProgress progress, ref RawFrame frame, out int remarks)
    {
        remarks = 0;
        frame.Format = MessageFormat.Xml;
        // Each is looked through to the end for its close: a file of nothing else must not take the square of its length.
        progress.Xml.IsPassedOver |= progress.Unclosed >= MaxUnclosed;
        var found = progress.Xml.Advance(rest, final, out int end);
        if (found == XmlEnd.CutOff && progress.Xml.IsUnclosed) progress.Unclosed++;
        if (found == XmlEnd.Remarks)
        {
            remarks = end;
            return false;
        }
        if (found == XmlEnd.Open)
        {
            if (!enough) return false;
            (frame.Length, frame.Status, frame.SkipAhead) = (limit, DecodeStatus.TooLong, true);
            return true;
        }
        frame.Status = found == XmlEnd.Whole ? DecodeStatus.Ok : DecodeStatus.Malformed;
        frame.Length = TrimEnd(rest, end);
        if (frame.Length <= limit) return true;
        (frame.Length, frame.Status, frame.PassedOver) = (limit, DecodeStatus.TooLong, end);
        return true;
    }

    /// <summary>UTF-16 and UTF-32 hold no separator that could be seen: all the rest.</summary>
    static bool TakeWide(ReadOnlySpan<byte> rest, bool whole, bool enough, int limit, ref RawFrame frame)
    {
        frame.Format = MessageFormat.Xml;
        frame.Status = DecodeStatus.WrongEncoding;
        frame.Length = rest.Length;
        if (whole) return true;
        return enough && Limit(limit, ref frame);
    }

    static bool TakeLine(ReadOnlySpan<byte> rest, bool whole, bool enough, int limit, ref FrameProgress progress, ref RawFrame frame)
    {
        frame.Format = MessageFormat.Json;
        int end = rest[progress.Line..].IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0 && !enough)
        {
            progress.Line = rest.Length;
            return false;
        }
        frame.Length = end >= 0 ? TrimEnd(rest, progress.Line + end) : whole ? TrimEnd(rest, rest.Length) : rest.Length;
        return Limit(limit, ref frame);
    }

    /// <summary>Behind a message that was too long: how many bytes to drop, and whether the next one may begin there.</summary>
    public static int Skip(ReadOnlySpan<byte> window, bool final, ref FrameProgress progress, out bool found)
    {
        switch (progress.Skipping)
        {
            case MessageFormat.Xml when progress.Xml.At > 0:
                found = progress.Xml.Advance(window, final, out int end) != XmlEnd.Open;
                if (!found) end = Math.Max(0, progress.Xml.At - 1); // a brace is told by the byte before it
                progress.Xml.Forget(end);
                return end;
            case MessageFormat.Json:
                int line = window.IndexOfAny((byte)'\n', (byte)'\r');
                found = line >= 0;
                return found ? line : window.Length;
            default:
                return SkipToStart(window, final, out found);
        }
    }

    /// <summary>Whether a line of JSON opens with this brace: 1, 0, or −1 when that is not to be told yet.</summary>
    internal static int OpensJson(ReadOnlySpan<byte> text)
    {
        for (int i = 1; i <= MaxBlanks; i++)
        {
            if (i >= text.Length) return -1;
            if (text[i] == '"') return 1;
            if (text[i] is not ((byte)' ' or (byte)'\t')) return 0;
        }
        return 0;
    }

    /// <summary><c>&lt;?xml</c> and what ends the name.</summary>
    internal static bool IsDeclaration(ReadOnlySpan<byte> text) => text.Length > 5 && text.StartsWith("<?xml"u8) && (FinScanner.IsBlank(text[5]) || text[5] == '?');

    internal static bool IsNameStart(byte c) => (c | 0x20) is >= 'a' and <= 'z' || c is (byte)'_' or (byte)':' or >= 0x80;

    static bool OpensXml(ReadOnlySpan<byte> rest) => rest.Length > 1 && rest[0] == '<' && (rest[1] is (byte)'?' or (byte)'!' || IsNameStart(rest[1]));

    // Padding of zero bytes is not yet an encoding.
    static bool OpensWide(ReadOnlySpan<byte> rest) => rest.Length > 3 && IsoScanner.IsWide(rest) && (rest[0] != 0 || rest[1] != 0 || rest[2] == 0xFE || rest[2] == 0 && rest[3] == '<');

    static bool IsLineStart(ReadOnlySpan<byte> text, int at)
    {
        int before = at - 1;
        while (before >= 0 && at - before <= MaxBlanks && text[before] is (byte)' ' or (byte)'\t') before--;
        return before >= 0 && text[before] is (byte)'\n' or (byte)'\r' or (byte)'$';
    }
}
