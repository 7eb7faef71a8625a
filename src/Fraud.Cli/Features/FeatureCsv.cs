using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Fraud.Cli.Logs;

namespace Fraud.Cli.Features;

/// <summary>Features as comma-separated text (RFC 4180): numbers as the shortest digits that read back as the same float, empty for what is not known.</summary>
sealed class FeatureCsv : FeatureWriter
{
    const int LongestNumber = 24;

    readonly Stream _stream;
    byte[] _line = new byte[1 << 16];
    int _used;

    public FeatureCsv(Stream stream, IReadOnlyList<string> features)
    {
        _stream = stream;
        Text(string.Join(',', [.. Leading, .. features]));
        EndLine();
    }

    public override void Write(in FeatureRow row, ReadOnlySpan<float> features)
    {
        Text(CsvText.Cell(row.Id));
        Comma();
        Text(row.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        Comma();
        if (row.Label is { } label) _line[_used++] = label ? (byte)'1' : (byte)'0';
        Comma();
        if (row.Debtor != 0) Text(row.Debtor.ToString("x16", CultureInfo.InvariantCulture));
        Comma();
        if (!row.Amount.IsNone) Text(row.Amount.ToDecimalString());
        Comma();
        if (!row.Amount.IsNone) Text(row.Amount.Currency.ToString());
        Room(features.Length * LongestNumber);
        foreach (float value in features)
        {
            Comma();
            if (!float.IsNaN(value)) Number(value);
        }
        EndLine();
    }

    // Most are counts, flags and whole seconds: their digits are found ten times as fast as the shortest of a fraction.
    void Number(float value)
    {
        int written;
        if (value == (int)value && Math.Abs(value) < 1 << 24) Utf8Formatter.TryFormat((int)value, _line.AsSpan(_used), out written);
        else value.TryFormat(_line.AsSpan(_used), out written, "R", CultureInfo.InvariantCulture);
        _used += written;
    }

    void Text(string text)
    {
        Room(3 * text.Length);
        _used += Encoding.UTF8.GetBytes(text, _line.AsSpan(_used));
    }

    void Comma() => _line[_used++] = (byte)',';

    // Beside what is asked for, room for the commas and the end of the line.
    void Room(int bytes)
    {
        if (_line.Length - _used < bytes + LongestNumber) Array.Resize(ref _line, 2 * (_line.Length + bytes));
    }

    void EndLine()
    {
        _line[_used++] = (byte)'\n';
        if (_used < 1 << 15) return;
        _stream.Write(_line.AsSpan(0, _used));
        _used = 0;
    }

    public override void End()
    {
        _stream.Write(_line.AsSpan(0, _used));
        _used = 0;
        _stream.Flush();
    }
}
