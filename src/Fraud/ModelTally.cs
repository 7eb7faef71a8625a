namespace Fraud;

/// <summary>
/// How a challenger's alerts differ from the champion's where both alert equally often: a transfer is among the top 1 % of a model when at least 99 % of the latest transfers lie below it.
/// Repeats, test traffic and what is no transfer do not count, nor does what came before both had seen enough.
/// </summary>
public sealed class ModelTally
{
    static readonly double[] s_shares = [0.1, 0.01, 0.001, 0.0001];

    readonly long[] _counts;

    /// <param name="model">The challenger.</param>
    /// <param name="before">What was counted before a reload, and is counted on; null to begin.</param>
    internal ModelTally(Model model, ModelTally? before = null)
    {
        Model = model;
        _counts = before?._counts ?? new long[(s_shares.Length + 1) * (s_shares.Length + 1)];
    }

    /// <summary>The challenger.</summary>
    public Model Model { get; }

    /// <summary>The shares of transfers that <see cref="Alerts"/> is asked for: a tenth, a hundredth, a thousandth and a ten-thousandth.</summary>
    public static IReadOnlyList<double> Shares => s_shares;

    /// <summary>Transfers compared.</summary>
    public long Transfers => _counts.Sum();

    /// <summary>The transfers that both models would have alerted, and those that only one of them would.</summary>
    /// <param name="share">The share of transfers that each alerts: one of <see cref="Shares"/>.</param>
    /// <exception cref="ArgumentException">Another share.</exception>
    public (long Both, long ChampionOnly, long ChallengerOnly) Alerts(double share)
    {
        int band = Array.IndexOf(s_shares, share) + 1;
        if (band == 0) throw new ArgumentException($"Alerts are counted at the shares {string.Join(", ", s_shares.Select(s => s.ToString(System.Globalization.CultureInfo.InvariantCulture)))}.", nameof(share));
        var (both, champion, challenger) = (0L, 0L, 0L);
        int bands = s_shares.Length + 1;
        for (int i = 0; i < bands; i++)
        {
            for (int j = 0; j < bands; j++)
            {
                long count = _counts[i * bands + j];
                if (i >= band && j >= band) both += count;
                else if (i >= band) champion += count;
                else if (j >= band) challenger += count;
            }
        }
        return (both, champion, challenger);
    }

    internal void Add(double champion, double challenger)
    {
        if (!double.IsNaN(champion) && !double.IsNaN(challenger)) _counts[BandOf(champion) * (s_shares.Length + 1) + BandOf(challenger)]++;
    }

    static int BandOf(double percentile)
    {
        int band = 0;
        while (band < s_shares.Length && percentile >= 1 - s_shares[band]) band++;
        return band;
    }
}
