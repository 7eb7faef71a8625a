using System.Text;

namespace Fraud.Tests.Messages;

/// <summary>What is wrong with a message, by rule, element and place; and that what is right is left alone.</summary>
public class IsoValidatorTests
{
    static string Sample(string name) => File.ReadAllText(Repository.PathOf("tests", "Fraud.Tests", "Samples", "iso", name));

    static string Problems(string xml) => string.Join(' ', new MessageDecoder().Validate(Encoding.UTF8.GetBytes(xml)).ToArray().Select(p => p.Field.Length == 0 ? p.Rule : $"{p.Rule}:{p.Field}"));

    [Theory]
    [InlineData("pacs008-single.xml", "")]
    [InlineData("pacs008-bulk.xml", "")]
    [InlineData("pacs008-prefixed.xml", "")]
    [InlineData("pacs008-siblings.xml", "")]
    [InlineData("pacs008-oddities.xml", "UNKNOWN_ELEMENT:BkIntrnlRef UNKNOWN_ELEMENT:NickNm EMPTY:Nm")]
    [InlineData("pacs009-core.xml", "")]
    [InlineData("pacs009-adv.xml", "")]
    [InlineData("pacs009-cov.xml", "")]
    [InlineData("pacs004-return.xml", "")]
    [InlineData("pacs002-rejected.xml", "")]
    [InlineData("pacs002-accepted.xml", "")]
    [InlineData("pacs002-group-only.xml", "")]
    [InlineData("pacs003-debit.xml", "")]
    [InlineData("pacs010-fi-debit.xml", "")]
    [InlineData("pacs028-request.xml", "")]
    [InlineData("pain001-bulk.xml", "")]
    [InlineData("pain001-v03.xml", "")]
    [InlineData("camt056-recall.xml", "")]
    [InlineData("camt029-resolution.xml", "")]
    [InlineData("bah-only.xml", "")]
    [InlineData("wrapper-datapdu.xml", "")]
    [InlineData("wrapper-busmsg.xml", "")]
    [InlineData("wrapper-soap.xml", "")]
    [InlineData("wrapper-fedwire.xml", "")]
    public void Sample_has_only_the_problems_it_was_made_with(string file, string problems) => Assert.Equal(problems, Problems(Sample(file)));

    [Theory]
    [InlineData("Ccy=\"EUR\">18450.75<", "Ccy=\"EUR\">18450,75<", "AMOUNT_FORM:IntrBkSttlmAmt AMOUNT_FORM:InstdAmt")]
    [InlineData("Ccy=\"EUR\">18450.75<", "Ccy=\"EUR\">18450.755<", "C03:IntrBkSttlmAmt C03:InstdAmt")]
    [InlineData("Ccy=\"EUR\">18450.75<", "Ccy=\"EUR\">-18450.75<", "AMOUNT_FORM:IntrBkSttlmAmt AMOUNT_FORM:InstdAmt")]
    [InlineData("Ccy=\"EUR\"", "Ccy=\"EUX\"", "T52:IntrBkSttlmAmt T52:InstdAmt")]
    [InlineData("Ccy=\"EUR\"", "Ccy=\"HRK\"", "T52:IntrBkSttlmAmt")]
    [InlineData("Ccy=\"EUR\"", "Cyc=\"EUR\"", "T52:IntrBkSttlmAmt T52:InstdAmt")]
    [InlineData("<IntrBkSttlmDt>2026-03-18<", "<IntrBkSttlmDt>2026-02-30<", "DATE_FORM:IntrBkSttlmDt")]
    [InlineData("4189aba4-7f00-45be", "4189ABA4-7f00-45be", "UETR_CASE:UETR")]
    [InlineData("4189aba4-7f00-45be", "4189aba4-7f00-15be", "UETR_VERSION:UETR")]
    [InlineData("4189aba4-7f00-45be", "4189aba4-7f00", "UETR_FORM:UETR")]
    [InlineData("DE77990102030004711001", "DE78990102030004711001", "IBAN_CHECK_DIGITS:IBAN")]
    [InlineData("DE77990102030004711001", "DE7799010203000471100", "IBAN_LENGTH:IBAN")]
    [InlineData("<Ctry>NL</Ctry>", "<Ctry>QQ</Ctry>", "T73:Ctry")]
    [InlineData("<NbOfTxs>1<", "<NbOfTxs>2<", "TRANSACTION_COUNT:NbOfTxs")]
    [InlineData("<ChrgBr>SHAR<", "<ChrgBr>SHA<", "CHARGE_BEARER:ChrgBr")]
    [InlineData("<ChrgBr>SHAR</ChrgBr>", "<ChrgBr>SHAR</ChrgBr><ChrgBr>DEBT</ChrgBr>", "REPEATED:ChrgBr")]
    [InlineData("<ChrgBr>SHAR</ChrgBr>", "<ChrgBr>SHAR</ChrgBr><ChrgBearer>no such element</ChrgBearer>", "UNKNOWN_ELEMENT:ChrgBearer")]
    [InlineData("<ChrgBr>SHAR</ChrgBr>", "<ChrgBr>SHAR</ChrgBr><!--> <a b='> -->", "")]
    [InlineData("<EndToEndId>RE-2026-0311</EndToEndId>", "", "MISSING:EndToEndId")]
    [InlineData("pacs.008.001.08</MsgDefIdr>", "pacs.009.001.08</MsgDefIdr>", "MESSAGE_NAME:MsgDefIdr")]
    [InlineData("</Document>", "", "MALFORMED")]
    [InlineData("<Document", "<!DOCTYPE x><Document", "DTD")]
    public void Breach_is_named(string right, string wrong, string problems)
    {
        string sample = Sample("pacs008-single.xml");
        Assert.Contains(right, sample, StringComparison.Ordinal);
        Assert.Equal(problems, Problems(sample.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_problem_names_its_place()
    {
        string sample = Sample("pacs008-single.xml").Replace("DE77990102030004711001", "DE78990102030004711001", StringComparison.Ordinal);
        var problem = Assert.Single(new MessageDecoder().Validate(Encoding.UTF8.GetBytes(sample)).ToArray());
        Assert.Equal(sample.IndexOf("DE78990102030004711001", StringComparison.Ordinal), problem.Offset);
    }

    /// <summary>Swift's standards release 2026 refuses addresses of lines only from 14 November 2026 on; logs of before are not to be blamed.</summary>
    [Theory]
    [InlineData("2026-11-13", "<AdrLine>Kade 12</AdrLine><AdrLine>Rotterdam</AdrLine>", "")]
    [InlineData("2026-11-16", "<AdrLine>Kade 12</AdrLine><AdrLine>Rotterdam</AdrLine>", "ADDRESS_FORM:Cdtr")]
    [InlineData("2026-11-16", "<TwnNm>Rotterdam</TwnNm><Ctry>NL</Ctry><AdrLine>Kade 12</AdrLine>", "")]
    [InlineData("2026-11-16", "<TwnNm>Rotterdam</TwnNm><Ctry>NL</Ctry><AdrLine>1</AdrLine><AdrLine>2</AdrLine><AdrLine>3</AdrLine>", "ADDRESS_FORM:Cdtr")]
    [InlineData("2026-11-16", "<StrtNm>Kade</StrtNm><TwnNm>Rotterdam</TwnNm><Ctry>NL</Ctry>", "")]
    [InlineData("2026-11-16", "<StrtNm>Kade</StrtNm><Ctry>NL</Ctry>", "ADDRESS_FORM:Cdtr")]
    public void Address_forms_are_judged_by_the_day(string day, string address, string problems)
    {
        string sample = Sample("pacs008-single.xml").Replace("<IntrBkSttlmDt>2026-03-18<", $"<IntrBkSttlmDt>{day}<", StringComparison.Ordinal);
        int creditor = sample.IndexOf("<Cdtr>", StringComparison.Ordinal), from = sample.IndexOf("<PstlAdr>", creditor, StringComparison.Ordinal) + 9, to = sample.IndexOf("</PstlAdr>", from, StringComparison.Ordinal);
        Assert.Equal(problems, Problems(sample[..from] + address + sample[to..]));
    }

    [Fact]
    public void Control_sums_are_added_exactly()
    {
        string bulk = Sample("pain001-bulk.xml");
        string sum = bulk[(bulk.IndexOf("<CtrlSum>", StringComparison.Ordinal) + 9)..bulk.IndexOf("</CtrlSum>", StringComparison.Ordinal)];
        Assert.Equal("CONTROL_SUM:CtrlSum", Problems(bulk.Replace($"<CtrlSum>{sum}<", $"<CtrlSum>{sum}1<", StringComparison.Ordinal)));
    }
}
