using System.Text;
using Fraud.Reference;

namespace Fraud.Benchmarks;

/// <summary>
/// The screening score as its definition reads: every word of the list compared with every word of the name cell by cell, every name scored, the first of the best kept.
/// What the index must equal, and what it is measured against.
/// </summary>
sealed class PlainNameScreen
{
    const int RestOfLine = 35;

    sealed record Name(int Entry, string[] Words, bool[] BeyondLine);

    readonly HostList _list;
    readonly List<Name> _names = [];
    readonly SortedDictionary<string, int> _holders = new(StringComparer.Ordinal);

    public PlainNameScreen(HostList list)
    {
        _list = list;
        for (int entry = 0; entry < list.Count; entry++)
        {
            if (list.KindOf(entry) != ListKind.Name) continue;
            var (words, characters, _) = Split(list.Value(entry));
            _names.Add(new Name(entry, words, [.. characters.Select(c => c >= RestOfLine)]));
            foreach (string word in words.Distinct()) _holders[word] = _holders.GetValueOrDefault(word) + 1;
        }
    }

    static (string[] Words, int[] Characters, int Length) Split(ReadOnlySpan<byte> name)
    {
        var text = new NameScreenText();
        text.Read(name);
        var words = new string[text.Count];
        var characters = new int[text.Count];
        for (int i = 0; i < text.Count; i++) (words[i], characters[i]) = (Encoding.Latin1.GetString(text.Codes(i)), text[i].Character);
        return (words, characters, text.Characters);
    }

    int WeightOf(string word) => Weight(word, Math.Max(1, _holders.GetValueOrDefault(word)));

    int Weight(string word, int holders)
    {
        var kind = NameScreenText.ClassOf(Encoding.Latin1.GetBytes(word));
        if (kind == WordClass.Stop) return 1;
        int bits = Bits(_names.Count + holders) - Bits(holders);
        return Math.Max(1, kind == WordClass.Common ? bits / 2 : bits);
    }

    // A single letter is a common word, and a cut one no more.
    int Unlisted(string word, bool cut) => cut ? Math.Min(Weight(word, 1), Weight("\u0001", 1)) : Weight(word, 1);

    static int Bits(int number) => (int)Math.Floor(Math.Log2(number) * 1024 + 1e-7);

    public (double Score, int Entry) Find(ReadOnlySpan<byte> name, int day)
    {
        var (words, _, length) = Split(name);
        bool cut = length is 34 or 35;
        var kinds = new Dictionary<string, ScreenMatch?>[words.Length];
        var weights = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            bool last = cut && i == words.Length - 1;
            kinds[i] = [];
            foreach (string listed in _holders.Keys) kinds[i][listed] = Relation(words[i], listed, last);
            var alike = kinds[i].Where(k => k.Value is not null).Select(k => WeightOf(k.Key)).ToArray();
            weights[i] = _holders.ContainsKey(words[i]) ? WeightOf(words[i]) : alike.Length > 0 ? alike.Min() : Unlisted(words[i], last);
        }
        (double Score, int Entry) best = (0, -1);
        foreach (var listed in _names)
        {
            if (!_list.Holds(listed.Entry, day)) continue;
            double score = Score(words, weights, kinds, cut, listed);
            if (score > best.Score) best = (score, listed.Entry);
        }
        return best;
    }

    static ScreenMatch? Relation(string word, string listed, bool cut)
    {
        if (word == listed) return ScreenMatch.Exact;
        if (cut && word.Length >= 3 && listed.StartsWith(word, StringComparison.Ordinal)) return ScreenMatch.Cut;
        int shorter = Math.Min(word.Length, listed.Length), edits = shorter >= 8 ? 2 : shorter >= 5 ? 1 : 0;
        if (edits == 0 || Math.Abs(word.Length - listed.Length) > edits || word.Any(c => c > 26) || listed.Any(c => c > 26)) return null;
        int distance = Distance(word, listed);
        return distance > edits ? null : distance == 1 ? ScreenMatch.Misspelt : ScreenMatch.MisspeltTwice;
    }

    static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }

    double Score(string[] words, int[] weights, Dictionary<string, ScreenMatch?>[] kinds, bool cut, Name listed)
    {
        var pairs = new List<(ScreenMatch Kind, int Word, int At, int Words, int Entries)>();
        for (int i = 0; i < words.Length; i++)
        {
            for (int j = 0; j < listed.Words.Length; j++)
            {
                if (kinds[i][listed.Words[j]] is { } kind) pairs.Add((kind, i, j, 1, 1));
                if (i + 1 < words.Length && words[i] + words[i + 1] is { Length: <= 64 } joined && joined == listed.Words[j]) pairs.Add((ScreenMatch.Joined, i, j, 2, 1));
                if (j + 1 < listed.Words.Length && words[i] == listed.Words[j] + listed.Words[j + 1]) pairs.Add((ScreenMatch.Joined, i, j, 1, 2));
            }
        }
        if (pairs.Count == 0) return 0;
        pairs.Sort();
        var taken = new bool[words.Length];
        var takenOfEntry = new bool[listed.Words.Length];
        long counted = 0;
        foreach (var pair in pairs) Take(pair);
        if (2 * counted < 100 * All()) return 0;
        for (int i = 0; i < words.Length; i++)
            for (int j = 0; j < listed.Words.Length; j++)
                if (words[i][0] == listed.Words[j][0] && words[i][0] <= 26 && (words[i].Length == 1) != (listed.Words[j].Length == 1)) Take((ScreenMatch.Initial, i, j, 1, 1));
        return (double)counted / (100 * All());

        void Take((ScreenMatch Kind, int Word, int At, int Words, int Entries) pair)
        {
            var (mine, theirs) = (Enumerable.Range(pair.Word, pair.Words), Enumerable.Range(pair.At, pair.Entries));
            if (mine.Any(i => taken[i]) || theirs.Any(j => takenOfEntry[j])) return;
            foreach (int i in mine) { taken[i] = true; counted += NameScreenSearch.PercentOf(pair.Kind) * weights[i]; }
            foreach (int j in theirs) { takenOfEntry[j] = true; counted += NameScreenSearch.PercentOf(pair.Kind) * WeightOf(listed.Words[j]); }
        }

        // Words of the entry beyond the cut line count only where they are found.
        long All() => weights.Sum() + Enumerable.Range(0, listed.Words.Length).Where(j => !cut || !listed.BeyondLine[j] || takenOfEntry[j]).Sum(j => (long)WeightOf(listed.Words[j]));
    }
}
