using System.Runtime.CompilerServices;

namespace Fraud.Reference;

/// <summary>
/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, no part edited twice. Bit-parallel (Hyyrö 2003): a column of the
/// matrix is two words of 64 bits, so a comparison costs some fifteen instructions a letter instead of one cell at a time.
/// </summary>
static class EditDistance
{
    /// <summary>Values of letters are below this: those of words, and the six-bit characters of packed names.</summary>
    public const int Alphabet = 64;

    /// <summary>Where each letter stands in a word of at most 64 letters; once for a word, then compared with many.</summary>
    public static void Prepare(ReadOnlySpan<byte> word, Span<ulong> places)
    {
        places[..Alphabet].Clear();
        for (int i = 0; i < word.Length; i++) places[word[i] & Alphabet - 1] |= 1UL << i;
    }

    /// <summary>The distance of a prepared word of 1 to 64 letters from another.</summary>
    [SkipLocalsInit]
    public static int Between(ReadOnlySpan<ulong> places, int length, ReadOnlySpan<byte> other)
    {
        // vp and vn: where the value grows or falls by one from a row to the next; d0: where the diagonal step is free.
        ulong vp = ulong.MaxValue, vn = 0, d0 = 0, before = 0, last = 1UL << length - 1;
        int distance = length;
        foreach (byte letter in other)
        {
            ulong here = places[letter & Alphabet - 1];
            ulong swap = (~d0 & here) << 1 & before;
            d0 = (here & vp) + vp ^ vp | here | vn | swap;
            ulong hp = vn | ~(d0 | vp), hn = d0 & vp;
            if ((hp & last) != 0) distance++;
            else if ((hn & last) != 0) distance--;
            hp = hp << 1 | 1;
            hn <<= 1;
            vp = hn | ~(d0 | hp);
            vn = hp & d0;
            before = here;
        }
        return distance;
    }
}
