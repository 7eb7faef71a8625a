using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text;
using Fraud.Cli.Commands;

namespace Fraud.Cli;

/// <summary>Where the tool reads and writes: results as bytes, everything meant for a person beside them.</summary>
sealed class ToolConsole(Stream output, TextWriter error, bool interactive = false, bool interactiveOutput = false, Stream? input = null) : IDisposable
{
    /// <summary>What <c>-</c> stands for among the files.</summary>
    public Stream Input { get; } = input ?? Stream.Null;
    /// <summary>Results: text or JSON Lines.</summary>
    public Stream Output { get; } = output;
    /// <summary>The same, for lines of text; flushed at each line.</summary>
    public TextWriter Text { get; } = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true, NewLine = "\n" };
    /// <summary>Diagnostics and progress.</summary>
    public TextWriter Error { get; } = error;
    /// <summary>Whether a person watches the error stream.</summary>
    public bool Interactive { get; } = interactive;
    /// <summary>Whether a person reads the results as they come.</summary>
    public bool InteractiveOutput { get; } = interactiveOutput;

    public void Dispose() => Text.Dispose();
}

/// <summary>The tool's exit codes.</summary>
static class ExitCode
{
    public const int Fine = 0, Findings = 1, WrongUsage = 2;
}

/// <summary>The command line: parses, runs one command, and answers an exit code.</summary>
static class Tool
{
    public static int Run(string[] args, ToolConsole console)
    {
        var root = new RootCommand("Fraud detection for payment messages: bytes of a message in, an explained decision out.\n\n"
            + "  fraud simulate bangladesh --seed 2016 --out demo     make a log of the 2016 heist, re-enacted with invented names\n"
            + "  fraud replay demo/padma.jsonl --labels demo/labels.csv   judge every message of a log, in order, and sum up\n"
            + "  fraud replay logs/ 'more/**/*.xml.gz'                    FIN, ISO 20022, JSON Lines and CSV, packed or not, merged by time\n"
            + "  fraud explain demo/padma.jsonl --id REFERENCE            why one order was held, and what would have let it pass\n"
            + "  fraud features logs/ --out features.csv                  what a model would have been given of each transfer\n"
            + "  fraud train logs/ --to 2026-03-01 --out fraud.model       fit a model on what was known at each moment\n"
            + "  fraud evaluate decisions.jsonl --labels labels.csv       how well decisions tell fraud from the rest\n"
            + "  fraud check rules/                                       type-check rules, run the tests in them\n"
            + "  fraud parse demo/attack.fin                          show what a message says, as JSON Lines\n\n"
            + "Exit codes: 0 fine, 1 findings or bad data, 2 wrong usage.");
        root.Add(ReplayCommand.Create(console));
        root.Add(FeaturesCommand.Create(console));
        root.Add(TrainCommand.Create(console));
        root.Add(ScoreCommand.Create(console));
        root.Add(ExplainCommand.Create(console));
        root.Add(CheckCommand.Create(console));
        root.Add(EvaluateCommand.Create(console));
        root.Add(SignCommand.Create(console));
        root.Add(ParseCommand.Create(console));
        root.Add(SimulateCommand.Create(console));

        var parsed = root.Parse(args);
        // The fault alone: a page of help would push it off the screen, and into the results of a pipe.
        if (parsed.Action is ParseErrorAction && args.Length > 0)
        {
            foreach (var error in parsed.Errors) console.Error.WriteLine(error.Message);
            string path = "";
            for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } command; at = at.Parent) path = command.Command.Name + " " + path;
            console.Error.WriteLine($"See: fraud {path}--help");
            return ExitCode.WrongUsage;
        }
        int code = parsed.Invoke(new InvocationConfiguration { Output = console.Text, Error = console.Error });
        return parsed.Action is ParseErrorAction ? ExitCode.WrongUsage : code;
    }
}
