using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using Fraud.Cli.Logs;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud parse</c>: every message of the logs as one line of JSON, each transfer of a bulk as one of its own.</summary>
static class ParseCommand
{
    public static Command Create(ToolConsole console)
    {
        var files = FileArgument.Create("Files, folders, patterns with ** or - for standard input: FIN, ISO 20022 XML, JSON Lines or delimited columns, also packed (.gz, .zst, .br).");
        var (columns, currency, strict) = (FileArgument.Columns(), FileArgument.Currency(), FileArgument.Strict());
        var command = new Command("parse", "Show what messages say, as JSON Lines. Exits 1 when a message breaks a rule of its standard or cannot be read.") { files, columns, currency, strict };
        command.SetAction(parsed => Run(console, parsed.GetRequiredValue(files), new LogOptions { Columns = parsed.GetValue(columns), Currency = parsed.GetValue(currency), Strict = parsed.GetValue(strict) }));
        return command;
    }

    static int Run(ToolConsole console, string[] files, LogOptions options)
    {
        bool findings = false;
        var line = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(line, JsonText.Options);
        var report = new LogReport(console.Error);
        var inputs = LogInput.Expand(files, console, out bool faulty);
        new LogFiles(inputs, options, report).ForEach(source =>
        {
            var (entry, decoder) = (source.Entry, source.Decoder);
            var bytes = entry.Bytes.Span;
            var problems = entry.Rows is null ? decoder.Validate(bytes).ToArray() : []; // what Validate found does not outlive the next call
            findings |= problems.Length > 0;
            var transfer = entry.Rows is { } rows ? rows.Decode(bytes) : decoder.Decode(bytes);
            int transfers = entry.Rows is null ? decoder.TransferCount : 1;
            var status = entry.Fault is null ? (DecodeStatus)Math.Max((byte)entry.Status, (byte)transfer.Status) : entry.Status;
            string? fault = entry.Fault ?? (entry.Rows is { } read ? read.Fault : decoder.Fault) ?? (status < DecodeStatus.TooManyFields ? null : LogSource.Reason(status));
            findings |= fault is not null;
            for (int i = 0; ;)
            {
                findings |= status is DecodeStatus.Unterminated or DecodeStatus.AmountMissing or DecodeStatus.PartyMissing or DecodeStatus.Ambiguous;
                // Problems are the message's: in a bulk they stand with its first transfer.
                WriteLine(json, entry, status, i == 0 ? problems : [], entry.Line > 0 ? fault : null, transfer, transfers > 1 ? i : -1);
                json.EndLine(line, console.Output);
                console.Output.Flush();
                if (++i >= transfers) return fault;
                transfer = decoder.DecodeNext(entry.Bytes.Span, i);
                status = (DecodeStatus)Math.Max((byte)entry.Status, (byte)transfer.Status);
            }
        }, new LogProgress());
        return findings || faulty || report.Faulty ? ExitCode.Findings : ExitCode.Fine;
    }

    static void WriteLine(Utf8JsonWriter json, in LogEntry entry, DecodeStatus status, ReadOnlySpan<Problem> problems, string? fault, Transfer transfer, int index)
    {
        json.WriteStartObject();
        json.WriteString("source", entry.Source);
        json.WriteNumber("offset", entry.Offset);
        if (entry.Line > 0) json.WriteNumber("line", entry.Line);
        if (index >= 0) json.WriteNumber("transfer", index);
        json.WriteString("format", JsonText.Camel(entry.Format));
        if (TransferJson.TypeName(transfer) is { } type) json.WriteString("messageType", type);
        json.WriteString("status", JsonText.Camel(status));
        if (fault is not null) json.WriteString("fault", fault);
        json.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("rule", problem.Rule);
            json.WriteString("field", problem.Field);
            json.WriteNumber("offset", problem.Offset);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        TransferJson.Write(json, transfer, entry.At);
        json.WriteEndObject();
    }
}
