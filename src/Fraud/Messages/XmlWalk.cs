using System.Buffers;

namespace Fraud.Messages;

/// <summary>What a walk over XML came to.</summary>
enum XmlEnd : byte
{
    /// <summary>The end is not there yet.</summary>
    Open,
    /// <summary>A document, or an application header and its document, to its last end tag.</summary>
    Whole,
    /// <summary>A document without its end: the next message begins there, or nothing comes any more.</summary>
    CutOff,
    /// <summary>Comments without a document behind them.</summary>
    Remarks,
}

/// <summary>
/// Finds the end of an XML document that comes in pieces: counts how deep its tags nest, and sees no tag in a comment, a CDATA section, an instruction or a quoted value. It goes on
/// where it stopped, so that every byte is looked at once. Whether the tags belong to each other is for <see cref="IsoScanner"/> to say.
/// </summary>
struct XmlWalk
{
    enum Inside : byte { Text, Tag, EndTag, Comment, Section, Instruction, DocumentType }

    const int LongestMarkup = 9; // <![CDATA[
    const int NameBytes = 40;    // of a root, to tell a header by

    static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n/>"u8);
    static readonly SearchValues<byte> TextMarks = SearchValues.Create("<{\u0001\u0003"u8);
    static readonly SearchValues<byte> TagMarks = SearchValues.Create("<>\"'{\u0001\u0003"u8);
    static readonly SearchValues<byte> QuoteMarks = SearchValues.Create("<\"{\u0001\u0003"u8), SingleQuoteMarks = SearchValues.Create("<'{\u0001\u0003"u8);

    Inside _inside;
    byte _quote;       // that is open, in a tag
    byte _roots;
    bool _begun, _declared, _header, _subset;
    int _depth;
    int _token;        // where the comment, section or instruction begins that is open
    int _headerEnd;

    /// <summary>Bytes that need not be looked at again.</summary>
    public int At { get; private set; }

    /// <summary>
    /// Whether the document is too long and only its end is looked for. What was walked over is not kept then, so a comment or section that may never end is left where another
    /// message begins a line.
    /// </summary>
    public bool IsPassedOver { get; set; }

    /// <summary>Whether it stands in a comment, a section or an instruction that is open.</summary>
    public readonly bool IsUnclosed => _inside >= Inside.Comment;

    /// <summary>The first so many bytes are no longer there.</summary>
    public void Forget(int count)
    {
        At -= count;
        _token -= count;
        _headerEnd -= count;
    }

    /// <summary>Walks on; <paramref name="final"/> when nothing comes behind the text.</summary>
    public XmlEnd Advance(ReadOnlySpan<byte> text, bool final, out int end)
    {
        end = 0;
        while (At < text.Length)
        {
            XmlEnd? stop = _inside switch
            {
                Inside.Text => TakeText(text, final, out end),
                Inside.Tag => TakeTag(text, final, out end),
                Inside.EndTag => TakeEndTag(text, final, out end),
                Inside.Comment => TakeTo(text, "-->"u8, final, out end),
                Inside.Section => TakeTo(text, "]]>"u8, final, out end),
                Inside.Instruction => TakeTo(text, "?>"u8, final, out end),
                _ => TakeDocumentType(text),
            };
            if (stop == XmlEnd.Open && final) break;
            if (stop is { } result) return result;
        }
        if (!final) return XmlEnd.Open;
        if (_inside == Inside.Text && _depth == 0) return Between(text.Length, out end);
        // What was opened last never ends: the next message may stand inside it.
        end = _inside >= Inside.Comment && !IsPassedOver ? NextMessage(text, Math.Max(0, _token)) : text.Length;
        return XmlEnd.CutOff;
    }

    XmlEnd? TakeText(ReadOnlySpan<byte> text, bool final, out int end)
    {
        end = 0;
        int found = _depth == 0 ? text[At..].IndexOfAnyExcept(" \t\r\n"u8) : text[At..].IndexOfAny(TextMarks);
        At = found < 0 ? text.Length : At + found;
        if (found < 0) return null;
        if (text[At] == '<') return text.Length - At < LongestMarkup && !final ? XmlEnd.Open : TakeMarkup(text, final, out end);
        if (_depth == 0) return Between(At, out end);
        return Ends(text, final, out end);
    }

    /// <summary>A control character or a basic header at the start of a line: the next message begins. No document holds either outside a section.</summary>
    XmlEnd? Ends(ReadOnlySpan<byte> text, bool final, out int end)
    {
        end = At;
        if (text[At] != '{') return XmlEnd.CutOff;
        if (At > 0 && text[At - 1] is (byte)'\n' or (byte)'\r' or (byte)'$')
        {
            if (text.Length - At < FrameSplitter.HeaderBytes && !final) return XmlEnd.Open;
            if (FrameSplitter.IsBasicHeader(text[At..])) return XmlEnd.CutOff;
        }
        At++;
        return null;
    }

    XmlEnd? TakeMarkup(ReadOnlySpan<byte> text, bool final, out int end)
    {
        end = At;
        var rest = text[At..];
        byte kind = rest.Length > 1 ? rest[1] : (byte)0;
        if (FrameSplitter.IsDeclaration(rest))
        {
            if (_begun) return _depth == 0 ? Between(At, out end) : XmlEnd.CutOff;
            _declared = true;
        }
        _token = At;
        if (kind == '?') return Enter(Inside.Instruction, 2);
        if (rest.StartsWith("<!--"u8)) return Enter(Inside.Comment, 4);
        if (_depth > 0)
        {
            if (rest.StartsWith("<![CDATA["u8)) return Enter(Inside.Section, LongestMarkup);
            if (kind == '/') return Enter(Inside.EndTag, 2);
            return FrameSplitter.IsNameStart(kind) ? Enter(Inside.Tag, 1) : Enter(Inside.Text, 1);
        }
        if (kind == '!' && _roots == 0)
        {
            _declared = true;
            return Enter(Inside.DocumentType, 2);
        }
        if (!FrameSplitter.IsNameStart(kind)) return Between(At, out end);
        // A root. Behind an application header only its document is part of the same message.
        int name = rest[1..].IndexOfAny(NameEnds);
        if (name < 0 && rest.Length < NameBytes && !final) return XmlEnd.Open;
        bool header = name >= 0 && IsHeader(rest.Slice(1, name));
        if (header && _roots > 0) return Between(At, out end);
        _header = header;
        _roots++;
        return Enter(Inside.Tag, 1);
    }

    XmlEnd? Enter(Inside inside, int length)
    {
        _begun = true;
        _inside = inside;
        At += length;
        return null;
    }

    static bool IsHeader(ReadOnlySpan<byte> name) => name[(name.LastIndexOf((byte)':') + 1)..].SequenceEqual("AppHdr"u8);

    XmlEnd? TakeTag(ReadOnlySpan<byte> text, bool final, out int end)
    {
        end = 0;
        int found = text[At..].IndexOfAny(_quote switch { 0 => TagMarks, (byte)'"' => QuoteMarks, _ => SingleQuoteMarks });
        At = found < 0 ? text.Length : At + found;
        if (found < 0) return null;
        switch (text[At])
        {
            case (byte)'"' or (byte)'\'':
                _quote = _quote == 0 ? text[At] : (byte)0;
                At++;
                return null;
            case (byte)'<': // neither a tag nor a value holds one: this tag was cut off
                _depth++;
                (_inside, _quote) = (Inside.Text, 0);
                return null;
            case (byte)'>':
                At++;
                _inside = Inside.Text;
                if (text[At - 2] == '/') return _depth == 0 ? RootEnds(out end) : null;
                _depth++;
                return null;
            default:
                return Ends(text, final, out end);
        }
    }

    XmlEnd? TakeEndTag(ReadOnlySpan<byte> text, bool final, out int end)
    {
        end = 0;
        int found = text[At..].IndexOfAny(TagMarks);
        At = found < 0 ? text.Length : At + found;
        if (found < 0) return null;
        byte c = text[At];
        if (c is (byte)'{' or 0x01 or 0x03) return Ends(text, final, out end);
        if (c != '<') At++;
        if (c is (byte)'"' or (byte)'\'') return null;
        _inside = Inside.Text;
        return --_depth == 0 ? RootEnds(out end) : null;
    }

    XmlEnd? RootEnds(out int end)
    {
        end = _headerEnd = At;
        return _header ? null : XmlEnd.Whole;
    }

    XmlEnd? TakeTo(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark, bool final, out int end)
    {
        end = 0;
        int limit = text.Length;
        XmlEnd? stop = null;
        if (IsPassedOver)
        {
            // A line that begins a message is near, the close may be nowhere: it is looked for before that line only.
            int from = At;
            stop = NextLine(text, limit, final);
            (limit, At) = (stop is null ? limit : At, from);
        }
        int found = text[At..limit].IndexOf(mark);
        if (found < 0 && stop is { } result)
        {
            At = end = limit;
            return result;
        }
        if (found < 0)
        {
            At = Math.Max(At, text.Length - mark.Length + 1);
            return XmlEnd.Open;
        }
        At += found + mark.Length;
        _inside = Inside.Text;
        return null;
    }

    /// <summary>Moves to where a message begins a line before the limit; null when none does.</summary>
    XmlEnd? NextLine(ReadOnlySpan<byte> text, int limit, bool final)
    {
        for (int at = Math.Max(1, At); at < limit; at++)
        {
            int found = text[at..limit].IndexOfAny((byte)'<', (byte)'{');
            if (found < 0) return null;
            at += found;
            if (text[at - 1] is not ((byte)'\n' or (byte)'\r')) continue;
            bool isEarly = text.Length - at < FrameSplitter.HeaderBytes && !final;
            if (!isEarly && !FrameSplitter.IsBasicHeader(text[at..]) && !FrameSplitter.IsDeclaration(text[at..])) continue;
            At = at;
            return isEarly ? XmlEnd.Open : XmlEnd.CutOff;
        }
        return null;
    }

    /// <summary>To its closing bracket; that it is there at all is reason enough to refuse the message.</summary>
    XmlEnd? TakeDocumentType(ReadOnlySpan<byte> text)
    {
        int found = _subset ? text[At..].IndexOf((byte)']') : text[At..].IndexOfAny((byte)'[', (byte)'>', (byte)'<');
        At = found < 0 ? text.Length : At + found;
        if (found < 0) return null;
        byte c = text[At];
        if (c is (byte)'[' or (byte)']') _subset = c == '[';
        else _inside = Inside.Text;
        if (c != '<') At++;
        return null;
    }

    /// <summary>Outside of every root something stands that belongs to none.</summary>
    readonly XmlEnd Between(int at, out int end)
    {
        end = _roots > 0 ? Math.Max(0, _headerEnd) : at;
        return _roots > 0 ? XmlEnd.Whole : _declared ? XmlEnd.CutOff : XmlEnd.Remarks;
    }

    static int NextMessage(ReadOnlySpan<byte> text, int from)
    {
        for (int at = from + 1; at < text.Length; at++)
        {
            int found = text[at..].IndexOfAny(TextMarks);
            if (found < 0) break;
            at += found;
            bool begins = text[at] switch
            {
                (byte)'<' => FrameSplitter.IsDeclaration(text[at..]),
                (byte)'{' => text[at - 1] is (byte)'\n' or (byte)'\r' or (byte)'$' && FrameSplitter.IsBasicHeader(text[at..]),
                _ => true,
            };
            if (begins) return at;
        }
        return text.Length;
    }
}
