using System.Text;

namespace Fraud.Tests.Rules;

/// <summary>What the host supplies beside a payment, or by its lists: a rule fires, does not, or is not evaluable for a reason.</summary>
public class HostFactTests
{
    static readonly DateTimeOffset s_day = new(2026, 6, 1, 10, 0, 0, TimeSpan.Zero);

    static string Judge(string condition, string members, string file = "", string text = "")
    {
        var files = new Dictionary<string, string> { ["my.rules"] = $"family F cap 10\nrule R1 \"R\" family F points 5 when {condition} because \"x\"\n" };
        if (file.Length > 0) files[file] = text;
        var policy = Policy.Parse(files);
        Assert.Empty(policy.Diagnostics);
        using var engine = new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 64 << 20 });
        string debtor = members.Contains("debtor_account\":", StringComparison.Ordinal) ? "" : ",\"debtor_account\":\"1\"";
        string message = $$"""{"id":"1"{{debtor}},"creditor_account":"2","amount":50000,"currency":"EUR"{{members}}}""";
        var explanation = engine.Evaluate(Encoding.UTF8.GetBytes(message), s_day).Explain();
        return explanation.Rules.Count > 0 ? "fires" : explanation.NotEvaluable.Count > 0 ? explanation.NotEvaluable[0].Why : "clean";
    }

    // 50,000 euros are about 57,000 dollars in 2026.
    [Theory]
    [InlineData("available_balance >= amount", ",\"signals\":{\"available_balance\":50000}", "fires")]
    [InlineData("available_balance >= amount", ",\"signals\":\"available_balance=49999.99\"", "clean")]
    [InlineData("available_balance >= amount", ",\"signals\":{\"malware\":false}", "no signal supplied")]
    [InlineData("debtor_account_age < 24h", ",\"signals\":{\"debtor_account_age\":\"3h\"}", "fires")]
    [InlineData("debtor_account_age < 24h", ",\"signals\":{\"debtor_account_age\":\"12d\"}", "clean")]
    [InlineData("debtor_account_age < 24h", ",\"signals\":{\"creditor_account_age\":\"3h\"}", "no signal supplied")]
    [InlineData("creditor_account_age < 30d", ",\"signals\":{\"creditor_account_age\":\"12d\"}", "fires")]
    [InlineData("batch", ",\"signals\":\"batch\"", "fires")]
    [InlineData("batch", ",\"signals\":{\"batch\":false}", "clean")]
    [InlineData("batch", ",\"signals\":\"none\"", "no signal supplied")]
    [InlineData("amount_in_currency >= 50000", "", "fires")]
    [InlineData("amount_in_currency > 50000", "", "clean")]
    [InlineData("debtor_class = \"organisation\"", ",\"debtor_name\":\"Elbtal Werke GmbH\"", "fires")]
    [InlineData("debtor_class = \"organisation\"", ",\"debtor_name\":\"Maria Schneider\"", "clean")]
    [InlineData("debtor_class = \"organisation\"", "", "field absent")]
    public void Rules_read_what_the_host_supplies(string condition, string members, string verdict) => Assert.Equal(verdict, Judge(condition, members));

    [Theory]
    [InlineData("merchant", "merchants.list", "account 2", "", "fires")]
    [InlineData("merchant", "merchants.list", "name Baker Street Bakery", ",\"creditor_name\":\"BAKER STREET BAKERY\"", "fires")]
    [InlineData("merchant", "merchants.list", "account 1", "", "clean")]
    [InlineData("merchant", "", "", "", "no list supplied")]
    [InlineData("debtor_merchant", "merchants.list", "account 1", "", "fires")]
    [InlineData("risk_country", "risk_countries.list", "country KP", ",\"creditor_country\":\"KP\"", "fires")]
    [InlineData("risk_country", "risk_countries.list", "country KP", ",\"creditor_agent\":\"AAAAKPPY\"", "fires")]
    [InlineData("risk_country", "risk_countries.list", "country KP 2026-06-02", ",\"creditor_country\":\"KP\"", "clean")]
    [InlineData("risk_country", "", "", ",\"creditor_country\":\"KP\"", "no list supplied")]
    [InlineData("announced_account", "announced_accounts.list", "account 2", "", "fires")]
    [InlineData("announced_account", "announced_accounts.list", "account 3", "", "clean")]
    public void Rules_read_the_lists_of_the_host(string condition, string file, string text, string members, string verdict) => Assert.Equal(verdict, Judge(condition, members, file, text + "\n"));

    // The report of 20 May; issued 20 days before 1 June is 12 May, 5 days is 27 May.
    [Theory]
    [InlineData(",\"operator\":\"TOKEN-77\"", "fires")]
    [InlineData(",\"device\":\"token 77\"", "fires")]
    [InlineData(",\"operator\":\"TOKEN-77\",\"signals\":{\"operator_issued\":\"20d\"}", "fires")]
    [InlineData(",\"operator\":\"TOKEN-77\",\"signals\":{\"operator_issued\":\"12d\"}", "fires")]
    [InlineData(",\"operator\":\"TOKEN-77\",\"signals\":{\"operator_issued\":\"5d\"}", "clean")]
    [InlineData(",\"operator\":\"TOKEN-77\",\"signals\":{\"device_issued\":\"5d\"}", "fires")]
    [InlineData(",\"terminal\":\"TOKEN-78\"", "clean")]
    [InlineData(",\"terminal\":\"ALWAYS-1\",\"signals\":{\"terminal_issued\":\"1d\"}", "fires")]
    [InlineData(",\"credential\":\"FUTURE-1\"", "clean")]
    [InlineData("", "no signal supplied")]
    public void An_element_is_compromised_until_it_is_issued_anew(string members, string verdict) =>
        Assert.Equal(verdict, Judge("compromised_element", members, "compromised.list", "element TOKEN-77 2026-05-20\nelement ALWAYS-1\nelement FUTURE-1 2026-06-02\n"));

    [Fact]
    public void Without_a_list_no_element_is_known_to_be_sound() => Assert.Equal("no list supplied", Judge("compromised_element", ",\"operator\":\"TOKEN-77\""));

    // 10:00 UTC is noon in Berlin, 18:00 in Shanghai.
    [Theory]
    [InlineData("", "", "no calendar")]
    [InlineData(",\"debtor_country\":\"CN\"", "", "18h")]
    [InlineData(",\"debtor_account\":\"DE00INVENTED000000001\"", "", "12h")]
    [InlineData("", "calendar DEFAULT base CN\n", "18h")]
    [InlineData(",\"debtor_country\":\"DE\"", "calendar DEFAULT base CN\n", "12h")]
    [InlineData(",\"debtor_agent\":\"AAAADEFF\"", "calendar DEFAULT base CN\n", "12h")]
    [InlineData(",\"debtor_agent\":\"AAAAKPPY\",\"debtor_country\":\"DE\"", "calendar DEFAULT base CN\n", "no calendar")]
    public void A_wallet_without_a_bank_goes_by_the_time_of_its_country_or_of_the_policy(string members, string calendar, string time)
    {
        string Of(string condition) => Judge(condition, members, calendar.Length == 0 ? "" : "DEFAULT.calendar", calendar);
        Assert.Equal(time == "no calendar" ? time : "fires", Of($"local_time = {(time == "no calendar" ? "12h" : time)}"));
    }
}
