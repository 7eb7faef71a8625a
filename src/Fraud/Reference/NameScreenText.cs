using System.Globalization;
using System.Text;

namespace Fraud.Reference;

/// <summary>A word of a name: its codes, the bytes it was read from, and the number of its first character in the name.</summary>
readonly record struct ScreenWord(int Start, int Length, int At, int End, int Character, bool Letters);

/// <summary>How much a word tells of who is meant, before how common it is.</summary>
enum WordClass : byte
{
    /// <summary>It sets a party apart.</summary>
    Full,
    /// <summary>A word of trade, a particle or a single letter: half its weight.</summary>
    Common,
    /// <summary>A legal form, an article or a title: nearly nothing.</summary>
    Stop,
}

/// <summary>
/// A name as words of codes that can be compared: A–Z are 1 to 26, digits 27 to 36. Diacritics are dropped; Greek and Cyrillic letters are written as ICAO Doc 9303-3 has them
/// in passports; a letter of another script becomes four or five codes of its own, so that such words are equal or not. Bytes that are no UTF-8 are read as Latin-1.
/// Holds one name at a time, in buffers of its own.
/// </summary>
sealed class NameScreenText
{
    /// <summary>Words of a name; a payment message carries at most 140 characters. One with more is refused.</summary>
    public const int MaxWords = 64;
    /// <summary>Codes of a word, the width of <see cref="EditDistance"/>; what follows is dropped.</summary>
    public const int MaxCodes = 64;

    const int FirstDigit = 27, FirstOther = 40, MostLettersOfForm = 5;
    const string Drop = "-", Gap = "_";

    // What a code point below U+0500 is written as; null for a letter of its own.
    static readonly string?[] Folds = new string?[0x500];
    static readonly string?[] LatinAdditional = new string?[0x100]; // U+1E00, with the letters of Vietnamese
    static readonly WordTable<byte> StopWords = ReadStopWords();

    readonly byte[] _codes = new byte[(MaxWords + 1) * MaxCodes]; // the word too many has its place as well
    readonly ScreenWord[] _words = new ScreenWord[MaxWords];
    int _length; // of the codes
    int _start, _at, _first; // of the word at hand

    public int Count { get; private set; }
    public bool TooManyWords { get; private set; }
    /// <summary>Characters of the name up to the end of its last word.</summary>
    public int Characters { get; private set; }

    public ref readonly ScreenWord this[int word] => ref _words[word];

    public ReadOnlySpan<byte> Codes(int word) => _codes.AsSpan(_words[word].Start, _words[word].Length);

    /// <summary>The codes of a word and its next: they stand together.</summary>
    public ReadOnlySpan<byte> Joined(int word) => _codes.AsSpan(_words[word].Start, _words[word].Length + _words[word + 1].Length);

    public void Read(ReadOnlySpan<byte> name)
    {
        (Count, Characters, _length, _start, TooManyWords) = (0, 0, 0, 0, false);
        int character = 0, at = 0;
        while (at < name.Length && !TooManyWords)
        {
            int value = name[at], bytes = 1;
            if (value >= 0x80)
            {
                if (Rune.DecodeFromUtf8(name[at..], out var rune, out int consumed) == System.Buffers.OperationStatus.Done) (value, bytes) = (rune.Value, consumed);
                else if (value < 0xC0) value = 0xAD; // no letter of Latin-1: dropped
            }
            if (!Append(value, at, character)) EndWord(at);
            at += bytes;
            character++;
            if (_length > _start) Characters = character;
        }
        EndWord(at);
        JoinLetters();
    }

    /// <summary>What a word is, by itself.</summary>
    public static WordClass ClassOf(ReadOnlySpan<byte> codes)
    {
        if (codes.Length == 1) return WordClass.Common;
        UInt128 key = KeyOf(codes);
        if (key == 0) return WordClass.Full;
        if (StopWords.Contains(key)) return WordClass.Stop;
        var sense = Lexicon.Words[key];
        return sense != 0 && (sense & (WordSense.Given | WordSense.Surname | WordSense.Place)) == 0 ? WordClass.Common : WordClass.Full;
    }

    // The word as Words has it; 0 where it is none.
    static UInt128 KeyOf(ReadOnlySpan<byte> codes)
    {
        if (codes.Length > 24) return 0;
        UInt128 key = 0;
        foreach (byte code in codes)
        {
            if (code >= FirstDigit) return 0;
            key = key << 5 | code;
        }
        return key;
    }

    // False between words.
    bool Append(int value, int at, int character)
    {
        if (value is >= 0xFF01 and <= 0xFF5E) value -= 0xFEE0; // full width
        int code = value < 0x80 ? CodeOf((char)value) : 0;
        if (code == 0 && value < 0x80) return false;
        string? fold = code != 0 ? "" : FoldOf(value);
        if (fold == Gap) return false;
        if (fold == Drop) return true;
        if (value is 0x38E or 0x3A5 or 0x3C5 or 0x3CD && _length > _start && _codes[_length - 1] == CodeOf('O')) fold = "U"; // ΟΥ is OU
        if (_length == _start) (_at, _first) = (at, character);
        if (code != 0) Put(code);
        else if (fold is null) PutOther(value);
        else foreach (char c in fold) Put(CodeOf(c));
        return true;
    }

    void Put(int code)
    {
        if (_length - _start < MaxCodes && _length < _codes.Length) _codes[_length++] = (byte)code;
    }

    void PutOther(int value)
    {
        for (int shift = value > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4) Put(FirstOther + (value >> shift & 15));
    }

    static int CodeOf(char c) => char.IsAsciiLetter(c) ? (c | 0x20) - 'a' + 1 : char.IsAsciiDigit(c) ? FirstDigit + c - '0' : 0;

    static string? FoldOf(int value) => value switch
    {
        < 0x500 => Folds[value],
        0x0640 or 0x0670 or >= 0x0591 and <= 0x05C7 or >= 0x0610 and <= 0x061A or >= 0x064B and <= 0x065F => Drop, // points and vowel signs
        0x060C or 0x061B or 0x061F or 0x30FB or 0xFF65 => Gap,
        >= 0x1E00 and <= 0x1EFF => LatinAdditional[value - 0x1E00],
        >= 0x200B and <= 0x200F or >= 0x202A and <= 0x202E or >= 0x2060 and <= 0x206F or 0xFEFF or >= 0xFE00 and <= 0xFE0F or 0xFFFD => Drop, // not seen, so it may not part a word
        >= 0x2000 and <= 0x206F or >= 0x3000 and <= 0x3004 or >= 0x3008 and <= 0x3020 => Gap,
        _ => null,
    };

    void EndWord(int end)
    {
        if (_length == _start) return;
        if (Count == MaxWords) { TooManyWords = true; return; }
        bool letters = true;
        foreach (byte code in _codes.AsSpan(_start, _length - _start)) letters &= code < FirstDigit;
        _words[Count++] = new ScreenWord(_start, _length - _start, _at, end, _first, letters);
        _start = _length;
    }

    // S A and L L C are SA and LLC: a run of single letters that together are a legal form.
    void JoinLetters()
    {
        int kept = 0;
        for (int from = 0; from < Count;)
        {
            int to = from;
            while (to < Count && _words[to].Length == 1 && _words[to].Letters) to++;
            var first = _words[from];
            if (to - from is >= 2 and <= MostLettersOfForm && StopWords.Contains(KeyOf(_codes.AsSpan(first.Start, to - from))))
            {
                _words[kept++] = first with { Length = to - from, End = _words[to - 1].End };
                from = to;
                continue;
            }
            to = Math.Max(to, from + 1);
            while (from < to) _words[kept++] = _words[from++];
        }
        Count = kept;
    }

    static NameScreenText()
    {
        Fill(Folds, 0x80, "_42 A1 _2 -1 _12 O1 _5");
        Fill(Folds, 0xC0, "A6 AE1 C1 E4 I4 D1 N1 O5 _1 O1 U4 Y1 TH1 SS1 A6 AE1 C1 E4 I4 D1 N1 O5 _1 O1 U4 Y1 TH1 Y1");
        Fill(Folds, 0x100, "A6 C8 D4 E10 G8 H4 I10 IJ2 J2 K3 L10 N9 O6 OE2 R6 S8 T6 U12 W2 Y3 Z6 S1");
        Fill(Folds, 0x18F, "E1");
        Fill(Folds, 0x1A0, "O2");
        Fill(Folds, 0x1AF, "U2");
        Fill(Folds, 0x1CD, "A2 I2 O2 U10");
        Fill(Folds, 0x218, "S2 T2");
        Fill(Folds, 0x259, "E1");
        Fill(Folds, 0x2B0, "-192"); // modifiers and combining marks, to U+036F
        Fill(Folds, 0x386, "A1 _1 E1 I2 _1 O1 _1 Y1 O1 I1 A1 V1 G1 D1 E1 Z1 I1 TH1 I1 K1 L1 M1 N1 X1 O1 P1 R1 _1 S1 T1 Y1 F1 CH1 PS1 O1 I1 Y1 A1 E1 I2 Y1");
        Fill(Folds, 0x3B1, "A1 V1 G1 D1 E1 Z1 I1 TH1 I1 K1 L1 M1 N1 X1 O1 P1 R1 S2 T1 Y1 F1 CH1 PS1 O1 I1 Y1 O1 Y1 O1");
        const string cyrillic = "A1 B1 V1 G1 D1 E1 ZH1 Z1 I2 K1 L1 M1 N1 O1 P1 R1 S1 T1 U1 F1 KH1 TS1 CH1 SH1 SHCH1 IE1 Y1 -1 E1 IU1 IA1";
        const string further = "E2 D1 G1 IE1 DZ1 I2 J1 LJ1 NJ1 C1 K1 I1 U1 DZ1";
        Fill(Folds, 0x400, $"{further} {cyrillic} {cyrillic} {further}");
        Fill(Folds, 0x483, "-7");
        Fill(Folds, 0x490, "G2");
        Fill(LatinAdditional, 0, "A2 B6 C2 D10 E10 F2 G2 H10 I4 K6 L8 M6 N8 O8 P4 R8 S10 T8 U10 V4 W10 X4 Y2 Z6 H1 T1 W1 Y1 A1 S2 S1 SS1 D1 A24 E16 I4 O24 U14 Y8 L2 V2 Y2");
    }

    // From a code point on: what is written and for how many.
    static void Fill(string?[] folds, int from, string runs)
    {
        foreach (string run in runs.Split(' '))
        {
            int letters = run.AsSpan().IndexOfAnyInRange('0', '9');
            for (int n = int.Parse(run.AsSpan(letters), CultureInfo.InvariantCulture); n > 0; n--) folds[from++] = run[..letters];
        }
    }

    static WordTable<byte> ReadStopWords()
    {
        const string file = "stopwords.txt";
        var table = new TableText(file, EmbeddedText.Read(file));
        var words = new SortedDictionary<UInt128, byte>();
        while (table.Next())
        {
            if (table.Words[0] is not ("form:" or "grammar:" or "title:")) throw table.Expected("'form:', 'grammar:' or 'title:'");
            foreach (string word in table.Words[1..]) words[Words.IsWord(word) ? Words.KeyOf(word) : throw table.Expected("words of at most 24 letters")] = 1;
        }
        return new WordTable<byte>(words);
    }
}
