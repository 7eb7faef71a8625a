using Fraud.Profiles;

namespace Fraud.Tests.Profiles;

/// <summary>A table with one aggregate, row by row: column 0 the key, 1 the value, 2 the output.</summary>
sealed class OneKey : IDisposable
{
    public const int Output = 2;

    public readonly ProfileTable Table;
    public readonly ColumnBatch Row = new(3) { Rows = 1 };

    public OneKey(AggregateKind kind, Ledger ledger, long window, double parameter = 0, long budget = 64 << 20, int logCapacity = ProfileTable.LogCapacity)
        => Table = new ProfileTable(new ProfileSpec("test", 0, -1, -1, [new Aggregate(kind, ledger, -1, 0, 1, -1, window, parameter, Output, 0)]), budget, PageSource.System, logCapacity);

    void Set(long ticks, long value, long key)
    {
        Row.Ticks[0] = ticks;
        Row.Values[0] = key;
        Row.Values[ColumnBatch.Stride] = value;
    }

    public (long Value, bool Approximate) Observe(long ticks, long value = 1, long key = 7)
    {
        Set(ticks, value, key);
        Table.Observe(Row, 0);
        return (Row.Values[Output * ColumnBatch.Stride], Row.Approximate[Output * ColumnBatch.Stride]);
    }

    public void Accept(long ticks, long value = 1, long key = 7)
    {
        Set(ticks, value, key);
        Table.Settle(Row, [Ledger.Accepted]);
    }

    public void Dispose() => Table.Dispose();
}
