using Fraud.Reference;

namespace Fraud.Messages;

readonly ref partial struct IsoValidator
{
    /// <summary>Mandatory values of a transfer, values that may stand once, and the form of addresses on the day of the message.</summary>
    void CheckTransaction(in IsoDocument document, int number)
    {
        ref readonly var transaction = ref _table.Transactions[number];
        int start = transaction.Start < _table.Count ? _table.Values[transaction.Start].Start : _message.Length;
        bool order = document.Type == MessageType.Pain001, between = document.Type is MessageType.Pacs008 or MessageType.Pacs009 or MessageType.Pacs003;
        if (between && Find(IsoSlot.SettlementAmount, transaction.Start, transaction.End) < 0) Report("MISSING", "IntrBkSttlmAmt", start);
        if (order && Find(IsoSlot.InstructedAmount, transaction.Start, transaction.End) < 0 && Find(IsoSlot.EquivalentAmount, transaction.Start, transaction.End) < 0) Report("MISSING", "InstdAmt", start);
        if ((order || between) && Find(IsoSlot.EndToEndId, transaction.Start, transaction.End) < 0) Report("MISSING", "EndToEndId", start);
        if (between && !HasBlock(IsoSlot.Debtor, in transaction)) Report("MISSING", "Dbtr", start);
        if ((order || between) && !HasBlock(IsoSlot.Creditor, in transaction)) Report("MISSING", "Cdtr", start);
        if (document.Type is MessageType.Pacs008 or MessageType.Pacs003 && !HasBlock(IsoSlot.CreditorAgent, in transaction)) Report("MISSING", "CdtrAgt", start);
        Span<bool> seen = stackalloc bool[IsoSlot.Count];
        for (int i = transaction.Start; i < transaction.End; i++)
        {
            int slot = _table.Values[i].Slot;
            if (seen[slot] && IsoSlot.StandsOnce(slot)) Report("REPEATED", ElementOf(i), _table.Values[i].Start);
            seen[slot] = true;
        }
        // Read as the engine reads it: with what the levels above say.
        TransferFields fields = default;
        IsoDecoder.Read(_message, _table, _arena, ref fields, number);
        if (fields.Class == TransferClass.None) return;
        int day = fields.ValueDay != TransferFields.NoDay ? fields.ValueDay : fields.TimeBase != TimeBase.None ? (int)(fields.Ticks / TimeSpan.TicksPerDay) : int.MinValue;
        if (!AddressRule.Allows(fields.DebtorAddressForm, day)) Report("ADDRESS_FORM", "Dbtr", start);
        if (!AddressRule.Allows(fields.CreditorAddressForm, day)) Report("ADDRESS_FORM", "Cdtr", start);
        var currencies = CurrencyTable.Default;
        var currency = fields.SettlementAmount.Currency;
        if (!currency.IsNone && day != int.MinValue && currencies.IsKnown(currency) && !currencies.IsValid(currency, day)) Report("T52", "IntrBkSttlmAmt", start);
    }

    bool HasBlock(int block, in IsoTransaction transaction)
    {
        bool Within(int from, int to, IsoTable table)
        {
            for (int i = from; i < to; i++) if (table.Values[i].Slot >> IsoSlot.BlockShift == block >> IsoSlot.BlockShift) return true;
            return false;
        }
        return Within(transaction.Start, transaction.End, _table) || transaction.Batch >= 0 && Within(_table.Batches[transaction.Batch].Start, _table.Batches[transaction.Batch].End, _table);
    }

    /// <summary>One value against its format.</summary>
    void CheckValue(int i)
    {
        int slot = _table.Values[i].Slot, at = _table.Values[i].Start;
        var text = Text(i);
        string? rule = slot < IsoSlot.FirstBlock ? Single(slot, i, text)
            : slot < IsoSlot.From ? OfParty(slot & 15, text)
            : slot < IsoSlot.DebtorAccount ? OfAgent(slot & 15, text)
            : (slot & 15) == IsoSlot.Iban ? OfIban(text) : text.Length > 34 ? "LENGTH" : null;
        if (rule is not null) Report(rule, ElementOf(i), at);
    }

    string? Single(int slot, int i, ReadOnlySpan<byte> text)
    {
        switch (slot)
        {
            case IsoSlot.SettlementAmount or IsoSlot.InstructedAmount or IsoSlot.OriginalAmount or IsoSlot.UnderlyingAmount or IsoSlot.EquivalentAmount:
                bool named = i > 0 && _table.Values[i - 1].Slot == slot + 1;
                return !named ? "T52" : Amount(text, Text(i - 1));
            case IsoSlot.SettlementAmount + 1 or IsoSlot.InstructedAmount + 1 or IsoSlot.OriginalAmount + 1 or IsoSlot.UnderlyingAmount + 1 or IsoSlot.EquivalentAmount + 1:
                return CurrencyCode.TryParse(text, out var currency) && CurrencyTable.Default.IsKnown(currency) ? currency.ToString() is "XAU" or "XAG" or "XPD" or "XPT" ? "C08" : null : "T52";
            case IsoSlot.MessageId or IsoSlot.InstructionId or IsoSlot.EndToEndId or IsoSlot.TransactionId or IsoSlot.HeaderId:
                return text.IsEmpty ? "EMPTY" : text.Length > 35 ? "LENGTH" : null;
            case IsoSlot.Uetr or IsoSlot.OriginalUetr:
                return !Uetr.TryParse(text, out var uetr) ? "UETR_FORM" : !Uetr.IsVersion4(uetr) ? "UETR_VERSION" : Uetr.IsCanonical(text) ? null : "UETR_CASE";
            case IsoSlot.ValueDate or IsoSlot.RequestedDate or IsoSlot.OriginalDate:
                return IsoText.TryReadDate(text, out _) ? null : "DATE_FORM";
            case IsoSlot.Created or IsoSlot.HeaderCreated:
                return IsoText.TryReadTime(text, out _, out _) ? null : "TIME_FORM";
            case IsoSlot.ChargeBearer:
                return text.SequenceEqual("DEBT"u8) || text.SequenceEqual("SHAR"u8) || text.SequenceEqual("CRED"u8) || text.SequenceEqual("SLEV"u8) ? null : "CHARGE_BEARER";
            case IsoSlot.Remittance or IsoSlot.UnderlyingRemittance:
                return IsoText.Characters(text) > 140 ? "LENGTH" : null;
            default:
                return null;
        }
    }

    /// <summary>At most 18 digits, five of them decimals, no more than the currency has; no sign.</summary>
    static string? Amount(ReadOnlySpan<byte> text, ReadOnlySpan<byte> code)
    {
        if (!FinValue.TryReadAmount(text, 0, text.Length, out _, out int scale, (byte)'.') || scale > 5 || text[0] == '.') return "AMOUNT_FORM";
        if (!CurrencyCode.TryParse(code, out var currency) || !CurrencyTable.Default.IsKnown(currency)) return null; // said at the currency
        int point = text.IndexOf((byte)'.'), decimals = point < 0 ? 0 : text[(point + 1)..].TrimEnd((byte)'0').Length;
        return decimals > Math.Max(0, CurrencyTable.Default.MinorUnits(currency)) ? "C03" : null;
    }

    static string? OfParty(int part, ReadOnlySpan<byte> text) => part switch
    {
        IsoSlot.Name => text.IsEmpty ? "EMPTY" : IsoText.Characters(text) > 140 ? "LENGTH" : null,
        IsoSlot.Bic => Bic.TryParse(text, out _) ? null : "T27",
        IsoSlot.Lei => Lei.IsValid(text) ? null : "LEI",
        IsoSlot.Country or IsoSlot.Residence => text.Length == 2 && Countries.Default.IsKnown((ushort)(text[0] | text[1] << 8)) ? null : "T73",
        IsoSlot.AddressLine => IsoText.Characters(text) > 70 ? "LENGTH" : null,
        _ => null,
    };

    static string? OfAgent(int part, ReadOnlySpan<byte> text) => part is IsoSlot.Bic or IsoSlot.Lei ? OfParty(part, text) : null;

    static string? OfIban(ReadOnlySpan<byte> text) => Iban.Check(text) switch
    {
        IbanProblem.None => null,
        IbanProblem.Length => "IBAN_LENGTH",
        IbanProblem.CheckDigits => "IBAN_CHECK_DIGITS",
        IbanProblem.Country => "IBAN_COUNTRY",
        _ => "IBAN_FORM",
    };
}
