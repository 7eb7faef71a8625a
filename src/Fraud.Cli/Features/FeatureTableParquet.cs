#if TRAINING
using Parquet;
using Parquet.Schema;

namespace Fraud.Cli.Features;

/// <summary>Reads Parquet into a <see cref="FeatureTable"/>, a group of rows at a time.</summary>
static class FeatureTableParquet
{
    public static void Read(FeatureTable table, Stream file, IReadOnlyDictionary<string, string>? columns, IReadOnlyList<string>? only) => throw new FormatException("Parquet tables are not read yet");
}
#endif
