using System.Globalization;
using System.Text;
using Fraud.Cli.Simulation;

namespace Fraud.Tests.Cli;

[Collection("LightGBM")] // its library is made for one training at a time
public class TrainCommandTests
{
    static readonly DateTime s_start = new(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc);

    const string Rules = """
        pack "mine" version "1"

        features
          amount_ln = ln(amount)
          pair_new  = not known(debtor, creditor)
          burst     = count() of attempts by debtor over 1h
        """;

    /// <summary>Ten days of 60 customers who pay ten creditors; fraud is a large sum to a creditor they never paid.</summary>
    static string Log()
    {
        var random = new SeededRandom(11);
        var log = new StringBuilder("time,id,debtor_account,creditor_account,amount,currency,kind,label\n");
        for (int i = 0; i < 4000; i++)
        {
            bool fraud = i > 400 && random.Chance(0.05);
            double amount = fraud ? random.LogNormal(900, 0.5) : random.LogNormal(80, 0.9);
            string creditor = fraud && random.Chance(0.8) ? "M" + random.Below(100_000) : "C" + random.Below(10);
            string kind = random.Chance(0.3) ? "merchant_payment" : "p2p";
            log.Append(CultureInfo.InvariantCulture, $"{s_start.AddSeconds(i * 216):yyyy-MM-dd'T'HH:mm:ss'Z'},T{i},D{random.Below(60)},{creditor},{amount:0.00},EUR,{kind},{(fraud ? 1 : 0)}\n");
        }
        return log.ToString();
    }

    static ToolRun Bank()
    {
        var tool = new ToolRun();
        tool.Write("policy/mine.rules", Rules);
        tool.Write("log.csv", Log());
        return tool;
    }

    static string[] Quick => ["--trees", "40", "--leaves", "6", "--rate", "0.1"];

    [Fact]
    public void From_the_log_to_a_model_that_tells_fraud()
    {
        using var tool = Bank();
        tool.Run(["train", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--from", "2026-03-03", "--to", "2026-03-11", "--out", tool.PathOf("m.json"), "--card", tool.PathOf("m.md"), .. Quick]);
        Assert.Equal((0, true), (tool.ExitCode, tool.Output.Contains("3,200 rows, ", StringComparison.Ordinal)));
        Assert.Matches(@"ROC AUC 0\.9\d+   average precision 0\.[6-9]\d+", tool.Output);
        Assert.Contains("amount_ln", tool.Output);
        var model = Model.Load(tool.PathOf("m.json"));
        Assert.Equal(["amount_ln", "pair_new", "burst"], model.Features);
        Assert.True(model.Probability(model.Margin([7, 1, 1])) > 0.5);
        Assert.True(model.Probability(model.Margin([4, 0, 1])) < 0.05);
        var definitions = Policy.Load(tool.PathOf("policy")).Pack!.Features.ToDictionary(f => f.Name, f => f.Definition);
        Assert.All(model.Content.Features, feature => Assert.Equal(definitions[feature.Name], feature.Definition));
        string card = File.ReadAllText(tool.PathOf("m.md"));
        Assert.Contains("| Data from | 2026-03-03 00:01:12Z to 2026-03-10 23:5", card);
        Assert.Contains($"| Policy | {Policy.Load(tool.PathOf("policy")).Hash} |", card);
    }

    [Theory]
    [InlineData("features.csv")]
    [InlineData("features.parquet")]
    public void A_table_of_features_trains_the_same_model_as_the_log(string table)
    {
        using var tool = Bank();
        string[] rows = [tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--from", "2026-03-03"];
        Assert.Equal(0, tool.Run(["train", .. rows, "--out", tool.PathOf("log.json"), .. Quick]).ExitCode);
        Assert.Equal(0, tool.Run(["features", .. rows, "--out", tool.PathOf(table)]).ExitCode);
        Assert.Equal(0, tool.Run(["train", "--table", tool.PathOf(table), "--out", tool.PathOf("table.json"), .. Quick]).ExitCode);
        var (replayed, read) = (Model.Load(tool.PathOf("log.json")), Model.Load(tool.PathOf("table.json")));
        Assert.Equal(replayed.Features, read.Features);
        for (int t = 0; t < replayed.Content.Trees.Trees.Count; t++) Assert.Equal(replayed.Content.Trees.Trees[t].Nodes, read.Content.Trees.Trees[t].Nodes);
        Assert.All(read.Content.Features, feature => Assert.Equal("", feature.Definition));
        Assert.Equal(0, tool.Run(["train", "--table", tool.PathOf(table), "--policy", tool.PathOf("policy"), "--out", tool.PathOf("table.json"), .. Quick]).ExitCode);
        Assert.Equal(replayed.Content.Features.Select(f => f.Definition), Model.Load(tool.PathOf("table.json")).Content.Features.Select(f => f.Definition));

        Assert.Equal(0, tool.Run("score", tool.PathOf(table), "--model", tool.PathOf("log.json"), "--out", tool.PathOf("scores.csv")).ExitCode);
        string[] scores = File.ReadAllLines(tool.PathOf("scores.csv"));
        Assert.Equal("id,score", scores[0]);
        Assert.Equal(3733 + 1, scores.Length);
        Assert.StartsWith("T267,", scores[1]);
    }

    [Fact]
    public void A_condition_says_which_transfers_are_taken_and_the_others_still_teach()
    {
        using var tool = Bank();
        string[] rows = [tool.PathOf("log.csv"), "--policy", tool.PathOf("policy")];
        Assert.Equal(0, tool.Run(["features", .. rows, "--out", tool.PathOf("all.csv")]).ExitCode);
        Assert.Equal(0, tool.Run(["features", .. rows, "--where", "kind = \"p2p\"", "--out", tool.PathOf("p2p.csv")]).ExitCode);
        string[] kinds = [.. File.ReadAllLines(tool.PathOf("log.csv")).Skip(1).Select(line => line.Split(',')[6])];
        string[] all = File.ReadAllLines(tool.PathOf("all.csv")), some = File.ReadAllLines(tool.PathOf("p2p.csv"));
        Assert.Equal([all[0], .. all.Skip(1).Where((_, i) => kinds[i] == "p2p")], some);
        Assert.Equal(0, tool.Run(["train", .. rows, "--where", "kind = \"p2p\"", "--out", tool.PathOf("m.json"), .. Quick]).ExitCode);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{some.Length - 1:N0} rows"), tool.Output);

        Assert.Equal(1, tool.Run(["features", .. rows, "--where", "kin = \"p2p\"", "--out", tool.PathOf("x.csv")]).ExitCode);
        Assert.Contains("--where: ", tool.Error);
        Assert.Equal(1, tool.Run(["features", .. rows, "--where", "amount", "--out", tool.PathOf("x.csv")]).ExitCode);
        Assert.Contains("--where expects a condition", tool.Error);
    }

    [Fact]
    public void A_replay_scores_what_the_table_of_features_scores()
    {
        using var tool = Bank();
        string[] rows = [tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--label-delay", "1d", "--where", "kind = \"p2p\""], later = [.. rows, "--from", "2026-03-10"];
        Assert.Equal(0, tool.Run(["train", .. rows, "--to", "2026-03-10", "--out", tool.PathOf("m.json"), .. Quick]).ExitCode);
        Assert.Equal(0, tool.Run(["features", .. later, "--out", tool.PathOf("later.csv")]).ExitCode);
        Assert.Equal(0, tool.Run("score", tool.PathOf("later.csv"), "--model", tool.PathOf("m.json"), "--out", tool.PathOf("table.csv")).ExitCode);
        Assert.Equal(0, tool.Run(["replay", .. later, "--model", tool.PathOf("m.json"), "--scores", tool.PathOf("replay.csv")]).ExitCode);
        string[] table = File.ReadAllLines(tool.PathOf("table.csv")), replayed = File.ReadAllLines(tool.PathOf("replay.csv"));
        Assert.InRange(table.Length, 400, 1000);
        Assert.Equal(table.Select(Id), replayed.Select(Id));
        foreach (var (one, other) in table.Skip(1).Zip(replayed.Skip(1))) Assert.Equal(Score(one), Score(other), 1e-5);

        static string Id(string line) => line.Split(',')[0];
        static double Score(string line) => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Any_table_with_a_header_will_do()
    {
        using var tool = new ToolRun();
        var random = new SeededRandom(3);
        var table = new StringBuilder("name;a;b;label\n");
        for (int i = 0; i < 600; i++) table.Append(CultureInfo.InvariantCulture, $"\"row; {i}\";{random.Normal():0.000};{(i % 7 == 0 ? "" : random.Normal().ToString("0.000", CultureInfo.InvariantCulture))};\n");
        tool.Write("t.csv", table.ToString());
        tool.Run("train", "--table", tool.PathOf("t.csv"), "--out", tool.PathOf("m.json"), "--trees", "30");
        Assert.Equal((0, "0 of 600 rows are fraud; learning from labels takes 10 of both kinds: an isolation forest was grown, which needs none\n"), (tool.ExitCode, tool.Error.ReplaceLineEndings("\n")));
        Assert.Equal(["a", "b"], Model.Load(tool.PathOf("m.json")).Features);
        tool.Run("score", tool.PathOf("t.csv"), "--model", tool.PathOf("m.json"), "--columns", "id=name", "--out", tool.PathOf("s.csv"));
        Assert.StartsWith("row; 0,-", File.ReadAllLines(tool.PathOf("s.csv"))[1]);
        Assert.Equal(601, File.ReadAllLines(tool.PathOf("s.csv")).Length);
    }

    [Theory]
    [InlineData("a,b,label\n1,2,0\n1,x,0\n", "t.csv: line 3: b: expected a number or nothing")]
    [InlineData("a,b,label\n1,2\n", "t.csv: line 2: expected 3 columns, found 2")]
    [InlineData("a,b,label\n1,2,maybe\n", "t.csv: line 2: label: expected 1, 0, true, false, fraud or honest")]
    [InlineData("a,time,label\n1,noon,0\n", "t.csv: line 2: time: expected")]
    [InlineData("1,2,3\n1,2,3\n", "t.csv: line 1: expected a header that names the columns")]
    [InlineData("a,a,label\n1,2,0\n", "t.csv: line 1: the column 'a' is there twice")]
    [InlineData("name,label\nx,0\n", "t.csv: no column holds numbers that could be features")]
    [InlineData("a,label\n", "the tables hold no rows")]
    [InlineData("", "t.csv: line 1: expected a header that names the columns")]
    public void A_table_that_cannot_be_read_is_told_with_its_place(string text, string message)
    {
        using var tool = new ToolRun();
        tool.Write("t.csv", text);
        Assert.Equal(1, tool.Run("train", "--table", tool.PathOf("t.csv"), "--out", tool.PathOf("m.json")).ExitCode);
        Assert.Contains(message, tool.Error);
        Assert.False(File.Exists(tool.PathOf("m.json")));
    }

    [Fact]
    public void What_is_asked_for_and_not_there_is_told()
    {
        using var tool = Bank();
        string[] train = ["train", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--out", tool.PathOf("m.json")];
        Assert.Equal(1, tool.Run([.. train, "--from", "2027-01-01"]).ExitCode);
        Assert.Contains("there is nothing to train on: 4,000 transfers lie outside the period from --from to --to", tool.Error);
        Assert.Equal(0, tool.Run([.. train, "--label-delay", "30d", .. Quick]).ExitCode);
        Assert.Contains("the label delay is longer than the logs", tool.Error);
        File.Delete(tool.PathOf("m.json"));
        Assert.Equal(1, tool.Run([.. train, "--only", "amount_n"]).ExitCode);
        Assert.Contains("the policy has no feature 'amount_n'; did you mean", tool.Error);
        Assert.Equal(2, tool.Run([.. train, "--leaves", "1"]).ExitCode);
        Assert.Contains("--leaves expects a whole number from 2 to 4,096", tool.Error);
        Assert.Equal(2, tool.Run([.. train, "--weight", "heavy"]).ExitCode);
        Assert.Equal(2, tool.Run([.. train, "--algorithm", "forest"]).ExitCode);
        Assert.Equal(1, tool.Run([.. train, "--from", "2026-03-02", "--to", "2026-03-02T08:30:00Z"]).ExitCode);
        Assert.Contains("There are 9 rows; expected 50 or more.", tool.Error);
        tool.Write("t.csv", "a,label\n1,0\n");
        Assert.Equal(1, tool.Run("train", "--table", tool.PathOf("t.csv"), "--from", "2026-01-01", "--out", tool.PathOf("m.json")).ExitCode);
        Assert.Contains("--from and --to need a column of times", tool.Error);
        Assert.Equal(1, tool.Run("score", tool.PathOf("t.csv"), "--model", tool.PathOf("none.json"), "--out", tool.PathOf("s.csv")).ExitCode);
        Assert.Contains("none.json", tool.Error);
        Assert.False(File.Exists(tool.PathOf("m.json")));
    }

    [Theory]
    [InlineData("log.csv", "--out")]
    [InlineData("labels.csv", "--out")]
    [InlineData("log.csv", "--card")]
    [InlineData("labels.csv", "--card")]
    public void What_is_read_is_not_written_over(string file, string option)
    {
        using var tool = Bank();
        tool.Write("labels.csv", "id,label\nT1,1\n");
        string before = File.ReadAllText(tool.PathOf(file));
        string[] train = ["train", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--labels", tool.PathOf("labels.csv"), .. Quick, option, tool.PathOf("policy/../" + file)];
        Assert.Equal(2, tool.Run(option == "--out" ? train : [.. train, "--out", tool.PathOf("m.json")]).ExitCode);
        Assert.EndsWith($"{file}: is a file to be read and cannot be the file to be written\n", tool.Error.ReplaceLineEndings("\n"));
        Assert.Equal(before, File.ReadAllText(tool.PathOf(file)));
        Assert.False(File.Exists(tool.PathOf("m.json")));
        Assert.Equal(2, tool.Run("train", tool.PathOf("log.csv"), "--out", tool.PathOf("m.json"), "--card", tool.PathOf("m.json")).ExitCode);
        Assert.Contains("--out and --card are two files", tool.Error);
        if (option == "--card") return;
        Assert.Equal(2, tool.Run("features", tool.PathOf("log.csv"), "--labels", tool.PathOf("labels.csv"), "--policy", tool.PathOf("policy"), "--out", tool.PathOf(file)).ExitCode);
        Assert.Equal(before, File.ReadAllText(tool.PathOf(file)));
    }

    [Fact]
    public void Scores_take_the_place_of_neither_the_table_nor_the_model()
    {
        using var tool = Table(out string[] table);
        tool.Run([.. table, "--out", tool.PathOf("m.json"), .. Quick]);
        foreach (string file in (string[])["t.csv", "m.json"])
        {
            byte[] before = File.ReadAllBytes(tool.PathOf(file));
            Assert.Equal(2, tool.Run("score", tool.PathOf("t.csv"), "--model", tool.PathOf("m.json"), "--out", tool.PathOf(file)).ExitCode);
            Assert.Contains($"{file}: is a file to be read and cannot be the file to be written", tool.Error);
            Assert.Equal(before, File.ReadAllBytes(tool.PathOf(file)));
        }
        string before2 = File.ReadAllText(tool.PathOf("t.csv"));
        Assert.Equal(2, tool.Run([.. table, "--out", tool.PathOf("t.csv"), .. Quick]).ExitCode);
        Assert.Equal(before2, File.ReadAllText(tool.PathOf("t.csv")));
    }

    /// <summary>Hours of training are not to be lost for a folder that is not there.</summary>
    [Theory]
    [InlineData("--out", "none/m.json")]
    [InlineData("--card", "none/m.md")]
    [InlineData("--out", "policy")] // a folder
    [InlineData("--card", "policy")]
    public void A_file_that_cannot_be_written_is_told_before_anything_is_read(string option, string file)
    {
        using var tool = Table(out string[] table);
        tool.Write("log.csv", "time,amount\nnever,x\n");
        foreach (string[] train in (string[][])[["train", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy")], table])
        {
            string[] run = [.. train, option, tool.PathOf(file), .. Quick];
            Assert.Equal(1, tool.Run(option == "--out" ? run : [.. run, "--out", tool.PathOf("m.json")]).ExitCode);
            Assert.StartsWith($"{tool.PathOf(file)}: cannot be written: ", tool.Error);
            Assert.Single(tool.Error.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
            Assert.Equal(["log.csv", "t.csv"], Directory.GetFiles(tool.Folder).Select(Path.GetFileName).Order());
        }
        tool.Run([.. table, "--out", tool.PathOf("m.json"), .. Quick]);
        Assert.Equal(1, tool.Run("score", tool.PathOf("t.csv"), "--model", tool.PathOf("m.json"), "--out", tool.PathOf("none/s.csv")).ExitCode);
        Assert.StartsWith($"{tool.PathOf("none/s.csv")}: cannot be written: ", tool.Error);
    }

    static ToolRun Table(out string[] train)
    {
        var tool = Bank();
        Assert.Equal(0, tool.Run("features", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--out", tool.PathOf("t.csv")).ExitCode);
        train = ["train", "--table", tool.PathOf("t.csv")];
        return tool;
    }

    [Theory]
    [InlineData("--where", "kind = \"p2p\"")]
    [InlineData("--labels", "labels.csv")]
    [InlineData("--label-delay", "7d")]
    [InlineData("--start", "2026-01-01")]
    [InlineData("--step", "1s")]
    [InlineData("--currency", "USD")]
    [InlineData("--strict")]
    [InlineData("--memory", "2")]
    public void What_only_a_replay_understands_is_refused_with_a_table(params string[] option)
    {
        using var tool = Table(out string[] table);
        Assert.Equal(2, tool.Run([.. table, "--out", tool.PathOf("m.json"), .. Quick, .. option]).ExitCode);
        Assert.StartsWith($"{option[0]} is for logs, which are replayed: with --table nothing is", tool.Error);
        Assert.False(File.Exists(tool.PathOf("m.json")));
    }

    [Theory]
    [InlineData("t.csv")]
    [InlineData("t.parquet")]
    public void The_period_of_a_table_is_that_of_its_times(string file)
    {
        using var tool = Bank();
        string[] period = ["--from", "2026-03-04", "--to", "2026-03-10T12:00:00Z"];
        Assert.Equal(0, tool.Run("features", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--out", tool.PathOf(file)).ExitCode);
        Assert.Equal(0, tool.Run(["train", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--out", tool.PathOf("log.json"), .. period, .. Quick]).ExitCode);
        Assert.Equal(0, tool.Run(["train", "--table", tool.PathOf(file), "--out", tool.PathOf("table.json"), .. period, .. Quick]).ExitCode);
        var (replayed, read) = (Model.Load(tool.PathOf("log.json")).Content, Model.Load(tool.PathOf("table.json")).Content);
        Assert.Equal(replayed.Trees.Trees.Select(t => t.Leaves), read.Trees.Trees.Select(t => t.Leaves));
        Assert.Contains(read.Card, entry => entry.Key == "Data from" && entry.Value.StartsWith("2026-03-04 00:0", StringComparison.Ordinal));
        Assert.Equal(1, tool.Run("train", "--table", tool.PathOf(file), "--from", "2026-03-05", "--to", "2026-03-04", "--out", tool.PathOf("x.json")).ExitCode);
        Assert.Contains("--from must be before --to", tool.Error);
    }

    [Fact]
    public void A_feature_is_asked_for_once()
    {
        using var tool = Table(out string[] table);
        foreach (string[] train in (string[][])[["train", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy")], table])
        {
            Assert.Equal(1, tool.Run([.. train, "--only", "burst,burst,amount_ln", "--out", tool.PathOf("m.json")]).ExitCode);
            Assert.Contains("--only names 'burst' twice", tool.Error);
        }
    }

    [Fact]
    public void A_table_of_more_rows_than_are_scored_together()
    {
        using var tool = Table(out string[] table);
        Assert.Equal(0, tool.Run([.. table, "--out", tool.PathOf("m.json"), .. Quick]).ExitCode);
        string[] lines = File.ReadAllLines(tool.PathOf("t.csv"));
        tool.Write("long.csv", string.Join('\n', [lines[0], .. lines.Skip(1), .. lines.Skip(1).Take(901)]) + "\n");
        Assert.Equal(0, tool.Run("score", tool.PathOf("long.csv"), "--model", tool.PathOf("m.json"), "--out", tool.PathOf("s.csv")).ExitCode);
        string[] scores = File.ReadAllLines(tool.PathOf("s.csv"));
        Assert.Equal(4901 + 1, scores.Length);
        Assert.Equal(scores[1..902], scores[4001..]);
        var model = Model.Load(tool.PathOf("m.json"));
        for (int row = 1; row < lines.Length; row += 97)
        {
            float[] values = [.. lines[row].Split(',')[^3..].Select(cell => cell.Length == 0 ? float.NaN : float.Parse(cell, CultureInfo.InvariantCulture))];
            Assert.Equal(model.Margin(values), double.Parse(scores[row].Split(',')[1], CultureInfo.InvariantCulture));
        }
    }
}
