namespace Fraud.Messages;

/// <summary>
/// From the values of an ISO 20022 message to a transfer. What a transaction does not say itself, the level above it says for all: batch, group, application header. Agents, parties
/// and accounts are inherited whole, never mixed from two levels.
/// </summary>
static partial class IsoDecoder
{
    /// <summary>
    /// Reads one transfer of a scanned message; returns how many it holds. Each status of pacs.002 counts as one, though it moves no money; other messages without a transfer hold 0.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> message, IsoTable table, TextArena arena, ref TransferFields fields, int transfer = 0)
    {
        fields.Clear();
        fields.Status = table.Status;
        if (table.Status != DecodeStatus.Ok) return 0;
        if (table.DocumentCount == 0)
        {
            // An application header alone, or a message that is not read.
            bool known = table.HasDocument || table.Count > 0;
            // A document that calls itself one that is read, and holds none: somebody else may find it.
            fields.Status = IsoGrammar.IsRead(table.Name.Of(message, default)) ? DecodeStatus.Misplaced : known ? DecodeStatus.NotATransfer : DecodeStatus.NotAMessage;
            fields.MessageType = known ? MessageType.OtherIso : MessageType.Unknown;
            fields.MessageName = table.Name;
            if (table.Count > 0) new Values(message, table, arena, new IsoTransaction { Batch = -1 }, new IsoDocument { HeaderEnd = table.Count }).Header(ref fields);
            return 0;
        }

        bool there = (uint)transfer < (uint)table.TransactionCount;
        var transaction = there ? table.Transactions[transfer] : new IsoTransaction { Batch = -1 };
        ref readonly var document = ref table.Documents[transaction.Document];
        fields.MessageType = document.Type;
        fields.MessageName = document.Name;
        var values = new Values(message, table, arena, transaction, document);
        values.Header(ref fields);
        int count = Entries(table);
        switch (document.Type)
        {
            case MessageType.Pacs009:
                values.Institution(ref fields);
                break;
            case MessageType.Pacs004:
                values.Return(ref fields);
                break;
            case MessageType.Pacs002 or MessageType.Pacs028 or MessageType.Camt056 or MessageType.Camt029:
                values.Answer(ref fields);
                if (!there) fields.Flags |= TransferFlags.WholeMessage;
                break;
            case MessageType.Camt052 or MessageType.Camt053 or MessageType.Camt054:
                values.Book(ref fields, there);
                break;
            case MessageType.Pain001:
                values.Customer(ref fields);
                values.Order(ref fields);
                break;
            case MessageType.Pacs003 or MessageType.Pacs010:
                values.Customer(ref fields);
                fields.Class = TransferClass.DirectDebit;
                break;
            default:
                values.Customer(ref fields);
                break;
        }
        if (fields.Class != TransferClass.None)
        {
            values.Infer(ref fields);
            fields.Judge();
        }
        if (values.Ambiguous && fields.Status < DecodeStatus.Ambiguous) fields.Status = DecodeStatus.Ambiguous;
        if (values.Excessive && fields.Status < DecodeStatus.OverLimit) (fields.Status, fields.Class) = (DecodeStatus.OverLimit, TransferClass.None);
        if (values.Faulty && fields.Status < DecodeStatus.Malformed) (fields.Status, fields.Class) = (DecodeStatus.Malformed, TransferClass.None);
        return count;
    }

    /// <summary>
    /// Transfers, statuses and bookings of all documents; where there is any, recalls between them are counted too, so that a number means the same transaction always.
    /// </summary>
    static int Entries(IsoTable table)
    {
        bool booked = false;
        for (int i = 0; i < table.DocumentCount; i++)
        {
            var type = table.Documents[i].Type;
            if (type >= MessageType.Camt052) booked = true;
            else if (type is not (MessageType.Pacs028 or MessageType.Camt056 or MessageType.Camt029)) return Math.Max(1, table.TransactionCount);
        }
        return booked ? table.TransactionCount : 0;
    }
}
