using System.CommandLine;
using System.Globalization;
using Fraud.Cli.Evaluation;
using Fraud.Cli.Logs;
using Fraud.Cli.Replay;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud evaluate</c>: how well scores or decisions tell fraud from the rest.</summary>
static class EvaluateCommand
{
    public static Command Create(ToolConsole console)
    {
        var files = FileArgument.Create("Decision logs as replay --out writes them, or tables with the columns id and score; also packed. Several are taken together.");
        var labels = new Option<string>("--labels") { Description = "CSV with the columns id and label (1 = fraud), and where known time, debtor_account, amount, currency.", HelpName = "file", Required = true };
        var by = new Option<string?>("--by") { Description = "What to rank by: a member of the decision log (margin, score, points) or a column. Without it the margin of a decision log, the score of a table, or the points where no model scored.", HelpName = "name" };
        var (from, to) = (ReplayCommand.Time("--from", "Leave out payments before this time."), ReplayCommand.Time("--to", "Leave out payments at this time and after."));
        var fold = Days("--fold", "Cut the time from --from to --to into windows of this length, such as 7d; each is measured by itself, then their mean.");
        var known = Days("--known-after", "Leave out payments of debtors with a fraud that was known: the day of the fraud and this delay, such as 7d, lie before the payment's day.");
        var since = Days("--known-since", "A fraud earlier than this before the begin of a window is not held against its debtor any more, such as 14d.");
        var rowsOf = new Option<string[]>("--rows") { Description = "Judge only the rows of the labels with this value in a column, as in --rows kind=p2p; may be repeated.", HelpName = "column=value", DefaultValueFactory = _ => [] };
        var group = new Option<string?>("--group") { Description = "Tell recall apart by the values of this column of the labels, such as typology.", HelpName = "column" };
        var rates = Numbers("--fpr", "Shares of honest payments that may be alerted, in percent, at which recall is told.", [0.1, 1, 5], number => number is > 0 and <= 100);
        var alerts = Numbers("--alerts", "Numbers of payments alerted each day, at which recall is told.", [100], IsCount);
        var tops = Numbers("--k", "Sizes of each day's list, of payments and of debtors, whose precision is told.", [100], IsCount);
        var resamples = new Option<int>("--bootstrap") { Description = "From how many draws of debtors the intervals are found; 0 for none.", HelpName = "count", DefaultValueFactory = _ => 500 };
        var seed = new Option<ulong>("--seed") { Description = "What the draws are made from: the same for the same seed.", HelpName = "number", DefaultValueFactory = _ => 1 };
        var json = new Option<string?>("--json") { Description = "Write everything measured as JSON; - for standard output, and no tables.", HelpName = "file" };
        var chart = new Option<string?>("--chart") { Description = "Draw the curves: an SVG file.", HelpName = "file" };
        var columns = FileArgument.Columns();
        columns.Description = "What the columns of the labels are called in them: time=TX_DATETIME,debtor_account=CUSTOMER_ID.";
        var command = new Command("evaluate", "Measure how well scores or decisions tell fraud from the rest. Exits 1 when a file cannot be read or there is nothing to tell apart.")
            { files, labels, by, from, to, fold, known, since, rowsOf, group, rates, alerts, tops, resamples, seed, columns, json, chart };
        command.Validators.Add(result =>
        {
            if (result.GetValue(fold) is not null && (result.GetValue(from) is null || result.GetValue(to) is null)) result.AddError("--fold expects --from and --to.");
            if (result.GetValue(since) is not null && (result.GetValue(known) is null || result.GetValue(from) is null)) result.AddError("--known-since expects --known-after and --from.");
            if (result.GetValue(from) >= result.GetValue(to)) result.AddError("--from expects a time before --to.");
            // Whoever opens it goes by the name.
            if (result.GetValue(chart) is { } svg && svg != "-" && Path.GetExtension(svg) is { Length: > 0 } ending && !ending.Equals(".svg", StringComparison.OrdinalIgnoreCase)) result.AddError("--chart draws SVG: it expects a file whose name ends in .svg.");
            if (result.GetValue(json) == "-" && result.GetValue(chart) == "-") result.AddError("--json and --chart cannot both be written to standard output.");
            if (result.GetValue(resamples) is < 0 or > 100_000) result.AddError("--bootstrap expects a number from 0 to 100000.");
            if (result.GetValue(rowsOf)!.Any(part => part.IndexOf('=', StringComparison.Ordinal) <= 0)) result.AddError("--rows expects a column and a value such as kind=p2p.");
        });
        command.SetAction(parsed => Run(console, parsed.GetRequiredValue(files), parsed.GetRequiredValue(labels), parsed.GetValue(by), new EvaluationOptions
        {
            From = parsed.GetValue(from), To = parsed.GetValue(to), Fold = parsed.GetValue(fold), KnownAfterDays = (int?)parsed.GetValue(known)?.TotalDays, KnownSince = parsed.GetValue(since),
            Cells = [.. parsed.GetValue(rowsOf)!.Select(part => part.IndexOf('=', StringComparison.Ordinal) is var at ? (part[..at].Trim(), part[(at + 1)..].Trim()) : default)],
            Group = parsed.GetValue(group), Columns = parsed.GetValue(columns),
            Rates = [.. parsed.GetValue(rates)!.Select(percent => percent / 100).Order()], Alerts = [.. parsed.GetValue(alerts)!.Select(count => (int)count)], Tops = [.. parsed.GetValue(tops)!.Select(count => (int)count)],
            Resamples = parsed.GetValue(resamples), Seed = parsed.GetValue(seed),
        }, parsed.GetValue(json), parsed.GetValue(chart)));
        return command;
    }

    static int Run(ToolConsole console, string[] files, string labels, string? by, EvaluationOptions options, string? json, string? chart)
    {
        var inputs = LogInput.Expand(files, console, out bool faulty);
        foreach (string written in (string[])[.. new[] { json, chart }.OfType<string>().Where(file => file != "-")])
        {
            if (OutputFile.Clash(written, inputs.Select(input => input.Name).Append(labels)) is not { } clash) continue;
            console.Error.WriteLine(clash);
            return ExitCode.WrongUsage;
        }
        string? atWork = null;
        try
        {
            // Opened before the work, so that what cannot be written is known at once.
            using var jsonFile = json is null or "-" ? null : OutputFile.Create(atWork = json);
            using var chartFile = chart is null or "-" ? null : OutputFile.Create(atWork = chart);
            atWork = null;
            var scores = Scores.Load(inputs, by);
            var data = LabelledScores.Join(scores, labels, options);
            Note(console, scores, data, labels, options);
            var result = EvaluationResult.Of(data, options);
            var calibration = CalibrationBands.Of([.. result.Windows.SelectMany(window => window.Ranking.Rows)]);
            if (json is not null) Write(json, jsonFile, console, stream => EvaluationJson.Write(stream, scores, data, options, result, calibration));
            if (chart is not null) Write(chart, chartFile, console, stream => EvaluationChart.Write(stream, string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", inputs.Take(2).Select(input => Path.GetFileName(input.Name)))}{(inputs.Count > 2 ? " …" : "")}, ranked by {scores.By}"), result, calibration));
            if (json != "-" && chart != "-") new EvaluationReport(ReplayCommand.Plain(console), scores, data, options, result, calibration).Write();
            return faulty ? ExitCode.Findings : ExitCode.Fine;
        }
        catch (InvalidDataException problem)
        {
            console.Error.WriteLine(problem.Message);
            return ExitCode.Findings;
        }
        catch (Exception problem) when (atWork is not null && problem is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"{atWork}: cannot be written: {problem.Message}");
            return ExitCode.Findings;
        }
    }

    static void Note(ToolConsole console, Scores scores, LabelledScores data, string labels, EvaluationOptions options)
    {
        void Tell(long count, string what)
        {
            if (count > 0) console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}"));
        }
        if (data.ByNumber) console.Error.WriteLine($"{labels}: has no column id, so its rows go by their numbers: the first is 1");
        Tell(scores.Repeated, "ids were scored again: the last score of each counts");
        Tell(scores.Unscored, $"decisions have no number '{scores.By}' and are left out");
        Tell(data.Relabelled, $"payments were labelled again in {labels}: the last label of each counts");
        Tell(data.Unlabelled, $"scored payments have no label in {labels} and are left out");
        Tell(data.Unscored, $"labelled payments{((options.From ?? options.To) is null ? "" : " of this time")} have no score and are left out");
    }

    static void Write(string file, OutputFile? output, ToolConsole console, Action<Stream> write)
    {
        if (output is null)
        {
            write(console.Output);
            return;
        }
        try
        {
            write(output.Stream);
            output.Keep();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{file}: cannot be written: {problem.Message}", problem);
        }
    }

    static Option<TimeSpan?> Days(string name, string description) => new(name)
    {
        Description = description, HelpName = "days",
        CustomParser = result => ReplayCommand.TryReadDuration(result.Tokens[0].Value, out var days) && days > TimeSpan.Zero && days.Ticks % TimeSpan.TicksPerDay == 0 ? days
            : ReplayCommand.Fail<TimeSpan?>(result, $"{name} expects whole days such as 7d."),
    };

    static bool IsCount(double number) => number is >= 1 and <= 1_000_000_000 && number == Math.Floor(number);

    static Option<double[]> Numbers(string name, string description, double[] usual, Func<double, bool> fits) => new(name)
    {
        Description = description, HelpName = "numbers", DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var numbers = new List<double>();
            foreach (string text in result.Tokens[0].Value.Split(','))
            {
                if (double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && fits(number)) numbers.Add(number);
                else return ReplayCommand.Fail<double[]>(result, $"{name} expects {(usual.Length > 1 ? "percents such as 0.1,1,5" : "whole numbers such as 50,100")}.");
            }
            return [.. numbers.Distinct()];
        },
    };
}
