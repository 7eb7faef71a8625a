using static Fraud.Tests.Acceptance.WalletStory;

namespace Fraud.Tests.Acceptance;

/// <summary>Ways around the rules that cost a thief nothing: a coin first, another currency, another spelling, a reference left out. None of them may pay.</summary>
public class EvasionTests
{
    static readonly decimal[] Everyday = [12.40m, 8.90m, 23.15m, 31.80m, 17.25m, 54.60m, 9.75m, 14.30m, 41.20m, 26.45m, 19.99m];

    static DateTimeOffset Utc(int year, int month, int day, int hour, int minute = 0) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    static Wire Order(string sender) => new() { Sender = sender, Receiver = "HUDSUS33", Reference = "", Amount = "", Debtor = "/7700-41920\r\nOSTHAFEN LAGERHAUS LIMITED" };

    /// <summary>Payments that pass are learned within a minute: the burst and the day must not become their own measure.</summary>
    [Fact]
    public void A_burst_of_payments_that_pass_is_a_burst_all_the_same()
    {
        using var story = new WalletStory().Neighbours().Habit("DORA", Everyday);
        Verdict last = null!;
        for (int i = 0; i < 45; i++) last = story.Pay(Day(121, "12:00").AddMinutes(i), "DORA", "DORA-BAKERY", 45.10m + i % 3);
        Assert.True(last.Rules.Contains("V01", StringComparison.Ordinal) && last.Rules.Contains("A06", StringComparison.Ordinal), last.ToString());
    }

    [Fact]
    public void Another_currency_makes_an_old_customer_no_cold_start()
    {
        using var story = new WalletStory().Neighbours().Habit("BERTA", Everyday);
        var verdict = story.Pay(Day(121, "14:30"), "BERTA", "SAFE-ACCOUNT", 2900, "\"signals\":{\"new_device\":false,\"session_authorised\":true,\"payee_check\":\"close\",\"payee_check_age\":\"1m\",\"available_balance\":3050}", "CHF");
        Assert.True(verdict.Outcome == Outcome.Hold, verdict.ToString());
    }

    [Theory]
    [InlineData("\"payee_check\":\"close\",\"payee_check_age\":\"1m\",\"session_authorised\":true")]
    [InlineData("\"payee_check\":\"close\",\"session_authorised\":true")] // nobody says when it was checked
    [InlineData("\"payee_check\":\"close\"")]                             // nor whose session it was
    public void An_optional_signal_left_out_disarms_no_rule(string signals)
    {
        using var story = new WalletStory().Neighbours().Habit("BERTA", Everyday);
        var verdict = story.Pay(Day(121, "14:30"), "BERTA", "SAFE-ACCOUNT", 2900, $"\"signals\":{{{signals},\"available_balance\":3050}}");
        Assert.True(verdict.Outcome == Outcome.Hold, verdict.ToString());
    }

    /// <summary>A known supplier, three euros to the new account first, ten minutes later the invoice.</summary>
    [Fact]
    public void A_coin_to_the_new_account_does_not_make_it_the_suppliers()
    {
        using var story = new WalletStory().Neighbours().Habit("FIRMA", [900, 1200, 2100, 3300, 1700, 2600, 4100]);
        for (int month = 0; month < 4; month++) story.Pay(Day(20 + 28 * month, "10:00"), "FIRMA", "DE-OLD", 2_400, "\"creditor_name\":\"Norddraht Stahl GmbH\",\"creditor_agent\":\"NORDDEHH\"");
        story.Pay(Day(121, "10:00"), "FIRMA", "HK-NEW", 3, "\"creditor_name\":\"Norddraht Stahl GmbH\",\"creditor_agent\":\"PEARHKHH\"");
        var verdict = story.Pay(Day(121, "10:10"), "FIRMA", "HK-NEW", 184_000, "\"creditor_name\":\"Norddraht Stahl GmbH\",\"creditor_agent\":\"PEARHKHH\"");
        Assert.True(verdict.Rules.Contains("N04", StringComparison.Ordinal) && verdict.Outcome >= Outcome.Review, verdict.ToString());
    }

    [Theory]
    [InlineData("Norddraht Stahl")]
    [InlineData("STAHL NORDDRAHT GMBH")]
    [InlineData("Norddraht-Stahl, GmbH")]
    public void A_supplier_is_the_same_however_its_name_is_put(string name)
    {
        using var story = new WalletStory().Neighbours().Habit("FIRMA", [900, 1200, 2100, 3300, 1700, 2600, 4100]);
        for (int month = 0; month < 4; month++) story.Pay(Day(20 + 28 * month, "10:00"), "FIRMA", "DE-OLD", 2_400, "\"creditor_name\":\"Norddraht Stahl GmbH\",\"creditor_agent\":\"NORDDEHH\"");
        var verdict = story.Pay(Day(121, "10:10"), "FIRMA", "HK-NEW", 184_000, $"\"creditor_name\":\"{name}\",\"creditor_agent\":\"PEARHKHH\"");
        Assert.True(verdict.Rules.Contains("N04", StringComparison.Ordinal) && verdict.Outcome >= Outcome.Review, verdict.ToString());
    }

    [Theory]
    [InlineData("plainly")]
    [InlineData("after an attempt that is rejected")]
    [InlineData("with a little of its own")]
    [InlineData("within the minute")]
    public void Money_that_passes_through_is_seen(string how)
    {
        using var story = new WalletStory().Neighbours();
        for (int i = 0; i < 6; i++) story.Pay(Day(121, $"{9 + i:00}:00"), $"STRANGER-{i}", "MULE", 650 + i, "\"kind\":\"p2p\",\"signals\":{\"creditor_account_age\":\"12d\"}");
        const string Out = "\"kind\":\"p2p\",\"signals\":{\"debtor_account_age\":\"12d\"}";
        if (how.Contains("rejected", StringComparison.Ordinal)) story.Pay(Day(121, "14:02"), "MULE", "WALLET-NEW", 9_000, Out, settled: Settlement.Rejected);
        var verdict = story.Pay(Day(121, how == "within the minute" ? "14:00:30" : "14:10"), "MULE", "WALLET-NEW", how.Contains("own", StringComparison.Ordinal) ? 5_100 : 3_700, Out);
        Assert.True(verdict.Rules.Contains("F01", StringComparison.Ordinal) && verdict.Outcome == Outcome.Hold, verdict.ToString());
    }

    [Fact]
    public void A_coin_an_hour_before_does_not_wake_the_sleeper()
    {
        using var story = new WalletStory().Neighbours(300);
        story.Pay(Day(1, "10:00"), "OPENER", "SLEEPER", 5);
        story.Pay(Day(250, "10:00"), "STRANGER-1", "SLEEPER", 1);
        var verdict = story.Pay(Day(250, "11:00"), "STRANGER-2", "SLEEPER", 30_000);
        Assert.True(verdict.Rules.Contains("F06", StringComparison.Ordinal), verdict.ToString());
    }

    [Theory]
    [InlineData("DE89370400440532013000", "DE89 3704 0044 0532 0130 00")]
    [InlineData("DE89370400440532013000", "de89-3704-0044-0532-0130-00")]
    public void An_account_is_the_same_however_it_is_written(string usual, string spelt)
    {
        using var story = new WalletStory().Neighbours().Habit("ANNA", Everyday);
        for (int month = 0; month < 4; month++) story.Pay(Day(20 + 28 * month, "10:00"), "ANNA", usual, 40);
        Assert.Equal("Pass 0: ", story.Pay(Day(121, "10:00"), "ANNA", spelt, 40).ToString());
    }

    [Fact]
    public void Without_a_calendar_the_cap_of_a_day_stands()
    {
        using var engine = new FraudEngine(Policy.RetailWallet, new FraudOptions { ProfileBudgetBytes = 128 << 20 });
        Decision last = default;
        for (int i = 0; i < 101; i++)
            last = engine.Evaluate(System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{i}}","debtor_account":"A","creditor_account":"SHOP","amount":2.5{{i % 10}},"currency":"USD","kind":"merchant_payment"}"""), Utc(2026, 6, 1, 1).AddMinutes(10 * i));
        Assert.True(last.Outcome == Outcome.Review, string.Join(' ', last.Explain().Rules.Select(r => r.Id)));
    }

    [Fact]
    public void No_allowance_beats_the_forbidden_list()
    {
        var policy = Story.Institution("override force pass when amount > 1 USD until 2099-12-31 by \"A\" because \"B\"", files: ("forbidden.list", "account 9990001\n"));
        using var desk = new Desk(policy);
        var answer = desk.Send(Order("VLTAMTMT") with { Reference = "X1", Amount = "USD500,00", Creditor = "/9990001\r\nSOMEBODY", Agent = "RHNHDEFF" }, Utc(2026, 3, 3, 9));
        Assert.True(answer.Outcome == Outcome.Hold, answer.Line);
    }

    /// <summary>Sonali with one field left out: a cover that names no customer transfer has none.</summary>
    [Fact]
    public void A_cover_without_a_related_reference_is_an_orphan()
    {
        const string Bank = "SNLIBDDH";
        using var desk = new Desk();
        desk.Habit(Order(Bank), Utc(2016, 5, 31, 6), 60, 300_000, weekend: "Fri Sat");
        for (int i = 0; i < 12; i++)
        {
            var at = Utc(2016, 6, 1, 6).AddHours(i / 4.0);
            var leg = Order(Bank) with { Day = "160601", Reference = desk.Next(at), Amount = $"USD{312_000 + i},50", Creditor = "/GB29SEVN60161331926819\r\nSEVERN MARINE SUPPLIES LIMITED\r\nBRISTOL", Agent = "SEVNGB2L", Institution = "SEVNGB2L" };
            desk.Send(leg with { Receiver = "SEVNGB2L" }, at, Settlement.Accepted);
            desk.Send((leg with { Reference = leg.Reference + "C", Related = leg.Reference }).Mt202Cov, at.AddMinutes(2), Settlement.Accepted);
        }
        var alone = Order(Bank) with { Day = "160602", Reference = "C1", Amount = "USD250000,50", Creditor = "/TR330006100519786457841326\r\nANADOLU DIS TICARET LIMITED", Agent = "ANDLTRIS", Institution = "ANDLTRIS" };
        foreach (string related in (string[])["NONREF", "", "FT999999-1"])
        {
            var answer = desk.Send((alone with { Reference = "C" + related, Related = related }).Mt202Cov, Utc(2016, 6, 2, 7));
            Assert.True(answer.Fired("M05"), $"'{related}': {answer.Line}; {string.Join(' ', answer.Why.NotEvaluable)}");
        }
    }

    /// <summary>Banco del Austro by UETR: another reference, the same transaction, another amount and creditor.</summary>
    [Fact]
    public void A_transaction_that_comes_again_with_other_content_is_seen_whatever_its_reference()
    {
        using var desk = new Desk();
        const string Uetr = "eb6305c9-1f7f-49de-aed0-16487c27b42d";
        var first = Order("VLTAMTMT") with { Uetr = Uetr, Reference = "FT-1", Amount = "USD500000,00", Creditor = "/4410772093\r\nMUSASHI BRIDGE WORKS CO LTD", Agent = "MUSAJPJT" };
        desk.Send(first, Utc(2024, 3, 4, 9), Settlement.Rejected);
        var answer = desk.Send(first with { Reference = "FT-2", Amount = "USD480000,00", Creditor = "/HK0099120077\r\nKOWLOON STAR TRADING LIMITED", Agent = "KWLNHKHH" }, Utc(2024, 3, 5, 9));
        Assert.True(answer.Fired("M03"), answer.Line);
        Assert.False(desk.Send(first with { Reference = "FT-3", Uetr = "" }, Utc(2024, 3, 6, 9)).Fired("M03"));
    }

    /// <summary>ISO 20022 writes NOTPROVIDED where there is no reference: two such payments are not one that was altered.</summary>
    [Fact]
    public void A_reference_that_is_not_provided_names_nothing()
    {
        using var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 160 << 20 });
        string Rules(int i) => string.Join(' ', engine.Evaluate(System.Text.Encoding.UTF8.GetBytes($"""
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr><MsgId>B-{i}</MsgId><InstgAgt><FinInstnId><BICFI>XQAADEFF</BICFI></FinInstnId></InstgAgt></GrpHdr>
            <CdtTrfTxInf><PmtId><InstrId>NOTPROVIDED</InstrId><EndToEndId>NOTPROVIDED</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="EUR">{100 + i}</IntrBkSttlmAmt><Dbtr><Nm>Mueller</Nm></Dbtr><Cdtr><Nm>Vale Fittings {i}</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>
            """), Utc(2026, 3, 3, 9, i)).Explain().Rules.Select(r => r.Id));
        Rules(1);
        Assert.DoesNotContain("M03", Rules(2), StringComparison.Ordinal);
    }
}
