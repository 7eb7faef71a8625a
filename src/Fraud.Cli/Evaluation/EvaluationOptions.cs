namespace Fraud.Cli.Evaluation;

/// <summary>Which rows are judged, and what is measured on them.</summary>
sealed record EvaluationOptions
{
    /// <summary>Rows before it are left out.</summary>
    public DateTimeOffset? From { get; init; }
    /// <summary>Rows at it and after are left out.</summary>
    public DateTimeOffset? To { get; init; }
    /// <summary>The length of the windows that the time is cut into, each measured by itself; null for one window.</summary>
    public TimeSpan? Fold { get; init; }
    /// <summary>After how many whole days a fraud is known, and its debtor left out; null when none is.</summary>
    public int? KnownAfterDays { get; init; }
    /// <summary>How long before a window's begin a fraud may lie to be known in it; null for any time.</summary>
    public TimeSpan? KnownSince { get; init; }
    /// <summary>Columns and the values that a row must have in them.</summary>
    public IReadOnlyList<(string Column, string Value)> Cells { get; init; } = [];
    /// <summary>The column by whose values recall is told apart.</summary>
    public string? Group { get; init; }
    public IReadOnlyDictionary<string, string>? Columns { get; init; }

    /// <summary>Shares of honest rows that may be alerted, ascending.</summary>
    public double[] Rates { get; init; } = [0.001, 0.01, 0.05];
    /// <summary>Alerts a day whose recall is told.</summary>
    public int[] Alerts { get; init; } = [100];
    /// <summary>Sizes of the day's list whose precision is told, of payments and of debtors.</summary>
    public int[] Tops { get; init; } = [100];

    public int Resamples { get; init; } = 500;
    public ulong Seed { get; init; } = 1;
}
