using System.Runtime.CompilerServices;

namespace Fraud.Reference;

/// <summary>How a word of a name was found in a listed one, in the order in which pairs are taken.</summary>
enum ScreenMatch : byte
{
    Exact,
    /// <summary>Two neighbours written together: AL RASHID and ALRASHID.</summary>
    Joined,
    /// <summary>The last word of a name cut at 35 characters begins it.</summary>
    Cut,
    Misspelt,
    MisspeltTwice,
    Initial,
}

/// <summary>The entry of a list that a name resembles most: -1 and 0 when none reaches <see cref="NameScreenSearch.Least"/>, or when the search would have cost too much.</summary>
readonly record struct ScreenHit(double Score, int Entry, bool OverBudget);

/// <summary>A pair of the hit: words of the name, by their first, and of the entry, with its share of all weight.</summary>
readonly record struct ScreenPiece(ScreenMatch Match, int Word, int Words, int EntryWord, int EntryWords, double Share);

/// <summary>
/// Searches names in a <see cref="NameScreen"/>: allocates once, for one thread. The score is Dice's coefficient of weights, 2 × common ÷ all, so what either name has beyond the
/// other counts against it. Only names that share a word which can bring them to the least score are looked at, and only those scored whose bound is above the best.
/// </summary>
sealed partial class NameScreenSearch(NameScreen screen)
{
    /// <summary>What scores less resembles no one: 0.</summary>
    public const double Least = 0.5;
    /// <summary>Steps a search may take, each some nanoseconds: a name read from a posting, a word compared, a pair weighed. Together a millisecond or two.</summary>
    public const int Budget = 1 << 18;
    const int MaxMatches = 1 << 14, MaxAlike = 1 << 16, ShortestCut = 3;
    const int Percent = 100;

    /// <summary>What a pair counts of its weight, in percent.</summary>
    public static int PercentOf(ScreenMatch match) => match switch
    {
        ScreenMatch.Exact or ScreenMatch.Joined => 100,
        ScreenMatch.Cut or ScreenMatch.Misspelt => 90,
        ScreenMatch.MisspeltTwice => 80,
        _ => 50,
    };

    // A word of the name, or two from it on, and a word of the list that it stands for.
    readonly record struct Match(int ListWord, int Next, byte Word, byte Words, ScreenMatch Kind);

    readonly NameScreenText _text = new();
    readonly Match[] _matches = new Match[MaxMatches];
    readonly int[] _head = new int[screen.Words];    // by word of the list: its first match + 1
    readonly uint[] _seen = new uint[screen.Words];  // by word of the list: the word of a name it was last compared with
    readonly long[] _reach = new long[screen.Names]; // by name: the most that its pairs can count
    readonly int[] _names = new int[screen.Names];   // those that have any
    readonly int[] _alike = new int[MaxAlike];
    readonly int[] _weight = new int[NameScreenText.MaxWords], _mostListed = new int[NameScreenText.MaxWords], _matchStart = new int[NameScreenText.MaxWords + 1];
    readonly int[] _lightest = new int[NameScreenText.MaxWords];
    readonly ulong[] _places = new ulong[EditDistance.Alphabet];
    int _matchCount, _nameCount, _steps;
    uint _turn;
    ulong _skipped, _joinsListed; // a bit a word of the name
    bool _cut;

    /// <summary>The entry that a name resembles most on a day (DateOnly.DayNumber), the first of equals.</summary>
    public ScreenHit Find(ReadOnlySpan<byte> name, int day) => Find(name, day, explain: false);

    /// <summary>The same, and <see cref="Pieces"/> say why.</summary>
    public ScreenHit Explain(ReadOnlySpan<byte> name, int day) => Find(name, day, explain: true);

    ScreenHit Find(ReadOnlySpan<byte> name, int day, bool explain)
    {
        var overBudget = new ScreenHit(0, -1, OverBudget: true);
        (_matchCount, _nameCount, _pieceCount, _steps, _skipped, _joinsListed) = (0, 0, 0, 0, 0, 0);
        _text.Read(name);
        if (_text.TooManyWords) return overBudget;
        _cut = _text.Characters is NameScreen.LineLength or NameScreen.LineLength - 1;
        var hit = FindMatches() && Reach() ? Best(day, explain) : overBudget;
        for (int i = 0; i < _matchCount; i++) _head[_matches[i].ListWord] = 0;
        foreach (int listed in _names.AsSpan(0, _nameCount)) _reach[listed] = 0;
        return _steps > Budget ? overBudget : hit;
    }

    bool FindMatches()
    {
        for (int word = 0; word < _text.Count; word++)
        {
            _matchStart[word] = _matchCount;
            if (!FindMatches(word)) return false;
        }
        _matchStart[_text.Count] = _matchCount;
        for (int word = 0; word + 1 < _text.Count; word++)
        {
            var joined = _text.Joined(word);
            if (joined.Length <= NameScreenText.MaxCodes && screen.Find(joined) is >= 0 and var listed && !Add(listed, word, 2, ScreenMatch.Joined)) return false;
        }
        return true;
    }

    /// <summary>The words of the list that one word stands for, and what it weighs.</summary>
    bool FindMatches(int word)
    {
        var codes = _text.Codes(word);
        if (++_turn == 0) { Array.Clear(_seen); _turn = 1; }
        int exact = screen.Find(codes);
        if (exact >= 0)
        {
            _seen[exact] = _turn;
            if (!Add(exact, word, 1, ScreenMatch.Exact)) return false;
        }
        bool last = _cut && word == _text.Count - 1;
        if (last && codes.Length >= ShortestCut)
        {
            foreach (int listed in screen.BeginningWith(codes))
            {
                if (_seen[listed] == _turn) continue;
                _seen[listed] = _turn;
                if (!Add(listed, word, 1, ScreenMatch.Cut)) return false;
            }
        }
        if (!FindMisspelt(word, codes)) return false;

        // A word that the list does not have weighs as the commonest that it may be a misspelling of; else as one that stands there once.
        int least = int.MaxValue, most = 0;
        for (int i = _matchStart[word]; i < _matchCount; i++)
        {
            int weight = screen.WeightOf(_matches[i].ListWord);
            (least, most) = (Math.Min(least, weight), Math.Max(most, weight));
        }
        _mostListed[word] = most;
        var kind = NameScreenText.ClassOf(codes);
        // Nobody knows what a cut word was.
        if (last && kind == WordClass.Full) kind = WordClass.Common;
        _weight[word] = exact >= 0 ? screen.WeightOf(exact) : most > 0 ? least : screen.WeightOf(kind);
        return true;
    }

    [SkipLocalsInit]
    bool FindMisspelt(int word, ReadOnlySpan<byte> codes)
    {
        Span<ulong> rests = stackalloc ulong[NameScreen.MaxRests];
        rests = rests[..NameScreen.Rests(codes, rests)];
        int alike = 0;
        foreach (ulong rest in rests)
            if ((alike = screen.WithRest(rest, _alike, alike)) < 0) return false;
        bool prepared = false;
        foreach (int listed in _alike.AsSpan(0, alike))
        {
            if (_seen[listed] == _turn) continue;
            _seen[listed] = _turn;
            _steps++;
            var other = screen.Codes(listed);
            int shorter = Math.Min(codes.Length, other.Length), edits = shorter < NameScreen.OneEditFrom ? 0 : shorter < NameScreen.TwoEditsFrom ? 1 : 2;
            if (Math.Abs(codes.Length - other.Length) > edits) continue;
            if (!prepared) { EditDistance.Prepare(codes, _places); prepared = true; }
            int distance = EditDistance.Between(_places, codes.Length, other);
            if (distance <= edits && !Add(listed, word, 1, distance == 1 ? ScreenMatch.Misspelt : ScreenMatch.MisspeltTwice)) return false;
        }
        _steps += alike;
        return _steps <= Budget;
    }

    bool Add(int listed, int word, int words, ScreenMatch kind)
    {
        if (_matchCount == MaxMatches) return false;
        _matches[_matchCount] = new Match(listed, _head[listed], (byte)word, (byte)words, kind);
        _head[listed] = ++_matchCount;
        return true;
    }

    /// <summary>For each name that can come to the least score, the most that its pairs can count.</summary>
    bool Reach()
    {
        SkipLightest();
        for (int word = 0; word < _text.Count; word++)
        {
            if ((_skipped >> word & 1) == 0)
            {
                for (int i = _matchStart[word]; i < _matchStart[word + 1]; i++)
                    if (!ReachHolders(i, _weight[word])) return false;
            }
            if (_text[word].Length < 2) continue;
            int names = screen.WithJoined(_text.Codes(word), _alike);
            if (names < 0) return false;
            if (names > 0) _joinsListed |= 1UL << word;
            _steps += names;
            foreach (int name in _alike.AsSpan(0, names)) Reach(name, Percent * (_weight[word] + 2 * screen.Rare));
        }
        for (int i = _matchStart[_text.Count]; i < _matchCount; i++)
            if (!ReachHolders(i, _weight[_matches[i].Word] + _weight[_matches[i].Word + 1])) return false;
        return _steps <= Budget;
    }

    bool ReachHolders(int match, int weight)
    {
        var names = screen.HoldersOf(_matches[match].ListWord);
        if ((_steps += names.Length) > Budget) return false;
        int counts = PercentOf(_matches[match].Kind) * (weight + screen.WeightOf(_matches[match].ListWord));
        foreach (int name in names) Reach(name, counts);
        return true;
    }

    void Reach(int name, int counts)
    {
        if (_reach[name] == 0) _names[_nameCount++] = name;
        _reach[name] += counts;
    }

    /// <summary>
    /// Sets aside the lightest words, which are the commonest, while a name that holds only such words stays below the least score: what they count on both sides is less than
    /// what the others weigh. The names of LIMITED and MOHAMMED, thousands each, are then never read.
    /// </summary>
    void SkipLightest()
    {
        long others = 0, aside = 0;
        for (int word = 0; word < _text.Count; word++)
        {
            others += _weight[word];
            int at = word;
            for (; at > 0 && Counts(_lightest[at - 1]) > Counts(word); at--) _lightest[at] = _lightest[at - 1];
            _lightest[at] = word;
        }
        foreach (int word in _lightest.AsSpan(0, _text.Count))
        {
            others -= _weight[word];
            aside += Counts(word);
            if (aside >= others) return;
            _skipped |= 1UL << word;
        }
    }

    int Counts(int word) => _weight[word] + _mostListed[word];

    ScreenHit Best(int day, bool explain)
    {
        long all = 0, aside = 0;
        for (int word = 0; word < _text.Count; word++)
        {
            all += _weight[word];
            if ((_skipped >> word & 1) != 0) aside += Percent * (long)Counts(word);
        }
        // The most promising first: most others then stay below it.
        int first = 0, best = -1;
        double highest = 0;
        for (int i = 0; i < _nameCount; i++)
        {
            double bound = (double)(_reach[_names[i]] + aside) / All(_names[i], all);
            if (bound > highest) (first, highest) = (i, bound);
        }
        var hit = new ScreenHit(0, -1, OverBudget: false);
        if (highest < Least) return hit;
        (_names[0], _names[first]) = (_names[first], _names[0]);
        foreach (int name in _names.AsSpan(0, _nameCount))
        {
            long reach = _reach[name] + aside, both = All(name, all);
            int entry = screen.EntryOf(name);
            // Initials may add half of what is left. In whole numbers up to the division, so that a bound is never rounded below its score.
            if (2 * reach < both || (double)(both + reach) / (2 * both) < hit.Score || !screen.List.Holds(entry, day)) continue;
            double score = Score(name, all, keep: false);
            if (score > hit.Score || score > 0 && score == hit.Score && entry < hit.Entry) (hit, best) = (new ScreenHit(score, entry, OverBudget: false), name);
            if (_steps > Budget) break;
        }
        if (explain && best >= 0) Score(best, all, keep: true);
        return hit;
    }

    /// <summary>What a score divides by at least.</summary>
    long All(int name, long ofWords) => Percent * (ofWords + screen.WeightOfName(name, _cut));
}
