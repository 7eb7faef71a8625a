using static Fraud.Tests.Messages.Samples;

namespace Fraud.Tests.Messages;

public class FinDecoderTests
{
    readonly MessageDecoder _decoder = new();

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    public void Customer_transfer_is_read_into_iso_20022_terms(string lineEnd)
    {
        var t = _decoder.Decode(Mt103(block3: "{3:{108:MUR}{121:eb6305c9-1f7f-49de-aed0-16487c27b42d}}", lineEnd: lineEnd));
        Assert.Equal((DecodeStatus.Ok, MessageType.Mt103, TransferClass.Customer, Direction.Sent), (t.Status, t.MessageType, t.Class, t.Direction));
        Assert.Equal("1234.56 EUR", t.SettlementAmount.ToString());
        Assert.Equal("1234.56 EUR", t.InstructedAmount.ToString());
        Assert.Equal(new DateOnly(2026, 3, 17), t.ValueDate);
        Assert.Equal("COBADEFFXXX INGBNL2AXXX", $"{t.Sender} {t.Receiver}");
        Assert.Equal("REF0001", Text(t.Reference));
        Assert.Equal("E2E-77", Text(t.EndToEndId));
        Assert.Equal("DE89370400440532013000", Text(t.DebtorAccount));
        Assert.Equal("ACME TRADING GMBH", Text(t.DebtorName));
        Assert.Equal($"HAUPTSTRASSE 1{lineEnd}60311 FRANKFURT", Text(t.DebtorAddress));
        Assert.Equal("COBADEFFXXX", t.DebtorAgent.ToString());
        Assert.Equal("NL91ABNA0417164300", Text(t.CreditorAccount));
        Assert.Equal("J JANSEN", Text(t.CreditorName));
        Assert.Equal("INGBNL2A", t.CreditorAgent.ToString());
        Assert.Equal(ChargeBearer.Shared, t.ChargeBearer);
        Assert.Equal(UInt128.Parse("eb6305c91f7f49deaed016487c27b42d", System.Globalization.NumberStyles.HexNumber), t.Uetr);
        Assert.Equal(TransferFlags.HasCreditorAgent, t.Flags);
        Assert.Equal(1, _decoder.TransferCount);
    }

    [Theory]
    [InlineData("{2:O1031200260317BNPAFRPPAXXX12345678902603171201N}", "BNPAFRPPXXX", "COBADEFFXXX", Direction.Received)]
    [InlineData("{2:O103BNPAFRPPAXXXN}", "BNPAFRPPXXX", "COBADEFFXXX", Direction.Received)]
    [InlineData("{2:I103BNPAFRPPXXXXN}", "COBADEFFXXX", "BNPAFRPPXXX", Direction.Sent)]
    [InlineData("{2:I103BNPAFRPPXXXXN2020}", "COBADEFFXXX", "BNPAFRPPXXX", Direction.Sent)]
    public void Sender_and_receiver_depend_on_the_direction(string block2, string sender, string receiver, Direction direction)
    {
        var t = _decoder.Decode(Bytes("{1:F01COBADEFFAXXX0001000042}" + block2 + "{4:\n" + Plain103 + "\n-}"));
        Assert.Equal((sender, receiver, direction, 103), (t.Sender.ToString(), t.Receiver.ToString(), t.Direction, t.MessageNumber));
    }

    // Field 50a or 59a (| is a line end) → account, name, address, BIC
    [Theory]
    [InlineData("50K", "/123|NAME|STREET|CITY", "123", "NAME", "STREET|CITY", "")]
    [InlineData("50K", "NAME|STREET", "", "NAME", "STREET", "")]
    [InlineData("50K", "/123", "123", "", "", "")]
    [InlineData("50K", "//CH123456|NAME", "", "NAME", "", "")]
    [InlineData("50F", "/123|1/NAME|1/MORE|2/STREET|3/DE/BONN", "123", "NAME", "1/MORE|2/STREET|3/DE/BONN", "")]
    [InlineData("50F", "CCPT/DE/1234567|1/NAME|3/DE/BONN", "", "NAME", "3/DE/BONN", "")]
    [InlineData("50A", "/123|DEUTDEFF", "123", "", "", "DEUTDEFF")]
    [InlineData("50A", "DEUTDEFF500", "", "", "", "DEUTDEFF500")]
    [InlineData("50A", "/123|DEUT", "123", "", "", "")]
    [InlineData("59", "/123|NAME|STREET", "123", "NAME", "STREET", "")]
    [InlineData("59F", "/123|1/NAME|3/CC", "123", "NAME", "3/CC", "")]
    [InlineData("59F", "1/NAME|2/STREET", "", "NAME", "2/STREET", "")]
    [InlineData("59A", "/123|BNPAFRPPXXX", "123", "", "", "BNPAFRPPXXX")]
    [InlineData("59", "/12 3 |NAME  |", "12 3", "NAME", "", "")]
    [InlineData("59", "/1234}5678|{NAME}", "1234}5678", "{NAME}", "", "")]
    public void Customer_party_is_taken_apart(string tag, string value, string account, string name, string address, string bic)
    {
        value = value.Replace('|', '\n');
        string text = Change(Plain103, tag[..2] == "50" ? "50K" : "59", $":{tag}:{value}\n");
        var t = _decoder.Decode(Mt103(text, lineEnd: "\n"));
        bool debtor = tag[..2] == "50";
        Assert.Equal((account, name, address, bic), (
            Text(debtor ? t.DebtorAccount : t.CreditorAccount), Text(debtor ? t.DebtorName : t.CreditorName),
            Text(debtor ? t.DebtorAddress : t.CreditorAddress).Replace('\n', '|'), (debtor ? t.DebtorBic : t.CreditorBic).ToString()));
        Assert.Equal(!debtor && bic.Length > 0, t.Flags.HasFlag(TransferFlags.CreditorIsOrganisation));
    }

    // 32A → amount and date; "" = unreadable
    [Theory]
    [InlineData("260317EUR1234,", "1234 EUR", "2026-03-17")]
    [InlineData("260317EUR0,5", "0.5 EUR", "2026-03-17")]
    [InlineData("260317EUR,5", "0.5 EUR", "2026-03-17")]
    [InlineData("260317EUR1234", "1234 EUR", "2026-03-17")]
    [InlineData("260317KWD999999999999,123", "", "2026-03-17", "999999999999.123 KWD")]
    [InlineData("260317EUR12345678901234,", "12345678901234 EUR", "2026-03-17")]
    [InlineData("260317EUR0000000000001,00", "1.00 EUR", "2026-03-17")]
    [InlineData("260317EUR123456789012345678,", "", "2026-03-17", "123456789012345678 EUR")]
    [InlineData("260317EUR1234567890123456789,", "", "2026-03-17")]
    [InlineData("260317EUR12.50", "", "2026-03-17")]
    [InlineData("260317EUR1234A56,", "", "2026-03-17")]
    [InlineData("260317EUR1,2,3", "", "2026-03-17")]
    [InlineData("260317EUR,", "", "2026-03-17")]
    [InlineData("260317EUR-5,", "", "2026-03-17")]
    [InlineData("260317EUR", "", "2026-03-17")]
    [InlineData("260317eur5,", "", "2026-03-17")]
    [InlineData("260317EUR5,1234567890", "", "2026-03-17")]
    [InlineData("24031XEUR5,", "5 EUR", "")]
    [InlineData("260230EUR5,", "5 EUR", "")]
    [InlineData("240229EUR5,", "5 EUR", "2024-02-29")]
    [InlineData("261301EUR5,", "5 EUR", "")]
    [InlineData("991231EUR5,", "5 EUR", "1999-12-31")]
    [InlineData("2603", "", "")]
    [InlineData("", "", "")]
    public void Settlement_amount_is_exact_or_missing(string value, string amount, string date, string? wide = null)
    {
        var t = _decoder.Decode(Mt103(With("32A", value)));
        Assert.Equal(wide ?? amount, t.SettlementAmount.ToString());
        Assert.Equal(date, t.ValueDate is { } day ? day.ToString("yyyy-MM-dd") : "");
        Assert.Equal(t.SettlementAmount.IsNone ? DecodeStatus.AmountMissing : DecodeStatus.Ok, t.Status);
    }

    [Theory]
    [InlineData("", MessageType.Mt103)]
    [InlineData("{3:{119:STP}}", MessageType.Mt103Stp)]
    [InlineData("{3:{119:REMIT}}", MessageType.Mt103Remit)]
    [InlineData("{3:{119:COV}}", MessageType.Mt103)]
    public void Variant_comes_from_the_validation_flag(string block3, MessageType type) => Assert.Equal(type, _decoder.Decode(Mt103(block3: block3)).MessageType);

    [Theory]
    [InlineData("{5:{TNG:}}", TransferFlags.TestTraffic)]
    [InlineData("{5:{PDE:}}", TransferFlags.PossibleDuplicate)]
    [InlineData("{5:{CHK:0123456789AB}{PDM:1200260317COBADEFFAXXX0001000042}}", TransferFlags.PossibleDuplicate)]
    [InlineData("{S:{TNG:}}", TransferFlags.None)]
    [InlineData("", TransferFlags.None)]
    public void Trailers_set_flags(string block5, TransferFlags expected) =>
        Assert.Equal(expected | TransferFlags.HasCreditorAgent, _decoder.Decode(Message("103", Plain103, block5: block5)).Flags);

    [Theory]
    [InlineData("72", "/REJT/99\n/AC01/", TransferFlags.Return)]
    [InlineData("72", "/RETN/99", TransferFlags.Return)]
    [InlineData("72", "/INS/COBADEFF\n/RETN/", TransferFlags.None)]
    [InlineData("56A", "CHASUS33", TransferFlags.HasIntermediary)]
    [InlineData("56C", "//FW021000018", TransferFlags.HasIntermediary)]
    [InlineData("56D", "SOME BANK", TransferFlags.HasIntermediary)]
    public void Fields_set_flags(string tag, string value, TransferFlags expected) =>
        Assert.Equal(expected | TransferFlags.HasCreditorAgent, _decoder.Decode(Mt103(With(tag, value))).Flags);

    [Fact]
    public void Creditor_agent_without_a_bic_is_not_the_receiver()
    {
        var t = _decoder.Decode(Mt103(Change(Plain103, "57A", ":57D:BANK OF NOWHERE\n")));
        Assert.True(t.CreditorAgent.IsNone);
        Assert.True(t.Flags.HasFlag(TransferFlags.HasCreditorAgent));
        t = _decoder.Decode(Mt103(Without("57A")));
        Assert.Equal("INGBNL2AXXX", t.CreditorAgent.ToString());
        Assert.False(t.Flags.HasFlag(TransferFlags.HasCreditorAgent));
    }

    [Theory]
    [InlineData(":52A:BNPAFRPPXXX\n:53B:/400886\n", "BNPAFRPPXXX", "400886")]
    [InlineData(":52A:/D/777\nBNPAFRPPXXX\n:53B:/400886\n", "BNPAFRPPXXX", "777")]
    [InlineData(":52A:/C\nBNPAFRPPXXX\n:53A:/D/1\nCHASUS33\n", "BNPAFRPPXXX", "1")]
    [InlineData(":52A://FW021000018\nBNPAFRPPXXX\n", "BNPAFRPPXXX", "")]
    [InlineData("", "COBADEFFXXX", "")]
    [InlineData(":53B:/400886\n", "COBADEFFXXX", "400886")]
    public void Debtor_of_an_institutions_transfer_is_52a_else_the_sender(string fields, string bic, string account)
    {
        string text = ":20:A\n:21:B\n:32A:260317USD5,\n" + fields + ":58A:/00112233\nSOGEFRPPXXX";
        var t = _decoder.Decode(Message("202", text));
        Assert.Equal((bic, account, "SOGEFRPPXXX", "00112233"), (t.DebtorBic.ToString(), Text(t.DebtorAccount), t.CreditorBic.ToString(), Text(t.CreditorAccount)));
        Assert.Equal((MessageType.Mt202, TransferClass.Institution, DecodeStatus.Ok), (t.MessageType, t.Class, t.Status));
        Assert.True(t.Flags.HasFlag(TransferFlags.CreditorIsOrganisation));
    }

    [Theory]
    [InlineData("202", "{3:{119:COV}}")]
    [InlineData("205", "{3:{119:COV}}")]
    [InlineData("202", "")]
    public void Cover_takes_parties_from_sequence_b_and_the_amount_from_a(string number, string block3)
    {
        var t = _decoder.Decode(Message(number, Cover, block3));
        Assert.Equal((MessageType.Mt202Cov, TransferClass.Cover, DecodeStatus.Ok), (t.MessageType, t.Class, t.Status));
        Assert.Equal("1000 USD", t.SettlementAmount.ToString());
        Assert.Equal("1010 USD", t.InstructedAmount.ToString());
        Assert.Equal("DE89370400440532013000 DEUTDEFFXXX", $"{Text(t.DebtorAccount)} {t.DebtorBic}");
        Assert.Equal("DRESDEFFXXX", t.DebtorAgent.ToString());
        Assert.Equal("NL91ABNA0417164300 J JANSEN", $"{Text(t.CreditorAccount)} {Text(t.CreditorName)}");
        Assert.Equal("INGBNL2A", t.CreditorAgent.ToString());
        Assert.Equal("CHASUS33", t.IntermediaryAgent1.ToString());
        Assert.Equal("REF0001", Text(t.RelatedReference));
        Assert.Equal("/INS/COBADEFF", Text(t.SenderToReceiver));
        Assert.Equal(TransferFlags.HasIntermediary, t.Flags);
    }

    [Fact]
    public void Cover_without_sequence_b_says_so()
    {
        var t = _decoder.Decode(Message("202", Plain202, "{3:{119:COV}}"));
        Assert.Equal(MessageType.Mt202Cov, t.MessageType);
        Assert.True(t.Flags.HasFlag(TransferFlags.CoverWithoutUnderlying));
        Assert.Equal("BNPAFRPPXXX", t.DebtorBic.ToString());
    }

    [Fact]
    public void Request_holds_one_transfer_for_each_sequence_b()
    {
        var bytes = Message("101", Request);
        var t = _decoder.Decode(bytes);
        Assert.Equal(2, _decoder.TransferCount);
        Assert.Equal(("100 EUR", "TX1", "J JANSEN", "ACME TRADING GMBH", "COBADEFFXXX"),
            (t.SettlementAmount.ToString(), Text(t.RelatedReference), Text(t.CreditorName), Text(t.DebtorName), t.DebtorAgent.ToString()));
        Assert.Equal(new DateOnly(2026, 3, 17), t.ValueDate);
        t = _decoder.Decode(bytes, 1);
        Assert.Equal(("200 EUR", "TX2", "SOGEFRPP", "BNPAFRPP", "DE89370400440532013000"),
            (t.SettlementAmount.ToString(), Text(t.RelatedReference), t.CreditorBic.ToString(), t.CreditorAgent.ToString(), Text(t.DebtorAccount)));
        Assert.Equal(ChargeBearer.Debtor, t.ChargeBearer);
        Assert.Equal(DecodeStatus.PartyMissing, _decoder.Decode(bytes, 2).Status);
    }

    [Fact]
    public void Request_may_name_the_debtor_in_each_transfer_and_in_either_order()
    {
        string text = ":20:R\n:28D:1/1\n:30:260317\n:21:T\n:32B:EUR1,\n:50C:HOLDDEFF\n:50F:/99\n1/OWNER\n3/DE/BONN\n:59:/1\nX\n:71A:SHA";
        var t = _decoder.Decode(Message("101", text));
        Assert.Equal(("99", "OWNER", DecodeStatus.Ok), (Text(t.DebtorAccount), Text(t.DebtorName), t.Status));
        t = _decoder.Decode(Message("101", text.Replace(":50C:HOLDDEFF\n", "").Replace(":59:", ":50L:X\n:59:")));
        Assert.Equal("99", Text(t.DebtorAccount));
    }

    [Theory]
    [InlineData("103", 103, MessageType.Mt103, DecodeStatus.Ok)]
    [InlineData("199", 199, MessageType.OtherMt, DecodeStatus.NotATransfer)]
    [InlineData("940", 940, MessageType.OtherMt, DecodeStatus.NotATransfer)]
    [InlineData("XYZ", 0, MessageType.Unknown, DecodeStatus.NotATransfer)]
    public void Other_messages_are_known_by_their_number(string number, int expected, MessageType type, DecodeStatus status)
    {
        var t = _decoder.Decode(Message(number, Plain103));
        Assert.Equal((expected, type, status), (t.MessageNumber, t.MessageType, t.Status));
        Assert.Equal(status == DecodeStatus.Ok ? 1 : 0, _decoder.TransferCount);
        Assert.Equal("REF0001", Text(t.Reference));
    }

    [Theory]
    [InlineData(Plain103, MessageType.Mt103)]
    [InlineData(Plain202, MessageType.Mt202)]
    [InlineData(Cover, MessageType.Mt202Cov)]
    [InlineData(Request, MessageType.Mt101)]
    [InlineData(":20:STATEMENT\n:25:123\n:28C:1", MessageType.Unknown)]
    public void Bare_text_block_is_known_by_its_fields(string text, MessageType type) => Assert.Equal(type, _decoder.Decode(Bytes(text + "\n-}")).MessageType);

    [Theory]
    [InlineData("{451:0}", "0001000042", TransferFlags.Acknowledged)]
    [InlineData("{451:1}{405:T27003}", "0001000042", TransferFlags.Rejected)]
    [InlineData("{405:T27003}", "0001000042", TransferFlags.Rejected)]
    [InlineData("{451:1}", "0001000043", TransferFlags.None)]
    public void Answer_in_front_of_its_message_is_noted(string result, string numbers, TransferFlags expected)
    {
        var bytes = Bytes($"{{1:F21COBADEFFAXXX{numbers}}}{{4:{{177:2603171201}}{result}}}").Concat(Mt103()).ToArray();
        var t = _decoder.Decode(bytes);
        Assert.Equal((MessageType.Mt103, DecodeStatus.Ok), (t.MessageType, t.Status));
        Assert.Equal(expected, t.Flags & (TransferFlags.Acknowledged | TransferFlags.Rejected));
        Assert.Equal("ACME TRADING GMBH", Text(t.DebtorName));
    }

    [Fact]
    public void Answer_alone_is_no_transfer()
    {
        var t = _decoder.Decode(Bytes("{1:F21COBADEFFAXXX0001000042}{4:{177:2603171201}{451:0}}"));
        Assert.Equal((DecodeStatus.Acknowledgement, MessageType.Service, 0), (t.Status, t.MessageType, _decoder.TransferCount));
    }

    [Fact]
    public void Test_terminal_marks_test_traffic()
    {
        var t = _decoder.Decode(Bytes("{1:F01COBADEF0AXXX0001000042}{2:I103INGBNL2AXXXXN}{4:\n" + Plain103 + "\n-}"));
        Assert.True(t.Flags.HasFlag(TransferFlags.TestTraffic));
    }

    [Theory]
    [InlineData("/ROC/ABC", "ABC")]
    [InlineData("/INV/1//ROC/ABC//X", "ABC")]
    [InlineData("TEXT\n/ROC/ABC DEF\nMORE", "ABC DEF")]
    [InlineData("SEE /ROC/ABC", "")]
    [InlineData("TEXT", "")]
    public void End_to_end_id_follows_its_code(string remittance, string expected) =>
        Assert.Equal(expected, Text(_decoder.Decode(Mt103(With("70", remittance))).EndToEndId));

    [Fact]
    public void Repeated_field_does_not_overwrite_the_first()
    {
        var t = _decoder.Decode(Mt103(Plain103 + "\n:32A:260318USD9,\n:59:/9\nMALLORY"));
        Assert.Equal("1234.56 EUR", t.SettlementAmount.ToString());
        Assert.Equal("J JANSEN", Text(t.CreditorName));
    }
}
