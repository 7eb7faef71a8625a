using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>Percentiles against a plain list of the latest values.</summary>
public class RollingRankTests
{
    /// <summary>Of several shapes, far beyond the window: rising, falling, with many ties, in waves that leave blocks nearly empty behind.</summary>
    [Theory]
    [InlineData("random")]
    [InlineData("ties")]
    [InlineData("rising")]
    [InlineData("falling")]
    [InlineData("waves")]
    public void A_rank_is_that_of_a_sorted_list(string shape)
    {
        var random = new Random(7);
        var rank = new RollingRank();
        var latest = new Queue<double>();
        for (int i = 0; i < 2 * RollingRank.Window + 20_000; i++)
        {
            double value = shape switch
            {
                "ties" => random.Next(5),
                "rising" => i,
                "falling" => -i,
                "waves" => i / 10_000 % 3 * 1000 + random.NextDouble() * (i / 10_000 % 2 == 0 ? 1 : 500),
                _ => random.NextDouble() * 20 - 10,
            };
            if (i % 9_973 == 0 || i > RollingRank.Window && i % 4_001 == 0)
            {
                Assert.Equal(latest.Count(v => v < value), rank.Below(value));
                Assert.Equal(latest.Count < RollingRank.Least ? double.NaN : (double)latest.Count(v => v < value) / latest.Count, rank.ShareBelow(value));
            }
            rank.Add(value);
            latest.Enqueue(value);
            if (latest.Count > RollingRank.Window) latest.Dequeue();
        }
        Assert.Equal(RollingRank.Window, rank.Count);
        foreach (double value in (double[])[double.NegativeInfinity, -3, 0, 0.5, 1, 4, 1_234, double.PositiveInfinity]) Assert.Equal(latest.Count(v => v < value), rank.Below(value));
    }

    [Property(MaxTest = 30)]
    public Property What_is_equal_hashes_equal(int[] values)
    {
        var (one, other) = (new RollingRank(), new RollingRank());
        foreach (int v in values) one.Add(v);
        foreach (int v in values) other.Add(v);
        ulong before = one.StateHash();
        one.Add(1);
        return (before == other.StateHash() && before != one.StateHash()).ToProperty();
    }
}
