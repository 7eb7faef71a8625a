using System.Globalization;
using System.Text;

namespace Fraud.Tests.Acceptance;

/// <summary>
/// Wallets and small businesses with invented names, paying by JSON records through one engine with the pack "retail-wallet". Habits come of earlier payments, as they would.
/// All times are local, in Berlin; a debtor in China has its own.
/// </summary>
sealed class WalletStory : IDisposable
{
    public static readonly DateTimeOffset Start = new(2025, 3, 3, 0, 0, 0, TimeSpan.FromHours(1)); // a Monday

    readonly FraudEngine _engine;
    int _id;

    public WalletStory(params (string Name, string Text)[] files)
    {
        var all = new Dictionary<string, string> { ["wallet.rules"] = "use \"retail-wallet\"\n", ["DEFAULT.calendar"] = "calendar DEFAULT base DE\n" };
        foreach (var (name, text) in files) all[name] = text;
        var policy = Policy.Parse(all);
        Assert.Equal("", string.Join("\n", policy.Diagnostics));
        _engine = new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 128 << 20 });
    }

    /// <summary>A day of the story, 0 = its first.</summary>
    public static DateTimeOffset Day(int day, string time)
    {
        var local = DateTime.ParseExact(time, time.Length > 5 ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture).TimeOfDay;
        var date = Start.Date.AddDays(day) + local;
        return new DateTimeOffset(date, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").GetUtcOffset(date));
    }

    /// <summary>One payment. The rest are members of the record as JSON writes them, such as <c>"kind":"p2p"</c>.</summary>
    public Verdict Pay(DateTimeOffset at, string from, string to, decimal amount, string more = "", string currency = "EUR", Settlement settled = Settlement.Accepted)
    {
        string line = $$"""{"id":"W-{{++_id}}","debtor_account":"{{from}}","creditor_account":"{{to}}","amount":{{amount.ToString("0.00", CultureInfo.InvariantCulture)}},"currency":"{{currency}}"{{(more.Length == 0 ? "" : "," + more)}}}""";
        var decision = new Decision[1];
        _engine.EvaluateBatch([new MessageInput(Encoding.UTF8.GetBytes(line), at, settled)], decision);
        Assert.Equal(DecodeStatus.Ok, decision[0].Status);
        return new Verdict(decision[0].Outcome, decision[0].Points, decision[0].Explain());
    }

    /// <summary>Payments that make the engine know a currency: it says nothing of what is new before it has watched for a month.</summary>
    public WalletStory Neighbours(int days = 120, string currency = "EUR")
    {
        for (int day = 0; day < days; day++) Pay(Day(day, "12:00"), "NEIGHBOUR-1", "NEIGHBOUR-2", 10 + day % 7, currency: currency);
        return this;
    }

    /// <summary>A customer's habit: two payments a day at hours between 8 and 22 to five known creditors, with amounts that recur.</summary>
    public WalletStory Habit(string customer, decimal[] amounts, int days = 120, string currency = "EUR", string more = "")
    {
        string[] creditors = ["BAKERY", "GROCER", "CAFE", "FRIEND-1", "LANDLORD"];
        for (int i = 0; i < 2 * days; i++)
            Pay(Day(i / 2, $"{(i % 2 == 0 ? 8 + i / 2 % 7 : 15 + i / 2 % 8):00}:{i * 7 % 60:00}"), customer, $"{customer}-{creditors[i % 5]}", amounts[i % amounts.Length], more, currency);
        return this;
    }

    public void Dispose() => _engine.Dispose();
}

/// <summary>What the engine said, in a form to compare.</summary>
sealed record Verdict(Outcome Outcome, int Points, Explanation Explanation)
{
    public string Rules => string.Join(' ', Explanation.Rules.Select(r => r.Id));
    public override string ToString() => $"{Outcome} {Points}: {Rules}";
}
