using Fraud.Reference;

namespace Fraud.Messages;

/// <summary>What is wrong with an account that looks like an IBAN.</summary>
enum IbanProblem : byte
{
    None,
    /// <summary>Not of the form: two letters, two digits, letters and digits.</summary>
    NotAnIban,
    /// <summary>The country has no IBAN.</summary>
    Country,
    /// <summary>Not the country's length.</summary>
    Length,
    /// <summary>Check digits that cannot be produced (00, 01, 99), or that do not fit the rest.</summary>
    CheckDigits,
}

/// <summary>International bank account numbers (ISO 13616), and the check digits they share with the LEI (ISO 7064, mod 97-10).</summary>
static class Iban
{
    /// <summary>Whether a text has an IBAN's beginning and only characters that one may have: then errors in it are worth telling.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 15 or > 34 || !IsLetter(text[0]) || !IsLetter(text[1]) || !IsDigit(text[2]) || !IsDigit(text[3])) return false;
        foreach (byte c in text) if (!IsLetter(c) && !IsDigit(c)) return false;
        return true;
    }

    public static IbanProblem Check(ReadOnlySpan<byte> text)
    {
        if (text.Length < 5 || !IsLetter(text[0]) || !IsLetter(text[1]) || !IsDigit(text[2]) || !IsDigit(text[3])) return IbanProblem.NotAnIban;
        int length = IbanTable.Default.LengthOf(text[0], text[1]);
        if (length == 0) return IbanProblem.Country;
        if (text.Length != length) return IbanProblem.Length;
        int digits = FinValue.Two(text, 2);
        if (digits is 0 or 1 or 99) return IbanProblem.CheckDigits;
        int rest = Mod97(Mod97(0, text[4..]), text[..4]);
        return rest < 0 ? IbanProblem.NotAnIban : rest == 1 ? IbanProblem.None : IbanProblem.CheckDigits;
    }

    /// <summary>The remainder after more characters, A = 10 to Z = 35; −1 when one of them is neither a digit nor a capital letter, or an earlier one was not.</summary>
    public static int Mod97(int before, ReadOnlySpan<byte> text)
    {
        // A letter is two digits: the sum grows at most a hundredfold per character, so nine characters fit 64 bits before the remainder is due.
        if (before < 0) return -1;
        ulong value = (ulong)before;
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            if (IsDigit(c)) value = value * 10 + (c - (ulong)'0');
            else if (IsLetter(c)) value = value * 100 + (c - (ulong)'A') + 10;
            else return -1;
            if (i % 8 == 7) value %= 97;
        }
        return (int)(value % 97);
    }

    static bool IsLetter(byte c) => c is >= (byte)'A' and <= (byte)'Z';
    static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';
}
