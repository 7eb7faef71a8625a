using Fraud.Messages;
using static Fraud.Tests.Messages.Samples;

namespace Fraud.Tests.Messages;

public class FinScannerTests
{
    static (DecodeStatus Status, FinFields Table, byte[] Bytes) Scan(string text, string lineEnd = "\r\n")
    {
        var bytes = Bytes(text, lineEnd);
        var table = new FinFields();
        return (FinScanner.Scan(bytes, 0, table), table, bytes);
    }

    static string Fields(FinFields table, byte[] bytes)
    {
        var shown = new List<string>();
        foreach (var field in table.Fields) shown.Add($"{FinTag.ToText(field.Tag)}={Text(bytes.AsSpan(field.Start, field.Length)).Replace("\r\n", "|").Replace('\n', '|').Replace('\r', '|')}");
        return string.Join(' ', shown);
    }

    const string Head = "{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}";

    // Input (LF stands for the line end), expected fields, expected warnings. Each was seen in real files.
    [Theory]
    [InlineData("{4:\n:20:A\n:21:B\n-}", "20=A 21=B", "None")]
    [InlineData("{4::20:A\n:21:B\n-}", "20=A 21=B", "TagWithoutLineEnd")]
    [InlineData("{4:\n\t:20:A\n:21:B\n-}", "20=A 21=B", "BlankBeforeTag")]
    [InlineData("{4:\n  \n:20:A\n-}", "20=A", "None")]
    [InlineData("{4:\n:20:A\n:21:B", "20=A 21=B", "Unterminated")]
    [InlineData("{4:\n:20:A\n:21:B\n", "20=A 21=B", "Unterminated")]
    [InlineData("{4:\n:20:A\n:32A:260101USD23453,-}{5:{MAC:00000000}}", "20=A 32A=260101USD23453,", "TerminatorGlued")]
    [InlineData("{4:\n:20:A\n:32A:260101USD23453,-}", "20=A 32A=260101USD23453,", "TerminatorGlued")]
    [InlineData("{4:\n:20:A-} B\n-}", "20=A-} B", "None")]
    [InlineData("{4:\n:59:/1234}5678\nX {Y}\n:70:Z\n-}", "59=/1234}5678|X {Y} 70=Z", "None")]
    [InlineData("{4:\n:70:A\n: text\n-5 pct\n20:44:45\n:CUSTOM_TAG:\n:71A:OUR\n-}", "70=A|: text|-5 pct|20:44:45|:CUSTOM_TAG: 71A=OUR", "None")]
    [InlineData("{4:\n:77E:\ntext\n:15A:\n:20:\n-}", "77E=|text 15A= 20=", "None")]
    [InlineData("{4:\n:70:A\n\n\nB\n:71A:OUR\n-}", "70=A|||B 71A=OUR", "None")]
    [InlineData("{4:\n:20:A \n:21:B\n-}", "20=A  21=B", "None")]
    [InlineData("{4:\n:103:A\n:202B:C\n-}", "103=A 202B=C", "None")]
    [InlineData("{4:\nhello\n:20:A\n-}", "20=A", "TextBeforeTag")]
    [InlineData("{4:\n-}", "", "None")]
    [InlineData("{4:-}", "", "None")]
    [InlineData("{4:\n:20:A\n:20:B\n:20:C\n-}", "20=A 20=B 20=C", "None")]
    [InlineData("{4:\n:2:A\n:AB:C\n:20a:D\n:20:E\n-}", "20=E", "TextBeforeTag")]
    [InlineData("{4:\n:20:A\n-}{{5:{MAC:1}}", "20=A", "StrayText")]
    [InlineData("{4:\n:20:A\n-}\n  {5:{MAC:1}}  ", "20=A", "None")]
    [InlineData("{4:\n:20:A\n-}{5:{MAC:1}", "20=A", "BlockUnclosed")]
    public void Text_block_oddities_are_cut_as_the_standard_would(string text, string fields, string warnings)
    {
        foreach (string lineEnd in (string[])["\r\n", "\n", "\r"])
        {
            var (_, table, bytes) = Scan(Head + text, lineEnd);
            Assert.Equal(fields, Fields(table, bytes));
            Assert.Equal(warnings, table.Warnings.ToString());
        }
    }

    [Theory]
    [InlineData("{3:{108:MUR}{121:x}}", "108=MUR 121=x")]
    [InlineData("{3:}", "")]
    [InlineData("{3:{108:}}", "108=")]
    [InlineData("{3:{108:WITH BLANK}}", "108=WITH BLANK")]
    [InlineData("{3:{119:STP}{433:/AOK/x{y}z}}", "119=STP 433=/AOK/x{y}z")]
    [InlineData("{3: {108:A}\n {119:B} }", "108=A 119=B")]
    [InlineData("{3:{NOCOLON}}", "=")]
    [InlineData("{S:{SAC:}{COP:P}}", "SAC= COP=P")]
    public void Tag_lists_keep_every_entry(string block, string entries)
    {
        var (status, table, bytes) = Scan(Head + block + "{4:\n:20:A\n-}");
        var shown = new List<string>();
        foreach (var entry in table.Tags) shown.Add($"{FinTag.ToText(entry.Tag)}={Text(bytes.AsSpan(entry.Start, entry.Length))}");
        Assert.Equal(entries, string.Join(' ', shown));
        Assert.Equal(DecodeStatus.Ok, status);
        Assert.Equal("20=A", Fields(table, bytes));
    }

    [Fact]
    public void Text_block_in_tag_mode_is_a_tag_list()
    {
        var (status, table, bytes) = Scan("{1:F21COBADEFFAXXX0001000042}{4:{177:2603171201}{451:0}}");
        Assert.Equal(DecodeStatus.Ok, status);
        Assert.True(table.TextIsTagList);
        Assert.True(table.TryFindTag((byte)'4', FinTag.T451, out var result));
        Assert.Equal("0", Text(bytes.AsSpan(result.Start, result.Length)));
    }

    [Fact]
    public void Second_basic_header_ends_the_message()
    {
        var (_, table, bytes) = Scan(Head + "{4:\n:20:A\n-}\n" + Head + "{4:\n:20:B\n-}");
        Assert.Equal("20=A", Fields(table, bytes));
        Assert.StartsWith("{1:", Text(bytes.AsSpan(table.Stop)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(":20:A\n:21:B\n-}", "20=A 21=B", DecodeStatus.Ok)]
    [InlineData(":20:A\n:21:B\n-", "20=A 21=B", DecodeStatus.Ok)]
    [InlineData(":20:A\n:21:B\n", "20=A 21=B", DecodeStatus.Unterminated)]
    [InlineData("\uFEFF:20:A\n-}", "20=A", DecodeStatus.Ok)]
    [InlineData("\u0001\n :20:A\n-}", "20=A", DecodeStatus.Ok)]
    public void Text_block_alone_needs_no_headers(string text, string fields, DecodeStatus expected)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var table = new FinFields();
        Assert.Equal(expected, FinScanner.Scan(bytes, 0, table));
        Assert.Equal(fields, Fields(table, bytes));
        Assert.True(table.Warnings.HasFlag(FinWarnings.NoHeaders));
    }

    [Theory]
    [InlineData("", DecodeStatus.Empty)]
    [InlineData("  \r\n ", DecodeStatus.Empty)]
    [InlineData("<Document/>", DecodeStatus.NotAMessage)]
    [InlineData("hello", DecodeStatus.NotAMessage)]
    [InlineData("{", DecodeStatus.NotAMessage)]
    [InlineData("{x:}", DecodeStatus.NotAMessage)]
    public void What_is_no_message_gets_a_status(string text, DecodeStatus expected) => Assert.Equal(expected, Scan(text).Status);

    [Fact]
    public void More_fields_than_fit_are_a_status_and_the_end_is_still_found()
    {
        var bytes = Bytes(Head + "{4:\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $":20:{i}\n")) + "-}{5:{TNG:}}");
        var table = new FinFields(capacity: 8);
        Assert.Equal(DecodeStatus.TooManyFields, FinScanner.Scan(bytes, 0, table));
        Assert.Equal(8, table.Count);
        Assert.Equal("7", Text(bytes.AsSpan(table.Fields[7].Start, table.Fields[7].Length)));
        Assert.Equal(bytes.Length, table.End);
        Assert.True(table.TryFindTag((byte)'5', FinTag.Tng, out _));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    public void Lines_of_a_value_are_counted(string lineEnd)
    {
        var (_, table, bytes) = Scan(Head + "{4:\n:20:A\n:50K:/1\nB\nC\nD\n:70:X\n\nY\n-}", lineEnd);
        Assert.Equal([1, 4, 3], Enumerable.Range(0, 3).Select(i => table.LinesOf(bytes, i)));
    }
}
