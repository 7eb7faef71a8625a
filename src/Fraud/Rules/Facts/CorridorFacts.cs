using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Reference;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>Calendars between the ends: holidays where the money goes, the time until both ends are open again, value dates and cut-offs of the currency's payment system.</summary>
sealed class CorridorFacts(Func<Field, int> column, ReferenceData reference) : FactGroup
{
    readonly int _holiday = column(Vocabulary.BeneficiaryHoliday), _blind = column(Vocabulary.BlindWindow), _cutOff = column(Vocabulary.ToCutOff);
    readonly int _ahead = column(Vocabulary.ValueDateAhead), _closed = column(Vocabulary.ValueDateClosed), _crossBorder = column(Vocabulary.CrossBorder);

    // A day on which the payment system is closed has no cut-off to squeeze under: further off than any condition asks.
    const long Never = 400 * TimeSpan.TicksPerDay;

    public override void Write(in FactRow row)
    {
        ushort destination = row.Destination;
        ushort origin = row.Fields.Sender.Country;
        if (destination == 0 || origin == 0) row.SetUnknown(_crossBorder, UnknownReason.FieldAbsent);
        else row.Set(_crossBorder, destination != origin);

        var there = destination == 0 ? null : reference.CalendarOfCountry(destination);
        var here = reference.CalendarOf(row.Fields.Sender);
        if (_holiday >= 0) Holiday(in row, there);
        if (_blind >= 0) BlindWindow(in row, here, there);
        if (_cutOff >= 0 || _ahead >= 0 || _closed >= 0) ValueDate(in row, here);
    }

    void Holiday(in FactRow row, Calendar? there)
    {
        if (there is null) { row.SetUnknown(_holiday, UnknownReason.NoCalendar); return; }
        int today = (int)(there.ToLocalTicks(row.Ticks) / TimeSpan.TicksPerDay), value = row.Fields.ValueDay;
        if (there.IsPublicHoliday(today) || value != TransferFields.NoDay && there.IsPublicHoliday(value)) row.Set(_holiday, true);
        else if (there.KindOf(today) == DayKind.Unknown) row.SetUnknown(_holiday, UnknownReason.NoCalendar);
        else row.Set(_holiday, false);
    }

    void BlindWindow(in FactRow row, Calendar? here, Calendar? there)
    {
        if (here is null || there is null) { row.SetUnknown(_blind, UnknownReason.NoCalendar); return; }
        long next = NextCommonOpening(here, there, row);
        if (next < 0) row.SetUnknown(_blind, UnknownReason.NoCalendar);
        else row.Set(_blind, next - row.Ticks);
    }

    /// <summary>
    /// Two calendars have the same next opening until it passes, so it is looked for once a day instead of with every message. An opening that an earlier instant
    /// found is still the next one: the days before it either are none of both or opened before that instant.
    /// </summary>
    long NextCommonOpening(Calendar here, Calendar there, in FactRow row)
    {
        ref var known = ref _openings[(row.Fields.Sender.Country * 37 + row.Destination) & (_openings.Length - 1)];
        long now = row.Ticks;
        if (known.Here == here && known.There == there && known.Since <= now && now < known.Next) return known.Next;
        long next = Calendar.NextCommonOpening(here, there, now);
        known = new Opening(here, there, now, next);
        return next;
    }

    readonly record struct Opening(Calendar? Here, Calendar? There, long Since, long Next);

    readonly Opening[] _openings = new Opening[1024];

    void ValueDate(in FactRow row, Calendar? here)
    {
        var rail = reference.Rails.Of(row.Fields.SettlementAmount.Currency);
        int minutes = rail?.MinutesToCutOff(row.Ticks) ?? PaymentRail.Unknown;
        if (minutes == PaymentRail.Unknown) row.SetUnknown(_cutOff, UnknownReason.NoCalendar);
        else row.Set(_cutOff, minutes == PaymentRail.Closed ? Never : minutes * TimeSpan.TicksPerMinute);

        // The day that counts is that of the payment system: at half past midnight in Dhaka it is still yesterday in New York.
        int value = row.Fields.ValueDay;
        var calendar = rail?.Calendar ?? here;
        var why = value == TransferFields.NoDay ? UnknownReason.FieldAbsent : UnknownReason.NoCalendar;
        int today = calendar is null ? 0 : (int)(calendar.ToLocalTicks(row.Ticks) / TimeSpan.TicksPerDay);
        if (value == TransferFields.NoDay || calendar is null || calendar.KindOf(value) == DayKind.Unknown || calendar.KindOf(today) == DayKind.Unknown)
        {
            row.SetUnknown(_ahead, why);
            row.SetUnknown(_closed, why);
            return;
        }
        row.Set(_closed, calendar.KindOf(value) != DayKind.Business);
        int count = value >= today ? calendar.BusinessDaysBetween(today, value) : -Math.Max(1, calendar.BusinessDaysBetween(value, today));
        row.Set(_ahead, count);
    }
}
