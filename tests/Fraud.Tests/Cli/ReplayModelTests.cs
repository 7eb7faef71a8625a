using System.Globalization;
using System.Text;
using System.Text.Json;
using Fraud.Scoring;
using Fraud.Tests.Scoring;

namespace Fraud.Tests.Cli;

/// <summary>Models in a replay, from files to files.</summary>
public class ReplayModelTests
{
    const string Rules = """
        pack "shop" version "1"
        family G cap 40
        features
          paid     = amount
          new_pair = not known(debtor, creditor)
        rule G1 "SCORE" family G points 40 when model_score >= 0.5 because "{model_score}"
        """;

    /// <summary>Up to 50 USD −4, to 100 −1, beyond 2; a new pair 0.5 more. Half of the training rows paid at most 10.</summary>
    static readonly ModelContent s_model = Models.Content(["paid", "new_pair"], [Models.Steps(0, [50, 100], [-4, -1, 2]), Models.Steps(1, [0], [0, 0.5])], 0.02) with
    {
        // Level above −1: probabilities tie where margins do not.
        Calibration = new Calibration([-4, -1, 3], [0.01, 0.6, 0.6]),
        Features = [new ModelFeature("paid", "", 12.5f, [10], [0.5, 0.5, 0]), new ModelFeature("new_pair", "", 0, [0], [0.5, 0.5, 0])],
        MarginEdges = [-2], MarginShares = [0.9, 0.1],
    };

    static string Log(int rows)
    {
        var log = new StringBuilder("time,id,debtor_account,creditor_account,amount,currency,label\n");
        for (int i = 0; i < rows; i++)
            log.Append(CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1, 9, 0, 0).AddHours(i):yyyy-MM-ddTHH:mm:ssZ},T{i},D{i % 5},SHOP{i % 3},{i * 10 % 150 + 5},USD,{(i % 15 == 14 ? 1 : 0)}\n");
        return log.ToString();
    }

    static ToolRun Prepare()
    {
        var tool = new ToolRun();
        tool.Write("policy/shop.rules", Rules);
        tool.Write("log.csv", Log(60));
        tool.Write("a.model", ModelWriter.Write(s_model, "a.model"));
        tool.Write("b.model", ModelWriter.Write(Models.Of("paid", [20], [-3, 1], 0.02).Content, "b.model"));
        return tool;
    }

    static ToolRun Replay(ToolRun tool, params string[] more)
        => tool.Run(["replay", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), .. more]);

    [Fact]
    public void Scores_decisions_and_summary_say_what_the_model_made_of_the_rows_asked_for()
    {
        using var tool = Prepare();
        Replay(tool, "--model", tool.PathOf("a.model"), "--challenger", tool.PathOf("b.model"), "--scores", tool.PathOf("scores.csv"), "--out", tool.PathOf("out.jsonl"), "--from", "2024-01-02T00:00:00Z", "--to", "2024-01-03T00:00:00Z");
        Assert.Equal("", tool.Error);
        Assert.Equal(0, tool.ExitCode);
        var scores = File.ReadAllLines(tool.PathOf("scores.csv"));
        Assert.Equal("id,score", scores[0]);
        Assert.Equal(Enumerable.Range(15, 24).Select(i => $"T{i}"), scores.Skip(1).Select(line => line.Split(',')[0]));
        var decisions = File.ReadLines(tool.PathOf("out.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(24, decisions.Count);
        var model = new Model(s_model);
        foreach (var (decision, line) in decisions.Zip(scores.Skip(1)))
        {
            // The margin to the last digit; of the decision, both.
            double margin = double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture);
            Assert.Equal(margin, decision.GetProperty("margin").GetDouble());
            Assert.Equal(model.Probability(margin), decision.GetProperty("score").GetDouble());
            Assert.Equal(model.Hash, decision.GetProperty("model").GetString());
            Assert.False(decision.TryGetProperty("percentile", out _)); // too few rows
            var challenger = Assert.Single(decision.GetProperty("challengers").EnumerateArray());
            Assert.Contains(challenger.GetProperty("margin").GetDouble(), new[] { -3.0, 1.0 });
            Assert.Equal(margin >= -1 ? "review" : "pass", decision.GetProperty("outcome").GetString());
        }
        Assert.Contains("24 messages judged", tool.Output);
        Assert.Contains($"Model a.model {model.Hash}, made in memory", tool.Output);
        Assert.Contains("24 transfers scored, on average", tool.Output);
        Assert.Contains("2 % of those that it was calibrated on were fraud", tool.Output);
        Assert.Contains("Scores, and how they came true", tool.Output);
        // 1 or 2 of 24 pay at most 10, where half did.
        Assert.Matches(@"paid\s+│\s+\d\.\d+ │ shifted", tool.Output);
        Assert.Contains("Challengers, alerting equally often", tool.Output);
    }

    /// <summary>By hand: the probability is level from −1 on, the margin is not.</summary>
    [Fact]
    public void Scores_rank_where_probabilities_tie()
    {
        using var tool = Prepare();
        Replay(tool, "--model", tool.PathOf("a.model"), "--scores", tool.PathOf("scores.csv"));
        double[] margins = [.. File.ReadAllLines(tool.PathOf("scores.csv")).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        Assert.Equal(60, margins.Length);
        var model = new Model(s_model);
        var level = margins.Where(m => m >= -1).Distinct().ToList();
        Assert.True(level.Count > 1);
        Assert.Single(level.Select(model.Probability).Distinct());
    }

    /// <summary>A protocol joins scores and labels by ids.</summary>
    [Fact]
    public void Every_transfer_of_an_id_has_one_row_of_scores()
    {
        using var tool = Prepare();
        string[] lines = Log(60).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // T7 is sent again as it was, and its id comes once more on a payment that is none of both.
        string other = lines[^1].Replace("T59,", "T7,", StringComparison.Ordinal).Replace(",USD,", "0,USD,", StringComparison.Ordinal);
        tool.Write("log.csv", string.Join('\n', [.. lines[..9], lines[8], .. lines[9..], other]) + "\n");
        Replay(tool, "--model", tool.PathOf("a.model"), "--scores", tool.PathOf("scores.csv"), "--out", tool.PathOf("out.jsonl"));
        var first = File.ReadLines(tool.PathOf("out.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).DistinctBy(d => d.GetProperty("id").GetString());
        Assert.Equal(first.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.GetProperty("id").GetString()},{d.GetProperty("margin").GetDouble():R}")), File.ReadLines(tool.PathOf("scores.csv")).Skip(1));
        Assert.Equal(60, File.ReadLines(tool.PathOf("scores.csv")).Count() - 1);
        Assert.Contains($"2 scores of ids that had one were not written to {tool.PathOf("scores.csv")}: the first of each stands", tool.Error);
    }

    [Theory]
    [InlineData("a.model", "--scores"), InlineData("b.model", "--out"), InlineData("labels.csv", "--out"), InlineData("log.csv", "--scores")]
    public void What_is_read_is_not_written_over(string read, string option)
    {
        using var tool = Prepare();
        tool.Write("labels.csv", "id,label\nT1,1\n");
        string before = File.ReadAllText(tool.PathOf(read));
        Replay(tool, "--model", tool.PathOf("a.model"), "--challenger", tool.PathOf("b.model"), "--labels", tool.PathOf("labels.csv"), option, tool.PathOf(read));
        Assert.Equal((2, $"{tool.PathOf(read)}: is a file to be read and cannot be the file to be written\n"), (tool.ExitCode, tool.Error));
        Assert.Equal(before, File.ReadAllText(tool.PathOf(read)));
    }

    [Theory]
    [InlineData("--out", "--scores"), InlineData("--scores", "--out")]
    public void The_file_that_cannot_be_written_is_named(string full, string fine)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "no device here is always full");
        using var tool = Prepare();
        tool.Write("log.csv", Log(20_000)); // more than the buffers hold
        Replay(tool, "--model", tool.PathOf("a.model"), full, "/dev/full", fine, tool.PathOf("fine"));
        Assert.Equal(1, tool.ExitCode);
        Assert.StartsWith("/dev/full: cannot be written: ", tool.Error);
        Assert.False(File.Exists(tool.PathOf("fine")));
        Replay(tool, "--model", tool.PathOf("a.model"), full, tool.PathOf("none/x"), fine, tool.PathOf("fine"));
        Assert.StartsWith(tool.PathOf("none/x") + ": cannot be written: ", tool.Error);
    }

    [Fact]
    public void What_cannot_be_used_is_told()
    {
        using var tool = Prepare();
        void Told(int code, string message, params string[] args)
        {
            Replay(tool, args);
            Assert.Equal((code, true), (tool.ExitCode, tool.Error.Contains(message, StringComparison.Ordinal)));
        }
        tool.Write("c.model", ModelWriter.Write(Models.Of("paidd", [20], [-3, 1]).Content, "c.model"));
        Told(1, "c.model: does not fit the policy: it takes the feature 'paidd', which the policy does not have; did you mean 'paid'?", "--model", tool.PathOf("c.model"));
        Told(1, "no.model: no such file", "--model", tool.PathOf("no.model"));
        Told(1, "log.csv", "--model", tool.PathOf("log.csv"));
        Told(2, "--scores needs a --model", "--scores", tool.PathOf("s.csv"));
        Told(2, "--challenger needs a --model", "--challenger", tool.PathOf("a.model"));
        Told(2, "--from must be before --to", "--from", "2024-01-02", "--to", "2024-01-02");
        Told(2, "is a file to be read", "--model", tool.PathOf("a.model"), "--scores", tool.PathOf("log.csv"));
        Assert.Equal(Log(60), File.ReadAllText(tool.PathOf("log.csv")));
    }

    [Fact]
    public void An_explanation_shows_what_each_feature_added()
    {
        using var tool = Prepare();
        tool.Run("explain", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--model", tool.PathOf("a.model"), "--id", "T14");
        Assert.Equal(0, tool.ExitCode);
        Assert.Contains("score 60 %, margin 2.5", tool.Output);
        Assert.Matches(@"\+\d\.\d\d  paid, 145\.00 USD, is far above the usual 12\.50 USD\.", tool.Output);
        tool.Run("explain", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--model", tool.PathOf("a.model"), "--id", "T14", "--json");
        var why = JsonDocument.Parse(tool.Output).RootElement;
        var contributions = why.GetProperty("contributions").EnumerateArray().ToList();
        Assert.Equal(2.5, why.GetProperty("expectedMargin").GetDouble() + contributions.Sum(c => c.GetProperty("amount").GetDouble()), 1e-5);
        Assert.Equal(["paid", "new_pair"], contributions.Select(c => c.GetProperty("feature").GetString()));
        Assert.Equal("new pair is yes, mostly no.", contributions[1].GetProperty("sentence").GetString());
    }

    /// <summary>A person sees the ten most telling features and the sum of the rest, a program all of them.</summary>
    [Fact]
    public void Of_many_features_a_person_sees_ten()
    {
        using var tool = Prepare();
        string[] features = [.. Enumerable.Range(1, 12).Select(i => $"f{i}")];
        tool.Write("many/shop.rules", "pack \"shop\" version \"1\"\nfamily G cap 40\nfeatures\n" + string.Concat(features.Select((f, i) => $"  {f} = amount / {i + 1} USD\n")));
        tool.Write("many.model", ModelWriter.Write(Models.Content(features, [.. features.Select((_, f) => Models.Steps(f, [5], [-1, 1 + f]))], 0.02), "many.model"));
        string[] explain = ["explain", tool.PathOf("log.csv"), "--policy", tool.PathOf("many"), "--model", tool.PathOf("many.model"), "--id", "T14"];
        tool.Run(explain);
        string[] lines = [.. tool.Output.Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => !line.StartsWith("Model ", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))];
        Assert.Equal(12, lines.Length);
        // Each tree: half the rows at −1, half at 1 + f. The two least are (1 + f + 1) / 2 of f = 0 and 1; the means are f / 2 of f = 0 to 11.
        Assert.Equal(["  +2.50  2 more features together.", "  +33.00  expected of any payment."], lines[10..]);
        tool.Run([.. explain, "--json"]);
        Assert.Equal(12, JsonDocument.Parse(tool.Output).RootElement.GetProperty("contributions").GetArrayLength());
    }

    [Fact]
    public void What_is_tried_beside_counts_what_is_asked_for()
    {
        using var tool = Prepare();
        tool.Write("log.csv", Log(1500));
        Replay(tool, "--model", tool.PathOf("a.model"), "--challenger", tool.PathOf("b.model"), "--what-if", "", "--from", "2024-02-20T00:00:00Z");
        Assert.Equal(0, tool.ExitCode);
        // 1,500 hours from 1 January, 9:00, end on 3 March, 21:00: 309 of them from 20 February on.
        Assert.Contains("309 messages judged", tool.Output);
        Assert.Contains("b.model (309 transfers)", tool.Output);
        Assert.Contains("0 of 309", tool.Output);
    }

    [Fact]
    public void A_score_of_rarity_is_shown_as_such()
    {
        using var tool = Prepare();
        tool.Write("log.csv", Log(1500));
        tool.Write("rare.model", ModelWriter.Write(Models.Of("paid", [20, 100], [0.3, 0.4, 0.6], kind: ModelKind.Anomaly).Content, "rare.model"));
        Replay(tool, "--model", tool.PathOf("rare.model"), "--out", tool.PathOf("out.jsonl"));
        Assert.Contains("Transfers by how rare they are", tool.Output);
        Assert.Contains("no probability of fraud", tool.Output);
        Assert.DoesNotContain("came true", tool.Output);
        Assert.Contains("too few before", tool.Output);
        Assert.Contains("50 to 90 %", tool.Output);
        Assert.All(File.ReadLines(tool.PathOf("out.jsonl")), line => Assert.Equal("rarity", JsonDocument.Parse(line).RootElement.GetProperty("scoreIs").GetString()));
    }

    [Fact]
    public void A_rate_is_called_that_of_the_training_where_nothing_was_calibrated()
    {
        using var tool = Prepare();
        Replay(tool, "--model", tool.PathOf("b.model"));
        Assert.Contains("2 % of the rows it was trained on were fraud", tool.Output);
    }

    [Theory]
    [InlineData(0.5, "", true)]
    [InlineData(1, "", false)]
    [InlineData(0.5, "1d", false)]
    public void What_was_learned_from_labels_is_missed_without_them(double unknown, string delay, bool told)
    {
        using var tool = Prepare();
        tool.Write("policy/shop.rules", Rules.Replace("  new_pair", "  frauds   = count() of fraud by creditor over 30d\n  new_pair", StringComparison.Ordinal));
        tool.Write("l.model", ModelWriter.Write(Models.Content(["frauds"], [Models.Steps(0, [0], [-4, 1])]) with { Features = [new ModelFeature("frauds", "", 0, [0], [1 - unknown, 0, unknown])] }, "l.model"));
        Replay(tool, ["--model", tool.PathOf("l.model"), .. delay.Length > 0 ? ["--label-delay", delay] : Array.Empty<string>()]);
        Assert.Equal(0, tool.ExitCode);
        Assert.Equal(told, tool.Error.Contains("l.model: learned from what was known of fraud; without --label-delay that is not known here: frauds", StringComparison.Ordinal));
    }

    [Fact]
    public void A_contribution_near_nothing_has_one_sign()
    {
        using var tool = Prepare();
        tool.Write("small.model", ModelWriter.Write(Models.Of("paid", [20], [0.001, -0.001]).Content, "small.model"));
        tool.Run("explain", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--model", tool.PathOf("small.model"), "--id", "T14");
        Assert.Contains("  +0.00  paid", tool.Output);
        Assert.DoesNotContain("-+", tool.Output);
    }
}
