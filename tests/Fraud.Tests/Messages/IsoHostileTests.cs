using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Messages;

/// <summary>XML that wants to do harm, or was cut off: a status and no exception, in bounded time.</summary>
public class IsoHostileTests
{
    const string Head = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf>";

    public static TheoryData<string, string, DecodeStatus> Cases => new()
    {
        { "a document type", "<!DOCTYPE Document><Document/>", DecodeStatus.DtdRefused },
        { "an external entity", "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Document><FIToFICstmrCdtTrf>&x;</FIToFICstmrCdtTrf></Document>", DecodeStatus.DtdRefused },
        { "a billion laughs", "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]><lolz>&lol2;</lolz>", DecodeStatus.DtdRefused },
        { "a document type inside", Head + "<!DOCTYPE x>", DecodeStatus.DtdRefused },
        { "an entity of its own", Head + "<CdtTrfTxInf><Cdtr><Nm>&evil;</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>", DecodeStatus.Malformed },
        { "a reference to no character", Head + "<CdtTrfTxInf><Cdtr><Nm>&#0;</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>", DecodeStatus.Malformed },
        { "a reference beyond Unicode", Head + "<CdtTrfTxInf><Cdtr><Nm>&#x110000;</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>", DecodeStatus.Malformed },
        { "tags that cross", "<Document><FIToFICstmrCdtTrf><CdtTrfTxInf></FIToFICstmrCdtTrf></CdtTrfTxInf></Document>", DecodeStatus.Malformed },
        { "an end without a start", "</Document>", DecodeStatus.Malformed },
        { "a tag without a name", "<Document>< ></Document>", DecodeStatus.Malformed },
        { "a payment under an element of nobody", "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><W><FIToFICstmrCdtTrf><CdtTrfTxInf/></FIToFICstmrCdtTrf></W></Document>", DecodeStatus.Misplaced },
        { "a payment beside the transactions", Head + "<CdtTrfTxInf/><X><CdtTrfTxInf><IntrBkSttlmAmt Ccy=\"USD\">9</IntrBkSttlmAmt></CdtTrfTxInf></X></FIToFICstmrCdtTrf></Document>", DecodeStatus.Misplaced },
        { "a payment in a payment", Head + "<CdtTrfTxInf><CdtTrfTxInf/></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>", DecodeStatus.Misplaced },
        { "a document that is not what it calls itself", "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><Nothing/></Document>", DecodeStatus.Misplaced },
        { "two documents without a wrapper", Head + "</FIToFICstmrCdtTrf></Document>" + Head + "</FIToFICstmrCdtTrf></Document>", DecodeStatus.Malformed },
        { "an encoding that hides brackets", "<?xml version=\"1.0\" encoding=\"ISO-2022-JP\"?>" + Head + "</FIToFICstmrCdtTrf></Document>", DecodeStatus.WrongEncoding },
        { "an encoding declared and not kept", "<?xml version=\"1.0\" encoding='UTF-16'?>" + Head + "</FIToFICstmrCdtTrf></Document>", DecodeStatus.WrongEncoding },
        { "a group of a thousand values", Head + "<GrpHdr>" + string.Concat(Enumerable.Repeat("<MsgId>a</MsgId>", 1000)) + "</GrpHdr><CdtTrfTxInf/></FIToFICstmrCdtTrf></Document>", DecodeStatus.OverLimit },
        { "an address of a megabyte", "<Document><CstmrCdtTrfInitn><PmtInf><Dbtr><PstlAdr>" + string.Concat(Enumerable.Repeat("<AdrLine>" + new string('a', 1000) + "</AdrLine>", 400)) + "</PstlAdr></Dbtr><CdtTrfTxInf/></PmtInf></CstmrCdtTrfInitn></Document>", DecodeStatus.OverLimit },
        { "a quote in a currency", Head + "<CdtTrfTxInf><IntrBkSttlmAmt Ccy=\"\"SD\">1</IntrBkSttlmAmt></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>" + new string(' ', 200), DecodeStatus.Malformed },
        { "a quote in a name", "<Document><a\"b></a\"b></Document>", DecodeStatus.Malformed },
        { "a quote in a name of many", Head + "<CdtTrfTxInf><a\"b>1</a\"b></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>" + new string(' ', 200), DecodeStatus.Malformed },
        { "an equals sign in a name of many", Head + "<CdtTrfTxInf><a=b>1</a=b></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>" + new string(' ', 200), DecodeStatus.Malformed },
        { "a quote in an attribute's name", "<Document a\"b=\"c\"></Document>", DecodeStatus.Malformed },
        { "an attribute without quotes", "<Document a=b></Document>", DecodeStatus.Malformed },
        { "an attribute that does not end", "<Document a=\"b></Document>", DecodeStatus.Malformed },
        { "a comment that does not end", "<Document><!-- </Document>", DecodeStatus.Malformed },
        { "a section that does not end", "<Document><![CDATA[ </Document>", DecodeStatus.Malformed },
        { "three roots", "<AppHdr/><Document/><Document/>", DecodeStatus.Malformed },
        { "text behind the root", "<Document></Document>text", DecodeStatus.Malformed },
        { "text before the root", "text<Document></Document>", DecodeStatus.NotAMessage },
        { "no root", "<?xml version=\"1.0\"?>", DecodeStatus.Malformed },
        { "another kind of XML", "<html><body>hello</body></html>", DecodeStatus.NotAMessage },
        { "a bracket alone", "<", DecodeStatus.Malformed },
        { "a thousand levels", string.Concat(Enumerable.Repeat("<a>", 1000)), DecodeStatus.OverLimit },
        { "a thousand levels inside", Head + string.Concat(Enumerable.Repeat("<PmtId>", 1000)), DecodeStatus.OverLimit },
        { "a name too long", Head + "<CdtTrfTxInf><Cdtr><Nm>" + new string('A', 3000) + "</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>", DecodeStatus.OverLimit },
        { "a thousand attributes", "<Document" + string.Concat(Enumerable.Range(0, 1000).Select(i => $" a{i}=\"\"")) + "/>", DecodeStatus.OverLimit },
        { "an attribute of a megabyte", "<Document a=\"" + new string('A', 1 << 20) + "\"/>", DecodeStatus.OverLimit },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Hostile_document_gets_its_status(string what, string xml, DecodeStatus status)
    {
        var transfer = new MessageDecoder().Decode(Encoding.UTF8.GetBytes(xml));
        Assert.True(status == transfer.Status, $"{what}: {transfer.Status}");
        Assert.Equal(TransferClass.None, transfer.Class);
    }

    [Fact]
    public void What_cannot_be_read_is_for_a_person_to_look_at()
    {
        using var engine = FraudEngine.Create();
        foreach (var row in Cases)
            Assert.Equal(Outcome.Review, engine.Evaluate(Encoding.UTF8.GetBytes(row.Data.Item2), DateTimeOffset.UnixEpoch).Outcome);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Other_encodings_are_named(string encoding)
    {
        var code = Encoding.GetEncoding(encoding);
        foreach (bool mark in (bool[])[true, false])
        {
            byte[] bytes = [.. mark ? code.GetPreamble() : [], .. code.GetBytes(Head + "</FIToFICstmrCdtTrf></Document>")];
            Assert.Equal(DecodeStatus.WrongEncoding, new MessageDecoder().Decode(bytes).Status);
        }
    }

    /// <summary>What is well-formed and may be read in two ways is judged, by the first, and looked at by a person.</summary>
    [Theory]
    [InlineData("<IntrBkSttlmAmt Ccy=\"USD\">1.00</IntrBkSttlmAmt><IntrBkSttlmAmt Ccy=\"USD\">900000.00</IntrBkSttlmAmt><Cdtr><Nm>A</Nm></Cdtr>")]
    [InlineData("<IntrBkSttlmAmt Ccy=\"USD\">1.00</IntrBkSttlmAmt><Cdtr><Nm>A</Nm></Cdtr><Cdtr><Nm>B</Nm></Cdtr>")]
    public void Repeated_values_are_for_a_person(string elements)
    {
        using var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 32 << 20 });
        var decision = engine.Evaluate(Encoding.UTF8.GetBytes(Head + "<CdtTrfTxInf><Dbtr><Nm>D</Nm></Dbtr>" + elements + "</CdtTrfTxInf></FIToFICstmrCdtTrf></Document>"), DateTimeOffset.UnixEpoch);
        Assert.Equal((DecodeStatus.Ambiguous, Outcome.Review), (decision.Status, decision.Outcome));
    }

    [Fact]
    public void Elements_of_other_messages_stand_in_for_nothing()
    {
        const string order = "<Document><CstmrCdtTrfInitn><GrpHdr><MsgId>M</MsgId></GrpHdr><PmtInf><Dbtr><Nm>Real</Nm></Dbtr><CdtTrfTxInf><IntrBkSttlmAmt Ccy=\"USD\">1.00</IntrBkSttlmAmt><Dbtr><Nm>Fake</Nm></Dbtr>"
            + "<RtrChain><Cdtr><Nm>Good</Nm></Cdtr></RtrChain><Amt><InstdAmt Ccy=\"USD\">900000</InstdAmt></Amt><Cdtr><Nm>Mule</Nm></Cdtr></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>";
        var transfer = new MessageDecoder().Decode(Encoding.UTF8.GetBytes(order));
        Assert.Equal(("Real", "Mule", "900000"), (Encoding.UTF8.GetString(transfer.DebtorName), Encoding.UTF8.GetString(transfer.CreditorName), transfer.SettlementAmount.ToDecimalString()));
    }

    [Fact]
    public void A_recall_in_front_hides_no_payment()
    {
        const string recall = "<Document><FIToFIPmtCxlReq><Undrlyg><TxInf><OrgnlInstrId>x</OrgnlInstrId></TxInf></Undrlyg></FIToFIPmtCxlReq></Document>";
        const string payment = Head + "<CdtTrfTxInf><IntrBkSttlmAmt Ccy=\"USD\">5</IntrBkSttlmAmt><Dbtr><Nm>D</Nm></Dbtr><Cdtr><Nm>C</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>";
        using var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 32 << 20 });
        var decisions = engine.EvaluateAll(Encoding.UTF8.GetBytes($"<E>{recall}{payment}</E>"), DateTimeOffset.UnixEpoch);
        Assert.Equal([DecodeStatus.NotATransfer, DecodeStatus.Ok], decisions.ToArray().Select(d => d.Status));
    }

    [Fact]
    public void No_text_reaches_into_the_next_transaction()
    {
        const string party = "<IntrBkSttlmAmt Ccy=\"USD\">5</IntrBkSttlmAmt><Dbtr><Nm>D</Nm></Dbtr><Cdtr><Nm>C</Nm></Cdtr>";
        byte[] message = Encoding.UTF8.GetBytes(Head + $"<CdtTrfTxInf>{party}<RmtInf><Ustrd>one</Ustrd></RmtInf></CdtTrfTxInf><CdtTrfTxInf><RmtInf><Ustrd>two</Ustrd></RmtInf>{party}</CdtTrfTxInf></FIToFICstmrCdtTrf></Document>");
        Assert.Equal("one", Encoding.UTF8.GetString(new MessageDecoder().Decode(message).Remittance));
    }

    static byte[] Sample(string name) => File.ReadAllBytes(Repository.PathOf("tests", "Fraud.Tests", "Samples", "iso", name));

    [Theory]
    [InlineData("pacs008-single.xml")]
    [InlineData("pacs008-oddities.xml")]
    [InlineData("pacs009-cov.xml")]
    [InlineData("pain001-bulk.xml")]
    [InlineData("wrapper-datapdu.xml")]
    public void Cut_off_anywhere_it_is_never_judged_as_whole(string file)
    {
        byte[] message = Sample(file);
        int end = message.AsSpan().LastIndexOf("</"u8) + 2; // a comment may follow the last end tag
        var decoder = new MessageDecoder();
        for (int length = 0; length < end; length++)
        {
            var transfer = decoder.Decode(message.AsSpan(0, length));
            Assert.True(transfer.Status >= DecodeStatus.Malformed && transfer.Class == TransferClass.None, $"{length}: {transfer.Status}");
        }
    }

    [Property(MaxTest = 2000)]
    public Property Mutated_it_gets_a_status_or_is_read_but_never_throws() => Prop.ForAll(
        Gen.Elements("pacs008-single.xml", "pacs008-oddities.xml", "pacs009-cov.xml", "pain001-bulk.xml", "pacs002-rejected.xml").ToArbitrary(),
        ArbMap.Default.ArbFor<int>().Convert(seed => seed, seed => seed),
        (file, seed) =>
        {
            byte[] message = Sample(file);
            var random = new Random(seed);
            for (int i = 0; i < 1 + random.Next(6); i++) message[random.Next(message.Length)] = random.Next(3) == 0 ? (byte)"<>/&!?\"'= ]-;"[random.Next(13)] : (byte)random.Next(256);
            var decoder = new MessageDecoder();
            decoder.Decode(message);
            int transfers = decoder.TransferCount;
            for (int i = 0; i < Math.Min(transfers, 5); i++)
            {
                var transfer = decoder.DecodeNext(message, i);
                _ = transfer.Remittance.Length + transfer.CreditorAddress.Length + transfer.Reference.Length;
                _ = (transfer.Time, transfer.LocalTime, transfer.ValueDate, transfer.SettlementAmount.ToString());
            }
            decoder.Validate(message);
        });

    /// <summary>Scanned once, then each transaction alone: forty thousand scans of the whole would take minutes.</summary>
    [Fact]
    public void A_megabyte_of_empty_transactions_is_read_transaction_by_transaction()
    {
        var xml = new StringBuilder(Head).Append("<GrpHdr><MsgId>").Append('M', 1000).Append("</MsgId></GrpHdr>");
        for (int i = 0; i < 40_000; i++) xml.Append("<CdtTrfTxInf></CdtTrfTxInf>");
        byte[] message = Encoding.UTF8.GetBytes(xml.Append("</FIToFICstmrCdtTrf></Document>").ToString());
        var decoder = new MessageDecoder();
        decoder.Decode(message);
        Assert.Equal(40_000, decoder.TransferCount);
        for (int i = 0; i < 40_000; i++) Assert.Equal(DecodeStatus.PartyMissing, decoder.DecodeNext(message, i).Status);
    }
}
