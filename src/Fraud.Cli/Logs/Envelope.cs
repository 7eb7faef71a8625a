using System.Text.Json;

namespace Fraud.Cli.Logs;

/// <summary>
/// Reads <c>{"at":"2016-02-04T14:41:00Z","raw":"{1:…","settled":"accepted"}</c>: the message, when it was sent (RFC 3339, with an offset), and, where known, how it ended.
/// Other members are passed over. The message is copied into a reused buffer.
/// </summary>
sealed class Envelope
{
    byte[] _raw = new byte[4096];

    public ReadOnlyMemory<byte> Raw { get; private set; }
    public DateTimeOffset? At { get; private set; }
    public bool? Accepted { get; private set; }

    /// <summary>What is wrong with the line, or null.</summary>
    public string? Read(ReadOnlySpan<byte> line)
    {
        (Raw, At, Accepted) = (default, null, null);
        try
        {
            var json = new Utf8JsonReader(line);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string? fault = json.ValueTextEquals("raw"u8) ? ReadRaw(ref json)
                    : json.ValueTextEquals("at"u8) ? ReadAt(ref json)
                    : json.ValueTextEquals("settled"u8) ? ReadSettled(ref json)
                    : PassOver(ref json);
                if (fault is not null) return fault;
            }
            while (json.Read()) { } // whatever follows the object must be white space
            return Raw.IsEmpty ? "the envelope holds no \"raw\"" : null;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException) // broken JSON, broken UTF-8
        {
            return "not a JSON object in one line";
        }
    }

    string? ReadRaw(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String) return "\"raw\" is not a text";
        if (_raw.Length < json.ValueSpan.Length) _raw = new byte[2 * json.ValueSpan.Length];
        Raw = _raw.AsMemory(0, json.CopyString(_raw));
        return null;
    }

    string? ReadAt(ref Utf8JsonReader json)
    {
        json.Read();
        bool read = json.TokenType == JsonTokenType.String && HasOffset(json.ValueSpan) && json.TryGetDateTimeOffset(out var at) && (At = at) is not null;
        return read ? null : "\"at\" is not a time with an offset, such as 2016-02-04T14:41:00Z";
    }

    // Without one, the machine's own would be taken.
    static bool HasOffset(ReadOnlySpan<byte> time) => time.Length > 19 && (time[^1] == 'Z' || time[19..].IndexOfAny((byte)'+', (byte)'-') >= 0);

    string? ReadSettled(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.String) return "\"settled\" is neither accepted nor rejected";
        if (json.ValueTextEquals("accepted"u8)) Accepted = true;
        else if (json.ValueTextEquals("rejected"u8)) Accepted = false;
        else if (!json.ValueTextEquals("open"u8)) return "\"settled\" is neither accepted nor rejected";
        return null;
    }

    static string? PassOver(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
        return null;
    }
}
