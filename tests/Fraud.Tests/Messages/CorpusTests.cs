using Fraud.Messages;

namespace Fraud.Tests.Messages;

/// <summary>Over a folder of real files, named by FRAUD_CORPORA: with an index.tsv of path and kind, or else every .fin file in it.</summary>
public class CorpusTests
{
    [Fact]
    public void Every_file_is_read_without_exception_and_without_losing_a_byte()
    {
        string? folder = Environment.GetEnvironmentVariable("FRAUD_CORPORA");
        if (string.IsNullOrEmpty(folder)) Assert.Skip("FRAUD_CORPORA names no folder of sample messages");
        var table = new FinFields(4096);
        var problems = new List<Problem>();
        int files = 0, transfers = 0, payments = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*.fin", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(path);
            files++;
            long at = 0;
            var reader = new MessageReader(bytes);
            while (reader.TryRead(out var frame))
            {
                Assert.True(frame.Offset >= at, path);
                at = frame.Offset + frame.Bytes.Length;
                TransferFields fields = default;
                int count = FinDecoder.Decode(frame.Bytes.Span, table, ref fields);
                problems.Clear();
                FinValidator.Validate(frame.Bytes.Span, table, in fields, problems);
                transfers += count;
                if (fields.Class != TransferClass.None) payments++;
                RoundTrip(frame.Bytes.Span, table, path);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{files} files, {payments} payments, {transfers} transfers");
        Assert.True(files > 0 && transfers > 0, "the folder holds no FIN files");
    }

    static void RoundTrip(ReadOnlySpan<byte> message, FinFields table, string path)
    {
        int at = -1;
        foreach (ref readonly var field in table.Fields)
        {
            int tag = field.Start - field.NameLength - 2;
            Assert.True(message[tag] == ':' && message[field.Start - 1] == ':', path);
            if (at >= 0) Assert.True(message[at..tag].Trim("\r\n"u8).IsEmpty, path);
            at = field.End;
        }
        if (at >= 0 && at <= table.Text.End) Assert.True(message[at..table.Text.End].Trim("\r\n \t"u8).IsEmpty, path);
    }
}
