#if TRAINING
using System.Globalization;
using Fraud.Cli.Commands;
using Fraud.Training;
using Spectre.Console;

namespace Fraud.Cli.Training;

/// <summary>Tells a person what was trained on what, and how well it did on rows that it had not seen.</summary>
sealed class TrainingSummary(ToolConsole console)
{
    const int FeaturesShown = 10;

    readonly IAnsiConsole _page = ReplayCommand.Plain(console);

    public void Write(Trained trained, string file, string? card)
    {
        var report = trained.Report;
        Line($"[bold]{report.Rows:N0} rows[/], {report.Frauds:N0} of them fraud, {trained.Content.Features.Count:N0} features");
        if (report.From is { } from && report.To is { } to) Line($"[dim]{from:d MMM yyyy HH:mm} to {to:d MMM yyyy HH:mm} UTC[/]");
        Line($"{trained.Content.Origin.EscapeMarkup()}: {report.Trees:N0} trees");
        if (report.ValidationRows > 0)
            Line($"[dim]validated on the last {report.ValidationRows:N0} rows{(report.ValidationFrom is { } start ? string.Create(CultureInfo.InvariantCulture, $", from {start:d MMM yyyy HH:mm} UTC") : "")}, {report.ValidationFrauds:N0} of them fraud, by trees that had not seen them[/]");
        if (report.Metrics is { } metrics)
            Line($"ROC AUC [bold]{metrics.Auc:0.0000}[/]   average precision [bold]{metrics.AveragePrecision:0.0000}[/]   recall at 1 % false positives [bold]{metrics.RecallAtOnePercent:0.000}[/]");
        foreach (string warning in report.Warnings) console.Error.WriteLine(warning);
        if (report.Importance.Count > 0)
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("feature").NoWrap()).AddColumn(new TableColumn("share of the gain").RightAligned());
            foreach (var (name, share) in report.Importance.Take(FeaturesShown)) table.AddRow(new Text(name), new Text(share.ToString("P1", CultureInfo.InvariantCulture)));
            _page.Write(table);
            if (report.Importance.Count > FeaturesShown) Line($"[dim]and {report.Importance.Count - FeaturesShown:N0} more[/]");
        }
        Line($"model written to {file.EscapeMarkup()}{(card is null ? "" : ", its card to " + card.EscapeMarkup())}");
    }

    void Line(FormattableString text) => _page.MarkupLine(text.ToString(CultureInfo.InvariantCulture));
}
#endif
