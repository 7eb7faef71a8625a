using System.Globalization;
using System.Text;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>Fields as a reason may show them: accounts by their last four characters, names by their initials, BICs and dates whole.</summary>
static class FieldText
{
    /// <summary>The text of a field that the message itself carries; null for one that is shown from its column.</summary>
    public static string? Of(Field field, in Transfer transfer, ReferenceData reference, long ticks)
    {
        if (field == Vocabulary.Sender) return Bank(transfer.Sender);
        if (field == Vocabulary.Receiver) return Bank(transfer.Receiver);
        if (field == Vocabulary.CreditorAgent)
        {
            var fields = transfer.Fields;
            return Bank(Geography.Agent(in fields));
        }
        if (field == Vocabulary.Debtor) return Party(transfer.DebtorAccount, transfer.DebtorBic, transfer.DebtorName);
        if (field == Vocabulary.Creditor) return Party(transfer.CreditorAccount, transfer.CreditorBic, transfer.CreditorName);
        if (field == Vocabulary.DebtorName) return Initials(transfer.DebtorName);
        if (field == Vocabulary.CreditorName || field == Vocabulary.CreditorNameKey) return Initials(transfer.CreditorName);
        if (field == Vocabulary.UltimateDebtor) return Initials(transfer.UltimateDebtorName);
        if (field == Vocabulary.UltimateCreditor) return Initials(transfer.UltimateCreditorName);
        if (field == Vocabulary.Reference) return Encoding.Latin1.GetString(transfer.Reference);
        if (field == Vocabulary.Currency) return transfer.SettlementAmount.Currency.ToString();
        if (field == Vocabulary.SenderCountry) return Country(transfer.Sender.Country);
        if (field == Vocabulary.ValueDate) return transfer.ValueDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "none";
        if (field == Vocabulary.AgentCountry)
        {
            var fields = transfer.Fields;
            return Country(Geography.Destination(new FactRow(null!, 0, in fields, transfer.Message, transfer.Arena), reference.Countries));
        }
        if (field == Vocabulary.ScreeningScore) return ScreenText.Of(transfer, reference, ticks);
        if (field == Vocabulary.TypoWord)
            return Reference.EntityWords.FindTypo(transfer.CreditorName, out int start, out int length) >= 0 ? Encoding.Latin1.GetString(transfer.CreditorName.Slice(start, length)) : "";
        if (field == Vocabulary.SenderDay && Clock.Of(in transfer.Fields, transfer.DebtorAccount, reference) is { } calendar)
        {
            int day = (int)(calendar.ToLocalTicks(ticks) / TimeSpan.TicksPerDay);
            string date = DateOnly.FromDayNumber(day).ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);
            return calendar.KindOf(day) switch
            {
                Reference.DayKind.Weekend => $"weekend ({date})",
                Reference.DayKind.Holiday => $"holiday ({date}, {calendar.HolidayName(day)})",
                Reference.DayKind.Business => $"business day ({date})",
                _ => null,
            };
        }
        if (field == Vocabulary.LocalTime && Clock.Of(in transfer.Fields, transfer.DebtorAccount, reference) is { } clock)
            return new DateTime(clock.ToLocalTicks(ticks)).ToString("HH:mm", CultureInfo.InvariantCulture);
        return null;
    }

    static string Bank(Bic bic) => bic.IsNone ? "no institution" : bic.Institution.ToString();

    static string Country(ushort country) => country == 0 ? "an unknown country" : $"{(char)(byte)country}{(char)(byte)(country >> 8)}";

    static string Party(ReadOnlySpan<byte> account, Bic bic, ReadOnlySpan<byte> name)
        => !account.IsEmpty ? "account …" + Encoding.Latin1.GetString(account[^Math.Min(4, account.Length / 2)..])
            : !bic.IsNone ? bic.ToString()
            : !name.IsEmpty ? Initials(name)
            : "nobody named";

    static string Initials(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder();
        bool start = true;
        foreach (byte c in name)
        {
            bool letter = char.IsAsciiLetterOrDigit((char)c) || c >= 0x80;
            if (letter && start && text.Length < 24) text.Append(text.Length > 0 ? " " : "").Append(c < 0x80 ? (char)c : '?').Append('…');
            start = !letter;
        }
        return text.Length == 0 ? "no name" : text.ToString();
    }
}
