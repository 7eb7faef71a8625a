namespace Fraud.Cli.Replay;

/// <summary>What a person asks of transfers in the words of the rules: the engine reads it as one feature more, and decides as without it.</summary>
/// <param name="engine">Over a policy that was asked for <see cref="Feature"/>, which is among its <see cref="FraudOptions.Features"/>; not reloaded since.</param>
sealed class RowCondition(FraudEngine engine)
{
    /// <summary>What the feature is called.</summary>
    public const string Feature = "rows_where";

    readonly int[] _column = engine.FeatureColumns([Feature]);

    /// <summary>Whether it is true; unknown is not.</summary>
    public bool Holds(in Decision decision)
    {
        Span<float> holds = stackalloc float[1];
        decision.ReadFeatures(_column, holds);
        return holds[0] == 1;
    }
}
