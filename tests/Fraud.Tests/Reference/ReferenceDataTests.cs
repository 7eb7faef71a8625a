using Fraud.Reference;

namespace Fraud.Tests.Reference;

public class ReferenceDataTests
{
    static readonly ReferenceData Default = ReferenceData.Default;

    const string Padma = """
        calendar PADMBDDH base BD
        hours 09:00-16:00
        hours 09:30-14:30 from 2015-06-19 to 2015-07-16   # Ramadan
        working 2016-02-05 duty desk
        """;

    [Fact]
    public void An_institution_comes_before_its_country()
    {
        var data = Default.With("PADMBDDH.calendar", Padma);
        var own = data.CalendarOf(Bic.Parse("PADMBDDH"))!;
        Assert.Same(own, data.CalendarOf(Bic.Parse("PADMBDDHXXX")));
        Assert.Same(data.CalendarOfCountry('B' | 'D' << 8), data.CalendarOf(Bic.Parse("OTHRBDDH")));
        Assert.Equal((540, 960), own.HoursOf(CalendarTests.Day("2016-02-04")));
        Assert.Equal((570, 870), own.HoursOf(CalendarTests.Day("2015-07-01")));
        Assert.Equal(DayKind.Business, own.KindOf(CalendarTests.Day("2016-02-05")));
        Assert.Equal(DayKind.Weekend, own.KindOf(CalendarTests.Day("2016-02-06")));
        Assert.Equal("Victory Day", own.HolidayName(CalendarTests.Day("2015-12-16")));
    }

    [Fact]
    public void A_bank_in_another_zone_of_its_country_gets_one_by_its_code()
    {
        var data = Default.With("PACFUS66.calendar", "calendar PACFUS66 base US\nzone America/Los_Angeles\n");
        long at = CalendarTests.Ticks("2016-02-04 14:41");
        Assert.Equal(CalendarTests.Ticks("2016-02-04 06:41"), data.CalendarOf(Bic.Parse("PACFUS66"))!.ToLocalTicks(at));
        Assert.Equal(CalendarTests.Ticks("2016-02-04 09:41"), data.CalendarOf(Bic.Parse("HUDSUS33"))!.ToLocalTicks(at));
    }

    [Fact]
    public void A_wrong_weekend_shows()
    {
        var wrong = Default.With("BD.calendar", EmbeddedText.Read("BD.calendar").Replace("weekend Fri Sat", "weekend Sat Sun", StringComparison.Ordinal));
        int friday = CalendarTests.Day("2016-02-05");
        Assert.Equal(DayKind.Business, wrong.CalendarOfCountry('B' | 'D' << 8)!.KindOf(friday));
        Assert.NotEqual(Default.Version, wrong.Version);
    }

    [Fact]
    public void A_removed_calendar_is_unknown_and_so_is_its_rail()
    {
        var without = Default.Without("BD.calendar");
        Assert.Null(without.CalendarOf(Bic.Parse("PADMBDDH")));
        Assert.Null(without.Rails.Of(CurrencyCode.Parse("BDT")));
        Assert.NotNull(without.Rails.Of(CurrencyCode.Parse("USD")));
    }

    [Fact]
    public void No_code_has_no_calendar() => Assert.Null(Default.CalendarOf(Bic.None));

    [Fact]
    public void The_version_is_that_of_the_content_whatever_the_way_there()
    {
        Assert.Equal(64, Default.Version.Length);
        var one = Default.With("PADMBDDH.calendar", Padma).With("blocked.list", "bic HACKBDDH");
        var other = ReferenceData.Load(new Dictionary<string, string> { ["blocked.list"] = "bic HACKBDDH", ["PADMBDDH.calendar"] = Padma });
        Assert.Equal(one.Version, other.Version);
        Assert.Equal(Default.Version, one.Without("blocked.list").Without("PADMBDDH.calendar").Version);
        Assert.NotEqual(one.Version, one.With("blocked.list", "bic HACKBDDX").Version);
    }

    [Fact]
    public void An_absent_list_is_not_an_empty_one()
    {
        Assert.Equal(Lists.Absent, Default.Lists.Find("blocked"));
        Assert.Equal(0, Default.With("blocked.list", "").Lists.Find("blocked"));
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Default.With("calendar.xml", ""));
        Assert.Throws<ArgumentException>(() => Default.Without("ZZ.calendar"));
        Assert.Throws<FormatException>(() => Default.With("LK.calendar", "calendar BD\nzone Asia/Dhaka\nweekend Fri"));
        Assert.Throws<FormatException>(() => Default.With("A.calendar", "calendar A base B"));
        Assert.StartsWith("blocked.list(2): expected", Assert.Throws<FormatException>(() => Default.With("blocked.list", "bic HACKBDDH\niban X")).Message, StringComparison.Ordinal);
    }
}
