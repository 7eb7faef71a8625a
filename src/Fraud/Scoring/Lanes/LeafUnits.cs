namespace Fraud.Scoring;

/// <summary>
/// Leaves as whole multiples of a unit 2^−<paramref name="exponent"/>: integers add up to the same in any order, so that one row, a batch and every processor agree to the last bit.
/// The unit is so small that the roundings of all trees come to at most 2^−20 (under 1e-6); only where a leaf is above 2^38 / trees² it is larger, so that sums fit into 63 bits, and the
/// error is at most trees² × 2^−59 of the greatest leaf.
/// </summary>
readonly struct LeafUnits(int exponent)
{
    /// <summary>Leaves below this many units are added in 32-bit lanes as they are. Greater ones are two: <c>high × 2^30 + low</c>.</summary>
    public const int LowBits = 30;
    const long Half = 1L << LowBits - 1;

    /// <exception cref="ArgumentException">A leaf or the bias is infinite or NaN.</exception>
    public static LeafUnits For(TreeEnsemble ensemble)
    {
        double greatest = double.IsFinite(ensemble.Bias) ? 0 : throw new ArgumentException($"The bias is {ensemble.Bias}: a model's margin must be finite.", nameof(ensemble));
        for (int t = 0; t < ensemble.Trees.Count; t++)
        {
            foreach (double leaf in ensemble.Trees[t].Leaves)
            {
                if (!double.IsFinite(leaf)) throw new ArgumentException($"A leaf of tree {t} is {leaf}: a model's margin must be finite.", nameof(ensemble));
                greatest = Math.Max(greatest, Math.Abs(leaf));
            }
        }
        int trees = Math.ILogB(Math.Max(1, ensemble.Trees.Count)) + 1, magnitude = greatest == 0 ? 0 : Math.ILogB(greatest) + 1;
        return new LeafUnits(Math.Min(19 + trees, 60 - trees - magnitude));
    }

    public long Of(double leaf) => (long)Math.Round(Math.ScaleB(leaf, exponent));

    public double Value(long units) => Math.ScaleB(units, -exponent);

    /// <summary>The upper part of what does not fit into 32 bits, rounded so that <see cref="Low"/> has either sign.</summary>
    public static int High(long units) => (int)(units + Half >> LowBits);

    public static int Low(long units) => (int)(units - ((long)High(units) << LowBits));
}
