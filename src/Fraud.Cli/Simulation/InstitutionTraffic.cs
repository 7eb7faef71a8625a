using System.Collections;

namespace Fraud.Cli.Simulation;

/// <summary>What is simulated.</summary>
/// <param name="Messages">Messages in all, acknowledged or refused.</param>
/// <param name="Institutions">Sending institutions, 1 to 676.</param>
/// <param name="Accounts">Customer accounts of all institutions; null = one for each 250 messages, at least 8 an institution.</param>
sealed record TrafficOptions(int Messages, ulong Seed, int Institutions = 12, int? Accounts = null)
{
    public DateOnly From { get; init; } = new(2024, 1, 1);
    public int Days { get; init; } = 366;
    public WireFormat Format { get; init; }
}

/// <summary>
/// Honest traffic of a network of invented institutions, in the order sent: ordinary payments, and the honest oddities that a rule must live with (late work,
/// weekend sweeps, repairs, repeats, month ends, first payments). Enumerating twice gives the same messages. Memory is that of one working day and four bytes a customer.
/// </summary>
sealed class InstitutionTraffic : IEnumerable<SimulatedMessage>
{
    readonly TrafficOptions _options;
    readonly Network _network;
    readonly Institution[] _institutions;

    public InstitutionTraffic(TrafficOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Messages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Institutions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Institutions, 26 * 26);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Days, 1);
        _options = options;
        _network = new Network(options.Seed);
        int accounts = Math.Max(options.Accounts ?? Math.Max(options.Messages / 250, 8 * options.Institutions), options.Institutions);
        double total = 0;
        for (int i = 0; i < options.Institutions; i++) total += Size(i);
        var random = new SeededRandom(options.Seed, 12);
        _institutions = new Institution[options.Institutions];
        for (int i = 0; i < options.Institutions; i++)
        {
            var market = Market.All[i % 12];
            _institutions[i] = new Institution(i, Network.Mint(ref random, market).Bic, market, Math.Max(1, (int)(accounts * Size(i) / total)), Size(i));
        }
    }

    public IReadOnlyList<Institution> Institutions => _institutions;

    // Large, middling and small: the first sends five times what the twelfth does.
    static double Size(int index) => 1 / double.Sqrt(1 + 2 * index);

    public IEnumerator<SimulatedMessage> GetEnumerator()
    {
        int[][] plan = Plan();
        var desks = new PriorityQueue<PaymentDesk, (DateTime, int)>();
        foreach (var institution in _institutions)
        {
            var desk = new PaymentDesk(institution, _network, _options, plan[institution.Index]);
            if (desk.NextAt is { } at) desks.Enqueue(desk, (at, institution.Index));
        }
        for (int sent = 0; sent < _options.Messages && desks.TryDequeue(out var desk, out _); sent++)
        {
            yield return desk.Send();
            if (desk.NextAt is { } at) desks.Enqueue(desk, (at, desk.Institution.Index));
        }
    }

    // Messages of each institution and day: weights of size, calendar and a little noise, rounded so that they add up to the messages asked for.
    int[][] Plan()
    {
        double[][] weights = new double[_institutions.Length][];
        double total = 0;
        foreach (var institution in _institutions)
        {
            var random = new SeededRandom(_options.Seed, 1000 + (ulong)institution.Index);
            double[] days = weights[institution.Index] = new double[_options.Days];
            for (int i = 0; i < days.Length; i++)
            {
                double noise = random.LogNormal(1, 0.12);
                if (institution.Market.IsOpen(_options.From.AddDays(i))) total += days[i] = institution.Weight * noise * Season(institution.Market, _options.From.AddDays(i));
            }
        }

        int[][] plan = new int[_institutions.Length][];
        double cumulated = 0;
        int planned = 0;
        for (int b = 0; b < plan.Length; b++)
        {
            plan[b] = new int[_options.Days];
            for (int i = 0; i < _options.Days; i++)
            {
                cumulated += weights[b][i];
                int until = (int)(_options.Messages * (cumulated / total) + 0.5);
                plan[b][i] = until - planned;
                planned = until;
            }
        }
        return plan;
    }

    // Month ends bring 1.4 times an ordinary day, quarter ends 1.6; Mondays a little more.
    static double Season(Market market, DateOnly day)
    {
        var next = day.AddDays(1);
        while (!market.IsOpen(next)) next = next.AddDays(1);
        double factor = next.Month == day.Month ? 1 : day.Month % 3 == 0 ? 1.6 : 1.4;
        return day.DayOfWeek == DayOfWeek.Monday ? 1.1 * factor : factor;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
