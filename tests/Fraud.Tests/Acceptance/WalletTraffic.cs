using System.Globalization;
using System.Text;
using Fraud.Cli.Simulation;

namespace Fraud.Tests.Acceptance;

/// <summary>
/// Honest payments of ordinary customers, seeded: salaries and rents, groceries and shops, bills, friends and families, savings, now and then something large, a new flat, a holiday,
/// a new phone, a card that is refused and tried again. A tenth of the customers joins on the way, some work at night.
/// </summary>
sealed class WalletTraffic(ulong seed, int customers, int days)
{
    sealed record Customer(int Number, int Joins, double Rent, double Salary, int Payday, int NightShift, string[] Shops, string[] Friends, bool Freelance);

    readonly List<(DateTimeOffset At, string Line, bool Rejected)> _payments = [];
    int _id;

    public IEnumerable<(DateTimeOffset At, byte[] Line, bool Rejected)> All()
    {
        var random = new SeededRandom(seed, 1);
        var people = Enumerable.Range(0, customers).Select(i => Meet(ref random, i)).ToList();
        foreach (var person in people) Live(new SeededRandom(seed, 1000 + (ulong)person.Number), person);
        return _payments.OrderBy(p => p.At).ThenBy(p => p.Line, StringComparer.Ordinal).Select(p => (p.At, Encoding.UTF8.GetBytes(p.Line), p.Rejected));
    }

    Customer Meet(ref SeededRandom random, int number)
    {
        var shops = new string[6];
        for (int i = 0; i < shops.Length; i++) shops[i] = $"SHOP-{random.Zipf(120)}";
        var friends = new string[5];
        for (int i = 0; i < friends.Length; i++) friends[i] = Name(random.Below(customers));
        double salary = random.LogNormal(2_300, 0.35);
        return new Customer(number, number % 10 == 0 ? 5 + random.Below(days - 20) : 0, Math.Round(salary * (0.28 + 0.1 * random.Unit()), 2), Math.Round(salary, 2), 1 + random.Below(28),
            random.Chance(0.04) ? 1 : 0, shops, friends, random.Chance(0.08));
    }

    static string Name(int number) => $"CUST-{number}";

    void Live(SeededRandom random, Customer c)
    {
        string me = Name(c.Number), landlord = $"LANDLORD-{c.Number / 3}";
        int moves = random.Chance(0.04) ? 60 + random.Below(Math.Max(1, days - 60)) : -1, newPhone = random.Chance(0.3) ? random.Below(days) : -1;
        for (int day = c.Joins; day < days; day++)
        {
            int monthDay = WalletStory.Start.Date.AddDays(day).Day;
            string signals = newPhone == day ? ",\"signals\":{\"new_device\":true,\"device_changed\":\"3h\"}" : random.Chance(0.5) ? ",\"signals\":\"none\"" : "";
            if (monthDay == c.Payday && !c.Freelance) Pay(At(day, 7 + random.Unit()), $"EMPLOYER-{c.Number % 17}", me, c.Salary, ",\"kind\":\"salary\",\"signals\":{\"batch\":true}");
            if (c.Freelance && random.Chance(0.06)) Pay(At(day, 9 + 8 * random.Unit()), $"CLIENT-{random.Below(40)}", me, random.LogNormal(900, 0.5), ",\"kind\":\"transfer\"");
            if (monthDay == 3) Pay(At(day, 6.5 + random.Unit()), me, landlord, c.Rent, ",\"kind\":\"transfer\"");
            if (day == moves)
            {
                landlord = $"LANDLORD-NEW-{c.Number}";
                Pay(At(day, 18), me, landlord, 2 * c.Rent, ",\"kind\":\"transfer\",\"signals\":{\"payee_check\":\"match\",\"payee_check_age\":\"1m\",\"session_authorised\":true}");
            }
            if (monthDay is 5 or 15) Pay(At(day, 8 + 10 * random.Unit()), me, $"BILLER-{(c.Number + monthDay) % 9}", random.LogNormal(45, 0.3), ",\"kind\":\"bill_payment\"");
            if (monthDay == 28) Pay(At(day, 10 + 8 * random.Unit()), me, $"SAVINGS-{c.Number}", Math.Round(0.1 * c.Salary), ",\"kind\":\"transfer\"");

            int errands = random.Chance(0.65) ? 1 + random.Below(2) : 0;
            for (int i = 0; i < errands; i++)
            {
                double hour = Hour(ref random, c);
                if (random.Chance(0.72))
                {
                    string shop = random.Chance(0.9) ? random.Pick(c.Shops) : $"SHOP-{random.Below(900)}";
                    double amount = random.LogNormal(22, 0.7);
                    if (random.Chance(0.01)) Pay(At(day, hour), me, shop, 3 * amount, ",\"kind\":\"merchant_payment\"" + signals, rejected: true);
                    Pay(At(day, hour + 0.03), me, shop, amount, ",\"kind\":\"merchant_payment\"" + signals);
                }
                else
                {
                    string friend = random.Chance(0.93) ? random.Pick(c.Friends) : Name(random.Below(customers));
                    if (friend != me) Pay(At(day, hour), me, friend, random.LogNormal(18, 0.8), ",\"kind\":\"p2p\"" + signals);
                }
            }
            // Something large: furniture, a flight, a course, a repair; half of it at shops, half by transfer.
            if (random.Chance(0.012))
                Pay(At(day, Hour(ref random, c)), me, $"DEALER-{random.Below(400)}", random.LogNormal(420, 0.7), random.Chance(0.5) ? ",\"kind\":\"card\"" + signals
                    : ",\"kind\":\"transfer\",\"signals\":{\"payee_check\":\"match\",\"payee_check_age\":\"1m\",\"session_authorised\":true}");
            // A dinner for friends, paid back by each.
            if (random.Chance(0.008))
                foreach (string friend in c.Friends.Distinct().Where(f => f != me)) Pay(At(day, 20 + 3 * random.Unit()), friend, me, 17.5, ",\"kind\":\"p2p\"");
            // A holiday: five days of strange shops.
            if (random.Chance(0.003))
                for (int i = 0; i < 12; i++) Pay(At(Math.Min(days - 1, day + i / 3), Hour(ref random, c)), me, $"ABROAD-{random.Below(600)}", random.LogNormal(25, 0.7), ",\"kind\":\"merchant_payment\",\"signals\":{\"unusual_place\":true}");
        }
    }

    static double Hour(ref SeededRandom random, Customer c) => c.NightShift == 1 && random.Chance(0.3) ? 2 + 3 * random.Unit() : Math.Clamp(15 + 3.4 * random.Normal(), 6.5, 23.4);

    static DateTimeOffset At(int day, double hour)
    {
        var local = WalletStory.Start.Date.AddDays(day).AddSeconds(Math.Round(hour * 3600));
        return new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").GetUtcOffset(local));
    }

    void Pay(DateTimeOffset at, string from, string to, double amount, string more, bool rejected = false)
        => _payments.Add((at, $$"""{"id":"T-{{++_id}}","debtor_account":"{{from}}","creditor_account":"{{to}}","amount":{{Math.Max(0.5, amount).ToString("0.00", CultureInfo.InvariantCulture)}},"currency":"EUR"{{more}}}""", rejected));
}
