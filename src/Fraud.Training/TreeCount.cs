using Fraud.Scoring;

namespace Fraud.Training;

/// <summary>Early stopping: how many of the trees rank rows best that they have not seen.</summary>
static class TreeCount
{
    const int Looks = 80;

    /// <summary>
    /// By how much fewer trees may fall short of the best average precision. A hundred frauds tell it to 0.03 at best, and its curve is flat: the best look was at 100 trees in one week and at 400 in the
    /// next, where all the later ones had learned was that week's.
    /// </summary>
    const double Slack = 0.01;

    /// <summary>
    /// The fewest rounds of boosting that come within <see cref="Slack"/> of the best average precision, smoothed over its neighbours as it jumps where fraud is rare, and what those trees say of the rows.
    /// </summary>
    public static (int Rounds, double[] Margins, RankMetrics? Metrics) Choose(BoostedTrees grown, IReadOnlyList<float[]> rows, ReadOnlySpan<bool> isFraud)
    {
        int rounds = grown.Rounds.Length, step = Math.Max(1, rounds / Looks);
        var looks = new List<(int Rounds, double Precision)>();
        double[] margins = [.. Enumerable.Repeat(grown.Trees.Bias, rows.Count)];
        for (int round = 0; round < rounds; round++)
        {
            Add(grown, round, rows, margins);
            if ((round + 1) % step == 0 || round == rounds - 1) looks.Add((round + 1, RankMetrics.Of(margins, isFraud)?.AveragePrecision ?? 0));
        }
        double[] smooth = [.. looks.Select((_, i) => looks.Skip(i - 1).Take(i == 0 ? 2 : 3).Average(look => look.Precision))];
        double enough = smooth.Max() - Slack;
        int kept = looks[Array.FindIndex(smooth, precision => precision >= enough)].Rounds;
        Array.Fill(margins, grown.Trees.Bias);
        for (int round = 0; round < kept; round++) Add(grown, round, rows, margins);
        return (kept, margins, RankMetrics.Of(margins, isFraud));
    }

    static void Add(BoostedTrees grown, int round, IReadOnlyList<float[]> rows, double[] margins)
    {
        for (int at = round == 0 ? 0 : grown.Rounds[round - 1]; at < grown.Rounds[round]; at++)
        {
            var tree = grown.Trees.Trees[at];
            for (int row = 0; row < margins.Length; row++) margins[row] += tree.Leaves[grown.Trees.LeafOf(tree, rows[row])];
        }
    }
}
