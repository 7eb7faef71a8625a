using Fraud.Profiles;

namespace Fraud.Tests.Profiles;

public class ProfileLimitTests
{
    const long Minute = TimeSpan.TicksPerMinute, Start = ProfileStream.Start;

    [Theory]
    // Minutes of earlier events   at     over   count, this one included
    [InlineData(new[] { 0 },        60,    60,    1)] // exactly t − w is out
    [InlineData(new[] { 1 },        60,    60,    2)]
    [InlineData(new[] { 60 },       60,    60,    2)] // the same instant is in
    [InlineData(new[] { 0, 0, 1 },  60,    60,    2)]
    [InlineData(new[] { 0, 90 },    60,    60,    1)] // a late row does not see what is later
    [InlineData(new[] { 0, 30, 90 }, 60,   60,    2)]
    [InlineData(new[] { 0, 30, 90 }, 60,   0,     4)] // ever has no edge
    public void Window_is_open_at_its_start_and_closed_at_its_end(int[] earlier, int at, int over, long count)
    {
        using var one = new OneKey(AggregateKind.Count, Ledger.Attempts, over * Minute);
        foreach (int minute in earlier) one.Observe(Start + minute * Minute);
        Assert.Equal((count, false), one.Observe(Start + at * Minute));
    }

    [Fact]
    public void An_edge_is_exact_to_one_tick()
    {
        using var one = new OneKey(AggregateKind.Count, Ledger.Accepted, 1000);
        one.Accept(Start);
        Assert.Equal(1, one.Observe(Start + 999).Value);
        Assert.Equal(0, one.Observe(Start + 1000).Value);
        Assert.Equal(0, one.Observe(Start - 1).Value);
        Assert.Equal(1, one.Observe(Start).Value);
    }

    [Fact]
    public void An_absent_key_records_nothing_and_is_unknown()
    {
        using var one = new OneKey(AggregateKind.Count, Ledger.Attempts, Minute);
        foreach (long key in (long[])[0, ColumnBatch.Unknown])
        {
            Assert.Equal(ColumnBatch.Unknown, one.Observe(Start, key: key).Value);
            Assert.Equal(UnknownReason.FieldAbsent, one.Row.Why[OneKey.Output * ColumnBatch.Stride]);
        }
        Assert.Equal(0, one.Table.Keys);
    }

    [Fact]
    public void What_was_only_attempted_has_taught_no_habit()
    {
        using var one = new OneKey(AggregateKind.First, Ledger.Accepted, 0);
        one.Observe(Start);
        Assert.Equal(ColumnBatch.Unknown, one.Observe(Start + 1).Value);
        Assert.Equal(UnknownReason.NoHistory, one.Row.Why[OneKey.Output * ColumnBatch.Stride]);
        one.Accept(Start);
        Assert.Equal(Start, one.Observe(Start + 2).Value);
    }

    [Theory, InlineData(4), InlineData(16), InlineData(64)]
    public void Beyond_the_capacity_counts_miss_at_most_the_gap_at_the_far_edge_and_say_so(int capacity)
    {
        var random = new Random(capacity);
        const long window = 500 * Minute;
        using var one = new OneKey(AggregateKind.Count, Ledger.Attempts, window, logCapacity: capacity);
        var times = new List<long>();
        long now = Start;
        int approximate = 0, exact = 0;
        for (int i = 0; i < 3000; i++)
        {
            // Bursts and pauses: some windows overflow the log, some do not.
            now += i / 300 % 2 == 0 ? random.Next((int)Minute) : random.Next(200) * Minute;
            times.Add(now);
            (long count, bool isApproximate) = one.Observe(now);
            long truth = times.Count(t => t > now - window);
            Assert.InRange(count, 1, truth);
            if (count < Math.Min(truth, capacity / 2)) Assert.Fail($"{count} of {truth}: the newer half must be exact");
            if (!isApproximate) Assert.Equal(truth, count);
            if (isApproximate) approximate++; else exact++;
        }
        Assert.True(approximate > 100 && exact > 100, $"{approximate} approximate, {exact} exact");
    }

    [Fact]
    public void Sums_stay_whole_when_the_log_is_thinned()
    {
        using var one = new OneKey(AggregateKind.Sum, Ledger.Attempts, 1000 * Minute, logCapacity: 16);
        for (int i = 0; i < 500; i++) Assert.Equal((i + 1) * 7L, one.Observe(Start + i * Minute, 7).Value);
    }

    [Fact]
    public void Extremes_survive_thinning()
    {
        using var one = new OneKey(AggregateKind.Max, Ledger.Attempts, 1000 * Minute, logCapacity: 16);
        for (int i = 0; i < 500; i++) one.Observe(Start + i * Minute, i == 100 ? 1_000_000 : i);
        Assert.Equal(1_000_000, one.Observe(Start + 500 * Minute).Value);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(40, 0)]
    [InlineData(4000, 0)]
    [InlineData(40, 50)]
    [InlineData(300, 7)]
    public void Distinct_of_a_busy_key_equals_a_scan(int values, int lateEvery)
    {
        long[] windows = [20, 90, 200];
        ProfileSpec spec = new("test", 0, -1, -1, [.. windows.Select((w, i) => new Aggregate(AggregateKind.Distinct, Ledger.Attempts, -1, 0, 1, -1, w, 0, 2 + i, 0))]);
        using var table = new ProfileTable(spec, 16 << 20, PageSource.System);
        var batch = new ColumnBatch(5) { Rows = 1 };
        var random = new Random(7);
        var events = new List<(long Ticks, long Value)>();
        long now = Start;
        for (int i = 0; i < 3000; i++)
        {
            // Mostly a step, now and then a pause after which the windows are all but empty.
            now += random.Next(100) == 0 ? random.Next(250) : random.Next(3);
            long ticks = lateEvery > 0 && i % lateEvery == 0 ? now - random.Next(30) : now;
            long value = random.Next(10) == 0 ? ColumnBatch.Unknown : random.Next(values);
            batch.Duplicate[0] = random.Next(4) == 0;
            if (!batch.Duplicate[0]) events.Add((ticks, value));
            (batch.Ticks[0], batch.Values[0], batch.Values[ColumnBatch.Stride]) = (ticks, 7, value);
            table.Observe(batch, 0);
            for (int w = 0; w < windows.Length; w++)
            {
                var inside = events.Where(e => e.Ticks > ticks - windows[w] && e.Ticks <= ticks).OrderBy(e => e.Ticks).Select(e => e.Value).TakeLast(256);
                Assert.Equal(inside.Where(v => v != ColumnBatch.Unknown).Distinct().Count(), batch.Values[(2 + w) * ColumnBatch.Stride]);
            }
        }
    }

    [Fact]
    public void Distinct_is_exact_to_256_events_and_marked_beyond()
    {
        using var one = new OneKey(AggregateKind.Distinct, Ledger.Attempts, 1000 * Minute);
        for (int i = 0; i < 256; i++) Assert.Equal(((long)i + 1, false), one.Observe(Start + i, i * 31));
        Assert.Equal((256L, true), one.Observe(Start + 256, -1));
    }

    [Fact]
    public void A_sample_is_the_latest_64()
    {
        using var one = new OneKey(AggregateKind.Median, Ledger.Accepted, 0);
        for (int i = 0; i < 1000; i++) one.Accept(Start + i, i * 17 % 1000);
        long[] latest = [.. Enumerable.Range(936, 64).Select(i => i * 17L % 1000).Order()];
        Assert.Equal(latest[31], one.Observe(Start + 2000).Value);
    }

    [Fact]
    public void Memory_stays_within_the_budget_and_the_stalest_keys_go()
    {
        const long budget = 1 << 20;
        using var one = new OneKey(AggregateKind.Count, Ledger.Attempts, 1000 * Minute, budget: budget);
        const int keys = 50_000;
        long Key(int i) => unchecked((i + 1) * (long)0x9E3779B97F4A7C15);
        for (int i = 0; i < keys; i++)
        {
            Assert.Equal(1, one.Observe(Start + i, key: Key(i)).Value);
            Assert.True(one.Table.Bytes <= budget);
        }
        Assert.Equal(keys, one.Table.Keys + one.Table.Evicted);
        Assert.InRange(one.Table.Keys, 2_000, 15_000);
        int newerHalf = 0, all = 0;
        long stateKeys = one.Table.Keys;
        using var reader = new OneKey(AggregateKind.Count, Ledger.Attempts, 1000 * Minute, budget: budget);
        one.Row.Duplicate[0] = true;
        for (int i = 0; i < keys; i++)
        {
            if (one.Observe(Start + keys, key: Key(i)).Value != 1) continue;
            all++;
            if (i >= keys - stateKeys * 2) newerHalf++;
        }
        Assert.Equal(stateKeys, all);
        Assert.True(newerHalf > all * 3 / 4, $"{newerHalf} of {all} survivors are recent");
    }

    /// <summary>Under eviction, rows taken as <see cref="ProfileTable.MayEvict"/> asks give the same as rows taken one by one.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void Eviction_does_not_depend_on_the_batch_size(bool twoPasses)
    {
        const int keys = 40_000, columns = 6;
        var spec = new ProfileSpec("test", 0, -1, -1,
        [
            new Aggregate(AggregateKind.Count, Ledger.Attempts, -1, 0, -1, -1, 1000 * Minute, 0, 3, 0),
            new Aggregate(AggregateKind.Sum, Ledger.Attempts, 2, 0, 1, -1, 1000 * Minute, 0, 4, twoPasses ? 1 : 0),
            new Aggregate(AggregateKind.Count, Ledger.Attempts, -1, 0, -1, -1, 0, 0, 5, twoPasses ? 1 : 0),
        ]);
        (ulong Hash, long Outputs, long Evicted) Run(int batchSize)
        {
            using var table = new ProfileTable(spec, 2 << 20, PageSource.System, logCapacity: 32);
            var batch = new ColumnBatch(columns);
            var random = new Random(5);
            long outputs = 0;
            int longest = 0;
            for (int done = 0; done < keys;)
            {
                int filled = Math.Min(batchSize, keys - done);
                for (int i = 0; i < filled; i++, done++)
                {
                    batch.Ticks[i] = Start + done * Minute;
                    batch.Values[i] = unchecked((random.Next(keys / 3) + 1) * (long)0x9E3779B97F4A7C15);
                    batch.Values[ColumnBatch.Stride + i] = done;
                    batch.Values[2 * ColumnBatch.Stride + i] = done % 3 == 0 ? 1 : 0;
                }
                for (batch.From = 0; batch.From < filled; batch.From = batch.Rows)
                {
                    batch.Rows = filled;
                    while (batch.Rows - batch.From > 1 && table.MayEvict(batch, batch.From, batch.Rows)) batch.Rows = batch.From + (batch.Rows - batch.From) / 2;
                    longest = Math.Max(longest, batch.Rows - batch.From);
                    for (int stratum = 0; stratum < 2; stratum++) table.Observe(batch, stratum);
                    for (int i = batch.From; i < batch.Rows; i++)
                        for (int c = 3; c < columns; c++) outputs = outputs * 31 + batch.Values[c * ColumnBatch.Stride + i];
                }
            }
            Assert.Equal(batchSize, longest);
            return (table.StateHash(), outputs, table.Evicted);
        }
        var one = Run(1);
        Assert.True(one.Evicted > 1000);
        Assert.Equal(one, Run(100));
        Assert.Equal(one, Run(250));
    }

    [Fact]
    public void A_busy_key_within_a_tight_budget_is_marked_rather_than_wrong()
    {
        using var one = new OneKey(AggregateKind.Count, Ledger.Attempts, 100_000 * Minute, budget: 128 << 10);
        for (int i = 0; i < 20_000; i++)
        {
            (long count, bool approximate) = one.Observe(Start + i * Minute / 2);
            if (!approximate) Assert.Equal(i + 1, count);
        }
        Assert.True(one.Table.Bytes <= 128 << 10);
    }

    /// <summary>A burst on one key may thin that key's events; it must not cost other keys theirs, whose few events lie in their records and free nothing.</summary>
    [Fact]
    public void A_busy_key_does_not_wipe_the_history_of_others()
    {
        using var one = new OneKey(AggregateKind.Count, Ledger.Attempts, 100_000 * Minute, budget: 1 << 20);
        int keys = 0;
        while (one.Table.Evicted == 0) one.Observe(Start + keys, key: ++keys * 0x9E37_79B9L);
        long before = one.Table.Keys;
        for (int i = 0; i < 5_000; i++) one.Observe(Start + Minute + i, key: 0x9E37_79B9L * keys);
        Assert.InRange(one.Table.Keys, before - 10, before);
    }

    /// <summary>A log of wide events has no room in the record: not even when no block is to be had either.</summary>
    [Fact]
    public void Wide_events_without_memory_are_marked_rather_than_written_elsewhere()
    {
        const int values = 16;
        var sums = Enumerable.Range(0, values).Select(i => new Aggregate(AggregateKind.Sum, Ledger.Attempts, -1, 0, 1 + i, -1, 1000 * Minute, 0, 1 + values + i, 0));
        using var table = new ProfileTable(new ProfileSpec("wide", 0, -1, -1, [.. sums]), 64 << 10, PageSource.System);
        var batch = new ColumnBatch(1 + 2 * values) { Rows = 1 };
        for (int i = 0; i < 3_000; i++)
        {
            batch.Ticks[0] = Start + i;
            batch.Values[0] = (i % 300 + 1) * 0x9E37_79B9L;
            for (int v = 0; v < values; v++) batch.Values[(1 + v) * ColumnBatch.Stride] = 1;
            table.Observe(batch, 0);
            for (int v = 0; v < values; v++) Assert.InRange(batch.Values[(1 + values + v) * ColumnBatch.Stride], 0, i / 300 + 1);
        }
        Assert.True(table.Bytes <= 64 << 10);
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        using var one = new OneKey(AggregateKind.RobustZ, Ledger.Accepted, 1000 * Minute);
        void Run(int from)
        {
            for (int i = from; i < from + 20_000; i++)
            {
                long key = (i % 500 + 1) * 0x1234567;
                one.Observe(Start + i * Minute, ColumnBatch.Ordered(i % 97), key);
                one.Accept(Start + i * Minute, ColumnBatch.Ordered(i % 97), key);
            }
        }
        Run(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(20_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Keys_that_collide_without_the_secret_do_not_lengthen_probes()
    {
        var hasher = new KeyHasher("0123456789abcdef"u8);
        using var one = new OneKey(AggregateKind.Count, Ledger.Attempts, 0);
        var unkeyed = new HashSet<uint>();
        for (int found = 0, account = 0; found < 8_000; account++)
        {
            uint slot = 2_166_136_261;
            byte[] digits = System.Text.Encoding.ASCII.GetBytes(account.ToString("D16"));
            foreach (byte b in digits) slot = (slot ^ b) * 16_777_619;
            // 8,000 account numbers that share 8 of 16,384 slots under FNV-1a: runs of 1,000 for an unkeyed table.
            if ((slot & 0x3FFF) >= 8) continue;
            found++;
            unkeyed.Add(slot & 0x3FFF);
            one.Observe(Start, key: (long)hasher.Hash(digits));
        }
        Assert.Equal(8, unkeyed.Count);
        Assert.Equal(8_000, one.Table.Keys);
        Assert.InRange(one.Table.LongestWalk, 0, 4);
    }

    [Fact]
    public void A_budget_too_small_for_sixteen_keys_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new OneKey(AggregateKind.Count, Ledger.Attempts, 0, budget: 100));
}
