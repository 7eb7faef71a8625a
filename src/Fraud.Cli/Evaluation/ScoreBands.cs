namespace Fraud.Cli.Evaluation;

/// <summary>Rows whose score lies in a band, and what those of them with a label turned out to be: where scores are probabilities, mean score and share are the same.</summary>
/// <param name="Low">The lower edge, which does not belong to it but for 0.</param>
readonly record struct ScoreBand(double Low, double High, long Rows, double MeanScore, long Labelled, long Frauds)
{
    /// <summary>Of fraud among the rows with a label.</summary>
    public double Share => (double)Frauds / Labelled;

    /// <summary>Wilson's interval of 95 % around the share.</summary>
    public (double Low, double High) Bounds
    {
        get
        {
            const double z = 1.959963984540054;
            double n = Labelled, middle = (Share + z * z / (2 * n)) / (1 + z * z / n), half = z / (1 + z * z / n) * Math.Sqrt(Share * (1 - Share) / n + z * z / (4 * n * n));
            return (Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
    }
}

/// <summary>Counts scores that are probabilities, and what became of their rows, by bands.</summary>
sealed class ScoreBands
{
    // Fraud is rare: bands of equal width would hold everything in the first.
    static readonly double[] s_edges = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

    readonly (long Rows, double Sum, long Labelled, long Frauds)[] _bands = new (long, double, long, long)[s_edges.Length];

    public long Rows => _bands.Sum(b => b.Rows);
    public double MeanScore => _bands.Sum(b => b.Sum) / Rows;

    /// <summary>Those with rows, ascending.</summary>
    public IReadOnlyList<ScoreBand> Bands
        => [.. _bands.Select((b, i) => new ScoreBand(i == 0 ? 0 : s_edges[i - 1], s_edges[i], b.Rows, b.Sum / b.Rows, b.Labelled, b.Frauds)).Where(b => b.Rows > 0)];

    /// <param name="score">From 0 to 1.</param>
    /// <param name="fraud">Null where it is not known.</param>
    public void Add(double score, bool? fraud)
    {
        ref var band = ref _bands[Array.FindIndex(s_edges, edge => score <= edge)];
        band = (band.Rows + 1, band.Sum + score, band.Labelled + (fraud is null ? 0 : 1), band.Frauds + (fraud == true ? 1 : 0));
    }
}
