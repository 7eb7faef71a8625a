using System.Text;

namespace Fraud.Tests.Rules;

/// <summary>Rules on what stands beside a payment: fire, do not fire, or cannot be judged.</summary>
public class SignalRuleTests
{
    static readonly DateTimeOffset s_day = new(2026, 6, 1, 10, 0, 0, TimeSpan.Zero);

    /// <summary>"fires", "clean", or why it could not be judged.</summary>
    static string Judge(string condition, byte[] message, DateTimeOffset at, string? list = null)
    {
        var files = new Dictionary<string, string> { ["my.rules"] = $"family F cap 10\nrule R1 \"R\" family F points 5 when {condition} because \"x\"\n" };
        if (list is not null) files[list.StartsWith("term", StringComparison.Ordinal) ? "watch.list" : "forbidden.list"] = list;
        var policy = Policy.Parse(files);
        Assert.Empty(policy.Diagnostics);
        using var engine = new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 64 << 20 });
        var explanation = engine.Evaluate(message, at).Explain();
        return explanation.Rules.Count > 0 ? "fires" : explanation.NotEvaluable.Count > 0 ? explanation.NotEvaluable[0].Why : "clean";
    }

    static string Judge(string condition, string members) => Judge(condition,
        Encoding.UTF8.GetBytes($$"""{"id":"1","debtor_account":"1","creditor_account":"2","amount":5,"currency":"USD"{{members}}}"""), s_day);

    [Theory]
    [InlineData("kind = \"p2p\"", ",\"kind\":\"p2p\"", "fires")]
    [InlineData("kind = \"p2p\"", ",\"kind\":\"refund\"", "clean")]
    [InlineData("kind = \"other\"", ",\"kind\":\"tombola\"", "fires")]
    [InlineData("kind = \"p2p\"", "", "field absent")]
    [InlineData("channel = \"ussd\"", ",\"channel\":\"ussd\"", "fires")]
    [InlineData("channel = \"other\"", ",\"channel\":\"pigeon\"", "fires")]
    [InlineData("channel = \"ussd\"", "", "field absent")]
    [InlineData("payee_check = \"no_match\" and payee_check_age <= 24h", ",\"signals\":{\"payee_check\":\"no_match\",\"payee_check_age\":\"24h\"}", "fires")]
    [InlineData("payee_check = \"no_match\" and payee_check_age <= 24h", ",\"signals\":{\"payee_check\":\"no_match\",\"payee_check_age\":\"86401s\"}", "clean")]
    [InlineData("payee_check = \"match\"", ",\"signals\":{\"payee_check\":\"match\"}", "fires")]
    [InlineData("payee_check = \"no_match\"", ",\"signals\":{\"malware\":true}", "no signal supplied")]
    [InlineData("malware", ",\"signals\":{\"malware\":true}", "fires")]
    [InlineData("remote_access", ",\"signals\":\"remote_access\"", "fires")]
    [InlineData("new_device", ",\"signals\":\"new_device\"", "fires")]
    [InlineData("emulator", ",\"signals\":\"emulator\"", "fires")]
    [InlineData("impossible_travel", ",\"signals\":\"impossible_travel\"", "fires")]
    [InlineData("unusual_place", ",\"signals\":\"unusual_place\"", "fires")]
    [InlineData("session_authorised", ",\"signals\":\"session_authorised\"", "fires")]
    [InlineData("remote_access", ",\"signals\":{\"remote_access\":false}", "clean")]
    [InlineData("remote_access", ",\"signals\":\"none\"", "clean")]
    [InlineData("remote_access", ",\"signals\":{\"malware\":true}", "no signal supplied")]
    [InlineData("remote_access", "", "no signal supplied")]
    [InlineData("credential_age < 24h", ",\"signals\":{\"phone_changed\":\"3d\",\"device_changed\":\"35m\"}", "fires")]
    [InlineData("credential_age < 24h", ",\"signals\":{\"phone_changed\":\"3d\"}", "clean")]
    [InlineData("credential_age < 24h", "", "no signal supplied")]
    [InlineData("reports >= 2", ",\"signals\":{\"reports\":2}", "fires")]
    [InlineData("reports >= 2", ",\"signals\":{\"reports\":0}", "clean")]
    [InlineData("reports >= 2", "", "no signal supplied")]
    [InlineData("ultimate_creditor = creditor_name_key", ",\"creditor_name\":\"Acme Ltd.\",\"ultimate_creditor_name\":\"ACME LTD\"", "fires")]
    [InlineData("has(ultimate_debtor)", ",\"ultimate_debtor_name\":\"Ali\"", "fires")]
    [InlineData("creditor_address_form = \"unstructured\"", ",\"creditor_address\":\"Dhaka\"", "fires")]
    [InlineData("debtor_address_form = \"none\"", "", "fires")]
    [InlineData("address_breach", ",\"creditor_address\":\"Dhaka\"", "clean")]
    [InlineData("address_breach", "", "field absent")]
    public void Rules_read_what_stands_beside_a_payment(string condition, string members, string verdict) => Assert.Equal(verdict, Judge(condition, members));

    [Theory]
    [InlineData("forbidden", "name Bad Actor", ",\"ultimate_debtor_name\":\"Bad Actor\"", "fires")]
    [InlineData("forbidden", "name Bad Actor", ",\"ultimate_creditor_name\":\"BAD ACTOR\"", "fires")]
    [InlineData("forbidden", "name Bad Actor", ",\"ultimate_creditor_name\":\"Good Actor\"", "clean")]
    [InlineData("watch_term", "term Jupiter", ",\"ultimate_debtor_name\":\"Jupiter Shipping\"", "fires")]
    [InlineData("watch_term", "term Jupiter", ",\"ultimate_creditor_name\":\"Jupiter Shipping\"", "fires")]
    public void Lists_see_the_ultimate_parties(string condition, string list, string members, string verdict) => Assert.Equal(verdict, Judge(condition,
        Encoding.UTF8.GetBytes($$"""{"id":"1","debtor_account":"1","creditor_account":"2","amount":5,"currency":"USD"{{members}}}"""), s_day, list));

    // Town and country as elements, lines, day of the message (UTC) → verdict of address_breach
    [Theory]
    [InlineData("", "Main Street 1", "2026-11-13T23:59:59Z", "clean")]
    [InlineData("", "Main Street 1", "2026-11-14T00:00:00Z", "fires")]
    [InlineData("<TwnNm>Bonn</TwnNm>", "", "2026-11-14T00:00:00Z", "fires")]
    [InlineData("<TwnNm>Bonn</TwnNm><Ctry>DE</Ctry>", "Main Street 1", "2026-11-14T00:00:00Z", "clean")]
    [InlineData("<TwnNm>Bonn</TwnNm><Ctry>DE</Ctry>", "", "2026-11-14T00:00:00Z", "clean")]
    [InlineData("", "", "2026-11-14T00:00:00Z", "field absent")]
    public void Addresses_are_held_against_the_rule_of_their_day(string parts, string line, string at, string verdict)
    {
        string address = parts.Length + line.Length == 0 ? "" : $"<PstlAdr>{parts}{(line.Length > 0 ? $"<AdrLine>{line}</AdrLine>" : "")}</PstlAdr>";
        string message = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M</MsgId></GrpHdr><CdtTrfTxInf><IntrBkSttlmAmt Ccy=\"EUR\">1</IntrBkSttlmAmt>"
            + $"<Dbtr><Nm>A</Nm></Dbtr><Cdtr><Nm>B</Nm>{address}</Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>";
        Assert.Equal(verdict, Judge("address_breach", Encoding.UTF8.GetBytes(message), DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));
    }
}
