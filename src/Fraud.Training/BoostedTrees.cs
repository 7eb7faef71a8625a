using Fraud.Scoring;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Fraud.Training;

/// <summary>Trees that ML.NET has grown, in the common form, and what ML.NET itself says of some rows.</summary>
/// <param name="Trees">Their sum is the log-odds of fraud.</param>
/// <param name="Gains">How much each feature's cuts lowered the loss.</param>
/// <param name="Check">The margins by ML.NET of the rows it was asked about.</param>
/// <param name="Rounds">How many of the trees there are after each round of boosting.</param>
sealed record BoostedTrees(TreeEnsemble Trees, double[] Gains, double[] Check, int[] Rounds)
{
    /// <summary>
    /// What ML.NET is given for an unknown value: less than every known one. FastTree leaves out rows with NaN and neither trainer says where its trees send one, so unknown is a value to cut at
    /// like any other, and every node of the result sends it left, where it was.
    /// </summary>
    public const float Unknown = float.MinValue;

    /// <summary>Known values stay above it.</summary>
    public const float KnownMin = -1e38f;

    // LightGBM's library keeps its settings of threads for the whole process.
    static readonly Lock s_oneAtATime = new();

    static T Alone<T>(Func<T> fit)
    {
        lock (s_oneAtATime) return fit();
    }

    sealed class Row
    {
        public float[] Features { get; set; } = [];
        public bool Label { get; set; }
        public float Weight { get; set; }
    }

    sealed class Scored
    {
        public float Score { get; set; }
    }

    /// <summary>
    /// Grows several ensembles that draw other rows and features, and averages them: their trees stand round by round, so that an early stop cuts all of them.
    /// </summary>
    public static BoostedTrees FitBags(IReadOnlyList<string> features, IReadOnlyList<float[]> rows, IReadOnlyList<bool> isFraud, double weight, int rounds, TrainingOptions options, IReadOnlyList<float[]> check)
    {
        options = For(features.Count, options);
        int bags = BagsOf(options);
        var fits = Enumerable.Range(0, bags).Select(bag => Fit(features, rows, isFraud, weight, rounds, options with { Seed = (options.Seed + bag * SeedStep) & int.MaxValue }, check)).ToList();
        var trees = new List<Tree>();
        var ends = new List<int>();
        for (int round = 0; round < fits.Max(fit => fit.Rounds.Length); round++)
        {
            foreach (var fit in fits)
                if (round < fit.Rounds.Length) trees.Add(fit.Trees.Trees[round] with { Leaves = [.. fit.Trees.Trees[round].Leaves.Select(leaf => leaf / bags)] });
            ends.Add(trees.Count);
        }
        var ensemble = new TreeEnsemble { Features = fits[0].Trees.Features, Trees = trees, Bias = fits.Average(fit => fit.Trees.Bias), Link = Link.Logistic };
        return new BoostedTrees(ensemble, [.. features.Select((_, f) => fits.Sum(fit => fit.Gains[f]))], [.. check.Select((_, row) => fits.Average(fit => fit.Check[row]))], [.. ends]);
    }

    /// <summary>From the seed of one ensemble to that of the next: seeds that a person would try are not shared.</summary>
    const int SeedStep = 1_000_003;

    /// <summary>Of few features a tree that sees half of them misses what matters.</summary>
    const int FeaturesMin = 8;

    static TrainingOptions For(int features, TrainingOptions options) => options with { FeatureShare = Math.Min(1, Math.Max(options.FeatureShare, (double)FeaturesMin / features)) };

    /// <summary>Where every tree sees everything, all draws are the same.</summary>
    public static int BagsOf(TrainingOptions options) => options.RowShare < 1 || options.FeatureShare < 1 ? options.Bags : 1;

    /// <summary>Grows so many trees on the rows, and asks ML.NET for the margins of those of <paramref name="check"/>; <paramref name="weight"/> is what a row of fraud counts against another.</summary>
    public static BoostedTrees Fit(IReadOnlyList<string> features, IReadOnlyList<float[]> rows, IReadOnlyList<bool> isFraud, double weight, int trees, TrainingOptions options, IReadOnlyList<float[]> check)
    {
        var context = new MLContext(options.Seed);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features.Count);
        IDataView View(IReadOnlyList<float[]> of, IReadOnlyList<bool>? labels) => context.Data.LoadFromEnumerable(
            Enumerable.Range(0, of.Count).Select(i => new Row { Features = Known(of[i]), Label = labels?[i] ?? false, Weight = labels?[i] == true ? (float)weight : 1 }), schema);

        var data = View(rows, isFraud);
        ITransformer model;
        RegressionTreeEnsemble grown;
        PlattCalibrator link;
        if (options.Algorithm == Algorithm.FastTree)
        {
            var fitted = context.BinaryClassification.Trainers.FastTree(FastTree(trees, options)).Fit(data);
            (model, grown, link) = (fitted, fitted.Model.SubModel.TrainedTreeEnsemble, fitted.Model.Calibrator);
        }
        else
        {
            var fitted = Alone(() => context.BinaryClassification.Trainers.LightGbm(LightGbm(trees, options)).Fit(data));
            (model, grown, link) = (fitted, fitted.Model.SubModel.TrainedTreeEnsemble, fitted.Model.Calibrator);
        }
        double[] margins = [.. context.Data.CreateEnumerable<Scored>(model.Transform(View(check, null)), reuseRowObject: false, ignoreMissingColumns: true).Select(row => -(link.Slope * row.Score + link.Offset))];
        double[] gains = new double[features.Count];
        return new BoostedTrees(Convert(features, grown, link, gains), gains, margins, [.. Enumerable.Range(1, grown.Trees.Count)]);
    }

    /// <summary>The row as ML.NET gets it.</summary>
    static float[] Known(float[] row)
    {
        float[] known = new float[row.Length];
        for (int i = 0; i < row.Length; i++) known[i] = float.IsNaN(row[i]) ? Unknown : Math.Clamp(row[i], KnownMin, -KnownMin);
        return known;
    }

    static LightGbmBinaryTrainer.Options LightGbm(int trees, TrainingOptions options) => new()
    {
        ExampleWeightColumnName = nameof(Row.Weight),
        NumberOfIterations = trees,
        NumberOfLeaves = options.Leaves,
        LearningRate = options.Rate,
        MinimumExampleCountPerLeaf = options.MinimumRowsPerLeaf,
        MaximumBinCountPerFeature = options.Bins,
        Sigmoid = 1, // the sum of the leaves is the log-odds
        HandleMissingValue = false,
        UseCategoricalSplit = false,
        Seed = options.Seed,
        // Sums in one order whatever the number of threads. Several threads spin when the machine has other work.
        Deterministic = true,
        ForceColumnWise = true,
        NumberOfThreads = options.Threads,
        Booster = new GradientBooster.Options
        {
            L2Regularization = options.L2, SubsampleFraction = options.RowShare, SubsampleFrequency = options.RowShare < 1 ? 1 : 0, FeatureFraction = options.FeatureShare, MinimumChildWeight = 1e-3,
        },
    };

    static FastTreeBinaryTrainer.Options FastTree(int trees, TrainingOptions options) => new()
    {
        ExampleWeightColumnName = nameof(Row.Weight),
        NumberOfTrees = trees,
        NumberOfLeaves = options.Leaves,
        LearningRate = options.Rate,
        MinimumExampleCountPerLeaf = options.MinimumRowsPerLeaf,
        MaximumBinCountPerFeature = options.Bins,
        FeatureFraction = options.FeatureShare,
        BaggingSize = options.RowShare < 1 ? 1 : 0, // trees that share a sample
        BaggingExampleFraction = options.RowShare,
        Seed = options.Seed,
        FeatureSelectionSeed = options.Seed,
        NumberOfThreads = options.Threads,
        DiskTranspose = false,
    };

    static TreeEnsemble Convert(IReadOnlyList<string> features, RegressionTreeEnsemble grown, PlattCalibrator link, double[] gains)
    {
        // ML.NET's probability is 1 / (1 + e^(slope × sum + offset)).
        var trees = new List<Tree>(grown.Trees.Count);
        for (int t = 0; t < grown.Trees.Count; t++)
        {
            var tree = grown.Trees[t];
            double scale = -link.Slope * grown.TreeWeights[t];
            var nodes = new TreeNode[tree.NumberOfNodes];
            for (int n = 0; n < nodes.Length; n++)
            {
                if (tree.CategoricalSplitFlags[n]) throw new InvalidOperationException("A tree cuts by category, which no feature is.");
                int feature = tree.NumericalSplitFeatureIndexes[n];
                nodes[n] = new TreeNode { Feature = feature, Cut = tree.NumericalSplitThresholds[n], MissingLeft = true, Left = tree.LeftChild[n], Right = tree.RightChild[n] };
                gains[feature] += Math.Max(0, tree.SplitGains[n]);
            }
            double[] leaves = [.. tree.LeafValues.Select(value => scale * value)];
            trees.Add(new Tree(nodes, leaves, new double[leaves.Length]));
        }
        return new TreeEnsemble { Features = [.. features], Trees = trees, Bias = -(link.Slope * grown.Bias + link.Offset), Link = Link.Logistic };
    }
}
