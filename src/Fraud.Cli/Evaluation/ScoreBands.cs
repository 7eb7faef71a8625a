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

/// <summary>Counts scores, and what became of their rows, by bands: of probabilities, or of the share of the latest transfers that lie below.</summary>
sealed class ScoreBands(bool ofProbabilities = true)
{
    // Fraud is rare: bands of equal width would hold everything in the first.
    static readonly double[] s_probabilities = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

    // How rare a row is says more by its place among the latest; half of them are not worth telling apart.
    static readonly double[] s_percentiles = [0.5, 0.9, 0.99, 0.999, 1];

    readonly double[] _edges = ofProbabilities ? s_probabilities : s_percentiles;
    readonly (long Rows, double Sum, long Labelled, long Frauds)[] _bands = new (long, double, long, long)[(ofProbabilities ? s_probabilities : s_percentiles).Length + 1]; // and one for what could not be placed

    public long Rows => _bands.Sum(b => b.Rows);
    public double MeanScore => _bands.Sum(b => b.Sum) / Rows;

    /// <summary>Those with rows, ascending; the last without edges, of rows without a place.</summary>
    public IReadOnlyList<ScoreBand> Bands
        => [.. _bands.Select((b, i) => new ScoreBand(i == _edges.Length ? double.NaN : i == 0 ? 0 : _edges[i - 1], i == _edges.Length ? double.NaN : _edges[i], b.Rows, b.Sum / b.Rows, b.Labelled, b.Frauds)).Where(b => b.Rows > 0)];

    /// <param name="place">What it is banded by, from 0 to 1; NaN where it has no place.</param>
    /// <param name="score">Its score.</param>
    /// <param name="fraud">Null where it is not known.</param>
    public void Add(double place, double score, bool? fraud)
    {
        // At an edge a probability lies below it, a share of the latest above: 99 % below it is the top 1 %.
        int at = double.IsNaN(place) ? _edges.Length : ofProbabilities ? Array.FindIndex(_edges, edge => place <= edge) : Array.FindIndex(_edges, edge => place < edge || edge == 1);
        ref var band = ref _bands[at];
        band = (band.Rows + 1, band.Sum + score, band.Labelled + (fraud is null ? 0 : 1), band.Frauds + (fraud == true ? 1 : 0));
    }
}
