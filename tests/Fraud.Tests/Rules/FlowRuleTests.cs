using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Rules;

/// <summary>F05 and F07 from bytes to reasons.</summary>
public class FlowRuleTests
{
    static readonly DateTimeOffset s_day = new(2026, 6, 1, 10, 0, 0, TimeSpan.Zero);
    static readonly FraudOptions s_small = new() { ProfileBudgetBytes = 64 << 20 };

    const string Rules = """
        family F cap 80
        let own_money = class = "customer" and not is_return and not coalesce(kind = "refund", false)
        let circle = cycle(amount, 85%, 5) of accepted where own_money by debtor, creditor over 7d
        let circles = count() of attempts where circle >= 2 by creditor over 30d
        let layers = chain(amount, 80%, 2h, creditor_agent) of accepted where own_money by debtor, creditor over 24h

        rule F05 "CYCLE" family F
          points 20
          points 40 if circles >= 2
          when circle >= 2
          because "Returns to {creditor} in {circle} hops."

        rule F07 "LAYER_CHAIN" family F
          points 20
          when layers >= 3
          because "Hop {layers} of money passed on within two hours each."
        """;

    static FraudEngine Engine(string rules)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = rules });
        Assert.Empty(policy.Diagnostics);
        return new FraudEngine(policy, s_small);
    }

    /// <summary>"A>B 10000 2h30 XQAAGB2L refund": who pays whom, how much, after how many hours and minutes, at which agent, what kind.</summary>
    static MessageInput Message(string text, int id)
    {
        string[] parts = text.Trim().Split(' ');
        string[] time = parts[2].Split('h');
        var at = s_day.AddHours(double.Parse(time[0], CultureInfo.InvariantCulture)).AddMinutes(time[1].Length > 0 ? double.Parse(time[1], CultureInfo.InvariantCulture) : 0);
        string agent = parts.Length > 3 ? parts[3] : "XQAAGB2L", kind = parts.Length > 4 ? parts[4] : "transfer";
        return new MessageInput(Encoding.UTF8.GetBytes(
            $$"""{"id":"{{id}}","debtor_account":"ACC{{parts[0][0]}}","creditor_account":"ACC{{parts[0][2]}}","creditor_agent":"{{agent}}","amount":{{parts[1]}},"currency":"USD","kind":"{{kind}}"}"""), at);
    }

    [Theory]
    [InlineData("A>B 10000 0h; B>C 9100 20h; C>A 8300 44h", "F05 20: Returns to account …CA in 3 hops.")]
    [InlineData("A>B 10000 0h; B>C 9100 20h; C>B 8300 44h", "F05 20: Returns to account …CB in 2 hops.")]
    [InlineData("A>B 10000 0h; B>C 8000 20h; C>A 7900 44h", "")]
    [InlineData("A>B 10000 0h; B>C 9100 20h; C>A 8300 169h", "")]
    [InlineData("A>M 120 0h XQAAGB2L merchant_payment; M>A 120 30h XQAAGB2L refund", "")] // a refund by the merchant
    [InlineData("A>M 120 0h XQAAGB2L merchant_payment; M>A 120 30h", "F05 20: Returns to account …CA in 2 hops.")]
    [InlineData("A>B 10000 0h; B>C 9900 20h; C>A 9800 44h; A>D 500 100h; D>A 490 120h", "F05 40: Returns to account …CA in 2 hops.")] // the second circle in a month
    [InlineData("A>B 10000 0h; B>C 9900 0h00; C>A 9800 0h00", "")] // seen from the next minute on
    [InlineData("V>M 9800 0h XQAAGB2L; M>N 9000 0h50 XQBBGB2L; N>E 8600 2h00 XQCCGB2L", "F07 20: Hop 3 of money passed on within two hours each.")]
    [InlineData("V>M 9800 0h XQAAGB2L; M>N 9000 0h50; N>E 8600 2h00", "")] // one institution
    [InlineData("W>L 2000 0h XQAAGB2L; L>R 1700 48h XQBBGB2L", "")] // employer, employee, landlord
    [InlineData("V>M 9800 0h XQAAGB2L; M>N 9000 2h00 XQBBGB2L; N>E 8600 4h00 XQCCGB2L", "")]
    public void The_last_transfer_of_a_story_gives(string story, string expected)
    {
        using var engine = Engine(Rules);
        string[] lines = story.Split(';');
        Explanation last = null!;
        for (int i = 0; i < lines.Length; i++)
        {
            var m = Message(lines[i], i);
            last = engine.Evaluate(m.Message.Span, m.At).Explain();
            Assert.Empty(last.NotEvaluable);
        }
        Assert.Equal(expected, string.Join("; ", last.Rules.Select(r => $"{r.Id} {r.Points}: {r.Reason}")));
    }

    [Fact]
    public void What_the_budget_does_not_reach_is_not_evaluable_and_says_so()
    {
        using var engine = Engine(Rules);
        int id = 0;
        // Letters of one layer pay each of the next: 6 + 36 + 216 ways.
        string[] layers = ["abcdef", "ghijkl", "mnopqr", "stuvwx", "Z"];
        for (int layer = 0; layer < 4; layer++)
            foreach (char from in layers[layer])
                foreach (char to in layers[layer + 1]) Judge($"{from}>{to} 100 {layer}h{10 + id % 40}");
        var explanation = Judge("Z>Y 100 5h");
        Assert.Equal(["F05 cost budget used up", "F07 cost budget used up"], explanation.NotEvaluable.Select(n => $"{n.Rule} {n.Why}"));

        Explanation Judge(string line)
        {
            var m = Message(line, id++);
            return engine.Evaluate(m.Message.Span, m.At).Explain();
        }
    }

    [Fact]
    public void What_would_have_let_a_held_circle_pass_is_told_in_hops()
    {
        using var engine = Engine("family F cap 100\nlet circle = cycle(amount, 85%, 5) of accepted by debtor, creditor over 7d\n"
            + "rule F05 \"CYCLE\" family F points 75 when circle >= 2 because \"{circle} hops\"\n");
        foreach (var m in (MessageInput[])[Message("A>B 100 0h", 0), Message("B>C 100 1h", 1)]) engine.Evaluate(m.Message.Span, m.At);
        var last = Message("C>A 100 2h", 2);
        Assert.Contains("With circle at most 1 instead of 3 it would have passed (0 points).", engine.Evaluate(last.Message.Span, last.At).ExplainInDepth().Counterfactuals.Select(c => c.Sentence));
    }

    static MessageInput[] Traffic(int seed, int count, int accounts, int secondsApart)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Message(string.Create(CultureInfo.InvariantCulture,
            $"{(char)('A' + random.Next(accounts))}>{(char)('A' + random.Next(accounts))} {random.Next(9000, 10000)} 0h XQ{(char)('A' + random.Next(3))}AGB2L {(random.Next(5) == 0 ? "refund" : "p2p")}"), i)
            with { At = s_day.AddSeconds(i * secondsApart - (random.Next(4) == 0 ? random.Next(900) : 0)) })];
    }

    [Property(MaxTest = 15)]
    public Property Batches_of_any_size_decide_and_remember_like_one_by_one() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(1, 300), 6).ToArbitrary(), ArbMap.Default.ArbFor<int>(), Gen.Elements(1, 20, 300).ToArbitrary(), (sizes, seed, apart) =>
    {
        string rules = Rules + Rules.Replace("accepted", "attempts", StringComparison.Ordinal).Replace("F05", "A05", StringComparison.Ordinal).Replace("F07", "A07", StringComparison.Ordinal)
            .Replace("family F cap 80", "", StringComparison.Ordinal).Replace("own_money", "their_money", StringComparison.Ordinal).Replace("circle", "ring", StringComparison.Ordinal).Replace("layers", "steps", StringComparison.Ordinal);
        var input = Traffic(seed, 700, 15, apart);
        using FraudEngine single = Engine(rules), batched = Engine(rules);
        var one = new Decision[1];
        var expected = new List<string>();
        foreach (var m in input)
        {
            single.EvaluateBatch([m], one);
            expected.Add(Text(one[0]));
        }
        var actual = new List<string>();
        for (int done = 0, i = 0; done < input.Length; i++)
        {
            var part = input.AsSpan(done, Math.Min(sizes[i % sizes.Length], input.Length - done));
            var decisions = new Decision[part.Length];
            batched.EvaluateBatch(part, decisions);
            foreach (var d in decisions) actual.Add(Text(d));
            done += part.Length;
        }
        Assert.Equal(expected, actual);
        Assert.Equal(single.StateHash(), batched.StateHash());
        Assert.True(expected.Count(e => e.Contains("A05", StringComparison.Ordinal)) > 20, "hardly any transfer closes a circle");
    });

    static string Text(Decision d)
    {
        var e = d.Explain();
        return $"{e.Outcome} {e.Points} {string.Join(";", e.Rules.Select(r => $"{r.Id} {r.Points} {r.Reason}"))} {string.Join(";", e.NotEvaluable)}";
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        using var engine = Engine(Rules);
        var input = Traffic(3, 2_048, 26, 7);
        var decisions = new Decision[256];
        int round = 0;
        void Run()
        {
            // Ninety-one days later no message is a repeat.
            for (int i = 0; i < input.Length; i++) input[i] = input[i] with { At = input[i].At.AddDays(91) };
            for (int done = 0; done < input.Length; done += 256) engine.EvaluateBatch(input.AsSpan(done, 256), decisions);
            for (int i = 0; i < 256; i++) engine.EvaluateBatch(input.AsSpan(i, 1), decisions.AsSpan(0, 1));
            round++;
        }
        for (int i = 0; i < 4; i++) Run();
        long least = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(7, round);
        Assert.Equal(0, least);
    }

    [Fact]
    public void What_is_asked_of_the_same_transfers_is_one_graph_kept_for_the_longest_window()
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = Rules });
        var program = Fraud.Rules.Program.RuleProgram.Compile(policy.Pack!, new Fraud.Profiles.KeyHasher(new byte[16]), "");
        var graph = Assert.Single(program.Graphs);
        Assert.Equal("debtor, creditor", graph.Name);
        Assert.Equal([7.0, 1.0], graph.Queries.Select(q => new TimeSpan(q.WindowTicks).TotalDays));
        Assert.True(graph.AgentColumn >= 0);
        Assert.Empty(Fraud.Rules.Program.RuleProgram.Compile(Policy.Parse(new Dictionary<string, string> { ["my.rules"] = Rules + "\noff F" }).Pack!, new Fraud.Profiles.KeyHasher(new byte[16]), "").Graphs);
    }

    [Fact]
    public void Accounts_of_the_graph_are_counted_among_the_keys()
    {
        using var engine = Engine("family F cap 10 rule R \"R\" family F points 5 when (cycle(amount, 85%, 5) of attempts by debtor, creditor over 7d) >= 2 because \"x\"");
        for (int i = 0; i < 10; i++)
        {
            var m = Message($"A>{(char)('B' + i % 5)} 100 0h", i);
            engine.Evaluate(m.Message.Span, m.At);
        }
        Assert.Equal(5, engine.Statistics.Keys);
        Assert.True(engine.Statistics.ProfileBytes > 0);
    }

    [Theory]
    [InlineData("cycle(amount, 85%, 5) of accepted by debtor over 7d", "cycle needs who pays and who is paid: by debtor, creditor")]
    [InlineData("cycle(amount, 85%, 5) of accepted by debtor, debtor over 7d", "cycle needs who pays and who is paid: by debtor, creditor")]
    [InlineData("cycle(amount, 85%, 5) of accepted by debtor, class over 7d", "cycle needs who pays and who is paid: by debtor, creditor")]
    [InlineData("cycle(amount, 85%, 5) of accepted by debtor, creditor", "cycle needs a window, such as over 7d")]
    [InlineData("cycle(amount, 85%, 5) of accepted by debtor, creditor today", "cycle needs a window, such as over 7d")]
    [InlineData("cycle(amount, 85%, 5) of accepted by debtor, creditor as creditor, debtor over 7d", "cycle follows this message's own money; it takes no 'as'")]
    [InlineData("cycle(amount, 0%, 5) of accepted by debtor, creditor over 7d", "the share that each hop keeps is above 0 and at most 100%, such as 85%")]
    [InlineData("cycle(amount, 101%, 5) of accepted by debtor, creditor over 7d", "the share that each hop keeps is above 0 and at most 100%, such as 85%")]
    [InlineData("cycle(amount, 85%, 1) of accepted by debtor, creditor over 7d", "a cycle has 2 to 5 hops")]
    [InlineData("cycle(amount, 85%, 6) of accepted by debtor, creditor over 7d", "a cycle has 2 to 5 hops")]
    [InlineData("cycle(amount, 85%) of accepted by debtor, creditor over 7d", "cycle takes (money or whole number, least share kept, most hops), as in cycle(amount, 85%, 5), found (money, a number)")]
    [InlineData("cycle(sender, 85%, 5) of accepted by debtor, creditor over 7d", "cycle takes (money or whole number, least share kept, most hops), as in cycle(amount, 85%, 5), found (a text, a number, a whole number)")]
    [InlineData("cycle(amount, 85%, 5)", "cycle needs a ledger: cycle(…) of attempts, accepted or rejected by …")]
    [InlineData("chain(amount, 80%, 0h) of accepted by debtor, creditor over 7d", "the time between two hops is above 0, such as 2h")]
    [InlineData("chain(amount, 0.0000001%, 2h) of accepted by debtor, creditor over 7d", "the share that each hop keeps is above 0 and at most 100%, such as 80%")]
    [InlineData("chain(amount, 80%, 2h, class) of accepted by debtor, creditor over 24h", "chain takes (money or whole number, least share kept, time between hops[, agent key]), as in chain(amount, 80%, 2h, creditor_agent), found (money, a number, a duration, a transfer class)")]
    [InlineData("chain(amount, 80%, 2) of accepted by debtor, creditor over 24h", "chain takes (money or whole number, least share kept, time between hops[, agent key]), as in chain(amount, 80%, 2h, creditor_agent), found (money, a number, a whole number)")]
    public void Says_what_is_wrong(string flow, string message)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = $"family F cap 10\nlet x = {flow}\nrule R1 \"R\" family F points 5 when x >= 2 because \"x\"\n" });
        Assert.Equal(message, policy.Diagnostics[0].Message);
    }

    [Theory]
    [InlineData("cycle(amount, 1, 2) of rejected by sender, receiver over 1h")]
    [InlineData("cycle(works_words, 0.5, 5) of attempts where amount > 5 USD by debtor, creditor over 30d")]
    [InlineData("chain(amount, 50.5%, 90s) of accepted by debtor, creditor over 24h")]
    [InlineData("cycle(amount, kept, 5) of accepted by debtor, creditor over 7d")]
    [InlineData("cycle(amount, open, 5) of accepted by debtor, creditor over 7d")] // no policy: unknown
    public void Is_understood(string flow)
        => Assert.True(Policy.Parse(new Dictionary<string, string> { ["my.rules"] = $"param kept = 85%\nparam open = none\nfamily F cap 10\nrule R1 \"R\" family F points 5 when ({flow}) >= 2 because \"x\"\n" }).IsUsable);
}
