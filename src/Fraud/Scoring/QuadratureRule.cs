namespace Fraud.Scoring;

/// <summary>Gauss and Legendre's rule on 0 to 1: of n points, exact for polynomials up to degree 2n − 1.</summary>
sealed class QuadratureRule
{
    QuadratureRule(double[] points, double[] weights) => (Points, Weights) = (points, weights);

    public double[] Points { get; }
    public double[] Weights { get; }

    /// <summary>The rules of 1 to so many points, by number of points less 1.</summary>
    public static QuadratureRule[] UpTo(int points)
    {
        var rules = new QuadratureRule[points];
        double[] roots = [];
        for (int n = 1; n <= points; n++)
        {
            roots = RootsOf(n, roots);
            double[] at = new double[n], weights = new double[n];
            for (int i = 0; i < n; i++)
            {
                double slope = Legendre(n, roots[i]).Slope;
                (at[i], weights[i]) = ((1 + roots[i]) / 2, 1 / ((1 - roots[i] * roots[i]) * slope * slope));
            }
            rules[n - 1] = new(at, weights);
        }
        return rules;
    }

    /// <summary>The roots of a Legendre polynomial: one lies between each two of the polynomial before it, which is given. Newton's steps, halved where they would leave that place.</summary>
    static double[] RootsOf(int n, double[] before)
    {
        double[] roots = new double[n];
        for (int i = 0; i < n; i++)
        {
            double low = i == 0 ? -1 : before[i - 1], high = i == n - 1 ? 1 : before[i], x = (low + high) / 2;
            bool rises = Legendre(n, high).Value > 0;
            for (int step = 0; step < 100; step++)
            {
                var (value, slope) = Legendre(n, x);
                if (value > 0 == rises) high = x;
                else low = x;
                double next = x - value / slope;
                if (!(next > low && next < high)) next = (low + high) / 2;
                double moved = Math.Abs(next - x);
                x = next;
                if (moved <= 1e-16) break;
            }
            roots[i] = x;
        }
        return roots;
    }

    static (double Value, double Slope) Legendre(int n, double x)
    {
        double before = 1, value = x;
        for (int k = 2; k <= n; k++) (before, value) = (value, ((2 * k - 1) * x * value - (k - 1) * before) / k);
        return (value, n * (before - x * value) / (1 - x * x));
    }
}
