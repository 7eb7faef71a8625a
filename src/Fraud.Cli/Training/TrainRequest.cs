#if TRAINING
using System.Globalization;
using System.Text;
using Fraud.Cli.Features;
using Fraud.Cli.Replay;
using Fraud.Training;
using Spectre.Console;

namespace Fraud.Cli.Training;

/// <summary>A training that was asked for: on logs or on tables.</summary>
sealed record TrainRequest
{
    public FeatureRequest? Logs { get; init; }
    public FeatureTable? Table { get; init; }
    public required TrainingOptions Training { get; init; }
    public required string OutFile { get; init; }
    public string? CardFile { get; init; }

    public int Run(ToolConsole console)
    {
        var notes = new List<KeyValuePair<string, string>>();
        bool faulty = false;
        var set = Table is not null ? TrainingRows.Of(Table, notes) : TrainingRows.Of(console, Logs!, notes, out faulty);
        if (set is null) return ExitCode.Findings;
        Trained trained;
        try
        {
            trained = Work(console, stage => Trainer.Train(set, Training with { Notes = notes }, stage));
        }
        catch (TrainingException problem)
        {
            console.Error.WriteLine(problem.Message);
            return ExitCode.Findings;
        }
        if (!TryWrite(console, OutFile, stream => stream.Write(Scoring.ModelWriter.Write(trained.Content, OutFile)))) return ExitCode.Findings;
        if (CardFile is not null && !TryWrite(console, CardFile, stream => stream.Write(Encoding.UTF8.GetBytes(ModelCard.Markdown(trained.Content))))) return ExitCode.Findings;
        new TrainingSummary(console).Write(trained, OutFile, CardFile);
        return faulty ? ExitCode.Findings : ExitCode.Fine;
    }

    static bool TryWrite(ToolConsole console, string path, Action<Stream> write)
    {
        try
        {
            using var file = OutputFile.Create(path);
            write(file.Stream);
            file.Keep();
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"{path}: cannot be written: {problem.Message}");
            return false;
        }
    }

    static Trained Work(ToolConsole console, Func<Action<string>?, Trained> train)
    {
        if (!console.Interactive) return train(null);
        return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Error) }).Status().Start("training", context => train(stage => context.Status(stage.EscapeMarkup())));
    }
}
#endif
