using Fraud.Scoring;

namespace Fraud.Training;

/// <summary>A model, and how it came about.</summary>
sealed record Trained(ModelContent Content, TrainingReport Report);

/// <summary>What a person wants to know of a training.</summary>
sealed record TrainingReport
{
    public required Algorithm Algorithm { get; init; }
    public required int Rows { get; init; }
    public required int Frauds { get; init; }

    /// <summary>Null of rows without times.</summary>
    public DateTime? From { get; init; }
    public DateTime? To { get; init; }

    /// <summary>The validation part: the last rows, none when too little fraud was there to keep some back.</summary>
    public int ValidationRows { get; init; }
    public int ValidationFrauds { get; init; }
    public DateTime? ValidationFrom { get; init; }

    /// <summary>On the validation part, by trees that have not seen it; of a forest on all rows.</summary>
    public RankMetrics? Metrics { get; init; }

    public required int Trees { get; init; }

    /// <summary>The features that the trees use, by how much their cuts lowered the loss (of a forest by how many rows they parted), as shares.</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Importance { get; init; }

    /// <summary>What was not as asked, or should be known before the model is used.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
