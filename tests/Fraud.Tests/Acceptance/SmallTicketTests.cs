using System.Globalization;
using System.Text;

namespace Fraud.Tests.Acceptance;

/// <summary>AC17, and what stands behind it: thefts of a size that business has, in office hours. The first of them looks like any new business; the second does not.</summary>
public class SmallTicketTests
{
    static string Judge(FraudEngine engine, DateTimeOffset at, string creditor, string agent, decimal amount, string currency, string more = "")
    {
        string line = $$"""{"id":"{{at.Ticks}}","debtor_agent":"CITUINBB","debtor_account":"NOSTRO-1","debtor_name":"Invented Union Bank","creditor_account":"{{creditor}}","creditor_agent":"{{agent}}","amount":{{amount.ToString(CultureInfo.InvariantCulture)}},"currency":"{{currency}}"{{more}}}""";
        var decision = new Decision[1];
        engine.EvaluateBatch([new MessageInput(Encoding.UTF8.GetBytes(line), at, Settlement.Accepted)], decision);
        return $"{decision[0].Outcome} {decision[0].Points}: {string.Join(' ', decision[0].Explain().Rules.Select(r => r.Id).Order(StringComparer.Ordinal))}";
    }

    static FraudEngine Bank(out DateTimeOffset day)
    {
        var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 128 << 20 });
        var at = new DateTimeOffset(2017, 10, 3, 5, 30, 0, TimeSpan.Zero); // 11:00 in India
        decimal[] sums = [310_000.55m, 1_420_300.10m, 655_120.70m, 2_210_440.05m, 905_777.25m, 480_210.35m, 1_730_990.60m];
        for (int i = 0; at < new DateTimeOffset(2018, 2, 5, 0, 0, 0, TimeSpan.Zero); i++, at = at.AddHours(i % 2 == 0 ? 22 : 2))
            if (at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)) Judge(engine, at, $"KNOWN-{i % 4}", i % 4 < 2 ? "AAAADEFF" : "BBBBGB2L", sums[i % sums.Length], "USD");
        day = new DateTimeOffset(2018, 2, 6, 5, 0, 0, TimeSpan.Zero); // a Tuesday
        return engine;
    }

    [Fact]
    public void AC17_the_first_order_passes_with_a_trace_and_the_next_to_other_countries_are_reviewed()
    {
        using var engine = Bank(out var day);
        Assert.Equal("Pass 30: N01 N02", Judge(engine, day, "DUBAI-1", "CCCCAEAD", 500_000.40m, "USD"));
        Assert.Equal("Review 50: N01 N02 S06", Judge(engine, day.AddMinutes(75), "ANKARA-1", "DDDDTRIS", 300_000.40m, "EUR"));
        Assert.Equal("Review 50: N01 N02 S06", Judge(engine, day.AddMinutes(150), "CHINA-1", "EEEECNBJ", 1_000_000.40m, "USD"));
    }

    [Fact]
    public void AC17_two_first_payments_to_one_new_agent_in_a_week_are_new_business()
    {
        using var engine = Bank(out var day);
        Assert.Equal("Pass 30: N01 N02", Judge(engine, day, "SUPPLIER-1", "CCCCAEAD", 500_000.40m, "USD"));
        Assert.StartsWith("Pass 15: N01", Judge(engine, day.AddDays(2), "SUPPLIER-2", "CCCCAEAD", 700_000.40m, "USD"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_operators_token_that_was_reported_holds_an_ordinary_order()
    {
        var policy = Policy.Institution.With(ReferenceData.Default.With("compromised.list", "element TOKEN-9 2018-02-01 # reported stolen\n"));
        using var engine = new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 128 << 20 });
        var day = new DateTimeOffset(2018, 2, 6, 5, 0, 0, TimeSpan.Zero);
        Assert.StartsWith("Hold ", Judge(engine, day, "KNOWN-1", "AAAADEFF", 310_000.55m, "USD", ",\"operator\":\"TOKEN-9\",\"signals\":{\"operator_issued\":\"400d\"}"), StringComparison.Ordinal);
        Assert.StartsWith("Pass ", Judge(engine, day.AddHours(1), "KNOWN-1", "AAAADEFF", 310_100.55m, "USD", ",\"operator\":\"TOKEN-9\",\"signals\":{\"operator_issued\":\"2d\"}"), StringComparison.Ordinal);
    }
}
