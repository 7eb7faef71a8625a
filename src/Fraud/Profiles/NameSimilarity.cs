using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fraud.Profiles;

/// <summary>How alike two packed names are, word by word.</summary>
static class NameSimilarity
{
    /// <summary>Words that say what kind of body it is, not which: "ACME LTD" and "ACME LIMITED" are one.</summary>
    static readonly byte[][] LegalForms = [.. new[] { "LTD", "LIMITED", "INC", "CORP", "GMBH", "AG", "SA", "BV", "PLC", "CO", "COMPANY", "THE", "OF", "AND" }.Select(Word)];

    static byte[] Word(string text) => [.. text.Select(PackedName.Code)];

    [InlineArray(PackedName.Length / 2)]
    struct Words { Range _first; }

    /// <summary>Dice's coefficient over words without legal forms: 2 × common ÷ all, 1 for equal names. A name of nothing but legal forms keeps them.</summary>
    [SkipLocalsInit]
    public static double Dice(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        if (a.SequenceEqual(b)) return 1;
        Span<byte> left = stackalloc byte[PackedName.Length], right = stackalloc byte[PackedName.Length];
        left = left[..PackedName.Codes(a, left)];
        right = right[..PackedName.Codes(b, right)];
        var leftWords = default(Words);
        var rightWords = default(Words);
        Span<Range> mine = Split(left, leftWords), theirs = Split(right, rightWords);
        int all = mine.Length + theirs.Length, common = 0;
        foreach (Range word in mine)
            for (int i = 0; i < theirs.Length; i++)
                if (left[word].SequenceEqual(right[theirs[i]]))
                {
                    common++;
                    // A word pairs once.
                    theirs[i] = theirs[^1];
                    theirs = theirs[..^1];
                    break;
                }
        return all == 0 ? 0 : 2.0 * common / all;
    }

    /// <summary>The words of a name but for its legal forms; those too when there is nothing else.</summary>
    public static Span<Range> Split(ReadOnlySpan<byte> codes, Span<Range> words)
    {
        int count = Split(codes, words, dropLegalForms: true);
        return words[..(count > 0 ? count : Split(codes, words, dropLegalForms: false))];
    }

    static int Split(ReadOnlySpan<byte> codes, Span<Range> words, bool dropLegalForms)
    {
        int count = 0;
        for (int start = 0; start < codes.Length;)
        {
            int end = codes[start..].IndexOf(PackedName.Space);
            end = end < 0 ? codes.Length : start + end;
            if (!dropLegalForms || !IsLegalForm(codes[start..end])) words[count++] = start..end;
            start = end + 1;
        }
        return count;
    }

    static bool IsLegalForm(ReadOnlySpan<byte> word)
    {
        foreach (byte[] form in LegalForms) if (word.SequenceEqual(form)) return true;
        return false;
    }
}
