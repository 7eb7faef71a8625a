using Fraud.Cli.Logs;

namespace Fraud.Cli.Replay;

/// <summary>Counts what an engine decides on logs, and writes it down.</summary>
sealed class ReplayRun(FraudEngine engine, EventClock clock, ReplayTally tally, DecisionLog? log, Labels? labels, LabelDelay? delay = null) : ReplayFeed(engine, clock, delay)
{
    protected override void Count(in LogEntry entry, bool wrong) => tally.Count(entry, wrong);

    // A pass without points is counted and no more: explaining allocates, and most messages are such.
    protected override void HandOn(in Transfer transfer, DateTimeOffset at, (string Source, long Offset, int Transfer) place, in Decision decision)
    {
        var why = log is not null || decision.Points > 0 || decision.Outcome != Outcome.Pass ? decision.Explain() : null;
        if (why is null && labels is null && transfer.Label is null)
        {
            tally.Add(decision, null, "", at, default, null);
            return;
        }
        string id = IdOf(transfer, decision);
        log?.Write(place.Source, place.Offset, place.Transfer, id, at, decision, why!);
        bool? attack = labels is not null && labels.TryFind(id, out bool label) ? label : transfer.Label;
        Learn(decision, at, attack);
        tally.Add(decision, why, id, at, transfer.SettlementAmount, attack);
    }
}
