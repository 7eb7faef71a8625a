using System.Globalization;
using System.Text;
using Fraud.Rules.Facts;
using Fraud.Tests.Acceptance;

namespace Fraud.Tests.Rules;

/// <summary>M05 to M08: a payment's two legs, and the habits of types and references between two banks.</summary>
public class LegTests
{
    const string Bank = "PADMBDDH", Custodian = "HUDSUS33", Uetr = "eb6305c9-1f7f-49de-aed0-16487c27b42d";
    static readonly Wire Order = new() { Sender = Bank, Receiver = Custodian, Reference = "", Amount = "", Debtor = "/R1-02104517\r\nPADMA RESERVE AUTHORITY\r\nDHAKA" };
    static readonly DateTimeOffset Now = new(2016, 2, 4, 8, 0, 0, TimeSpan.Zero);

    static Wire Leg(string reference, string amount = "USD400000,50") => Desk.Dated(Order with
    {
        Receiver = "SEVNGB2L", Correspondent = Custodian, Reference = reference, Amount = amount, Creditor = "/GB29SEVN60161331926819\r\nSEVERN MARINE SUPPLIES LIMITED\r\nBRISTOL", Agent = "SEVNGB2L", Institution = "SEVNGB2L",
    }, Now);

    /// <summary>Forty orders; then a dozen customer transfers with their covers, in the order asked for.</summary>
    static Desk Covering(bool coverFirst = false)
    {
        var desk = new Desk();
        desk.Habit(Order, Now.AddDays(-20), 40, 400_000, "Fri Sat");
        for (int i = 0; i < 12; i++)
        {
            var at = Now.AddDays(i - 14);
            var leg = Leg(desk.Next(at)) with { Day = "" };
            byte[] announcement = Desk.Dated(leg, at).Mt103, cover = Desk.Dated(leg with { Receiver = Custodian, Reference = desk.Next(at), Related = leg.Reference }, at).Mt202Cov;
            desk.Send(coverFirst ? cover : announcement, at, Settlement.Accepted);
            desk.Send(coverFirst ? announcement : cover, at.AddMinutes(3), Settlement.Accepted);
        }
        return desk;
    }

    static byte[] Cover(Desk desk, Wire leg) => (leg with { Receiver = Custodian, Reference = desk.Next(Now), Related = leg.Reference }).Mt202Cov;

    [Fact]
    public void M05_a_cover_alone_orders_a_credit()
    {
        using var desk = Covering();
        var answer = desk.Send(Cover(desk, Leg("FT160204-77777")), Now);
        Assert.Equal(22, answer.Why.Rules.Single(r => r.Id == "M05").Points);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Uetr)]
    public void M05_a_cover_that_follows_its_customer_transfer_is_not_alone(string uetr)
    {
        using var desk = Covering();
        var leg = Leg(desk.Next(Now)) with { Uetr = uetr };
        desk.Send(leg.Mt103, Now);
        var answer = desk.Send(Cover(desk, uetr.Length > 0 ? leg with { Reference = "SOMETHING ELSE" } : leg), Now.AddMinutes(4));
        Assert.False(answer.Fired("M05") || answer.Fired("M06"), answer.Line);
        Assert.DoesNotContain(answer.Why.NotEvaluable, n => n.Rule is "M05" or "M06");
    }

    [Fact]
    public void M05_is_not_evaluable_where_covers_come_first()
    {
        using var desk = Covering(coverFirst: true);
        var answer = desk.Send(Cover(desk, Leg("FT160204-77777")), Now);
        Assert.Contains(new NotEvaluable("M05", "customer legs not in view"), answer.Why.NotEvaluable);
    }

    [Theory]
    [InlineData(47, false, false)]
    [InlineData(49, false, true)]
    [InlineData(49, true, false)]  // the cover came before it
    [InlineData(300, false, false)] // nobody asks any more
    public void M05_a_customer_transfer_whose_cover_does_not_come_is_told_after_two_days(int hours, bool covered, bool told)
    {
        using var desk = Covering();
        var leg = Leg(desk.Next(Now));
        if (covered) desk.Send(Cover(desk, leg), Now.AddMinutes(-4), Settlement.Accepted);
        desk.Send(leg.Mt103, Now, Settlement.Accepted);
        var at = Now.AddHours(hours);
        var next = desk.Send(Desk.Dated(Order with { Reference = desk.Next(at), Amount = "USD300000,25", Creditor = "/4410772093\r\nMUSASHI BRIDGE WORKS CO LTD", Agent = "MUSAJPJT" }, at).Mt103, at, Settlement.Accepted);
        Assert.Equal(told, next.Fired("M05"));
        if (!told) return;
        // It comes after all.
        desk.Send(Cover(desk, leg), at.AddHours(1), Settlement.Accepted);
        at = at.AddHours(2);
        Assert.False(desk.Send(Desk.Dated(Order with { Reference = desk.Next(at), Amount = "USD310000,25", Creditor = "/4410772093\r\nMUSASHI BRIDGE WORKS CO LTD", Agent = "MUSAJPJT" }, at).Mt103, at).Fired("M05"));
    }

    public static TheoryData<string, string> Differences => new()
    {
        { "amount", "the amount," }, { "currency", "the currency," }, { "debtor", "the debtor," }, { "creditor", "the creditor," }, { "agent", "the creditor's agent," }, { "charges", "" }, { "none", "" },
    };

    [Theory, MemberData(nameof(Differences))]
    public void M06_names_the_field_in_which_the_legs_differ(string what, string named)
    {
        foreach (bool coverFirst in (bool[])[false, true])
        {
            using var desk = Covering();
            var leg = Leg(desk.Next(Now));
            var other = what switch
            {
                "amount" => leg with { Amount = "USD4000000,50" },
                "charges" => leg with { Amount = "USD399978,00" },
                "currency" => leg with { Amount = "EUR400000,50" },
                "debtor" => leg with { Debtor = "/R1-99999999\r\nPADMA RESERVE AUTHORITY" },
                "creditor" => leg with { Creditor = "/GB99SEVN00000000000001\r\nSEVERN MARINE SUPPLIES LIMITED" },
                "agent" => leg with { Agent = "LKSHUS4C" },
                _ => leg,
            };
            byte[] announcement = leg.Mt103, cover = Cover(desk, other);
            desk.Send(coverFirst ? cover : announcement, Now);
            var answer = desk.Send(coverFirst ? announcement : cover, Now.AddMinutes(4));
            Assert.Equal(named.Length > 0, answer.Fired("M06"));
            if (named.Length == 0) continue;
            var hit = answer.Why.Rules.Single(r => r.Id == "M06");
            Assert.Equal(25, hit.Points);
            Assert.Contains(named, hit.Reason, StringComparison.Ordinal);
            if (what != "currency") Assert.Equal(1, Differences.Count(d => d.Data.Item2.Length > 0 && hit.Reason.Contains(d.Data.Item2, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void M07_a_kind_of_message_that_two_banks_never_exchange()
    {
        using var desk = new Desk();
        desk.Habit(Order, Now.AddDays(-1), 40, 400_000, "Fri Sat");
        var answer = desk.Send((Leg("X") with { Receiver = Custodian, Reference = desk.Next(Now), Related = "FT160204-77777" }).Mt202Cov, Now);
        Assert.Equal(10, answer.Why.Rules.Single(r => r.Id == "M07").Points);
        // One in forty was a cover: 2.4 percent.
        using var other = new Desk();
        other.Habit(Order, Now.AddDays(-2), 40, 400_000, "Fri Sat");
        other.Send((Leg("X") with { Receiver = Custodian, Reference = other.Next(Now), Related = "FT160204-66666" }).Mt202Cov, Now.AddDays(-1), Settlement.Accepted);
        answer = other.Send((Leg("X") with { Receiver = Custodian, Reference = other.Next(Now), Related = "FT160204-77777" }).Mt202Cov, Now);
        Assert.False(answer.Fired("M07"), answer.Line);
    }

    [Theory]
    [InlineData("PAY1", true, " another form;")]
    [InlineData("FT160204-00041", false, "")]
    [InlineData("FT160203-00041", false, "")]   // made out yesterday
    [InlineData("ft160204-00041", true, " another form;")]
    [InlineData("FT160204-9000041", true, " a leap in the sequence;")]
    [InlineData("FT160204-00001", false, "")]   // it begins again
    [InlineData("FT160204-00300", false, "")]   // other desks number too
    public void M08_a_reference_unlike_the_others(string reference, bool fires, string named)
    {
        using var desk = new Desk();
        desk.Habit(Order, Now.AddDays(-1), 40, 400_000, "Fri Sat");
        var answer = desk.Send(Leg(reference) with { Receiver = Custodian }, Now);
        Assert.Equal(fires, answer.Fired("M08"));
        if (fires) Assert.Contains(named, answer.Why.Rules.Single(r => r.Id == "M08").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void M08_is_quiet_at_new_year_whatever_the_form_of_the_date()
    {
        foreach (string form in (string[])["FT{0:yyMMdd}{1:000}", "FT{0:yyyyMMdd}{1:000}", "{0:yyMMdd}-{1:0000}", "FT{2}{1:00000}", "{0:yy}/{1:0000}"])
        {
            using var desk = new Desk();
            for (int i = 0; i < 70; i++)
            {
                var at = new DateTimeOffset(2015, 11, 1, 8, 0, 0, TimeSpan.Zero).AddDays(i);
                int number = form.StartsWith("FT{2}", StringComparison.Ordinal) || form.Contains('/', StringComparison.Ordinal) ? at.Year == 2015 ? 900 + i : i : 1 + i % 3;
                string reference = string.Format(CultureInfo.InvariantCulture, form, at, number, $"{at:yy}{at.DayOfYear:000}");
                var answer = desk.Send(Leg(reference) with { Receiver = Custodian, Day = "" }, at, Settlement.Accepted);
                Assert.False(answer.Fired("M08"), $"{reference}: {answer.Line}");
            }
        }
    }

    [Theory]
    [InlineData("FT160204-001", "A2D-n", 1)]
    [InlineData("FT-20160204-17", "A2-D-n", 17)]
    [InlineData("160204", "D", -1)]
    [InlineData("160504", "n", 160504)]        // in three months
    [InlineData("FT16035-00171", "A2D-n", 171)] // the 35th day of 2016
    [InlineData("PAY1", "A3n", 1)]
    [InlineData("PAY2016020400042", "A3n", 42)] // a date and a number in one run
    [InlineData("a  B/c", "a1 A1/a1", -1)]
    [InlineData("ABCDEFGHIJKL", "A9", -1)]
    [InlineData("1234567890123456", "n", -1)]   // more digits than a number has
    public void Forms_of_references(string text, string mask, long number)
    {
        int today = new DateOnly(2016, 2, 4).DayNumber;
        Span<byte> written = stackalloc byte[70];
        Assert.Equal(mask, Encoding.Latin1.GetString(written[..ReferenceFacts.Mask(Encoding.Latin1.GetBytes(text), today, written)]));
        Assert.Equal(number, ReferenceFacts.Number(Encoding.Latin1.GetBytes(text), today));
    }
}
