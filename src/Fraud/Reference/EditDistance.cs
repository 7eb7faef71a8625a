namespace Fraud.Reference;

/// <summary>Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, no part edited twice.</summary>
static class EditDistance
{
    const int Longest = 64;

    /// <summary>The distance of two words, or <paramref name="limit"/> + 1 when it is more; words beyond 64 letters are too far from anything.</summary>
    public static int Between(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int limit)
    {
        if (a.Length > Longest || b.Length > Longest || Math.Abs(a.Length - b.Length) > limit) return limit + 1;
        Span<int> rows = stackalloc int[3 * (Longest + 1)];
        var before = rows[..(Longest + 1)];
        var last = rows.Slice(Longest + 1, Longest + 1);
        var row = rows.Slice(2 * (Longest + 1), Longest + 1);
        for (int j = 0; j <= b.Length; j++) last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                int value = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) value = Math.Min(value, before[j - 2] + 1);
                row[j] = value;
                least = Math.Min(least, value);
            }
            if (least > limit) return limit + 1;
            var free = before;
            before = last;
            last = row;
            row = free;
        }
        return Math.Min(last[b.Length], limit + 1);
    }
}
