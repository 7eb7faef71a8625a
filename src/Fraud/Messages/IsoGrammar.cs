using System.Runtime.CompilerServices;
using System.Text;

namespace Fraud.Messages;

/// <summary>What opening or closing an element means beside its value.</summary>
enum IsoRole : byte { None, Header, Document, Root, Batch, Transaction, Entry, Misplaced, Amount }

/// <summary>A place in the tree of elements.</summary>
readonly record struct IsoNode(ushort Slot, IsoRole Role, MessageType Type);

/// <summary>
/// The elements that are read, as a tree walked one step at each tag. Names are local names: prefixes and versions are not looked at, and one tree holds what all messages and
/// all their versions have, for a name means the same wherever it stands. A name is looked up once and compared in full; a step is then one load.
/// </summary>
static partial class IsoGrammar
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
        ("BkToCstmrAcctRpt", MessageType.Camt052), ("BkToCstmrStmt", MessageType.Camt053), ("BkToCstmrDbtCdtNtfctn", MessageType.Camt054),
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
        || name.StartsWith("pain.001"u8) || name.StartsWith("camt.056"u8) || name.StartsWith("camt.029"u8)
        || name.StartsWith("camt.05"u8) && name[7] is (byte)'2' or (byte)'3' or (byte)'4');

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
