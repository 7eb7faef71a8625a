namespace Fraud.Messages;

static partial class IsoDecoder
{
    ref partial struct Values
    {
        /// <summary>
        /// pacs.009, whose debtor and creditor are institutions. With an underlying customer transfer it is a cover, and the parties are that transfer's; amount and date are its own.
        /// </summary>
        public void Institution(ref TransferFields fields)
        {
            Instructed(ref fields);
            fields.RelatedReference = fields.EndToEndId; // field 21 of MT202
            if (fields.Reference.IsEmpty) fields.Reference = TextOrElse(IsoSlot.TransactionId, IsoSlot.MessageId);
            Chain(ref fields);
            var ordering = BicOf(IsoSlot.Debtor);
            fields.DebtorAgent = BicOf(IsoSlot.DebtorAgent);
            if (fields.DebtorAgent.IsNone) fields.DebtorAgent = ordering;
            bool underlying = HasBlock(IsoSlot.UnderlyingDebtor) || HasBlock(IsoSlot.UnderlyingCreditor) || HasBlock(IsoSlot.UnderlyingDebtorAccount) || HasBlock(IsoSlot.UnderlyingCreditorAccount);
            bool cover = underlying || BytesOf(IsoSlot.HeaderService).IndexOf(".cov."u8) >= 0;
            fields.MessageType = cover ? MessageType.Pacs009Cov : MessageType.Pacs009;
            fields.Class = cover ? TransferClass.Cover : TransferClass.Institution;
            if (underlying)
            {
                Underlying(ref fields);
                return;
            }
            if (cover) fields.Flags |= TransferFlags.CoverWithoutUnderlying;
            SetDebtor(IsoSlot.Debtor, IsoSlot.DebtorAccount, ref fields);
            SetCreditor(IsoSlot.Creditor, IsoSlot.CreditorAccount, ref fields);
            // The account that pays is the debtor's own, else the one the settlement goes over (53B of MT202).
            if (fields.DebtorAccount.IsEmpty) fields.DebtorAccount = Account(IsoSlot.SettlementAccount);
            if (fields.DebtorBic.IsNone && fields.DebtorName.IsEmpty) fields.DebtorBic = fields.Sender.IsNone ? fields.DebtorAgent : fields.Sender;
            if (HasBlock(IsoSlot.Creditor)) fields.Flags = fields.Flags & ~TransferFlags.CreditorIsPerson | TransferFlags.CreditorIsOrganisation;
            fields.Remittance = Lines(IsoSlot.Remittance);
        }

        void Underlying(ref TransferFields fields)
        {
            SetDebtor(IsoSlot.UnderlyingDebtor, IsoSlot.UnderlyingDebtorAccount, ref fields);
            SetCreditor(IsoSlot.UnderlyingCreditor, IsoSlot.UnderlyingCreditorAccount, ref fields);
            if (BicOf(IsoSlot.UnderlyingDebtorAgent) is { IsNone: false } debtorAgent) fields.DebtorAgent = debtorAgent;
            else fields.DebtorAgentId = AgentId(IsoSlot.UnderlyingDebtorAgent);
            if (HasBlock(IsoSlot.UnderlyingIntermediary))
            {
                fields.Flags |= TransferFlags.HasIntermediary;
                if (BicOf(IsoSlot.UnderlyingIntermediary) is { IsNone: false } intermediary) fields.IntermediaryAgent1 = intermediary;
            }
            fields.Flags &= ~TransferFlags.HasCreditorAgent;
            // Without one of its own the creditor banks with whoever the cover is for.
            if (HasBlock(IsoSlot.UnderlyingCreditorAgent)) SetCreditorAgent(IsoSlot.UnderlyingCreditorAgent, ref fields);
            else if (BicOf(IsoSlot.Creditor) is { IsNone: false } covered) (fields.CreditorAgent, fields.CreditorAgentId) = (covered, default);
            fields.InstructedAmount = MoneyOf(IsoSlot.UnderlyingAmount);
            fields.UltimateDebtorName = Text(IsoSlot.UnderlyingUltimateDebtor + IsoSlot.Name);
            fields.UltimateCreditorName = Text(IsoSlot.UnderlyingUltimateCreditor + IsoSlot.Name);
            fields.Remittance = Lines(IsoSlot.UnderlyingRemittance);
            if (fields.SenderToReceiver.IsEmpty) fields.SenderToReceiver = Lines(IsoSlot.UnderlyingInstruction);
        }

        /// <summary>pain.001: the customer's order to the bank that holds the account; amount and date are those ordered.</summary>
        public void Order(ref TransferFields fields)
        {
            // A request goes to the bank that holds the account.
            if (fields.DebtorAgent.IsNone && fields.DebtorAgentId.IsEmpty) (fields.DebtorAgent, fields.DebtorAgentId) = (fields.Receiver, fields.ReceiverId);
            // The message has one reference, each order one of its own, as fields 20 and 21 of MT101.
            fields.RelatedReference = TextOrElse(IsoSlot.InstructionId, IsoSlot.EndToEndId);
            fields.Reference = fields.MessageId;
            fields.SettlementAmount = fields.InstructedAmount.IsNone ? MoneyOf(IsoSlot.EquivalentAmount) : fields.InstructedAmount;
            if (fields.ValueDay == TransferFields.NoDay) fields.ValueDay = Day(IsoSlot.RequestedDate);
            if (fields.Receiver.IsNone && fields.ReceiverId.IsEmpty) (fields.Receiver, fields.ReceiverId) = (fields.DebtorAgent, fields.DebtorAgentId);
        }

        /// <summary>pacs.004: money goes back. The parties are those of the return; where only the original is told, its parties the other way round.</summary>
        public void Return(ref TransferFields fields)
        {
            Customer(ref fields);
            fields.Flags |= TransferFlags.Return;
            if (!HasBlock(IsoSlot.Debtor) && !HasBlock(IsoSlot.Creditor))
            {
                SetDebtor(IsoSlot.OriginalCreditor, IsoSlot.OriginalCreditorAccount, ref fields);
                SetCreditor(IsoSlot.OriginalDebtor, IsoSlot.OriginalDebtorAccount, ref fields);
                if (HasBlock(IsoSlot.OriginalCreditorAgent)) fields.DebtorAgent = BicOf(IsoSlot.OriginalCreditorAgent);
                if (HasBlock(IsoSlot.OriginalDebtorAgent)) SetCreditorAgent(IsoSlot.OriginalDebtorAgent, ref fields);
            }
            // Where neither is told, the money goes from bank to bank.
            if (fields.DebtorName.IsEmpty && fields.DebtorAccount.IsEmpty && fields.DebtorBic.IsNone) fields.DebtorBic = fields.Sender;
            if (fields.CreditorName.IsEmpty && fields.CreditorAccount.IsEmpty && fields.CreditorBic.IsNone) fields.CreditorBic = fields.Receiver;
            bool institutions = !fields.DebtorBic.IsNone && !fields.CreditorBic.IsNone && fields.DebtorName.IsEmpty && fields.CreditorName.IsEmpty;
            if (institutions) fields.Class = TransferClass.Institution;
            fields.Uetr = UetrOf(IsoSlot.OriginalUetr);
            fields.RelatedReference = TextOrElse(IsoSlot.OriginalInstructionId, IsoSlot.OriginalEndToEndId);
            fields.EndToEndId = Text(IsoSlot.OriginalEndToEndId);
            if (fields.Remittance.IsEmpty) fields.Remittance = Lines(IsoSlot.OriginalRemittance);
        }

        /// <summary>camt.052, camt.053, camt.054: what the bank that holds an account has booked. The reference is that of the order that is answered.</summary>
        public void Book(ref TransferFields fields, bool there)
        {
            fields.Status = DecodeStatus.NotATransfer;
            if (!there) return;
            fields.SettlementAmount = MoneyOf(IsoSlot.SettlementAmount);
            if (fields.SettlementAmount.IsNone) fields.SettlementAmount = MoneyOf(IsoSlot.InstructedAmount);
            fields.ValueDay = Day(IsoSlot.ValueDate);
            if (fields.Reference.IsEmpty) fields.Reference = fields.TransactionId;
            if (fields.Reference.IsEmpty && !fields.EndToEndId.Of(_message, _arena.Bytes).SequenceEqual("NOTPROVIDED"u8)) fields.Reference = fields.EndToEndId;
            var status = BytesOf(IsoSlot.BookingStatus);
            if (status.SequenceEqual("PDNG"u8) || status.SequenceEqual("INFO"u8) || status.SequenceEqual("FUTR"u8)) return; // not booked yet
            if (BytesOf(IsoSlot.CreditDebit).SequenceEqual("CRDT"u8)) fields.Booking = Booking.Credit;
            else fields.Booking = IsOrdered() ? Booking.Debit : Booking.OtherDebit;
        }

        /// <summary>Of payments the credit transfers that the owner issued; what names no domain is taken for one of them.</summary>
        bool IsOrdered()
        {
            if (BytesOf(IsoSlot.Reversal) is [(byte)'t' or (byte)'1', ..]) return false;
            if (!Has(IsoSlot.BookingDomain)) return true;
            if (!BytesOf(IsoSlot.BookingDomain).SequenceEqual("PMNT"u8)) return false;
            return !Has(IsoSlot.BookingFamily) || BytesOf(IsoSlot.BookingFamily).SequenceEqual("ICDT"u8) || BytesOf(IsoSlot.BookingFamily).SequenceEqual("IRCT"u8);
        }

        /// <summary>pacs.002, pacs.028, camt.056, camt.029: about a payment, by its references; none itself.</summary>
        public void Answer(ref TransferFields fields)
        {
            fields.Status = DecodeStatus.NotATransfer;
            fields.Reference = TextOrElse(IsoSlot.OriginalInstructionId, IsoSlot.OriginalTransactionId);
            fields.TransactionId = Text(IsoSlot.OriginalTransactionId);
            fields.EndToEndId = Text(IsoSlot.OriginalEndToEndId);
            if (Has(IsoSlot.OriginalMessageId)) fields.MessageId = Text(IsoSlot.OriginalMessageId);
            fields.Uetr = UetrOf(IsoSlot.OriginalUetr);
            fields.SettlementAmount = MoneyOf(IsoSlot.OriginalAmount);
            fields.ValueDay = Day(IsoSlot.OriginalDate);
            fields.Purpose = Text(IsoSlot.StatusReason);
            if (fields.MessageType != MessageType.Pacs002) return;
            var status = Has(IsoSlot.Status) ? BytesOf(IsoSlot.Status) : BytesOf(IsoSlot.GroupStatus);
            // Accepted for processing (ACCP, ACTC, ACSP) may still fail: only settlement is final.
            if (status.SequenceEqual("ACSC"u8) || status.SequenceEqual("ACCC"u8) || status.SequenceEqual("ACWP"u8)) fields.Settled = Settlement.Accepted;
            else if (status.SequenceEqual("RJCT"u8) || status.SequenceEqual("CANC"u8)) fields.Settled = Settlement.Rejected;
        }
    }
}
