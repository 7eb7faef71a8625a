using System.Globalization;

namespace Fraud.Reference;

/// <summary>A tab-separated table inside the assembly. Its first line is <c># version</c> and the edition; other lines that begin with <c>#</c> are remarks.</summary>
sealed class EmbeddedTable
{
    const string VersionMark = "# version\t";

    public string Version { get; }
    public IReadOnlyList<string[]> Rows { get; }

    EmbeddedTable(string version, List<string[]> rows) => (Version, Rows) = (version, rows);

    /// <exception cref="InvalidOperationException">The assembly was built without the table, or the table has no version.</exception>
    public static EmbeddedTable Load(string name)
    {
        using var stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly holds no table {name}.");
        using var reader = new StreamReader(stream);
        string? version = null;
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(VersionMark, StringComparison.Ordinal)) version = line[VersionMark.Length..];
            else if (line.Length > 0 && line[0] != '#') rows.Add(line.Split('\t'));
        }
        return new EmbeddedTable(version ?? throw new InvalidOperationException($"The table {name} names no version."), rows);
    }

    /// <summary>A day as DateOnly.DayNumber, or the other value for an empty cell.</summary>
    public static int Day(string cell, int otherwise) =>
        cell.Length == 0 ? otherwise : DateOnly.ParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber;
}
