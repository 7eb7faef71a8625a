using Fraud.Profiles;

namespace Fraud.Tests.Profiles;

/// <summary>A key that has outlived all windows makes room for another, and nobody can tell.</summary>
public class KeyLifetimeTests
{
    const long Start = 635_900_000_000_000_000;
    const int Key = 0, Value = 1, Count = 2, Sum = 3, First = 4, Columns = 5;

    static ProfileTable Table(long window, long budget = 64 << 20) => new(new ProfileSpec("test", Key, -1, -1,
    [
        new Aggregate(AggregateKind.Count, Ledger.Attempts, -1, Key, -1, -1, window, 0, Count, 0),
        new Aggregate(AggregateKind.Sum, Ledger.Attempts, -1, Key, Value, -1, window, 0, Sum, 0),
        new Aggregate(AggregateKind.FirstValue, Ledger.Attempts, -1, Key, Value, -1, window, 0, First, 0),
    ]), budget, PageSource.System);

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Windows_equal_a_scan_of_all_events_while_keys_come_and_go(int seed)
    {
        long window = TimeSpan.TicksPerHour;
        using var table = Table(window);
        var batch = new ColumnBatch(Columns) { Rows = 1 };
        var random = new Random(seed);
        var events = new Dictionary<long, List<(long Ticks, long Value)>>();
        long now = Start;
        for (int i = 0; i < 8_000; i++)
        {
            now += random.Next(4) == 0 ? random.NextInt64(4 * TimeSpan.TicksPerHour) : random.NextInt64(TimeSpan.TicksPerMinute);
            // Some rows are late, within the lateness that logs are kept for.
            long ticks = random.Next(10) == 0 ? now - random.NextInt64(EventLog.Lateness) : now;
            long key = (random.Next(3) == 0 ? random.Next(50) : 1_000 + i) * 0x9E37_79B9L + 1;
            (batch.Ticks[0], batch.Values[Key], batch.Values[Value * ColumnBatch.Stride]) = (ticks, key, i);
            table.Observe(batch, 0);
            if (!events.TryGetValue(key, out var own)) events[key] = own = [];
            own.Add((ticks, i));
            var inside = own.Where(e => e.Ticks > ticks - window && e.Ticks <= ticks).ToList();
            Assert.Equal(inside.Count, batch.Values[Count * ColumnBatch.Stride]);
            Assert.Equal(inside.Sum(e => e.Value), batch.Values[Sum * ColumnBatch.Stride]);
        }
        Assert.Equal(0, table.Evicted);
        Assert.InRange(table.Keys, 100, events.Count / 2);
    }

    [Fact]
    public void Orders_that_are_never_repeated_take_no_more_memory_than_two_windows_of_them()
    {
        using var table = Table(TimeSpan.TicksPerDay);
        var batch = new ColumnBatch(Columns) { Rows = 1 };
        long full = 0;
        // A thousand orders a day for 60 days; a day of lateness is kept beside the window.
        for (int i = 0; i < 60_000; i++)
        {
            (batch.Ticks[0], batch.Values[Key], batch.Values[Value * ColumnBatch.Stride]) = (Start + i * TimeSpan.TicksPerDay / 1000, i * 0x9E37_79B9L + 1, i);
            table.Observe(batch, 0);
            Assert.Equal(1, batch.Values[Count * ColumnBatch.Stride]);
            if (i == 10_000) full = table.Bytes;
        }
        Assert.Equal(full, table.Bytes);
        Assert.InRange(table.Keys, 2_000, 4_000);
        Assert.Equal(0, table.Evicted);
    }

    [Fact]
    public void A_table_that_remembers_for_ever_gives_nothing_up()
    {
        using var one = new OneKey(AggregateKind.Count, Ledger.Attempts, 0);
        for (int i = 0; i < 5_000; i++) one.Observe(Start + i * TimeSpan.TicksPerDay, key: i * 0x9E37_79B9L + 1);
        Assert.Equal(2, one.Observe(Start + 5_000 * TimeSpan.TicksPerDay, key: 1).Value);
        Assert.Equal(5_000, one.Table.Keys);
    }
}
