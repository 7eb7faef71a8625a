namespace Fraud.Tests.Acceptance;

/// <summary>AC15: the paying bank's view. Accounts opened with 500 dollars and not touched for nine months are paid millions, which leave the same day.</summary>
public class AftermathTests
{
    const string Bank = "MKTCPHMM";

    static readonly (string Account, string Name, string Amount)[] Credits =
    [
        ("9013660193", "ENRICO VELARDE", "6000029,00"), ("9013660207", "JUAN CARLOS QUIRINO", "30000028,00"), ("9013660215", "ALFRED ILAGAN", "19999990,00"), ("9013660223", "MICHAEL ZARAGOZA", "25001573,00"),
    ];

    [Fact]
    public void AC15_idle_accounts_that_are_paid_millions_wake_and_what_leaves_the_same_day_is_held()
    {
        using var desk = new Desk();
        var opened = new DateTimeOffset(2015, 5, 15, 3, 0, 0, TimeSpan.Zero);
        foreach (var (account, name, _) in Credits)
            desk.Send(new Wire { Sender = Bank, Receiver = Bank, Reference = desk.Next(opened), Amount = "USD500,00", Debtor = "/CASH\r\nJUPITER BRANCH", Creditor = $"/{account}\r\n{name}\r\nMAKATI", Agent = Bank }, opened, Settlement.Accepted);
        desk.Habit(new Wire { Sender = Bank, Receiver = Bank, Reference = "", Amount = "", Debtor = "/5500113\r\nLUZON RICE MILLS INC" }, new DateTimeOffset(2016, 2, 3, 4, 0, 0, TimeSpan.Zero), 60, 40_000);

        var at = new DateTimeOffset(2016, 2, 4, 22, 0, 0, TimeSpan.Zero);
        foreach (var (account, name, amount) in Credits)
        {
            var credit = desk.Send(new Wire
            {
                Sender = "HUDSUS33", Receiver = Bank, Reference = desk.Next(at), Amount = "USD" + amount, Debtor = "/R1-02104517\r\nMETRO PROJECT", Creditor = $"/{account}\r\n{name}\r\nMAKATI", Agent = Bank, Text = "POWER PLANT CONTRACT",
            }, at += TimeSpan.FromMinutes(4), Settlement.Accepted);
            Assert.Equal(15, credit.Why.Rules.Single(r => r.Id == "F06").Points);
        }

        // 22.73 million of the last credit go to an account opened that day, in two pieces.
        var last = new List<Answer>();
        foreach (string piece in (string[])["USD12000311,00", "USD10729689,00"])
        {
            at = at.AddHours(2);
            last.Add(desk.Send(new Wire { Sender = Bank, Receiver = Bank, Reference = desk.Next(at), Amount = piece, Debtor = $"/{Credits[3].Account}\r\n{Credits[3].Name}", Creditor = "/9013771002\r\nSANTELMO TRADING\r\nMAKATI", Agent = Bank }, at));
        }
        var answer = last[1];
        foreach (string rule in (string[])["F01", "F06", "N01", "N06", "S04"]) Assert.True(answer.Fired(rule), $"{rule} is missing: {answer.Line}");
        Assert.Equal(Outcome.Hold, answer.Outcome);
        Assert.Contains("pattern of a mule", answer.Why.Headline, StringComparison.Ordinal);
        Assert.False(last[0].Fired("F01"), last[0].Line); // less than half has left by then
    }
}
