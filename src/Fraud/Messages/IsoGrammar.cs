using System.Runtime.CompilerServices;
using System.Text;

namespace Fraud.Messages;

/// <summary>What opening or closing an element means beside its value.</summary>
enum IsoRole : byte { None, Header, Document, Root, Batch, Transaction, Misplaced, Amount }

/// <summary>A place in the tree of elements.</summary>
readonly record struct IsoNode(ushort Slot, IsoRole Role, MessageType Type);

/// <summary>
/// The elements that are read, as a tree walked one step at each tag. Names are local names: prefixes and versions are not looked at, and one tree holds what all messages and
/// all their versions have, for a name means the same wherever it stands. A name is looked up once and compared in full; a step is then one load.
/// </summary>
static class IsoGrammar
{
    /// <summary>Outside of any message: wrappers are passed through.</summary>
    public const ushort Outside = 0;
    /// <summary>An element of somebody else, and all inside it: a supplementary envelope, a signature, what a header holds beside what is read.</summary>
    public const ushort Skipped = 1;
    /// <summary>An element of a message that is not read, and all inside it. A payment in there would be seen by nobody.</summary>
    const ushort Inside = 2;
    /// <summary>A message that is not read.</summary>
    const ushort Unread = 3;
    /// <summary>A payment where the standard has none.</summary>
    const ushort Misplaced = 4;

    const int NameBits = 10;

    struct Name
    {
        public ulong Head, Tail; // first eight bytes of the name, and the last eight of a longer one
        public int Length;       // 0 = a free place
        public int Id;
        public byte[]? Whole;    // of a name longer than 16, which head and tail do not cover
    }

    static readonly (string Name, MessageType Type)[] s_roots =
    [
        ("FIToFICstmrCdtTrf", MessageType.Pacs008), ("pacs.008.001.01", MessageType.Pacs008), ("FICdtTrf", MessageType.Pacs009), ("FinInstnCdtTrf", MessageType.Pacs009), ("pacs.009.001.01", MessageType.Pacs009),
        ("PmtRtr", MessageType.Pacs004), ("pacs.004.001.01", MessageType.Pacs004), ("FIToFIPmtStsRpt", MessageType.Pacs002), ("pacs.002.001.02", MessageType.Pacs002), ("pacs.002.001.01", MessageType.Pacs002),
        ("FIToFICstmrDrctDbt", MessageType.Pacs003), ("pacs.003.001.01", MessageType.Pacs003), ("FIDrctDbt", MessageType.Pacs010), ("FIToFIPmtStsReq", MessageType.Pacs028),
        ("CstmrCdtTrfInitn", MessageType.Pain001), ("pain.001.001.02", MessageType.Pain001), ("FIToFIPmtCxlReq", MessageType.Camt056), ("RsltnOfInvstgtn", MessageType.Camt029),
    ];

    static readonly List<IsoNode> s_building = [default, default, default, default, new(0, IsoRole.Misplaced, default)]; // as numbered above
    static int s_document, s_headerEnd; // places from the first to there are the header's
    static readonly Dictionary<int, int> s_blocks = [];              // looked up, never enumerated
    static readonly SortedDictionary<(int From, int Name), int> s_edges = [];
    static readonly Name[] s_names = new Name[1 << NameBits];
    static int s_nameCount = 1; // 0 is every name that is not known

    /// <summary>By number.</summary>
    public static readonly IsoNode[] Nodes = Build();

    /// <summary>By place and name, the place below; <see cref="Skipped"/> when it is not read.</summary>
    static readonly ushort[] s_next = Table();

    /// <summary>Whether a message of that name, such as pacs.008.001.08, is one that is read.</summary>
    public static bool IsRead(ReadOnlySpan<byte> name) => name.Length > 8 && (name.StartsWith("pacs.0"u8) && name[6..8] is [(byte)'0', (byte)'2' or (byte)'3' or (byte)'4' or (byte)'8' or (byte)'9'] or [(byte)'1', (byte)'0'] or [(byte)'2', (byte)'8']
        || name.StartsWith("pain.001"u8) || name.StartsWith("camt.056"u8) || name.StartsWith("camt.029"u8));

    /// <summary>The place of an element of that name below another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Step(ushort from, int name) => s_next[from * NameStride + name];

    const int NameStride = 256;

    /// <summary>The number of a name, 0 when it is none of ours. It does not depend on the place, so that the processor finds names ahead of the walk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NameOf(ulong head, ulong tail, ReadOnlySpan<byte> text)
    {
        var names = s_names;
        for (int at = Hash(head, tail, text.Length); ; at = (at + 1) & ((1 << NameBits) - 1))
        {
            ref readonly var name = ref names[at];
            if (((name.Head ^ head) | (name.Tail ^ tail) | (uint)(name.Length ^ text.Length)) == 0 && (name.Whole is null || text.SequenceEqual(name.Whole))) return name.Id;
            if (name.Length == 0) return 0;
        }
    }

    /// <summary>The same from its bytes alone.</summary>
    public static int NameOf(ReadOnlySpan<byte> text)
    {
        var (head, tail) = KeyOf(text);
        return NameOf(head, tail, text);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Hash(ulong head, ulong tail, int length) => (int)((head ^ ulong.RotateLeft(tail, 29) ^ (ulong)length << 56) * 0x9E37_79B9_7F4A_7C15 >> (64 - NameBits));

    /// <summary>First and last eight bytes of a name; of one of at most eight, the name and 0.</summary>
    static (ulong Head, ulong Tail) KeyOf(ReadOnlySpan<byte> name)
    {
        ulong head = 0, tail = 0;
        for (int i = 0; i < Math.Min(8, name.Length); i++) head |= (ulong)name[i] << 8 * i;
        for (int i = 0; i < 8 && name.Length > 8; i++) tail |= (ulong)name[name.Length - 8 + i] << 8 * i;
        return (head, tail);
    }

    static IsoNode ATransaction => new(0, IsoRole.Transaction, default);

    static IsoNode[] Build()
    {
        Header();
        s_headerEnd = s_building.Count;
        // Below the roots one tree serves all, but for transactions: what an order or a return says beside its own elements must not stand in for them.
        int document = s_document = Child(Outside, "Document", IsoRole.Document);
        int group = Add(default), batch = Add(new IsoNode(0, IsoRole.Batch, default));
        int transfer = Add(ATransaction), order = Add(ATransaction), returned = Add(ATransaction), answer = Add(ATransaction);
        Group(group);
        Level(batch);
        Link(batch, "CdtTrfTxInf", order);
        Link(batch, "DrctDbtTxInf", transfer);
        Level(transfer);
        Parties(transfer);
        Transfer(transfer);
        Level(order);
        CreditorSide(order);
        Identified(order);
        Leaf(order, "Amt/InstdAmt", IsoSlot.InstructedAmount);
        Leaf(order, "Amt/EqvtAmt/Amt", IsoSlot.EquivalentAmount);
        Level(returned);
        Return(returned);
        Original(answer);
        Level(answer);
        foreach (var (name, type) in s_roots)
        {
            int root = Add(new IsoNode(0, IsoRole.Root, type));
            Link(document, name, root);
            Link(Outside, name, root); // a wrapper may hold the message without its Document
            Link(root, "GrpHdr", group);
            switch (type)
            {
                case MessageType.Pacs008 or MessageType.Pacs009: Link(root, "CdtTrfTxInf", transfer); break;
                case MessageType.Pacs003: Link(root, "DrctDbtTxInf", transfer); break;
                case MessageType.Pacs010: Link(root, "CdtInstr", batch); break;
                case MessageType.Pain001: Link(root, "PmtInf", batch); break;
                case MessageType.Pacs004: Link(root, "TxInf", returned); break;
                case MessageType.Pacs002: Link(root, "TxInfAndSts", answer); break;
                case MessageType.Pacs028: Link(root, "TxInf", answer); break;
                default: Case(root, answer); break;
            }
            int original = Child(root, "OrgnlGrpInfAndSts");
            Leaf(original, "OrgnlMsgId", IsoSlot.OriginalMessageId);
            Leaf(original, "GrpSts", IsoSlot.GroupStatus);
            Leaf(original, "StsRsnInf/Rsn/Cd", IsoSlot.StatusReason);
            Leaf(original, "StsRsnInf/Rsn/Prtry", IsoSlot.StatusReason);
            Leaf(root, "OrgnlGrpInf/OrgnlMsgId", IsoSlot.OriginalMessageId);
        }
        Parties(batch);
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
        Agent(root, "Assgnmt/Assgnr/Agt", IsoSlot.InstructingAgent);
        Agent(root, "Assgnmt/Assgne/Agt", IsoSlot.InstructedAgent);
        Leaf(root, "Sts/Conf", IsoSlot.GroupStatus);
    }

    static void Header()
    {
        int header = Child(Outside, "AppHdr", IsoRole.Header);
        Leaf(header, "BizMsgIdr", IsoSlot.HeaderId);
        Leaf(header, "MsgDefIdr", IsoSlot.HeaderDefinition);
        Leaf(header, "CreDt", IsoSlot.HeaderCreated);
        Leaf(header, "BizSvc", IsoSlot.HeaderService);
        Leaf(header, "PssblDplct", IsoSlot.PossibleDuplicate);
        Agent(header, "Fr/FIId", IsoSlot.From);
        Agent(header, "To/FIId", IsoSlot.To);
        OrganisationIds(Path(header, "Fr/OrgId/Id/OrgId"), IsoSlot.From);
        OrganisationIds(Path(header, "To/OrgId/Id/OrgId"), IsoSlot.To);
    }

    static void Group(int node)
    {
        Leaf(node, "MsgId", IsoSlot.MessageId);
        Leaf(node, "CreDtTm", IsoSlot.Created);
        Leaf(node, "NbOfTxs", IsoSlot.TransactionCount);
        Leaf(node, "CtrlSum", IsoSlot.ControlSum);
        Leaf(node, "IntrBkSttlmDt", IsoSlot.ValueDate);
        Party(node, "InitgPty", IsoSlot.InitiatingParty);
        Agent(node, "InstgAgt", IsoSlot.InstructingAgent);
        Agent(node, "InstdAgt", IsoSlot.InstructedAgent);
        Settlement(Path(node, "SttlmInf"));
    }

    static void Settlement(int node)
    {
        Leaf(node, "SttlmMtd", IsoSlot.SettlementMethod);
        Account(node, "SttlmAcct", IsoSlot.SettlementAccount);
        Agent(node, "InstgRmbrsmntAgt", IsoSlot.InstructingReimbursement);
        Agent(node, "InstdRmbrsmntAgt", IsoSlot.InstructedReimbursement);
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
        Agent(node, "InstgAgt", IsoSlot.InstructingAgent);
        Agent(node, "InstdAgt", IsoSlot.InstructedAgent);
        Party(node, "UltmtDbtr", IsoSlot.UltimateDebtor);
        Party(node, "UltmtCdtr", IsoSlot.UltimateCreditor);
        Settlement(Path(node, "SttlmInf"));
    }

    static void Parties(int node)
    {
        Party(node, "Dbtr", IsoSlot.Debtor);
        Account(node, "DbtrAcct", IsoSlot.DebtorAccount);
        Agent(node, "DbtrAgt", IsoSlot.DebtorAgent);
        CreditorSide(node);
    }

    static void CreditorSide(int node)
    {
        Agent(node, "CdtrAgt", IsoSlot.CreditorAgent);
        Party(node, "Cdtr", IsoSlot.Creditor);
        Account(node, "CdtrAcct", IsoSlot.CreditorAccount);
        Agent(node, "IntrmyAgt1", IsoSlot.Intermediary1);
        Agent(node, "IntrmyAgt2", IsoSlot.Intermediary2);
        Agent(node, "IntrmyAgt3", IsoSlot.Intermediary3);
    }

    /// <summary>References, purpose and narrative of a transfer or an order.</summary>
    static void Identified(int node)
    {
        Leaf(node, "PmtId/InstrId", IsoSlot.InstructionId);
        Leaf(node, "PmtId/EndToEndId", IsoSlot.EndToEndId);
        Leaf(node, "PmtId/TxId", IsoSlot.TransactionId);
        Leaf(node, "PmtId/UETR", IsoSlot.Uetr);
        Leaf(node, "Purp/Cd", IsoSlot.Purpose);
        Leaf(node, "Purp/Prtry", IsoSlot.Purpose);
        Remittance(Path(node, "RmtInf"), IsoSlot.Remittance, IsoSlot.CreditorReference);
        Leaf(node, "InstrForCdtrAgt/InstrInf", IsoSlot.Instruction);
        Leaf(node, "InstrForNxtAgt/InstrInf", IsoSlot.Instruction);
        Leaf(node, "RgltryRptg/Dtls/Inf", IsoSlot.Regulatory);
    }

    static void Transfer(int node)
    {
        Identified(node);
        Leaf(node, "IntrBkSttlmAmt", IsoSlot.SettlementAmount);
        Leaf(node, "InstdAmt", IsoSlot.InstructedAmount);
        int cover = Path(node, "UndrlygCstmrCdtTrf");
        Party(cover, "Dbtr", IsoSlot.UnderlyingDebtor);
        Account(cover, "DbtrAcct", IsoSlot.UnderlyingDebtorAccount);
        Agent(cover, "DbtrAgt", IsoSlot.UnderlyingDebtorAgent);
        Agent(cover, "IntrmyAgt1", IsoSlot.UnderlyingIntermediary);
        Agent(cover, "CdtrAgt", IsoSlot.UnderlyingCreditorAgent);
        Party(cover, "Cdtr", IsoSlot.UnderlyingCreditor);
        Account(cover, "CdtrAcct", IsoSlot.UnderlyingCreditorAccount);
        Party(cover, "UltmtDbtr", IsoSlot.UnderlyingUltimateDebtor);
        Party(cover, "UltmtCdtr", IsoSlot.UnderlyingUltimateCreditor);
        Remittance(Path(cover, "RmtInf"), IsoSlot.UnderlyingRemittance, IsoSlot.None);
        Leaf(cover, "InstrForCdtrAgt/InstrInf", IsoSlot.UnderlyingInstruction);
        Leaf(cover, "InstdAmt", IsoSlot.UnderlyingAmount);
    }

    static void Return(int node)
    {
        Original(node);
        Leaf(node, "RtrId", IsoSlot.InstructionId);
        Leaf(node, "RtrdIntrBkSttlmAmt", IsoSlot.SettlementAmount);
        Leaf(node, "RtrdInstdAmt", IsoSlot.InstructedAmount);
        Leaf(node, "RtrRsnInf/Rsn/Cd", IsoSlot.StatusReason);
        int chain = Path(node, "RtrChain");
        Parties(chain);
        Party(chain, "UltmtDbtr", IsoSlot.UltimateDebtor);
        Party(chain, "UltmtCdtr", IsoSlot.UltimateCreditor);
    }

    /// <summary>Returns, statuses and recalls speak of an earlier payment.</summary>
    static void Original(int node)
    {
        Leaf(node, "OrgnlInstrId", IsoSlot.OriginalInstructionId);
        Leaf(node, "OrgnlEndToEndId", IsoSlot.OriginalEndToEndId);
        Leaf(node, "OrgnlTxId", IsoSlot.OriginalTransactionId);
        Leaf(node, "OrgnlUETR", IsoSlot.OriginalUetr);
        Leaf(node, "OrgnlGrpInf/OrgnlMsgId", IsoSlot.OriginalMessageId);
        Leaf(node, "OrgnlIntrBkSttlmAmt", IsoSlot.OriginalAmount);
        Leaf(node, "OrgnlIntrBkSttlmDt", IsoSlot.OriginalDate);
        Leaf(node, "TxSts", IsoSlot.Status);
        Leaf(node, "TxCxlSts", IsoSlot.Status);
        Leaf(node, "StsRsnInf/Rsn/Cd", IsoSlot.StatusReason);
        Leaf(node, "StsRsnInf/Rsn/Prtry", IsoSlot.StatusReason);
        Leaf(node, "CxlRsnInf/Rsn/Cd", IsoSlot.StatusReason);
        int original = Path(node, "OrgnlTxRef");
        Leaf(original, "IntrBkSttlmAmt", IsoSlot.OriginalAmount);
        Leaf(original, "IntrBkSttlmDt", IsoSlot.OriginalDate);
        Remittance(Path(original, "RmtInf"), IsoSlot.OriginalRemittance, IsoSlot.None);
        Party(original, "Dbtr", IsoSlot.OriginalDebtor);
        Account(original, "DbtrAcct", IsoSlot.OriginalDebtorAccount);
        Agent(original, "DbtrAgt", IsoSlot.OriginalDebtorAgent);
        Agent(original, "CdtrAgt", IsoSlot.OriginalCreditorAgent);
        Party(original, "Cdtr", IsoSlot.OriginalCreditor);
        Account(original, "CdtrAcct", IsoSlot.OriginalCreditorAccount);
    }

    static void Remittance(int node, int text, int reference)
    {
        Leaf(node, "Ustrd", text);
        if (reference == IsoSlot.None) return;
        Leaf(node, "Strd/CdtrRefInf/Ref", reference);
        Leaf(node, "Strd/CdtrRefInf/CdtrRef", reference);
    }

    /// <summary>A person, an organisation or, in transfers between banks and in returns, an agent. One place for all levels on which it may stand.</summary>
    static void Party(int from, string path, int block)
    {
        if (!Mount(from, path, block, out int node)) return;
        Leaf(node, "Nm", block + IsoSlot.Name);
        Leaf(node, "CtryOfRes", block + IsoSlot.Residence);
        Address(Path(node, "PstlAdr"), block);
        OrganisationIds(Path(node, "Id/OrgId"), block);
        int person = Path(node, "Id/PrvtId");
        Leaf(person, "Othr/Id", block + IsoSlot.PrivateId);
        Leaf(person, "OthrId/Id", block + IsoSlot.PrivateId);
        Leaf(person, "DtAndPlcOfBirth/BirthDt", block + IsoSlot.PrivateId);
        foreach (string kind in (string[])["DrvrsLicNb", "CstmrNb", "SclSctyNb", "AlnRegnNb", "PsptNb", "TaxIdNb", "IdntyCardNb", "MplyrIdNb"]) Leaf(person, kind, block + IsoSlot.PrivateId);
        Institution(node, block);
        Address(Path(node, "FinInstnId/PstlAdr"), block);
        // Newer versions say which of the two it is.
        Link(node, "Pty", node);
        Link(node, "Agt", node);
    }

    static void OrganisationIds(int node, int block)
    {
        foreach (string name in (string[])["AnyBIC", "BICOrBEI", "BIC", "BEI"]) Leaf(node, name, block + IsoSlot.Bic);
        Leaf(node, "LEI", block + IsoSlot.Lei);
        Leaf(node, "Othr/Id", block + IsoSlot.OrganisationId);
        Leaf(node, "PrtryId/Id", block + IsoSlot.OrganisationId);
    }

    static void Agent(int from, string path, int block)
    {
        if (Mount(from, path, block, out int node)) Institution(node, block);
    }

    static void Institution(int node, int block)
    {
        int at = Path(node, "FinInstnId");
        foreach (string name in (string[])["BICFI", "BIC", "CmbndId/BIC"]) Leaf(at, name, block + IsoSlot.Bic);
        foreach (string name in (string[])["ClrSysMmbId/MmbId", "ClrSysMmbId/Id", "ClrSysMmbId/Prtry", "CmbndId/ClrSysMmbId/Id", "Othr/Id", "PrtryId/Id"]) Leaf(at, name, block + IsoSlot.Member);
        foreach (string name in (string[])["Nm", "NmAndAdr/Nm", "CmbndId/Nm"]) Leaf(at, name, block + IsoSlot.Name);
        Leaf(at, "LEI", block + IsoSlot.Lei);
    }

    static void Account(int from, string path, int block)
    {
        if (!Mount(from, path, block, out int node)) return;
        Leaf(node, "Id/IBAN", block + IsoSlot.Iban);
        foreach (string name in (string[])["Othr/Id", "BBAN", "UPIC", "PrtryAcct/Id"]) Leaf(node, "Id/" + name, block + IsoSlot.Other);
        Leaf(node, "Prxy/Id", block + IsoSlot.Proxy);
    }

    /// <summary>The place of a block below another; false when the block was laid out before.</summary>
    static bool Mount(int from, string path, int block, out int node)
    {
        bool fresh = !s_blocks.TryGetValue(block, out node);
        if (fresh) s_blocks[block] = node = Add(default);
        int cut = path.LastIndexOf('/');
        Link(cut < 0 ? from : Path(from, path[..cut]), path[(cut + 1)..], node);
        return fresh;
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
        if (s_edges.TryGetValue((from, Intern(name)), out int there)) return there;
        int node = Add(new IsoNode(0, role, default));
        Link(from, name, node);
        return node;
    }

    static void Link(int from, string name, int to) => s_edges.TryAdd((from, Intern(name)), to);

    static int Intern(string text)
    {
        byte[] name = Encoding.ASCII.GetBytes(text);
        if (NameOf(name) is > 0 and int known) return known;
        if (s_nameCount == NameStride) throw new InvalidOperationException("More names than the table has columns.");
        var (head, tail) = KeyOf(name);
        int at = Hash(head, tail, name.Length);
        while (s_names[at].Length != 0) at = (at + 1) & ((1 << NameBits) - 1);
        s_names[at] = new Name { Head = head, Tail = tail, Length = name.Length, Id = s_nameCount, Whole = name.Length > 16 ? name : null };
        return s_nameCount++;
    }

    static ushort[] Table()
    {
        int[] roots = [.. s_roots.Select(root => Intern(root.Name))], payments = [.. roots, Intern("CdtTrfTxInf"), Intern("DrctDbtTxInf")];
        int[] foreign = [Intern("Envlp"), Intern("Sgntr")];
        var next = new ushort[Nodes.Length * NameStride];
        for (int place = 0; place < Nodes.Length; place++)
        {
            var row = next.AsSpan(place * NameStride, NameStride);
            bool header = place > Misplaced && place < s_headerEnd, unread = place == s_document || place == Unread;
            row.Fill(place == Outside ? Outside : header || place is Skipped or Misplaced ? Skipped : unread ? Unread : Inside);
            if (header || place is Outside or Skipped or Misplaced) continue;
            foreach (int name in unread ? roots : payments) row[name] = Misplaced;
            foreach (int name in foreign) row[name] = Skipped;
        }
        foreach (var ((from, name), to) in s_edges) next[from * NameStride + name] = (ushort)to;
        return next;
    }
}
