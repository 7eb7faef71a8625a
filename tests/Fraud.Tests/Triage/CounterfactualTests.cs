using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Triage;

/// <summary>What would have let a transfer pass, on cases that a banker can work out by hand. Review from 40 points, hold from 70.</summary>
public class CounterfactualTests
{
    const string Families = "family F cap 100\nfamily G cap 100\n";

    static readonly DateTimeOffset s_monday = new(2026, 6, 1, 10, 0, 0, TimeSpan.Zero);

    static Decision Judge(FraudEngine engine, string members, DateTimeOffset? at = null) => engine.Evaluate(
        Encoding.UTF8.GetBytes($$"""{"id":"1","debtor_account":"1","creditor_account":"2","currency":"USD"{{members}}}"""), at ?? s_monday);

    static FraudEngine Engine(string rules, params (string Name, string Text)[] files)
    {
        var all = new Dictionary<string, string> { ["my.rules"] = Families + rules };
        foreach (var (name, text) in files) all[name] = text;
        var policy = Policy.Parse(all);
        Assert.Equal("", string.Join('\n', policy.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 64 << 20 });
    }

    static Explanation Explain(string rules, string members, params (string Name, string Text)[] files)
    {
        using var engine = Engine(rules, files);
        return Judge(engine, members).ExplainInDepth();
    }

    static string Sentences(Explanation why) => string.Join('\n', why.Counterfactuals.Select(c => c.Sentence));

    static string Rule(string id, string family, int points, string when) => $"rule {id} \"{id}\" family {family} points {points} when {when} because \"x\"\n";

    [Theory]
    [InlineData("amount > 10_000 USD", "30000", "With amount at most 10,000.00 USD instead of 30,000.00 USD it would have passed (0 points).")]
    [InlineData("amount >= 100_000 USD", "30000028", "With amount at most 99,999.99 USD instead of 30,000,028.00 USD it would have passed (0 points).")]
    [InlineData("amount < 10 USD", "4", "With amount at least 10.00 USD instead of 4.00 USD it would have passed (0 points).")]
    [InlineData("amount > 100 USD and amount < 1_000 USD", "900", "With amount at least 1,000.00 USD instead of 900.00 USD it would have passed (0 points).")]
    [InlineData("amount > 100 USD and amount < 1_000 USD", "200", "With amount at most 100.00 USD instead of 200.00 USD it would have passed (0 points).")]
    [InlineData("amount < 100 USD or amount > 200 USD", "250", "With amount 100.00 USD to 200.00 USD instead of 250.00 USD it would have passed (0 points).")]
    [InlineData("3 * amount - 100 USD > 200 USD", "250", "With amount at most 100.00 USD instead of 250.00 USD it would have passed (0 points).")]
    [InlineData("amount != 0.01 USD", "250", "With amount 0.01 USD instead of 250.00 USD it would have passed (0 points).")]
    [InlineData("amount > 10 USD * 10", "250", "With amount at most 100.00 USD instead of 250.00 USD it would have passed (0 points).")]
    public void One_rule_over_a_limit_names_the_amount_that_would_have_passed(string when, string amount, string sentence)
        => Assert.Equal(sentence, Sentences(Explain(Rule("R1", "F", 75, when), $",\"amount\":{amount}")));

    [Fact]
    public void Of_two_rules_either_may_fall_and_the_smaller_change_comes_first()
    {
        var why = Explain(Rule("R1", "F", 35, "amount > 10_000 USD") + Rule("R2", "G", 35, "kind = \"p2p\""), ",\"amount\":30000,\"kind\":\"p2p\"");
        Assert.Equal("With amount at most 10,000.00 USD instead of 30,000.00 USD it would have passed (35 points).\nWith kind other instead of p2p it would have passed (35 points).", Sentences(why));
        Assert.Equal([("F", 35, 100), ("G", 35, 100)], why.Families);
    }

    [Fact]
    public void A_composite_falls_with_what_it_refers_to() => Assert.Equal(
        "With reports at most 1 instead of 2 it would have passed (10 points).\nWith amount at most 10,000.00 USD instead of 30,000.00 USD it would have passed (10 points).",
        Sentences(Explain(Rule("R1", "F", 10, "amount > 10_000 USD") + Rule("R2", "F", 10, "reports >= 2") + Rule("S1", "G", 60, "R1 and R2"), ",\"amount\":30000,\"signals\":{\"reports\":2}")));

    [Fact]
    public void The_lower_tier_suffices() => Assert.Equal(
        "With amount at most 99,999.99 USD instead of 150,000.00 USD it would have passed (30 points).",
        Sentences(Explain("rule R1 \"R1\" family F\n points 30\n points 75 if amount >= 100_000 USD\n when amount > 5 USD\n because \"x\"\n", ",\"amount\":150000")));

    [Fact]
    public void A_person_could_have_been_an_organisation() => Assert.Equal(
        "With creditor_class organisation instead of person it would have passed (0 points).",
        Sentences(Explain(Rule("R1", "F", 75, "creditor_class = \"person\""), ",\"amount\":5,\"creditor_name\":\"MARIA LOURDES VELARDE\"")));

    [Fact]
    public void A_hold_that_no_single_value_undoes_names_the_rules_and_families()
    {
        var why = Explain(Rule("R1", "F", 75, "amount > 10_000 USD") + Rule("R2", "G", 75, "reports >= 2") + Rule("R3", "G", 5, "reports >= 1"), ",\"amount\":30000,\"signals\":{\"reports\":2}");
        Assert.Equal("No one value would have let it pass; without R1, R2 (families F, G) it would have passed (5 points).", Sentences(why));
        Assert.Equal(new Counterfactual("R1, R2", "fired", "not fired", 5, Outcome.Pass, why.Counterfactuals[0].Sentence), why.Counterfactuals[0]);
    }

    [Fact]
    public void Where_no_value_lets_it_pass_those_are_named_that_bring_a_review()
        => Assert.Equal("No one value would have let it pass; without R1, R2 (families F, G) it would have passed (0 points).\n"
            + "With reports at most 1 instead of 2 it would have been reviewed (45 points).\nWith amount at most 10,000.00 USD instead of 30,000.00 USD it would have been reviewed (45 points).",
            Sentences(Explain(Rule("R1", "F", 45, "amount > 10_000 USD") + Rule("R2", "G", 45, "reports >= 2"), ",\"amount\":30000,\"signals\":{\"reports\":2}")));

    [Theory]
    [InlineData("malware", ",\"signals\":{\"malware\":true}", "With malware no instead of yes it would have passed (0 points).")]
    [InlineData("not coalesce(session_authorised, false)", "", "With session_authorised yes instead of unknown (no signal supplied) it would have passed (0 points).")]
    [InlineData("credential_age < 24h", ",\"signals\":{\"device_changed\":\"35m\"}", "With credential_age at least 24 h 00 min instead of 35 min it would have passed (0 points).")]
    [InlineData("ultimate_creditor != creditor_name_key", ",\"creditor_name\":\"ACME LTD\",\"ultimate_creditor_name\":\"BOLT INC\"", "With ultimate_creditor the same as creditor_name_key instead of B… I… it would have passed (0 points).\nWith creditor_name_key the same as ultimate_creditor instead of A… L… it would have passed (0 points).")]
    [InlineData("not known(debtor, creditor, 24h)", "", "With time since the first accepted payment (debtor, creditor) over 24 h 00 min instead of never it would have passed (0 points).")]
    [InlineData("currency = \"USD\"", "", "With currency any other instead of USD it would have passed (0 points).")]
    [InlineData("currency != \"EUR\"", "", "With currency EUR instead of USD it would have passed (0 points).")]
    [InlineData("ln(amount) / 2 > 1", "", "With amount at most 7.38 USD instead of 5,000.00 USD it would have passed (0 points).")]
    public void Signs_ages_and_identities_read_as_sentences(string when, string members, string sentences)
        => Assert.Equal(sentences, Sentences(Explain(Rule("R1", "F", 75, when), ",\"amount\":5000" + members)));

    [Fact]
    public void A_hard_rule_counts_as_in_the_decision() => Assert.Equal(
        "With forbidden no instead of yes it would have passed (0 points).",
        Sentences(Explain("rule L1 \"L1\" family F hard hold points 15 when forbidden because \"x\"\n", ",\"amount\":5,\"creditor_name\":\"ACME LTD\"", ("forbidden.list", "account 2\n"))));

    [Theory]
    [InlineData("mode R2 shadow\n", Outcome.Hold, "With amount at most 10,000.00 USD instead of 30,000.00 USD it would have passed (0 points).")]
    [InlineData("mode R1 alert\n", Outcome.Hold, "No one value would have let it pass; without R1, R2 (families F, G) it would have passed (0 points).\nWith reports at most 1 instead of 2 it would have been reviewed (75 points).")]
    [InlineData("override snooze R1 when kind = \"card\" until 2026-12-31 by \"Ann\" because \"known\"\n", Outcome.Hold, "With reports at most 1 instead of 2 it would have passed (0 points).")]
    [InlineData("override suppress R2 when amount > 5 USD until 2026-12-31 by \"Ann\" because \"known\"\n", Outcome.Hold, "With amount 5.01 USD to 10,000.00 USD instead of 30,000.00 USD it would have passed (0 points).")]
    [InlineData("mode F shadow\nmode G shadow\noverride force hold when amount >= 1_000 USD until 2026-12-31 by \"Ann\" because \"watched\"\n", Outcome.Hold, "With amount at most 999.99 USD instead of 30,000.00 USD it would have passed (0 points).")]
    [InlineData("override force pass when amount >= 1_000 USD until 2026-12-31 by \"Ann\" because \"known\"\n", Outcome.Pass, "")]
    public void Modes_and_overrides_count_as_in_the_decision(string governance, Outcome outcome, string sentences)
    {
        var why = Explain(Rule("R1", "F", 75, "amount > 10_000 USD") + Rule("R2", "G", 75, "reports >= 2") + governance, ",\"amount\":30000,\"kind\":\"card\",\"signals\":{\"reports\":2}");
        Assert.Equal((outcome, sentences), (why.Outcome, Sentences(why)));
    }

    [Fact]
    public void A_change_that_leaves_a_rule_unjudged_is_no_answer() => Assert.Equal(
        "With reports at most 1 instead of 2 it would have passed (0 points).",
        Sentences(Explain("rule R1 \"R1\" family F points 75 given amount >= 1_000 USD else \"too small\" when reports >= 2 because \"x\"\n", ",\"amount\":5000,\"signals\":{\"reports\":2}")));

    [Fact]
    public void What_passed_needs_no_change() => Assert.Empty(Explain(Rule("R1", "F", 35, "amount > 10_000 USD"), ",\"amount\":30000").Counterfactuals);

    [Fact]
    public void A_plain_explanation_does_not_pay_for_it()
    {
        using var engine = Engine(Rule("R1", "F", 75, "amount > 10_000 USD"));
        var decision = Judge(engine, ",\"amount\":30000");
        var plain = decision.Explain();
        Assert.Empty(plain.Counterfactuals);
        Assert.Empty(plain.NearMisses);
        Assert.Equal(decision.ExplainInDepth().Headline, plain.Headline);
        Judge(engine, ",\"amount\":30000");
        Assert.Throws<InvalidOperationException>(() => decision.ExplainInDepth());
    }

    [Fact]
    public void Explaining_leaves_the_decision_as_it_was()
    {
        using var engine = Engine(Rule("R1", "F", 40, "amount > 10_000 USD") + Rule("R2", "G", 40, "reports >= 2"));
        var decision = Judge(engine, ",\"amount\":30000,\"signals\":{\"reports\":2}");
        string before = Text(decision.Explain()), depth = Text(decision.ExplainInDepth());
        Assert.Equal(before, Text(decision.Explain()));
        Assert.Equal(depth, Text(decision.ExplainInDepth()));

        static string Text(Explanation why) => string.Join('\n', why.Rules.Select(r => $"{r.Id} {r.Points} {r.Reason} {string.Join(' ', r.Values)}")) + Sentences(why);
    }

    [Fact]
    public void Sentences_are_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        string Said()
        {
            var why = Explain(Rule("R1", "F", 75, "amount > 10_000 USD") + Rule("R2", "G", 5, "ln(amount) > 10.5"), ",\"amount\":30000.50");
            return Sentences(why) + string.Join('\n', why.NearMisses.Select(miss => miss.Reason)) + string.Join('\n', why.Rules.SelectMany(hit => hit.Values));
        }
        string plain = Said();
        try
        {
            foreach (string name in (string[])["de-DE", "ar-SA", "th-TH"])
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
                Assert.Equal(plain, Said());
            }
        }
        finally { CultureInfo.CurrentCulture = culture; }
    }

    static readonly string[] s_conditions = ["amount > 1_000 USD", "amount >= 50_000 USD and reports >= 1", "amount < 30 USD", "reports > 2", "reports = 4 or amount > 90_000 USD", "abs(amount - 500 USD) < 100 USD"];

    /// <summary>Through the engine: the same order with the value that was named is decided as was said, and on a value nearer to the old one it is not.</summary>
    [Property(MaxTest = 60)]
    public Property What_is_named_would_have_been_decided_so() => Prop.ForAll(Gen.Choose(1, 12_000_000).ToArbitrary(), Gen.Choose(0, 6).ToArbitrary(), Gen.ArrayOf(Gen.Choose(10, 60), s_conditions.Length).ToArbitrary(), (cents, reports, points) =>
    {
        using var engine = Engine(string.Concat(s_conditions.Select((when, i) => Rule($"R{i}", i % 2 == 0 ? "F" : "G", points[i], when))));
        Decision With(decimal amount, long count) => Judge(engine, string.Create(CultureInfo.InvariantCulture, $",\"amount\":{amount},\"signals\":{{\"reports\":{count}}}"));
        decimal amount = cents / 100m;
        var why = With(amount, reports).ExplainInDepth();
        foreach (var change in why.Counterfactuals.Where(c => c.Needed != "not fired"))
        {
            // "at most 99.99 USD", "at least 3", "400.00 USD to 600.00 USD": the end nearest to what it was.
            decimal[] ends = [.. change.Needed.Split(' ').Where(word => char.IsAsciiDigit(word[0])).Select(word => decimal.Parse(word, CultureInfo.InvariantCulture))];
            bool isAmount = change.Name == "amount";
            decimal was = isAmount ? amount : reports, needed = ends.MinBy(end => Math.Abs(end - was)), step = isAmount ? 0.01m : 1;
            Decision Changed(decimal value) => isAmount ? With(value, reports) : With(amount, (long)value);
            var then = Changed(needed);
            Assert.Equal((change.Outcome, change.Points), (then.Outcome, then.Points));
            foreach (decimal part in (decimal[])[0, 0.25m, 0.5m, 0.9m])
            {
                decimal nearer = Math.Round((was + (needed - was) * part) / step) * step;
                if (nearer == needed) continue;
                Assert.True(Changed(nearer).Outcome > change.Outcome, $"{change.Sentence} {nearer}");
            }
            Assert.True(Changed(needed + (needed < was ? step : -step)).Outcome > change.Outcome, change.Sentence);
        }
    });
}
