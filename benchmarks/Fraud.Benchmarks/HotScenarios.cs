using Fraud.Reference;

namespace Fraud.Benchmarks;

/// <summary>Every hot path of the library, in the order the data flows. What is not listed here is not guarded.</summary>
static class HotScenarios
{
    /// <summary>Results end here, so that the compiler cannot leave the work out.</summary>
    static long s_sink;

    public static IReadOnlyList<HotScenario> All { get; } =
    [
        MoneyCompare(),
        BicTryParse(),
        CurrencyTryParse(),
        Decode(),
        DecodeJson(),
        DecodeDelimited(),
        Screen(),
        .. EngineScenarios("", null),
        .. EngineScenarios(" with 500 trees", ModelSample.Make()),
        Label(),
        .. IsoScenarios.All,
        .. ScoringScenarios.All,
    ];

    static HotScenario Decode()
    {
        var messages = new Mt103Traffic(256, 10_000, 1).Messages;
        var decoder = new MessageDecoder();
        int next = 0;
        return new("MessageDecoder.Decode", () => s_sink += decoder.Decode(messages[next++ & 255]).SettlementAmount.Unscaled);
    }

    static HotScenario DecodeJson()
    {
        var lines = new RecordTraffic(256, 1).Lines;
        var decoder = new MessageDecoder();
        int next = 0;
        return new("MessageDecoder.Decode of JSON", () => s_sink += decoder.Decode(lines[next++ & 255]).SettlementAmount.Unscaled);
    }

    static HotScenario DecodeDelimited()
    {
        var traffic = new RecordTraffic(256, 1);
        var decoder = DelimitedDecoder.Create(RecordTraffic.Header);
        int next = 0;
        return new("DelimitedDecoder.Decode", () => s_sink += decoder.Decode(traffic.Rows[next++ & 255]).SettlementAmount.Unscaled);
    }

    static HotScenario Screen()
    {
        var traffic = new ScreeningTraffic(50_000, 1);
        var search = new NameScreenSearch(new NameScreen(traffic.List));
        int next = 0;
        return new("NameScreenSearch.Find in 50,000", () => s_sink += search.Find(traffic.Names[next++ & 4095], 739_000).Entry, Weight: 10);
    }

    /// <summary>The whole engine, every stage of it, over profiles that are all in place: growing is paid once per key, not per message.</summary>
    static HotScenario[] EngineScenarios(string name, Model? model)
    {
        const int Batch = 256;
        var options = new FraudOptions { ProfileBudgetBytes = 1 << 30, Model = model };
        var (single, batched) = (FraudEngine.Create(options), FraudEngine.Create(options));
        // 613 a second are the world's FIN messages of a day.
        var (one, many) = (new Mt103Traffic(4096, 1000, 1) { MessagesPerSecond = 613 }, new Mt103Traffic(4096, 1000, Batch) { MessagesPerSecond = 613 });
        var decisions = new Decision[Batch];
        // Until every buffer has grown to what this traffic asks of it.
        for (int i = 0; i < 40_000; i++) single.EvaluateBatch(one.Next(), decisions);
        for (int i = 0; i < 600; i++) batched.EvaluateBatch(many.Next(), decisions);
        if (batched.LongestRun < Batch / 2) throw new InvalidOperationException($"The budget lets only {batched.LongestRun} messages be judged together: the batch kernels would not be guarded.");
        return
        [
            new("FraudEngine.Evaluate" + name, () =>
            {
                var m = one.Next()[0];
                s_sink += single.Evaluate(m.Message.Span, m.At).Points;
            }, Weight: 10),
            new("FraudEngine.EvaluateBatch of 256" + name, () =>
            {
                batched.EvaluateBatch(many.Next(), decisions);
                s_sink += decisions[0].Points;
            }, Weight: Batch),
        ];
    }

    /// <summary>Each message is labelled, ten seconds of event time after it.</summary>
    static HotScenario Label()
    {
        var policy = Policy.Parse(new Dictionary<string, string>
        {
            ["labels.rules"] = "family F cap 10\nrule R \"R\" family F points 1 when count() of fraud by creditor over 28d > 3 * count() of labelled by debtor over 7d because \"x\"",
        });
        var engine = new FraudEngine(policy, new FraudOptions { LabelledTransfers = 1 << 16 });
        var traffic = new Mt103Traffic(4096, 1000, 1) { MessagesPerSecond = 613 };
        for (int i = 0; i < 40_000; i++) Step();
        return new("FraudEngine.Label", Step, Weight: 10);

        void Step()
        {
            var message = traffic.Next()[0];
            var decision = engine.Evaluate(message.Message.Span, message.At);
            if (engine.Label(decision.Id, fraud: decision.Id % 16 == 0, message.At.AddSeconds(10))) s_sink++;
        }
    }

    static HotScenario MoneyCompare()
    {
        var dollar = CurrencyCode.Parse("USD");
        Money[] amounts = [new(30_000_028_00, 2, dollar), new(30_000_028, 0, dollar), new(-1, 9, dollar), new(long.MaxValue, 3, dollar)];
        int next = 0;
        return new("Money.CompareTo", () =>
        {
            next++;
            s_sink += amounts[next & 3].CompareTo(amounts[(next >> 2) & 3]);
        });
    }

    static HotScenario BicTryParse()
    {
        byte[][] texts = ["DEUTDEFF"u8.ToArray(), "DEUTDEFFXXX"u8.ToArray(), "bad"u8.ToArray(), "CHASUS33ABC"u8.ToArray()];
        int next = 0;
        return new("Bic.TryParse", () =>
        {
            if (Bic.TryParse(texts[next++ & 3], out var bic)) s_sink += bic.GetHashCode();
        });
    }

    static HotScenario CurrencyTryParse()
    {
        byte[][] texts = ["USD"u8.ToArray(), "EUR"u8.ToArray(), "usd"u8.ToArray(), "JPYX"u8.ToArray()];
        int next = 0;
        return new("CurrencyCode.TryParse", () =>
        {
            if (CurrencyCode.TryParse(texts[next++ & 3], out var code)) s_sink += code.GetHashCode();
        });
    }
}
