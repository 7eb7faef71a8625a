using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>Rows to train on and rows to ask about: numbers that repeat, gaps, zeros of both signs, and categories.</summary>
static class ModelRows
{
    public const int Columns = 6, CategoryColumn = 4;

    public static (float[][] Rows, float[] Labels) Training(int count, int seed)
    {
        var random = new Random(seed);
        var rows = new float[count][];
        var labels = new float[count];
        for (int i = 0; i < count; i++)
        {
            float amount = MathF.Exp(12 * random.NextSingle() - 3), hours = random.Next(5) == 0 ? float.NaN : 100 * random.NextSingle();
            float earlier = random.Next(3) == 0 ? 0 : random.Next(-20, 20) / 4f;
            int kind = random.Next(40);
            rows[i] = [amount, hours, earlier, random.Next(2), random.Next(30) == 0 ? float.NaN : kind, random.NextSingle() < 0.3 ? float.NaN : (float)random.NextDouble() - 0.5f];
            double odds = 0.3 * Math.Log(amount) + (float.IsNaN(hours) ? 1 : hours / -50) + (earlier == 0 ? 0.7 : earlier / 4) + (kind % 7 is 1 or 3 ? 1.5 : -0.5) + (rows[i][5] > 0 ? 1 : 0) - 1;
            labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-odds)) ? 1 : 0;
        }
        return (rows, labels);
    }

    /// <summary>Each cut of the model exactly, the floats beside it, and what is odd, each in an otherwise ordinary row.</summary>
    public static List<float[]> Asking(Model model, int ordinary, int seed)
    {
        var rows = Training(ordinary, seed).Rows.ToList();
        int columns = model.Features.Count;
        if (columns != Columns) rows = [.. rows.Select(r => Enumerable.Range(0, columns).Select(i => r[i % Columns]).ToArray())];
        var random = new Random(seed);
        void Add(int feature, float value)
        {
            float[] row = [.. rows[random.Next(ordinary)]];
            row[feature] = value;
            rows.Add(row);
        }
        foreach (var (feature, cut) in model.Content.Trees.Trees.SelectMany(t => t.Nodes).Where(n => n.CategorySet == 0).Select(n => (n.Feature, n.Cut)).Distinct())
        {
            Add(feature, cut);
            Add(feature, MathF.BitIncrement(cut));
            Add(feature, MathF.BitDecrement(cut));
        }
        float[] odd = [float.NaN, 0, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon, 1e-35f, -1e-35f, MathF.BitIncrement(1e-35f), 1, -1, 2.5f, 39, 40, 63, 64, 1e9f, 3e9f];
        for (int feature = 0; feature < columns; feature++)
            foreach (float value in odd) Add(feature, value);
        return rows;
    }
}
