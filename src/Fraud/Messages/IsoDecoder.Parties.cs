namespace Fraud.Messages;

static partial class IsoDecoder
{
    ref partial struct Values
    {
        /// <summary>Who sent what to whom, when, under which references: of every message.</summary>
        public void Header(ref TransferFields fields)
        {
            int sender = HasBlock(IsoSlot.From) ? IsoSlot.From : IsoSlot.InstructingAgent, receiver = HasBlock(IsoSlot.To) ? IsoSlot.To : IsoSlot.InstructedAgent;
            fields.Sender = BicOf(sender);
            fields.Receiver = BicOf(receiver);
            if (fields.Sender.IsNone) fields.SenderId = AgentId(sender);
            if (fields.Receiver.IsNone) fields.ReceiverId = AgentId(receiver);
            if (fields.Sender.IsTest || fields.Receiver.IsTest || BytesOf(IsoSlot.HeaderService).EndsWith("!p"u8)) fields.Flags |= TransferFlags.TestTraffic;
            if (Has(IsoSlot.PossibleDuplicate) && BytesOf(IsoSlot.PossibleDuplicate) is [(byte)'t' or (byte)'1', ..]) fields.Flags |= TransferFlags.PossibleDuplicate;
            int time = Has(IsoSlot.HeaderCreated) ? IsoSlot.HeaderCreated : IsoSlot.Created;
            if (Has(time) && IsoText.TryReadTime(BytesOf(time), out long ticks, out var relative)) (fields.Ticks, fields.TimeBase) = (ticks, relative);

            fields.MessageId = TextOrElse(IsoSlot.MessageId, IsoSlot.HeaderId);
            fields.EndToEndId = Text(IsoSlot.EndToEndId);
            fields.TransactionId = Text(IsoSlot.TransactionId);
            fields.Reference = Text(IsoSlot.InstructionId);
            fields.Uetr = UetrOf(IsoSlot.Uetr);
        }

        /// <summary>A transfer, or a direct debit, between customers (pacs.008, pacs.003, pain.001).</summary>
        public void Customer(ref TransferFields fields)
        {
            fields.Class = TransferClass.Customer;
            Instructed(ref fields);
            fields.DebtorAgent = BicOf(IsoSlot.DebtorAgent);
            if (fields.DebtorAgent.IsNone) fields.DebtorAgentId = AgentId(IsoSlot.DebtorAgent);
            Chain(ref fields);
            SetDebtor(IsoSlot.Debtor, IsoSlot.DebtorAccount, ref fields);
            SetCreditor(IsoSlot.Creditor, IsoSlot.CreditorAccount, ref fields);
            fields.UltimateDebtorName = Text(IsoSlot.UltimateDebtor + IsoSlot.Name);
            fields.UltimateCreditorName = Text(IsoSlot.UltimateCreditor + IsoSlot.Name);
            fields.Remittance = Lines(IsoSlot.Remittance);
            if (fields.Remittance.IsEmpty) fields.Remittance = Text(IsoSlot.CreditorReference);
            if (!fields.Reference.IsEmpty) return;
            fields.Reference = Text(IsoSlot.TransactionId);
            if (fields.Reference.IsEmpty && !fields.EndToEndId.Of(_message, _arena.Bytes).SequenceEqual("NOTPROVIDED"u8)) fields.Reference = fields.EndToEndId;
            if (fields.Reference.IsEmpty) fields.Reference = fields.MessageId;
        }

        /// <summary>
        /// Schemes without an application header name no sender: the bank of the side that orders does; and where a message names no bank of the debtor, the one that ordered it.
        /// A direct debit is ordered by the creditor's side, and goes to the debtor's.
        /// </summary>
        public readonly void Infer(ref TransferFields fields)
        {
            bool debit = fields.Class == TransferClass.DirectDebit;
            if (fields.Sender.IsNone && fields.SenderId.IsEmpty)
                (fields.Sender, fields.SenderId) = debit ? (fields.CreditorAgent, fields.CreditorAgentId) : (fields.DebtorAgent, fields.DebtorAgentId);
            if (fields.DebtorAgent.IsNone && fields.DebtorAgentId.IsEmpty)
                (fields.DebtorAgent, fields.DebtorAgentId) = debit ? (fields.Receiver, fields.ReceiverId) : (fields.Sender, fields.SenderId);
            if (debit && !HasBlock(IsoSlot.CreditorAgent)) (fields.CreditorAgent, fields.CreditorAgentId) = (fields.Sender, fields.SenderId);
        }

        /// <summary>Amounts, date, charges and narrative: of every transfer.</summary>
        void Instructed(ref TransferFields fields)
        {
            fields.SettlementAmount = MoneyOf(IsoSlot.SettlementAmount);
            fields.InstructedAmount = MoneyOf(IsoSlot.InstructedAmount);
            fields.ValueDay = Day(IsoSlot.ValueDate);
            fields.Purpose = Text(IsoSlot.Purpose);
            fields.SenderToReceiver = Lines(IsoSlot.Instruction);
            fields.RegulatoryReporting = Lines(IsoSlot.Regulatory);
            if (Has(IsoSlot.ChargeBearer))
            {
                var code = BytesOf(IsoSlot.ChargeBearer);
                fields.ChargeBearer = code.SequenceEqual("DEBT"u8) ? ChargeBearer.Debtor : code.SequenceEqual("SHAR"u8) ? ChargeBearer.Shared
                    : code.SequenceEqual("CRED"u8) ? ChargeBearer.Creditor : code.SequenceEqual("SLEV"u8) ? ChargeBearer.ServiceLevel : ChargeBearer.None;
            }
        }

        /// <summary>Correspondents, intermediaries and the creditor's agent.</summary>
        void Chain(ref TransferFields fields)
        {
            fields.SenderCorrespondent = BicOf(IsoSlot.InstructingReimbursement);
            fields.ReceiverCorrespondent = BicOf(IsoSlot.InstructedReimbursement);
            if (HasBlock(IsoSlot.Intermediary1))
            {
                fields.IntermediaryAgent1 = BicOf(IsoSlot.Intermediary1);
                fields.IntermediaryAgent2 = BicOf(IsoSlot.Intermediary2);
                fields.IntermediaryAgent3 = BicOf(IsoSlot.Intermediary3);
                fields.Flags |= TransferFlags.HasIntermediary;
            }
            if (HasBlock(IsoSlot.CreditorAgent)) SetCreditorAgent(IsoSlot.CreditorAgent, ref fields);
            else (fields.CreditorAgent, fields.CreditorAgentId) = (fields.Receiver, fields.ReceiverId);
        }

        void SetCreditorAgent(int block, ref TransferFields fields)
        {
            fields.CreditorAgent = BicOf(block);
            fields.CreditorAgentId = fields.CreditorAgent.IsNone ? AgentId(block) : default;
            fields.Flags |= TransferFlags.HasCreditorAgent;
        }

        void SetDebtor(int block, int account, ref TransferFields fields)
        {
            fields.DebtorName = Text(block + IsoSlot.Name);
            fields.DebtorBic = BicOf(block);
            fields.DebtorLei = Text(block + IsoSlot.Lei);
            fields.DebtorAccount = Account(account);
            fields.DebtorAddress = Address(block, out fields.DebtorAddressForm);
            fields.DebtorCountry = CountryOf(block);
            if (fields.DebtorName.IsEmpty && fields.DebtorBic.IsNone) fields.DebtorName = Named(block);
        }

        void SetCreditor(int block, int account, ref TransferFields fields)
        {
            fields.CreditorName = Text(block + IsoSlot.Name);
            fields.CreditorBic = BicOf(block);
            fields.CreditorLei = Text(block + IsoSlot.Lei);
            fields.CreditorAccount = Account(account);
            fields.CreditorAddress = Address(block, out fields.CreditorAddressForm);
            fields.CreditorCountry = CountryOf(block);
            if (fields.CreditorName.IsEmpty && fields.CreditorBic.IsNone) fields.CreditorName = Named(block);
            if (Has(block + IsoSlot.Bic) || Has(block + IsoSlot.Lei) || Has(block + IsoSlot.OrganisationId)) fields.Flags |= TransferFlags.CreditorIsOrganisation;
            else if (Has(block + IsoSlot.PrivateId)) fields.Flags |= TransferFlags.CreditorIsPerson;
        }

        /// <summary>A party without a name goes by its identification.</summary>
        Slice Named(int block) =>
            Text(block + IsoSlot.Member) is { IsEmpty: false } member ? member : Text(block + IsoSlot.OrganisationId) is { IsEmpty: false } organisation ? organisation
                : TextOrElse(block + IsoSlot.PrivateId, block + IsoSlot.Lei);
    }
}
