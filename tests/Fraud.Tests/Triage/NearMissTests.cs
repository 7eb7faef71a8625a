using System.Text;

namespace Fraud.Tests.Triage;

/// <summary>Rules that one comparison kept from firing, and by how much.</summary>
public class NearMissTests
{
    static Explanation Explain(string rules, string members)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = "family F cap 100\n" + rules });
        Assert.Equal("", string.Join('\n', policy.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        using var engine = new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 64 << 20 });
        return engine.Evaluate(Encoding.UTF8.GetBytes($$"""{"id":"1","debtor_account":"1","creditor_account":"2","currency":"USD"{{members}}}"""), new DateTimeOffset(2026, 6, 1, 10, 0, 0, TimeSpan.Zero)).ExplainInDepth();
    }

    static string Rule(string id, string when) => $"rule {id} \"{id}\" family F points 10 when {when} because \"x\"\n";

    [Theory]
    [InlineData("amount >= 100_000 USD", "95000", "amount was 95,000.00 USD; at least 100,000.00 USD would have fired it (5,000.00 USD, 5 % away).")]
    [InlineData("amount < 100 USD", "110", "amount was 110.00 USD; at most 99.99 USD would have fired it (10.01 USD, 10 % away).")]
    [InlineData("reports >= 4", "5", "reports was 3; at least 4 would have fired it (1, 25 % away).")]
    [InlineData("reports >= 3 and amount > 10 USD", "8", "amount was 8.00 USD; at least 10.01 USD would have fired it (2.01 USD, 20.1 % away).")]
    [InlineData("amount > 3 * max(amount) of attempts by debtor", "8", "amount was 8.00 USD; over max(amount) of attempts by debtor × 3 = 24.00 USD would have fired it (16.00 USD, 66.7 % away).")]
    [InlineData("count() of attempts by debtor >= max(reports, 2)", "8", "count() of attempts by debtor was 1; at least max(reports, 2) = 3 would have fired it (2, 66.7 % away).")]
    [InlineData("sum(amount) of attempts by debtor over 24h > amount", "8", "sum(amount) of attempts by debtor over 1d was 8.00 USD; over amount = 8.00 USD would have fired it (0.00 USD, 0 % away).")]
    [InlineData("credential_age < 24h", "8", "credential_age was 25 h 00 min; under 24 h 00 min would have fired it (1 h 00 min, 4.2 % away).")]
    [InlineData("ln(amount) > 2.5", "8", "ln(amount) was 2.08; over 2.5 would have fired it (0.421, 16.8 % away).")]
    public void A_near_miss_says_by_how_much(string when, string amount, string reason)
    {
        var miss = Assert.Single(Explain(Rule("R1", when), $",\"amount\":{amount},\"signals\":{{\"reports\":3,\"device_changed\":\"25h\"}}").NearMisses);
        Assert.Equal(("R1", 10, reason), (miss.Id, miss.Points, miss.Reason));
        Assert.Equal(["threshold", "margin", "relative margin"], miss.Values.Skip(1).Select(v => v.Key));
    }

    [Theory]
    [InlineData("amount > 10 USD and reports > 5")] // two comparisons
    [InlineData("amount > 10 USD and malware")] // unknown
    [InlineData("kind = \"p2p\"")] // no margin
    [InlineData("reports >= 3")] // fired
    public void What_one_quantity_alone_does_not_decide_is_no_near_miss(string when) =>
        Assert.Empty(Explain(Rule("R1", when), ",\"amount\":8,\"kind\":\"card\",\"signals\":{\"reports\":3}").NearMisses);

    [Fact]
    public void The_nearest_come_first_and_at_most_ten()
    {
        var why = Explain(string.Concat(Enumerable.Range(1, 12).Select(i => Rule($"R{i}", $"amount > {i}00 USD"))), ",\"amount\":100");
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"R{i}"), why.NearMisses.Select(miss => miss.Id));
    }

    [Fact]
    public void Values_of_fired_rules_stand_with_their_thresholds()
    {
        var hit = Assert.Single(Explain(Rule("R1", "amount > 10 USD and reports >= 3"), ",\"amount\":12,\"signals\":{\"reports\":3}").Rules);
        Assert.Equal([new("amount", "12.00 USD (at least 10.01 USD)"), new("reports", "3 (at least 3)")], hit.Values);
    }
}
