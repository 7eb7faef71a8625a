using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fraud.Cli.Logs;

namespace Fraud.Cli.Commands;

/// <summary><c>fraud parse</c>: every message of the files as one line of JSON, each transfer of an MT101 as one of its own.</summary>
static class ParseCommand
{
    public static Command Create(ToolConsole console)
    {
        var files = FileArgument.Create("FIN containers (RJE, DOS-PCC, plain, with acknowledgements) or JSON Lines envelopes.");
        var command = new Command("parse", "Show what messages say, as JSON Lines. Exits 1 when a message breaks a rule of its standard or cannot be read.") { files };
        command.SetAction(parsed => Run(console, parsed.GetRequiredValue(files)));
        return command;
    }

    static int Run(ToolConsole console, string[] files)
    {
        var decoder = new MessageDecoder();
        bool findings = false;
        using var json = new Utf8JsonWriter(console.Output, JsonText.Options);
        var logs = new LogFiles(files, console.Error);
        logs.ForEach(entry =>
        {
            var problems = decoder.Validate(entry.Bytes.Span).ToArray(); // what Validate found does not outlive the next call
            findings |= problems.Length > 0;
            int transfers = decoder.TransferCount;
            var transfer = decoder.Decode(entry.Bytes.Span);
            var status = (DecodeStatus)Math.Max((byte)entry.Status, (byte)transfer.Status);
            bool readable = status < DecodeStatus.TooManyFields;
            findings |= !readable || status is DecodeStatus.Unterminated or DecodeStatus.AmountMissing or DecodeStatus.PartyMissing;
            for (int i = 0; ;)
            {
                WriteLine(json, entry, status, problems, transfer);
                json.EndLine(console.Output);
                if (++i >= transfers) return readable;
                transfer = decoder.Decode(entry.Bytes.Span, i);
            }
        });
        return findings || logs.Faulty ? ExitCode.Findings : ExitCode.Fine;
    }

    static void WriteLine(Utf8JsonWriter json, in LogEntry entry, DecodeStatus status, ReadOnlySpan<Problem> problems, Transfer transfer)
    {
        json.WriteStartObject();
        json.WriteString("source", entry.Source);
        json.WriteNumber("offset", entry.Offset);
        json.WriteString("format", JsonText.Camel(entry.Format));
        if (TypeName(transfer) is { } type) json.WriteString("messageType", type);
        json.WriteString("status", JsonText.Camel(status));
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
        if (transfer.Direction != Direction.Unknown) json.WriteString("direction", JsonText.Camel(transfer.Direction));
        json.WriteBic("sender", transfer.Sender);
        json.WriteBic("receiver", transfer.Receiver);
        json.WriteText("reference", transfer.Reference);
        json.WriteText("relatedReference", transfer.RelatedReference);
        if (transfer.Uetr != default) json.WriteString("uetr", new Guid(transfer.Uetr.ToString("x32", CultureInfo.InvariantCulture)).ToString());
        json.WriteText("endToEndId", transfer.EndToEndId);
        if (transfer.ValueDate is { } day) json.WriteString("valueDate", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WriteAmount(json, "currency", "amount", transfer.SettlementAmount);
        WriteAmount(json, "instructedCurrency", "instructedAmount", transfer.InstructedAmount);
        WriteParty(json, "debtor", transfer.DebtorName, transfer.DebtorAccount, transfer.DebtorBic);
        json.WriteBic("debtorAgent", transfer.DebtorAgent);
        WriteParty(json, "creditor", transfer.CreditorName, transfer.CreditorAccount, transfer.CreditorBic);
        json.WriteBic("creditorAgent", transfer.CreditorAgent);
        if (!transfer.IntermediaryAgent1.IsNone)
        {
            json.WriteStartArray("intermediaryAgents");
            json.WriteStringValue(transfer.IntermediaryAgent1.ToString());
            json.WriteEndArray();
        }
        if (ChargeCode(transfer.ChargeBearer) is { } charges) json.WriteString("chargeBearer", charges);
        json.WriteText("remittance", transfer.Remittance);
        json.WriteEndObject();
    }

    static void WriteAmount(Utf8JsonWriter json, string currency, string amount, Money money)
    {
        if (money.IsNone) return;
        json.WriteString(currency, money.Currency.ToString());
        json.WriteString(amount, money.ToDecimalString());
    }

    static void WriteParty(Utf8JsonWriter json, string name, ReadOnlySpan<byte> partyName, ReadOnlySpan<byte> account, Bic bic)
    {
        if (partyName.IsEmpty && account.IsEmpty && bic.IsNone) return;
        json.WriteStartObject(name);
        json.WriteText("name", partyName);
        json.WriteText("account", account);
        json.WriteBic("bic", bic);
        json.WriteEndObject();
    }

    static string? TypeName(Transfer transfer) => transfer.MessageType switch
    {
        MessageType.Unknown => null,
        MessageType.Service => "service",
        MessageType.Mt103Stp => "MT103 STP",
        MessageType.Mt103Remit => "MT103 REMIT",
        MessageType.Mt202Cov => $"MT{transfer.MessageNumber:000} COV",
        _ => $"MT{transfer.MessageNumber:000}",
    };

    // The codes of ISO 20022, whatever the message's own.
    static string? ChargeCode(ChargeBearer bearer) => bearer switch
    {
        ChargeBearer.Debtor => "DEBT",
        ChargeBearer.Shared => "SHAR",
        ChargeBearer.Creditor => "CRED",
        _ => null,
    };
}
