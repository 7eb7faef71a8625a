using Fraud.Tests.Acceptance;
using Fraud.Tests.Rules;

namespace Fraud.Tests;

/// <summary>Another policy in a running engine: what it knows stays, what is new warms up, and no decision is torn.</summary>
public class ReloadTests
{
    const string Counting = "family F cap 90\nrule R1 \"MANY\" family F points 50 when count() of attempts by debtor over 1h >= 3 because \"x\"\n";
    const string Knowing = "rule R2 \"KNOWN\" family F points 7 when known(debtor, creditor) because \"x\"\n";

    static string Judge(FraudEngine engine, string id, int minute, decimal amount = 5) => RuleBench.Line(engine.Evaluate(RuleBench.Payment(id, amount), RuleBench.Morning.AddMinutes(minute)));

    [Fact]
    public void Unchanged_aggregates_keep_their_state()
    {
        using var engine = RuleBench.Engine(Counting + Knowing);
        Judge(engine, "1", 0);
        Judge(engine, "2", 1);
        engine.Reload(RuleBench.Policy(Knowing.Replace("points 7", "points 8", StringComparison.Ordinal).Insert(0, "family F cap 90\n") + Counting.Replace("family F cap 90\n", "", StringComparison.Ordinal)));
        Assert.Equal(1, engine.Generation);
        Assert.Equal("Review 58 R2 R1", Judge(engine, "3", 2));
        Assert.Equal(2, engine.Generation);
    }

    [Fact]
    public void New_aggregates_are_not_known_until_their_window_has_passed()
    {
        using var engine = RuleBench.Engine(Counting);
        Judge(engine, "1", 0);
        engine.Reload(RuleBench.Policy(Counting + "rule R3 \"FEW\" family F points 9 when sum(amount) of attempts by debtor over 30min <= 5 USD because \"x\""));
        var early = engine.Evaluate(RuleBench.Payment("2", 1), RuleBench.Morning.AddMinutes(5)).Explain();
        Assert.Empty(early.Rules);
        Assert.Contains(early.NotEvaluable, n => n == new NotEvaluable("R3", "warming up since the policy changed"));
        Assert.Equal("Review 59 R1 R3", Judge(engine, "3", 45, 1)); // 30 minutes after the newest message before the reload
    }

    const string Nested = "rule R2 \"NESTED\" family F points 50 when count() of attempts where (count() of attempts by creditor over 2d >= 2) by debtor over 24h >= 3 because \"x\"\n";

    /// <summary>What a condition rests on must be known before what it counts is.</summary>
    [Fact]
    public void What_is_built_on_something_that_warms_up_warms_up_after_it()
    {
        using var engine = RuleBench.Engine(Counting);
        Judge(engine, "1", 0);
        engine.Reload(RuleBench.Policy(Counting + Nested));
        string Why(int hours) => engine.Evaluate(RuleBench.Payment($"h{hours}", 5), RuleBench.Morning.AddHours(hours)).Explain().NotEvaluable.Any(n => n.Rule == "R2") ? "unknown" : "known";
        Assert.Equal(["unknown", "unknown", "unknown", "known"], new[] { 1, 25, 49, 73 }.Select(Why));
    }

    /// <summary>From one policy to another and back: what the second did not ask went on being recorded, with all that it rests on.</summary>
    [Fact]
    public void A_kept_aggregate_keeps_what_it_is_built_on()
    {
        const string Rare = "family F cap 90\nrule R1 \"RARE\" family F points 50 when count() of attempts by debtor over 1h >= 100 because \"x\"\n";
        using var always = RuleBench.Engine(Rare + Nested);
        using var engine = RuleBench.Engine(Rare + Nested);
        void Both(int minute)
        {
            var payment = RuleBench.Payment($"m{minute}", 5);
            Assert.Equal(RuleBench.Line(always.Evaluate(payment, RuleBench.Morning.AddMinutes(minute))), RuleBench.Line(engine.Evaluate(payment, RuleBench.Morning.AddMinutes(minute))));
        }
        Both(0);
        engine.Reload(RuleBench.Policy(Rare));
        for (int i = 1; i < 4; i++) always.Evaluate(RuleBench.Payment($"m{i}", 5), RuleBench.Morning.AddMinutes(i));
        for (int i = 1; i < 4; i++) engine.Evaluate(RuleBench.Payment($"m{i}", 5), RuleBench.Morning.AddMinutes(i));
        engine.Reload(RuleBench.Policy(Rare + Nested));
        for (int i = 4; i < 8; i++) Both(i);
    }

    [Fact]
    public void Nothing_warms_up_in_an_engine_that_has_seen_nothing()
    {
        using var engine = RuleBench.Engine(Counting);
        engine.Reload(RuleBench.Policy(Counting + "rule R3 \"FEW\" family F points 9 when sum(amount) of attempts by debtor over 30min <= 5 USD because \"x\""));
        Assert.Equal("Pass 9 R3", Judge(engine, "1", 0));
    }

    /// <summary>Held under one policy, released under the next: what was kept of it teaches the profiles of both.</summary>
    [Fact]
    public void What_waits_for_settlement_outlives_a_reload()
    {
        using var engine = RuleBench.Engine("family F cap 90\nrule R1 \"ALL\" family F hard hold points 7 when amount >= 0 USD because \"x\"\n" + Knowing);
        var held = engine.Evaluate(RuleBench.Payment("1", 5), RuleBench.Morning);
        engine.Reload(RuleBench.Policy("family F cap 90\n" + Knowing + "rule R4 \"RICH\" family F points 1 when max(amount) of accepted by debtor >= 5 USD because \"x\""));
        Judge(engine, "2", 0);
        Assert.True(engine.Settle(held.Id, Settlement.Accepted));
        Assert.Contains("R2", Judge(engine, "3", 2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_with_errors_changes_nothing()
    {
        using var engine = RuleBench.Engine(Counting);
        Assert.Throws<ArgumentException>(() => engine.Reload(Policy.Parse(new Dictionary<string, string> { ["my.rules"] = "rule" })));
        Assert.Equal("Pass 0", Judge(engine, "1", 0));
        Assert.Equal(1, engine.Generation);
    }

    [Fact]
    public void A_decision_can_be_explained_after_a_reload_that_has_not_taken_effect()
    {
        using var engine = RuleBench.Engine(Counting);
        var decision = engine.Evaluate(RuleBench.Payment("1", 5), RuleBench.Morning);
        engine.Reload(RuleBench.Policy(Counting + Knowing));
        Assert.Equal(1, decision.Explain().Generation);
    }

    /// <summary>Reloaded to what it is already, an engine decides as if nothing had happened: over the whole re-enactment, and what it remembers is the same.</summary>
    [Fact]
    public void Reloading_the_same_policy_changes_no_decision()
    {
        var story = Story.Of(2016);
        var options = new FraudOptions { ProfileBudgetBytes = 64 << 20 };
        using var plain = new FraudEngine(Policy.Institution, options);
        using var reloaded = new FraudEngine(Policy.Institution, options);
        var expected = Story.Run(plain, story);
        var judged = new List<Judged>();
        foreach (var part in story.Chunk(40))
        {
            judged.AddRange(Story.Run(reloaded, part));
            reloaded.Reload(Policy.Institution);
        }
        Assert.Equal(expected.Select(j => j.Line), judged.Select(j => j.Line));
        Assert.Equal(plain.StateHash(), reloaded.StateHash());
    }

    /// <summary>
    /// Two policies that never agree, changed as fast as they compile while another thread judges: every decision is wholly one's or wholly the other's, in batches too,
    /// none is lost, and the counts go on as if nobody had touched the policy.
    /// </summary>
    [Fact]
    public async Task No_decision_is_torn_while_policies_change()
    {
        static Policy Of(int points) => RuleBench.Policy($"family F cap 90\nfamily G cap 90\nrule R1 \"ONE\" family F points {points} when amount >= 0 USD because \"x\"\n"
            + $"rule R2 \"TWO\" family G points {points} when count() of attempts by debtor over 1d >= 1 because \"x\"");
        Policy[] policies = [Of(3), Of(20)];
        using var engine = RuleBench.Engine(policies[0]);
        using var stop = new CancellationTokenSource();
        var reloads = Task.Run(() =>
        {
            int done = 0;
            while (!stop.IsCancellationRequested) engine.Reload(policies[++done % 2]);
            return done;
        });
        var decisions = new Decision[64];
        int first = 0, second = 0, judged = 0;
        for (int batch = 0; batch < 3000 && (batch < 200 || first == 0 || second == 0); batch++)
        {
            var inputs = Enumerable.Range(0, 64).Select(i => new MessageInput(RuleBench.Payment($"{batch}-{i}", 5), RuleBench.Morning.AddMilliseconds(batch * 64 + i))).ToArray();
            engine.EvaluateBatch(inputs, decisions);
            Assert.All(decisions, d => Assert.Contains(d.Points, (int[])[6, 40]));
            Assert.Single(decisions.Select(d => d.Points).Distinct()); // a batch is judged by one policy
            _ = decisions[0].Points == 6 ? first++ : second++;
            judged += decisions.Length;
        }
        await stop.CancelAsync();
        Assert.True(await reloads > 0);
        Assert.True(first > 0 && second > 0, $"{first} and {second} batches");
        Assert.Equal(judged, engine.Statistics.Messages);
    }
}
