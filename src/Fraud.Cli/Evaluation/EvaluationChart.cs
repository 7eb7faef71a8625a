using System.Globalization;
using System.Text;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Fraud.Cli.Evaluation;

/// <summary>Draws the curves as one SVG file: ROC, precision and recall, recall by alerts a day, and how far probabilities come true.</summary>
static class EvaluationChart
{
    const int Width = 560, Height = 430, Top = 40; // of a plot, in pixels; and of the heading
    const int Points = 400;                         // of a curve: more than pixels

    // Okabe and Ito's colours, told apart by the colour-blind too.
    static readonly OxyColor[] s_colors = [OxyColor.Parse("#0072B2"), OxyColor.Parse("#D55E00"), OxyColor.Parse("#009E73"), OxyColor.Parse("#CC79A7"), OxyColor.Parse("#E69F00"), OxyColor.Parse("#56B4E9")];

    public static void Write(Stream stream, string heading, EvaluationResult result, CalibrationBands? calibration)
    {
        var plots = new List<PlotModel> { Roc(result), Precision(result) };
        if (result.Windows.TrueForAll(window => window.Ranking.Days > 0)) plots.Add(Alerts(result));
        if (calibration is not null) plots.Add(Calibration(calibration));
        int rows = (plots.Count + 1) / 2;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{2 * Width}\" height=\"{Top + rows * Height}\" viewBox=\"0 0 {2 * Width} {Top + rows * Height}\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width}\" y=\"27\" text-anchor=\"middle\" font-family=\"Arial\" font-size=\"16\" font-weight=\"600\" fill=\"#000000\">{System.Security.SecurityElement.Escape(heading)}</text>\n");
        // Not every viewer knows how SVG aligns text to its middle.
        var exporter = new SvgExporter { Width = Width, Height = Height, UseVerticalTextAlignmentWorkaround = true };
        for (int i = 0; i < plots.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({i % 2 * Width},{Top + i / 2 * Height})\">\n");
            // Each plot is a document of its own, with names for its clippings that the others use too.
            string plot = exporter.ExportToString(plots[i]);
            plot = plot[plot.IndexOf("<svg", StringComparison.Ordinal)..].Replace("\"clipPath", $"\"plot{i}", StringComparison.Ordinal).Replace("#clipPath", $"#plot{i}", StringComparison.Ordinal);
            svg.Append(plot);
            svg.Append("\n</g>\n");
        }
        svg.Append("</svg>\n");
        stream.Write(Encoding.UTF8.GetBytes(svg.ToString()));
    }

    static PlotModel Plot(string title, Axis across, Axis up, LegendPosition? legend)
    {
        var plot = new PlotModel { Title = title, TitleFontSize = 14, DefaultFont = "Arial", Culture = CultureInfo.InvariantCulture, Background = OxyColors.White, PlotAreaBorderColor = OxyColors.Gray, Padding = new OxyThickness(12, 8, 24, 8) };
        foreach (var axis in (Axis[])[across, up])
        {
            (axis.MajorGridlineStyle, axis.MajorGridlineColor, axis.TicklineColor, axis.AxisTitleDistance) = (LineStyle.Solid, OxyColor.FromRgb(0xE4, 0xE4, 0xE4), OxyColors.Gray, axis == up ? 22 : 8);
            plot.Axes.Add(axis);
        }
        if (legend is { } position) plot.Legends.Add(new Legend { LegendPosition = position, LegendBackground = OxyColor.FromAColor(220, OxyColors.White), LegendBorder = OxyColors.LightGray, LegendLineSpacing = 4 });
        return plot;
    }

    static LinearAxis Share(AxisPosition position, string title) => new() { Position = position, Title = title, Minimum = 0, Maximum = 1, MajorStep = 0.2, LabelFormatter = Percent };

    static LogarithmicAxis Logarithmic(AxisPosition position, string title, double from, double to, Func<double, string> label) =>
        new() { Position = position, Title = title, Minimum = from * 0.999, Maximum = to * 1.001, LabelFormatter = label, MinorTickSize = 3 };

    static string Percent(double share) => (100 * share).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    static LineSeries Line(EvaluationResult result, int window)
    {
        var line = new LineSeries { Color = s_colors[window % s_colors.Length], StrokeThickness = 2, LineJoin = LineJoin.Round };
        if (result.Windows.Count > 1) line.Title = result.Windows[window].From!.Value.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture) + "\u00A0\u00A0\u00A0\u00A0\u00A0"; // room for viewers whose font is wider than the one measured
        return line;
    }

    static LegendPosition? LegendAt(EvaluationResult result, LegendPosition position) => result.Windows.Count > 1 ? position : null;

    static PlotModel Roc(EvaluationResult result)
    {
        const double least = 1e-4;
        var plot = Plot("Recall against false alarms (ROC)", Logarithmic(AxisPosition.Bottom, "honest payments alerted", least, 1, Percent), Share(AxisPosition.Left, "fraud found (recall)"), LegendAt(result, LegendPosition.RightBottom));
        for (int w = 0; w < result.Windows.Count; w++)
        {
            var line = Line(result, w);
            foreach (var (found, alarmed) in Thinned(result.Windows[w].Ranking.Curve()))
                line.Points.Add(new DataPoint(Math.Max(least, alarmed), found));
            plot.Series.Add(line);
        }
        var chance = new LineSeries { Color = OxyColors.Gray, LineStyle = LineStyle.Dash, StrokeThickness = 1 };
        for (double share = least; share < 1.0001; share *= 1.1) chance.Points.Add(new DataPoint(Math.Min(share, 1), Math.Min(share, 1)));
        plot.Series.Add(chance);
        return plot;
    }

    static PlotModel Precision(EvaluationResult result)
    {
        var plot = Plot("Precision and recall", Share(AxisPosition.Bottom, "fraud found (recall)"), Share(AxisPosition.Left, "fraud among the alerted (precision)"), LegendAt(result, LegendPosition.RightTop));
        for (int w = 0; w < result.Windows.Count; w++)
        {
            var line = Line(result, w);
            var ranking = result.Windows[w].Ranking;
            double honest = ranking.Rows.Count - ranking.Positives;
            foreach (var (found, alarmed) in Thinned(ranking.Curve()).Where(point => point.Found > 0))
            {
                double precision = found * ranking.Positives / (found * ranking.Positives + alarmed * honest);
                // Down to no recall it is as the first that were found.
                if (line.Points.Count == 0) line.Points.Add(new DataPoint(0, precision));
                line.Points.Add(new DataPoint(found, precision));
            }
            plot.Series.Add(line);
        }
        return plot;
    }

    static PlotModel Alerts(EvaluationResult result)
    {
        int most = result.Windows.Max(window => window.Ranking.LargestDay);
        var plot = Plot("Recall by alerts a day", Logarithmic(AxisPosition.Bottom, "payments alerted each day", 1, Math.Max(10, most), alerts => alerts.ToString("#,0.####", CultureInfo.InvariantCulture)),
            Share(AxisPosition.Left, "fraud found (recall)"), LegendAt(result, LegendPosition.LeftTop));
        for (int w = 0; w < result.Windows.Count; w++)
        {
            var line = Line(result, w);
            var ranking = result.Windows[w].Ranking;
            for (int alerts = 1; ; alerts = Math.Max(alerts + 1, (int)(alerts * 1.15)))
            {
                line.Points.Add(new DataPoint(Math.Min(alerts, ranking.LargestDay), ranking.RecallAtAlerts(alerts)));
                if (alerts >= ranking.LargestDay) break;
            }
            plot.Series.Add(line);
        }
        return plot;
    }

    static PlotModel Calibration(CalibrationBands calibration)
    {
        const double least = 1e-4;
        var plot = Plot("Scores taken as probabilities", Logarithmic(AxisPosition.Bottom, "mean score of the band", least, 1, Percent), Logarithmic(AxisPosition.Left, "share of fraud (bars: 95 %)", least, 1, Percent), null);
        var perfect = new LineSeries { Color = OxyColors.Gray, LineStyle = LineStyle.Dash, StrokeThickness = 1 };
        perfect.Points.Add(new DataPoint(least, least));
        perfect.Points.Add(new DataPoint(1, 1));
        plot.Series.Add(perfect);
        var line = new LineSeries { Color = s_colors[0], StrokeThickness = 2, MarkerType = MarkerType.Circle, MarkerSize = 4, MarkerFill = s_colors[0] };
        foreach (var band in calibration.Bands)
        {
            var (low, high) = band.Bounds;
            double at = Math.Max(least, band.MeanScore);
            var bar = new LineSeries { Color = s_colors[0], StrokeThickness = 1.2 };
            bar.Points.Add(new DataPoint(at, Math.Max(least, low)));
            bar.Points.Add(new DataPoint(at, Math.Max(least, high)));
            plot.Series.Add(bar);
            line.Points.Add(new DataPoint(at, Math.Max(least, band.Share)));
        }
        plot.Series.Add(line);
        return plot;
    }

    /// <summary>About <see cref="Points"/> of a curve, spaced by what is seen: recall, and false alarms on a logarithmic scale.</summary>
    static IEnumerable<(double Found, double Alarmed)> Thinned(IEnumerable<(double Found, double Alarmed)> curve)
    {
        (double Found, double Alarmed) shown = (-1, 0), last = default;
        foreach (var point in curve)
        {
            last = point;
            if (point.Found - shown.Found < 1.0 / Points && point.Alarmed <= shown.Alarmed * 1.03 + 1e-5) continue;
            yield return shown = point;
        }
        if (shown != last) yield return last;
    }
}
