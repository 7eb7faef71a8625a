using Fraud.Profiles;
using Fraud.Scoring;

namespace Fraud.Training;

/// <summary>Fits a model on rows and makes it ready to be served: trees, calibration, what drift is measured against, rows to check it by, card.</summary>
static class Trainer
{
    /// <summary>Trains; <paramref name="stage"/> is told what is being done, for a person who waits.</summary>
    /// <exception cref="TrainingException">The rows cannot be trained on.</exception>
    public static Trained Train(TrainingSet set, TrainingOptions options, Action<string>? stage = null)
    {
        set = InOrder(set);
        var warnings = new List<string>();
        options = options with { Algorithm = Choose(set, options.Algorithm, warnings) };
        string[] idle = [.. set.Features.Where((_, f) => IsConstant(set, f))];
        if (set.Features.Count == 0) throw new TrainingException("There is no feature to learn from.");
        if (set.Rows.Count < TrainingOptions.RowsMin) throw new TrainingException(FormattableString.Invariant($"There are {set.Rows.Count} rows; expected {TrainingOptions.RowsMin} or more."));
        if (idle.Length == set.Features.Count) throw new TrainingException("Every feature has one value in all rows: there is nothing to tell them apart by.");
        if (idle.Length > 0) warnings.Add($"one value in all rows, so of no use: {ModelCard.Listed(idle)}");
        return options.Algorithm == Algorithm.Isolation ? Isolate(set, options, warnings, stage) : Boost(set, options, warnings, stage);
    }

    internal static int TreesOf(TrainingOptions options) => options.Trees > 0 ? options.Trees : options.Algorithm == Algorithm.Isolation ? 300 : 400;

    internal static double WeightOf(TrainingSet set, TrainingOptions options) =>
        options.FraudWeight > 0 ? options.FraudWeight : Math.Clamp((double)(set.Rows.Count - set.FraudCount) / Math.Max(1, set.FraudCount), 1, TrainingOptions.WeightMax);

    static Algorithm Choose(TrainingSet set, Algorithm asked, List<string> warnings)
    {
        int frauds = set.FraudCount, others = set.Rows.Count - frauds;
        if (asked == Algorithm.Isolation || frauds >= TrainingOptions.FraudMin && others >= TrainingOptions.FraudMin) return asked == Algorithm.Auto ? Algorithm.LightGbm : asked;
        string why = FormattableString.Invariant($"{frauds:N0} of {set.Rows.Count:N0} rows are fraud; learning from labels takes {TrainingOptions.FraudMin} of both kinds");
        if (asked != Algorithm.Auto || frauds > others) throw new TrainingException(why + ". An isolation forest needs no labels.");
        warnings.Add(why + ": an isolation forest was grown, which needs none");
        return Algorithm.Isolation;
    }

    static Trained Boost(TrainingSet set, TrainingOptions options, List<string> warnings, Action<string>? stage)
    {
        int rows = set.Rows.Count, split = TimeSplit.Of(set), most = TreesOf(options);
        double weight = WeightOf(set, options);
        var golden = GoldenRows.Of(set, (ulong)options.Seed);
        bool[] isFraud = [.. set.IsFraud];
        BoostedTrees Fit(int until, int trees) => BoostedTrees.FitBags(set.Features, [.. set.Rows.Take(until)], [.. isFraud.Take(until)], weight, trees, options, golden);

        stage?.Invoke(split < rows ? "fitting the earlier rows" : "fitting all rows");
        if (split == rows) warnings.Add(FormattableString.Invariant($"too little fraud, or too much of it at one time, to keep some back: nothing chose the number of trees, nothing was measured or calibrated"));
        var grown = Fit(split, split < rows ? most : Math.Min(most, 100));
        double[] margins = [];
        RankMetrics? metrics = null;
        int fitted = split;
        if (split < rows)
        {
            stage?.Invoke("choosing the number of trees");
            (int best, margins, metrics) = TreeCount.Choose(grown, [.. set.Rows.Skip(split)], isFraud.AsSpan(split));
            bool refit = options.Refit;
            // Fewer trees of the same rows are the first of them, but for what ML.NET says of the rows to check by.
            if (refit || best < grown.Rounds.Length)
            {
                stage?.Invoke(refit ? "fitting all rows" : "fitting the trees kept");
                fitted = refit ? rows : split;
                grown = Fit(fitted, best);
            }
        }
        var calibration = split < rows ? Calibrator.Of(margins, isFraud.AsSpan(split)) : null;
        stage?.Invoke("counting rows");
        var trees = TreeCover.Count(grown.Trees, [.. set.Rows.Take(fitted)]);
        int kept = rows - split;
        // By the trees that are served: where few values are possible, another fit puts nearly all rows a little to one side of a band's edge.
        margins = [.. set.Rows.Skip(kept > 0 ? split : 0).Select(row => trees.Margin(row))];
        var report = Report(set, options, warnings, trees, grown.Gains) with
        {
            ValidationRows = kept, ValidationFrauds = isFraud.AsSpan(split).Count(true), ValidationFrom = kept > 0 && set.HasTimes ? Time(set.Ticks[split]) : null, Metrics = metrics,
        };
        return Finish(set, options, report, new ModelContent
        {
            Kind = ModelKind.Supervised, Origin = ModelCard.Origin(options.Algorithm), Trees = trees, Features = [], Calibration = calibration,
            BaseRate = kept > 0 ? (double)report.ValidationFrauds / kept : (double)report.Frauds / rows, GoldenRows = [.. golden.Select((row, i) => new GoldenRow(row, grown.Check[i]))],
        }, margins);
    }

    static Trained Isolate(TrainingSet set, TrainingOptions options, List<string> warnings, Action<string>? stage)
    {
        stage?.Invoke("growing the forest");
        var trees = IsolationForest.Fit(set.Features, set.Rows, TreesOf(options), (ulong)options.Seed);
        double[] margins = [.. set.Rows.Select(row => trees.Margin(row))];
        double[] parted = new double[set.Features.Count];
        foreach (var tree in trees.Trees)
            foreach (var node in tree.Nodes) parted[node.Feature] += node.Cover;
        var report = Report(set, options, warnings, trees, parted) with { Metrics = RankMetrics.Of(margins, [.. set.IsFraud]) };
        return Finish(set, options, report, new ModelContent
        {
            Kind = ModelKind.Anomaly, Origin = ModelCard.Origin(Algorithm.Isolation), Trees = trees, Features = [], Calibration = Calibrator.Percentiles(margins),
            GoldenRows = [.. GoldenRows.Of(set, (ulong)options.Seed).Select(row => new GoldenRow(row, trees.Margin(row)))],
        }, margins);
    }

    static TrainingReport Report(TrainingSet set, TrainingOptions options, List<string> warnings, TreeEnsemble trees, double[] gains)
    {
        double all = gains.Sum();
        return new TrainingReport
        {
            Algorithm = options.Algorithm, Rows = set.Rows.Count, Frauds = set.FraudCount, From = set.HasTimes ? Time(set.Ticks[0]) : null, To = set.HasTimes ? Time(set.Ticks[^1]) : null,
            Trees = trees.Trees.Count, Warnings = warnings,
            Importance = [.. set.Features.Select((name, f) => KeyValuePair.Create(name, all > 0 ? gains[f] / all : 0)).Where(f => f.Value > 0).OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal)],
        };
    }

    static Trained Finish(TrainingSet set, TrainingOptions options, TrainingReport report, ModelContent content, double[] margins)
    {
        var (edges, shares) = Distribution.OfMargins(margins);
        content = content with { Features = [.. Enumerable.Range(0, set.Features.Count).Select(f => Distribution.Of(set, f))], MarginEdges = edges, MarginShares = shares };
        return new Trained(content with { Card = ModelCard.Of(report, set, options, content) }, report);
    }

    static TrainingSet InOrder(TrainingSet set)
    {
        int[] order = [.. Enumerable.Range(0, set.Rows.Count).OrderBy(row => set.Ticks[row])]; // rows of one time stay as they were
        return set with { Rows = [.. order.Select(row => set.Rows[row])], IsFraud = [.. order.Select(row => set.IsFraud[row])], Ticks = [.. order.Select(row => set.Ticks[row])] };
    }

    static bool IsConstant(TrainingSet set, int feature)
    {
        float first = set.Rows.Count == 0 ? float.NaN : set.Rows[0][feature];
        foreach (float[] row in set.Rows) if (!row[feature].Equals(first)) return false;
        return true;
    }

    static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);
}
