using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Fraud.Cli.Logs;
using Fraud.Messages;

namespace Fraud.Cli.Evaluation;

/// <summary>Reads a file of delimited columns cell by cell, packed or not: a column by the field that it holds, or by its own name.</summary>
/// <remarks>What is wrong with a row is a <see cref="FormatException"/> that names its line.</remarks>
sealed class TableReader : IDisposable
{
    readonly Stream _stream;
    readonly RowReader _rows;
    readonly DelimitedHeader _header;
    readonly TextArena _arena = new();
    readonly List<Slice> _cells = [];
    ReadOnlyMemory<byte> _row;

    /// <param name="stream">The file's bytes, unpacked; closed with the reader.</param>
    /// <param name="columns">What this file calls the fields, where it is not their canonical name or a common one.</param>
    public TableReader(Stream stream, IReadOnlyDictionary<string, string>? columns)
    {
        (_stream, _rows) = (stream, new RowReader(stream));
        if (!_rows.TryRead(out var line)) throw new FormatException("line 1: expected a header that names the columns");
        var header = line.Span.StartsWith("\uFEFF"u8) ? line.Span[3..] : line.Span;
        _header = DelimitedHeader.Read(header, columns);
        _rows.Delimiter = (char)_header.Delimiter;
    }

    /// <summary>The number of the row's first line.</summary>
    public long Line => _rows.Line;

    /// <summary>The columns as the file names them.</summary>
    public IReadOnlyList<string> Names => _header.Names;

    /// <summary>Where the field stands; −1 when no column holds it.</summary>
    public int Find(RecordField field) => Array.IndexOf(_header.Columns, field);

    /// <summary>Where the column of that name stands, without regard to case; −1 when there is none.</summary>
    public int Find(string name) => Array.FindIndex(_header.Names, column => column.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc cref="Find(RecordField)"/>
    public int Require(RecordField field, string why) => Find(field) is >= 0 and int at ? at
        : throw new FormatException($"line 1: expected a column {RecordFields.NameOf(field)}, {why}; the header has {_header.Shown()}. --columns {RecordFields.NameOf(field)}=COLUMN says what it is called");

    /// <inheritdoc cref="Find(string)"/>
    public int Require(string name) => Find(name) is >= 0 and int at ? at : throw new FormatException($"line 1: expected a column '{name}'; the header has {_header.Shown()}");

    public bool TryRead()
    {
        if (!_rows.TryRead(out _row)) return false;
        if (_rows.Fault is { } fault) throw Wrong(fault);
        _arena.Clear();
        _cells.Clear();
        var row = _row.Span;
        for (int at = 0; ; at++)
        {
            if (!DelimitedRow.TryReadCell(row, ref at, _header.Delimiter, _arena, out var cell)) throw Wrong("expected quotes that close before the next delimiter");
            _cells.Add(cell);
            if (at >= row.Length) break;
        }
        return _cells.Count == _header.Columns.Length ? true : throw Wrong(FormattableString.Invariant($"expected {_header.Columns.Length} columns, found {_cells.Count}"));
    }

    /// <summary>What stands in the column, without the blanks around it.</summary>
    public ReadOnlySpan<byte> Cell(int column) => _cells[column].Of(_row.Span, _arena.Bytes).Trim(" \t\r\n"u8);

    public string Text(int column) => JsonText.Show(Cell(column));

    public double Number(int column) => Utf8Parser.TryParse(Cell(column), out double number, out int read) && read == Cell(column).Length && double.IsFinite(number) ? number : throw Unexpected(column, "a number");

    public string Id(int column) => Cell(column).IsEmpty ? throw Unexpected(column, "an id") : Text(column);

    public bool Label(int column) => RecordValue.TryReadLabel(Cell(column), out sbyte label) ? label > 0 : throw Unexpected(column, RecordFields.ExpectationOf(RecordField.Label));

    /// <summary>Ticks of UTC, which a time without a zone is taken for.</summary>
    public long Time(int column) => RecordValue.TryReadTime(Cell(column), out long ticks, out _) ? ticks : throw Unexpected(column, RecordFields.ExpectationOf(RecordField.Time));

    /// <summary>An amount; 0 where there is none.</summary>
    public double Amount(int column) => Cell(column).IsEmpty ? 0 : RecordValue.TryReadAmount(Cell(column), out long unscaled, out int scale) ? unscaled / Math.Pow(10, scale)
        : throw Unexpected(column, RecordFields.ExpectationOf(RecordField.Amount));

    public FormatException Unexpected(int column, string expected) => Wrong($"{_header.Names[column]}: expected {expected}");

    FormatException Wrong(string what) => new(string.Create(CultureInfo.InvariantCulture, $"line {Line}: {what}"));

    public void Dispose() => _stream.Dispose();
}
