using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fraud.Cli.Simulation;

/// <summary>How a simulated log is written.</summary>
enum LogFormat
{
    /// <summary>FIN messages, each after the network's acknowledgement, as a bank's interface archives them. Times are the sender's local minutes.</summary>
    Fin,
    /// <summary>JSON Lines: <c>{"at":…,"raw":…,"settled":…}</c> with UTC seconds, around messages of either standard.</summary>
    Jsonl,
    /// <summary>ISO 20022 messages, one XML document after the other, each refusal behind the payment it refuses.</summary>
    Pacs,
}

/// <summary>Appends simulated messages to a stream in one format; FIN archives take messages written in FIN, pacs archives those written in ISO 20022.</summary>
sealed class SimulatedLog(Stream stream, LogFormat format) : IDisposable
{
    // Relaxed escaping leaves the + and ' of the FIN character set readable.
    readonly Utf8JsonWriter _json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Write(SimulatedMessage message)
    {
        if (format == LogFormat.Jsonl) WriteEnvelope(message);
        else if (format == LogFormat.Pacs) WritePacs(message);
        else WriteFin(message);
    }

    void WriteEnvelope(SimulatedMessage message)
    {
        _json.WriteStartObject();
        _json.WriteString("at"u8, message.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        _json.WriteString("raw"u8, message.Raw);
        _json.WriteString("settled"u8, message.Rejected ? "rejected"u8 : "accepted"u8);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        stream.WriteByte((byte)'\n');
    }

    // The acknowledgement repeats the session and sequence number of the message's block 1.
    void WriteFin(SimulatedMessage message)
    {
        string address = Encoding.ASCII.GetString(message.Raw, "{1:F01".Length, 22);
        var local = message.At.ToOffset(message.Offset);
        string verdict = message.Rejected ? "{451:1}{405:" + message.RefusalCode + "}" : "{451:0}";
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{1:F21{address}}}{{4:{{177:{local:yyMMddHHmm}}}{verdict}{{108:{message.Reference}}}}}")));
        stream.Write(message.Raw);
        stream.Write("\r\n"u8);
    }

    void WritePacs(SimulatedMessage message)
    {
        stream.Write(message.Raw);
        stream.WriteByte((byte)'\n');
        if (message.RefusalCode is not { } code) return;
        stream.Write(PacsStatus.Refuse(message.Order, code));
        stream.WriteByte((byte)'\n');
    }

    /// <summary>The labels of a log: <c>id,label,wave,note</c>, where the id is field 20 and label 1 is an attack. No note contains a comma.</summary>
    public static void WriteLabels(Stream stream, IEnumerable<SimulatedMessage> messages)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("id,label,wave,note");
        foreach (var message in messages)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{message.Reference},{(message.Attack ? 1 : 0)},{(message.Wave > 0 ? message.Wave : null)},{message.Note}"));
    }

    public void Dispose() => _json.Dispose();
}
