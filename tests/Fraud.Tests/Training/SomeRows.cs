using Fraud.Cli.Simulation;
using Fraud.Training;

namespace Fraud.Tests.Training;

/// <summary>Rows of an invented bank: the odds of fraud are known, so that what training makes of them can be judged.</summary>
static class SomeRows
{
    static readonly string[] s_features = ["amount", "count", "new_pair", "hour", "flat"];

    /// <summary>The log-odds by which the rows were drawn.</summary>
    public static double Odds(float[] row) => -3.5 + 0.9 * (float.IsNaN(row[0]) ? 2 : row[0]) + 2 * (row[2] == 1 ? 1 : 0) + (row[1] > 3 ? 1 : 0);

    public static TrainingSet Of(int rows, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        var (values, isFraud, ticks) = (new List<float[]>(), new List<bool>(), new List<long>());
        for (int i = 0; i < rows; i++)
        {
            float[] row = [random.Chance(0.1) ? float.NaN : (float)random.Normal(), random.Below(8), random.Chance(0.2) ? 1 : 0, random.Below(24), 7];
            values.Add(row);
            isFraud.Add(random.Chance(1 / (1 + Math.Exp(-Odds(row)))));
            ticks.Add(At(i / 3)); // three at a time
        }
        return new TrainingSet(s_features, values, isFraud, ticks);
    }

    static long At(int minute) => new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc).Ticks + minute * TimeSpan.TicksPerMinute;

    public static readonly TrainingOptions Quick = new() { Trees = 60, Leaves = 6, Rate = 0.1, Algorithm = Algorithm.LightGbm };
}
