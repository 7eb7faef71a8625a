using System.Globalization;
using System.Text;
using Fraud.Cli.Simulation;

namespace Fraud.Tests.Cli;

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
}
