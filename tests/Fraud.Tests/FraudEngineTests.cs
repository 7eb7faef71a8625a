using Fraud.Cli.Simulation;
using Fraud.Tests.Acceptance;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests;

public class FraudEngineTests
{
    static readonly FraudOptions Small = new() { ProfileBudgetBytes = 160 << 20 }; // 6 MB for each table: near the end of it fewer rows are judged together

    static MessageInput[] Inputs(ulong seed) => [.. Story.Of(seed).Select(m => new MessageInput(m.Raw, m.At, m.Rejected ? Settlement.Rejected : Settlement.Open))];

    [Property(MaxTest = 12)]
    public Property Batches_of_any_size_decide_and_remember_like_one_by_one() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(1, 300), 12).ToArbitrary(), Gen.Choose(1, 3).ToArbitrary(), (sizes, seed) =>
    {
        var story = Inputs((ulong)seed);
        // Dense traffic as well as sparse: the same messages squeezed into a few ticks.
        for (int squeeze = 0; squeeze < 2; squeeze++)
        {
            var input = squeeze == 0 ? story : [.. story.Select((m, i) => m with { At = story[0].At.AddMilliseconds(100 * i) })];
            using FraudEngine single = FraudEngine.Create(Small), batched = FraudEngine.Create(Small);
            var one = new Decision[1];
            var expected = new List<(Decision, string)>();
            foreach (var m in input)
            {
                single.EvaluateBatch([m], one);
                expected.Add((one[0], Text(one[0].Explain())));
            }
            var actual = new List<(Decision, string)>();
            for (int done = 0, i = 0; done < input.Length; i++)
            {
                var part = input.AsSpan(done, Math.Min(sizes[i % sizes.Length], input.Length - done));
                var decisions = new Decision[part.Length];
                batched.EvaluateBatch(part, decisions);
                foreach (var d in decisions) actual.Add((d, Text(d.Explain())));
                done += part.Length;
            }
            Assert.Equal(expected, actual);
            Assert.Equal(single.StateHash(), batched.StateHash());
            Assert.Equal(1, single.LongestRun);
            // The first batch lies within two ticks at most, so half of it is judged together.
            if (squeeze == 1) Assert.True(batched.LongestRun >= Math.Min(sizes[0], 256) / 2, $"only {batched.LongestRun} of {sizes[0]} rows were judged together");
        }
    });

    [Theory, InlineData(0), InlineData(1_000_000), InlineData(16 << 20)]
    public void An_engine_may_be_disposed_twice(long reserve)
    {
        var engine = FraudEngine.Create(Small with { ReserveBytes = reserve });
        engine.Evaluate(Story.Of(1)[0].Raw, Story.Of(1)[0].At);
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => engine.Evaluate(Story.Of(1)[0].Raw, Story.Of(1)[0].At));
        Assert.Throws<ObjectDisposedException>(() => engine.Settle(1, Settlement.Accepted));
    }

    [Fact]
    public void Misuse_is_told_by_an_exception_of_its_kind()
    {
        using var engine = FraudEngine.Create(Small);
        Assert.Throws<ArgumentException>(() => engine.Evaluate(default(Transfer), DateTimeOffset.UnixEpoch));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Evaluate(Story.Of(1)[0].Raw, Story.Of(1)[0].At, -1));
        Assert.Equal(Outcome.Review, engine.Evaluate(Story.Of(1)[0].Raw, Story.Of(1)[0].At, 5).Outcome); // there is no sixth transfer
    }

    [Fact]
    public void A_message_dated_far_ahead_stops_no_learning()
    {
        var story = Story.Of(2016);
        var wrong = story[20];
        var withIt = story.Take(20).Append(wrong with { Raw = System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(wrong.Raw).Replace(wrong.Reference, "FROM2051", StringComparison.Ordinal)), At = wrong.At.AddYears(35) }).Concat(story.Skip(20));
        var judged = Story.Run(withIt);
        Assert.All(judged.Where(j => j.Message.Attack), j => Assert.Equal(Outcome.Hold, j.Decision.Outcome));
        Assert.All(judged.Where(j => !j.Message.Attack && j.Message != wrong), j => Assert.True(j.Decision.Outcome < Outcome.Hold, j.Line));
    }

    [Fact]
    public void Orders_of_one_request_are_no_replays_of_each_other_and_say_that_there_are_more()
    {
        byte[] request = System.Text.Encoding.ASCII.GetBytes("{1:F01XQAAGB2LAXXX0001000001}{2:I101XQBBGB2LXXXXN}{4:\r\n:20:BULK1\r\n:28D:1/1\r\n:50H:/GB29NWBK60161331926819\r\nACME PLC\r\n:30:240105\r\n"
            + string.Concat(Enumerable.Range(1, 3).Select(i => $":21:ORDER{i}\r\n:32B:GBP{i}000,\r\n:59:/{i}234567{i}\r\nBOLT {i} LTD\r\n:71A:SHA\r\n")) + "-}");
        using var engine = FraudEngine.Create(Small);
        for (int order = 0; order < 3; order++)
        {
            var decision = engine.Evaluate(request, new DateTimeOffset(2024, 1, 5, 10, 0, 0, TimeSpan.Zero), order);
            Assert.Equal(DecisionFlags.OneOfSeveral, decision.Flags);
            Assert.DoesNotContain(decision.Explain().Rules, r => r.Id == "M03");
        }
    }

    static string Text(Explanation e) => $"{e.Outcome} {e.Points} {e.Headline} {string.Join(";", e.Rules.Select(r => $"{r.Id} {r.Points} {r.Reason} {string.Join(",", r.Values)}"))} {string.Join(";", e.NotEvaluable)}";

    [Fact]
    public void The_secret_of_the_keys_does_not_change_decisions()
    {
        var story = Inputs(7);
        string Decide(byte secret)
        {
            using var engine = FraudEngine.Create(Small with { HashSecret = Enumerable.Repeat(secret, 16).ToArray() });
            var decisions = new Decision[story.Length];
            engine.EvaluateBatch(story, decisions);
            return string.Join("\n", decisions.Select(d => Text(d.Explain())));
        }
        Assert.Equal(Decide(0), Decide(99));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void Culture_of_the_thread_does_not_change_decisions(string culture)
    {
        var story = Story.Of(7).TakeLast(80).ToList();
        var expected = Story.Run(story).Select(j => Text(j.Explanation)).ToList();
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, Story.Run(story).Select(j => Text(j.Explanation)));
        }
        finally { Thread.CurrentThread.CurrentCulture = before; }
    }

    [Fact]
    public void A_held_message_waits_for_the_host_and_is_settled_once()
    {
        using var engine = FraudEngine.Create(Small);
        var story = Story.Of(2016);
        foreach (var m in story.Where(m => !m.Attack)) engine.Evaluate(m.Raw, m.At);
        var attack = story.First(m => m.Attack);
        int open = engine.Statistics.OpenDecisions;
        var decision = engine.Evaluate(attack.Raw, attack.At);
        Assert.Equal(Outcome.Hold, decision.Outcome);
        Assert.Equal(open + 1, engine.Statistics.OpenDecisions);
        Assert.False(engine.Settle(decision.Id, Settlement.Open));
        Assert.True(engine.Settle(decision.Id, Settlement.Rejected));
        Assert.False(engine.Settle(decision.Id, Settlement.Rejected));
        Assert.Equal(open, engine.Statistics.OpenDecisions);
    }

    [Fact]
    public void A_payment_that_the_host_releases_is_known_from_the_next_day_on()
    {
        using var engine = FraudEngine.Create(Small);
        var story = Story.Of(2016);
        foreach (var m in story.Where(m => !m.Attack)) engine.Evaluate(m.Raw, m.At);
        var order = story.First(m => m.Attack);
        var decision = engine.Evaluate(order.Raw, order.At);
        Assert.Contains("N01", decision.Explain().Rules.Select(r => r.Id));
        Assert.True(engine.Settle(decision.Id, Settlement.Accepted));
        byte[] again = System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(order.Raw).Replace(order.Reference, "FT16036-90001", StringComparison.Ordinal));
        Assert.DoesNotContain("N01", engine.Evaluate(again, order.At.AddHours(25)).Explain().Rules.Select(r => r.Id));
    }

    [Fact]
    public void A_stale_decision_refuses_to_explain_itself()
    {
        using var engine = FraudEngine.Create(Small);
        var m = Story.Of(2016)[0];
        var first = engine.Evaluate(m.Raw, m.At);
        engine.Evaluate(m.Raw, m.At);
        Assert.Throws<InvalidOperationException>(first.Explain);
    }

    [Theory]
    [InlineData("", DecodeStatus.Empty, Outcome.Review)]
    [InlineData("no message at all", DecodeStatus.NotAMessage, Outcome.Review)]
    [InlineData("{1:F01PADMBDDHAXXX0001000001}{2:I199HUDSUS33XXXXN}{4:\r\n:20:REF1\r\n:79:HELLO\r\n-}", DecodeStatus.NotATransfer, Outcome.Pass)]
    [InlineData("{1:F21PADMBDDHAXXX0001000001}{4:{177:1602041441}{451:0}}", DecodeStatus.Acknowledgement, Outcome.Pass)]
    [InlineData("{1:F01PADMBDDHAXXX0001000001}{2:I103HUDSUS33XXXXN}{4:\r\n:20:REF1\r\n:23B:CRED\r\n:50K:/1\r\nA\r\n:59:/2\r\nB\r\n:71A:SHA\r\n-}", DecodeStatus.AmountMissing, Outcome.Review)]
    public void What_cannot_be_read_gets_a_decision(string message, DecodeStatus status, Outcome outcome)
    {
        using var engine = FraudEngine.Create(Small);
        var decision = engine.Evaluate(System.Text.Encoding.Latin1.GetBytes(message), DateTimeOffset.UnixEpoch.AddYears(46));
        Assert.Equal((status, outcome), (decision.Status, decision.Outcome));
        Assert.NotNull(decision.Explain());
    }

    [Property(MaxTest = 300)]
    public bool Arbitrary_bytes_get_a_decision(byte[] bytes, int minutes)
    {
        using var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 16 << 20 });
        var decision = engine.Evaluate(bytes, DateTimeOffset.UnixEpoch.AddYears(46).AddMinutes(Math.Abs((long)minutes)));
        return decision.Id == 1 && decision.Explain() is not null;
    }

    [Fact]
    public void Reasons_show_no_account_number_and_no_name()
    {
        foreach (var j in Story.Run(Story.Of(2016)).Where(j => j.Message.Attack))
        {
            string text = Text(j.Explanation);
            var transfer = new MessageDecoder().Decode(j.Message.Raw);
            string account = System.Text.Encoding.Latin1.GetString(transfer.CreditorAccount), name = System.Text.Encoding.Latin1.GetString(transfer.CreditorName);
            Assert.DoesNotContain(account, text, StringComparison.Ordinal);
            Assert.DoesNotContain(name, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_is_allocated_per_message()
    {
        using var engine = FraudEngine.Create(Small);
        var story = Inputs(3);
        var decisions = new Decision[256];
        void Run()
        {
            for (int i = 0; i + 256 <= story.Length; i += 256) engine.EvaluateBatch(story.AsSpan(i, 256), decisions);
            foreach (var m in story) engine.Evaluate(m.Message.Span, m.At);
        }
        for (int i = 0; i < 30; i++) Run();
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
