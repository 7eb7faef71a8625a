using Fraud.Cli.Simulation;

namespace Fraud.Tests.Acceptance;

/// <summary>The acceptance criteria of the re-enactment. Each name begins with the number of its criterion.</summary>
public class BangladeshTests
{
    public static TheoryData<int> Seeds => [2016, 1, 2, 3, 4, 5];

    static IEnumerable<SimulatedMessage> Baseline(int seed) => Story.Of((ulong)seed).Where(m => m.Wave == 0);
    static IEnumerable<SimulatedMessage> Wave(int seed, int wave) => Story.Of((ulong)seed).Where(m => m.Wave == wave);
    static List<Judged> Attack(List<Judged> all) => [.. all.Where(j => j.Message.Attack)];

    static void AllHold(IEnumerable<Judged> attack, int count)
    {
        var list = attack.ToList();
        Assert.Equal(count, list.Count);
        var missed = list.Where(j => j.Decision.Outcome < Outcome.Hold).Select(j => j.Line).ToList();
        Assert.True(missed.Count == 0, string.Join("\n", missed));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void AC1_all_seventy_orders_are_held_with_four_families_and_the_heist_as_headline(int seed)
    {
        var attack = Attack(Story.Run(Story.Of((ulong)seed)));
        AllHold(attack, 70);
        foreach (var order in attack)
        {
            Assert.True(order.Explanation.Rules.Select(r => r.Family).Where(f => f != "S").Distinct().Count() >= 4, order.Line);
            Assert.True(order.Fired("S01"), order.Line);
            Assert.Contains("institution heist", order.Explanation.Headline, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void AC2_the_first_order_alone_is_held(int seed)
        => AllHold(Attack(Story.Run(Baseline(seed).Append(Wave(seed, 1).First()))), 1);

    [Theory, MemberData(nameof(Seeds))]
    public void AC3_each_paid_order_alone_is_held_without_lists_and_message_rules(int seed)
    {
        var policy = Story.Institution("off M\noff L");
        for (int order = 0; order < 5; order++)
            AllHold(Attack(Story.Run(Baseline(seed).Append(Wave(seed, 2).ElementAt(order)), policy)), 1);
    }

    [Theory]
    [InlineData("C")]
    [InlineData("L")]
    [InlineData("M")]
    [InlineData("V")]
    [InlineData("A")]
    [InlineData("B")]
    [InlineData("N")]
    [InlineData("L M V")]
    public void AC4_all_are_held_without_any_one_family_and_without_the_composite(string off)
    {
        var policy = Story.Institution("off S\n" + string.Concat(off.Split(' ').Select(f => $"off {f}\n")));
        foreach (int seed in (int[])[2016, 1, 2]) AllHold(Attack(Story.Run(Story.Of((ulong)seed), policy)), 70);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void AC4_without_lists_messages_velocity_and_calendar_four_fifths_are_held_and_none_passes(int seed)
    {
        var attack = Attack(Story.Run(Story.Of((ulong)seed), Story.Institution("off S\noff L\noff M\noff V\noff C")));
        Assert.True(attack.Count(j => j.Decision.Outcome == Outcome.Hold) >= 56, string.Join("\n", attack.Select(j => j.Line)));
        Assert.DoesNotContain(attack, j => j.Decision.Outcome == Outcome.Pass);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void AC5_calendar_and_amount_alone_hold_nothing(int seed)
    {
        var policy = Story.Institution("off N\noff V\noff B\noff M\noff L\noff S");
        Assert.DoesNotContain(Story.Run(Story.Of((ulong)seed), policy), j => j.Decision.Outcome >= Outcome.Hold);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void AC6_ten_repetitions_of_the_first_wave_do_not_teach_the_engine_to_trust_it(int seed)
    {
        var policy = Story.Institution("off L\noff M\noff V");
        var plain = Story.Run(Baseline(seed).Concat(Wave(seed, 1)).Concat(Wave(seed, 2)), policy).Where(j => j.Message.Wave == 2).ToList();
        // Each repetition under new references, so that it is an attempt of its own and not a duplicate.
        var repeated = Enumerable.Range(0, 10).SelectMany(i => Wave(seed, 1).Select(m => WithReference(m, $"R{i}{m.Reference[2..]}", TimeSpan.FromMinutes(i))));
        var poisoned = Story.Run(Baseline(seed).Concat(repeated).Concat(Wave(seed, 2)), policy).Where(j => j.Message.Wave == 2).ToList();
        Assert.All(plain.Zip(poisoned), p => Assert.True(p.Second.Decision.Points >= p.First.Decision.Points - 5, $"{p.First.Line}\n{p.Second.Line}"));
        Assert.Equal(29, poisoned.Count(j => j.Fired("B01")));
    }

    static SimulatedMessage WithReference(SimulatedMessage m, string reference, TimeSpan later)
    {
        string raw = System.Text.Encoding.Latin1.GetString(m.Raw).Replace(m.Reference, reference, StringComparison.Ordinal);
        return m with { Raw = System.Text.Encoding.Latin1.GetBytes(raw), Reference = reference, At = m.At + later };
    }

    [Theory, MemberData(nameof(Seeds))]
    public void AC7_the_honest_baseline_passes(int seed)
    {
        var story = Baseline(seed).ToList();
        var judged = Story.Run(story).Where(j => j.Message.At >= story[0].At.AddDays(60)).ToList();
        var worst = judged.MaxBy(j => j.Decision.Points)!;
        Assert.DoesNotContain(judged, j => j.Decision.Outcome != Outcome.Pass);
        Assert.True(worst.Decision.Points <= 35, worst.Line);
        foreach (var rule in judged.SelectMany(j => j.Rules).CountBy(r => r))
            Assert.True(rule.Value <= judged.Count / 10.0, $"{rule.Key} fires on {rule.Value} of {judged.Count}");
    }

    [Theory]
    [InlineData("NM1", "N01 N02", 30, 30)]
    [InlineData("NM2", "C01", 15, 27)]
    [InlineData("NM3", "C02", 18, 30)]
    [InlineData("NM4", "", 0, 30)]
    [InlineData("NM5", "B04", 10, 10)]
    [InlineData("NM6", "", 0, 8)]
    [InlineData("NM7", "", 5, 15)]
    [InlineData("NM8", "", 0, 0)]
    [InlineData("NM9", "C04", 5, 5)]
    [InlineData("NM10", "", 0, 0)]
    public void AC7_near_misses_pass_with_their_rules_in_the_trace(string name, string rules, int least, int most)
    {
        foreach (int seed in (int[])[2016, 1, 2])
        {
            var found = Story.Run(Baseline(seed)).Where(j => j.Message.Note.StartsWith(name + " ", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(found);
            foreach (var j in found)
            {
                Assert.True(j.Decision.Outcome == Outcome.Pass && j.Decision.Points >= least && j.Decision.Points <= most, $"seed {seed} {j.Line}");
                foreach (string rule in rules.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Assert.True(j.Fired(rule), $"{rule} missing: {j.Line}");
            }
        }
    }

    [Fact]
    public void AC7_the_repaired_order_shows_what_was_missing_and_that_it_repeats()
    {
        var pair = Story.Run(Baseline(2016)).Where(j => j.Message.Note.StartsWith("NM7 ", StringComparison.Ordinal)).ToList();
        Assert.True(pair[0].Fired("M01"), pair[0].Line);
        Assert.True(pair[1].Fired("M02") && !pair[1].Fired("M01"), pair[1].Line);
    }

    [Fact]
    public void AC10_a_wrong_weekend_for_Bangladesh_is_seen_by_the_suite()
    {
        // Sat-Sun instead of Fri-Sat: honest Sundays look like weekend work, and the Friday attack does not.
        var wrong = Story.Institution("", "", ("BD.calendar", WrongWeekend));
        var judged = Story.Run(Story.Of(2016), wrong);
        Assert.DoesNotContain(judged.Where(j => j.Message.Wave == 2), j => j.Fired("C02"));
        Assert.Contains(judged.Where(j => j.Message.Note.StartsWith("NM8 ", StringComparison.Ordinal)), j => j.Fired("C02"));
    }

    const string WrongWeekend = """
        calendar BD
        zone Asia/Dhaka
        years 2015-2018
        weekend Sat Sun
        hours 10:00-18:00
        """;

    [Fact]
    public void AC10_a_missing_calendar_is_named_and_the_orders_are_held_all_the_same()
    {
        var attack = Attack(Story.Run(Story.Of(2016), Policy.Institution.With(ReferenceData.Default.Without("BD.calendar"))));
        AllHold(attack, 70);
        Assert.All(attack, j => Assert.Contains(new NotEvaluable("C02", "no calendar"), j.Explanation.NotEvaluable));
    }

    [Fact]
    public void AC11_without_history_nearly_all_of_the_first_wave_is_at_least_reviewed()
    {
        var attack = Attack(Story.Run(Wave(2016, 1).Concat(Wave(2016, 2))));
        Assert.True(attack.Count(j => j.Message.Wave == 1 && j.Decision.Outcome >= Outcome.Review) >= 30, string.Join("\n", attack.Select(j => j.Line)));
        Assert.Equal(35, attack.Count(j => j.Message.Wave == 2 && j.Decision.Outcome >= Outcome.Review));
        Assert.All(attack, j => Assert.Contains(new NotEvaluable("N01", "cold start"), j.Explanation.NotEvaluable));
    }

    [Fact]
    public void AC11_without_history_but_with_a_declared_policy_all_are_held()
    {
        var policy = Story.Institution("", "declared_policy = true\npersons_forbidden = true",
            ("creditors.list", "account GB00STANDING0001\n"), ("corridors.list", "bic DEUTDEFF\n"));
        AllHold(Attack(Story.Run(Wave(2016, 1).Concat(Wave(2016, 2)), policy)), 70);
    }

    [Fact]
    public void AC13_the_same_input_twice_gives_the_same_trace()
        => Assert.Equal(Trace(Story.Run(Story.Of(2016))), Trace(Story.Run(Story.Of(2016))));

    static string Trace(IEnumerable<Judged> judged) => string.Join("\n", judged.Select(j =>
        $"{j.Decision.Id} {j.Decision.Outcome} {j.Decision.Points} {j.Decision.Flags} {string.Join(";", j.Explanation.Rules.Select(r => $"{r.Id} {r.Points} {r.Reason} {string.Join(",", r.Values)}"))} {string.Join(";", j.Explanation.NotEvaluable)}"));

    [Fact]
    public void AC13_shuffled_arrival_and_duplicates_leave_earlier_decisions_alone_and_are_flagged()
    {
        var story = Story.Of(2016).ToList();
        var decided = Story.Run(story);
        // Every message comes a second time, up to five minutes late and out of order.
        var random = new Random(5);
        var repeats = story.Select(m => (m, Arrives: m.At + TimeSpan.FromSeconds(1 + random.Next(300))));
        var arrivals = story.Select(m => (m, Arrives: m.At, Repeat: false)).Concat(repeats.Select(r => (r.m, r.Arrives, Repeat: true))).OrderBy(a => a.Arrives).ToList();
        var again = Story.Run(arrivals.Select(a => a.m));
        var first = again.Where((_, i) => !arrivals[i].Repeat).ToList();
        var second = again.Where((_, i) => arrivals[i].Repeat).ToList();
        Assert.All(second, j => Assert.True(j.Decision.Flags.HasFlag(DecisionFlags.Duplicate), j.Line));
        Assert.All(decided.Zip(first), p => Assert.Equal((p.First.Decision.Outcome, p.First.Decision.Points, p.First.Line), (p.Second.Decision.Outcome, p.Second.Decision.Points, p.Second.Line)));
    }
}
