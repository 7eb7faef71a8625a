using System.Globalization;

namespace Fraud.Cli.Simulation;

/// <summary>
/// One institution's payment desk: it sends its day's orders one by one, and what follows from them (covers, repairs, repeats, duty sweeps) when due.
/// A follow-up takes the place of a later order, so the number of messages stays as planned.
/// </summary>
sealed class PaymentDesk
{
    const double Repairs = 0.004, Repeats = 0.003, LateWork = 0.003, DutySweeps = 0.04, NewCreditors = 0.05, Treasury = 0.22;

    readonly Network _network;
    readonly TrafficOptions _options;
    readonly int[] _plan;
    readonly int[] _newCreditors;                                     // beyond the regular ones, by customer
    readonly PriorityQueue<Payment, (DateTime, int)> _followUps = new();
    readonly PaymentWriter _writer;
    readonly double _treasuryMedian;
    SeededRandom _random;
    DateTime[] _slots = [];                                           // local times of the day's orders
    int _day = -1, _slot, _owed, _followUpNumber;

    public PaymentDesk(Institution institution, Network network, TrafficOptions options, int[] plan)
    {
        (Institution, _network, _options, _plan) = (institution, network, options, plan);
        _random = new SeededRandom(options.Seed, 2000 + (ulong)institution.Index);
        _newCreditors = new int[institution.Customers];
        _writer = new PaymentWriter(institution, network, options.Format);
        _treasuryMedian = _random.LogNormal(5_000_000, 0.6);
        Advance();
    }

    public Institution Institution { get; }

    /// <summary>When the next message goes out, in UTC; null when there is none.</summary>
    public DateTime? NextAt => NextLocal is { } local ? ToUtc(local) : null;

    DateTime? NextLocal => (NextSlot, NextFollowUp) switch
    {
        (null, null) => null,
        ({ } slot, { } due) => slot <= due ? slot : due,
        var (slot, due) => slot ?? due,
    };

    DateTime? NextSlot => _slot < _slots.Length ? _slots[_slot] : null;
    DateTime? NextFollowUp => _followUps.TryPeek(out _, out var due) ? due.Item1 : null;

    DateTime ToUtc(DateTime local) => local.AddMinutes(-Institution.Market.OffsetOn(DateOnly.FromDateTime(local)));

    public SimulatedMessage Send()
    {
        Payment payment;
        if (NextFollowUp is { } due && (NextSlot is not { } slot || due < slot))
        {
            payment = _followUps.Dequeue();
            _owed++;
        }
        else
        {
            payment = Order(_slots[_slot++]);
            Follow(payment);
        }
        Advance();
        return _writer.Write(payment, TimeSpan.FromMinutes(Institution.Market.OffsetOn(DateOnly.FromDateTime(payment.Local))), _options.From);
    }

    // Moves on to a day with an order left, skipping one order for each follow-up sent.
    void Advance()
    {
        while (true)
        {
            while (_owed > 0 && _slot < _slots.Length) { _slot++; _owed--; }
            if (_slot < _slots.Length || ++_day >= _plan.Length) return;
            OpenDay(_options.From.AddDays(_day));
        }
    }

    void OpenDay(DateOnly day)
    {
        _slot = 0;
        _slots = new DateTime[_plan[_day]];
        for (int i = 0; i < _slots.Length; i++) _slots[i] = day.ToDateTime(TimeOnly.MinValue).AddSeconds(OfficeSecond(day));
        Array.Sort(_slots);
        if (!Institution.Market.IsOpen(day) && _random.Chance(DutySweeps))
            Enqueue(Sweep(day.ToDateTime(TimeOnly.MinValue).AddSeconds(11 * 3600 + _random.Below(3600))));
    }

    // Around the middle of the office day, now and then in the evening.
    double OfficeSecond(DateOnly day)
    {
        var (open, close) = Institution.Market.HoursOn(day);
        if (_random.Chance(LateWork)) return 60 * close + 60 * (65 + _random.Below(110));
        while (true)
        {
            double second = double.Floor(60 * (open + close) / 2 + 1.9 * 3600 * _random.Normal());
            if (second >= 60 * (open + 3) && second <= 60 * (close - 6)) return second;
        }
    }

    Payment Order(DateTime local) => _random.Chance(Treasury) ? TreasuryTransfer(local) : CustomerTransfer(local);

    Payment CustomerTransfer(DateTime local)
    {
        int number = _random.Zipf(Institution.Customers);
        var customer = _network.CustomerOf(Institution, number);
        ref int added = ref _newCreditors[number];
        int creditor = _random.Chance(NewCreditors) ? customer.Regulars + added++ : _random.Zipf(customer.Regulars + added);
        var payee = _network.CreditorOf(Institution, number, creditor, customer.PersonShare);
        double dollars = _random.LogNormal(customer.Median, customer.Sigma);
        return new Payment(local, PaymentKind.Customer, payee, Minor(payee.Currency, dollars, _random.Chance(customer.RoundShare)))
        {
            Customer = customer,
            Uetr = Uetr(local),
            Text = string.Create(CultureInfo.InvariantCulture, $"/INV/{100_000 + _random.Below(900_000)} {payee.Purpose}"),
            RefusalCode = !payee.ByCover && _random.Chance(Repairs) ? "T13" : null,
        };
    }

    Payment TreasuryTransfer(DateTime local)
    {
        var agent = _network.AgentOf(Institution.Index, _random.Zipf(12));
        string home = Array.Exists(Market.Currencies, entry => entry.Currency == agent.Market.Currency) ? agent.Market.Currency : "USD";
        var payee = new Creditor($"TR-{agent.Bic[..4]}-{Institution.Index:000}", [agent.Bic + "TRS"], agent, home, false, "");
        return new Payment(local, PaymentKind.Institution, payee, Minor(home, _random.LogNormal(_treasuryMedian, 1.0), _random.Chance(0.7))) { Uetr = Uetr(local) };
    }

    // Moves the day's dollars between two accounts of its own.
    Payment Sweep(DateTime local)
    {
        var agent = _network.Correspondent("USD", Institution.Bic + "SWEEP");
        var payee = new Creditor($"OW-{Institution.Prefix}-{Institution.Index:000}", [Institution.Bic + "XXX"], agent, "USD", false, "");
        return new Payment(local, PaymentKind.Institution, payee, Minor("USD", _random.LogNormal(_treasuryMedian, 0.4), true)) { Uetr = Uetr(local), Note = "duty sweep" };
    }

    void Follow(Payment payment)
    {
        if (payment.RefusalCode is not null)
            Enqueue(payment with { Local = InHours(payment.Local.AddSeconds(1200 + _random.Below(6000))), RefusalCode = null, Uetr = Uetr(payment.Local), Note = "repaired" });
        else if (payment.Payee.ByCover)
            Enqueue(payment with { Local = payment.Local.AddSeconds(5 + _random.Below(55)), Kind = PaymentKind.Cover, Leg = payment });
        else if (_random.Chance(Repeats))
            Enqueue(payment with { Local = payment.Local.AddSeconds(60 + _random.Below(1200)), Leg = payment, Repeat = true, Note = "possible duplicate" });
    }

    void Enqueue(Payment payment) => _followUps.Enqueue(payment, (payment.Local, _followUpNumber++));

    // After closing time it waits for the next working day.
    DateTime InHours(DateTime local)
    {
        var market = Institution.Market;
        var day = DateOnly.FromDateTime(local);
        if (local.TimeOfDay.TotalMinutes < market.HoursOn(day).Close) return local;
        do day = day.AddDays(1); while (!market.IsOpen(day));
        return day.ToDateTime(TimeOnly.MinValue).AddSeconds(60 * market.HoursOn(day).Open + 600 + _random.Below(3600));
    }

    // A round amount has two significant digits; institutions' round amounts do too.
    static long Minor(string currency, double dollars, bool round)
    {
        int perDollar = Array.Find(Market.Currencies, entry => entry.Currency == currency).PerDollar;
        double units = Math.Max(1, dollars * perDollar / 100);
        if (round)
        {
            double step = 1;
            while (units / step >= 100) step *= 10;
            units = double.Floor(units / step + 0.5) * step;
        }
        return currency == "JPY" ? (long)units : (long)(units * 100 + 0.5);
    }

    // Version 4, variant 1; none before November 2018, when FIN made it mandatory.
    string? Uetr(DateTime local)
    {
        if (local < new DateTime(2018, 11, 18)) return null;
        string hex = _random.Next().ToString("x16", CultureInfo.InvariantCulture) + _random.Next().ToString("x16", CultureInfo.InvariantCulture);
        char variant = "89ab"[hex[16] & 3];
        return $"{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-{variant}{hex[17..20]}-{hex[20..32]}";
    }
}
