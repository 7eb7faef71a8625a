namespace Fraud.Cli.Evaluation;

/// <summary>Rows whose score lies in a band, and how much fraud they held: where scores are probabilities, both shares are the same.</summary>
/// <param name="Low">The lower edge, which does not belong to it but for 0.</param>
readonly record struct CalibrationBand(double Low, double High, long Rows, long Frauds, double MeanScore)
{
    public double Share => (double)Frauds / Rows;

    /// <summary>Wilson's interval of 95 % around the share.</summary>
    public (double Low, double High) Bounds
    {
        get
        {
            const double z = 1.959963984540054;
            double middle = (Share + z * z / (2 * Rows)) / (1 + z * z / Rows), half = z / (1 + z * z / Rows) * Math.Sqrt(Share * (1 - Share) / Rows + z * z / (4.0 * Rows * Rows));
            return (Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
    }
}

/// <summary>How far scores that are probabilities come true.</summary>
sealed class CalibrationBands
{
    // Fraud is rare: bands of equal width would hold everything in the first.
    static readonly double[] s_edges = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

    CalibrationBands(List<CalibrationBand> bands, double brier) => (Bands, Brier) = (bands, brier);

    /// <summary>Those with rows, ascending.</summary>
    public List<CalibrationBand> Bands { get; }

    /// <summary>Mean square of score less outcome.</summary>
    public double Brier { get; }

    /// <summary>Null where a score is no probability.</summary>
    public static CalibrationBands? Of(IReadOnlyCollection<ScoredRow> rows)
    {
        var (counts, frauds, sums, squares) = (new long[s_edges.Length], new long[s_edges.Length], new double[s_edges.Length], 0.0);
        foreach (var row in rows)
        {
            if (row.Score is < 0 or > 1) return null;
            int band = Array.FindIndex(s_edges, edge => row.Score <= edge);
            counts[band]++;
            sums[band] += row.Score;
            if (row.Fraud) frauds[band]++;
            double off = row.Score - (row.Fraud ? 1 : 0);
            squares += off * off;
        }
        var bands = Enumerable.Range(0, s_edges.Length).Where(i => counts[i] > 0).Select(i => new CalibrationBand(i == 0 ? 0 : s_edges[i - 1], s_edges[i], counts[i], frauds[i], sums[i] / counts[i]));
        return new([.. bands], squares / rows.Count);
    }
}
