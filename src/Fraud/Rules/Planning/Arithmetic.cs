using Fraud.Profiles;
using static Fraud.Profiles.ColumnBatch;

namespace Fraud.Rules.Planning;

// The functions of the language over column values. Money, durations and counts are checked integers; ratios are doubles in order-preserving form.

readonly struct AddWhole : IBinaryFunction { public static long Apply(long x, long y) { long sum = x + y; return ((x ^ sum) & (y ^ sum)) < 0 ? Unknown : sum; } }
readonly struct SubtractWhole : IBinaryFunction { public static long Apply(long x, long y) { long difference = x - y; return ((x ^ y) & (x ^ difference)) < 0 ? Unknown : difference; } }
readonly struct MultiplyWhole : IBinaryFunction { public static long Apply(long x, long y) => Checked.Value((Int128)x * y); }
readonly struct AddNumber : IBinaryFunction { public static long Apply(long x, long y) => Checked.Number(FromOrdered(x) + FromOrdered(y)); }
readonly struct SubtractNumber : IBinaryFunction { public static long Apply(long x, long y) => Checked.Number(FromOrdered(x) - FromOrdered(y)); }
readonly struct MultiplyNumber : IBinaryFunction { public static long Apply(long x, long y) => Checked.Number(FromOrdered(x) * FromOrdered(y)); }
readonly struct DivideNumber : IBinaryFunction { public static long Apply(long x, long y) => Checked.Number(FromOrdered(x) / FromOrdered(y)); }

/// <summary>Money or a duration times a ratio, to the nearest unit, half away from zero.</summary>
readonly struct Scale : IBinaryFunction
{
    public static long Apply(long x, long y)
    {
        double product = Math.Round(x * FromOrdered(y), MidpointRounding.AwayFromZero);
        return Math.Abs(product) < 9.2e18 ? (long)product : Unknown;
    }
}

readonly struct Least : IBinaryFunction { public static long Apply(long x, long y) => Math.Min(x, y); }
readonly struct Greatest : IBinaryFunction { public static long Apply(long x, long y) => Math.Max(x, y); }
readonly struct IsLess : IBinaryFunction { public static long Apply(long x, long y) => x < y ? 1 : 0; }
readonly struct IsLessOrEqual : IBinaryFunction { public static long Apply(long x, long y) => x <= y ? 1 : 0; }
readonly struct IsEqual : IBinaryFunction { public static long Apply(long x, long y) => x == y ? 1 : 0; }

readonly struct NotTrue : IUnaryFunction { public static long Apply(long x) => 1 - x; }
readonly struct NegateWhole : IUnaryFunction { public static long Apply(long x) => -x; }
readonly struct NegateNumber : IUnaryFunction { public static long Apply(long x) => Ordered(-FromOrdered(x)); }
readonly struct AbsoluteWhole : IUnaryFunction { public static long Apply(long x) => Math.Abs(x); }
readonly struct AbsoluteNumber : IUnaryFunction { public static long Apply(long x) => Ordered(Math.Abs(FromOrdered(x))); }
readonly struct WholeToNumber : IUnaryFunction { public static long Apply(long x) => Ordered(x); }
/// <summary>Hundredths to units of the currency.</summary>
readonly struct MoneyToNumber : IUnaryFunction { public static long Apply(long x) => Ordered(x / 100.0); }
/// <summary>Ticks to seconds.</summary>
readonly struct DurationToNumber : IUnaryFunction { public static long Apply(long x) => Ordered(x / (double)TimeSpan.TicksPerSecond); }
readonly struct Logarithm : IUnaryFunction
{
    public static long Apply(long x) => FromOrdered(x) is > 0 and var value ? Checked.Number(DeterministicMath.Log(value)) : Unknown;
}

static class Checked
{
    public static long Value(Int128 value) => value > long.MinValue && value <= long.MaxValue ? (long)value : Unknown;
    public static long Number(double value) => double.IsFinite(value) ? Ordered(value) : Unknown;
}
