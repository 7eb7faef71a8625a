using Fraud.Profiles;

namespace Fraud.Tests.Profiles;

/// <summary>Runs transfers through a graph, row by row or in batches.</summary>
sealed class FlowRun : IDisposable
{
    const int Payer = 0, Payee = 1, Amount = 2, Agent = 3, Where = 4, Output = 5;
    const long Hours = TimeSpan.TicksPerHour;

    public readonly FlowGraph Graph;
    public readonly ColumnBatch Batch;
    readonly Ledger _ledger;

    public FlowRun(Ledger ledger, bool where, long budget, params FlowQuery[] queries)
    {
        _ledger = ledger;
        Batch = new ColumnBatch(Output + queries.Length);
        Graph = new FlowGraph(new FlowSpec("test", ledger, where ? Where : -1, Payer, Payee, Amount, Agent, 1, [.. queries.Select((q, i) => q with { Output = Output + i })]), budget, PageSource.System);
    }

    public static FlowQuery Cycle(int kept = 85, int hops = 5, long hours = 7 * 24) => new(FlowKind.Cycle, hours * Hours, hours * Hours, kept * 10_000, hops, false, -1);

    public static FlowQuery Chain(int kept = 80, long gapHours = 2, long hours = 24, bool agents = false) => new(FlowKind.Chain, hours * Hours, gapHours * Hours, kept * 10_000, 5, agents, -1);

    /// <summary>0 stays 0: absent.</summary>
    public static long Key(long account) => account * unchecked((long)0x9E3779B97F4A7C15);

    public void Fill(ReadOnlySpan<Flow> flows)
    {
        Batch.From = 0;
        Batch.Rows = flows.Length;
        for (int i = 0; i < flows.Length; i++)
        {
            Flow f = flows[i];
            Batch.Ticks[i] = f.Ticks;
            Batch.Duplicate[i] = f.Duplicate;
            Batch.Values[Payer * ColumnBatch.Stride + i] = Key(f.Payer);
            Batch.Values[Payee * ColumnBatch.Stride + i] = Key(f.Payee);
            Batch.Values[Amount * ColumnBatch.Stride + i] = f.Amount ?? ColumnBatch.Unknown;
            Batch.Why[Amount * ColumnBatch.Stride + i] = UnknownReason.NoRate;
            Batch.Values[Agent * ColumnBatch.Stride + i] = f.Agent == 0 ? ColumnBatch.Unknown : Key(f.Agent);
            Batch.Values[Where * ColumnBatch.Stride + i] = f.Where ? 1 : ColumnBatch.Unknown;
        }
    }

    /// <summary>Judges the rows; what is in the accepted ledger settles when told.</summary>
    public void Observe(ReadOnlySpan<Flow> flows)
    {
        Fill(flows);
        for (int step = 0; step < 3 && flows.Length <= ProfileTable.FewRows; step++) Graph.Fetch(Batch, step);
        Graph.Observe(Batch, 0); // not its pass
        Graph.Observe(Batch, 1);
    }

    public void Settle(ReadOnlySpan<Flow> flows, Ledger? ledger = null)
    {
        Fill(flows);
        Graph.Settle(Batch, Enumerable.Repeat(ledger ?? _ledger, flows.Length).ToArray());
    }

    public long Value(int query, int row = 0) => Batch.Values[(Output + query) * ColumnBatch.Stride + row];

    public UnknownReason Why(int query, int row = 0) => Batch.WhyAt(Output + query, row);

    public bool IsApproximate(int query, int row = 0) => Batch.Approximate[(Output + query) * ColumnBatch.Stride + row];

    public long Ask(Flow flow, int query = 0)
    {
        Observe([flow]);
        return Value(query);
    }

    public void Dispose() => Graph.Dispose();
}
