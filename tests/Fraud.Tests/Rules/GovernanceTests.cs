using System.Globalization;

namespace Fraud.Tests.Rules;

/// <summary>What governs rules from outside their conditions: modes, periods, overrides, floods, values that packs and hosts set.</summary>
public class GovernanceTests
{
    // Two rules over 100 of 50 points each, in two families: together a hold.
    const string Two = """
        family F cap 60
        family G cap 60
        param limit = 100 USD
        rule R1 "ONE" family F points 50 when amount >= limit because "{amount}"
        rule R2 "TWO" family G points 50 when amount >= limit because "{amount}"
        rule R3 "BOTH" family G points 5 when R1 and R2 because "both"

        """;

    static string Judge(string rules, decimal amount = 150, string creditor = "K", string id = "1", DateTimeOffset? at = null)
    {
        using var engine = RuleBench.Engine(rules);
        return RuleBench.Line(engine.Evaluate(RuleBench.Payment(id, amount, creditor), at ?? RuleBench.Morning));
    }

    [Theory]
    [InlineData("", "Hold 100 R1 R2 R3")]
    [InlineData("mode R1 block", "Hold 100 R1 R2 R3")]
    [InlineData("mode R1 alert", "Review 100 R1 R2 R3")] // 55 of blocking rules are no hold
    [InlineData("mode G alert", "Review 100 R1 R2 R3")]
    [InlineData("mode G shadow", "Review 50 R1")]
    [InlineData("mode R2 shadow", "Review 50 R1")] // and what composites see of it is nothing
    [InlineData("mode R1 shadow mode R2 shadow", "Pass 0")]
    [InlineData("mode G shadow mode R2 block", "Hold 100 R1 R2")] // of a rule before that of its family
    [InlineData("off R2", "Review 50 R1")]
    public void A_mode_says_what_a_rule_may_do(string governance, string expected) => Assert.Equal(expected, Judge(Two + governance));

    [Fact]
    public void A_rule_in_shadow_is_told_and_counts_for_nothing()
    {
        using var engine = RuleBench.Engine(Two + "mode R2 shadow");
        var why = engine.Evaluate(RuleBench.Payment("1", 150), RuleBench.Morning).Explain();
        Assert.Equal(["R2"], why.Shadow.Select(r => r.Id));
        Assert.Equal(50, why.Shadow[0].Points);
    }

    [Fact]
    public void A_composite_in_shadow_sees_rules_in_shadow()
    {
        using var engine = RuleBench.Engine(Two + "mode R2 shadow mode R3 shadow");
        Assert.Equal(["R2", "R3"], engine.Evaluate(RuleBench.Payment("1", 150), RuleBench.Morning).Explain().Shadow.Select(r => r.Id));
    }

    [Theory]
    [InlineData("hard hold", 20, "Hold 5 H1")]
    [InlineData("hard reject", 20, "Reject 5 H1")]
    [InlineData("hard hold if amount >= 50 USD", 20, "Pass 5 H1")]
    [InlineData("hard hold if amount >= 50 USD", 50, "Hold 5 H1")]
    [InlineData("hard hold if has(reports)", 50, "Pass 5 H1")]
    public void A_hard_outcome_may_have_a_condition(string hard, int amount, string expected)
        => Assert.Equal(expected, Judge($"family F cap 10\nrule H1 \"HARD\" family F {hard} points 5 when amount > 1 USD because \"x\"", amount));

    [Fact]
    public void A_hard_rule_that_may_only_alert_asks_for_a_review()
        => Assert.Equal("Review 5 H1", Judge("family F cap 10\nrule H1 \"HARD\" family F hard reject points 5 mode alert when amount > 1 USD because \"x\""));

    [Theory]
    [InlineData("from 2026-06-01", "2026-05-31T23:59:59Z", "Pass 0")]
    [InlineData("from 2026-06-01", "2026-06-01T00:00:00Z", "Review 50 R1")]
    [InlineData("until 2026-06-01", "2026-06-01T23:59:59Z", "Review 50 R1")]
    [InlineData("until 2026-06-01", "2026-06-02T00:00:00Z", "Pass 0")]
    [InlineData("from 2026-06-01 until 2026-06-01", "2026-06-01T12:00:00Z", "Review 50 R1")]
    public void A_rule_is_in_force_for_its_days(string period, string at, string expected)
        => Assert.Equal(expected, Judge($"family F cap 60\nrule R1 \"ONE\" family F points 50 {period} when amount >= 100 USD because \"x\"", at: DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)));

    const string Signed = "until 2026-12-31 by \"A. Analyst\" because \"known\"";

    [Theory]
    [InlineData("override suppress R1 when creditor = \"K\" " + Signed, "Review 50 R2")] // the composite does not see it either
    [InlineData("override suppress F when creditor = \"K\" " + Signed, "Review 50 R2")]
    [InlineData("override suppress R1 when creditor = \"L\" " + Signed, "Hold 100 R1 R2 R3")]
    [InlineData("override suppress R1 when reports = 0 " + Signed, "Hold 100 R1 R2 R3")] // not known: nothing is suppressed
    [InlineData("override snooze R1 when creditor = \"K\" " + Signed, "Review 55 R2 R3")] // it fires, and counts for nothing
    [InlineData("override suppress R1 when creditor = \"K\" until 2026-05-31 by \"A\" because \"B\"", "Hold 100 R1 R2 R3")]
    [InlineData("override suppress R1 when creditor = \"K\" from 2026-06-02 until 2026-07-31 by \"A\" because \"B\"", "Hold 100 R1 R2 R3")]
    [InlineData("override force pass when creditor = \"K\" " + Signed, "Pass 100 R1 R2 R3")]
    [InlineData("override force reject when reference = \"1\" " + Signed, "Reject 100 R1 R2 R3")]
    [InlineData("override force pass when creditor = \"K\" " + Signed + " override force review when reference = \"1\" " + Signed, "Review 100 R1 R2 R3")]
    public void An_override_stands_for_its_key_and_its_days(string governance, string expected) => Assert.Equal(expected, Judge(Two + governance));

    [Fact]
    public void An_override_is_told_with_its_author_and_reason()
    {
        using var engine = RuleBench.Engine(Two + "override snooze R1 when creditor = \"K\" " + Signed + " override force pass when creditor = \"K\" " + Signed);
        var decision = engine.Evaluate(RuleBench.Payment("1", 150), RuleBench.Morning);
        Assert.True(decision.Flags.HasFlag(DecisionFlags.Overridden));
        var why = decision.Explain();
        Assert.Equal(["R1: snooze R1 until 2026-12-31 by A. Analyst: known", "force pass until 2026-12-31 by A. Analyst: known"], why.Overrides);
        Assert.Equal(["R1"], why.Shadow.Select(r => r.Id));
    }

    [Fact]
    public void No_allowance_beats_a_hard_rule()
    {
        const string Hard = "family F cap 10\nrule H1 \"HARD\" family F hard hold points 5 when amount > 1 USD because \"x\"\noverride force ";
        Assert.Equal("Hold 5 H1", Judge(Hard + "pass when creditor = \"K\" " + Signed));
        Assert.Equal("Reject 5 H1", Judge(Hard + "reject when creditor = \"K\" " + Signed));
    }

    /// <summary>One alert dated ten years ahead does not silence those of today.</summary>
    [Fact]
    public void A_wrong_clock_floods_nothing()
    {
        using var engine = RuleBench.Engine("family F cap 60\nrule R1 \"ONE\" family F points 50 flood 1 by debtor over 1h when amount >= 1 USD because \"x\"");
        engine.Evaluate(RuleBench.Payment("1", 5), RuleBench.Morning.AddYears(10));
        Assert.Equal(DecisionFlags.None, engine.Evaluate(RuleBench.Payment("2", 5), RuleBench.Morning).Flags);
        Assert.Equal(DecisionFlags.Duplicate, engine.Evaluate(RuleBench.Payment("2", 5), RuleBench.Morning).Flags);
        Assert.Equal(DecisionFlags.Flooded, engine.Evaluate(RuleBench.Payment("3", 5), RuleBench.Morning).Flags);
        Assert.Equal(DecisionFlags.None, engine.Evaluate(RuleBench.Payment("4", 5), RuleBench.Morning.AddHours(1)).Flags);
    }

    [Fact]
    public void What_cannot_be_read_is_not_forced_to_pass()
    {
        using var engine = RuleBench.Engine(Two + "override force pass when creditor = \"K\" " + Signed);
        Assert.Equal(Outcome.Review, engine.Evaluate("""{"id":"1","debtor_account":"D","creditor_account":"K","amount":"x","currency":"USD"}"""u8, RuleBench.Morning).Outcome);
    }

    [Theory]
    [InlineData("override suppress X1 when amount > 1 USD " + Signed, "there is no rule or family 'X1'")]
    [InlineData("override allow R1 when amount > 1 USD " + Signed, "'allow' is no override; expected suppress, snooze or force")]
    [InlineData("override force stop when amount > 1 USD " + Signed, "'stop' is no outcome; expected pass, review, hold or reject")]
    [InlineData("override suppress R1 when amount > 1 USD until 2026-12-31 by \"\" because \"x\"", "an override names who answers for it and why")]
    [InlineData("override suppress R1 when amount > 1 USD by \"A\" because \"x\"", "expected 'until'")]
    [InlineData("override suppress R1 when R2 " + Signed, "rule R2 can be referred to in a rule's conditions only")]
    [InlineData("override suppress R1 when amount > 1 USD from 2026-12-31 until 2026-01-01 by \"A\" because \"x\"", "it ends before it begins")]
    [InlineData("mode R1 loud", "'loud' is no mode; expected shadow, alert or block")]
    [InlineData("mode R9 shadow", "there is no rule or family 'R9'; did you mean")]
    [InlineData("set limt = 5 USD", "there is no parameter 'limt'; did you mean 'limit'?")]
    [InlineData("set limit = 5", "'limit' is money, found a whole number")]
    [InlineData("rule R4 \"X\" family F points 1 until 2026-02-30 when amount > 1 USD because \"x\"", "there is no such date")]
    [InlineData("rule R4 \"X\" family F points 1 flood 0 by sender over 1h when amount > 1 USD because \"x\"", "a flood begins after 1 to 1000 alerts")]
    [InlineData("rule R4 \"X\" family F points 1 when currency = \"EURO\" because \"x\"", "expected three capital letters such as EUR")]
    [InlineData("rule R4 \"X\" family F points 1 when sender = \"Deutsche\" because \"x\"", "expected a BIC of 8 characters such as DEUTDEFF")]
    [InlineData("rule R4 \"X\" family F points 1 when agent_country = \"Philippines\" because \"x\"", "expected two capital letters such as PH")]
    [InlineData("rule R4 \"X\" family F points 1 when order_content = \"x\" because \"x\"", "an identity of several things")]
    [InlineData("rule R4 \"X\" family F points 1 when currency < \"EUR\" because \"x\"", "texts have no order")]
    public void What_makes_no_sense_is_told(string text, string message)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = Two + text });
        Assert.Contains(policy.Diagnostics, d => d.Message.Contains(message, StringComparison.Ordinal));
        Assert.False(policy.IsUsable);
    }

    [Theory]
    [InlineData("", "", 120, "Hold 100 R1 R2 R3")]
    [InlineData("set limit = 200 USD", "", 150, "Pass 0")]
    [InlineData("set limit = 200 USD\nset limit = 140 USD", "", 150, "Hold 100 R1 R2 R3")] // the last counts
    [InlineData("set limit = 200 USD", "limit = 120 USD", 150, "Hold 100 R1 R2 R3")] // the host comes first
    public void A_parameter_is_the_hosts_then_the_packs(string set, string host, int amount, string expected)
    {
        using var engine = RuleBench.Engine(RuleBench.Policy(Two + set, ("parameters.txt", host)));
        Assert.Equal(expected, RuleBench.Line(engine.Evaluate(RuleBench.Payment("1", amount), RuleBench.Morning)));
    }

    [Theory]
    [InlineData("currency = \"EUR\"", "EUR", "Review 50 T1")]
    [InlineData("currency = \"EUR\"", "USD", "Pass 0")]
    [InlineData("currency != \"EUR\"", "USD", "Review 50 T1")]
    [InlineData("creditor = \"K\"", "USD", "Review 50 T1")]
    [InlineData("\"K\" = creditor", "USD", "Review 50 T1")]
    [InlineData("creditor = \"L\"", "USD", "Pass 0")]
    [InlineData("creditor_agent = \"DEUTDEFF\"", "USD", "Review 50 T1")]
    [InlineData("creditor_agent = \"DEUTDEFFXXX\"", "USD", "Review 50 T1")]
    [InlineData("creditor_agent = \"BNPAFRPP\"", "USD", "Pass 0")]
    [InlineData("agent_country = \"DE\"", "USD", "Review 50 T1")]
    [InlineData("sender_country = \"DE\"", "USD", "Pass 0")] // no sender: unknown, not fired
    [InlineData("creditor_name_key = \"Acme, Ltd.\"", "USD", "Review 50 T1")]
    [InlineData("reference = \"1\"", "USD", "Review 50 T1")]
    [InlineData("value_date = 2026-06-02", "USD", "Review 50 T1")]
    [InlineData("value_date < 2026-06-02", "USD", "Pass 0")]
    [InlineData("event_date = 2026-06-01", "USD", "Review 50 T1")]
    [InlineData("coalesce((latest(currency) of attempts by debtor), currency) = \"EUR\"", "EUR", "Review 50 T1")]
    public void A_rule_can_name_a_text(string condition, string currency, string expected)
    {
        using var engine = RuleBench.Engine($"family F cap 60\nrule T1 \"TEXT\" family F points 50 when {condition} because \"x\"");
        var payment = RuleBench.Payment("1", 1, currency: currency, members: ",\"creditor_agent\":\"DEUTDEFF\",\"creditor_name\":\"ACME LTD\",\"value_date\":\"2026-06-02\"");
        Assert.Equal(expected, RuleBench.Line(engine.Evaluate(payment, RuleBench.Morning)));
    }

    /// <summary>The third alert of a debtor within the hour is one too many; another debtor's is not, nor one after the hour.</summary>
    [Fact]
    public void Alerts_beyond_the_flood_are_marked_and_decide_as_before()
    {
        using var engine = RuleBench.Engine("family F cap 60\nrule R1 \"ONE\" family F points 50 flood 2 by debtor over 1h when amount >= 1 USD because \"x\"");
        string Flags(int minute, string debtor) => engine.Evaluate(RuleBench.Payment($"{minute}{debtor}", 5, debtor: debtor), RuleBench.Morning.AddMinutes(minute)) is var d ? $"{d.Outcome} {d.Flags}" : "";
        Assert.Equal("Review None", Flags(0, "D"));
        Assert.Equal("Review None", Flags(1, "D"));
        Assert.Equal("Review Flooded", Flags(2, "D"));
        Assert.Equal("Review None", Flags(3, "E"));
        Assert.Equal("Review Flooded", Flags(59, "D"));
        Assert.Equal("Review None", Flags(60, "D"));
    }

    [Fact]
    public void A_fresh_reason_is_an_alert_whatever_else_has_flooded()
    {
        using var engine = RuleBench.Engine("family F cap 60\nrule R1 \"ONE\" family F points 50 flood 1 by debtor over 1h when amount >= 1 USD because \"x\"\nrule R2 \"TWO\" family F points 1 when amount >= 9 USD because \"x\"");
        DecisionFlags Flags(string id, decimal amount) => engine.Evaluate(RuleBench.Payment(id, amount), RuleBench.Morning).Flags;
        Assert.Equal(DecisionFlags.None, Flags("1", 5));
        Assert.Equal(DecisionFlags.Flooded, Flags("2", 5));
        Assert.Equal(DecisionFlags.None, Flags("3", 9));
    }

    [Fact]
    public void Governance_and_policies_tried_beside_allocate_nothing()
    {
        var policy = RuleBench.Policy(Two + "mode R2 alert\noverride snooze R1 when creditor = \"K3\" " + Signed + "\noverride force hold when creditor = \"K5\" " + Signed
            + "\nrule R4 \"MANY\" family G points 3 flood 5 by debtor over 1h from 2026-01-01 when amount >= 10 USD because \"x\"");
        using var engine = RuleBench.Engine(policy, policy.With(new Dictionary<string, string> { ["limit"] = "20 USD" }), RuleBench.Policy(Two));
        byte[][] payments = [.. Enumerable.Range(0, 64).Select(i => RuleBench.Payment($"{i}", 7 * (i % 40), $"K{i % 7}", $"D{i % 3}"))];
        long points = 0;
        for (int i = 0; i < 640; i++) points += engine.Evaluate(payments[i % 64], RuleBench.Morning.AddSeconds(i)).Points;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 640; i < 1280; i++) points += engine.Evaluate(payments[i % 64], RuleBench.Morning.AddSeconds(i)).Points;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(points > 0);
    }

    /// <summary>Modes, overrides and floods count alike whether rows are judged one by one or together.</summary>
    [Fact]
    public void Governance_is_the_same_in_batches()
    {
        const string Rules = Two + "mode R2 alert\noverride snooze R1 when creditor = \"K3\" " + Signed + "\noverride force hold when creditor = \"K5\" " + Signed
            + "\nrule R4 \"MANY\" family G points 3 flood 5 by debtor over 1h when amount >= 10 USD because \"x\"";
        var inputs = Enumerable.Range(0, 400).Select(i => new MessageInput(RuleBench.Payment($"{i}", 7 * (i % 40), $"K{i % 7}", $"D{i % 3}"), RuleBench.Morning.AddSeconds(i))).ToArray();
        using var one = RuleBench.Engine(Rules);
        using var many = RuleBench.Engine(Rules);
        var together = new Decision[inputs.Length];
        many.EvaluateBatch(inputs, together);
        var single = inputs.Select(i => one.Evaluate(i.Message.Span, i.At)).ToArray();
        Assert.Equal(single, together);
        Assert.Contains(single, d => d.Flags.HasFlag(DecisionFlags.Flooded));
        Assert.Contains(single, d => d.Flags.HasFlag(DecisionFlags.Overridden));
        Assert.Equal(one.StateHash(), many.StateHash());
    }
}
