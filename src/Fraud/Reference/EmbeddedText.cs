using System.Text;

namespace Fraud.Reference;

/// <summary>The tables that ship inside the assembly.</summary>
static class EmbeddedText
{
    const string Prefix = "Reference/";

    /// <summary>The text of one table.</summary>
    public static string Read(string file)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(Prefix + file)
            ?? throw new InvalidOperationException($"The assembly lacks its table {file}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>All tables by file name, in ordinal order.</summary>
    public static SortedDictionary<string, string> All()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in typeof(EmbeddedText).Assembly.GetManifestResourceNames())
            if (name.StartsWith(Prefix, StringComparison.Ordinal)) files[name[Prefix.Length..]] = Read(name[Prefix.Length..]);
        return files;
    }
}
