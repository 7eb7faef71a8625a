using Fraud.Profiles;

namespace Fraud.Scoring;

/// <summary>Counts values in the bands that a model was trained with, to tell how far what it is now given has moved. Nothing is allocated per value.</summary>
/// <param name="edges">Ascending; a value up to and including an edge lies below it.</param>
/// <param name="expected">The share of the training rows in each band, one more than edges, and perhaps of those where the value was not known.</param>
sealed class BandCount(float[] edges, double[] expected)
{
    /// <summary>What an empty band is taken for, as usual: nothing would be infinitely far from it.</summary>
    const double LeastShare = 1e-4;

    /// <summary>From here on a shift is worth watching, and from there on it is one (the usual reading of the index).</summary>
    public const double Watch = 0.1, Shifted = 0.25;

    readonly long[] _counts = new long[edges.Length + 2];

    /// <summary>Whether the model says how its training rows lay; otherwise there is nothing to compare with.</summary>
    public bool IsKnown => expected.Length >= edges.Length + 1;

    public long Count { get; private set; }

    /// <param name="value">NaN for what is not known.</param>
    public void Add(double value)
    {
        int from = 0, to = edges.Length;
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (value > edges[middle]) from = middle + 1;
            else to = middle;
        }
        _counts[double.IsNaN(value) ? edges.Length + 1 : from]++;
        Count++;
    }

    /// <summary>The population stability index: Σ (seen − expected) × ln(seen ÷ expected) over the bands; 0 where nothing has moved, NaN where there is nothing to compare.</summary>
    public double Index
    {
        get
        {
            if (!IsKnown || Count == 0) return double.NaN;
            double index = 0;
            for (int band = 0; band < _counts.Length; band++)
            {
                double seen = Math.Max((double)_counts[band] / Count, LeastShare), before = Math.Max(band < expected.Length ? expected[band] : 0, LeastShare);
                index += (seen - before) * DeterministicMath.Log(seen / before);
            }
            return index;
        }
    }
}
