using Fraud.Scoring;

namespace Fraud.Cli.Replay;

/// <summary>Transfers whose score lies in a band, and what those of them with a label turned out to be.</summary>
/// <param name="Low">The lower edge, which does not belong to it but for 0.</param>
readonly record struct ScoreBand(double Low, double High, long Rows, double MeanScore, long Labelled, long Frauds);

/// <summary>Counts what a model makes of a log: where its scores lie, how far they come true, and how far what it is given has moved from what it was trained on.</summary>
sealed class ModelReport
{
    // Fraud is rare: bands of equal width would hold everything in the first.
    static readonly double[] s_probabilities = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

    // How rare a row is says more by its place among the latest; half of them are not worth telling apart.
    static readonly double[] s_percentiles = [0.5, 0.9, 0.99, 0.999, 1];

    readonly double[] _edges;
    readonly int[] _columns;
    readonly float[] _row;
    readonly BandCount[] _features;
    readonly BandCount _margin;
    readonly (long Rows, double Sum, long Labelled, long Frauds)[] _bands; // and one for what could not be placed

    /// <param name="engine">Serves the model.</param>
    /// <param name="model">What is reported on.</param>
    public ModelReport(FraudEngine engine, Model model)
    {
        Model = model;
        _edges = IsProbability ? s_probabilities : s_percentiles;
        _bands = new (long, double, long, long)[_edges.Length + 1];
        _columns = engine.FeatureColumns(model.Features);
        _row = new float[_columns.Length];
        var content = model.Content;
        _features = [.. model.Features.Select(name => content.Features.FirstOrDefault(f => f.Name == name) is { } trained ? new BandCount(trained.Edges, trained.Shares) : new BandCount([], []))];
        _margin = new BandCount(content.MarginEdges, content.MarginShares);
    }

    public Model Model { get; }

    /// <summary>Whether scores are probabilities of fraud, by which they are banded; else they say how rare a row is, and are banded by the share of the latest transfers below them.</summary>
    public bool IsProbability => Model.Content.Kind == ModelKind.Supervised;
    public long Rows { get; private set; }
    public double MeanScore => _bands.Sum(b => b.Sum) / Rows;

    /// <summary>The stability index of the margins against those that the model was calibrated on; NaN where it does not say.</summary>
    public double ScoreIndex => _margin.Index;

    /// <summary>The stability index of each feature that the model knows the training rows of, the greatest first.</summary>
    public IReadOnlyList<(string Feature, double Index)> FeatureIndexes
        => [.. _features.Select((f, i) => (Model.Features[i], f.Index)).Where(f => !double.IsNaN(f.Index)).OrderByDescending(f => f.Index).ThenBy(f => f.Item1, StringComparer.Ordinal)];

    /// <summary>Those with transfers, ascending; the last without edges, of transfers that came before there were enough to be placed among.</summary>
    public IReadOnlyList<ScoreBand> Bands
        => [.. _bands.Select((b, i) => new ScoreBand(i == _edges.Length ? double.NaN : i == 0 ? 0 : _edges[i - 1], i == _edges.Length ? double.NaN : _edges[i], b.Rows, b.Sum / b.Rows, b.Labelled, b.Frauds)).Where(b => b.Rows > 0)];

    /// <summary>Counts a decision, while it can still be asked; repeats, tests and what is no transfer are left out.</summary>
    public void Add(in Decision decision, bool? fraud)
    {
        if (double.IsNaN(decision.Score) || (decision.Flags & (DecisionFlags.Duplicate | DecisionFlags.Test)) != 0) return;
        Rows++;
        decision.ReadFeatures(_columns, _row);
        for (int f = 0; f < _row.Length; f++) _features[f].Add(_row[f]);
        _margin.Add(decision.Scores!.Margins[decision.Row]);
        double score = decision.Score;
        double placed = IsProbability ? score : decision.Scores!.Percentiles[decision.Row];
        // At an edge a probability lies below it, a share of the latest above: 99 % below it is the top 1 %.
        int at = double.IsNaN(placed) ? _edges.Length : IsProbability ? Array.FindIndex(_edges, edge => placed <= edge) : Array.FindIndex(_edges, edge => placed < edge || edge == 1);
        ref var band = ref _bands[at];
        band = (band.Rows + 1, band.Sum + score, band.Labelled + (fraud is null ? 0 : 1), band.Frauds + (fraud == true ? 1 : 0));
    }
}
