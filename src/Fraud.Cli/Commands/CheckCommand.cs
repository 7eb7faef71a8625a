using System.CommandLine;
using System.Globalization;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud check</c>: type-checks a policy and shows what a compiler would.</summary>
static class CheckCommand
{
    public static Command Create(ToolConsole console)
    {
        var policy = new Argument<string?>("policy") { Description = "A policy folder, one rule file, or the name of a standard pack. Without it, all standard packs.", Arity = ArgumentArity.ZeroOrOne };
        var list = new Option<bool>("--list") { Description = "One tab-separated line per rule: id, name, family, points, mode, pack." };
        var key = new Option<string?>("--public-key") { Description = "PEM file; the folder must be signed by this key (see fraud sign).", HelpName = "file" };
        var command = new Command("check", "Type-check rule files and run the tests in them. Exits 1 when there is a finding or a test fails.") { policy, list, key };
        var plan = new PlanOptions();
        plan.AddTo(command);
        command.SetAction(parsed => Run(console, parsed.GetValue(policy), parsed.GetValue(list), parsed.GetValue(key), plan.Of(parsed)));
        return command;
    }

    static int Run(ToolConsole console, string? path, bool list, string? publicKey, PlanRequest plan)
    {
        if (path is null && publicKey is not null)
        {
            console.Error.WriteLine("--public-key is for a policy folder: name one");
            return ExitCode.WrongUsage;
        }
        if (path is null) return RunStandard(console, Policy.StandardPacks, list, plan);
        if (!Path.Exists(path) && Policy.StandardPacks.Contains(path)) return RunStandard(console, [path], list, plan);
        if (Load(console, path, publicKey) is not { } policy) return ExitCode.Findings;
        if (list && policy.IsUsable)
        {
            foreach (var finding in policy.Diagnostics) console.Error.WriteLine(Placed(finding, path));
            List(console, policy);
            return ExitCode.Fine;
        }
        return Report(console, policy, path, plan, HasRules(path) ? "" : " of the standard pack, as the folder holds no rule file");
    }

    static int RunStandard(ToolConsole console, IReadOnlyList<string> packs, bool list, PlanRequest plan)
    {
        int code = ExitCode.Fine;
        foreach (string pack in packs)
        {
            if (list) List(console, Policy.Of(pack));
            else code = Math.Max(code, Report(console, Policy.Of(pack), "", plan, $" of the standard pack \"{pack}\""));
        }
        return code;
    }

    static void List(ToolConsole console, Policy policy)
    {
        foreach (var rule in policy.Rules)
            console.Text.WriteLine(string.Join('\t', rule.Id, rule.Name, rule.Family, rule.Points.ToString(CultureInfo.InvariantCulture), rule.Mode.ToString().ToLowerInvariant(), rule.Pack));
    }

    static int Report(ToolConsole console, Policy policy, string path, PlanRequest plan, string whose)
    {
        int tests = 0;
        var findings = policy.IsUsable ? policy.Diagnostics.Concat(policy.RunTests(out tests)).ToList() : policy.Diagnostics;
        foreach (var finding in findings) console.Text.WriteLine(Placed(finding, path));
        bool isWithinBudget = plan.Print(console, policy);
        if (findings.Count > 0 || !isWithinBudget) return ExitCode.Findings;
        console.Text.WriteLine(FormattableString.Invariant($"{policy.Rules.Count} rules{whose}, no findings, {tests} tests passed; ruleset {policy.Hash}"));
        return ExitCode.Fine;
    }

    // One misspelt extension, and an analyst would check nothing of their own.
    static bool HasRules(string path) => File.Exists(path) || Directory.EnumerateFiles(path, "*.rules", SearchOption.AllDirectories).Any();

    /// <summary>The policy of a folder, or the standard one; false when it cannot be used, and then the error stream says why.</summary>
    public static bool TryLoad(ToolConsole console, string? path, string? publicKey, out Policy policy)
    {
        policy = Policy.Institution;
        if (path is null) return true;
        if (Load(console, path, publicKey) is not { } loaded) return false;
        foreach (var finding in loaded.Diagnostics) console.Error.WriteLine(Placed(finding, path));
        policy = loaded;
        return loaded.IsUsable;
    }

    // By the path as it was given, so that a terminal or an editor opens the place; a finding in a standard pack has none.
    static Diagnostic Placed(Diagnostic finding, string path)
    {
        string file = File.Exists(path) && finding.File == RuleFileName(path) ? path : Path.Combine(path, finding.File);
        return File.Exists(file) ? finding with { File = file } : finding;
    }

    // A file named on its own is taken for rules whatever its ending, but for the two that a policy knows by name.
    static string RuleFileName(string path) => Path.GetFileName(path) is var name && (name.EndsWith(".rules", StringComparison.Ordinal) || name == "parameters.txt") ? name : name + ".rules";

    static Policy? Load(ToolConsole console, string path, string? publicKey = null)
    {
        try
        {
            if (publicKey is not null)
            {
                using var trusted = PolicyOptions.ReadKey(console, publicKey);
                return trusted is null ? null : Policy.Load(path, trusted);
            }
            return File.Exists(path) ? Policy.Parse(new Dictionary<string, string> { [RuleFileName(path)] = File.ReadAllText(path) }) : Policy.Load(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or InvalidDataException)
        {
            console.Error.WriteLine($"{path}: {(problem is DirectoryNotFoundException ? "no such folder or file" : problem.Message)}");
            return null;
        }
    }
}
