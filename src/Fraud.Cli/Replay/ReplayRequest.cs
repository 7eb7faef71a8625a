using Fraud.Cli.Logs;

namespace Fraud.Cli.Replay;

/// <summary>Logs to be judged, by what, and what is to be told of it.</summary>
sealed record ReplayRequest
{
    public required string[] Files { get; init; }
    /// <summary>Logs that are judged before, for what they teach.</summary>
    public required string[] History { get; init; }
    public required LogOptions Options { get; init; }
    public required Policy Policy { get; init; }
    /// <summary>What is tried beside the policy, with what a summary calls it.</summary>
    public required IReadOnlyList<(string Name, Policy Policy)> Tried { get; init; }
    public required ModelSet Models { get; init; }
    /// <summary>Whether the policy has the condition that a message must meet to be counted and written (<see cref="RowCondition"/>).</summary>
    public bool HasCondition { get; init; }
    public string? LabelFile { get; init; }
    /// <summary>How long after a transfer the engine is told its label; null for never.</summary>
    public TimeSpan? LabelDelay { get; init; }
    /// <summary>Where decisions go.</summary>
    public string? Output { get; init; }
    /// <summary>Where scores go.</summary>
    public string? Scores { get; init; }
    /// <summary>Messages from then on are counted and written; those before only teach.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;
    /// <summary>Messages before then are counted and written.</summary>
    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;
    public DateTimeOffset? Start { get; init; }
    public TimeSpan Step { get; init; }
    /// <summary>Most memory for profiles, in bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>The files that are read beside the logs.</summary>
    public IEnumerable<string> Read => [.. History, .. Models.Challengers.Append(Models.Champion).OfType<NamedModel>().Select(model => model.Name), .. (IEnumerable<string>)(LabelFile is null ? [] : [LabelFile])];

    public FraudOptions Engine => new()
    {
        ProfileBudgetBytes = Memory,
        Shadows = [.. Tried.Select(t => t.Policy)],
        Model = Models.Champion?.Model,
        Challengers = [.. Models.Challengers.Select(c => c.Model)],
        Features = HasCondition ? [RowCondition.Feature] : [],
        LabelledTransfers = LabelDelay is null ? 1 : Replay.LabelDelay.Remembered,
    };
}
