namespace Fraud.Cli.Features;

/// <summary>Writes transfers with their features to a file.</summary>
abstract class FeatureWriter : IDisposable
{
    /// <summary>The columns before the features; a feature cannot have such a name.</summary>
    public static readonly string[] Leading = ["id", "time", "label", "debtor", "amount", "currency"];

    /// <summary>By the ending of the file's name; null for one that is not written.</summary>
    public static FeatureWriter? Create(string path, Stream stream, IReadOnlyList<string> features) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => new FeatureCsv(stream, features),
#if TRAINING
        ".parquet" => new FeatureParquet(stream, features),
#endif
        _ => null,
    };

    /// <summary>The endings that <see cref="Create"/> takes.</summary>
#if TRAINING
    public static readonly string[] Endings = [".csv", ".parquet"];
#else
    public static readonly string[] Endings = [".csv"];
#endif

    /// <summary>Appends a row.</summary>
    public abstract void Write(in FeatureRow row, ReadOnlySpan<float> features);

    /// <summary>Writes what is waiting; nothing may be appended afterwards.</summary>
    public abstract void End();

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
