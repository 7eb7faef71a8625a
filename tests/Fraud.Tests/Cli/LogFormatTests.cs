using System.Text;
using System.Text.Json;

namespace Fraud.Tests.Cli;

/// <summary>Logs of all formats through the tool: what is read of them, in which order it is judged, and how faults are told.</summary>
public class LogFormatTests
{
    const string Head = "time,id,debtor_account,creditor_account,amount,currency,label,settled\n";
    const string Fin = "{1:F01XQAAGB2LAXXX0001000001}{2:I103XQBBUS33XXXXN}{4:\r\n:20:FIN1\r\n:23B:CRED\r\n:32A:260105USD10,\r\n:50K:/1\r\nACME PLC\r\n:59:/2\r\nBOLT INC\r\n:71A:SHA\r\n-}";

    static string Sample(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "iso", name));

    static List<JsonElement> Parsed(IEnumerable<string> lines) => [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];

    static string[] Ids(ToolRun tool) => [.. Parsed(File.ReadLines(tool.PathOf("out"))).Select(decision => decision.GetProperty("id").GetString()!)];

    static string Rows(params string[] rows) => Head + string.Concat(rows.Select(row => row + "\n"));

    [Fact]
    public void Rows_are_judged_scored_and_counted()
    {
        using var tool = new ToolRun();
        string file = tool.Write("a.csv", Rows("2024-01-05T09:00:00Z,A,1,2,10.00,,0,accepted", "", "2024-01-05T09:01:00Z,B,1,3,20.00,EUR,1,"));
        Assert.Equal(0, tool.Run("replay", file, "--currency", "USD", "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal(["A", "B"], Ids(tool));
        Assert.Contains("CSV 2 rows", tool.Output);
        Assert.Contains("Against the labels", tool.Output);
        Assert.Contains("20.00 EUR", tool.Output);
        Assert.Equal("", tool.Error);
    }

    [Fact]
    public void Columns_are_named_as_the_file_names_them()
    {
        using var tool = new ToolRun();
        string file = tool.Write("a.csv", "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT\n7,2018-04-01 00:00:31,596,3156,57.16\n");
        Assert.Equal(0, tool.Run("parse", file, "--columns", "time=TX_DATETIME,id=TRANSACTION_ID,debtor_account=CUSTOMER_ID,creditor_account=TERMINAL_ID,amount=TX_AMOUNT", "--currency", "EUR").ExitCode);
        var line = Assert.Single(Parsed(tool.Lines));
        Assert.Equal(("7", "57.16", "EUR", "596", "2018-04-01T00:00:31"), (line.GetProperty("reference").GetString(), line.GetProperty("amount").GetString(), line.GetProperty("currency").GetString(),
            line.GetProperty("debtor").GetProperty("account").GetString(), line.GetProperty("localTime").GetString()));
        Assert.Equal(1, tool.Run("parse", file, "--columns", "time=NO_SUCH").ExitCode);
        Assert.Contains("a.csv: line 1: ", tool.Error);
    }

    [Theory]
    [InlineData("--columns", "time")]
    [InlineData("--columns", "time=a,time=b")]
    [InlineData("--currency", "usd")]
    public void Mistaken_options_are_wrong_usage(string option, string value)
    {
        using var tool = new ToolRun();
        Assert.Equal(2, tool.Run("parse", tool.Write("a.csv", Head), option, value).ExitCode);
        Assert.Contains(option, tool.Error);
    }

    [Fact]
    public void Wrong_rows_are_told_by_line_ten_of_them_and_counted()
    {
        using var tool = new ToolRun();
        string file = tool.Write("a.csv", Rows([.. Enumerable.Range(0, 30).Select(i => $"2024-01-05T09:00:00Z,R{i},1,2,{(i % 2 == 0 ? "10.00" : "ten")},USD,,")]));
        Assert.Equal(1, tool.Run("replay", file, "--out", tool.PathOf("out")).ExitCode);
        string[] errors = tool.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, errors.Length);
        Assert.StartsWith($"{file}: line 3: amount", errors[0], StringComparison.Ordinal);
        Assert.StartsWith($"{file}: line 21: ", errors[9], StringComparison.Ordinal);
        Assert.Equal($"{file}: 15 of 30 lines cannot be read", errors[10]);
        Assert.Contains("CSV 30 rows (15 wrong)", tool.Output);
        Assert.Equal(15, Ids(tool).Length);
    }

    [Fact]
    public void A_stray_quote_costs_its_own_row()
    {
        using var tool = new ToolRun();
        string[] rows = [.. Enumerable.Range(0, 10_000).Select(i => $"2024-01-05T09:00:00Z,{(i == 5_000 ? "\"" : "")}R{i},1,{(i == 7_000 ? "pipe;\"5 inch" : "2")},10.00,USD,,")];
        string file = tool.Write("a.csv", Rows(rows));
        Assert.Equal(1, tool.Run("parse", file).ExitCode);
        Assert.Equal($"{file}: line 5002: a quote that opens here is not closed", tool.Error.Trim());
        Assert.Equal(10_000, tool.Lines.Length);
        Assert.Equal(9_999, Parsed(tool.Lines).Count(line => line.GetProperty("status").GetString() == "ok"));
    }

    [Fact]
    public void Quotes_that_never_close_are_read_at_one_go()
    {
        using var tool = new ToolRun();
        string file = tool.Write("a.csv", Head + string.Concat(Enumerable.Repeat("x\",\"\"\"\n", 160_000)));
        Assert.Equal(1, tool.Run("replay", file).ExitCode);
        Assert.Contains("a.csv: line 2: a quote that opens here is not closed", tool.Error);
    }

    [Fact]
    public void A_row_that_is_too_long_is_one_wrong_row()
    {
        using var tool = new ToolRun();
        string file = tool.Write("a.csv", Rows("2024-01-05T09:00:00Z,A,1,2,10.00,USD,,", new string('x', 5 << 20), "2024-01-05T09:00:01Z,B,1,2,10.00,USD,,"));
        Assert.Equal(1, tool.Run("replay", file, "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal($"{file}: line 3: the row is longer than 1 MiB", tool.Error.Trim());
        Assert.Equal(["A", "B"], Ids(tool));
    }

    [Theory]
    [InlineData("id,time,debtor,creditor,value", "no column holds amount; not used: value")]
    [InlineData("id,amount,paid by,4401234567", "no column holds debtor_account, creditor_account; not used: 2 others")]
    public void A_header_without_what_a_payment_needs_is_one_fault(string header, string fault)
    {
        using var tool = new ToolRun();
        string file = tool.Write("a.csv", header + "\n1,2,3,4,5\n1,2,3,4,5\n");
        Assert.Equal(1, tool.Run("replay", file).ExitCode);
        Assert.Equal($"{file}: line 1: {fault}; --columns says what a field's column is called, such as amount=COLUMN", tool.Error.Trim());
        Assert.Contains("No message was judged.", tool.Output);
    }

    [Fact]
    public void A_file_without_a_header_is_not_shown()
    {
        using var tool = new ToolRun();
        Assert.Equal(1, tool.Run("parse", tool.Write("a.csv", "2024-01-05T09:00:00Z,Karim Rahman,440123456789,5\n"), "--columns", "amount=Value").ExitCode);
        Assert.DoesNotContain("Karim", tool.Output + tool.Error);
        Assert.Contains("the header has 4 cells", tool.Error);
    }

    [Fact]
    public void Strict_stops_at_the_first_fault()
    {
        using var tool = new ToolRun();
        string rows = tool.Write("a.csv", Rows("2024-01-05T09:00:00Z,A,1,2,10.00,USD,,", "2024-01-05T09:00:01Z,B,1,2,ten,USD,,", "2024-01-05T09:00:02Z,C,1,2,10.00,USD,,"));
        foreach (string command in (string[])["replay", "parse"])
        {
            Assert.Equal(1, tool.Run(command, rows, "--strict").ExitCode);
            Assert.StartsWith($"{rows}: line 3: ", tool.Error, StringComparison.Ordinal);
            Assert.EndsWith("; stopped there, as --strict asks", tool.Error.Trim(), StringComparison.Ordinal);
        }
        Assert.Equal(2, tool.Lines.Length);
        string text = tool.Write("b.fin", Fin + "\r\nEND OF PAGE\r\n" + Fin);
        Assert.Equal(1, tool.Run("replay", text, "--strict").ExitCode);
        Assert.Equal($"{text}: byte {Fin.Length + 2}: not a message; stopped there, as --strict asks", tool.Error.Trim());
        Assert.Equal("", tool.Output);
        Assert.Equal(0, tool.Run("replay", tool.Write("c.fin", Fin), "--strict").ExitCode);
    }

    [Fact]
    public void Formats_may_be_mixed_in_one_file()
    {
        using var tool = new ToolRun();
        string envelope = $"{{\"at\":\"2026-03-01T10:00:00Z\",\"raw\":{JsonSerializer.Serialize(Fin.Replace("FIN1", "ENV1", StringComparison.Ordinal))}}}\n";
        string file = tool.Write("mixed.log", Fin + "\r\n" + Sample("pacs008-single.xml") + envelope + Sample("pacs008-siblings.xml") + Sample("pacs002-accepted.xml") + Fin.Replace("FIN1", "FIN2", StringComparison.Ordinal));
        Assert.Equal(0, tool.Run("parse", file).ExitCode);
        Assert.Equal(["fin MT103 FIN1", "xml pacs.008.001.08 INS-7001", "json MT103 ENV1", "xml pacs.008.001.08 P-55120-1", "xml pacs.002.001.12 TX-INST-0077", "fin MT103 FIN2"],
            Parsed(tool.Lines).Select(line => $"{line.GetProperty("format")} {line.GetProperty("messageType")} {line.GetProperty("reference")}"));
        tool.Run("replay", file, "--out", tool.PathOf("out"));
        Assert.Contains("FIN 2, XML 3, JSON 1", tool.Output);
        Assert.Equal(["FIN1", "INS-7001", "ENV1", "P-55120-1", "TX-INST-0077", "FIN2"], Ids(tool));
    }

    [Fact]
    public void Each_transfer_of_a_bulk_is_a_line_and_a_decision()
    {
        using var tool = new ToolRun();
        string file = tool.Write("bulk.xml", Sample("pacs008-bulk.xml"));
        Assert.Equal(0, tool.Run("parse", file).ExitCode);
        Assert.Equal(["950.00", "2261.4", "0.01"], Parsed(tool.Lines).Select(line => line.GetProperty("amount").GetString()));
        Assert.Equal(0, tool.Run("replay", file, "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal([0, 1, 2], Parsed(File.ReadLines(tool.PathOf("out"))).Select(decision => decision.GetProperty("transfer").GetInt32()));
        Assert.Contains("3 messages judged", tool.Output);
        Assert.Contains("XML 1", tool.Output);
    }

    [Fact]
    public void Orders_of_a_customer_go_by_the_references_of_message_and_order()
    {
        using var tool = new ToolRun();
        tool.Run("replay", tool.Write("orders.xml", Sample("pain001-bulk.xml")), "--out", tool.PathOf("out"));
        Assert.All(Ids(tool), id => Assert.Contains('/', id));
        Assert.Equal(Ids(tool).Distinct().Count(), Ids(tool).Length);
    }

    [Fact]
    public void A_document_is_placed_by_its_own_time()
    {
        using var tool = new ToolRun();
        tool.Run("replay", tool.Write("one.xml", Sample("pacs008-siblings.xml")), "--out", tool.PathOf("out"));
        Assert.Equal("2026-05-20T09:00:01Z", Assert.Single(Parsed(File.ReadLines(tool.PathOf("out")))).GetProperty("time").GetString());
        Assert.Equal("", tool.Error);
    }

    [Fact]
    public void A_document_that_is_cut_off_is_told_and_must_not_pass()
    {
        using var tool = new ToolRun();
        string whole = Sample("pacs008-single.xml"), file = tool.Write("cut.xml", whole[..1500] + "\n" + whole);
        Assert.Equal(1, tool.Run("replay", file, "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal(["review", "pass"], Parsed(File.ReadLines(tool.PathOf("out"))).Select(decision => decision.GetProperty("outcome").GetString()));
        Assert.Contains("1 of 2 entries cannot be read, the first at byte 0 (not well-formed)", tool.Error);
        Assert.Contains("XML 2 (1 wrong)", tool.Output);
    }

    [Fact]
    public void Logs_are_merged_by_time_and_those_without_keep_their_place()
    {
        using var tool = new ToolRun();
        string a = tool.Write("a.csv", Rows("2024-01-05T09:00:00Z,A1,1,2,10,USD,,", "2024-01-05T09:02:00Z,A2,1,2,10,USD,,", ",A3,1,2,10,USD,,", "2024-01-05T09:04:00Z,A4,1,2,10,USD,,"));
        string b = tool.Write("b.csv", Rows("2024-01-05T09:00:00Z,B1,1,2,10,USD,,", "2024-01-05T09:03:00Z,B2,1,2,10,USD,,"));
        string c = tool.Write("c.csv", Rows("2024-01-05T08:00:00Z,C1,1,2,10,USD,,"));
        string none = tool.Write("none.csv", Rows(",N1,1,2,10,USD,,", ",N2,1,2,10,USD,,"));
        Assert.Equal(0, tool.Run("replay", a, b, c, "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal(["C1", "A1", "B1", "A2", "A3", "B2", "A4"], Ids(tool));
        Assert.Equal(0, tool.Run("replay", c, none, b, a, "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal(["C1", "N1", "N2", "B1", "A1", "A2", "A3", "B2", "A4"], Ids(tool));
    }

    [Fact]
    public void What_is_no_log_parts_nothing()
    {
        using var tool = new ToolRun();
        tool.Write("logs/a.csv", Rows("2024-01-05T09:00:00Z,A1,1,2,10,USD,,"));
        tool.Write("logs/b.txt", "to whom it may concern");
        tool.Write("logs/c.csv", Rows("2024-01-05T07:00:00Z,C1,1,2,10,USD,,"));
        Assert.Equal(1, tool.Run("replay", tool.PathOf("logs"), "-", "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal(["C1", "A1"], Ids(tool));
        Assert.Equal(["b.txt: 1 of 1 entries cannot be read, the first at byte 0 (not a message)", "-: holds no message"],
            tool.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Reverse().Select(line => line.Replace(tool.PathOf("logs") + "/", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_log_out_of_order_is_told_by_name()
    {
        using var tool = new ToolRun();
        string a = tool.Write("a.csv", Rows("2024-01-05T09:00:00Z,A1,1,2,10,USD,,", "2024-01-05T07:00:00Z,A2,1,2,10,USD,,", "2024-01-05T06:00:00Z,A3,1,2,10,USD,,"));
        string b = tool.Write("b.csv", Rows("2024-01-05T08:00:00Z,B1,1,2,10,USD,,", "2024-01-05T09:30:00Z,B2,1,2,10,USD,,"));
        Assert.Equal(1, tool.Run("replay", a, b, "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal($"{a}: is not in the order of its times from line 3 on; its messages were judged as they came", tool.Error.Trim());
        Assert.Equal(["B1", "A1", "A2", "A3", "B2"], Ids(tool));
        Assert.Equal(1, tool.Run("replay", a).ExitCode);
        Assert.Contains("2 messages are over an hour older than messages before them", tool.Error);
    }

    [Fact]
    public void Anything_is_shown_as_valid_json()
    {
        using var tool = new ToolRun();
        byte[] odd = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<a/>")];
        tool.Run("parse", tool.Write("wide.xml", odd), tool.Write("doctype.xml", "<!DOCTYPE a><a/>"), tool.Write("x.json", "{\"id\":\u0001}\n{\"raw\":1}\n"), tool.Write("r.csv", Rows("x,\"y\u0001,1,2,ten,USD,,")), tool.Write("t", "text \0 \"quoted\""));
        Assert.Equal(["wrongEncoding", "dtdRefused"], Parsed(tool.Lines).Take(2).Select(line => line.GetProperty("status").GetString()));
        Assert.Equal(6, Parsed(tool.Lines).Count);
        Assert.Equal(1, tool.ExitCode);
    }

    [Fact]
    public void Every_sample_is_shown_with_its_name()
    {
        using var tool = new ToolRun();
        tool.Run("parse", Path.Combine(AppContext.BaseDirectory, "Samples", "iso", "*.xml"));
        var lines = Parsed(tool.Lines);
        Assert.All(lines, line => Assert.Equal("xml", line.GetProperty("format").GetString()));
        Assert.Contains(lines, line => line.TryGetProperty("messageType", out var name) && name.GetString() == "pacs.009.001.08");
        Assert.Contains(lines, line => line.TryGetProperty("settled", out var settled) && settled.GetString() == "rejected");
        Assert.Contains(lines, line => line.TryGetProperty("ultimateDebtor", out var name) && name.GetString() == "Rotfels Service GmbH");
        Assert.Contains(lines, line => line.TryGetProperty("creditor", out var creditor) && creditor.TryGetProperty("country", out var country) && country.GetString() == "NL");
    }
}
