using System.Buffers.Binary;

namespace Fraud.Scoring;

/// <summary>The attributes of one node of an ONNX graph (AttributeProto), read when they are asked for.</summary>
readonly ref struct OnnxAttributes
{
    const int Float = 1, Byte = 2, Double = 11; // TensorProto.DataType

    readonly ReadOnlySpan<byte> _file;
    readonly string _name;
    readonly SortedDictionary<string, Range> _attributes = new(StringComparer.Ordinal);

    public OnnxAttributes(ReadOnlySpan<byte> file, IEnumerable<Range> attributes, string name)
    {
        _file = file;
        _name = name;
        foreach (var attribute in attributes)
        {
            var field = new ProtobufReader(file, attribute, name);
            while (field.TryNext())
                if (field is { Field: 1, Wire: ProtobufReader.Bytes }) _attributes[ModelFile.Shown(field.Span)] = attribute;
        }
    }

    public bool Has(string attribute) => _attributes.ContainsKey(attribute);

    ProtobufReader Fields(string attribute) => new(_file, _attributes.TryGetValue(attribute, out var range) ? range : default, _name);

    /// <summary>A text (field 4); empty where there is none.</summary>
    public string Text(string attribute)
    {
        var field = Fields(attribute);
        while (field.TryNext())
            if (field is { Field: 4, Wire: ProtobufReader.Bytes }) return ModelFile.Shown(field.Span);
        return "";
    }

    /// <summary>A whole number (field 3).</summary>
    public long Whole(string attribute, long otherwise)
    {
        var field = Fields(attribute);
        while (field.TryNext())
            if (field is { Field: 3, Wire: ProtobufReader.Varint }) return (long)field.Value;
        return otherwise;
    }

    /// <summary>How many texts a list (field 9) has.</summary>
    public int TextCount(string attribute)
    {
        int count = 0;
        var field = Fields(attribute);
        while (field.TryNext())
            if (field is { Field: 9, Wire: ProtobufReader.Bytes }) count++;
        return count;
    }

    /// <summary>A list of whole numbers (field 8), packed or not.</summary>
    public long[] Wholes(string attribute)
    {
        var items = new List<long>();
        var field = Fields(attribute);
        while (field.TryNext())
        {
            if (field is { Field: 8, Wire: ProtobufReader.Varint }) Add(items, (long)field.Value, attribute);
            if (field is not { Field: 8, Wire: ProtobufReader.Bytes }) continue;
            var packed = new ProtobufReader(_file, field.Content, _name);
            while (packed.TryVarint(out ulong value)) Add(items, (long)value, attribute);
        }
        return [.. items];
    }

    /// <summary>The words of a list (field 9) by their places among the words that are known.</summary>
    public byte[] Words(string attribute, string[] known)
    {
        var items = new List<byte>();
        var field = Fields(attribute);
        while (field.TryNext())
        {
            if (field is not { Field: 9, Wire: ProtobufReader.Bytes }) continue;
            string word = ModelFile.Shown(field.Span);
            int at = Array.IndexOf(known, word);
            Add(items, at >= 0 ? (byte)at : throw ModelFile.Fault(_name, $"{attribute}: '{word}' is none of {string.Join(", ", known)}"), attribute);
        }
        return [.. items];
    }

    /// <summary>A list of numbers: of 32 bits (field 7), or a tensor (field 5) under this name or with <c>_as_tensor</c> behind it.</summary>
    public double[] Numbers(string attribute)
    {
        if (!Has(attribute) && Has(attribute + "_as_tensor")) attribute += "_as_tensor";
        var items = new List<double>();
        var field = Fields(attribute);
        while (field.TryNext())
        {
            if (field is { Field: 7, Wire: ProtobufReader.Fixed32 }) Add(items, BitConverter.UInt32BitsToSingle((uint)field.Value), attribute);
            if (field is { Field: 7, Wire: ProtobufReader.Bytes }) AddPacked(items, field.Span, Float, attribute);
            if (field is { Field: 5, Wire: ProtobufReader.Bytes }) AddTensor(items, field.Content, attribute);
        }
        return [.. items];
    }

    void AddTensor(List<double> items, Range tensor, string attribute)
    {
        int type = 0;
        var field = new ProtobufReader(_file, tensor, _name);
        while (field.TryNext())
        {
            if (field is { Field: 2, Wire: ProtobufReader.Varint }) type = (int)Math.Min(field.Value, byte.MaxValue);
            if (field.Field is 13 or 14 && field.Value != 0) throw ModelFile.Fault(_name, $"{attribute}: the values stand in another file");
        }
        if (type is not (Float or Byte or Double)) throw ModelFile.Fault(_name, $"{attribute}: tensors of float, double and uint8 are read, found type {type}");
        field = new ProtobufReader(_file, tensor, _name);
        while (field.TryNext())
        {
            switch (field.Field, field.Wire)
            {
                case (4, ProtobufReader.Bytes) when type == Float:
                case (10, ProtobufReader.Bytes) when type == Double:
                case (9, ProtobufReader.Bytes): AddPacked(items, field.Span, type, attribute); break;
                case (4, ProtobufReader.Fixed32) when type == Float: Add(items, BitConverter.UInt32BitsToSingle((uint)field.Value), attribute); break;
                case (10, ProtobufReader.Fixed64) when type == Double: Add(items, BitConverter.UInt64BitsToDouble(field.Value), attribute); break;
                case (5, ProtobufReader.Varint) when type == Byte: Add(items, (int)field.Value, attribute); break;
                case (5, ProtobufReader.Bytes) when type == Byte:
                    var packed = new ProtobufReader(_file, field.Content, _name);
                    while (packed.TryVarint(out ulong value)) Add(items, (int)value, attribute);
                    break;
            }
        }
    }

    void AddPacked(List<double> items, ReadOnlySpan<byte> bytes, int type, string attribute)
    {
        int size = type switch { Float => 4, Double => 8, _ => 1 };
        if (bytes.Length % size != 0) throw ModelFile.Fault(_name, $"{attribute}: {bytes.Length} bytes are no list of numbers of {size}");
        for (; !bytes.IsEmpty; bytes = bytes[size..])
            Add(items, type switch { Float => BinaryPrimitives.ReadSingleLittleEndian(bytes), Double => BinaryPrimitives.ReadDoubleLittleEndian(bytes), _ => bytes[0] }, attribute);
    }

    void Add<T>(List<T> items, T item, string attribute)
    {
        if (items.Count == ModelFile.NodesMax) throw ModelFile.Fault(_name, $"{attribute}: expected at most {ModelFile.NodesMax} values");
        items.Add(item);
    }
}
