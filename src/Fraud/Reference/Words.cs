namespace Fraud.Reference;

/// <summary>
/// Runs over the words of a text: maximal runs of Latin letters. Case does not count, and the accented letters of Latin-1 (two bytes in UTF-8) count as their
/// base letters, so that FUNDACIÓN and FUNDACION are one word. A word becomes a <see cref="Key"/> of five bits a letter, exact up to 24 letters: words are
/// compared and hashed as numbers, without a copy.
/// </summary>
ref struct Words(ReadOnlySpan<byte> text)
{
    const int MaxLetters = 24;

    readonly ReadOnlySpan<byte> _text = text;
    int _next;

    /// <summary>Offset of the word in the text, in bytes.</summary>
    public int Start { get; private set; }
    /// <summary>Length of the word in bytes.</summary>
    public int Length { get; private set; }
    /// <summary>Length of the word in letters.</summary>
    public int Letters { get; private set; }
    /// <summary>The letters, 1 to 26, five bits each, the last one lowest; 0 when there are more than 24.</summary>
    public UInt128 Key { get; private set; }
    public readonly int End => Start + Length;

    public bool Next()
    {
        int at = _next;
        while (at < _text.Length && LetterAt(at, out _) == 0) at++;
        if (at >= _text.Length) { _next = at; return false; }
        Start = at;
        ulong high = 0, low = 0; // 60 bits (12 letters) each; most words never reach the second
        int letters = 0;
        while (at < _text.Length && LetterAt(at, out int bytes) is var letter and > 0)
        {
            if (letters >= 12) high = high << 5 | low >> 55 & 31;
            low = (low << 5 | (uint)letter) & (1UL << 60) - 1;
            letters++;
            at += bytes;
        }
        (Length, Letters, _next) = (at - Start, letters, at);
        Key = letters <= MaxLetters ? (UInt128)high << 60 | low : 0;
        return true;
    }

    readonly int LetterAt(int at, out int bytes)
    {
        byte b = _text[at];
        bytes = 1;
        uint letter = (b | 0x20u) - 'a';
        if (letter < 26) return (int)letter + 1;
        if (b != 0xC3 || at + 1 >= _text.Length) return 0;
        // UTF-8 of U+00C0 to U+00FF; the two signs among them (× and ÷) and the letters without a base are no letters.
        uint second = _text[at + 1] - 0x80u;
        if (second >= 64) return 0;
        byte folded = Latin1[(int)(second & 31)];
        if (folded == '-') return 0;
        bytes = 2;
        return folded - 'A' + 1;
    }

    static ReadOnlySpan<byte> Latin1 => "AAAAAAACEEEEIIIIDNOOOOO-OUUUUYTS"u8;

    /// <summary>The key of a word written in ASCII letters.</summary>
    public static UInt128 KeyOf(ReadOnlySpan<char> word)
    {
        UInt128 key = 0;
        if (word.Length > MaxLetters) return 0;
        foreach (char c in word) key = key << 5 | (uint)((c | 0x20) - 'a' + 1);
        return key;
    }

    public static bool IsWord(ReadOnlySpan<char> word)
    {
        foreach (char c in word) if (!char.IsAsciiLetter(c)) return false;
        return word.Length is > 0 and <= MaxLetters;
    }
}
