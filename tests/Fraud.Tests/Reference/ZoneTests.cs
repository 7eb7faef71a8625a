using Fraud.Reference;

namespace Fraud.Tests.Reference;

public class ZoneTests
{
    static readonly ZoneTable Zones = new("zones.txt", EmbeddedText.Read("zones.txt"));

    static Zone Of(string name) => Zones.Find(name) ?? throw new InvalidOperationException(name);

    [Theory]
    [InlineData("Asia/Dhaka", "2016-02-04 14:41", "2016-02-04 20:41")]
    [InlineData("Asia/Dhaka", "2016-02-04 18:32", "2016-02-05 00:32")]
    [InlineData("America/New_York", "2016-02-04 14:41", "2016-02-04 09:41")]
    [InlineData("America/New_York", "2016-03-13 06:59", "2016-03-13 01:59")]
    [InlineData("America/New_York", "2016-03-13 07:00", "2016-03-13 03:00")]
    [InlineData("America/New_York", "2016-11-06 05:59", "2016-11-06 01:59")]
    [InlineData("America/New_York", "2016-11-06 06:00", "2016-11-06 01:00")]
    [InlineData("Europe/London", "2016-03-27 00:59", "2016-03-27 00:59")]
    [InlineData("Europe/London", "2016-03-27 01:00", "2016-03-27 02:00")]
    [InlineData("Australia/Sydney", "2016-04-02 15:59", "2016-04-03 02:59")]
    [InlineData("Australia/Sydney", "2016-04-02 16:00", "2016-04-03 02:00")]
    [InlineData("Pacific/Auckland", "2016-09-24 13:59", "2016-09-25 01:59")]
    [InlineData("Pacific/Auckland", "2016-09-24 14:00", "2016-09-25 03:00")]
    [InlineData("Europe/Moscow", "2014-10-25 21:59", "2014-10-26 01:59")]
    [InlineData("Europe/Moscow", "2014-10-25 22:00", "2014-10-26 01:00")]
    [InlineData("Europe/Istanbul", "2017-01-01 00:00", "2017-01-01 03:00")]
    [InlineData("Asia/Kathmandu", "2017-10-19 00:00", "2017-10-19 05:45")]
    [InlineData("America/Sao_Paulo", "2018-11-04 03:00", "2018-11-04 01:00")]
    [InlineData("America/Mexico_City", "2023-07-01 12:00", "2023-07-01 06:00")]
    [InlineData("Pacific/Kiritimati", "2016-02-04 10:00", "2016-02-05 00:00")]
    public void Local_time_follows_the_dated_offset(string zone, string utc, string local) =>
        Assert.Equal(CalendarTests.Ticks(local), Of(zone).ToLocalTicks(CalendarTests.Ticks(utc)));

    [Theory]
    [InlineData("Europe/London", "2016-03-27 01:30", "2016-03-27 01:00")]  // skipped: the instant of the jump
    [InlineData("Europe/London", "2016-10-30 01:30", "2016-10-30 00:30")]  // twice: the first
    [InlineData("America/New_York", "2016-03-13 02:30", "2016-03-13 07:00")]
    public void A_local_time_that_is_skipped_or_repeated_has_one_instant(string zone, string local, string utc) =>
        Assert.Equal(CalendarTests.Ticks(utc), Of(zone).ToUtcTicks(CalendarTests.Ticks(local)));

    [Fact]
    public void An_instant_comes_back_unless_its_hour_repeats()
    {
        var random = new Random(3);
        foreach (string name in Names())
        {
            var zone = Of(name);
            for (int run = 0; run < 200; run++)
            {
                long utc = new DateTime(2010, 1, 1).Ticks + random.NextInt64(TimeSpan.TicksPerDay * 7600);
                long local = zone.ToLocalTicks(utc), back = zone.ToUtcTicks(local);
                Assert.True(back <= utc);
                Assert.Equal(local, zone.ToLocalTicks(back)); // the first instant that shows this time
            }
        }
    }

    [Fact]
    public void Every_zone_agrees_with_the_machines_time_zone_database_until_2024()
    {
        int compared = 0;
        foreach (string name in Names())
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var machine)) continue;
            compared++;
            var zone = Of(name);
            for (var utc = new DateTime(2010, 1, 2, 0, 0, 0, DateTimeKind.Utc); utc.Year < 2024; utc = utc.AddHours(13))
                Assert.True(utc.Ticks + machine.GetUtcOffset(utc).Ticks == zone.ToLocalTicks(utc.Ticks), $"{name} {utc:u}");
        }
        if (compared == 0) Assert.Skip("this machine has no time zone database");
    }

    static IEnumerable<string> Names() => EmbeddedText.Read("zones.txt").Split('\n').Where(l => l.StartsWith("zone ", StringComparison.Ordinal)).Select(l => l[5..].Trim());
}
