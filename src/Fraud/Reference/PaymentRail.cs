namespace Fraud.Reference;

/// <summary>One settlement system's hours while they held: local minutes, the opening below zero when it lies on the evening before.</summary>
readonly record struct RailHours(int FromDay, int Open, int Close, int CutOff);

/// <summary>The settlement system of a currency: its zone and closed days (a calendar), and its dated hours.</summary>
sealed class PaymentRail(string name, CurrencyCode currency, Calendar calendar, RailHours[] hours)
{
    /// <summary>No hours, or no calendar, for that date.</summary>
    public const int Unknown = int.MinValue;
    /// <summary>Closed all day: there is no cut-off to beat.</summary>
    public const int Closed = int.MaxValue;

    public string Name => name;
    public CurrencyCode Currency => currency;
    public Calendar Calendar => calendar;

    /// <summary>Minutes from an instant to the customer cut-off of its local date, negative after it; <see cref="Closed"/> or <see cref="Unknown"/>.</summary>
    public int MinutesToCutOff(long utcTicks)
    {
        long local = calendar.ToLocalTicks(utcTicks);
        int day = (int)(local / TimeSpan.TicksPerDay);
        if (!TryHours(day, out var of)) return Unknown;
        return calendar.KindOf(day) switch
        {
            DayKind.Unknown => Unknown,
            DayKind.Business => of.CutOff - (int)((local - day * TimeSpan.TicksPerDay) / TimeSpan.TicksPerMinute),
            _ => Closed,
        };
    }

    /// <summary>Whether payments settle at an instant; null where unknown.</summary>
    public bool? IsOpen(long utcTicks)
    {
        long local = calendar.ToLocalTicks(utcTicks);
        int today = (int)(local / TimeSpan.TicksPerDay);
        // The evening may belong to the next business day.
        for (int day = today; day <= today + 1; day++)
        {
            if (!TryHours(day, out var of) || calendar.KindOf(day) == DayKind.Unknown) return null;
            long since = local - day * TimeSpan.TicksPerDay, minute = since / TimeSpan.TicksPerMinute;
            if (since < minute * TimeSpan.TicksPerMinute) minute--; // division rounds toward zero
            if (calendar.KindOf(day) == DayKind.Business && minute >= of.Open && minute < of.Close) return true;
        }
        return false;
    }

    /// <summary>When it has been open for that long since an instant; −1 where a day on the way is not known.</summary>
    public long After(long utcTicks, long openTicks)
    {
        const int LongestClosure = 40; // days; none was half as long
        int day = calendar.DayOf(utcTicks);
        for (int last = day + LongestClosure + (int)(openTicks / TimeSpan.TicksPerHour); day <= last; day++)
        {
            if (!TryHours(day, out var of) || calendar.KindOf(day) == DayKind.Unknown) return -1;
            if (calendar.KindOf(day) != DayKind.Business) continue;
            long midnight = day * TimeSpan.TicksPerDay;
            long opens = Math.Max(utcTicks, calendar.ToUtcTicks(midnight + of.Open * TimeSpan.TicksPerMinute));
            long open = calendar.ToUtcTicks(midnight + of.Close * TimeSpan.TicksPerMinute) - opens;
            if (open <= 0) continue;
            if (open >= openTicks) return opens + openTicks;
            openTicks -= open;
            utcTicks = opens + open; // the next day may open before this one closes
        }
        return -1;
    }

    bool TryHours(int day, out RailHours of)
    {
        of = default;
        bool found = false;
        foreach (ref readonly var entry in hours.AsSpan()) if (entry.FromDay <= day) { of = entry; found = true; }
        return found;
    }
}
