using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BenchmarkDotNet.Attributes;
using CsvHelper;
using nietras.SeparatedValues;

namespace Fraud.Benchmarks;

/// <summary>
/// A file in memory to typed values, per row: time, amount and eight texts, by the library's own decoder and by readers of CSV. All begin with the bytes and unquote; CsvHelper gives
/// spans of bytes, Sylvan and Sep of characters. The rivals read a decimal, ours an amount of a currency, and the meaning of kinds, parties and faults beside it.
/// </summary>
[MemoryDiagnoser]
public class DelimitedBenchmarks
{
    const int Count = 4096;
    readonly byte[] _file = new RecordTraffic(Count, 1).File;
    readonly DelimitedDecoder _decoder = DelimitedDecoder.Create(RecordTraffic.Header);

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public long Fraud()
    {
        long sum = 0;
        ReadOnlySpan<byte> rest = _file;
        DelimitedDecoder.RowLength(rest, true, out int consumed);
        for (rest = rest[consumed..]; DelimitedDecoder.RowLength(rest, true, out consumed) is >= 0 and int length; rest = rest[consumed..])
        {
            var t = _decoder.Decode(rest[..length]);
            sum += t.SettlementAmount.Unscaled + t.Time!.Value.Ticks + t.CreditorName.Length;
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public long Sep()
    {
        long sum = 0;
        using var reader = nietras.SeparatedValues.Sep.New(',').Reader(o => o with { Unescape = true }).From(_file);
        foreach (var row in reader)
        {
            sum += row[0].Parse<DateTimeOffset>().Ticks + row[6].Parse<decimal>().Scale;
            for (int i = 1; i < 10; i++) sum += row[i].Span.Length;
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public long Sylvan()
    {
        long sum = 0;
        using var csv = global::Sylvan.Data.Csv.CsvDataReader.Create(new StreamReader(new MemoryStream(_file), Encoding.UTF8));
        while (csv.Read())
        {
            sum += csv.GetDateTimeOffset(0).Ticks + csv.GetDecimal(6).Scale;
            for (int i = 1; i < 10; i++) sum += csv.GetFieldSpan(i).Length;
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public long CsvHelper()
    {
        long sum = 0;
        using var csv = CsvReader.Create(_file);
        while (csv.Read())
        {
            sum += csv.Parse<DateTimeOffset>(0).Ticks + csv.Parse<decimal>(6).Scale;
            for (int i = 1; i < 10; i++) sum += csv.GetSpan(i).Length;
        }
        return sum;
    }
}

/// <summary>JSON lines to typed values, per line: by the library's decoder, by the loop one writes by hand for these ten members, and into a record by the serialiser.</summary>
[MemoryDiagnoser]
public partial class JsonLineBenchmarks
{
    const int Count = 4096;
    readonly byte[][] _lines = new RecordTraffic(Count, 1).Lines;
    readonly MessageDecoder _decoder = new();
    readonly byte[] _name = new byte[256];

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public long Fraud()
    {
        long sum = 0;
        foreach (byte[] line in _lines)
        {
            var t = _decoder.Decode(line);
            sum += t.SettlementAmount.Unscaled + t.Time!.Value.Ticks + t.CreditorName.Length;
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public long HandWritten()
    {
        long sum = 0;
        foreach (byte[] line in _lines)
        {
            var json = new Utf8JsonReader(line);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName) continue;
                if (json.ValueTextEquals("time"u8))
                {
                    json.Read();
                    sum += json.GetDateTimeOffset().Ticks;
                }
                else if (json.ValueTextEquals("amount"u8))
                {
                    json.Read();
                    sum += json.GetDecimal().Scale;
                }
                else if (json.ValueTextEquals("id"u8) || json.ValueTextEquals("debtor_account"u8) || json.ValueTextEquals("debtor_name"u8) || json.ValueTextEquals("creditor_account"u8)
                    || json.ValueTextEquals("creditor_name"u8) || json.ValueTextEquals("currency"u8) || json.ValueTextEquals("kind"u8) || json.ValueTextEquals("channel"u8))
                {
                    json.Read();
                    sum += json.CopyString(_name);
                }
                else json.Skip();
            }
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public long Deserialised()
    {
        long sum = 0;
        foreach (byte[] line in _lines)
        {
            var payment = JsonSerializer.Deserialize(line, Serialiser.Default.Payment)!;
            sum += payment.Amount.Scale + payment.Time.Ticks + payment.CreditorName.Length;
        }
        return sum;
    }

    internal sealed record Payment(DateTimeOffset Time, string Id, string DebtorAccount, string DebtorName, string CreditorAccount, string CreditorName, decimal Amount, string Currency, string Kind, string Channel);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Payment))]
    sealed partial class Serialiser : JsonSerializerContext;
}
