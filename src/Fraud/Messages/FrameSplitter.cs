using System.Buffers;

namespace Fraud.Messages;

/// <summary>One message, or text between messages, in a window of bytes.</summary>
struct RawFrame
{
    public int Start, Length, Consumed;
    public int PassedOver;  // too long, but its end was seen: bytes to that end
    public MessageFormat Format;
    public DecodeStatus Status;
    public bool SkipAhead;  // too long: what follows up to the next start belongs to it
}

/// <summary>
/// Finds where messages begin and end in what was received so far. A frame is given only when bytes already seen settle it, so the frames do not depend on how
/// the input was cut into pieces. Separators are never trusted alone: a dollar sign stands in dirty narrative too, and DOS files are not aligned to their sectors.
/// </summary>
static partial class FrameSplitter
{
    /// <summary>Bytes beyond the limit that may be looked at to settle an end.</summary>
    public const int Slack = 64;

    internal const int HeaderBytes = 18;
    const int StartBytes = 8; // that tell what begins there

    static readonly SearchValues<byte> Suspects = SearchValues.Create("{<$\u0001\u0003"u8);

    /// <summary>The next frame in the window, or false when more bytes are needed (or, at the end of input, when none is left: then all is consumed).</summary>
    public static bool TryTake(ReadOnlySpan<byte> window, bool final, int limit, FinFields table, ref FrameProgress progress, out RawFrame frame)
    {
        for (int at = 0; ;)
        {
            frame = default;
            at = SkipSeparators(window, at);
            var rest = window[at..];
            frame.Consumed = at;
            if (rest.Length < StartBytes && !final || rest.IsEmpty) return false;

            bool whole = final && rest.Length <= limit;          // nothing comes behind what is seen
            bool enough = rest.Length >= limit + Slack || final; // nothing more may be asked for
            bool last = final && rest.Length <= limit + Slack;
            if (rest.Length > limit + Slack) rest = rest[..(limit + Slack)];
            int remarks = 0, json = rest[0] == '{' ? OpensJson(rest) : 0;
            if (json < 0 && !enough) return false;
            bool taken = json > 0 ? TakeLine(rest, whole, enough, limit, ref progress, ref frame)
                : rest[0] == '{' && IsBlock(rest) ? TakeBlocks(rest, whole, enough, limit, table, ref frame)
                : OpensWide(rest) ? TakeWide(rest, whole, enough, limit, ref frame)
                : OpensXml(rest) ? TakeXml(rest, last, enough, limit, ref progress, ref frame, out remarks)
                : FinScanner.TagLength(rest, 0) > 0 ? TakeBareText(rest, whole, enough, limit, ref frame)
                : TakeText(rest, whole, enough, limit, ref frame);
            if (remarks > 0)
            {
                at += remarks;
                progress = progress.Next;
                continue;
            }
            if (!taken) return false;
            frame.Start = at;
            frame.Consumed = at + Math.Max(frame.Length, frame.PassedOver);
            if (frame.SkipAhead)
            {
                progress.Xml.Forget(frame.Length);
                progress.Xml.IsPassedOver = true;
                progress.Skipping = frame.Format;
            }
            else progress = progress.Next;
            return true;
        }
    }

    /// <summary>Separators and byte order marks in any order and number: what is skipped may not depend on how much of it is seen at once.</summary>
    static int SkipSeparators(ReadOnlySpan<byte> window, int at)
    {
        while (true)
        {
            while (at < window.Length && IsSeparator(window[at])) at++;
            if (!window[at..].StartsWith("\uFEFF"u8)) return at;
            at += 3;
        }
    }

    static bool TakeBlocks(ReadOnlySpan<byte> rest, bool whole, bool enough, int limit, FinFields table, ref RawFrame frame)
    {
        frame.Format = MessageFormat.Fin;
        frame.Status = FinScanner.Scan(rest, 0, table);
        bool open = (table.Warnings & (FinWarnings.Unterminated | FinWarnings.BlockUnclosed)) != 0;
        bool settled = table.Stop < rest.Length || whole;
        if (!settled && !enough) return false;

        // A message that lost its end would swallow the next one: look for a start inside its text.
        int end = table.End;
        if (table.HasText && !table.TextIsTagList && InnerStart(rest[..end], table.Text.Start, complete: true) is > 0 and int cut)
        {
            end = TrimEnd(rest, cut);
            open = false;
        }
        else if (open && table.Stop >= rest.Length) end = TrimEnd(rest, end);
        frame.Length = end;
        if (end > limit || open && !whole && table.Stop >= rest.Length)
        {
            frame.Length = Math.Min(end, limit);
            frame.SkipAhead = true;
        }
        if (frame.Length < table.End) frame.Status = FinScanner.Scan(rest[..frame.Length], 0, table); // the table must not point beyond the frame
        if (frame.SkipAhead) frame.Status = DecodeStatus.TooLong;
        return true;
    }

    /// <summary>A text block without headers ends with a line of <c>-</c> or <c>-}</c>, at a separator, or where a headed message begins.</summary>
    static bool TakeBareText(ReadOnlySpan<byte> rest, bool whole, bool enough, int limit, ref RawFrame frame)
    {
        frame.Format = MessageFormat.BareText;
        // The end first, for it is near: looking for another start would go through all that is there, for each of many small texts.
        int closed = TextEnd(rest, whole);
        int end = closed > 0 ? InnerStart(rest[..closed], 0, complete: true) : InnerStart(rest, 0, enough);
        if (end < 0) return false;
        if (end == 0 && closed > 0)
        {
            (frame.Length, frame.Status) = (closed, DecodeStatus.Ok);
            return Limit(limit, ref frame);
        }
        if (end == 0 && !enough) return false;
        if (end == 0 && !whole) end = rest.Length;
        frame.Length = TrimEnd(rest, end == 0 ? rest.Length : end);
        frame.Status = DecodeStatus.Unterminated;
        return Limit(limit, ref frame);
    }

    /// <summary>Behind a line of <c>-</c> or <c>-}</c>, or 0.</summary>
    static int TextEnd(ReadOnlySpan<byte> rest, bool whole)
    {
        for (int i = 1; i < rest.Length; i++)
        {
            int hyphen = rest[i..].IndexOf((byte)'-');
            if (hyphen < 0) break;
            i += hyphen;
            if (rest[i - 1] is not ((byte)'\n' or (byte)'\r')) continue;
            if (i + 1 >= rest.Length) return whole ? i + 1 : 0;
            if (rest[i + 1] is (byte)'\n' or (byte)'\r' or (byte)'}' or (byte)'$' or 0x03) return i + (rest[i + 1] == '}' ? 2 : 1);
        }
        return 0;
    }

    /// <summary>Text that is no message, up to the next start.</summary>
    static bool TakeText(ReadOnlySpan<byte> rest, bool whole, bool enough, int limit, ref RawFrame frame)
    {
        frame.Format = MessageFormat.Unrecognised;
        frame.Status = DecodeStatus.NotAMessage;
        int end = NextStart(rest, 1, enough);
        if (end < 0 || end == 0 && !enough) return false;
        frame.Length = end > 0 ? Math.Min(TrimEnd(rest, end), limit) : whole ? TrimEnd(rest, rest.Length) : Math.Min(rest.Length, limit);
        return true;
    }

    static bool Limit(int limit, ref RawFrame frame)
    {
        if (frame.Length <= limit) return true;
        frame.Length = limit;
        frame.Status = DecodeStatus.TooLong;
        frame.SkipAhead = true;
        return true;
    }

    /// <summary>Behind a message that was too long: how many bytes to drop, and whether a start was reached. Keeps what may be the beginning of one.</summary>
    static int SkipToStart(ReadOnlySpan<byte> window, bool final, out bool found)
    {
        int at = InnerStart(window, 0, complete: true, dollars: false);
        found = at > 0;
        if (found) return at;
        return final ? window.Length : Math.Max(0, window.Length - Slack);
    }

    /// <summary>
    /// Where text holds the beginning of another message: a basic header, a declaration of XML or a JSON object at the start of a line or behind a separator, a dollar sign between
    /// a closing and an opening brace, or a control character that only frames messages. 0 = nowhere; −1 = what would settle it may yet come.
    /// </summary>
    static int InnerStart(ReadOnlySpan<byte> text, int from, bool complete, bool dollars = true)
    {
        for (int at = from; at < text.Length; at++)
        {
            int found = text[at..].IndexOfAny(Suspects);
            if (found < 0) return 0;
            at += found;
            if (at == 0) continue;
            byte before = text[at - 1];
            switch (text[at])
            {
                case 0x01 or 0x03:
                    return at;
                case (byte)'{' or (byte)'<' when IsLineStart(text, at):
                    var rest = text[at..];
                    if (IsDeclaration(rest) || rest[0] == '{' && OpensJson(rest) > 0 || before is not ((byte)' ' or (byte)'\t') && IsBasicHeader(rest)) return at;
                    if (!complete && rest.Length < HeaderBytes) return -1;
                    break;
                case (byte)'$' when dollars:
                    int after = at + 1;
                    while (after < text.Length && FinScanner.IsBlank(text[after])) after++;
                    if (after < text.Length && text[after] == '{' && IsFramed(text, at)) return at;
                    if (!complete && after >= text.Length) return -1;
                    break;
            }
        }
        return 0;
    }

    /// <summary>Where a message begins behind text that is none: a basic header or a declaration of XML anywhere, a control character, or a tag of FIN, XML or JSON at the start of a line.</summary>
    static int NextStart(ReadOnlySpan<byte> text, int from, bool complete)
    {
        for (int at = from; at < text.Length; at++)
        {
            switch (text[at])
            {
                case 0x01 or 0x03:
                    return at;
                case (byte)'{' or (byte)'<':
                    var rest = text[at..];
                    if (IsBasicHeader(rest) || IsDeclaration(rest) || IsLineStart(text, at) && (OpensXml(rest) || rest[0] == '{' && OpensJson(rest) > 0)) return at;
                    if (!complete && rest.Length < HeaderBytes) return -1;
                    break;
                case (byte)':' when text[at - 1] is (byte)'\n' or (byte)'\r':
                    if (!complete && text.Length - at < 8) return -1;
                    if (FinScanner.TagLength(text, at) > 0) return at;
                    break;
            }
        }
        return 0;
    }

    /// <summary><c>{1:F01</c> and a logical terminal: 18 bytes that no narrative holds by chance.</summary>
    internal static bool IsBasicHeader(ReadOnlySpan<byte> text)
    {
        if (text.Length < HeaderBytes || !text.StartsWith("{1:"u8) || text[3] is not ((byte)'F' or (byte)'A' or (byte)'L')) return false;
        if (FinValue.Two(text, 4) < 0) return false;
        foreach (byte c in text[6..18])
            if (c is not (>= (byte)'A' and <= (byte)'Z' or >= (byte)'0' and <= (byte)'9')) return false;
        return true;
    }

    static bool IsFramed(ReadOnlySpan<byte> text, int dollar)
    {
        int before = dollar - 1;
        while (before > 0 && FinScanner.IsBlank(text[before])) before--;
        return text[before] == '}'
            || text[dollar - 1] is (byte)'\n' or (byte)'\r' && dollar + 1 < text.Length && text[dollar + 1] is (byte)'\n' or (byte)'\r';
    }

    static bool IsBlock(ReadOnlySpan<byte> rest) =>
        rest.Length >= 3 && rest[2] == ':' && rest[1] is >= (byte)'0' and <= (byte)'9' or >= (byte)'A' and <= (byte)'Z';

    static bool IsSeparator(byte c) => FinScanner.IsBlank(c) || c is (byte)'$' or 0x01 or 0x03;

    static int TrimEnd(ReadOnlySpan<byte> text, int end)
    {
        while (end > 1 && IsSeparator(text[end - 1])) end--;
        return end;
    }
}
