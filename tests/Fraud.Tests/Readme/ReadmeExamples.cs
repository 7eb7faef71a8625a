using System.Text;

namespace Fraud.Tests.Readme;

/// <summary>The README's examples as they are compiled and run. The code of a region stands in the README, letter for letter but for white space.</summary>
static class ReadmeExamples
{
    /// <summary>The example of each region.</summary>
    public static IReadOnlyDictionary<string, Action> All { get; } = new Dictionary<string, Action>
    {
        ["engine"] = Engine,
        ["formats"] = Formats,
        ["reload"] = Reload,
        ["model"] = Serve,
    };

    static void Engine()
    {
        #region engine
        using var engine = FraudEngine.Create(); // the standard pack "institution"

        byte[] order = Encoding.ASCII.GetBytes("""
            {1:F01PADMBDDHAXXX0042000417}{2:I103HUDSUS33XXXXN}{4:
            :20:FT16035-00891
            :23B:CRED
            :32A:160205USD30000028,00
            :50K:/R1-4517
            DHAKA METRO RAIL PROJECT
            DHAKA
            BANGLADESH
            :59:/9013-02-2762266
            RODRIGO QUIRINO
            MAKATI CITY
            PHILIPPINES
            :70:METRO PROJECT ENGINEERING FEE
            :71A:OUR
            -}
            """.ReplaceLineEndings("\r\n"));

        Decision decision = engine.Evaluate(order, new DateTimeOffset(2016, 2, 4, 14, 42, 22, TimeSpan.Zero));
        Console.WriteLine($"{decision.Outcome}, {decision.Points} points");
        foreach (RuleHit rule in decision.Explain().Rules) Console.WriteLine($"{rule.Id} +{rule.Points}  {rule.Reason}");

        engine.Settle(decision.Id, Settlement.Rejected); // habits learn from what was accepted only
        #endregion
    }

    static void Formats()
    {
        #region formats
        using var engine = FraudEngine.Create();
        var noon = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

        byte[] bulk = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf>
              <GrpHdr><MsgId>B-1</MsgId><InstgAgt><FinInstnId><BICFI>XQAADEFF</BICFI></FinInstnId></InstgAgt></GrpHdr>
              <CdtTrfTxInf><PmtId><InstrId>B-1/1</InstrId></PmtId><IntrBkSttlmAmt Ccy="EUR">1200.50</IntrBkSttlmAmt>
                <Dbtr><Nm>Müller &amp; Söhne</Nm></Dbtr><Cdtr><Nm>Vale Fittings Ltd</Nm></Cdtr></CdtTrfTxInf>
              <CdtTrfTxInf><PmtId><InstrId>B-1/2</InstrId></PmtId><IntrBkSttlmAmt Ccy="EUR">80</IntrBkSttlmAmt>
                <Dbtr><Nm>Müller &amp; Söhne</Nm></Dbtr><Cdtr><Nm>K Tanaka</Nm></Cdtr></CdtTrfTxInf>
            </FIToFICstmrCdtTrf></Document>
            """u8.ToArray();
        foreach (Decision decision in engine.EvaluateAll(bulk, noon)) // each transfer of the message, in order
            Console.WriteLine($"{decision.Explain().Reference}: {decision.Outcome}");

        Decision wallet = engine.Evaluate("""
            {"id":"W-77","debtor_account":"+254700000001","creditor_account":"+254700000002","amount":125.50,"currency":"KES","kind":"p2p","signals":{"new_device":true}}
            """u8, noon);
        Console.WriteLine($"{wallet.Explain().Reference}: {wallet.Outcome}");

        var builder = new TransferBuilder { Amount = new Money(99_00, 2, CurrencyCode.Parse("USD")) }; // no message at all
        builder.SetReference("own-5").SetDebtorAccount("4711").SetCreditorAccount("0815").SetKind("bill_payment");
        Console.WriteLine($"own-5: {engine.Evaluate(builder.Build(), noon).Outcome}");
        #endregion
    }

    static void Reload()
    {
        string folder = Directory.CreateTempSubdirectory("fraud-readme-").FullName;
        File.WriteAllText(Path.Combine(folder, "own.rules"), "use \"institution\"\n");
        try
        {
            Watched(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Watched(string folder)
    {
        #region reload
        Policy policy = Policy.Load(folder);
        var softer = new Dictionary<string, string> { ["floor"] = "250_000 USD" };
        using var engine = new FraudEngine(policy, new FraudOptions { Shadows = [policy.With(softer)] }); // what if, in the same pass

        void Reload()
        {
            var next = Policy.Load(folder);
            if (next.Diagnostics.Count > 0 || next.Rules.Count == 0 || next.RunTests(out _).Count > 0) return; // a file half written, a slip: the engine goes on as it is
            engine.Reload(next, [next.With(softer)]); // from any thread; it takes effect between two calls, never within one
        }
        using var watcher = new FileSystemWatcher(folder) { EnableRaisingEvents = true };
        watcher.Changed += (_, _) => Reload(); // and Created and Renamed: editors differ

        Reload();
        Decision decision = engine.Evaluate("""{"id":"W-78","debtor_account":"4711","creditor_account":"0815","amount":80,"currency":"USD"}"""u8, DateTimeOffset.UnixEpoch);
        Console.WriteLine($"generation {decision.Explain().Generation}, ruleset {engine.Ruleset == policy.Hash}");
        #endregion
    }

    static void Serve()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, Fraud.Scoring.ModelWriter.Write(Scoring.Models.Of("amount_ordered", [1_000, 20_000], [-2, 1, 4], 0.01).Content, file));
            Served(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    static void Served(string file)
    {
        #region model
        Model model = Model.Load(file); // of fraud train, LightGBM, XGBoost or ONNX
        using var engine = new FraudEngine(Policy.RetailWallet, new FraudOptions { Model = model }); // and Challengers, scored in the same pass

        var noon = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        Decision decision = engine.Evaluate("""{"id":"W-79","debtor_account":"4711","creditor_account":"0815","amount":25000,"currency":"USD"}"""u8, noon);
        Explanation why = decision.ExplainInDepth();
        Console.WriteLine(FormattableString.Invariant($"{decision.Outcome}, {decision.Points} points, chance of fraud {decision.Score:0.000}"));
        foreach (Contribution c in why.Contributions) Console.WriteLine(FormattableString.Invariant($"{c.Amount:+0.00;-0.00}  {c.Sentence}"));

        engine.Label(decision.Id, fraud: true, known: noon.AddDays(5)); // what features ask of known fraud learns it then
        #endregion
    }

    /// <summary>What the example prints.</summary>
    public static string Run(string name)
    {
        Console.Written = new StringBuilder();
        All[name]();
        return Console.Written.ToString();
    }

    /// <summary>Stands in for the console of the same name inside the examples: the real one is shared by all tests that run at once.</summary>
    static class Console
    {
        [ThreadStatic] static StringBuilder? t_written;

        public static StringBuilder Written { get => t_written ??= new(); set => t_written = value; }

        public static void WriteLine(object? value = null) => Written.Append(value).Append('\n');
    }
}
