using FsCheck.Xunit;
using Fraud.Tests.Rules;

namespace Fraud.Tests.Triage;

/// <summary>What becomes known of transfers after they were judged: fraud or honest, by <see cref="FraudEngine.Label"/>.</summary>
public class LabelTests
{
    const string Text = """
        family F cap 90
        features
          frauds   = count() of fraud by creditor
          recent   = count() of fraud by creditor over 7d
          labelled = count() of labelled by creditor
          rate     = count() of fraud by creditor over 28d / count() of labelled by creditor over 28d
          lost     = sum(amount) of fraud by debtor
          large    = count() of fraud where amount > 100 USD by creditor
          victims  = distinct(debtor) of fraud by creditor over 28d
          since    = age(last() of fraud by creditor)
          mirrored = count() of fraud by debtor as creditor
          refused  = count() of rejected by debtor
        """;

    static readonly string[] s_all = ["frauds", "recent", "labelled", "rate", "lost", "large", "victims", "since", "mirrored", "refused"];

    static FraudEngine Engine(string rules = "", int remembered = 1000, string[]? features = null) => new(RuleBench.Policy(Text + "\n" + rules),
        new FraudOptions { ProfileBudgetBytes = 64 << 20, Features = features ?? s_all, LabelledTransfers = remembered });

    static DateTimeOffset At(double minutes) => RuleBench.Morning.AddMinutes(minutes);

    static Decision Pay(FraudEngine engine, double minute, decimal amount = 50, string debtor = "D", string creditor = "K", string? id = null)
        => engine.Evaluate(RuleBench.Payment(id ?? FormattableString.Invariant($"R{minute}{debtor}{creditor}"), amount, creditor, debtor), At(minute));

    static float Read(Decision decision, string feature)
    {
        var row = new float[1];
        decision.ReadFeatures([feature], row);
        return row[0];
    }

    [Fact]
    public void Known_fraud_is_counted_with_the_values_of_its_transfer()
    {
        using var engine = Engine();
        var first = Pay(engine, 0, 500);
        var second = Pay(engine, 0.1, 20, "E");
        var third = Pay(engine, 0.2, 30, "F");
        foreach (string feature in s_all[..^1]) Assert.Equal(float.NaN, Read(third, feature));
        Assert.True(engine.Label(first.Id, fraud: true, At(10)));
        Assert.True(engine.Label(second.Id, fraud: true, At(12)));
        Assert.True(engine.Label(third.Id, fraud: false, At(12)));
        var later = Pay(engine, 20, 70);
        Assert.Equal((2f, 2f, 3f), (Read(later, "frauds"), Read(later, "recent"), Read(later, "labelled")));
        Assert.Equal(((float)(2.0 / 3), 500f, 1f, 2f), (Read(later, "rate"), Read(later, "lost"), Read(later, "large"), Read(later, "victims")));
        Assert.Equal(8 * 60f, Read(later, "since"));
        // Of other keys nothing is known, and now that labels come, none known is none.
        var other = Pay(engine, 20.1, 70, "X", "Y");
        Assert.Equal((0f, 0f, 0f, float.NaN, float.NaN), (Read(other, "frauds"), Read(other, "labelled"), Read(other, "lost"), Read(other, "rate"), Read(other, "since")));
    }

    [Fact]
    public void Before_the_first_label_nothing_is_known_and_a_rule_says_so()
    {
        using var engine = Engine("rule R1 \"NONE\" family F points 50 when count() of fraud by creditor = 0 because \"x\"");
        var first = Pay(engine, 0);
        Assert.Contains(first.Explain().NotEvaluable, n => n == new NotEvaluable("R1", "no signal supplied"));
        engine.Label(first.Id, false, At(0));
        Assert.Equal(50, Pay(engine, 1).Points);
    }

    /// <summary>Ticks are minutes: what became known within one is seen from the next on, however the label and the transfers lie.</summary>
    [Theory]
    [InlineData(5.0, 5.9, false)]
    [InlineData(5.0, 6.0, true)]
    [InlineData(5.99, 6.0, true)]
    [InlineData(6.0, 6.0, false)]
    [InlineData(6.0, 6.5, false)]
    [InlineData(6.0, 7.0, true)]
    [InlineData(600.0, 7.0, false)] // given before its time
    [InlineData(600.0, 601.0, true)]
    public void A_label_is_seen_from_the_tick_after_it_became_known(double known, double judged, bool seen)
    {
        using var engine = Engine();
        var (first, second) = (Pay(engine, 0), Pay(engine, 1, creditor: "L"));
        engine.Label(second.Id, false, At(1)); // so that labels come at all
        Assert.True(engine.Label(first.Id, true, At(known)));
        Assert.Equal(seen ? 1f : 0f, Read(Pay(engine, judged), "frauds"));
    }

    /// <summary>The window is half-open and goes by the moment at which the fraud became known, not by that of the payment.</summary>
    [Fact]
    public void A_window_holds_what_became_known_in_it()
    {
        const int Day = 24 * 60;
        using var engine = Engine();
        var first = Pay(engine, 0);
        Assert.True(engine.Label(first.Id, true, At(30 * Day)));
        Assert.Equal(float.NaN, Read(Pay(engine, 29 * Day), "recent"));
        Assert.Equal(1f, Read(Pay(engine, 31 * Day), "recent"));
        Assert.Equal(1f, Read(Pay(engine, 37 * Day - 1), "recent"));
        Assert.Equal(0f, Read(Pay(engine, 37 * Day), "recent"));
        Assert.Equal(1f, Read(Pay(engine, 37 * Day + 1), "frauds"));
    }

    /// <summary>A label that comes late counts where its time belongs, as a late message does.</summary>
    [Fact]
    public void A_label_dated_in_the_past_counts_there()
    {
        const int Day = 24 * 60;
        using var engine = Engine();
        var first = Pay(engine, 0);
        Pay(engine, 10 * Day);
        Assert.True(engine.Label(first.Id, true, At(5 * Day)));
        var soon = Pay(engine, 10 * Day + 2);
        Assert.Equal((1f, (float)(5 * Day * 60 + 120)), (Read(soon, "recent"), Read(soon, "since")));
        Assert.Equal(0f, Read(Pay(engine, 12 * Day), "recent"));
    }

    [Fact]
    public void Nothing_is_known_before_it_happened()
    {
        using var engine = Engine();
        var first = Pay(engine, 60);
        Assert.True(engine.Label(first.Id, true, At(-600)));
        Assert.Equal(10 * 60f, Read(Pay(engine, 70), "since"));
    }

    [Theory]
    [InlineData("fraud, fraud", "yes no", 1, 1)]
    [InlineData("honest, honest", "yes no", 0, 1)]
    [InlineData("honest, fraud", "yes yes", 1, 1)]
    [InlineData("fraud, honest", "yes no", 1, 1)]
    [InlineData("honest, fraud, fraud", "yes yes no", 1, 1)]
    [InlineData("honest, fraud, honest", "yes yes no", 1, 1)]
    public void The_same_is_counted_once_and_known_fraud_stays_so(string words, string learned, int frauds, int labelled)
    {
        // In one tick, and in one after the other.
        foreach (double apart in (double[])[0, 2, -2])
        {
            using var engine = Engine();
            var first = Pay(engine, 0);
            var answers = words.Split(", ").Select((word, i) =>
            {
                bool taken = engine.Label(first.Id, word == "fraud", At(10 + apart * i));
                if (apart > 0) Pay(engine, 11 + apart * i);
                return taken ? "yes" : "no";
            }).ToList();
            Assert.Equal(learned, string.Join(' ', answers));
            var later = Pay(engine, 30);
            Assert.Equal((frauds, labelled), (Read(later, "frauds"), Read(later, "labelled")));
        }
    }

    [Theory]
    [InlineData(true, 1f)]
    [InlineData(false, 0f)]
    public void A_label_settles_what_is_open(bool fraud, float refused)
    {
        using var engine = Engine("rule R1 \"LARGE\" family F points 70 when amount > 1000 USD because \"x\"");
        var held = Pay(engine, 0, 5000);
        Assert.Equal(Outcome.Hold, held.Outcome);
        Assert.True(engine.Label(held.Id, fraud, At(1)));
        Assert.Equal(1, engine.Statistics.OpenDecisions); // not before others may see it
        Assert.Equal(refused, Read(Pay(engine, 3), "refused"));
        Assert.Equal(0, engine.Statistics.OpenDecisions);
        Assert.False(engine.Settle(held.Id, Settlement.Accepted));
    }

    [Fact]
    public void Where_no_rule_asks_for_labels_they_settle_and_take_no_memory()
    {
        using var engine = Engine("rule R1 \"LARGE\" family F points 70 when amount > 1000 USD because \"x\"", features: ["refused"]);
        var (passed, held) = (Pay(engine, 0), Pay(engine, 0.1, 5000));
        Assert.False(engine.Label(passed.Id, true, At(1)));
        Assert.True(engine.Label(held.Id, true, At(1)));
        Assert.Equal(1f, Read(Pay(engine, 3), "refused"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var small = Engine(features: ["refused"], remembered: 1);
        long one = GC.GetAllocatedBytesForCurrentThread() - before;
        using var large = Engine(features: ["refused"], remembered: 1 << 22);
        long many = GC.GetAllocatedBytesForCurrentThread() - before - one;
        Assert.True(many < 2 * one, $"{many} bytes, with one transfer {one}");
    }

    [Fact]
    public void What_is_no_payment_of_its_own_has_no_label()
    {
        using var engine = Engine();
        Pay(engine, 0, id: "A");
        var repeat = Pay(engine, 1, id: "A");
        Assert.True((repeat.Flags & DecisionFlags.Duplicate) != 0);
        Assert.False(engine.Label(repeat.Id, true, At(2)));
        Assert.False(engine.Label(0, true, At(2)));
        Assert.False(engine.Label(-1, true, At(2)));
        Assert.False(engine.Label(99, true, At(2)));
        Assert.Equal(0, engine.Statistics.ForgottenLabels);
    }

    [Fact]
    public void Of_transfers_before_the_latest_no_label_is_taken_and_that_is_counted()
    {
        using var engine = Engine(remembered: 4);
        long[] ids = [.. Enumerable.Range(0, 6).Select(i => Pay(engine, i).Id)];
        Assert.Equal([false, false, true, true, true, true], ids.Select(id => engine.Label(id, true, At(6))));
        Assert.Equal(2, engine.Statistics.ForgottenLabels);
        Assert.Equal(4f, Read(Pay(engine, 8), "frauds"));
        // Given before its time, and forgotten by then.
        engine.Label(ids[^1] + 1, true, At(100));
        for (int i = 0; i < 4; i++) Pay(engine, 20 + i);
        Assert.Equal(4f, Read(Pay(engine, 200), "frauds"));
        Assert.Equal(3, engine.Statistics.ForgottenLabels);
    }

    /// <summary>Labels given before their time wait, twice as many as transfers are remembered; said again, one that found no place is taken when there is room.</summary>
    [Fact]
    public void Labels_that_find_no_place_to_wait_are_counted()
    {
        using var engine = Engine("rule R1 \"LARGE\" family F points 70 when amount > 1000 USD because \"x\"", remembered: 4);
        long[] ids = [.. Enumerable.Range(0, 6).Select(i => Pay(engine, i, 5000).Id)]; // open: those that are forgotten settle at least
        foreach (long id in ids[..4]) Assert.True(engine.Label(id, false, At(60)));
        foreach (long id in ids[..4]) Assert.True(engine.Label(id, true, At(60)));
        Assert.Equal(0, engine.Statistics.ForgottenLabels);
        Assert.False(engine.Label(ids[4], true, At(60)));
        Assert.False(engine.Label(ids[5], true, At(60)));
        Assert.Equal(2, engine.Statistics.ForgottenLabels);
        Pay(engine, 70);
        Assert.True(engine.Label(ids[5], true, At(80)));
    }

    /// <summary>What the first policy that asks for labels did not see being judged cannot be learned from.</summary>
    [Fact]
    public void Labels_of_transfers_from_before_anyone_asked_are_counted()
    {
        using var engine = new FraudEngine(RuleBench.Policy("family F cap 90\nrule R1 \"X\" family F points 1 when amount > 9000 USD because \"x\""), new FraudOptions { ProfileBudgetBytes = 64 << 20, LabelledTransfers = 1000 });
        long before = Pay(engine, 0).Id;
        Assert.False(engine.Label(before, true, At(1)));
        Assert.Equal(0, engine.Statistics.ForgottenLabels); // nobody asks
        engine.Reload(RuleBench.Policy("family F cap 90\nrule R9 \"R\" family F points 1 when count() of fraud by creditor > 5 because \"x\""));
        long after = Pay(engine, 2).Id;
        Assert.False(engine.Label(before, true, At(3)));
        Assert.Equal(1, engine.Statistics.ForgottenLabels);
        Assert.True(engine.Label(after, true, At(3)));
        Assert.False(engine.Label(after, true, At(3)));
        Assert.Equal(1, engine.Statistics.ForgottenLabels);
    }

    /// <summary>What can be labelled is remembered too: engines that have it otherwise are not equal, though nothing was labelled yet.</summary>
    [Fact]
    public void The_state_holds_what_can_be_labelled()
    {
        ulong StateOf(int remembered, params (long Index, bool Fraud)[] labels)
        {
            using var engine = Engine(remembered: remembered);
            long[] ids = [.. Enumerable.Range(0, 3).Select(i => Pay(engine, i, 10 + i).Id)];
            foreach (var (index, fraud) in labels) engine.Label(ids[index], fraud, At(5));
            Pay(engine, 9); // now they are learned
            return engine.StateHash();
        }
        Assert.Equal(StateOf(1000), StateOf(1000));
        Assert.NotEqual(StateOf(1000), StateOf(2));
        // All three of one creditor: what the profile learned is alike, whose word it was is not.
        Assert.Equal(StateOf(1000, (0, false)), StateOf(1000, (0, false)));
        Assert.NotEqual(StateOf(1000, (0, false)), StateOf(1000, (1, false)));
    }

    [Fact]
    public void A_reload_keeps_what_was_labelled_and_what_can_be()
    {
        using var engine = Engine();
        var (first, second) = (Pay(engine, 0), Pay(engine, 1));
        engine.Label(first.Id, true, At(2));
        engine.Reload(RuleBench.Policy(Text + "\nrule R9 \"R\" family F points 1 when count() of fraud by creditor, debtor over 9d > 5 because \"x\"\n"));
        Assert.Equal(1f, Read(Pay(engine, 4), "frauds"));
        Assert.True(engine.Label(second.Id, true, At(5)));
        var later = Pay(engine, 7);
        Assert.Equal((2f, 2f, 100f), (Read(later, "frauds"), Read(later, "labelled"), Read(later, "lost")));
        Assert.Contains(later.Explain().NotEvaluable, n => n.Rule == "R9");
    }

    [Theory]
    [InlineData("count() of frauds by creditor > 1", "there is no ledger 'frauds'; expected attempts, accepted, rejected, fraud or labelled")]
    [InlineData("count() of fraud by creditor today > 1", "'today' cannot be asked of fraud")]
    [InlineData("max_day_sum(amount) of labelled by creditor over 7d > 1 USD", "max_day_sum cannot be asked of labelled")]
    [InlineData("cycle(amount, 85%, 5) of fraud by debtor, creditor over 7d > 1", "cycle cannot be asked of fraud")]
    public void What_cannot_be_asked_of_labels_is_told(string condition, string message)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["a.rules"] = $"family F cap 1\nrule R \"R\" family F points 1 when {condition} because \"x\"" });
        Assert.Contains(policy.Diagnostics, d => d.Message.StartsWith(message, StringComparison.Ordinal));
    }

    /// <summary>Decisions and all that is remembered are the same one by one and in batches, with labels between them.</summary>
    [Fact]
    public void Batches_see_labels_as_one_by_one()
    {
        using FraudEngine single = Engine(), batched = Engine();
        var random = new Random(7);
        double minute = 0;
        for (int round = 0; round < 60; round++)
        {
            var part = new TransferBatch();
            var decoder = new MessageDecoder();
            int rows = 1 + random.Next(40);
            var seen = new List<float[]>();
            for (int i = 0; i < rows; i++)
            {
                minute += random.Next(3) == 0 ? random.Next(200) : random.NextDouble();
                var payment = RuleBench.Payment($"{round}-{i}", 1 + random.Next(300), $"K{random.Next(4)}", $"D{random.Next(4)}");
                part.Add(decoder.Decode(payment), At(minute));
                seen.Add(Row(single.Evaluate(payment, At(minute))));
            }
            var decisions = new Decision[rows];
            batched.EvaluateBatch(part, decisions);
            Assert.Equal(seen, decisions.Select(Row));
            for (int i = random.Next(20); i > 0; i--)
            {
                long id = decisions[^1].Id - random.Next(80);
                var (fraud, known) = (random.Next(2) == 0, At(minute + random.Next(-500, 500)));
                Assert.Equal(single.Label(id, fraud, known), batched.Label(id, fraud, known));
            }
            Assert.Equal(single.StateHash(), batched.StateHash());
        }

        static float[] Row(Decision decision)
        {
            var row = new float[s_all.Length];
            decision.ReadFeatures(s_all, row);
            return row;
        }
    }

    /// <summary>What becomes known in the tick of a transfer or later is nothing to it, whenever the host says it.</summary>
    [Property(MaxTest = 60)]
    public bool Labels_of_later_never_change_what_a_transfer_sees(int seed)
    {
        using FraudEngine one = Engine(), other = Engine();
        var random = new Random(seed);
        const int Cut = 2000; // minutes
        for (double minute = 0; minute < Cut + 1; minute += random.NextDouble() * 100)
        {
            string debtor = $"D{random.Next(3)}", creditor = $"K{random.Next(3)}";
            var (a, b) = (Pay(one, minute, 50, debtor, creditor), Pay(other, minute, 50, debtor, creditor));
            if (s_all.Any(feature => !Read(a, feature).Equals(Read(b, feature)))) return false;
            if (random.Next(2) == 0) continue;
            double known = minute + random.Next(1500);
            bool fraud = random.Next(2) == 0;
            one.Label(a.Id, fraud, At(known));
            if (known < Cut) other.Label(b.Id, fraud, At(known));
            // Another word at another time, or none.
            else if (random.Next(2) == 0) other.Label(b.Id, random.Next(2) == 0, At(known + random.Next(5000)));
        }
        return true;
    }
}
