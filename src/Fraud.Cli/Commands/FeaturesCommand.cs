using System.CommandLine;
using System.Globalization;
using Fraud.Cli.Features;
using Fraud.Cli.Replay;
using Spectre.Console;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud features</c>: what a model would have been given of each transfer at its moment, as a table for other tools.</summary>
static class FeaturesCommand
{
    public static Command Create(ToolConsole console)
    {
        var features = new FeatureOptions();
        string endings = string.Join(" or ", FeatureWriter.Endings);
        var output = new Option<string>("--out") { Description = $"The file to be written, {endings}.", HelpName = "file", Required = true };
        output.Validators.Add(result =>
        {
            if (result.Tokens is [var file] && !FeatureWriter.Endings.Contains(Path.GetExtension(file.Value).ToLowerInvariant())) result.AddError($"--out expects a file that ends in {endings}.");
        });
        var command = new Command("features", "Replay the logs and write, for each transfer, the features of the policy as they were known at its moment, with its label.") { output };
        features.AddTo(command);
        command.SetAction(parsed =>
        {
            if (features.Clash(parsed, parsed.GetRequiredValue(output)) is not { } clash) return features.TryRead(console, parsed, out var request) ? Run(console, request, parsed.GetRequiredValue(output)) : ExitCode.Findings;
            console.Error.WriteLine(clash);
            return ExitCode.WrongUsage;
        });
        return command;
    }

    static int Run(ToolConsole console, FeatureRequest request, string outFile)
    {
        if (request.Features.FirstOrDefault(FeatureWriter.Leading.Contains) is { } taken)
        {
            console.Error.WriteLine($"a feature cannot be called '{taken}' in a table: the columns before the features are {string.Join(", ", FeatureWriter.Leading)}");
            return ExitCode.Findings;
        }
        try
        {
            using var file = OutputFile.Create(outFile);
            using var writer = FeatureWriter.Create(outFile, file.Stream, request.Features)!;
            if (request.Run(console, writer.Write, out bool faulty) is not { } tally) return ExitCode.Findings;
            writer.End();
            if (tally.Rows > 0) file.Keep();
            Summarize(console, tally);
            return faulty || tally.Rows == 0 ? ExitCode.Findings : ExitCode.Fine;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"{outFile}: cannot be written: {problem.Message}");
            return ExitCode.Findings;
        }
    }

    static void Summarize(ToolConsole console, FeatureTally tally)
    {
        var page = ReplayCommand.Plain(console);
        page.MarkupLine(tally.Rows == 0 ? "[bold]No transfer was written.[/]"
            : Text($"[bold]{tally.Rows:N0} transfers[/] with {tally.Features.Count:N0} features written in {tally.Elapsed.TotalSeconds:0.00} s"));
        if (tally.Rows > 0)
        {
            page.MarkupLine(Text($"[dim]{tally.First.UtcDateTime:d MMM yyyy HH:mm} to {tally.Last.UtcDateTime:d MMM yyyy HH:mm} UTC[/]"));
            page.MarkupLine(Text($"[dim]labels: {tally.Fraud:N0} fraud, {tally.Honest:N0} honest, {tally.Rows - tally.Fraud - tally.Honest:N0} not known[/]"));
        }
        foreach (var (count, what) in new[] { (tally.OutsidePeriod, "transfers outside the period only taught"), (tally.NotAsked, "transfers of which --where is not true only taught"), (tally.NoTransfers, "messages that hold no transfer were left out"), (tally.Repeats, "repeats and tests were left out") })
            if (count > 0) page.MarkupLine(Text($"[dim]{count:N0} {what}[/]"));
        if (tally.Rows == 0) return;
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn(new TableColumn("feature").NoWrap()).AddColumn(new TableColumn("not known").RightAligned());
        for (int i = 0; i < tally.Features.Count; i++) table.AddRow(new Text(tally.Features[i]), new Text(Text($"{100.0 * tally.Unknown(i) / tally.Rows:0.0} %")));
        page.Write(table);
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
