using Spectre.Console;
using Spectre.Console.Rendering;

namespace Fraud.Cli.Evaluation;

/// <summary>Shows a person how well scores tell fraud from the rest.</summary>
sealed class EvaluationReport(IAnsiConsole console, Scores scores, LabelledScores data, EvaluationOptions options, EvaluationResult result, CalibrationBands? calibration)
{
    public void Write()
    {
        WriteHeader();
        WriteMeasures();
        if (data.Groups.Count > 0) WriteGroups();
        if (calibration is not null) WriteCalibration(calibration);
        if (options.Resamples > 0) console.MarkupLine(Text($"[dim]Between these bounds lie 95 % of {options.Resamples} draws of {(data.HasDebtor ? "debtors with all their payments" : "payments")}, seed {options.Seed}[/]"));
    }

    void WriteHeader()
    {
        long rows = result.Windows.Sum(window => window.Ranking.Rows.Count), frauds = result.Windows.Sum(window => window.Ranking.Positives), known = result.Windows.Sum(window => window.Known);
        console.MarkupLine(Text($"[bold]{rows:N0} payments[/], {frauds:N0} of them fraud ({100.0 * frauds / rows:0.00} %), ranked by {scores.By.EscapeMarkup()}"));
        if (data.HasTime) console.MarkupLine(Text($"[dim]{Days(result.Windows.Sum(window => window.Ranking.Days))} UTC{(result.Windows.Count > 1 ? $" in {result.Windows.Count} windows" : "")}[/]"));
        if (known > 0) console.MarkupLine(Text($"[dim]left out: {known:N0} of debtors already known to have been defrauded[/]"));
        console.WriteLine();
    }

    static string Days(int days) => days == 1 ? "1 day" : Text($"{days:N0} days");

    void WriteMeasures()
    {
        bool several = result.Windows.Count > 1;
        var table = new Table().Border(TableBorder.Rounded).Title("How fraud is told from the rest");
        table.AddColumn(new TableColumn("").NoWrap());
        if (several)
            foreach (var window in result.Windows) table.AddColumn(new TableColumn(Text($"{window.From:d MMM}")).RightAligned().NoWrap());
        table.AddColumn(new TableColumn(several ? "mean" : "").RightAligned().NoWrap());
        if (options.Resamples > 0) table.AddColumn(new TableColumn("95 %").NoWrap());
        AddRow(table, "payments", window => Text($"{window.Ranking.Rows.Count:N0}"), several);
        AddRow(table, "fraud", window => Text($"{window.Ranking.Positives:N0}"), several);
        for (int i = 0; i < result.Measures.Length; i++)
        {
            var (measure, at) = (result.Measures[i], i);
            if (measure.Kind == MeasureKind.GroupAtRate) continue;
            var cells = new List<IRenderable> { new Text(measure.Name) };
            if (several) cells.AddRange(result.Windows.Select(window => new Text(Figure(measure, window.Estimates[at].Value))));
            cells.Add(new Text(Figure(measure, result.Mean[at].Value), new Style(decoration: Decoration.Bold)));
            if (options.Resamples > 0) cells.Add(new Text(Text($"{Figure(measure, result.Mean[at].Low)} – {Figure(measure, result.Mean[at].High)}")));
            table.AddRow(cells);
        }
        console.Write(table);
    }

    void AddRow(Table table, string name, Func<WindowResult, string> figure, bool several)
    {
        var cells = new List<string> { name };
        cells.AddRange(result.Windows.Select(figure));
        if (several) cells.Add("");
        if (options.Resamples > 0) cells.Add("");
        table.AddRow([.. cells.Select(cell => new Text(cell))]);
    }

    void WriteGroups()
    {
        var table = new Table().Border(TableBorder.Rounded).Title($"Recall by {options.Group.EscapeMarkup()}");
        table.AddColumn(new TableColumn(options.Group.EscapeMarkup()).NoWrap()).AddColumn(new TableColumn("fraud").RightAligned());
        foreach (double rate in options.Rates) table.AddColumn(new TableColumn(Text($"{100 * rate:0.####} % of honest alerted")).RightAligned());
        foreach (var group in result.Measures.Select((measure, at) => (Measure: measure, At: at)).Where(entry => entry.Measure.Kind == MeasureKind.GroupAtRate).GroupBy(entry => entry.Measure.Of))
        {
            long frauds = result.Windows.Sum(window => window.Ranking.Rows.LongCount(row => row.Fraud && row.Group == group.Key));
            table.AddRow([new Text(data.Groups[group.Key] is { Length: > 0 } name ? name : "-"), new Text(Text($"{frauds:N0}")), .. group.Select(entry => new Text(Bounded(entry.Measure, result.Mean[entry.At])))]);
        }
        console.Write(table);
    }

    string Bounded(Measure measure, Estimate estimate) =>
        options.Resamples == 0 ? Figure(measure, estimate.Value) : Text($"{Figure(measure, estimate.Value)} ({Figure(measure, estimate.Low)} – {Figure(measure, estimate.High)})");

    void WriteCalibration(CalibrationBands bands)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Scores taken as probabilities");
        foreach (string column in (string[])["score", "payments", "mean score", "fraud", "share of fraud", "95 %"]) table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        foreach (var band in bands.Bands)
        {
            var (low, high) = band.Bounds;
            table.AddRow(Text($"{100 * band.Low:0.##} – {100 * band.High:0.##} %"), Text($"{band.Rows:N0}"), Text($"{100 * band.MeanScore:0.00} %"), Text($"{band.Frauds:N0}"), Text($"{100 * band.Share:0.00} %"),
                Text($"{100 * low:0.00} – {100 * high:0.00} %"));
        }
        console.Write(table);
        console.MarkupLine(Text($"Brier score {bands.Brier:0.00000}\n"));
    }

    static string Figure(Measure measure, double value) => !double.IsFinite(value) ? "-" : measure.Kind <= MeasureKind.BestF1 ? Text($"{value:0.0000}") : Text($"{100 * value:0.0} %");

    static string Text(FormattableString text) => FormattableString.Invariant(text);
}
