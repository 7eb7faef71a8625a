using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;
using Fraud.Rules.Syntax;
using Fraud.Scoring;

namespace Fraud.Triage;

/// <summary>What one model makes of each row of a page; NaN of what was not scored.</summary>
sealed class ModelScores
{
    public readonly double[] Margins = new double[ColumnBatch.Capacity], Scores = new double[ColumnBatch.Capacity], Percentiles = new double[ColumnBatch.Capacity];
}

/// <summary>A model over the columns of a program, and the latest margins that it gave.</summary>
sealed class ServedModel
{
    readonly int[] _columns;
    readonly TreeScorer _scorer;
    readonly double _baseOdds;

    /// <param name="model">What is served.</param>
    /// <param name="program">Has its features.</param>
    /// <param name="pack">Whose features they are.</param>
    /// <param name="latest">The margins that it gave before a reload; null of one that begins.</param>
    public ServedModel(Model model, RuleProgram program, BoundPack pack, RollingRank? latest)
    {
        Model = model;
        Features = [.. model.Features.Select(name => pack.Features.First(f => f.Name == name))];
        _columns = [.. model.Features.Select(name => program.Features[name])];
        _scorer = new TreeScorer(model.Program);
        double rate = model.Content.BaseRate;
        _baseOdds = model.Content.Kind == ModelKind.Supervised && rate is > 0 and < 1 ? rate / (1 - rate) : double.NaN;
        Latest = latest ?? new RollingRank();
    }

    public Model Model { get; }

    /// <summary>What the policy means by them, in the order of a row.</summary>
    public IReadOnlyList<BoundFeature> Features { get; }

    /// <summary>The margins of the latest transfers, without repeats and tests.</summary>
    public RollingRank Latest { get; }

    /// <summary>What the model is given of a row.</summary>
    public void Read(ColumnBatch columns, int row, Span<float> values)
    {
        for (int f = 0; f < _columns.Length; f++) values[f] = columns.FeatureAt(_columns[f], row);
    }

    /// <summary>Scores the transfers among the rows [from, to), each against those before it.</summary>
    public void Run(DecisionPage page, int from, int to, ModelScores scores)
    {
        _scorer.Margins(page.Columns, _columns, from, to, scores.Margins.AsSpan(from));
        for (int row = from; row < to; row++)
        {
            if (page.Fields[row].Class == TransferClass.None)
            {
                scores.Margins[row] = scores.Scores[row] = scores.Percentiles[row] = double.NaN;
                continue;
            }
            double margin = scores.Margins[row];
            scores.Scores[row] = Model.Probability(margin);
            scores.Percentiles[row] = Latest.ShareBelow(margin);
            if (!page.Columns.Duplicate[row]) Latest.Add(margin);
        }
    }

    /// <summary>Odds this far above the base rate's are as good as certain.</summary>
    const double MostLift = 1e9;

    /// <summary>The odds of a probability over those of the base rate; NaN when the model has none.</summary>
    public double LiftOf(double probability) => Math.Min(MostLift, probability / Math.Max(1 - probability, 1e-12) / _baseOdds);

    /// <summary>Why a model cannot be given what it takes: a feature that the policy does not have, or has with another meaning. Null when it can.</summary>
    public static string? Mismatch(BoundPack pack, Model model)
    {
        foreach (string name in model.Features)
        {
            if (pack.Features.FirstOrDefault(f => f.Name == name) is not { } feature)
                return $"it takes the feature '{name}', which the policy does not have{SourceText.DidYouMean(name, pack.Features.Select(f => f.Name))}";
            if (model.Content.Features.FirstOrDefault(f => f.Name == name) is { Definition.Length: > 0 } trained && trained.Definition != feature.Definition)
                return $"it was trained on another meaning of the feature '{name}' than the policy gives it: {trained.Definition}, and here {feature.Definition}";
        }
        return null;
    }

    /// <param name="pack">Of the policy that decides.</param>
    /// <param name="model">What is to be served.</param>
    /// <param name="which">What the host knows it by, such as "the model".</param>
    /// <exception cref="ArgumentException">It cannot be given what it takes.</exception>
    public static void Demand(BoundPack pack, Model model, string which)
    {
        if (Mismatch(pack, model) is { } fault) throw new ArgumentException($"{which} ({model.Content.Origin}) does not fit the policy: {fault}{(fault.EndsWith('?') ? "" : ".")}", nameof(model));
    }
}
