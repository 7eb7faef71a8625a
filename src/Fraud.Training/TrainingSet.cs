namespace Fraud.Training;

/// <summary>Rows to train on, in the order of their times: what the engine would have given a model at each moment, and what became known of it later.</summary>
/// <param name="Features">The names of the values of a row.</param>
/// <param name="Rows">A value for each feature, NaN for what was not known.</param>
/// <param name="IsFraud">What each row turned out to be.</param>
/// <param name="Ticks">UTC ticks of each row; zeros for a table without times, whose own order then counts as the order of time.</param>
sealed record TrainingSet(IReadOnlyList<string> Features, IReadOnlyList<float[]> Rows, IReadOnlyList<bool> IsFraud, IReadOnlyList<long> Ticks)
{
    /// <summary>For each feature the hash of its meaning (<c>BoundFeature.Definition</c>); empty when the rows do not say.</summary>
    public IReadOnlyList<string> Definitions { get; init; } = [.. Features.Select(_ => "")];

    public bool HasTimes => Ticks.Count > 0 && Ticks[^1] > 0;

    public int FraudCount => IsFraud.Count(fraud => fraud);
}
