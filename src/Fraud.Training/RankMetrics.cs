namespace Fraud.Training;

/// <summary>
/// How well scores put fraud before the rest. Rows of one score count together, so that their order cannot matter. The figures are those of <c>fraud evaluate</c>, rounded alike.
/// </summary>
/// <param name="Auc">Area under the ROC curve.</param>
/// <param name="AveragePrecision">Mean precision where each row of fraud is found.</param>
/// <param name="RecallAtOnePercent">The share of fraud found at a false-positive rate of at most 1 %.</param>
sealed record RankMetrics(double Auc, double AveragePrecision, double RecallAtOnePercent)
{
    /// <summary>Null when one of both kinds is missing.</summary>
    public static RankMetrics? Of(double[] scores, ReadOnlySpan<bool> isFraud)
    {
        double[] keys = Array.ConvertAll(scores, score => -score);
        bool[] sorted = isFraud.ToArray();
        Array.Sort(keys, sorted);
        double frauds = isFraud.Count(true), others = scores.Length - frauds;
        if (frauds == 0 || others == 0) return null;

        double area = 0, precision = 0, recall = 0, found = 0, false_ = 0;
        for (int row = 0; row < keys.Length;)
        {
            double foundBefore = found, falseBefore = false_, key = keys[row];
            for (; row < keys.Length && keys[row] == key; row++)
                if (sorted[row]) found++;
                else false_++;
            area += (false_ - falseBefore) * (found + foundBefore);
            precision += (found - foundBefore) * found / (found + false_);
            if (false_ / others <= 0.01) recall = found / frauds;
        }
        return new RankMetrics(area / 2 / frauds / others, precision / frauds, recall);
    }
}
