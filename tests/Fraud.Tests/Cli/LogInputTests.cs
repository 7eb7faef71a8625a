using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Fraud.Tests.Cli;

/// <summary>Where logs come from: folders, patterns, standard input, archives.</summary>
public class LogInputTests
{
    const string Csv = "time,id,debtor_account,creditor_account,amount,currency\n2024-01-05T09:00:00Z,A,1,2,10.00,USD\n2024-01-05T09:01:00Z,B,1,3,20.00,USD\n";

    static string Row(string id, string time) => $"time,id,debtor_account,creditor_account,amount,currency\n{time},{id},1,2,10.00,USD\n";

    static string[] References(ToolRun tool) => [.. tool.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("reference").GetString()!)];

    static byte[] Pack(string text, Func<Stream, Stream> pack)
    {
        using var packed = new MemoryStream();
        using (var stream = pack(packed)) stream.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    static byte[] Gzip(string text) => Pack(text, stream => new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true));
    static byte[] Brotli(string text) => Pack(text, stream => new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true));
    static byte[] Zstd(string text) => Pack(text, stream => new ZstdSharp.CompressionStream(stream, leaveOpen: true));

    [Theory]
    [InlineData("log.csv.gz")]
    [InlineData("gzip-without-ending")]
    [InlineData("log.csv.zst")]
    [InlineData("zstd-without-ending")]
    [InlineData("log.csv.br")]
    public void A_packed_log_is_unpacked(string name)
    {
        using var tool = new ToolRun();
        string file = tool.Write(name, name.Contains("gz", StringComparison.Ordinal) ? Gzip(Csv) : name.EndsWith("br", StringComparison.Ordinal) ? Brotli(Csv) : Zstd(Csv));
        Assert.Equal(0, tool.Run("parse", file).ExitCode);
        Assert.Equal(["A", "B"], References(tool));
    }

    [Fact]
    public void An_archive_of_several_parts_is_read_to_its_end()
    {
        using var tool = new ToolRun();
        byte[] gzip = [.. Gzip(Csv), .. Gzip("2024-01-05T09:02:00Z,C,1,2,5.00,USD\n")], zstd = [.. Zstd(Csv), .. Zstd("2024-01-05T09:02:00Z,C,1,2,5.00,USD\n")];
        Assert.Equal(["A", "B", "C"], References(tool.Run("parse", tool.Write("two.gz", gzip))));
        Assert.Equal(["A", "B", "C"], References(tool.Run("parse", tool.Write("two.zst", zstd))));
    }

    [Theory]
    [InlineData("log.gz", "gzip")]
    [InlineData("log.zst", "Zstandard")]
    [InlineData("log.br", "Brotli")]
    public void A_broken_archive_is_told_by_name(string name, string kind)
    {
        using var tool = new ToolRun();
        string rows = Csv + string.Concat(Enumerable.Range(0, 5000).Select(i => $"2024-01-05T10:00:00Z,R{i * 7919 % 5000},1,{i},10.00,USD\n"));
        byte[] whole = kind switch { "gzip" => Gzip(rows), "Zstandard" => Zstd(rows), _ => Brotli(rows) };
        foreach (byte[] broken in (byte[][])[whole[..(whole.Length / 2)], Encoding.ASCII.GetBytes("this is no archive, whatever its name says")])
        {
            Assert.Equal(1, tool.Run("replay", tool.Write(name, broken)).ExitCode);
            Assert.EndsWith($"{tool.PathOf(name)}: is not a whole {kind} archive", tool.Error.Trim(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_stands_for_all_its_files_but_the_hidden_ones()
    {
        using var tool = new ToolRun();
        tool.Write("logs/b.csv", Row("B", "2024-01-05T09:00:00Z"));
        tool.Write("logs/a/z.csv", Row("Z", "2024-01-05T09:00:00Z"));
        tool.Write("logs/.hidden", "rubbish");
        tool.Write("logs/.git/x.csv", "rubbish");
        Assert.Equal(0, tool.Run("parse", tool.PathOf("logs")).ExitCode);
        Assert.Equal(["Z", "B"], References(tool));
    }

    [Fact]
    public void A_pipe_in_a_folder_is_not_waited_for()
    {
        if (OperatingSystem.IsWindows()) return;
        using var tool = new ToolRun();
        tool.Write("logs/b.csv", Row("B", "2024-01-05T09:00:00Z"));
        System.Diagnostics.Process.Start("mkfifo", [tool.PathOf("logs/a.pipe")]).WaitForExit();
        tool.Run("parse", tool.PathOf("logs"));
        Assert.Equal(["B"], References(tool));
    }

    [Theory]
    [InlineData("logs/**/*.csv", "Z B")]
    [InlineData("logs/*.csv", "B")]
    [InlineData("lo*/b.*", "B")]
    [InlineData("**/*.csv.gz", "G")]
    public void A_pattern_stands_for_what_it_matches(string pattern, string expected)
    {
        using var tool = new ToolRun();
        tool.Write("logs/b.csv", Row("B", "2024-01-05T09:00:00Z"));
        tool.Write("logs/a/z.csv", Row("Z", "2024-01-05T09:00:00Z"));
        tool.Write("logs/g.csv.gz", Gzip(Row("G", "2024-01-05T09:00:00Z")));
        Assert.Equal(0, tool.Run("parse", tool.PathOf(pattern)).ExitCode);
        Assert.Equal(expected.Split(' '), References(tool));
        Assert.True(File.Exists(JsonDocument.Parse(tool.Lines[0]).RootElement.GetProperty("source").GetString()));
    }

    [Fact]
    public void What_names_no_file_is_told()
    {
        using var tool = new ToolRun();
        string empty = Directory.CreateDirectory(tool.PathOf("empty")).FullName, good = tool.Write("good.csv", Csv);
        Assert.Equal(1, tool.Run("parse", tool.PathOf("*.xml"), tool.PathOf("no/**"), empty, good).ExitCode);
        Assert.Equal([$"{tool.PathOf("*.xml")}: no file matches", $"{tool.PathOf("no/**")}: no file matches", $"{empty}: a folder without files"],
            tool.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["A", "B"], References(tool));
    }

    [Fact]
    public void A_hyphen_stands_for_standard_input()
    {
        using var tool = new ToolRun { Input = Gzip(Csv) };
        Assert.Equal(0, tool.Run("parse", "-").ExitCode);
        Assert.Equal(["A", "B"], References(tool));
        Assert.Equal(0, tool.Run("replay", "-", tool.Write("c.csv", Row("C", "2024-01-05T09:00:30Z")), "--out", tool.PathOf("out")).ExitCode);
        Assert.Equal(["A", "C", "B"], File.ReadLines(tool.PathOf("out")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()));
    }
}
