namespace Fraud.Profiles;

/// <summary>What can be asked about the way that money took before a transfer. Accounts do not repeat on the way, and times rise: transfers of one instant do not follow each other.</summary>
enum FlowKind : byte
{
    /// <summary>Hops of the shortest way from the payee to the payer by earlier transfers and back by this one, at least 2; 0 when there is none.</summary>
    Cycle,
    /// <summary>Transfers on the longest way that ends with this one, this one included: at least 1.</summary>
    Chain,
}

/// <summary>One number wanted of a graph.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="WindowTicks">All transfers on the way lie in (t − w, t].</param>
/// <param name="GapTicks">Two that follow each other are less than this apart.</param>
/// <param name="KeptMillionths">The least share of its amount that a transfer passes on to the next, in millionths; the most is <see cref="FlowGraph.MostMillionths"/>.</param>
/// <param name="Hops">The longest way looked for, this transfer included.</param>
/// <param name="TwoAgents">Only ways that pass at least two different agents count beyond this transfer.</param>
/// <param name="Output">The column written.</param>
sealed record FlowQuery(FlowKind Kind, long WindowTicks, long GapTicks, int KeptMillionths, int Hops, bool TwoAgents, int Output);

/// <summary>Transfers from account to account: what one graph remembers. Columns are indices into the <see cref="ColumnBatch"/>, −1 for none.</summary>
/// <param name="Name">For people: "debtor, creditor".</param>
/// <param name="Ledger">Of which events.</param>
/// <param name="WhereColumn">Only transfers for which this column was 1; neither 0 nor unknown counts.</param>
/// <param name="PayerColumn">Keyed hash of the account that pays.</param>
/// <param name="PayeeColumn">Keyed hash of the account that is paid, of the same kind.</param>
/// <param name="AmountColumn">The amount.</param>
/// <param name="AgentColumn">The agent that took part.</param>
/// <param name="Stratum">The pass in which it is recorded and read.</param>
/// <param name="Queries">What is asked.</param>
sealed record FlowSpec(string Name, Ledger Ledger, int WhereColumn, int PayerColumn, int PayeeColumn, int AmountColumn, int AgentColumn, int Stratum, IReadOnlyList<FlowQuery> Queries)
{
    /// <summary>Which transfers these are, whatever columns a plan gives them.</summary>
    public string Transfers { get; init; } = "";

    /// <summary>What the agent is; empty without one.</summary>
    public string Agent { get; init; } = "";

    public long LongestTicks => Queries.Max(q => q.WindowTicks);

    /// <summary>Whether what a graph of the other spec remembers answers this one too.</summary>
    public bool Continues(FlowSpec before) => Transfers == before.Transfers && (Agent.Length == 0 || Agent == before.Agent);
}
