namespace Fraud.Messages;

/// <summary>What the messages hold, of all versions: the tree itself.</summary>
static partial class IsoGrammar
{
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
                case MessageType.Camt052: Bookings(root, "Rpt"); break;
                case MessageType.Camt053: Bookings(root, "Stmt"); break;
                case MessageType.Camt054: Bookings(root, "Ntfctn"); break;
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

    /// <summary>Statements and notifications: entries, each with the transactions that it sums up, or with none.</summary>
    static void Bookings(int root, string name)
    {
        int account = Child(root, name);
        Agent(account, "Acct/Svcr", IsoSlot.InstructingAgent);
        OrganisationIds(Path(account, "Acct/Ownr/Id/OrgId"), IsoSlot.InstructedAgent);
        int entry = Child(account, "Ntry", IsoRole.Entry), transaction = Child(Path(entry, "NtryDtls"), "TxDtls", IsoRole.Transaction);
        Link(entry, "TxDtls", transaction); // as the first version had it
        foreach (int node in (int[])[entry, transaction])
        {
            Leaf(node, "Amt", IsoSlot.SettlementAmount);
            Leaf(node, "CdtDbtInd", IsoSlot.CreditDebit);
            Leaf(node, "BkTxCd/Domn/Cd", IsoSlot.BookingDomain);
            Leaf(node, "BkTxCd/Domn/Fmly/Cd", IsoSlot.BookingFamily);
        }
        Leaf(entry, "RvslInd", IsoSlot.Reversal);
        Leaf(entry, "Sts", IsoSlot.BookingStatus);
        Leaf(entry, "Sts/Cd", IsoSlot.BookingStatus);
        Leaf(entry, "ValDt/Dt", IsoSlot.ValueDate);
        Leaf(entry, "ValDt/DtTm", IsoSlot.ValueDate);
        Leaf(transaction, "AmtDtls/TxAmt/Amt", IsoSlot.InstructedAmount);
        Leaf(transaction, "Refs/InstrId", IsoSlot.InstructionId);
        Leaf(transaction, "Refs/EndToEndId", IsoSlot.EndToEndId);
        Leaf(transaction, "Refs/TxId", IsoSlot.TransactionId);
        Leaf(transaction, "Refs/UETR", IsoSlot.Uetr);
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
}
