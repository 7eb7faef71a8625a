namespace Fraud.Tests.Acceptance;

/// <summary>
/// AC16: the other published cases, each over a habit of earlier orders, with points counted by hand. AC17: what cannot be seen. Timing and corridors are those of the public record; names,
/// accounts and sums are invented.
/// </summary>
public class OtherCasesTests
{
    const string Custodian = "HUDSUS33";

    static Wire From(string bank, string receiver = Custodian) => new() { Sender = bank, Receiver = receiver, Reference = "", Amount = "", Debtor = "/7700-41920\r\nOSTHAFEN LAGERHAUS LIMITED" };

    static DateTimeOffset Utc(int year, int month, int day, int hour, int minute = 0) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    static void Expect(Answer answer, Outcome outcome, int points, string rules)
    {
        foreach (string rule in rules.Split(' ')) Assert.True(answer.Fired(rule), $"{rule} is missing: {answer.Line}");
        Assert.True(answer.Outcome == outcome && answer.Points == points, answer.Line);
    }

    /// <summary>A dozen customer transfers with the covers that follow them.</summary>
    static void Covers(Desk desk, string bank, DateTimeOffset last)
    {
        for (int i = 0; i < 12; i++)
        {
            var at = last.AddDays(i - 12);
            var leg = Desk.Dated(From(bank, "SEVNGB2L") with
            {
                Reference = desk.Next(at), Amount = "USD312000,50", Creditor = "/GB29SEVN60161331926819\r\nSEVERN MARINE SUPPLIES LIMITED\r\nBRISTOL", Agent = "SEVNGB2L", Institution = "SEVNGB2L",
            }, at);
            desk.Send(leg.Mt103, at, Settlement.Accepted);
            desk.Send((leg with { Receiver = Custodian, Reference = desk.Next(at), Related = leg.Reference }).Mt202Cov, at.AddMinutes(3), Settlement.Accepted);
        }
    }

    static Policy With(string calendar, string text, string additions = "") => Story.Institution(additions, "", (calendar + ".calendar", $"calendar {calendar}\n{text}\n"));

    /// <summary>A branch writes a cover to its own subsidiary, and no customer transfer announces it. Sunday is a working day in Dhaka.</summary>
    [Fact]
    public void AC16_Sonali_2013_is_reviewed_for_the_cover_without_a_customer_transfer()
    {
        const string Bank = "GANGBDDH", Subsidiary = "GANGGB2L";
        using var desk = new Desk(With("BD", "zone Asia/Dhaka\nyears 2012-2014\nweekend Fri Sat\nhours 10:00-18:00"));
        desk.Habit(From(Bank, Subsidiary), Utc(2013, 5, 15, 8), 45, 300_000, "Fri Sat");
        Covers(desk, Bank, Utc(2013, 6, 1, 8));
        var at = Utc(2013, 6, 2, 9);
        var cover = Desk.Dated(From(Bank, Subsidiary) with
        {
            Reference = desk.Next(at), Related = "LC130602-0001", Day = "130603", Amount = "USD250130,75", Creditor = "/TR330006100519786457841326\r\nANADOLU DIS TICARET LIMITED\r\nISTANBUL", Agent = "ANDLTRIS", Institution = "ANDLTRIS",
        }, at);
        var answer = desk.Send(cover.Mt202Cov, at);
        Expect(answer, Outcome.Review, 60, "N01 N02 M05 M07");
        Assert.StartsWith("A cover without its customer transfer.", answer.Why.Headline, StringComparison.Ordinal);
    }

    /// <summary>
    /// Twelve orders in nine days, from seven in the evening on, made of earlier messages that had been refused: new amounts, beneficiaries and banks under old references. Round sums are this bank's habit.
    /// </summary>
    [Theory]
    [InlineData("", Outcome.Hold, 88, "C01 C03 N01 N02 A04 M03")]
    [InlineData("off M03", Outcome.Review, 63, "C01 C03 N01 N02 A04")]
    public void AC16_Banco_del_Austro_2015_is_held_for_references_that_come_again(string additions, Outcome outcome, int points, string rules)
    {
        const string Bank = "CUENECEQ";
        using var desk = new Desk(With("EC", "zone America/Guayaquil\nyears 2014-2015\nweekend Sat Sun\nhours 09:00-17:00", additions)) { DatedReferences = false };
        desk.Habit(From(Bank), Utc(2014, 12, 31, 18), 80, 200_000, round: true);
        var refused = new List<string>();
        int smallTickets = 0;
        for (int i = 0; i < 12; i++)
        {
            var at = Utc(2015, 1, 5 + i / 3, 18, i % 3 * 7);
            refused.Add(desk.Next(at));
            desk.Send(From(Bank) with { Reference = refused[^1], Amount = $"USD{100_000 + 20_000 * i},00", Creditor = "/4410772093\r\nMUSASHI BRIDGE WORKS CO LTD\r\nTOKYO", Agent = "MUSAJPJT" }, at, Settlement.Rejected);
        }
        for (int i = 0; i < 12; i++)
        {
            // Evenings of 12 to 20 January, two each but for the weekend.
            var at = Utc(2015, 1, 13 + (i < 8 ? i / 2 : 7 + (i - 8) / 2), 0, 5 + i % 2 * 40);
            bool dubai = i % 3 == 0;
            var answer = desk.Send(From(Bank) with
            {
                Reference = refused[i], Amount = $"USD{351_230 + 1_119 * i},17", Creditor = dubai ? $"/AE07033123456789012345{i:0}\r\nDESERT GATE TRADING LLC" : $"/HK00{7 * i + 11:000}2841\r\nKOWLOON STAR TRADING LIMITED", Agent = dubai ? "GULFAEAD" : "KWLNHKHH",
            }, at);
            // The sheet's points are those of an order alone; beside another within a day they are small tickets too.
            bool small = answer.Fired("S06");
            Expect(answer, small ? Outcome.Hold : outcome, small ? Math.Min(100, points + 20) : points, rules);
            if (small) smallTickets++;
        }
        Assert.InRange(smallTickets, 6, 11);
    }

    /// <summary>Messages and covers that are right in form, and do not say the same.</summary>
    [Fact]
    public void AC16_Far_Eastern_2017_is_held_when_the_cover_names_another_creditor()
    {
        const string Bank = "FORMTWTP";
        using var desk = new Desk();
        desk.Habit(From(Bank), Utc(2017, 9, 15, 7), 60, 400_000);
        Covers(desk, Bank, Utc(2017, 9, 29, 7));
        var at = Utc(2017, 10, 3, 7);
        var leg = Desk.Dated(From(Bank, "MEKGKHPP") with { Reference = desk.Next(at), Amount = "USD727340,35", Creditor = "/000451297\r\nMARIA LUISA VELARDE\r\nPHNOM PENH", Agent = "MEKGKHPP", Institution = "MEKGKHPP", Text = "PAYMENT" }, at);
        Expect(desk.Send(leg.Mt103, at), Outcome.Review, 55, "N01 N02 B01");
        var cover = leg with { Receiver = Custodian, Reference = desk.Next(at), Related = leg.Reference, Creditor = "/000451733\r\nJUAN CARLOS QUIRINO\r\nPHNOM PENH" };
        Expect(desk.Send(cover.Mt202Cov, at.AddMinutes(5)), Outcome.Hold, 80, "N01 N02 B01 M06");
    }

    /// <summary>
    /// Six orders within an hour of a public holiday, more than twice the highest day. The sheet counts C 25, N 30, A 12, V 8: 75; a new creditor over a new corridor on a holiday beyond the
    /// highest day is also S01, so that the second order is held already.
    /// </summary>
    [Fact]
    public void AC16_SBM_India_2018_is_held_for_a_day_like_no_other()
    {
        const string Bank = "SINDINBB";
        using var desk = new Desk();
        desk.Habit(From(Bank), Utc(2018, 9, 28, 7), 80, 400_000);
        var answers = new List<Answer>();
        for (int i = 0; i < 6; i++)
        {
            var at = Utc(2018, 10, 2, 7, 9 * i);
            answers.Add(desk.Send(From(Bank) with
            {
                Reference = desk.Next(at), Amount = $"USD{1_127_345 + 3_000 * i},45", Creditor = i % 2 == 0 ? "/GB12TEMS00000000119922\r\nTEMESIDE METALS LIMITED\r\nLONDON" : "/FR7630000000100000000042137\r\nSEINE PRODUITS SA\r\nPARIS", Agent = i % 2 == 0 ? "TEMSGB2L" : "SEINFRPP",
            }, at));
        }
        Expect(answers[0], Outcome.Review, 55, "C02 C03 N01 N02");
        Expect(answers[1], Outcome.Hold, 87, "C02 C03 N01 N02 A06 S01");
        Expect(answers[5], Outcome.Hold, 95, "C02 C03 N01 N02 A06 V01 S01");
    }

    /// <summary>Eleven payments at the opening of a working day, to six banks that were never paid; of their four countries the United Kingdom and the United States were.</summary>
    [Fact]
    public void AC16_Bank_of_Valletta_2019_is_stopped_from_the_third_payment_on()
    {
        const string Bank = "VLTAMTMT";
        using var desk = new Desk();
        desk.Habit(From(Bank) with { Receiver = "RHNHDEFF" }, Utc(2019, 2, 11, 9), 80, 5_000_000, currency: "EUR");
        string[] agents = ["THMSGB2L", "AVOTGB2L", "WRPLUS3W", "CNTRUS33", "VLTVCZPP", "KWLNHKHH"];
        var answers = new List<Answer>();
        for (int i = 0; i < 11; i++)
        {
            var at = Utc(2019, 2, 13, 8, 30 + 2 * i);
            answers.Add(desk.Send(From(Bank) with { Receiver = "RHNHDEFF", Reference = desk.Next(at), Amount = $"EUR{1_180_000 + 9_700 * i},25", Creditor = $"/9900{i:00}4417\r\nHARBOUR {(char)('A' + i)}BC TRADING LIMITED", Agent = agents[i % 6] }, at));
        }
        Expect(answers[0], Outcome.Pass, 30, "N01 N02");
        Expect(answers[2], Outcome.Review, 50, "N01 N02 V02");       // three new creditors in an hour
        Expect(answers[5], Outcome.Hold, 78, "N01 N02 V01 V02 S06"); // six orders, and after Prague Hong Kong: two countries that were never paid
        Assert.All(answers.Skip(2), a => Assert.True(a.Outcome >= Outcome.Review, a.Line)); // the second to a bank has its corridor behind it
    }

    /// <summary>Half past eleven on a Monday: nothing is odd but the payee and the sum.</summary>
    [Fact]
    public void AC16_Cosmos_2018_is_reviewed_for_a_new_payee_and_a_sum_far_beyond_its_own()
    {
        const string Bank = "PUNRINBB";
        using var desk = new Desk();
        desk.Habit(From(Bank), Utc(2018, 8, 10, 6), 80, 60_000);
        var at = Utc(2018, 8, 13, 6);
        Expect(desk.Send(From(Bank) with { Reference = desk.Next(at), Amount = "USD1930411,25", Creditor = "/HK0099120077\r\nKOWLOON STAR TRADING LIMITED", Agent = "KWLNHKHH" }, at), Outcome.Review, 55, "N01 N02 A01 A02 A06");
    }

    /// <summary>
    /// The first order is of the usual size, in hours, to a bank that was never paid: so is every piece of new business. Only the confirmation that never comes, a check of the payee or a limit
    /// tells them apart; a rule that stopped it would stop those too.
    /// </summary>
    [Fact]
    public void AC17_City_Union_2018_the_first_order_passes_with_a_trace()
    {
        const string Bank = "KAVRINBB";
        using var desk = new Desk();
        desk.Habit(From(Bank), Utc(2018, 2, 5, 7), 80, 400_000);
        var at = Utc(2018, 2, 6, 6);
        var first = desk.Send(From(Bank) with { Reference = desk.Next(at), Amount = "USD512340,40", Creditor = "/AE070331234567890123456\r\nDESERT GATE TRADING LLC", Agent = "GULFAEAD" }, at);
        Expect(first, Outcome.Pass, 30, "N01 N02");
        at = at.AddHours(2);
        var second = desk.Send(From(Bank, "RHNHDEFF") with { Reference = desk.Next(at), Amount = "EUR316240,60", Creditor = "/TR330006100519786457841326\r\nANADOLU DIS TICARET LIMITED\r\nISTANBUL", Agent = "ANDLTRIS" }, at);
        Expect(second, Outcome.Review, 50, "N01 N02 S06");
    }
}
