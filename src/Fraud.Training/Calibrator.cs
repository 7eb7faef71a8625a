using Fraud.Profiles;
using Fraud.Scoring;

namespace Fraud.Training;

/// <summary>
/// Finds the rising map from margin to probability on rows that were not fitted. With enough fraud it takes the shape of the data: isotonic regression by pooling adjacent violators (Barlow et al.
/// 1972; Zadrozny and Elkan 2002); with less, two numbers (Platt 1999). Whatever weights training used, the rates are those of the rows as they are.
/// </summary>
static class Calibrator
{
    /// <summary>Below it steps of a free shape would be noise.</summary>
    public const int IsotonicFraudMin = 100;

    const int KnotsMax = 200;

    /// <summary>Served margins are within a millionth of the sum of the leaves: what lies closer is one margin. A power of two, so that sums of rounded margins are exact.</summary>
    const double Quantum = 1.0 / (1 << 20);

    public static Calibration Of(double[] margins, ReadOnlySpan<bool> isFraud)
    {
        bool[] sorted = isFraud.ToArray();
        double[] ascending = Array.ConvertAll(margins, margin => Math.Round(margin / Quantum) * Quantum);
        Array.Sort(ascending, sorted);
        int frauds = isFraud.Count(true);
        var knots = frauds >= IsotonicFraudMin ? Isotonic(ascending, sorted, frauds) : Platt(ascending, sorted, frauds);
        return WithEnds(knots);
    }

    /// <summary>The share of these rows below a margin.</summary>
    public static Calibration Percentiles(double[] margins)
    {
        double[] ascending = (double[])margins.Clone();
        Array.Sort(ascending);
        var knots = new List<(double Margin, double Probability)>();
        // The tail is what anyone looks at: as many steps in the last two of a hundred as below.
        for (int i = 0; i <= 180; i++)
        {
            double share = i <= 90 ? i / 90.0 * 0.98 : 0.98 + (i - 90) / 90.0 * 0.02;
            double margin = ascending[(int)Math.Round(share * (ascending.Length - 1))];
            int below = LowerBound(ascending, margin);
            if (knots.Count == 0 || margin > knots[^1].Margin) knots.Add((margin, (double)below / ascending.Length));
        }
        return WithEnds(knots);
    }

    static int LowerBound(double[] ascending, double value)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (ascending[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    static List<(double Margin, double Probability)> Isotonic(double[] margins, bool[] isFraud, int frauds)
    {
        var blocks = new List<Block>();
        for (int row = 0; row < margins.Length;)
        {
            var block = new Block();
            double margin = margins[row];
            for (; row < margins.Length && margins[row] == margin; row++) block = block.With(new Block(margin, 1, isFraud[row] ? 1 : 0));
            while (blocks.Count > 0 && blocks[^1].Rate >= block.Rate)
            {
                block = blocks[^1].With(block);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        while (blocks.Count > KnotsMax - 2) blocks = [.. blocks.Chunk(2).Select(pair => pair.Length == 2 ? pair[0].With(pair[1]) : pair[0])];

        // One more row with the rate of all: a block of few rows is neither certainty nor impossibility.
        double rate = (double)frauds / margins.Length, least = 0;
        return [.. blocks.Select(block => (block.Sum / block.Rows, least = Math.Max(least, (block.Frauds + rate) / (block.Rows + 1))))];
    }

    /// <summary>Rows that lie side by side.</summary>
    readonly record struct Block(double Sum, int Rows, int Frauds)
    {
        public double Rate => (double)Frauds / Rows;
        public Block With(Block other) => new(Sum + other.Sum, Rows + other.Rows, Frauds + other.Frauds);
    }

    /// <summary>1 / (1 + e^−(a × margin + b)), fitted by Newton's steps to targets a little inside 0 and 1, as Platt has them.</summary>
    static List<(double Margin, double Probability)> Platt(double[] margins, bool[] isFraud, int frauds)
    {
        double others = margins.Length - frauds, high = (frauds + 1.0) / (frauds + 2.0), low = 1 / (others + 2.0);
        double a = 0, b = DeterministicMath.Log((frauds + 1) / (others + 1));
        double loss = Loss(a, b);
        for (int step = 0; step < 100; step++)
        {
            double ga = 0, gb = 0, haa = 1e-12, hab = 0, hbb = 1e-12;
            for (int i = 0; i < margins.Length; i++)
            {
                double p = Logistic(a * margins[i] + b), miss = p - (isFraud[i] ? high : low), curve = p * (1 - p);
                ga += miss * margins[i];
                gb += miss;
                haa += curve * margins[i] * margins[i];
                hab += curve * margins[i];
                hbb += curve;
            }
            double determinant = haa * hbb - hab * hab;
            double da = (hbb * ga - hab * gb) / determinant, db = (haa * gb - hab * ga) / determinant;
            double size = 1, next = Loss(a - da, b - db);
            while (!(next <= loss) && size > 1e-6) next = Loss(a - (size /= 2) * da, b - size * db);
            if (!(next < loss - 1e-10 * Math.Abs(loss))) break;
            (a, b, loss) = (a - size * da, b - size * db, next);
        }
        // A model that is worse than none says the rate of all, whatever the margin.
        if (!(a > 0)) return [(margins[0], (double)frauds / margins.Length)];

        var knots = new List<(double, double)>();
        double span = margins[^1] - margins[0];
        for (int i = 0; i <= 100; i++)
        {
            double margin = margins[0] + span * i / 100;
            if (knots.Count == 0 || margin > knots[^1].Item1) knots.Add((margin, Logistic(a * margin + b)));
        }
        return knots;

        double Loss(double slope, double offset)
        {
            double sum = 0;
            for (int i = 0; i < margins.Length; i++)
            {
                double z = slope * margins[i] + offset, target = isFraud[i] ? high : low;
                // ln(1 + e^z) − target × z, without overflow.
                sum += Math.Max(z, 0) + DeterministicMath.Log(1 + DeterministicMath.Exp(-Math.Abs(z))) - target * z;
            }
            return sum;
        }
    }

    static double Logistic(double z) => 1 / (1 + DeterministicMath.Exp(-z));

    /// <summary>Beyond the margins that were seen the probability rises on, halfway to certainty: cut off flat, all rows out there would tie.</summary>
    static Calibration WithEnds(List<(double Margin, double Probability)> knots)
    {
        knots = Rising(knots);
        var (first, last) = (knots[0], knots[^1]);
        double span = Math.Max(1, last.Margin - first.Margin);
        if (knots.Count > 1 || first.Probability is > 0 and < 1)
            knots = Rising([(first.Margin - span, first.Probability / 2), .. knots, (last.Margin + span, (1 + last.Probability) / 2)]);
        return new Calibration([.. knots.Select(knot => knot.Margin)], [.. knots.Select(knot => knot.Probability)]);
    }

    /// <summary>Without what rounding leaves: of knots that came out at one margin (or, where margins are so great that digits are missing, in the wrong order) the first stays.</summary>
    static List<(double Margin, double Probability)> Rising(List<(double Margin, double Probability)> knots)
    {
        var rising = new List<(double Margin, double Probability)>();
        foreach (var (margin, probability) in knots)
            if (rising.Count == 0 || margin > rising[^1].Margin) rising.Add((margin, rising.Count == 0 ? probability : Math.Max(probability, rising[^1].Probability)));
        return rising;
    }
}
