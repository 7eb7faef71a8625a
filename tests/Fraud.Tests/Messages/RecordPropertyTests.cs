using System.Text;
using System.Text.Json;
using Fraud.Messages;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Messages;

/// <summary>A record means the same in JSON, in a row and from the builder.</summary>
public class RecordPropertyTests
{
    static Gen<string> Of(params string[] values) => Gen.Elements(values);

    static readonly Gen<string> Name = Gen.Elements("ABc é\",;\\|\n".ToCharArray()).ArrayOf().Select(c => new string(c)).Resize(12);

    static readonly (string Field, Gen<string> Value)[] s_fields =
    [
        ("time", Of("2024-01-02T09:00:00+06:00", "2024-01-02 09:00", "2024-01-02", "1704186000", "1704186000123", "soon")),
        ("id", Name), ("debtor_account", Name), ("debtor_name", Name), ("debtor_agent", Gen.OneOf(NounGenerators.BicText, Name)), ("creditor_account", Name), ("creditor_name", Name),
        ("creditor_agent", Gen.OneOf(NounGenerators.BicText, Name)), ("amount", Of("1", "1234.50", "0.000000001", "999999999999999999", "-1", "1e5", "x")),
        ("currency", Gen.OneOf(NounGenerators.CurrencyText, Of("usd", ""))), ("kind", Of("p2p", "other", "Ü")), ("channel", Of("app", "fax")), ("settled", Of("accepted", "rejected", "open", "maybe")),
        ("label", Of("1", "0", "true", "false", "fraud", "honest", "2")),
        ("signals", Of("none", "remote_access", "payee_check=close;payee_check_age=2h;reports=3", "new_device = false; device_changed=10s ;limit_changed=2d",
            "available_balance=3050.00;batch;debtor_account_age=12d;creditor_account_age=3h", "device_issued=90d;operator_issued=2d;credential_issued=5m;terminal_issued=1d", "available_balance=-1", "batch=perhaps", "reports=x", "x=1", ";")),
        ("uetr", Of("eb6305c9-1f7f-49de-aed0-16487c27b42d", "eb6305c9")), ("end_to_end_id", Name), ("value_date", Of("2024-01-02", "2024-13-01")), ("remittance", Name), ("purpose", Of("SALA")),
        ("ultimate_debtor_name", Name), ("ultimate_creditor_name", Name), ("debtor_country", Of("BD", "bd")), ("creditor_country", Of("IN", "IND")), ("debtor_address", Name), ("creditor_address", Name),
        ("device", Name), ("terminal", Name), ("operator", Name), ("credential", Name),
    ];

    /// <summary>Values of some of the fields; the rest is empty.</summary>
    static readonly Gen<string[]> Record = Gen.CollectToArray(s_fields.Select(f => Gen.Frequency((1, Gen.Constant("")), (3, f.Value))).ToArray());

    /// <summary>All that decoding gives, texts by what they say.</summary>
    static string Everything(in Transfer t)
    {
        var f = t.Fields;
        var text = new StringBuilder();
        foreach (var slice in TransferFields.Texts(ref f)) text.Append(Encoding.UTF8.GetString(t.Text(slice))).Append('|');
        var s = f.Signals;
        return $"{text}{f.Status} {f.MessageType} {f.Class} {f.TimeBase} {f.Ticks} {f.Settled} {f.Label} {f.Flags} {f.DebtorAddressForm} {f.CreditorAddressForm} {f.DebtorCountry} {f.CreditorCountry} {f.ValueDay} "
            + $"{f.SettlementAmount} {f.InstructedAmount} {f.Uetr} {f.Sender} {f.Receiver} {f.DebtorBic} {f.DebtorAgent} {f.CreditorBic} {f.CreditorAgent} "
            + $"{s.Known} {s.Seen} {s.PayeeCheck} {s.HasPayeeCheckAge} {s.PayeeCheckSeconds} {s.HasCredentialAge} {s.CredentialSeconds} {s.HasReports} {s.Reports} "
            + $"{s.HasBalance} {s.Balance} {s.BalanceScale} {s.HasBatch} {s.IsBatch} {s.HasDebtorAccountAge} {s.DebtorAccountSeconds} {s.HasCreditorAccountAge} {s.CreditorAccountSeconds} "
            + $"{s.IssuesKnown} {s.Issued[0]} {s.Issued[1]} {s.Issued[2]} {s.Issued[3]}";
    }

    [Property(MaxTest = 500)]
    public Property A_line_and_a_row_of_one_record_are_the_same_transfer() => Prop.ForAll(Record.ToArbitrary(), Gen.Elements(",;\t|".ToCharArray()).ToArbitrary(), (values, delimiter) =>
    {
        byte[] line = JsonSerializer.SerializeToUtf8Bytes(s_fields.Zip(values).Where(f => f.Second.Length > 0).ToDictionary(f => f.First.Field, f => f.Second));
        string row = string.Join(delimiter, values.Select(v => "\"" + v.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""));
        var (json, delimited) = (new MessageDecoder(), DelimitedDecoder.Create(Encoding.UTF8.GetBytes(string.Join(delimiter, s_fields.Select(f => f.Field)))));
        Assert.Equal(Everything(json.Decode(line)), Everything(delimited.Decode(Encoding.UTF8.GetBytes(row))));
        Assert.Equal(json.Fault, delimited.Fault);
    });

    [Fact]
    public void Signals_as_an_object_and_as_a_text_are_the_same()
    {
        var decoder = new MessageDecoder();
        string first = Everything(decoder.Decode("""{"signals":{"payee_check":"no_match","payee_check_age":"2h","remote_access":true,"new_device":false,"device_changed":"35m","phone_changed":"3d","reports":2}}"""u8));
        Assert.Equal(first, Everything(decoder.Decode("""{"signals":"payee_check=no_match;payee_check_age=120min;remote_access;new_device=false;device_changed=35m;phone_changed=3d;reports=2"}"""u8)));
    }

    static TransferBuilder Fill(TransferBuilder builder)
    {
        builder.Time = new DateTimeOffset(2024, 1, 2, 9, 0, 0, TimeSpan.FromHours(6));
        builder.Amount = new Money(123450, 2, CurrencyCode.Parse("BDT"));
        builder.ValueDate = new DateOnly(2024, 1, 3);
        builder.DebtorAgent = Bic.Parse("BKSHBDDHXXX");
        builder.Uetr = UInt128.Parse("eb6305c91f7f49deaed016487c27b42d", System.Globalization.NumberStyles.HexNumber);
        builder.Settled = Settlement.Accepted;
        return builder.SetReference("TX1").SetEndToEndId("E1"u8).SetDebtorAccount(" 017 ").SetDebtorName("Zoë"u8).SetDebtorAddress("Dhaka").SetDebtorCountry("BD").SetUltimateDebtorName("Ali")
            .SetCreditorAccount("018"u8).SetCreditorName("Karim Store").SetCreditorAddress("Kolkata").SetCreditorCountry("IN").SetCreditorAgentId("NAGAD-7").SetUltimateCreditorName("Q")
            .SetRemittance("rent").SetPurpose("RENT").SetKind("p2p").SetChannel("app").SetSignals("payee_check=close;remote_access;available_balance=3050.5").SetDevice("D-1").SetTerminal("T-1"u8).SetOperator("O-1").SetCredential("C-1");
    }

    const string Built = """{"time":"2024-01-02T09:00:00+06:00","id":"TX1","debtor_account":"017","debtor_name":"Zoë","debtor_agent":"BKSHBDDHXXX","creditor_account":"018","creditor_name":"Karim Store","creditor_agent":"NAGAD-7","amount":1234.50,"currency":"BDT","kind":"p2p","channel":"app","settled":"accepted","uetr":"eb6305c9-1f7f-49de-aed0-16487c27b42d","end_to_end_id":"E1","value_date":"2024-01-03","remittance":"rent","purpose":"RENT","ultimate_debtor_name":"Ali","ultimate_creditor_name":"Q","debtor_country":"BD","creditor_country":"IN","debtor_address":"Dhaka","creditor_address":"Kolkata","signals":{"payee_check":"close","remote_access":true,"available_balance":3050.5},"device":"D-1","terminal":"T-1","operator":"O-1","credential":"C-1"}""";

    [Fact]
    public void A_built_transfer_is_the_line_of_its_fields_and_is_judged_alike()
    {
        byte[] line = Encoding.UTF8.GetBytes(Built);
        var builder = new TransferBuilder();
        Assert.Equal(Everything(new MessageDecoder().Decode(line)), Everything(Fill(builder).Build()));
        var at = new DateTimeOffset(2024, 1, 2, 3, 0, 0, TimeSpan.Zero);
        using FraudEngine one = FraudEngine.Create(), other = FraudEngine.Create();
        for (int i = 0; i < 2; i++)
        {
            var (expected, actual) = (one.Evaluate(line, at.AddMinutes(i)), other.Evaluate(builder.Build(), at.AddMinutes(i)));
            Assert.Equal((expected.Id, expected.Outcome, expected.Points, expected.Flags, expected.Status), (actual.Id, actual.Outcome, actual.Points, actual.Flags, actual.Status));
            Assert.Equal(expected.Explain().Rules.Select(r => r.Reason), actual.Explain().Rules.Select(r => r.Reason));
        }
        Assert.Equal(one.StateHash(), other.StateHash());
    }

    [Fact]
    public void A_builder_is_used_again_without_a_trace_and_without_memory()
    {
        var builder = new TransferBuilder();
        for (int i = 0; i < 100; i++) Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Once();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        builder.Clear();
        Assert.Equal(Everything(new TransferBuilder().Build()), Everything(builder.Build()));
        Assert.Equal(DecodeStatus.PartyMissing, builder.Build().Status);

        void Once()
        {
            builder.Clear();
            builder.Amount = new Money(1, 0, default);
            builder.SetDebtorName("Zoë"u8).SetCreditorName("Karim").SetSignals("remote_access;device_changed=2h"u8).SetKind("p2p");
            _ = builder.Build().Status;
        }
    }

    [Theory, InlineData("x=1"), InlineData("reports=many"), InlineData("malware=perhaps")]
    public void A_builder_refuses_signals_that_are_none(string signals) => Assert.Throws<FormatException>(() => new TransferBuilder().SetSignals(signals));

    [Fact]
    public void A_builder_refuses_what_no_payment_has()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransferBuilder { Amount = new Money(-1, 0, CurrencyCode.Parse("USD")) });
        Assert.Throws<FormatException>(() => new TransferBuilder().SetDebtorCountry("bd"));
    }
}
