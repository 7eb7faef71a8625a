using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Fraud.Scoring;

/// <summary>Our own file of a model: JSON that <see cref="ModelReader"/> reads back bit for bit. The same model always makes the same bytes.</summary>
static class ModelWriter
{
    public const int Version = 1;

    /// <summary>The file, with the hash of its content.</summary>
    /// <exception cref="FormatException">The model is none that could be read back; the message begins with <paramref name="name"/>.</exception>
    public static byte[] Write(ModelContent model, string name)
    {
        ModelCheck.Check(model, name);
        // By what will be served, as when it is loaded.
        var served = new TreeScorer(TreeProgram.Compile(model.Trees));
        ModelCheck.CheckGolden(model, name, row => served.Margin(row));
        return Bytes(model, HashOf(model));
    }

    /// <summary>SHA-256 of the file without the hash, in hex.</summary>
    public static string HashOf(ModelContent model) => Convert.ToHexStringLower(SHA256.HashData(Bytes(model, null)));

    static byte[] Bytes(ModelContent model, string? hash)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber(ModelReader.Format, Version);
            if (hash is not null) json.WriteString("sha256", hash);
            json.WriteString("kind", model.Kind == ModelKind.Anomaly ? "anomaly" : "supervised");
            json.WriteString("origin", model.Origin);
            json.WriteStartArray("card");
            foreach (var (name, value) in model.Card)
            {
                json.WriteStartArray();
                json.WriteStringValue(name);
                json.WriteStringValue(value);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            Number(json, "baseRate", model.BaseRate);
            if (model.Calibration is { } calibration)
            {
                json.WriteStartObject("calibration");
                Numbers(json, "margins", calibration.Margins);
                Numbers(json, "probabilities", calibration.Probabilities);
                json.WriteEndObject();
            }
            Numbers(json, "marginEdges", model.MarginEdges);
            Numbers(json, "marginShares", model.MarginShares);
            json.WriteStartArray("features");
            foreach (var feature in model.Features)
            {
                json.WriteStartObject();
                json.WriteString("name", feature.Name);
                json.WriteString("definition", feature.Definition);
                Number(json, "usual", feature.Usual);
                Numbers(json, "edges", feature.Edges);
                Numbers(json, "shares", feature.Shares);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("golden");
            foreach (var row in model.GoldenRows)
            {
                json.WriteStartObject();
                Number(json, "margin", row.Margin);
                Numbers(json, "values", row.Values);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            WriteTrees(json, model.Trees);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    static void WriteTrees(Utf8JsonWriter json, TreeEnsemble trees)
    {
        json.WriteString("link", trees.Link == Link.Logistic ? "logistic" : "identity");
        Number(json, "bias", trees.Bias);
        json.WriteStartArray("categorySets");
        foreach (int[] set in trees.CategorySets)
        {
            json.WriteStartArray();
            foreach (int category in set) json.WriteNumberValue(category);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteStartArray("trees");
        foreach (var tree in trees.Trees)
        {
            json.WriteStartObject();
            Each(json, "feature", tree.Nodes, always: true, static n => n.Feature);
            json.WriteStartArray("cut");
            foreach (var node in tree.Nodes) Value(json, node.Cut);
            json.WriteEndArray();
            Each(json, "categorySet", tree.Nodes, always: false, static n => n.CategorySet);
            Each(json, "missingLeft", tree.Nodes, always: false, static n => n.MissingLeft ? 1 : 0);
            Each(json, "zeroIsMissing", tree.Nodes, always: false, static n => n.ZeroIsMissing ? 1 : 0);
            Each(json, "left", tree.Nodes, always: true, static n => n.Left);
            Each(json, "right", tree.Nodes, always: true, static n => n.Right);
            if (Array.Exists(tree.Nodes, static n => BitConverter.DoubleToInt64Bits(n.Cover) != 0)) Numbers(json, "cover", Array.ConvertAll(tree.Nodes, static n => n.Cover));
            Numbers(json, "leaf", tree.Leaves);
            if (Array.Exists(tree.LeafCover, static c => BitConverter.DoubleToInt64Bits(c) != 0)) Numbers(json, "leafCover", tree.LeafCover);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A whole number of each node; a list of zeros is left out unless it is always there.</summary>
    static void Each(Utf8JsonWriter json, string name, TreeNode[] nodes, bool always, Func<TreeNode, int> value)
    {
        if (!always && Array.TrueForAll(nodes, n => value(n) == 0)) return;
        json.WriteStartArray(name);
        foreach (var node in nodes) json.WriteNumberValue(value(node));
        json.WriteEndArray();
    }

    static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Value(json, value);
    }

    static void Number(Utf8JsonWriter json, string name, float value)
    {
        json.WritePropertyName(name);
        Value(json, value);
    }

    static void Numbers(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        foreach (double value in values) Value(json, value);
        json.WriteEndArray();
    }

    static void Numbers(Utf8JsonWriter json, string name, float[] values)
    {
        json.WriteStartArray(name);
        foreach (float value in values) Value(json, value);
        json.WriteEndArray();
    }

    static void Value(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else NotFinite(json, value);
    }

    // The shortest digits that make this float, which are fewer than those of the same number as a double.
    static void Value(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value)) json.WriteNumberValue(value);
        else NotFinite(json, value);
    }

    static void NotFinite(Utf8JsonWriter json, double value)
    {
        if (double.IsNaN(value)) json.WriteNullValue();
        else json.WriteStringValue(value > 0 ? "inf" : "-inf");
    }
}
