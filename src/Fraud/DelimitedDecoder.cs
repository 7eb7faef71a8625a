using Fraud.Messages;

namespace Fraud;

/// <summary>
/// Reads transfers from the rows of a file of delimited columns (CSV, RFC 4180): a row in, a <see cref="Transfer"/> over it out, nothing allocated per row. The columns are named as
/// the members of a JSON line are, and their values mean the same. Never throws for what a row holds. Not safe for use by several threads at once: give each its own.
/// </summary>
public sealed class DelimitedDecoder
{
    readonly RecordField[] _columns;
    readonly string[] _names;
    readonly byte _delimiter;
    readonly RecordWriter _writer = new();
    readonly TextArena _arena = new();
    TransferFields _fields;
    int _cells; // of the row decoded last; −1 when its quotes are broken

    DelimitedDecoder(DelimitedHeader header) => (_columns, _names, _delimiter, _cells) = (header.Columns, header.Names, header.Delimiter, header.Columns.Length);

    /// <summary>A decoder for the rows under a header.</summary>
    /// <param name="header">
    /// The first row, with or without its line end. Its names are read without regard to case, blanks around them or a byte order mark before them; columns that are no field are
    /// passed over. The delimiter is found from it: comma, semicolon, tab or <c>|</c>.
    /// </param>
    /// <param name="columns">What this file calls the fields, where it is not their canonical name or a common one: field, such as <c>debtor_account</c>, to column.</param>
    /// <exception cref="FormatException">No column is recognised, a column named here is missing, a field named here does not exist, or two columns are the same field.</exception>
    public static DelimitedDecoder Create(ReadOnlySpan<byte> header, IReadOnlyDictionary<string, string>? columns = null)
    {
        var read = DelimitedHeader.Read(WithoutMark(header).TrimEnd("\r\n"u8), columns);
        if (read.Recognised == 0) throw new FormatException($"No column is recognised: expected names such as {RecordFields.Names}.");
        string? missing = read.Missing() is { } fields ? $"no column holds {fields}{(read.Unused() is { Length: > 0 } unused ? $"; not used: {unused}" : "")}" : null;
        return new DelimitedDecoder(read) { Missing = missing };
    }

    /// <summary>Which fields every payment needs and no column holds, and which columns are no field; null when none is missing.</summary>
    internal string? Missing { get; private init; }

    internal bool Has(RecordField field) => _columns.Contains(field);

    /// <summary>What separates the cells.</summary>
    public char Delimiter => (char)_delimiter;

    /// <summary>The currency of amounts in a file without a column for it, and of rows that leave it empty; none by default, so that such amounts are missing.</summary>
    public CurrencyCode DefaultCurrency { get; set; }

    /// <summary>
    /// What is wrong with the row decoded last, by column and expectation, such as <c>amount: expected a number such as 1234.50</c>, and never the value; null when nothing is.
    /// </summary>
    public string? Fault => _cells < 0 ? "expected quotes that close before the next delimiter"
        : _cells != _columns.Length ? $"expected {_columns.Length} columns, found {_cells}"
        : _writer.FaultText(ColumnOf(_writer.Fault.Field));

    /// <summary>Whether only a signal beside the payment could not be read: it is not known, and the payment stands.</summary>
    internal bool IsOnlyASignal => _cells == _columns.Length && _writer.IsOnlyASignal;

    /// <summary>
    /// Decodes a row, with or without its line end. It is valid until the next call, as long as the row's bytes are: texts are slices of the row, those with doubled quotes of a buffer
    /// here. A value that cannot be read leaves its field empty; a row of more or fewer cells than the header is <see cref="DecodeStatus.Malformed"/>, for its values may stand in
    /// the wrong columns.
    /// </summary>
    public Transfer Decode(ReadOnlySpan<byte> row)
    {
        _arena.Clear();
        _writer.Begin(ref _fields);
        var cells = row.TrimEnd("\r\n"u8);
        _cells = ReadCells(cells);
        if (_cells == _columns.Length) _writer.Finish(ref _fields, DefaultCurrency, 0);
        else
        {
            _fields.Clear();
            _fields.Status = cells.IsEmpty ? DecodeStatus.Empty : DecodeStatus.Malformed;
        }
        return new Transfer(row, _arena.Bytes, in _fields);
    }

    /// <summary>Sets the field of each cell; how many there are, −1 when quotes are broken.</summary>
    int ReadCells(ReadOnlySpan<byte> row)
    {
        var columns = _columns;
        int cell = 0;
        for (int at = 0; ; at++)
        {
            int start = at;
            if (!DelimitedRow.TryReadCell(row, ref at, _delimiter, _arena, out var slice)) return -1;
            if (cell < columns.Length && columns[cell] != RecordField.None && slice.Length > 0)
                _writer.Set(columns[cell], slice, slice.Of(row, _arena.Bytes), start, ref _fields);
            cell++;
            if (at >= row.Length) return cell;
        }
    }

    string? ColumnOf(RecordField field) => Array.IndexOf(_columns, field) is >= 0 and int column ? _names[column] : null;

    static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> line) => line.StartsWith("\uFEFF"u8) ? line[3..] : line;

    /// <summary>Whether the line names at least two fields, by canonical or common names.</summary>
    internal static bool LooksLikeHeader(ReadOnlySpan<byte> line) => DelimitedHeader.CountNames(WithoutMark(line).TrimEnd("\r\n"u8)) >= 2;

    /// <summary>Bytes of the first row of the window without its line end, −1 when more are needed; and with it. The delimiter is the file's, or NUL before its header is read.</summary>
    internal static int RowLength(ReadOnlySpan<byte> window, bool final, out int consumed, out bool broken, char delimiter = '\0') => DelimitedRow.Length(window, final, out consumed, out broken, (byte)delimiter);

    /// <inheritdoc cref="RowLength(ReadOnlySpan{byte}, bool, out int, out bool, char)"/>
    internal static int RowLength(ReadOnlySpan<byte> window, bool final, out int consumed) => DelimitedRow.Length(window, final, out consumed, out _);
}
