namespace Fraud.Tests.Cli;

public class CheckCommandTests
{
    [Fact]
    public void A_sound_policy_exits_0_and_counts_its_rules()
    {
        using var tool = new ToolRun();
        Assert.Equal(0, tool.Run("check", tool.Write("own.rules", "use \"institution\"\n")).ExitCode);
        Assert.Matches(@"^\d+ rules, no findings, \d+ tests passed; ruleset [0-9a-f]{16}\n$", tool.Output);
    }

    [Fact]
    public void Findings_are_shown_with_their_place_and_exit_1()
    {
        using var tool = new ToolRun();
        tool.Write("own.rules", "use \"institution\"\nrule Z01 \"BROKEN\" famly nothing\n");
        Assert.Equal(1, tool.Run("check", tool.Folder).ExitCode);
        Assert.Contains($"{tool.PathOf("own.rules")}:2:", tool.Output);
        Assert.Contains("error", tool.Output);
        Assert.Equal(1, tool.Run("replay", tool.PathOf("own.rules"), "--policy", tool.Folder).ExitCode);
        Assert.Contains("own.rules:2:", tool.Error);
    }

    [Fact]
    public void Findings_come_in_the_order_of_their_lines()
    {
        using var tool = new ToolRun();
        tool.Write("own.rules", "use \"institution\"\nrule Z01 \"ONE\" family Q points 1\n  when amout > 5\n  because \"a\"\nrule Z02 \"TWO\" famly nothing\nrule Z03 \"THREE\" family A points 1\n  when amount > 5\n  because \"a\"\n");
        Assert.Equal(1, tool.Run("check", tool.Folder).ExitCode);
        var lines = tool.Output.Split('\n').Where(l => l.Contains(": error: ", StringComparison.Ordinal)).Select(l => int.Parse(l.Split(".rules:")[1].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.True(lines.Count >= 4, tool.Output);
        Assert.Equal(lines.Order(), lines);
    }

    [Fact]
    public void A_missing_folder_exits_1()
    {
        using var tool = new ToolRun();
        Assert.Equal(1, tool.Run("check", tool.PathOf("nowhere")).ExitCode);
        Assert.Equal($"{tool.PathOf("nowhere")}: no such folder or file", tool.Error.Trim());
    }

    [Fact]
    public void A_folder_without_rule_files_is_said_to_mean_the_standard_pack()
    {
        using var tool = new ToolRun();
        tool.Write("own.rule", "rule");
        Assert.Equal(0, tool.Run("check", tool.Folder).ExitCode);
        Assert.Contains("of the standard pack, as the folder holds no rule file", tool.Output);
        Assert.Equal(1, tool.Run("check", tool.PathOf("own.rule")).ExitCode); // named on its own it is taken for rules
    }

    [Theory]
    [InlineData("check a b", "See: fraud check --help")]
    [InlineData("simulate bangladesh", "See: fraud simulate bangladesh --help")]
    [InlineData("frobnicate", "See: fraud --help")]
    public void Wrong_usage_is_told_in_two_lines_and_leaves_the_results_alone(string arguments, string last)
    {
        using var tool = new ToolRun();
        Assert.Equal(2, tool.Run(arguments.Split(' ')).ExitCode);
        Assert.Equal("", tool.Output);
        Assert.Equal(last, tool.Error.TrimEnd().Split('\n')[^1]);
    }
}
