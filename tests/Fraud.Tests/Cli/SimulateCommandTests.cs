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

    [Theory]
    [InlineData("jsonl", "{\"at\":\"2024-")]
    [InlineData("fin", "{1:F21")]
    public void Institutions_go_to_standard_output_or_to_a_file_with_the_same_bytes(string format, string start)
    {
        using var tool = new ToolRun();
        string printed = tool.Run("simulate", "institutions", "--messages", "50", "--format", format).Output;
        Assert.StartsWith(start, printed);
        Assert.Equal(0, tool.Run("simulate", "institutions", "--messages", "50", "--format", format, "--out", tool.Folder).ExitCode);
        Assert.Equal(printed, File.ReadAllText(tool.PathOf("traffic." + format)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("simulate")]
    [InlineData("simulate bangladesh")]
    [InlineData("simulate bangladesh --seed many --out x")]
    [InlineData("simulate institutions --messages 0")]
    [InlineData("simulate institutions --messages 5 --count 677")]
    [InlineData("simulate institutions --messages 5 --format xml")]
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
