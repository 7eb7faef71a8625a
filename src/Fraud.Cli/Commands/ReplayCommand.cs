using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Fraud.Cli.Logs;
using Fraud.Cli.Replay;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Spectre.Console;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud replay</c>: judges every message of the logs in order, as the engine would have live.</summary>
static class ReplayCommand
{
    public static Command Create(ToolConsole console)
    {
        var (files, policy, models, where) = (Files(), new PolicyOptions(), new ModelOptions(), new WhereOption());
        var shadow = new Option<string[]>("--shadow") { Description = "Folder of another policy, tried beside the deciding one in the same pass; may be repeated.", HelpName = "folder", DefaultValueFactory = _ => [] };
        var whatIf = new Option<string[]>("--what-if") { Description = "The same policy with other values of parameters, tried beside it, as in --what-if \"floor=50_000 USD; probe=5 USD\"; may be repeated.", HelpName = "name=value", DefaultValueFactory = _ => [] };
        var warm = Warm();
        var labels = new Option<string?>("--labels") { Description = "CSV with the columns id (the reference) and label (1 = attack): adds precision, recall and value caught.", HelpName = "file" };
        var output = new Option<string?>("--out") { Description = "Write each decision with its reasons as a line of JSON.", HelpName = "file" };
        var scores = new Option<string?>("--scores") { Description = "Write id and score of each transfer, of repeats the first: the score is the model's margin, which ranks without ties.", HelpName = "file" };
        var (from, to) = (Time("--from", "Count and write messages from this time on; those before only teach."), Time("--to", "Count and write messages before this time."));
        var (start, step, labelDelay) = (Start(), Step(), Delay());
        var (columns, currency, strict, memory) = (FileArgument.Columns(), FileArgument.Currency(), FileArgument.Strict(), FileArgument.Memory());
        var command = new Command("replay", "Judge every message of the logs in order, and sum up. Exits 1 when something could not be read; held messages are the normal result.")
            { files, shadow, whatIf, warm, labels, labelDelay, output, scores, from, to, start, step, columns, currency, strict, memory };
        where.AddTo(command);
        policy.AddTo(command);
        models.AddTo(command, withChallengers: true);
        command.SetAction(parsed =>
        {
            if (!policy.TryLoad(console, parsed, out var deciding)) return ExitCode.Findings;
            if (!TryLoadShadows(console, deciding, parsed.GetValue(shadow)!, parsed.GetValue(whatIf)!, out var tried)) return ExitCode.Findings;
            if (!models.TryLoad(console, parsed, deciding, out var scoring) || !where.TryAsk(console, parsed, ref deciding)) return ExitCode.Findings;
            var request = new ReplayRequest
            {
                Files = parsed.GetRequiredValue(files),
                History = parsed.GetValue(warm)!,
                Options = new LogOptions { Columns = parsed.GetValue(columns), Currency = parsed.GetValue(currency), Strict = parsed.GetValue(strict) },
                Policy = deciding,
                Tried = tried,
                Models = scoring,
                HasCondition = where.IsGiven(parsed),
                LabelFile = parsed.GetValue(labels),
                LabelDelay = parsed.GetValue(labelDelay),
                Output = parsed.GetValue(output),
                Scores = parsed.GetValue(scores),
                From = parsed.GetValue(from) ?? DateTimeOffset.MinValue,
                To = parsed.GetValue(to) ?? DateTimeOffset.MaxValue,
                Start = parsed.GetValue(start),
                Step = parsed.GetValue(step),
                Memory = (long)parsed.GetValue(memory) << 30,
            };
            return Fault(request) is { } fault ? Refuse(console, fault) : Run(console, request);
        });
        return command;
    }

    public static Argument<string[]> Files() =>
        FileArgument.Create("Files, folders, patterns with ** or - for standard input: FIN, ISO 20022 XML, JSON Lines or delimited columns, also packed (.gz, .zst, .br). Several are merged by time.");

    public static Option<DateTimeOffset?> Start() => Time("--start", "Time of the first message that carries none; by default noon UTC of its value date.");

    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description, HelpName = "time",
        CustomParser = result => TryReadTime(result.Tokens[0].Value, out var time) ? time : Fail<DateTimeOffset?>(result, $"{name} expects a time such as 2024-01-02 or 2024-01-02T09:00:00Z."),
    };

    public static Option<TimeSpan> Step() => new("--step")
    {
        Description = "Time between messages that carry none.", HelpName = "duration", DefaultValueFactory = _ => TimeSpan.FromSeconds(1),
        CustomParser = result => TryReadDuration(result.Tokens[0].Value, out var duration) ? duration : Fail<TimeSpan>(result, "--step expects a duration such as 500ms, 1s, 2m, 1h, 7d or 00:00:01."),
    };

    public static Option<TimeSpan?> Delay() => new("--label-delay")
    {
        Description = "How long after a transfer the engine is told its label, such as 7d; by default it is never told, and what rules ask of fraud and labelled is not known.", HelpName = "duration",
        CustomParser = result => TryReadDuration(result.Tokens[0].Value, out var delay) ? delay : Fail<TimeSpan?>(result, "--label-delay expects a duration such as 7d, 12h or 00:30:00."),
    };

    public static Option<string[]> Warm() =>
        new("--warm") { Description = "Logs that are judged before, for what they teach: they are not counted and not written.", HelpName = "files", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    /// <summary>What is tried beside the deciding policy, with what a summary calls it.</summary>
    static bool TryLoadShadows(ToolConsole console, Policy deciding, string[] folders, string[] whatIfs, out List<(string Name, Policy Policy)> tried)
    {
        tried = [];
        foreach (string folder in folders)
        {
            if (!CheckCommand.TryLoad(console, folder, null, out var policy)) return false;
            if (policy.Reference.Version != deciding.Reference.Version) console.Error.WriteLine($"{folder}: tried with the calendars, rates and lists of the deciding policy, not with its own");
            tried.Add((folder, policy.With(deciding.Reference)));
        }
        foreach (string whatIf in whatIfs)
        {
            var policy = deciding;
            if (!PolicyOptions.TrySet(console, whatIf.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), ref policy)) return false;
            tried.Add((whatIf, policy));
        }
        return true;
    }

    internal static T? Fail<T>(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }

    internal static bool TryReadTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    internal static bool TryReadDuration(string text, out TimeSpan duration)
    {
        (string Suffix, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];
        foreach (var (suffix, seconds) in units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal) || !double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)) continue;
            bool fits = count * seconds < 1e9;
            duration = fits ? TimeSpan.FromSeconds(count * seconds) : default;
            return fits;
        }
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero && text.Contains(':', StringComparison.Ordinal);
    }

    static string? Fault(ReplayRequest request)
        => request.From >= request.To ? "--from must be before --to"
            : request.Scores is not null && request.Models.Champion is null ? "--scores needs a --model"
            : request.Models.Challengers.Count > 0 && request.Models.Champion is null ? "--challenger needs a --model, which it is held against"
            : request.Scores is { } scores && request.Output is { } output && OutputFile.AreSame(scores, output) ? "--scores and --out are two files"
            : null;

    static int Refuse(ToolConsole console, string fault)
    {
        console.Error.WriteLine(fault);
        return ExitCode.WrongUsage;
    }

    static int Run(ToolConsole console, ReplayRequest request)
    {
        if (!Labels.TryLoad(console, request.LabelFile, out var labels)) return ExitCode.Findings;
        var inputs = LogInput.Expand(request.Files, console, out bool faulty);
        foreach (string? written in (string?[])[request.Output, request.Scores])
            if (written is not null && OutputFile.Clash(written, [.. inputs.Where(input => input.Standard is null).Select(input => input.Name), .. request.Read]) is { } clash) return Refuse(console, clash);
        if (request.LabelDelay is null && request.Models.Champion is { } scorer) NoteLabels(console, request.Policy, scorer);
        OutputFile? file = null, scoreFile = null;
        string? made = null;
        try
        {
            bool any = inputs.Any(input => input.Standard is not null || Path.Exists(input.Name));
            using var first = file = any && (made = request.Output) is not null ? OutputFile.Create(made) : null;
            using var second = scoreFile = any && (made = request.Scores) is not null ? OutputFile.Create(made) : null;
            made = null;
            using var log = file is null ? null : new DecisionLog(file.Stream, request.Tried.Count, request.Models);
            var scores = scoreFile is null ? null : new ScoreFile(scoreFile.Stream);
            return Judge(console, request, inputs, labels, log, scores, faulty, keep: () =>
            {
                scores?.Flush();
                // Both whole, or neither takes its place.
                file?.Flush();
                scoreFile?.Flush();
                file?.Keep();
                scoreFile?.Keep();
            });
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException && (made ??= file is { HasFailed: true } ? request.Output : scoreFile is { HasFailed: true } ? request.Scores : null) is not null)
        {
            console.Error.WriteLine($"{made}: cannot be written: {problem.Message}");
            return ExitCode.Findings;
        }
    }

    // Unknown all along is what a model was trained on that was never told either: its training rows say so.
    static void NoteLabels(ToolConsole console, Policy policy, NamedModel model)
    {
        var asking = policy.Pack!.Features.Where(f => BoundAggregate.In(f.Value).Any(a => a.Ledger.IsOfLabels())).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. model.Model.Content.Features.Where(f => asking.Contains(f.Name) && (f.Shares.Length == 0 || f.Shares[^1] < 1)).Select(f => f.Name)];
        if (missing.Length == 0) return;
        console.Error.WriteLine(FormattableString.Invariant($"{model.Name}: learned from what was known of fraud; without --label-delay that is not known here: {string.Join(", ", missing.Take(3))}{(missing.Length > 3 ? $" and {missing.Length - 3} more of its features" : "")}"));
    }

    static int Judge(ToolConsole console, ReplayRequest request, IReadOnlyList<LogInput> inputs, Labels? labels, DecisionLog? log, ScoreFile? scores, bool faulty, Action keep)
    {
        using var engine = new FraudEngine(request.Policy, request.Engine);
        var delay = request.LabelDelay is { } after ? new LabelDelay(engine, after) : null;
        if (!TryWarm(console, engine, request, labels, delay)) return ExitCode.Findings;
        var clock = new EventClock(Zones.Of(request.Policy), request.Start, request.Step);
        var tally = new ReplayTally();
        var champion = request.Models.Champion;
        var model = champion is null ? null : new ModelReport(engine, champion.Model);
        var beside = request.Tried.Count > 0 || request.Models.Challengers.Count > 0 ? new BesideTally(engine) : null;
        var run = new ReplayRun(engine, clock, tally, delay) { Log = log, Scores = scores, Labels = labels, Report = model, Beside = beside, From = request.From, To = request.To, Condition = request.HasCondition ? new(engine) : null };
        var report = new LogReport(console.Error) { Faulty = faulty };
        var logs = new LogMerge(inputs, request.Options, report, clock);
        var watch = Stopwatch.StartNew();
        Watch(console, inputs.Sum(input => input.Length), progress => logs.ForEach(run.Take, new LogProgress(progress)));
        run.Flush();
        watch.Stop();
        if (report.Stopped) return ExitCode.Findings;
        keep();
        if (labels is { Found: 0 }) console.Error.WriteLine($"{request.LabelFile}: none of its {labels.Count} labels is of a message of these logs");
        if (run.Rescored > 0) console.Error.WriteLine(FormattableString.Invariant($"{run.Rescored:N0} scores of ids that had one were not written to {request.Scores}: the first of each stands"));
        if (run.Unscored > 0) console.Error.WriteLine(FormattableString.Invariant($"{run.Unscored:N0} transfers have no score and are not in {request.Scores}"));
        Note(console, clock, logs.Disordered);
        NoteForgotten(console, engine, delay);
        if (engine.Statistics.UnmatchedStatuses is > 0 and long unmatched)
            console.Error.WriteLine(FormattableString.Invariant($"{unmatched:N0} statuses (pacs.002) answer no payment of these logs and settled nothing"));
        var page = Plain(console);
        var summary = new ReplaySummary(page, tally);
        summary.Write(watch.Elapsed, engine.Ruleset, engine.UnconfirmedOrders);
        summary.WriteShadows([.. (beside?.Shadows ?? []).Select((s, i) => (request.Tried[i].Name, s))]);
        if (model is not null)
        {
            var models = new ModelSummary(page);
            models.Write(champion!, model);
            models.WriteChallengers([.. (beside?.Challengers ?? []).Select((tally, i) => (request.Models.Challengers[i].Name, tally))]);
        }
        return report.Faulty || clock.OutOfOrder > 0 ? ExitCode.Findings : ExitCode.Fine;
    }

    /// <summary>Lets the engine learn from the logs before, if there are any, which nobody asks about. False when they could not be read.</summary>
    public static bool TryWarm(ToolConsole console, FraudEngine engine, ReplayRequest request, Labels? labels, LabelDelay? delay)
    {
        if (request.History.Length == 0) return true;
        var inputs = LogInput.Expand(request.History, console, out bool faulty);
        var clock = new EventClock(Zones.Of(request.Policy), request.Start, request.Step);
        var run = new ReplayRun(engine, clock, new ReplayTally(), delay) { Labels = delay is null ? null : labels };
        var report = new LogReport(console.Error) { Faulty = faulty };
        var logs = new LogMerge(inputs, request.Options, report, clock);
        logs.ForEach(run.Take, new LogProgress(null));
        run.Flush();
        if (report.Stopped || inputs.Count == 0) return false;
        // The same policies again: what was tried beside the history is not counted.
        engine.Reload(request.Policy, [.. request.Tried.Select(t => t.Policy)]);
        return true;
    }

    /// <summary>Says on the error stream what the engine could not remember.</summary>
    public static void NoteForgotten(ToolConsole console, FraudEngine engine, LabelDelay? delay)
    {
        if (engine.Statistics.Evicted is > 0 and long evicted) console.Error.WriteLine(FormattableString.Invariant($"{evicted:N0} keys were forgotten as the memory was used up, and what was known of them with them; --memory gives more"));
        delay?.Note(console);
    }

    public static void Watch(ToolConsole console, long bytes, Action<Action<long>?> work)
    {
        if (!console.Interactive)
        {
            work(null);
            return;
        }
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Error) }).Progress().AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask("replay", maxValue: Math.Max(1, bytes));
                work(done => task.Value = done);
            });
    }

    public static void Note(ToolConsole console, EventClock clock, bool told)
    {
        if (clock.Placed > 0) console.Error.WriteLine(FormattableString.Invariant($"{clock.Placed:N0} messages carry no time of their own: {(clock.Start is null ? "the first of them at noon of its value date, as no --start was given" : "placed by --start and --step")}"));
        if (clock.OutOfOrder > 0 && !told) console.Error.WriteLine(FormattableString.Invariant($"{clock.OutOfOrder:N0} messages are over an hour older than messages before them, which were judged without knowing them: name the files in the order of their times"));
        foreach (string institution in clock.WithoutZone)
            console.Error.WriteLine(institution.Length == 0 ? "some times name neither a zone nor an institution; they were taken as UTC" : $"{institution}: no time zone is known; its local times were taken as UTC");
    }

    // A file or a pipe gets no colours and a page 120 wide.
    internal static IAnsiConsole Plain(ToolConsole console)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Text) };
        if (!console.InteractiveOutput) (settings.Ansi, settings.ColorSystem) = (AnsiSupport.No, ColorSystemSupport.NoColors);
        var ansi = AnsiConsole.Create(settings);
        if (!console.InteractiveOutput) ansi.Profile.Width = 120;
        return ansi;
    }
}
