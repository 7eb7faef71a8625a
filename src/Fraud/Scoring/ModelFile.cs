using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fraud.Scoring;

static class ModelFile
{
    static readonly JsonSerializerOptions s_options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void Write(ModelContent content, Stream stream) => JsonSerializer.Serialize(stream, content, s_options);

    public static ModelContent Parse(ReadOnlySpan<byte> bytes, string file) => JsonSerializer.Deserialize<ModelContent>(bytes, s_options) ?? throw new FormatException(file + ": is empty.");
}
