using Microsoft.Extensions.FileSystemGlobbing;

namespace Fraud.Cli.Logs;

/// <summary>One log to be read: a file, or standard input.</summary>
sealed record LogInput(string Name, Stream? Standard = null, bool Found = false)
{
    public long Length => Standard is null && File.Exists(Name) ? new FileInfo(Name).Length : 0;

    // A pipe or a device, found in a folder, would be waited for; like a file that is empty, it has no length.
    public Stream Open() => Standard ?? (Found && Length == 0 ? Stream.Null : null) ?? new FileStream(Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0, FileOptions.SequentialScan);

    /// <summary>
    /// What a command's arguments name: files as they are; of a folder all files in it and below; of a pattern with stars that the shell left as it is, all that match; standard input
    /// for a hyphen. Files found come in ordinal order, without hidden ones. An argument that names nothing gives a line on the error stream.
    /// </summary>
    public static List<LogInput> Expand(IEnumerable<string> arguments, ToolConsole console, out bool faulty)
    {
        var inputs = new List<LogInput>();
        faulty = false;
        foreach (string argument in arguments)
        {
            bool pattern = argument.Contains('*', StringComparison.Ordinal) && !Path.Exists(argument);
            if (argument == "-") inputs.Add(new LogInput("-", console.Input));
            else if (!pattern && !Directory.Exists(argument)) inputs.Add(new LogInput(argument));
            else
            {
                var found = pattern ? Matching(argument) : FilesIn(argument);
                if (found.Count == 0) console.Error.WriteLine($"{argument}: {(pattern ? "no file matches" : "a folder without files")}");
                faulty |= found.Count == 0;
                inputs.AddRange(found.Select(file => new LogInput(file, Found: true)));
            }
        }
        return inputs;
    }

    static List<string> FilesIn(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !IsHidden(Path.GetRelativePath(folder, file))).Order(StringComparer.Ordinal)];

    static List<string> Matching(string pattern)
    {
        // What stands before the first star is a folder, from which matches are named as the argument was.
        string before = pattern[..pattern.IndexOf('*', StringComparison.Ordinal)];
        int slash = before.LastIndexOfAny(['/', Path.DirectorySeparatorChar]);
        string folder = slash < 0 ? "" : pattern[..(slash + 1)];
        if (folder.Length > 0 && !Directory.Exists(folder)) return [];
        string rest = pattern[folder.Length..];
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(rest);
        bool hidden = IsHidden(rest);
        return [.. matcher.GetResultsInFullPath(folder.Length > 0 ? folder : ".").Select(file => folder + Path.GetRelativePath(folder.Length > 0 ? folder : ".", file))
            .Where(file => hidden || !IsHidden(file[folder.Length..])).Order(StringComparer.Ordinal)];
    }

    static bool IsHidden(string path) => path.Split('/', Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'));
}
