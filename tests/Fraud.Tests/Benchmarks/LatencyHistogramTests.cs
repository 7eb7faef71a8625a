using Fraud.Benchmarks;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Benchmarks;

/// <summary>A latency report is only as good as its quantiles.</summary>
public class LatencyHistogramTests
{
    static readonly Gen<long[]> s_latencies =
        (from bits in Gen.Choose(0, 62) from noise in Gen.Choose(0, int.MaxValue) select (1L << bits) + (long)(noise / (double)int.MaxValue * ((1L << bits) - 1)))
        .Or(Gen.Choose(0, 200).Select(n => (long)n))
        .NonEmptyListOf().Select(values => values.ToArray());

    [Property]
    public Property Quantile_is_at_most_one_64th_above_the_exact_one_and_never_below() => Prop.ForAll(s_latencies.ToArbitrary(), Gen.Choose(0, 1_000).ToArbitrary(), (values, permille) =>
    {
        var histogram = new LatencyHistogram();
        foreach (long value in values) histogram.Record(value);
        long exact = values.Order().ElementAt(Math.Max(1, (int)Math.Ceiling(permille / 1000.0 * values.Length)) - 1);
        long quantile = histogram.Quantile(permille / 1000.0);
        return histogram.Count == values.Length && histogram.Max == values.Max() && quantile >= exact && quantile - exact <= exact / 64;
    });

    [Fact]
    public void The_largest_long_has_a_bucket()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(0);
        histogram.Record(long.MaxValue);
        Assert.Equal((0, long.MaxValue), (histogram.Quantile(0.5), histogram.Quantile(1)));
    }
}
