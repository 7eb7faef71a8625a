using System.Globalization;

namespace Fraud.Cli.Simulation;

enum PaymentKind { Customer, Institution, Cover }

/// <summary>A payment before it is a message.</summary>
sealed record Payment(DateTime Local, PaymentKind Kind, Creditor Payee, long Minor)
{
    public Customer? Customer { get; init; }
    public string? Uetr { get; init; }
    public string Text { get; init; } = "";
    public string? RefusalCode { get; init; }
    /// <summary>The transfer that a cover pays for, or that is repeated.</summary>
    public Payment? Leg { get; init; }
    public bool Repeat { get; init; }
    public string Note { get; init; } = "";
    /// <summary>Field 20, once sent.</summary>
    public string Reference { get; set; } = "";
}

/// <summary>Turns payments into FIN messages. Serial payments go to the correspondent of the currency; covered ones straight to the creditor's agent, their cover to the correspondent.</summary>
sealed class PaymentWriter(Institution institution, Network network)
{
    readonly FinText _fin = new();
    DateOnly _day;
    int _number, _sequence;

    public SimulatedMessage Write(Payment payment, TimeSpan offset, DateOnly first)
    {
        var day = DateOnly.FromDateTime(payment.Local);
        if (day != _day) (_day, _number) = (day, 0);
        payment.Reference = payment.Repeat ? payment.Leg!.Reference
            : string.Create(CultureInfo.InvariantCulture, $"{institution.Prefix}{day:yyMMdd}-{++_number:000000}");
        int session = 1000 + (day.DayNumber - first.DayNumber) % 9000;
        _sequence = _sequence % 999_999 + 1;
        var correspondent = network.Correspondent(payment.Payee.Currency, institution.Bic);
        if (payment.Kind == PaymentKind.Customer) CustomerTransfer(payment, correspondent, session);
        else InstitutionTransfer(payment, correspondent, session);
        return new SimulatedMessage
        {
            At = new DateTimeOffset(payment.Local, offset).ToUniversalTime(),
            Offset = offset,
            Raw = _fin.End(payment.Repeat),
            Reference = payment.Reference,
            RefusalCode = payment.RefusalCode,
            Note = payment.Note,
        };
    }

    void CustomerTransfer(Payment payment, Agent correspondent, int session)
    {
        var (customer, payee) = (payment.Customer!, payment.Payee);
        string amount = FinText.Amount(payee.Currency, payment.Minor);
        _fin.Begin("103", institution.Bic, (payee.ByCover ? payee.Agent : correspondent).Bic, session, _sequence, payment.Reference, uetr: payment.Uetr)
            .Field("20", payment.Reference)
            .Field("23B", "CRED")
            .Field("32A", FinText.Day(ValueDate(payment)) + amount)
            .Field("33B", amount)
            .Field("50K", [customer.Account, .. customer.Lines])
            .Field("52A", institution.Bic);
        if (payee.ByCover) _fin.Field("53A", correspondent.Bic).Field("54A", Route(payee) ?? correspondent.Bic);
        else if (payment.RefusalCode is null) _fin.Field("56A", Route(payee)).Field("57A", payee.Agent.Bic);
        _fin.Field("59", [payee.Account, .. payee.Lines])
            .Field("70", payment.Text)
            .Field("71A", customer.Charges);
    }

    void InstitutionTransfer(Payment payment, Agent correspondent, int session)
    {
        bool cover = payment.Kind == PaymentKind.Cover;
        var payee = payment.Payee;
        string amount = FinText.Amount(payee.Currency, payment.Minor);
        _fin.Begin("202", institution.Bic, correspondent.Bic, session, _sequence, payment.Reference, cover ? "COV" : null, payment.Uetr)
            .Field("20", payment.Reference)
            .Field("21", cover ? payment.Leg!.Reference : "NONREF")
            .Field("32A", FinText.Day(ValueDate(payment)) + amount)
            .Field("52A", institution.Bic)
            .Field("53B", institution.Nostro(payee.Currency))
            .Field("56A", cover ? null : Route(payee))
            .Field("57A", cover ? Route(payee) : payee.Agent.Bic);
        if (!cover)
        {
            _fin.Field("58A", payee.Account, payee.Lines[0]);
            return;
        }
        _fin.Field("58A", payee.Agent.Bic)
            .Field("50K", [payment.Customer!.Account, .. payment.Customer.Lines])
            .Field("52A", institution.Bic)
            .Field("57A", payee.Agent.Bic)
            .Field("59", [payee.Account, .. payee.Lines])
            .Field("70", payment.Text)
            .Field("33B", amount);
    }

    // An agent abroad is reached through its own correspondent; one at home settles itself.
    string? Route(Creditor payee) => payee.Agent.Market.Currency == payee.Currency ? null : network.Correspondent(payee.Currency, payee.Agent.Bic).Bic;

    // The same day until 14:00, then the next; a day on which the currency settles.
    static DateOnly ValueDate(Payment payment)
    {
        var order = payment.Leg ?? payment; // a cover and a repeat carry the date of their transfer
        var day = DateOnly.FromDateTime(order.Local);
        if (order.Local.Hour >= 14) day = day.AddDays(1);
        var settlement = Market.Of(Array.Find(Market.Currencies, entry => entry.Currency == order.Payee.Currency).Country);
        while (!settlement.IsOpen(day)) day = day.AddDays(1);
        return day;
    }
}
