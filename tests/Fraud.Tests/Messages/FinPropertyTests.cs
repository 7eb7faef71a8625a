using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Fraud.Messages;
using static Fraud.Tests.Messages.Samples;

namespace Fraud.Tests.Messages;

public class FinPropertyTests
{
    static readonly byte[][] Valid =
    [
        Mt103(block3: "{3:{108:MUR}{121:eb6305c9-1f7f-49de-aed0-16487c27b42d}}"), Mt103(lineEnd: "\n"), Mt103(lineEnd: "\r"),
        Message("202", Plain202), Message("202", Cover, "{3:{119:COV}}"), Message("101", Request),
        [.. Bytes("{1:F21COBADEFFAXXX0001000042}{4:{177:2603171201}{451:1}{405:T27}}"), .. Mt103()],
    ];

    readonly FinFields _table = new();
    readonly List<Problem> _problems = [];

    /// <summary>Bytes behind the end of the span are a trap: reading them as part of the message would change the result.</summary>
    static byte[] Exact(ReadOnlySpan<byte> bytes) => bytes.ToArray();

    void DecodeAndValidate(byte[] bytes)
    {
        TransferFields fields = default;
        int transfers = FinDecoder.Decode(bytes, _table, ref fields);
        _problems.Clear();
        FinValidator.Validate(bytes, _table, in fields, _problems);
        foreach (var field in _table.Fields) Assert.True(field.Start >= 0 && field.Length >= 0 && field.End <= bytes.Length);
        foreach (var entry in _table.Tags) Assert.True(entry.Start >= 0 && entry.Length >= 0 && entry.End <= bytes.Length);
        foreach (var slice in (Slice[])[fields.Reference, fields.RelatedReference, fields.EndToEndId, fields.DebtorName, fields.DebtorAccount, fields.DebtorAddress,
            fields.CreditorName, fields.CreditorAccount, fields.CreditorAddress, fields.Remittance, fields.SenderToReceiver, fields.RegulatoryReporting])
            Assert.True(slice.Start >= 0 && slice.Length >= 0 && slice.End <= bytes.Length);
        foreach (var problem in _problems) Assert.InRange(problem.Offset, 0, bytes.Length);
        Assert.True(transfers > 0 || fields.Status != DecodeStatus.Ok);
    }

    [Property(MaxTest = 300)]
    public void Arbitrary_bytes_give_a_status_and_never_an_exception(byte[] bytes) => DecodeAndValidate(bytes);

    static readonly Gen<byte> Structural = Gen.Elements("{}:-\r\n$:123459AFKS,/ \u0001\u0003"u8.ToArray());

    public static Arbitrary<byte[]> Soup() => Structural.ArrayOf().Resize(200).ToArbitrary();

    [Property(MaxTest = 500)]
    public Property Structural_bytes_give_a_status_and_never_an_exception() => Prop.ForAll(Soup(), DecodeAndValidate);

    /// <summary>A valid message with some bytes changed, inserted or taken out.</summary>
    public static Arbitrary<byte[]> Mutated() => (
        from source in Gen.Elements(Valid)
        from edits in (from at in Gen.Choose(0, source.Length - 1) from kind in Gen.Choose(0, 2) from value in Structural select (at, kind, value)).ArrayOf()
        select Apply(source, edits)).Resize(12).ToArbitrary();

    static byte[] Apply(byte[] source, (int At, int Kind, byte Value)[] edits)
    {
        var bytes = source.ToList();
        foreach (var (at, kind, value) in edits)
        {
            int i = Math.Min(at, bytes.Count - 1);
            if (i < 0) break;
            if (kind == 0) bytes[i] = value;
            else if (kind == 1) bytes.Insert(i, value);
            else bytes.RemoveAt(i);
        }
        return [.. bytes];
    }

    [Property(MaxTest = 500)]
    public Property Mutated_messages_give_a_status_and_never_an_exception() => Prop.ForAll(Mutated(), DecodeAndValidate);

    [Fact]
    public void Truncation_at_every_byte_gives_a_status_and_never_an_exception()
    {
        foreach (byte[] message in Valid)
            for (int length = 0; length <= message.Length; length++)
                DecodeAndValidate(Exact(message.AsSpan(0, length)));
    }

    [Fact]
    public void Alignment_and_what_lies_behind_the_span_change_nothing()
    {
        var expected = new FinFields();
        foreach (byte[] message in Valid)
        {
            FinScanner.Scan(message, 0, expected);
            for (int shift = 0; shift < 33; shift++)
            {
                var padded = new byte[shift + message.Length + 40];
                padded.AsSpan().Fill((byte)'\n');
                message.CopyTo(padded, shift);
                for (int i = shift + message.Length; i + 3 < padded.Length; i += 4) "\n:20"u8.CopyTo(padded.AsSpan(i));
                FinScanner.Scan(padded.AsSpan(shift, message.Length), 0, _table);
                Assert.Equal(expected.Fields.ToArray(), _table.Fields.ToArray());
                Assert.Equal(expected.End, _table.End);
            }
        }
    }

    static readonly Gen<string> Piece = Gen.Elements(
        "\n:20:A", "\n:32A:260317EUR1,", "\n:50K:/1", "\nNAME", "\n", "\n\n", "\n:", "\n: x", "\n-x", "\n:2", "\n:20", "\n:123:Q", "\n:123Z:Q", "\n:77E:", " ", "-", "{", "text of some length that fills a step", "\n:59A:X");

    /// <summary>Text blocks of tags, half tags, empty lines and text, with every kind of line end.</summary>
    public static Arbitrary<string> TextBlock() => (
        from pieces in Piece.ArrayOf().Resize(30)
        from lineEnd in Gen.Elements("\r\n", "\n", "\r")
        from closed in Gen.Elements("\n-}", "")
        where !string.Concat(pieces).TrimStart().StartsWith('{') // that would be a tag list
        select (string.Concat(pieces) + closed).Replace("\n", lineEnd)).ToArbitrary();

    [Property(MaxTest = 1000)]
    public Property Fields_equal_those_of_the_plain_parser() => Prop.ForAll(TextBlock(), text =>
    {
        const string head = "{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{4:";
        var bytes = Bytes(head + text, "\n");
        FinScanner.Scan(bytes, 0, _table);
        var expected = ReferenceParser.Fields(head + text, head.Length).Select(f => (f.Tag, f.Value, f.Start)).ToList();
        var actual = _table.Fields.ToArray().Select(f => (FinTag.ToText(f.Tag), Text(bytes.AsSpan(f.Start, f.Length)), f.Start)).ToList();
        Assert.Equal(expected, actual);
    });

    [Property(MaxTest = 500)]
    public Property Tags_separators_and_values_add_up_to_the_text_block() => Prop.ForAll(TextBlock(), text =>
    {
        const string head = "{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{4:";
        var bytes = Bytes(head + text, "\n");
        FinScanner.Scan(bytes, 0, _table);
        int at = _table.Text.Start;
        foreach (var field in _table.Fields)
        {
            int tag = field.Start - field.NameLength - 2;
            Assert.True(tag >= at, "fields overlap");
            if (at > _table.Text.Start) Assert.Matches("^(\r\n|\n|\r)$", Text(bytes.AsSpan(at, tag - at)));
            Assert.Equal($":{FinTag.ToText(field.Tag)}:", Text(bytes.AsSpan(tag, field.Start - tag)));
            at = field.End;
        }
        Assert.Matches("^[ \r\n\t]*$", _table.Count == 0 ? "" : Text(bytes.AsSpan(at, _table.Text.End - at)));
    });

    static readonly Gen<string> Amounts = from digits in Gen.Choose(0, int.MaxValue) from more in Gen.Choose(0, 99999) from decimals in Gen.Choose(0, 3)
                                          select decimals == 0 ? $"{digits}," : $"{digits}{more},{(digits % 1000).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(3, '0')[..decimals]}";

    [Property(MaxTest = 1000)]
    public Property Amounts_equal_those_of_decimal() => Prop.ForAll(Amounts.ToArbitrary(), text =>
    {
        var bytes = Bytes(":32A:260101EUR" + text + "\n");
        Assert.True(FinValue.TryReadAmount(bytes, 14, text.Length, out long unscaled, out int scale));
        decimal expected = decimal.Parse(text.TrimEnd(',').Replace(',', '.'), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, new decimal(unscaled) / (decimal)Math.Pow(10, scale));
        Assert.Equal(text.Length - text.IndexOf(',') - 1, scale);
    });

    [Fact]
    public void Dates_equal_those_of_the_calendar()
    {
        for (var day = new DateOnly(1980, 1, 1); day < new DateOnly(2080, 1, 1); day = day.AddDays(1))
        {
            Assert.True(FinValue.TryReadDate(Bytes(day.ToString("yyMMdd")), 0, 6, out int number));
            Assert.Equal(day.DayNumber, number);
        }
    }

    [Fact]
    public void Scanning_and_decoding_allocate_nothing()
    {
        TransferFields fields = default;
        for (int i = 0; i < 200; i++) foreach (byte[] message in Valid) FinDecoder.Decode(message, _table, ref fields);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++) foreach (byte[] message in Valid) FinDecoder.Decode(message, _table, ref fields);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
