using FsCheck;
using FsCheck.Fluent;

namespace Fraud.Tests.Reference;

/// <summary>Time counted only while a payment system is open.</summary>
public class RailTimeTests
{
    static CurrencyCode Code(string currency) => CurrencyCode.Parse(currency);

    [Theory]
    [InlineData("USD", "2016-02-04 14:00", 2, "2016-02-04 16:00")] // within a day
    [InlineData("USD", "2016-02-05 22:45", 2, "2016-02-08 03:15")] // Friday 17:45 in New York, then from Sunday 21:00
    [InlineData("USD", "2016-02-14 08:00", 2, "2016-02-16 04:00")] // Sunday; Monday is a holiday
    [InlineData("EUR", "2018-03-29 15:30", 2, "2018-04-03 06:30")] // Maundy Thursday, 30 minutes; closed until Tuesday 7:00 summer time
    public void After(string currency, string from, int hours, string until)
    {
        var rail = ReferenceData.Default.Rails.Of(Code(currency))!;
        static long Ticks(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture).Ticks;
        Assert.Equal(new DateTime(Ticks(until)), new DateTime(rail.After(Ticks(from), hours * TimeSpan.TicksPerHour)));
    }

    [Fact]
    public void It_is_the_minutes_in_which_the_system_is_open()
    {
        var from = new DateTime(2016, 1, 1).Ticks / TimeSpan.TicksPerMinute;
        Prop.ForAll(Arb.From(Gen.Choose(0, 3 * 366 * 24 * 60)), Arb.From(Gen.Choose(1, 600)), Arb.From(Gen.Elements("USD", "GBP", "EUR", "CHF", "JPY")), (minute, open, currency) =>
        {
            var rail = ReferenceData.Default.Rails.Of(Code(currency))!;
            long at = from + minute, left = open;
            bool known = true;
            for (; left > 0 && known; at++)
            {
                var isOpen = rail.IsOpen(at * TimeSpan.TicksPerMinute);
                if (isOpen is true) left--;
                known = isOpen is not null;
            }
            Assert.Equal(known ? at * TimeSpan.TicksPerMinute : -1, rail.After((from + minute) * TimeSpan.TicksPerMinute, open * TimeSpan.TicksPerMinute));
        }).Check(Config.QuickThrowOnFailure);
    }
}
