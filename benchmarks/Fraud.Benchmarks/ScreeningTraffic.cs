using System.Globalization;
using System.Text;
using Fraud.Reference;

namespace Fraud.Benchmarks;

/// <summary>An invented list of persons and companies, and names of payments of which one in a hundred stands on it, misspelt. The same for the same seed.</summary>
sealed class ScreeningTraffic
{
    const int Queries = 4096, OneHitIn = 100;
    static readonly string[] s_syllables = ["BA", "DE", "KO", "MAR", "LI", "SA", "TU", "VEN", "ROS", "GIN", "HAL", "PET", "ZOR", "NAD", "FI", "QUE", "WIL", "JO", "CAR", "YU", "THO", "EN", "AS", "IR", "OV"];
    static readonly string[] s_trade = ["TRADING", "SHIPPING", "INTERNATIONAL", "HOLDING", "GROUP", "ENERGY", "BANK", "INDUSTRIES", "SERVICES", "IMPORT EXPORT"];
    static readonly string[] s_forms = ["LTD", "LLC", "GMBH", "S.A.", "CO", "FZE", "INC", "PLC"];

    readonly Random _random;
    readonly string[] _given = NamesOf("given:"), _surnames = NamesOf("surname:");

    public HostList List { get; }
    public byte[][] Names { get; }

    public ScreeningTraffic(int entries, int seed)
    {
        _random = new Random(seed);
        var text = new StringBuilder();
        var listed = new string[entries];
        for (int i = 0; i < entries; i++) text.Append(CultureInfo.InvariantCulture, $"name {listed[i] = Name()}\n");
        List = new HostList("screening", "screening.list", text.ToString());
        Names = new byte[Queries][];
        for (int i = 0; i < Queries; i++) Names[i] = Encoding.ASCII.GetBytes(i % OneHitIn == 0 ? Misspelt(listed[_random.Next(entries)]) : Name());
    }

    // The first of a list are the commonest, as with names of people.
    string Pick(string[] words) => words[(int)(words.Length * Math.Pow(_random.NextDouble(), 2.5))];

    string Invented()
    {
        var word = new StringBuilder();
        for (int n = _random.Next(2, 5); n > 0; n--) word.Append(s_syllables[_random.Next(s_syllables.Length)]);
        return word.ToString();
    }

    string Name() => _random.Next(10) switch
    {
        < 3 => $"{Pick(_given)} {Pick(_surnames)}",
        < 5 => $"{Pick(_given)} {Invented()}",
        < 7 => $"{Pick(_given)} {Pick(_given)} {Invented()}",
        < 9 => $"{Invented()} {Pick(s_trade)} {Pick(s_forms)}",
        _ => $"{Invented()} {Invented()} {Pick(s_trade)} {Pick(s_trade)} {Pick(s_forms)}",
    };

    string Misspelt(string name)
    {
        int at = _random.Next(name.Length - 1);
        return _random.Next(3) switch
        {
            0 => name.Remove(at, 1),
            1 => name.Insert(at, "E"),
            _ => name[..at] + name[at + 1] + name[at] + name[(at + 2)..],
        };
    }

    static string[] NamesOf(string sense) =>
        [.. EmbeddedText.Read("names.txt").Split('\n').Where(l => l.StartsWith(sense, StringComparison.Ordinal)).SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])];
}
