using Fraud.Profiles;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Planning;

/// <summary>One graph for all that is asked of the same transfers: the same ledger, condition, payer, payee and amount. It is kept for the longest window.</summary>
sealed class FlowPlanner(ColumnPlanner columns)
{
    sealed class Graph
    {
        public required string Name;
        public required (Ledger Ledger, int Where, int Payer, int Payee, int Amount) Of;
        public required int Stratum;
        public required string Transfers;
        public int Agent = -1;
        public string AgentName = "";
        public readonly List<FlowQuery> Queries = [];
    }

    readonly List<Graph> _graphs = [];

    /// <summary>Plans it; answers its column.</summary>
    public int Add(BoundFlow flow)
    {
        int where = flow.Where is null ? -1 : columns.Of(flow.Where), agent = flow.Agent is null ? -1 : columns.Of(flow.Agent);
        var of = (flow.Ledger, where, Payer: columns.Of(flow.Payer), Payee: columns.Of(flow.Payee), Amount: columns.Of(flow.Amount));
        int stratum = 1;
        foreach (int input in (int[])[where, agent, of.Payer, of.Payee, of.Amount])
            if (input >= 0) stratum = Math.Max(stratum, columns.StratumOf(input) + 1);
        // Rows are read and recorded in one pass, so that within a batch each sees those before it; what needs a later one has a graph of its own.
        Graph? graph = _graphs.Find(g => g.Of == of && (agent < 0 || g.Agent < 0 || g.Agent == agent) && g.Stratum >= stratum);
        if (graph is null) _graphs.Add(graph = new Graph { Name = $"{flow.Payer.Key}, {flow.Payee.Key}", Of = of, Stratum = stratum, Transfers = flow.Transfers });
        if (flow.Agent is not null) (graph.Agent, graph.AgentName) = (agent, flow.Agent.Key);
        int output = columns.New(graph.Stratum);
        graph.Queries.Add(new FlowQuery(flow.Kind, flow.WindowTicks, flow.GapTicks, flow.KeptMillionths, flow.Hops, agent >= 0, output));
        return output;
    }

    public IReadOnlyList<FlowSpec> Graphs => [.. _graphs.Select(g => new FlowSpec(g.Name, g.Of.Ledger, g.Of.Where, g.Of.Payer, g.Of.Payee, g.Of.Amount, g.Agent, g.Stratum, g.Queries) { Transfers = g.Transfers, Agent = g.AgentName })];

    /// <summary>What a settlement must still know.</summary>
    public IEnumerable<int> SettledColumns => _graphs.Where(g => g.Of.Ledger != Ledger.Attempts)
        .SelectMany(g => (int[])[g.Of.Where, g.Of.Payer, g.Of.Payee, g.Of.Amount, g.Agent]).Where(column => column >= 0);
}
