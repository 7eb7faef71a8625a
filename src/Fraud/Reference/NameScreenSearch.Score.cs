using System.Numerics;

namespace Fraud.Reference;

/// <summary>The score of one listed name, and what it is made of.</summary>
sealed partial class NameScreenSearch
{
    // Kind, word of the name, word of the entry, and whether two words of either: in this order pairs are taken.
    readonly uint[] _pairs = new uint[3 * NameScreenText.MaxWords * NameScreenText.MaxWords];
    readonly ScreenPiece[] _pieces = new ScreenPiece[NameScreenText.MaxWords];
    int _pieceCount;
    ulong _taken, _takenOfEntry; // a bit a word
    long _counted, _beyondLine;

    /// <summary>The pairs of the entry that <see cref="Explain"/> found, in the order they were taken.</summary>
    public ReadOnlySpan<ScreenPiece> Pieces => _pieces.AsSpan(0, _pieceCount);

    /// <summary>The words of the name last searched.</summary>
    public NameScreenText Text => _text;

    /// <summary>0 where the words without their initials do not come to the least score.</summary>
    double Score(int name, long ofWords, bool keep)
    {
        var listed = screen.NameWords(name);
        var pairs = Pairs(listed);
        (_taken, _takenOfEntry, _counted, _beyondLine) = (0, 0, 0, 0);
        foreach (uint pair in pairs)
            Take((ScreenMatch)(pair >> 14), (int)(pair >> 8 & 63), 1 + (int)(pair >> 1 & 1), (int)(pair >> 2 & 63), 1 + (int)(pair & 1), listed, keep);
        if (2 * _counted < All(name, ofWords) + Percent * _beyondLine) return 0;

        for (int word = 0; word < _text.Count; word++)
            for (int at = 0; at < listed.Length; at++)
                if (IsInitial(_text.Codes(word), screen.Codes(listed[at] >> 1))) Take(ScreenMatch.Initial, word, 1, at, 1, listed, keep);
        long all = All(name, ofWords) + Percent * _beyondLine;
        foreach (ref var piece in _pieces.AsSpan(0, _pieceCount)) piece = piece with { Share = Percent * piece.Share / all };
        return (double)_counted / all;
    }

    ReadOnlySpan<uint> Pairs(ReadOnlySpan<int> listed)
    {
        int count = 0;
        for (int at = 0; at < listed.Length; at++)
        {
            for (int i = _head[listed[at] >> 1]; i != 0; i = _matches[i - 1].Next)
            {
                ref readonly var match = ref _matches[i - 1];
                _pairs[count++] = Pair(match.Kind, match.Word, match.Words, at, 1);
            }
        }
        for (ulong words = _joinsListed; words != 0; words &= words - 1)
        {
            int word = BitOperations.TrailingZeroCount(words);
            var codes = _text.Codes(word);
            for (int at = 0; at + 1 < listed.Length; at++)
            {
                ReadOnlySpan<byte> left = screen.Codes(listed[at] >> 1), right = screen.Codes(listed[at + 1] >> 1);
                if (codes.Length == left.Length + right.Length && codes.StartsWith(left) && codes.EndsWith(right)) _pairs[count++] = Pair(ScreenMatch.Joined, word, 1, at, 2);
            }
        }
        _steps += count + listed.Length * _text.Count;
        var pairs = _pairs.AsSpan(0, count);
        pairs.Sort();
        return pairs;
    }

    static uint Pair(ScreenMatch kind, int word, int words, int at, int entryWords) =>
        (uint)kind << 14 | (uint)word << 8 | (uint)at << 2 | (uint)(words - 1) << 1 | (uint)(entryWords - 1);

    // Each word pairs once.
    void Take(ScreenMatch kind, int word, int words, int at, int entryWords, ReadOnlySpan<int> listed, bool keep)
    {
        ulong mine = (words == 2 ? 3UL : 1) << word, theirs = (entryWords == 2 ? 3UL : 1) << at;
        if ((_taken & mine) != 0 || (_takenOfEntry & theirs) != 0) return;
        _taken |= mine;
        _takenOfEntry |= theirs;
        int weight = 0;
        for (int i = word; i < word + words; i++) weight += _weight[i];
        foreach (int place in listed.Slice(at, entryWords))
        {
            int own = screen.WeightOf(place >> 1);
            weight += own;
            // Beyond the line a word counts only where it is found all the same.
            if (_cut && (place & 1) != 0) _beyondLine += own;
        }
        _counted += PercentOf(kind) * (long)weight;
        if (keep) _pieces[_pieceCount++] = new ScreenPiece(kind, word, words, at, entryWords, weight);
    }

    // One letter beside a longer word that begins with it.
    static bool IsInitial(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => one[0] == other[0] && one[0] <= 26 && (one.Length == 1) != (other.Length == 1);
}
