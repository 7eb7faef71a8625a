namespace Fraud.Reference;

/// <summary>
/// When an institution, a country or a settlement system works: zone, weekly rest, holidays, working days by exception and hours, all dated.
/// Days are DateOnly.DayNumber of the local date; the years it does not know answer <see cref="DayKind.Unknown"/>.
/// Answers are bit tests in maps that begin on one day for all calendars, so that two can be intersected word by word.
/// </summary>
sealed class Calendar
{
    /// <summary>1 January 2010; the maps reach to the end of 2031.</summary>
    public static readonly int FirstDay = new DateOnly(2010, 1, 1).DayNumber;
    public static readonly int DayCount = new DateOnly(2032, 1, 1).DayNumber - FirstDay;

    readonly Zone _zone;
    readonly ulong[] _known, _business, _weekend, _publicHoliday;
    readonly int[] _holidays;      // dates with a name, ascending
    readonly string[] _names;
    readonly byte[] _hoursOfDay;   // index into _hours, by day since FirstDay
    readonly (int Open, int Close)[] _hours;

    /// <summary>ISO 3166 letters of a country, BIC8 of an institution, or the name of a settlement system.</summary>
    public string Id { get; }

    public Zone Zone => _zone;

    internal Calendar(CalendarText text, Zone zone)
    {
        Id = text.Id;
        _zone = zone;
        _known = text.Known;
        (_business, _weekend, _publicHoliday) = (text.Business, text.Weekend, text.PublicHoliday);
        (_holidays, _names) = (text.HolidayDays, text.HolidayNames);
        (_hoursOfDay, _hours) = (text.HoursOfDay, text.Hours);
    }

    public long ToLocalTicks(long utcTicks) => _zone.ToLocalTicks(utcTicks);

    public long ToUtcTicks(long localTicks) => _zone.ToUtcTicks(localTicks);

    /// <summary>The local date of an instant.</summary>
    public int DayOf(long utcTicks) => (int)(_zone.ToLocalTicks(utcTicks) / TimeSpan.TicksPerDay);

    /// <summary>Whether its holidays are complete for the year of a day.</summary>
    public bool Knows(int dayNumber) => Has(_known, dayNumber);

    /// <summary>Whether the day is one of weekly rest by the dated rule; known in every year, also where holidays are not.</summary>
    public bool IsWeekend(int dayNumber) => Has(_weekend, dayNumber);

    public DayKind KindOf(int dayNumber) =>
        !Knows(dayNumber) ? DayKind.Unknown
        : Has(_business, dayNumber) ? DayKind.Business
        : Has(_weekend, dayNumber) ? DayKind.Weekend
        : DayKind.Holiday;

    /// <summary>Whether a public holiday closes a day that is not one of weekly rest: banks are shut when people expect them open.</summary>
    public bool IsPublicHoliday(int dayNumber) => Has(_publicHoliday, dayNumber);

    /// <summary>The name of the holiday, also of one on a weekend; null for none.</summary>
    public string? HolidayName(int dayNumber)
    {
        int index = Array.BinarySearch(_holidays, dayNumber);
        return index >= 0 ? _names[index] : null;
    }

    /// <summary>Opening and closing time of a date, in minutes of the local day, whether or not the date is a business day.</summary>
    public (int Open, int Close) HoursOf(int dayNumber)
    {
        int index = Math.Clamp(dayNumber - FirstDay, 0, DayCount - 1);
        return _hours[_hoursOfDay[index]];
    }

    /// <summary>The instant at which it opens on a date.</summary>
    public long OpeningOf(int dayNumber) =>
        _zone.ToUtcTicks(dayNumber * TimeSpan.TicksPerDay + HoursOf(dayNumber).Open * TimeSpan.TicksPerMinute);

    /// <summary>Business days after one day up to and including another; -1 where a year is unknown, 0 when the second is not later.</summary>
    public int BusinessDaysBetween(int afterDay, int upToDay)
    {
        if (upToDay <= afterDay) return 0;
        if (afterDay + 1 < FirstDay || upToDay >= FirstDay + DayCount) return -1;
        int count = 0;
        for (int day = afterDay + 1; day <= upToDay;)
        {
            int bit = day - FirstDay, run = Math.Min(64 - (bit & 63), upToDay - day + 1);
            ulong days = (run < 64 ? (1UL << run) - 1 : ulong.MaxValue) << (bit & 63);
            if ((~_known[bit >> 6] & days) != 0) return -1;
            count += System.Numerics.BitOperations.PopCount(_business[bit >> 6] & days);
            day += run;
        }
        return count;
    }

    /// <summary>
    /// The next instant, strictly later, at which both have opened on a common business day: the later of their two openings on one local date.
    /// -1 when it lies in a year that one of them does not know.
    /// </summary>
    public static long NextCommonOpening(Calendar a, Calendar b, long utcTicks)
    {
        // The date of whichever is further west: an opening of that date may still lie ahead.
        int day = Math.Min(a.DayOf(utcTicks), b.DayOf(utcTicks));
        while ((day = NextCommonBusinessDay(a, b, day)) >= 0)
        {
            long opening = Math.Max(a.OpeningOf(day), b.OpeningOf(day));
            if (opening > utcTicks) return opening;
            day++;
        }
        return -1;
    }

    // The first day on or after one that is a business day of both; -1 when an unknown day comes first.
    static int NextCommonBusinessDay(Calendar a, Calendar b, int day)
    {
        uint bit = (uint)(day - FirstDay);
        if (bit >= DayCount) return -1;
        int word = (int)bit >> 6;
        ulong from = ulong.MaxValue << ((int)bit & 63);
        for (; word < a._known.Length; word++, from = ulong.MaxValue)
        {
            ulong known = a._known[word] & b._known[word], common = a._business[word] & b._business[word];
            ulong stop = (common | ~known) & from;
            if (stop == 0) continue;
            ulong first = stop & (~stop + 1);
            return (first & common) != 0 ? FirstDay + (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(first) : -1;
        }
        return -1;
    }

    static bool Has(ulong[] map, int dayNumber)
    {
        uint bit = (uint)(dayNumber - FirstDay);
        return bit < DayCount && (map[bit >> 6] >> (int)(bit & 63) & 1) != 0;
    }
}
