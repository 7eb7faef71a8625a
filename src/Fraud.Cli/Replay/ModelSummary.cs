using Fraud.Scoring;
using Spectre.Console;

namespace Fraud.Cli.Replay;

/// <summary>Shows a person what the models made of a replay.</summary>
sealed class ModelSummary(IAnsiConsole console)
{
    const int FeaturesShown = 10;

    public void Write(NamedModel model, ModelReport report)
    {
        console.MarkupLine(Text($"[bold]Model[/] {Markup.Escape(Path.GetFileName(model.Name))} [dim]{model.Model.Hash}, {Markup.Escape(model.Model.Content.Origin)}[/]"));
        if (report.Rows == 0)
        {
            console.MarkupLine("[yellow]no transfer was scored[/]");
            return;
        }
        double rate = model.Model.Content.BaseRate;
        string trained = double.IsNaN(rate) ? "" : $"; {Percent(rate)} of {(model.Model.Content.Calibration is null ? "the rows it was trained on" : "those that it was calibrated on")} were fraud";
        if (report.IsProbability) console.MarkupLine(Text($"{report.Rows:N0} transfers scored, on average {Percent(report.MeanScore)}{trained}"));
        else console.MarkupLine(Text($"{report.Rows:N0} transfers scored by how unlike the training rows they are, on average {report.MeanScore:0.000}: no probability of fraud"));
        WriteBands(report);
        WriteDrift(report);
    }

    void WriteBands(ModelReport report)
    {
        bool labelled = report.Bands.Any(b => b.Labelled > 0);
        var table = new Table().Border(TableBorder.Rounded).Title(!report.IsProbability ? "Transfers by how rare they are" : labelled ? "Scores, and how they came true" : "Scores");
        table.AddColumn(new TableColumn(report.IsProbability ? "score" : "above, of the latest").RightAligned()).AddColumn(new TableColumn("transfers").RightAligned()).AddColumn(new TableColumn("mean score").RightAligned());
        if (labelled) table.AddColumn(new TableColumn("with label").RightAligned()).AddColumn(new TableColumn("fraud").RightAligned()).AddColumn(new TableColumn("share").RightAligned());
        foreach (var band in report.Bands)
        {
            string[] cells = [double.IsNaN(band.Low) ? "too few before" : Text($"{100 * band.Low:0.##} to {100 * band.High:0.##} %"), Text($"{band.Rows:N0}"), report.IsProbability ? Percent(band.MeanScore) : Text($"{band.MeanScore:0.000}")];
            if (labelled) cells = [.. cells, Text($"{band.Labelled:N0}"), Text($"{band.Frauds:N0}"), band.Labelled == 0 ? "-" : Percent(band.Share)];
            table.AddRow(cells);
        }
        console.Write(table);
    }

    void WriteDrift(ModelReport report)
    {
        var features = report.FeatureIndexes;
        if (features.Count == 0 && double.IsNaN(report.ScoreIndex))
        {
            console.MarkupLine("[dim]the model does not say how its training rows lay: no drift can be told[/]");
            return;
        }
        var table = new Table().Border(TableBorder.Rounded).Title("Drift from the training rows");
        table.AddColumn(new TableColumn("value").NoWrap()).AddColumn(new TableColumn("stability index").RightAligned()).AddColumn("reading");
        if (!double.IsNaN(report.ScoreIndex)) table.AddRow("score", Text($"{report.ScoreIndex:0.000}"), Reading(report.ScoreIndex));
        foreach (var (feature, index) in features.Take(FeaturesShown)) table.AddRow(Markup.Escape(feature), Text($"{index:0.000}"), Reading(index));
        console.Write(table);
        if (features.Count > FeaturesShown) console.MarkupLine(Text($"[dim]and {features.Count - FeaturesShown} features that moved less[/]"));
    }

    static string Reading(double index) => index < BandCount.Watch ? "stable" : index <= BandCount.Shifted ? "[yellow]watch[/]" : "[red]shifted[/]";

    /// <summary>Which alerts the models share where each alerts equally often.</summary>
    public void WriteChallengers(IReadOnlyList<(string Name, ModelTally Tally)> challengers)
    {
        if (challengers.Count == 0) return;
        var table = new Table().Border(TableBorder.Rounded).Title("Challengers, alerting equally often");
        table.AddColumn("model").AddColumn(new TableColumn("share alerted").RightAligned()).AddColumn(new TableColumn("both").RightAligned())
            .AddColumn(new TableColumn("model only").RightAligned()).AddColumn(new TableColumn("challenger only").RightAligned());
        foreach (var (name, tally) in challengers)
        {
            string shown = Text($"{Markup.Escape(Path.GetFileName(name))} ({tally.Transfers:N0} transfers)");
            foreach (double share in ModelTally.Shares)
            {
                var (both, champion, challenger) = tally.Alerts(share);
                table.AddRow(shown, Text($"{100 * share:0.##} %"), Text($"{both:N0}"), Text($"{champion:N0}"), Text($"{challenger:N0}"));
                shown = "";
            }
        }
        console.Write(table);
    }

    static string Percent(double share) => Text($"{100 * share:0.###} %");

    static string Text(FormattableString text) => FormattableString.Invariant(text);
}
