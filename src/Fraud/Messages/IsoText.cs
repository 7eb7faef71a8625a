using System.Globalization;
using System.Text;

namespace Fraud.Messages;

/// <summary>Texts and values of XML as they are meant: references resolved, comments and section marks gone, white space around them cut.</summary>
static class IsoText
{
    /// <summary>Characters of a text in UTF-8: the standard counts those, not bytes.</summary>
    public static int Characters(ReadOnlySpan<byte> text)
    {
        int count = 0;
        foreach (byte c in text) if ((c & 0xC0) != 0x80) count++;
        return count;
    }

    static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// <summary>The text of a value: a slice of the message where it stands there as it is meant, else made in the arena. False when a reference in it is none of XML's own.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, in IsoValue value, bool references, TextArena arena, out Slice text)
    {
        // Nearly always it stands there as it is meant.
        int last = value.Start + value.Length - 1;
        if (!(value.InPieces | references) && value.Length > 0 && message[value.Start] > ' ' && message[last] > ' ')
        {
            text = new Slice(value.Start, value.Length);
            return true;
        }
        return TryReadOther(message, in value, references, arena, out text);
    }

    static bool TryReadOther(ReadOnlySpan<byte> message, in IsoValue value, bool references, TextArena arena, out Slice text)
    {
        var raw = message.Slice(value.Start, value.Length);
        if (!value.InPieces && (!references || !raw.Contains((byte)'&')))
        {
            int start = raw.IndexOfAnyExcept(Blanks);
            if (start < 0) { text = default; return true; }
            text = new Slice(value.Start + start, raw.LastIndexOfAnyExcept(Blanks) + 1 - start);
            return true;
        }
        arena.Open();
        bool good = TryAppend(raw, arena);
        text = Trim(arena.Close(), arena.Bytes);
        return good;
    }

    /// <summary>Appends the text of a value to the one that is open in the arena.</summary>
    public static bool TryAppend(ReadOnlySpan<byte> message, in IsoValue value, bool references, TextArena arena)
    {
        var raw = message.Slice(value.Start, value.Length);
        if (raw.IsEmpty) return true;
        if (raw[0] <= ' ' || raw[^1] <= ' ') raw = raw.Trim(Blanks);
        if (value.InPieces | references) return TryAppend(raw, arena);
        arena.Append(raw);
        return true;
    }

    static Slice Trim(Slice text, ReadOnlySpan<byte> arena)
    {
        var bytes = text.Of(default, arena);
        int start = bytes.IndexOfAnyExcept(Blanks);
        return start < 0 ? default : new Slice(text.Start - start, bytes.LastIndexOfAnyExcept(Blanks) + 1 - start); // arena offsets count down
    }

    /// <summary>Appends the meaning of a run of content to the arena.</summary>
    static bool TryAppend(ReadOnlySpan<byte> raw, TextArena arena)
    {
        bool good = true;
        while (!raw.IsEmpty)
        {
            int mark = raw.IndexOfAny((byte)'&', (byte)'<');
            if (mark < 0) { arena.Append(raw); break; }
            arena.Append(raw[..mark]);
            raw = raw[mark..];
            if (raw[0] == '&')
            {
                int end = raw[..Math.Min(raw.Length, 12)].IndexOf((byte)';');
                if (end > 0 && TryAppendReference(raw[1..end], arena)) { raw = raw[(end + 1)..]; continue; }
                good = false;
                arena.Append((byte)'&');
                raw = raw[1..];
            }
            else if (raw.StartsWith("<![CDATA["u8))
            {
                int end = raw.IndexOf("]]>"u8);
                arena.Append(raw[9..end]);
                raw = raw[(end + 3)..];
            }
            else
            {
                // The scanner has seen that comments and instructions end.
                bool comment = raw.StartsWith("<!--"u8);
                int end = comment ? 4 + raw[4..].IndexOf("-->"u8) + 3 : 2 + raw[2..].IndexOf("?>"u8) + 2;
                raw = raw[end..];
            }
        }
        return good;
    }

    static bool TryAppendReference(ReadOnlySpan<byte> name, TextArena arena)
    {
        int predefined = name.SequenceEqual("amp"u8) ? '&' : name.SequenceEqual("lt"u8) ? '<' : name.SequenceEqual("gt"u8) ? '>' : name.SequenceEqual("quot"u8) ? '"' : name.SequenceEqual("apos"u8) ? '\'' : 0;
        if (predefined != 0) { arena.Append((byte)predefined); return true; }
        if (name.Length < 2 || name[0] != '#') return false;
        bool hex = name[1] == 'x';
        bool read = int.TryParse(name[(hex ? 2 : 1)..], hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out int code);
        if (!read || !Rune.TryCreate(code, out var rune) || code < 0x20 && code is not (9 or 10 or 13) || code is 0xFFFE or 0xFFFF) return false;
        Span<byte> utf8 = stackalloc byte[4];
        arena.Append(utf8[..rune.EncodeToUtf8(utf8)]);
        return true;
    }

    /// <summary><c>2016-02-05</c>, with or without a time or a zone behind it.</summary>
    public static bool TryReadDate(ReadOnlySpan<byte> text, out int day)
    {
        day = TransferFields.NoDay;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-' || text.Length > 10 && text[10] is not ((byte)'T' or (byte)'Z' or (byte)'+' or (byte)'-')) return false;
        int century = FinValue.Two(text, 0), year = FinValue.Two(text, 2), month = FinValue.Two(text, 5), date = FinValue.Two(text, 8);
        return (century | year | month | date) >= 0 && century + year > 0 && FinValue.TryDay(century * 100 + year, month, date, out day);
    }

    /// <summary><c>2016-02-04T20:42:22.123+06:00</c>: ticks and what they are relative to. A blank may stand for the T; seconds and zone may be absent.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> text, out long ticks, out TimeBase relative)
    {
        (ticks, relative) = (0, TimeBase.None);
        if (text.Length < 16 || text[10] is not ((byte)'T' or (byte)' ') || text[13] != ':' || !TryReadDate(text[..10], out int day)) return false;
        int hour = FinValue.Two(text, 11), minute = FinValue.Two(text, 14), second = 0, at = 16;
        if (text.Length >= 19 && text[16] == ':')
        {
            second = FinValue.Two(text, 17);
            at = 19;
        }
        if ((hour | minute | second) < 0 || hour > 24 || minute > 59 || second > 60 || hour == 24 && (minute | second) != 0) return false;
        ticks = day * TimeSpan.TicksPerDay + hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute + second * TimeSpan.TicksPerSecond;
        if (at < text.Length && text[at] == '.')
        {
            long unit = TimeSpan.TicksPerSecond;
            for (at++; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++) ticks += (text[at] - '0') * (unit /= 10);
        }
        relative = TimeBase.Local;
        if (at == text.Length) return ticks <= DateTime.MaxValue.Ticks;
        relative = TimeBase.Utc;
        if (text[at] == 'Z') return at + 1 == text.Length && ticks <= DateTime.MaxValue.Ticks;
        if (text.Length - at != 6 || text[at] is not ((byte)'+' or (byte)'-') || text[at + 3] != ':') return false;
        int offsetHours = FinValue.Two(text, at + 1), offsetMinutes = FinValue.Two(text, at + 4);
        if ((offsetHours | offsetMinutes) < 0 || offsetHours > 14 || offsetMinutes > 59) return false;
        long offset = offsetHours * TimeSpan.TicksPerHour + offsetMinutes * TimeSpan.TicksPerMinute;
        ticks += text[at] == '+' ? -offset : offset;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }
}
