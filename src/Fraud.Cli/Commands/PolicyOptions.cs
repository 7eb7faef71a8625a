using System.CommandLine;
using System.Security.Cryptography;

namespace Fraud.Cli.Commands;

/// <summary>The options by which a command is told what to judge by: a folder, whose signature it must bear, and other values of parameters.</summary>
sealed class PolicyOptions
{
    readonly Option<string?> _folder = new("--policy") { Description = "Folder of rule files, parameters and reference data; by default the standard pack for institutions.", HelpName = "folder" };
    readonly Option<string?> _pack = new("--pack") { Description = $"A standard pack: {string.Join(" or ", Policy.StandardPacks)}.", HelpName = "name" };
    readonly Option<string?> _key = new("--public-key") { Description = "PEM file; the policy folder must be signed by this key (see fraud sign).", HelpName = "file" };
    readonly Option<string[]> _set = new("--set") { Description = "Another value for a parameter, as in --set \"floor=50_000 USD\"; may be repeated.", HelpName = "name=value", DefaultValueFactory = _ => [] };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_folder, _pack, _key, _set]) command.Add(option);
    }

    /// <summary>Whether the caller says which policy is meant, or how it differs.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_folder) is not null || parsed.GetValue(_pack) is not null || parsed.GetValue(_set) is { Length: > 0 };

    /// <summary>The policy; false when it cannot be used, and then the error stream says why.</summary>
    public bool TryLoad(ToolConsole console, ParseResult parsed, out Policy policy)
    {
        policy = Policy.Institution;
        if (parsed.GetValue(_key) is not null && parsed.GetValue(_folder) is null)
        {
            console.Error.WriteLine("--public-key is for the folder that --policy names");
            return false;
        }
        if (parsed.GetValue(_folder) is { } folder)
        {
            if (parsed.GetValue(_pack) is not null)
            {
                console.Error.WriteLine("--policy and --pack are two policies: give one");
                return false;
            }
            if (!CheckCommand.TryLoad(console, folder, parsed.GetValue(_key), out policy)) return false;
        }
        else if (parsed.GetValue(_pack) is { } pack)
        {
            if (!Policy.StandardPacks.Contains(pack))
            {
                console.Error.WriteLine($"there is no standard pack \"{pack}\"; expected {string.Join(" or ", Policy.StandardPacks)}");
                return false;
            }
            policy = Policy.Of(pack);
        }
        return TrySet(console, parsed.GetValue(_set)!, ref policy);
    }

    /// <summary>The policy with other values of parameters, each written <c>name=value</c>.</summary>
    public static bool TrySet(ToolConsole console, IReadOnlyList<string> settings, ref Policy policy)
    {
        if (settings.Count == 0) return true;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == setting.Length - 1)
            {
                console.Error.WriteLine($"{setting}: expected name=value, such as \"floor=50_000 USD\"");
                return false;
            }
            parameters[setting[..equals].Trim()] = setting[(equals + 1)..].Trim();
        }
        policy = policy.With(parameters);
        foreach (var finding in policy.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)) console.Error.WriteLine(finding.Message);
        return policy.IsUsable;
    }

    /// <summary>A public key from a PEM file; null when it is none, and then the error stream says so.</summary>
    public static ECDsa? ReadKey(ToolConsole console, string file)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            console.Error.WriteLine($"{file}: {(problem is IOException or UnauthorizedAccessException ? problem.Message : "no elliptic-curve key in PEM form")}");
            return null;
        }
    }
}
