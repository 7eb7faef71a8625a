using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Fraud.Tests.Cli;

/// <summary>Labels in replays: each reaches the engine after the delay, and never before.</summary>
public class LabelDelayTests
{
    const string Rules = """
        pack "shop" version "1"
        features
          recent   = count() of fraud by creditor over 3d
          frauds   = count() of fraud by creditor
          labelled = count() of labelled by creditor
        """;

    static readonly DateTimeOffset s_start = new(2024, 1, 2, 9, 0, 0, TimeSpan.Zero);

    sealed record Row(DateTimeOffset At, string Creditor, bool? Fraud);

    /// <summary>Bursts and pauses; one row in ten comes up to half an hour late.</summary>
    static List<Row> Traffic(int seed, int rows)
    {
        var random = new Random(seed);
        var (now, made) = (s_start, new List<Row>());
        for (int i = 0; i < rows; i++)
        {
            now = now.AddSeconds(random.Next(20) == 0 ? random.Next(40_000) : random.Next(90));
            made.Add(new Row(random.Next(10) == 0 ? now.AddSeconds(-random.Next(1800)) : now, $"K{random.Next(5)}", random.Next(4) switch { 0 => true, 1 => null, _ => false }));
        }
        return made;
    }

    static string Log(IEnumerable<Row> rows) => "time,id,debtor_account,creditor_account,amount,currency,label\n" + string.Concat(rows.Select((row, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.At:yyyy-MM-dd'T'HH:mm:ss'Z'},R{i},D{i % 7},{row.Creditor},10,USD,{row.Fraud switch { true => "1", false => "0", _ => "" }}\n")));

    static string[] Features(ToolRun tool, string log, params string[] more)
    {
        tool.Write("policy/shop.rules", Rules);
        string file = tool.PathOf("features.csv");
        Assert.Equal(0, tool.Run(["features", log, "--policy", tool.PathOf("policy"), "--out", file, .. more]).ExitCode);
        return [.. File.ReadLines(file).Skip(1).Select(line => string.Join(',', line.Split(',')[6..]))];
    }

    /// <summary>As written down plainly: when a tick begins, all that is known by then is learned.</summary>
    static IEnumerable<string> Expected(List<Row> rows, TimeSpan delay)
    {
        var (newest, begun) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        List<Row> known = [];
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].At > newest) newest = rows[i].At;
            var tick = new DateTimeOffset(newest.Ticks - newest.Ticks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
            if (tick > begun) known = [.. rows[..i].Where(row => row.Fraud is not null && row.At + delay < tick)];
            begun = tick;
            var here = known.Where(row => row.Creditor == rows[i].Creditor).ToList();
            int recent = here.Count(row => row.Fraud == true && row.At + delay <= rows[i].At && row.At + delay > rows[i].At.AddDays(-3));
            yield return known.Count == 0 ? ",," : string.Create(CultureInfo.InvariantCulture, $"{recent},{here.Count(row => row.Fraud == true)},{here.Count}");
        }
    }

    [Theory]
    [InlineData("0s", 0), InlineData("30s", 0.5), InlineData("5m", 5), InlineData("90m", 90), InlineData("12h", 720), InlineData("2d", 2880)]
    public void Each_transfer_sees_the_labels_that_were_known(string delay, double minutes)
    {
        using var tool = new ToolRun();
        var rows = Traffic(5, 900);
        var seen = Features(tool, tool.Write("log.csv", Log(rows)), "--label-delay", delay);
        Assert.Equal(Expected(rows, TimeSpan.FromMinutes(minutes)), seen);
        Assert.Contains(seen, row => row.Split(',') is [not ("" or "0"), ..]);
    }

    [Fact]
    public void Labels_of_a_file_beside_a_packed_log_are_the_same()
    {
        using var tool = new ToolRun();
        var rows = Traffic(6, 400);
        var expected = Features(tool, tool.Write("log.csv", Log(rows)), "--label-delay", "1h");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(Log(rows.Select(row => row with { Fraud = null }))));
        string labels = tool.Write("labels.csv", "id,label\n" + string.Concat(rows.Select((row, i) => row.Fraud is { } fraud ? $"R{i},{(fraud ? 1 : 0)}\n" : "")));
        Assert.Equal(expected, Features(tool, tool.Write("log.csv.gz", packed.ToArray()), "--labels", labels, "--label-delay", "01:00:00"));
    }

    [Fact]
    public void Without_a_delay_no_label_reaches_the_engine()
    {
        using var tool = new ToolRun();
        Assert.All(Features(tool, tool.Write("log.csv", Log(Traffic(7, 300)))), row => Assert.Equal(",,", row));
        Assert.Equal(2, tool.Run("features", tool.PathOf("log.csv"), "--out", tool.PathOf("f.csv"), "--label-delay", "soon").ExitCode);
        Assert.Contains("--label-delay expects a duration", tool.Error);
    }

    /// <summary>What the transfers of the last days turned out to be is not known yet: whatever it is, the features of now are the same.</summary>
    [Fact]
    public void Labels_within_the_delay_change_nothing()
    {
        using var tool = new ToolRun();
        var rows = Traffic(8, 900);
        var (delay, cut) = (TimeSpan.FromDays(1), rows[500].At);
        var random = new Random(8);
        var later = rows.Where(row => row.At >= cut).Select(row => row.Fraud).ToArray();
        random.Shuffle(later);
        int next = 0;
        var permuted = rows.Select(row => row.At >= cut ? row with { Fraud = later[next++] } : row).ToList();
        var before = Features(tool, tool.Write("log.csv", Log(rows)), "--label-delay", "1d");
        var after = Features(tool, tool.Write("permuted.csv", Log(permuted)), "--label-delay", "1d");
        var same = Enumerable.Range(0, rows.Count).ToLookup(i => rows.Take(i + 1).Max(row => row.At) <= cut + delay);
        Assert.All(same[true], i => Assert.Equal(before[i], after[i]));
        Assert.Contains(same[false], i => before[i] != after[i]);
        Assert.True(same[true].Count() > 520);
    }

    /// <summary>A replay too: what was learned of older logs goes on to be learned of.</summary>
    [Theory]
    [InlineData("1 Pass 0", "both.csv")]
    [InlineData("1 Review 50", "both.csv", "--label-delay", "7d")]
    [InlineData("1 Pass 0", "both.csv", "--label-delay", "8d")]
    [InlineData("0 Review 50", "second.csv", "--warm", "first.csv", "--label-delay", "7d")]
    [InlineData("0 Pass 0", "second.csv", "--warm", "first.csv")]
    public void A_replay_judges_by_the_labels_that_were_known(string expected, string log, params string[] options)
    {
        const string Header = "time,id,debtor_account,creditor_account,amount,currency,label\n", First = "2024-01-02T09:00:00Z,A1,D1,K,10,USD,1\n", Second = "2024-01-10T09:00:00Z,A2,D2,K,10,USD,0\n";
        using var tool = new ToolRun();
        foreach (var (name, rows) in new[] { ("first.csv", First), ("second.csv", Second), ("both.csv", First + Second) }) tool.Write(name, Header + rows);
        tool.Write("policy/a.rules", "pack \"a\" version \"1\"\nfamily F cap 60\nrule R1 \"TOLD\" family F points 50 when count() of fraud by creditor over 28d >= 1 because \"x\"");
        string file = tool.PathOf("decisions.jsonl");
        string[] more = [.. options.Select(option => option.EndsWith(".csv", StringComparison.Ordinal) ? tool.PathOf(option) : option)];
        Assert.Equal(0, tool.Run(["replay", tool.PathOf(log), "--policy", tool.PathOf("policy"), "--out", file, .. more]).ExitCode);
        var lines = File.ReadAllLines(file).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToList();
        string outcome = lines[^1].GetProperty("outcome").GetString()!;
        // Explained, it is the same decision.
        Assert.Equal(0, tool.Run(["explain", tool.PathOf(log), "--policy", tool.PathOf("policy"), "--id", "A2", "--json", .. more]).ExitCode);
        var explained = System.Text.Json.JsonDocument.Parse(tool.Output).RootElement;
        foreach (string member in (string[])["id", "outcome", "points", "rules", "notEvaluable"]) Assert.Equal(lines[^1].GetProperty(member).ToString(), explained.GetProperty(member).ToString());
        Assert.Equal(expected, $"{lines.Count - 1} {char.ToUpperInvariant(outcome[0])}{outcome[1..]} {lines[^1].GetProperty("points").GetInt32()}");
    }

    /// <summary>With every option by which a replay judges: labels of a file, their delay, older logs, a model.</summary>
    [Fact]
    public void An_explanation_is_of_the_decision_that_a_replay_makes()
    {
        using var tool = new ToolRun();
        var rows = Traffic(9, 600);
        tool.Write("policy/a.rules", """
            pack "a" version "1"
            family F cap 60
            family G cap 60
            features
              frauds = count() of fraud by creditor over 3d
            rule R1 "TOLD" family F points 50 when count() of fraud by creditor over 3d >= 2 because "x"
            rule G1 "SCORE" family G points 40 when model_score >= 0.5 because "{model_score}"
            """);
        tool.Write("m.model", Fraud.Scoring.ModelWriter.Write(Scoring.Models.Of("frauds", [0.5f, 1.5f, 3.5f], [-3, -1, 1, 2]).Content, "m.model"));
        tool.Write("first.csv", Log(rows[..300]));
        string header = Log([]);
        tool.Write("second.csv", header + string.Concat(Log(rows).Split('\n')[301..].Where(line => line.Length > 0).Select(line => line[..(line.LastIndexOf(',') + 1)] + "\n")));
        string labels = tool.Write("labels.csv", "id,label\n" + string.Concat(rows.Select((row, i) => row.Fraud is { } fraud && i >= 300 ? $"R{i},{(fraud ? 1 : 0)}\n" : "")));
        string[] options = [tool.PathOf("second.csv"), "--policy", tool.PathOf("policy"), "--warm", tool.PathOf("first.csv"), "--labels", labels, "--label-delay", "2h", "--model", tool.PathOf("m.model")];
        tool.Run(["replay", .. options, "--out", tool.PathOf("out.jsonl")]);
        var judged = File.ReadLines(tool.PathOf("out.jsonl")).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).Where(d => d.GetProperty("outcome").GetString() != "pass").ToList();
        Assert.InRange(judged.Count, 20, 300);
        Assert.Contains(judged, d => d.GetProperty("points").GetInt32() > 50);
        tool.Run(["explain", .. options, "--all", "--json"]);
        var explained = tool.Lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(judged.Count, explained.Count);
        foreach (var (one, other) in judged.Zip(explained))
            foreach (string member in (string[])["id", "outcome", "points", "score", "margin", "model", "notEvaluable"]) Assert.Equal(one.GetProperty(member).ToString(), other.GetProperty(member).ToString());
    }
}
