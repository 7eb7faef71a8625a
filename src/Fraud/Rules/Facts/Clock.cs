using Fraud.Messages;
using Fraud.Reference;

namespace Fraud.Rules.Facts;

/// <summary>In whose time a payment is ordered.</summary>
static class Clock
{
    /// <summary>
    /// The calendar of the sender's BIC and no other's where it has one: without a calendar its day is unknown. Wallets have none; there it is the debtor's country's, else DEFAULT.
    /// </summary>
    public static Calendar? Of(ref readonly TransferFields f, ReadOnlySpan<byte> debtorAccount, ReferenceData reference)
    {
        if (!f.Sender.IsNone) return reference.CalendarOf(f.Sender);
        if (!f.DebtorAgent.IsNone) return reference.CalendarOf(f.DebtorAgent);
        ushort country = f.DebtorCountry != 0 ? f.DebtorCountry : Geography.OfIban(debtorAccount);
        return (country == 0 ? null : reference.CalendarOfCountry(country)) ?? reference.CalendarById("DEFAULT");
    }
}
