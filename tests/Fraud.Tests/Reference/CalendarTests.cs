using System.Globalization;
using FsCheck.Xunit;
using Fraud.Reference;
using Calendar = Fraud.Reference.Calendar;

namespace Fraud.Tests.Reference;

public class CalendarTests
{
    static readonly ReferenceData Data = ReferenceData.Default;

    internal static Calendar Of(string country) => Data.CalendarOfCountry((ushort)(country[0] | country[1] << 8))
        ?? throw new InvalidOperationException($"no calendar {country}");

    internal static int Day(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber;

    internal static long Ticks(string instant) =>
        DateTime.ParseExact(instant, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture).Ticks;

    [Theory]
    // The heists' calendars.
    [InlineData("BD", "2016-02-04", "Business", "")]
    [InlineData("BD", "2016-02-05", "Weekend", "")]
    [InlineData("BD", "2016-02-06", "Weekend", "")]
    [InlineData("BD", "2016-02-07", "Business", "")]
    [InlineData("LK", "2016-02-04", "Holiday", "National Day")]
    [InlineData("PH", "2016-02-08", "Holiday", "Chinese New Year")]
    [InlineData("PH", "2016-02-09", "Business", "")]
    [InlineData("US", "2016-02-15", "Holiday", "Presidents' Day")]
    [InlineData("NP", "2017-10-19", "Holiday", "Laxmi Puja")]
    [InlineData("TW", "2017-10-04", "Holiday", "Mid-Autumn Festival")]
    [InlineData("TW", "2017-10-10", "Holiday", "National Day")]
    [InlineData("TW", "2017-09-30", "Business", "")]
    [InlineData("TW", "2017-10-09", "Holiday", "Exchanged day off")]
    [InlineData("IN", "2018-08-15", "Holiday", "Independence Day")]
    [InlineData("IN", "2018-10-02", "Holiday", "Gandhi Jayanti")]
    [InlineData("IN", "2018-08-13", "Business", "")]
    [InlineData("GB", "2015-08-31", "Holiday", "Summer Bank Holiday")]
    [InlineData("MT", "2019-02-13", "Business", "")]
    [InlineData("CL", "2018-05-24", "Business", "")]
    [InlineData("VN", "2015-12-08", "Business", "")]
    [InlineData("EC", "2015-01-12", "Business", "")]
    // Bangladesh, June 2015 to February 2016.
    [InlineData("BD", "2015-07-01", "Holiday", "Bank Holiday")]
    [InlineData("BD", "2015-07-19", "Holiday", "Eid al-Fitr")]
    [InlineData("BD", "2015-07-21", "Business", "")]
    [InlineData("BD", "2015-09-24", "Holiday", "Eid al-Adha")]
    [InlineData("BD", "2015-12-16", "Holiday", "Victory Day")]
    [InlineData("BD", "2015-12-24", "Holiday", "Eid-e-Miladunnabi")]
    [InlineData("BD", "2015-12-31", "Holiday", "Bank Holiday")]
    [InlineData("BD", "2016-07-16", "Business", "")]
    // Substitute days.
    [InlineData("US", "2021-07-05", "Holiday", "Independence Day (observed)")]
    [InlineData("US", "2021-12-24", "Business", "")]
    [InlineData("US", "2022-06-20", "Holiday", "Juneteenth (observed)")]
    [InlineData("GB", "2021-12-27", "Holiday", "Christmas Day (observed)")]
    [InlineData("GB", "2021-12-28", "Holiday", "Boxing Day (observed)")]
    [InlineData("GB", "2022-12-27", "Holiday", "Christmas Day (observed)")]
    [InlineData("JP", "2015-05-06", "Holiday", "Constitution Day (observed)")]
    [InlineData("JP", "2015-09-22", "Holiday", "Citizens' Holiday")]
    [InlineData("JP", "2019-05-06", "Holiday", "Children's Day (observed)")]
    // Movable feasts.
    [InlineData("TARGET", "2016-03-25", "Holiday", "Good Friday")]
    [InlineData("TARGET", "2019-04-22", "Holiday", "Easter Monday")]
    [InlineData("TARGET", "2016-05-05", "Business", "")]
    [InlineData("DE", "2016-05-05", "Holiday", "Ascension Day")]
    [InlineData("GR", "2016-05-02", "Holiday", "Easter Monday")]
    [InlineData("SE", "2016-06-24", "Holiday", "Midsummer Eve")]
    [InlineData("BR", "2016-02-09", "Holiday", "Carnival Tuesday")]
    [InlineData("CA", "2016-05-23", "Holiday", "Victoria Day")]
    // Outside the known years nothing is guessed, not even a Friday.
    [InlineData("BD", "2014-12-31", "Unknown", "")]
    [InlineData("BD", "2021-01-01", "Unknown", "")]
    [InlineData("AE", "2018-01-05", "Unknown", "")]
    [InlineData("US", "1999-07-04", "Unknown", "")]
    [InlineData("US", "2090-07-04", "Unknown", "")]
    [InlineData("KW", "2016-02-04", "Unknown", "")]
    public void A_date_is_what_the_country_made_of_it(string calendar, string date, string kind, string holiday)
    {
        var of = calendar.Length == 2 ? Of(calendar) : Data.CalendarById(calendar)!;
        Assert.Equal(kind, of.KindOf(Day(date)).ToString());
        Assert.Equal(holiday, of.HolidayName(Day(date)) ?? "");
    }

    [Theory]
    [InlineData("BD", "2030-02-01", "Fri Sat")]
    [InlineData("SA", "2013-06-20", "Thu Fri")]
    [InlineData("SA", "2013-07-01", "Fri Sat")]
    [InlineData("AE", "2021-12-20", "Fri Sat")]
    [InlineData("AE", "2022-01-03", "Sat Sun")]
    [InlineData("OM", "2013-04-20", "Thu Fri")]
    [InlineData("OM", "2013-05-04", "Fri Sat")]
    [InlineData("YE", "2013-08-01", "Thu Fri")]
    [InlineData("YE", "2013-08-19", "Fri Sat")]
    [InlineData("NP", "2017-06-05", "Sat")]
    [InlineData("IL", "2017-06-05", "Fri Sat")]
    [InlineData("BN", "2017-06-05", "Fri Sun")]
    [InlineData("IR", "2017-06-05", "Fri")]
    [InlineData("EG", "2017-06-05", "Fri Sat")]
    [InlineData("QA", "2017-06-05", "Fri Sat")]
    [InlineData("US", "2017-06-05", "Sat Sun")]
    public void A_weekend_is_dated(string country, string anyDay, string weekend)
    {
        int day = Day(anyDay);
        string found = string.Join(' ', Enumerable.Range(0, 7).Select(i => Day("2017-01-02") + i)
            .Select(d => (Name: DateOnly.FromDayNumber(d).DayOfWeek.ToString()[..3], Weekday: (d + 1) % 7))
            .Where(d => Of(country).IsWeekend(day + (d.Weekday - (day + 1) % 7 + 7) % 7)).Select(d => d.Name));
        Assert.Equal(weekend, found);
    }

    [Theory]
    [InlineData("BD", "2016-02-04", 600, 1080)]
    [InlineData("PH", "2016-02-09", 540, 1020)]
    [InlineData("AE", "2022-01-07", 480, 720)]
    [InlineData("AE", "2022-01-06", 480, 900)]
    public void Hours_hold_on_their_dates(string country, string date, int open, int close) =>
        Assert.Equal((open, close), Of(country).HoursOf(Day(date)));

    [Fact]
    public void A_holiday_on_a_weekend_is_no_surprise_closing()
    {
        Assert.True(Of("LK").IsPublicHoliday(Day("2016-02-04")));
        Assert.False(Of("BD").IsPublicHoliday(Day("2015-08-15"))); // National Mourning Day, a Saturday
        Assert.Equal("National Mourning Day", Of("BD").HolidayName(Day("2015-08-15")));
        Assert.False(Of("BD").IsPublicHoliday(Day("2015-07-01"))); // banks only
        Assert.Equal(DayKind.Holiday, Of("BD").KindOf(Day("2015-07-01")));
    }

    [Theory]
    // Thursday 4 February 2016, 20:41 in Dhaka: Manila is closed on Monday too, so both open on Tuesday at 10:00 in Dhaka.
    [InlineData("BD", "PH", "2016-02-04 14:41", "2016-02-09 04:00")]
    // An ordinary Thursday night: Monday.
    [InlineData("BD", "PH", "2016-01-14 14:41", "2016-01-18 04:00")]
    [InlineData("BD", "US", "2016-01-14 14:41", "2016-01-18 04:00", "2016-01-19 14:00")] // Martin Luther King Day
    [InlineData("GB", "DE", "2016-01-14 03:00", "2016-01-14 09:00")]
    [InlineData("GB", "DE", "2016-01-14 09:00", "2016-01-15 09:00")]
    public void Both_next_open_on_their_next_common_business_day(string a, string b, string after, string expected, string? really = null)
    {
        long opening = Calendar.NextCommonOpening(Of(a), Of(b), Ticks(after));
        Assert.Equal(Ticks(really ?? expected), opening);
        Assert.Equal(opening, Calendar.NextCommonOpening(Of(b), Of(a), Ticks(after)));
    }

    [Fact]
    public void The_blind_window_of_the_theft_is_a_day_longer_than_usual()
    {
        double Hours(string after) => (Calendar.NextCommonOpening(Of("BD"), Of("PH"), Ticks(after)) - Ticks(after)) / (double)TimeSpan.TicksPerHour;
        Assert.Equal(109, Math.Round(Hours("2016-02-04 14:41")));
        Assert.Equal(85, Math.Round(Hours("2016-01-14 14:41")));
    }

    [Fact]
    public void No_common_opening_is_known_when_the_next_day_is_not()
    {
        Assert.Equal(-1, Calendar.NextCommonOpening(Of("BD"), Of("PH"), Ticks("2019-12-31 23:00"))); // BD is known to the end of 2019
        Assert.Equal(-1, Calendar.NextCommonOpening(Of("BD"), Of("KW"), Ticks("2016-02-04 14:41")));
        Assert.Equal(-1, Calendar.NextCommonOpening(Of("BD"), Of("PH"), Ticks("1999-02-04 14:41")));
    }

    [Property(MaxTest = 3000)]
    public void Common_openings_equal_a_plain_search_day_by_day(byte first, byte second, uint minutes)
    {
        string[] countries = ["BD", "PH", "US", "GB", "LK", "AE", "SA", "NP", "CN", "JP", "AU", "CL", "IL", "BR"];
        var (a, b) = (Of(countries[first % countries.Length]), Of(countries[second % countries.Length]));
        // FsCheck draws small numbers: the multiplier spreads them over four years.
        long after = new DateTime(2014, 12, 1).Ticks + minutes * 2_654_435_761L % (4 * 365 * 24 * 60) * TimeSpan.TicksPerMinute;
        Assert.Equal(Plain(a, b, after), Calendar.NextCommonOpening(a, b, after));

        static long Plain(Calendar a, Calendar b, long after)
        {
            for (int day = (int)(Math.Min(a.ToLocalTicks(after), b.ToLocalTicks(after)) / TimeSpan.TicksPerDay); ; day++)
            {
                var (kindA, kindB) = (a.KindOf(day), b.KindOf(day));
                if (kindA == DayKind.Unknown || kindB == DayKind.Unknown) return -1;
                if (kindA != DayKind.Business || kindB != DayKind.Business) continue;
                long opening = Math.Max(
                    a.ToUtcTicks(day * TimeSpan.TicksPerDay + a.HoursOf(day).Open * TimeSpan.TicksPerMinute),
                    b.ToUtcTicks(day * TimeSpan.TicksPerDay + b.HoursOf(day).Open * TimeSpan.TicksPerMinute));
                if (opening > after) return opening;
            }
        }
    }

    [Fact]
    public void Business_days_between_equal_a_plain_count()
    {
        var random = new Random(7);
        foreach (string country in (string[])["BD", "US", "CN", "AE"])
        {
            var of = Of(country);
            for (int run = 0; run < 300; run++)
            {
                int from = Day("2014-11-01") + random.Next(1500), to = from + random.Next(-5, 150);
                var days = Enumerable.Range(from + 1, Math.Max(0, to - from)).Select(of.KindOf).ToList();
                int expected = days.Contains(DayKind.Unknown) ? -1 : days.Count(k => k == DayKind.Business);
                Assert.Equal(expected, of.BusinessDaysBetween(from, to));
            }
        }
    }

    [Fact]
    public void Every_calendar_has_a_source_and_every_known_year_has_a_holiday()
    {
        var files = EmbeddedText.All();
        foreach (var (file, text) in files)
        {
            if (!file.EndsWith(".calendar", StringComparison.Ordinal)) continue;
            Assert.StartsWith("# ", text);
            var calendar = Data.CalendarById(file[..^9])!;
            for (int year = 2010; year <= 2031; year++)
            {
                int first = new DateOnly(year, 1, 1).DayNumber, last = new DateOnly(year, 12, 31).DayNumber;
                Assert.Equal(calendar.Knows(first), calendar.Knows(last));
                if (!calendar.Knows(first)) continue;
                int holidays = Enumerable.Range(first, last - first + 1).Count(d => calendar.KindOf(d) == DayKind.Holiday);
                Assert.True(holidays is >= 3 and <= 36, $"{file} {year}: {holidays} holidays");
            }
        }
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var (bd, ph) = (Of("BD"), Of("PH"));
        long at = Ticks("2016-02-04 14:41");
        Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Read();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Read()
        {
            int day = (int)(bd.ToLocalTicks(at) / TimeSpan.TicksPerDay);
            _ = bd.KindOf(day);
            _ = bd.HolidayName(day);
            _ = bd.HoursOf(day);
            _ = bd.IsPublicHoliday(day);
            _ = bd.ToUtcTicks(at);
            _ = Calendar.NextCommonOpening(bd, ph, at);
            _ = Data.CalendarOf(Bic.None);
        }
    }

    [Theory]
    [InlineData("weekend Fri Sat\nzone Asia/Dhaka", "X(1): expected 'calendar' and its id.")]
    [InlineData("calendar X\nzone Asia/Nowhere\nweekend Fri", "X(3): expected a 'zone' line with a zone of zones.txt.")]
    [InlineData("calendar X\nzone Asia/Dhaka", "X(2): expected a line such as 'weekend Sat Sun'.")]
    [InlineData("calendar X\nweekend Freitag", "X(2): expected a day such as Fri.")]
    [InlineData("calendar X\nholiday 2016-02-30 Never", "X(2): expected a date such as 2016-02-04, or 2015-07-17..2015-07-20.")]
    [InlineData("calendar X\nholiday 2016-02-03", "X(2): expected the name of the holiday.")]
    [InlineData("calendar X\nevery 5-Mon-Jan Fifth", "X(2): expected 1 to 4, or last.")]
    [InlineData("calendar X\nhours 18:00-10:00", "X(2): expected an opening before the closing.")]
    [InlineData("calendar X\nyears 2015", "X(2): expected years such as 2015-2018.")]
    [InlineData("calendar X\n\n# a note\nholidays 2016-02-04 Typo", "X(4): expected zone, years, weekend, hours, holiday, bank, working or every.")]
    public void A_mistake_names_file_line_and_what_was_expected(string text, string message)
    {
        var zones = new ZoneTable("zones.txt", EmbeddedText.Read("zones.txt"));
        Assert.Equal(message, Assert.Throws<FormatException>(() => CalendarText.Read("X", text, zones, _ => null)).Message);
    }
}
