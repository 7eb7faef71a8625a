using System.Buffers.Binary;

namespace Fraud.Scoring;

/// <summary>Walks over the fields of one protobuf message that lies within a file. Nothing is copied and nothing recurses; what does not fit the message is a <see cref="FormatException"/>.</summary>
ref struct ProtobufReader
{
    public const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    readonly ReadOnlySpan<byte> _file;
    readonly string _name;
    readonly int _end;
    int _at;

    public ProtobufReader(ReadOnlySpan<byte> file, Range message, string name)
    {
        _file = file;
        _name = name;
        (_at, _end) = (message.Start.Value, message.End.Value);
    }

    /// <summary>The number of the field that was read.</summary>
    public int Field { get; private set; }
    public int Wire { get; private set; }

    /// <summary>What a field of <see cref="Varint"/> or fixed size holds, as it stands in the file.</summary>
    public ulong Value { get; private set; }

    /// <summary>Where in the file the content of a field of <see cref="Bytes"/> lies.</summary>
    public Range Content { get; private set; }

    public readonly ReadOnlySpan<byte> Span => _file[Content];

    public readonly FormatException Fault(string message) => ModelFile.Fault(_name, $"at byte {_at}: {message}");

    public bool TryNext()
    {
        if (_at == _end) return false;
        ulong key = ReadVarint();
        (Field, Wire) = key >> 3 is > 0 and < 1 << 29 ? ((int)(key >> 3), (int)(key & 7)) : throw Fault("expected a field of a protobuf message");
        switch (Wire)
        {
            case Varint: Value = ReadVarint(); break;
            case Fixed64: Value = BinaryPrimitives.ReadUInt64LittleEndian(Take(8)); break;
            case Fixed32: Value = BinaryPrimitives.ReadUInt32LittleEndian(Take(4)); break;
            case Bytes:
                ulong length = ReadVarint();
                if (length > (ulong)(_end - _at)) throw Fault($"a field of {length} bytes does not fit");
                Content = _at..(_at + (int)length);
                _at += (int)length;
                break;
            default: throw Fault($"expected a field of a protobuf message, found type {Wire}");
        }
        return true;
    }

    /// <summary>Takes a number of a list that is packed: this message is the list.</summary>
    public bool TryVarint(out ulong value)
    {
        value = 0;
        if (_at == _end) return false;
        value = ReadVarint();
        return true;
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > _end - _at) throw Fault("the message ends early");
        _at += count;
        return _file.Slice(_at - count, count);
    }

    ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
        throw Fault("a number is longer than 64 bits");
    }
}
