using System.Text.RegularExpressions;

namespace Fraud.Tests;

/// <summary>The cut of the library, read from its sources: the folders sort in the order the data flows, and no stage knows a later one.</summary>
public partial class ArchitectureTests
{
    const int PublicTypesMax = 44;
    const int LinesMax = 500;

    /// <summary>The stages in the order the data flows. <see cref="Tables"/> serve all of them and know none.</summary>
    static readonly string[] s_stages = ["Messages", "Profiles", "Rules", "Scoring", "Triage"];
    const string Tables = "Reference";

    static readonly string s_library = Repository.PathOf("src", "Fraud");

    [GeneratedRegex(@"""""""[\s\S]*?""""""|@""(?:[^""]|"""")*""|""(?:\\.|[^""\\\n])*""|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*[\s\S]*?\*/")]
    private static partial Regex TextOrComment { get; }

    [GeneratedRegex(@"\bFraud\.([A-Z]\w*)")]
    private static partial Regex QualifiedName { get; }

    [GeneratedRegex(@"(?<![\w.])(Messages|Profiles|Reference|Rules|Scoring|Triage)\.[A-Z]\w*")]
    private static partial Regex PartlyQualifiedName { get; }

    /// <summary>The library's sources, as (path from the library's folder with '/', text).</summary>
    static IEnumerable<(string Path, string Text)> Sources() =>
        from path in Directory.EnumerateFiles(s_library, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let relative = Path.GetRelativePath(s_library, path).Replace('\\', '/')
        where !relative.StartsWith("bin/", StringComparison.Ordinal) && !relative.StartsWith("obj/", StringComparison.Ordinal)
        select (relative, File.ReadAllText(path));

    /// <summary>The stages and tables a source names in code; <c>cref</c>s and texts may name what they like.</summary>
    static IEnumerable<string> FoldersNamedIn(string source)
    {
        string code = TextOrComment.Replace(source, " ");
        return QualifiedName.Matches(code).Concat(PartlyQualifiedName.Matches(code))
            .Select(m => m.Groups[1].Value)
            .Where(name => name == Tables || s_stages.Contains(name))
            .Distinct();
    }

    /// <summary>Whether code of <paramref name="folder"/> may use code of <paramref name="used"/>.</summary>
    static bool MayUse(string folder, string used) =>
        folder == used
        || folder.Length == 0 // the root composes the stages
        || folder != Tables && (used == Tables || Array.IndexOf(s_stages, used) < Array.IndexOf(s_stages, folder));

    static string FolderOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : "";

    [Theory]
    [InlineData("Profiles", "using Fraud.Messages;", "")]
    [InlineData("Profiles", "using Fraud.Reference;", "")]
    [InlineData("Profiles", "using Fraud.Rules;", "Rules")]
    [InlineData("Messages", "var x = Fraud.Triage.Reasons.None;", "Triage")]
    [InlineData("Messages", "var x = Profiles.ColumnBatch.Rows;", "Profiles")]
    [InlineData("Reference", "using static Fraud.Messages.Fin;", "Messages")]
    [InlineData("Messages", "/// <see cref=\"Fraud.Rules.Plan\"/>\n// Fraud.Rules decides", "")]
    [InlineData("Messages", "throw new X(\"Fraud.Rules\", 'R', \"\\\"Fraud.Triage\");", "")]
    [InlineData("", "using Fraud.Triage;", "")]
    public void Scan_finds_what_a_stage_may_not_name(string folder, string source, string offender) =>
        Assert.Equal(offender, string.Join(' ', FoldersNamedIn(source).Where(used => !MayUse(folder, used))));

    [Fact]
    public void No_stage_names_a_later_one()
    {
        var offences =
            from source in Sources()
            from used in FoldersNamedIn(source.Text)
            where !MayUse(FolderOf(source.Path), used)
            select $"{source.Path} uses {used}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Every_folder_is_a_stage_or_the_tables() => Assert.Empty(
        Sources().Select(s => FolderOf(s.Path)).Distinct().Where(f => f.Length > 0).Except([.. s_stages, Tables]));

    [Fact]
    public void Internal_types_live_in_the_namespace_of_their_folder()
    {
        var offences =
            from source in Sources()
            let declared = Regex.Match(source.Text, @"^namespace ([\w.]+);", RegexOptions.Multiline).Groups[1].Value
            let folder = Path.GetDirectoryName(source.Path)!.Replace('\\', '/').Replace('/', '.')
            where declared != "Fraud" && declared != $"Fraud.{folder}" && declared != $"Fraud.{FolderOf(source.Path)}"
            select $"{source.Path} declares '{declared}'";
        Assert.Empty(offences);
    }

    [Fact]
    public void Public_types_are_few_and_in_the_one_namespace()
    {
        var types = typeof(Transfer).Assembly.GetExportedTypes().Where(t => !t.IsNested).ToArray();
        Assert.InRange(types.Length, 1, PublicTypesMax);
        Assert.All(types, t => Assert.Equal("Fraud", t.Namespace));
    }

    [Fact]
    public void No_type_has_the_name_of_a_folder()
    {
        var names = typeof(Transfer).Assembly.GetTypes().Where(t => !t.IsNested).Select(t => t.Name);
        Assert.Empty(names.Intersect([.. s_stages, Tables, "Fraud", "Packs"]));
    }

    [Fact]
    public void No_source_file_is_longer_than_the_limit() => Assert.Empty(
        from source in Sources()
        let lines = source.Text.Count(c => c == '\n')
        where lines > LinesMax
        select $"{source.Path}: {lines} lines");

    [Fact]
    public void Library_depends_on_the_framework_alone() => Assert.All(
        typeof(Transfer).Assembly.GetReferencedAssemblies(),
        a => Assert.True(a.Name!.StartsWith("System.", StringComparison.Ordinal), a.Name));

    [Theory]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("T:System.TimeProvider")]
    [InlineData("T:System.Random")]
    [InlineData("T:System.HashCode")]
    [InlineData("T:System.Environment")]
    [InlineData("P:System.Globalization.CultureInfo.CurrentCulture")]
    [InlineData("T:System.Console")]
    [InlineData("M:System.Math.Log(System.Double)")]
    [InlineData("T:System.Text.RegularExpressions.Regex")]
    public void What_would_break_determinism_is_banned(string symbol) =>
        Assert.Contains(File.ReadLines(Path.Combine(s_library, "BannedSymbols.txt")), line => line.StartsWith(symbol + ";", StringComparison.Ordinal));

    [Fact]
    public void Bans_are_in_force()
    {
        string project = File.ReadAllText(Path.Combine(s_library, "Fraud.csproj"));
        Assert.Contains("BannedSymbols.txt", project, StringComparison.Ordinal);
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", project, StringComparison.Ordinal);
        Assert.DoesNotContain(Sources(), s => s.Text.Contains("RS0030", StringComparison.Ordinal));
    }
}
