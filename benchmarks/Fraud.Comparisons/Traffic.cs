namespace Fraud.Comparisons;

/// <summary>Invented transfers of all sizes, hours and kinds.</summary>
static class Traffic
{
    static readonly string[] s_names = ["ACME TRADING LTD", "RODRIGO QUIRINO", "DHAKA METRO RAIL PROJECT", "CITY POWER PLANT ENGINEERING CONSTRUCTION", "SHALIKA FOUNDATION", "JANE SMITH", ""];
    static readonly string[] s_banks = ["PADMBDDH", "HUDSUS33", "DEUTDEFF", "MANLPHMM", "CHASUS33"];
    static readonly string[] s_signals = ["", "none", "new_device=true", "remote_access;new_device=false"];

    public static TransferBatch Make(int count, int seed)
    {
        var random = new Random(seed);
        T Pick<T>(T[] from) => from[random.Next(from.Length)];
        var batch = new TransferBatch();
        var builder = new TransferBuilder();
        for (int i = 0; i < count; i++)
        {
            var at = new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(200 * 24 * 60));
            builder.Clear();
            long amount = (long)Math.Pow(10, 2 + 7 * random.NextDouble());
            builder.Amount = new Money(random.Next(3) == 0 ? amount / 1000 * 1000 + 1000 : amount, 2, CurrencyCode.Parse("USD"));
            builder.ValueDate = DateOnly.FromDateTime(at.UtcDateTime).AddDays(random.Next(7));
            builder.Class = random.Next(3) == 0 ? TransferClass.Institution : TransferClass.Customer;
            builder.DebtorAgent = Bic.Parse(Pick(s_banks));
            if (random.Next(5) != 0) builder.CreditorAgent = Bic.Parse(Pick(s_banks));
            builder.SetReference($"C{i}").SetDebtorName(Pick(s_names)).SetCreditorName(Pick(s_names)).SetDebtorAccount($"{random.Next(1000):0000000}").SetRemittance(random.Next(3) == 0 ? "ROAD AND BRIDGE CONSULTANT FEE" : "INVOICE");
            if (random.Next(8) != 0) builder.SetCreditorAccount($"{random.Next(1000):0000000}");
            builder.SetKind(Pick((string[])["p2p", "salary", "bill_payment", "", "cash_out"])).SetChannel(Pick((string[])["app", "web", "agent", "", "branch"]));
            if (Pick(s_signals) is { Length: > 0 } signals) builder.SetSignals(signals);
            batch.Add(builder.Build(), at);
        }
        return batch;
    }
}
