using System.Text.Json;

namespace Fraud.Tests.Cli;

public class ExplainCommandTests
{
    const string First = "FT16035-00887"; // the first order of the attack, refused and sent again under another reference

    [Fact]
    public void An_order_of_the_heist_is_explained_in_a_hundred_columns()
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "bangladesh", "--seed", "2016", "--out", tool.Folder);
        Assert.Equal(0, tool.Run("explain", tool.PathOf("padma.jsonl"), "--id", First).ExitCode);
        Assert.Equal("", tool.Error);
        Assert.All(tool.Lines, line => Assert.InRange(line.Length, 1, 100));
        Assert.StartsWith(First + "  2016-02-04 14:41:00 UTC", tool.Output);
        foreach (string part in (string[])["HOLD, ", "Points by family: C ", "(capped, ", "Fired\n", "N01 NEW_CREDITOR, family N", "(at least 100,000.00 USD)", "What would have let it pass\n  No one value would have let it pass; without ", "Near misses\n", " away)", "Not evaluable\n", "no policy declared: A03", "ruleset ", ", data "])
            Assert.Contains(part, tool.Output);
    }

    [Fact]
    public void As_json_it_is_one_line_for_each_decision_on_the_reference()
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "bangladesh", "--seed", "2016", "--out", tool.Folder);
        // Sent twice: both are explained, the second as a repeat.
        string twice = tool.Write("twice.jsonl", string.Concat(File.ReadLines(tool.PathOf("padma.jsonl")).SelectMany(line => line.Contains(First, StringComparison.Ordinal) ? new[] { line, line } : [line]).Select(line => line + "\n")));
        Assert.Equal(0, tool.Run("explain", twice, "--id", First, "--json").ExitCode);
        Assert.Equal(2, tool.Lines.Length);
        var decision = JsonDocument.Parse(tool.Lines[0]).RootElement;
        Assert.Equal(["source", "offset", "id", "time", "outcome", "points", "rules", "notEvaluable", "headline", "families", "nearMisses", "counterfactuals", "ruleset", "dataVersion"], decision.EnumerateObject().Select(member => member.Name));
        Assert.Equal("hold", decision.GetProperty("outcome").GetString());
        Assert.Equal("pass", decision.GetProperty("counterfactuals")[0].GetProperty("outcome").GetString());
        Assert.True(decision.GetProperty("families").EnumerateArray().Sum(f => Math.Min(f.GetProperty("points").GetInt32(), f.GetProperty("cap").GetInt32())) >= decision.GetProperty("points").GetInt32());

        Assert.Equal(0, tool.Run("replay", twice, "--out", tool.PathOf("out")).ExitCode);
        var replayed = File.ReadLines(tool.PathOf("out")).Select(line => JsonDocument.Parse(line).RootElement).First(d => d.GetProperty("id").GetString() == First);
        Assert.Equal(replayed.GetProperty("points").GetInt32(), decision.GetProperty("points").GetInt32());
        Assert.Equal(replayed.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("reason").GetString()), decision.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("reason").GetString()));
    }

    [Fact]
    public void All_that_did_not_pass_can_be_explained()
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "bangladesh", "--seed", "2016", "--out", tool.Folder);
        tool.Run("replay", tool.PathOf("padma.jsonl"), "--out", tool.PathOf("out"));
        int stopped = File.ReadLines(tool.PathOf("out")).Count(line => !line.Contains("\"outcome\":\"pass\",\"points\"", StringComparison.Ordinal));
        Assert.Equal(0, tool.Run("explain", tool.PathOf("padma.jsonl"), "--all", "--json").ExitCode);
        Assert.Equal(stopped, tool.Lines.Length);
        Assert.InRange(stopped, 70, 80);
        // No account and no name stands in it whole.
        Assert.DoesNotMatch("\\d{12}", string.Concat(tool.Lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\"(dataVersion|ruleset)\":\"\\w+\"", ""))));
    }

    [Theory]
    [InlineData(First + "X", "no message of these logs has the reference 'FT16035-00887X'; did you mean 'FT16035-00887'?")]
    [InlineData("nothing", "no message of these logs has the reference 'nothing'")]
    public void An_unknown_reference_exits_1_and_names_the_nearest(string id, string error)
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "bangladesh", "--seed", "2016", "--out", tool.Folder);
        Assert.Equal(1, tool.Run("explain", tool.PathOf("padma.jsonl"), "--id", id).ExitCode);
        Assert.Equal(("", error), (tool.Output, tool.Error.Trim()));
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("explain a")]
    [InlineData("explain --id X")]
    [InlineData("explain a --id X --step often")]
    public void Wrong_usage_exits_2(string line)
    {
        using var tool = new ToolRun();
        Assert.Equal(2, tool.Run(line.Split(' ')).ExitCode);
        Assert.NotEqual("", tool.Error);
    }
}
