using System.Globalization;
using System.Text;
using Fraud.Cli.Logs;
using Fraud.Messages;

namespace Fraud.Cli.Features;

/// <summary>Reads delimited columns into a <see cref="FeatureTable"/>.</summary>
sealed class FeatureTableReader(FeatureTable table, IReadOnlyDictionary<string, string>? columns, IReadOnlyList<string>? only)
{
    byte _delimiter;

    /// <exception cref="FormatException">A row is not as its header says; the message names the line.</exception>
    public void Read(RowReader rows)
    {
        if (!rows.TryRead(out var line)) throw new FormatException("is empty; expected a header");
        var header = Header(line.Span);
        rows.Delimiter = (char)_delimiter;
        var (id, time, label) = FeatureTable.Known(header, columns);
        var cells = new Range[header.Count];
        int[]? features = null; // the columns that they are read from
        while (rows.TryRead(out line))
        {
            if (rows.Fault is { } fault) throw Fault(fault);
            var row = line.Span;
            int found = Cut(row, cells);
            if (found != header.Count) throw Fault(FormattableString.Invariant($"expected {header.Count} cells as in the header, found {found}"));
            features ??= Choose(header, row, cells, id, time, label);
            float[] values = new float[features.Length];
            for (int i = 0; i < values.Length; i++)
                if (!TryReadNumber(row[cells[features[i]]], out values[i])) throw Fault($"column {header[features[i]]}: expected a number or nothing");
            long ticks = 0;
            if (time >= 0 && !RecordValue.TryReadTime(row[cells[time]], out ticks, out _)) throw Fault($"column {header[time]}: expected a time such as 2024-01-02T09:00:00Z");
            bool? isFraud = null;
            if (label >= 0 && cells[label].End.Value > cells[label].Start.Value)
                isFraud = RecordValue.TryReadLabel(row[cells[label]], out sbyte value) ? value == 1 : throw Fault($"column {header[label]}: expected {RecordFields.ExpectationOf(RecordField.Label)}");
            table.Add(id < 0 ? null : Text(row[cells[id]]), ticks, isFraud, values);
        }

        FormatException Fault(string message) => new(FormattableString.Invariant($"line {rows.Line}: {message}"));
    }

    List<string> Header(ReadOnlySpan<byte> line)
    {
        int most = 0;
        _delimiter = (byte)',';
        foreach (byte delimiter in DelimitedRow.Delimiters)
            if (line.Count(delimiter) is int count && count > most) (_delimiter, most) = (delimiter, count);
        var cells = new Range[most + 1];
        int found = Cut(line, cells);
        var names = new List<string>(found);
        foreach (var cell in cells.AsSpan(0, found)) names.Add(Text(line[cell]).Trim());
        if (names.All(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _))) throw new FormatException("line 1: expected a header with the names of the columns");
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new FormatException($"line 1: the column '{twice.Key}' is there twice");
        return names;
    }

    /// <summary>The columns that hold numbers, told by the first row; one that is empty there may hold numbers later.</summary>
    int[] Choose(List<string> header, ReadOnlySpan<byte> row, Range[] cells, int id, int time, int label)
    {
        var numeric = new List<int>();
        for (int i = 0; i < header.Count; i++)
        {
            if (i == id || i == time || i == label || FeatureTable.IsBeside(header, i)) continue;
            if (TryReadNumber(row[cells[i]], out _)) numeric.Add(i);
            else if (table.Features.Count == 0) table.Passed.Add(header[i]);
        }
        table.Agree([.. numeric.Select(i => header[i])], only);
        return [.. table.Features.Select(name => header.IndexOf(name))];
    }

    /// <summary>Finds the cells of a row; answers how many there are, which may be more than there is room for.</summary>
    int Cut(ReadOnlySpan<byte> row, Range[] cells)
    {
        int found = 0;
        for (int at = 0; ; at++)
        {
            int start = at;
            // Within quotes a delimiter is a letter; a doubled quote closes and opens.
            for (bool quoted = at < row.Length && row[at] == '"'; quoted && ++at < row.Length;) quoted = row[at] != '"' || at + 1 < row.Length && row[at + 1] == '"' && ++at > 0;
            int length = row[Math.Min(at, row.Length)..].IndexOf(_delimiter);
            at = length < 0 ? row.Length : at + length;
            if (found < cells.Length) cells[found] = start..at;
            found++;
            if (at == row.Length) return found;
        }
    }

    static string Text(ReadOnlySpan<byte> cell)
    {
        string text = Encoding.UTF8.GetString(cell.StartsWith("\uFEFF"u8) ? cell[3..] : cell);
        return text is ['"', .. var inside, '"'] ? inside.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }

    /// <summary>Nothing, and what others write for it, is NaN.</summary>
    static bool TryReadNumber(ReadOnlySpan<byte> cell, out float value)
    {
        cell = cell.Trim(" \""u8);
        value = float.NaN;
        return cell.IsEmpty || float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || cell.SequenceEqual("nan"u8) || cell.SequenceEqual("NULL"u8) || cell.SequenceEqual("NA"u8);
    }
}
