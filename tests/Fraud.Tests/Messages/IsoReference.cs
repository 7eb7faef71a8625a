using System.Text;
using System.Xml;
using Fraud.Messages;

namespace Fraud.Tests.Messages;

/// <summary>The values that <see cref="IsoScanner"/> should find, read by <see cref="XmlReader"/> instead: same steps in the grammar, nothing of the scanner's code.</summary>
static class IsoReference
{
    public readonly record struct Value(int Slot, string Text);

    /// <summary>Null when the input is not well-formed XML, or not one message.</summary>
    public static List<Value>? Read(byte[] message)
    {
        // Two roots are read as the fragments they are.
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, ConformanceLevel = ConformanceLevel.Fragment, IgnoreComments = true, IgnoreProcessingInstructions = true };
        var values = new List<Value>();
        var stack = new Stack<(ushort Node, StringBuilder Text, bool Leaf)>();
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(WithoutDeclaration(message)), settings);
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        if (stack.TryPop(out var parent)) stack.Push(parent with { Leaf = false });
                        byte[] name = Encoding.UTF8.GetBytes(reader.LocalName);
                        ushort from = stack.TryPeek(out var top) ? top.Node : IsoGrammar.Outside;
                        ushort node = IsoGrammar.Step(from, IsoGrammar.NameOf(name));
                        bool empty = reader.IsEmptyElement;
                        if (IsoGrammar.Nodes[node].Role == IsoRole.Amount && reader.GetAttribute("Ccy") is { } currency) values.Add(new(IsoGrammar.Nodes[node].Slot + 1, currency.Trim()));
                        if (!empty) stack.Push((node, new StringBuilder(), true));
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                        if (stack.TryPeek(out var open)) open.Text.Append(reader.Value);
                        break;
                    case XmlNodeType.EndElement:
                        var done = stack.Pop();
                        int slot = IsoGrammar.Nodes[done.Node].Slot;
                        if (slot != 0 && done.Leaf) values.Add(new(slot, done.Text.ToString().Trim(' ', '\t', '\r', '\n').Replace("\r\n", "\n", StringComparison.Ordinal)));
                        break;
                }
            }
            return values;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // A fragment may not declare another encoding than its own; the samples are UTF-8.
    static byte[] WithoutDeclaration(byte[] message)
    {
        var span = message.AsSpan();
        if (span.StartsWith("\uFEFF"u8)) span = span[3..];
        span = span.TrimStart(" \t\r\n"u8);
        if (!span.StartsWith("<?xml"u8)) return span.ToArray();
        int end = span.IndexOf("?>"u8);
        return end < 0 ? span.ToArray() : span[(end + 2)..].ToArray();
    }

    /// <summary>What the scanner found.</summary>
    public static List<Value> Of(byte[] message, IsoTable table)
    {
        var arena = new TextArena();
        var values = new List<Value>();
        for (int i = 0; i < table.Count; i++)
        {
            ref readonly var value = ref table.Values[i];
            Assert.True(IsoText.TryRead(message, in value, table.HasReferences, arena, out var text));
            values.Add(new(value.Slot, Encoding.UTF8.GetString(text.Of(message, arena.Bytes)).Replace("\r\n", "\n", StringComparison.Ordinal)));
        }
        return values;
    }
}
