using Fraud.Cli.Simulation;
using Fraud.Training;

namespace Fraud.Tests.Training;

public class IsolationForestTests
{
    static readonly string[] s_features = ["x", "y", "z"];

    static List<float[]> Crowd(int rows)
    {
        var random = new SeededRandom(4);
        return [.. Enumerable.Range(0, rows).Select(_ => new[] { (float)random.Normal(), (float)random.Normal(), 5f })];
    }

    [Fact]
    public void What_is_unlike_the_rest_is_found()
    {
        var rows = Crowd(2000);
        float[][] odd = [[8, 0, 5], [0, -9, 5], [6, 6, 5], [-7, 7, 5]];
        rows.AddRange(odd);
        var forest = IsolationForest.Fit(s_features, rows, 100, seed: 1);
        double[] margins = [.. rows.Select(row => forest.Margin(row))];
        double least = margins[2000..].Min();
        Assert.InRange(margins[..2000].Count(margin => margin >= least), 0, 20);
        Assert.All(margins, margin => Assert.InRange(margin, -2, 0));
    }

    [Fact]
    public void To_be_unknown_is_odd_where_it_is_rare_and_usual_where_it_is_not()
    {
        var rows = Crowd(2000);
        for (int i = 0; i < rows.Count; i++)
        {
            if (i < 10) rows[i][0] = float.NaN;
            if (i % 2 == 0) rows[i][1] = float.NaN;
        }
        var forest = IsolationForest.Fit(s_features, rows, 200, seed: 1);
        double rare = forest.Margin([float.NaN, 0, 5]), usual = forest.Margin([0, float.NaN, 5]), known = forest.Margin([0, 0, 5]);
        Assert.True(rare > usual + 0.1);
        Assert.True(rare > known + 0.1);
    }

    [Fact]
    public void A_row_among_equals_takes_the_depth_that_the_paper_says()
    {
        Assert.Equal(0, IsolationForest.AverageDepth(1));
        Assert.Equal(1, IsolationForest.AverageDepth(2));
        Assert.Equal(2 * (Math.Log(255) + 0.5772156649) - 2 * 255.0 / 256, IsolationForest.AverageDepth(256), 1e-9);
        // Nothing to cut by: every row is as deep as one among all of them, which is what the margin is counted in.
        var forest = IsolationForest.Fit(["x"], [.. Enumerable.Repeat(new[] { 1f }, 300)], 10, seed: 1);
        Assert.Equal(-1, forest.Margin([1]), 1e-12);
    }

    [Fact]
    public void A_larger_forest_begins_with_the_smaller_one()
    {
        var rows = Crowd(500);
        var (small, large) = (IsolationForest.Fit(s_features, rows, 5, seed: 3), IsolationForest.Fit(s_features, rows, 10, seed: 3));
        for (int t = 0; t < 5; t++) Assert.Equal(small.Trees[t].Nodes, large.Trees[t].Nodes);
        Assert.NotEqual(small.Trees[0].Nodes, IsolationForest.Fit(s_features, rows, 5, seed: 4).Trees[0].Nodes);
    }

    [Fact]
    public void Infinity_is_only_far_away()
    {
        var rows = Crowd(500);
        rows[0][0] = float.PositiveInfinity;
        rows[1][1] = float.NegativeInfinity;
        var forest = IsolationForest.Fit(s_features, rows, 50, seed: 1);
        Assert.All(rows, row => Assert.True(double.IsFinite(forest.Margin(row))));
        Assert.True(forest.Margin(rows[0]) > rows.Skip(2).Average(row => forest.Margin(row)));
    }
}
