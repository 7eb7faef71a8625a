namespace Fraud.Cli.Simulation;

/// <summary>A bank that only receives: where creditors keep their accounts, or a correspondent.</summary>
sealed record Agent(string Bic, Market Market);

/// <summary>A customer of a simulated institution; a pure function of seed and number, so a million of them cost no memory.</summary>
sealed record Customer(string Account, string[] Lines, double Median, double Sigma, double RoundShare, double PersonShare, int Regulars, string Charges);

/// <summary>A creditor of one customer, the same whenever that customer pays it.</summary>
sealed record Creditor(string Account, string[] Lines, Agent Agent, string Currency, bool ByCover, string Purpose);

/// <summary>The invented banks around the simulated institutions: sixty agents, and for each currency the correspondents that settle it.</summary>
sealed class Network
{
    const int AgentCount = 60;
    static readonly string[] Purposes = ["INVOICE", "GOODS", "SERVICES", "FREIGHT", "LICENCE FEE", "RAW MATERIAL"];

    readonly ulong _seed;
    readonly Agent[] _agents = new Agent[AgentCount];
    readonly Dictionary<string, Agent[]> _correspondents = []; // looked up, never enumerated

    public Network(ulong seed)
    {
        _seed = seed;
        var random = new SeededRandom(seed, 11);
        for (int i = 0; i < AgentCount; i++) _agents[i] = Mint(ref random, Market.All[i % Market.All.Length]);
        foreach (var (currency, country, _) in Market.Currencies)
        {
            var market = Market.Of(country);
            _correspondents[currency] = [Mint(ref random, market), Mint(ref random, market), Mint(ref random, market)];
        }
    }

    // No bank's code begins with X and Q: an invented one is known at sight.
    public static Agent Mint(ref SeededRandom random, Market market) => new($"XQ{NameMint.Letters(ref random, 2)}{market.Code}{NameMint.Letters(ref random, 2)}", market);

    /// <summary>The bank through which <paramref name="owner"/> settles a currency: always the same one.</summary>
    public Agent Correspondent(string currency, string owner)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in owner) hash = (hash ^ c) * 1099511628211;
        return _correspondents[currency][(int)(hash % 3)];
    }

    /// <summary>Each institution has its own order of preference among the agents: a few take most of its payments.</summary>
    public Agent AgentOf(int institution, int rank) => _agents[(rank * 7 + institution * 13) % AgentCount];

    public Customer CustomerOf(Institution institution, int number)
    {
        var random = new SeededRandom(_seed, Key(institution, number, 0));
        var market = institution.Market;
        return new Customer(
            NameMint.Account(ref random, market),
            [NameMint.Organisation(ref random, market), NameMint.Street(ref random), market.City, market.Name],
            random.LogNormal(60_000, 1.4),
            0.6 + 0.4 * random.Unit(),
            random.Below(10) switch { 0 => 0.6, < 4 => 0.15, _ => 0.02 },
            random.Chance(0.1) ? 0.5 : 0,
            5 + random.Below(26),
            random.Chance(0.3) ? "OUR" : "SHA");
    }

    public Creditor CreditorOf(Institution institution, int number, int creditor, double personShare)
    {
        var random = new SeededRandom(_seed, Key(institution, number, 1 + creditor));
        var agent = AgentOf(institution.Index, random.Zipf(AgentCount));
        if (agent.Bic == institution.Bic) agent = AgentOf(institution.Index, 1);
        var market = agent.Market;
        string home = Array.Exists(Market.Currencies, entry => entry.Currency == market.Currency) ? market.Currency : "USD";
        string name = random.Chance(personShare) ? NameMint.Person(ref random) : NameMint.Organisation(ref random, market);
        return new Creditor(
            NameMint.Account(ref random, market),
            [name, NameMint.Street(ref random), market.City, market.Name],
            agent,
            random.Chance(0.45) ? home : "USD",
            random.Chance(0.2),
            random.Pick(Purposes));
    }

    static ulong Key(Institution institution, int customer, int creditor) => SeededRandom.Mix((ulong)institution.Index << 48 | (uint)customer) + (ulong)creditor * 0x9E3779B97F4A7C15;
}

/// <summary>One of the institutions whose traffic is simulated.</summary>
sealed record Institution(int Index, string Bic, Market Market, int Customers, double Weight)
{
    /// <summary>Two letters of its own that open its references.</summary>
    public string Prefix => $"{(char)('A' + Index / 26 % 26)}{(char)('A' + Index % 26)}";
    /// <summary>Its own account at a correspondent.</summary>
    public string Nostro(string currency) => $"NO-{Prefix}{currency}-{7000 + Index}";
}
