using System.Text;
using FsCheck.Xunit;
using Fraud.Cli.Simulation;
using Message = (Fraud.Cli.Simulation.SimulatedMessage Message, Fraud.Tests.Simulation.FinSample Fin);

namespace Fraud.Tests.Simulation;

public class BangladeshScenarioTests
{
    static readonly IReadOnlyList<Message> Story = FinSample.Read(BangladeshScenario.Generate(2016));
    static readonly IReadOnlyList<Message> Baseline = [.. Story.Where(entry => entry.Message is { Attack: false, Note: "" })];
    static readonly IReadOnlyList<Message> NearMisses = [.. Story.Where(entry => entry.Message.Note.StartsWith("NM", StringComparison.Ordinal))];
    static IReadOnlyList<Message> Wave(int number) => [.. Story.Where(entry => entry.Message.Wave == number)];
    static DateTime Dhaka(Message entry) => entry.Message.At.ToOffset(TimeSpan.FromHours(6)).DateTime;

    [Fact]
    public void Every_message_is_well_formed_and_in_time_order()
    {
        Assert.All(Story, entry => entry.Fin.AssertWellFormed());
        Assert.Equal(Story.Select(entry => entry.Message.At).Order(), Story.Select(entry => entry.Message.At));
        Assert.Equal(Story.Count, Story.Select(entry => entry.Message.Reference).Distinct().Count());
        Assert.All(Story, entry => Assert.Equal(entry.Message.Reference, entry.Fin["20"]));
        Assert.All(Story, entry => Assert.Matches(@"^FT1[56]\d{3}-\d{5}$", entry.Message.Reference));
        Assert.DoesNotContain(Story, entry => entry.Fin.Text.Contains("{121:", StringComparison.Ordinal));
    }

    [Property(MaxTest = 20)]
    public void The_seed_alone_decides_the_bytes(ulong seed)
    {
        var once = BangladeshScenario.Generate(seed);
        Assert.Equal(once.Select(message => Encoding.ASCII.GetString(message.Raw)), BangladeshScenario.Generate(seed).Select(message => Encoding.ASCII.GetString(message.Raw)));
        Assert.NotEqual(once[0].Raw, BangladeshScenario.Generate(seed + 1)[0].Raw);
    }

    [Property(MaxTest = 20)]
    public void Any_seed_gives_285_ordinary_orders_on_open_days_in_office_hours(ulong seed)
    {
        var ordinary = FinSample.Read(BangladeshScenario.Generate(seed)).Where(entry => entry.Message is { Attack: false, Note: "" }).ToList();
        Assert.Equal(285, ordinary.Count);
        Assert.Equal(80, ordinary.Count(entry => entry.Fin.Type == "103"));
        Assert.Equal(25, ordinary.Count(entry => entry.Fin.IsCover));
        DateOnly[] closed =
        [
            new(2015, 7, 1), new(2015, 7, 17), new(2015, 7, 18), new(2015, 7, 19), new(2015, 7, 20), new(2015, 8, 15), new(2015, 9, 24), new(2015, 9, 25), new(2015, 9, 26),
            new(2015, 10, 24), new(2015, 12, 16), new(2015, 12, 24), new(2015, 12, 25), new(2015, 12, 31),
        ];
        Assert.All(ordinary, entry =>
        {
            var local = Dhaka(entry);
            Assert.DoesNotContain(local.DayOfWeek, new[] { DayOfWeek.Friday, DayOfWeek.Saturday });
            Assert.DoesNotContain(DateOnly.FromDateTime(local), closed);
            Assert.InRange(TimeOnly.FromDateTime(local), new(10, 3), new(17, 54));
            Assert.False(entry.Message.Rejected);
        });
    }

    [Property(MaxTest = 20)]
    public void Any_seed_has_paid_every_counterparty_within_sixty_days(ulong seed)
    {
        var warm = FinSample.Read(BangladeshScenario.Generate(seed)).Where(entry => entry.Message.At < new DateTimeOffset(2015, 7, 31, 0, 0, 0, TimeSpan.FromHours(6))).ToList();
        Assert.Equal(10, warm.Where(entry => entry.Fin.Type == "103").Select(entry => entry.Fin.Creditor[0]).Distinct().Count());
        Assert.Equal(10, warm.Where(entry => entry.Fin is { Type: "202", IsCover: false }).Select(entry => entry.Fin["58A"]).Distinct().Count());
        Assert.Contains(warm, entry => entry.Fin["57A"] == "PADFPHMM" && entry.Message.At.Month == 6);
        Assert.DoesNotContain(warm, entry => entry.Message.Note.Length > 0);
    }

    [Fact]
    public void Counterparties_keep_account_agent_and_currency()
    {
        Assert.All(Story, entry => Assert.Equal("USD", entry.Fin.Currency));
        var routes = Story.Where(entry => entry.Fin.Type == "103" && entry.Fin["57A"] is not null).Select(entry => (entry.Fin.Creditor[0], entry.Fin["56A"], entry.Fin["57A"])).Distinct().ToList();
        Assert.Equal(routes.Count, routes.Select(route => route.Item1).Distinct().Count());
        Assert.All(Story.Where(entry => entry.Fin.Type == "103"), entry => Assert.StartsWith("/R1-", entry.Fin["50K"]));
        Assert.All(Story.Where(entry => entry.Fin.Type == "202"), entry => Assert.StartsWith("/R1-", entry.Fin["53B"]));
    }

    [Fact]
    public void Value_dates_are_days_on_which_dollars_settle_and_never_past()
    {
        DateOnly[] fed = [new(2015, 9, 7), new(2015, 10, 12), new(2015, 11, 11), new(2015, 11, 26), new(2015, 12, 25), new(2016, 1, 1), new(2016, 1, 18)];
        Assert.All(Story, entry =>
        {
            Assert.DoesNotContain(entry.Fin.ValueDate.DayOfWeek, new[] { DayOfWeek.Saturday, DayOfWeek.Sunday });
            Assert.DoesNotContain(entry.Fin.ValueDate, fed);
            Assert.InRange(entry.Fin.ValueDate.DayNumber - DateOnly.FromDateTime(Dhaka(entry)).DayNumber, 0, 4);
        });
    }

    [Theory]
    [InlineData("NM1", "2015-11-17 11:20", "2412880.55", 1)]
    [InlineData("NM2", "2015-12-30 19:25", "18000000", 1)]
    [InlineData("NM3", "2016-01-22 11:05", "25000000", 1)]
    [InlineData("NM4", "2015-09-30 14:00", null, 9)]
    [InlineData("NM5", "2015-11-04 12:14", null, 1)]
    [InlineData("NM6", "2016-01-26 12:10", "30000000", 1)]
    [InlineData("NM7", "2015-10-13 11:02", null, 2)]
    [InlineData("NM8", "2015-12-06 15:00", null, 1)]
    [InlineData("NM9", "2015-08-31 12:41", null, 1)]
    [InlineData("NM10", "2015-09-18 11:30", null, 1)]
    public void Near_misses_are_where_they_belong(string id, string firstInDhaka, string? amount, int count)
    {
        var found = NearMisses.Where(entry => entry.Message.Note.StartsWith(id + " ", StringComparison.Ordinal)).ToList();
        Assert.Equal(count, found.Count);
        Assert.Equal(firstInDhaka, Dhaka(found[0]).ToString("yyyy-MM-dd HH:mm"));
        if (amount is not null) Assert.Equal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), found[0].Fin.Amount);
        Assert.Equal(id == "NM7" ? 1 : 0, found.Count(entry => entry.Message.Rejected));
    }

    [Fact]
    public void The_repaired_order_differs_in_its_agents_and_comes_89_minutes_later()
    {
        var pair = NearMisses.Where(entry => entry.Message.Note.StartsWith("NM7", StringComparison.Ordinal)).ToList();
        Assert.Equal(TimeSpan.FromMinutes(89), pair[1].Message.At - pair[0].Message.At);
        Assert.Equal((null, "ALPKCHZZ"), (pair[0].Fin["57A"], pair[1].Fin["57A"]));
        Assert.Equal(pair[0].Fin.Fields.Where(field => field.Tag is not "20"), pair[1].Fin.Fields.Where(field => field.Tag is not ("20" or "56A" or "57A")));
    }

    [Fact]
    public void Nine_quarter_end_orders_fit_into_56_minutes_and_two_creditors()
    {
        var nine = NearMisses.Where(entry => entry.Message.Note.StartsWith("NM4", StringComparison.Ordinal)).ToList();
        Assert.Equal(TimeSpan.FromMinutes(56), nine[^1].Message.At - nine[0].Message.At);
        Assert.Equal(2, nine.Select(entry => entry.Fin.Creditor[0]).Distinct().Count());
    }

    [Theory]
    [InlineData(1, "2016-02-04T14:41:00Z", "2016-02-04T15:27:28Z", 82)]
    [InlineData(2, "2016-02-04T18:32:00Z", "2016-02-04T21:39:00Z", 330)]
    public void Each_wave_has_35_orders_of_951_million_at_even_steps(int number, string first, string last, int step)
    {
        var wave = Wave(number);
        Assert.Equal(35, wave.Count);
        Assert.Equal(951_000_000m, wave.Sum(entry => entry.Fin.Amount));
        Assert.Equal((DateTimeOffset.Parse(first), DateTimeOffset.Parse(last)), (wave[0].Message.At, wave[^1].Message.At));
        Assert.All(Enumerable.Range(1, 34), i => Assert.Equal(TimeSpan.FromSeconds(step), wave[i].Message.At - wave[i - 1].Message.At));
        Assert.All(wave, entry => Assert.Equal(number == 2, entry.Fin.Tags.Contains("56A") && entry.Fin.Tags.Contains("57A")));
        Assert.Equal(number == 1 ? 35 : 30, wave.Count(entry => entry.Message.Rejected));
        Assert.All(wave.Take(5), entry => Assert.Equal(number == 1, entry.Message.Rejected));
    }

    [Fact]
    public void Both_waves_ask_for_the_same_payments_under_new_references()
    {
        foreach (var (one, two) in Wave(1).Zip(Wave(2)))
        {
            Assert.Equal((one.Fin["59"], one.Fin["50K"], one.Fin["70"], one.Fin.Amount), (two.Fin["59"], two.Fin["50K"], two.Fin["70"], two.Fin.Amount));
            Assert.NotEqual(one.Message.Reference, two.Message.Reference);
        }
        Assert.Equal(35, Wave(1).Select(entry => entry.Fin.Creditor[0]).Distinct().Count());
    }

    [Fact]
    public void The_thieves_creditors_are_those_of_the_record()
    {
        var orders = Wave(2);
        Assert.Equal("6000029 30000028 19999990 25001573 20000000", string.Join(' ', orders.Take(5).Select(entry => $"{entry.Fin.Amount:0}")));
        Assert.Equal("VELARDE QUIRINO ILAGAN ZARAGOZA FUNDATION", string.Join(' ', orders.Take(5).Select(entry => entry.Fin.Creditor[1].Split(' ')[^1])));
        for (int i = 0; i < 35; i++)
        {
            int order = i + 1;
            bool sriLanka = order is 5 or >= 32;
            Assert.Equal(sriLanka ? "SERELKLX" : "MKTCPHMM", orders[i].Fin["57A"]);
            Assert.Equal(sriLanka ? "SRI LANKA" : "PHILIPPINES", orders[i].Fin.Creditor[^1]);
            Assert.Equal(order is >= 6 and <= 17, orders[i].Fin["59"]!.Contains("JUPITER", StringComparison.Ordinal));
            Assert.Equal(order is 7 or 13 or 19 or 25 or 31, orders[i].Fin.Creditor[1].EndsWith(" INC", StringComparison.Ordinal) || orders[i].Fin.Creditor[1].EndsWith(" CORPORATION", StringComparison.Ordinal));
            Assert.Contains("PROJECT", orders[i].Fin["50K"]);
        }
    }

    [Fact]
    public void No_honest_order_touches_the_thieves_agents()
    {
        var honest = Story.Where(entry => !entry.Message.Attack).ToList();
        Assert.DoesNotContain(honest, entry => entry.Fin.Text.Contains("MKTCPHMM", StringComparison.Ordinal) || entry.Fin.Text.Contains("SERELKLX", StringComparison.Ordinal));
        Assert.DoesNotContain(honest, entry => entry.Fin.Fields.Contains(("57A", "HUDSUS33")));
    }

    [Theory]
    [InlineData("padma.jsonl")]
    [InlineData("labels.csv")]
    public void The_shipped_sample_is_what_seed_2016_gives(string file)
    {
        using var made = new MemoryStream();
        var story = BangladeshScenario.Generate(2016);
        if (file == "labels.csv") SimulatedLog.WriteLabels(made, story);
        else
        {
            using var log = new SimulatedLog(made, LogFormat.Jsonl);
            foreach (var message in story) log.Write(message);
        }
        Assert.Equal(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", "bangladesh", file)), made.ToArray());
    }
}
