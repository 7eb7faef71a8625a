using Fraud.Cli.Simulation;

namespace Fraud.Cli.Evaluation;

/// <summary>A figure, and between which bounds it lies with a probability of 95 %; NaN without any.</summary>
readonly record struct Estimate(double Value, double Low, double High);

/// <summary>A window of time and what was measured in it.</summary>
/// <param name="Known">Rows left out because a fraud of their debtor was known.</param>
sealed record WindowResult(DateTimeOffset? From, DateTimeOffset? To, Ranking Ranking, long Known, Estimate[] Estimates);

/// <summary>Measures every window, and their mean, and how sure the figures are.</summary>
sealed class EvaluationResult
{
    EvaluationResult(Measure[] measures, List<WindowResult> windows, Estimate[] mean) => (Measures, Windows, Mean) = (measures, windows, mean);

    public Measure[] Measures { get; }
    public List<WindowResult> Windows { get; }
    public Estimate[] Mean { get; }

    /// <exception cref="InvalidDataException">A window has no fraud or nothing else.</exception>
    public static EvaluationResult Of(LabelledScores data, EvaluationOptions options)
    {
        var measures = Measure.AllOf(options, data);
        var windows = new List<(DateTimeOffset? From, DateTimeOffset? To, Ranking Ranking, long Known)>();
        foreach (var (from, to) in WindowsOf(options))
        {
            var rows = data.Rows.Where(row => !(row.Ticks < from?.UtcTicks) && !(row.Ticks >= to?.UtcTicks)).ToArray();
            var judged = WithoutKnown(data, rows, from, options);
            var ranking = new Ranking(data, judged, measures, options);
            if (ranking.Positives == 0 || ranking.Positives == judged.Length)
                throw new InvalidDataException(FormattableString.Invariant($"nothing to tell apart{Between(from, to)}: {ranking.Positives:N0} of {judged.Length:N0} payments with a score are fraud"));
            windows.Add((from, to, ranking, rows.Length - judged.Length));
        }
        int[] once = Ranking.Once(data);
        double[][] values = [.. windows.Select(window => window.Ranking.Measure(once))];
        var resampled = Resample(data, [.. windows.Select(window => window.Ranking)], options);
        var results = windows.Select((window, w) => new WindowResult(window.From, window.To, window.Ranking, window.Known,
            [.. measures.Select((_, m) => Bounded(values[w][m], [.. resampled.Select(draw => draw[w][m])]))])).ToList();
        return new EvaluationResult(measures, results, [.. measures.Select((_, m) => Bounded(Average(values, m), [.. resampled.Select(draw => Average(draw, m))]))]);
    }

    static string Between(DateTimeOffset? from, DateTimeOffset? to) => (from is null ? "" : $" from {from:yyyy-MM-dd HH:mm}") + (to is null ? "" : $" to {to:yyyy-MM-dd HH:mm}");

    static IEnumerable<(DateTimeOffset? From, DateTimeOffset? To)> WindowsOf(EvaluationOptions options)
    {
        if (options.Fold is not { } length)
        {
            yield return (options.From, options.To);
            yield break;
        }
        for (var from = options.From!.Value; from < options.To; from += length) yield return (from, options.To < from + length ? options.To : from + length);
    }

    /// <summary>Without the rows of debtors of whom a fraud was known: one of a day, within <c>KnownSince</c> of the window's begin, whose delay ended on a day before the row's.</summary>
    static ScoredRow[] WithoutKnown(LabelledScores data, ScoredRow[] rows, DateTimeOffset? from, EvaluationOptions options)
    {
        if (options.KnownAfterDays is not { } delay) return rows;
        int since = options.KnownSince is { } before ? (int)((from!.Value.UtcTicks - before.Ticks) / TimeSpan.TicksPerDay) : int.MinValue;
        int[] first = new int[data.Debtors.Count]; // the day of each debtor's first fraud that counts
        Array.Fill(first, int.MaxValue);
        foreach (var (debtor, day) in data.Frauds)
            if (day >= since) first[debtor] = Math.Min(first[debtor], day);
        return [.. rows.Where(row => (long)first[row.Debtor] + delay >= row.Day)];
    }

    /// <summary>
    /// Measures of every draw by window. Debtors are drawn with replacement, each with all its rows in all windows, for rows of one debtor resemble each other: those with a fraud apart
    /// from those without, so that no draw is left without fraud. Rows of unknown debtors are drawn one by one.
    /// </summary>
    static List<double[][]> Resample(LabelledScores data, Ranking[] windows, EvaluationOptions options)
    {
        bool[] present = new bool[data.Debtors.Count], defrauded = new bool[data.Debtors.Count];
        foreach (var window in windows)
            foreach (var row in window.Rows)
            {
                present[row.Debtor] = true;
                defrauded[row.Debtor] |= row.Fraud;
            }
        int[][] strata = [[.. Enumerable.Range(0, present.Length).Where(debtor => defrauded[debtor])], [.. Enumerable.Range(0, present.Length).Where(debtor => present[debtor] && !defrauded[debtor])]];
        int[] weights = new int[present.Length];
        var draws = new List<double[][]>(options.Resamples);
        for (int i = 0; i < options.Resamples; i++)
        {
            var random = new SeededRandom(options.Seed, (ulong)i);
            Array.Clear(weights);
            foreach (int[] stratum in strata)
                for (int n = 0; n < stratum.Length; n++) weights[stratum[random.Below(stratum.Length)]]++;
            draws.Add([.. windows.Select(window => window.Measure(weights))]);
        }
        return draws;
    }

    // Over the windows that can tell.
    static double Average(double[][] windows, int measure)
    {
        double[] known = [.. windows.Select(window => window[measure]).Where(double.IsFinite)];
        return known.Length == 0 ? double.NaN : known.Average();
    }

    static Estimate Bounded(double value, double[] draws)
    {
        double[] sorted = [.. draws.Where(double.IsFinite).Order()];
        return new(value, Quantile(sorted, 0.025), Quantile(sorted, 0.975));
    }

    static double Quantile(double[] sorted, double share)
    {
        if (sorted.Length == 0) return double.NaN;
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }
}
