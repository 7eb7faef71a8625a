using Fraud.Scoring;

namespace Fraud.Training;

/// <summary>Early stopping: how many of the trees rank rows best that they have not seen.</summary>
static class TreeCount
{
    const int Looks = 80;

    /// <summary>The number of trees with the best average precision, smoothed over its neighbours as it jumps where fraud is rare, and what those trees say of the rows.</summary>
    public static (int Kept, double[] Margins, RankMetrics? Metrics) Choose(TreeEnsemble trees, IReadOnlyList<float[]> rows, ReadOnlySpan<bool> isFraud)
    {
        int step = Math.Max(1, trees.Trees.Count / Looks);
        var looks = new List<(int Trees, double Precision)>();
        double[] margins = [.. Enumerable.Repeat(trees.Bias, rows.Count)];
        for (int t = 0; t < trees.Trees.Count; t++)
        {
            Add(trees, t, rows, margins);
            if ((t + 1) % step == 0 || t == trees.Trees.Count - 1) looks.Add((t + 1, RankMetrics.Of(margins, isFraud)?.AveragePrecision ?? 0));
        }
        int kept = trees.Trees.Count;
        double best = -1;
        for (int i = 0; i < looks.Count; i++)
        {
            int from = Math.Max(0, i - 1), to = Math.Min(looks.Count - 1, i + 1);
            double mean = 0;
            for (int j = from; j <= to; j++) mean += looks[j].Precision / (to - from + 1);
            if (mean > best) (best, kept) = (mean, looks[i].Trees);
        }
        Array.Fill(margins, trees.Bias);
        for (int t = 0; t < kept; t++) Add(trees, t, rows, margins);
        return (kept, margins, RankMetrics.Of(margins, isFraud));
    }

    static void Add(TreeEnsemble trees, int tree, IReadOnlyList<float[]> rows, double[] margins)
    {
        for (int row = 0; row < margins.Length; row++) margins[row] += trees.Trees[tree].Leaves[trees.LeafOf(trees.Trees[tree], rows[row])];
    }
}
