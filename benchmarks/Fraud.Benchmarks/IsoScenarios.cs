using Fraud.Cli.Simulation;

namespace Fraud.Benchmarks;

/// <summary>The hot paths of ISO 20022: decoding, judging one message, a bulk, a message that is answered by a status.</summary>
static class IsoScenarios
{
    static long s_sink;

    public static IEnumerable<HotScenario> All => [Decode(), DecodeWithReferences(), .. Engine()];

    static HotScenario Decode()
    {
        var messages = new InstitutionTraffic(new TrafficOptions(256, 1, Institutions: 4) { Days = 20, Format = WireFormat.Pacs }).Select(m => m.Raw).ToArray();
        var decoder = new MessageDecoder();
        int next = 0;
        return new("MessageDecoder.Decode of ISO 20022", () => s_sink += decoder.Decode(messages[next++ % messages.Length]).SettlementAmount.Unscaled);
    }

    /// <summary>Entities, comments, CDATA and several address lines: texts that must be made.</summary>
    static HotScenario DecodeWithReferences()
    {
        byte[] message = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf><CdtTrfTxInf><IntrBkSttlmAmt Ccy="EUR">1.00</IntrBkSttlmAmt>
            <Dbtr><Nm>M&#xFC;ller &amp; S<!-- o -->hne</Nm><PstlAdr><AdrLine>A &lt; B</AdrLine><AdrLine><![CDATA[C & D]]></AdrLine></PstlAdr></Dbtr>
            <Cdtr><Nm>Vale</Nm></Cdtr><RmtInf><Ustrd>one</Ustrd><Ustrd>two &gt; one</Ustrd></RmtInf></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>
            """u8.ToArray();
        var decoder = new MessageDecoder();
        return new("MessageDecoder.Decode of made texts", () => s_sink += decoder.Decode(message).Remittance.Length);
    }

    static HotScenario[] Engine()
    {
        var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 256 << 20 });
        var story = BangladeshScenario.Generate(2016);
        var orders = story.Where(m => m.Wave == 0).Select(m => m.Order).ToArray();
        byte[][] messages = [.. orders.Select(PacsText.Write)];
        byte[] bulk = PacsText.Bulk([.. story.Where(m => m.Wave == 2).Select(m => m.Order)]);
        byte[][] statuses = [.. orders.Select(order => PacsStatus.Refuse(order, "Y01"))];
        var at = story[0].At;
        int next = 0;
        void One(int i)
        {
            at = at.AddSeconds(1);
            s_sink += engine.Evaluate(messages[i % messages.Length], at).Points;
        }
        for (int i = 0; i < 20_000; i++) One(i);
        return
        [
            new("FraudEngine.Evaluate of ISO 20022", () => One(next++), Weight: 10),
            new("FraudEngine.EvaluateAll of a bulk of 35", () => s_sink += engine.EvaluateAll(bulk, at = at.AddSeconds(1)).Length, Weight: 100),
            new("FraudEngine.Evaluate and its pacs.002", () =>
            {
                One(next);
                s_sink += engine.Evaluate(statuses[next++ % statuses.Length], at).Points;
            }, Weight: 10),
        ];
    }
}
