using System.CommandLine;
using System.Globalization;
using Fraud.Cli.Features;
using Fraud.Cli.Logs;
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

    /// <summary>Values that are scored together at most.</summary>
    const int BlockValues = 1 << 20;

    static int Run(ToolConsole console, string[] files, string modelFile, string outFile, Dictionary<string, string>? columns)
    {
        using var quiet = new ToolConsole(Stream.Null, TextWriter.Null);
        if (OutputFile.Clash(outFile, LogInput.Expand(files, quiet, out _).Select(input => input.Name).Append(modelFile)) is { } clash)
        {
            console.Error.WriteLine(clash);
            return ExitCode.WrongUsage;
        }
        if (Load(console, modelFile) is not { } model || FeatureTable.Load(console, files, columns, model.Features) is not { } table) return ExitCode.Findings;
        try
        {
            using var file = OutputFile.Create(outFile);
            Write(table, model, new ScoreFile(file.Stream));
            file.Keep();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"{outFile}: cannot be written: {problem.Message}");
            return ExitCode.Findings;
        }
        console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Rows.Count:N0} rows scored"));
        return ExitCode.Fine;
    }

    static Model? Load(ToolConsole console, string file)
    {
        try
        {
            return Model.Load(file);
        }
        catch (FormatException problem)
        {
            console.Error.WriteLine(problem.Message);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"{file}: {(problem is FileNotFoundException or DirectoryNotFoundException ? "no such file" : problem.Message)}");
        }
        return null;
    }

    /// <summary>Many rows at a time, which is several times as fast as one by one.</summary>
    static void Write(FeatureTable table, Model model, ScoreFile scores)
    {
        int width = model.Features.Count, block = Math.Clamp(BlockValues / width, 1, 4096);
        float[] values = new float[block * width];
        double[] margins = new double[block];
        for (int from = 0; from < table.Rows.Count; from += block)
        {
            int count = Math.Min(block, table.Rows.Count - from);
            for (int i = 0; i < count; i++) table.Rows[from + i].CopyTo(values, i * width);
            model.Margins(values.AsSpan(0, count * width), margins.AsSpan(0, count));
            for (int i = 0; i < count; i++) scores.Write(table.Ids[from + i], margins[i]);
        }
        scores.Flush();
    }
}
