namespace Fraud.Tests.Rules;

/// <summary>What is not known of a message is not left out of a count as if it were known not to count.</summary>
public class UnknownConditionTests
{
    static string Judge(string condition, string members = "", params (string Name, string Text)[] files)
    {
        using var engine = RuleBench.Engine(RuleBench.Policy($"family F cap 9\nparam lim = none\nrule U1 \"U\" family F points 5 when {condition} because \"x\"", files));
        Explanation? why = null;
        for (int i = 0; i < 4; i++) why = engine.Evaluate(RuleBench.Payment($"{i}", 1000, currency: members.Contains("ZWL", StringComparison.Ordinal) ? "ZWL" : "USD", members: members.Replace("ZWL", "", StringComparison.Ordinal)), RuleBench.Morning.AddMinutes(i)).Explain();
        return why!.Rules.Count > 0 ? "fires" : why.NotEvaluable.Count > 0 ? why.NotEvaluable[0].Why : "silent";
    }

    [Theory]
    [InlineData("count() of attempts where risk_country by debtor over 1d >= 3", "", "no list supplied")]
    [InlineData("count() of attempts where new_device by debtor over 1d >= 3", "", "no signal supplied")]
    [InlineData("count() of attempts where new_device by debtor over 1d >= 3", ",\"signals\":\"new_device\"", "fires")]
    [InlineData("count() of attempts where new_device by debtor over 1d >= 3", ",\"signals\":{\"new_device\":false}", "silent")]
    [InlineData("count() of attempts where coalesce(new_device, false) by debtor over 1d >= 3", "", "silent")]
    [InlineData("count() of attempts where amount >= lim by debtor over 1d >= 3", "", "no policy declared")]
    [InlineData("sum(amount) of attempts by debtor over 1d >= 500 USD", "ZWL", "no exchange rate")]
    [InlineData("sum(available_balance) of attempts by debtor over 1d >= 500 USD", "", "no signal supplied")]
    [InlineData("count() of accepted where new_device by debtor over 1d >= 3", "", "silent")] // of others, what was not known is left out
    public void A_count_over_attempts_is_unknown_where_this_message_is(string condition, string members, string expected) => Assert.Equal(expected, Judge(condition, members));
}
