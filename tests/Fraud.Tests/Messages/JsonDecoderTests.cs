using System.Text;
using System.Text.Json;
using Fraud.Messages;
using static Fraud.Tests.Messages.Samples;

namespace Fraud.Tests.Messages;

public class JsonDecoderTests
{
    const string Line = """{"time":"2024-01-02T09:00:00+06:00","id":"TX1","debtor_account":"01711000001","debtor_name":"Rahima \"Rimi\" Khatun","debtor_agent":"BKSHBDDHXXX","creditor_account":"01811000002","creditor_name":"Karim Store","creditor_agent":"NAGAD-7","amount":1234.50,"currency":"BDT","kind":"p2p","channel":"app","settled":"accepted","label":0,"uetr":"eb6305c9-1f7f-49de-aed0-16487c27b42d","end_to_end_id":"E1","value_date":"2024-01-03","remittance":"rent","purpose":"RENT","ultimate_debtor_name":"Ali","ultimate_creditor_name":"Zoë","debtor_country":"BD","creditor_country":"IN","debtor_address":"Dhaka","creditor_address":"Kolkata","shop":{"id":[1,2]}}""";

    readonly MessageDecoder _decoder = new();

    static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
    Transfer Decode(string line) => _decoder.Decode(Encoding.UTF8.GetBytes(line));

    [Theory, InlineData(""), InlineData("\uFEFF"), InlineData(" \t")]
    public void A_line_is_read_into_iso_20022_terms(string before)
    {
        var t = Decode(before + Line + "\r\n");
        Assert.Equal((DecodeStatus.Ok, MessageType.Record, TransferClass.Customer, MessageFormat.Json, 1), (t.Status, t.MessageType, t.Class, _decoder.Format, _decoder.TransferCount));
        Assert.Null(_decoder.Fault);
        Assert.Equal(new DateTimeOffset(2024, 1, 2, 3, 0, 0, TimeSpan.Zero), t.Time);
        Assert.Equal("TX1 01711000001 Rahima \"Rimi\" Khatun BKSHBDDHXXX Ali BD Dhaka", $"{Text(t.Reference)} {Text(t.DebtorAccount)} {Text(t.DebtorName)} {t.DebtorAgent} {Text(t.UltimateDebtorName)} {t.DebtorCountry} {Text(t.DebtorAddress)}");
        Assert.Equal("01811000002 Karim Store NAGAD-7 Zoë IN Kolkata", $"{Text(t.CreditorAccount)} {Text(t.CreditorName)} {Text(t.CreditorAgentId)} {Text(t.UltimateCreditorName)} {t.CreditorCountry} {Text(t.CreditorAddress)}");
        Assert.Equal(("BKSHBDDHXXX", "", "NAGAD-7"), (t.Sender.ToString(), t.Receiver.ToString(), Text(t.ReceiverId)));
        Assert.Equal("1234.50 BDT p2p app rent RENT E1", $"{t.SettlementAmount} {Text(t.Kind)} {Text(t.Channel)} {Text(t.Remittance)} {Text(t.Purpose)} {Text(t.EndToEndId)}");
        Assert.Equal((Settlement.Accepted, false, new DateOnly(2024, 1, 3), TransferFlags.HasCreditorAgent), (t.Settled, t.Label, t.ValueDate, t.Flags));
        Assert.Equal((AddressForm.Unstructured, AddressForm.Unstructured), (t.DebtorAddressForm, t.CreditorAddressForm));
        Assert.Equal(UInt128.Parse("eb6305c91f7f49deaed016487c27b42d", System.Globalization.NumberStyles.HexNumber), t.Uetr);
    }

    // The amount's token → what is read, or nothing and a fault
    [Theory]
    [InlineData("1234.50", "1234.50 USD")]
    [InlineData("\"1234.50\"", "1234.50 USD")]
    [InlineData("0", "0 USD")]
    [InlineData("999999999999999999", "999999999999999999 USD")]
    [InlineData("0.100000001", "0.100000001 USD")]
    [InlineData("0.1234567891", "")]
    [InlineData("1000000000000000000", "")]
    [InlineData("-1", "")]
    [InlineData("1e3", "")]
    [InlineData("1.5E2", "")]
    [InlineData("\"1,234.50\"", "")]
    [InlineData("\"12 USD\"", "")]
    [InlineData("true", "")]
    [InlineData("[1]", "")]
    public void Amounts_are_exact_or_a_fault(string token, string amount)
    {
        var t = Decode($$"""{"debtor_name":"A","creditor_name":"B","currency":"USD","amount":{{token}}}""");
        Assert.Equal((amount, amount.Length > 0 ? DecodeStatus.Ok : DecodeStatus.AmountMissing), (t.SettlementAmount.ToString(), t.Status));
        Assert.Equal(amount.Length > 0 ? null : "amount: expected a number such as 1234.50", _decoder.Fault);
    }

    [Theory]
    [InlineData("\"2024-01-02T09:00:00Z\"", "2024-01-02 09:00:00Z")]
    [InlineData("\"2024-01-02 09:00:00.250+06:00\"", "2024-01-02 03:00:00Z")]
    [InlineData("\"2024-01-02T09:00:00\"", "2024-01-02 09:00:00")]
    [InlineData("\"2024-01-02 09:00\"", "2024-01-02 09:00:00")]
    [InlineData("\"2024-01-02\"", "2024-01-02 00:00:00")]
    [InlineData("1704186000", "2024-01-02 09:00:00Z")]
    [InlineData("\"1704186000\"", "2024-01-02 09:00:00Z")]
    [InlineData("1704186000123", "2024-01-02 09:00:00Z")]
    [InlineData("170418600", null)]
    [InlineData("\"2024-02-30T09:00:00Z\"", null)]
    [InlineData("\"02.01.2024\"", null)]
    [InlineData("\"yesterday\"", null)]
    public void Times_say_what_they_are_relative_to(string token, string? time)
    {
        var t = Decode($$"""{"debtor_name":"A","creditor_name":"B","currency":"USD","amount":1,"time":{{token}}}""");
        Assert.Equal(time, t.Time?.ToString("u") ?? t.LocalTime?.ToString("yyyy-MM-dd HH:mm:ss"));
        Assert.Equal(time is null ? "time: expected a time such as 2024-01-02T09:00:00Z" : null, _decoder.Fault);
    }

    [Theory]
    [InlineData("label", "1", 1)]
    [InlineData("label", "true", 1)]
    [InlineData("label", "\"fraud\"", 1)]
    [InlineData("label", "0", -1)]
    [InlineData("label", "false", -1)]
    [InlineData("label", "\"honest\"", -1)]
    [InlineData("label", "null", 0)]
    public void Labels_are_read(string member, string token, int label) =>
        Assert.Equal(label, Decode($$"""{"{{member}}":{{token}}}""").Fields.Label);

    // A line of one member beside a payment → the first fault, the rule it breaks
    [Theory]
    [InlineData("\"settled\":\"done\"", "settled: expected accepted, rejected or open", "SETTLED_FORM")]
    [InlineData("\"label\":2", "label: expected 1, 0, true, false, fraud or honest", "LABEL_FORM")]
    [InlineData("\"uetr\":\"x\"", "uetr: expected 36 characters such as eb6305c9-1f7f-49de-aed0-16487c27b42d", "UETR_FORM")]
    [InlineData("\"value_date\":\"x\"", "value_date: expected a date such as 2024-01-02", "DATE_FORM")]
    [InlineData("\"debtor_country\":\"bd\"", "debtor_country: expected two capital letters such as BD", "COUNTRY_FORM")]
    [InlineData("\"remittance\":{}", "remittance: expected a text", "TEXT_FORM")]
    [InlineData("\"amount\":2", "amount: given more than once, expected once", "REPEATED")]
    [InlineData("\"signals\":{\"reports\":\"many\"}", "signals.reports: expected a whole number such as 2", "SIGNAL_FORM")]
    [InlineData("\"signals\":{\"remote_access\":\"35m\"}", "signals.remote_access: expected true or false", "SIGNAL_FORM")]
    [InlineData("\"signals\":{\"payee_check_age\":\"2 weeks\"}", "signals.payee_check_age: expected a duration such as 2h (s, m, min, h, d)", "SIGNAL_FORM")]
    [InlineData("\"signals\":{\"payee_check\":{}}", "signals.payee_check: expected match, close, no_match or not_possible", "SIGNAL_FORM")]
    [InlineData("\"colour\":\"red\"", null, "UNKNOWN_MEMBER")]
    public void Faults_name_the_field_and_what_was_expected(string member, string? fault, string rule)
    {
        byte[] line = Encoding.UTF8.GetBytes($$"""{"debtor_name":"A","creditor_name":"B","currency":"USD","amount":1,{{member}}}""");
        _decoder.Decode(line);
        Assert.Equal(fault, _decoder.Fault);
        var problem = Assert.Single(_decoder.Validate(line).ToArray());
        Assert.Equal(rule, problem.Rule);
        Assert.InRange(problem.Offset, Encoding.UTF8.GetString(line).IndexOf(member, StringComparison.Ordinal), line.Length - 2);
    }

    [Fact]
    public void An_unknown_signal_is_named_unless_it_may_be_a_value()
    {
        Decode("""{"signals":{"remote_acess":true}}""");
        Assert.StartsWith("signals: no such signal, expected one of payee_check, payee_check_age, malware", _decoder.Fault, StringComparison.Ordinal);
        Decode("""{"signals":{"4111111111111111":true}}""");
        Assert.StartsWith("signals: no such signal, expected one of ", _decoder.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_bear_the_name_of_their_field()
    {
        var problems = _decoder.Validate("""{"debtor_name":"A","creditor_name":"B","amount":"x","value_date":"soon","colour":1}"""u8).ToArray();
        Assert.Equal(["AMOUNT_FORM amount", "DATE_FORM value_date", "UNKNOWN_MEMBER "], problems.Select(p => $"{p.Rule} {p.Field}"));
        Assert.Equal("AMOUNT_FORM in amount at 48", problems[0].ToString());
    }

    [Theory]
    [InlineData("""{"amount":1""")]
    [InlineData("""{"amount":1}}""")]
    [InlineData("""{"amount":1} {"amount":2}""")]
    [InlineData("""{"amount":01}""")]
    [InlineData("""{"debtor_name":"\ud800"}""")]
    [InlineData("""{"debtor_name":"a",}""")]
    [InlineData("""{"raw":"{1:","amount":}""")]
    public void Broken_json_is_malformed_and_nothing_of_it_is_judged(string line)
    {
        var t = Decode(line);
        Assert.Equal((DecodeStatus.Malformed, TransferClass.None, 0), (t.Status, t.Class, _decoder.TransferCount));
        Assert.Equal("expected one JSON object in a line", _decoder.Fault);
        Assert.Equal("JSON_SYNTAX", Assert.Single(_decoder.Validate(Encoding.UTF8.GetBytes(line)).ToArray(), p => p.Rule == "JSON_SYNTAX").Rule);
    }

    [Theory]
    [InlineData("{}", DecodeStatus.PartyMissing)]
    [InlineData("""{"debtor_name":"A","creditor_account":"1"}""", DecodeStatus.AmountMissing)]
    [InlineData("""{"debtor_name":"A","amount":1,"currency":"USD"}""", DecodeStatus.PartyMissing)]
    [InlineData("""{"debtor_name":"A","creditor_account":1,"amount":1}""", DecodeStatus.AmountMissing)]
    [InlineData("""{"debtor_name":"A","creditor_account":1,"amount":1,"currency":"USD"}""", DecodeStatus.Ok)]
    public void What_is_missing_is_told_by_the_status(string line, DecodeStatus status) => Assert.Equal(status, Decode(line).Status);

    static byte[] Envelope(byte[] message, string around) => Encoding.UTF8.GetBytes($"{{\"raw\":{JsonSerializer.Serialize(Encoding.UTF8.GetString(message))}{around}}}");

    /// <summary>Everything a transfer says, its message aside.</summary>
    static string Everything(in Transfer t)
    {
        var fields = t.Fields;
        var texts = new List<string>();
        foreach (var slice in TransferFields.Texts(ref fields)) texts.Add(Text(t.Text(slice)));
        return $"{t.Status} {t.MessageType} {t.Class} {t.Direction} {t.Flags} {t.Sender} {t.Receiver} {t.SettlementAmount} {t.InstructedAmount} {t.ValueDate} {t.DebtorAgent} {t.CreditorAgent} {t.Uetr} {string.Join("|", texts)}";
    }

    public static TheoryData<string> Files() => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Samples", "iso"), "*.xml").Select(f => Path.GetFileName(f)!)];

    [Theory, MemberData(nameof(Files))]
    public void A_message_in_an_envelope_is_read_like_the_message(string file) => AssertSame(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", "iso", file)));

    [Fact]
    public void Fin_in_an_envelope_is_read_like_the_message()
    {
        AssertSame(Mt103());
        AssertSame(Message("202", Samples.Cover, "{3:{119:COV}}"));
        AssertSame(Message("101", Request));
    }

    void AssertSame(byte[] message)
    {
        byte[] envelope = Envelope(message, "");
        var plain = new MessageDecoder();
        int transfers = Math.Max(1, Count(plain, message));
        for (int i = 0; i < transfers; i++)
        {
            string expected = Everything(plain.Decode(message, i));
            Assert.Equal(expected, Everything(_decoder.Decode(envelope, i)));
            Assert.Equal(plain.TransferCount, _decoder.TransferCount);
        }
        for (int i = transfers - 1; i >= 0; i--) Assert.Equal(Everything(plain.Decode(message, i)), Everything(_decoder.DecodeNext(envelope, i)));
        Assert.Equal(MessageFormat.Json, _decoder.Format);

        static int Count(MessageDecoder decoder, byte[] message)
        {
            decoder.Decode(message);
            return decoder.TransferCount;
        }
    }

    [Fact]
    public void What_stands_around_a_message_is_added_to_it()
    {
        var t = _decoder.Decode(Envelope(Mt103(), ""","at":"2024-01-02T09:00:00Z","settled":"rejected","label":"fraud","channel":"a\u0070p","signals":{"malware":true}"""));
        Assert.Equal((MessageType.Mt103, Settlement.Rejected, true, "app", SessionSigns.Malware), (t.MessageType, t.Settled, t.Label, Text(t.Channel), t.Fields.Signals.Seen));
        Assert.Equal("2024-01-02 09:00:00Z", t.Time?.ToString("u"));
        Assert.Equal("app", Text(_decoder.DecodeNext(Envelope(Mt103(), ""","at":"2024-01-02T09:00:00Z","settled":"rejected","label":"fraud","channel":"a\u0070p","signals":{"malware":true}"""), 0).Channel));
        byte[] broken = Envelope(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Mt103()).Replace("EUR1234,56", "eur1234,56", StringComparison.Ordinal)), "");
        Assert.Contains(_decoder.Validate(broken).ToArray(), p => p is { Rule: "T52", Field: "32A" });
    }

    [Fact]
    public void Envelopes_do_not_nest()
    {
        byte[] nested = Envelope(Envelope(Mt103(), ""), "");
        Assert.Equal((DecodeStatus.Malformed, TransferClass.None), (_decoder.Decode(nested).Status, _decoder.Decode(nested).Class));
        Assert.Contains(_decoder.Validate(nested).ToArray(), p => p is { Rule: "ENVELOPE_NESTED", Field: "raw" });
    }

    [Fact]
    public void Every_prefix_and_every_changed_byte_gives_a_status()
    {
        byte[] envelope = Envelope(Mt103(), ""","at":"2024-01-02T09:00:00Z","settled":"accepted" """);
        foreach (byte[] line in (byte[][])[Encoding.UTF8.GetBytes(Line.Replace("\"id\"", "\"signals\":{\"payee_check\":\"close\",\"device_changed\":\"35m\"},\"id\"", StringComparison.Ordinal)), envelope])
        {
            for (int length = 0; length < line.Length; length++) Touch(line.AsSpan(0, length).ToArray());
            for (int at = 0; at < line.Length; at++)
                foreach (byte value in "\"\\{}[]:,0e\0\u0080\u00ff"u8)
                {
                    byte[] changed = [.. line];
                    changed[at] = value;
                    Touch(changed);
                }
        }
        void Touch(byte[] line)
        {
            var t = _decoder.Decode(line);
            _ = Everything(in t) + _decoder.Fault;
            foreach (var problem in _decoder.Validate(line)) Assert.InRange(problem.Offset, 0, line.Length);
        }
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        byte[] line = Encoding.UTF8.GetBytes(Line), faulty = Encoding.UTF8.GetBytes(Line.Replace("1234.50", "\"x\"", StringComparison.Ordinal)), envelope = Envelope(Mt103(), "");
        for (int i = 0; i < 200; i++) Decode();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++) Decode();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        void Decode()
        {
            _decoder.Decode(line);
            _decoder.Decode(faulty);
            _decoder.Decode(envelope);
        }
    }
}
