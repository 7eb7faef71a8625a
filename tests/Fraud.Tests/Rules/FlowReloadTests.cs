using System.Globalization;
using System.Text;

namespace Fraud.Tests.Rules;

/// <summary>A reload keeps the transfers that both policies ask about.</summary>
public class FlowReloadTests
{
    static readonly DateTimeOffset s_day = new(2026, 6, 1, 10, 0, 0, TimeSpan.Zero);

    static Policy Rules(string flow) => Policy.Parse(new Dictionary<string, string>
    {
        ["my.rules"] = $"family F cap 10\nlet hops = {flow}\nrule R1 \"R\" family F points 5 when hops >= 2 because \"{{hops}} hops\"\n",
    });

    static string Judge(FraudEngine engine, string flow, double hours)
    {
        var e = engine.Evaluate(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"id":"{{flow}}{{hours}}","debtor_account":"ACC{{flow[0]}}","creditor_account":"ACC{{flow[2]}}","creditor_agent":"XQ{{flow[2]}}AGB2L","amount":100,"currency":"USD"}""")), s_day.AddHours(hours)).Explain();
        return e.Rules.Count > 0 ? e.Rules[0].Reason : e.NotEvaluable.Count > 0 ? e.NotEvaluable[0].Why : "clean";
    }

    const string Cycle = "cycle(amount, 85%, 5) of accepted by debtor, creditor over 7d", Warming = "warming up since the policy changed";

    [Theory]
    // Before A pays B at hour 0 and B pays C at hour 10; after, at hour 11; C pays A some hours later
    [InlineData(Cycle, Cycle, 12, "3 hops")]
    [InlineData(Cycle, "cycle(amount, 90%, 3) of accepted by debtor, creditor over 48h", 12, "3 hops")] // asked less of
    [InlineData(Cycle, "chain(amount, 80%, 20h) of accepted by debtor, creditor over 24h", 12, "2 hops")] // A, who is paid, may not come twice
    [InlineData(Cycle, "cycle(amount, 85%, 5) of accepted by debtor, creditor over 14d", 12, Warming)] // what was older than seven days may be gone
    [InlineData(Cycle, "cycle(amount, 85%, 5) of accepted by debtor, creditor over 14d", 179, "3 hops")] // seven days after
    [InlineData(Cycle, "cycle(amount, 85%, 5) of attempts by debtor, creditor over 7d", 12, Warming)] // other transfers
    [InlineData(Cycle, "cycle(amount, 85%, 5) of accepted where cross_border by debtor, creditor over 7d", 12, Warming)]
    [InlineData(Cycle, "chain(amount, 80%, 20h, creditor_agent) of accepted by debtor, creditor over 24h", 12, Warming)] // nobody wrote the agents down
    [InlineData("count() of accepted by debtor", Cycle, 12, Warming)]
    [InlineData("count() of accepted by debtor", Cycle, 179, "clean")]
    [InlineData("chain(amount, 80%, 20h, creditor_agent) of accepted by debtor, creditor over 24h", "chain(amount, 80%, 20h) of accepted by debtor, creditor over 24h", 12, "2 hops")] // A, who is paid, may not come twice
    public void After_a_reload(string before, string after, double hours, string verdict)
    {
        using var engine = new FraudEngine(Rules(before), new FraudOptions { ProfileBudgetBytes = 64 << 20 });
        Judge(engine, "A>B", 0);
        Judge(engine, "B>C", 10); // still waits for its tick
        engine.Reload(Rules(after));
        Judge(engine, "X>Y", 11);
        Assert.Equal(2, engine.Generation);
        Assert.Equal(verdict, Judge(engine, "C>A", hours));
    }

    [Fact]
    public void A_policy_that_was_never_used_leaves_nothing_to_wait_for()
    {
        using var engine = new FraudEngine(Rules("count() of accepted by debtor"), new FraudOptions { ProfileBudgetBytes = 64 << 20 });
        engine.Reload(Rules(Cycle));
        Judge(engine, "A>B", 0);
        Assert.Equal("2 hops", Judge(engine, "B>A", 1));
    }
}
