using static Fraud.Tests.Messages.Samples;

namespace Fraud.Tests.Messages;

public class FinValidatorTests
{
    readonly MessageDecoder _decoder = new();

    List<Problem> Problems(byte[] message) => [.. _decoder.Validate(message).ToArray()];

    string Rules(byte[] message) => string.Join(' ', Problems(message).Select(p => p.Field.Length == 0 ? p.Rule : $"{p.Rule}:{p.Field}"));

    [Fact]
    public void Well_formed_messages_have_no_problems()
    {
        Assert.Equal("", Rules(Mt103(block3: "{3:{108:MUR}{121:eb6305c9-1f7f-49de-aed0-16487c27b42d}}")));
        Assert.Equal("", Rules(Message("202", Plain202)));
        Assert.Equal("", Rules(Message("202", Cover, "{3:{119:COV}}")));
        Assert.Equal("", Rules(Message("101", Request)));
    }

    // Field of an MT103, value in its place (| is a line end) → rules broken. The first line of each group is a valid sample.
    [Theory]
    [InlineData("20", "REF-1/A", "")]
    [InlineData("20", "/REF1", "T26:20")]
    [InlineData("20", "REF1/", "T26:20")]
    [InlineData("20", "REF//1", "T26:20")]
    [InlineData("20", "12345678901234567", "M50:20")]
    [InlineData("20", "", "M50:20")]
    [InlineData("20", "REF_1", "M60:20")]
    [InlineData("13C", "/CLSTIME/0915+0100", "")]
    [InlineData("13C", "/XXXTIME/0915+0100", "T35:13C")]
    [InlineData("13C", "/CLSTIME/2515+0100", "T38:13C")]
    [InlineData("13C", "/CLSTIME/0915*0100", "M60:13C T15:13C")]
    [InlineData("13C", "/CLSTIME/0915+1500", "T16:13C")]
    [InlineData("13C", "/CLSTIME/0915", "M50:13C")]
    [InlineData("23B", "SPRI", "")]
    [InlineData("23B", "CRDT", "T36:23B")]
    [InlineData("23E", "SDVA", "")]
    [InlineData("23E", "HOLD/CALL ON ARRIVAL", "")]
    [InlineData("23E", "XXXX", "T48:23E")]
    [InlineData("23E", "SDVA/TEXT", "D97:23E")]
    [InlineData("32A", "260317EUR1234,56", "")]
    [InlineData("32A", "260230EUR1234,56", "T50:32A")]
    [InlineData("32A", "26031XEUR1234,56", "T50:32A")]
    [InlineData("32A", "260317EUR1234", "T43:32A")]
    [InlineData("32A", "260317EUR1,234,5", "T43:32A C03:32A")]
    [InlineData("32A", "260317EUR,56", "T40:32A")]
    [InlineData("32A", "260317EUR12A4,56", "T40:32A")]
    [InlineData("32A", "260317EUR1234,567", "C03:32A")]
    [InlineData("32A", "260317EUR12345678901234,5", "M50:32A")]
    [InlineData("33B", "XYZ1,", "D75:33B T52:33B")]
    [InlineData("33B", "XAU1,", "C08:33B D75:33B")]
    [InlineData("50K", "/DE89370400440532013000|NAME|A|B|C", "")]
    [InlineData("50K", "/DE89370400440532013000|NAME|A|B|C|D", "M50:50K")]
    [InlineData("50K", "/DE89370400440532013000|NAME THAT IS LONGER THAN THIRTY-FIVE X", "M50:50K")]
    [InlineData("50K", "/12345678901234567890123456789012345|NAME", "M50:50K")]
    [InlineData("50K", "/DE89370400440532013001|NAME", "IBAN_CHECK_DIGITS:50K")]
    [InlineData("50K", "/DE8937040044053201300|NAME", "IBAN_LENGTH:50K")]
    [InlineData("50K", "/US89370400440532013000|NAME", "")]
    [InlineData("59", "/NL91ABNA0417164300|J JANSEN", "")]
    [InlineData("59", "/NL91ABNA0417164300|J_JANSEN", "M60:59")]
    [InlineData("57A", "INGBNL2A", "")]
    [InlineData("57A", "//FW021000021|INGBNL2A", "")]
    [InlineData("57A", "//FW021000019|INGBNL2A", "ABA:57A")]
    [InlineData("57A", "INGBNL2", "T27:57A")]
    [InlineData("57A", "ingbnl2a", "T27:57A")]
    [InlineData("57A", "INGBNL2A|DEBRIS", "M50:57A")]
    [InlineData("70", "A|B|C|D", "")]
    [InlineData("70", "A|B|C|D|E", "M50:70")]
    [InlineData("70", "/LEI/529900T8BM49AURSDO55", "")]
    [InlineData("70", "/LEI/529900T8BM49AURSDO56", "LEI:70")]
    [InlineData("71A", "OUR", "")]
    [InlineData("71A", "ALL", "T08:71A")]
    [InlineData("72", "/INS/ABNANL2A|//MORE", "")]
    [InlineData("72", "/INS/1|2|3|4|5|6|7", "M50:72")]
    [InlineData("77B", "/BENEFRES/BE//X|A|B", "")]
    [InlineData("77B", "1|2|3|4", "M50:77B")]
    public void Format_of_a_field(string tag, string value, string rules) =>
        Assert.Equal(Sorted(rules), Sorted(Rules(Mt103(With(tag, value.Replace('|', '\n'))))));

    [Theory]
    [InlineData("50F", "/123|1/NAME|2/STREET|3/DE/BONN", "")]
    [InlineData("50F", "CCPT/DE/123|1/NAME|3/DE", "")]
    [InlineData("50F", "/123|2/STREET", "T54:50F")]
    [InlineData("50F", "/123|1/NAME|3/DE/BONN|2/STREET", "T56:50F")]
    [InlineData("50F", "/123|1/NAME|9/X", "T56:50F")]
    [InlineData("50F", "/123|1/NAME|STREET", "T56:50F")]
    [InlineData("50F", "/123|1/NAME|3/1X/BONN", "T73:50F")]
    [InlineData("50A", "/123|DEUTDEFF", "")]
    [InlineData("50A", "/123|DEUTDE", "T27:50A")]
    [InlineData("59F", "/123|1/NAME|3/DE", "")]
    [InlineData("59F", "/123|1/NAME|4/19700101", "T56:59F")]
    [InlineData("59A", "/123|BNPAFRPP", "")]
    [InlineData("59A", "/123|BNP", "T27:59A")]
    public void Format_of_a_party_option(string tag, string value, string rules) =>
        Assert.Equal(rules, Rules(Mt103(Change(Plain103, tag[..2] == "50" ? "50K" : "59", $":{tag}:{value.Replace('|', '\n')}\n"))));

    // Changes to the plain MT103: "tag=value" puts a field in place, "-tag" takes it out, "tag>new=value" renames it. → rules broken
    [Theory]
    [InlineData("33B=USD1500, 36=0,82", "")]                                    // C1
    [InlineData("33B=USD1500,", "D75:33B")]
    [InlineData("36=0,82", "D75:36")]
    [InlineData("-33B", "D49:33B")]                                             // C2
    [InlineData("23B=SPRI 23E=SDVA", "")]                                       // C3
    [InlineData("23B=SPRI 23E=CORT", "E01:23E")]
    [InlineData("23B=SSTD 23E=SDVA", "E02:23E")]
    [InlineData("23B=SPAY 23E=SDVA", "E02:23E")]
    [InlineData("23B=SPAY 53A=CHASUS33", "")]                                   // C4
    [InlineData("23B=SPAY 53D=A|BANK", "E03:53D")]
    [InlineData("23B=SPAY 53B=/1", "")]                                         // C5
    [InlineData("23B=SPAY 53B=LONDON", "E04:53B")]
    [InlineData("23B=SPRI 54A=CHASUS33", "")]                                   // C6
    [InlineData("23B=SPRI 54D=BANK", "E05:54D")]
    [InlineData("53A=CHASUS33 54A=CHASUS33 55A=CHASUS33", "")]                  // C7
    [InlineData("53A=CHASUS33 55A=CHASUS33", "E06:55A")]
    [InlineData("23B=SPRI 53A=CHASUS33 54A=CHASUS33 55D=BANK", "E07:55D")]      // C8
    [InlineData("56A=CHASUS33", "")]                                            // C9
    [InlineData("56A=CHASUS33 -57A", "C81:56A")]
    [InlineData("23B=SSTD 56A=CHASUS33", "")]                                   // C10
    [InlineData("23B=SPRI 56A=CHASUS33", "E16:56A")]
    [InlineData("23B=SSTD 56D=BANK", "E17:56D")]
    [InlineData("23B=SPRI 57A>57D=/1|BANK", "")]                                // C11
    [InlineData("23B=SPRI 57A>57D=BANK", "E09:57D")]
    [InlineData("23B=SPRI 59=NAME", "E10:59")]                                  // C12
    [InlineData("23E=CHQB 59=NAME", "")]                                        // C13
    [InlineData("23E=CHQB", "E18:59")]
    [InlineData("71A=SHA 71F=EUR1,", "")]                                       // C14
    [InlineData("71A=OUR 71F=EUR1,", "E13:71F")]
    [InlineData("71A=SHA 71G=EUR1,", "D50:71G")]
    [InlineData("71A=BEN 71F=EUR1,", "")]
    [InlineData("71A=BEN", "E15:71A")]
    [InlineData("71A=OUR 71G=EUR1,", "")]                                       // C15
    [InlineData("71A=OUR 71G=EUR1, -33B", "D49:33B D51:71G")]
    [InlineData("23E=TELI 56A=CHASUS33", "")]                                   // C16
    [InlineData("23E=TELI", "E44:23E")]
    [InlineData("23E=TELE", "")]                                                // C17
    [InlineData("23E=TELE -57A", "E45:23E")]
    [InlineData("71A=OUR 71G=USD1,", "C02:71G")]                                // C18
    [InlineData("-20", "MISSING:20")]
    [InlineData("-71A", "MISSING:71")]
    [InlineData("-59", "MISSING:59")]
    [InlineData("70=A|:70:B", "REPEATED:70")]
    public void Network_rules_of_mt103(string changes, string rules)
    {
        string text = Plain103;
        foreach (string change in Split(changes))
        {
            if (change[0] == '-') { text = Change(text, change[1..], ""); continue; }
            string tag = change[..change.IndexOf('=')], value = change[(change.IndexOf('=') + 1)..].Replace('|', '\n');
            string[] names = tag.Split('>');
            text = Change(text, names[0], $":{names[^1]}:{value}\n");
        }
        Assert.Equal(Sorted(rules), Sorted(Rules(Mt103(text))));
    }

    static string[] Split(string changes) => changes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    static string Sorted(string rules) => string.Join(' ', rules.Split(' ').Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("", "")]
    [InlineData("52D=BANK", "STP:52D")]
    [InlineData("51A=CHASUS33", "STP:51A")]
    [InlineData("53B=/1", "")]
    [InlineData("53D=BANK", "STP:53D")]
    [InlineData("23E=PHON", "STP:23E")]
    [InlineData("72=/RETN/1", "STP:72")]
    [InlineData("59=NAME", "STP:59")]
    public void Straight_through_processing_asks_for_more(string change, string rules)
    {
        string text = Plain103;
        if (change.Length > 0)
        {
            string tag = change[..change.IndexOf('=')];
            text = Change(text, tag == "52D" ? "52A" : tag, $":{tag}:{change[(tag.Length + 1)..]}\n");
        }
        Assert.Equal(rules, Rules(Mt103(text, "{3:{119:STP}}")));
    }

    [Theory]
    [InlineData(Cover, "{3:{119:COV}}", "")]
    [InlineData(Cover, "", "VARIANT:119")]
    [InlineData(Plain202, "{3:{119:COV}}", "MISSING:50")]
    public void Cover_needs_its_flag_and_its_sequence_b(string text, string block3, string rules) => Assert.Equal(rules, Rules(Message("202", text, block3)));

    [Fact]
    public void Intermediary_needs_an_account_with_institution_in_its_own_sequence()
    {
        Assert.Equal("C81:56A", Rules(Message("202", Cover.Replace(":57A:BOFAUS3N\n", ""), "{3:{119:COV}}")));
        Assert.Equal("C68:56A", Rules(Message("202", Cover.Replace(":59:", ":56A:CHASUS33\n:59:"), "{3:{119:COV}}")));
        Assert.Equal("", Rules(Message("202", Cover.Replace(":59:", ":56A:CHASUS33\n:57A:BOFAUS3N\n:59:"), "{3:{119:COV}}")));
    }

    // Replacements in the plain MT101, valid before invalid
    [Theory]
    [InlineData(":32B:EUR100,", ":21F:FX1\n:32B:EUR100,\n:33B:USD110,\n:36:0,9", "")]
    [InlineData(":32B:EUR100,", ":32B:EUR100,\n:33B:USD110,\n:36:0,9", "D54:36")]
    [InlineData(":32B:EUR100,", ":21F:FX1\n:32B:EUR100,\n:36:0,9", "D60:36")]
    [InlineData(":32B:EUR100,", ":32B:EUR100,\n:33B:USD110,", "D60:33B")]
    [InlineData(":32B:EUR100,", ":21F:FX1\n:32B:EUR100,\n:33B:EUR110,\n:36:0,9", "D68:33B")]
    [InlineData(":32B:EUR200,", ":32B:EUR200,\n:50K:/1\nX", "D61:50K")]
    [InlineData(":50H:/DE89370400440532013000\nACME TRADING GMBH\n", "", "D61:50")]
    [InlineData(":32B:EUR200,", ":32B:EUR200,\n:50L:X", "D62:50L")]
    [InlineData(":32B:EUR200,", ":32B:EUR200,\n:52A:COBADEFF", "D64:52A")]
    [InlineData(":57A:BNPAFRPP", ":56A:CHASUS33\n:57A:BNPAFRPP", "")]
    [InlineData(":57A:BNPAFRPP", ":56A:CHASUS33", "D65:56A")]
    [InlineData(":28D:1/1", ":21R:ALL\n:28D:1/1", "")]
    [InlineData(":28D:1/1\n", "", "MISSING:28")]
    public void Rules_of_mt101(string old, string with, string rules) => Assert.Equal(rules, Rules(Message("101", Request.Replace(old, with))));

    [Fact]
    public void Request_with_a_common_reference_has_one_currency() =>
        Assert.Equal("D98:32B", Rules(Message("101", Request.Replace(":28D:1/1", ":21R:ALL\n:28D:1/1").Replace("EUR200", "USD200"))));

    [Theory]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{4:\n", "")]
    [InlineData("{1:F01COBADEFFAXXX000100004}{2:I103INGBNL2AXXXXN}{4:\n", "BLOCK_1_LENGTH")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN20201}{4:\n", "BLOCK_2_LENGTH")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:O103INGBNL2AXXXXN}{4:\n", "BLOCK_2_LENGTH")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:X103INGBNL2AXXXXN}{4:\n", "BLOCK_2_DIRECTION HEADER_BIC")]
    [InlineData("{1:F01C?BADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{4:\n", "HEADER_BIC")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{4:\n", "BLOCK_2_MISSING")]
    [InlineData("{2:I103INGBNL2AXXXXN}{4:\n", "BLOCK_1_MISSING")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{2:I103INGBNL2AXXXXN}{4:\n", "BLOCK_REPEATED STRAY_TEXT")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}junk{4:\n", "STRAY_TEXT")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{4:\njunk\n", "TEXT_BEFORE_TAG")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{4:\n ", "BLANK_BEFORE_TAG")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{4:", "TAG_WITHOUT_LINE_END")]
    [InlineData("", "NO_HEADERS")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{3:{108:}}{4:\n", "MUR:108")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{3:{119:COV}}{4:\n", "VARIANT:119")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{3:{121:eb6305c9-1f7f-49de-aed0-16487c27b42}}{4:\n", "UETR_FORM:121")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{3:{121:eb6305c9-1f7f-19de-aed0-16487c27b42d}}{4:\n", "UETR_VERSION:121")]
    [InlineData("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{3:{121:EB6305C9-1F7F-49DE-AED0-16487C27B42D}}{4:\n", "UETR_CASE:121")]
    public void Oddities_of_the_frame(string head, string rules)
    {
        string found = Rules(Bytes(head + Plain103 + "\n-}"));
        Assert.Equal(rules, string.Join(' ', found.Split(' ').Except(["D49:33B"])));
    }

    [Theory]
    [InlineData("-}{5:{CHK:0123456789AB}}", "")]
    [InlineData("", "UNTERMINATED")]
    [InlineData("-}{5:{CHK:0123456789AB}", "BLOCK_UNCLOSED")]
    public void Oddities_of_the_end(string end, string rules) =>
        Assert.Equal(rules, Rules(Bytes("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{4:\n" + Plain103 + "\n" + end)));

    [Fact]
    public void Terminator_on_the_last_line_is_told() =>
        Assert.Equal("TERMINATOR_GLUED", Rules(Bytes("{1:F01COBADEFFAXXX0001000042}{2:I103INGBNL2AXXXXN}{4:\n" + Plain103 + "-}")));

    [Fact]
    public void Problem_points_at_the_byte_and_shows_no_value()
    {
        var message = Mt103(With("59", "/NL91ABNA0417164300\nJ_JANSEN"));
        var problem = Assert.Single(Problems(message));
        Assert.Equal((byte)'_', message[problem.Offset]);
        Assert.Equal($"M60 in 59 at {problem.Offset}", problem.ToString());
    }

    [Theory]
    [InlineData("251231BGN5,", false)]
    [InlineData("260101BGN5,", true)]
    [InlineData("221231HRK5,", false)]
    [InlineData("230101HRK5,", true)]
    public void Currency_is_judged_on_its_date(string value, bool broken) =>
        Assert.Equal(broken, Problems(Mt103(With("32A", value))).Any(p => p.Rule == "T52" && p.Field == "32A"));
}
