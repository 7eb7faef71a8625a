using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Fraud.Messages;

namespace Fraud.Tests.Messages;

/// <summary>Random well-formed messages: known and unknown elements at any place, prefixes, attributes in both quotes, and text as XML can write it.</summary>
static class IsoDocuments
{
    static readonly string[] s_names =
    [
        "GrpHdr", "CdtTrfTxInf", "PmtInf", "TxInf", "PmtId", "InstrId", "EndToEndId", "UETR", "IntrBkSttlmAmt", "Dbtr", "Cdtr", "Nm", "PstlAdr", "AdrLine", "TwnNm", "Ctry", "Id", "OrgId", "PrvtId", "Othr",
        "AnyBIC", "LEI", "FinInstnId", "BICFI", "DbtrAcct", "CdtrAcct", "IBAN", "DbtrAgt", "CdtrAgt", "RmtInf", "Ustrd", "UltmtDbtr", "SttlmInf", "Document", "AppHdr", "Envlp", "Unknown", "X",
        "AVeryLongElementNameThatNoStandardHasButAnyoneMayWriteInto", "Pty", "Agt", "UndrlygCstmrCdtTrf",
    ];

    static readonly Gen<string> s_space = Gen.Elements("", "", "\n  ", "\r\n\t", " ");

    static readonly Gen<string> s_piece = Gen.OneOf(
        Gen.Elements("ACME TRADING", "Zoë Müller", "东方", "a", "30000028.00", "2016-02-05", "  spaced  ", "O'Neil \"x\"", "=>", "]] >"),
        Gen.Elements("&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#65;", "&#x41;", "&#x1F600;", "&#10;"),
        Gen.Elements("<!-- c -->", "<!---->", "<!-- <Nm>no</Nm> & -->", "<![CDATA[A<B>&C]]>", "<![CDATA[]]>", "<?pi data?>"));

    static Gen<string> Text => from pieces in s_piece.ListOf(4) from length in Gen.Choose(0, 4) select string.Concat(pieces.Take(length));

    static Gen<string> Attributes => Gen.Elements("", "", "", " Ccy=\"USD\"", " Ccy='EUR'", " a=\"1>2\"  Ccy = \"CHF\" b='x'", "\n xmlns:q=\"urn:x\"");

    static Gen<string> Element(int depth, ushort above, string name) =>
        from prefix in Gen.Elements("", "", "ns0:", "a:")
        from attributes in Attributes
        from space in s_space
        from closing in Gen.Elements("", " ", "\n")
        from empty in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        let slot = IsoGrammar.Nodes[Next(above, name)].Slot
        from leaf in depth <= 0 ? Gen.Constant(true) : Gen.Frequency((slot > 0 ? 20 : 1, Gen.Constant(true)), (9, Gen.Constant(false)))
        from content in leaf ? Text : Children(depth - 1, Next(above, name))
        let tag = prefix + name
        let declared = prefix.Length == 0 ? "" : $" xmlns:{prefix[..^1]}=\"urn:{prefix[..^1]}\""
        select empty ? $"<{tag}{declared}{attributes}{closing}/>{space}" : $"<{tag}{declared}{attributes}>{content}</{tag}{closing}>{space}";

    // Mostly what is read at that place, else anything but a payment, which is refused where it is misplaced.
    static Gen<string> Name(ushort place)
    {
        string[] read = [.. s_names.Where(name => IsoGrammar.Nodes[Next(place, name)] is { Slot: > 0 } or { Role: not IsoRole.Misplaced } && Next(place, name) > LastCommon)];
        var other = Gen.Elements(s_names.Where(name => IsoGrammar.Nodes[Next(place, name)].Role != IsoRole.Misplaced).ToArray());
        return read.Length == 0 ? other : Gen.Frequency((4, Gen.Elements(read)), (1, other));
    }

    const int LastCommon = 4; // places up to it are none of the tree's own

    static ushort Next(ushort place, string name) => IsoGrammar.Step(place, IsoGrammar.NameOf(Encoding.UTF8.GetBytes(name)));

    static Gen<string> Children(int depth, ushort place) =>
        from space in s_space
        from names in Name(place).ListOf(4)
        from count in Gen.Choose(1, 4)
        from children in names.Take(count).Aggregate(Gen.Constant(""), (all, name) => from before in all from one in Element(depth, place, name) from noise in Gen.Elements("", "", "<!-- between -->") select before + one + noise)
        select space + children;

    public static Gen<string> Any =>
        from declaration in Gen.Elements("", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "<!-- first -->")
        from root in Gen.Elements("FIToFICstmrCdtTrf", "FICdtTrf", "CstmrCdtTrfInitn", "PmtRtr")
        from header in Gen.Frequency((2, Gen.Constant("")), (1, Element(4, IsoGrammar.Outside, "AppHdr")))
        from body in Element(5, Next(IsoGrammar.Outside, "Document"), root)
        select $"{declaration}{header}<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\">\n{body}</Document>";
}
