#if TRAINING
using Parquet;
using Parquet.Schema;

namespace Fraud.Cli.Features;

/// <summary>Features as Parquet: 32-bit floats, NaN for what is not known, in groups of 100,000 rows.</summary>
sealed class FeatureParquet : FeatureWriter
{
    const int GroupRows = 100_000;

    readonly ParquetWriter _writer;
    readonly DataField[] _fields;
    readonly List<string> _ids = new(GroupRows), _debtors = new(GroupRows), _currencies = new(GroupRows);
    readonly DateTime[] _times = new DateTime[GroupRows];
    readonly int?[] _labels = new int?[GroupRows];
    readonly double[] _amounts = new double[GroupRows];
    readonly float[][] _features;
    int _rows;
    bool _ended;

    public FeatureParquet(Stream stream, IReadOnlyList<string> features)
    {
        _features = [.. features.Select(_ => new float[GroupRows])];
        _fields =
        [
            new DataField<string>("id"), new DateTimeDataField("time", DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros), new DataField<int?>("label"),
            new DataField<string>("debtor"), new DataField<double>("amount"), new DataField<string>("currency"), .. features.Select(name => new DataField<float>(name)),
        ];
        _writer = ParquetWriter.CreateAsync(new ParquetSchema(_fields), stream).GetAwaiter().GetResult();
    }

    public override void Write(in FeatureRow row, ReadOnlySpan<float> features)
    {
        _ids.Add(row.Id);
        _times[_rows] = row.At.UtcDateTime;
        _labels[_rows] = row.Label is { } label ? label ? 1 : 0 : null;
        _debtors.Add(row.Debtor == 0 ? "" : row.Debtor.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
        _amounts[_rows] = row.Amount.IsNone ? double.NaN : row.Amount.Unscaled / Math.Pow(10, row.Amount.Scale);
        _currencies.Add(row.Amount.IsNone ? "" : row.Amount.Currency.ToString());
        for (int i = 0; i < features.Length; i++) _features[i][_rows] = features[i];
        if (++_rows == GroupRows) WriteGroup().GetAwaiter().GetResult();
    }

    async Task WriteGroup()
    {
        using var group = _writer.CreateRowGroup();
        await group.WriteAsync(_fields[0], _ids).ConfigureAwait(false);
        await group.WriteAsync<DateTime>(_fields[1], _times.AsMemory(0, _rows)).ConfigureAwait(false);
        await group.WriteAsync<int>(_fields[2], _labels.AsMemory(0, _rows)).ConfigureAwait(false);
        await group.WriteAsync(_fields[3], _debtors).ConfigureAwait(false);
        await group.WriteAsync<double>(_fields[4], _amounts.AsMemory(0, _rows)).ConfigureAwait(false);
        await group.WriteAsync(_fields[5], _currencies).ConfigureAwait(false);
        for (int i = 0; i < _features.Length; i++) await group.WriteAsync<float>(_fields[Leading.Length + i], _features[i].AsMemory(0, _rows)).ConfigureAwait(false);
        group.CompleteValidate();
        foreach (var texts in (List<string>[])[_ids, _debtors, _currencies]) texts.Clear();
        _rows = 0;
    }

    public override void End()
    {
        if (_rows > 0) WriteGroup().GetAwaiter().GetResult();
        Dispose();
    }

    /// <summary>Writes the end of the file.</summary>
    public override void Dispose()
    {
        if (!_ended) _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _ended = true;
        base.Dispose();
    }
}
#endif
