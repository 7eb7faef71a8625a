using BenchmarkDotNet.Attributes;
using Fraud.Profiles;

namespace Fraud.Benchmarks;

/// <summary>
/// Nanoseconds per row of a debtor's table: count and sum of attempts over 1 h, 24 h and 7 d; of accepted, count, first seen, robust z of ln amount,
/// largest amount of 180 d and two share counts. Keys uniformly random, the worst case of a cache; 30 s of event time per thousand rows.
/// </summary>
[MemoryDiagnoser]
public class ProfileBenchmarks
{
    const int Key = 0, Amount = 1, LnAmount = 2, NearRound = 3, Person = 4, Output = 5, Columns = Output + 12;
    const int Batches = 4096;

    readonly ColumnBatch _batch = new(Columns);
    readonly ColumnBatch _row = new(Columns) { Rows = 1 };
    readonly Ledger[] _ledgers = [.. Enumerable.Repeat(Ledger.Accepted, ColumnBatch.Capacity)];
    readonly NaiveTable _naive = new();
    ProfileTable? _table;
    ulong _random = 1;
    long _now = 638_000_000_000_000_000;

    [Params(1_000_000)]
    public int Keys { get; set; }

    internal static ProfileSpec Debtor()
    {
        const long hour = TimeSpan.TicksPerHour, day = TimeSpan.TicksPerDay;
        int output = Output;
        Aggregate Of(AggregateKind kind, Ledger ledger, int value, long window, int where = -1) => new(kind, ledger, where, Key, value, -1, window, 0.1, output++, 0);
        return new ProfileSpec("debtor", Key, -1, -1,
        [
            Of(AggregateKind.Count, Ledger.Attempts, -1, hour), Of(AggregateKind.Sum, Ledger.Attempts, Amount, hour),
            Of(AggregateKind.Count, Ledger.Attempts, -1, day), Of(AggregateKind.Sum, Ledger.Attempts, Amount, day),
            Of(AggregateKind.Count, Ledger.Attempts, -1, 7 * day), Of(AggregateKind.Sum, Ledger.Attempts, Amount, 7 * day),
            Of(AggregateKind.Count, Ledger.Accepted, -1, 0), Of(AggregateKind.First, Ledger.Accepted, -1, 0),
            Of(AggregateKind.RobustZ, Ledger.Accepted, LnAmount, 180 * day), Of(AggregateKind.Max, Ledger.Accepted, Amount, 180 * day),
            Of(AggregateKind.Count, Ledger.Accepted, -1, 0, NearRound), Of(AggregateKind.Count, Ledger.Accepted, -1, 0, Person),
        ]);
    }

    [GlobalSetup(Target = nameof(Naive))]
    public void FillNaive()
    {
        for (int i = 0; i < 8 * Keys; i += ColumnBatch.Capacity)
        {
            Next(_batch, ColumnBatch.Capacity);
            _naive.Observe(_batch);
            _naive.Settle(_batch);
        }
    }

    [GlobalSetup]
    public void Fill()
    {
        _table = new ProfileTable(Debtor(), 8L << 30, PageSource.System);
        for (int i = 0; i < 8 * Keys; i += ColumnBatch.Capacity)
        {
            Next(_batch, ColumnBatch.Capacity);
            ObserveBatch(_batch);
            _table.Settle(_batch, _ledgers);
        }
    }

    [GlobalCleanup]
    public void Dispose() => _table?.Dispose();

    ulong Random()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return _random;
    }

    internal void Next(ColumnBatch batch, int rows)
    {
        batch.Rows = rows;
        for (int i = 0; i < rows; i++)
        {
            ulong random = Random();
            batch.Ticks[i] = _now += 300_000;
            batch.Values[Key * ColumnBatch.Stride + i] = (long)((random % (ulong)Keys + 1) * 0x9E3779B97F4A7C15);
            batch.Values[Amount * ColumnBatch.Stride + i] = (long)(random >> 40);
            batch.Values[LnAmount * ColumnBatch.Stride + i] = ColumnBatch.Ordered((random >> 40) / 1e6);
            batch.Values[NearRound * ColumnBatch.Stride + i] = (long)(random >> 60 & 1);
            batch.Values[Person * ColumnBatch.Stride + i] = (long)(random >> 61 & 1);
        }
    }

    internal void ObserveBatch(ColumnBatch batch)
    {
        _table!.Observe(batch, 0);
    }

    /// <summary>The cost of making the rows, to be taken off the others.</summary>
    [Benchmark(OperationsPerInvoke = Batches * ColumnBatch.Capacity)]
    public void RowsOnly()
    {
        for (int i = 0; i < Batches; i++) Next(_batch, ColumnBatch.Capacity);
    }

    [Benchmark(OperationsPerInvoke = Batches * ColumnBatch.Capacity)]
    public void Observe_256()
    {
        for (int i = 0; i < Batches; i++)
        {
            Next(_batch, ColumnBatch.Capacity);
            ObserveBatch(_batch);
        }
    }

    [Benchmark(OperationsPerInvoke = Batches * ColumnBatch.Capacity)]
    public void Observe_1()
    {
        for (int i = 0; i < Batches * ColumnBatch.Capacity; i++)
        {
            Next(_row, 1);
            _table!.Observe(_row, 0);
        }
    }

    [Benchmark(OperationsPerInvoke = Batches * ColumnBatch.Capacity)]
    public void Settle_256()
    {
        for (int i = 0; i < Batches; i++)
        {
            Next(_batch, ColumnBatch.Capacity);
            _table!.Settle(_batch, _ledgers);
        }
    }

    /// <summary>Observe and settle as they are written first: a dictionary to a list of events per key, scanned from its end.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = 256 * ColumnBatch.Capacity)]
    public void Naive()
    {
        for (int i = 0; i < 256; i++)
        {
            Next(_batch, ColumnBatch.Capacity);
            _naive.Observe(_batch);
            _naive.Settle(_batch);
        }
    }

    sealed class NaiveTable
    {
        sealed class History
        {
            public readonly List<(long Ticks, long Amount)> Attempts = [];
            public readonly List<(long Ticks, long Amount, double Ln)> Accepted = [];
            public long NearRound, Person;
        }

        readonly Dictionary<long, History> _keys = [];
        readonly List<double> _sorted = [];

        public void Observe(ColumnBatch batch)
        {
            for (int row = 0; row < batch.Rows; row++)
            {
                long At(int column) => batch.Values[column * ColumnBatch.Stride + row];
                if (!_keys.TryGetValue(At(Key), out History? history)) _keys[At(Key)] = history = new History();
                long now = batch.Ticks[row];
                history.Attempts.Add((now, At(Amount)));
                int output = Output;
                foreach (long window in (ReadOnlySpan<long>)[TimeSpan.TicksPerHour, TimeSpan.TicksPerDay, 7 * TimeSpan.TicksPerDay])
                {
                    long count = 0, sum = 0;
                    for (int i = history.Attempts.Count - 1; i >= 0 && history.Attempts[i].Ticks > now - window; i--)
                    {
                        count++;
                        sum += history.Attempts[i].Amount;
                    }
                    batch.Values[output++ * ColumnBatch.Stride + row] = count;
                    batch.Values[output++ * ColumnBatch.Stride + row] = sum;
                }
                batch.Values[output++ * ColumnBatch.Stride + row] = history.Accepted.Count;
                if (history.Accepted.Count == 0) continue;
                batch.Values[output++ * ColumnBatch.Stride + row] = history.Accepted[0].Ticks;
                _sorted.Clear();
                long max = 0;
                foreach ((long ticks, long amount, double ln) in history.Accepted)
                {
                    if (ticks <= now - 180 * TimeSpan.TicksPerDay) continue;
                    max = Math.Max(max, amount);
                    _sorted.Add(ln);
                }
                _sorted.Sort();
                double median = _sorted[_sorted.Count / 2];
                for (int i = 0; i < _sorted.Count; i++) _sorted[i] = Math.Abs(_sorted[i] - median);
                _sorted.Sort();
                batch.Values[output++ * ColumnBatch.Stride + row] = ColumnBatch.Ordered((history.Accepted[^1].Ln - median) / _sorted[_sorted.Count / 2]);
                batch.Values[output++ * ColumnBatch.Stride + row] = max;
                batch.Values[output++ * ColumnBatch.Stride + row] = history.NearRound;
                batch.Values[output++ * ColumnBatch.Stride + row] = history.Person;
            }
        }

        public void Settle(ColumnBatch batch)
        {
            for (int row = 0; row < batch.Rows; row++)
            {
                long At(int column) => batch.Values[column * ColumnBatch.Stride + row];
                History history = _keys[At(Key)];
                history.Accepted.Add((batch.Ticks[row], At(Amount), ColumnBatch.FromOrdered(At(LnAmount))));
                history.NearRound += At(NearRound);
                history.Person += At(Person);
            }
        }
    }
}
