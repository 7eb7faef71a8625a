namespace Fraud.Reference;

/// <summary>How long an IBAN is in each country that has it, and since when, from the registry (ISO 13616).</summary>
sealed class IbanTable
{
    readonly byte[] _length = new byte[26 * 26]; // by the two letters; 0 = no IBAN
    readonly int[] _from = new int[26 * 26];

    IbanTable(EmbeddedTable table)
    {
        Version = table.Version;
        Count = table.Rows.Count;
        foreach (string[] row in table.Rows)
        {
            int at = (row[0][0] - 'A') * 26 + row[0][1] - 'A';
            _length[at] = byte.Parse(row[1]);
            _from[at] = EmbeddedTable.Day(row[2], int.MinValue);
        }
    }

    /// <summary>The table that ships with the library.</summary>
    public static IbanTable Default { get; } = new(EmbeddedTable.Load("Reference/iban.tsv"));

    /// <summary>The release of the registry.</summary>
    public string Version { get; }

    public int Count { get; }

    /// <summary>The length for a country of two capital letters, or 0 when it has no IBAN.</summary>
    public int LengthOf(byte first, byte second) => TryIndex(first, second, out int at) ? _length[at] : 0;

    /// <summary>Whether the country had IBANs on that day (DateOnly.DayNumber).</summary>
    public bool IsValid(byte first, byte second, int day) => TryIndex(first, second, out int at) && _length[at] != 0 && _from[at] <= day;

    static bool TryIndex(byte first, byte second, out int at)
    {
        int a = first - 'A', b = second - 'A';
        at = a * 26 + b;
        return (uint)a < 26 && (uint)b < 26;
    }
}
