using System.Text.Json;

namespace Fraud.Messages;

/// <summary>
/// One JSON object, a line of a log, to a transfer; or an envelope, an object whose member <c>raw</c> holds a whole message. Texts without escapes are slices of the line,
/// others are made in the arena. Members it does not know are passed over.
/// </summary>
sealed class JsonDecoder
{
    readonly RecordWriter _writer = new();
    readonly TextArena _own = new(); // the message in an envelope, which outlives the caller's arena for the next transfer of a bulk
    readonly byte[] _name = new byte[128], _value = new byte[128]; // of names and signals with escapes, each up to six bytes a letter
    TransferFields _outer;
    int _malformedAt;

    /// <summary>Whether the line decoded last holds a message.</summary>
    public bool IsEnvelope { get; private set; }

    /// <summary>That message, without escapes. Valid until the next line.</summary>
    public ReadOnlySpan<byte> Raw => _own.Bytes[.._rawLength];
    int _rawLength;

    /// <summary>What is wrong with the line decoded last: its form, or the first value that could not be read; never the value itself.</summary>
    public string? Fault => _malformedAt >= 0 ? "expected one JSON object in a line" : _writer.FaultText();

    public bool IsOnlyASignal => _malformedAt < 0 && _writer.IsOnlyASignal;

    /// <summary>Reads a line; returns how many transfers it holds. Of an envelope it reads what stands around the message: see <see cref="Overlay"/>.</summary>
    public int Decode(ReadOnlySpan<byte> line, TextArena arena, ref TransferFields f, List<Problem>? problems = null)
    {
        _writer.Begin(ref f);
        _writer.Problems = problems;
        _own.Clear();
        (IsEnvelope, _rawLength, _malformedAt) = (false, 0, -1);
        int mark = line.StartsWith("\uFEFF"u8) ? 3 : 0;
        var json = new Utf8JsonReader(line[mark..]);
        bool whole = false;
        try
        {
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName) Member(ref json, mark, arena, ref f);
            while (json.Read()) { } // whatever follows the object must be white space
            whole = true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) { } // broken JSON, a broken escape
        _writer.Problems = null;
        if (!whole)
        {
            f.Clear();
            f.Status = DecodeStatus.Malformed;
            IsEnvelope = false;
            _malformedAt = mark + (int)json.TokenStartIndex;
            problems?.Add(new Problem("JSON_SYNTAX", "", _malformedAt));
            return 0;
        }
        if (IsEnvelope)
        {
            _outer = f;
            _outer.Kind = Keep(f.Kind, arena);
            _outer.Channel = Keep(f.Channel, arena);
            (_outer.Device, _outer.Terminal) = (Keep(f.Device, arena), Keep(f.Terminal, arena));
            (_outer.Operator, _outer.Credential) = (Keep(f.Operator, arena), Keep(f.Credential, arena));
            return 0;
        }
        _writer.Problems = problems;
        _writer.Finish(ref f, default, mark);
        _writer.Problems = null;
        return 1;
    }

    /// <summary>Puts what the envelope says over what the message within says: the time, what became of the payment, and what stands beside it.</summary>
    public void Overlay(TextArena arena, ref TransferFields f)
    {
        if (_outer.TimeBase != TimeBase.None) (f.Ticks, f.TimeBase) = (_outer.Ticks, _outer.TimeBase);
        if (_outer.Settled != Settlement.Open) f.Settle(_outer.Settled);
        f.Label = _outer.Label;
        f.Signals = _outer.Signals;
        f.Kind = Given(_outer.Kind, arena);
        f.Channel = Given(_outer.Channel, arena);
        (f.Device, f.Terminal) = (Given(_outer.Device, arena), Given(_outer.Terminal, arena));
        (f.Operator, f.Credential) = (Given(_outer.Operator, arena), Given(_outer.Credential, arena));
        f.ProblemCount = (ushort)Math.Min(_writer.FaultCount, ushort.MaxValue);
    }

    // The arena may be another by then.
    Slice Keep(Slice text, TextArena arena) => text.Start >= 0 ? text : _own.Add(text.Of(default, arena.Bytes));
    Slice Given(Slice text, TextArena arena) => text.Start >= 0 ? text : arena.Add(text.Of(default, _own.Bytes));

    void Member(ref Utf8JsonReader json, int mark, TextArena arena, ref TransferFields f)
    {
        var field = RecordFields.Find(ShortText(ref json, _name));
        int offset = mark + (int)json.TokenStartIndex;
        json.Read();
        if (field == RecordField.None)
        {
            json.Skip();
            _writer.Report(RecordFaultKind.UnknownMember, field, offset);
            return;
        }
        offset = mark + (int)json.TokenStartIndex;
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String when field == RecordField.Raw:
                if (!_writer.Claim(field, offset)) break;
                IsEnvelope = true;
                _own.Commit(_rawLength = json.CopyString(_own.Reserve(json.ValueSpan.Length)));
                break;
            case JsonTokenType.StartObject when field == RecordField.Signals:
                Signals(ref json, mark, _writer.Claim(field, offset), ref f);
                break;
            case JsonTokenType.String when json.ValueIsEscaped:
                arena.Open();
                arena.Commit(json.CopyString(arena.Reserve(json.ValueSpan.Length)));
                var text = arena.Close();
                _writer.Set(field, text, text.Of(default, arena.Bytes), offset, ref f);
                break;
            case JsonTokenType.String:
                _writer.Set(field, new Slice(offset + 1, json.ValueSpan.Length), json.ValueSpan, offset, ref f);
                break;
            case JsonTokenType.Number when field != RecordField.Raw:
                _writer.Set(field, new Slice(offset, json.ValueSpan.Length), json.ValueSpan, offset, ref f);
                break;
            case JsonTokenType.True or JsonTokenType.False when field == RecordField.Label:
                _writer.Set(field, default, json.TokenType == JsonTokenType.True ? "true"u8 : "false"u8, offset, ref f);
                break;
            default:
                json.Skip();
                _writer.Report(RecordFaultKind.Form, field, offset);
                break;
        }
    }

    void Signals(ref Utf8JsonReader json, int mark, bool first, ref TransferFields f)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = ShortText(ref json, _name);
            json.Read();
            int offset = mark + (int)json.TokenStartIndex;
            if (json.TokenType == JsonTokenType.Null || !first)
            {
                json.Skip();
                continue;
            }
            var value = json.TokenType switch
            {
                JsonTokenType.True => "true"u8,
                JsonTokenType.False => "false"u8,
                JsonTokenType.Number => json.ValueSpan,
                JsonTokenType.String => ShortText(ref json, _value),
                _ => default,
            };
            json.Skip();
            _writer.SetSignal(name, value.Trim(" \t"u8), offset, ref f.Signals);
        }
    }

    /// <summary>A short text without its escapes; empty when it is longer than the buffer, as nothing known is.</summary>
    static ReadOnlySpan<byte> ShortText(ref Utf8JsonReader json, byte[] buffer) =>
        !json.ValueIsEscaped ? json.ValueSpan : json.ValueSpan.Length <= buffer.Length ? buffer.AsSpan(0, json.CopyString(buffer)) : default;
}
