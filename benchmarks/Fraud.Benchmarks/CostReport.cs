using System.Diagnostics;
using System.Globalization;
using Fraud.Profiles;
using Fraud.Rules.Planning;

namespace Fraud.Benchmarks;

/// <summary><c>costs</c>: what each aggregate takes to read and to keep up, of one key with a full history in the cache, beside what the cost model says.</summary>
static class CostReport
{
    const int Key = 0, Value = 1, Second = 5, Day = 6, Hour = 7, Output = 8, Columns = 9, Rounds = 400;

    public static int Run()
    {
        Console.WriteLine("aggregate            window   read ns   model   write ns   model");
        foreach (AggregateKind kind in Enum.GetValues<AggregateKind>())
            foreach (bool windowed in (ReadOnlySpan<bool>)[false, true])
            {
                if (kind is AggregateKind.Distinct or AggregateKind.Similar ? !windowed : kind is AggregateKind.DaySum or AggregateKind.DayCount && windowed) continue;
                var (read, write) = Measure(kind, windowed);
                var model = CostModel.Of(kind, windowed);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind,-20} {(windowed ? "400d" : "ever"),6} {read,9:0.0} {model.Read,7:0} {write,10:0.0} {model.Write,7:0}"));
            }
        return 0;
    }

    static (double Read, double Write) Measure(AggregateKind kind, bool windowed)
    {
        var spec = new ProfileSpec("one", Key, Day, Hour, [new Aggregate(kind, Ledger.Accepted, -1, Key, Value, Second, windowed ? 400 * TimeSpan.TicksPerDay : 0, kind == AggregateKind.Similar ? 0.5 : kind == AggregateKind.Lookalike ? 1 : 0.95, Output, 0)]);
        using var table = new ProfileTable(spec, 256 << 20, PageSource.System);
        var batch = new ColumnBatch(Columns) { Rows = ColumnBatch.Capacity };
        var ledgers = new Ledger[ColumnBatch.Capacity];
        Array.Fill(ledgers, Ledger.Accepted);
        long now = 638_000_000_000_000_000;
        ulong random = 1;
        double write = double.MaxValue, read = double.MaxValue; // the least of all rounds: whatever else runs on the machine only adds
        for (int round = 0; round < Rounds; round++)
        {
            for (int r = 0; r < ColumnBatch.Capacity; r++)
            {
                random = random * 6364136223846793005 + 1442695040888963407;
                batch.Ticks[r] = now += TimeSpan.TicksPerMinute;
                batch.Values[r] = 7;
                for (int c = Value; c <= Second; c++) batch.Values[c * ColumnBatch.Stride + r] = (long)(random >> 40) + c;
                batch.Values[Day * ColumnBatch.Stride + r] = now / TimeSpan.TicksPerDay;
                batch.Values[Hour * ColumnBatch.Stride + r] = now / TimeSpan.TicksPerHour % 24;
            }
            long start = Stopwatch.GetTimestamp();
            table.Settle(batch, ledgers);
            long between = Stopwatch.GetTimestamp();
            table.Observe(batch, 0); // all but the last row of a batch come late to what it taught: nothing remembered helps them
            if (round < Rounds / 2) continue; // until then the history fills, and the code is compiled
            read = Math.Min(read, Stopwatch.GetElapsedTime(between).TotalNanoseconds);
            write = Math.Min(write, Stopwatch.GetElapsedTime(start, between).TotalNanoseconds);
        }
        return (read / ColumnBatch.Capacity, write / ColumnBatch.Capacity);
    }
}
