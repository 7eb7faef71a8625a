using System.Text;

namespace Fraud.Messages;

/// <summary>The element names that the ISO 20022 definitions of the messages read here have in any version, and those of their usual wrappers (IsoElements.txt).</summary>
static class IsoElements
{
    static readonly HashSet<string> s_names = Load(); // looked up, never enumerated

    public static bool IsKnown(ReadOnlySpan<byte> name) => s_names.Contains(Encoding.UTF8.GetString(name));

    static HashSet<string> Load()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var stream = typeof(IsoElements).Assembly.GetManifestResourceStream("Messages/IsoElements.txt") ?? throw new InvalidOperationException("The assembly holds no list of elements.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line) if (line.Length > 0 && line[0] != '#') names.Add(line);
        return names;
    }
}
