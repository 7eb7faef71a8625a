using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fraud.Cli.Logs;

/// <summary>What message text needs on its way to JSON: bytes that are no UTF-8 become U+FFFD, line ends become one line feed, absent fields are left out.</summary>
static class JsonText
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteText(this Utf8JsonWriter json, string name, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty) json.WriteString(name, Show(text));
    }

    public static void WriteBic(this Utf8JsonWriter json, string name, Bic bic)
    {
        if (!bic.IsNone) json.WriteString(name, bic.ToString());
    }

    public static string Show(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>One object, one line, written at once: where both go to one terminal, no diagnostic comes between.</summary>
    public static void EndLine(this Utf8JsonWriter json, ArrayBufferWriter<byte> line, Stream stream)
    {
        json.Flush();
        json.Reset();
        line.Write("\n"u8);
        stream.Write(line.WrittenSpan);
        line.ResetWrittenCount();
    }

    /// <summary>The name of an enumeration's member as JSON writes it: a small letter first.</summary>
    public static string Camel<T>(T value) where T : struct, Enum => value.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";
}
