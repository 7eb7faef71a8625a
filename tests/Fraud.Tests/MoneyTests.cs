using System.Globalization;
using System.Numerics;
using FsCheck.Xunit;

namespace Fraud.Tests;

[Properties(Arbitrary = [typeof(NounGenerators)], MaxTest = 500)]
public class MoneyTests
{
    static readonly CurrencyCode s_dollar = CurrencyCode.Parse("USD");

    [Theory]
    [InlineData(3000002800, 2, "USD", "30000028.00 USD")]
    [InlineData(30000028, 0, "JPY", "30000028 JPY")]
    [InlineData(5, 3, "KWD", "0.005 KWD")]
    [InlineData(0, 2, "EUR", "0.00 EUR")]
    [InlineData(-150, 2, "EUR", "-1.50 EUR")]
    [InlineData(-5, 3, "KWD", "-0.005 KWD")]
    [InlineData(999999999999999999, 9, "XAU", "999999999.999999999 XAU")]
    [InlineData(long.MinValue, 0, "XXX", "-9223372036854775808 XXX")]
    public void Amount_is_written_with_the_decimals_it_came_with(long unscaled, byte scale, string currency, string text) =>
        Assert.Equal(text, new Money(unscaled, scale, CurrencyCode.Parse(currency)).ToString());

    [Theory]
    [InlineData(150, 2, "=", 15, 1)]   // 1,50 and 1,5
    [InlineData(150, 2, "<", 16, 1)]
    [InlineData(2, 0, ">", 1_999_999_999, 9)]
    [InlineData(-1, 0, "<", 1, 9)]
    [InlineData(0, 0, "=", 0, 9)]
    [InlineData(long.MaxValue, 0, ">", long.MaxValue, 1)] // × 10^9 leaves 64 bits behind
    [InlineData(long.MinValue, 0, "<", long.MinValue, 1)]
    public void Amounts_of_one_currency_are_ordered_by_value(long left, byte leftScale, string sign, long right, byte rightScale)
    {
        Money a = new(left, leftScale, s_dollar), b = new(right, rightScale, s_dollar);
        Assert.Equal(sign, a < b ? "<" : a > b ? ">" : "=");
    }

    [Fact]
    public void Equal_values_of_other_scale_compare_equal_but_are_not_the_same_amount()
    {
        Money written = new(150, 2, s_dollar), shorter = new(15, 1, s_dollar);
        Assert.Equal(0, written.CompareTo(shorter));
        Assert.True(written != shorter);
    }

    [Fact]
    public void No_amount_is_none_and_writes_nothing()
    {
        Assert.True(default(Money).IsNone);
        Assert.Equal("", default(Money).ToString());
        Assert.False(new Money(0, 0, s_dollar).IsNone);
    }

    [Fact]
    public void More_decimals_than_the_limit_are_refused()
    {
        Assert.Equal(9, new Money(1, 9, s_dollar).Scale);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Money(1, 10, s_dollar));
    }

    [Fact]
    public void Comparing_two_currencies_is_refused_without_telling_the_amounts()
    {
        Money dollars = new(7654321, 2, s_dollar), yen = new(7654321, 0, CurrencyCode.Parse("JPY"));
        var refusal = Assert.Throws<InvalidOperationException>(() => dollars < yen);
        Assert.DoesNotContain(refusal.Message, char.IsAsciiDigit);
    }

    // decimal holds 28 digits, an amount has at most 19: the oracle is exact.
    static decimal Oracle(Money m) => decimal.Parse(m.ToDecimalString(), CultureInfo.InvariantCulture);

    [Property]
    public bool Order_and_operators_agree_with_decimal(Money a, Money other)
    {
        var b = new Money(other.Unscaled, other.Scale, a.Currency);
        int expected = decimal.Compare(Oracle(a), Oracle(b));
        return Math.Sign(a.CompareTo(b)) == expected
            && a < b == expected < 0 && a <= b == expected <= 0
            && a > b == expected > 0 && a >= b == expected >= 0;
    }

    [Property]
    public bool Written_amount_reads_back_digit_for_digit(Money m)
    {
        string text = m.ToDecimalString();
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int scale = point < 0 ? 0 : text.Length - point - 1;
        return scale == m.Scale && BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) == m.Unscaled;
    }

    [Property]
    public bool Rescaling_agrees_with_big_integers_and_rounds_toward_zero(Money m, byte seed)
    {
        int scale = seed % (Money.MaxScale + 1);
        var expected = BigInteger.Divide((BigInteger)m.Unscaled * BigInteger.Pow(10, scale), BigInteger.Pow(10, m.Scale));
        return (BigInteger)m.Rescale(scale) == expected;
    }

    [Property]
    public bool Equality_is_same_digits_scale_and_currency(Money a, Money b)
    {
        bool same = (a.Unscaled, a.Scale, a.Currency) == (b.Unscaled, b.Scale, b.Currency);
        var copy = new Money(a.Unscaled, a.Scale, a.Currency);
        return a == b == same && a != b == !same && a.Equals((object)b) == same
            && copy == a && copy.GetHashCode() == a.GetHashCode();
    }
}
