using System.Globalization;

namespace Fraud.Cli.Simulation;

/// <summary>Writes one FIN input message after the other into a reused buffer: blocks 1 to 5, CRLF line ends, fields in the standard's order.</summary>
sealed class FinText
{
    byte[] _bytes = new byte[2048];
    int _length, _text;

    public byte[] Write(WireOrder order)
    {
        Begin(order);
        if (order.Kind == PaymentKind.Customer) CustomerTransfer(order, order.Transfer!);
        else InstitutionTransfer(order);
        return End(order.PossibleDuplicate);
    }

    void CustomerTransfer(WireOrder order, WireTransfer transfer) =>
        Field("20", order.Reference)
            .Field("23B", "CRED")
            .Field("32A", Day(order.ValueDate) + Amount(order.Amount))
            .Field("33B", Amount(transfer.Instructed))
            .Party("50K", transfer.Debtor)
            .Agent("52A", order.OrderingInstitution)
            .Field("53A", order.SenderCorrespondent)
            .Field("54A", order.ReceiverCorrespondent)
            .Field("56A", order.Intermediary)
            .Field("57A", order.CreditorAgent)
            .Party("59", transfer.Creditor)
            .Field("70", transfer.Remittance)
            .Field("71A", transfer.Charges);

    // Sequence B of a cover has no mark of its own: it begins at 50K.
    void InstitutionTransfer(WireOrder order)
    {
        Field("20", order.Reference)
            .Field("21", order.RelatedReference)
            .Field("32A", Day(order.ValueDate) + Amount(order.Amount))
            .Agent("52A", order.OrderingInstitution)
            .Field("53B", Account(order.SettlementAccount))
            .Field("56A", order.Intermediary)
            .Field("57A", order.CreditorAgent)
            .Agent("58A", order.CreditorInstitution);
        if (order.Transfer is { } transfer)
            Party("50K", transfer.Debtor)
                .Field("52A", transfer.DebtorAgent)
                .Field("57A", transfer.CreditorAgent)
                .Party("59", transfer.Creditor)
                .Field("70", transfer.Remittance)
                .Field("33B", Amount(transfer.Instructed));
    }

    void Begin(WireOrder order)
    {
        _length = 0;
        Add("{1:F01").Add(order.Sender).Add("AXXX").Digits(order.Session, 4).Digits(order.Sequence, 6);
        Add("}{2:I").Add(order.Kind == PaymentKind.Customer ? "103" : "202").Add(order.Receiver).Add("XXXXN}{3:{108:").Add(order.Reference).Add("}");
        if (order.Kind == PaymentKind.Cover) Add("{119:COV}");
        if (order.Uetr is not null) Add("{121:").Add(order.Uetr).Add("}");
        Add("}{4:");
        _text = _length;
    }

    // MAC and CHK are functions of the text, as in life, though not the network's.
    byte[] End(bool possibleDuplicate)
    {
        Add("\r\n");
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in _bytes.AsSpan(_text, _length - _text)) hash = (hash ^ b) * 0x100000001B3;
        hash = SeededRandom.Mix(hash);
        Add("-}{5:{MAC:").Hex(SeededRandom.Mix(hash + 1), 8).Add("}{CHK:").Hex(hash, 12).Add("}");
        if (possibleDuplicate) Add("{PDE:}");
        Add("}");
        return _bytes.AsSpan(0, _length).ToArray();
    }

    FinText Party(string tag, WireParty party) => Field(tag, [Account(party.Account), .. party.Lines]);

    FinText Agent(string tag, WireAgent? agent) => Field(tag, Account(agent?.Account), agent?.Bic);

    // A field and its lines; null lines are left out, and a field without a line is not written.
    FinText Field(string tag, params ReadOnlySpan<string?> lines)
    {
        bool first = true;
        foreach (string? line in lines)
        {
            if (line is null) continue;
            Add("\r\n");
            if (first) Add(":").Add(tag).Add(":");
            Add(line);
            first = false;
        }
        return this;
    }

    static string? Account(string? account) => account is null ? null : "/" + account;

    // A comma always, two decimals, none for yen.
    static string Amount(WireAmount amount) => amount.Currency == "JPY"
        ? string.Create(CultureInfo.InvariantCulture, $"JPY{amount.Minor},")
        : string.Create(CultureInfo.InvariantCulture, $"{amount.Currency}{amount.Minor / 100},{amount.Minor % 100:00}");

    static string Day(DateOnly date) => date.ToString("yyMMdd", CultureInfo.InvariantCulture);

    FinText Add(string text)
    {
        if (_length + text.Length > _bytes.Length) Array.Resize(ref _bytes, 2 * (_length + text.Length));
        foreach (char c in text) _bytes[_length++] = (byte)c;
        return this;
    }

    FinText Digits(int value, int count) => Add(value.ToString("D" + count, CultureInfo.InvariantCulture));

    FinText Hex(ulong value, int count) => Add(value.ToString("X16", CultureInfo.InvariantCulture)[(16 - count)..]);
}
