using System.Diagnostics;
using Fraud.Cli.Commands;
using Fraud.Cli.Logs;
using Fraud.Cli.Replay;

namespace Fraud.Cli.Features;

/// <summary>Logs to be replayed for the features of their transfers.</summary>
sealed record FeatureRequest
{
    public required IReadOnlyList<string> Files { get; init; }
    public required LogOptions Options { get; init; }
    public required Policy Policy { get; init; }
    /// <summary>Which features, in the order in which each row holds them.</summary>
    public required IReadOnlyList<string> Features { get; init; }
    /// <summary>Whether the policy has the condition that a transfer must meet to be handed on (<see cref="RowCondition"/>).</summary>
    public bool HasCondition { get; init; }
    /// <summary>What is known of the transfers beside the logs.</summary>
    public string? LabelFile { get; init; }
    /// <summary>How long after a transfer its label becomes known to the engine; null for never, and then no feature shows anything of labels.</summary>
    public TimeSpan? LabelDelay { get; init; }
    /// <summary>Transfers from then on are handed on; those before only teach.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;
    /// <summary>Transfers before then are handed on.</summary>
    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;
    public DateTimeOffset? Start { get; init; }
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>Most memory for profiles, in bytes.</summary>
    public long Memory { get; init; } = 8L << 30;

    /// <summary>Replays the logs and hands every transfer on. Null when that could not be done to the end; the error stream then says why.</summary>
    public FeatureTally? Run(ToolConsole console, FeatureSink sink, out bool faulty)
    {
        faulty = true;
        if (!Labels.TryLoad(console, LabelFile, out var labels)) return null;
        var inputs = LogInput.Expand(Files, console, out bool missing);
        using var engine = new FraudEngine(Policy, new FraudOptions { ProfileBudgetBytes = Memory, Features = HasCondition ? [.. Features, RowCondition.Feature] : Features, LabelledTransfers = LabelDelay is null ? 1 : Replay.LabelDelay.Remembered });
        var delay = LabelDelay is { } after ? new LabelDelay(engine, after) : null;
        var clock = new EventClock(Zones.Of(Policy), Start, Step);
        var tally = new FeatureTally(Features);
        var feed = new FeatureFeed(engine, clock, this, delay, tally, sink) { Labels = labels };
        var report = new LogReport(console.Error) { Faulty = missing };
        var logs = new LogMerge(inputs, Options, report, clock);
        var watch = Stopwatch.StartNew();
        ReplayCommand.Watch(console, inputs.Sum(input => input.Length), progress => logs.ForEach(feed.Take, new LogProgress(progress)));
        feed.Flush();
        tally.Elapsed = watch.Elapsed;
        if (report.Stopped) return null;
        if (labels is { Found: 0 }) console.Error.WriteLine($"{LabelFile}: none of its {labels.Count} labels is of a transfer of these logs");
        ReplayCommand.NoteForgotten(console, engine, delay);
        ReplayCommand.Note(console, clock, logs.Disordered);
        faulty = report.Faulty || clock.OutOfOrder > 0;
        return tally;
    }
}
