using Fraud.Reference;

namespace Fraud.Tests.Reference;

public class CurrencyTableTests
{
    static bool Valid(string code, int year, int month, int day) =>
        CurrencyTable.Default.IsValid(CurrencyCode.Parse(code), new DateOnly(year, month, day).DayNumber);

    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("ISK", 0)]
    [InlineData("KWD", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    [InlineData("XAU", -1)]
    [InlineData("XYZ", -1)]
    public void Minor_units_are_those_of_the_list(string code, int expected) => Assert.Equal(expected, CurrencyTable.Default.MinorUnits(CurrencyCode.Parse(code)));

    [Fact]
    public void Codes_are_valid_from_their_first_to_their_last_day()
    {
        Assert.True(Valid("BGN", 2025, 12, 31));
        Assert.False(Valid("BGN", 2026, 1, 1));
        Assert.True(Valid("HRK", 2022, 12, 31));
        Assert.False(Valid("HRK", 2023, 1, 1));
        Assert.False(Valid("XCG", 2025, 3, 30));
        Assert.True(Valid("XCG", 2025, 3, 31));
        Assert.True(Valid("USD", 1999, 1, 1));
        Assert.False(Valid("XYZ", 2026, 1, 1));
        Assert.False(CurrencyTable.Default.IsValid(CurrencyCode.None, 0));
    }

    [Fact]
    public void Table_is_whole_and_names_its_edition()
    {
        Assert.InRange(CurrencyTable.Default.Count, 180, 255);
        Assert.StartsWith("ISO 4217", CurrencyTable.Default.Version, StringComparison.Ordinal);
        Assert.Equal(89, IbanTable.Default.Count);
        Assert.Contains("release 101", IbanTable.Default.Version, StringComparison.Ordinal);
    }
}
