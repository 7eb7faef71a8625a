namespace Fraud.Tests.Rules;

/// <summary>Random transfers between a handful of parties, so that profiles fill: bursts and gaps, late ones, repeats, absent fields, signals, outcomes known beforehand.</summary>
static class RandomTraffic
{
    static readonly string[] Accounts = ["DE02120300000000202051", "9013-02-2762266", "+254700000001", "R1-4517", ""];
    static readonly string[] Names = ["ACME LTD", "Acme Limited", "SIEMENS AG", "SIERNENS AG", "DHAKA METRO RAIL PROJECT", "RODRIGO QUIRINO", "J SMITH", "Lin Trading Company of the North", ""];
    static readonly string[] Bics = ["PADMBDDH", "HUDSUS33", "DEUTDEFF", "MANLPHMM"];
    static readonly string[] Signals = ["", "", "", "none", "payee_check=no_match;remote_access", "device_changed=35m;new_device=false", "malware;unusual_place"];
    static readonly string[] Texts = ["", "INVOICE 4711", "METRO RAIL PROJECT ENGINEERING FEE", "salary march"];
    static readonly (long Unscaled, byte Scale)[] Amounts = [(100, 2), (9_900_00, 2), (9_900_50, 2), (10_000, 0), (250_000, 0), (30_000_028_00, 2), (1_234_567, 2), (199, 2)];

    public static TransferBatch Make(int seed, int count)
    {
        var random = new Random(seed);
        var batch = new TransferBatch();
        var builder = new TransferBuilder();
        string Any(string[] from) => from[random.Next(from.Length)];
        var now = new DateTimeOffset(2024, 1, 2, 8, 0, 0, TimeSpan.Zero);
        for (int i = 0; i < count; i++)
        {
            // Ten in a hundred come twice; of five one is a quarter of a day late.
            if (i > 3 && random.Next(10) == 0)
            {
                int again = batch.Count - 1 - random.Next(3);
                batch.Add(batch[again], now.AddSeconds(random.Next(3)));
                continue;
            }
            now += random.Next(6) switch { 0 or 1 => TimeSpan.FromMilliseconds(random.Next(2_000)), 2 => TimeSpan.FromSeconds(random.Next(300)), 3 => TimeSpan.FromDays(random.Next(20)), _ => TimeSpan.FromMinutes(random.Next(500)) };
            builder.Clear();
            builder.SetReference($"T{i}");
            if (random.Next(20) != 0)
            {
                var (unscaled, scale) = Amounts[random.Next(Amounts.Length)];
                builder.Amount = new Money(unscaled, scale, CurrencyCode.Parse(random.Next(4) == 0 ? "EUR" : random.Next(12) == 0 ? "XAU" : "USD"));
            }
            if (random.Next(5) != 0) builder.ValueDate = DateOnly.FromDateTime(now.UtcDateTime).AddDays(random.Next(-1, 8));
            if (random.Next(3) == 0) builder.Class = TransferClass.Institution;
            builder.SetDebtorAccount(Any(Accounts)).SetCreditorAccount(Any(Accounts)).SetDebtorName(Any(Names)).SetCreditorName(Any(Names)).SetRemittance(Any(Texts));
            if (random.Next(6) != 0) builder.DebtorAgent = Bic.Parse(Any(Bics));
            if (random.Next(4) != 0) builder.CreditorAgent = Bic.Parse(Any(Bics));
            if (random.Next(4) == 0) builder.SetCreditorCountry(random.Next(2) == 0 ? "PH" : "DE");
            if (random.Next(4) == 0) builder.SetKind(random.Next(2) == 0 ? "p2p" : "salary").SetChannel(random.Next(2) == 0 ? "app" : "telex");
            if (random.Next(3) == 0) builder.SetCreditorAddress("12 MAIN STREET\nMAKATI CITY");
            string signals = Any(Signals);
            if (signals.Length > 0) builder.SetSignals(signals);
            var at = random.Next(5) == 0 ? now.AddMinutes(-random.Next(360)) : now;
            batch.Add(builder.Build(), at, random.Next(4) switch { 0 => Settlement.Accepted, 1 when random.Next(2) == 0 => Settlement.Rejected, _ => Settlement.Open });
        }
        return batch;
    }
}
