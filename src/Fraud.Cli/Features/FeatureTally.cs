namespace Fraud.Cli.Features;

/// <summary>Counts what a replay of features hands on.</summary>
sealed class FeatureTally(IReadOnlyList<string> features)
{
    readonly long[] _unknown = new long[features.Count];

    public IReadOnlyList<string> Features => features;
    public long Rows { get; private set; }
    public long Fraud { get; private set; }
    public long Honest { get; private set; }
    public DateTimeOffset First { get; private set; } = DateTimeOffset.MaxValue;
    public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Time of the first transfer of the logs, taken or not.</summary>
    public DateTimeOffset Began { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>What the replay took.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Messages that hold no transfer: statuses, confirmations, statements.</summary>
    public long NoTransfers { get; set; }
    /// <summary>Repeats of a transfer before, and test traffic: neither is a payment of its own.</summary>
    public long Repeats { get; set; }
    /// <summary>Transfers before or after the period that was asked for; the engine learned from them.</summary>
    public long OutsidePeriod { get; set; }
    /// <summary>Transfers of which the condition is not true; the engine learned from them.</summary>
    public long NotAsked { get; set; }

    /// <summary>In how many rows a feature was not known, by its place.</summary>
    public long Unknown(int feature) => _unknown[feature];

    public void See(DateTimeOffset at)
    {
        if (at < Began) Began = at;
    }

    public void Add(DateTimeOffset at, bool? label, ReadOnlySpan<float> row)
    {
        Rows++;
        if (label == true) Fraud++;
        else if (label == false) Honest++;
        if (at < First) First = at;
        if (at > Last) Last = at;
        for (int i = 0; i < row.Length; i++)
            if (float.IsNaN(row[i])) _unknown[i]++;
    }
}
