namespace Fraud;

/// <summary>How the decisions of a policy that is tried beside the deciding one differ from those made. Repeats, test traffic and what is no transfer do not count.</summary>
public sealed class ShadowTally
{
    const int Outcomes = 4;

    readonly long[] _counts = new long[Outcomes * Outcomes];

    internal ShadowTally(string name, string ruleset) => (Name, Ruleset) = (name, ruleset);

    /// <summary>Name of the policy's first pack.</summary>
    public string Name { get; }

    /// <summary>Content hash of its rules and parameters.</summary>
    public string Ruleset { get; }

    /// <summary>Transfers on which the engine decided one thing and this policy would have decided another, or the same.</summary>
    public long Count(Outcome decided, Outcome shadow) => _counts[(int)decided * Outcomes + (int)shadow];

    /// <summary>Transfers compared.</summary>
    public long Transfers => _counts.Sum();

    /// <summary>Transfers on which the two differ.</summary>
    public long Differing => Transfers - Enumerable.Range(0, Outcomes).Sum(o => _counts[o * Outcomes + o]);

    internal void Add(Outcome decided, Outcome shadow) => _counts[(int)decided * Outcomes + (int)shadow]++;
}
