using FsCheck;
using FsCheck.Fluent;

namespace Fraud.Tests.Messages;

/// <summary>Random well-formed messages: known and unknown elements at any place, prefixes, attributes in both quotes, and text as XML can write it.</summary>
static class IsoDocuments
{
    static readonly string[] s_names =
    [
        "GrpHdr", "PmtId", "InstrId", "EndToEndId", "UETR", "IntrBkSttlmAmt", "Dbtr", "Cdtr", "Nm", "PstlAdr", "AdrLine", "TwnNm", "Ctry", "Id", "OrgId", "PrvtId", "Othr",
        "AnyBIC", "LEI", "FinInstnId", "BICFI", "DbtrAcct", "CdtrAcct", "IBAN", "DbtrAgt", "CdtrAgt", "RmtInf", "Ustrd", "UltmtDbtr", "SttlmInf", "Document", "AppHdr", "Envlp", "Unknown", "X",
        "AVeryLongElementNameThatNoStandardHasButAnyoneMayWriteInto", "Pty", "Agt", "UndrlygCstmrCdtTrf",
    ];

    // A transaction anywhere else is refused as misplaced.
    static readonly string[] s_levels = ["GrpHdr", "CdtTrfTxInf", "CdtTrfTxInf", "SplmtryData", "Unknown"], s_orderLevels = ["GrpHdr", "PmtInf", "PmtInf", "Unknown"], s_returnLevels = ["GrpHdr", "TxInf", "TxInf", "Unknown"];

    static readonly Gen<string> s_space = Gen.Elements("", "", "\n  ", "\r\n\t", " ");

    static readonly Gen<string> s_piece = Gen.OneOf(
        Gen.Elements("ACME TRADING", "Zoë Müller", "东方", "a", "30000028.00", "2016-02-05", "  spaced  ", "O'Neil \"x\"", "=>", "]] >"),
        Gen.Elements("&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#65;", "&#x41;", "&#x1F600;", "&#10;"),
        Gen.Elements("<!-- c -->", "<!---->", "<!-- <Nm>no</Nm> & -->", "<![CDATA[A<B>&C]]>", "<![CDATA[]]>", "<?pi data?>"));

    static Gen<string> Text => from pieces in s_piece.ListOf(4) from length in Gen.Choose(0, 4) select string.Concat(pieces.Take(length));

    static Gen<string> Attributes => Gen.Elements("", "", "", " Ccy=\"USD\"", " Ccy='EUR'", " a=\"1>2\"  Ccy = \"CHF\" b='x'", "\n xmlns:q=\"urn:x\"");

    static Gen<string> Element(int depth, string name) =>
        from prefix in Gen.Elements("", "", "ns0:", "a:")
        from attributes in Attributes
        from space in s_space
        from closing in Gen.Elements("", " ", "\n")
        from empty in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from leaf in depth <= 0 ? Gen.Constant(true) : Gen.Frequency((1, Gen.Constant(true)), (2, Gen.Constant(false)))
        from content in leaf ? Text : Children(depth - 1, name is "FIToFICstmrCdtTrf" or "FICdtTrf" or "PmtInf" ? s_levels : name is "CstmrCdtTrfInitn" ? s_orderLevels : name is "PmtRtr" ? s_returnLevels : s_names)
        let tag = prefix + name
        let declared = prefix.Length == 0 ? "" : $" xmlns:{prefix[..^1]}=\"urn:{prefix[..^1]}\""
        select empty ? $"<{tag}{declared}{attributes}{closing}/>{space}" : $"<{tag}{declared}{attributes}>{content}</{tag}{closing}>{space}";

    static Gen<string> Children(int depth, string[] below) =>
        from space in s_space
        from names in Gen.Elements(below).ListOf(4)
        from count in Gen.Choose(0, 4)
        from children in names.Take(count).Aggregate(Gen.Constant(""), (all, name) => from before in all from one in Element(depth, name) from noise in Gen.Elements("", "", "<!-- between -->") select before + one + noise)
        select space + children;

    public static Gen<string> Any =>
        from declaration in Gen.Elements("", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "<!-- first -->")
        from root in Gen.Elements("FIToFICstmrCdtTrf", "FICdtTrf", "CstmrCdtTrfInitn", "PmtRtr")
        from header in Gen.Frequency((2, Gen.Constant("")), (1, Element(2, "AppHdr")))
        from body in Element(6, root)
        select $"{declaration}{header}<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\">\n{body}</Document>";
}
