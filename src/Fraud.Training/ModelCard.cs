using System.Globalization;
using System.Reflection;
using System.Text;
using Fraud.Scoring;

namespace Fraud.Training;

/// <summary>What a reader of a model should know, as names and values, and as a page.</summary>
static class ModelCard
{
    public static string Version(string package) =>
        typeof(ModelCard).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == package)?.Value ?? "unknown";

    static string OwnVersion => typeof(Model).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static string Origin(Algorithm algorithm) => algorithm switch
    {
        Algorithm.LightGbm => $"ML.NET {Version("Microsoft.ML")} LightGBM {Version("LightGBM")}",
        Algorithm.FastTree => $"ML.NET {Version("Microsoft.ML")} FastTree",
        _ => $"Fraud {OwnVersion} isolation forest",
    };

    public static List<KeyValuePair<string, string>> Of(TrainingReport report, TrainingSet set, TrainingOptions options, ModelContent content)
    {
        var card = new List<KeyValuePair<string, string>>();
        void Add(string name, string value) => card.Add(new(name, value));

        Add("Made by", content.Origin);
        Add("Says", content.Kind == ModelKind.Anomaly ? "how unlike the training rows a payment is; labels were not used" : "how probable it is that a payment is fraud");
        if (report.From is { } from && report.To is { } to) Add("Data from", Time(from) + " to " + Time(to));
        Add("Rows", Invariant($"{report.Rows:N0}, of which fraud {report.Frauds:N0} ({(double)report.Frauds / report.Rows:0.####%})"));
        foreach (var note in options.Notes) Add(note.Key, note.Value);
        Add("Split", Split(report, options));
        if (report.Metrics is { } metrics)
            Add(content.Kind == ModelKind.Anomaly ? "On the training rows, by labels it has not seen" : "On the validation part",
                Invariant($"ROC AUC {metrics.Auc:0.0000}, average precision {metrics.AveragePrecision:0.0000}, recall at 1 % false positives {metrics.RecallAtOnePercent:0.000}"));
        Add("Calibration", Calibration(report, content));
        Add("Parameters", Parameters(report, set, options));
        Add("Seed", Invariant($"{options.Seed}"));
        Add("Features", Invariant($"{set.Features.Count}: ") + Listed(set.Features));
        if (report.Importance.Count > 0) Add("Most important", string.Join(", ", report.Importance.Take(10).Select(f => Invariant($"{f.Key} {f.Value:P1}"))));
        foreach (string warning in report.Warnings) Add("Note", warning);
        Add("Versions", $"Fraud {OwnVersion}, ML.NET {Version("Microsoft.ML")}, LightGBM {Version("LightGBM")}");
        Add("Rows to check by", Invariant($"{content.GoldenRows.Count}, of nobody's payments: each value stands in some training row, but for the least and the greatest of a feature, and was drawn apart from the others of its row"));
        Add("Caution", "These figures hold for the rows above and no others. Simulated payments are far easier than real ones: judge a model on later payments of your own, in shadow, before it decides.");
        return card;
    }

    public static string Markdown(ModelContent content)
    {
        var page = new StringBuilder("# Model card\n\n| | |\n|---|---|\n");
        foreach (var (name, value) in content.Card) page.Append("| ").Append(Cell(name)).Append(" | ").Append(Cell(value)).Append(" |\n");
        page.Append("\n## Features\n\n| feature | usual value | not known |\n|---|---|---|\n");
        foreach (var feature in content.Features) page.Append(Invariant($"| {Cell(feature.Name)} | {feature.Usual:G6} | {feature.Shares[^1]:P1} |\n"));
        return page.ToString();
    }

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    static string Split(TrainingReport report, TrainingOptions options) => report switch
    {
        { Algorithm: Algorithm.Isolation } => "none: labels were not used",
        { ValidationRows: 0 } => "none: too little fraud to keep some back, so the number of trees was not chosen and nothing was measured",
        _ => Invariant($"the last {report.ValidationRows:N0} rows")
            + (report.ValidationFrom is { } time ? ", from " + Time(time) + "," : " of the table, which has no times,") + Invariant($" with {report.ValidationFrauds:N0} of fraud, chose the number of trees and the calibration; ")
            + (options.Refit ? "then as many trees were fitted on all rows" : "the trees have not seen them"),
    };

    static string Parameters(TrainingReport report, TrainingSet set, TrainingOptions options)
    {
        if (report.Algorithm == Algorithm.Isolation) return Invariant($"{report.Trees} trees of {Math.Min(IsolationForest.SampleRows, report.Rows)} rows");
        return Invariant($"{report.Trees} of at most {Trainer.TreesOf(options) * BoostedTrees.BagsOf(options)} trees, {BoostedTrees.BagsOf(options)} ensembles averaged, {options.Leaves} leaves, rate {options.Rate}, {options.Bins} bins, at least {options.MinimumRowsPerLeaf} rows per leaf")
            + (report.Algorithm == Algorithm.LightGbm ? Invariant($", L2 {options.L2}") : "")
            + Invariant($", {options.RowShare:P0} of the rows and {options.FeatureShare:P0} of the features per tree, weight of fraud {Trainer.WeightOf(set, options):0.###}");
    }

    static string Calibration(TrainingReport report, ModelContent content) => content switch
    {
        { Kind: ModelKind.Anomaly } => "the share of the training rows with a lower margin",
        { Calibration: null } => "none: the probability is the trees' own",
        _ => (report.ValidationFrauds >= Calibrator.IsotonicFraudMin ? "isotonic regression" : "Platt's logistic map") + " on the validation part" + Invariant($", where {content.BaseRate:0.####%} was fraud"),
    };

    /// <summary>Names as far as a reader may want them: of thousands the file says the rest, and an entry of a card has 65,536 characters at most.</summary>
    public static string Listed(IReadOnlyList<string> names)
    {
        int shown = 0;
        for (int length = 0; shown < names.Count && (shown == 0 || length + names[shown].Length <= ListMax); shown++) length += names[shown].Length + 2;
        return string.Join(", ", names.Take(shown)) + (shown < names.Count ? Invariant($" and {names.Count - shown:N0} more") : "");
    }

    const int ListMax = 8_000;

    static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
