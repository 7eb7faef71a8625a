using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fraud.Cli.Logs;

/// <summary>A transfer as members of a JSON object; what it does not say is left out.</summary>
static class TransferJson
{
    /// <summary>When the log does not say it, when the message was made is told by the message.</summary>
    public static void Write(Utf8JsonWriter json, Transfer transfer, DateTimeOffset? at)
    {
        if (transfer.Direction != Direction.Unknown) json.WriteString("direction", JsonText.Camel(transfer.Direction));
        if ((at ?? transfer.Time) is { } time) json.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        else if (transfer.LocalTime is { } local) json.WriteString("localTime", local.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
        if (transfer.Settled != Settlement.Open) json.WriteString("settled", JsonText.Camel(transfer.Settled));
        if (transfer.Label is { } label) json.WriteBoolean("label", label);
        json.WriteBic("sender", transfer.Sender);
        json.WriteText("senderId", transfer.SenderId);
        json.WriteBic("receiver", transfer.Receiver);
        json.WriteText("receiverId", transfer.ReceiverId);
        json.WriteText("messageId", transfer.MessageId);
        json.WriteText("reference", transfer.Reference);
        json.WriteText("relatedReference", transfer.RelatedReference);
        if (transfer.Uetr != default) json.WriteString("uetr", new Guid(transfer.Uetr.ToString("x32", CultureInfo.InvariantCulture)).ToString());
        json.WriteText("endToEndId", transfer.EndToEndId);
        if (transfer.ValueDate is { } day) json.WriteString("valueDate", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WriteAmount(json, "currency", "amount", transfer.SettlementAmount);
        WriteAmount(json, "instructedCurrency", "instructedAmount", transfer.InstructedAmount);
        json.WriteText("ultimateDebtor", transfer.UltimateDebtorName);
        WriteParty(json, "debtor", transfer.DebtorName, transfer.DebtorAccount, transfer.DebtorBic, transfer.DebtorLei, transfer.DebtorCountry, transfer.DebtorAddressForm);
        json.WriteBic("debtorAgent", transfer.DebtorAgent);
        json.WriteText("debtorAgentId", transfer.DebtorAgentId);
        WriteParty(json, "creditor", transfer.CreditorName, transfer.CreditorAccount, transfer.CreditorBic, transfer.CreditorLei, transfer.CreditorCountry, transfer.CreditorAddressForm);
        json.WriteBic("creditorAgent", transfer.CreditorAgent);
        json.WriteText("creditorAgentId", transfer.CreditorAgentId);
        json.WriteText("ultimateCreditor", transfer.UltimateCreditorName);
        WriteIntermediaries(json, transfer);
        if (ChargeCode(transfer.ChargeBearer) is { } charges) json.WriteString("chargeBearer", charges);
        json.WriteText("purpose", transfer.Purpose);
        json.WriteText("kind", transfer.Kind);
        json.WriteText("channel", transfer.Channel);
        json.WriteText("remittance", transfer.Remittance);
    }

    static void WriteIntermediaries(Utf8JsonWriter json, Transfer transfer)
    {
        if (transfer.IntermediaryAgent1.IsNone && transfer.IntermediaryAgent2.IsNone && transfer.IntermediaryAgent3.IsNone) return;
        json.WriteStartArray("intermediaryAgents");
        foreach (var agent in (ReadOnlySpan<Bic>)[transfer.IntermediaryAgent1, transfer.IntermediaryAgent2, transfer.IntermediaryAgent3])
            if (!agent.IsNone) json.WriteStringValue(agent.ToString());
        json.WriteEndArray();
    }

    static void WriteAmount(Utf8JsonWriter json, string currency, string amount, Money money)
    {
        if (money.IsNone) return;
        json.WriteString(currency, money.Currency.ToString());
        json.WriteString(amount, money.ToDecimalString());
    }

    static void WriteParty(Utf8JsonWriter json, string name, ReadOnlySpan<byte> partyName, ReadOnlySpan<byte> account, Bic bic, ReadOnlySpan<byte> lei, string country, AddressForm address)
    {
        if (partyName.IsEmpty && account.IsEmpty && bic.IsNone && lei.IsEmpty && country.Length == 0 && address == AddressForm.None) return;
        json.WriteStartObject(name);
        json.WriteText("name", partyName);
        json.WriteText("account", account);
        json.WriteBic("bic", bic);
        json.WriteText("lei", lei);
        json.WriteText("country", Encoding.UTF8.GetBytes(country));
        if (address != AddressForm.None) json.WriteString("address", JsonText.Camel(address));
        json.WriteEndObject();
    }

    /// <summary>The name a message goes by; null when it is none.</summary>
    public static string? TypeName(Transfer transfer) => transfer.MessageType switch
    {
        _ when !transfer.MessageName.IsEmpty => JsonText.Show(transfer.MessageName),
        MessageType.Unknown or MessageType.OtherIso => null,
        MessageType.Service => "service",
        MessageType.Record => "record",
        MessageType.Mt103Stp => "MT103 STP",
        MessageType.Mt103Remit => "MT103 REMIT",
        MessageType.Mt202Cov => $"MT{transfer.MessageNumber:000} COV",
        MessageType.Pacs009Cov => "pacs.009",
        (>= MessageType.Pacs008 and <= MessageType.Camt029 or >= MessageType.Camt052) and var type => type.ToString().ToLowerInvariant().Insert(4, "."),
        _ => $"MT{transfer.MessageNumber:000}",
    };

    // The codes of ISO 20022, whatever the message's own.
    static string? ChargeCode(ChargeBearer bearer) => bearer switch
    {
        ChargeBearer.Debtor => "DEBT",
        ChargeBearer.Shared => "SHAR",
        ChargeBearer.Creditor => "CRED",
        ChargeBearer.ServiceLevel => "SLEV",
        _ => null,
    };
}
