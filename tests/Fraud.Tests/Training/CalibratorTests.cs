using Fraud.Cli.Simulation;
using Fraud.Scoring;
using Fraud.Training;
using FsCheck.Xunit;

namespace Fraud.Tests.Training;

public class CalibratorTests
{
    /// <summary>Margins in whose bands the odds of fraud are known: twice as flat as they say, and rarer.</summary>
    static (double[] Margins, bool[] IsFraud) Drawn(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] margins = [.. Enumerable.Range(0, rows).Select(_ => 3 * random.Normal())];
        return (margins, [.. margins.Select(margin => random.Chance(Truth(margin)))]);
    }

    static double Truth(double margin) => 1 / (1 + Math.Exp(-(0.5 * margin - 3)));

    [Theory]
    [InlineData(60_000, 0.03)] // thousands of fraud: isotonic
    [InlineData(900, 0.1)] // less than a hundred: Platt
    public void Close_to_the_odds_by_which_fraud_was_drawn(int rows, double error)
    {
        var (margins, isFraud) = Drawn(rows, 3);
        Assert.Equal(rows > 10_000, isFraud.Count(f => f) >= Calibrator.IsotonicFraudMin);
        var calibration = Calibrator.Of(margins, isFraud);
        for (double margin = -6; margin <= 6; margin += 0.5) Assert.Equal(Truth(margin), calibration.Of(margin), error);
        Assert.InRange(calibration.Margins.Length, 10, 202);
    }

    [Property(MaxTest = 300)]
    public bool Rising_and_a_probability_whatever_the_rows((short Margin, bool Fraud)[] rows, bool many)
    {
        if (rows.Length == 0) return true;
        var all = many ? Enumerable.Repeat(rows, 200).SelectMany(r => r).ToArray() : rows;
        return IsSound(Calibrator.Of([.. all.Select(row => row.Margin / 100.0)], [.. all.Select(row => row.Fraud)]));
    }

    [Property(MaxTest = 100)]
    public bool Percentiles_rise_and_say_the_share_below(short[] margins)
    {
        if (margins.Length == 0) return true;
        double[] values = [.. margins.Select(margin => (double)margin)];
        var calibration = Calibrator.Percentiles(values);
        // At a knot that is a row's margin, exactly.
        return IsSound(calibration) && calibration.Margins.Where(values.Contains).All(m => Math.Abs(calibration.Of(m) - (double)values.Count(v => v < m) / values.Length) < 1e-9);
    }

    static bool IsSound(Calibration calibration)
    {
        bool sound = calibration.Margins.Length > 0 && calibration.Margins.Length == calibration.Probabilities.Length;
        for (int i = 0; i < calibration.Margins.Length; i++)
            sound &= calibration.Probabilities[i] is >= 0 and <= 1 && (i == 0 || calibration.Margins[i] > calibration.Margins[i - 1] && calibration.Probabilities[i] >= calibration.Probabilities[i - 1]);
        return sound;
    }

    [Fact]
    public void Rows_beyond_those_seen_do_not_tie()
    {
        var (margins, isFraud) = Drawn(20_000, 5);
        var calibration = Calibrator.Of(margins, isFraud);
        Assert.True(calibration.Of(margins.Max() + 1) > calibration.Of(margins.Max()));
        Assert.True(calibration.Of(margins.Min() - 1) < calibration.Of(margins.Min()));
    }

    /// <summary>Few leaves make few sums, and added in another order a sum differs in its last digit.</summary>
    [Property(MaxTest = 300)]
    public bool Rising_where_margins_differ_in_their_last_digits(short start, (byte Ulps, bool Fraud)[] rows, byte times, bool huge)
    {
        if (rows.Length == 0) return true;
        double first = start / 7.0 * (huge ? 1e15 : 1);
        var all = Enumerable.Repeat(rows, 1 + 2 * times).SelectMany(r => r).ToArray();
        double[] margins = [.. all.Select(row => Enumerable.Range(0, row.Ulps % 4).Aggregate(first, (margin, _) => Math.BitIncrement(margin)))];
        return IsSound(Calibrator.Of(margins, [.. all.Select(row => row.Fraud)])) && IsSound(Calibrator.Percentiles(margins));
    }

    [Theory]
    [InlineData(0.3, 300), InlineData(0.7, 1000), InlineData(1.1, 5000), InlineData(-2.3, 7777)]
    public void Margins_that_serving_rounds_together_are_one(double margin, int rows)
    {
        double[] margins = [.. Enumerable.Repeat(margin, rows), .. Enumerable.Repeat(Math.BitIncrement(margin), rows)];
        var calibration = Calibrator.Of(margins, [.. Enumerable.Range(0, 2 * rows).Select(i => i < rows ? i % 50 == 0 : i < rows + 150)]);
        Assert.True(IsSound(calibration));
        Assert.Equal(3, calibration.Margins.Length); // one, and the two ends
        double rate = ((rows + 49) / 50 + 150) / (2.0 * rows);
        Assert.Equal(rate, calibration.Of(margin), 1e-5);
    }
}
