namespace Fraud.Cli.Logs;

/// <summary>How the files of a command are to be read.</summary>
sealed record LogOptions
{
    public static LogOptions Default { get; } = new();

    /// <summary>The names of a delimited file's columns, by the names the decoder knows; null when it has those.</summary>
    public IReadOnlyDictionary<string, string>? Columns { get; init; }
    /// <summary>The currency of rows that name none.</summary>
    public CurrencyCode Currency { get; init; }
    /// <summary>Whether the first entry that cannot be read ends the run.</summary>
    public bool Strict { get; init; }

    public DelimitedDecoder RowsUnder(ReadOnlySpan<byte> header)
    {
        var rows = DelimitedDecoder.Create(header, Columns);
        if (rows.Missing is { } missing) throw new FormatException($"{missing}; --columns says what a field's column is called, such as amount=COLUMN");
        rows.DefaultCurrency = Currency;
        return rows;
    }
}
