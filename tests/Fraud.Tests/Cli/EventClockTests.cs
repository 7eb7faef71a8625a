using System.Text;
using Fraud.Cli.Logs;
using Fraud.Cli.Replay;

namespace Fraud.Tests.Cli;

public class EventClockTests
{
    static readonly byte[] Message = Encoding.ASCII.GetBytes("{1:F01PADMBDDHAXXX1249000340}{2:I202HUDSUS33XXXXN}{4:\r\n:20:A\r\n:21:B\r\n:32A:160205USD6,\r\n:58A:MKTCPHMM\r\n-}");
    static readonly MessageDecoder Decoder = new();

    static DateTime? SixHoursAhead(Bic institution, DateTime local) => institution.Institution == Bic.Parse("PADMBDDH") ? local.AddHours(-6) : institution.Institution == Bic.Parse("HUDSUS33") ? local.AddHours(5) : null;

    static string Time(EventClock clock, LogEntry entry) => clock.TimeOf(entry, Decoder.Decode(Message)).ToString("yyyy-MM-ddTHH:mm:sszzz");

    static LogEntry Entry(DateTimeOffset? at = null, DateTime? local = null, bool receiver = false) => new() { Source = "log", Offset = 0, At = at, LocalTime = local, ReceiverTime = receiver };

    [Fact]
    public void The_logs_own_moment_goes_first() => Assert.Equal(
        "2016-02-04T14:41:00+00:00", Time(new EventClock(SixHoursAhead, null, default), Entry(new(2016, 2, 4, 14, 41, 0, default), new DateTime(2000, 1, 1))));

    [Fact]
    public void An_acknowledgements_minute_is_the_senders()
    {
        var clock = new EventClock(SixHoursAhead, null, default);
        Assert.Equal("2016-02-04T14:41:00+00:00", Time(clock, Entry(local: new DateTime(2016, 2, 4, 20, 41, 0))));
        Assert.Empty(clock.WithoutZone);
    }

    [Fact]
    public void A_delivery_minute_is_the_receivers() =>
        Assert.Equal("2016-02-05T01:41:00+00:00", Time(new EventClock(SixHoursAhead, null, default), Entry(local: new DateTime(2016, 2, 4, 20, 41, 0), receiver: true)));

    [Fact]
    public void A_local_time_without_a_known_zone_is_taken_as_utc_and_told()
    {
        var clock = new EventClock((_, _) => null, null, default);
        Assert.Equal("2016-02-04T20:41:00+00:00", Time(clock, Entry(local: new DateTime(2016, 2, 4, 20, 41, 0))));
        Assert.Equal(["PADMBDDHXXX"], clock.WithoutZone);
    }

    [Fact]
    public void Messages_without_a_time_follow_one_another_from_the_start_given()
    {
        var clock = new EventClock(SixHoursAhead, new DateTimeOffset(2024, 1, 2, 9, 0, 0, default), TimeSpan.FromMinutes(2));
        Assert.Equal(["2024-01-02T09:00:00+00:00", "2024-01-02T09:02:00+00:00", "2024-01-02T09:04:00+00:00"], [Time(clock, Entry()), Time(clock, Entry()), Time(clock, Entry())]);
        Assert.Equal(3, clock.Placed);
    }

    [Fact]
    public void The_first_without_a_time_is_placed_at_noon_of_its_value_date()
    {
        var clock = new EventClock(SixHoursAhead, null, TimeSpan.FromSeconds(1));
        Assert.Equal(["2016-02-05T12:00:00+00:00", "2016-02-05T12:00:01+00:00"], [Time(clock, Entry()), Time(clock, Entry())]);
    }
}
