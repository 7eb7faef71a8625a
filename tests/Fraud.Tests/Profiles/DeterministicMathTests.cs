using Fraud.Profiles;
using FsCheck.Xunit;

namespace Fraud.Tests.Profiles;

public class DeterministicMathTests
{
    static long UlpsApart(double a, double b) => Math.Abs(ColumnBatch.Ordered(a) - ColumnBatch.Ordered(b));

    [Property(MaxTest = 5000)]
    public bool Log_is_within_two_ulps_of_the_platforms(double x)
        => double.IsNaN(x) || UlpsApart(DeterministicMath.Log(Math.Abs(x)), Math.Log(Math.Abs(x))) <= 2;

    [Property(MaxTest = 5000)]
    public bool Exp_is_within_two_ulps_of_the_platforms(int x) => UlpsApart(DeterministicMath.Exp(x % 7_080_000 / 1e4), Math.Exp(x % 7_080_000 / 1e4)) <= 2;

    [Fact]
    public void Both_hold_over_the_amounts_of_payments()
    {
        for (double cents = 1; cents < 1e16; cents *= 1.0007)
        {
            Assert.True(UlpsApart(DeterministicMath.Log(cents), Math.Log(cents)) <= 2, $"log {cents:R}");
            double ln = Math.Log(cents);
            Assert.True(UlpsApart(DeterministicMath.Exp(ln), Math.Exp(ln)) <= 2, $"exp {ln:R}");
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(-1, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.Epsilon, -744.4400719213812)]
    public void Log_at_the_edges(double x, double expected) => Assert.Equal(expected, DeterministicMath.Log(x));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(710, double.PositiveInfinity)]
    [InlineData(-746, 0)]
    [InlineData(-745, double.Epsilon)]
    [InlineData(1e-10, 1.0000000001)]
    public void Exp_at_the_edges(double x, double expected) => Assert.Equal(expected, DeterministicMath.Exp(x));
}
