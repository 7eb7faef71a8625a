namespace Fraud.Profiles;

/// <summary>
/// Logarithm and exponential by the argument reductions and polynomials of fdlibm (e_log.c, e_exp.c; error below 1 ulp), in plain additions,
/// multiplications and divisions in one written order. The platform's own functions may differ between C libraries, and a score must replay anywhere.
/// </summary>
static class DeterministicMath
{
    const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>The natural logarithm; −∞ of 0, NaN of a negative number.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        uint high = (uint)(bits >> 32);
        int exponent = 0;
        if (high < 0x00100000 || high >> 31 != 0)
        {
            if (bits << 1 == 0) return double.NegativeInfinity;
            if (high >> 31 != 0) return double.NaN;
            // Subnormal: scale up by 2^54 first.
            exponent = -54;
            bits = BitConverter.DoubleToInt64Bits(x * 18014398509481984.0);
            high = (uint)(bits >> 32);
        }
        else if (high >= 0x7ff00000) return x;

        // x = 2^k × m with m in [√½, √2).
        high += 0x3ff00000 - 0x3fe6a09e;
        exponent += (int)(high >> 20) - 0x3ff;
        high = (high & 0x000fffff) + 0x3fe6a09e;
        double f = BitConverter.Int64BitsToDouble((long)high << 32 | bits & 0xffffffff) - 1.0;
        double halfSquare = 0.5 * f * f;
        double s = f / (2.0 + f);
        double z = s * s;
        double w = z * z;
        double even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
        double odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
        double k = exponent;
        return s * (halfSquare + (odd + even)) + k * Ln2Low - halfSquare + f + k * Ln2High;
    }

    /// <summary>e to the power of <paramref name="x"/>; 0 below −745.13, ∞ above 709.78.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > 709.782712893383973096) return double.PositiveInfinity;
        if (x < -745.13321910194110842) return 0;
        double size = Math.Abs(x);
        if (size < 3.7252902984619140625e-09) return 1 + x;

        // x = k ln 2 + r with |r| ≤ ½ ln 2, r in two parts.
        int k = size > 0.34657359027997264 ? (int)(1.44269504088896338700 * x + (x < 0 ? -0.5 : 0.5)) : 0;
        double high = x - k * Ln2High, low = k * Ln2Low;
        double r = high - low;
        double square = r * r;
        double c = r - square * (1.66666666666666019037e-01 + square * (-2.77777777770155933842e-03 + square * (6.61375632143793436117e-05
            + square * (-1.65339022054652515390e-06 + square * 4.13813679705723846039e-08))));
        double y = 1 + (r * c / (2 - c) - low + high);

        // In two steps, so that neither factor leaves the normal range.
        int half = k / 2;
        return y * PowerOfTwo(half) * PowerOfTwo(k - half);
    }

    static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
