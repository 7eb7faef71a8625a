using Fraud.Profiles;
using Fraud.Reference;
using Fraud.Rules.Binding;
using Fraud.Rules.Planning;

namespace Fraud.Rules.Facts;

/// <summary>
/// Clock and calendar of the ordering institution, in its own time: in UTC the whole Bangladesh attack lies on a Thursday, and the first wave within office hours.
/// </summary>
sealed class ClockFacts(Func<Field, int> column, ReferenceData reference) : FactGroup
{
    readonly int _day = column(Vocabulary.SenderDay), _outside = column(Vocabulary.OutsideHours), _time = column(Vocabulary.LocalTime), _date = column(Vocabulary.EventDate);

    public override void Write(in FactRow row)
    {
        row.Set(_date, row.Ticks / TimeSpan.TicksPerDay);
        if (Clock.Of(in row.Fields, row.Text(row.Fields.DebtorAccount), reference) is not { } calendar)
        {
            foreach (int c in (ReadOnlySpan<int>)[_day, _outside, _time, ColumnPlanner.HourColumn]) row.SetUnknown(c, UnknownReason.NoCalendar);
            // A day all the same: a daily limit must not fall with the calendar.
            row.Set(ColumnPlanner.DayColumn, row.Ticks / TimeSpan.TicksPerDay);
            return;
        }
        long local = calendar.ToLocalTicks(row.Ticks);
        int day = (int)(local / TimeSpan.TicksPerDay);
        long time = local % TimeSpan.TicksPerDay;
        var kind = calendar.KindOf(day);
        row.Set(_time, time);
        row.Set(ColumnPlanner.DayColumn, day);
        if (kind == DayKind.Unknown)
        {
            row.SetUnknown(_day, UnknownReason.NoCalendar);
            row.SetUnknown(_outside, UnknownReason.NoCalendar);
            row.SetUnknown(ColumnPlanner.HourColumn, UnknownReason.NoCalendar);
            return;
        }
        row.Set(_day, kind switch { DayKind.Business => 0, DayKind.Weekend => 1, _ => 2 }); // Vocabulary.Days
        row.Set(ColumnPlanner.HourColumn, (kind == DayKind.Business ? 0 : 24) + time / TimeSpan.TicksPerHour);
        var (open, close) = calendar.HoursOf(day);
        long early = open * TimeSpan.TicksPerMinute - time, late = time - close * TimeSpan.TicksPerMinute;
        row.Set(_outside, Math.Max(0, Math.Max(early, late)));
    }
}
