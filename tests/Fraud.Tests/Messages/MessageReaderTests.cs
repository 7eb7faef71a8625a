using System.Buffers;
using System.IO.Pipelines;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Fraud.Messages;
using static Fraud.Tests.Messages.Samples;

namespace Fraud.Tests.Messages;

public class MessageReaderTests
{
    const string A = "{1:F01COBADEFFAXXX0001000001}{2:I103INGBNL2AXXXXN}{4:\n:20:A\n-}{5:{CHK:0123456789AB}}";
    const string B = "{1:F01COBADEFFAXXX0001000002}{2:I202INGBNL2AXXXXN}{3:{108:MURB}}{4:\n:20:B\n:79:costs $ 5\n-}";
    const string Lost = "{1:F01COBADEFFAXXX0001000003}{2:I103INGBNL2AXXXXN}{4:\n:20:LOST\n:70:cut";
    const string Ack = "{1:F21COBADEFFAXXX0001000001}{4:{177:2603171201}{451:0}{108:MURA}}";
    const string Nak = "{1:F21COBADEFFAXXX0001000002}{4:{177:2603171202}{451:1}{405:T27003}{108:MURB}}";
    const string Bare = ":20:BARE\n:25:1\n-}";
    const string Declaration = "<?xml version=\"1.0\"?>\n";
    const string Xml = "<Document xmlns=\"urn:x\">\n  <A b='>'/><!-- </Document> --><![CDATA[</Document>]]><?p > ?>\n</Document>";
    const string Header = "<h:AppHdr xmlns:h=\"urn:h\"><Fr/></h:AppHdr>";
    const string CutXml = Declaration + "<Document><GrpHdr a=\"1";
    const string Json = "{\"id\":\"{1:F01COBADEFFAXXX0001000001}\"}";

    static string Show(MessageFrame f)
    {
        string text = Text(f.Bytes.Span);
        string name = f.Format == MessageFormat.Unrecognised ? $"'{text}'" : f.Format == MessageFormat.Xml ? $"xml{text.Length}" : f.Format == MessageFormat.Json ? $"json{text.Length}" : text.Contains(":20:", StringComparison.Ordinal) ? text[(text.IndexOf(":20:", StringComparison.Ordinal) + 4)..].Split('\r', '\n')[0] : "answer";
        string status = f.Status is DecodeStatus.Ok or DecodeStatus.Acknowledgement || f.Format == MessageFormat.Unrecognised ? "" : $"!{f.Status}";
        return name + status + (f.HasAcknowledgement ? f.Acknowledgement.Accepted ? "+ack" : "+nak" : "");
    }

    static List<(string, long, int, MessageFormat, DecodeStatus, bool)> Frames(MessageReader reader)
    {
        var frames = new List<(string, long, int, MessageFormat, DecodeStatus, bool)>();
        while (reader.TryRead(out var f)) frames.Add((Show(f), f.Offset, f.Bytes.Length, f.Format, f.Status, f.HasAcknowledgement));
        return frames;
    }

    // Container → frames
    [Theory]
    [InlineData(A, "A")]
    [InlineData(A + "$" + B, "A B")]
    [InlineData(A + "\n$\n" + B + "\n$\n", "A B")]
    [InlineData(A + "$", "A")]
    [InlineData(A + B + A, "A B A")]
    [InlineData(A + "\n\n  \n" + B + "\n", "A B")]
    [InlineData("\u0001" + A + "\u0003     \u0001" + B + "\u0003", "A B")]
    [InlineData("\u0001" + Ack + A + "\u0003", "A+ack")]
    [InlineData(Ack + A, "A+ack")]
    [InlineData(Ack + "\n" + A + "\n" + Nak + "\n" + B, "A+ack B+nak")]
    [InlineData(Nak + A, "answer A")]
    [InlineData(Ack + Nak + B, "answer B+nak")]
    [InlineData(Ack, "answer")]
    [InlineData(A + Ack, "A answer")]
    [InlineData("BANK OF NOWHERE 17 MARCH\n" + A + "\nEND OF PAGE\n" + B, "'BANK OF NOWHERE 17 MARCH' A 'END OF PAGE' B")]
    [InlineData(Lost + "\n" + A, "LOST!Unterminated A")]
    [InlineData(Lost + "\n}$" + A, "LOST!Unterminated A")]
    [InlineData("\u0001" + Lost + "\u0003\u0001" + A + "\u0003", "LOST!Unterminated A")]
    [InlineData(Lost, "LOST!Unterminated")]
    [InlineData(Bare, "BARE")]
    [InlineData(Bare + "\n" + A, "BARE A")]
    [InlineData(":20:BARE\n:25:1\n-\n:20:TWO\n-\n", "BARE TWO")]
    [InlineData("HEADER LINE\n" + Bare, "'HEADER LINE' BARE")]
    [InlineData("\u00EF\u00BB\u00BF" + A, "A")]
    [InlineData("", "")]
    [InlineData(" \n$\n ", "")]
    [InlineData("<Document>", "xml10!Malformed")]
    public void Messages_are_found_in_every_kind_of_container(string container, string expected)
    {
        foreach (string lineEnd in (string[])["\r\n", "\n"])
            Assert.Equal(expected, string.Join(' ', Frames(new MessageReader(Bytes(container, lineEnd))).Select(f => f.Item1)));
    }

    [Fact]
    public void Offsets_and_bytes_point_at_the_message()
    {
        var bytes = Bytes("  " + A + "\n$\n" + B + "$");
        foreach (var (_, offset, length, _, _, _) in Frames(new MessageReader(bytes)))
        {
            Assert.Equal("{1:", Text(bytes.AsSpan((int)offset, 3)));
            Assert.Equal((byte)'}', bytes[offset + length - 1]);
        }
    }

    [Fact]
    public void Answer_is_read_in_full()
    {
        var reader = new MessageReader(Bytes(Nak + B));
        Assert.True(reader.TryRead(out var frame));
        var nak = frame.Acknowledgement;
        Assert.True(frame.HasAcknowledgement);
        Assert.Equal((false, new DateTime(2026, 3, 17, 12, 2, 0), 1, 2, "T27003", "MURB"),
            (nak.Accepted, nak.Time, nak.Session, nak.Sequence, Text(nak.ErrorCode.Span), Text(nak.Mur.Span)));
        Assert.StartsWith("{1:F21", Text(nak.Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_is_linked_by_the_user_reference_when_the_numbers_are_masked()
    {
        var frames = Frames(new MessageReader(Bytes(Nak.Replace("0001000002", "0000000000") + B)));
        Assert.Equal("B+nak", Assert.Single(frames).Item1);
    }

    [Fact]
    public void Received_message_carries_both_local_times()
    {
        var reader = new MessageReader(Bytes("{1:F01COBADEFFAXXX0001000001}{2:O1031159260316BNPAFRPPAXXX12345678902603170005N}{4:\n:20:A\n-}"));
        Assert.True(reader.TryRead(out var frame));
        Assert.Equal(new DateTime(2026, 3, 16, 11, 59, 0), frame.InputTime);
        Assert.Equal(new DateTime(2026, 3, 17, 0, 5, 0), frame.OutputTime);
        Assert.Equal(DateTimeKind.Unspecified, frame.OutputTime!.Value.Kind);
    }

    [Fact]
    public void Message_over_the_limit_is_told_and_reading_goes_on_at_the_next()
    {
        string huge = Lost + new string('x', 2000);
        foreach (string between in (string[])["\n", "\u0003\u0001", "\n-}\n"])
        {
            var frames = Frames(new MessageReader(Bytes(A + "\n" + huge + between + B)) { MaxMessageBytes = 512 });
            Assert.Equal("A LOST!TooLong B", string.Join(' ', frames.Select(f => f.Item1)));
            Assert.Equal(512, frames[1].Item3);
        }
    }

    [Fact]
    public void Limit_outside_its_range_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MessageReader(Array.Empty<byte>()) { MaxMessageBytes = 255 });

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;
        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }

    static ReadOnlySequence<byte> Cut(byte[] bytes, int[] sizes)
    {
        var first = new Segment(ReadOnlyMemory<byte>.Empty);
        var last = first;
        int at = 0;
        for (int i = 0; at < bytes.Length; i++)
        {
            int size = Math.Min(bytes.Length - at, sizes[i % sizes.Length]);
            last = last.Append(bytes.AsMemory(at, size));
            at += size;
        }
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    static async Task<List<(string, long, int, MessageFormat, DecodeStatus, bool)>> FromPipe(byte[] bytes, int[] sizes, int limit)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var reader = new MessageReader(pipe.Reader) { MaxMessageBytes = limit };
        var frames = new List<(string, long, int, MessageFormat, DecodeStatus, bool)>();
        var writing = Task.Run(async () =>
        {
            int at = 0;
            for (int i = 0; at < bytes.Length; i++)
            {
                int size = Math.Min(bytes.Length - at, sizes[i % sizes.Length]);
                await pipe.Writer.WriteAsync(bytes.AsMemory(at, size));
                at += size;
            }
            await pipe.Writer.CompleteAsync();
        });
        while (await reader.ReadAsync())
        {
            var f = reader.Current;
            frames.Add((Show(f), f.Offset, f.Bytes.Length, f.Format, f.Status, f.HasAcknowledgement));
        }
        await writing;
        return frames;
    }

    static readonly Gen<string> Parts = Gen.Elements(A, B, Lost, Ack, Nak, Bare, "$", "\n$\n", "\n", "\u0001", "\u0003", "   ", "TEXT", "\n:2", "{", "{1:", "\n{1:F01", "}", "-}", "\n-\n", ":20:",
        Xml, Declaration + Xml, Header, Header + "\n" + Xml, CutXml, Json, Json + "\n", "\n { \t\"", "<", "<?xml ", "<!-- ", "-->", "<![CDATA[", "]]>", "<!DOCTYPE a [", "</", ">", "<Document", "<AppHdr/>", "<a/>", "\"", "'", "\u00EF\u00BB\u00BF",
        new string('y', 300), new string(' ', 200));

    public static Arbitrary<byte[]> Containers() => (
        from parts in Parts.ArrayOf().Resize(14)
        from lineEnd in Gen.Elements("\r\n", "\n", "\r")
        select Bytes(string.Concat(parts), lineEnd)).ToArbitrary();

    public static Arbitrary<int[]> Sizes() => Gen.Elements(1, 1, 2, 3, 7, 17, 64, 200).NonEmptyListOf().Resize(6).Select(list => list.ToArray()).ToArbitrary();

    [Property(MaxTest = 400)]
    public Property Frames_do_not_depend_on_how_the_input_is_cut() => Prop.ForAll(Containers(), Sizes(), (bytes, sizes) =>
    {
        foreach (int limit in (int[])[256, 1 << 16])
        {
            var whole = Frames(new MessageReader(bytes) { MaxMessageBytes = limit });
            Assert.Equal(whole, Frames(new MessageReader(Cut(bytes, sizes)) { MaxMessageBytes = limit }));
            Assert.Equal(whole, Frames(new MessageReader(Cut(bytes, [1])) { MaxMessageBytes = limit }));
        }
    });

    [Property(MaxTest = 40)]
    public Property Frames_of_a_pipe_equal_those_of_memory() => Prop.ForAll(Containers(), Sizes(), (bytes, sizes) =>
        Frames(new MessageReader(bytes) { MaxMessageBytes = 256 }).SequenceEqual(FromPipe(bytes, sizes, 256).GetAwaiter().GetResult()));

    [Property(MaxTest = 300)]
    public Property Frames_never_overlap_and_lose_only_separators() => Prop.ForAll(Containers(), bytes =>
    {
        long at = 0;
        var reader = new MessageReader(bytes);
        while (reader.TryRead(out var frame))
        {
            Assert.True(frame.Offset >= at && frame.Bytes.Length > 0);
            string between = Text(bytes.AsSpan((int)at, (int)(frame.Offset - at)));
            between = Regex.Replace(between, "<!--.*?-->|<[?](?!xml[ ?]).*?[?]>", "", RegexOptions.Singleline); // remarks between documents
            if (frame.HasAcknowledgement) between = between.Replace(Text(frame.Acknowledgement.Bytes.Span), "");
            Assert.Equal("", between.Trim(' ', '\r', '\n', '\t', '$', '\u0001', '\u0003', '\u00EF', '\u00BB', '\u00BF'));
            at = frame.Offset + frame.Bytes.Length;
        }
    });

    [Fact]
    public async Task Message_with_a_separator_is_given_before_the_next_one_arrives()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Bytes(A + "$"));
        var reading = new MessageReader(pipe.Reader).ReadAsync();
        Assert.True(reading.IsCompleted);
        Assert.True(await reading);
    }

    [Fact]
    public void Reading_messages_allocates_nothing_per_message()
    {
        var bytes = Bytes(string.Concat(Enumerable.Repeat(Ack + A + "$" + B + "$\n", 500)));
        long Run(Func<MessageReader> open, out int count)
        {
            var reader = open();
            reader.TryRead(out _);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (count = 1; reader.TryRead(out _); count++) { }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Run(() => new MessageReader(bytes), out _);
        Assert.Equal(0, Run(() => new MessageReader(bytes), out int messages));
        Assert.Equal(1000, messages);
        var cut = Cut(bytes, [777]);
        Run(() => new MessageReader(cut), out _);
        Assert.Equal(0, Run(() => new MessageReader(cut), out messages));
        Assert.Equal(1000, messages);
    }
}
