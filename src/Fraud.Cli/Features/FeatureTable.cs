using System.Globalization;
using Fraud.Cli.Evaluation;
using Fraud.Cli.Logs;

namespace Fraud.Cli.Features;

/// <summary>
/// Rows with their features, in memory: of a table that <c>fraud features</c> wrote, or of any other with a header, in which the columns id, time and label are known by name and all
/// others that hold numbers are features.
/// </summary>
sealed class FeatureTable
{
    public List<string> Features { get; } = [];
    public List<string> Ids { get; } = [];
    /// <summary>UTC ticks; 0 where the table has no time.</summary>
    public List<long> Ticks { get; } = [];
    public List<bool?> Labels { get; } = [];
    /// <summary>A value for each feature, NaN for what is not known.</summary>
    public List<float[]> Rows { get; } = [];

    /// <summary>Hashes of what features mean, by name, where the caller named the policy that they are of.</summary>
    public Dictionary<string, string> Definitions { get; } = new(StringComparer.Ordinal);

    public bool HasTimes { get; set; }

    /// <summary>The columns that are no features though they may hold numbers.</summary>
    public static bool IsBeside(IReadOnlyList<string> header, int column) => column < FeatureWriter.Leading.Length && header.Take(FeatureWriter.Leading.Length).SequenceEqual(FeatureWriter.Leading);

    /// <summary>Reads the files one after the other. Null when they cannot be read, and then the error stream says why.</summary>
    /// <param name="only">The features that are wanted, in this order; null for all.</param>
    public static FeatureTable? Load(ToolConsole console, IReadOnlyList<string> files, IReadOnlyDictionary<string, string>? columns, IReadOnlyList<string>? only)
    {
        var table = new FeatureTable();
        foreach (var input in LogInput.Expand(files, console, out bool faulty))
        {
            if (faulty) return null;
            try
            {
                using var file = LogStream.Open(input.Open(), input.Name);
                if (file.Peek(4).SequenceEqual("PAR1"u8)) LoadParquet(table, input, columns, only);
                else FeatureTableReader.Read(table, new TableReader(file, columns), only);
            }
            catch (FormatException problem)
            {
                console.Error.WriteLine($"{input.Name}: {problem.Message}");
                return null;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                console.Error.WriteLine($"{input.Name}: {(problem is FileNotFoundException or DirectoryNotFoundException ? "no such file" : problem.Message)}");
                return null;
            }
        }
        if (table.Rows.Count > 0) return table;
        console.Error.WriteLine("the tables hold no rows");
        return null;
    }

    /// <summary>The rows of a period. Null when there are none, and then the error stream says why.</summary>
    public FeatureTable? Within(ToolConsole console, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is null && to is null) return this;
        if (!HasTimes)
        {
            console.Error.WriteLine("--from and --to need a column of times; the table has none");
            return null;
        }
        var (least, end) = ((from ?? DateTimeOffset.MinValue).UtcTicks, (to ?? DateTimeOffset.MaxValue).UtcTicks);
        var part = new FeatureTable();
        part.Features.AddRange(Features);
        for (int row = 0; row < Rows.Count; row++)
            if (Ticks[row] >= least && Ticks[row] < end) part.Add(Ids[row], Ticks[row], Labels[row], Rows[row]);
        if (part.Rows.Count > 0) return part;
        console.Error.WriteLine(FormattableString.Invariant($"none of the {Rows.Count:N0} rows lies in the period from --from to --to"));
        return null;
    }

    static void LoadParquet(FeatureTable table, LogInput input, IReadOnlyDictionary<string, string>? columns, IReadOnlyList<string>? only)
    {
#if TRAINING
        if (input.Standard is not null) throw new FormatException("Parquet cannot be read from standard input, as its directory stands at its end");
        using var file = File.OpenRead(input.Name);
        FeatureTableParquet.Read(table, file, columns, only);
#else
        throw new FormatException("this build reads no Parquet: write the features as .csv");
#endif
    }

    /// <summary>Takes the features of a file: those of the first file, or the same.</summary>
    public void Agree(IReadOnlyList<string> features, IReadOnlyList<string>? only)
    {
        if (only?.FirstOrDefault(name => !features.Contains(name)) is { } missing) throw new FormatException($"there is no column of numbers '{missing}'{Rules.Syntax.SourceText.DidYouMean(missing, features)}");
        if (features.Count == 0) throw new FormatException("no column holds numbers that could be features");
        if (Features.Count == 0) Features.AddRange(only ?? features);
        else if (!Features.SequenceEqual(only ?? features)) throw new FormatException("the columns differ from those of the file before");
    }

    public void Add(string? id, long ticks, bool? label, float[] row)
    {
        Ids.Add(id ?? (Ids.Count + 1).ToString(CultureInfo.InvariantCulture)); // a row without an id goes by its number
        Ticks.Add(ticks);
        Labels.Add(label);
        Rows.Add(row);
        HasTimes |= ticks > 0;
    }
}
