using Fraud.Profiles;

namespace Fraud.Tests.Profiles;

/// <summary>What a profile table means, written as scans over lists of rows. Slow, and meant to be read.</summary>
sealed class NaiveProfiles(ProfileSpec spec)
{
    sealed record Event(long Ticks, int Order, long[] Row, Ledger Ledger, int Stratum);

    readonly Dictionary<long, List<Event>> _keys = [];
    int _order;

    static bool Present(long key) => key != 0 && key != ColumnBatch.Unknown;

    public void Record(long[] row, long ticks, Ledger ledger, int stratum)
    {
        long key = row[spec.KeyColumn];
        if (!Present(key)) return;
        if (!_keys.TryGetValue(key, out List<Event>? events)) _keys[key] = events = [];
        events.Add(new Event(ticks, _order++, [.. row], ledger, stratum));
    }

    /// <summary>The aggregate at the row; null for unknown.</summary>
    public long? Read(Aggregate a, long[] row, long t)
    {
        long key = row[a.ReadKeyColumn];
        if (!Present(key)) return null;
        List<Event> all = [.. _keys.GetValueOrDefault(key, [])
            .Where(e => e.Ledger == a.Ledger && (a.Ledger != Ledger.Attempts || e.Stratum == a.Stratum))
            .Where(e => a.WhereColumn < 0 || e.Row[a.WhereColumn] == 1)
            .OrderBy(e => e.Ticks).ThenBy(e => e.Order)];
        List<Event> events = a.WindowTicks == 0 ? all : [.. all.Where(e => e.Ticks > t - a.WindowTicks && e.Ticks <= t)];
        long[] values = a.ValueColumn < 0 ? [] : [.. events.Select(e => e.Row[a.ValueColumn]).Where(v => v != ColumnBatch.Unknown)];
        long now = a.ValueColumn < 0 ? 0 : row[a.ValueColumn];
        switch (a.Kind)
        {
            case AggregateKind.Count: return events.Count;
            case AggregateKind.Sum: return values.Sum(Limited);
            case AggregateKind.Min: return values.Length == 0 ? null : values.Min();
            case AggregateKind.Max: return values.Length == 0 ? null : values.Max();
            case AggregateKind.Distinct: return values.Distinct().Count();
            case AggregateKind.First: return events.Count == 0 ? null : events[0].Ticks;
            case AggregateKind.Last: return events.Count == 0 ? null : events[^1].Ticks;
            case AggregateKind.LastValue: return values.Length == 0 ? null : values[^1];
            case AggregateKind.FirstValue: return Beginning(all.Where(e => e.Row[a.ValueColumn] != ColumnBatch.Unknown), a, t)?.Row[a.ValueColumn];
            case AggregateKind.Median: return NearestRank(Sample(all, a, t), 0.5);
            case AggregateKind.Quantile: return NearestRank(Sample(all, a, t), a.Parameter);
            case AggregateKind.Mode or AggregateKind.ModeShare:
                var groups = Sample(all, a, t).GroupBy(v => v).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).ToList();
                return groups.Count == 0 ? null : a.Kind == AggregateKind.Mode ? groups[0].Key : ColumnBatch.Ordered((double)groups[0].Count() / groups.Sum(g => g.Count()));
            case AggregateKind.RobustZ: return now == ColumnBatch.Unknown ? null : RobustZ(Sample(all, a, t), now, a.Parameter);
            case AggregateKind.DayCount: return row[spec.DayColumn] == ColumnBatch.Unknown ? null : all.Count(e => e.Row[spec.DayColumn] == row[spec.DayColumn]);
            case AggregateKind.DaySum: return row[spec.DayColumn] == ColumnBatch.Unknown ? null : DaySums(all, a).GetValueOrDefault(row[spec.DayColumn]);
            case AggregateKind.MaxDaySum:
                long today = row[spec.DayColumn];
                if (today == ColumnBatch.Unknown) return null;
                long[] sums = [.. DaySums(all, a).Where(d => d.Key < today && (a.WindowTicks == 0 || d.Key > today - a.WindowTicks / TimeSpan.TicksPerDay)).Select(d => d.Value)];
                return sums.Length == 0 ? null : sums.Max();
            case AggregateKind.HourShare:
                long bin = row[spec.HourColumn];
                long[] bins = [.. all.Select(e => e.Row[spec.HourColumn]).Where(b => b != ColumnBatch.Unknown)];
                if (bin == ColumnBatch.Unknown || bins.Length == 0) return null;
                return ColumnBatch.Ordered((double)bins.Count(b => b / 24 == bin / 24 && (b % 24 - bin % 24 + 36) % 24 is 11 or 12 or 13) / bins.Length);
            case AggregateKind.HourlyQuantile:
                return NearestRank([.. all.GroupBy(e => e.Ticks / TimeSpan.TicksPerHour).Where(g => g.Key != t / TimeSpan.TicksPerHour).Select(g => (long)g.Count())], a.Parameter);
            case AggregateKind.Similar:
                if (now == ColumnBatch.Unknown) return null;
                var near = events.Where(e => e.Row[a.ValueColumn] != ColumnBatch.Unknown && Math.Abs((double)(e.Row[a.ValueColumn] - now)) <= a.Parameter * Math.Abs((double)now));
                return a.SecondColumn < 0 ? near.Count() : near.Select(e => e.Row[a.SecondColumn]).Where(v => v != ColumnBatch.Unknown).Distinct().Count();
            case AggregateKind.NameSimilarity:
                Event? named = all.LastOrDefault(e => e.Row[a.ValueColumn] is not (0 or ColumnBatch.Unknown));
                if (now is 0 or ColumnBatch.Unknown || named == null) return null;
                return ColumnBatch.Ordered(Dice(Text(row, a.ValueColumn), Text(named.Row, a.ValueColumn)));
            case AggregateKind.Lookalike:
                if (now is 0 or ColumnBatch.Unknown || row[a.SecondColumn] == ColumnBatch.Unknown) return null;
                return all.Where(e => e.Row[a.ValueColumn] is not (0 or ColumnBatch.Unknown) && Present(e.Row[a.SecondColumn]))
                    .GroupBy(e => (Name: Text(e.Row, a.ValueColumn), Account: e.Row[a.SecondColumn]))
                    .Any(g => g.Count() >= a.Parameter && g.Key.Account != row[a.SecondColumn] && Almost(g.Key.Name, Text(row, a.ValueColumn))) ? 1 : 0;
            default: throw new InvalidOperationException();
        }
    }

    /// <summary>The event that the window began with, seen in the order of arrival.</summary>
    static Event? Beginning(IEnumerable<Event> events, Aggregate a, long t)
    {
        bool ever = a.WindowTicks == 0;
        Event? first = null;
        foreach (Event e in events.OrderBy(e => e.Order))
            if (first == null || e.Ticks < first.Ticks || !ever && e.Ticks - first.Ticks >= a.WindowTicks) first = e;
        return first != null && (ever || first.Ticks <= t && t - first.Ticks < a.WindowTicks) ? first : null;
    }

    static Dictionary<long, long> DaySums(List<Event> events, Aggregate a) => events.Where(e => e.Row[2] != ColumnBatch.Unknown).GroupBy(e => e.Row[2])
        .ToDictionary(g => g.Key, g => g.Select(e => e.Row[a.ValueColumn]).Where(v => v != ColumnBatch.Unknown).Sum(Limited));

    /// <summary>No single value may fill a sum.</summary>
    static long Limited(long value) => Math.Clamp(value, -(1L << 50), 1L << 50);

    static List<long> Sample(List<Event> all, Aggregate a, long t)
        => [.. all.Where(e => e.Row[a.ValueColumn] != ColumnBatch.Unknown)
            .OrderBy(e => e.Ticks).ThenBy(e => e.Row[a.ValueColumn]).TakeLast(64)
            .Where(e => a.WindowTicks == 0 || e.Ticks > t - a.WindowTicks && e.Ticks <= t)
            .Select(e => e.Row[a.ValueColumn]).Order()];

    static long? NearestRank(List<long> values, double q)
    {
        values.Sort();
        for (int i = 0; i < values.Count; i++) if (i + 1 >= q * values.Count - 1e-9) return values[i];
        return values.Count == 0 ? null : values[^1];
    }

    static long? RobustZ(List<long> sample, long now, double floor)
    {
        if (sample.Count == 0) return null;
        double median = ColumnBatch.FromOrdered(NearestRank(sample, 0.5)!.Value);
        List<long> deviations = [.. sample.Select(v => ColumnBatch.Ordered(Math.Abs(ColumnBatch.FromOrdered(v) - median)))];
        double spread = 1.4826 * Math.Max(ColumnBatch.FromOrdered(NearestRank(deviations, 0.5)!.Value), floor);
        double distance = ColumnBatch.FromOrdered(now) - median;
        return distance == 0 ? ColumnBatch.Ordered(0) : spread == 0 ? null : ColumnBatch.Ordered(distance / spread);
    }

    public static string Text(long[] row, int column)
    {
        Span<byte> text = stackalloc byte[PackedName.Length];
        return System.Text.Encoding.ASCII.GetString(text[..PackedName.Unpack(row.AsSpan(column, PackedName.Words), text)]);
    }

    static readonly string[] LegalForms = ["LTD", "LIMITED", "INC", "CORP", "GMBH", "AG", "SA", "BV", "PLC", "CO", "COMPANY", "THE", "OF", "AND"];

    static List<string> Words(string name)
    {
        string[] words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] kept = [.. words.Except(LegalForms)];
        return kept.Length == 0 ? [.. words] : [.. words.Where(w => !LegalForms.Contains(w))];
    }

    public static double Dice(string a, string b)
    {
        List<string> left = Words(a), right = Words(b);
        int all = left.Count + right.Count;
        return a == b ? 1 : all == 0 ? 0 : 2.0 * left.Count(right.Remove) / all;
    }

    public static bool Almost(string a, string b)
    {
        int shorter = Math.Min(a.Length, b.Length);
        if (a == b || shorter < 5) return false;
        return Distance(a, b) <= (shorter < 8 ? 1 : 2) || Eye(a) == Eye(b);
    }

    static string Eye(string name) => name.Replace('0', 'O').Replace('1', 'I').Replace('L', 'I').Replace('5', 'S').Replace('8', 'B').Replace("RN", "M").Replace("VV", "W")
        .Replace("M", "RN").Replace("W", "VV");

    /// <summary>Optimal string alignment by the textbook's table.</summary>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
