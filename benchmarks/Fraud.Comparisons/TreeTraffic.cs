namespace Fraud.Comparisons;

/// <summary>
/// Invented rows of 40 features as payments have them: amounts, counts, shares, waiting times. Fraud depends on all of them a little, on some pairs strongly, so that every tree finds
/// something to part and rows go deep.
/// </summary>
static class TreeTraffic
{
    public const int Features = 40;

    public static (float[] Rows, float[] Labels) Make(int count, int seed)
    {
        var random = new Random(seed);
        var (rows, labels) = (new float[count * Features], new float[count]);
        var weights = new Random(1);
        double[] weight = [.. Enumerable.Range(0, Features).Select(_ => weights.NextDouble() - 0.5)], turn = [.. Enumerable.Range(0, Features).Select(_ => 2 + 6 * weights.NextDouble())];
        for (int i = 0; i < count; i++)
        {
            double logit = -1;
            double before = 0;
            for (int f = 0; f < Features; f++)
            {
                double u = random.NextDouble();
                rows[i * Features + f] = (float)((f % 4) switch
                {
                    0 => Math.Round(Math.Exp(u * 9), 2), // an amount
                    1 => Math.Floor(u * u * 60), // a count
                    2 => u * 2 - 1, // a share or a likeness
                    _ => Math.Round(-Math.Log(1 - u) * 10, 2), // hours
                });
                logit += 1.5 * weight[f] * Math.Sin(turn[f] * u) + (f % 3 == 0 && u > 0.7 && before > 0.6 ? 0.8 : 0);
                before = u;
            }
            labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0;
        }
        return (rows, labels);
    }
}
