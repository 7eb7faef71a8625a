using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>By what a status message or a confirmation names a transfer: each within its sender; 0 = not given.</summary>
readonly record struct TransferKeys(ulong Uetr, ulong Reference, ulong EndToEnd, ulong Transaction, ulong Message)
{
    /// <summary>The institution that sent the transfer, and the one at the other end; of what answers it the same two.</summary>
    public ulong Owner { get; init; }
    public ulong Other { get; init; }
    /// <summary>What a customer transfer and its cover share.</summary>
    public ulong Link { get; init; }
}

/// <summary>Who and what a message names, as identities: the keys of all profiles. The same party gives the same key from every format.</summary>
sealed class KeyFacts(Func<Field, int> column, KeyHasher hasher) : FactGroup
{
    readonly int _class = column(Vocabulary.Class), _currency = column(Vocabulary.Currency), _originalAmount = column(Vocabulary.OriginalAmount);
    readonly int _sender = column(Vocabulary.Sender), _receiver = column(Vocabulary.Receiver), _debtor = column(Vocabulary.Debtor), _creditor = column(Vocabulary.Creditor);
    readonly int _debtorName = column(Vocabulary.DebtorName), _creditorName = column(Vocabulary.CreditorName), _creditorNameKey = column(Vocabulary.CreditorNameKey);
    readonly int _agent = column(Vocabulary.CreditorAgent), _route = column(Vocabulary.Route), _senderCountry = column(Vocabulary.SenderCountry);
    readonly int _agentCountry = column(Vocabulary.AgentCountry), _branch = column(Vocabulary.CreditorBranch);
    readonly int _reference = column(Vocabulary.Reference), _uetr = column(Vocabulary.Uetr), _valueDate = column(Vocabulary.ValueDate), _content = column(Vocabulary.OrderContent);
    readonly int _ultimateDebtor = column(Vocabulary.UltimateDebtor), _ultimateCreditor = column(Vocabulary.UltimateCreditor);
    readonly int _link = column(Vocabulary.Link);
    readonly Identities _ids = new(hasher);
    readonly ulong[] _digests = new ulong[ColumnBatch.Capacity];
    readonly TransferKeys[] _transfers = new TransferKeys[ColumnBatch.Capacity];

    public override void Write(in FactRow row)
    {
        ref readonly var f = ref row.Fields;
        row.Set(_class, (long)f.Class);
        ulong sender = _ids.Bank(f.Sender, row.Text(f.SenderId)), receiver = _ids.Bank(f.Receiver, row.Text(f.ReceiverId));
        ulong agent = _ids.Bank(Geography.Agent(in f), row.Text(f.CreditorAgentId));
        ulong debtor = _ids.Party(row.Text(f.DebtorAccount), f.DebtorBic, row.Text(f.DebtorName));
        ulong creditor = _ids.Party(row.Text(f.CreditorAccount), f.CreditorBic, row.Text(f.CreditorName));
        ulong reference = IsProvided(row.Text(f.Reference)) ? _ids.Text(row.Text(f.Reference)) : 0, own = reference;
        // The orders of a request share its reference; each has one of its own in field 21.
        bool request = f.MessageType is MessageType.Mt101 or MessageType.Pain001;
        if (request && own != 0) own = IsProvided(row.Text(f.RelatedReference)) ? hasher.Combine(own, _ids.Text(row.Text(f.RelatedReference))) : 0;
        // What all transfers of a message share names none of them.
        bool shared = !request && (f.Flags & TransferFlags.OneOfSeveral) != 0 && row.Text(f.Reference).SequenceEqual(row.Text(f.MessageId));
        if (shared) own = 0;
        ulong amount = AmountKey(f.SettlementAmount);
        ulong uetr = _ids.Uetr(f.Uetr);

        row.SetKey(_sender, sender);
        row.SetKey(_receiver, receiver);
        row.SetKey(_debtor, debtor);
        row.SetKey(_creditor, creditor);
        row.SetKey(_agent, agent);
        row.SetKey(_reference, own);
        row.SetKey(_uetr, uetr);
        ulong link = Link(in row, f.MessageType == MessageType.Pacs002 ? receiver : sender, own, uetr);
        row.SetKey(_link, link);
        row.SetKey(_originalAmount, amount);
        row.SetKey(_currency, _ids.Code(f.SettlementAmount.Currency.Packed));
        row.SetKey(_senderCountry, _ids.Code(f.Sender.Country));
        row.SetKey(_agentCountry, _ids.Code(row.Destination));
        if (_route >= 0) row.SetKey(_route, hasher.Combine(hasher.Combine(f.IntermediaryAgent1.Packed, f.SenderCorrespondent.Packed), f.ReceiverCorrespondent.Packed));
        if (_branch >= 0) row.SetKey(_branch, _ids.Text(row.Text(f.CreditorAddress)));
        if (f.ValueDay == TransferFields.NoDay) row.SetUnknown(_valueDate, UnknownReason.FieldAbsent);
        else row.Set(_valueDate, f.ValueDay);
        Name(in row, _debtorName, f.DebtorName, -1);
        Name(in row, _creditorName, f.CreditorName, _creditorNameKey);
        Name(in row, -1, f.UltimateDebtorName, _ultimateDebtor);
        Name(in row, -1, f.UltimateCreditorName, _ultimateCreditor);

        // What two messages of one payment share, whatever their formats. A transfer without any reference is its own: two alike, of a moment or of a message, may both be meant.
        ulong which = own == 0 && uetr == 0 ? hasher.Combine(reference != 0 ? reference : (ulong)row.Ticks, 1 + (ulong)(uint)f.Index) : uetr;
        ulong digest = hasher.Combine(hasher.Combine(sender, own), hasher.Combine(which, (ulong)f.Class << 40 | (uint)f.ValueDay));
        ulong content = hasher.Combine(hasher.Combine(amount, creditor), agent);
        row.SetKey(_content, content);
        _digests[row.Row] = hasher.Combine(hasher.Combine(digest, debtor), content);

        // A status or a confirmation goes back to the one who sent the transfer, and speaks for nobody else's.
        bool status = f.MessageType == MessageType.Pacs002, whole = (f.Flags & TransferFlags.WholeMessage) != 0, answers = status || f.Booking != Booking.None;
        ulong owner = answers ? receiver : sender;
        var endToEnd = row.Text(f.EndToEndId);
        _transfers[row.Row] = new TransferKeys(
            Owned(owner, uetr, 2), Owned(owner, reference, 3), IsProvided(endToEnd) ? Owned(owner, _ids.Text(endToEnd), 4) : 0,
            Owned(owner, _ids.Text(row.Text(f.TransactionId)), 6), status && !whole ? 0 : Owned(owner, _ids.Text(row.Text(f.MessageId)), 5))
        {
            Owner = owner,
            Other = answers ? sender : receiver,
            Link = link,
        };
    }

    /// <summary>What a customer transfer and its cover share: the UETR; before there was one, the cover's field 21 names field 20 of the transfer that the same bank sent.</summary>
    ulong Link(in FactRow row, ulong sender, ulong own, ulong uetr)
    {
        if (uetr != 0) return hasher.Combine(uetr, 9);
        var related = row.Text(row.Fields.RelatedReference);
        ulong reference = row.Fields.Class != TransferClass.Cover ? own : IsProvided(related) && !related.SequenceEqual("NONREF"u8) ? _ids.Text(related) : 0;
        return reference == 0 ? 0 : hasher.Combine(hasher.Combine(sender, reference), 10);
    }

    /// <summary>Whether it names anything: the standards write NOTPROVIDED and NONREF where there is nothing to name.</summary>
    public static bool IsProvided(ReadOnlySpan<byte> id) => !id.IsEmpty && !id.SequenceEqual("NOTPROVIDED"u8) && !id.SequenceEqual("NONREF"u8);

    ulong Owned(ulong owner, ulong key, ulong kind) => key == 0 ? 0 : hasher.Combine(hasher.Combine(owner, key), kind);

    /// <summary>Valid for rows of the latest <see cref="Write"/>.</summary>
    public ref readonly TransferKeys TransferOf(int row) => ref _transfers[row];

    /// <summary>Valid for rows of the latest <see cref="Write"/>.</summary>
    public ulong Digest(int row) => _digests[row];

    void Name(in FactRow row, int nameColumn, Slice name, int keyColumn)
    {
        if (nameColumn < 0 && keyColumn < 0) return;
        if (name.IsEmpty)
        {
            row.SetUnknown(nameColumn, UnknownReason.FieldAbsent);
            row.SetUnknown(keyColumn, UnknownReason.FieldAbsent);
            return;
        }
        Span<long> packed = stackalloc long[4];
        PackedName.Pack(row.Text(name), packed);
        if (nameColumn >= 0)
        {
            for (int i = 0; i < 4; i++) row.Set(nameColumn + i, packed[i]);
        }
        if (keyColumn >= 0) row.SetKey(keyColumn, _ids.Name(packed));
    }

    // 1234,5 and 1234.50 are one amount.
    ulong AmountKey(Money money)
    {
        if (money.IsNone) return 0;
        var (digits, scale) = (money.Unscaled, money.Scale);
        while (scale > 0 && digits % 10 == 0) (digits, scale) = (digits / 10, (byte)(scale - 1));
        return hasher.Combine((ulong)digits, (ulong)scale << 32 | money.Currency.Packed);
    }
}
