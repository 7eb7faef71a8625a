namespace Fraud.Scoring;

/// <summary>A rising, piecewise linear map from margin to probability: flat beyond its ends. Found by trainers, only looked up here.</summary>
/// <param name="Margins">Where the pieces meet, ascending, without repeats; at least one.</param>
/// <param name="Probabilities">The probability there, never falling, 0 to 1.</param>
sealed record Calibration(double[] Margins, double[] Probabilities)
{
    public double Of(double margin)
    {
        int at = Array.BinarySearch(Margins, margin);
        if (at >= 0) return Probabilities[at];
        int above = ~at;
        if (above == 0) return Probabilities[0];
        if (above == Margins.Length) return Probabilities[^1];
        double share = (margin - Margins[above - 1]) / (Margins[above] - Margins[above - 1]);
        return Probabilities[above - 1] + share * (Probabilities[above] - Probabilities[above - 1]);
    }
}
