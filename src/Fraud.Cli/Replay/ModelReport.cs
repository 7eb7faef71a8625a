using Fraud.Cli.Evaluation;
using Fraud.Scoring;

namespace Fraud.Cli.Replay;

/// <summary>Counts what a model makes of a log: where its scores lie, how far they come true, and how far what it is given has moved from what it was trained on.</summary>
sealed class ModelReport
{
    readonly int[] _columns;
    readonly float[] _row;
    readonly BandCount[] _features;
    readonly BandCount _margin;
    readonly ScoreBands _bands;

    /// <param name="engine">Serves the model.</param>
    /// <param name="model">What is reported on.</param>
    public ModelReport(FraudEngine engine, Model model)
    {
        Model = model;
        _bands = new ScoreBands(IsProbability);
        _columns = engine.FeatureColumns(model.Features);
        _row = new float[_columns.Length];
        var content = model.Content;
        _features = [.. model.Features.Select(name => content.Features.FirstOrDefault(f => f.Name == name) is { } trained ? new BandCount(trained.Edges, trained.Shares) : new BandCount([], []))];
        _margin = new BandCount(content.MarginEdges, content.MarginShares);
    }

    public Model Model { get; }

    /// <summary>Whether scores are probabilities of fraud, by which they are banded; else they say how rare a row is, and are banded by the share of the latest transfers below them.</summary>
    public bool IsProbability => Model.Content.Kind == ModelKind.Supervised;
    public long Rows => _bands.Rows;
    public double MeanScore => _bands.MeanScore;

    /// <summary>The stability index of the margins against those that the model was calibrated on; NaN where it does not say.</summary>
    public double ScoreIndex => _margin.Index;

    /// <summary>The stability index of each feature that the model knows the training rows of, the greatest first.</summary>
    public IReadOnlyList<(string Feature, double Index)> FeatureIndexes
        => [.. _features.Select((f, i) => (Model.Features[i], f.Index)).Where(f => !double.IsNaN(f.Index)).OrderByDescending(f => f.Index).ThenBy(f => f.Item1, StringComparer.Ordinal)];

    /// <summary>Those with transfers, ascending; the last without edges, of transfers that came before there were enough to be placed among.</summary>
    public IReadOnlyList<ScoreBand> Bands => _bands.Bands;

    /// <summary>Counts a decision, while it can still be asked; repeats, tests and what is no transfer are left out.</summary>
    public void Add(in Decision decision, bool? fraud)
    {
        if (double.IsNaN(decision.Score) || (decision.Flags & (DecisionFlags.Duplicate | DecisionFlags.Test)) != 0) return;
        decision.ReadFeatures(_columns, _row);
        for (int f = 0; f < _row.Length; f++) _features[f].Add(_row[f]);
        _margin.Add(decision.Scores!.Margins[decision.Row]);
        _bands.Add(IsProbability ? decision.Score : decision.Scores!.Percentiles[decision.Row], decision.Score, fraud);
    }
}
