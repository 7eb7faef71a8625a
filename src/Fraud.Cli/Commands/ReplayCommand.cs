using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Fraud.Cli.Logs;
using Fraud.Cli.Replay;
using Spectre.Console;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud replay</c>: judges every message of the logs in order, as the engine would have live.</summary>
static class ReplayCommand
{
    public static Command Create(ToolConsole console)
    {
        var (files, policy) = (Files(), new PolicyOptions());
        var shadow = new Option<string[]>("--shadow") { Description = "Folder of another policy, tried beside the deciding one in the same pass; may be repeated.", HelpName = "folder", DefaultValueFactory = _ => [] };
        var whatIf = new Option<string[]>("--what-if") { Description = "The same policy with other values of parameters, tried beside it, as in --what-if \"floor=50_000 USD; probe=5 USD\"; may be repeated.", HelpName = "name=value", DefaultValueFactory = _ => [] };
        var warm = new Option<string[]>("--warm") { Description = "Logs that are judged before, for what they teach: they are not counted and not written.", HelpName = "files", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var labels = new Option<string?>("--labels") { Description = "CSV with the columns id (the reference) and label (1 = attack): adds precision, recall and value caught.", HelpName = "file" };
        var output = new Option<string?>("--out") { Description = "Write each decision with its reasons as a line of JSON.", HelpName = "file" };
        var (start, step) = (Start(), Step());
        var (columns, currency, strict) = (FileArgument.Columns(), FileArgument.Currency(), FileArgument.Strict());
        var command = new Command("replay", "Judge every message of the logs in order, and sum up. Exits 1 when something could not be read; held messages are the normal result.")
            { files, shadow, whatIf, warm, labels, output, start, step, columns, currency, strict };
        policy.AddTo(command);
        command.SetAction(parsed =>
        {
            if (!policy.TryLoad(console, parsed, out var deciding)) return ExitCode.Findings;
            if (!TryLoadShadows(console, deciding, parsed.GetValue(shadow)!, parsed.GetValue(whatIf)!, out var tried)) return ExitCode.Findings;
            var options = new LogOptions { Columns = parsed.GetValue(columns), Currency = parsed.GetValue(currency), Strict = parsed.GetValue(strict) };
            return Run(console, parsed.GetRequiredValue(files), parsed.GetValue(warm)!, options, deciding, tried, parsed.GetValue(labels), parsed.GetValue(output), parsed.GetValue(start), parsed.GetValue(step));
        });
        return command;
    }

    public static Argument<string[]> Files() =>
        FileArgument.Create("Files, folders, patterns with ** or - for standard input: FIN, ISO 20022 XML, JSON Lines or delimited columns, also packed (.gz, .zst, .br). Several are merged by time.");

    public static Option<DateTimeOffset?> Start() => Time("--start", "Time of the first message that carries none; by default noon UTC of its value date.");

    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description, HelpName = "time",
        CustomParser = result => TryReadTime(result.Tokens[0].Value, out var time) ? time : Fail<DateTimeOffset?>(result, $"{name} expects a time such as 2024-01-02T09:00:00Z."),
    };

    public static Option<TimeSpan> Step() => new("--step")
    {
        Description = "Time between messages that carry none.", HelpName = "duration", DefaultValueFactory = _ => TimeSpan.FromSeconds(1),
        CustomParser = result => TryReadDuration(result.Tokens[0].Value, out var duration) ? duration : Fail<TimeSpan>(result, "--step expects a duration such as 500ms, 1s, 2m, 1h, 7d or 00:00:01."),
    };

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

    static int Run(ToolConsole console, string[] files, string[] history, LogOptions options, Policy policy, List<(string Name, Policy Policy)> tried, string? labelFile, string? outFile,
        DateTimeOffset? start, TimeSpan step)
    {
        Labels? labels = null;
        if (labelFile is not null && (labels = Labels.Load(labelFile, out string? fault)) is null)
        {
            console.Error.WriteLine($"{labelFile}: {fault}");
            return ExitCode.Findings;
        }

        var inputs = LogInput.Expand(files, console, out bool faulty);
        if (outFile is not null && inputs.Any(input => input.Standard is null && OutputFile.AreSame(input.Name, outFile)))
        {
            console.Error.WriteLine($"{outFile}: is a log to be read and cannot be the file to be written");
            return ExitCode.WrongUsage;
        }
        OutputFile? file = null;
        try
        {
            if (outFile is not null && inputs.Any(input => input.Standard is not null || Path.Exists(input.Name))) file = OutputFile.Create(outFile);
            using var log = file is null ? null : new DecisionLog(file.Stream, tried.Count);
            using var engine = new FraudEngine(policy, new FraudOptions { Shadows = [.. tried.Select(t => t.Policy)] });
            if (history.Length > 0)
            {
                if (!Warm(console, engine, policy, history, options, start, step)) return ExitCode.Findings;
                // The same policies again: what was tried beside the history is not counted.
                engine.Reload(policy, [.. tried.Select(t => t.Policy)]);
            }
            var clock = new EventClock(Zones.Of(policy), start, step);
            var tally = new ReplayTally();
            var run = new ReplayRun(engine, clock, tally, log, labels);
            var report = new LogReport(console.Error) { Faulty = faulty };
            var logs = new LogMerge(inputs, options, report, clock);
            var watch = Stopwatch.StartNew();
            Watch(console, inputs.Sum(input => input.Length), progress => logs.ForEach(run.Take, new LogProgress(progress)));
            run.Flush();
            watch.Stop();
            if (report.Stopped) return ExitCode.Findings;
            file?.Keep();
            if (labels is { Found: 0 }) console.Error.WriteLine($"{labelFile}: none of its {labels.Count} labels is of a message of these logs");
            Note(console, clock, logs.Disordered);
            if (engine.Statistics.UnmatchedStatuses is > 0 and long unmatched)
                console.Error.WriteLine(FormattableString.Invariant($"{unmatched:N0} statuses (pacs.002) answer no payment of these logs and settled nothing"));
            var summary = new ReplaySummary(Plain(console), tally);
            summary.Write(watch.Elapsed, engine.Ruleset, engine.UnconfirmedOrders);
            summary.WriteShadows([.. engine.Shadows.Select((s, i) => (tried[i].Name, s))]);
            return report.Faulty || clock.OutOfOrder > 0 ? ExitCode.Findings : ExitCode.Fine;
        }
        catch (Exception problem) when (outFile is not null && problem is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"{outFile}: cannot be written: {problem.Message}");
            return ExitCode.Findings;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Lets the engine learn from logs that nobody asks about. False when they could not be read.</summary>
    static bool Warm(ToolConsole console, FraudEngine engine, Policy policy, string[] history, LogOptions options, DateTimeOffset? start, TimeSpan step)
    {
        var inputs = LogInput.Expand(history, console, out bool faulty);
        var clock = new EventClock(Zones.Of(policy), start, step);
        var run = new ReplayRun(engine, clock, new ReplayTally(), log: null, labels: null);
        var report = new LogReport(console.Error) { Faulty = faulty };
        var logs = new LogMerge(inputs, options, report, clock);
        logs.ForEach(run.Take, new LogProgress(null));
        run.Flush();
        return !report.Stopped && inputs.Count > 0;
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
