using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck.Xunit;
using Fraud.Messages;
using Fraud.Reference;

namespace Fraud.Tests.Messages;

public class IdentifierTests
{
    static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    [Theory]
    [InlineData("DE89370400440532013000", 0)]
    [InlineData("GB29NWBK60161331926819", 0)]
    [InlineData("NO9386011117947", 0)]
    [InlineData("MT84MALT011000012345MTLCAST001S", 0)]
    [InlineData("FR1420041010050500013M02606", 0)]
    [InlineData("DE89370400440532013001", 4)]
    [InlineData("DE00370400440532013000", 4)]
    [InlineData("DE8937040044053201300", 3)]
    [InlineData("US89370400440532013000", 2)]
    [InlineData("de89370400440532013000", 1)]
    [InlineData("DE8937040044053201300a", 1)]
    [InlineData("DE89", 1)]
    [InlineData("", 1)]
    public void Iban_is_checked(string text, int problem) => Assert.Equal((IbanProblem)problem, Iban.Check(Ascii(text)));

    [Property]
    public bool Remainder_equals_that_of_big_integers(uint[] parts)
    {
        string text = string.Concat(parts.Select(p => p.ToString("X", CultureInfo.InvariantCulture)));
        string digits = string.Concat(text.Select(c => char.IsAsciiDigit(c) ? c.ToString() : (c - 'A' + 10).ToString(CultureInfo.InvariantCulture)));
        return Iban.Mod97(0, Ascii(text)) == (int)(BigInteger.Parse("0" + digits, CultureInfo.InvariantCulture) % 97);
    }

    [Fact]
    public void Iban_of_a_country_is_known_from_its_registration_on()
    {
        Assert.False(IbanTable.Default.IsValid((byte)'H', (byte)'N', new DateOnly(2024, 1, 1).DayNumber));
        Assert.True(IbanTable.Default.IsValid((byte)'H', (byte)'N', new DateOnly(2025, 1, 1).DayNumber));
        Assert.Equal(0, IbanTable.Default.LengthOf((byte)'1', (byte)'2'));
    }

    [Theory]
    [InlineData("529900T8BM49AURSDO55", true)]
    [InlineData("529900T8BM49AURSDO56", false)]
    [InlineData("529900T8BM49AURSDO5", false)]
    [InlineData("529900T8BM49AURSDOAA", false)]
    public void Lei_is_checked(string text, bool valid) => Assert.Equal(valid, Lei.IsValid(Ascii(text)));

    [Property]
    public bool Uetr_equals_the_guid_of_its_text(Guid guid)
    {
        var expected = UInt128.Parse(guid.ToString("N"), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return Uetr.TryParse(Ascii(guid.ToString("D")), out var lower) && lower == expected
            && Uetr.TryParse(Ascii(guid.ToString("D").ToUpperInvariant()), out var upper) && upper == expected;
    }

    [Theory]
    [InlineData("eb6305c9-1f7f-49de-aed0-16487c27b42d", true, true)]
    [InlineData("eb6305c9-1f7f-19de-aed0-16487c27b42d", true, false)]
    [InlineData("eb6305c9-1f7f-49de-ced0-16487c27b42d", true, false)]
    [InlineData("eb6305c9-1f7f-49de-aed0-16487c27b42g", false, false)]
    [InlineData("eb6305c9-1f7f-49de-aed0016487c27b42d", false, false)]
    [InlineData("eb6305c901f7f-49de-aed0-16487c27b42d", false, false)]
    [InlineData("eb6305c9-1f7f-49de-aed0-16487c27b42", false, false)]
    [InlineData("-b6305c9-1f7f-49de-aed0-16487c27b42d", false, false)]
    [InlineData("", false, false)]
    public void Uetr_form_and_version_are_told_apart(string text, bool form, bool version4)
    {
        Assert.Equal(form, Uetr.TryParse(Ascii(text), out var uetr));
        Assert.Equal(version4, form && Uetr.IsVersion4(uetr));
    }

    [Property(MaxTest = 1000)]
    public bool Bic_equals_that_of_a_plain_check(byte[] noise, int at, bool branch)
    {
        var text = Ascii(branch ? "E097AEXXB1Z" : "DEUTDEFF");
        for (int i = 0; i < Math.Min(2, noise.Length); i++) text[(int)((uint)(at + i) % text.Length)] = noise[i];
        bool expected = true;
        for (int i = 0; i < text.Length; i++)
            expected &= char.IsAsciiLetterUpper((char)text[i]) || i is not (4 or 5) && char.IsAsciiDigit((char)text[i]);
        bool actual = Bic.TryParse(text, out var bic);
        return actual == expected && (!actual || bic.ToString() == Encoding.Latin1.GetString(text));
    }

    [Fact]
    public void Every_byte_in_every_place_of_a_bic_is_judged_alike()
    {
        for (int i = 0; i < 11; i++)
            for (int c = 0; c < 256; c++)
            {
                var text = Ascii("DEUTDEFFXXX");
                text[i] = (byte)c;
                bool expected = c is >= 'A' and <= 'Z' || i is not (4 or 5) && c is >= '0' and <= '9';
                Assert.Equal(expected, Bic.TryParse(text, out _));
            }
    }
}
