namespace Fraud.Messages;

/// <summary>Values of records, the same in JSON and in columns.</summary>
static class RecordValue
{
    /// <summary>Exact: at most 18 digits, 9 of them decimals; no sign, exponent or grouping.</summary>
    public static bool TryReadAmount(ReadOnlySpan<byte> text, out long unscaled, out int scale) => FinValue.TryReadAmount(text, 0, text.Length, out unscaled, out scale, (byte)'.');

    /// <summary>RFC 3339, with a blank for the T if need be and without an offset for local time; a date alone is its midnight; ten digits are seconds since 1970 in UTC, thirteen milliseconds.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> text, out long ticks, out TimeBase relative)
    {
        if (text.Length is 10 or 13 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            long count = 0;
            foreach (byte c in text) count = count * 10 + (c - '0');
            ticks = DateTime.UnixEpoch.Ticks + count * (text.Length == 10 ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond);
            relative = TimeBase.Utc;
            return true;
        }
        if (text.Length == 10 && IsoText.TryReadDate(text, out int day))
        {
            (ticks, relative) = (day * TimeSpan.TicksPerDay, TimeBase.Local);
            return true;
        }
        if (IsoText.TryReadTime(text, out ticks, out relative)) return true;
        (ticks, relative) = (0, TimeBase.None);
        return false;
    }

    public static bool TryReadSettled(ReadOnlySpan<byte> text, out Settlement settled)
    {
        settled = text.SequenceEqual("accepted"u8) ? Settlement.Accepted : text.SequenceEqual("rejected"u8) ? Settlement.Rejected : Settlement.Open;
        return settled != Settlement.Open || text.SequenceEqual("open"u8);
    }

    public static bool TryReadLabel(ReadOnlySpan<byte> text, out sbyte label)
    {
        label = text.SequenceEqual("1"u8) || text.SequenceEqual("true"u8) || text.SequenceEqual("fraud"u8) ? (sbyte)1
            : text.SequenceEqual("0"u8) || text.SequenceEqual("false"u8) || text.SequenceEqual("honest"u8) ? (sbyte)-1 : (sbyte)0;
        return label != 0;
    }

    /// <summary>Two capital letters, the first in the lower byte.</summary>
    public static bool TryReadCountry(ReadOnlySpan<byte> text, out ushort country)
    {
        bool good = text.Length == 2 && char.IsAsciiLetterUpper((char)text[0]) && char.IsAsciiLetterUpper((char)text[1]);
        country = good ? (ushort)(text[0] | text[1] << 8) : (ushort)0;
        return good;
    }
}
