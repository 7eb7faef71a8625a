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

    /// <summary>Trains what is asked for. That the files can be written is found out first: a training takes long.</summary>
    /// <param name="console">Told what came of it.</param>
    /// <param name="outFile">The model.</param>
    /// <param name="cardFile">Its card; null for none.</param>
    /// <param name="read">What is asked for; null when it cannot be had, and the error stream was told why.</param>
    public static int Writing(ToolConsole console, string outFile, string? cardFile, Func<TrainRequest?> read)
    {
        string atWork = outFile;
        try
        {
            using var file = OutputFile.Create(outFile);
            using var card = cardFile is null ? null : OutputFile.Create(atWork = cardFile);
            if (read() is not { } request || request.Train(console, out bool faulty) is not { } trained) return ExitCode.Findings;
            byte[] model = Scoring.ModelWriter.Write(trained.Content, outFile);
            Model.Parse(model, outFile); // what is kept can be loaded
            atWork = outFile;
            file.Stream.Write(model);
            file.Keep();
            if (card is not null)
            {
                atWork = cardFile!;
                card.Stream.Write(Encoding.UTF8.GetBytes(ModelCard.Markdown(trained.Content)));
                card.Keep();
            }
            new TrainingSummary(console).Write(trained, outFile, cardFile);
            return faulty ? ExitCode.Findings : ExitCode.Fine;
        }
        catch (TrainingException problem)
        {
            console.Error.WriteLine(problem.Message);
            return ExitCode.Findings;
        }
        catch (FormatException problem)
        {
            console.Error.WriteLine($"{problem.Message} The trained model could not be loaded again, so it was not written.");
            return ExitCode.Findings;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"{atWork}: cannot be written: {problem.Message}");
            return ExitCode.Findings;
        }
    }

    /// <summary>Null when the logs cannot be replayed, and then the error stream says why.</summary>
    Trained? Train(ToolConsole console, out bool faulty)
    {
        faulty = false;
        var notes = new List<KeyValuePair<string, string>>();
        var set = Table is not null ? TrainingRows.Of(Table, notes) : TrainingRows.Of(console, Logs!, notes, out faulty);
        return set is null ? null : Work(console, stage => Trainer.Train(set, Training with { Notes = notes }, stage));
    }

    static Trained Work(ToolConsole console, Func<Action<string>?, Trained> train)
    {
        if (!console.Interactive) return train(null);
        return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Error) }).Status().Start("training", context => train(stage => context.Status(stage.EscapeMarkup())));
    }
}
#endif
