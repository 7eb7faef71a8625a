using Fraud.Rules.Syntax;

namespace Fraud.Cli.Replay;

/// <summary>Explains in depth the decisions on one reference, or on all that did not pass.</summary>
sealed class ExplainRun(FraudEngine engine, EventClock clock, string? wanted, bool all, DecisionLog? log, ExplainText? text, LabelDelay? delay) : ReplayFeed(engine, clock, delay)
{
    readonly HashSet<string> _ids = new(StringComparer.Ordinal); // only to name the nearest

    public int Explained { get; private set; }

    /// <summary>The reference nearest to one that no message has, as the tail of a sentence.</summary>
    public string Similar => wanted is null ? "" : SourceText.DidYouMean(wanted, _ids);

    protected override void HandOn(in Transfer transfer, DateTimeOffset at, (string Source, long Offset, int Transfer) place, in Decision decision)
    {
        string id = IdOf(transfer, decision);
        Learn(transfer, id, decision, at);
        bool asked = id == wanted || all && decision.Outcome != Outcome.Pass;
        if (!asked)
        {
            if (Explained == 0 && wanted is not null && Math.Abs(id.Length - wanted.Length) <= wanted.Length / 3 + 1) _ids.Add(id);
            return;
        }
        if (Explained++ == 0) _ids.Clear();
        var why = decision.ExplainInDepth();
        log?.Write(place.Source, place.Offset, place.Transfer, id, at, decision, why);
        text?.Write(id, at, transfer.SettlementAmount, decision, why);
    }
}
