using System.Security.Cryptography;

namespace Fraud.Scoring;

/// <summary>Content hash of what a model decides by: 16 hexadecimal digits, equal for models that score alike whatever file they came from.</summary>
static class ModelHash
{
    public static string Of(ModelContent content)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write((byte)content.Kind);
        writer.Write((byte)content.Trees.Link);
        writer.Write(content.Trees.Bias);
        writer.Write(content.BaseRate);
        foreach (string feature in content.Trees.Features) writer.Write(feature);
        foreach (var tree in content.Trees.Trees)
        {
            writer.Write(tree.Nodes.Length);
            foreach (ref readonly var node in tree.Nodes.AsSpan())
            {
                writer.Write(node.Feature);
                writer.Write(node.Cut);
                writer.Write(node.CategorySet);
                writer.Write(node.MissingLeft);
                writer.Write(node.ZeroIsMissing);
                writer.Write(node.Left);
                writer.Write(node.Right);
            }
            foreach (double leaf in tree.Leaves) writer.Write(leaf);
        }
        foreach (int[] set in content.Trees.CategorySets)
        {
            writer.Write(set.Length);
            foreach (int category in set) writer.Write(category);
        }
        foreach (double margin in content.Calibration?.Margins ?? []) writer.Write(margin);
        foreach (double probability in content.Calibration?.Probabilities ?? []) writer.Write(probability);
        writer.Flush();
        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).AsSpan(0, 8));
    }
}
