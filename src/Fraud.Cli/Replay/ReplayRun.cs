using Fraud.Cli.Logs;

namespace Fraud.Cli.Replay;

/// <summary>Counts what an engine decides on logs, and writes it down.</summary>
sealed class ReplayRun(FraudEngine engine, EventClock clock, ReplayTally tally, LabelDelay? delay = null) : ReplayFeed(engine, clock, delay)
{
    readonly HashSet<string> _scored = new(StringComparer.Ordinal); // looked up, never enumerated

    /// <summary>How many rows of scores were left out since their id had one.</summary>
    public long Rescored { get; private set; }

    /// <summary>How many transfers have no score.</summary>
    public long Unscored { get; private set; }

    public DecisionLog? Log { get; init; }
    public ScoreFile? Scores { get; init; }
    public ModelReport? Report { get; init; }
    /// <summary>Counts what was tried beside the policy, and the challengers, on what is asked for: the engine's own tallies have the history before it too.</summary>
    public BesideTally? Beside { get; init; }
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;
    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;
    public RowCondition? Condition { get; init; }

    protected override void Count(in LogEntry entry, bool wrong) => tally.Count(entry, wrong);

    // A pass without points is counted and no more: explaining allocates, and most messages are such.
    protected override void HandOn(in Transfer transfer, DateTimeOffset at, (string Source, long Offset, int Transfer) place, in Decision decision)
    {
        bool asked = at >= From && at < To && Condition?.Holds(decision) != false;
        if (!asked && Labels is null && transfer.Label is null) return;
        if (asked && transfer.Class != TransferClass.None) Beside?.Add(decision);
        var why = asked && (Log is not null || decision.Points > 0 || decision.Outcome != Outcome.Pass) ? decision.Explain() : null;
        if (why is null && Labels is null && transfer.Label is null && Scores is null)
        {
            Report?.Add(decision, null);
            tally.Add(decision, null, "", at, default, null);
            return;
        }
        string id = IdOf(transfer, decision);
        bool? attack = Learn(transfer, id, decision, at);
        if (!asked) return;
        Log?.Write(place.Source, place.Offset, place.Transfer, id, at, decision, why!);
        if (Scores is not null && transfer.Class != TransferClass.None) Write(Scores, id, decision);
        Report?.Add(decision, attack);
        tally.Add(decision, why, id, at, transfer.SettlementAmount, attack);
    }

    // Tables are joined by ids: each has one row, tests too, and a repeat that the engine did not know for one has none beside it.
    void Write(ScoreFile file, string id, in Decision decision)
    {
        if (double.IsNaN(decision.Score)) Unscored++;
        else if (!_scored.Add(id)) Rescored++;
        else file.Write(id, decision.Scores!.Margins[decision.Row]);
    }
}
