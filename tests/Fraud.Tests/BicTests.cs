using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests;

public partial class BicTests
{
    // ISO 9362:2022, word for word; the end is \z because $ would allow a line feed.
    [GeneratedRegex(@"\A[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?\z")]
    private static partial Regex Iso9362 { get; }

    [Theory]
    [InlineData("DEUTDEFF", true)]
    [InlineData("DEUTDEFFXXX", true)]
    [InlineData("DEUTDEFF500", true)]
    [InlineData("CHASUS33", true)]
    [InlineData("1ABCGB2L", true)]      // since 2014 the party prefix may hold digits
    [InlineData("DEUTDEFFX", false)]    // the 9 characters of a logical terminal without branch
    [InlineData("DEUTDEFFXX", false)]
    [InlineData("DEUTDEFFAXXX", false)] // the 12 of a logical terminal with one
    [InlineData("DEUTDEF", false)]
    [InlineData("", false)]
    [InlineData("deutdeff", false)]
    [InlineData("DEUT1EFF", false)]     // no digit in the country
    [InlineData("DEUTD1FF", false)]
    [InlineData("DEUT EFF", false)]
    [InlineData("DEUTDEFFX-X", false)]
    [InlineData("ŁEUTDEFF", false)]
    public void Eight_or_eleven_characters_in_the_form_of_the_standard_are_a_code(string text, bool valid)
    {
        Assert.Equal(valid, Bic.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var bic));
        Assert.Equal(valid ? text : "", bic.ToString());
    }

    [Theory]
    [InlineData("DEUTDEFF", "DEUTDEFF", false, false)]
    [InlineData("DEUTDEFFXXX", "DEUTDEFF", false, false)] // XXX is the main office
    [InlineData("DEUTDEFF500", "DEUTDEFF", true, false)]
    [InlineData("CHASUS30", "CHASUS30", false, true)]     // 0 in position 8 marks test and training
    [InlineData("CHASUS30ABC", "CHASUS30", true, true)]
    public void Institution_branch_and_test_mark_are_read_from_their_positions(string text, string institution, bool branch, bool test)
    {
        var bic = Bic.Parse(text);
        Assert.Equal(institution, bic.Institution.ToString());
        Assert.Equal(branch, bic.HasBranch);
        Assert.Equal(test, bic.IsTest);
    }

    [Fact]
    public void None_is_no_code_and_writes_nothing()
    {
        Assert.True(Bic.None.IsNone);
        Assert.True(Bic.None.Institution.IsNone);
        Assert.False(Bic.None.IsTest);
        Assert.Equal("", Bic.None.ToString());
    }

    [Fact]
    public void A_missing_text_is_misuse() => Assert.Throws<ArgumentNullException>(() => Bic.Parse(null!));

    [Property(MaxTest = 1_000)]
    public Property Reading_agrees_with_the_standard_s_pattern() => Prop.ForAll(NounGenerators.NearlyBic.ToArbitrary(), candidate =>
        Bic.TryParse(candidate.Utf8, out var bic) == Iso9362.IsMatch(candidate.Text) && bic.IsNone != Iso9362.IsMatch(candidate.Text));

    [Property(MaxTest = 1_000)]
    public Property Text_and_bytes_are_read_alike_and_a_refusal_does_not_quote_the_text() => Prop.ForAll(NounGenerators.NearlyBic.ToArbitrary(), candidate =>
    {
        bool valid = Bic.TryParse(candidate.Utf8, out var bic);
        try
        {
            var parsed = Bic.Parse(candidate.Text);
            return valid && parsed == bic && parsed.ToString() == candidate.Text;
        }
        catch (FormatException refusal)
        {
            return !valid && !refusal.Message.Contains(candidate.Text, StringComparison.Ordinal);
        }
    });

    [Property]
    public Property Parts_are_the_characters_at_their_positions() => Prop.ForAll(NounGenerators.BicText.ToArbitrary(), text =>
    {
        var bic = Bic.Parse(text);
        return bic.Institution == Bic.Parse(text[..8])
            && bic.Country == (text[4] | text[5] << 8)
            && bic.IsTest == (text[7] == '0')
            && bic.HasBranch == (text.Length == 11 && text[8..] != "XXX");
    });

    [Property]
    public Property Codes_are_equal_exactly_when_their_characters_are() => Prop.ForAll(NounGenerators.BicText.Two().ToArbitrary(), pair =>
    {
        Bic a = Bic.Parse(pair.Item1), b = Bic.Parse(pair.Item2), again = Bic.Parse(pair.Item1);
        bool same = pair.Item1 == pair.Item2;
        return a == b == same && a != b == !same && a == again && a.GetHashCode() == again.GetHashCode();
    });
}
