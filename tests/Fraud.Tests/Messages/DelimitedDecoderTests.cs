using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Messages;

public class DelimitedDecoderTests
{
    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
    static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
    static DelimitedDecoder Under(string header) => DelimitedDecoder.Create(Bytes(header));

    const string Header = "time,id,debtor_account,debtor_name,creditor_account,amount,currency,signals";

    [Fact]
    public void A_row_is_read_by_its_header()
    {
        var decoder = Under(Header);
        var t = decoder.Decode(Bytes("2024-01-02T09:00:00Z,T1,017,\"Khatun, \"\"Rimi\"\" R\",018,50.5,BDT,payee_check=no_match;remote_access;device_changed=35m;phone_changed=3d;new_device=false\r\n"));
        Assert.Equal((',', null, DecodeStatus.Ok, MessageType.Record), (decoder.Delimiter, decoder.Fault, t.Status, t.MessageType));
        Assert.Equal("T1 017 Khatun, \"Rimi\" R 018 50.5 BDT", $"{Text(t.Reference)} {Text(t.DebtorAccount)} {Text(t.DebtorName)} {Text(t.CreditorAccount)} {t.SettlementAmount}");
        var signals = t.Fields.Signals;
        Assert.Equal((Fraud.Messages.PayeeCheck.NoMatch, Fraud.Messages.SessionSigns.RemoteAccess, Fraud.Messages.SessionSigns.RemoteAccess | Fraud.Messages.SessionSigns.NewDevice, 2100, false),
            (signals.PayeeCheck, signals.Seen, signals.Known, signals.CredentialSeconds, signals.HasReports));
    }

    // Header → delimiter, columns recognised in a row of numbers 1, 2, 3… as debtor's account, creditor's account, amount
    [Theory]
    [InlineData("debtor_account,creditor_account,amount", ',', "1 2 3")]
    [InlineData("\uFEFF Amount ; CREDITOR_ACCOUNT;\"debtor_account\"\r\n", ';', "3 2 1")]
    [InlineData("debtor-account\tcreditor account\tx\tamount", '\t', "1 2 4")]
    [InlineData("nameOrig|nameDest|amount|isFraud", '|', "1 2 3")]
    [InlineData("\"a;b\",debtor_account,amount,creditor_account", ',', "2 4 3")]
    [InlineData("from_account,debtor_account,creditor_account,amount", ',', "2 3 4")]
    public void Headers_are_recognised(string header, char delimiter, string values)
    {
        var decoder = Under(header);
        decoder.DefaultCurrency = CurrencyCode.Parse("BDT");
        var t = decoder.Decode(Bytes(string.Join(delimiter, Enumerable.Range(1, header.Count(c => c == delimiter) + 1))));
        Assert.Equal(delimiter, decoder.Delimiter);
        Assert.Equal(values, $"{Text(t.DebtorAccount)} {Text(t.CreditorAccount)} {t.SettlementAmount.ToDecimalString()}");
    }

    [Fact]
    public void A_file_may_call_its_columns_what_it_likes()
    {
        var decoder = DelimitedDecoder.Create("Von;An;Betrag;amount"u8, new Dictionary<string, string> { ["debtor_account"] = "von", ["creditor_account"] = "An", ["amount"] = "Betrag" });
        decoder.DefaultCurrency = CurrencyCode.Parse("EUR");
        Assert.Equal("7 EUR", decoder.Decode("1;2;7;9"u8).SettlementAmount.ToString());
        decoder.Decode("1;2;7,5;9"u8);
        Assert.Equal("Betrag: expected a number such as 1234.50", decoder.Fault);
    }

    [Theory]
    [InlineData("a,b,c", null, null, "No column is recognised")]
    [InlineData("amount,currency", "debtor_account", "von", "The column 'von' for debtor_account is missing; the header has amount, currency.")]
    [InlineData("amount,currency", "debitor", "amount", "There is no field 'debitor'; the fields are time, id, debtor_account")]
    [InlineData("amount,amount", null, null, "Two columns are the field amount")]
    public void A_header_that_cannot_serve_is_refused(string header, string? field, string? column, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => DelimitedDecoder.Create(Bytes(header), field is null ? null : new Dictionary<string, string> { [field] = column! })).Message, StringComparison.Ordinal);

    // Row under id;debtor_name;creditor_name;amount;currency;signals → status, fault
    [Theory]
    [InlineData("1;A;B;5;USD;", DecodeStatus.Ok, null)]
    [InlineData("1;A;B;5;USD", DecodeStatus.Malformed, "expected 6 columns, found 5")]
    [InlineData("1;A;B;5;USD;;", DecodeStatus.Malformed, "expected 6 columns, found 7")]
    [InlineData("", DecodeStatus.Empty, "expected 6 columns, found 1")]
    [InlineData("1;\"A;B;5;USD;", DecodeStatus.Malformed, "expected quotes that close before the next delimiter")]
    [InlineData("1;\"A\"x;B;5;USD;", DecodeStatus.Malformed, "expected quotes that close before the next delimiter")]
    [InlineData("1;A \"x\";B;5;USD;", DecodeStatus.Ok, null)]
    [InlineData("1;A;B;5e3;USD;", DecodeStatus.AmountMissing, "amount: expected a number such as 1234.50")]
    [InlineData("1;A;B;5;usd;", DecodeStatus.AmountMissing, "currency: expected three capital letters such as USD")]
    [InlineData("1;A;B;5;;", DecodeStatus.AmountMissing, "currency: expected beside the amount, three capital letters such as USD")]
    [InlineData("1;;B;5;USD;", DecodeStatus.PartyMissing, null)]
    [InlineData("1;A;B;5;USD;\"reports=-1\"", DecodeStatus.Ok, "signals.reports: expected a whole number such as 2")]
    [InlineData("1;A;B;5;USD;payee_check", DecodeStatus.Ok, "signals.payee_check: expected match, close, no_match or not_possible")]
    public void A_row_gives_a_status_and_a_fault(string row, DecodeStatus status, string? fault)
    {
        var decoder = Under("id;debtor_name;creditor_name;amount;currency;signals");
        Assert.Equal(status, decoder.Decode(Bytes(row)).Status);
        Assert.Equal(fault, decoder.Fault);
    }

    [Fact]
    public void None_says_that_no_sign_was_seen()
    {
        var signals = Under("id,signals").Decode("1,none"u8).Fields.Signals;
        Assert.Equal((Fraud.Messages.SessionSigns.All, Fraud.Messages.SessionSigns.None, false), (signals.Known, signals.Seen, signals.HasCredentialAge));
    }

    [Theory]
    [InlineData("time,amount,debtor_account", true)]
    [InlineData("Timestamp;X;Amount", true)]
    [InlineData("amount", false)]
    [InlineData("amount,amount", false)]
    [InlineData("a,b,c", false)]
    [InlineData("{\"time\":1,\"amount\":2}", false)]
    [InlineData("{1:F01XQAAGB2LAXXX0001000001}", false)]
    [InlineData("", false)]
    public void A_header_names_two_fields(string line, bool header) => Assert.Equal(header, DelimitedDecoder.LooksLikeHeader(Bytes(line)));

    // Window (| is LF, ^ is CR), whether it is the last → length of the row, bytes taken
    [Theory]
    [InlineData("a,b|c", false, 3, 4)]
    [InlineData("a,b^|c", false, 3, 5)]
    [InlineData("a,b^c", false, 3, 4)]
    [InlineData("a,b^", false, -1, 0)]
    [InlineData("a,b^", true, 3, 4)]
    [InlineData("a,b", false, -1, 0)]
    [InlineData("a,b", true, 3, 3)]
    [InlineData("", true, -1, 0)]
    [InlineData("|a", false, 0, 1)]
    [InlineData("a,\"b|c\"|d", false, 7, 8)]
    [InlineData("\"b\"\"|c\"|d", false, 7, 8)]
    [InlineData("\"\"\"|\"|d", false, 5, 6)]
    [InlineData("a 5\" pipe|d", false, 9, 10)]
    [InlineData("a,\"b|", false, -1, 0)]
    [InlineData("a,\"b|", true, 4, 5)]
    [InlineData("a,\"b", true, 4, 4)]
    [InlineData("a,\"b\"", false, -1, 0)]
    [InlineData("a,\"b^|c,\"d\"|", false, 4, 6)]
    public void Rows_end_at_line_ends_outside_quotes(string window, bool final, int length, int consumed)
    {
        Assert.Equal(length, DelimitedDecoder.RowLength(Bytes(window.Replace('|', '\n').Replace('^', '\r')), final, out int taken));
        Assert.Equal(consumed, taken);
    }

    [Theory]
    [InlineData("a;\"b,c|d", ',', 6, false)]
    [InlineData("a;\"b,c|d\";|", ';', 10, false)]
    [InlineData("a,\"b|c,\"d\"|", ',', 4, true)]
    public void Only_the_files_own_delimiter_lets_a_quote_open(string window, char delimiter, int length, bool broken)
    {
        Assert.Equal(length, DelimitedDecoder.RowLength(Bytes(window.Replace('|', '\n')), true, out _, out bool found, delimiter));
        Assert.Equal(broken, found);
    }

    [Theory]
    [InlineData(64, 10, false)]
    [InlineData(65, 10, true)]
    [InlineData(10, 6_000, false)]
    [InlineData(10, 7_000, true)]
    public void A_quoted_cell_runs_over_64_lines_and_64_KiB(int lines, int each, bool broken)
    {
        byte[] row = Bytes("a,\"" + string.Concat(Enumerable.Repeat(new string('x', each - 1) + "\n", lines)) + "\",b\n");
        Assert.Equal(broken ? each + 2 : row.Length - 1, DelimitedDecoder.RowLength(row, true, out _, out bool found, ','));
        Assert.Equal(broken, found);
    }

    static readonly Gen<string> Cell = Gen.Elements("a\"\",;\n\r é".ToCharArray()).ArrayOf().Select(c => new string(c));

    [Property(MaxTest = 500)]
    public Property Cells_come_back_as_they_were_quoted() => Prop.ForAll(Cell.ArrayOf(3).ToArbitrary(), cells =>
    {
        byte[] row = Bytes(string.Join(",", cells.Select(c => "\"" + c.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"")));
        byte[] file = [.. row, .. "\r\nnext"u8];
        Assert.Equal(row.Length, DelimitedDecoder.RowLength(file, false, out int consumed));
        Assert.Equal(row.Length + 2, consumed);
        var t = Under("debtor_name,creditor_name,remittance").Decode(row);
        Assert.Equal(cells.Select(c => c.Trim(' ', '\r', '\n')), [Text(t.DebtorName), Text(t.CreditorName), Text(t.Remittance)]);
    });

    [Fact]
    public void Every_prefix_and_every_changed_byte_gives_a_status()
    {
        var decoder = Under(Header);
        byte[] row = Bytes("2024-01-02T09:00:00Z,T1,017,\"Khatun, \"\"Rimi\"\" R\",018,50.5,BDT,payee_check=no_match;remote_access;device_changed=35m");
        for (int length = 0; length < row.Length; length++) Touch(row[..length]);
        for (int at = 0; at < row.Length; at++)
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. row];
                changed[at] = (byte)value;
                Touch(changed);
            }
        void Touch(byte[] row)
        {
            var t = decoder.Decode(row);
            _ = Text(t.DebtorName) + Text(t.CreditorAccount) + decoder.Fault;
            int length = DelimitedDecoder.RowLength(row, true, out int consumed);
            Assert.True(length <= consumed && consumed <= row.Length);
        }
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        var decoder = Under(Header);
        byte[] row = Bytes("2024-01-02T09:00:00Z,T1,017,\"Khatun, \"\"Rimi\"\" R\",018,50.5,BDT,payee_check=no_match;remote_access;device_changed=35m"), faulty = Bytes("x,T1,017,R,018,x,BDT,y");
        for (int i = 0; i < 200; i++) { decoder.Decode(row); decoder.Decode(faulty); }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++) { decoder.Decode(row); decoder.Decode(faulty); }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
