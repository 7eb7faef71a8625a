using System.Globalization;
using System.Text.Json;

namespace Fraud.Scoring;

/// <summary>A walk over the JSON of a model file. Whatever is not as expected there is a <see cref="FormatException"/> that names the file and the offset.</summary>
ref struct ModelJson(ReadOnlySpan<byte> bytes, string file)
{
    const int DepthMax = 32;

    Utf8JsonReader _reader = new(bytes, new JsonReaderOptions { MaxDepth = DepthMax });
    readonly string _file = file;

    public readonly JsonTokenType Token => _reader.TokenType;

    public readonly FormatException Fault(string message) => ModelFile.Fault(_file, $"at byte {_reader.TokenStartIndex}: {message}");

    void Next()
    {
        try
        {
            if (!_reader.Read()) throw Fault("the file ends early");
        }
        catch (JsonException e) { throw Fault($"no JSON ({e.Message.TrimEnd('.')})"); }
    }

    /// <summary>Takes the next token, which opens an object or an array.</summary>
    public void Open(char bracket)
    {
        Next();
        ExpectOpen(bracket);
    }

    public readonly void ExpectOpen(char bracket)
    {
        if (_reader.TokenType != (bracket == '{' ? JsonTokenType.StartObject : JsonTokenType.StartArray)) throw Fault($"expected {bracket}");
    }

    /// <summary>The next name of the object that is open; false at its end.</summary>
    public bool TryProperty(out string name)
    {
        Next();
        name = "";
        if (_reader.TokenType == JsonTokenType.EndObject) return false;
        // A longer name is none that a model has, and is not copied.
        if (_reader.ValueSpan.Length <= 64) name = Decoded();
        return true;
    }

    /// <summary>Takes the next token of the array that is open; false at its end.</summary>
    public bool TryItem()
    {
        Next();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Passes over the value of a property.</summary>
    public void Skip()
    {
        try { _reader.Skip(); }
        catch (JsonException e) { throw Fault($"no JSON ({e.Message.TrimEnd('.')})"); }
    }

    /// <summary>Whether nothing stands behind the value that was read.</summary>
    public void End()
    {
        try
        {
            if (_reader.Read()) throw Fault("expected the end of the file");
        }
        catch (JsonException e) { throw Fault($"no JSON ({e.Message.TrimEnd('.')})"); }
    }

    public string Text(int max)
    {
        Next();
        return TextHere(max);
    }

    public readonly string TextHere(int max)
    {
        if (_reader.TokenType != JsonTokenType.String) throw Fault("expected a text");
        string text = _reader.ValueSpan.Length <= 6 * max ? Decoded() : "";
        return _reader.ValueSpan.Length <= 6 * max && text.Length <= max ? text : throw Fault($"expected a text of at most {max} characters");
    }

    readonly string Decoded()
    {
        // Not UTF-8, or half of a character.
        try { return _reader.GetString()!; }
        catch (InvalidOperationException) { throw Fault("the text is not well formed"); }
    }

    public double Number()
    {
        Next();
        return NumberHere();
    }

    /// <summary>A number, <c>null</c> for NaN, <c>"inf"</c> or <c>"-inf"</c>.</summary>
    public readonly double NumberHere() => _reader.TokenType switch
    {
        JsonTokenType.Number when _reader.TryGetDouble(out double value) => value,
        JsonTokenType.Null => double.NaN,
        JsonTokenType.String when _reader.ValueTextEquals("inf"u8) => double.PositiveInfinity,
        JsonTokenType.String when _reader.ValueTextEquals("-inf"u8) => double.NegativeInfinity,
        _ => throw Fault("expected a number"),
    };

    /// <summary>As <see cref="NumberHere"/>, rounded once, from the digits to 32 bits.</summary>
    public readonly float FloatHere() => _reader.TokenType == JsonTokenType.Number && _reader.TryGetSingle(out float value) ? value : (float)NumberHere();

    public float Float()
    {
        Next();
        return FloatHere();
    }

    public int Whole()
    {
        Next();
        return WholeHere();
    }

    public readonly int WholeHere() => _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out int value) ? value : throw Fault("expected a whole number of 32 bits");

    /// <summary>0, 1, false or true.</summary>
    public readonly bool FlagHere() => _reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => WholeHere() switch { 0 => false, 1 => true, _ => throw Fault("expected 0 or 1") },
    };

    public double[] Numbers(int max) => Items(max, static (in ModelJson json) => json.NumberHere());
    public float[] Floats(int max) => Items(max, static (in ModelJson json) => json.FloatHere());
    public int[] Wholes(int max) => Items(max, static (in ModelJson json) => json.WholeHere());
    public int[] WholesHere(int max) => ItemsHere(max, static (in ModelJson json) => json.WholeHere());
    public bool[] Flags(int max) => Items(max, static (in ModelJson json) => json.FlagHere());

    delegate T Item<T>(in ModelJson json);

    T[] Items<T>(int max, Item<T> read)
    {
        Next();
        return ItemsHere(max, read);
    }

    T[] ItemsHere<T>(int max, Item<T> read)
    {
        ExpectOpen('[');
        var items = new List<T>();
        while (TryItem())
        {
            if (items.Count == max) throw Fault($"expected at most {max} items");
            items.Add(read(in this));
        }
        return [.. items];
    }

    /// <summary>A whole number that is written as a text.</summary>
    public int WholeText()
    {
        string text = Text(ModelFile.NameMax);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Fault("expected a whole number in quotes");
    }
}
