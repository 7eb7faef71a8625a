using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fraud.Reference;

/// <summary>
/// Words that name a kind of entity (FOUNDATION, CORPORATION, …), and the misspellings that forgers make of them ("Fundation"). Words that are right as they
/// are, foreign forms, plurals and neighbours among real words, are listed in <c>entitywords.txt</c> and are no typo.
/// </summary>
static class EntityWords
{
    const int ShortestLetters = 7;
    // At two edits, every eighth surname of seven or eight letters resembles TRADING or LIMITED (HARDING, READING); one edit there, two from nine letters.
    const int TwoEditsFromLetters = 9;
    const int LongestLetters = 24;

    sealed class Tables
    {
        public required string[] Words;
        public required PartyClass[] Classes;
        public required uint[] Masks;          // bit per letter of the alphabet
        public required byte[][] Letters;      // 1 to 26
        public required int[] FirstOfLength;   // words are ordered by length; [n] is the first with n letters or more
        public required WordTable<byte> Correct;
    }

    static readonly Tables Table = Read();

    public static string WordOf(int index) => Table.Words[index];

    public static PartyClass ClassOf(int index) => Table.Classes[index];

    /// <summary>The entity word that some word of a name misspells, -1 for none; and where that word is.</summary>
    public static int FindTypo(ReadOnlySpan<byte> name, out int start, out int length)
    {
        var table = Table;
        var words = new Words(name);
        while (words.Next())
        {
            if (words.Letters is < ShortestLetters or > LongestLetters || table.Correct.Contains(words.Key) || Lexicon.Words.Contains(words.Key)) continue;
            int found = Nearest(words.Key, words.Letters);
            if (found < 0) continue;
            (start, length) = (words.Start, words.Length);
            return found;
        }
        (start, length) = (0, 0);
        return -1;
    }

    /// <summary>The entity word that begins with a cut word of at least four letters; -1 for none.</summary>
    public static int BeginsWith(ReadOnlySpan<byte> cut)
    {
        var words = new Words(cut);
        if (!words.Next() || words.Letters < 4) return -1;
        for (int i = Table.FirstOfLength[Math.Min(words.Letters + 1, LongestLetters)]; i < Table.Words.Length; i++)
        {
            UInt128 key = 0;
            for (int at = 0; at < Math.Min(words.Letters, Table.Letters[i].Length); at++) key = key << 5 | Table.Letters[i][at];
            if (key == words.Key) return i;
        }
        return -1;
    }

    [SkipLocalsInit]
    static int Nearest(UInt128 key, int letters)
    {
        var table = Table;
        uint mask = 0;
        // Twelve letters a half: shifting 64 bits is one instruction, 128 bits are six.
        ulong low = (ulong)key & (1UL << 60) - 1, high = (ulong)(key >> 60);
        for (ulong rest = low; rest != 0; rest >>= 5) mask |= 1u << (int)(rest & 31);
        for (ulong rest = high; rest != 0; rest >>= 5) mask |= 1u << (int)(rest & 31);

        int edits = letters >= TwoEditsFromLetters ? 2 : 1;
        int best = -1, bestDistance = edits + 1;
        int from = table.FirstOfLength[letters - edits], to = table.FirstOfLength[Math.Min(letters + edits + 1, LongestLetters + 1)];
        var masks = table.Masks.AsSpan(from, to - from);
        Span<ulong> places = stackalloc ulong[EditDistance.Alphabet];
        bool prepared = false;
        for (int i = 0; i < masks.Length; i++)
        {
            // An edit changes at most two letters of the set: this leaves about one word in thirty for the real comparison.
            if (BitOperations.PopCount(mask ^ masks[i]) > 2 * edits) continue;
            if (!prepared) { Prepare(low, high, letters, places); prepared = true; }
            int distance = EditDistance.Between(places, letters, table.Letters[from + i]);
            if (distance < bestDistance) (best, bestDistance) = (from + i, distance);
        }
        return best;
    }

    static void Prepare(ulong low, ulong high, int letters, Span<ulong> places)
    {
        Span<byte> word = stackalloc byte[LongestLetters];
        for (int i = letters - 1; i >= 0; i--)
        {
            word[i] = (byte)(low & 31);
            low = low >> 5 | (high & 31) << 55;
            high >>= 5;
        }
        EditDistance.Prepare(word[..letters], places);
    }

    static Tables Read()
    {
        const string file = "entitywords.txt";
        var text = new TableText(file, EmbeddedText.Read(file));
        var entities = new List<(string Word, PartyClass Class)>();
        var correct = new SortedDictionary<UInt128, byte>();
        while (text.Next())
        {
            bool isCorrect = text.Words[0] == "correct:";
            var kind = PartyClass.Unsure;
            if (!isCorrect && (!text.Words[0].EndsWith(':') || !Enum.TryParse(text.Words[0].AsSpan(0, text.Words[0].Length - 1), ignoreCase: true, out kind)))
                throw text.Expected("'correct:' or a class of parties, such as 'charity:'");
            foreach (string word in text.Words[1..])
            {
                if (!Words.IsWord(word)) throw text.Expected("words of at most 24 letters");
                correct[Words.KeyOf(word)] = 1;
                if (word.Length < LongestLetters) correct[Words.KeyOf(word + "S")] = 1;
                if (!isCorrect) entities.Add((word, kind));
            }
        }
        entities.Sort((a, b) => a.Word.Length != b.Word.Length ? a.Word.Length - b.Word.Length : string.CompareOrdinal(a.Word, b.Word));
        int n = entities.Count;
        var table = new Tables
        {
            Words = new string[n], Classes = new PartyClass[n], Masks = new uint[n], Letters = new byte[n][],
            FirstOfLength = new int[LongestLetters + 2], Correct = new WordTable<byte>(correct),
        };
        for (int i = 0; i < n; i++)
        {
            (table.Words[i], table.Classes[i]) = entities[i];
            table.Letters[i] = new byte[table.Words[i].Length];
            for (int at = 0; at < table.Words[i].Length; at++)
            {
                table.Letters[i][at] = (byte)(table.Words[i][at] - 'A' + 1);
                table.Masks[i] |= 1u << table.Letters[i][at];
            }
        }
        for (int length = 0; length < table.FirstOfLength.Length; length++)
        {
            int first = 0;
            while (first < n && table.Words[first].Length < length) first++;
            table.FirstOfLength[length] = first;
        }
        return table;
    }
}
