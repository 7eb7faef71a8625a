using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Fraud.Cli.Logs;

namespace Fraud.Tests.Cli;

public class LogReaderTests
{
    const string Plain = "{1:F01AAAAGB2LAXXX0001000001}{2:I202BBBBUS33XXXXN}{4:\r\n:20:PLAIN\r\n-}";
    const string Accepted = "{1:F21AAAAGB2LAXXX0001000002}{4:{177:1602042041}{451:0}}{1:F01AAAAGB2LAXXX0001000002}{2:I202BBBBUS33XXXXN}{4:\r\n:20:ACKED\r\n-}";
    const string Refused = "{1:F21AAAAGB2LAXXX0001000003}{4:{177:1602042042}{451:1}{405:T13}}{1:F01AAAAGB2LAXXX0001000003}{2:I202BBBBUS33XXXXN}{4:\r\n:20:NAKED\r\n-}";
    const string Delivered = "{1:F01AAAAGB2LAXXX0001000004}{2:O2021530160204BBBBUS33AXXX00010000051602042130N}{4:\r\n:20:DELIVERED\r\n-}";
    const string Enveloped = "{\"at\":\"2016-02-04T14:41:00+06:00\",\"raw\":\"{1:F01AAAAGB2LAXXX0001000005}{4:\\r\\n:20:ENVELOPED\\r\\n-}\",\"settled\":\"accepted\",\"note\":{\"by\":[1]}}";
    const string TwoInOne = "{ \"raw\": \"{1:F01AAAAGB2LAXXX0001000006}{4:\\r\\n:20:FIRST\\r\\n-}{1:F01AAAAGB2LAXXX0001000007}{4:\\r\\n:20:SECOND\\r\\n-}\", \"settled\": \"rejected\" }";

    sealed record Read(string Reference, long Offset, DateTimeOffset? At, DateTime? Local, bool ReceiverTime, bool? Accepted, string? Fault);

    /// <summary>A stream that gives at most so many bytes at a time.</summary>
    sealed class Trickle(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(most, buffer.Length)]);
    }

    static List<Read> ReadAll(string text, int most = int.MaxValue)
    {
        var read = new List<Read>();
        using var reader = new LogReader("log", new Trickle(Encoding.Latin1.GetBytes(text), most));
        while (reader.TryRead(out var entry))
        {
            string message = Encoding.Latin1.GetString(entry.Bytes.Span);
            int at = message.IndexOf(":20:", StringComparison.Ordinal);
            if (message.StartsWith('{') && !message.StartsWith("{1:", StringComparison.Ordinal) && entry.Fault is null)
            {
                // A line is read by the decoder, as the tool reads it.
                var decoder = new MessageDecoder();
                var transfer = decoder.Decode(entry.Bytes.Span);
                read.Add(new Read(Encoding.Latin1.GetString(transfer.Reference), entry.Offset, transfer.Time, entry.LocalTime, entry.ReceiverTime, transfer.Settled == Settlement.Open ? null : transfer.Settled == Settlement.Accepted, decoder.Fault));
                continue;
            }
            read.Add(new Read(at < 0 ? "" : message[(at + 4)..].Split('\r', '\n')[0], entry.Offset, entry.At, entry.LocalTime, entry.ReceiverTime, entry.Accepted, entry.Fault));
        }
        return read;
    }

    [Fact]
    public void An_envelope_carries_its_moment_and_its_end() => Assert.Equal(
        [new Read("ENVELOPED", 0, new DateTimeOffset(2016, 2, 4, 8, 41, 0, TimeSpan.Zero), null, false, true, null)], ReadAll(Enveloped).Select(read => read with { ReceiverTime = false }));

    [Fact]
    public void An_acknowledged_message_carries_the_senders_minute_and_stays_open()
    {
        var read = Assert.Single(ReadAll(Accepted));
        Assert.Equal(("ACKED", new DateTime(2016, 2, 4, 20, 41, 0), false, null), (read.Reference, read.Local, read.ReceiverTime, read.Accepted));
    }

    [Fact]
    public void A_refused_message_counts_as_rejected()
    {
        var read = Assert.Single(ReadAll(Refused));
        Assert.Equal(("NAKED", new DateTime(2016, 2, 4, 20, 42, 0), false), (read.Reference, read.Local, read.Accepted));
    }

    [Fact]
    public void A_delivered_message_carries_the_receivers_minute()
    {
        var read = Assert.Single(ReadAll(Delivered));
        Assert.Equal(("DELIVERED", new DateTime(2016, 2, 4, 21, 30, 0), true), (read.Reference, read.Local, read.ReceiverTime));
    }

    [Fact]
    public void An_envelope_may_hold_several_messages()
    {
        var read = ReadAll(TwoInOne);
        Assert.Equal(["FIRST", "SECOND"], read.Select(entry => entry.Reference));
        Assert.All(read, entry => Assert.Equal((0L, false), (entry.Offset, entry.Accepted)));
    }

    [Theory]
    [InlineData("{\"at\":\"yesterday\",\"raw\":\"x\"}", "expected a time")]
    [InlineData("{\"at\":5,\"raw\":\"x\"}", "expected a time")]
    [InlineData("{\"raw\":\"x\",\"settled\":\"maybe\"}", "expected accepted, rejected or open")]
    [InlineData("{\"raw\":[]}", "expected a text")]
    [InlineData("{\"raw\":\"x\"", "expected one JSON object")]
    [InlineData("{\"raw\":\"x\"} y", "expected one JSON object")]
    [InlineData("{\"raw\":\"\\ud800\"}", "expected one JSON object")]
    [InlineData("{\"raw\":\"\u00ff\"}", "expected one JSON object")]
    public void A_broken_envelope_is_told_and_the_next_line_is_read(string line, string fault)
    {
        var read = ReadAll(line + "\n" + Enveloped);
        Assert.Equal(2, read.Count);
        Assert.Contains(fault, read[0].Fault);
        Assert.Equal("ENVELOPED", read[1].Reference);
    }

    [Fact]
    public void An_envelope_without_end_is_passed_over()
    {
        var read = ReadAll("{\"raw\":\"" + new string('x', 17 << 20) + "\n" + Enveloped);
        Assert.Equal(["the line is longer than 16 MiB", null], read.Select(entry => entry.Fault));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\n ")]
    [InlineData("\u00ef\u00bb\u00bf")]
    public void Nothing_is_read_from_nothing(string text) => Assert.Empty(ReadAll(text));

    [Property]
    public Property Any_mixture_is_read_in_order_however_the_bytes_arrive()
    {
        (string Text, string[] References)[] kinds = [(Plain, ["PLAIN"]), (Accepted, ["ACKED"]), (Refused, ["NAKED"]), (Delivered, ["DELIVERED"]), (Enveloped, ["ENVELOPED"]), (TwoInOne, ["FIRST", "SECOND"])];
        var logs = Gen.Zip(Gen.Elements(kinds), Gen.Elements("\n", "\r\n", "\n\n", "\n$\r\n")).ListOf();
        return Prop.ForAll(Gen.Zip(logs, Gen.Choose(1, 300)).ToArbitrary(), pair =>
        {
            var text = new StringBuilder();
            var starts = new List<long>();
            var expected = new List<string>();
            foreach (var (kind, end) in pair.Item1)
            {
                bool envelope = kind.Text.StartsWith("{\"", StringComparison.Ordinal) || kind.Text.StartsWith("{ \"", StringComparison.Ordinal);
                foreach (string reference in kind.References)
                {
                    starts.Add(text.Length + (kind.Text.StartsWith("{1:F21", StringComparison.Ordinal) ? kind.Text.IndexOf("{1:F01", StringComparison.Ordinal) : 0));
                    expected.Add(reference);
                }
                text.Append(kind.Text).Append(envelope ? "\n" : end);
            }
            var read = ReadAll(text.ToString(), pair.Item2);
            Assert.Equal(expected, read.Select(entry => entry.Reference));
            Assert.Equal(starts, read.Select(entry => entry.Offset));
        });
    }

    [Fact]
    public void A_line_of_json_that_is_no_envelope_is_given_as_it_is()
    {
        using var reader = new LogReader("log", new MemoryStream(Encoding.UTF8.GetBytes("\n\n{\"id\":\"T1\",\"amount\":\"5\"}\n")));
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((MessageFormat.Json, 3L, 2L, 24), (entry.Format, entry.Line, entry.Offset, entry.Bytes.Length));
    }

    [Property]
    public void Arbitrary_bytes_never_throw(byte[] bytes, PositiveInt most)
    {
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) bytes[0] = 0;
        ReadAll(Encoding.Latin1.GetString(bytes), most.Get);
    }
}
