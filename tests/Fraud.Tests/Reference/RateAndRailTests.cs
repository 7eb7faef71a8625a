using System.Numerics;
using Fraud.Reference;

namespace Fraud.Tests.Reference;

public class RateAndRailTests
{
    static int Day(string date) => CalendarTests.Day(date);

    static readonly RateTable Rates = new("rates.csv", """
        currency,period,rate
        EUR,2016,1.1069
        EUR,2016-02,1.1096
        EUR,2016-02-04,1.1206   # a later line wins
        JPY,2016,0.009191
        KWD,2016,3.31
        """);

    [Theory]
    [InlineData("100.00", "EUR", "2016-01-31", 11069L)]
    [InlineData("100.00", "EUR", "2016-02-01", 11096L)]
    [InlineData("100.00", "EUR", "2016-02-04", 11206L)]
    [InlineData("100.00", "EUR", "2016-02-05", 11096L)]
    [InlineData("100.00", "EUR", "2016-03-01", 11069L)]
    [InlineData("1000000", "JPY", "2016-06-01", 919100L)]
    [InlineData("1.000", "KWD", "2016-06-01", 331L)]
    [InlineData("30000028.00", "USD", "1970-01-01", 3000002800L)]
    [InlineData("0.015", "USD", "2016-06-01", 2L)]          // half a cent, away from zero
    [InlineData("999999999999999999", "EUR", "2016-06-01", -1L)] // beyond 64 bits of hundredths
    [InlineData("100.00", "EUR", "2015-12-31", -1L)]
    [InlineData("100.00", "EUR", "2017-01-01", -1L)]
    [InlineData("100.00", "XAU", "2016-06-01", -1L)]
    public void An_amount_is_converted_at_the_rate_of_its_day_or_not_at_all(string amount, string currency, string day, long hundredths)
    {
        int dot = amount.IndexOf('.', StringComparison.Ordinal);
        var money = new Money(long.Parse(amount.Replace(".", "", StringComparison.Ordinal)), (byte)(dot < 0 ? 0 : amount.Length - dot - 1), CurrencyCode.Parse(currency));
        Assert.Equal(hundredths >= 0, Rates.TryConvert(money, Day(day), out long converted));
        Assert.Equal(Math.Max(hundredths, 0), converted);
    }

    [Fact]
    public void Conversion_equals_unbounded_arithmetic()
    {
        var random = new Random(11);
        for (int run = 0; run < 5000; run++)
        {
            var money = new Money(random.NextInt64(1_000_000_000_000_000_000) >> random.Next(60), (byte)random.Next(10), CurrencyCode.Parse("EUR"));
            BigInteger numerator = (BigInteger)money.Unscaled * 11069 * 100, denominator = BigInteger.Pow(10, money.Scale + 4);
            BigInteger expected = (numerator + denominator / 2) / denominator;
            bool fits = Rates.TryConvert(money, Day("2016-06-01"), out long hundredths);
            Assert.Equal(expected <= long.MaxValue, fits);
            if (fits) Assert.Equal(expected, hundredths);
        }
    }

    [Fact]
    public void The_built_in_rates_cover_the_major_currencies_from_2012_to_2026()
    {
        foreach (string currency in "EUR GBP JPY CHF CNY HKD SGD INR BDT LKR PHP AUD CAD SEK NOK DKK PLN MXN BRL ZAR TRY AED SAR KRW TWD THB".Split(' '))
            for (int year = 2012; year <= 2026; year++)
                Assert.True(ReferenceData.Default.Rates.TryConvert(new Money(1_000_000, 0, CurrencyCode.Parse(currency)), new DateOnly(year, 7, 1).DayNumber, out long usd) && usd > 0);
    }

    [Theory]
    [InlineData("EUR;2016;1.1", "R(1): expected a currency such as EUR, or 'base,USD'.")]
    [InlineData("EUR,2016,0", "R(1): expected a positive rate of at most 12 digits such as 1.1069.")]
    [InlineData("EUR,2016,1.12345678901234", "R(1): expected a positive rate of at most 12 digits such as 1.1069.")]
    [InlineData("EUR,16,1.1", "R(1): expected a year, month or day such as 2016, 2016-02 or 2016-02-04.")]
    public void A_bad_rate_is_an_error_at_load(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => new RateTable("R", text)).Message);

    [Theory]
    // CHAPS, customer cut-off 17:40 since 20 June 2016.
    [InlineData("GBP", "2017-02-01 17:20", 20)]
    [InlineData("GBP", "2017-07-03 16:20", 20)]  // summer time
    [InlineData("GBP", "2017-02-01 17:45", -5)]
    [InlineData("GBP", "2016-06-17 14:55", 5)]   // the day before the extension: 16:00
    [InlineData("GBP", "2017-12-25 12:00", PaymentRail.Closed)]
    [InlineData("USD", "2016-02-04 22:45", 15)]  // 18:00 in New York
    [InlineData("USD", "2022-02-04 22:45", 60)]  // 18:45
    [InlineData("USD", "2016-02-15 15:00", PaymentRail.Closed)]
    [InlineData("EUR", "2016-02-04 15:30", 30)]
    [InlineData("EUR", "2016-03-28 10:00", PaymentRail.Closed)]
    [InlineData("BDT", "2016-02-04 09:30", 30)]
    [InlineData("BDT", "2016-02-05 09:30", PaymentRail.Closed)]
    [InlineData("BDT", "2015-06-04 09:30", PaymentRail.Unknown)]  // before the system
    [InlineData("GBP", "2030-02-04 09:30", PaymentRail.Unknown)]  // beyond the calendar
    public void Minutes_to_the_customer_cut_off(string currency, string utc, int minutes) =>
        Assert.Equal(minutes, ReferenceData.Default.Rails.Of(CurrencyCode.Parse(currency))!.MinutesToCutOff(CalendarTests.Ticks(utc)));

    [Theory]
    [InlineData("2016-02-04 14:41", true)]  // 09:41 in New York, while Dhaka sleeps
    [InlineData("2016-02-05 02:30", true)]  // Thursday 21:30: Friday's business day has begun
    [InlineData("2016-02-06 02:30", false)] // Friday 21:30
    [InlineData("2016-02-08 02:30", true)]  // Sunday 21:30
    [InlineData("2016-02-05 00:30", false)] // Thursday 19:30, between two days
    [InlineData("2016-02-15 02:30", false)] // before Presidents' Day
    public void Fedwire_opens_on_the_evening_before(string utc, bool open) =>
        Assert.Equal(open, ReferenceData.Default.Rails.Of(CurrencyCode.Parse("USD"))!.IsOpen(CalendarTests.Ticks(utc)));

    [Fact]
    public void A_currency_without_a_rail_has_none() => Assert.Null(ReferenceData.Default.Rails.Of(CurrencyCode.Parse("XXX")));
}
