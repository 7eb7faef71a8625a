using System.Globalization;

namespace Fraud.Cli.Simulation;

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

/// <summary>Turns payments into messages. Serial payments go to the correspondent of the currency; covered ones straight to the creditor's agent, their cover to the correspondent.</summary>
sealed class PaymentWriter(Institution institution, Network network, WireFormat format)
{
    readonly WireText _text = new(format);
    DateOnly _day;
    int _number, _sequence;

    public SimulatedMessage Write(Payment payment, TimeSpan offset, DateOnly first)
    {
        var day = DateOnly.FromDateTime(payment.Local);
        if (day != _day) (_day, _number) = (day, 0);
        payment.Reference = payment.Repeat ? payment.Leg!.Reference
            : string.Create(CultureInfo.InvariantCulture, $"{institution.Prefix}{day:yyMMdd}-{++_number:000000}");
        _sequence = _sequence % 999_999 + 1;
        var correspondent = network.Correspondent(payment.Payee.Currency, institution.Bic);
        var order = Fill(payment, correspondent, new WireOrder
        {
            Kind = payment.Kind,
            Sender = institution.Bic,
            Receiver = correspondent.Bic,
            Session = 1000 + (day.DayNumber - first.DayNumber) % 9000,
            Sequence = _sequence,
            Sent = new DateTimeOffset(payment.Local, offset),
            Reference = payment.Reference,
            Uetr = payment.Uetr,
            ValueDate = ValueDate(payment),
            Amount = new(payment.Payee.Currency, payment.Minor),
            OrderingInstitution = new(institution.Bic),
            PossibleDuplicate = payment.Repeat,
        });
        return new SimulatedMessage
        {
            At = order.Sent.ToUniversalTime(),
            Offset = offset,
            Order = order,
            Raw = _text.Write(order),
            Reference = payment.Reference,
            RefusalCode = payment.RefusalCode,
            Note = payment.Note,
        };
    }

    WireOrder Fill(Payment payment, Agent correspondent, WireOrder order) => payment.Kind switch
    {
        PaymentKind.Cover => Cover(payment, order),
        PaymentKind.Institution => InstitutionTransfer(payment.Payee, order),
        _ when payment.Payee.ByCover => CoveredTransfer(payment, correspondent, order),
        _ => SerialTransfer(payment, order),
    };

    WireOrder CoveredTransfer(Payment payment, Agent correspondent, WireOrder order) => order with
    {
        Receiver = payment.Payee.Agent.Bic,
        SenderCorrespondent = correspondent.Bic,
        ReceiverCorrespondent = Route(payment.Payee) ?? correspondent.Bic,
        Transfer = Customers(payment),
    };

    // Refused for want of agents, so it has none.
    WireOrder SerialTransfer(Payment payment, WireOrder order) => order with
    {
        Intermediary = payment.RefusalCode is null ? Route(payment.Payee) : null,
        CreditorAgent = payment.RefusalCode is null ? payment.Payee.Agent.Bic : null,
        Transfer = Customers(payment),
    };

    WireOrder InstitutionTransfer(Creditor payee, WireOrder order) => order with
    {
        RelatedReference = "NONREF",
        SettlementAccount = institution.Nostro(payee.Currency),
        Intermediary = Route(payee),
        CreditorAgent = payee.Agent.Bic,
        CreditorInstitution = new(payee.Lines[0], payee.Account),
    };

    WireOrder Cover(Payment payment, WireOrder order) => order with
    {
        RelatedReference = payment.Leg!.Reference,
        SettlementAccount = institution.Nostro(payment.Payee.Currency),
        CreditorAgent = Route(payment.Payee),
        CreditorInstitution = new(payment.Payee.Agent.Bic),
        Transfer = Customers(payment) with { DebtorAgent = institution.Bic, CreditorAgent = payment.Payee.Agent.Bic },
    };

    static WireTransfer Customers(Payment payment)
    {
        var (customer, payee) = (payment.Customer!, payment.Payee);
        return new(new(customer.Account, customer.Lines), new(payee.Account, payee.Lines), [payment.Text], new(payee.Currency, payment.Minor)) { Charges = customer.Charges };
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
