using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests;

public class CurrencyCodeTests
{
    [Theory]
    [InlineData("USD", true)]
    [InlineData("XXX", true)]  // a form, not a currency: the dated table decides
    [InlineData("AZZ", true)]
    [InlineData("usd", false)]
    [InlineData("US", false)]
    [InlineData("USDX", false)]
    [InlineData("", false)]
    [InlineData("US1", false)]
    [InlineData("U D", false)]
    [InlineData("US@", false)]
    [InlineData("US[", false)]
    [InlineData("ŁSD", false)] // U+0141 ends in the byte of 'A'
    [InlineData("ＵＳＤ", false)]
    public void Three_upper_case_letters_are_a_code_and_nothing_else_is(string text, bool valid)
    {
        Assert.Equal(valid, CurrencyCode.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var code));
        Assert.Equal(valid ? text : "", code.ToString());
    }

    [Fact]
    public void None_is_no_code_and_writes_nothing()
    {
        Assert.True(CurrencyCode.None.IsNone);
        Assert.Equal("", CurrencyCode.None.ToString());
        Assert.NotEqual(CurrencyCode.None, CurrencyCode.Parse("XXX"));
    }

    [Fact]
    public void A_missing_text_is_misuse() => Assert.Throws<ArgumentNullException>(() => CurrencyCode.Parse(null!));

    [Property(MaxTest = 1_000)]
    public Property Reading_agrees_with_the_written_rule() => Prop.ForAll(NounGenerators.NearlyCurrency.ToArbitrary(), candidate =>
    {
        bool expected = candidate.Text.Length == 3 && candidate.Text.All(char.IsAsciiLetterUpper);
        return CurrencyCode.TryParse(candidate.Utf8, out var code) == expected && code.IsNone == !expected;
    });

    [Property(MaxTest = 1_000)]
    public Property Text_and_bytes_are_read_alike_and_a_refusal_does_not_quote_the_text() => Prop.ForAll(NounGenerators.NearlyCurrency.ToArbitrary(), candidate =>
    {
        bool valid = CurrencyCode.TryParse(candidate.Utf8, out var code);
        try
        {
            var parsed = CurrencyCode.Parse(candidate.Text);
            return valid && parsed == code && parsed.ToString() == candidate.Text;
        }
        catch (FormatException refusal)
        {
            // The message names USD as its example; shorter candidates are part of any sentence.
            return !valid && (candidate.Text.Length < 3 || candidate.Text == "USD" || !refusal.Message.Contains(candidate.Text, StringComparison.Ordinal));
        }
    });

    [Property]
    public Property Codes_are_equal_exactly_when_their_letters_are() =>
        Prop.ForAll(NounGenerators.CurrencyText.Two().ToArbitrary(), pair =>
        {
            CurrencyCode a = CurrencyCode.Parse(pair.Item1), b = CurrencyCode.Parse(pair.Item2), again = CurrencyCode.Parse(pair.Item1);
            bool same = pair.Item1 == pair.Item2;
            return a == b == same && a != b == !same && a == again && a.GetHashCode() == again.GetHashCode();
        });
}
