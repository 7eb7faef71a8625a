namespace Fraud.Cli.Replay;

/// <summary>Counts what was tried beside an engine's policy and model, on those transfers that a person asks for.</summary>
sealed class BesideTally(FraudEngine engine)
{
    public IReadOnlyList<ShadowTally> Shadows { get; } = [.. engine.Shadows.Select(s => new ShadowTally(s.Name, s.Ruleset))];
    public IReadOnlyList<ModelTally> Challengers { get; } = [.. engine.Challengers.Select(c => new ModelTally(c.Model))];

    /// <summary>Counts a decision, while it can still be asked; of a transfer; repeats and tests are left out, as by the engine.</summary>
    public void Add(in Decision decision)
    {
        if ((decision.Flags & (DecisionFlags.Duplicate | DecisionFlags.Test)) != 0) return;
        for (int i = 0; i < Shadows.Count; i++) Shadows[i].Add(decision.Outcome, decision.OutcomeOf(i));
        for (int i = 0; i < Challengers.Count; i++)
            Challengers[i].Add(decision.Scores?.Percentiles[decision.Row] ?? double.NaN, decision.ScoresOf(i).Percentiles[decision.Row]);
    }
}
