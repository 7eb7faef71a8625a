using System.IO.Compression;
using System.Xml.Linq;

namespace Fraud.Tests.Packaging;

/// <summary>What a customer gets: the package's content, and a program of theirs that restores it, builds and runs.</summary>
public class PackageTests(PackedLibrary library) : IClassFixture<PackedLibrary>
{
    static string[] EntriesOf(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        return [.. zip.Entries.Select(e => e.FullName)];
    }

    static XElement ManifestOf(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        using var stream = zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var root = XDocument.Load(stream).Root!;
        return root.Element(root.Name.Namespace + "metadata")!;
    }

    static string? Value(XElement metadata, string name) => metadata.Element(metadata.Name.Namespace + name)?.Value;

    [Fact]
    public void Package_holds_the_library_its_documentation_and_the_readme()
    {
        var entries = EntriesOf(library.Package);
        Assert.Contains("lib/net10.0/Fraud.dll", entries);
        Assert.Contains("lib/net10.0/Fraud.xml", entries);
        Assert.Contains("README.md", entries);
        Assert.Single(entries, e => e.EndsWith(".dll", StringComparison.Ordinal));
    }

    [Fact]
    public void Documentation_in_the_package_covers_every_public_type()
    {
        using var zip = ZipFile.OpenRead(library.Package);
        using var stream = zip.GetEntry("lib/net10.0/Fraud.xml")!.Open();
        var documented = XDocument.Load(stream).Descendants("member").Select(m => (string)m.Attribute("name")!).ToHashSet();
        Assert.DoesNotContain(typeof(Transfer).Assembly.GetExportedTypes().Select(t => "T:" + t.FullName!.Replace('+', '.')), name => !documented.Contains(name));
    }

    [Fact]
    public void Manifest_names_license_and_readme_and_no_dependency()
    {
        var metadata = ManifestOf(library.Package);
        Assert.Equal("Fraud", Value(metadata, "id"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        var license = metadata.Element(metadata.Name.Namespace + "license")!;
        Assert.Equal(("expression", "MIT"), ((string?)license.Attribute("type"), license.Value));
        Assert.NotEmpty(Value(metadata, "description")!);
        Assert.Empty(metadata.Descendants(metadata.Name.Namespace + "dependency"));
        Assert.Equal("net10.0", (string?)metadata.Descendants(metadata.Name.Namespace + "group").Single().Attribute("targetFramework"));
    }

    [Fact]
    public void Symbols_are_packed_beside_it() =>
        Assert.Contains("lib/net10.0/Fraud.pdb", EntriesOf(Path.ChangeExtension(library.Package, ".snupkg")));

    [Fact]
    public async Task A_customer_s_program_restores_the_package_builds_and_runs()
    {
        string folder = Path.Combine(library.Folder, "Consumer");
        Directory.CreateDirectory(folder);
        File.Copy(Repository.PathOf("tests", "Fraud.Tests", "Packaging", "Consumer.cs.txt"), Path.Combine(folder, "Program.cs"));
        await File.WriteAllTextAsync(Path.Combine(folder, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <UseAppHost>false</UseAppHost>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Fraud" Version="[{library.Version}]" />
              </ItemGroup>
            </Project>
            """);
        // The local feed is the only source: it works without a network, and proves that nothing else is needed.
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{library.Feed}" /></packageSources>
            </configuration>
            """);
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(library.Folder, "packages") };

        // No build servers: one would keep files of the folder open, or serve two runs at once.
        await CommandLine.DotnetAsync(folder, environment, "build", "-c", "Release", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:NuGetAudit=false");
        string output = await CommandLine.DotnetAsync(folder, environment, Path.Combine("bin", "Release", "net10.0", "Consumer.dll"));

        Assert.Equal("""
            30000028.00 USD
            -0.005 KWD
            True
            DEUTDEFF
            False
            Review C01 69
            """, output.TrimEnd(), ignoreLineEndingDifferences: true);
    }
}
