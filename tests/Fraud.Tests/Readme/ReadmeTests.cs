using System.Text.RegularExpressions;

namespace Fraud.Tests.Readme;

/// <summary>The README says what is: its examples compile, run and print what it claims, its commands and links lead somewhere.</summary>
public partial class ReadmeTests
{
    static readonly ReadmeDocument s_readme = ReadmeDocument.OfRepository;

    static readonly string[] s_verbs = ["build", "test", "run", "pack", "restore", "publish", "tool", "add", "format"];

    [GeneratedRegex(@"^[ \t]*#region (?<name>[\w-]+)[ \t]*\n(?<code>.*?)^[ \t]*#endregion", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Region { get; }

    static Dictionary<string, string> Regions() =>
        Region.Matches(File.ReadAllText(Repository.PathOf("tests", "Fraud.Tests", "Readme", "ReadmeExamples.cs")).ReplaceLineEndings("\n"))
            .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["code"].Value);

    static string Normal(string text) => Regex.Replace(text, @"\s+", " ").Trim();

    public static TheoryData<string> SnippetNames => [.. s_readme.Snippets.Select(s => s.Name)];

    [Theory, MemberData(nameof(SnippetNames))]
    public void Example_is_the_code_that_is_compiled(string name)
    {
        Assert.True(Regions().TryGetValue(name, out string? compiled), $"There is no region '{name}'.");
        Assert.Equal(Normal(compiled), Normal(s_readme.Snippets.Single(s => s.Name == name).Code));
    }

    [Theory, MemberData(nameof(SnippetNames))]
    public void Example_prints_what_the_readme_claims(string name)
    {
        string printed = ReadmeExamples.Run(name);
        if (s_readme.Snippets.Single(s => s.Name == name).Output is { } claimed)
            Assert.Equal(claimed.TrimEnd(), printed.TrimEnd(), ignoreLineEndingDifferences: true);
        else
            Assert.Equal("", printed); // what an example prints is shown
    }

    [Fact]
    public void Every_mark_has_its_block_and_every_example_is_shown_once()
    {
        string[] shown = [.. s_readme.Snippets.Select(s => s.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(s_readme.Marks, shown.Length);
        Assert.Equal(Regions().Keys.Order(StringComparer.Ordinal), shown);
        Assert.Equal(ReadmeExamples.All.Keys.Order(StringComparer.Ordinal), shown);
    }

    [Theory]
    [InlineData("dotnet run -c Release --project src/Fraud.Cli -- replay tests/Fraud.Tests/Samples/bangladesh/padma.jsonl --labels tests/Fraud.Tests/Samples/bangladesh/labels.csv")]
    [InlineData("dotnet test -c Release")]
    public void The_main_job_and_the_tests_are_one_command_each(string command) => Assert.Contains(command, s_readme.Commands);

    /// <summary>What is wrong with a command line of the README, or null.</summary>
    static string? Problem(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int project = Array.IndexOf(words, "--project");
        if (project >= 0 && (project + 1 == words.Length || !Path.Exists(Repository.PathOf(words[project + 1])))) return "no such project";
        return words switch
        {
            ["dotnet", var verb, ..] => s_verbs.Contains(verb) ? null : $"no verb '{verb}'",
            ["fraud", ..] or ["git", ..] or ["cd", ..] => null,
            [var script, ..] when script.StartsWith('.') => File.Exists(Repository.PathOf(script)) ? null : "no such script",
            _ => "neither dotnet, fraud nor a script of the repository",
        };
    }

    [Fact]
    public void Every_command_names_what_exists() => Assert.Empty(s_readme.Commands
        .Select(command => (command, problem: Problem(command)))
        .Where(c => c.problem is not null)
        .Select(c => $"{c.command}: {c.problem}"));

    [Fact]
    public void Every_relative_link_leads_somewhere() =>
        Assert.DoesNotContain(s_readme.RelativeLinks, link => !Path.Exists(Repository.PathOf(Uri.UnescapeDataString(link))));

    [Theory]
    [InlineData("dotnet build -c Release", null)]
    [InlineData("dotnet biuld", "no verb 'biuld'")]
    [InlineData("dotnet run --project benchmarks/Fraud.Benchmarks -- guard", null)]
    [InlineData("dotnet run --project benchmarks/Nowhere", "no such project")]
    [InlineData(".ci/nothing", "no such script")]
    [InlineData("make all", "neither dotnet, fraud nor a script of the repository")]
    public void Check_sees_a_command_that_cannot_work(string command, string? problem) => Assert.Equal(problem, Problem(command));

    [Fact]
    public void Marked_blocks_commands_and_links_are_found_in_a_document()
    {
        var document = new ReadmeDocument("""
            See [the rules](src/Fraud/Rules/README.md#grammar), [a site](https://example.org) and [above](#top).

            <!-- snippet: one -->
            ```csharp
            var x = 1; // [not](a/link)
            ```
            ```text
            1
            ```

            <!-- snippet: two -->
            ```csharp
            var y = 2;
            ```
            Text.
            ```csharp
            unmarked
            ```
            <!-- snippet: three --> without a block

            ```sh
            # comment
            $ dotnet build   # builds
            dotnet test
            ```
            """);
        Assert.Equal([new("one", "var x = 1; // [not](a/link)\n", "1\n"), new("two", "var y = 2;\n", null)], document.Snippets);
        Assert.Equal(3, document.Marks);
        Assert.Equal(["dotnet build", "dotnet test"], document.Commands);
        Assert.Equal(["src/Fraud/Rules/README.md"], document.RelativeLinks);
    }
}
