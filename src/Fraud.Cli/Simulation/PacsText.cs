using System.Globalization;
using System.Text;
using Fraud.Messages;

namespace Fraud.Cli.Simulation;

/// <summary>Writes payments as ISO 20022 business messages of CBPR+: pacs.008 for customers' transfers, pacs.009 for those of institutions and covers. Elements stand in the schema's order.</summary>
static class PacsText
{
    const string CustomerMessage = "pacs.008.001.08", InstitutionMessage = "pacs.009.001.08";

    public static byte[] Write(WireOrder order) => order.Kind == PaymentKind.Customer ? CustomerTransfers([order], bulk: false) : InstitutionTransfer(order);

    /// <summary>The message that a payment is written as.</summary>
    public static string MessageOf(WireOrder order) => order.Kind == PaymentKind.Customer ? CustomerMessage : InstitutionMessage;

    /// <summary>A customer's order has no reference but the sender's own.</summary>
    public static string EndToEndOf(WireOrder order) => order.RelatedReference ?? "NOTPROVIDED";

    /// <summary>One pacs.008 of several customers' transfers between the same two institutions, settled alike. The headers are those of the first.</summary>
    public static byte[] Bulk(IReadOnlyList<WireOrder> orders)
    {
        ArgumentOutOfRangeException.ThrowIfZero(orders.Count);
        static (PaymentKind, string, string, string?, string?) Shared(WireOrder order) => (order.Kind, order.Sender, order.Receiver, order.SenderCorrespondent, order.ReceiverCorrespondent);
        if (orders[0].Kind != PaymentKind.Customer || orders.Any(order => Shared(order) != Shared(orders[0])))
            throw new ArgumentException("A bulk holds customers' transfers of one sender to one receiver, settled alike.", nameof(orders));
        return CustomerTransfers(orders, bulk: true);
    }

    /// <summary>Opens a business message: the application header, then the document, whose root element is next.</summary>
    public static XmlText Begin(string message, string service, string from, string to, string id, DateTimeOffset created, bool possibleDuplicate = false) => new XmlText()
        .Open("Envelope")
        .Open("AppHdr", "urn:iso:std:iso:20022:tech:xsd:head.001.001.02")
        .Leaf(["Fr", "FIId", "FinInstnId", "BICFI"], from)
        .Leaf(["To", "FIId", "FinInstnId", "BICFI"], to)
        .Leaf("BizMsgIdr", id)
        .Leaf("MsgDefIdr", message)
        .Leaf("BizSvc", service)
        .Leaf("CreDt", Time(created))
        .Leaf("PssblDplct", possibleDuplicate ? "true" : null)
        .Close()
        .Open("Document", "urn:iso:std:iso:20022:tech:xsd:" + message);

    /// <summary>A time as the network writes it: local, with the offset from UTC.</summary>
    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    static byte[] CustomerTransfers(IReadOnlyList<WireOrder> orders, bool bulk)
    {
        var first = orders[0];
        var xml = Begin(CustomerMessage, "swift.cbprplus.02", first).Open("FIToFICstmrCdtTrf");
        Group(xml, first, orders.Count, bulk ? orders.Sum(order => order.Amount.Value) : null)
            .Leaf("SttlmMtd", first.SenderCorrespondent is null ? "INDA" : "COVE")
            .Agent("InstgRmbrsmntAgt", first.SenderCorrespondent)
            .Agent("InstdRmbrsmntAgt", first.ReceiverCorrespondent)
            .Close(2);
        foreach (var order in orders)
        {
            var transfer = order.Transfer!;
            Payment(xml, order)
                .Leaf("InstdAmt", transfer.Instructed)
                .Leaf("ChrgBr", transfer.Charges switch { "OUR" => "DEBT", "BEN" => "CRED", _ => "SHAR" });
            Chain(xml, order).Customers(transfer, order.OrderingInstitution?.Bic, order.CreditorAgent).Close();
        }
        return xml.End();
    }

    static byte[] InstitutionTransfer(WireOrder order)
    {
        var xml = Begin(InstitutionMessage, order.Kind == PaymentKind.Cover ? "swift.cbprplus.cov.02" : "swift.cbprplus.02", order).Open("FICdtTrf");
        Group(xml, order, 1, null)
            .Leaf("SttlmMtd", "INDA")
            .Leaf(["SttlmAcct", "Id", "Othr", "Id"], order.SettlementAccount)
            .Close(2);
        Payment(xml, order);
        Chain(xml, order)
            .Agent("Dbtr", order.OrderingInstitution?.Bic)
            .Account("DbtrAcct", order.OrderingInstitution?.Account)
            .Agent("CdtrAgt", order.CreditorAgent)
            .Agent("Cdtr", order.CreditorInstitution?.Bic)
            .Account("CdtrAcct", order.CreditorInstitution?.Account);
        if (order.Transfer is { } transfer)
            xml.Open("UndrlygCstmrCdtTrf").Customers(transfer, transfer.DebtorAgent, transfer.CreditorAgent).Leaf("InstdAmt", transfer.Instructed);
        return xml.End();
    }

    static XmlText Begin(string message, string service, WireOrder order) =>
        Begin(message, service, order.Sender, order.Receiver, order.Reference, order.Sent, order.PossibleDuplicate);

    // Leaves the settlement information open.
    static XmlText Group(XmlText xml, WireOrder order, int count, decimal? sum) => xml
        .Open("GrpHdr")
        .Leaf("MsgId", order.Reference)
        .Leaf("CreDtTm", Time(order.Sent))
        .Leaf("NbOfTxs", count.ToString(CultureInfo.InvariantCulture))
        .Leaf("CtrlSum", sum?.ToString(CultureInfo.InvariantCulture))
        .Open("SttlmInf");

    // Leaves the transaction open.
    static XmlText Payment(XmlText xml, WireOrder order) => xml
        .Open("CdtTrfTxInf")
        .Open("PmtId")
        .Leaf("InstrId", order.Reference)
        .Leaf("EndToEndId", EndToEndOf(order))
        .Leaf("UETR", order.Uetr)
        .Close()
        .Leaf("IntrBkSttlmAmt", order.Amount)
        .Leaf("IntrBkSttlmDt", order.ValueDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    static XmlText Chain(XmlText xml, WireOrder order) => xml
        .Agent("InstgAgt", order.Sender)
        .Agent("InstdAgt", order.Receiver)
        .Agent("IntrmyAgt1", order.Intermediary);

    static XmlText Customers(this XmlText xml, WireTransfer transfer, string? debtorAgent, string? creditorAgent)
    {
        xml.Party("Dbtr", transfer.Debtor)
            .Account("DbtrAcct", transfer.Debtor.Account)
            .Agent("DbtrAgt", debtorAgent)
            .Agent("CdtrAgt", creditorAgent)
            .Party("Cdtr", transfer.Creditor)
            .Account("CdtrAcct", transfer.Creditor.Account);
        if (transfer.Remittance.Length == 0) return xml;
        xml.Open("RmtInf");
        foreach (string line in transfer.Remittance) xml.Leaf("Ustrd", line);
        return xml.Close();
    }

    static XmlText Party(this XmlText xml, string name, WireParty party)
    {
        xml.Open(name).Leaf("Nm", party.Lines[0]);
        if (party.Lines.Length > 1)
        {
            xml.Open("PstlAdr");
            foreach (string line in party.Lines.AsSpan(1)) xml.Leaf("AdrLine", line);
            xml.Close();
        }
        return xml.Close();
    }

    static XmlText Agent(this XmlText xml, string name, string? bic) => xml.Leaf([name, "FinInstnId", "BICFI"], bic);

    static XmlText Account(this XmlText xml, string name, string? account) =>
        account is not null && IsIban(account) ? xml.Leaf([name, "Id", "IBAN"], account) : xml.Leaf([name, "Id", "Othr", "Id"], account);

    static bool IsIban(string account)
    {
        byte[] text = Encoding.UTF8.GetBytes(account);
        return Iban.LooksLike(text) && Iban.Mod97(Iban.Mod97(0, text.AsSpan(4)), text.AsSpan(0, 4)) == 1;
    }
}
