namespace Fraud.Messages;

/// <summary>One value that is read: which, and where its text lies.</summary>
struct IsoValue
{
    public ushort Slot;
    public bool InPieces;  // comments, CDATA sections or elements that are not read stand inside
    public int Start, Length;
}

/// <summary>A message: its type, and its values by level. Levels are runs of the table.</summary>
struct IsoDocument
{
    public MessageType Type;
    public Slice Name;              // pacs.008.001.08, of its namespace
    public int Header, HeaderEnd;   // values of the application header before it
    public int Group, GroupEnd;     // its own, up to the first batch or transaction
    public int FirstTransaction;
}

/// <summary>A transaction, with the levels above it.</summary>
struct IsoTransaction
{
    public int Document, Batch, Start, End;
}

/// <summary>
/// What <see cref="IsoScanner"/> finds in one input: the values that are read, in order, cut into header, group, batches and transactions. Filled again for the next message; its
/// arrays grow to the largest, whose size bounds them: a value takes at least eight bytes of message.
/// </summary>
sealed class IsoTable
{
    internal IsoValue[] Values = new IsoValue[128];
    internal IsoTransaction[] Transactions = new IsoTransaction[8];
    internal (int Start, int End)[] Batches = new (int, int)[4];
    internal IsoDocument[] Documents = new IsoDocument[2];
    internal readonly int[] Brackets = new int[IsoScanner.Window + 64]; // where tags begin in the part of the message at hand
    internal int Count, TransactionCount, BatchCount, DocumentCount;

    /// <summary>By slot, the first value of the transaction that is read, above a mark that rises with each reading; and by block the level it was found on.</summary>
    internal readonly int[] First = new int[IsoSlot.Count];
    internal readonly byte[] BlockLevel = new byte[IsoSlot.Count >> IsoSlot.BlockShift];

    /// <summary>How well the input could be read.</summary>
    public DecodeStatus Status { get; internal set; }
    /// <summary>Where reading stopped, when it did.</summary>
    public int FaultAt { get; internal set; }
    /// <summary>Whether an ampersand stands anywhere: if not, no text needs to be looked at for references.</summary>
    public bool HasReferences { get; internal set; }
    /// <summary>Name of the last document, by its namespace, whether it is one that is read or not.</summary>
    public Slice Name { get; internal set; }
    /// <summary>Whether there is a Document, of any message.</summary>
    public bool HasDocument { get; internal set; }
    /// <summary>Behind the last root element.</summary>
    public int End { get; internal set; }

    int _mark;

    /// <summary>What was read before is forgotten; the mark of the new reading. Clearing 2.5 kB for each transaction would cost as much as reading ten values.</summary>
    internal int NewReading()
    {
        Array.Clear(BlockLevel);
        if (_mark > int.MaxValue - 3L * Values.Length)
        {
            Array.Clear(First);
            _mark = 0;
        }
        return _mark += Values.Length;
    }

    internal void Clear()
    {
        Count = TransactionCount = BatchCount = DocumentCount = 0;
        (Status, FaultAt, HasReferences, HasDocument, End, Name) = (DecodeStatus.Ok, 0, false, false, 0, default);
    }

    internal IsoValue[] Grow(int count)
    {
        Array.Resize(ref Values, 2 * count);
        return Values;
    }

    internal void Add(int slot, int start, int length, bool inPieces)
    {
        if (Count == Values.Length) Grow(Count);
        Values[Count++] = new IsoValue { Slot = (ushort)slot, InPieces = inPieces, Start = start, Length = length };
    }

    internal ref IsoTransaction AddTransaction()
    {
        if (TransactionCount == Transactions.Length) Array.Resize(ref Transactions, 2 * TransactionCount);
        return ref Transactions[TransactionCount++];
    }

    internal void AddBatch(int start)
    {
        if (BatchCount == Batches.Length) Array.Resize(ref Batches, 2 * BatchCount);
        Batches[BatchCount++] = (start, -1);
    }

    internal ref IsoDocument AddDocument()
    {
        if (DocumentCount == Documents.Length) Array.Resize(ref Documents, 2 * DocumentCount);
        Documents[DocumentCount] = default;
        return ref Documents[DocumentCount++];
    }
}
