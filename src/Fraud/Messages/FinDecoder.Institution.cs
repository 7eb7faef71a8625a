namespace Fraud.Messages;

static partial class FinDecoder
{
    /// <summary>
    /// MT202 and MT205. A cover's sequence B has no marker: it starts at the first ordering customer (50a) behind the beneficiary institution. Then the transfer is the
    /// customer's, as in ISO 20022's underlying customer credit transfer: parties of B; the amount and date of A.
    /// </summary>
    static void ReadInstitution(ReadOnlySpan<byte> message, FinFields table, bool marked, ref TransferFields fields)
    {
        int split = SequenceB(table);
        bool underlying = split < table.Count;
        bool cover = marked || underlying;
        fields.MessageType = cover ? MessageType.Mt202Cov : MessageType.Mt202;
        fields.Class = cover ? TransferClass.Cover : TransferClass.Institution;

        var items = table.Items;
        var a = table.First;
        table.Index(a, 0, split);
        int i;
        if ((i = IndexOf(table, a, FinTag.F20, 0, split)) >= 0) fields.Reference = Trimmed(message, items[i]);
        if ((i = IndexOf(table, a, FinTag.F21, 0, split)) >= 0) fields.RelatedReference = Trimmed(message, items[i]);
        if ((i = IndexOf(table, a, FinTag.F32A, 0, split)) >= 0) ReadSettlement(message, items[i], ref fields);
        ReadChain(message, table, a, ref fields);
        ReadNarrative(message, table, a, 0, split, ref fields);

        FinParty ordering = default, beneficiary = default;
        if ((i = a[52] - 1) >= 0) ordering = FinParty.ReadInstitution(message, items[i]);
        if ((i = a[58] - 1) >= 0) beneficiary = FinParty.ReadInstitution(message, items[i]);
        fields.DebtorAgent = ordering.Bic.IsNone ? fields.Sender : ordering.Bic;
        if (underlying)
        {
            ReadUnderlying(message, table, split, beneficiary, ref fields);
            return;
        }
        if (cover) fields.Flags |= TransferFlags.CoverWithoutUnderlying;

        // The paying institution is the ordering one, else whoever sent the message; 53a tells which of its accounts is meant.
        if (ordering.Account.IsEmpty && (i = a[53] - 1) >= 0) ordering.Account = FinParty.ReadInstitution(message, items[i]).Account;
        if (ordering.Bic.IsNone && ordering.Name.IsEmpty) ordering.Bic = fields.Sender;
        SetDebtor(ordering, ref fields);
        SetCreditor(beneficiary, ref fields);
        if (!beneficiary.IsNone) fields.Flags |= TransferFlags.CreditorIsOrganisation;
    }

    /// <summary>The first 50a behind 58a, or the end. Without a 58a the first 50a at all: an institution's own transfer has none.</summary>
    internal static int SequenceB(FinFields table)
    {
        int from = 0;
        for (int i = 0; i < table.Count; i++)
            if (FinTag.Number(table.Items[i].Tag) == 58) { from = i + 1; break; }
        for (int i = from; i < table.Count; i++)
            if (FinTag.Number(table.Items[i].Tag) == 50) return i;
        return table.Count;
    }

    static void ReadUnderlying(ReadOnlySpan<byte> message, FinFields table, int split, in FinParty beneficiary, ref TransferFields fields)
    {
        var items = table.Items;
        var b = table.FirstOfB;
        table.Index(b, split, table.Count);
        int i;
        if ((i = b[50] - 1) >= 0) SetDebtor(FinParty.ReadCustomer(message, items[i]), ref fields);
        if ((i = b[59] - 1) >= 0) SetCreditor(FinParty.ReadCustomer(message, items[i]), ref fields);
        if ((i = b[52] - 1) >= 0 && BicOf(message, items[i]) is { IsNone: false } agent) fields.DebtorAgent = agent;
        if ((i = b[56] - 1) >= 0)
        {
            fields.Flags |= TransferFlags.HasIntermediary;
            if (BicOf(message, items[i]) is { IsNone: false } intermediary) fields.IntermediaryAgent1 = intermediary;
        }
        // Without 57a in B the creditor banks with whoever the cover is for: the beneficiary institution of A, which received the MT103.
        bool given = (i = b[57] - 1) >= 0;
        fields.Flags &= ~TransferFlags.HasCreditorAgent;
        if (given) SetCreditorAgent(message, items[i], ref fields);
        else if (!beneficiary.Bic.IsNone) (fields.CreditorAgent, fields.CreditorAgentId) = (beneficiary.Bic, default);
        if ((i = IndexOf(table, b, FinTag.F33B, split, table.Count)) >= 0)
            FinValue.TryReadMoney(message, items[i].Start, items[i].Length, out fields.InstructedAmount);
        var outer = fields.SenderToReceiver;
        ReadNarrative(message, table, b, split, table.Count, ref fields);
        if (!outer.IsEmpty) fields.SenderToReceiver = outer;
    }
}
