namespace Fraud.Tests;

/// <summary>The checkout the tests were built in, for the tests that read sources, README and project files.</summary>
static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release: how the running tests, and so the library beside them, were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>An absolute path in the checkout.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Fraud.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests run from their build folder inside the checkout.");
    }
}
