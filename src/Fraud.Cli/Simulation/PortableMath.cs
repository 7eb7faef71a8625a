namespace Fraud.Cli.Simulation;

/// <summary>
/// exp and ln from additions, multiplications and divisions only, which IEEE 754 fixes to the last bit. The platform's own differ between
/// operating systems, and one differing bit would make another log of the same seed. Accurate to about 1e-15, far more than a draw needs.
/// </summary>
static class PortableMath
{
    const double Ln2 = 0.693147180559945309417;

    public static double Exp(double x)
    {
        if (x is < -700 or > 700) return x < 0 ? 0 : double.MaxValue;
        double halves = double.Floor(x / Ln2 + 0.5);
        double rest = x - halves * Ln2; // |rest| <= 0.347, where 14 terms of the series reach 1e-17
        double sum = 1, term = 1;
        for (int n = 1; n <= 14; n++) { term *= rest / n; sum += term; }
        return double.ScaleB(sum, (int)halves);
    }

    public static double Ln(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(x);
        int exponent = double.ILogB(x);
        double mantissa = double.ScaleB(x, -exponent);                     // 1 <= mantissa < 2
        if (mantissa > 1.4142135623730951) { mantissa /= 2; exponent++; }  // the series is shortest around 1
        double ratio = (mantissa - 1) / (mantissa + 1), square = ratio * ratio, sum = 0, power = ratio;
        for (int n = 1; n <= 25; n += 2) { sum += power / n; power *= square; } // |ratio| <= 0.172: 13 terms reach 1e-20
        return 2 * sum + exponent * Ln2;
    }

    /// <summary>The standard normal quantile (Acklam's rational approximation, relative error below 1.2e-9).</summary>
    public static double NormalQuantile(double p)
    {
        const double tail = 0.02425;
        if (p < tail) return Tail(double.Sqrt(-2 * Ln(p)));
        if (p > 1 - tail) return -Tail(double.Sqrt(-2 * Ln(1 - p)));
        double q = p - 0.5, r = q * q;
        return (((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.3577518672690) * r - 30.66479806614716) * r + 2.506628277459239) * q
            / (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1);

        static double Tail(double q) =>
            (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783)
            / ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);
    }
}
