using BenchmarkDotNet.Attributes;
using Fraud.Profiles;

namespace Fraud.Benchmarks;

/// <summary>
/// Nanoseconds per row of a graph: a cycle of up to five hops within a week and a chain of hops within two hours, from the same transfers. A million accounts, uniformly random, the worst
/// case of a cache, each with eight transfers received; one transfer in four passes on what its payer received last. 60 ms of event time per row: 17 hours a million.
/// </summary>
[MemoryDiagnoser]
public class FlowBenchmarks
{
    const int Payer = 0, Payee = 1, Amount = 2, Agent = 3, Output = 4, Columns = Output + 2;
    const int Batches = 256;

    readonly ColumnBatch _batch = new(Columns);
    readonly ColumnBatch _row = new(Columns) { Rows = 1 };
    readonly Ledger[] _ledgers = [.. Enumerable.Repeat(Ledger.Accepted, ColumnBatch.Capacity)];
    readonly (long Payee, long Amount)[] _latest = new (long, long)[4096];
    FlowGraph? _graph;
    NaiveGraph? _naive;
    ulong _random = 1;
    long _now = 638_000_000_000_000_000;

    [Params(1_000_000)]
    public int Accounts { get; set; }

    internal static FlowSpec Spec(Ledger ledger)
    {
        const long hour = TimeSpan.TicksPerHour, week = 7 * 24 * hour;
        return new FlowSpec("debtor, creditor", ledger, -1, Payer, Payee, Amount, Agent, 1,
        [
            new FlowQuery(FlowKind.Cycle, week, week, 850_000, 5, false, Output), new FlowQuery(FlowKind.Chain, 24 * hour, 2 * hour, 800_000, 5, true, Output + 1),
        ]);
    }

    [GlobalSetup]
    public void Fill()
    {
        _graph = new FlowGraph(Spec(Ledger.Accepted), 2L << 30, PageSource.System);
        for (int i = 0; i < 8 * Accounts; i += ColumnBatch.Capacity)
        {
            Next(_batch, ColumnBatch.Capacity);
            _graph.Settle(_batch, _ledgers);
        }
    }

    [GlobalSetup(Target = nameof(Naive))]
    public void FillNaive()
    {
        _naive = new NaiveGraph();
        for (int i = 0; i < 8 * Accounts; i += ColumnBatch.Capacity)
        {
            Next(_batch, ColumnBatch.Capacity);
            _naive.Settle(_batch);
        }
    }

    [GlobalCleanup]
    public void Dispose() => _graph?.Dispose();

    ulong Random()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return _random;
    }

    long Account() => (long)((Random() % (ulong)Accounts + 1) * 0x9E3779B97F4A7C15);

    void Next(ColumnBatch batch, int rows)
    {
        batch.Rows = rows;
        for (int i = 0; i < rows; i++)
        {
            ulong random = Random();
            ref (long Payee, long Amount) latest = ref _latest[random >> 52];
            bool passedOn = (random & 3) == 0 && latest.Payee != 0;
            long payer = passedOn ? latest.Payee : Account(), payee = Account();
            long amount = passedOn ? latest.Amount - latest.Amount / 16 : (long)(random >> 40) + 1000;
            latest = (payee, amount);
            batch.Ticks[i] = _now += 600_000;
            batch.Values[Payer * ColumnBatch.Stride + i] = payer;
            batch.Values[Payee * ColumnBatch.Stride + i] = payee;
            batch.Values[Amount * ColumnBatch.Stride + i] = amount;
            batch.Values[Agent * ColumnBatch.Stride + i] = (long)(random >> 4 & 63) + 1;
        }
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
            _graph!.Observe(_batch, 1);
        }
    }

    [Benchmark(OperationsPerInvoke = Batches * ColumnBatch.Capacity)]
    public void Observe_1()
    {
        for (int i = 0; i < Batches * ColumnBatch.Capacity; i++)
        {
            Next(_row, 1);
            _graph!.Observe(_row, 1);
        }
    }

    [Benchmark(OperationsPerInvoke = Batches * ColumnBatch.Capacity)]
    public void Settle_256()
    {
        for (int i = 0; i < Batches; i++)
        {
            Next(_batch, ColumnBatch.Capacity);
            _graph!.Settle(_batch, _ledgers);
        }
    }

    /// <summary>Observe and settle as they are written first: a dictionary to a list of transfers per account, followed by recursion.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Batches * ColumnBatch.Capacity)]
    public void Naive()
    {
        for (int i = 0; i < Batches; i++)
        {
            Next(_batch, ColumnBatch.Capacity);
            _naive!.Observe(_batch);
            _naive.Settle(_batch);
        }
    }

    sealed class NaiveGraph
    {
        sealed record Transfer(long Payer, long Payee, long Amount, long Ticks, long Agent);

        readonly Dictionary<long, List<Transfer>> _received = [];

        static Transfer Row(ColumnBatch batch, int row)
        {
            long At(int column) => batch.Values[column * ColumnBatch.Stride + row];
            return new Transfer(At(Payer), At(Payee), At(Amount), batch.Ticks[row], At(Agent));
        }

        public void Observe(ColumnBatch batch)
        {
            const long hour = TimeSpan.TicksPerHour, week = 7 * 24 * hour;
            for (int row = 0; row < batch.Rows; row++)
            {
                Transfer last = Row(batch, row);
                long shortest = 0, longest = 1;
                Follow([last], week, week, 0.85m, way =>
                {
                    if (way[^1].Payer == last.Payee && (shortest == 0 || way.Count < shortest)) shortest = way.Count;
                });
                Follow([last], 24 * hour, 2 * hour, 0.8m, way =>
                {
                    if (way[^1].Payer != last.Payee && way.Select(w => w.Agent).Distinct().Count() > 1) longest = Math.Max(longest, way.Count);
                });
                batch.Values[Output * ColumnBatch.Stride + row] = shortest;
                batch.Values[(Output + 1) * ColumnBatch.Stride + row] = longest;
            }
        }

        void Follow(List<Transfer> way, long window, long gap, decimal kept, Action<List<Transfer>> found)
        {
            Transfer next = way[^1];
            if (way.Count == 5 || !_received.TryGetValue(next.Payer, out var received)) return;
            foreach (Transfer earlier in received.Where(e => e.Ticks < next.Ticks && e.Ticks > way[0].Ticks - window && e.Ticks > next.Ticks - gap
                && next.Amount >= kept * e.Amount && next.Amount <= 1.02m * e.Amount && !way.Exists(w => w.Payer == e.Payer)))
            {
                List<Transfer> longer = [.. way, earlier];
                found(longer);
                if (earlier.Payer != way[0].Payee) Follow(longer, window, gap, kept, found);
            }
        }

        public void Settle(ColumnBatch batch)
        {
            for (int row = 0; row < batch.Rows; row++)
            {
                Transfer transfer = Row(batch, row);
                if (!_received.TryGetValue(transfer.Payee, out var received)) _received[transfer.Payee] = received = [];
                received.Add(transfer);
            }
        }
    }
}
