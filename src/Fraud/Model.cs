using Fraud.Profiles;
using Fraud.Scoring;

namespace Fraud;

/// <summary>
/// A trained model as it is served: trees over features of the policy. Loaded from our own export, LightGBM text, XGBoost JSON or ONNX (TreeEnsembleRegressor, TreeEnsembleClassifier of two
/// classes). Immutable; any number of engines and threads may share one.
/// </summary>
public sealed class Model
{
    readonly Lazy<string> _hash;
    readonly Lazy<TreeAttribution> _attribution;

    /// <summary>What the last caller worked with: the next takes it, and callers at the same time make their own.</summary>
    TreeScorer? _spare;

    /// <exception cref="ArgumentException">The trees are malformed, or a leaf is not finite.</exception>
    internal Model(ModelContent content)
    {
        Content = content;
        Program = TreeProgram.Compile(content.Trees);
        _hash = new(() => ModelWriter.HashOf(content)[..16]);
        _attribution = new(() => new TreeAttribution(content.Trees));
    }

    internal ModelContent Content { get; }

    /// <summary>The trees as they are run; engines have a <see cref="TreeScorer"/> of their own.</summary>
    internal TreeProgram Program { get; }

    /// <summary>A model from a file, whose format its bytes show: our own export, LightGBM text, XGBoost JSON or ONNX.</summary>
    /// <param name="path">A file of at most 256 MB.</param>
    /// <exception cref="FormatException">It is no model that can be served exactly; the message names the file, the place and what was expected there.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Model Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string name = Path.GetFileName(path);
        // Asked first, so that a file which is too large is not read.
        long length = new FileInfo(path).Length;
        if (length > ModelFile.BytesMax) throw ModelFile.TooLarge(name, length);
        return Parse(File.ReadAllBytes(path), name);
    }

    /// <summary>A model from the bytes of a file, whose format they show.</summary>
    /// <param name="file">The whole file, at most 256 MB.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="FormatException">It is no model that can be served exactly; the message names the file, the place and what was expected there.</exception>
    public static Model Parse(ReadOnlySpan<byte> file, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var model = new Model(ModelFile.Parse(file, name));
        ModelCheck.CheckGolden(model.Content, name, row => model.Margin(row));
        return model;
    }

    /// <summary>16 hex digits, the first of the SHA-256 of everything the model holds; of our own export, of the <c>sha256</c> that stands in the file.</summary>
    public string Hash => _hash.Value;

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

    /// <summary>
    /// How much each feature adds to a row's margin: exact Shapley values of the trees (TreeSHAP by the shares of training rows at their nodes). The expected margin and the contributions
    /// together are the sum of the leaves as they are, of which <see cref="Margin"/> is a rounding.
    /// </summary>
    /// <param name="row">A value for each feature, NaN for what is not known.</param>
    /// <param name="contributions">Takes a number for each feature, in the unit of the margin: above 0 more suspicious.</param>
    /// <returns>The expected margin: the mean over the training rows; of a model that does not say how many came to its nodes (ONNX), with all leaves below a node equally frequent.</returns>
    /// <exception cref="ArgumentException">Another number of values, or of places for contributions, than features.</exception>
    public double Contributions(ReadOnlySpan<float> row, Span<double> contributions)
    {
        if (row.Length != Features.Count) throw new ArgumentException($"The model takes {Features.Count} features, found {row.Length} values.", nameof(row));
        if (contributions.Length != Features.Count) throw new ArgumentException($"The model takes {Features.Count} features, found places for {contributions.Length} contributions.", nameof(contributions));
        _attribution.Value.Contributions(row, contributions);
        return _attribution.Value.Expected;
    }

    /// <summary>The probability of fraud that a margin stands for: calibrated where the model has a calibration, else by the origin's own link.</summary>
    public double Probability(double margin) => Content.Calibration is { } calibration ? calibration.Of(margin)
        : Content.Trees.Link == Link.Logistic ? 1 / (1 + DeterministicMath.Exp(-margin)) : Math.Clamp(margin, 0, 1);
}
