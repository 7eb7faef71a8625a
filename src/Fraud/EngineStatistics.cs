namespace Fraud;

/// <summary>What an engine remembers.</summary>
/// <param name="Messages">Messages judged.</param>
/// <param name="Keys">Keys with a profile, all tables together.</param>
/// <param name="ProfileBytes">Memory of the profiles in bytes; not of open decisions, and not of the transfers that can be labelled, which <see cref="FraudOptions.LabelledTransfers"/> bounds.</param>
/// <param name="Evicted">Keys forgotten because the memory budget was used up.</param>
/// <param name="OpenDecisions">Decisions that wait for settlement.</param>
/// <param name="ForgottenDecisions">Decisions that could not wait any longer.</param>
/// <param name="UnmatchedStatuses">Status messages (pacs.002) that settle or reject, and answered no transfer of the latest.</param>
/// <param name="ForgottenLabels">
/// Labels of transfers that were no longer remembered (see <see cref="FraudOptions.LabelledTransfers"/>), that were judged before a policy first asked for labels, and labels that came while twice as
/// many as transfers are remembered waited for their time.
/// </param>
public readonly record struct EngineStatistics(long Messages, long Keys, long ProfileBytes, long Evicted, int OpenDecisions, long ForgottenDecisions, long UnmatchedStatuses, long ForgottenLabels);
