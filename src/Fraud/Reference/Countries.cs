namespace Fraud.Reference;

/// <summary>
/// Countries by their ISO 3166-1 letters (first letter in the lower byte), English names, usual variants and a few unmistakable cities, from <c>countries.txt</c>:
/// <c>BD Bangladesh | People's Republic of Bangladesh</c>; <c>city PH Makati</c>; <c>alone GE Georgia</c> for a name that counts only when it fills its line.
/// </summary>
sealed class Countries
{
    const int MaxWords = 6;

    readonly record struct Place(ushort Country, bool IsCity, bool Alone);

    static readonly Lazy<Countries> Embedded = new(() => new Countries("countries.txt", EmbeddedText.Read("countries.txt")));

    public static Countries Default => Embedded.Value;

    readonly WordTable<Place> _places; // a name of several words is keyed by their combined keys
    readonly bool[] _known = new bool[26 * 26];
    readonly bool[] _unclear = new bool[26 * 26];
    readonly string[] _names = new string[26 * 26];

    public Countries(string file, string text)
    {
        var table = new TableText(file, text);
        var places = new SortedDictionary<UInt128, Place>();
        while (table.Next())
        {
            string first = table.Words[0];
            if (first == "unclear")
            {
                foreach (string word in table.Words[1..]) _unclear[IndexOf(Code(table, word))] = true;
                continue;
            }
            bool city = first == "city", alone = first == "alone";
            ushort country = Code(table, city || alone ? table.Word(1, "a country code such as BD") : first);
            string names = table.Rest(city || alone ? 2 : 1);
            if (names.Length == 0) throw table.Expected("a name");
            foreach (string name in names.Split('|', StringSplitOptions.TrimEntries)) places[KeyOf(table, name)] = new Place(country, city, alone);
            if (city || alone) continue;
            _known[IndexOf(country)] = true;
            _names[IndexOf(country)] ??= names.Split('|', StringSplitOptions.TrimEntries)[0];
        }
        _places = new WordTable<Place>(places);
    }

    /// <summary>The English name; the letters themselves for an unlisted code.</summary>
    public string NameOf(ushort country) => IndexOf(country) is >= 0 and var index && _names[index] is { } name
        ? name : new string([(char)(country & 0xFF), (char)(country >> 8)]);

    public bool IsKnown(ushort country) => IndexOf(country) is >= 0 and var index && _known[index];

    /// <summary>
    /// The country of a party's address lines, 0 when not sure. A line <c>3/BD/DHAKA</c> says it; else the last line that ends in a country's name, in a code
    /// set apart, or that holds a listed city. A code that is also a postal abbreviation of a state (IL, CA, DE…) counts only on a line of its own.
    /// </summary>
    public ushort CountryOfAddress(ReadOnlySpan<byte> addressLines)
    {
        ushort city = 0;
        for (int end = addressLines.Length; end > 0;)
        {
            int start = addressLines[..end].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
            var line = addressLines[start..end];
            end = start - 1;
            ushort country = CountryOfLine(line, out ushort cityOfLine);
            if (country != 0) return country;
            if (city == 0) city = cityOfLine;
        }
        return city;
    }

    ushort CountryOfLine(ReadOnlySpan<byte> line, out ushort city)
    {
        city = 0;
        // 50F and 59F: 3/CC/town; 3/CC alone is allowed too.
        if (line.Length >= 4 && line[0] == '3' && line[1] == '/' && (line.Length == 4 || line[4] == '/'))
            return Known(line[2], line[3]);

        // A window over the last words of the line; the longest name that ends at the last word wins (PAPUA NEW GUINEA before GUINEA).
        Span<UInt128> recent = stackalloc UInt128[MaxWords];
        var words = new Words(line);
        int count = 0, lastStart = 0, lastLength = 0;
        while (words.Next())
        {
            recent[count++ % MaxWords] = words.Key;
            (lastStart, lastLength) = (words.Start, words.Length);
            if (LongestEndingHere(recent, count, citiesOnly: true) is { Country: > 0 } found) city = found.Country;
        }
        if (count == 0) return 0;
        var place = LongestEndingHere(recent, count, citiesOnly: false);
        if (place.Country != 0 && !place.IsCity) return place.Country;
        return place.Country == 0 ? CodeSetApart(line, count, lastStart, lastLength) : (ushort)0;
    }

    Place LongestEndingHere(ReadOnlySpan<UInt128> recent, int count, bool citiesOnly)
    {
        for (int length = Math.Min(count, MaxWords); length > 0; length--)
        {
            UInt128 key = 0;
            for (int i = count - length; i < count; i++) key = Combine(key, recent[i % MaxWords]);
            var place = _places[key];
            if (place.Country != 0 && (!citiesOnly || place.IsCity) && (!place.Alone || length == count)) return place;
        }
        return default;
    }

    ushort CodeSetApart(ReadOnlySpan<byte> line, int count, int start, int length)
    {
        if (length != 2) return 0;
        var rest = line[(start + 2)..].Trim((byte)' ');
        if (rest.Length > 0 || start > 0 && line[start - 1] is not ((byte)' ' or (byte)',' or (byte)'/' or (byte)'-')) return 0;
        if (line[start] is >= (byte)'a' || line[start + 1] is >= (byte)'a') return 0; // "de", "in" at the end of a cut line
        ushort country = Known(line[start], line[start + 1]);
        return country != 0 && (count == 1 && line[..start].Trim((byte)' ').IsEmpty || !_unclear[IndexOf(country)]) ? country : (ushort)0;
    }

    ushort Known(byte first, byte second)
    {
        ushort country = (ushort)(first | second << 8);
        return IsKnown(country) ? country : (ushort)0;
    }

    static int IndexOf(ushort country)
    {
        uint first = (uint)(country & 0xFF) - 'A', second = (uint)(country >> 8) - 'A';
        return first < 26 && second < 26 ? (int)(first * 26 + second) : -1;
    }

    static ushort Code(TableText table, string word) => word.Length == 2 && char.IsAsciiLetterUpper(word[0]) && char.IsAsciiLetterUpper(word[1])
        ? (ushort)(word[0] | word[1] << 8) : throw table.Expected("a country code such as BD");

    static UInt128 KeyOf(TableText table, string name)
    {
        Span<byte> ascii = stackalloc byte[128];
        if (!System.Text.Ascii.FromUtf16(name, ascii, out int length).Equals(System.Buffers.OperationStatus.Done)) throw table.Expected("a name in ASCII");
        var words = new Words(ascii[..length]);
        UInt128 key = 0;
        int count = 0;
        for (; words.Next(); count++) key = Combine(key, words.Key);
        return count is > 0 and <= MaxWords ? key : throw table.Expected("a name of one to six words");
    }

    // One word keeps its own key; more are mixed. 128 bits over some 800 names: a chance collision is beyond expectation, and a duplicate would show in tests.
    static UInt128 Combine(UInt128 key, UInt128 word) => key == 0 ? word : (key ^ key >> 67) * 0x9E3779B97F4A7C15 + word * 0xC2B2AE3D27D4EB4F + 1;
}
