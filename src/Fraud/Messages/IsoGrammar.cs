using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Fraud.Messages;

/// <summary>What opening or closing an element means beside its value.</summary>
enum IsoRole : byte { None, Header, Document, Root, Batch, Transaction, Amount }

/// <summary>A place in the tree of elements.</summary>
readonly record struct IsoNode(ushort Slot, IsoRole Role, MessageType Type);

/// <summary>
/// The elements that are read, as a tree walked one step at each tag. Names are local names: prefixes and versions are not looked at, and one tree holds what all messages and
/// all their versions have, for a name means the same wherever it stands. A step is one probe of a table by place and name, compared in full.
/// </summary>
static class IsoGrammar
{
    /// <summary>Outside of any message: wrappers are passed through.</summary>
    public const ushort Outside = 0;
    /// <summary>An element that is not read, and all inside it.</summary>
    public const ushort Skipped = 1;

    const int TableBits = 13;

    [StructLayout(LayoutKind.Sequential)]
    struct Edge
    {
        public ulong Head, Tail; // first eight bytes of the name, and the last eight of a longer one
        public ushort Length, From, To;
        public int Middle;       // of a name longer than 16, which is in Names; else −1
    }

    static readonly (string Name, MessageType Type)[] s_roots =
    [
        ("FIToFICstmrCdtTrf", MessageType.Pacs008), ("pacs.008.001.01", MessageType.Pacs008), ("FICdtTrf", MessageType.Pacs009), ("FinInstnCdtTrf", MessageType.Pacs009), ("pacs.009.001.01", MessageType.Pacs009),
        ("PmtRtr", MessageType.Pacs004), ("pacs.004.001.01", MessageType.Pacs004), ("FIToFIPmtStsRpt", MessageType.Pacs002), ("pacs.002.001.02", MessageType.Pacs002), ("pacs.002.001.01", MessageType.Pacs002),
        ("FIToFICstmrDrctDbt", MessageType.Pacs003), ("pacs.003.001.01", MessageType.Pacs003), ("FIDrctDbt", MessageType.Pacs010), ("FIToFIPmtStsReq", MessageType.Pacs028),
        ("CstmrCdtTrfInitn", MessageType.Pain001), ("pain.001.001.02", MessageType.Pain001), ("FIToFIPmtCxlReq", MessageType.Camt056), ("RsltnOfInvstgtn", MessageType.Camt029),
    ];

    static readonly List<IsoNode> s_building = [default, default] /* Outside, Skipped */;
    static readonly List<byte[]> s_names = [];
    static readonly Edge[] s_edges = new Edge[1 << TableBits];

    /// <summary>By number.</summary>
    public static readonly IsoNode[] Nodes = Build();

    /// <summary>The place of an element of that name below another; <see cref="Skipped"/> when it is not read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Step(ushort from, ulong head, ulong tail, ReadOnlySpan<byte> name)
    {
        for (int at = Hash(from, head, tail, name.Length); ; at = (at + 1) & ((1 << TableBits) - 1))
        {
            ref readonly var edge = ref s_edges[at];
            if (edge.Length == 0) return from == Outside ? Outside : Skipped;
            if (edge.Head == head && edge.Tail == tail && edge.Length == name.Length && edge.From == from && (edge.Middle < 0 || name.SequenceEqual(s_names[edge.Middle]))) return edge.To;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Hash(ushort from, ulong head, ulong tail, int length) =>
        (int)((head ^ ulong.RotateLeft(tail, 29) ^ (ulong)from << 48 ^ (ulong)length << 40) * 0x9E37_79B9_7F4A_7C15 >> (64 - TableBits));

    /// <summary>First and last eight bytes of a name; of one of at most eight, the name and 0.</summary>
    public static (ulong Head, ulong Tail) KeyOf(ReadOnlySpan<byte> name)
    {
        ulong head = 0, tail = 0;
        for (int i = 0; i < Math.Min(8, name.Length); i++) head |= (ulong)name[i] << 8 * i;
        if (name.Length > 8) tail = BitConverter.ToUInt64(name[^8..]);
        return (head, tail);
    }

    static IsoNode[] Build()
    {
        Header();
        // Below the roots one tree serves all: bulk messages put the transaction on another level or call it another name, and mean the same.
        int document = Child(Outside, "Document", IsoRole.Document);
        int group = Add(default), batch = Add(new IsoNode(0, IsoRole.Batch, default)), transaction = Add(new IsoNode(0, IsoRole.Transaction, default));
        Group(group);
        Level(batch);
        Level(transaction);
        Transaction(transaction);
        Link(batch, "CdtTrfTxInf", transaction);
        Link(batch, "DrctDbtTxInf", transaction);
        foreach (var (name, type) in s_roots)
        {
            int root = Add(new IsoNode(0, IsoRole.Root, type));
            Link(document, name, root);
            Link(Outside, name, root); // a wrapper may hold the message without its Document
            Link(root, "GrpHdr", group);
            foreach (string level in (string[])["PmtInf", "CdtInstr"]) Link(root, level, batch);
            foreach (string level in (string[])["CdtTrfTxInf", "TxInf", "TxInfAndSts", "DrctDbtTxInf"]) Link(root, level, transaction);
            int original = Child(root, "OrgnlGrpInfAndSts");
            Leaf(original, "OrgnlMsgId", IsoSlot.OriginalMessageId);
            Leaf(original, "GrpSts", IsoSlot.GroupStatus);
            Leaf(original, "StsRsnInf/Rsn/Cd", IsoSlot.StatusReason);
            Leaf(original, "StsRsnInf/Rsn/Prtry", IsoSlot.StatusReason);
            Leaf(root, "OrgnlGrpInf/OrgnlMsgId", IsoSlot.OriginalMessageId);
            if (type is MessageType.Camt056 or MessageType.Camt029) Case(root, transaction);
        }
        return [.. s_building];
    }

    static void Case(int root, int transaction)
    {
        foreach (string level in (string[])["Undrlyg", "CxlDtls"])
        {
            int below = Child(root, level);
            Link(below, "TxInf", transaction);
            Link(below, "TxInfAndSts", transaction);
            Leaf(below, "OrgnlGrpInfAndCxl/OrgnlMsgId", IsoSlot.OriginalMessageId);
            Leaf(below, "OrgnlGrpInfAndSts/OrgnlMsgId", IsoSlot.OriginalMessageId);
        }
        Leaf(root, "Assgnmt/Id", IsoSlot.MessageId);
        Leaf(root, "Assgnmt/CreDtTm", IsoSlot.Created);
        Agent(Path(root, "Assgnmt/Assgnr/Agt"), IsoSlot.InstructingAgent);
        Agent(Path(root, "Assgnmt/Assgne/Agt"), IsoSlot.InstructedAgent);
        Leaf(root, "Sts/Conf", IsoSlot.GroupStatus);
    }

    static void Header()
    {
        int header = Child(Outside, "AppHdr", IsoRole.Header);
        Leaf(header, "BizMsgIdr", IsoSlot.HeaderId);
        Leaf(header, "CreDt", IsoSlot.HeaderCreated);
        Leaf(header, "BizSvc", IsoSlot.HeaderService);
        Leaf(header, "PssblDplct", IsoSlot.PossibleDuplicate);
        Agent(Path(header, "Fr/FIId"), IsoSlot.From);
        Agent(Path(header, "To/FIId"), IsoSlot.To);
        OrganisationIds(Path(header, "Fr/OrgId/Id/OrgId"), IsoSlot.From);
        OrganisationIds(Path(header, "To/OrgId/Id/OrgId"), IsoSlot.To);
    }

    static void Group(int node)
    {
        Leaf(node, "MsgId", IsoSlot.MessageId);
        Leaf(node, "CreDtTm", IsoSlot.Created);
        Leaf(node, "IntrBkSttlmDt", IsoSlot.ValueDate);
        Party(Path(node, "InitgPty"), IsoSlot.InitiatingParty);
        Agent(Path(node, "InstgAgt"), IsoSlot.InstructingAgent);
        Agent(Path(node, "InstdAgt"), IsoSlot.InstructedAgent);
        Settlement(Path(node, "SttlmInf"));
    }

    static void Settlement(int node)
    {
        Leaf(node, "SttlmMtd", IsoSlot.SettlementMethod);
        Account(Path(node, "SttlmAcct"), IsoSlot.SettlementAccount);
        Agent(Path(node, "InstgRmbrsmntAgt"), IsoSlot.InstructingReimbursement);
        Agent(Path(node, "InstdRmbrsmntAgt"), IsoSlot.InstructedReimbursement);
    }

    /// <summary>What may stand with the transaction or on the level above it: the debtor of pain.001, the creditor of pacs.010.</summary>
    static void Level(int node)
    {
        Leaf(node, "IntrBkSttlmDt", IsoSlot.ValueDate);
        Leaf(node, "ReqdExctnDt", IsoSlot.RequestedDate);
        Leaf(node, "ReqdExctnDt/Dt", IsoSlot.RequestedDate);
        Leaf(node, "ReqdExctnDt/DtTm", IsoSlot.RequestedDate);
        Leaf(node, "ReqdColltnDt", IsoSlot.RequestedDate);
        Leaf(node, "ChrgBr", IsoSlot.ChargeBearer);
        Agent(Path(node, "InstgAgt"), IsoSlot.InstructingAgent);
        Agent(Path(node, "InstdAgt"), IsoSlot.InstructedAgent);
        Parties(node);
        Party(Path(node, "UltmtDbtr"), IsoSlot.UltimateDebtor);
        Party(Path(node, "UltmtCdtr"), IsoSlot.UltimateCreditor);
        Settlement(Path(node, "SttlmInf"));
    }

    static void Parties(int node)
    {
        Party(Path(node, "Dbtr"), IsoSlot.Debtor);
        Account(Path(node, "DbtrAcct"), IsoSlot.DebtorAccount);
        Agent(Path(node, "DbtrAgt"), IsoSlot.DebtorAgent);
        Agent(Path(node, "CdtrAgt"), IsoSlot.CreditorAgent);
        Party(Path(node, "Cdtr"), IsoSlot.Creditor);
        Account(Path(node, "CdtrAcct"), IsoSlot.CreditorAccount);
        Agent(Path(node, "IntrmyAgt1"), IsoSlot.Intermediary1);
        Agent(Path(node, "IntrmyAgt2"), IsoSlot.Intermediary2);
        Agent(Path(node, "IntrmyAgt3"), IsoSlot.Intermediary3);
    }

    static void Transaction(int node)
    {
        Leaf(node, "PmtId/InstrId", IsoSlot.InstructionId);
        Leaf(node, "PmtId/EndToEndId", IsoSlot.EndToEndId);
        Leaf(node, "PmtId/TxId", IsoSlot.TransactionId);
        Leaf(node, "PmtId/UETR", IsoSlot.Uetr);
        Leaf(node, "RtrId", IsoSlot.InstructionId);
        Leaf(node, "IntrBkSttlmAmt", IsoSlot.SettlementAmount);
        Leaf(node, "RtrdIntrBkSttlmAmt", IsoSlot.SettlementAmount);
        Leaf(node, "InstdAmt", IsoSlot.InstructedAmount);
        Leaf(node, "RtrdInstdAmt", IsoSlot.InstructedAmount);
        Leaf(node, "Amt/InstdAmt", IsoSlot.InstructedAmount);
        Leaf(node, "Amt/EqvtAmt/Amt", IsoSlot.EquivalentAmount);
        Leaf(node, "OrgnlIntrBkSttlmAmt", IsoSlot.OriginalAmount);
        Leaf(node, "OrgnlIntrBkSttlmDt", IsoSlot.OriginalDate);
        Leaf(node, "Purp/Cd", IsoSlot.Purpose);
        Leaf(node, "Purp/Prtry", IsoSlot.Purpose);
        Remittance(Path(node, "RmtInf"), IsoSlot.Remittance, IsoSlot.CreditorReference);
        Leaf(node, "InstrForCdtrAgt/InstrInf", IsoSlot.Instruction);
        Leaf(node, "InstrForNxtAgt/InstrInf", IsoSlot.Instruction);
        Leaf(node, "RgltryRptg/Dtls/Inf", IsoSlot.Regulatory);

        int cover = Path(node, "UndrlygCstmrCdtTrf");
        Party(Path(cover, "Dbtr"), IsoSlot.UnderlyingDebtor);
        Account(Path(cover, "DbtrAcct"), IsoSlot.UnderlyingDebtorAccount);
        Agent(Path(cover, "DbtrAgt"), IsoSlot.UnderlyingDebtorAgent);
        Agent(Path(cover, "IntrmyAgt1"), IsoSlot.UnderlyingIntermediary);
        Agent(Path(cover, "CdtrAgt"), IsoSlot.UnderlyingCreditorAgent);
        Party(Path(cover, "Cdtr"), IsoSlot.UnderlyingCreditor);
        Account(Path(cover, "CdtrAcct"), IsoSlot.UnderlyingCreditorAccount);
        Party(Path(cover, "UltmtDbtr"), IsoSlot.UnderlyingUltimateDebtor);
        Party(Path(cover, "UltmtCdtr"), IsoSlot.UnderlyingUltimateCreditor);
        Remittance(Path(cover, "RmtInf"), IsoSlot.UnderlyingRemittance, IsoSlot.None);
        Leaf(cover, "InstrForCdtrAgt/InstrInf", IsoSlot.UnderlyingInstruction);
        Leaf(cover, "InstdAmt", IsoSlot.UnderlyingAmount);

        // Returns, statuses and recalls speak of an earlier payment.
        Leaf(node, "OrgnlInstrId", IsoSlot.OriginalInstructionId);
        Leaf(node, "OrgnlEndToEndId", IsoSlot.OriginalEndToEndId);
        Leaf(node, "OrgnlTxId", IsoSlot.OriginalTransactionId);
        Leaf(node, "OrgnlUETR", IsoSlot.OriginalUetr);
        Leaf(node, "OrgnlGrpInf/OrgnlMsgId", IsoSlot.OriginalMessageId);
        Leaf(node, "TxSts", IsoSlot.Status);
        Leaf(node, "TxCxlSts", IsoSlot.Status);
        Leaf(node, "StsRsnInf/Rsn/Cd", IsoSlot.StatusReason);
        Leaf(node, "StsRsnInf/Rsn/Prtry", IsoSlot.StatusReason);
        Leaf(node, "RtrRsnInf/Rsn/Cd", IsoSlot.StatusReason);
        Leaf(node, "CxlRsnInf/Rsn/Cd", IsoSlot.StatusReason);
        int chain = Path(node, "RtrChain");
        Parties(chain);
        Party(Path(chain, "UltmtDbtr"), IsoSlot.UltimateDebtor);
        Party(Path(chain, "UltmtCdtr"), IsoSlot.UltimateCreditor);
        int original = Path(node, "OrgnlTxRef");
        Leaf(original, "IntrBkSttlmAmt", IsoSlot.OriginalAmount);
        Leaf(original, "IntrBkSttlmDt", IsoSlot.OriginalDate);
        Remittance(Path(original, "RmtInf"), IsoSlot.OriginalRemittance, IsoSlot.None);
        Party(Path(original, "Dbtr"), IsoSlot.OriginalDebtor);
        Account(Path(original, "DbtrAcct"), IsoSlot.OriginalDebtorAccount);
        Agent(Path(original, "DbtrAgt"), IsoSlot.OriginalDebtorAgent);
        Agent(Path(original, "CdtrAgt"), IsoSlot.OriginalCreditorAgent);
        Party(Path(original, "Cdtr"), IsoSlot.OriginalCreditor);
        Account(Path(original, "CdtrAcct"), IsoSlot.OriginalCreditorAccount);
    }

    static void Remittance(int node, int text, int reference)
    {
        Leaf(node, "Ustrd", text);
        if (reference == IsoSlot.None) return;
        Leaf(node, "Strd/CdtrRefInf/Ref", reference);
        Leaf(node, "Strd/CdtrRefInf/CdtrRef", reference);
    }

    /// <summary>A person, an organisation or, in transfers between banks and in returns, an agent.</summary>
    static void Party(int node, int block)
    {
        foreach (int at in (int[])[node, Path(node, "Pty")])
        {
            Leaf(at, "Nm", block + IsoSlot.Name);
            Leaf(at, "CtryOfRes", block + IsoSlot.Residence);
            Address(Path(at, "PstlAdr"), block);
            OrganisationIds(Path(at, "Id/OrgId"), block);
            int person = Path(at, "Id/PrvtId");
            Leaf(person, "Othr/Id", block + IsoSlot.PrivateId);
            Leaf(person, "OthrId/Id", block + IsoSlot.PrivateId);
            Leaf(person, "DtAndPlcOfBirth/BirthDt", block + IsoSlot.PrivateId);
            foreach (string kind in (string[])["DrvrsLicNb", "CstmrNb", "SclSctyNb", "AlnRegnNb", "PsptNb", "TaxIdNb", "IdntyCardNb", "MplyrIdNb"]) Leaf(person, kind, block + IsoSlot.PrivateId);
        }
        foreach (int at in (int[])[node, Path(node, "Agt")]) Agent(at, block, withAddress: true);
    }

    static void OrganisationIds(int node, int block)
    {
        foreach (string name in (string[])["AnyBIC", "BICOrBEI", "BIC", "BEI"]) Leaf(node, name, block + IsoSlot.Bic);
        Leaf(node, "LEI", block + IsoSlot.Lei);
        Leaf(node, "Othr/Id", block + IsoSlot.OrganisationId);
        Leaf(node, "PrtryId/Id", block + IsoSlot.OrganisationId);
    }

    static void Agent(int node, int block, bool withAddress = false)
    {
        int at = Path(node, "FinInstnId");
        foreach (string name in (string[])["BICFI", "BIC", "CmbndId/BIC"]) Leaf(at, name, block + IsoSlot.Bic);
        foreach (string name in (string[])["ClrSysMmbId/MmbId", "ClrSysMmbId/Id", "ClrSysMmbId/Prtry", "CmbndId/ClrSysMmbId/Id", "Othr/Id", "PrtryId/Id"]) Leaf(at, name, block + IsoSlot.Member);
        foreach (string name in (string[])["Nm", "NmAndAdr/Nm", "CmbndId/Nm"]) Leaf(at, name, block + IsoSlot.Name);
        Leaf(at, "LEI", block + IsoSlot.Lei);
        if (withAddress) Address(Path(at, "PstlAdr"), block);
    }

    static void Account(int node, int block)
    {
        Leaf(node, "Id/IBAN", block + IsoSlot.Iban);
        foreach (string name in (string[])["Othr/Id", "BBAN", "UPIC", "PrtryAcct/Id"]) Leaf(node, "Id/" + name, block + IsoSlot.Other);
        Leaf(node, "Prxy/Id", block + IsoSlot.Proxy);
    }

    static void Address(int node, int block)
    {
        foreach (string name in (string[])["CareOf", "Dept", "SubDept", "StrtNm", "BldgNb", "BldgNm", "Flr", "UnitNb", "PstBx", "Room", "PstCd", "TwnLctnNm", "DstrctNm", "CtrySubDvsn"])
            Leaf(node, name, block + IsoSlot.AddressPart);
        Leaf(node, "TwnNm", block + IsoSlot.Town);
        Leaf(node, "Ctry", block + IsoSlot.Country);
        Leaf(node, "AdrLine", block + IsoSlot.AddressLine);
    }

    static int Add(IsoNode node)
    {
        s_building.Add(node);
        return s_building.Count - 1;
    }

    static int Path(int from, string path)
    {
        foreach (string name in path.Split('/')) from = Child(from, name);
        return from;
    }

    static void Leaf(int from, string path, int slot)
    {
        int node = Path(from, path);
        bool amount = slot is IsoSlot.SettlementAmount or IsoSlot.InstructedAmount or IsoSlot.OriginalAmount or IsoSlot.UnderlyingAmount or IsoSlot.EquivalentAmount;
        s_building[node] = s_building[node] with { Slot = (ushort)slot, Role = amount ? IsoRole.Amount : IsoRole.None };
    }

    static int Child(int from, string name, IsoRole role = IsoRole.None)
    {
        var ascii = Encoding.ASCII.GetBytes(name);
        var (head, tail) = KeyOf(ascii);
        if (Step((ushort)from, head, tail, ascii) is > Skipped and var there) return there;
        int node = Add(new IsoNode(0, role, default));
        Link(from, name, node);
        return node;
    }

    static void Link(int from, string name, int to)
    {
        var ascii = Encoding.ASCII.GetBytes(name);
        var (head, tail) = KeyOf(ascii);
        if (Step((ushort)from, head, tail, ascii) > Skipped) return;
        int at = Hash((ushort)from, head, tail, ascii.Length);
        while (s_edges[at].Length != 0) at = (at + 1) & ((1 << TableBits) - 1);
        int middle = -1;
        if (ascii.Length > 16)
        {
            middle = s_names.Count;
            s_names.Add(ascii);
        }
        s_edges[at] = new Edge { Head = head, Tail = tail, Length = (ushort)ascii.Length, From = (ushort)from, To = (ushort)to, Middle = middle };
    }
}
