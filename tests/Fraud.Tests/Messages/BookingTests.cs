using System.Text;
using Fraud.Messages;
using Fraud.Tests.Acceptance;

namespace Fraud.Tests.Messages;

/// <summary>Confirmations and statements: what was booked, of which order.</summary>
public class BookingTests
{
    static (Booking Booking, string Reference, string Amount, int Count, DecodeStatus Status) Read(byte[] message, int booking = 0)
    {
        var arena = new TextArena();
        TransferFields fields = default;
        int count = new FormatDecoder().Decode(message, arena, ref fields, booking);
        var amount = fields.SettlementAmount;
        return (fields.Booking, Encoding.UTF8.GetString(fields.Reference.Of(message, arena.Bytes)), amount.IsNone ? "" : $"{amount.ToDecimalString()} {amount.Currency}", count, fields.Status);
    }

    [Theory]
    [InlineData("900", Booking.Debit)]
    [InlineData("910", Booking.Credit)]
    public void Debit_and_credit_confirmations_name_the_order_in_field_21(string number, object booking)
    {
        byte[] message = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Desk.Mt900("HUDSUS33", "PADMBDDH", "FT16035-00171", "160204USD6000029,00")).Replace("I900", "I" + number, StringComparison.Ordinal));
        Assert.Equal(((Booking)booking, "FT16035-00171", "6000029.00 USD", 1, DecodeStatus.NotATransfer), Read(message));
    }

    [Theory]
    [InlineData("1602040204D6000029,00S103FT16035-00171//98X0001", Booking.Debit, "FT16035-00171", "6000029.00 USD")]
    [InlineData("160204D6000029,S202FT16035-00171", Booking.Debit, "FT16035-00171", "6000029 USD")]
    [InlineData("1602040204DR6000029,00NTRFNONREF//98X0001", Booking.Debit, "", "6000029.00 USD")]
    [InlineData("1602040204D12,50NCHGFT16035-00171", Booking.OtherDebit, "FT16035-00171", "12.50 USD")]
    [InlineData("1602040204D12,50FINT", Booking.OtherDebit, "", "12.50 USD")]
    [InlineData("1602040204C1000,00NTRFABC", Booking.Credit, "ABC", "1000.00 USD")]
    [InlineData("1602040204RC1000,00NTRFABC", Booking.OtherDebit, "ABC", "1000.00 USD")]
    [InlineData("1602040204ED1000,00NTRFABC", Booking.None, "ABC", "1000.00 USD")]
    [InlineData("1602300204D1000,00NTRFABC", Booking.OtherDebit, "", "")]
    [InlineData("160204X", Booking.OtherDebit, "", "")]
    [InlineData("", Booking.OtherDebit, "", "")]
    public void Statement_lines(string line, object booking, string reference, string amount) =>
        Assert.Equal(((Booking)booking, reference, amount, 1, DecodeStatus.NotATransfer), Read(Desk.Mt940("HUDSUS33", "PADMBDDH", line)));

    [Fact]
    public void Each_line_of_a_statement_is_read_by_its_index_and_none_beyond()
    {
        byte[] statement = Desk.Mt940("HUDSUS33", "PADMBDDH", "160204D1,00S103A", "160204D2,00S103B", "160204D3,00S103C");
        Assert.Equal(["A", "B", "C", "STMT1"], Enumerable.Range(0, 4).Select(i => Read(statement, i).Reference));
        Assert.Equal((Booking.None, 3), (Read(statement, 3).Booking, Read(statement, 3).Count));
        Assert.Equal((Booking.None, 0), (Read(Desk.Mt940("HUDSUS33", "PADMBDDH")).Booking, Read(Desk.Mt940("HUDSUS33", "PADMBDDH")).Count));
    }

    static byte[] Statement(string entries) => Encoding.UTF8.GetBytes($"""
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>S1</MsgId></GrpHdr><Stmt><Id>1</Id>
        <Acct><Ownr><Id><OrgId><AnyBIC>PADMBDDH</AnyBIC></OrgId></Id></Ownr><Svcr><FinInstnId><BICFI>HUDSUS33</BICFI></FinInstnId></Svcr></Acct>{entries}</Stmt></BkToCstmrStmt></Document>
        """);

    static string Entry(string inside, string amount = "10.00", string side = "DBIT", string status = "BOOK") => $"<Ntry><Amt Ccy=\"USD\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>{inside}</Ntry>";
    static string Transaction(string reference, string amount = "") => $"<TxDtls><Refs><InstrId>{reference}</InstrId></Refs>{(amount.Length > 0 ? $"<Amt Ccy=\"USD\">{amount}</Amt>" : "")}</TxDtls>";

    [Fact]
    public void Entries_of_camt_count_their_transactions_and_one_without_any_counts_itself()
    {
        byte[] statement = Statement(Entry("<NtryDtls>" + Transaction("A", "4.00") + Transaction("B", "6.00") + "</NtryDtls>") + Entry("<AcctSvcrRef>98X</AcctSvcrRef>", "7.00", "CRDT")
            + Entry("<NtryDtls>" + Transaction("C") + "</NtryDtls>", "8.00") + Entry("", "9.00", status: "PDNG"));
        Assert.Equal([(Booking.Debit, "A", "4.00 USD"), (Booking.Debit, "B", "6.00 USD"), (Booking.Credit, "", "7.00 USD"), (Booking.Debit, "C", "8.00 USD"), (Booking.None, "", "9.00 USD")],
            Enumerable.Range(0, 5).Select(i => (Read(statement, i).Booking, Read(statement, i).Reference, Read(statement, i).Amount)));
        Assert.Equal((5, DecodeStatus.NotATransfer), (Read(statement).Count, Read(statement).Status));
        Assert.Equal((0, Booking.None), (Read(Statement("")).Count, Read(Statement("")).Booking));
    }

    [Theory]
    [InlineData("<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd></Fmly></Domn></BkTxCd>", Booking.Debit)]
    [InlineData("<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd></Fmly></Domn></BkTxCd>", Booking.OtherDebit)]
    [InlineData("<BkTxCd><Domn><Cd>ACMT</Cd><Fmly><Cd>MDOP</Cd></Fmly></Domn></BkTxCd>", Booking.OtherDebit)]
    [InlineData("<RvslInd>true</RvslInd>", Booking.OtherDebit)]
    [InlineData("<BkTxCd><Prtry><Cd>XYZ</Cd></Prtry></BkTxCd>", Booking.Debit)]
    public void Of_debits_only_credit_transfers_need_an_order(string inside, object booking) => Assert.Equal((Booking)booking, Read(Statement(Entry(inside))).Booking);

    [Fact]
    public void A_record_confirms_an_order_of_the_debtors_agent()
    {
        byte[] line = Encoding.UTF8.GetBytes("""{"id":"L1","confirms":"FT1","debtor_agent":"PADMBDDH","amount":"12.50","currency":"USD"}""");
        Assert.Equal((Booking.Debit, "FT1", "12.50 USD", 1, DecodeStatus.NotATransfer), Read(line));
        Assert.Equal((Booking.None, "L1"), (Read(Encoding.UTF8.GetBytes("""{"id":"L1","confirms":"","debtor_agent":"PADMBDDH","amount":"12.50","currency":"USD"}""")).Booking, "L1"));
    }
}
