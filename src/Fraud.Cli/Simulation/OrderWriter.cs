using System.Globalization;
using static Fraud.Cli.Simulation.BangladeshScenario;

namespace Fraud.Cli.Simulation;

/// <summary>Turns the orders of the re-enactment into messages, as the payment desk's software would: one steady reference mask, one session a day.</summary>
sealed class OrderWriter(WireFormat format)
{
    readonly WireText _text = new(format);
    int _sequence;

    public SimulatedMessage Write(Order order, int number)
    {
        var wire = order.Kind switch
        {
            PaymentKind.Customer => CustomerTransfer(order, number),
            PaymentKind.Cover => Cover(order, number),
            _ => InstitutionTransfer(order, number),
        };
        return new SimulatedMessage
        {
            At = wire.Sent.ToUniversalTime(),
            Offset = wire.Sent.Offset,
            Order = wire,
            Raw = _text.Write(wire),
            Reference = wire.Reference,
            RefusalCode = order.RefusalCode,
            Attack = order.Wave > 0,
            Wave = order.Wave,
            Note = order.Note,
        };
    }

    WireOrder CustomerTransfer(Order order, int number) => Begin(order, number) with
    {
        Intermediary = order.WithoutAgents ? null : order.Payee.Correspondent,
        CreditorAgent = order.WithoutAgents ? null : order.Payee.Agent,
        Transfer = Customers(order) with { Charges = order.Payee.Charges },
    };

    WireOrder InstitutionTransfer(Order order, int number) => Begin(order, number) with
    {
        RelatedReference = RelatedReference("MM", order, number),
        SettlementAccount = BangladeshCast.R1,
        Intermediary = order.Payee.Correspondent,
        CreditorAgent = order.Payee.Agent,
        CreditorInstitution = new(order.Payee.Lines[0], order.Payee.Account),
    };

    // A cover pays the creditor's agent (58A); who is paid in the end stands in sequence B.
    WireOrder Cover(Order order, int number) => Begin(order, number) with
    {
        RelatedReference = RelatedReference("CT", order, number),
        SettlementAccount = BangladeshCast.R1,
        CreditorAgent = order.Payee.Correspondent,
        CreditorInstitution = new(order.Payee.Agent),
        Transfer = Customers(order) with { DebtorAgent = BangladeshCast.Bank, CreditorAgent = order.Payee.Agent },
    };

    WireOrder Begin(Order order, int number) => new()
    {
        Kind = order.Kind,
        Sender = BangladeshCast.Bank,
        Receiver = BangladeshCast.Custodian,
        Session = 1000 + DateOnly.FromDateTime(order.Local).DayNumber - BangladeshDays.First.DayNumber,
        Sequence = ++_sequence,
        Sent = new DateTimeOffset(order.Local, BangladeshDays.Dhaka),
        Reference = string.Create(CultureInfo.InvariantCulture, $"FT{order.Local:yy}{order.Local.DayOfYear:000}-{number:00000}"),
        ValueDate = BangladeshDays.ValueDate(order.Local),
        Amount = new("USD", order.Cents),
        OrderingInstitution = new(BangladeshCast.Bank),
    };

    static WireTransfer Customers(Order order) =>
        new(new(order.OrdererAccount, order.Orderer), new(order.Payee.Account, order.PayeeLines), [order.Text], new("USD", order.Cents));

    static string RelatedReference(string prefix, Order order, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{order.Local:yyMMdd}-{number % 1000:000}");
}
