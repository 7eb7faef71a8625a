using System.Text;

namespace Fraud.Tests.Scoring;

/// <summary>Writes the few messages of onnx.proto3 that a graph of trees needs.</summary>
sealed class ProtobufText
{
    readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    public ProtobufText Number(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    public ProtobufText Raw(int field, byte[] content)
    {
        Varint((ulong)field << 3 | 2);
        Varint((ulong)content.Length);
        _bytes.AddRange(content);
        return this;
    }

    public ProtobufText Text(int field, string text) => Raw(field, Encoding.UTF8.GetBytes(text));

    public ProtobufText Message(int field, ProtobufText message) => Raw(field, message.Bytes);

    public ProtobufText Fixed32(int field, float value)
    {
        Varint((ulong)field << 3 | 5);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtobufText Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
        return this;
    }
}

/// <summary>An operator of a graph.</summary>
sealed class OnnxNode(string kind, string domain, string[] inputs, string[] outputs)
{
    const int FloatType = 1, IntType = 2, StringType = 3, TensorType = 4, FloatsType = 6, IntsType = 7, StringsType = 8; // AttributeProto.AttributeType

    readonly List<ProtobufText> _attributes = [];

    OnnxNode With(string name, int type, Action<ProtobufText> content)
    {
        var attribute = new ProtobufText().Text(1, name);
        content(attribute);
        _attributes.Add(attribute.Number(20, type));
        return this;
    }

    public OnnxNode Number(string name, long value) => With(name, IntType, a => a.Number(3, value));
    public OnnxNode Text(string name, string value) => With(name, StringType, a => a.Text(4, value));
    public OnnxNode Texts(string name, params IEnumerable<string> values) => With(name, StringsType, a => { foreach (string v in values) a.Text(9, v); });
    public OnnxNode Floats(string name, params IEnumerable<float> values) => With(name, FloatsType, a => { foreach (float v in values) a.Fixed32(7, v); });

    /// <summary>Packed, or one by one as older writers have it.</summary>
    public OnnxNode Numbers(string name, IEnumerable<long> values, bool packed = true) => With(name, IntsType, a =>
    {
        if (!packed)
        {
            foreach (long v in values) a.Number(8, v);
            return;
        }
        var list = new ProtobufText();
        foreach (long v in values) list.Varint((ulong)v);
        a.Raw(8, list.Bytes);
    });

    public OnnxNode Tensor(string name, float[] values) => With(name, TensorType, a => a.Message(5, new ProtobufText().Number(1, values.Length).Number(2, 1).Raw(9, [.. values.SelectMany(BitConverter.GetBytes)])));
    public OnnxNode Tensor(string name, double[] values) => With(name, TensorType, a => a.Message(5, new ProtobufText().Number(1, values.Length).Number(2, 11).Raw(9, [.. values.SelectMany(BitConverter.GetBytes)])));
    public OnnxNode Tensor(string name, byte[] values) => With(name, TensorType, a => a.Message(5, new ProtobufText().Number(1, values.Length).Number(2, 2).Raw(9, values)));

    public ProtobufText Message()
    {
        var node = new ProtobufText();
        foreach (string input in inputs) node.Text(1, input);
        foreach (string output in outputs) node.Text(2, output);
        node.Text(3, outputs[0] + "_node").Text(4, kind);
        foreach (var attribute in _attributes) node.Message(5, attribute);
        return node.Text(7, domain);
    }
}

/// <summary>A model whose graph takes rows named <c>X</c>.</summary>
static class OnnxText
{
    public const string Trees = "ai.onnx.ml";
    const int Float = 1, Double = 11;

    /// <param name="columns">Width of the rows.</param>
    /// <param name="outputs">Names of the outputs, with their element types (TensorProto.DataType).</param>
    /// <param name="nodes">The operators, in order.</param>
    /// <param name="opset">Version of <c>ai.onnx.ml</c>.</param>
    /// <param name="doubles">Rows of 64 bits.</param>
    /// <param name="names">For <c>feature_names</c>.</param>
    public static byte[] Model(int columns, (string Name, int Type)[] outputs, OnnxNode[] nodes, int opset = 3, bool doubles = false, string? names = null)
    {
        var graph = new ProtobufText();
        foreach (var node in nodes) graph.Message(1, node.Message());
        graph.Text(2, "trees").Message(11, Value("X", doubles ? Double : Float, columns));
        foreach (var (name, type) in outputs) graph.Message(12, Value(name, type, 0));
        var model = new ProtobufText().Number(1, 8).Text(2, "tests").Text(3, "1").Message(7, graph)
            .Message(8, new ProtobufText().Text(1, "").Number(2, 18))
            .Message(8, new ProtobufText().Text(1, Trees).Number(2, opset));
        if (names is not null) model.Message(14, new ProtobufText().Text(1, "feature_names").Text(2, names));
        return model.Bytes;
    }

    static ProtobufText Value(string name, int type, int columns)
    {
        var shape = new ProtobufText().Message(1, new ProtobufText().Text(2, "N"));
        if (columns > 0) shape.Message(1, new ProtobufText().Number(1, columns));
        var tensor = new ProtobufText().Number(1, type);
        if (columns > 0) tensor.Message(2, shape);
        return new ProtobufText().Text(1, name).Message(2, new ProtobufText().Message(1, tensor));
    }
}
