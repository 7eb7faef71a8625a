using System.Globalization;
using Fraud.Profiles;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Profiles;

public class FlowGraphTests
{
    const long Start = ProfileStream.Start, Minute = TimeSpan.TicksPerMinute, Hour = TimeSpan.TicksPerHour, Budget = 16 << 20;

    /// <summary>"A>B 10000 @60 X": A pays B at minute 60 over agent X; accounts and agents are letters.</summary>
    static Flow Parse(string text)
    {
        string[] parts = text.Trim().Split(' ');
        return new Flow(parts[0][0], parts[0][2], (long)(100 * decimal.Parse(parts[1], CultureInfo.InvariantCulture)),
            Start + (long)(decimal.Parse(parts[2][1..], CultureInfo.InvariantCulture) * Minute), parts.Length > 3 ? parts[3][0] : 0);
    }

    /// <summary>What the last transfer reads, from both ledgers.</summary>
    static void Expect(FlowQuery query, string flows, long expected)
    {
        Flow[] all = [.. flows.Split(';').Select(Parse)];
        using var attempts = new FlowRun(Ledger.Attempts, false, Budget, query);
        using var accepted = new FlowRun(Ledger.Accepted, false, Budget, query);
        foreach (Flow f in all[..^1])
        {
            attempts.Observe([f]);
            accepted.Settle([f]);
        }
        Assert.Equal((expected, expected), (attempts.Ask(all[^1]), accepted.Ask(all[^1])));
        Assert.False(attempts.IsApproximate(0));
    }

    [Theory]
    // Amounts and minutes; days are 1,440 minutes
    [InlineData("A>B 10000 @0; B>C 9100 @1200; C>A 8300 @2640", 3)]
    [InlineData("A>B 10000 @0; B>C 9100 @1200; C>D 8300 @2640", 0)] // does not come back
    [InlineData("A>B 10000 @1200; B>C 9100 @0; C>A 8300 @2640", 0)] // the second hop came first
    [InlineData("B>C 9100 @1200; A>B 10000 @0; C>A 8300 @2640", 3)] // the first hop arrived late
    [InlineData("A>B 10000 @5; B>C 9100 @5; C>A 8300 @10", 0)] // two hops of one instant do not follow each other
    [InlineData("A>B 10000 @0; B>C 9100 @5; C>A 8300 @5", 0)]
    [InlineData("A>B 10000 @0; B>C 8499.99 @1; C>A 8300 @2", 0)] // less than 85 % of the hop before
    [InlineData("A>B 10000 @0; B>C 8500 @1; C>A 7225 @2", 3)]
    [InlineData("A>B 10000 @0; B>C 8500 @1; C>A 7224.99 @2", 0)]
    [InlineData("A>B 10000 @0; B>C 10200 @1; C>A 10404 @2", 3)] // 2 % more is a rate's difference
    [InlineData("A>B 10000 @0; B>C 10200.01 @1; C>A 10200 @2", 0)]
    [InlineData("A>B 10000 @0; B>A 9900 @10079", 2)]
    [InlineData("A>B 10000 @0; B>A 9900 @10080", 0)] // exactly seven days are past
    [InlineData("A>B 10000 @0; B>C 9900 @10000; C>A 9800 @10080", 0)] // the window holds for the whole way
    [InlineData("A>B 100 @0; B>B 100 @1; B>A 100 @2", 2)] // a payment to oneself is no hop
    [InlineData("A>A 100 @0; A>A 100 @1", 0)]
    [InlineData("A>B 100 @0; B>C 100 @1; C>D 100 @2; D>E 100 @3; E>A 100 @4", 5)]
    [InlineData("A>B 100 @0; B>C 100 @1; C>D 100 @2; D>E 100 @3; E>F 100 @4; F>A 100 @5", 0)] // six
    [InlineData("A>B 100 @0; B>C 100 @1; C>D 100 @2; A>C 100 @3; C>D 100 @4; D>A 100 @5", 3)] // the shorter way
    [InlineData("A>B 100 @0; B>C 100 @1; A>C 100 @2; C>A 100 @3", 2)]
    [InlineData("A>B 100 @0; B>A 50 @1", 0)] // half came back
    [InlineData("A>B 0 @0; B>A 0 @1", 0)]
    [InlineData("A>B 90000000000000000 @0; B>A 90000000000000000 @1", 2)] // the largest amounts there are
    public void Cycle_is_the_shortest_way_back(string flows, long hops) => Expect(FlowRun.Cycle(), flows, hops);

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 3)]
    public void Cycle_has_at_most_the_hops_asked_for(int most, long hops) => Expect(FlowRun.Cycle(hops: most), "A>B 100 @0; B>C 100 @1; C>A 100 @2", hops);

    [Theory]
    [InlineData("V>M 10000 @0 X; M>N 9000 @60 X; N>E 8000 @100 Y", 3, 3)] // victim, two mules, exchange
    [InlineData("V>M 10000 @0 X; M>N 9000 @60 X; N>E 8000 @100 X", 3, 1)] // all within one bank
    [InlineData("V>M 10000 @0; M>N 9000 @60 X; N>E 8000 @100", 3, 1)] // an agent that is not known is no second one
    [InlineData("V>M 10000 @0 Y; M>N 9000 @60; N>E 8000 @100 X", 3, 3)]
    [InlineData("V>M 10000 @0 Y; M>N 9000 @60 X; N>E 8000 @100 X", 3, 3)]
    [InlineData("V>M 10000 @0 X; M>N 7999.99 @60 Y; N>E 7000 @100 X", 2, 2)] // a fifth stayed behind
    [InlineData("V>M 10000 @0 X; M>N 9000 @120 Y; N>E 8000 @200 X", 2, 2)] // two hours on the dot are too late
    [InlineData("W>L 10000 @0 X; L>R 9000 @2880 Y", 1, 1)] // employer, employee, landlord: two days
    [InlineData("A>B 100 @0 X; B>C 100 @60 Y; C>D 100 @120 X; D>E 100 @180 Y; E>F 100 @240 X; F>G 100 @300 Y", 5, 5)] // five, or more
    [InlineData("A>B 100 @0 X; B>A 100 @1 Y; A>B 100 @2 X", 1, 1)] // to and fro between two
    [InlineData("A>B 100 @0 X; C>D 100 @1 Y", 1, 1)]
    [InlineData("A>A 100 @0 X", 0, 0)]
    [InlineData("A>B 100 @0 X; Z>B 100 @1 X; B>C 100 @2 Y; Y>Z 100 @-1 X", 1, 1)] // what comes late counts for those that read it later
    public void Chain_is_the_longest_way_here(string flows, long hops, long overTwoAgents)
    {
        Expect(FlowRun.Chain(), flows, hops);
        Expect(FlowRun.Chain(agents: true), flows, overTwoAgents);
    }

    [Fact]
    public void A_chain_lies_within_its_window()
        => Expect(FlowRun.Chain(gapHours: 20, hours: 24), "A>B 100 @0; B>C 100 @720; C>D 100 @1441", 2);

    [Fact]
    public void Absent_accounts_and_amounts_are_unknown_and_recorded_nowhere()
    {
        using var run = new FlowRun(Ledger.Attempts, true, Budget, FlowRun.Cycle(), FlowRun.Chain());
        foreach ((Flow flow, UnknownReason why) in ((Flow, UnknownReason)[])[
            (new Flow(0, 1, 100, Start, 0), UnknownReason.FieldAbsent), (new Flow(1, 0, 100, Start, 0), UnknownReason.FieldAbsent), (new Flow(1, 2, null, Start, 0), UnknownReason.NoRate)])
            for (int query = 0; query < 2; query++)
            {
                Assert.Equal(ColumnBatch.Unknown, run.Ask(flow, query));
                Assert.Equal(why, run.Why(query));
            }
        Assert.Equal(0, run.Ask(new Flow(1, 2, 100, Start, 0, Where: false)));
        Assert.Equal(0, run.Graph.Keys);
        run.Observe([new Flow(1, 2, 100, Start, 0)]);
        Assert.Equal(0, run.Ask(new Flow(2, 1, 100, Start + 1, 0, Where: false))); // meets no condition, so closes nothing
        Assert.Equal(2, run.Ask(new Flow(2, 1, 100, Start + 1, 0, Duplicate: true)));
        Assert.Equal(1, run.Graph.Keys); // and a repeat is not recorded
    }

    [Fact]
    public void Only_its_own_ledger_teaches_a_graph()
    {
        using var run = new FlowRun(Ledger.Accepted, false, Budget, FlowRun.Cycle());
        var there = new Flow(1, 2, 100, Start, 0);
        run.Observe([there]);
        run.Settle([there], Ledger.Rejected);
        run.Settle([there with { Duplicate = true }]);
        Assert.Equal(0, run.Ask(new Flow(2, 1, 100, Start + 1, 0)));
        run.Settle([there]);
        Assert.Equal(2, run.Ask(new Flow(2, 1, 100, Start + 1, 0)));
    }

    [Fact]
    public void Of_more_than_64_transfers_the_latest_are_kept_and_the_rest_makes_the_answer_approximate()
    {
        using var run = new FlowRun(Ledger.Attempts, false, Budget, FlowRun.Cycle(), FlowRun.Chain(gapHours: 24));
        run.Observe([new Flow(1, 2, 10_000, Start, 0)]);
        // A merchant: 63 customers pay prices of their own.
        for (int i = 0; i < 63; i++) run.Observe([new Flow(100 + i, 2, 20_000 + 1_000 * i, Start + (1 + i) * Minute, 0)]);
        var refund = new Flow(2, 1, 10_000, Start + 2 * Hour, 0);
        Assert.Equal((2, false), (run.Ask(refund), run.IsApproximate(0)));
        run.Observe([new Flow(99, 2, 50, Start + 70 * Minute, 0)]);
        Assert.Equal((0, true), (run.Ask(refund with { Duplicate = true }), run.IsApproximate(0)));
        Assert.Equal((1, true), (run.Value(1), run.IsApproximate(1)));
        // Eight days later nothing that had to leave could have counted.
        Assert.Equal((0, false), (run.Ask(refund with { Ticks = Start + 8 * 24 * Hour }), run.IsApproximate(0)));
    }

    [Theory]
    // Accounts per layer: looks of the whole search; is the cycle known; is the chain
    [InlineData(3, true, true)] // 160
    [InlineData(4, false, true)] // 425; but five hops are found before
    [InlineData(6, false, false)] // 259 before five hops
    public void What_the_budget_does_not_reach_is_unknown(int width, bool cycle, bool chain)
    {
        using var run = new FlowRun(Ledger.Attempts, false, Budget, FlowRun.Cycle(), FlowRun.Chain());
        long now = Start;
        // Four layers, each account paying the same to each of the next.
        for (int layer = 1; layer <= 3; layer++)
            for (int i = 0; i < width; i++)
                for (int j = 0; j < width; j++) run.Observe([new Flow(100 * layer + i, 100 * (layer + 1) + j, 10_000, now += 1000, 0)]);
        for (int i = 0; i < width; i++) run.Observe([new Flow(400 + i, 500, 10_000, now += 1000, 0)]);
        run.Observe([new Flow(500, 600, 10_000, now + 1, 0)]);
        Assert.Equal(cycle ? (0, default) : (ColumnBatch.Unknown, UnknownReason.OverBudget), (run.Value(0), cycle ? default : run.Why(0)));
        Assert.Equal(chain ? (5, default) : (ColumnBatch.Unknown, UnknownReason.OverBudget), (run.Value(1), chain ? default : run.Why(1)));
    }

    [Fact]
    public void A_way_that_is_found_within_the_budget_is_known_however_many_there_are()
    {
        using var run = new FlowRun(Ledger.Attempts, false, Budget, FlowRun.Cycle());
        for (int i = 0; i < 60; i++)
        {
            for (int j = 0; j < 60; j++) run.Observe([new Flow(1000 + j, 100 + i, 10_000, Start + 60 * i + j, 0)]);
            run.Observe([new Flow(100 + i, 1, 10_000, Start + Hour + i, 0)]);
        }
        Assert.Equal(3, run.Ask(new Flow(1, 1059, 10_000, Start + 2 * Hour, 0)));
        Assert.Equal(ColumnBatch.Unknown, run.Ask(new Flow(1, 9, 10_000, Start + 2 * Hour + 1, 0)));
    }

    /// <summary>Small numbers, so that accounts, times and amounts meet often.</summary>
    static Gen<Flow[]> Streams(int accounts, int rows) =>
        from count in Gen.Choose(1, rows)
        from flows in Gen.ArrayOf(
            from payer in Gen.Frequency((20, Gen.Choose(1, accounts)), (1, Gen.Constant(0)))
            from payee in Gen.Frequency((20, Gen.Choose(1, accounts)), (1, Gen.Constant(0)))
            from amount in Gen.Frequency((20, Gen.Choose(60, 130)), (1, Gen.Choose(-1, 1)), (1, Gen.Constant(int.MinValue)))
            from gap in Gen.Choose(0, 40)
            from late in Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Choose(1, 300)))
            from agent in Gen.Choose(0, 3)
            from kind in Gen.Choose(0, 15)
            select (payer, payee, amount, gap, late, agent, kind), count)
        select Timed(flows);

    static Flow[] Timed((int Payer, int Payee, int Amount, int Gap, int Late, int Agent, int Kind)[] flows)
    {
        long now = Start;
        return [.. flows.Select(f => new Flow(f.Payer, f.Payee, f.Amount == int.MinValue ? null : f.Amount, (now += f.Gap * Minute) - f.Late * Minute, f.Agent, f.Kind > 1, f.Kind == 15))];
    }

    static readonly FlowQuery[] s_queries =
    [
        FlowRun.Cycle(hours: 24), FlowRun.Cycle(kept: 60, hops: 4, hours: 8), FlowRun.Chain(hours: 12), FlowRun.Chain(agents: true), FlowRun.Chain(kept: 100, gapHours: 5, hours: 7, agents: true),
    ];

    [Property(MaxTest = 60)]
    public Property Answers_equal_a_search_through_all_transfers() => Prop.ForAll(Streams(9, 150).ToArbitrary(), ArbMap.Default.ArbFor<bool>(), ArbMap.Default.ArbFor<bool>(), (flows, attempts, where) =>
    {
        using var run = new FlowRun(attempts ? Ledger.Attempts : Ledger.Accepted, where, Budget, s_queries);
        var naive = new NaiveFlows(run.Graph.Spec);
        int spent = 0, asked = 0;
        foreach (Flow f in flows)
        {
            run.Observe([f]);
            for (int q = 0; q < s_queries.Length; q++)
            {
                long? expected = naive.Read(run.Graph.Spec.Queries[q], f);
                asked++;
                if (run.Value(q) == ColumnBatch.Unknown && run.Why(q) == UnknownReason.OverBudget) spent++;
                else if (!run.IsApproximate(q)) Assert.Equal(expected ?? ColumnBatch.Unknown, run.Value(q));
            }
            if (!attempts) run.Settle([f]);
            if (!f.Duplicate) naive.Record(f);
        }
        Assert.True(spent <= asked / 10, $"{spent} of {asked} were not reached by the budget: too little is compared");
    });

    [Property(MaxTest = 30)]
    public Property Batches_of_any_size_answer_and_remember_like_one_by_one() => Prop.ForAll(
        Streams(40, 600).ToArbitrary(), Gen.ArrayOf(Gen.Choose(1, 256), 5).ToArbitrary(), ArbMap.Default.ArbFor<bool>(), (flows, sizes, small) =>
    {
        // In the smaller budget accounts are evicted and blocks given back.
        long budget = small ? 3 << 10 : Budget;
        foreach (Ledger ledger in (Ledger[])[Ledger.Attempts, Ledger.Accepted])
        {
            using var single = new FlowRun(ledger, true, budget, s_queries);
            using var batched = new FlowRun(ledger, true, budget, s_queries);
            for (int done = 0, turn = 0; done < flows.Length; turn++)
            {
                var part = flows.AsSpan(done, Math.Min(sizes[turn % sizes.Length], flows.Length - done));
                batched.Observe(part);
                for (int i = 0; i < part.Length; i++)
                {
                    single.Observe(part.Slice(i, 1));
                    for (int q = 0; q < s_queries.Length; q++)
                        Assert.Equal((batched.Value(q, i), batched.IsApproximate(q, i), batched.Value(q, i) == ColumnBatch.Unknown ? batched.Why(q, i) : default),
                            (single.Value(q), single.IsApproximate(q), single.Value(q) == ColumnBatch.Unknown ? single.Why(q) : default));
                }
                if (ledger == Ledger.Accepted)
                {
                    batched.Settle(part);
                    for (int i = 0; i < part.Length; i++) single.Settle(part.Slice(i, 1));
                }
                done += part.Length;
            }
            Assert.Equal(single.Graph.StateHash(), batched.Graph.StateHash());
            Assert.Equal((single.Graph.Keys, single.Graph.Evicted), (batched.Graph.Keys, batched.Graph.Evicted));
        }
    });

    [Property(MaxTest = 40)]
    public Property What_is_kept_does_not_depend_on_the_order_of_arrival() => Prop.ForAll(Streams(3, 400).ToArbitrary(), ArbMap.Default.ArbFor<int>(), (flows, seed) =>
    {
        using var ordered = new FlowRun(Ledger.Accepted, true, Budget, FlowRun.Cycle(hours: 400 * 24));
        using var shuffled = new FlowRun(Ledger.Accepted, true, Budget, FlowRun.Cycle(hours: 400 * 24));
        Flow[] other = [.. flows];
        new Random(seed).Shuffle(other);
        foreach (Flow f in flows) ordered.Settle([f]);
        foreach (Flow f in other) shuffled.Settle([f]);
        Assert.Equal(ordered.Graph.StateHash(), shuffled.Graph.StateHash());
    });

    [Fact]
    public void Memory_stays_within_the_budget_and_what_was_given_up_is_counted()
    {
        const long budget = 1 << 20;
        using var run = new FlowRun(Ledger.Attempts, false, budget, FlowRun.Cycle());
        var random = new Random(5);
        for (int i = 0; i < 60_000; i++)
        {
            run.Observe([new Flow(random.Next(1, 20_000), random.Next(10) == 0 ? random.Next(1, 20) : random.Next(1, 20_000), random.Next(100, 200), Start + i * 1000L, 0)]);
            Assert.True(run.Graph.Bytes <= budget);
        }
        Assert.True(run.Graph.Evicted > 1_000);
        Assert.InRange(run.Graph.Keys, budget / 256, budget / 64);
        // The latest is still followed.
        run.Observe([new Flow(5_000, 6_000, 100, Start + Hour, 0)]);
        Assert.Equal(2, run.Ask(new Flow(6_000, 5_000, 100, Start + Hour + 1, 0)));
    }

    [Fact]
    public void An_account_that_received_nothing_within_the_window_gives_its_place_away()
    {
        using var run = new FlowRun(Ledger.Attempts, false, Budget, FlowRun.Cycle(hours: 24));
        // A new account each minute, for a hundred days; two days are remembered.
        for (int i = 1; i <= 144_000; i++) run.Observe([new Flow(1, 1 + i, 100, Start + i * Minute, 0)]);
        Assert.Equal(0, run.Graph.Evicted);
        Assert.InRange(run.Graph.Keys, 2_880, 4_000);
        Assert.True(run.Graph.Bytes < 1 << 20);
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        using var run = new FlowRun(Ledger.Attempts, false, Budget, s_queries);
        var flows = new Flow[20_000];
        for (int i = 0; i < flows.Length; i++) flows[i] = new Flow(1 + i * 7919L % 300, 1 + i * 104_729L % 301, 100 + i % 7, Start + i * Minute, i % 3);
        void Run()
        {
            foreach (Flow f in flows)
            {
                run.Fill(new ReadOnlySpan<Flow>(in f));
                run.Graph.Observe(run.Batch, 1);
            }
        }
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_budget_too_small_for_sixteen_accounts_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new FlowRun(Ledger.Attempts, false, 100, FlowRun.Cycle()));
}
