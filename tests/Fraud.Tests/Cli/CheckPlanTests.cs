using System.Text.RegularExpressions;

namespace Fraud.Tests.Cli;

public class CheckPlanTests
{
    [Fact]
    public void Findings_of_the_analysis_exit_1_with_their_place()
    {
        using var tool = new ToolRun();
        tool.Write("own.rules", "use \"institution\"\nrule Z01 \"Z\" family A points 5\n  when amount < 5 USD and amount > 10 USD\n  because \"x\"\n");
        Assert.Equal(1, tool.Run("check", tool.Folder).ExitCode);
        Assert.Equal(
            $"{tool.PathOf("own.rules")}:3:27: warning: Z01 never fires: this contradicts 'amount < 5 USD'\n" +
            "  3 |   when amount < 5 USD and amount > 10 USD\n" +
            "    |                           ^~~~~~~~~~~~~~~\n", tool.Output);
    }

    [Fact]
    public void The_plan_shows_tables_aggregates_and_the_sum()
    {
        using var tool = new ToolRun();
        string rules = tool.Write("own.rules", """
            family F cap 30
            rule R1 "ONE" family F points 5 when count() of attempts by debtor over 1h > 3 because "x"
            rule R2 "TWO" family F points 5 when max(amount) of accepted by debtor, creditor < 10 USD because "x"
            """);
        Assert.Equal(0, tool.Run("check", rules, "--plan").ExitCode);
        string plan = Regex.Replace(Regex.Replace(tool.Output, @"\d[\d,]*", "#"), " +", " ");
        Assert.StartsWith(
            "keys aggregates strata B a key B an event B grown to lines ns\n" +
            "debtor # # # # # # #\n" +
            "debtor, creditor # # # # # # #\n" +
            "all # # # # # # #\n" +
            "\n" +
            "by debtor\n" +
            " # ns count() of attempts by debtor over #h R#\n" +
            "\n" +
            "by debtor, creditor\n" +
            " # ns max(amount) of accepted by debtor, creditor R#\n", plan, StringComparison.Ordinal);
        Assert.Contains("# ns to read it and to decide, # ns profiles, # ns graphs, # ns calculations, # ns rules: # ns", plan, StringComparison.Ordinal);
        Assert.Matches(@"\n2 rules, no findings, 0 tests passed; ruleset [0-9a-f]{16}\n$", tool.Output);
    }

    [Fact]
    public void The_columns_of_the_plan_stand_under_their_heads()
    {
        using var tool = new ToolRun();
        tool.Run("check", tool.Write("own.rules", "use \"institution\"\n"), "--plan");
        string[] table = [.. tool.Output.Split('\n').TakeWhile(l => l.Length > 0)];
        Assert.True(table.Length > 10);
        Assert.All(table, line => Assert.Equal(table[0].Length, line.Length));
    }

    [Theory]
    [InlineData("--max-cost", "3us", "error: a message may cost ")]
    [InlineData("--max-bytes-per-key", "2000", "error: the records of one key in all ")]
    public void More_than_the_budget_is_a_finding(string option, string limit, string message)
    {
        using var tool = new ToolRun();
        string rules = tool.Write("own.rules", "use \"institution\"\n");
        Assert.Equal(1, tool.Run("check", rules, option, limit).ExitCode);
        Assert.StartsWith(message, tool.Output, StringComparison.Ordinal);
        Assert.Equal(0, tool.Run("check", rules, option, option == "--max-cost" ? "1ms" : "100000").ExitCode);
    }

    [Theory]
    [InlineData("3 hours")]
    [InlineData("us")]
    [InlineData("-3us")]
    public void A_cost_that_is_no_time_is_wrong_usage(string cost)
    {
        using var tool = new ToolRun();
        Assert.Equal(2, tool.Run("check", tool.Folder, "--max-cost", cost).ExitCode);
        Assert.Contains($"'{cost}' is no time; expected such as 20us, 900ns or 1ms", tool.Error, StringComparison.Ordinal);
    }
}
