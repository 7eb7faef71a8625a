using System.Globalization;
using static Fraud.Cli.Simulation.BangladeshScenario;

namespace Fraud.Cli.Simulation;

/// <summary>Turns the orders of the re-enactment into FIN messages, as the payment desk's software would: one steady reference mask, one session a day.</summary>
sealed class OrderWriter
{
    readonly FinText _fin = new();
    int _sequence;

    public SimulatedMessage Write(Order order, int number)
    {
        var local = order.Local;
        string reference = string.Create(CultureInfo.InvariantCulture, $"FT{local:yy}{local.DayOfYear:000}-{number:00000}");
        int session = 1000 + DateOnly.FromDateTime(local).DayNumber - BangladeshDays.First.DayNumber;
        Begin(order, session, reference);
        if (order.Kind == Kind.Customer) CustomerTransfer(order, reference);
        else InstitutionTransfer(order, reference, number);
        return new SimulatedMessage
        {
            At = new DateTimeOffset(local, BangladeshDays.Dhaka).ToUniversalTime(),
            Offset = BangladeshDays.Dhaka,
            Raw = _fin.End(),
            Reference = reference,
            RefusalCode = order.RefusalCode,
            Attack = order.Wave > 0,
            Wave = order.Wave,
            Note = order.Note,
        };
    }

    void Begin(Order order, int session, string reference) =>
        _fin.Begin(order.Kind == Kind.Customer ? "103" : "202", BangladeshCast.Bank, BangladeshCast.Custodian, session, ++_sequence, reference, order.Kind == Kind.Cover ? "COV" : null);

    void CustomerTransfer(Order order, string reference)
    {
        string amount = FinText.Amount("USD", order.Cents);
        _fin.Field("20", reference)
            .Field("23B", "CRED")
            .Field("32A", FinText.Day(BangladeshDays.ValueDate(order.Local)) + amount)
            .Field("33B", amount)
            .Field("50K", [order.OrdererAccount, .. order.Orderer])
            .Field("52A", BangladeshCast.Bank);
        if (!order.WithoutAgents) _fin.Field("56A", order.Payee.Correspondent).Field("57A", order.Payee.Agent);
        _fin.Field("59", [order.Payee.Account, .. order.PayeeLines])
            .Field("70", order.Text)
            .Field("71A", order.Payee.Charges);
    }

    // A cover pays the creditor's agent (58A); who is paid in the end stands in sequence B, which begins at 50K.
    void InstitutionTransfer(Order order, string reference, int number)
    {
        bool cover = order.Kind == Kind.Cover;
        string amount = FinText.Amount("USD", order.Cents);
        _fin.Field("20", reference)
            .Field("21", string.Create(CultureInfo.InvariantCulture, $"{(cover ? "CT" : "MM")}{order.Local:yyMMdd}-{number % 1000:000}"))
            .Field("32A", FinText.Day(BangladeshDays.ValueDate(order.Local)) + amount)
            .Field("52A", BangladeshCast.Bank)
            .Field("53B", BangladeshCast.R1)
            .Field("56A", cover ? null : order.Payee.Correspondent)
            .Field("57A", cover ? order.Payee.Correspondent : order.Payee.Agent);
        if (!cover)
        {
            _fin.Field("58A", order.Payee.Account, order.Payee.Lines[0]);
            return;
        }
        _fin.Field("58A", order.Payee.Agent)
            .Field("50K", [order.OrdererAccount, .. order.Orderer])
            .Field("52A", BangladeshCast.Bank)
            .Field("57A", order.Payee.Agent)
            .Field("59", [order.Payee.Account, .. order.PayeeLines])
            .Field("70", order.Text)
            .Field("33B", amount);
    }
}
