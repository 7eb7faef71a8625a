using System.CommandLine;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud train</c>: fits a model on what the engine would have been given at each moment of the logs.</summary>
static class TrainCommand
{
    public static Command Create(ToolConsole console)
    {
        var options = new TrainOptions();
        var command = new Command("train", "Replay the logs, fit a model on the features of the transfers as they were known at their moments, and write it with its calibration and its card.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
#if TRAINING
            return options.Run(console, parsed);
#else
            console.Error.WriteLine("this build of the tool is compiled ahead of time and holds no trainers: install the .NET tool, as in dotnet tool install Fraud.Cli");
            return ExitCode.Findings;
#endif
        });
        return command;
    }
}
