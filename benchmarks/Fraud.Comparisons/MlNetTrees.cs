using Fraud.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Fraud.Comparisons;

/// <summary>A row as ML.NET takes it. Public, because it compiles readers of it.</summary>
public sealed class TreeRow
{
    [VectorType(TreeTraffic.Features)]
    public float[] Features { get; set; } = [];
    public bool Label { get; set; }
}

/// <summary>What ML.NET says of a row.</summary>
public sealed class TreeScore
{
    /// <summary>The margin.</summary>
    public float Score { get; set; }
}

/// <summary>Models that ML.NET trains and predicts with, one row at a time and many, on one thread.</summary>
sealed class MlNetTrees
{
    /// <summary>Of the training rows, a leaf of each trainer holds at least so many.</summary>
    public const int RowsPerLeaf = 100;

    readonly MLContext _context = new(1);
    readonly ITransformer _model;
    readonly PredictionEngine<TreeRow, TreeScore> _engine;
    TreeScore _score = new();

    MlNetTrees(Func<MLContext, IDataView, (ITransformer Model, TreeEnsembleModelParameters Trees)> train, TreeRow[] rows)
    {
        var (model, trees) = train(_context, _context.Data.LoadFromEnumerable(rows));
        _model = model;
        _engine = _context.Model.CreatePredictionEngine<TreeRow, TreeScore>(model);
        Trees = Of(trees);
    }

    public static MlNetTrees LightGbm(TreeRow[] rows, int trees, int leaves) => new((context, data) =>
    {
        var model = context.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            NumberOfIterations = trees, NumberOfLeaves = leaves, MinimumExampleCountPerLeaf = RowsPerLeaf, LearningRate = 0.1, MaximumBinCountPerFeature = 255, NumberOfThreads = 1, Seed = 1,
        }).Fit(data);
        return (model, model.Model.SubModel);
    }, rows);

    public static MlNetTrees FastTree(TreeRow[] rows, int trees, int leaves) => new((context, data) =>
    {
        var model = context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = trees, NumberOfLeaves = leaves, MinimumExampleCountPerLeaf = RowsPerLeaf, LearningRate = 0.1, MaximumBinCountPerFeature = 255, NumberOfThreads = 1,
        }).Fit(data);
        return (model, model.Model.SubModel);
    }, rows);

    /// <summary>The same trees in our form.</summary>
    public TreeEnsemble Trees { get; }

    public float One(TreeRow row)
    {
        _engine.Predict(row, ref _score);
        return _score.Score;
    }

    public IDataView View(TreeRow[] rows) => _context.Data.LoadFromEnumerable(rows);

    /// <summary>The sum of the scores of all rows.</summary>
    public double Many(IDataView rows)
    {
        var scored = _model.Transform(rows);
        var column = scored.Schema["Score"];
        using var cursor = scored.GetRowCursor([column]);
        var get = cursor.GetGetter<float>(column);
        float score = 0;
        double sum = 0;
        while (cursor.MoveNext())
        {
            get(ref score);
            sum += score;
        }
        return sum;
    }

    static TreeEnsemble Of(TreeEnsembleModelParameters model)
    {
        var trees = model switch
        {
            LightGbmBinaryModelParameters lightGbm => lightGbm.TrainedTreeEnsemble,
            FastTreeBinaryModelParameters fastTree => fastTree.TrainedTreeEnsemble,
            _ => throw new ArgumentException("Trees of another trainer.", nameof(model)),
        };
        return new TreeEnsemble
        {
            Features = [.. Enumerable.Range(0, TreeTraffic.Features).Select(f => $"f{f}")],
            Bias = trees.Bias,
            Trees =
            [
                .. trees.Trees.Zip(trees.TreeWeights, (tree, weight) => new Tree(
                    [
                        .. Enumerable.Range(0, tree.NumberOfNodes).Select(n => new TreeNode
                        {
                            Feature = tree.NumericalSplitFeatureIndexes[n], Cut = tree.NumericalSplitThresholds[n], Left = tree.LeftChild[n], Right = tree.RightChild[n],
                        }),
                    ], [.. tree.LeafValues.Select(leaf => leaf * weight)], [])),
            ],
        };
    }
}
