using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fraud.Messages;

/// <summary>Values inside fields: amounts, dates, lines.</summary>
static class FinValue
{
    /// <summary>
    /// Reads an amount of format <c>15d</c> exactly: digits and one comma. Beyond the standard it also takes what is unambiguous all the same, digits without a comma
    /// (<c>1234</c>) and a comma without a digit before it (<c>,5</c>); a point, a sign or a grouping is never guessed at. ISO 20022 writes a point for the comma.
    /// </summary>
    public static bool TryReadAmount(ReadOnlySpan<byte> message, int start, int length, out long unscaled, out int scale, byte point = (byte)',')
    {
        int end = start + length;
        if (length is > 0 and <= 16 && end >= 16 && TryReadShort(message, end, length, point, out unscaled, out scale)) return true;
        return TryReadSlow(message.Slice(start, length), point, out unscaled, out scale);
    }

    /// <summary>
    /// The common case without a branch for a digit: sixteen bytes that end with the value, what stands before it blanked, the comma closed up by
    /// moving the integer digits one place right, then eight digits a multiply tree.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool TryReadShort(ReadOnlySpan<byte> message, int end, int length, byte point, out long unscaled, out int scale)
    {
        var lane = Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        var text = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(message), (nuint)(end - 16));
        var inside = Vector128.GreaterThanOrEqual(lane, Vector128.Create((byte)(16 - length)));
        uint commas = (Vector128.Equals(text, Vector128.Create(point)) & inside).ExtractMostSignificantBits();
        int comma = System.Numerics.BitOperations.TrailingZeroCount(commas);
        unscaled = 0;
        scale = 15 - comma;
        if (commas == 0 || (commas & (commas - 1)) != 0 || (uint)scale > Money.MaxScale || length == 1) return false;

        var digits = (text - Vector128.Create((byte)'0')) & inside;
        var moved = Vector128.Shuffle(digits, lane - Vector128<byte>.One); // lane 0 asks for 255: zero
        var whole = Vector128.LessThanOrEqual(lane, Vector128.Create((byte)comma));
        digits = Vector128.ConditionalSelect(whole, moved, digits);
        if (Vector128.GreaterThanAny(digits, Vector128.Create((byte)9))) return false;
        unscaled = Eight(digits.AsUInt64()[0]) * 100_000_000 + Eight(digits.AsUInt64()[1]);
        return true;
    }

    /// <summary>Eight digit values, the first in the lowest byte, as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static long Eight(ulong digits)
    {
        digits = digits * 10 + (digits >> 8);
        return (long)((digits & 0x000000FF_000000FF) * 0x000F4240_00000064 + (digits >> 16 & 0x000000FF_000000FF) * 0x00002710_00000001 >> 32);
    }

    static bool TryReadSlow(ReadOnlySpan<byte> text, byte point, out long unscaled, out int scale)
    {
        unscaled = 0;
        scale = 0;
        text = text.TrimEnd((byte)' ');
        bool comma = false, any = false;
        foreach (byte c in text)
        {
            if (c == point && !comma) { comma = true; continue; }
            if (c is < (byte)'0' or > (byte)'9' || unscaled >= 100_000_000_000_000_000) return false;
            unscaled = unscaled * 10 + (c - '0');
            if (comma) scale++;
            any = true;
        }
        return any && scale <= Money.MaxScale;
    }

    /// <summary>Reads a currency and an amount (<c>3!a15d</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadMoney(ReadOnlySpan<byte> message, int start, int length, out Money money)
    {
        money = default;
        if (length < 4 || !CurrencyCode.TryParse(message.Slice(start, 3), out var currency)) return false;
        if (!TryReadAmount(message, start + 3, length - 3, out long unscaled, out int scale)) return false;
        money = new Money(unscaled, (byte)scale, currency);
        return true;
    }

    static ReadOnlySpan<ushort> DaysBefore => [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    static ReadOnlySpan<byte> DaysOf => [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>YYMMDD as a day number. Years 80 to 99 are of the last century, as the standard has it. False when there is no such day.</summary>
    public static bool TryReadDate(ReadOnlySpan<byte> message, int start, int length, out int day)
    {
        day = TransferFields.NoDay;
        if (length < 6 || (uint)start > (uint)message.Length || message.Length - start < 6) return false;
        int year = Two(message, start), month = Two(message, start + 2), date = Two(message, start + 4);
        if ((year | month | date) < 0) return false;
        year += year >= 80 ? 1900 : 2000;
        return TryDay(year, month, date, out day);
    }

    internal static bool TryDay(int year, int month, int date, out int day)
    {
        day = TransferFields.NoDay;
        if ((uint)(month - 1) > 11) return false;
        bool leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
        int last = DaysOf[month] + (leap && month == 2 ? 1 : 0);
        if ((uint)(date - 1) >= (uint)last) return false;
        int before = year - 1;
        day = before * 365 + before / 4 - before / 100 + before / 400 + DaysBefore[month] + (leap && month > 2 ? 1 : 0) + date - 1;
        return true;
    }

    /// <summary>YYMMDD and hhmm, one behind the other or apart, as a local time without a zone.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> message, int date, int clock, out DateTime time)
    {
        time = default;
        if (clock < 0 || message.Length - clock < 4 || date < 0 || message.Length - date < 6) return false;
        if (!TryReadDate(message, date, 6, out int day)) return false;
        int hour = Two(message, clock), minute = Two(message, clock + 2);
        if ((uint)hour > 23 || (uint)minute > 59) return false;
        time = new DateTime(day * TimeSpan.TicksPerDay + hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute, DateTimeKind.Unspecified);
        return true;
    }

    /// <summary>Two digits, or a negative number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Two(ReadOnlySpan<byte> text, int at)
    {
        uint tens = text[at] - (uint)'0', ones = text[at + 1] - (uint)'0';
        return tens <= 9 && ones <= 9 ? (int)(tens * 10 + ones) : -1;
    }

    /// <summary>All digits as a number, or −1; at most nine of them.</summary>
    internal static int Number(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 9) return -1;
        int value = 0;
        foreach (byte c in text)
        {
            if (c is < (byte)'0' or > (byte)'9') return -1;
            value = value * 10 + (c - '0');
        }
        return value;
    }

    /// <summary>Where the line that starts here stops: at the first CR or LF, or at the end of the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LineEnd(ReadOnlySpan<byte> message, int start, int end)
    {
        if (message.Length - start >= Vector256<byte>.Count)
        {
            // A party line has at most 35 characters: one look of 32 finds nearly all ends.
            var bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(message), (nuint)start);
            uint hit = (Vector256.Equals(bytes, Vector256.Create((byte)'\r')) | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))).ExtractMostSignificantBits();
            if (hit != 0) return Math.Min(end, start + System.Numerics.BitOperations.TrailingZeroCount(hit));
        }
        int found = message[start..end].IndexOfAny((byte)'\r', (byte)'\n');
        return found < 0 ? end : start + found;
    }

    /// <summary>The start of the line after the one that stops here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NextLine(ReadOnlySpan<byte> message, int lineEnd, int end)
    {
        if (lineEnd >= end) return end;
        return message[lineEnd] == '\r' && lineEnd + 1 < end && message[lineEnd + 1] == '\n' ? lineEnd + 2 : lineEnd + 1;
    }

    /// <summary>The slice without blanks at its ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Slice Trim(ReadOnlySpan<byte> message, int start, int end)
    {
        while (start < end && message[start] == ' ') start++;
        while (end > start && message[end - 1] == ' ') end--;
        return new Slice(start, end - start);
    }

    /// <summary>A code without its branch, from a logical terminal's twelve characters: eight, the terminal's letter, three of the branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Bic Terminal(ReadOnlySpan<byte> message, int start, int available)
    {
        if (available < 8) return default;
        uint branch = available >= 12 ? (uint)(message[start + 9] | message[start + 10] << 8 | message[start + 11] << 16) : 0;
        ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(message[start..]);
        return Bic.TryPack(eight, branch, out var bic) || Bic.TryPack(eight, 0, out bic) ? bic : default;
    }
}
