namespace Fraud.Messages;

static partial class FinDecoder
{
    /// <summary>
    /// MT101: sequence A holds what all transfers share, each field 21 behind it opens one transfer. The ordering customer and its bank stand in A or in every B.
    /// Returns how many transfers there are.
    /// </summary>
    static int ReadRequest(ReadOnlySpan<byte> message, FinFields table, int transfer, ref TransferFields fields)
    {
        fields.MessageType = MessageType.Mt101;
        fields.Class = TransferClass.Customer;
        int transfers = 0, from = table.Count, to = table.Count, endOfA = table.Count;
        for (int i = 0; i < table.Count; i++)
        {
            if (table.Items[i].Tag != FinTag.F21) continue;
            if (transfers == 0) endOfA = i;
            if (transfers == transfer) from = i;
            else if (transfers == transfer + 1) to = i;
            transfers++;
        }
        var items = table.Items;
        var a = table.First;
        table.Index(a, 0, endOfA);
        int at;
        if ((at = IndexOf(table, a, FinTag.F20, 0, endOfA)) >= 0) fields.Reference = Trimmed(message, items[at]);
        if ((at = IndexOf(table, a, FinTag.F30, 0, endOfA)) >= 0) FinValue.TryReadDate(message, items[at].Start, items[at].Length, out fields.ValueDay);
        if (transfers > 0 && (uint)transfer < (uint)transfers) ReadRequested(message, table, from, to, ref fields);

        // What B does not say, A says for all.
        bool orderedInB = !(fields.DebtorAccount.IsEmpty && fields.DebtorName.IsEmpty && fields.DebtorBic.IsNone);
        if (!orderedInB && OrderingCustomer(table, 0, endOfA) is >= 0 and int customer) SetDebtor(FinParty.ReadCustomer(message, items[customer]), ref fields);
        if (fields.DebtorAgent.IsNone && fields.DebtorAgentId.IsEmpty && (at = a[52] - 1) >= 0) SetDebtorAgent(message, items[at], ref fields);
        if (fields.DebtorAgent.IsNone && fields.DebtorAgentId.IsEmpty) fields.DebtorAgent = fields.Receiver; // a request goes to the bank that holds the account
        Judge(ref fields);
        return transfers;
    }

    static void ReadRequested(ReadOnlySpan<byte> message, FinFields table, int from, int to, ref TransferFields fields)
    {
        var items = table.Items;
        var b = table.FirstOfB;
        table.Index(b, from, to);
        int i;
        fields.RelatedReference = Trimmed(message, items[from]);
        if ((i = IndexOf(table, b, FinTag.F32B, from, to)) >= 0) FinValue.TryReadMoney(message, items[i].Start, items[i].Length, out fields.SettlementAmount);
        if ((i = IndexOf(table, b, FinTag.F33B, from, to)) >= 0) FinValue.TryReadMoney(message, items[i].Start, items[i].Length, out fields.InstructedAmount);
        if (OrderingCustomer(table, from, to) is >= 0 and int customer) SetDebtor(FinParty.ReadCustomer(message, items[customer]), ref fields);
        if ((i = b[52] - 1) >= 0) SetDebtorAgent(message, items[i], ref fields);
        ReadChain(message, table, b, ref fields);
        if ((i = b[59] - 1) >= 0) SetCreditor(FinParty.ReadCustomer(message, items[i]), ref fields);
        ReadNarrative(message, table, b, from, to, ref fields);
    }

    /// <summary>Options F, G and H are the account owner; C and L only instruct, and either may come first.</summary>
    internal static int OrderingCustomer(FinFields table, int from, int to)
    {
        for (int i = from; i < to; i++)
            if (FinTag.Number(table.Items[i].Tag) == 50 && table.Items[i].Letter is not ((byte)'C' or (byte)'L')) return i;
        return -1;
    }
}
