namespace Fraud.Cli.Replay;

/// <summary>
/// Gives every message of a log its moment in UTC: the log's own where it has one; else the local time of the institution that wrote it down, by its zone;
/// else one step after the message before.
/// </summary>
sealed class EventClock(Func<Bic, DateTime, DateTime?> toUtc, DateTimeOffset? start, TimeSpan step)
{
    /// <summary>How far behind a message may be before its log counts as out of order.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromHours(1); // clocks of institutions and networks differ, and delivery takes its time

    DateTimeOffset? _last;
    DateTimeOffset _latest = DateTimeOffset.MinValue;

    /// <summary>The time given for the first message without one.</summary>
    public DateTimeOffset? Start => start;

    /// <summary>Messages without a time of their own.</summary>
    public long Placed { get; private set; }

    /// <summary>Messages over an hour older than one before them: the log, or its files, stand in another order than they were sent.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Institutions whose local time was taken for UTC, as no zone is known for them; an empty name where the message names none.</summary>
    public SortedSet<string> WithoutZone { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset TimeOf(in Logs.LogEntry entry, in Transfer transfer)
    {
        var time = OwnTime(entry, transfer) ?? Place(transfer);
        _last = time;
        if (time > _latest) _latest = time;
        else if (_latest - time > Slack) OutOfOrder++;
        return time;
    }

    /// <summary>What the log says, else what the message says of itself; null when neither does.</summary>
    public DateTimeOffset? OwnTime(in Logs.LogEntry entry, in Transfer transfer)
    {
        if (entry.At is { } at) return at;
        if (entry.LocalTime is { } local) return FromLocal(local, entry.ReceiverTime ? transfer.Receiver : transfer.Sender);
        if (transfer.Time is { } time) return time;
        return transfer.LocalTime is { } written ? FromLocal(written, transfer.Sender) : null;
    }

    DateTimeOffset FromLocal(DateTime local, Bic institution)
    {
        if (toUtc(institution, local) is { } utc) return new DateTimeOffset(utc, TimeSpan.Zero);
        WithoutZone.Add(institution.ToString());
        return new DateTimeOffset(local, TimeSpan.Zero);
    }

    // The first of all at the start given, else at noon of its value date: a business hour somewhere, and the same on every run.
    DateTimeOffset Place(in Transfer transfer)
    {
        bool first = Placed++ == 0;
        if (first && start is { } given) return given;
        if (_last is { } last) return last + step;
        return new DateTimeOffset((transfer.ValueDate ?? new DateOnly(2000, 1, 1)).ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
    }
}
