using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fraud.Tests.Acceptance;

/// <summary>AC14: echoes that fail to come, and echoes of what nobody sent.</summary>
public class EchoTests
{
    const string Bank = "PADMBDDH", Custodian = "HUDSUS33";
    static readonly Wire Order = new() { Sender = Bank, Receiver = Custodian, Reference = "", Amount = "", Debtor = "/R1-02104517\r\nPADMA RESERVE AUTHORITY\r\nDHAKA" };

    static DateTimeOffset Utc(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    static Wire Next(Desk desk, DateTimeOffset at, string amount = "USD400000,50") =>
        Desk.Dated(Order with { Reference = desk.Next(at), Amount = amount, Creditor = "/GB29SEVN60161331926819\r\nSEVERN MARINE SUPPLIES LIMITED\r\nBRISTOL", Agent = "SEVNGB2L" }, at);

    static Desk Confirmed(int orders = 45, string additions = "")
    {
        var desk = new Desk(additions.Length == 0 ? null : Story.Institution(additions));
        desk.Habit(Order, Utc("2016-02-03 08:00"), orders, 400_000, "Fri Sat", echo: (wire, _) => [Desk.Mt900(Custodian, Bank, wire.Reference, wire.Day + wire.Amount)]);
        return desk;
    }

    [Theory]
    [InlineData("2016-02-04 08:00", "2016-02-04 09:59", false)]  // within two hours
    [InlineData("2016-02-04 08:00", "2016-02-04 10:01", true)]   // after them
    [InlineData("2016-02-05 22:45", "2016-02-07 09:00", false)]  // Friday 17:45 in New York: closed at 18:30, 75 minutes remain
    [InlineData("2016-02-05 22:45", "2016-02-08 03:10", false)]  // open again since Sunday 21:00
    [InlineData("2016-02-05 22:45", "2016-02-08 03:20", true)]
    [InlineData("2016-02-14 08:00", "2016-02-16 03:50", false)]  // Monday the 15th is Washington's Birthday
    [InlineData("2016-02-14 08:00", "2016-02-16 04:10", true)]
    public void AC14_an_accepted_order_without_its_MT900_by_two_hours_of_Fedwire_time_is_told_by_the_next_message(string sent, string then, bool told)
    {
        using var desk = Confirmed();
        var silent = Next(desk, Utc(sent));
        Assert.False(desk.Send(silent.Mt103, Utc(sent), Settlement.Accepted).Fired("M10"));
        var answer = desk.Send(Next(desk, Utc(then)), Utc(then));
        Assert.Equal(told, answer.Fired("M10"));
        Assert.Equal(told ? 25 : 0, answer.Why.Rules.Where(r => r.Id == "M10").Sum(r => r.Points));
        Assert.DoesNotContain(answer.Why.NotEvaluable, n => n.Rule == "M10");
        Assert.Equal(told ? 1 : 0, desk.Engine.UnconfirmedOrders);
        if (told) Assert.StartsWith("Orders overdue for their confirmation: 1, the oldest sent ", answer.Why.Rules.Single(r => r.Id == "M10").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AC14_a_late_confirmation_ends_it()
    {
        using var desk = Confirmed();
        var order = Next(desk, Utc("2016-02-04 08:00"));
        desk.Send(order.Mt103, Utc("2016-02-04 08:00"), Settlement.Accepted);
        Assert.True(desk.Send(Next(desk, Utc("2016-02-04 11:00")), Utc("2016-02-04 11:00")).Fired("M10"));
        Assert.False(desk.Send(Desk.Mt900(Custodian, Bank, order.Reference, order.Day + order.Amount), Utc("2016-02-04 11:30")).Fired("M10"));
        Assert.False(desk.Send(Next(desk, Utc("2016-02-04 11:40")), Utc("2016-02-04 11:40")).Fired("M10"));
    }

    public static TheoryData<string> Forms => ["MT900", "MT940", "MT950", "camt.054", "record", "less charges"];

    static byte[] Confirmation(string form, Wire order) => form switch
    {
        "MT900" => Desk.Mt900(Custodian, Bank, order.Reference, order.Day + order.Amount),
        "less charges" => Desk.Mt900(Custodian, Bank, order.Reference, order.Day + "USD400022,50"),
        "MT940" => Desk.Mt940(Custodian, Bank, "1602040204C1000,00NTRFNONREF", $"1602040204D{order.Amount[3..]}S103{order.Reference}//98X0001"),
        "MT950" => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Desk.Mt940(Custodian, Bank, $"160204D{order.Amount[3..]}NTRF{order.Reference}")).Replace("I940", "I950", StringComparison.Ordinal)),
        "camt.054" => Desk.Camt054(Custodian, Bank, order.Reference, "USD", order.Amount[3..].Replace(',', '.')),
        _ => Encoding.UTF8.GetBytes($$"""{"id":"L1","confirms":"{{order.Reference}}","debtor_agent":"{{Bank}}","amount":"400000.50","currency":"USD"}"""),
    };

    [Theory, MemberData(nameof(Forms))]
    public void AC14_any_form_of_confirmation_answers_the_order(string form)
    {
        using var desk = Confirmed();
        var order = Next(desk, Utc("2016-02-04 08:00"));
        desk.Send(order.Mt103, Utc("2016-02-04 08:00"), Settlement.Accepted);
        foreach (var confirmation in desk.Engine.EvaluateAll(Confirmation(form, order), Utc("2016-02-04 08:30")).ToArray()) Assert.Equal((0, Outcome.Pass), (confirmation.Points, confirmation.Outcome));
        var next = desk.Send(Next(desk, Utc("2016-02-04 12:00")), Utc("2016-02-04 12:00"));
        Assert.False(next.Fired("M10"), next.Line);
    }

    [Theory]
    [InlineData("1602040204D30000028,00S103FT160204-99999//98X0001", true)]  // nobody sent it
    [InlineData("1602040204D400000,50S103{ref}//98X0001", false)]             // the order's own
    [InlineData("1602040204D400022,50S103{ref}//98X0001", false)]             // and charges
    [InlineData("1602040204D900000,50S103{ref}//98X0001", true)]              // its reference, another amount
    [InlineData("1602040204D35,00NCHGFT160204-99999//98X0001", false)]        // charges need no order
    [InlineData("1602040204C30000028,00S103FT160204-99999//98X0001", false)]  // a credit
    [InlineData("1602040204RD30000028,00S103FT160204-99999//98X0001", false)] // a debit taken back
    public void AC14_a_statement_line_that_answers_no_message_is_told(string line, bool told)
    {
        using var desk = Confirmed();
        var order = Next(desk, Utc("2016-02-04 08:00"));
        desk.Send(order.Mt103, Utc("2016-02-04 08:00"), Settlement.Accepted);
        var answer = desk.Send(Desk.Mt940(Custodian, Bank, line.Replace("{ref}", order.Reference, StringComparison.Ordinal)), Utc("2016-02-04 09:00"));
        Assert.Equal(told, answer.Fired("M10"));
        Assert.Equal(told ? 25 : 0, answer.Points);
        Assert.Equal(DecodeStatus.NotATransfer, answer.Decision.Status);
        if (told) Assert.StartsWith("A debit was booked that answers no order.", answer.Why.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void AC14_a_debit_without_any_reference_cannot_be_told()
    {
        using var desk = Confirmed();
        var answer = desk.Send(Desk.Mt940(Custodian, Bank, "1602040204D30000028,00NTRFNONREF//98X0001"), Utc("2016-02-04 09:00"));
        Assert.False(answer.Fired("M10"));
        Assert.Contains(new NotEvaluable("M10", "field absent"), answer.Why.NotEvaluable);
    }

    [Fact]
    public void AC14_without_confirmations_it_is_not_evaluable_and_never_clean()
    {
        using var desk = new Desk();
        desk.Habit(Order, Utc("2016-02-03 08:00"), 40, 400_000, "Fri Sat");
        Assert.Contains(new NotEvaluable("M10", "no signal supplied"), desk.Send(Next(desk, Utc("2016-02-04 08:00")), Utc("2016-02-04 08:00")).Why.NotEvaluable);
        // A statement alone says nothing either: no debit of this bank was ever matched.
        var statement = desk.Send(Desk.Mt940(Custodian, Bank, "1602040204D30000028,00S103FT160204-99999"), Utc("2016-02-04 09:00"));
        Assert.Equal((0, "no signal supplied"), (statement.Points, statement.Why.NotEvaluable.Single(n => n.Rule == "M10").Why));
    }

    [Fact]
    public void AC14_a_bank_that_sends_its_statement_the_next_morning_makes_no_order_late()
    {
        using var desk = new Desk();
        desk.Habit(Order, Utc("2016-02-03 08:00"), 45, 400_000, "Fri Sat");
        for (int day = 0; day < 10; day++)
        {
            var at = Utc("2016-02-08 08:00").AddDays(day);
            var order = Next(desk, at);
            Assert.False(desk.Send(order.Mt103, at, Settlement.Accepted).Fired("M10"));
            desk.Send(Desk.Mt940(Custodian, Bank, $"{order.Day}D{order.Amount[3..]}S103{order.Reference}"), at.AddHours(20));
        }
    }

    [Fact]
    public void AC14_an_order_is_waited_for_only_when_it_is_sent()
    {
        // Held: nobody sends it, nobody confirms it. Released by a person: from then on.
        using var desk = Confirmed(additions: "family T cap 100\nrule T1 \"LARGE\" family T points 80 when amount > 900_000 USD because \"large\"");
        var held = desk.Send(Next(desk, Utc("2016-02-04 08:00"), "USD950000,50"), Utc("2016-02-04 08:00"));
        Assert.Equal(Outcome.Hold, held.Outcome);
        Assert.False(desk.Send(Next(desk, Utc("2016-02-04 13:00")), Utc("2016-02-04 13:00"), Settlement.Rejected).Fired("M10"));
        Assert.True(desk.Engine.Settle(held.Decision.Id, Settlement.Accepted));
        Assert.False(desk.Send(Next(desk, Utc("2016-02-04 14:00")), Utc("2016-02-04 14:00"), Settlement.Rejected).Fired("M10"));
        Assert.True(desk.Send(Next(desk, Utc("2016-02-04 15:30")), Utc("2016-02-04 15:30"), Settlement.Rejected).Fired("M10"));
    }

    [Fact]
    public void AC14_a_reload_goes_on_waiting()
    {
        using var desk = Confirmed();
        desk.Send(Next(desk, Utc("2016-02-04 08:00")), Utc("2016-02-04 08:00"), Settlement.Accepted);
        desk.Engine.Reload(Story.Institution("off M10"));
        Assert.False(desk.Send(Next(desk, Utc("2016-02-04 08:30")), Utc("2016-02-04 08:30"), Settlement.Rejected).Fired("M10"));
        desk.Engine.Reload(Policy.Institution);
        Assert.True(desk.Send(Next(desk, Utc("2016-02-04 11:00")), Utc("2016-02-04 11:00")).Fired("M10"));
    }

    /// <summary>Orders, confirmations, statements and pieces of time at random: one by one and in batches of any size the same.</summary>
    [Fact]
    public void AC14_batches_decide_as_one_by_one_with_confirmations_between()
    {
        var step = from kind in Gen.Choose(0, 9) from which in Gen.Choose(0, 30) from gap in Gen.Choose(0, 7) select (kind, which, gap);
        Prop.ForAll(Arb.From(Gen.ArrayOf(step)), Arb.From(Gen.Choose(1, 40)), (steps, size) =>
        {
            var inputs = Script(steps);
            var (one, oneHash) = Run(inputs, 1);
            var (many, manyHash) = Run(inputs, size);
            Assert.Equal(one, many);
            Assert.Equal(oneHash, manyHash);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    static List<MessageInput> Script((int Kind, int Which, int Gap)[] steps)
    {
        using var names = new Desk();
        var sent = new List<Wire>();
        var inputs = new List<MessageInput>();
        var at = Utc("2016-02-04 08:00");
        foreach (var (kind, which, gap) in steps)
        {
            at += gap switch { < 4 => TimeSpan.FromSeconds(9 * gap), < 6 => TimeSpan.FromMinutes(11 * gap), 6 => TimeSpan.FromHours(2), _ => TimeSpan.FromHours(9) };
            var order = sent.Count == 0 || kind < 4 ? Next(names, at, $"USD{100_000 + 1000 * which},50") : sent[^Math.Min(sent.Count, 1 + which)];
            if (kind < 4 || sent.Count == 0)
            {
                sent.Add(order);
                inputs.Add(new MessageInput(order.Mt103, at, (which % 4) switch { 0 => Settlement.Open, 1 => Settlement.Rejected, _ => Settlement.Accepted }));
            }
            else if (kind < 7) inputs.Add(new MessageInput(Desk.Mt900(Custodian, Bank, order.Reference, order.Day + order.Amount), at));
            else if (kind == 7) inputs.Add(new MessageInput(Confirmation("record", order), at));
            else
            {
                byte[] statement = Desk.Mt940(Custodian, Bank, $"{order.Day}D{order.Amount[3..]}S103{order.Reference}", $"{order.Day}D{order.Amount[3..]}S103{(kind == 8 ? "FT-UNKNOWN" : order.Reference)}");
                inputs.Add(new MessageInput(statement, at));
                inputs.Add(new MessageInput(statement, at, Transfer: 1));
            }
        }
        return inputs;
    }

    static (string Decisions, ulong Hash) Run(List<MessageInput> inputs, int size)
    {
        using var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 32 << 20, AnswerableTransfers = 16 });
        var text = new StringBuilder();
        var decisions = new Decision[size];
        for (int from = 0; from < inputs.Count; from += size)
        {
            var batch = inputs.GetRange(from, Math.Min(size, inputs.Count - from)).ToArray();
            engine.EvaluateBatch(batch, decisions);
            for (int i = 0; i < batch.Length; i++)
            {
                var why = decisions[i].Explain();
                text.Append(CultureInfo.InvariantCulture, $"{decisions[i].Outcome} {decisions[i].Points} {string.Join(';', why.Rules.Select(r => r.Id + r.Reason))} {string.Join(';', why.NotEvaluable)}\n");
            }
        }
        return (text.ToString(), engine.StateHash());
    }

    [Fact]
    public void AC14_orders_and_their_confirmations_allocate_nothing()
    {
        using var desk = Confirmed();
        var at = Utc("2016-02-04 08:00");
        var inputs = new List<MessageInput>();
        for (int i = 0; i < 2000; i++)
        {
            // A customer transfer to the creditor's bank, its cover to the custodian, and the custodian's debit.
            var order = Next(desk, at += TimeSpan.FromSeconds(50)) with { Receiver = "SEVNGB2L", Correspondent = Custodian, Institution = "SEVNGB2L" };
            var cover = order with { Receiver = Custodian, Reference = desk.Next(at), Related = order.Reference };
            inputs.Add(new MessageInput(order.Mt103, at, Settlement.Accepted));
            inputs.Add(new MessageInput(cover.Mt202Cov, at + TimeSpan.FromSeconds(10), Settlement.Accepted));
            inputs.Add(new MessageInput(Desk.Mt900(Custodian, Bank, cover.Reference, cover.Day + cover.Amount), at + TimeSpan.FromSeconds(20)));
        }
        var messages = inputs.ToArray();
        var decisions = new Decision[100];
        for (int from = 0; from < 4500; from += 100) desk.Engine.EvaluateBatch(messages.AsSpan(from, 100), decisions);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int from = 4500; from < 6000; from += 100) desk.Engine.EvaluateBatch(messages.AsSpan(from, 100), decisions);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
