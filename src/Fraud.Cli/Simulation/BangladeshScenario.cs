using System.Globalization;

namespace Fraud.Cli.Simulation;

/// <summary>
/// The re-enactment: eight months of a central bank's ordinary orders on its dollar account in New York, nineteen orders that look odd and are not,
/// and on 4 February 2016 thirty-five thefts sent twice. The seed draws the ordinary orders; near misses and attack are the same for every seed.
/// </summary>
static class BangladeshScenario
{
    public const int InstitutionOrders = 180, CoverOrders = 25, CustomerOrders = 80; // 285: 72 % between banks, 12 % of those covers
    public const int BaselineOrders = InstitutionOrders + CoverOrders + CustomerOrders;
    public const string MissingAgents = "Y01", Stopped = "Y02";

    static readonly DateTime WaveOne = new(2016, 2, 4, 20, 41, 0), WaveTwo = new(2016, 2, 5, 0, 32, 0);

    /// <summary>The whole story in the order sent.</summary>
    public static IReadOnlyList<SimulatedMessage> Generate(ulong seed, WireFormat format = WireFormat.Fin)
    {
        var orders = new List<Order>();
        AddCounterparty(orders, seed, PaymentKind.Institution, InstitutionOrders);
        AddCounterparty(orders, seed, PaymentKind.Cover, CoverOrders);
        AddCounterparty(orders, seed, PaymentKind.Customer, CustomerOrders);
        AddNearMisses(orders, seed);
        AddAttack(orders);

        var sorted = orders.OrderBy(order => order.Local).ToList(); // a stable sort: equal seconds keep the order above
        var numbers = new SeededRandom(seed, 4);
        var writer = new OrderWriter(format);
        int number = 100;
        return sorted.ConvertAll(order => writer.Write(order, number += 1 + numbers.Below(4)));
    }

    /// <summary>An order before it is a message.</summary>
    internal sealed record Order(DateTime Local, PaymentKind Kind, Payee Payee, long Cents)
    {
        public string[] Orderer { get; init; } = BangladeshCast.Orderer;
        public string OrdererAccount { get; init; } = BangladeshCast.R1;
        public string[] PayeeLines { get; init; } = Payee.Lines;
        public string Text { get; init; } = "";
        public bool WithoutAgents { get; init; }
        public string? RefusalCode { get; init; }
        public int Wave { get; init; }
        public string Note { get; init; } = "";
    }

    // Of each kind a fixed share falls into the first sixty days, and the first orders there go to one counterparty each: after the warm-up all are known.
    static void AddCounterparty(List<Order> orders, ulong seed, PaymentKind kind, int count)
    {
        var random = new SeededRandom(seed, 1 + (ulong)kind);
        var days = new List<DateOnly>();
        for (var day = BangladeshDays.First; day <= BangladeshDays.Last; day = day.AddDays(1))
            if (BangladeshDays.IsOpenInDhaka(day) && day != BangladeshDays.WorkingFriday) days.Add(day);
        int warmDays = days.FindIndex(day => day >= BangladeshDays.First.AddDays(60)), warmOrders = (count * warmDays + days.Count / 2) / days.Count;

        var times = new DateTime[count];
        for (int i = 0; i < count; i++)
        {
            var day = i < warmOrders ? days[random.Below(warmDays)] : days[warmDays + random.Below(days.Count - warmDays)];
            times[i] = day.ToDateTime(TimeOnly.MinValue).AddSeconds(OfficeSecond(ref random));
        }
        Array.Sort(times);

        int groups = kind == PaymentKind.Cover ? BangladeshCast.CoverOrderers.Length : 10;
        int[] introductions = [.. Enumerable.Range(0, groups)];
        random.Shuffle<int>(introductions);
        for (int i = 0; i < count; i++)
        {
            int counterparty = i < groups ? introductions[i] : kind == PaymentKind.Institution ? Weighted(ref random) : random.Below(groups);
            orders.Add(kind switch
            {
                PaymentKind.Institution => new Order(times[i], kind, BangladeshCast.Institutions[counterparty], BankAmount(ref random)),
                PaymentKind.Cover => Cover(times[i], counterparty, ref random),
                _ => Invoice(times[i], BangladeshCast.Companies[counterparty], CustomerAmount(ref random), random.Below(9000)),
            });
        }
    }

    static int Weighted(ref SeededRandom random)
    {
        int point = random.Below(100), index = 0;
        while (point >= BangladeshCast.Institutions[index].Weight) point -= BangladeshCast.Institutions[index++].Weight;
        return index;
    }

    // Local time normal(13:30, 1.9 h), drawn again outside 10:03-17:54.
    static double OfficeSecond(ref SeededRandom random)
    {
        while (true)
        {
            double second = double.Floor((13.5 + 1.9 * random.Normal()) * 3600);
            if (second is >= 10 * 3600 + 3 * 60 and <= 17 * 3600 + 54 * 60) return second;
        }
    }

    static long BankAmount(ref SeededRandom random)
    {
        double dollars = random.LogNormal(8_000_000, 1.1);
        return random.Chance(0.7) ? Math.Max(1, (long)(dollars / 100_000 + 0.5)) * 10_000_000 : (long)(dollars * 100);
    }

    static long CustomerAmount(ref SeededRandom random) => (long)(random.LogNormal(420_000, 1.0) * 100);

    static Order Invoice(DateTime local, Payee payee, long cents, int number) => new(local, PaymentKind.Customer, payee, cents)
    {
        Text = string.Create(CultureInfo.InvariantCulture, $"/INV/{local:yyyy}-{1000 + number} {payee.Purpose}"),
    };

    static Order Cover(DateTime local, int orderer, ref SeededRandom random)
    {
        var (account, lines, company) = BangladeshCast.CoverOrderers[orderer];
        return Invoice(local, BangladeshCast.Companies[company], BankAmount(ref random), random.Below(9000)) with { Kind = PaymentKind.Cover, OrdererAccount = account, Orderer = lines };
    }

    // Odd and honest: each must come out below the line of review.
    static void AddNearMisses(List<Order> orders, ulong seed)
    {
        var random = new SeededRandom(seed, 5);
        var (institutions, companies) = (BangladeshCast.Institutions, BangladeshCast.Companies);
        orders.Add(Invoice(new(2015, 11, 17, 11, 20, 0), BangladeshCast.NewContractor, 2_412_880_55, 17) with { Note = "NM1 first payment to a contractor" });
        orders.Add(new Order(new(2015, 12, 30, 19, 25, 0), PaymentKind.Institution, institutions[1], 18_000_000_00) { Note = "NM2 after hours to a known institution" });
        orders.Add(new Order(new(2016, 1, 22, 11, 5, 0), PaymentKind.Institution, BangladeshCast.OwnAccount, 25_000_000_00) { Note = "NM3 Friday sweep to the own account" });
        for (int i = 0; i < 9; i++)
            orders.Add(Invoice(new DateTime(2015, 9, 30, 14, 0, 0).AddMinutes(7 * i), companies[i % 2 == 0 ? 2 : 7], CustomerAmount(ref random), random.Below(9000)) with { Note = "NM4 nine orders within the hour at quarter end" });
        orders.Add(Invoice(new(2015, 11, 4, 12, 14, 0), companies[0], 388_140_20, 41) with { PayeeLines = ["SEVERN MARINE POWER CORPERATION", .. companies[0].Lines[1..]], Note = "NM5 misspelt name of a known account" });
        orders.Add(new Order(new(2016, 1, 26, 12, 10, 0), PaymentKind.Institution, BangladeshCast.DevelopmentFund, 30_000_000_00) { Note = "NM6 large order to the known fund in Manila" });
        var repaired = Invoice(new(2015, 10, 13, 11, 2, 0), companies[8], 517_904_75, 63) with { Note = "NM7 refused for want of 57a and repaired 89 minutes later" };
        orders.Add(repaired with { WithoutAgents = true, RefusalCode = MissingAgents });
        orders.Add(repaired with { Local = repaired.Local.AddMinutes(89) });
        orders.Add(new Order(new(2015, 12, 6, 15, 0, 0), PaymentKind.Institution, institutions[2], 9_500_000_00) { Note = "NM8 on a Sunday in working hours" });
        orders.Add(Invoice(new(2015, 8, 31, 12, 41, 0), companies[0], 402_318_60, 88) with { Note = "NM9 holiday of the creditor's country" });
        orders.Add(new Order(new(2015, 9, 18, 11, 30, 0), PaymentKind.Institution, institutions[5], 7_200_000_00) { Note = "NM10 working Friday before Eid" });
    }

    static void AddAttack(List<Order> orders)
    {
        for (int wave = 1; wave <= 2; wave++)
            for (int order = 1; order <= 35; order++)
            {
                var payee = BangladeshCast.Creditor(order);
                var (project, text) = BangladeshCast.Project(order);
                bool paid = wave == 2 && order <= 5;
                orders.Add(new Order(wave == 1 ? WaveOne.AddSeconds(82 * (order - 1)) : WaveTwo.AddSeconds(330 * (order - 1)), PaymentKind.Customer, payee, 100L * BangladeshCast.Stolen[order - 1])
                {
                    Orderer = [project, "FINANCE PROJECT CELL", "DHAKA", "BANGLADESH"],
                    Text = text,
                    WithoutAgents = wave == 1,
                    RefusalCode = wave == 1 ? MissingAgents : paid ? null : Stopped,
                    Wave = wave,
                    Note = string.Create(CultureInfo.InvariantCulture, $"W{wave}-{order:00} {(wave == 1 ? "refused" : paid ? "paid" : "stopped")}"),
                });
            }
    }
}
