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

    /// <summary>What was forgotten leaves no trace, though the blocks that it passed through lie otherwise.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(RollingRank.Window + 777)]
    public void The_same_latest_values_hash_equal_whatever_came_before(int before)
    {
        var random = new Random(before);
        var (fresh, used) = (new RollingRank(), new RollingRank());
        for (int i = 0; i < before; i++) used.Add(random.Next(100));
        for (int i = 0; i < RollingRank.Window; i++)
        {
            double value = random.NextDouble();
            fresh.Add(value);
            used.Add(value);
        }
        Assert.Equal(fresh.StateHash(), used.StateHash());
        used.Add(0.5);
        Assert.NotEqual(fresh.StateHash(), used.StateHash());
    }

    [Fact]
    public void Other_values_and_other_orders_hash_otherwise()
    {
        static ulong Of(params double[] values)
        {
            var rank = new RollingRank();
            foreach (double value in values) rank.Add(value);
            return rank.StateHash();
        }
        Assert.Equal(Of(1, 2, 3), Of(1, 2, 3));
        ulong[] hashes = [Of(), Of(0), Of(0, 0), Of(1), Of(1, 2), Of(2, 1), Of(1, 2, 3), Of(1, 3, 2), Of(3, 2, 1), Of(1, 2, 3, 3), Of(1, 2, 4)];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }
}
