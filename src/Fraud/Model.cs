using Fraud.Profiles;
using Fraud.Scoring;

namespace Fraud;

/// <summary>
/// A trained model as it is served: trees over features of the policy. Loaded from our own export, LightGBM text, XGBoost JSON or ONNX (TreeEnsembleRegressor, TreeEnsembleClassifier of two
/// classes). Immutable; any number of engines and threads may share one.
/// </summary>
public sealed class Model
{
    internal Model(ModelContent content) => Content = content;

    internal ModelContent Content { get; }

    /// <summary>The features it takes, in the order of a row.</summary>
    public IReadOnlyList<string> Features => Content.Trees.Features;

    /// <summary>What the trees add up to: the log-odds of a classifier. Higher is more suspicious.</summary>
    /// <param name="row">A value for each feature, NaN for what is not known.</param>
    /// <exception cref="ArgumentException">Another number of values than features.</exception>
    public double Margin(ReadOnlySpan<float> row)
    {
        if (row.Length != Features.Count) throw new ArgumentException($"The model takes {Features.Count} features, found {row.Length} values.", nameof(row));
        return Content.Trees.Margin(row);
    }

    /// <summary>The probability of fraud that a margin stands for: calibrated where the model has a calibration, else by the origin's own link.</summary>
    public double Probability(double margin) => Content.Calibration is { } calibration ? calibration.Of(margin)
        : Content.Trees.Link == Link.Logistic ? 1 / (1 + DeterministicMath.Exp(-margin)) : Math.Clamp(margin, 0, 1);
}
