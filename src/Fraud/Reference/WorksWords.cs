using System.Numerics;

namespace Fraud.Reference;

/// <summary>Words of public works and trade in an orderer's name or a remittance text: they do not go with a private person as creditor.</summary>
static class WorksWords
{
    // A word's line in workswords.txt, from 1; forms of one word share it.
    static readonly WordTable<byte> Lines = Read(out LetterOfCredit);
    static readonly byte LetterOfCredit;

    const int NoL = -9; // no place that a C could follow

    /// <summary>How many different words occur; several forms of one word count once, L/C counts as a word.</summary>
    public static int Count(ReadOnlySpan<byte> text)
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
        const string file = "workswords.txt";
        var table = new TableText(file, EmbeddedText.Read(file));
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
