using System.Text.RegularExpressions;

namespace Fraud.Tests.Readme;

/// <summary>A marked example of the README: its code, and the output it claims when a text block follows.</summary>
public sealed record Snippet(string Name, string Code, string? Output);

/// <summary>The parts of a Markdown text that can be wrong without anyone noticing: examples, commands and links.</summary>
public sealed partial class ReadmeDocument(string markdown)
{
    public static ReadmeDocument OfRepository { get; } = new(File.ReadAllText(Repository.PathOf("README.md")));

    [GeneratedRegex(@"^<!-- snippet: (?<name>[\w-]+) -->\s*\n```csharp\n(?<code>.*?)^```\s*$(?:\s*^```text\n(?<output>.*?)^```\s*$)?",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex MarkedBlock { get; }

    [GeneratedRegex(@"^```(?:sh|bash|shell|console)\n(?<lines>.*?)^```\s*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock { get; }

    [GeneratedRegex(@"^```[^\n]*\n.*?^```\s*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex AnyBlock { get; }

    [GeneratedRegex(@"\]\((?<target>[^()\s]+)(?:\s+""[^""]*"")?\)|^\[[^\]]+\]:\s*(?<target>\S+)|(?:src|href)=""(?<target>[^""]+)""", RegexOptions.Multiline)]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"^<!-- snippet:", RegexOptions.Multiline)]
    private static partial Regex Mark { get; }

    readonly string _markdown = markdown.ReplaceLineEndings("\n");

    /// <summary>The marked examples in their order.</summary>
    public IReadOnlyList<Snippet> Snippets => [.. MarkedBlock.Matches(_markdown).Select(m =>
        new Snippet(m.Groups["name"].Value, m.Groups["code"].Value, m.Groups["output"] is { Success: true } output ? output.Value : null))];

    /// <summary>How many marks there are; more than <see cref="Snippets"/> when one has no code block after it.</summary>
    public int Marks => Mark.Count(_markdown);

    /// <summary>The command lines of all shell blocks, without comments and prompts.</summary>
    public IReadOnlyList<string> Commands =>
    [
        .. ShellBlock.Matches(_markdown)
            .SelectMany(block => block.Groups["lines"].Value.Split('\n'))
            .Select(line => Regex.Replace(line, @"(^|\s)#.*$", "").Trim())
            .Select(line => line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..].Trim() : line)
            .Where(line => line.Length > 0),
    ];

    /// <summary>The targets of links to files of the repository, without anchors. What stands in code blocks is no link.</summary>
    public IReadOnlyList<string> RelativeLinks =>
    [
        .. Link.Matches(AnyBlock.Replace(_markdown, ""))
            .Select(m => m.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Select(target => target.Split('#')[0])
            .Where(target => target.Length > 0),
    ];
}
