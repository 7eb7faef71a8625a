using System.Text.Json;
using System.Xml.Linq;

namespace Fraud.Tests.Cli;

public class EvaluateCommandTests
{
    static string Sample(string file) => Path.Combine(AppContext.BaseDirectory, "Samples", "evaluate", file);

    static JsonElement Evaluate(ToolRun tool, params string[] arguments)
    {
        Assert.Equal(0, tool.Run(["evaluate", .. arguments, "--json", "-"]).ExitCode);
        return JsonDocument.Parse(tool.Output).RootElement;
    }

    static double Value(JsonElement measures, string key) => measures.GetProperty(key).GetProperty("value").GetDouble();

    // Invented payments; the figures are those of scikit-learn 1.2 (roc_curve, average_precision_score, precision_recall_curve) and, for debtors, of pandas.
    static readonly JsonElement s_expected = JsonDocument.Parse(File.ReadAllText(Sample("expected.json"))).RootElement;
    static readonly (string Theirs, string Ours)[] s_keys =
        [("auc", "auc"), ("ap", "ap"), ("rec_fpr0_1", "recall@fpr=0.001"), ("rec_fpr1", "recall@fpr=0.01"), ("rec_fpr5", "recall@fpr=0.05"), ("best_f1", "bestF1"), ("cp100", "cardPrecision@100"), ("cp5", "cardPrecision@5")];

    static void Same(JsonElement theirs, JsonElement ours)
    {
        foreach (var (their, our) in s_keys)
            if (theirs.TryGetProperty(their, out var figure)) Assert.Equal(figure.GetDouble(), Value(ours, our), 1e-9);
    }

    [Fact]
    public void Weeks_of_card_payments_measure_as_scikit_learn_has_them()
    {
        using var tool = new ToolRun();
        var result = Evaluate(tool, Sample("cards-scores.csv"), "--labels", Sample("cards.csv"), "--from", "2018-07-04", "--to", "2018-08-01", "--fold", "7d", "--known-after", "7d", "--known-since", "14d", "--k", "100,5");
        var windows = result.GetProperty("windows");
        Assert.Equal(4, windows.GetArrayLength());
        for (int fold = 0; fold < 4; fold++)
        {
            var expected = s_expected.GetProperty("cards")[fold];
            Assert.Equal(expected.GetProperty("n").GetInt32(), windows[fold].GetProperty("payments").GetInt32());
            Assert.Equal(expected.GetProperty("pos").GetInt32(), windows[fold].GetProperty("fraud").GetInt32());
            Same(expected, windows[fold].GetProperty("measures"));
        }
        Same(s_expected.GetProperty("cards")[4], result.GetProperty("mean"));
    }

    [Fact]
    public void Transfers_of_a_kind_measure_as_scikit_learn_has_them_and_so_does_every_typology()
    {
        using var tool = new ToolRun();
        var result = Evaluate(tool, Sample("transfers-scores.csv"), "--labels", Sample("transfers.csv"), "--from", "2023-03-15", "--rows", "kind=p2p", "--group", "typology");
        Same(s_expected.GetProperty("transfers"), result.GetProperty("mean"));
        foreach (var typology in s_expected.GetProperty("typology").EnumerateObject()) Assert.Equal(typology.Value.GetDouble(), Value(result.GetProperty("mean"), "recall@fpr=0.01:" + typology.Name), 1e-9);
        Assert.True(result.GetProperty("brier").GetDouble() is > 0 and < 1);
        Assert.Equal(s_expected.GetProperty("transfers").GetProperty("n").GetInt64(), result.GetProperty("calibration").EnumerateArray().Sum(band => band.GetProperty("payments").GetInt64()));
    }

    [Fact]
    public void Bounds_hold_the_value_and_are_the_same_for_the_same_seed()
    {
        using var tool = new ToolRun();
        string[] arguments = [Sample("transfers-scores.csv"), "--labels", Sample("transfers.csv"), "--bootstrap", "200"];
        var auc = Evaluate(tool, arguments).GetProperty("mean").GetProperty("auc");
        Assert.InRange(auc.GetProperty("value").GetDouble(), auc.GetProperty("low").GetDouble() + 0.001, auc.GetProperty("high").GetDouble() - 0.001);
        Assert.Equal(auc.ToString(), Evaluate(tool, arguments).GetProperty("mean").GetProperty("auc").ToString());
        Assert.NotEqual(auc.ToString(), Evaluate(tool, [.. arguments, "--seed", "2"]).GetProperty("mean").GetProperty("auc").ToString());
        Assert.Equal(JsonValueKind.Null, Evaluate(tool, [.. arguments[..^1], "0"]).GetProperty("mean").GetProperty("auc").GetProperty("low").ValueKind);
    }

    [Fact]
    public void Decisions_of_a_replay_are_ranked_by_their_points()
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "bangladesh", "--out", tool.Folder);
        tool.Run("replay", tool.PathOf("padma.jsonl"), "--out", tool.PathOf("decisions.jsonl"));
        Assert.Equal(0, tool.Run("evaluate", tool.PathOf("decisions.jsonl"), "--labels", tool.PathOf("labels.csv"), "--json", tool.PathOf("out.json"), "--chart", tool.PathOf("out.svg")).ExitCode);
        Assert.Equal("", tool.Error);
        Assert.Contains("374 payments, 70 of them fraud (18.72 %), ranked by points", tool.Output);
        Assert.Contains("recall at 100 alerts a day", tool.Output);
        var result = JsonDocument.Parse(File.ReadAllText(tool.PathOf("out.json"))).RootElement;
        Assert.Equal(1, Value(result.GetProperty("mean"), "auc"));
        Assert.False(result.TryGetProperty("calibration", out _)); // points are no probabilities

        var chart = XDocument.Load(tool.PathOf("out.svg"));
        var texts = chart.Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value).ToList();
        Assert.Contains("decisions.jsonl, ranked by points", texts);
        Assert.Contains("fraud found (recall)", texts);
        Assert.Contains("payments alerted each day", texts);
        var ids = chart.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void A_score_in_the_decisions_goes_before_points_unless_told_otherwise()
    {
        using var tool = new ToolRun();
        string log = tool.Write("d.jsonl", """
            {"id":"A","time":"2024-01-01T10:00:00Z","points":10,"score":0.9,"rules":[{"id":"N01","points":5,"score":7}]}
            {"id":"B","time":"2024-01-01T11:00:00Z","points":20,"score":0.1}
            {"id":"C","time":"2024-01-01T12:00:00Z","points":0}
            """);
        string labels = tool.Write("l.csv", "id,label\nA,1\nB,0\nC,0\n");
        Assert.Equal(1, Value(Evaluate(tool, log, "--labels", labels).GetProperty("mean"), "auc"));
        Assert.Contains("1 decisions have no number 'score' and are left out", tool.Error);
        Assert.Equal(0.5, Value(Evaluate(tool, log, "--labels", labels, "--by", "points").GetProperty("mean"), "auc"));
        Assert.Equal("", tool.Error);
    }

    [Fact]
    public void Margins_rank_decisions_of_one_score_and_the_scores_stay_probabilities()
    {
        using var tool = new ToolRun();
        string log = tool.Write("d.jsonl", """
            {"id":"A","points":10,"score":0.6,"margin":2.5}
            {"id":"B","points":20,"score":0.6,"margin":-0.5}
            {"id":"C","points":0,"score":0.01,"margin":-4}
            """);
        string labels = tool.Write("l.csv", "id,label\nA,1\nB,0\nC,0\n");
        var result = Evaluate(tool, log, "--labels", labels);
        Assert.Equal(("margin", 1), (result.GetProperty("by").GetString(), Value(result.GetProperty("mean"), "auc")));
        Assert.Equal("", tool.Error);
        // By hand: (0.4² + 0.6² + 0.01²) / 3.
        Assert.Equal(0.5201 / 3, result.GetProperty("brier").GetDouble(), 1e-12);
        Assert.Equal(result.GetProperty("calibration").ToString(), Evaluate(tool, log, "--labels", labels, "--by", "margin").GetProperty("calibration").ToString());
        result = Evaluate(tool, log, "--labels", labels, "--by", "score");
        Assert.Equal(("score", 0.75), (result.GetProperty("by").GetString(), Value(result.GetProperty("mean"), "auc")));
        Assert.Equal(0.5, Value(Evaluate(tool, log, "--labels", labels, "--by", "points").GetProperty("mean"), "auc"));
        // Beside a table of scores all are ranked by their scores.
        Assert.Equal("score", Evaluate(tool, log, tool.Write("t.csv", "id,score\nD,0.3\n"), "--labels", labels).GetProperty("by").GetString());
    }

    [Fact]
    public void What_does_not_match_is_counted_and_told()
    {
        using var tool = new ToolRun();
        string one = tool.Write("one.csv", "id,score\nA,0.9\nB,0.1\nB,0.2\nX,3\n"), two = tool.Write("two.csv", "tx_id;score\nC;-1.5e-3\n");
        string labels = tool.Write("labels.csv", "id,label\nA,fraud\nB,honest\nC,honest\nC,fraud\nD,1\n");
        var result = Evaluate(tool, one, two, "--labels", labels);
        Assert.Equal(["1 ids were scored again: the last score of each counts", $"1 payments were labelled again in {labels}: the last label of each counts",
            $"1 scored payments have no label in {labels} and are left out", "1 labelled payments have no score and are left out"], tool.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')));
        Assert.Equal((3, 2), (result.GetProperty("windows")[0].GetProperty("payments").GetInt32(), result.GetProperty("windows")[0].GetProperty("fraud").GetInt32()));
        Assert.Equal(0.5, Value(result.GetProperty("mean"), "auc")); // B has 0.2: above C, below A
    }

    [Fact]
    public void Fraud_that_is_known_keeps_its_debtor_out_from_the_day_after_the_delay()
    {
        using var tool = new ToolRun();
        // A's fraud of the 1st is known after the 3rd; B's of December lies before what counts.
        string labels = tool.Write("labels.csv", "id,label,time,debtor_account\nz,1,2023-12-20T10:00:00Z,B\na1,1,2024-01-01T23:59:59Z,A\na2,1,2024-01-03T10:00:00Z,A\na3,1,2024-01-04T00:00:00Z,A\nb1,0,2024-01-04T10:00:00Z,B\n");
        string scores = tool.Write("scores.csv", "id,score\na1,3\na2,2\na3,1\nb1,0\n");
        var window = Evaluate(tool, scores, "--labels", labels, "--from", "2024-01-01", "--to", "2024-02-01", "--known-after", "2d", "--known-since", "7d").GetProperty("windows")[0];
        Assert.Equal((3, 1), (window.GetProperty("payments").GetInt32(), window.GetProperty("known").GetInt32()));
        window = Evaluate(tool, scores, "--labels", labels, "--from", "2024-01-01", "--to", "2024-02-01").GetProperty("windows")[0];
        Assert.Equal((4, 0), (window.GetProperty("payments").GetInt32(), window.GetProperty("known").GetInt32()));
        Assert.Equal(1, tool.Run("evaluate", scores, "--labels", labels, "--from", "2024-01-01", "--known-after", "2d").ExitCode); // of B nothing is left, and of A nothing honest
        Assert.Contains("nothing to tell apart from 2024-01-01 00:00: 2 of 2 payments with a score are fraud", tool.Error);
    }

    [Fact]
    public void Packed_files_and_other_names_of_columns_are_read()
    {
        using var tool = new ToolRun();
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true)) gzip.Write("TRANSACTION_ID,TX_FRAUD,CUSTOMER_ID,TX_DATETIME\n\"1\",1,7,2018-04-01 00:00:31\n2,0,8,2018-04-01 00:02:10\n"u8);
        string labels = tool.Write("labels.csv.gz", packed.ToArray()), scores = tool.Write("scores.tsv", "id\tmine\n1\t5\n2\t4\n");
        var result = Evaluate(tool, scores, "--by", "mine", "--labels", labels, "--columns", "label=TX_FRAUD,debtor_account=CUSTOMER_ID,time=TX_DATETIME", "--k", "1");
        Assert.Equal(1, Value(result.GetProperty("mean"), "cardPrecision@1"));
    }

    [Theory]
    [InlineData("id,score\nA,0.9\nB,\n", "id,label\nA,1\n", "scores line 3: score: expected a number")]
    [InlineData("id,score\nA,0.9\nB,NaN\n", "id,label\nA,1\n", "scores line 3: score: expected a number")]
    [InlineData("id,score\nA,1,2\n", "id,label\nA,1\n", "scores line 2: expected 2 columns, found 3")]
    [InlineData("id,score\n,1\n", "id,label\nA,1\n", "scores line 2: id: expected an id")]
    [InlineData("id,points\nA,1\n", "id,label\nA,1\n", "scores line 1: expected a column 'score'")]
    [InlineData("name,score\nA,1\n", "id,label\nA,1\n", "scores line 1: expected a column id")]
    [InlineData("", "id,label\nA,1\n", "scores line 1: expected a header")]
    [InlineData("{\"id\":\"A\",\"points\":1}\n\n{\"id\":\"B\"\n", "id,label\nA,1\n", "scores line 3: expected a decision, one JSON object")]
    [InlineData("{\"points\":1}\n", "id,label\nA,1\n", "scores line 1: expected the member id")]
    [InlineData("{\"id\":\"A\",\"time\":\"noon\",\"points\":1}\n", "id,label\nA,1\n", "scores line 1: time: expected a time")]
    [InlineData("id,score\nA,1\n", "id,label\nA,maybe\n", "labels line 2: label: expected 1, 0, true, false, fraud or honest")]
    [InlineData("id,score\nA,1\n", "id,fraud_score\nA,1\n", "labels line 1: expected a column label")]
    [InlineData("id,score\nA,1\n", "id,label,time\nA,1,yesterday\n", "labels line 2: time: expected a time")]
    [InlineData("id,score\nA,1\n", "id,label,amount\nA,1,-5\n", "labels line 2: amount: expected a number such as 1234.50")]
    [InlineData("id,score\nA,1\nB,2\n", "id,label\nA,1\nB,1\n", "nothing to tell apart: 2 of 2 payments with a score are fraud")]
    [InlineData("id,score\nX,1\n", "id,label\nA,1\nB,0\n", "nothing to tell apart: 0 of 0 payments with a score are fraud")]
    public void What_cannot_be_read_is_told_with_its_line(string scores, string labels, string fault)
    {
        using var tool = new ToolRun();
        Assert.Equal(1, tool.Run("evaluate", tool.Write("scores", scores), "--labels", tool.Write("labels", labels)).ExitCode);
        Assert.Contains(fault, tool.Error.Replace(tool.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(": line", " line", StringComparison.Ordinal));
        Assert.Equal("", tool.Output);
    }

    [Theory]
    [InlineData("--labels l --fold 7d", "--fold expects --from and --to.")]
    [InlineData("--labels l --known-since 7d", "--known-since expects --known-after and --from.")]
    [InlineData("--labels l --known-after 90m", "--known-after expects whole days such as 7d.")]
    [InlineData("--labels l --from 2024-02-01 --to 2024-01-01", "--from expects a time before --to.")]
    [InlineData("--labels l --chart a.png", "--chart draws SVG: it expects a file whose name ends in .svg.")]
    [InlineData("--labels l --rows kind", "--rows expects a column and a value such as kind=p2p.")]
    [InlineData("--labels l --json - --chart -", "--json and --chart cannot both be written to standard output.")]
    [InlineData("--labels l --fpr 0", "--fpr expects percents such as 0.1,1,5.")]
    [InlineData("--labels l --k 1.5", "--k expects whole numbers such as 50,100.")]
    [InlineData("--labels l --bootstrap -1", "--bootstrap expects a number from 0 to 100000.")]
    [InlineData("", "Option '--labels' is required.")]
    public void Wrong_usage_is_told(string arguments, string fault)
    {
        using var tool = new ToolRun();
        Assert.Equal(2, tool.Run(["evaluate", "s", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).ExitCode);
        Assert.Contains(fault, tool.Error);
    }

    [Theory]
    [InlineData("--from 2024-01-01", "expected a column time, which --from and --to need")]
    [InlineData("--known-after 7d", "expected a column time, which --known-after needs")]
    [InlineData("--rows kind=p2p", "expected a column 'kind'")]
    [InlineData("--group typology", "expected a column 'typology'; the header has id, label")]
    public void Options_say_which_column_they_need(string arguments, string fault)
    {
        using var tool = new ToolRun();
        Assert.Equal(1, tool.Run(["evaluate", tool.Write("s", "id,score\nA,1\n"), "--labels", tool.Write("l", "id,label\nA,1\n"), .. arguments.Split(' ')]).ExitCode);
        Assert.Contains(fault, tool.Error);
    }

    [Fact]
    public void No_input_is_written_over()
    {
        using var tool = new ToolRun();
        string scores = tool.Write("s", "id,score\nA,1\nB,2\n"), labels = tool.Write("l", "id,label\nA,1\nB,0\n");
        Assert.Equal(2, tool.Run("evaluate", scores, "--labels", labels, "--json", labels).ExitCode);
        Assert.Equal(2, tool.Run("evaluate", scores, "--labels", labels, "--chart", scores).ExitCode);
        Assert.Equal("id,label\nA,1\nB,0\n", File.ReadAllText(labels));
        Assert.Equal(1, tool.Run("evaluate", tool.PathOf("none"), "--labels", labels).ExitCode);
        Assert.Contains("none: no such file", tool.Error);
    }

    [Fact]
    public void An_empty_label_is_no_label()
    {
        using var tool = new ToolRun();
        // As fraud features writes its tables, of which labels are two columns.
        string labels = tool.Write("features.csv", "id,time,label,debtor_account,amount,currency,paid\nA,2024-01-01T10:00:00Z,1,0011,5,USD,5\nB,2024-01-02T10:00:00Z,,,,,7\nC,2024-01-03T10:00:00Z,0,0012,5,USD,\nD,2023-01-03T10:00:00Z,,0012,5,USD,\n");
        string scores = tool.Write("scores.csv", "id,score\nA,3\nB,4\nC,2\nD,1\n");
        var result = Evaluate(tool, scores, "--labels", labels);
        Assert.Equal($"2 scored payments have no label in {labels} and are left out\n", tool.Error.ReplaceLineEndings("\n"));
        Assert.Equal((2, 1), (result.GetProperty("windows")[0].GetProperty("payments").GetInt32(), result.GetProperty("windows")[0].GetProperty("fraud").GetInt32()));
        Evaluate(tool, scores, "--labels", labels, "--from", "2024-01-01");
        Assert.Equal($"1 scored payments have no label in {labels} and are left out\n", tool.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Labels_without_ids_go_by_the_numbers_of_their_rows()
    {
        using var tool = new ToolRun();
        string table = tool.Write("table.csv", "x,label\n0.5,0\n-3,1\n2,\n1,0\n"), scores = tool.Write("scores.csv", "id,score\n1,-0.5\n2,3\n3,-2\n4,-1\n");
        var result = Evaluate(tool, scores, "--labels", table);
        Assert.Equal($"{table}: has no column id, so its rows go by their numbers: the first is 1\n1 scored payments have no label in {table} and are left out\n", tool.Error.ReplaceLineEndings("\n"));
        Assert.Equal(3, result.GetProperty("windows")[0].GetProperty("payments").GetInt32());
        Assert.Equal(1, Value(result.GetProperty("mean"), "auc"));
    }

    /// <summary>What an isolation forest says lies between 0 and 1 too.</summary>
    [Theory]
    [InlineData("", "score", true)]
    [InlineData(",\"scoreIs\":\"rarity\"", "score", false)]
    [InlineData("", "margin", true)] // the score stands beside it
    [InlineData(",\"scoreIs\":\"rarity\"", "margin", false)]
    [InlineData("", "percentile", false)]
    public void What_is_no_probability_is_not_taken_for_one(string kind, string by, bool probability)
    {
        using var tool = new ToolRun();
        string Line(string id, double score) => FormattableString.Invariant($"{{\"id\":\"{id}\",\"points\":0,\"score\":{score}{kind},\"margin\":{score},\"percentile\":{score}}}\n");
        string log = tool.Write("d.jsonl", Line("A", 0.6) + Line("B", 0.4)), labels = tool.Write("l.csv", "id,label\nA,1\nB,0\n");
        Assert.Equal(probability, Evaluate(tool, log, "--labels", labels, "--by", by).TryGetProperty("brier", out _));
        Assert.Equal(probability, tool.Run("evaluate", log, "--labels", labels, "--by", by).Output.Contains("Scores taken as probabilities", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--chart")]
    public void What_cannot_be_written_is_known_before_the_work(string option)
    {
        using var tool = new ToolRun();
        string file = tool.PathOf(Path.Combine("nodir", "a.svg"));
        Assert.Equal(1, tool.Run("evaluate", tool.PathOf("none"), "--labels", tool.PathOf("none"), option, file).ExitCode);
        Assert.Equal(($"{file}: cannot be written: there is no folder {Path.GetDirectoryName(file)}\n", ""), (tool.Error.ReplaceLineEndings("\n"), tool.Output));
        Directory.CreateDirectory(file);
        tool.Run("evaluate", tool.PathOf("none"), "--labels", tool.PathOf("none"), option, file);
        Assert.Equal($"{file}: cannot be written: it is a folder\n", tool.Error.ReplaceLineEndings("\n"));
    }
}
