using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Fraud.Cli.Simulation;

namespace Fraud.Tests.Simulation;

public class PacsTextTests
{
    static readonly IReadOnlyList<SimulatedMessage> Story = BangladeshScenario.Generate(2016, WireFormat.Pacs);
    static readonly IReadOnlyList<SimulatedMessage> Traffic = [.. new InstitutionTraffic(new TrafficOptions(4_000, 7) { Format = WireFormat.Pacs })];

    [Property]
    public Property Any_payment_says_the_same_in_both_standards() => Prop.ForAll(WireOrders.Any, order => AssertTwins(order, PacsText.Write(order)));

    [Fact]
    public void The_story_is_the_same_in_both_standards() => AssertSame(BangladeshScenario.Generate(2016), Story);

    [Fact]
    public void The_traffic_is_the_same_in_both_standards()
    {
        AssertSame([.. new InstitutionTraffic(new TrafficOptions(4_000, 7))], Traffic);
        var samples = Traffic.Select(message => new PacsSample(message.Raw)).ToList();
        Assert.InRange(samples.Count(sample => sample["AppHdr/BizSvc"] == "swift.cbprplus.cov.02"), 200, 1_000);
        Assert.InRange(samples.Count(sample => sample["Document/FIToFICstmrCdtTrf/GrpHdr/SttlmInf/SttlmMtd"] == "COVE"), 200, 1_000);
        Assert.InRange(samples.Count(sample => sample["AppHdr/PssblDplct"] == "true"), 1, 50);
        Assert.Contains(samples, sample => sample.Text.Contains("<IntrBkSttlmAmt Ccy=\"JPY\">", StringComparison.Ordinal));
        Assert.Contains(samples, sample => sample.Text.Contains("<IBAN>", StringComparison.Ordinal));
    }

    [Property(MaxTest = 10)]
    public void The_seed_alone_decides_the_bytes(ulong seed)
    {
        static string Text(ulong seed) => string.Join('\n', BangladeshScenario.Generate(seed, WireFormat.Pacs).Select(message => Encoding.UTF8.GetString(message.Raw)));
        Assert.Equal(Text(seed), Text(seed));
        Assert.NotEqual(Text(seed), Text(seed + 1));
    }

    [Theory]
    [InlineData("USD", 30_000_028_00, "30000028.00")]
    [InlineData("USD", 100, "1.00")]
    [InlineData("EUR", 7, "0.07")]
    [InlineData("JPY", 123, "123")]
    public void Amounts_have_the_digits_of_fin_and_a_point(string currency, long minor, string expected)
    {
        string text = Encoding.UTF8.GetString(PacsText.Write(Story[0].Order with { Amount = new(currency, minor) }));
        Assert.Contains($"<IntrBkSttlmAmt Ccy=\"{currency}\">{expected}</IntrBkSttlmAmt>", text);
    }

    [Fact]
    public void Text_is_escaped()
    {
        var order = Story.First(message => message.Wave == 1).Order;
        string text = Encoding.UTF8.GetString(PacsText.Write(order with { Transfer = order.Transfer! with { Remittance = ["A & B", "<C>"] } }));
        Assert.Contains("<RmtInf>\n          <Ustrd>A &amp; B</Ustrd>\n          <Ustrd>&lt;C&gt;</Ustrd>\n        </RmtInf>", text);
    }

    [Fact]
    public void An_order_refused_for_want_of_agents_has_none_here_either()
    {
        var first = new PacsSample(Story.First(message => message.Wave == 1).Raw);
        Assert.DoesNotContain(first.Leaves, leaf => leaf.Contains("/CdtrAgt/", StringComparison.Ordinal) || leaf.Contains("/IntrmyAgt1/", StringComparison.Ordinal));
        Assert.Equal("2016-02-04T20:41:00+06:00", first["AppHdr/CreDt"]);
    }

    [Fact]
    public void A_bulk_holds_every_transfer_as_its_own_message_does_under_one_header()
    {
        var wave = Story.Where(message => message.Wave == 2).ToList();
        var bulk = new PacsSample(PacsText.Bulk([.. wave.Select(message => message.Order)]));
        bulk.AssertWellFormed();
        const string group = "Document/FIToFICstmrCdtTrf/GrpHdr/", payment = "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/";
        Assert.Equal(("35", "951000000.00"), (bulk[group + "NbOfTxs"], bulk[group + "CtrlSum"]));
        Assert.Equal((wave[0].Reference, wave[0].Reference), (bulk[group + "MsgId"], bulk["AppHdr/BizMsgIdr"]));
        Assert.Equal(
            wave.SelectMany(message => new PacsSample(message.Raw).Leaves.Where(leaf => leaf.StartsWith(payment, StringComparison.Ordinal))),
            bulk.Leaves.Where(leaf => leaf.StartsWith(payment, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_bulk_is_of_customers_transfers_between_two_institutions()
    {
        var (one, between) = (Story.First(message => message.Wave == 1).Order, Story.First(message => message.Order.Kind == PaymentKind.Institution).Order);
        Assert.Throws<ArgumentOutOfRangeException>(() => PacsText.Bulk([]));
        Assert.Throws<ArgumentException>(() => PacsText.Bulk([between]));
        Assert.Throws<ArgumentException>(() => PacsText.Bulk([one, one with { Receiver = "BRDWUS33" }]));
    }

    [Fact]
    public void A_refusal_names_what_it_refuses_a_second_later()
    {
        var refused = Traffic.First(message => message.Rejected);
        var answer = new PacsSample(PacsStatus.Refuse(refused.Order, refused.RefusalCode!));
        answer.AssertWellFormed();
        string id = refused.Reference + "-R", time = refused.At.AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'");
        Assert.Equal(
        [
            $"AppHdr/Fr/FIId/FinInstnId/BICFI={refused.Order.Receiver}",
            $"AppHdr/To/FIId/FinInstnId/BICFI={refused.Order.Sender}",
            $"AppHdr/BizMsgIdr={id}",
            "AppHdr/MsgDefIdr=pacs.002.001.10",
            "AppHdr/BizSvc=swift.cbprplus.02",
            $"AppHdr/CreDt={time}",
            $"Document/FIToFIPmtStsRpt/GrpHdr/MsgId={id}",
            $"Document/FIToFIPmtStsRpt/GrpHdr/CreDtTm={time}",
            $"Document/FIToFIPmtStsRpt/OrgnlGrpInfAndSts/OrgnlMsgId={refused.Reference}",
            "Document/FIToFIPmtStsRpt/OrgnlGrpInfAndSts/OrgnlMsgNmId=pacs.008.001.08",
            $"Document/FIToFIPmtStsRpt/TxInfAndSts/OrgnlInstrId={refused.Reference}",
            "Document/FIToFIPmtStsRpt/TxInfAndSts/OrgnlEndToEndId=NOTPROVIDED",
            $"Document/FIToFIPmtStsRpt/TxInfAndSts/OrgnlUETR={refused.Order.Uetr}",
            "Document/FIToFIPmtStsRpt/TxInfAndSts/TxSts=RJCT",
            "Document/FIToFIPmtStsRpt/TxInfAndSts/StsRsnInf/Rsn/Prtry=T13",
        ], answer.Leaves);
    }

    [Fact]
    public void An_archive_has_each_refusal_behind_the_payment_it_refuses()
    {
        using var made = new MemoryStream();
        using (var log = new SimulatedLog(made, LogFormat.Pacs))
            foreach (var message in Story) log.Write(message);
        var documents = Encoding.UTF8.GetString(made.ToArray()).Split("<?xml").Skip(1).Select(text => new PacsSample(Encoding.UTF8.GetBytes("<?xml" + text))).ToList();
        Assert.Equal(
            Story.SelectMany(message => message.Rejected ? new[] { message.Reference, message.Reference + "-R" } : [message.Reference]),
            documents.Select(document => document["AppHdr/BizMsgIdr"]));
        Assert.Equal(66, documents.Count(document => document["AppHdr/MsgDefIdr"] == "pacs.002.001.10"));
    }

    static void AssertSame(IReadOnlyList<SimulatedMessage> fin, IReadOnlyList<SimulatedMessage> pacs)
    {
        Assert.Equal(
            fin.Select(message => (message.At, message.Offset, message.Reference, message.RefusalCode, message.Wave, message.Note)),
            pacs.Select(message => (message.At, message.Offset, message.Reference, message.RefusalCode, message.Wave, message.Note)));
        var (asFin, asPacs) = (new WireText(WireFormat.Fin), new WireText(WireFormat.Pacs));
        foreach (var (one, other) in fin.Zip(pacs))
        {
            Assert.Equal(other.Raw, asPacs.Write(one.Order));
            Assert.Equal(one.Raw, asFin.Write(other.Order));
            AssertTwins(other.Order, other.Raw);
        }
    }

    static void AssertTwins(WireOrder order, byte[] raw)
    {
        var sample = new PacsSample(raw);
        sample.AssertWellFormed();
        Assert.Equal(PacsSample.LeavesOf(new FinSample(new FinText().Write(order)), order.Sent), sample.Leaves);
    }
}
