using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Triage;

namespace Fraud.Tests.Rules;

/// <summary>Values and sentences as an analyst reads them.</summary>
public class ReasonTextTests
{
    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.0004, "under 0.1 %")]
    [InlineData(0.0023, "0.2 %")]
    [InlineData(0.0139, "1.4 %")]
    [InlineData(1, "100 %")]
    public void Shares_read_in_percent(double share, string text) => Assert.Equal(text, ValueText.Share(share));

    [Theory]
    [InlineData(3.5431, "3.54")]
    [InlineData(-12345.678, "-12,345.68")]
    [InlineData(0.58333, "0.583")]
    public void Numbers_show_the_digits_that_mean_something(double value, string text) => Assert.Equal(text, ValueText.Of(ColumnBatch.Ordered(value), RuleType.Number));

    static Explanation Judge(string rule)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = "family F cap 10\nlet round_habit = coalesce(share(near_round) of attempts by sender over 180d, 0)\n" + (rule.Contains("{usual?", StringComparison.Ordinal) ? "let usual = round_habit > 50%\nlet large = amount > 1_000 USD and usual\n" : "") + rule });
        Assert.Empty(policy.Diagnostics);
        using var engine = new FraudEngine(policy);
        return engine.Evaluate("{1:F01XQAAGB2LAXXX0001000001}{2:I103XQBBUS33XXXXN}{4:\r\n:20:A\r\n:23B:CRED\r\n:32A:240105USD10,\r\n:50K:/1\r\nACME PLC\r\n:59:/2\r\nBOLT INC\r\n:71A:SHA\r\n-}"u8,
            new DateTimeOffset(2024, 1, 5, 10, 0, 0, TimeSpan.Zero)).Explain();
    }

    [Theory]
    [InlineData("amount is{near_round? round}{possible_duplicate? doubtful}.", "amount is round.")]
    [InlineData("{round_habit} round", "100 % round")]
    [InlineData("amount is{usual? usual}{large? large}.", "amount is usual.")]
    public void Reasons_read_as_sentences(string because, string reason) =>
        Assert.Equal(reason, Assert.Single(Judge($"rule R1 \"R\" family F points 5 when amount > 1 USD and round_habit > 1% because \"{because}\"\n").Rules).Reason);

    [Theory]
    [InlineData("amount")]
    [InlineData("tries")]
    public void Text_can_depend_on_a_yes_or_no_value_only(string name) =>
        Assert.Contains($"'{name}' is no yes-or-no value, so no text can depend on it", Assert.Single(Policy.Parse(new Dictionary<string, string>
        {
            ["my.rules"] = $"family F cap 10\nlet tries = count() of attempts by sender\nrule R1 \"R\" family F points 5 when amount > 1 USD because \"x{{{name}? y}}\"\n",
        }).Diagnostics).Message);
}
