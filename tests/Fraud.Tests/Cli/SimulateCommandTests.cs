using System.Text.Json;

namespace Fraud.Tests.Cli;

public class SimulateCommandTests
{
    [Fact]
    public void Bangladesh_writes_the_two_archives_the_log_and_the_labels()
    {
        using var tool = new ToolRun();
        Assert.Equal(0, tool.Run("simulate", "bangladesh", "--seed", "5", "--out", tool.PathOf("demo")).ExitCode);
        string baseline = File.ReadAllText(tool.PathOf("demo/baseline.fin")), attack = File.ReadAllText(tool.PathOf("demo/attack.fin"));
        Assert.Equal((304, 70), (Count(baseline, "{1:F01"), Count(attack, "{1:F01")));
        Assert.Equal((1, 65), (Count(baseline, "{451:1}{405:"), Count(attack, "{451:1}{405:")));
        Assert.Equal((303, 5), (Count(baseline, "{451:0}"), Count(attack, "{451:0}")));
        Assert.StartsWith("{1:F21PADMBDDHAXXX", attack);
        Assert.Contains("{4:{177:1602042041}{451:1}", attack);

        string[] lines = File.ReadAllLines(tool.PathOf("demo/padma.jsonl"));
        Assert.Equal(374, lines.Length);
        var last = JsonDocument.Parse(lines[^1]).RootElement;
        Assert.Equal(("2016-02-04T21:39:00Z", "rejected"), (last.GetProperty("at").GetString(), last.GetProperty("settled").GetString()));
        Assert.True(new FileInfo(tool.PathOf("demo/padma.jsonl")).Length < 400_000);

        string[] labels = File.ReadAllLines(tool.PathOf("demo/labels.csv"));
        Assert.Equal("id,label,wave,note", labels[0]);
        Assert.Equal(70, labels.Count(line => line.Split(',')[1] == "1"));
        Assert.All(labels, line => Assert.Equal(4, line.Split(',').Length));
    }

    [Fact]
    public void Bangladesh_in_iso_20022_is_the_same_story()
    {
        using var tool = new ToolRun();
        Assert.Equal(0, tool.Run("simulate", "bangladesh", "--seed", "5", "--format", "pacs", "--out", tool.PathOf("pacs")).ExitCode);
        Assert.Equal(0, tool.Run("simulate", "bangladesh", "--seed", "5", "--out", tool.PathOf("fin")).ExitCode);
        Assert.Equal(["attack.xml", "baseline.xml", "labels.csv", "padma.jsonl"], Directory.GetFiles(tool.PathOf("pacs")).Select(Path.GetFileName).Order());
        string baseline = File.ReadAllText(tool.PathOf("pacs/baseline.xml")), attack = File.ReadAllText(tool.PathOf("pacs/attack.xml"));
        Assert.Equal((305, 135), (Count(baseline, "<?xml"), Count(attack, "<?xml")));
        Assert.Equal((1, 65), (Count(baseline, "<TxSts>RJCT<"), Count(attack, "<TxSts>RJCT<")));
        Assert.Equal(File.ReadAllText(tool.PathOf("fin/labels.csv")), File.ReadAllText(tool.PathOf("pacs/labels.csv")));

        string[] pacs = File.ReadAllLines(tool.PathOf("pacs/padma.jsonl")), fin = File.ReadAllLines(tool.PathOf("fin/padma.jsonl"));
        Assert.Equal(fin.Select(line => (Member(line, "at"), Member(line, "settled"))), pacs.Select(line => (Member(line, "at"), Member(line, "settled"))));
        Assert.Equal(attack[..(attack.IndexOf("</Envelope>", StringComparison.Ordinal) + 11)], Member(pacs[304], "raw"));

        static string? Member(string line, string name) => JsonDocument.Parse(line).RootElement.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData("jsonl", "traffic.jsonl", "{\"at\":\"2024-01-01T", "\"raw\":\"{1:F01")]
    [InlineData("fin", "traffic.fin", "{1:F21", "{451:0}")]
    [InlineData("pacs", "traffic.xml", "<?xml version=", "<MsgDefIdr>pacs.009.001.08<")]
    [InlineData("pacs-jsonl", "traffic.jsonl", "{\"at\":\"2024-01-01T", "\"raw\":\"<?xml version=")]
    public void Institutions_go_to_standard_output_or_to_a_file_with_the_same_bytes(string format, string file, string start, string part)
    {
        using var tool = new ToolRun();
        string printed = tool.Run("simulate", "institutions", "--messages", "50", "--format", format).Output;
        Assert.StartsWith(start, printed);
        Assert.Contains(part, printed);
        Assert.Equal(0, tool.Run("simulate", "institutions", "--messages", "50", "--format", format, "--out", tool.Folder).ExitCode);
        Assert.Equal(printed, File.ReadAllText(tool.PathOf(file)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("simulate")]
    [InlineData("simulate bangladesh")]
    [InlineData("simulate bangladesh --seed many --out x")]
    [InlineData("simulate institutions --messages 0")]
    [InlineData("simulate institutions --messages 5 --count 677")]
    [InlineData("simulate institutions --messages 5 --format xml")]
    [InlineData("simulate bangladesh --format jsonl --out x")]
    [InlineData("simulate atlantis --out x")]
    public void Wrong_usage_exits_2_and_says_why(string line)
    {
        using var tool = new ToolRun();
        tool.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, tool.ExitCode);
        Assert.NotEqual("", tool.Error);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_exits_1()
    {
        using var tool = new ToolRun();
        string file = tool.Write("taken", "x");
        Assert.Equal(1, tool.Run("simulate", "bangladesh", "--out", file).ExitCode);
        Assert.Contains("cannot be written", tool.Error);
    }

    [Fact]
    public void Help_names_the_commands_and_exits_0()
    {
        using var tool = new ToolRun();
        Assert.Equal(0, tool.Run("--help").ExitCode);
        Assert.Contains("simulate", tool.Output);
    }

    static int Count(string text, string part) => text.Split(part).Length - 1;
}
