namespace Fraud.Tests.Packaging;

/// <summary>The library packed as for release, in a folder of its own, from the build the tests run against. Packed once for all tests of a class.</summary>
public sealed class PackedLibrary : IAsyncLifetime
{
    /// <summary>A fresh folder outside the checkout, so that nothing of its build settings is inherited.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("fraud-package-").FullName;

    /// <summary>The local package source.</summary>
    public string Feed => Path.Combine(Folder, "feed");

    public string Package => Directory.EnumerateFiles(Feed, "Fraud.*.nupkg").Single();

    public string Version => Path.GetFileNameWithoutExtension(Package)["Fraud.".Length..];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Feed);
        // --no-build and the intermediate file elsewhere: the checkout's build folders are only read, so test runs and builds may go on beside it.
        await CommandLine.DotnetAsync(Repository.Root, [],
            "pack", Repository.PathOf("src", "Fraud", "Fraud.csproj"), "--no-build", "-c", Repository.Configuration,
            "-o", Feed, $"-p:NuspecOutputPath={Path.Combine(Folder, "nuspec")}");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
