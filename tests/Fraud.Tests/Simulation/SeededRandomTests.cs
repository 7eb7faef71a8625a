using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Fraud.Cli.Simulation;

namespace Fraud.Tests.Simulation;

public class SeededRandomTests
{
    // Computed by an independent implementation of SplitMix64, xoshiro256** and the normal quantile.
    [Fact]
    public void The_draws_of_a_seed_are_those_of_the_published_algorithms()
    {
        var random = new SeededRandom(2016);
        Assert.Equal((9023419684425795700UL, 1328542329132169919UL, 253), (random.Next(), random.Next(), random.Below(1000)));
        Assert.Equal(26_084_876.3477, random.LogNormal(8_000_000, 1.1), 0.05);
    }

    [Property]
    public Property Exp_and_ln_are_those_of_the_platform_to_fourteen_digits() => Prop.ForAll(
        ArbMap.Default.ArbFor<NormalFloat>().Filter(x => Math.Abs(x.Get) < 600),
        x => Math.Abs(PortableMath.Exp(x.Get) / Math.Exp(x.Get) - 1) < 1e-13 && Math.Abs(PortableMath.Ln(PortableMath.Exp(x.Get)) - x.Get) < 1e-12);

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963985)]
    [InlineData(0.001, -3.090232306)]
    [InlineData(0.9999, 3.719016485)]
    public void Normal_quantiles_are_those_of_the_tables(double p, double expected) => Assert.Equal(expected, PortableMath.NormalQuantile(p), 1e-7);

    [Fact]
    public void Zipf_prefers_low_ranks_and_stays_in_range()
    {
        var random = new SeededRandom(1);
        int[] counts = new int[20];
        for (int i = 0; i < 20_000; i++) counts[random.Zipf(20)]++;
        Assert.True(counts[0] > 3 * counts[4] && counts[4] > counts[19] && counts[19] > 0);
    }

    [Fact]
    public void Streams_of_one_seed_are_unrelated() => Assert.NotEqual(new SeededRandom(5, 1).Next(), new SeededRandom(5, 2).Next());
}
