using Fraud.Profiles;

namespace Fraud.Rules.Planning;

/// <summary>
/// What the parts of a plan cost, in nanoseconds on one core of some 3 GHz, at worst: histories full, a window's answer not remembered. Estimates, to compare plans and to bound them;
/// <c>-- costs</c> of the benchmarks measures the aggregates against them.
/// </summary>
static class CostModel
{
    /// <summary>Decoding an MT103, its facts and keys, the guard against duplicates and the decision.</summary>
    public const double Message = 1500;

    /// <summary>Finding a key: a line of the index and the first of the record, neither in a cache nor in the table of pages.</summary>
    public const double Lookup = 180;

    /// <summary>Another line of a record: its page is known, and the memory fetches ahead.</summary>
    public const double Line = 25;

    /// <summary>A block beside the record: another page.</summary>
    public const double Block = 120;

    /// <summary>One calculation of one row: a call, a few loads.</summary>
    public const double Operation = 5;

    /// <summary>A logarithm that is equal on all machines.</summary>
    public const double Logarithm = 25;

    /// <summary>One condition or connective of one row; in batches a hundredth of it.</summary>
    public const double Gate = 3;

    /// <summary>A tree of a model on one row; in batches a third of it.</summary>
    public const double Tree = 2;

    /// <summary>A question about ways of money that takes all the looks it may.</summary>
    public const double Flow = FlowGraph.Budget * Line;

    /// <summary>Bytes of an account of a graph with one transfer, and its place in the index.</summary>
    public const int FlowBytes = 64 + 24;

    /// <summary>What one function costs beyond its arguments.</summary>
    public static double OfFunction(string function) => function switch { "ln" => Logarithm, "unconfirmed" => 30, "contains" or "starts_with" or "ends_with" or "like" => 60, "listed" => 50, "known" => Operation + Of(AggregateKind.First, windowed: false).Read, _ => Operation };

    /// <summary>Reading one aggregate, and keeping it up with one message, both where the record and its blocks are in the cache.</summary>
    public static (double Read, double Write) Of(AggregateKind kind, bool windowed) => (kind, windowed) switch
    {
        (AggregateKind.Count or AggregateKind.Sum or AggregateKind.Min or AggregateKind.Max or AggregateKind.First or AggregateKind.Last or AggregateKind.LastValue, false) => (5, 5),
        (AggregateKind.FirstValue, _) => (5, 5),
        (AggregateKind.Count or AggregateKind.Sum or AggregateKind.First or AggregateKind.Last or AggregateKind.LastValue, true) => (80, 20),
        (AggregateKind.Min or AggregateKind.Max, true) => (3500, 20), // looks at all that the log holds; while the last answer stays in the window, at that
        (AggregateKind.Distinct, _) => (1200, 20),
        (AggregateKind.Similar, _) => (1500, 20),
        (AggregateKind.Median or AggregateKind.Quantile or AggregateKind.Mode or AggregateKind.ModeShare, _) => (110, 130),
        (AggregateKind.RobustZ, _) => (200, 130),
        (AggregateKind.DaySum or AggregateKind.DayCount, _) => (45, 50),
        (AggregateKind.MaxDaySum, _) => (250, 50),
        (AggregateKind.HourShare, _) => (250, 20),
        (AggregateKind.HourlyQuantile, _) => (100, 40),
        (AggregateKind.NameSimilarity, _) => (150, 20),
        (AggregateKind.Lookalike, _) => (2000, 100), // 64 names, each of them near
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
