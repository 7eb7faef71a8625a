namespace Fraud.Cli.Evaluation;

/// <summary>How far scores that are probabilities come true.</summary>
sealed class CalibrationBands
{
    CalibrationBands(IReadOnlyList<ScoreBand> bands, double brier) => (Bands, Brier) = (bands, brier);

    /// <summary>Those with rows, ascending.</summary>
    public IReadOnlyList<ScoreBand> Bands { get; }

    /// <summary>Mean square of score less outcome.</summary>
    public double Brier { get; }

    /// <summary>Null where a score is no probability.</summary>
    public static CalibrationBands? Of(IReadOnlyCollection<ScoredRow> rows)
    {
        var (bands, squares) = (new ScoreBands(), 0.0);
        foreach (var row in rows)
        {
            if (row.Probability is not (>= 0 and <= 1)) return null;
            bands.Add(row.Probability, row.Probability, row.Fraud);
            double off = row.Probability - (row.Fraud ? 1 : 0);
            squares += off * off;
        }
        return new(bands.Bands, squares / rows.Count);
    }
}
