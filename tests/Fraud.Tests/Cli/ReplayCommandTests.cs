using System.Text.Json;
using Fraud.Cli.Commands;

namespace Fraud.Tests.Cli;

public class ReplayCommandTests
{
    static string Transfer(string reference) => $"{{1:F01XQAAGB2LAXXX0001000001}}{{2:I103XQBBUS33XXXXN}}{{4:\r\n:20:{reference}\r\n:23B:CRED\r\n:32A:240105USD10,\r\n:50K:/1\r\nACME PLC\r\n:59:/2\r\nBOLT INC\r\n:71A:SHA\r\n-}}";

    static List<JsonElement> Decisions(string file) => [.. File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement)];

    [Fact]
    public void Every_message_of_the_heist_gets_a_decision_in_the_order_of_the_log()
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "bangladesh", "--out", tool.Folder);
        Assert.Equal(0, tool.Run("replay", tool.PathOf("padma.jsonl"), "--labels", tool.PathOf("labels.csv"), "--out", tool.PathOf("decisions.jsonl")).ExitCode);
        Assert.Equal("", tool.Error);
        Assert.Contains("374 messages judged", tool.Output);
        Assert.Contains("Against the labels", tool.Output);
        Assert.Contains("USD", tool.Output);

        var decisions = Decisions(tool.PathOf("decisions.jsonl"));
        var log = File.ReadLines(tool.PathOf("padma.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("at").GetString());
        Assert.Equal(log, decisions.Select(decision => decision.GetProperty("time").GetString()));
        Assert.Equal(File.ReadLines(tool.PathOf("labels.csv")).Skip(1).Select(line => line.Split(',')[0]), decisions.Select(decision => decision.GetProperty("id").GetString()));
        Assert.All(decisions, decision =>
        {
            Assert.Equal(["source", "offset", "id", "time", "outcome", "points", "rules", "notEvaluable", "ruleset"], decision.EnumerateObject().Select(member => member.Name));
            Assert.Contains(decision.GetProperty("outcome").GetString(), new[] { "pass", "review", "hold", "reject" });
            Assert.All(decision.GetProperty("rules").EnumerateArray(), rule => Assert.Equal(["id", "points", "reason", "values"], rule.EnumerateObject().Select(member => member.Name)));
            Assert.All(decision.GetProperty("notEvaluable").EnumerateArray(), rule => Assert.Equal(["rule", "why"], rule.EnumerateObject().Select(member => member.Name)));
        });
    }

    [Fact]
    public void Orders_that_were_overdue_for_their_confirmation_when_the_log_ended_are_told()
    {
        static string Order(int i, string time) => $$"""{"time":"{{time}}","id":"FT-{{i:000}}","amount":"{{1000 + i}}.50","currency":"USD","debtor_account":"1","debtor_agent":"XQAAGB2L","creditor_account":"2","creditor_agent":"XQBBUS33"}""";
        using var tool = new ToolRun();
        // Ten orders and their entries in the ledger; the last two orders have none.
        var lines = Enumerable.Range(0, 12).SelectMany(i => i < 10 ? (string[])[Order(i, $"2024-01-{8 + i:00}T15:00:00Z"), $$"""{"time":"2024-01-{{8 + i:00}}T15:20:00Z","confirms":"FT-{{i:000}}","debtor_agent":"XQAAGB2L"}"""] : [Order(i, $"2024-01-{8 + i:00}T15:00:00Z")]);
        string log = tool.Write("ledger.jsonl", string.Join('\n', lines.Append(Order(12, "2024-01-23T15:00:00Z"))));
        Assert.Equal(0, tool.Run("replay", log).ExitCode);
        Assert.Contains("2 orders were overdue for their confirmation when the log ended", tool.Output);
    }

    [Fact]
    public void A_log_is_never_written_over()
    {
        using var tool = new ToolRun();
        string log = tool.Write("one.fin", Transfer("ONE"));
        Assert.Equal(2, tool.Run("replay", log, "--out", log).ExitCode);
        Assert.Equal(Transfer("ONE"), File.ReadAllText(log));
        string kept = tool.Write("kept.jsonl", "kept");
        Assert.Equal(1, tool.Run("replay", tool.PathOf("no.fin"), "--out", kept).ExitCode);
        Assert.Equal("kept", File.ReadAllText(kept));
    }

    [Fact]
    public void A_log_is_not_written_over_by_another_name()
    {
        if (OperatingSystem.IsWindows()) return;
        using var tool = new ToolRun();
        string log = tool.Write("logs/one.fin", Transfer("ONE"));
        File.CreateSymbolicLink(tool.PathOf("link"), log);
        Directory.CreateSymbolicLink(tool.PathOf("folder"), tool.PathOf("logs"));
        foreach (string other in (string[])[tool.PathOf("link"), tool.PathOf("folder/one.fin")])
        {
            Assert.Equal(2, tool.Run("replay", log, "--out", other).ExitCode);
            Assert.Equal(2, tool.Run("replay", other, "--out", log).ExitCode);
        }
        System.Diagnostics.Process.Start("ln", [log, tool.PathOf("hard")]).WaitForExit();
        Assert.Equal(0, tool.Run("replay", log, "--out", tool.PathOf("hard")).ExitCode);
        Assert.Equal(Transfer("ONE"), File.ReadAllText(log));
        Assert.Single(Decisions(tool.PathOf("hard")));
    }

    [Fact]
    public void A_run_that_stops_leaves_the_decisions_of_the_last_one()
    {
        using var tool = new ToolRun();
        string log = tool.Write("one.fin", Transfer("ONE") + "\r\nrubbish"), kept = tool.Write("kept", "kept");
        Assert.Equal(1, tool.Run("replay", log, "--strict", "--out", kept).ExitCode);
        Assert.Equal("kept", File.ReadAllText(kept));
        Assert.Equal(2, Directory.GetFiles(tool.Folder).Length);
    }

    [Theory]
    [InlineData("replay - -")]
    [InlineData("parse - -")]
    public void Standard_input_is_read_once(string line)
    {
        using var tool = new ToolRun();
        Assert.Equal(2, tool.Run(line.Split(' ')).ExitCode);
        Assert.Contains("Standard input is named twice.", tool.Error);
    }

    [Theory]
    [InlineData("id,label\n\"A\",true\n\"B\",honest\n")]
    [InlineData("label;note;id\nfraud;\"x;y\";A\n0;;B\n")]
    [InlineData("id\tlabel\r\nA\t1\r\nB\tfalse\r\n")]
    public void Labels_are_read_as_columns_of_logs_are(string labels)
    {
        using var tool = new ToolRun();
        string file = tool.Write("a.fin", Transfer("A") + "\r\n" + Transfer("B"));
        Assert.Equal(0, tool.Run("replay", file, "--labels", tool.Write("labels", labels), "--start", "2024-01-05T09:00:00Z").ExitCode);
        Assert.Contains("0 of 1", tool.Output);
        Assert.DoesNotContain("labels", tool.Error);
    }

    [Fact]
    public void Labels_of_other_messages_are_told()
    {
        using var tool = new ToolRun();
        tool.Run("replay", tool.Write("a.fin", Transfer("A")), "--labels", tool.Write("labels", "id,label\nX,1\n"));
        Assert.Contains("none of its 1 labels is of a message of these logs", tool.Error);
    }

    [Fact]
    public void The_summary_says_in_words_what_could_not_be_read()
    {
        using var tool = new ToolRun();
        tool.Run("replay", tool.Write("a.csv", "id,debtor_account,creditor_account,amount,currency\nA,,2,5.00,USD\n"));
        Assert.DoesNotContain("PartyMissing", tool.Output + tool.Error);
        Assert.Contains("no debtor or no creditor", tool.Output + tool.Error);
    }

    [Fact]
    public void Two_runs_write_the_same_bytes()
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "institutions", "--messages", "600", "--out", tool.Folder);
        tool.Run("replay", tool.PathOf("traffic.jsonl"), "--out", tool.PathOf("a"));
        tool.Run("replay", tool.PathOf("traffic.jsonl"), "--out", tool.PathOf("b"));
        Assert.Equal(600, File.ReadLines(tool.PathOf("a")).Count());
        Assert.Equal(File.ReadAllBytes(tool.PathOf("a")), File.ReadAllBytes(tool.PathOf("b")));
    }

    [Fact]
    public void Messages_without_a_time_are_placed_by_start_and_step()
    {
        using var tool = new ToolRun();
        string file = tool.Write("two.fin", Transfer("ONE") + "\r\n" + Transfer("TWO"));
        Assert.Equal(0, tool.Run("replay", file, "--start", "2024-01-05T09:00:00Z", "--step", "90s", "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal(["2024-01-05T09:00:00Z", "2024-01-05T09:01:30Z"], Decisions(tool.PathOf("out")).Select(decision => decision.GetProperty("time").GetString()));
        Assert.Contains("2 messages carry no time of their own", tool.Error);
    }

    [Fact]
    public void Acknowledgement_times_are_those_of_the_senders_zone()
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "bangladesh", "--out", tool.Folder);
        Assert.Equal(0, tool.Run("replay", tool.PathOf("attack.fin"), "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal(("2016-02-04T14:41:00Z", "2016-02-04T21:39:00Z"), (Decisions(tool.PathOf("out"))[0].GetProperty("time").GetString(), Decisions(tool.PathOf("out"))[^1].GetProperty("time").GetString()));
        Assert.Equal("", tool.Error);
    }

    [Fact]
    public void Files_of_any_kind_are_read_in_the_order_given_and_bad_ones_told()
    {
        using var tool = new ToolRun();
        string envelope = tool.Write("b.jsonl", $"{{\"at\":\"2024-01-05T10:00:00Z\",\"raw\":{JsonSerializer.Serialize(Transfer("ENVELOPED"))}}}\n{{\"raw\":1}}\n");
        string container = tool.Write("a.fin", Transfer("RAW"));
        Assert.Equal(1, tool.Run("replay", envelope, tool.PathOf("none"), container, "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal(["ENVELOPED", "RAW"], Decisions(tool.PathOf("out")).Select(decision => decision.GetProperty("id").GetString()));
        Assert.Contains("none: no such file", tool.Error);
        Assert.Contains("b.jsonl: line 2: raw: expected a text", tool.Error);
    }

    [Fact]
    public void An_unreadable_transfer_is_judged_all_the_same_and_exits_1()
    {
        using var tool = new ToolRun();
        string file = tool.Write("a.fin", Transfer("NOAMOUNT").Replace(":32A:240105USD10,", ":32A:240105USD", StringComparison.Ordinal));
        Assert.Equal(1, tool.Run("replay", file, "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal("review", Assert.Single(Decisions(tool.PathOf("out"))).GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("id,label\nX,2\n", "line 2: expected a label: 1, 0, true, false, fraud or honest")]
    [InlineData("transaction,attack\n", "line 1: expected a header with the columns id and label")]
    [InlineData(null, "no such file")]
    public void Bad_labels_exit_1_with_one_line(string? labels, string fault)
    {
        using var tool = new ToolRun();
        string file = tool.Write("a.fin", Transfer("A"));
        if (labels is not null) tool.Write("labels.csv", labels);
        Assert.Equal(1, tool.Run("replay", file, "--labels", tool.PathOf("labels.csv")).ExitCode);
        Assert.Equal($"{tool.PathOf("labels.csv")}: {fault}", tool.Error.Trim());
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("replay a --start soon")]
    [InlineData("replay a --step often")]
    [InlineData("replay a --step -1s")]
    [InlineData("replay a --unknown")]
    public void Wrong_usage_exits_2(string line)
    {
        using var tool = new ToolRun();
        Assert.Equal(2, tool.Run(line.Split(' ')).ExitCode);
        Assert.NotEqual("", tool.Error);
    }

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("1s", 1)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    [InlineData("00:00:05", 5)]
    public void Durations_are_written_as_people_write_them(string text, double seconds)
    {
        Assert.True(ReplayCommand.TryReadDuration(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1e9s")]
    [InlineData("99999999999999h")]
    [InlineData("")]
    public void Anything_else_is_no_duration(string text) => Assert.False(ReplayCommand.TryReadDuration(text, out _));

    [Fact]
    public void The_summary_shows_what_was_held_before_what_was_reviewed()
    {
        using var tool = new ToolRun();
        string unreadable = string.Concat(Enumerable.Range(0, 30).Select(i => Transfer($"REVIEW{i}").Replace(":32A:240105USD10,", ":32A:150105USD", StringComparison.Ordinal) + "\r\n"));
        tool.Run("simulate", "bangladesh", "--out", tool.Folder);
        Assert.Equal(1, tool.Run("replay", tool.Write("a.fin", unreadable), tool.PathOf("padma.jsonl")).ExitCode);
        Assert.Contains("30 could not be read in full", tool.Output);
        Assert.Contains("6,000,029.00 USD │ Hold 100", tool.Output);
        Assert.Contains("S01 INSTITUTION_HEIST, as above.", tool.Output);
        Assert.DoesNotContain("REVIEW0", tool.Output);
    }

    [Fact]
    public void Reasons_of_the_heist_are_sentences()
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "bangladesh", "--out", tool.Folder);
        tool.Run("replay", tool.PathOf("padma.jsonl"), "--out", tool.PathOf("out"));
        var reasons = Decisions(tool.PathOf("out")).SelectMany(decision => decision.GetProperty("rules").EnumerateArray()).Select(rule => rule.GetProperty("reason").GetString()!).ToList();
        Assert.All(reasons, reason => Assert.Matches("^[A-Z0-9'].*[.]$", reason));
        Assert.DoesNotContain(reasons, reason => reason.Contains(" yes", StringComparison.Ordinal) || reason.Contains(" no,", StringComparison.Ordinal));
        Assert.Contains("Incomplete for a cross-border payment. The creditor's agent is not named.", reasons);
    }

    [Fact]
    public void Files_are_merged_by_their_times_whatever_the_order_they_are_named_in()
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "bangladesh", "--out", tool.Folder);
        Assert.Equal(0, tool.Run("replay", tool.PathOf("baseline.fin"), tool.PathOf("attack.fin"), "--out", tool.PathOf("a")).ExitCode);
        Assert.Equal(0, tool.Run("replay", tool.PathOf("attack.fin"), tool.PathOf("baseline.fin"), "--out", tool.PathOf("b")).ExitCode);
        Assert.Equal("", tool.Error);
        Assert.Equal(File.ReadLines(tool.PathOf("a")).Count(), File.ReadLines(tool.PathOf("b")).Count());
        Assert.Equal(Times("b").Order(), Times("b"));

        IEnumerable<string?> Times(string file) => Decisions(tool.PathOf(file)).Select(decision => decision.GetProperty("time").GetString());
    }

    [Fact]
    public void Messages_given_twice_are_told_as_repeats()
    {
        using var tool = new ToolRun();
        string file = tool.Write("two.fin", Transfer("ONE") + "\r\n" + Transfer("TWO") + "\r\n" + Transfer("ONE"));
        tool.Run("replay", file, "--start", "2024-01-05T09:00:00Z");
        Assert.Contains("1 repeat a message before them", tool.Output);
    }
}
