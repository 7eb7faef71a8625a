namespace Fraud.Cli.Simulation;

/// <summary>One message of a simulated log, with what the log's reader would not know: whether it is an attack, and why it is there.</summary>
sealed record SimulatedMessage
{
    /// <summary>When it was sent, in UTC.</summary>
    public required DateTimeOffset At { get; init; }
    /// <summary>The sender's offset from UTC at that moment: acknowledgements carry the sender's local time.</summary>
    public required TimeSpan Offset { get; init; }
    /// <summary>What it says.</summary>
    public required WireOrder Order { get; init; }
    /// <summary>The same in FIN, without its acknowledgement, or in ISO 20022.</summary>
    public required byte[] Raw { get; init; }
    /// <summary>The sender's reference (field 20), unique in its log but for repeats that say so.</summary>
    public required string Reference { get; init; }
    /// <summary>Null when it was accepted, else the error code of the refusal (field 405, or the reason of a pacs.002).</summary>
    public string? RefusalCode { get; init; }
    /// <summary>Whether the order is an attacker's.</summary>
    public bool Attack { get; init; }
    /// <summary>The attempt of the attack it belongs to; 0 for honest traffic.</summary>
    public int Wave { get; init; }
    /// <summary>What is special about it; empty for ordinary traffic.</summary>
    public string Note { get; init; } = "";

    public bool Rejected => RefusalCode is not null;
}
