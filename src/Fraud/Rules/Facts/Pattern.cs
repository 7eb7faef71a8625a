using System.Text;

namespace Fraud.Rules.Facts;

/// <summary>
/// Patterns over texts in one form: ASCII capitals, one blank for any run of blanks and line ends, none around. Of <c>like</c>, <c>*</c> is any run, <c>?</c> any one character,
/// <c>#</c> a digit. At most as many steps as pattern times text: only the last star is ever tried again.
/// </summary>
static class Pattern
{
    public static string Normal(string pattern)
    {
        var bytes = Encoding.UTF8.GetBytes(pattern);
        return Encoding.UTF8.GetString(bytes, 0, Normalise(bytes, bytes));
    }

    /// <summary>Writes the text in that form, never longer than it was; answers its length. The two may be one.</summary>
    public static int Normalise(ReadOnlySpan<byte> text, Span<byte> normal)
    {
        int length = 0;
        bool gap = false;
        foreach (byte b in text)
        {
            if (b <= ' ')
            {
                gap = length > 0;
                continue;
            }
            if (gap) normal[length++] = (byte)' ';
            gap = false;
            normal[length++] = b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 0x20) : b;
        }
        return length;
    }

    public static bool IsLike(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern)
    {
        int t = 0, p = 0, star = -1, from = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                from = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t] || pattern[p] == '#' && text[t] is >= (byte)'0' and <= (byte)'9'))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++from;
            }
            else return false;
        }
        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}
