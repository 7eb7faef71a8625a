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
    ];

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
