#if TRAINING
using System.Globalization;
using System.Numerics;
using System.Text;
using Fraud.Messages;
using Parquet;
using Parquet.Schema;

namespace Fraud.Cli.Features;

/// <summary>Reads Parquet into a <see cref="FeatureTable"/>, a group of rows at a time.</summary>
static class FeatureTableParquet
{
    /// <exception cref="FormatException">It is no Parquet, or its columns are not as expected.</exception>
    public static void Read(FeatureTable table, Stream file, IReadOnlyDictionary<string, string>? columns, IReadOnlyList<string>? only)
    {
        try
        {
            ReadAsync(table, file, columns, only).GetAwaiter().GetResult();
        }
        // Parquet.Net throws whatever it comes upon in a broken file.
        catch (Exception problem) when (problem is not (FormatException or OutOfMemoryException or UnauthorizedAccessException))
        {
            throw new FormatException($"is no Parquet file that can be read: {problem.Message}", problem);
        }
    }

    static async Task ReadAsync(FeatureTable table, Stream file, IReadOnlyDictionary<string, string>? columns, IReadOnlyList<string>? only)
    {
        var reader = await ParquetReader.CreateAsync(file).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        var fields = reader.Schema.DataFields;
        string[] header = [.. fields.Select(field => field.Name)];
        var known = DelimitedHeader.Read(Encoding.UTF8.GetBytes(string.Join(',', header.Select(name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))), columns).Columns;
        var (id, time, label) = (Array.IndexOf(known, RecordField.Id), Array.IndexOf(known, RecordField.Time), Array.IndexOf(known, RecordField.Label));
        var numeric = fields.Where((field, i) => i != id && i != time && i != label && !FeatureTable.IsBeside(header, i) && IsNumber(field)).ToDictionary(field => field.Name);
        table.Agree([.. numeric.Keys], only);
        for (int g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            int rows = checked((int)group.RowCount);
            string?[] ids = id < 0 ? new string?[rows] : await Texts(group, fields[id], rows).ConfigureAwait(false);
            long[] ticks = time < 0 ? new long[rows] : await Times(group, fields[time], rows).ConfigureAwait(false);
            float[] labels = label < 0 ? [] : await Numbers(group, fields[label], rows).ConfigureAwait(false);
            float[][] values = [.. Enumerable.Range(0, rows).Select(_ => new float[table.Features.Count])];
            for (int f = 0; f < table.Features.Count; f++)
            {
                float[] column = await Numbers(group, numeric[table.Features[f]], rows).ConfigureAwait(false);
                for (int row = 0; row < rows; row++) values[row][f] = column[row];
            }
            for (int row = 0; row < rows; row++) table.Add(ids[row], ticks[row], labels.Length == 0 || float.IsNaN(labels[row]) ? null : labels[row] > 0, values[row]);
        }
    }

    static bool IsNumber(DataField field) => !field.IsArray && Type.GetTypeCode(field.ClrType) is TypeCode.Single or TypeCode.Double or TypeCode.Int32 or TypeCode.Int64 or TypeCode.Int16 or TypeCode.Byte or TypeCode.SByte;

    static Task<float[]> Numbers(ParquetRowGroupReader group, DataField field, int rows) => Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Single => Numbers<float>(group, field, rows),
        TypeCode.Double => Numbers<double>(group, field, rows),
        TypeCode.Int32 => Numbers<int>(group, field, rows),
        TypeCode.Int64 => Numbers<long>(group, field, rows),
        TypeCode.Int16 => Numbers<short>(group, field, rows),
        TypeCode.Byte => Numbers<byte>(group, field, rows),
        TypeCode.SByte => Numbers<sbyte>(group, field, rows),
        TypeCode.Boolean => Read<bool>(group, field, rows, value => value is { } known ? known ? 1f : 0f : float.NaN),
        _ => throw new FormatException($"column {field.Name}: expected numbers, found {field.ClrType.Name}"),
    };

    static Task<float[]> Numbers<T>(ParquetRowGroupReader group, DataField field, int rows) where T : struct, INumber<T> =>
        Read<T>(group, field, rows, value => value is { } known ? float.CreateSaturating(known) : float.NaN);

    static async Task<float[]> Read<T>(ParquetRowGroupReader group, DataField field, int rows, Func<T?, float> convert) where T : struct => Array.ConvertAll(await Column<T>(group, field, rows).ConfigureAwait(false), value => convert(value));

    static async Task<T?[]> Column<T>(ParquetRowGroupReader group, DataField field, int rows) where T : struct
    {
        var column = new T?[rows];
        if (field.IsNullable) await group.ReadAsync<T>(field, column.AsMemory()).ConfigureAwait(false);
        else
        {
            var known = new T[rows];
            await group.ReadAsync<T>(field, known.AsMemory()).ConfigureAwait(false);
            for (int i = 0; i < rows; i++) column[i] = known[i];
        }
        return column;
    }

    static async Task<string?[]> Texts(ParquetRowGroupReader group, DataField field, int rows)
    {
        if (field.ClrType == typeof(long)) return Array.ConvertAll(await Column<long>(group, field, rows).ConfigureAwait(false), value => value?.ToString(CultureInfo.InvariantCulture));
        if (field.ClrType == typeof(int)) return Array.ConvertAll(await Column<int>(group, field, rows).ConfigureAwait(false), value => value?.ToString(CultureInfo.InvariantCulture));
        if (field.ClrType != typeof(string) && field.ClrType != typeof(ReadOnlyMemory<char>)) throw new FormatException($"column {field.Name}: expected texts, found {field.ClrType.Name}");
        var texts = new string?[rows];
        await group.ReadAsync(field, texts.AsMemory()).ConfigureAwait(false);
        return texts;
    }

    static async Task<long[]> Times(ParquetRowGroupReader group, DataField field, int rows)
    {
        if (field.ClrType == typeof(DateTime))
            return Array.ConvertAll(await Column<DateTime>(group, field, rows).ConfigureAwait(false), time => time is { } known ? known.Ticks : throw new FormatException($"column {field.Name}: expected a time in every row"));
        return Array.ConvertAll(await Texts(group, field, rows).ConfigureAwait(false), text =>
            RecordValue.TryReadTime(Encoding.UTF8.GetBytes(text ?? ""), out long ticks, out _) ? ticks : throw new FormatException($"column {field.Name}: expected a time such as 2024-01-02T09:00:00Z"));
    }
}
#endif
