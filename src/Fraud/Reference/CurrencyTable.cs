namespace Fraud.Reference;

/// <summary>
/// Which codes are currencies on which day, and with how many decimals (ISO 4217). Dated, because logs of past years are replayed: the lev was a currency until the end of
/// 2025, the kuna until the end of 2022.
/// </summary>
sealed class CurrencyTable
{
    const int Letters = 26;

    readonly byte[] _index = new byte[Letters * Letters * Letters]; // by the three letters, the entry plus one
    readonly Entry[] _entries;

    readonly record struct Entry(sbyte MinorUnits, int From, int To);

    CurrencyTable(EmbeddedTable table)
    {
        Version = table.Version;
        _entries = new Entry[table.Rows.Count];
        for (int i = 0; i < _entries.Length; i++)
        {
            string[] row = table.Rows[i];
            var code = CurrencyCode.Parse(row[0]);
            _index[IndexOf(code)] = checked((byte)(i + 1));
            _entries[i] = new Entry(row[1] == "-" ? (sbyte)-1 : sbyte.Parse(row[1]), EmbeddedTable.Day(row[2], int.MinValue), EmbeddedTable.Day(row[3], int.MaxValue));
        }
    }

    /// <summary>The table that ships with the library.</summary>
    public static CurrencyTable Default { get; } = new(EmbeddedTable.Load("Reference/currencies.tsv"));

    /// <summary>Which edition of the list it is.</summary>
    public string Version { get; }

    public int Count => _entries.Length;

    /// <summary>Whether the code is or ever was in the list.</summary>
    public bool IsKnown(CurrencyCode code) => !code.IsNone && _index[IndexOf(code)] != 0;

    /// <summary>Whether the code is a currency on that day (DateOnly.DayNumber).</summary>
    public bool IsValid(CurrencyCode code, int day) => IsKnown(code) && _entries[_index[IndexOf(code)] - 1] is var entry && entry.From <= day && day <= entry.To;

    /// <summary>How many decimals an amount may have; −1 when the code has none by definition (metals, units of account) or is unknown.</summary>
    public int MinorUnits(CurrencyCode code) => IsKnown(code) ? _entries[_index[IndexOf(code)] - 1].MinorUnits : -1;

    static int IndexOf(CurrencyCode code) =>
        (int)(((code.Packed & 0xFF) - 'A') * Letters * Letters + ((code.Packed >> 8 & 0xFF) - 'A') * Letters + ((code.Packed >> 16) - 'A'));
}
