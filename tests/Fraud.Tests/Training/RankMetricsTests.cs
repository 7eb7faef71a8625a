using Fraud.Training;
using FsCheck.Xunit;

namespace Fraud.Tests.Training;

public class RankMetricsTests
{
    [Fact]
    public void Worked_by_hand()
    {
        // From the top: fraud, honest, (fraud and honest tied), honest.
        var metrics = RankMetrics.Of([0.9, 0.8, 0.5, 0.5, 0.1], [true, false, true, false, false])!;
        Assert.Equal((1 + 1 + 1 + 0 + 0.5 + 1) / 6, metrics.Auc, 12);
        Assert.Equal((1 + 2.0 / 4) / 2, metrics.AveragePrecision, 12);
        Assert.Equal(0.5, metrics.RecallAtOnePercent, 12);
        Assert.Null(RankMetrics.Of([1, 2], [true, true]));
    }

    /// <summary>Pairs counted one by one, and precision at each threshold by its definition.</summary>
    [Property(MaxTest = 200)]
    public bool Equal_to_the_definitions_with_ties((byte Score, bool Fraud)[] rows)
    {
        double[] scores = [.. rows.Select(row => (double)(row.Score % 8))];
        bool[] isFraud = [.. rows.Select(row => row.Fraud)];
        int frauds = isFraud.Count(f => f), others = rows.Length - frauds;
        var metrics = RankMetrics.Of(scores, isFraud);
        if (frauds == 0 || others == 0) return metrics is null;
        double wins = 0, precision = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (!isFraud[i]) continue;
            for (int j = 0; j < rows.Length; j++) if (!isFraud[j]) wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            int above = scores.Count(s => s >= scores[i]), found = Enumerable.Range(0, rows.Length).Count(j => isFraud[j] && scores[j] >= scores[i]);
            precision += (double)found / above / frauds;
        }
        return Math.Abs(metrics!.Auc - wins / frauds / others) < 1e-9 && Math.Abs(metrics.AveragePrecision - precision) < 1e-9;
    }
}
