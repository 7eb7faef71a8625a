using Fraud.Cli.Replay;
using Fraud.Profiles;
using Fraud.Rules.Facts;

namespace Fraud.Cli.Features;

/// <summary>Replays logs and hands on what a model would have been given of each transfer at its moment: nothing that came later.</summary>
/// <param name="engine">Made with <see cref="FraudOptions.Features"/>.</param>
/// <param name="clock">Of the logs.</param>
/// <param name="request">Which features, of which transfers.</param>
/// <param name="delay">Through which they reach the engine; null for never.</param>
/// <param name="tally">Counts what is handed on and what is not.</param>
/// <param name="sink">Takes the rows.</param>
sealed class FeatureFeed(FraudEngine engine, EventClock clock, FeatureRequest request, LabelDelay? delay, FeatureTally tally, FeatureSink sink)
    : ReplayFeed(engine, clock, delay)
{
    // Pseudonyms are compared across files and runs; the engine's own keys stand under the host's secret.
    static readonly Identities s_parties = new(new KeyHasher(new byte[16]));

    readonly int[] _columns = engine.FeatureColumns(request.Features);
    readonly float[] _features = new float[request.Features.Count];
    readonly RowCondition? _condition = request.HasCondition ? new(engine) : null;

    protected override void HandOn(in Transfer transfer, DateTimeOffset at, (string Source, long Offset, int Transfer) place, in Decision decision)
    {
        if (transfer.Class == TransferClass.None)
        {
            tally.NoTransfers++;
            return;
        }
        if ((decision.Flags & (DecisionFlags.Duplicate | DecisionFlags.Test)) != 0)
        {
            tally.Repeats++;
            return;
        }
        string id = IdOf(transfer, decision);
        bool? label = Learn(transfer, id, decision, at);
        tally.See(at);
        if (at < request.From || at >= request.To)
        {
            tally.OutsidePeriod++;
            return;
        }
        if (_condition?.Holds(decision) == false)
        {
            tally.NotAsked++;
            return;
        }
        decision.ReadFeatures(_columns, _features);
        tally.Add(at, label, _features);
        sink(new FeatureRow(id, at, label, s_parties.Party(transfer.DebtorAccount, transfer.DebtorBic, transfer.DebtorName), transfer.SettlementAmount), _features);
    }
}
