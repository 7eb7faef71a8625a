using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using BenchmarkDotNet.Attributes;
using Fraud.Messages;

namespace Fraud.Benchmarks;

/// <summary>
/// FIN bytes to a transfer, per message, over 200,000 different MT103. The floor reads every byte once and does nothing else; the baselines are what a team would
/// write first, and what it would write when told not to allocate.
/// </summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    readonly MessageSet _set = new();
    readonly FinFields _table = new();
    TransferFields _fields;

    [Benchmark(Baseline = true, OperationsPerInvoke = MessageSet.Count)]
    public ulong ReadOnce()
    {
        var sum = Vector256<ulong>.Zero;
        for (int i = 0; i < MessageSet.Count; i++)
        {
            ref byte bytes = ref MemoryMarshal.GetReference(_set[i]);
            int length = _set[i].Length;
            for (int at = 0; at + 32 <= length; at += 32) sum += Vector256.LoadUnsafe(ref bytes, (nuint)at).AsUInt64();
            sum += Vector256.LoadUnsafe(ref bytes, (nuint)length - 32).AsUInt64();
        }
        return Vector256.Sum(sum);
    }

    [Benchmark(OperationsPerInvoke = MessageSet.Count)]
    public int Scan()
    {
        int fields = 0;
        for (int i = 0; i < MessageSet.Count; i++)
        {
            FinScanner.Scan(_set[i], 0, _table);
            fields += _table.Count;
        }
        return fields;
    }

    [Benchmark(OperationsPerInvoke = MessageSet.Count)]
    public long ScanAndDecode()
    {
        long sum = 0;
        for (int i = 0; i < MessageSet.Count; i++)
        {
            FinDecoder.Decode(_set[i], _table, ref _fields);
            sum += _fields.SettlementAmount.Unscaled;
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = MessageSet.Count)]
    public long ReadFromContainer()
    {
        long bytes = 0;
        var reader = new MessageReader(_set.Bytes);
        while (reader.TryRead(out var frame)) bytes += frame.Bytes.Length;
        return bytes;
    }

    /// <summary>Plain spans and IndexOf: fields only, no values.</summary>
    [Benchmark(OperationsPerInvoke = MessageSet.Count)]
    public int SpanTokenizer()
    {
        int fields = 0;
        for (int i = 0; i < MessageSet.Count; i++)
        {
            var text = _set[i];
            text = text[(text.IndexOf("{4:\r\n"u8) + 5)..];
            while (text.Length > 4 && text[0] == ':')
            {
                int end = 0;
                do end += 2 + text[end..].IndexOf("\r\n"u8);
                while (text[end] != ':' && text[end] != '-');
                fields++;
                text = text[end..];
            }
        }
        return fields;
    }

    /// <summary>Strings, Split, a dictionary and decimal: the values that ScanAndDecode reads.</summary>
    [Benchmark(OperationsPerInvoke = MessageSet.Count)]
    public decimal SplitAndDictionary()
    {
        decimal sum = 0;
        for (int i = 0; i < MessageSet.Count; i++)
        {
            string text = Encoding.ASCII.GetString(_set[i]);
            int from = text.IndexOf("{4:\r\n", StringComparison.Ordinal) + 5;
            string block = text[from..text.IndexOf("\r\n-}", from, StringComparison.Ordinal)];
            var fields = new Dictionary<string, string>();
            string tag = "";
            foreach (string line in block.Split("\r\n"))
            {
                string[] parts = line.Split(':', 3);
                if (line.StartsWith(':') && parts.Length == 3) fields[tag = parts[1]] = parts[2];
                else fields[tag] += "\n" + line;
            }
            string settled = fields["32A"];
            DateTime.ParseExact(settled[..6], "yyMMdd", CultureInfo.InvariantCulture);
            sum += decimal.Parse(settled[9..].Replace(',', '.'), CultureInfo.InvariantCulture);
            sum += fields["50K"].Split('\n').Length + fields["59"].Split('\n').Length + fields["52A"].Length + fields["57A"].Length + fields["70"].Length;
            sum += Guid.Parse(text.AsSpan(text.IndexOf("{121:", StringComparison.Ordinal) + 5, 36)).ToByteArray()[0];
        }
        return sum;
    }
}
