using System.Numerics;

namespace Fraud.Reference;

/// <summary>Words of public works and trade in an orderer's name or a remittance text: they do not go with a private person as creditor.</summary>
static class WorksWords
{
    // A word's line in workswords.txt, from 1; forms of one word share it.
    static readonly WordTable<byte> Lines = Read(out LetterOfCredit);
    static readonly byte LetterOfCredit;

    const string File = "workswords.txt";

    const int NoL = -9; // no place that a C could follow

    /// <summary>How many different words occur; several forms of one word count once, L/C counts as a word.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        // Only an accented letter begins with this byte; a text without one has words of ASCII letters, found without folding.
        return text.Contains((byte)0xC3) ? CountFolded(text) : CountAscii(text);
    }

    // Bit n of a letter: some word of n letters begins with it. Nine words in ten end here, before their key is made.
    static readonly uint[] LengthsByFirst = Lengths();

    static int CountAscii(ReadOnlySpan<byte> text)
    {
        ulong seen = 0;
        int lAt = NoL;
        for (int at = 0; at < text.Length; at++)
        {
            uint first = (text[at] | 0x20u) - 'a';
            if (first >= 26) continue;
            int start = at;
            while (++at < text.Length && (text[at] | 0x20u) - 'a' < 26) { }
            int letters = at - start;
            if (letters == 1)
            {
                if (first == 'C' - 'A' && lAt == start - 2 && text[start - 1] is (byte)'/' or (byte)'.') seen |= 1UL << LetterOfCredit;
                lAt = first == 'L' - 'A' ? start : NoL;
            }
            if (letters > 24 || (LengthsByFirst[first] >> letters & 1) == 0) continue;
            UInt128 key = 0;
            foreach (byte c in text.Slice(start, letters)) key = key << 5 | c & 31u;
            byte line = Lines[key];
            if (line != 0) seen |= 1UL << line;
        }
        return BitOperations.PopCount(seen);
    }

    static uint[] Lengths()
    {
        var lengths = new uint[26];
        var table = new TableText(File, EmbeddedText.Read(File));
        while (table.Next())
            foreach (string word in table.Words) lengths[(word[0] | 0x20) - 'a'] |= 1u << word.Length;
        return lengths;
    }

    static int CountFolded(ReadOnlySpan<byte> text)
    {
        ulong seen = 0;
        var words = new Words(text);
        int lAt = NoL;
        while (words.Next())
        {
            byte line = Lines[words.Key];
            if (words.Letters == 1)
            {
                if ((UInt128)('C' - 'A' + 1) == words.Key && lAt == words.Start - 2 && text[words.Start - 1] is (byte)'/' or (byte)'.') line = LetterOfCredit;
                lAt = words.Key == 'L' - 'A' + 1 ? words.Start : NoL;
            }
            if (line != 0) seen |= 1UL << line;
        }
        return BitOperations.PopCount(seen);
    }

    static WordTable<byte> Read(out byte letterOfCredit)
    {
        var table = new TableText(File, EmbeddedText.Read(File));
        var words = new SortedDictionary<UInt128, byte>();
        byte line = 0;
        while (table.Next())
        {
            if (++line > 63) throw table.Expected("at most 63 words");
            foreach (string word in table.Words)
            {
                if (!Words.IsWord(word)) throw table.Expected("words of at most 24 letters");
                words[Words.KeyOf(word)] = line;
            }
        }
        letterOfCredit = words[Words.KeyOf("LC")];
        return new WordTable<byte>(words);
    }
}
