using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>The stability index, by hand.</summary>
public class BandCountTests
{
    static BandCount Count(float[] edges, double[] expected, params (double Value, int Times)[] values)
    {
        var count = new BandCount(edges, expected);
        foreach (var (value, times) in values)
            for (int i = 0; i < times; i++) count.Add(value);
        return count;
    }

    /// <summary>Half below 10 in training, now four fifths: 0.3 × ln 1.6 − 0.3 × ln 0.4.</summary>
    [Fact]
    public void What_moved_has_an_index()
        => Assert.Equal(0.3 * Math.Log(1.6) - 0.3 * Math.Log(0.4), Count([10], [0.5, 0.5, 0], (10, 80), (10.001, 20)).Index, 12);

    [Fact]
    public void What_has_not_moved_has_none()
        => Assert.Equal(0, Count([1, 2], [0.25, 0.25, 0.25, 0.25], (1, 25), (1.5, 25), (3, 25), (double.NaN, 25)).Index, 12);

    /// <summary>An empty band counts as one in ten thousand, before and now: (1 − 0.0001) × ln 10,000 for each of the two bands.</summary>
    [Fact]
    public void What_becomes_unknown_is_a_move()
    {
        double index = Count([], [1, 0], (double.NaN, 50)).Index;
        Assert.Equal(2 * (1 - 1e-4) * Math.Log(1e4), index, 9);
    }

    /// <summary>Of margins nothing is unknown: there is no share for it.</summary>
    [Fact]
    public void The_share_of_what_is_not_known_may_be_left_out() => Assert.Equal(0, Count([0], [0.5, 0.5], (-1, 10), (1, 10)).Index, 12);

    [Fact]
    public void Without_edges_nothing_is_told() => Assert.True(double.IsNaN(Count([], [], (1, 10)).Index) && double.IsNaN(Count([1], [0.5, 0.5]).Index));
}
