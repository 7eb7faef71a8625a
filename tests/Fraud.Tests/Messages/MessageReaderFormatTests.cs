using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using static Fraud.Tests.Messages.Samples;

namespace Fraud.Tests.Messages;

/// <summary>XML documents and lines of JSON in a container, alone and mixed with FIN.</summary>
public class MessageReaderFormatTests
{
    const string Fin = "{1:F01COBADEFFAXXX0001000001}{2:I103INGBNL2AXXXXN}{4:\n:20:A\n-}";
    const string Lost = "{1:F01COBADEFFAXXX0001000003}{2:I103INGBNL2AXXXXN}{4:\n:20:LOST\n:70:cut";
    const string Declared = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const string Doc = "<Document><A>1</A></Document>";
    const string Head = "<AppHdr><Fr/></AppHdr>";

    static IEnumerable<MessageFrame> Frames(byte[] bytes, int limit = MessageReader.DefaultMaxMessageBytes)
    {
        var reader = new MessageReader(bytes) { MaxMessageBytes = limit };
        while (reader.TryRead(out var frame)) yield return frame;
    }

    static string Show(MessageFrame frame) => (frame.Status is DecodeStatus.Ok or DecodeStatus.NotAMessage ? "" : frame.Status + " ") + Text(frame.Bytes.Span);

    // Container → frames, cut by bars
    [Theory]
    [InlineData(Doc, Doc)]
    [InlineData(Declared + Doc, Declared + Doc)]
    [InlineData(Doc + Doc, Doc + "|" + Doc)]
    [InlineData(Declared + Doc + "\n" + Declared + Doc, Declared + Doc + "|" + Declared + Doc)]
    [InlineData(Doc + "\n$\n" + Doc + "$" + Declared + Doc + "$", Doc + "|" + Doc + "|" + Declared + Doc)]
    [InlineData("\u00EF\u00BB\u00BF" + Doc, Doc)]
    [InlineData(Head + Doc, Head + Doc)]
    [InlineData(Declared + Head + "\n<!-- and -->\n" + Doc + Head + Doc, Declared + Head + "\n<!-- and -->\n" + Doc + "|" + Head + Doc)]
    [InlineData(Head + "\n" + Head + Doc, Head + "|" + Head + Doc)]
    [InlineData(Head + "\n" + Declared + Doc, Head + "|" + Declared + Doc)]
    [InlineData(Head, Head)]
    [InlineData(Head + "\n" + Fin, Head + "|" + Fin)]
    [InlineData("<x:AppHdr/>" + Doc, "<x:AppHdr/>" + Doc)]
    [InlineData("<AppHdrs/>" + Doc, "<AppHdrs/>|" + Doc)]
    [InlineData("<A/>", "<A/>")]
    [InlineData("<A b='/>' c=\"'>\"><A>/</A></A>", "<A b='/>' c=\"'>\"><A>/</A></A>")]
    [InlineData("<A><!-- </A> --><![CDATA[</A>]]><?x </A> ?></A>", "<A><!-- </A> --><![CDATA[</A>]]><?x </A> ?></A>")]
    [InlineData("<!-- of two -->" + Doc + "<!-- the end -->\n", "<!-- of two -->" + Doc)]
    [InlineData("<!-- only this -->", "")]
    [InlineData("<!-- one -->\n" + Fin + "<!-- two -->" + Doc, Fin + "|<!-- two -->" + Doc)]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c>\">]><A>&b;</A>" + Doc, "<!DOCTYPE a [<!ENTITY b \"c>\">]><A>&b;</A>|" + Doc)]
    [InlineData("<!DOCTYPE a SYSTEM \"b.dtd\"><A/>", "<!DOCTYPE a SYSTEM \"b.dtd\"><A/>")]
    [InlineData("<A><B>1</B>\n" + Declared + Doc, "Malformed <A><B>1</B>|" + Declared + Doc)]
    [InlineData("<A><B c=\"1\n" + Declared + Doc, "Malformed <A><B c=\"1|" + Declared + Doc)]
    [InlineData("<A><B>1</\n" + Fin, "Malformed <A><B>1</|" + Fin)]
    [InlineData("<A><B\n" + Fin + "\n" + Doc, "Malformed <A><B|" + Fin + "|" + Doc)]
    [InlineData("<A><!-- cut\n" + Declared + Doc, "Malformed <A><!-- cut|" + Declared + Doc)]
    [InlineData("<A><![CDATA[ cut\n" + Fin, "Malformed <A><![CDATA[ cut|" + Fin)]
    [InlineData("<A>1\u0003\u0001" + Fin, "Malformed <A>1|" + Fin)]
    [InlineData("<A><B>1</B>", "Malformed <A><B>1</B>")]
    [InlineData(Declared, "Malformed <?xml version=\"1.0\" encoding=\"UTF-8\"?>")]
    [InlineData("<A>{1:F01COBADEFFAXXX0001000001}</A>", "<A>{1:F01COBADEFFAXXX0001000001}</A>")]
    [InlineData(Doc + "</A>\n" + Doc, Doc + "|</A>|" + Doc)]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("{\"a\":1}\n\n  { \t\"b\":2}\r\n{\"c\":3", "{\"a\":1}|{ \t\"b\":2}|{\"c\":3")]
    [InlineData("{\"a\":\"$ {1:F01COBADEFFAXXX0001000001}\"} \n" + Fin + "\n{\"b\":2}\n" + Doc + "{\"c\":3}", "{\"a\":\"$ {1:F01COBADEFFAXXX0001000001}\"}|" + Fin + "|{\"b\":2}|" + Doc + "|{\"c\":3}")]
    [InlineData(Fin + "\n" + Doc + "\n" + Fin + Declared + Doc, Fin + "|" + Doc + "|" + Fin + "|" + Declared + Doc)]
    [InlineData(Fin + "\n{\"raw\":\"{3:{108:X}}\"}\n" + Fin, Fin + "|{\"raw\":\"{3:{108:X}}\"}|" + Fin)]
    [InlineData(Lost + "\n{\"a\":1}\n" + Fin, "Unterminated " + Lost + "|{\"a\":1}|" + Fin)]
    [InlineData(Lost + "\n" + Declared + Doc, "Unterminated " + Lost + "|" + Declared + Doc)]
    [InlineData("A BANNER\n" + Doc + "MORE\n{\"a\":1}", "A BANNER|" + Doc + "|MORE|{\"a\":1}")]
    [InlineData("1 < 2\n <A/>", "1 < 2|<A/>")]
    [InlineData(":20:X\n-\n{\"a\":1}\n:20:Y\n-\n" + Doc, ":20:X\n-|{\"a\":1}|:20:Y\n-|" + Doc)]
    public void Documents_and_lines_are_found_where_they_begin_and_end(string container, string expected) =>
        Assert.Equal(expected, string.Join('|', Frames(Encoding.Latin1.GetBytes(container)).Select(Show)));

    [Fact]
    public void Every_sample_is_one_frame_however_many_follow_each_other()
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Samples", "iso"), "*.xml").Order(StringComparer.Ordinal)];
        byte[] all = [.. files.SelectMany(File.ReadAllBytes)];
        var frames = Frames(all).ToList();
        Assert.Equal(files.Length, frames.Count);
        foreach (var (file, frame) in files.Zip(frames))
            Assert.Equal(Encoding.UTF8.GetString(File.ReadAllBytes(file)).Replace("<!-- end -->", "", StringComparison.Ordinal).Trim('\uFEFF', '\r', '\n', ' '), Encoding.UTF8.GetString(frame.Bytes.Span));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Wide_characters_are_one_frame_to_the_end(string encoding)
    {
        var wide = Encoding.GetEncoding(encoding);
        foreach (bool marked in (bool[])[true, false])
        {
            byte[] bytes = [.. marked ? wide.GetPreamble() : [], .. wide.GetBytes(Declared + Doc + Doc)];
            var frame = Assert.Single(Frames(bytes));
            Assert.Equal((MessageFormat.Xml, DecodeStatus.WrongEncoding, bytes.Length), (frame.Format, frame.Status, frame.Bytes.Length));
            Assert.Equal(DecodeStatus.WrongEncoding, new MessageDecoder().Decode(frame.Bytes.Span).Status);
        }
    }

    [Fact]
    public void A_document_over_the_limit_is_passed_over_to_its_own_end()
    {
        string huge = "<Document>" + string.Concat(Enumerable.Repeat("<A b='>'><!-- </Document> -->1</A>", 60)) + "</Document>";
        foreach (string next in (string[])[Doc, Declared + Doc, Fin, "{\"a\":1}"])
        {
            var frames = Frames(Encoding.Latin1.GetBytes(Doc + huge + next), 256).ToList();
            Assert.Equal([DecodeStatus.Ok, DecodeStatus.TooLong, DecodeStatus.Ok], frames.Select(frame => frame.Status));
            Assert.Equal(256, frames[1].Bytes.Length);
            Assert.Equal(next, Text(frames[2].Bytes.Span));
        }
    }

    [Fact]
    public void A_line_over_the_limit_is_passed_over_to_its_own_end()
    {
        var frames = Frames(Encoding.Latin1.GetBytes("{\"a\":\"" + new string('x', 2000) + Fin.ReplaceLineEndings("\\n") + "\"}\n{\"b\":2}"), 256).ToList();
        Assert.Equal([DecodeStatus.TooLong, DecodeStatus.Ok], frames.Select(frame => frame.Status));
        Assert.Equal("{\"b\":2}", Text(frames[1].Bytes.Span));
    }

    // Each would take minutes if every piece were looked at from the start.
    [Theory]
    [InlineData("<A>")]
    [InlineData("<A b=\"1\"><!-- -->")]
    [InlineData("<A b='")]
    [InlineData("<!-- -")]
    [InlineData("<A>\n{1:F01")]
    [InlineData("{\"")]
    public async Task Hostile_input_in_small_pieces_is_looked_at_once(string part)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(part, (1 << 20) / part.Length)));
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var reader = new MessageReader(pipe.Reader);
        var watch = Stopwatch.StartNew();
        var reading = Task.Run(async () => { while (await reader.ReadAsync()) { } });
        for (int at = 0; at < bytes.Length; at += 256) await pipe.Writer.WriteAsync(bytes.AsMemory(at, Math.Min(256, bytes.Length - at)));
        await pipe.Writer.CompleteAsync();
        await reading;
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }
}
