using Fraud.Profiles;
using Fraud.Scoring;

namespace Fraud;

/// <summary>
/// A trained model as it is served: trees over features of the policy. Loaded from our own export, LightGBM text, XGBoost JSON or ONNX (TreeEnsembleRegressor, TreeEnsembleClassifier of two
/// classes). Immutable; any number of engines and threads may share one.
/// </summary>
public sealed class Model
{
    /// <summary>What the last caller worked with: the next takes it, and callers at the same time make their own.</summary>
    TreeScorer? _spare;

    /// <exception cref="ArgumentException">The trees are malformed, or a leaf is not finite.</exception>
    internal Model(ModelContent content)
    {
        Content = content;
        Program = TreeProgram.Compile(content.Trees);
    }

    internal ModelContent Content { get; }

    /// <summary>The trees as they are run; engines have a <see cref="TreeScorer"/> of their own.</summary>
    internal TreeProgram Program { get; }

    /// <summary>The features it takes, in the order of a row.</summary>
    public IReadOnlyList<string> Features => Content.Trees.Features;

    /// <summary>
    /// What the trees add up to: the log-odds of a classifier. Higher is more suspicious. Leaves are rounded to a common unit and added as integers, so that every processor, one row and
    /// many give the same; that is within 1e-6 of the sum of the leaves as they are (where leaves of thousands add up, within 1e-7 of the greatest of them).
    /// </summary>
    /// <param name="row">A value for each feature, NaN for what is not known.</param>
    /// <exception cref="ArgumentException">Another number of values than features.</exception>
    public double Margin(ReadOnlySpan<float> row)
    {
        var scorer = Take();
        double margin = scorer.Margin(row);
        _spare = scorer;
        return margin;
    }

    /// <summary>The margins of many rows: the same as one by one, and several times as fast.</summary>
    /// <param name="rows">Row after row, a value for each feature.</param>
    /// <param name="margins">One for each row.</param>
    /// <exception cref="ArgumentException">The values are not as many as the features times the margins.</exception>
    public void Margins(ReadOnlySpan<float> rows, Span<double> margins)
    {
        var scorer = Take();
        scorer.Margins(rows, margins);
        _spare = scorer;
    }

    TreeScorer Take() => Interlocked.Exchange(ref _spare, null) ?? new TreeScorer(Program);

    /// <summary>The probability of fraud that a margin stands for: calibrated where the model has a calibration, else by the origin's own link.</summary>
    public double Probability(double margin) => Content.Calibration is { } calibration ? calibration.Of(margin)
        : Content.Trees.Link == Link.Logistic ? 1 / (1 + DeterministicMath.Exp(-margin)) : Math.Clamp(margin, 0, 1);
}
