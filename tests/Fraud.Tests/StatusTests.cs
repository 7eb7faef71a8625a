using System.Text;
using Fraud.Cli.Simulation;
using Fraud.Tests.Acceptance;

namespace Fraud.Tests;

/// <summary>pacs.002: what a later message says became of a payment. M02 (an order repeated after a rejection) shows what the engine took from it.</summary>
public class StatusTests
{
    static readonly FraudOptions Small = new() { ProfileBudgetBytes = 64 << 20 };
    static readonly DateTimeOffset Morning = new(2024, 3, 5, 9, 0, 10, TimeSpan.Zero);
    const string Uetr = "2f7b1b9e-6d1c-4c7e-9a53-0c8e4d1f7a10", Other = "7c1d2a3b-0000-4000-8000-0c8e4d1f7a11";

    static WireOrder Order(string reference, string? uetr = Uetr) => new()
    {
        Kind = PaymentKind.Customer, Sender = "XQAADEFF", Receiver = "XQBBGB2L", Session = 1, Sequence = 1, Sent = Morning, Reference = reference, Uetr = uetr, ValueDate = new DateOnly(2024, 3, 5),
        Amount = new WireAmount("EUR", 1_234_500), CreditorAgent = "XQCCGB2L",
        Transfer = new WireTransfer(new WireParty("DE77990102030004711001", ["ROTFELS PUMPENBAU GMBH"]), new WireParty("GB33BUKB20201555555555", ["VALE FITTINGS LTD"]), ["INVOICE 7"], new WireAmount("EUR", 1_234_500)),
    };

    static byte[] Pacs(WireOrder order) => new WireText(WireFormat.Pacs).Write(order);

    /// <summary>The receiver's answer: ids as a row of a table, empty ones left out.</summary>
    static byte[] Status(string status, string reference = "", string uetr = "", string message = "", string group = "", string endToEnd = "") => Encoding.UTF8.GetBytes(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10\"><FIToFIPmtStsRpt><GrpHdr><MsgId>ANSWER</MsgId><InstgAgt><FinInstnId><BICFI>XQBBGB2L</BICFI></FinInstnId></InstgAgt>"
        + "<InstdAgt><FinInstnId><BICFI>XQAADEFF</BICFI></FinInstnId></InstdAgt></GrpHdr>"
        + (message.Length > 0 ? $"<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>{(group.Length > 0 ? $"<GrpSts>{group}</GrpSts>" : "")}</OrgnlGrpInfAndSts>" : "")
        + (status.Length > 0 ? "<TxInfAndSts>" + Tag("OrgnlInstrId", reference) + Tag("OrgnlEndToEndId", endToEnd) + Tag("OrgnlUETR", uetr) + Tag("TxSts", status) + "</TxInfAndSts>" : "")
        + "</FIToFIPmtStsRpt></Document>");

    static string Tag(string name, string text) => text.Length == 0 ? "" : $"<{name}>{text}</{name}>";

    static bool RepeatsARejected(FraudEngine engine, DateTimeOffset at) => engine.Evaluate(Pacs(Order("AGAIN", Other)), at).Explain().Rules.Any(r => r.Id == "M02");

    public static TheoryData<string, byte[], int, bool> Answers => new()
    {
        { "rejected by UETR in the same minute", Status("RJCT", uetr: Uetr), 1, true },
        { "rejected by UETR an hour later", Status("RJCT", uetr: Uetr), 3600, true },
        { "rejected by reference", Status("RJCT", reference: "FIRST"), 1, true },
        { "rejected by reference of the message, as a group", Status("", message: "FIRST", group: "RJCT"), 120, true },
        { "cancelled", Status("CANC", uetr: Uetr), 1, true },
        { "settled", Status("ACSC", uetr: Uetr), 1, false },
        { "pending", Status("PDNG", uetr: Uetr), 1, false },
        { "accepted for processing", Status("ACSP", uetr: Uetr), 1, false },
        { "rejected, but another payment", Status("RJCT", uetr: Other), 1, false },
        { "rejected, another sender's reference", Status("RJCT", reference: "SECOND"), 1, false },
        { "no payment named", Status("RJCT"), 1, false },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Status_settles_the_payment_it_answers(string what, byte[] status, int seconds, bool rejected)
    {
        using var engine = FraudEngine.Create(Small);
        engine.Evaluate(Pacs(Order("FIRST")), Morning);
        var answer = engine.Evaluate(status, Morning.AddSeconds(seconds));
        Assert.Equal((Outcome.Pass, DecodeStatus.NotATransfer), (answer.Outcome, answer.Status));
        Assert.True(rejected == RepeatsARejected(engine, Morning.AddSeconds(seconds + 120)), what);
    }

    [Fact]
    public void A_payment_in_fin_may_be_answered_in_iso_20022()
    {
        using var engine = FraudEngine.Create(Small);
        engine.Evaluate(new WireText(WireFormat.Fin).Write(Order("FIRST", null)), Morning);
        engine.Evaluate(Status("RJCT", reference: "FIRST"), Morning.AddSeconds(90));
        Assert.True(RepeatsARejected(engine, Morning.AddMinutes(10)));
    }

    [Fact]
    public void A_status_of_a_whole_message_answers_all_its_payments()
    {
        using var engine = FraudEngine.Create(Small);
        byte[] bulk = PacsText.Bulk([Order("FIRST", null), Order("SECOND", null) with { Amount = new WireAmount("EUR", 777_00) }]);
        engine.EvaluateAll(bulk, Morning);
        engine.Evaluate(Status("", message: "FIRST", group: "RJCT"), Morning.AddMinutes(5));
        Assert.True(RepeatsARejected(engine, Morning.AddMinutes(10)));
        Assert.Contains(engine.Evaluate(Pacs(Order("THIRD", null) with { Amount = new WireAmount("EUR", 777_00) }), Morning.AddMinutes(11)).Explain().Rules, r => r.Id == "M02");
    }

    [Fact]
    public void Settlement_releases_a_review_but_no_hold()
    {
        var story = Story.Of(2016);
        using var engine = FraudEngine.Create(Small);
        Story.Run(engine, story.Where(m => !m.Attack));
        var theft = story.First(m => m.Wave == 2);
        int before = engine.Statistics.OpenDecisions;
        Assert.Equal(Outcome.Hold, engine.Evaluate(Pacs(theft.Order), theft.At).Outcome);
        byte[] Answer(string status) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Status(status, reference: theft.Reference)).Replace("XQAADEFF", theft.Order.Sender, StringComparison.Ordinal));
        engine.Evaluate(Answer("ACSC"), theft.At.AddSeconds(5));
        Assert.Equal(before + 1, engine.Statistics.OpenDecisions);
        engine.Evaluate(Answer("RJCT"), theft.At.AddSeconds(6));
        Assert.Equal(before, engine.Statistics.OpenDecisions);
    }

    [Fact]
    public void A_log_that_took_the_status_says_nothing_of_the_payment()
    {
        using var engine = FraudEngine.Create(Small);
        engine.Evaluate(Pacs(Order("FIRST")), Morning);
        engine.EvaluateBatch([new MessageInput(Status("RJCT", uetr: Uetr), Morning.AddSeconds(2), Settlement.Accepted)], new Decision[1]);
        Assert.True(RepeatsARejected(engine, Morning.AddMinutes(10)));
    }

    [Theory]
    [InlineData("<OrgnlTxId>&bad;</OrgnlTxId>", "")]
    [InlineData("", "<AppHdr><BizSvc>swift.cbprplus.02!p</BizSvc></AppHdr>")]
    public void What_is_broken_or_a_test_settles_nothing(string inside, string before)
    {
        using var engine = FraudEngine.Create(Small);
        engine.Evaluate(Pacs(Order("FIRST")), Morning);
        string status = Encoding.UTF8.GetString(Status("RJCT", uetr: Uetr)).Replace("<TxSts>", inside + "<TxSts>", StringComparison.Ordinal);
        engine.Evaluate(Encoding.UTF8.GetBytes(before + status), Morning.AddSeconds(2));
        Assert.False(RepeatsARejected(engine, Morning.AddMinutes(10)));
    }

    [Fact]
    public void The_reference_tells_a_payment_from_its_cover()
    {
        using var engine = FraudEngine.Create(Small);
        engine.Evaluate(Pacs(Order("FIRST")), Morning);
        engine.Evaluate(Pacs(Order("COVER") with { Kind = PaymentKind.Cover, RelatedReference = "FIRST", CreditorInstitution = new WireAgent("XQCCGB2L"), Amount = new WireAmount("EUR", 555) }), Morning.AddSeconds(1));
        engine.Evaluate(Status("RJCT", reference: "FIRST", uetr: Uetr), Morning.AddSeconds(2));
        Assert.True(RepeatsARejected(engine, Morning.AddMinutes(10)));
    }

    [Fact]
    public void A_status_that_answers_nothing_is_counted()
    {
        using var engine = FraudEngine.Create(Small);
        engine.Evaluate(Status("RJCT", uetr: Uetr), Morning);
        Assert.Equal(1, engine.Statistics.UnmatchedStatuses);
    }

    [Fact]
    public void A_rejection_after_the_hosts_own_word_is_heard()
    {
        var story = Story.Of(2016);
        using var engine = FraudEngine.Create(Small);
        Story.Run(engine, story.Where(m => !m.Attack));
        var theft = story.First(m => m.Wave == 2);
        var held = engine.Evaluate(Pacs(theft.Order), theft.At);
        Assert.True(engine.Settle(held.Id, Settlement.Accepted));
        engine.Evaluate(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Status("RJCT", reference: theft.Reference)).Replace("XQAADEFF", theft.Order.Sender, StringComparison.Ordinal)), theft.At.AddMinutes(5));
        var again = engine.Evaluate(Pacs(theft.Order with { Reference = "AGAIN" }), theft.At.AddMinutes(10));
        Assert.Contains(again.Explain().Rules, r => r.Id == "M02");
    }

    [Fact]
    public void Only_so_many_payments_can_be_answered()
    {
        using var engine = FraudEngine.Create(Small with { AnswerableTransfers = 4 });
        engine.Evaluate(Pacs(Order("FIRST")), Morning);
        for (int i = 0; i < 4; i++) engine.Evaluate(Pacs(Order($"LATER{i}", null)), Morning.AddSeconds(i + 1));
        engine.Evaluate(Status("RJCT", uetr: Uetr), Morning.AddSeconds(20));
        Assert.False(RepeatsARejected(engine, Morning.AddMinutes(10)));
    }
}
