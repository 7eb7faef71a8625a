namespace Fraud.Tests.Cli;

public class CheckCommandTests
{
    [Fact]
    public void A_sound_policy_exits_0_and_counts_its_rules()
    {
        using var tool = new ToolRun();
        Assert.Equal(0, tool.Run("check", tool.Write("own.rules", "use \"institution\"\n")).ExitCode);
        Assert.Matches(@"^\d+ rules, no findings; ruleset [0-9a-f]{16}\n$", tool.Output);
    }

    [Fact]
    public void Findings_are_shown_with_their_place_and_exit_1()
    {
        using var tool = new ToolRun();
        tool.Write("own.rules", "use \"institution\"\nrule Z01 \"BROKEN\" famly nothing\n");
        Assert.Equal(1, tool.Run("check", tool.Folder).ExitCode);
        Assert.Contains("own.rules:2:", tool.Output);
        Assert.Contains("error", tool.Output);
        Assert.Equal(1, tool.Run("replay", tool.PathOf("own.rules"), "--policy", tool.Folder).ExitCode);
        Assert.Contains("own.rules:2:", tool.Error);
    }

    [Fact]
    public void A_missing_folder_exits_1()
    {
        using var tool = new ToolRun();
        Assert.Equal(1, tool.Run("check", tool.PathOf("nowhere")).ExitCode);
        Assert.Equal($"{tool.PathOf("nowhere")}: no such folder or file", tool.Error.Trim());
    }
}
