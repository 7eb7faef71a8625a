using System.Globalization;
using System.IO.Compression;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace Fraud.Tests.Cli;

public class FeaturesCommandTests
{
    const string Rules = """
        pack "shop" version "1"
        features
          paid     = amount
          before   = count() of accepted by debtor over 1d
          usual    = max(amount) of accepted by debtor over 7d
          new_pair = not known(debtor, creditor)
        """;

    const string Log = """
        time,id,debtor_account,creditor_account,amount,currency,label
        2024-01-02T09:00:00Z,A1,DE-1,SHOP,10.10,USD,0
        2024-01-02T10:00:00Z,A2,DE-1,SHOP,30,USD,1
        2024-01-03T12:00:00Z,"A,3",DE-2,SHOP,0.30,USD,

        """;

    static string[] Run(ToolRun tool, params string[] more)
    {
        tool.Write("policy/shop.rules", Rules);
        string log = tool.Write("log.csv", Log);
        tool.Run(["features", log, "--policy", tool.PathOf("policy"), "--out", tool.PathOf("features.csv"), .. more]);
        return File.Exists(tool.PathOf("features.csv")) ? File.ReadAllLines(tool.PathOf("features.csv")) : [];
    }

    [Fact]
    public void Each_transfer_is_a_row_with_what_was_known_before_it()
    {
        using var tool = new ToolRun();
        var rows = Run(tool);
        Assert.Equal("", tool.Error);
        Assert.Equal(0, tool.ExitCode);
        string first = rows[1].Split(',')[3], third = rows[3].Split(',')[4];
        Assert.Equal(
        [
            "id,time,label,debtor,amount,currency,paid,before,usual,new_pair",
            $"A1,2024-01-02T09:00:00Z,0,{first},10.10,USD,10.1,0,,1",
            $"A2,2024-01-02T10:00:00Z,1,{first},30,USD,30,1,10.1,0",
            $"\"A,3\",2024-01-03T12:00:00Z,,{third},0.30,USD,0.3,0,,1",
        ], rows);
        Assert.NotEqual(first, third);
        Assert.Matches("^[0-9a-f]{16}$", first);
        Assert.Contains("3 transfers with 4 features", tool.Output);
        Assert.Contains("1 fraud, 1 honest, 1 not known", tool.Output);
        Assert.Matches("usual +│ +66.7 %", tool.Output);
    }

    [Fact]
    public void A_packed_log_gives_the_same_table()
    {
        using var tool = new ToolRun();
        var plain = Run(tool);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(Log));
        string log = tool.Write("log.csv.gz", packed.ToArray());
        Assert.Equal(0, tool.Run("features", log, "--policy", tool.PathOf("policy"), "--out", tool.PathOf("packed.csv")).ExitCode);
        Assert.Equal(plain, File.ReadAllLines(tool.PathOf("packed.csv")));
    }

    [Fact]
    public void Of_a_period_the_transfers_before_it_teach()
    {
        using var tool = new ToolRun();
        var rows = Run(tool, "--from", "2024-01-02T10:00:00Z", "--to", "2024-01-03T12:00:00Z", "--only", "before,paid");
        Assert.Equal(["id,time,label,debtor,amount,currency,before,paid"], rows[..1]);
        Assert.EndsWith(",30,USD,1,30", Assert.Single(rows[1..]));
        Assert.Contains("2 transfers outside the period", tool.Output);
    }

    [Fact]
    public void Labels_may_stand_beside_the_log_and_go_first()
    {
        using var tool = new ToolRun();
        string labels = tool.Write("labels.csv", "id,label\nA1,1\n\"A,3\",0\n");
        var rows = Run(tool, "--labels", labels);
        Assert.Equal(["1", "1", "0"], rows[1..].Select(row => row.Replace("\"A,3\"", "A3", StringComparison.Ordinal).Split(',')[2]));
    }

    [Theory]
    [InlineData("--only", "befor", "has no feature 'befor'; did you mean 'before'?")]
    [InlineData("--only", "paid,paid", "names 'paid' twice")]
    [InlineData("--from", "2025-01-01", "no transfer", "--to", "2025-02-01")]
    [InlineData("--from", "2025-01-01", "--from must be before --to", "--to", "2024-02-01")]
    [InlineData("--labels", "missing.csv", "no such file")]
    public void What_cannot_be_had_is_told_and_nothing_is_written(string option, string value, string told, params string[] more)
    {
        using var tool = new ToolRun();
        Assert.Empty(Run(tool, [option, value, .. more]));
        Assert.Equal(1, tool.ExitCode);
        Assert.Contains(told, tool.Error + tool.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_name_that_would_stand_twice_and_a_policy_without_features_are_told()
    {
        using var tool = new ToolRun();
        string log = tool.Write("log.csv", Log);
        tool.Write("none/a.rules", "pack \"a\" version \"1\"");
        Assert.Equal(1, tool.Run("features", log, "--policy", tool.PathOf("none"), "--out", tool.PathOf("f.csv")).ExitCode);
        Assert.Contains("has no features", tool.Error);
        tool.Write("twice/a.rules", "pack \"a\" version \"1\"\nfeatures\n  label = amount\n");
        Assert.Equal(1, tool.Run("features", log, "--policy", tool.PathOf("twice"), "--out", tool.PathOf("f.csv")).ExitCode);
        Assert.Contains("cannot be called 'label'", tool.Error);
    }

    [Fact]
    public void Neither_a_log_nor_a_file_of_another_kind_is_written()
    {
        using var tool = new ToolRun();
        string log = tool.Write("log.csv", Log);
        Assert.Equal(2, tool.Run("features", log, "--out", log).ExitCode);
        Assert.Equal(Log, File.ReadAllText(log));
        Assert.Equal(2, tool.Run("features", log, "--out", tool.PathOf("f.xlsx")).ExitCode);
        Assert.Contains(".csv or .parquet", tool.Error);
    }

    [Fact]
    public void What_is_no_transfer_and_what_repeats_one_is_left_out_and_counted()
    {
        using var tool = new ToolRun();
        tool.Write("policy/shop.rules", Rules);
        static string Line(string id, string rest) => $$"""{"time":"2024-01-02T09:00:00Z","id":"{{id}}","debtor_agent":"XQAAGB2L",{{rest}}}""";
        const string Paid = """ "amount":"5","currency":"USD","debtor_account":"1","creditor_account":"2","creditor_agent":"XQBBUS33" """;
        string log = tool.Write("log.jsonl", string.Join('\n', Line("A1", Paid), Line("A1", Paid), Line("A2", Paid), """{"time":"2024-01-02T09:20:00Z","confirms":"A1","debtor_agent":"XQAAGB2L"}"""));
        Assert.Equal(0, tool.Run("features", log, "--policy", tool.PathOf("policy"), "--out", tool.PathOf("f.csv")).ExitCode);
        Assert.Equal(["id", "A1", "A2"], File.ReadLines(tool.PathOf("f.csv")).Select(line => line.Split(',')[0]));
        Assert.Contains("1 messages that hold no transfer", tool.Output);
        Assert.Contains("1 repeats and tests", tool.Output);
    }

    [Fact]
    public async Task A_parquet_file_holds_the_same_rows()
    {
        using var tool = new ToolRun();
        var rows = Run(tool);
        tool.Run("features", tool.PathOf("log.csv"), "--policy", tool.PathOf("policy"), "--out", tool.PathOf("features.parquet"));
        Assert.Equal((0, ""), (tool.ExitCode, tool.Error));
        await using var reader = await ParquetReader.CreateAsync(tool.PathOf("features.parquet"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(rows[0].Split(','), reader.Schema.DataFields.Select(field => field.Name));
        using var group = reader.OpenRowGroupReader(0);
        var cells = rows[1..].Select(row => row.Replace("\"A,3\"", "A3", StringComparison.Ordinal).Split(',')).ToArray();
        foreach (var field in reader.Schema.DataFields.Skip(6))
        {
            var values = new float[group.RowCount];
            await group.ReadAsync<float>(field, values, cancellationToken: TestContext.Current.CancellationToken);
            int at = Array.IndexOf(rows[0].Split(','), field.Name);
            Assert.Equal(cells.Select(row => row[at].Length == 0 ? float.NaN : float.Parse(row[at], CultureInfo.InvariantCulture)), values);
        }
        var debtors = new string[group.RowCount];
        await group.ReadAsync(Field("debtor"), debtors, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(cells.Select(row => row[3]), debtors);
        var labels = new int?[group.RowCount];
        await group.ReadAsync<int>(Field("label"), labels, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, null], labels);
        var times = new DateTime[group.RowCount];
        await group.ReadAsync<DateTime>(Field("time"), times, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(cells.Select(row => DateTime.Parse(row[1], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)), times);

        DataField Field(string name) => reader.Schema.DataFields.Single(field => field.Name == name);
    }
}
