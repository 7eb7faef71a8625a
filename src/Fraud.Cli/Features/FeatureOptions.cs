using System.CommandLine;
using System.CommandLine.Parsing;
using Fraud.Cli.Commands;
using Fraud.Cli.Logs;
using Fraud.Cli.Replay;
using Fraud.Rules.Syntax;

namespace Fraud.Cli.Features;

/// <summary>The options by which a command is told which features of which transfers it is to work on.</summary>
sealed class FeatureOptions
{
    readonly Argument<string[]> _files = ReplayCommand.Files();
    readonly PolicyOptions _policy = new();
    readonly Option<string?> _labels = new("--labels") { Description = "CSV with the columns id (the reference) and label (1 = fraud), where the logs do not say it themselves.", HelpName = "file" };
    readonly Option<TimeSpan?> _labelDelay = ReplayCommand.Delay();
    readonly Option<DateTimeOffset?> _from = ReplayCommand.Time("--from", "Take transfers from this time on; those before only teach."), _to = ReplayCommand.Time("--to", "Take transfers before this time.");
    readonly Option<string?> _only = new("--only") { Description = "Take these features, in this order; by default all of the policy.", HelpName = "name,…" };
    readonly WhereOption _where = new();
    readonly Option<DateTimeOffset?> _start = ReplayCommand.Start();
    readonly Option<TimeSpan> _step = ReplayCommand.Step();
    readonly Option<Dictionary<string, string>?> _columns = FileArgument.Columns();
    readonly Option<CurrencyCode> _currency = FileArgument.Currency();
    readonly Option<bool> _strict = FileArgument.Strict();
    readonly Option<int> _memory = FileArgument.Memory();

    public void AddTo(Command command)
    {
        command.Add(_files);
        foreach (var option in (Option[])[_labels, _labelDelay, _from, _to, _only, _start, _step, _columns, _currency, _strict, _memory]) command.Add(option);
        _where.AddTo(command);
        _policy.AddTo(command);
    }

    /// <summary>What to say when one of the files to be written is to be read, a log or the labels; null when none is.</summary>
    public string? Clash(ParseResult parsed, params IEnumerable<string> written)
    {
        using var quiet = new ToolConsole(Stream.Null, TextWriter.Null);
        string[] read = [.. LogInput.Expand(parsed.GetRequiredValue(_files), quiet, out _).Select(input => input.Name), .. parsed.GetValue(_labels) is { } labels ? [labels] : Array.Empty<string>()];
        return written.Select(file => OutputFile.Clash(file, read)).FirstOrDefault(clash => clash is not null);
    }

    /// <summary>The name of an option that was given and has a meaning in a replay only; null when none was.</summary>
    public string? OfReplaysOnly(CommandResult result)
        => new Option[] { _labels, _labelDelay, _where.Option, _start, _step, _currency, _strict, _memory }.FirstOrDefault(option => result.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>What is asked for; false when it cannot be had, and then the error stream says why.</summary>
    public bool TryRead(ToolConsole console, ParseResult parsed, out FeatureRequest request)
    {
        request = null!;
        if (!_policy.TryLoad(console, parsed, out var policy) || !TrySelect(console, policy, parsed.GetValue(_only), out var features)) return false;
        if (!_where.TryAsk(console, parsed, ref policy)) return false;
        if (!TryReadPeriod(console, parsed, out var from, out var to)) return false;
        request = new FeatureRequest
        {
            Files = parsed.GetRequiredValue(_files),
            Options = new LogOptions { Columns = parsed.GetValue(_columns), Currency = parsed.GetValue(_currency), Strict = parsed.GetValue(_strict) },
            Policy = policy,
            Features = features,
            HasCondition = _where.IsGiven(parsed),
            LabelFile = parsed.GetValue(_labels),
            LabelDelay = parsed.GetValue(_labelDelay),
            From = from,
            To = to,
            Start = parsed.GetValue(_start),
            Step = parsed.GetValue(_step),
            Memory = (long)parsed.GetValue(_memory) << 30,
        };
        return true;
    }

    /// <summary>The table that the files are, instead of logs. Null when it cannot be had, and then the error stream says why.</summary>
    public FeatureTable? ReadTable(ToolConsole console, ParseResult parsed)
    {
        string[]? only = parsed.GetValue(_only)?.Split(',', StringSplitOptions.TrimEntries);
        if (!TryReadPeriod(console, parsed, out _, out _) || only is not null && NamesTwice(console, only)) return null;
        var table = FeatureTable.Load(console, parsed.GetRequiredValue(_files), parsed.GetValue(_columns), only);
        if ((table = table?.Within(console, parsed.GetValue(_from), parsed.GetValue(_to))) is null || !_policy.IsGiven(parsed)) return table;
        if (!_policy.TryLoad(console, parsed, out var policy)) return null;
        // Of the same meaning as those of the policy, says the caller who names it.
        foreach (var feature in policy.Pack!.Features) table.Definitions[feature.Name] = feature.Definition;
        return table;
    }

    bool TryReadPeriod(ToolConsole console, ParseResult parsed, out DateTimeOffset from, out DateTimeOffset to)
    {
        (from, to) = (parsed.GetValue(_from) ?? DateTimeOffset.MinValue, parsed.GetValue(_to) ?? DateTimeOffset.MaxValue);
        if (from >= to) console.Error.WriteLine("--from must be before --to");
        return from < to;
    }

    static bool NamesTwice(ToolConsole console, string[] names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is not { } twice) return false;
        console.Error.WriteLine($"--only names '{twice.Key}' twice");
        return true;
    }

    /// <summary>The features that are asked for, by name; all of the policy when none is.</summary>
    static bool TrySelect(ToolConsole console, Policy policy, string? only, out IReadOnlyList<string> features)
    {
        var known = policy.Pack!.Features.Select(f => f.Name).ToList();
        features = known;
        if (known.Count == 0) console.Error.WriteLine("the policy has no features; a features block names them, such as the one of the standard packs");
        if (only is null || known.Count == 0) return known.Count > 0;
        var names = only.Split(',', StringSplitOptions.TrimEntries);
        features = names;
        foreach (string name in names.Except(known)) console.Error.WriteLine($"--only: the policy has no feature '{name}'{SourceText.DidYouMean(name, known)}");
        return names.All(known.Contains) && !NamesTwice(console, names);
    }
}
