using System.Globalization;

namespace Fraud.Cli.Evaluation;

enum MeasureKind
{
    RocAuc, AveragePrecision, BestF1, RecallAtRate, ValueAtRate, GroupAtRate, RecallAtAlerts, ValueAtAlerts, PrecisionOfPayments, PrecisionOfDebtors,
}

/// <summary>A figure that is measured on every window.</summary>
/// <param name="At">Which of the rates, numbers of alerts or sizes of lists.</param>
/// <param name="Of">Which currency or group.</param>
/// <param name="Key">What JSON calls it.</param>
/// <param name="Name">What a person calls it.</param>
sealed record Measure(MeasureKind Kind, int At, int Of, string Key, string Name)
{
    /// <summary>All that can be measured with the columns there are.</summary>
    public static Measure[] AllOf(EvaluationOptions options, LabelledScores data)
    {
        var all = new List<Measure> { new(MeasureKind.RocAuc, 0, 0, "auc", "area under the ROC curve"), new(MeasureKind.AveragePrecision, 0, 0, "ap", "average precision"), new(MeasureKind.BestF1, 0, 0, "bestF1", "best F1") };
        int[] currencies = data.HasAmount ? [.. Enumerable.Range(0, data.Currencies.Count).Where(c => data.Rows.Exists(row => row.Fraud && row.Currency == c)).OrderBy(c => data.Currencies[c], StringComparer.Ordinal)] : [];
        string OfCurrency(int currency) => currencies.Length > 1 ? ":" + data.Currencies[currency] : "";
        string InCurrency(int currency) => data.Currencies[currency] is { Length: > 0 } name ? $"fraud value in {name}" : "fraud value";
        for (int i = 0; i < options.Rates.Length; i++)
        {
            string rate = Number(options.Rates[i]), percent = Number(100 * options.Rates[i]);
            all.Add(new(MeasureKind.RecallAtRate, i, 0, $"recall@fpr={rate}", $"recall at {percent} % of honest alerted"));
            foreach (int c in currencies) all.Add(new(MeasureKind.ValueAtRate, i, c, $"value@fpr={rate}{OfCurrency(c)}", $"  share of {InCurrency(c)}"));
        }
        if (data.HasTime)
        {
            for (int i = 0; i < options.Alerts.Length; i++)
            {
                string alerts = Number(options.Alerts[i]);
                all.Add(new(MeasureKind.RecallAtAlerts, i, 0, $"recall@alerts={alerts}", $"recall at {alerts} alerts a day"));
                foreach (int c in currencies) all.Add(new(MeasureKind.ValueAtAlerts, i, c, $"value@alerts={alerts}{OfCurrency(c)}", $"  share of {InCurrency(c)}"));
            }
            for (int i = 0; i < options.Tops.Length; i++)
            {
                string top = Number(options.Tops[i]);
                all.Add(new(MeasureKind.PrecisionOfPayments, i, 0, $"precision@{top}", $"precision of the first {top} payments a day"));
                if (data.HasDebtor) all.Add(new(MeasureKind.PrecisionOfDebtors, i, 0, $"cardPrecision@{top}", $"precision of the first {top} debtors a day"));
            }
        }
        foreach (int g in Enumerable.Range(0, data.Groups.Count).Where(g => data.Rows.Exists(row => row.Fraud && row.Group == g)).OrderBy(g => data.Groups[g], StringComparer.Ordinal))
            for (int i = 0; i < options.Rates.Length; i++)
                all.Add(new(MeasureKind.GroupAtRate, i, g, $"recall@fpr={Number(options.Rates[i])}:{data.Groups[g]}", $"{data.Groups[g]} at {Number(100 * options.Rates[i])} %"));
        return [.. all];
    }

    static string Number(double number) => number.ToString("0.##########", CultureInfo.InvariantCulture);
}
