using System.CommandLine;
using System.Globalization;
using Fraud.Cli.Features;
using Fraud.Cli.Replay;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud score</c>: what a model says of the rows of a table, without a replay.</summary>
static class ScoreCommand
{
    public static Command Create(ToolConsole console)
    {
        var files = FileArgument.Create("Tables of features, as fraud features writes them or with other columns of numbers (delimited columns, also packed, or Parquet).");
        var model = new Option<string>("--model") { Description = "The model file.", HelpName = "file", Required = true };
        var output = new Option<string>("--out") { Description = "CSV to be written with the columns id and score, the model's margin (higher is more suspicious), in the order of the rows.", HelpName = "file", Required = true };
        var columns = FileArgument.Columns();
        var command = new Command("score", "Score the rows of tables of features by a model.") { files, model, output, columns };
        command.SetAction(parsed => Run(console, parsed.GetRequiredValue(files), parsed.GetRequiredValue(model), parsed.GetRequiredValue(output), parsed.GetValue(columns)));
        return command;
    }

    static int Run(ToolConsole console, string[] files, string modelFile, string outFile, Dictionary<string, string>? columns)
    {
        try
        {
            var model = Model.Load(modelFile);
            var table = FeatureTable.Load(console, files, columns, model.Features);
            if (table is null) return ExitCode.Findings;
            using var file = OutputFile.Create(outFile);
            var scores = new ScoreFile(file.Stream);
            for (int row = 0; row < table.Rows.Count; row++) scores.Write(table.Ids[row], model.Margin(table.Rows[row]));
            scores.Flush();
            file.Keep();
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Rows.Count:N0} rows scored"));
            return ExitCode.Fine;
        }
        catch (FormatException problem)
        {
            console.Error.WriteLine(problem.Message);
            return ExitCode.Findings;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"{(problem is FileNotFoundException or DirectoryNotFoundException ? modelFile : outFile)}: {problem.Message}");
            return ExitCode.Findings;
        }
    }
}
