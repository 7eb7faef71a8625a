using System.Text;
using Fraud.Cli.Simulation;
using Message = (Fraud.Cli.Simulation.SimulatedMessage Message, Fraud.Tests.Simulation.FinSample Fin);

namespace Fraud.Tests.Simulation;

public class InstitutionTrafficTests
{
    static readonly InstitutionTraffic Traffic = new(new TrafficOptions(20_000, 7));
    static readonly IReadOnlyList<Message> Sent = FinSample.Read(Traffic);
    static Institution SenderOf(Message entry) => Traffic.Institutions.Single(institution => institution.Bic == entry.Fin.Sender);
    static (int Open, int Close) Hours(Message entry) => SenderOf(entry).Market.HoursOn(DateOnly.FromDateTime(Local(entry)));
    static DateTime Local(Message entry) => entry.Message.At.ToOffset(entry.Message.Offset).DateTime;

    [Fact]
    public void Every_message_is_well_formed_and_in_time_order()
    {
        Assert.Equal(20_000, Sent.Count);
        Assert.All(Sent, entry => entry.Fin.AssertWellFormed());
        for (int i = 1; i < Sent.Count; i++) Assert.True(Sent[i - 1].Message.At <= Sent[i].Message.At);
        Assert.DoesNotContain(Sent, entry => entry.Message.Attack);
        Assert.All(Sent, entry => Assert.Contains("{121:", entry.Fin.Text));
    }

    [Fact]
    public void The_seed_alone_decides_the_bytes()
    {
        static string Text(ulong seed) => string.Concat(new InstitutionTraffic(new TrafficOptions(500, seed)).Select(message => message.At + Encoding.ASCII.GetString(message.Raw)));
        Assert.Equal(Text(3), Text(3));
        Assert.NotEqual(Text(3), Text(4));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 3, 2)]
    [InlineData(1_000, 40, 31)]
    [InlineData(5_000, 12, 5)]
    public void The_number_of_messages_is_exact(int messages, int institutions, int days) =>
        Assert.Equal(messages, new InstitutionTraffic(new TrafficOptions(messages, 1, institutions) { Days = days, From = new DateOnly(2024, 2, 26) }).Count());

    [Fact]
    public void Institutions_sit_in_eight_countries_or_more_with_two_kinds_of_weekend()
    {
        Assert.Equal(12, Sent.Select(entry => entry.Fin.Sender).Distinct().Count());
        Assert.True(Traffic.Institutions.Select(institution => institution.Market.Code).Distinct().Count() >= 8);
        Assert.Equal(2, Traffic.Institutions.Select(institution => institution.Market.FridaySaturday).Distinct().Count());
    }

    [Fact]
    public void Orders_go_out_on_open_days_except_duty_sweeps_to_the_own_account()
    {
        Assert.All(Sent.Where(entry => !SenderOf(entry).Market.IsOpen(DateOnly.FromDateTime(Local(entry)))), entry =>
        {
            Assert.Equal("duty sweep", entry.Message.Note);
            Assert.Contains(entry.Fin.Sender, entry.Fin["58A"]);
        });
        Assert.InRange(Sent.Count(entry => entry.Message.Note == "duty sweep"), 10, 100);
    }

    [Fact]
    public void Orders_go_out_in_office_hours_except_rare_late_work()
    {
        int late = Sent.Count(entry => Local(entry).TimeOfDay.TotalMinutes > Hours(entry).Close + 60);
        Assert.InRange(late, 20, 120);
        Assert.DoesNotContain(Sent, entry => Local(entry).TimeOfDay.TotalMinutes < Hours(entry).Open);
        Assert.DoesNotContain(Sent, entry => Local(entry).TimeOfDay.TotalMinutes > Hours(entry).Close + 240);
    }

    [Fact]
    public void A_cover_follows_its_customer_transfer_with_the_same_uetr_amount_and_parties()
    {
        var transfers = Sent.Where(entry => entry.Fin.Type == "103").ToLookup(entry => (entry.Fin.Sender, entry.Fin["20"]));
        var covers = Sent.Where(entry => entry.Fin.IsCover).ToList();
        Assert.InRange(covers.Count, 1_000, 4_000);
        Assert.All(covers, cover =>
        {
            var leg = transfers[(cover.Fin.Sender, cover.Fin["21"])].First();
            Assert.InRange((cover.Message.At - leg.Message.At).TotalSeconds, 0, 60);
            Assert.Equal((leg.Fin["32A"], leg.Fin["50K"], leg.Fin["59"]), (cover.Fin["32A"], cover.Fin["50K"], cover.Fin["59"]));
            Assert.Equal(Uetr(leg), Uetr(cover));
        });

        static string Uetr(Message entry) => entry.Fin.Text.Substring(entry.Fin.Text.IndexOf("{121:", StringComparison.Ordinal), 42);
    }

    [Fact]
    public void A_refused_order_comes_back_complete()
    {
        int refused = Sent.Count(entry => entry.Message.Rejected), repaired = Sent.Count(entry => entry.Message.Note == "repaired");
        Assert.InRange(refused, 20, 100);
        Assert.InRange(repaired, refused - 3, refused);
        Assert.All(Sent.Where(entry => entry.Message.Rejected), entry => Assert.DoesNotContain("57A", entry.Fin.Tags));
    }

    [Fact]
    public void A_repeat_says_so_and_is_equal_in_every_field()
    {
        var repeats = Sent.Where(entry => entry.Fin.Text.EndsWith("{PDE:}}", StringComparison.Ordinal)).ToList();
        Assert.InRange(repeats.Count, 10, 100);
        Assert.All(repeats, repeat => Assert.Contains(Sent, entry => entry.Message.At <= repeat.Message.At && !ReferenceEquals(entry.Message, repeat.Message) && entry.Fin.Sender == repeat.Fin.Sender && entry.Fin.Fields.SequenceEqual(repeat.Fin.Fields)));
    }

    [Fact]
    public void Month_ends_are_busier_than_other_days()
    {
        var market = Traffic.Institutions[0].Market;
        var days = Sent.Where(entry => entry.Fin.Sender == Traffic.Institutions[0].Bic).GroupBy(entry => DateOnly.FromDateTime(Local(entry))).Where(day => market.IsOpen(day.Key)).ToList();
        bool IsMonthEnd(DateOnly day) => Enumerable.Range(1, 5).First(i => market.IsOpen(day.AddDays(i))) is var next && day.AddDays(next).Month != day.Month;
        Assert.InRange(days.Where(day => IsMonthEnd(day.Key)).Average(day => day.Count()) / days.Where(day => !IsMonthEnd(day.Key)).Average(day => day.Count()), 1.2, 1.8);
    }

    [Fact]
    public void No_uetr_was_sent_before_it_existed() =>
        Assert.DoesNotContain(FinSample.Read(new InstitutionTraffic(new TrafficOptions(200, 1) { From = new DateOnly(2016, 1, 1) })), entry => entry.Fin.Text.Contains("{121:", StringComparison.Ordinal));

    [Fact]
    public void By_the_librarys_own_clocks_and_calendars_the_traffic_is_ordinary()
    {
        var late = 0;
        Assert.All(Sent, entry =>
        {
            var calendar = ReferenceData.Default.CalendarOf(Bic.Parse(entry.Fin.Sender));
            Assert.NotNull(calendar);
            Assert.Equal(Local(entry), new DateTime(calendar.ToLocalTicks(entry.Message.At.UtcTicks)));
            int day = DateOnly.FromDateTime(Local(entry)).DayNumber;
            if (entry.Message.Note == "duty sweep") return;
            Assert.Contains(calendar.KindOf(day), new[] { Fraud.Reference.DayKind.Business, Fraud.Reference.DayKind.Unknown });
            Assert.False(calendar.IsWeekend(day));
            var (open, close) = calendar.HoursOf(day);
            double minutes = Local(entry).TimeOfDay.TotalMinutes;
            Assert.True(minutes >= open - 60);
            if (minutes > close + 60) late++;
        });
        Assert.InRange(late, 20, 120);
    }
}
