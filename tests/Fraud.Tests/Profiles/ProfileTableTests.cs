using Fraud.Profiles;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static Fraud.Tests.Profiles.ProfileStream;

namespace Fraud.Tests.Profiles;

public class ProfileTableTests
{
    const long Hours = TimeSpan.TicksPerHour, Days = TimeSpan.TicksPerDay;
    const long Budget = 16 << 20;

    /// <summary>Every kind, over several windows, ledgers, conditions and read keys.</summary>
    static ProfileSpec SpecOf(AggregateKind kind)
    {
        var aggregates = new List<Aggregate>();
        int value = kind switch
        {
            AggregateKind.RobustZ or AggregateKind.Median => LnAmount,
            AggregateKind.Distinct => Second,
            AggregateKind.NameSimilarity or AggregateKind.Lookalike => Name,
            _ => Amount,
        };
        double[] parameters = kind switch
        {
            AggregateKind.Quantile or AggregateKind.HourlyQuantile => [0.07, 0.5, 0.99],
            AggregateKind.RobustZ => [0, 0.5],
            AggregateKind.Similar => [0.1, 0.02],
            AggregateKind.Lookalike => [1, 2],
            _ => [0],
        };
        foreach (Ledger ledger in Enum.GetValues<Ledger>())
            foreach (long window in (long[])[0, 10 * TimeSpan.TicksPerMinute, Hours, Days, 3 * Days])
                foreach (double parameter in parameters)
                    foreach ((int where, int key) in ((int, int)[])[(-1, Key), (Where, Key), (-1, OtherKey)])
                        foreach (int stratum in (int[])[0, 1])
                            aggregates.Add(new Aggregate(kind, ledger, where, key, value, Second, window, parameter, FirstOutput + aggregates.Count, stratum));
        return new ProfileSpec("test", Key, Day, Hour, aggregates);
    }

    public static TheoryData<string> Kinds => [.. Enum.GetNames<AggregateKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Aggregate_equals_a_scan_of_all_events(string kind)
    {
        ProfileSpec spec = SpecOf(Enum.Parse<AggregateKind>(kind));
        Check((arrivals, settleEvery) =>
        {
            var stream = new ProfileStream(arrivals, spec.Aggregates.Count);
            using var table = new ProfileTable(spec, Budget, PageSource.System);
            List<long[]> seen = stream.Run(table, settleEvery, [7, 1, 64, 256, 2], strata: 2);
            List<long?[]> expected = stream.RunNaively(spec, settleEvery);
            for (int row = 0; row < expected.Count; row++)
                for (int i = 0; i < spec.Aggregates.Count; i++)
                    if (seen[row][FirstOutput + i] != (expected[row][i] ?? ColumnBatch.Unknown))
                        return $"row {row}, {spec.Aggregates[i]}: {seen[row][FirstOutput + i]} instead of {expected[row][i]}";
            return null;
        });
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Outputs_and_state_do_not_depend_on_the_batch_size(string kind)
    {
        ProfileSpec spec = SpecOf(Enum.Parse<AggregateKind>(kind));
        Check((arrivals, settleEvery) =>
        {
            var stream = new ProfileStream(arrivals, spec.Aggregates.Count);
            using var single = new ProfileTable(spec, Budget, PageSource.System);
            using var batched = new ProfileTable(spec, Budget, PageSource.System);
            List<long[]> one = stream.Run(single, settleEvery, [1], strata: 2), many = stream.Run(batched, settleEvery, [3, 256, 11], strata: 2);
            if (single.StateHash() != batched.StateHash()) return "the states differ";
            return one.Zip(many).All(pair => pair.First.SequenceEqual(pair.Second)) ? null : "the outputs differ";
        });
    }

    /// <summary>Random streams of up to 300 rows; a verdict other than null fails with the shrunk stream.</summary>
    static void Check(Func<Arrival[], int, string?> verdict)
    {
        Gen<(Arrival[] Arrivals, int SettleEvery)> streams =
            from arrivals in ArbMap.Default.GeneratorFor<Arrival>().ArrayOf().Resize(250)
            from settleEvery in Gen.Choose(1, 60)
            select (arrivals, settleEvery);
        FsCheck.Fluent.Prop.ForAll(Arb.From(streams, pair => ArbMap.Default.ArbFor<Arrival[]>().Shrinker(pair.Arrivals).Select(fewer => (fewer, pair.SettleEvery))),
            pair => Prop.Label(verdict(pair.Arrivals, pair.SettleEvery) is not { } wrong, verdict(pair.Arrivals, pair.SettleEvery) ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(5));
    }
}
