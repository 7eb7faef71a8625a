using Fraud.Cli.Simulation;

namespace Fraud.Tests.Acceptance;

/// <summary>A simulated message, the engine's decision and the reasons.</summary>
sealed record Judged(SimulatedMessage Message, Decision Decision, Explanation Explanation)
{
    public string Line => $"{Message.Note} {Decision.Outcome} {Decision.Points}: {string.Join(' ', Explanation.Rules.Select(r => $"{r.Id}={r.Points}"))}";
    public IEnumerable<string> Rules => Explanation.Rules.Select(r => r.Id);
    public bool Fired(string rule) => Explanation.Rules.Any(r => r.Id == rule);
}

/// <summary>Stories of the simulator through the engine, one message at a time.</summary>
static class Story
{
    static readonly Dictionary<ulong, IReadOnlyList<SimulatedMessage>> Stories = [];

    public static IReadOnlyList<SimulatedMessage> Of(ulong seed)
    {
        lock (Stories)
        {
            if (!Stories.TryGetValue(seed, out var story)) Stories[seed] = story = BangladeshScenario.Generate(seed);
            return story;
        }
    }

    public static List<Judged> Run(IEnumerable<SimulatedMessage> messages, Policy? policy = null, FraudOptions? options = null)
    {
        using var engine = new FraudEngine(policy ?? Policy.Institution, options ?? new FraudOptions { ProfileBudgetBytes = 64 << 20 });
        return Run(engine, messages);
    }

    public static List<Judged> Run(FraudEngine engine, IEnumerable<SimulatedMessage> messages)
    {
        var judged = new List<Judged>();
        var decision = new Decision[1];
        foreach (var m in messages)
        {
            engine.EvaluateBatch([new MessageInput(m.Raw, m.At, m.Rejected ? Settlement.Rejected : Settlement.Accepted)], decision);
            judged.Add(new Judged(m, decision[0], decision[0].Explain()));
        }
        return judged;
    }

    public static Policy Institution(string additions = "", string parameters = "", params (string Name, string Text)[] files)
    {
        var all = new Dictionary<string, string> { ["use.rules"] = "use \"institution\"\n" + additions, ["parameters.txt"] = parameters };
        foreach (var (name, text) in files) all[name] = text;
        var policy = Policy.Parse(all);
        Assert.Equal("", string.Join("\n", policy.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return policy;
    }
}
