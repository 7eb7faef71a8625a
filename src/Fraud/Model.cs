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

    internal Model(ModelContent content)
    {
        Content = content;
        _hash = new(() => ModelWriter.HashOf(content)[..16]);
    }

    internal ModelContent Content { get; }

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
        return new Model(ModelFile.Parse(file, name));
    }

    /// <summary>16 hex digits, the first of the SHA-256 of everything the model holds; of our own export, of the <c>sha256</c> that stands in the file.</summary>
    public string Hash => _hash.Value;

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
