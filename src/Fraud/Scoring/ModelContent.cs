namespace Fraud.Scoring;

/// <summary>What a score says.</summary>
enum ModelKind : byte
{
    /// <summary>Trained on labels: the margin rises with the probability of fraud.</summary>
    Supervised,
    /// <summary>Trained without labels: the margin rises with how unlike the training rows a row is.</summary>
    Anomaly,
}

/// <summary>A feature as a model was trained on it.</summary>
/// <param name="Name">As the <c>features</c> block of the policy has it.</param>
/// <param name="Definition">Hash of its meaning (<c>BoundFeature.Definition</c>), so that another meaning under the same name is an error when the model is loaded; empty when the origin does not say.</param>
/// <param name="Usual">Its median among the training rows that are not fraud; NaN when unknown.</param>
/// <param name="Edges">Edges of the bands in which drift is counted, ascending; values up to and including an edge lie below it.</param>
/// <param name="Shares">The share of the training rows in each band, one more than edges, then of those where it is not known.</param>
sealed record ModelFeature(string Name, string Definition, float Usual, float[] Edges, double[] Shares);

/// <summary>A row, and the margin that the origin gave it: held against the loaded model.</summary>
sealed record GoldenRow(float[] Values, double Margin);

/// <summary>Everything that a model file holds.</summary>
sealed record ModelContent
{
    public required ModelKind Kind { get; init; }

    /// <summary>What made it, such as <c>ML.NET 5.0.1 LightGBM</c> or <c>XGBoost 2.1.3</c>.</summary>
    public required string Origin { get; init; }
    public required TreeEnsemble Trees { get; init; }
    public required IReadOnlyList<ModelFeature> Features { get; init; }

    /// <summary>Features of which the origin tells no more than the names.</summary>
    public static ModelFeature[] NamedOnly(IReadOnlyList<string> names) => [.. names.Select(name => new ModelFeature(name, "", float.NaN, [], []))];

    /// <summary>Margin to probability, rising; without it the trees' own link is used.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>The share of fraud among the rows that it was calibrated on; NaN when unknown.</summary>
    public double BaseRate { get; init; } = double.NaN;

    /// <summary>The margins that split the rows it was calibrated on into parts, ascending, and the share of rows in each part: what score drift is measured against.</summary>
    public float[] MarginEdges { get; init; } = [];
    /// <inheritdoc cref="MarginEdges"/>
    public double[] MarginShares { get; init; } = [];

    public IReadOnlyList<GoldenRow> GoldenRows { get; init; } = [];

    /// <summary>The model card: name and value of everything a reader should know (data window, rows, metrics, versions, seed), in the order to be shown.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Card { get; init; } = [];
}
