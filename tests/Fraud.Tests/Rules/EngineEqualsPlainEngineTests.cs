using System.Globalization;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;
using Fraud.Rules.Syntax;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Rules;

public class EngineEqualsPlainEngineTests
{
    static readonly FraudOptions Options = new() { ProfileBudgetBytes = 1L << 30 };

    /// <summary>Messages between two words of the host: no batch reaches across.</summary>
    const int Stretch = 50;

    [Property(MaxTest = 40)]
    public Property Random_rules_over_random_traffic_decide_as_written_down_plainly() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), Gen.Choose(0, 4).ToArbitrary(), Gen.Choose(1, 200).ToArbitrary(), (seed, size, messages) => Check(seed, size, messages));

    /// <summary>The same from fixed seeds, as many as FRAUD_RULE_PACKS says.</summary>
    [Fact]
    public void Numbered_packs_decide_as_written_down_plainly()
    {
        int packs = int.Parse(Environment.GetEnvironmentVariable("FRAUD_RULE_PACKS") ?? "20", CultureInfo.InvariantCulture);
        for (int seed = 0; seed < packs; seed++) Check(seed, seed % 5, 150);
    }

    static void Check(int seed, int size, int messages)
    {
        string text = Printer.Print(RandomPack.Make(seed, size));
        var policy = Policy.Parse(new Dictionary<string, string> { ["random.rules"] = text });
        Assert.True(policy.IsUsable, string.Join("\n", policy.Diagnostics) + "\n" + text);
        var traffic = RandomTraffic.Make(seed, messages);
        var plain = new PlainEngine(policy.Pack!, Options, policy.Reference);
        using FraudEngine single = new(policy, Options), batched = new(policy, Options);
        bool isAsked = RuleProgram.Compile(policy.Pack!, new KeyHasher(new byte[16]), "").LabelledColumns.Length > 0;
        var random = new Random(seed);
        for (int start = 0; start < traffic.Count; start += Stretch)
        {
            int end = Math.Min(traffic.Count, start + Stretch);
            var expected = Enumerable.Range(start, end - start).Select(i => plain.Judge(traffic, i)).ToList();
            Compare(single, _ => 1, "one by one");
            Compare(batched, _ => 1 + random.Next(Stretch), "in batches");
            for (int word = random.Next(6); word > 0; word--)
            {
                int number = random.Next(end);
                var settlement = random.Next(2) == 0 ? Settlement.Accepted : Settlement.Rejected;
                bool waited = plain.Settle(number, settlement == Settlement.Accepted ? Ledger.Accepted : Ledger.Rejected);
                Assert.Equal((waited, waited), (single.Settle(number + 1, settlement), batched.Settle(number + 1, settlement)));
            }
            // Of old transfers and new ones, known before, now and some days from now; some are said twice, or otherwise the second time.
            for (int word = random.Next(12); word > 0; word--)
            {
                int number = Math.Max(0, end - 1 - random.Next(1, 120));
                bool fraud = random.Next(2) == 0;
                var known = traffic.TimeOf(end - 1).AddHours(random.Next(-100, 50));
                bool learned = plain.Label(number, fraud, known.UtcTicks, isAsked);
                Assert.Equal((learned, learned), (single.Label(number + 1, fraud, known), batched.Label(number + 1, fraud, known)));
            }

            void Compare(FraudEngine engine, Func<int, int> sizes, string how)
            {
                for (int from = start; from < end;)
                {
                    int to = Math.Min(end, from + sizes(from));
                    var part = new TransferBatch();
                    for (int i = from; i < to; i++) part.Add(traffic[i], traffic.TimeOf(i), traffic.FieldsOf(i).Settled);
                    var decisions = new Decision[to - from];
                    engine.EvaluateBatch(part, decisions);
                    for (int i = from; i < to; i++)
                    {
                        var decision = decisions[i - from];
                        var why = decision.Explain();
                        const DecisionFlags Compared = DecisionFlags.Hard | DecisionFlags.Duplicate | DecisionFlags.Overridden | DecisionFlags.Flooded;
                        var actual = new PlainDecision(decision.Outcome, decision.Points, decision.Flags & Compared, Ids(why.Rules), Ids(why.Shadow), string.Join(' ', why.NotEvaluable.Select(n => n.Rule)));
                        // A key that takes the place of another lets one more alert through.
                        if ((actual.Flags & DecisionFlags.Flooded) == 0) expected[i - start] = expected[i - start] with { Flags = expected[i - start].Flags & ~DecisionFlags.Flooded };
                        Assert.True(expected[i - start] == actual, $"message {i} of {messages}, {how}, seed {seed}, size {size}:\nplain  {expected[i - start]}\nengine {actual}\n{text}");
                    }
                    from = to;
                }
            }
        }
    }

    static string Ids(IEnumerable<RuleHit> hits) => string.Join(' ', hits.Select(r => r.Id));

    /// <summary>A property that never writes a function proves nothing about it.</summary>
    [Fact]
    public void Random_packs_write_every_function_and_aggregate_and_field()
    {
        string text = string.Concat(Enumerable.Range(0, 400).Select(seed => Printer.Print(RandomPack.Make(seed, 4))));
        // Ways of money and what waits for a message to come are held to plain references of their own.
        string[] elsewhere = ["cycle", "chain", "unconfirmed"];
        Assert.Empty(Binder.Functions.Concat(Binder.Aggregates).Except(RandomPack.Written).Except(elsewhere));
        var words = text.Split([' ', '(', ')', ',', '\n'], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(Vocabulary.All.Where(f => !Vocabulary.IsWatched(f) && !Vocabulary.IsOfModel(f)).Select(f => f.Name).Except(words));
    }
}
