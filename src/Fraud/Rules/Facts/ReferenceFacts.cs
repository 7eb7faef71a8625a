using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Reference;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>How the sender's reference is made: its form, and the number it ends with.</summary>
sealed class ReferenceFacts(Func<Field, int> column, KeyHasher hasher) : FactGroup
{
    /// <summary>A date within a reference is that of a day about the message's own: it was made out yesterday, or is dated ahead over a long weekend.</summary>
    const int DaysAbout = 7;

    const int LongestNumber = 15;

    readonly int _mask = column(Vocabulary.ReferenceMask), _number = column(Vocabulary.ReferenceNumber);

    public override void Write(in FactRow row)
    {
        if (_mask < 0 && _number < 0) return;
        var text = row.Text(row.Fields.Reference);
        if (text.IsEmpty)
        {
            row.SetUnknown(_mask, UnknownReason.FieldAbsent);
            row.SetUnknown(_number, UnknownReason.FieldAbsent);
            return;
        }
        int today = (int)(row.Ticks / TimeSpan.TicksPerDay);
        if (_mask >= 0)
        {
            Span<byte> mask = stackalloc byte[2 * MaxLength];
            row.SetKey(_mask, hasher.Hash(mask[..Mask(text, today, mask)]));
        }
        if (Number(text, today) is >= 0 and var number) row.Set(_number, number);
        else row.SetUnknown(_number, UnknownReason.FieldAbsent);
    }

    /// <summary>Longer ones than the formats allow are told by their beginning.</summary>
    const int MaxLength = 35;

    /// <summary>
    /// Runs in place of characters: letters by case and length, a date, other digits however many (a sequence grows by a digit and its form stays), all else as it stands. Writes at most two bytes
    /// for each byte; returns how many.
    /// </summary>
    internal static int Mask(ReadOnlySpan<byte> text, int today, Span<byte> mask)
    {
        text = text[..Math.Min(text.Length, MaxLength)];
        int length = 0;
        for (int at = 0; at < text.Length;)
        {
            int end = RunEnd(text, at);
            byte c = text[at];
            if (IsDigit(c)) mask[length++] = DateLength(text[at..end], today) == end - at ? (byte)'D' : (byte)'n';
            else if (char.IsAsciiLetter((char)c))
            {
                mask[length++] = char.IsAsciiLetterUpper((char)c) ? (byte)'A' : (byte)'a';
                mask[length++] = (byte)('0' + Math.Min(9, end - at));
            }
            else mask[length++] = c;
            at = end;
        }
        return length;
    }

    /// <summary>The number behind the last letter or sign, without a date in front of it; −1 when there is none. So neither midnight nor New Year is a jump.</summary>
    internal static long Number(ReadOnlySpan<byte> text, int today)
    {
        int start = text.Length;
        while (start > 0 && IsDigit(text[start - 1])) start--;
        var digits = text[start..];
        digits = digits[DateLength(digits, today)..];
        if (digits.Length is 0 or > LongestNumber) return -1;
        long number = 0;
        foreach (byte c in digits) number = 10 * number + (c - '0');
        return number;
    }

    // Letters of one case, digits, or blanks.
    static int RunEnd(ReadOnlySpan<byte> text, int at)
    {
        int kind = Kind(text[at]), end = at + 1;
        if (kind != 0) while (end < text.Length && Kind(text[end]) == kind) end++;
        return end;
    }

    static int Kind(byte c) => IsDigit(c) ? 1 : char.IsAsciiLetterUpper((char)c) ? 2 : char.IsAsciiLetterLower((char)c) ? 3 : c == ' ' ? 4 : 0;

    static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    /// <summary>How many digits at the start are a date about that day: yyyymmdd, yymmdd, or the year and the day of the year; 0 for none.</summary>
    static int DateLength(ReadOnlySpan<byte> digits, int today)
    {
        if (digits.Length >= 8 && digits[0] == '2' && digits[1] == '0' && IsAbout(digits[2..8], today)) return 8;
        if (digits.Length >= 6 && IsAbout(digits[..6], today)) return 6;
        if (digits.Length < 5) return 0;
        int year = FinValue.Two(digits, 0), day = FinValue.Number(digits.Slice(2, 3));
        return day is >= 1 and <= 366 && FinValue.TryDay(2000 + year, 1, 1, out int first) && Math.Abs(first + day - 1 - today) <= DaysAbout ? 5 : 0;
    }

    static bool IsAbout(ReadOnlySpan<byte> sixDigits, int today) => FinValue.TryReadDate(sixDigits, 0, 6, out int day) && Math.Abs(day - today) <= DaysAbout;
}
