using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fraud.Tests.Cli;

public class ParseCommandTests
{
    const string Transfer = "{1:F01PADMBDDHAXXX1249000340}{2:I103HUDSUS33XXXXN}{3:{108:FT16036-00980}{121:eb2a3ee2-ce81-400b-a2f4-d3781e822987}}{4:\r\n:20:FT16036-00980\r\n:23B:CRED\r\n"
        + ":32A:160205USD6000029,5\r\n:33B:USD6000029,5\r\n:50K:/R1-02104517\r\nDHAKA METRO RAIL PROJECT\r\nDHAKA\r\n:52A:PADMBDDH\r\n:56A:BRDWUS33\r\n:57A:MKTCPHMM\r\n"
        + ":59:/9013-01-2756133\r\nMARIA VELARDE\r\nMAKATI CITY\r\n:70:METRO PROJECT\r\nFEE 1+1\r\n:71A:SHA\r\n-}";

    [Fact]
    public void A_transfer_is_shown_with_these_names_and_values()
    {
        using var tool = new ToolRun();
        string file = tool.Write("one.fin", Transfer);
        Assert.Equal(0, tool.Run("parse", file).ExitCode);
        Assert.Equal(
            "{\"source\":" + JsonSerializer.Serialize(file) + ",\"offset\":0,\"format\":\"fin\",\"messageType\":\"MT103\",\"status\":\"ok\",\"problems\":[],\"direction\":\"sent\",\"sender\":\"PADMBDDHXXX\","
            + "\"receiver\":\"HUDSUS33XXX\",\"reference\":\"FT16036-00980\",\"uetr\":\"eb2a3ee2-ce81-400b-a2f4-d3781e822987\",\"valueDate\":\"2016-02-05\",\"currency\":\"USD\",\"amount\":\"6000029.5\","
            + "\"instructedCurrency\":\"USD\",\"instructedAmount\":\"6000029.5\",\"debtor\":{\"name\":\"DHAKA METRO RAIL PROJECT\",\"account\":\"R1-02104517\"},\"debtorAgent\":\"PADMBDDH\","
            + "\"creditor\":{\"name\":\"MARIA VELARDE\",\"account\":\"9013-01-2756133\"},\"creditorAgent\":\"MKTCPHMM\",\"intermediaryAgents\":[\"BRDWUS33\"],\"chargeBearer\":\"SHAR\","
            + "\"remittance\":\"METRO PROJECT\\nFEE 1+1\"}\n",
            tool.Output);
    }

    [Fact]
    public void A_broken_rule_is_shown_where_it_is_and_exits_1()
    {
        using var tool = new ToolRun();
        string broken = Transfer.Replace(":32A:160205USD", ":32A:161305USD", StringComparison.Ordinal);
        Assert.Equal(1, tool.Run("parse", tool.Write("one.fin", broken)).ExitCode);
        var problem = JsonDocument.Parse(tool.Output).RootElement.GetProperty("problems").EnumerateArray().First(entry => entry.GetProperty("rule").GetString() == "T50");
        Assert.Equal("32A", problem.GetProperty("field").GetString());
        Assert.InRange(problem.GetProperty("offset").GetInt32(), broken.IndexOf("161305", StringComparison.Ordinal) - 5, broken.IndexOf("161305", StringComparison.Ordinal) + 6);
    }

    [Fact]
    public void The_sample_of_the_heist_breaks_no_rule_in_either_format()
    {
        using var tool = new ToolRun();
        tool.Run("simulate", "bangladesh", "--out", tool.Folder);
        Assert.Equal(0, tool.Run("parse", tool.PathOf("baseline.fin"), tool.PathOf("attack.fin")).ExitCode);
        var archive = tool.Lines.Select(Content).ToList();
        Assert.Equal(0, tool.Run("parse", tool.PathOf("padma.jsonl")).ExitCode);
        Assert.Equal(archive, tool.Lines.Select(Content));
        Assert.Equal(374, archive.Count);

        static string Content(string line) => Regex.Replace(line[line.IndexOf("\"messageType\"", StringComparison.Ordinal)..], "\"(time|settled)\":\"[^\"]*\",", "");
    }

    [Fact]
    public void Each_transfer_of_a_request_is_a_line()
    {
        using var tool = new ToolRun();
        tool.Run("parse", tool.Write("request.fin", "{1:F01AAAAGB2LAXXX0001000001}{2:I101BBBBDEFFXXXXN}{4:\r\n:20:REQ1\r\n:28D:1/1\r\n:50H:/1234\r\nACME PLC\r\n:30:240105\r\n"
            + ":21:PART1\r\n:32B:EUR10,\r\n:59:/55\r\nONE\r\n:71A:SHA\r\n:21:PART2\r\n:32B:EUR20,\r\n:59:/66\r\nTWO\r\n:71A:SHA\r\n-}"));
        Assert.Equal(["PART1 10 ONE", "PART2 20 TWO"], tool.Lines.Select(line => JsonDocument.Parse(line).RootElement).Select(json =>
            $"{json.GetProperty("relatedReference")} {json.GetProperty("amount").GetString()!.TrimEnd('.')} {json.GetProperty("creditor").GetProperty("name")}"));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_shown_as_replacement_characters()
    {
        using var tool = new ToolRun();
        byte[] bytes = Encoding.Latin1.GetBytes(Transfer.Replace("MARIA", "MAR\u00ff\u0007A", StringComparison.Ordinal));
        File.WriteAllBytes(tool.PathOf("odd.fin"), bytes);
        tool.Run("parse", tool.PathOf("odd.fin"));
        Assert.Equal("MAR\ufffd\u0007A VELARDE", JsonDocument.Parse(tool.Output).RootElement.GetProperty("creditor").GetProperty("name").GetString());
    }

    [Fact]
    public void A_bad_file_gives_one_line_and_the_others_are_read()
    {
        using var tool = new ToolRun();
        string good = tool.Write("good.fin", Transfer), empty = tool.Write("empty.fin", " \n"), rubbish = tool.Write("rubbish.fin", "hello, world");
        Assert.Equal(1, tool.Run("parse", tool.PathOf("none.fin"), empty, rubbish, good).ExitCode);
        string[] errors = tool.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([$"{tool.PathOf("none.fin")}: no such file", $"{empty}: holds no message", $"{rubbish}: 1 of 1 entries cannot be read, the first at byte 0 (not a message)"], errors);
        Assert.Contains("FT16036-00980", tool.Lines[^1]);
    }

    [Fact]
    public void Corpus_files_are_all_read_to_the_end()
    {
        string? corpora = Environment.GetEnvironmentVariable("FRAUD_CORPORA");
        if (corpora is null) Assert.Skip("FRAUD_CORPORA is not set");
        using var tool = new ToolRun();
        string[] files = [.. Directory.EnumerateFiles(corpora, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".tsv", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.InRange(tool.Run(["parse", .. files]).ExitCode, 0, 1);
        Assert.All(tool.Lines, line => Assert.True(JsonDocument.Parse(line).RootElement.TryGetProperty("status", out _)));
        Assert.Equal(files.Length, tool.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("source").GetString()).Concat(
            tool.Error.Split(Environment.NewLine).Where(line => line.EndsWith("holds no message", StringComparison.Ordinal)).Select(line => line.Split(": ")[0])).Distinct().Count());
    }
}
