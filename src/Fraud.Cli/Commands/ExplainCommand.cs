using System.CommandLine;
using Fraud.Cli.Logs;
using Fraud.Cli.Replay;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud explain</c>: judges the logs as a replay does, and explains the decisions on one reference in depth.</summary>
static class ExplainCommand
{
    public static Command Create(ToolConsole console)
    {
        var (files, policy, models, start, step) = (ReplayCommand.Files(), new PolicyOptions(), new ModelOptions(), ReplayCommand.Start(), ReplayCommand.Step());
        var (columns, currency, strict, memory) = (FileArgument.Columns(), FileArgument.Currency(), FileArgument.Strict(), FileArgument.Memory());
        var (labels, labelDelay, warm) = (new Option<string?>("--labels") { Description = "CSV with the columns id (the reference) and label (1 = attack), of which the engine is told by --label-delay.", HelpName = "file" }, ReplayCommand.Delay(), ReplayCommand.Warm());
        var id = new Option<string?>("--id") { Description = "The reference, as replay shows it; every message that bears it is explained.", HelpName = "reference" };
        var all = new Option<bool>("--all") { Description = "Explain every decision that is not a pass." };
        var json = new Option<bool>("--json") { Description = "Write each decision as a line of JSON." };
        var command = new Command("explain", "Judge the logs in order and explain decisions in depth: rules, values and thresholds, near misses, and what would have let the transfer pass.")
            { files, id, all, json, warm, labels, labelDelay, start, step, columns, currency, strict, memory };
        policy.AddTo(command);
        models.AddTo(command, withChallengers: false);
        command.Validators.Add(result =>
        {
            if (result.GetValue(id) is null && !result.GetValue(all)) result.AddError("explain expects --id with the reference of a message, or --all for every one that did not pass.");
        });
        command.SetAction(parsed => !policy.TryLoad(console, parsed, out var deciding) || !models.TryLoad(console, parsed, deciding, out var scoring) ? ExitCode.Findings
            : Run(console, new ReplayRequest
            {
                Files = parsed.GetRequiredValue(files),
                History = parsed.GetValue(warm)!,
                Options = new LogOptions { Columns = parsed.GetValue(columns), Currency = parsed.GetValue(currency), Strict = parsed.GetValue(strict) },
                Policy = deciding,
                Tried = [],
                Models = scoring,
                LabelFile = parsed.GetValue(labels),
                LabelDelay = parsed.GetValue(labelDelay),
                Start = parsed.GetValue(start),
                Step = parsed.GetValue(step),
                Memory = (long)parsed.GetValue(memory) << 30,
            }, parsed.GetValue(id), parsed.GetValue(all), parsed.GetValue(json)));
        return command;
    }

    static int Run(ToolConsole console, ReplayRequest request, string? id, bool all, bool json)
    {
        if (!Labels.TryLoad(console, request.LabelFile, out var labels)) return ExitCode.Findings;
        var inputs = LogInput.Expand(request.Files, console, out bool faulty);
        using var log = json ? new DecisionLog(console.Output, 0, request.Models, inDepth: true) : null;
        using var engine = new FraudEngine(request.Policy, request.Engine);
        var delay = request.LabelDelay is { } after ? new LabelDelay(engine, after) : null;
        if (!ReplayCommand.TryWarm(console, engine, request, labels, delay)) return ExitCode.Findings;
        var clock = new EventClock(Zones.Of(request.Policy), request.Start, request.Step);
        var run = new ExplainRun(engine, clock, id, all, log, log is null ? new ExplainText(console.Text) : null, delay) { Labels = labels };
        var report = new LogReport(console.Error) { Faulty = faulty };
        var logs = new LogMerge(inputs, request.Options, report, clock);
        ReplayCommand.Watch(console, inputs.Sum(input => input.Length), progress => logs.ForEach(run.Take, new LogProgress(progress)));
        run.Flush();
        if (report.Stopped) return ExitCode.Findings;
        if (labels is { Found: 0 }) console.Error.WriteLine($"{request.LabelFile}: none of its {labels.Count} labels is of a message of these logs");
        ReplayCommand.Note(console, clock, logs.Disordered);
        ReplayCommand.NoteForgotten(console, engine, delay);
        if (run.Explained == 0)
        {
            console.Error.WriteLine(id is null ? "every message passed" : $"no message of these logs has the reference '{id}'{run.Similar}");
            return id is null && !report.Faulty ? ExitCode.Fine : ExitCode.Findings;
        }
        return report.Faulty || clock.OutOfOrder > 0 ? ExitCode.Findings : ExitCode.Fine;
    }
}
