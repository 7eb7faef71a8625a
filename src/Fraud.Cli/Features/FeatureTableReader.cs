using System.Globalization;
using Fraud.Cli.Evaluation;
using Fraud.Messages;

namespace Fraud.Cli.Features;

/// <summary>Reads delimited columns into a <see cref="FeatureTable"/>.</summary>
static class FeatureTableReader
{
    /// <exception cref="FormatException">A row is not as its header says; the message names the line.</exception>
    public static void Read(FeatureTable table, TableReader rows, IReadOnlyList<string>? only)
    {
        var header = rows.Names;
        if (header.All(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _))) throw new FormatException("line 1: expected a header that names the columns");
        if (header.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new FormatException($"line 1: the column '{twice.Key}' is there twice");
        var (id, time, label) = (rows.Find(RecordField.Id), rows.Find(RecordField.Time), rows.Find(RecordField.Label));
        int[]? features = null; // the columns that they are read from
        while (rows.TryRead())
        {
            features ??= Choose(table, rows, only, id, time, label);
            float[] values = new float[features.Length];
            for (int i = 0; i < values.Length; i++)
                if (!TryReadNumber(rows.Cell(features[i]), out values[i])) throw rows.Unexpected(features[i], "a number or nothing");
            table.Add(id < 0 ? null : rows.Id(id), time < 0 ? 0 : rows.Time(time), label < 0 || rows.Cell(label).IsEmpty ? null : rows.Label(label), values);
        }
    }

    /// <summary>The columns that hold numbers, told by the first row; one that is empty there may hold numbers later.</summary>
    static int[] Choose(FeatureTable table, TableReader rows, IReadOnlyList<string>? only, int id, int time, int label)
    {
        var header = rows.Names;
        var numeric = Enumerable.Range(0, header.Count).Where(i => i != id && i != time && i != label && !FeatureTable.IsBeside(header, i) && TryReadNumber(rows.Cell(i), out _)).ToDictionary(i => header[i]);
        table.Agree([.. numeric.Keys], only);
        return [.. table.Features.Select(name => numeric[name])];
    }

    /// <summary>Nothing, and what others write for it, is NaN.</summary>
    static bool TryReadNumber(ReadOnlySpan<byte> cell, out float value)
    {
        value = float.NaN;
        return cell.IsEmpty || float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || cell.SequenceEqual("nan"u8) || cell.SequenceEqual("NULL"u8) || cell.SequenceEqual("NA"u8);
    }
}
