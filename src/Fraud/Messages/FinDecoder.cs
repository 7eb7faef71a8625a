using System.Runtime.CompilerServices;

namespace Fraud.Messages;

/// <summary>
/// From the fields of a message to a transfer. Which sequence a field belongs to is settled before any field is read: 52a, 56a, 57a and 72 stand in both
/// sequences of a cover, and "first" or "last wins" maps would mix up the parties.
/// </summary>
static partial class FinDecoder
{
    /// <summary>
    /// Scans and reads one message; an acknowledgement in front of it is read first and noted in the flags. Returns how many transfers the message holds: one for a
    /// payment, one for each sequence B of an MT101, 0 for the rest.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> message, FinFields table, ref TransferFields fields, int transfer = 0)
    {
        var status = FinScanner.Scan(message, 0, table);
        var linked = TransferFlags.None;
        if (table.TextIsTagList && FollowingMessage(message, table) is > 0 and int next)
        {
            var answer = FinAcknowledgement.Read(message, table);
            status = FinScanner.Scan(message, next, table);
            if (answer.Answers(message, message, table)) linked = answer.Accepted ? TransferFlags.Acknowledged : TransferFlags.Rejected;
        }
        int transfers = Read(message, status, table, ref fields, transfer);
        fields.Flags |= linked;
        return transfers;
    }

    static int FollowingMessage(ReadOnlySpan<byte> message, FinFields table)
    {
        int at = table.End;
        while (at < message.Length && FinScanner.IsBlank(message[at])) at++;
        return message[at..].StartsWith("{1:"u8) && FinHeader.Read(message, table).IsAcknowledgement ? at : 0;
    }

    /// <summary>Reads what the table holds of a message that was scanned before; for another transfer of an MT101.</summary>
    public static int Read(ReadOnlySpan<byte> message, DecodeStatus scanned, FinFields table, ref TransferFields fields, int transfer = 0)
    {
        fields.Clear();
        fields.Status = scanned;
        if (scanned is DecodeStatus.Empty or DecodeStatus.NotAMessage) return 0;

        var header = FinHeader.Read(message, table);
        fields.Sender = header.Sender;
        fields.Receiver = header.Receiver;
        fields.Direction = header.Direction;
        if (header.IsService || (table.TextIsTagList && header.Number < 100))
        {
            fields.MessageType = MessageType.Service;
            fields.MessageNumber = header.Number;
            Raise(ref fields, header.IsAcknowledgement ? DecodeStatus.Acknowledgement : DecodeStatus.NotATransfer);
            return 0;
        }
        if (header.Sender.IsTest || header.Receiver.IsTest) fields.Flags |= TransferFlags.TestTraffic;
        byte variant = ReadTags(message, table, ref fields);

        int number = header.Number;
        if (!table.HasBlock2) number = GuessNumber(table);
        fields.MessageNumber = (ushort)number;
        switch (number)
        {
            case 103:
                fields.MessageType = variant switch { (byte)'S' => MessageType.Mt103Stp, (byte)'R' => MessageType.Mt103Remit, _ => MessageType.Mt103 };
                fields.Class = TransferClass.Customer;
                table.Index(table.First, 0, table.Count);
                ReadCustomer(message, table, table.First, 0, table.Count, ref fields);
                break;
            case 202 or 205:
                ReadInstitution(message, table, variant == 'C', ref fields);
                break;
            case 900 or 910 or 940 or 942 or 950:
                return ReadBookings(message, number, table, transfer, ref fields);
            case 101:
                return ReadRequest(message, table, transfer, ref fields);
            default:
                fields.MessageType = number == 0 ? MessageType.Unknown : MessageType.OtherMt;
                table.Index(table.First, 0, table.Count);
                if (IndexOf(table, table.First, FinTag.F20, 0, table.Count) is >= 0 and int reference) fields.Reference = Trimmed(message, table.Items[reference]);
                Raise(ref fields, DecodeStatus.NotATransfer);
                return 0;
        }
        Judge(ref fields);
        return 1;
    }

    /// <summary>Blocks 3, 5 and the letter blocks: UETR, variant (its first letter), test and duplicate marks.</summary>
    static byte ReadTags(ReadOnlySpan<byte> message, FinFields table, ref TransferFields fields)
    {
        byte variant = 0;
        foreach (ref readonly var entry in table.Tags)
        {
            switch (entry.Tag)
            {
                case FinTag.T121 when entry.Block == '3':
                    _ = Uetr.TryParse(message.Slice(entry.Start, entry.Length), out fields.Uetr);
                    break;
                case FinTag.T119 when entry.Block == '3' && entry.Length >= 3:
                    var value = message.Slice(entry.Start, entry.Length);
                    if (value.SequenceEqual("STP"u8) || value.SequenceEqual("COV"u8) || value.SequenceEqual("REMIT"u8)) variant = value[0];
                    break;
                case FinTag.Tng when entry.Block == '5':
                    fields.Flags |= TransferFlags.TestTraffic;
                    break;
                case FinTag.Pde or FinTag.Pdm when entry.Block == '5':
                    fields.Flags |= TransferFlags.PossibleDuplicate;
                    break;
            }
        }
        return variant;
    }

    /// <summary>A bare text block has no header to name it: the mandatory fields do.</summary>
    static int GuessNumber(FinFields table)
    {
        bool request = false, institution = false, customer = false, amount = false;
        foreach (ref readonly var field in table.Fields)
        {
            int number = FinTag.Number(field.Tag);
            if (field.Tag == FinTag.F28D) request = true;
            else if (number == 58) institution = true;
            else if (number == 59 || field.Tag == FinTag.F23B) customer = true;
            else if (field.Tag is FinTag.F32A or FinTag.F32B) amount = true;
        }
        return !amount ? 0 : request ? 101 : institution ? 202 : customer ? 103 : 0;
    }

    /// <summary>MT103, whose fields all stand in one sequence; also what a request's transfer shares with it.</summary>
    static void ReadCustomer(ReadOnlySpan<byte> message, FinFields table, ushort[] first, int from, int to, ref TransferFields fields)
    {
        var items = table.Items;
        int i;
        if ((i = IndexOf(table, first, FinTag.F20, from, to)) >= 0) fields.Reference = Trimmed(message, items[i]);
        if ((i = IndexOf(table, first, FinTag.F32A, from, to)) >= 0) ReadSettlement(message, items[i], ref fields);
        if ((i = IndexOf(table, first, FinTag.F33B, from, to)) >= 0) FinValue.TryReadMoney(message, items[i].Start, items[i].Length, out fields.InstructedAmount);
        if ((i = first[50] - 1) >= 0) SetDebtor(FinParty.ReadCustomer(message, items[i]), ref fields);
        if ((i = first[52] - 1) >= 0) SetDebtorAgent(message, items[i], ref fields);
        if (fields.DebtorAgent.IsNone && fields.DebtorAgentId.IsEmpty) fields.DebtorAgent = fields.Sender;
        ReadChain(message, table, first, ref fields);
        if ((i = first[59] - 1) >= 0) SetCreditor(FinParty.ReadCustomer(message, items[i]), ref fields);
        ReadNarrative(message, table, first, from, to, ref fields);
    }

    /// <summary>Correspondents, intermediary and the creditor's agent.</summary>
    static void ReadChain(ReadOnlySpan<byte> message, FinFields table, ushort[] first, ref TransferFields fields)
    {
        var items = table.Items;
        int i;
        if ((i = first[53] - 1) >= 0) fields.SenderCorrespondent = BicOf(message, items[i]);
        if ((i = first[54] - 1) >= 0) fields.ReceiverCorrespondent = BicOf(message, items[i]);
        if ((i = first[56] - 1) >= 0)
        {
            fields.IntermediaryAgent1 = BicOf(message, items[i]);
            fields.Flags |= TransferFlags.HasIntermediary;
        }
        if ((i = first[57] - 1) >= 0)
        {
            // Given without a BIC (options C, D) it is still not the receiver.
            SetCreditorAgent(message, items[i], ref fields);
        }
        else fields.CreditorAgent = fields.Receiver;
    }

    static void SetCreditorAgent(ReadOnlySpan<byte> message, in FinField field, ref TransferFields fields)
    {
        fields.CreditorAgent = BicOf(message, field);
        fields.CreditorAgentId = fields.CreditorAgent.IsNone ? AgentId(message, field) : default;
        fields.Flags |= TransferFlags.HasCreditorAgent;
    }

    static void SetDebtorAgent(ReadOnlySpan<byte> message, in FinField field, ref TransferFields fields)
    {
        fields.DebtorAgent = BicOf(message, field);
        fields.DebtorAgentId = fields.DebtorAgent.IsNone ? AgentId(message, field) : default;
    }

    /// <summary>What names an agent that has no BIC: its clearing identifier, else its account or name.</summary>
    static Slice AgentId(ReadOnlySpan<byte> message, in FinField field)
    {
        var party = FinParty.ReadInstitution(message, field);
        return !party.ClearingId.IsEmpty ? party.ClearingId : !party.Name.IsEmpty ? party.Name : party.Account;
    }

    static void ReadNarrative(ReadOnlySpan<byte> message, FinFields table, ushort[] first, int from, int to, ref TransferFields fields)
    {
        var items = table.Items;
        int i;
        if ((i = IndexOf(table, first, FinTag.F70, from, to)) >= 0)
        {
            fields.Remittance = items[i].Value;
            fields.EndToEndId = EndToEnd(message, items[i].Value);
        }
        if ((i = IndexOf(table, first, FinTag.F71A, from, to)) >= 0) fields.ChargeBearer = Charges(message, items[i]);
        if ((i = IndexOf(table, first, FinTag.F72, from, to)) >= 0)
        {
            fields.SenderToReceiver = items[i].Value;
            var text = message.Slice(items[i].Start, items[i].Length);
            if (text.StartsWith("/REJT/"u8) || text.StartsWith("/RETN/"u8)) fields.Flags |= TransferFlags.Return;
        }
        if ((i = IndexOf(table, first, FinTag.F77B, from, to)) >= 0) fields.RegulatoryReporting = items[i].Value;
    }

    static void ReadSettlement(ReadOnlySpan<byte> message, in FinField field, ref TransferFields fields)
    {
        FinValue.TryReadDate(message, field.Start, field.Length, out fields.ValueDay);
        if (field.Length > 6) FinValue.TryReadMoney(message, field.Start + 6, field.Length - 6, out fields.SettlementAmount);
    }

    static void SetDebtor(in FinParty party, ref TransferFields fields)
    {
        fields.DebtorAccount = party.Account;
        fields.DebtorName = party.Name;
        fields.DebtorAddress = party.Address;
        fields.DebtorBic = party.Bic;
    }

    static void SetCreditor(in FinParty party, ref TransferFields fields)
    {
        fields.CreditorAccount = party.Account;
        fields.CreditorName = party.Name;
        fields.CreditorAddress = party.Address;
        fields.CreditorBic = party.Bic;
        if (!party.Bic.IsNone) fields.Flags |= TransferFlags.CreditorIsOrganisation;
    }

    static Bic BicOf(ReadOnlySpan<byte> message, in FinField field)
    {
        if (field.Letter != 'A') return default;
        // Nearly always the BIC stands alone.
        if (field.Length is 8 or 11 && Bic.TryParse(message.Slice(field.Start, field.Length), out var alone)) return alone;
        return FinParty.ReadInstitution(message, field).Bic;
    }

    static ChargeBearer Charges(ReadOnlySpan<byte> message, in FinField field)
    {
        if (field.Length < 3) return ChargeBearer.None;
        return (message[field.Start] << 16 | message[field.Start + 1] << 8 | message[field.Start + 2]) switch
        {
            'O' << 16 | 'U' << 8 | 'R' => ChargeBearer.Debtor,
            'S' << 16 | 'H' << 8 | 'A' => ChargeBearer.Shared,
            'B' << 16 | 'E' << 8 | 'N' => ChargeBearer.Creditor,
            _ => ChargeBearer.None,
        };
    }

    /// <summary>The customer's own reference: /ROC/ at the start of a line or behind //, up to // or the end of the line.</summary>
    static Slice EndToEnd(ReadOnlySpan<byte> message, Slice remittance)
    {
        var text = message.Slice(remittance.Start, remittance.Length);
        for (int from = 0; ;)
        {
            int found = text[from..].IndexOf("/ROC/"u8);
            if (found < 0) return default;
            int code = from + found, start = code + 5;
            from = start;
            if (code > 0 && text[code - 1] is not ((byte)'/' or (byte)'\n' or (byte)'\r')) continue;
            int end = FinValue.LineEnd(message, remittance.Start + start, remittance.End) - remittance.Start;
            int next = text[start..end].IndexOf("//"u8);
            if (next >= 0) end = start + next;
            return FinValue.Trim(message, remittance.Start + start, remittance.Start + end);
        }
    }

    static Slice Trimmed(ReadOnlySpan<byte> message, in FinField field) => FinValue.Trim(message, field.Start, field.End);

    /// <summary>The first field of exactly that tag. The table by digits answers unless another option of the same digits came before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int IndexOf(FinFields table, ushort[] first, uint tag, int from, int to)
    {
        int index = first[FinTag.Number(tag)] - 1;
        return index < 0 || table.Items[index].Tag == tag ? index : table.IndexOf(tag, index + 1, to);
    }

    static void Raise(ref TransferFields fields, DecodeStatus status)
    {
        if (status > fields.Status) fields.Status = status;
    }

    /// <summary>A transfer without an amount or a party is still a transfer to be judged; its status says what is missing.</summary>
    static void Judge(ref TransferFields fields)
    {
        if (fields.SettlementAmount.IsNone) Raise(ref fields, DecodeStatus.AmountMissing);
        bool debtor = !(fields.DebtorName.IsEmpty && fields.DebtorAccount.IsEmpty && fields.DebtorBic.IsNone);
        bool creditor = !(fields.CreditorName.IsEmpty && fields.CreditorAccount.IsEmpty && fields.CreditorBic.IsNone);
        if (!debtor || !creditor) Raise(ref fields, DecodeStatus.PartyMissing);
    }
}
