using Fraud.Cli.Logs;

namespace Fraud.Cli.Replay;

/// <summary>
/// Reads several logs as one, in the order of their times: each by itself must be in order. Only logs that overlap are open at once, each with one entry looked ahead. A log without
/// times keeps its place: those named before it are read before it.
/// </summary>
sealed class LogMerge(IReadOnlyList<LogInput> inputs, LogOptions options, LogReport report, EventClock clock)
{
    const int EntriesTried = 64; // for the first time of a log

    sealed class Cursor(LogInput input, DateTimeOffset first)
    {
        public LogInput Input { get; } = input;
        public DateTimeOffset Latest { get; set; } = first;
        public LogSource? Source { get; set; }
        public bool Disordered { get; set; }
    }

    /// <summary>Whether a log was named as not in order.</summary>
    public bool Disordered { get; private set; }

    /// <summary>Gives every entry, decoded, to <paramref name="take"/>, which answers why it could not be read, or null.</summary>
    public void ForEach(Func<LogSource, string?> take, LogProgress progress)
    {
        if (inputs.Count == 1)
        {
            ReadAlone(inputs[0], take, progress);
            return;
        }
        var group = new List<Cursor>();
        foreach (var input in inputs)
        {
            if (FirstTime(input, out var opened, out bool judged) is { } time)
            {
                group.Add(new Cursor(input, time) { Source = opened });
                continue;
            }
            if (judged) // what is no log at all, in a folder of logs, parts nothing
            {
                Merge(group, take, progress);
                group.Clear();
            }
            if (!report.Stopped) ReadAlone(input, take, progress, opened);
        }
        Merge(group, take, progress);
    }

    void ReadAlone(LogInput input, Func<LogSource, string?> take, LogProgress progress, LogSource? opened = null)
    {
        using var source = opened ?? new LogSource(input, options, report);
        for (bool more = opened is null ? Next(source) : !opened.HasEnded; more && !report.Stopped; more = Next(source))
        {
            if (take(source) is { } reason && !source.Reject(reason)) return;
            progress.Advance(source);
        }
        progress.End(source);
    }

    /// <summary>The first time in a log. Standard input cannot be read twice: it stays open at its first entry.</summary>
    DateTimeOffset? FirstTime(LogInput input, out LogSource? opened, out bool judged)
    {
        (opened, judged) = (null, false);
        if (report.Stopped) return null;
        var source = new LogSource(input, options, input.Standard is null ? new LogReport(TextWriter.Null) : report);
        DateTimeOffset? time = null;
        bool more = Next(source);
        judged = more && source.IsDecoded;
        if (input.Standard is not null)
        {
            opened = source;
            return more ? TimeOf(source) : null;
        }
        for (int tried = 1; more && (time = TimeOf(source)) is null && tried < EntriesTried; tried++)
        {
            more = Next(source);
            judged |= more && source.IsDecoded;
        }
        source.Dispose();
        return time;
    }

    static bool Next(LogSource source)
    {
        if (!source.TryRead()) return false;
        source.Decode();
        return true;
    }

    DateTimeOffset? TimeOf(LogSource source) => source.IsDecoded ? clock.OwnTime(source.Entry, source.First) : null;

    void Merge(List<Cursor> cursors, Func<LogSource, string?> take, LogProgress progress)
    {
        var queue = new PriorityQueue<Cursor, (DateTimeOffset, int)>();
        for (int i = 0; i < cursors.Count; i++) queue.Enqueue(cursors[i], (cursors[i].Latest, i));
        while (!report.Stopped && queue.TryDequeue(out var cursor, out var key))
        {
            var source = cursor.Source;
            if (source is null)
            {
                cursor.Source = source = new LogSource(cursor.Input, options, report);
                if (!Next(source))
                {
                    source.Dispose();
                    continue;
                }
            }
            // As long as no other log is older.
            bool more = true;
            while (more && !report.Stopped && (queue.Count == 0 || !queue.TryPeek(out _, out var other) || (cursor.Latest, key.Item2).CompareTo(other) <= 0))
            {
                if (take(source) is { } reason) source.Reject(reason);
                progress.Advance(source);
                more = !report.Stopped && Next(source);
                if (more) Place(cursor);
            }
            if (more && !report.Stopped) queue.Enqueue(cursor, (cursor.Latest, key.Item2));
            else
            {
                progress.End(source);
                source.Dispose();
            }
        }
        foreach (var (cursor, _) in queue.UnorderedItems) cursor.Source?.Dispose();
    }

    // An entry without a time belongs to the one before it, and so does one that comes too late.
    void Place(Cursor cursor)
    {
        var source = cursor.Source!;
        if (TimeOf(source) is not { } time) return;
        if (time >= cursor.Latest) cursor.Latest = time;
        else if (cursor.Latest - time > EventClock.Slack && !cursor.Disordered)
        {
            cursor.Disordered = Disordered = true;
            report.Tell(source.Name, $"is not in the order of its times from {source.Entry.Place} on; its messages were judged as they came");
        }
    }
}
