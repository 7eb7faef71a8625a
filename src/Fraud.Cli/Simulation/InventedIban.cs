using System.Globalization;

namespace Fraud.Cli.Simulation;

/// <summary>Gives an invented account the check digits that make it a well-formed IBAN (ISO 13616, mod 97).</summary>
static class InventedIban
{
    public static string Of(string country, string bban)
    {
        int rest = 0;
        foreach (char c in bban + country + "00")
        {
            int value = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{country}{98 - rest:00}{bban}");
    }
}
