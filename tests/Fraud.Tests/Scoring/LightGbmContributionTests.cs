using System.Runtime.InteropServices;

namespace Fraud.Tests.Scoring;

/// <summary>LightGBM's own contributions, of models that it trains here.</summary>
[Collection("LightGBM")] // its library is made for one training at a time
public class LightGbmContributionTests
{
    [Theory]
    [InlineData("objective=binary num_leaves=31 min_data_in_leaf=5", 40)]
    [InlineData("objective=regression num_leaves=200 min_data_in_leaf=1 learning_rate=0.3", 10)]
    [InlineData("objective=binary num_leaves=31 min_data_in_leaf=5 categorical_feature=3,4 min_data_per_group=2 cat_smooth=1", 30)]
    [InlineData("objective=binary num_leaves=16 zero_as_missing=true min_data_in_leaf=5", 30)]
    [InlineData("objective=binary num_leaves=31 bagging_fraction=0.5 bagging_freq=1 min_data_in_leaf=5 feature_fraction=0.5", 30)]
    public void Contributions_are_those_of_LightGBM(string parameters, int trees)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) Assert.Skip("LightGBM's native library is for Linux x64 here.");
        var random = new Random(17);
        const int features = 7;
        float[][] rows = [.. Enumerable.Range(0, 3000).Select(_ => Enumerable.Range(0, features).Select(f =>
            f is 3 or 4 ? random.Next(0, 9) : random.Next(9) == 0 ? float.NaN : random.Next(6) == 0 ? 0 : (float)Math.Round(random.NextDouble() * 10 - 3, 3)).ToArray())];
        float[] labels = [.. rows.Select(row => (row[0] > 2 && !(row[1] > 1) || row[3] is 2 or 5 or 7 && row[4] % 2 == 0) != (random.Next(10) == 0) ? 1f : 0f)];

        using var origin = LightGbmNative.Train(rows, labels, trees, parameters);
        double[] theirs = origin.Contributions(rows);
        var model = Model.Parse(origin.Text(), "lightgbm.txt");
        double[] ours = new double[features];
        for (int r = 0; r < 500; r++)
        {
            double expected = model.Contributions(rows[r], ours);
            for (int f = 0; f < features; f++) Assert.Equal(theirs[r * (features + 1) + f], ours[f], 1e-9);
            Assert.Equal(theirs[r * (features + 1) + features], expected, 1e-9);
            Assert.Equal(model.Content.Trees.Margin(rows[r]), expected + ours.Sum(), 1e-9);
            Assert.Equal(model.Margin(rows[r]), expected + ours.Sum(), 1e-6); // its leaves are rounded
        }
        Assert.True(theirs.Distinct().Count() > 1000, "the model is not trivial");
    }
}
