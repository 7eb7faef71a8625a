namespace Fraud.Cli.Logs;

/// <summary>Reads the logs of a command one after the other, in the order given.</summary>
sealed class LogFiles(IReadOnlyList<LogInput> inputs, LogOptions options, LogReport report)
{
    /// <summary>Gives every entry to <paramref name="take"/>, which answers why it could not be read, or null.</summary>
    public void ForEach(Func<LogSource, string?> take, LogProgress progress)
    {
        foreach (var input in inputs)
        {
            using var source = new LogSource(input, options, report);
            while (source.TryRead())
            {
                if (take(source) is { } reason && !source.Reject(reason)) return;
                progress.Advance(source);
            }
            progress.End(source);
        }
    }
}

/// <summary>Tells how many bytes of all files were read, now and then.</summary>
sealed class LogProgress(Action<long>? tell = null)
{
    long _entries, _bytes;

    public void Advance(LogSource source)
    {
        if (tell is not null && (++_entries & 1023) == 0) End(source);
    }

    public void End(LogSource source)
    {
        _bytes += source.TakeProgress();
        tell?.Invoke(_bytes);
    }
}
