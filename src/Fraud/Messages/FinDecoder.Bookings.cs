namespace Fraud.Messages;

static partial class FinDecoder
{
    /// <summary>
    /// What the bank that holds an account has booked: MT900 a debit, MT910 a credit, MT940, MT942 and MT950 one for each field 61. None of it moves money. The reference is that of
    /// the order that is answered, the related reference the confirmation's own. Returns how many bookings there are.
    /// </summary>
    static int ReadBookings(ReadOnlySpan<byte> message, int number, FinFields table, int booking, ref TransferFields fields)
    {
        fields.MessageType = MessageType.OtherMt;
        Raise(ref fields, DecodeStatus.NotATransfer);
        var items = table.Items;
        var first = table.First;
        table.Index(first, 0, table.Count);
        int i;
        if ((i = IndexOf(table, first, FinTag.F20, 0, table.Count)) >= 0) fields.Reference = Trimmed(message, items[i]);
        if (number is 900 or 910)
        {
            fields.RelatedReference = fields.Reference;
            fields.Reference = (i = IndexOf(table, first, FinTag.F21, 0, table.Count)) >= 0 ? Given(message, Trimmed(message, items[i])) : default;
            if ((i = IndexOf(table, first, FinTag.F32A, 0, table.Count)) >= 0) ReadSettlement(message, items[i], ref fields);
            if ((i = first[52] - 1) >= 0) SetDebtorAgent(message, items[i], ref fields);
            fields.Booking = number == 900 ? Booking.Debit : Booking.Credit;
            return 1;
        }
        int lines = 0, line = -1;
        for (int at = 0; at < table.Count; at++)
        {
            if (items[at].Tag != FinTag.F61) continue;
            if (lines++ == booking) line = at;
        }
        if (line < 0) return lines;
        fields.RelatedReference = fields.Reference;
        fields.Reference = default;
        ReadLine(message, items[line], StatementCurrency(message, table), ref fields);
        return lines;
    }

    /// <summary>The currency of the opening or closing balance: D or C, a date, the currency.</summary>
    static CurrencyCode StatementCurrency(ReadOnlySpan<byte> message, FinFields table)
    {
        foreach (ref readonly var field in table.Fields)
            if (FinTag.Number(field.Tag) is 60 or 62 && field.Length >= 10 && CurrencyCode.TryParse(message.Slice(field.Start + 7, 3), out var currency)) return currency;
        return default;
    }

    /// <summary>
    /// <c>1602040204D6000029,00S103FT16035-00171//98X0001</c>: value date, perhaps the day of entry, D or C (behind R: taken back; behind E: expected), perhaps a letter of funds, the amount, the kind
    /// of booking, the owner's reference, and behind two slashes the bank's. Blanks before the amount and missing parts occur: what cannot be told is left empty.
    /// </summary>
    static void ReadLine(ReadOnlySpan<byte> message, in FinField field, CurrencyCode currency, ref TransferFields fields)
    {
        fields.Booking = Booking.OtherDebit;
        int at = field.Start, end = FinValue.LineEnd(message, at, field.End);
        if (!FinValue.TryReadDate(message, at, end - at, out fields.ValueDay)) return;
        at += 6;
        if (end - at >= 4 && FinValue.Number(message.Slice(at, 4)) >= 0) at += 4;
        bool back = at < end && message[at] == 'R', expected = at < end && message[at] == 'E';
        if (back || expected) at++;
        if (at >= end || message[at] is not ((byte)'C' or (byte)'D')) return;
        bool debit = message[at++] == 'D';
        if (at < end && char.IsAsciiLetterUpper((char)message[at])) at++;
        int amount = at;
        while (at < end && message[at] is >= (byte)'0' and <= (byte)'9' or (byte)',') at++;
        if (!currency.IsNone && FinValue.TryReadAmount(message, amount, at - amount, out long unscaled, out int scale)) fields.SettlementAmount = new Money(unscaled, (byte)scale, currency);
        if (end - at < 4) return;
        bool transfer = IsTransfer(message.Slice(at + 1, 3));
        at += 4;
        int bank = message[at..end].IndexOf("//"u8);
        fields.Reference = Given(message, FinValue.Trim(message, at, bank < 0 ? end : at + bank));
        // What is taken back was confirmed before, and what is only expected is not confirmed yet.
        fields.Booking = expected ? Booking.None : back ? Booking.OtherDebit : !debit ? Booking.Credit : transfer ? Booking.Debit : Booking.OtherDebit;
    }

    // TRF, or the number of the message that ordered it.
    static bool IsTransfer(ReadOnlySpan<byte> kind) => kind.SequenceEqual("TRF"u8) || kind[0] is (byte)'1' or (byte)'2' && FinValue.Number(kind) >= 0;

    static Slice Given(ReadOnlySpan<byte> message, Slice reference) => message.Slice(reference.Start, reference.Length).SequenceEqual("NONREF"u8) ? default : reference;
}
