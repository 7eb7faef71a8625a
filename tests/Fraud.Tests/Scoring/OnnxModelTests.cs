using Fraud.Scoring;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Fraud.Tests.Scoring;

/// <summary>Graphs of random trees, run by ONNX Runtime: what is loaded must come to the same scores.</summary>
public class OnnxModelTests
{
    const int Columns = 6;
    const int Int64 = 7, Float = 1;

    static readonly float[] s_marks = [-2, -0.5f, 0, 0.25f, 1, 3.5f, 1e-3f, 40, 1e30f];

    /// <summary>The lists of a random ensemble, as the operators have them.</summary>
    sealed class Lists
    {
        public readonly List<long> Trees = [], Nodes = [], Features = [], True = [], False = [], Missing = [], LeafTrees = [], LeafNodes = [];
        public readonly List<float> Values = [], Weights = [];
        public readonly List<string> Modes = [];

        public Lists(int seed, int trees, string[] modes, bool positive = false)
        {
            var random = new Random(seed);
            for (int tree = 0; tree < trees; tree++)
            {
                int next = 1;
                void Grow(int id, int level)
                {
                    int at = Trees.Count;
                    bool leaf = level == 5 || level > 0 && random.Next(6) == 0;
                    string mode = leaf ? "LEAF" : modes[random.Next(modes.Length)];
                    bool category = mode is "BRANCH_EQ" or "BRANCH_NEQ";
                    Trees.Add(tree);
                    Nodes.Add(id);
                    Modes.Add(mode);
                    Features.Add(leaf ? 0 : category ? 5 : random.Next(5));
                    Values.Add(leaf ? 0 : category ? random.Next(8) : s_marks[random.Next(s_marks.Length)]);
                    Missing.Add(random.Next(2));
                    True.Add(0);
                    False.Add(0);
                    if (leaf)
                    {
                        LeafTrees.Add(tree);
                        LeafNodes.Add(id);
                        Weights.Add(positive ? random.NextSingle() / trees : random.NextSingle() - 0.5f);
                        return;
                    }
                    int whenTrue = next++, whenFalse = next++;
                    (True[at], False[at]) = (whenTrue, whenFalse);
                    Grow(whenTrue, level + 1);
                    Grow(whenFalse, level + 1);
                }
                Grow(0, 0);
            }
        }

        public Lists WithFeature(int feature)
        {
            for (int i = 0; i < Features.Count; i++) Features[i] = feature;
            return this;
        }

        public OnnxNode Node(string kind, string[] outputs, bool missing = true, bool packed = true)
        {
            var node = new OnnxNode(kind, OnnxText.Trees, ["X"], outputs)
                .Numbers("nodes_treeids", Trees, packed).Numbers("nodes_nodeids", Nodes, packed).Numbers("nodes_featureids", Features, packed)
                .Numbers("nodes_truenodeids", True, packed).Numbers("nodes_falsenodeids", False, packed).Texts("nodes_modes", Modes).Floats("nodes_values", Values);
            return missing ? node.Numbers("nodes_missing_value_tracks_true", Missing, packed) : node;
        }

        public OnnxNode Regressor(bool missing = true, bool packed = true) => Node("TreeEnsembleRegressor", ["Y"], missing, packed)
            .Numbers("target_treeids", LeafTrees).Numbers("target_nodeids", LeafNodes).Numbers("target_ids", LeafTrees.Select(_ => 0L)).Floats("target_weights", Weights).Number("n_targets", 1);

        /// <param name="classes">The classes that have weights, of 0 and 1; of both, class 0 has half the weight.</param>
        public OnnxNode Classifier(params long[] classes) => Node("TreeEnsembleClassifier", ["label", "scores"])
            .Numbers("class_treeids", LeafTrees.SelectMany(t => classes.Select(_ => t))).Numbers("class_nodeids", LeafNodes.SelectMany(t => classes.Select(_ => t)))
            .Numbers("class_ids", LeafTrees.SelectMany(_ => classes)).Floats("class_weights", Weights.SelectMany(w => classes.Select(c => c == 0 && classes.Length == 2 ? -w / 2 : w)))
            .Numbers("classlabels_int64s", [0, 1]);
    }

    static List<float[]> Rows(int seed)
    {
        var random = new Random(seed);
        var rows = new List<float[]>();
        for (int i = 0; i < 600; i++)
        {
            var row = new float[Columns];
            for (int j = 0; j < Columns - 1; j++)
            {
                float mark = s_marks[random.Next(s_marks.Length)];
                row[j] = random.Next(8) switch { 0 => float.NaN, 1 => mark, 2 => MathF.BitIncrement(mark), 3 => MathF.BitDecrement(mark), 4 => random.Next(2) == 0 ? float.PositiveInfinity : float.NegativeInfinity, 5 => -0f, _ => 6 * random.NextSingle() - 3 };
            }
            row[Columns - 1] = random.Next(10) switch { 0 => float.NaN, 1 => -1, 2 => -0f, 3 => 1e9f, _ => random.Next(10) };
            rows.Add(row);
        }
        return rows;
    }

    /// <summary>The column of the second class, or the only one.</summary>
    static double[] Run(byte[] model, string output, List<float[]> rows)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = new InferenceSession(model, options);
        bool doubles = session.InputMetadata["X"].ElementType == typeof(double);
        var input = doubles
            ? NamedOnnxValue.CreateFromTensor("X", new DenseTensor<double>(rows.SelectMany(r => r).Select(v => (double)v).ToArray(), [rows.Count, Columns]))
            : NamedOnnxValue.CreateFromTensor("X", new DenseTensor<float>(rows.SelectMany(r => r).ToArray(), [rows.Count, Columns]));
        using var results = session.Run([input]);
        object value = results.First(r => r.Name == output).Value;
        double[] flat = value is Tensor<double> wide ? [.. wide] : [.. ((Tensor<float>)value).Select(v => (double)v)];
        int width = flat.Length / rows.Count;
        return [.. Enumerable.Range(0, rows.Count).Select(i => flat[i * width + width - 1])];
    }

    static void AssertSame(byte[] bytes, string output, bool asProbability)
    {
        var rows = Rows(99);
        double[] expected = Run(bytes, output, rows);
        var model = Model.Parse(bytes, "model.onnx");
        for (int i = 0; i < rows.Count; i++)
        {
            double margin = model.Margin(rows[i]), computed = asProbability ? model.Probability(margin) : margin;
            if (!(Math.Abs(expected[i] - computed) <= 1e-5)) Assert.Fail($"row {i} [{string.Join(' ', rows[i])}]: expected {expected[i]:R}, computed {computed:R}");
        }
    }

    [Theory]
    [InlineData("BRANCH_LEQ")]
    [InlineData("BRANCH_LT")]
    [InlineData("BRANCH_GTE")]
    [InlineData("BRANCH_GT")]
    [InlineData("BRANCH_EQ")]
    [InlineData("BRANCH_NEQ")]
    [InlineData("BRANCH_LEQ BRANCH_LT BRANCH_GTE BRANCH_GT BRANCH_EQ BRANCH_NEQ")]
    public void Scores_of_regressors_are_those_of_the_origin(string modes)
    {
        var lists = new Lists(1, 20, modes.Split(' '));
        (string, int)[] outputs = [("Y", Float)];
        AssertSame(OnnxText.Model(Columns, outputs, [lists.Regressor()]), "Y", false);
        AssertSame(OnnxText.Model(Columns, outputs, [lists.Regressor(missing: false, packed: false).Floats("base_values", 0.75f)]), "Y", false);
        AssertSame(OnnxText.Model(Columns, outputs, [lists.Regressor().Text("aggregate_function", "AVERAGE").Floats("base_values", 0.75f)]), "Y", false);
    }

    [Theory]
    [InlineData("0", "NONE", false, false)]
    [InlineData("0", "NONE", false, true)]
    [InlineData("0", "NONE", true, false)]
    [InlineData("0", "NONE", true, true)]
    [InlineData("0", "LOGISTIC", false, false)]
    [InlineData("0", "LOGISTIC", false, true)]
    [InlineData("0", "LOGISTIC", true, false)]
    [InlineData("0", "LOGISTIC", true, true)]
    [InlineData("1", "NONE", false, false)]
    [InlineData("1", "NONE", true, false)]
    [InlineData("1", "LOGISTIC", false, false)]
    [InlineData("1", "LOGISTIC", true, false)]
    [InlineData("1", "SOFTMAX", false, false)]
    [InlineData("1", "SOFTMAX", true, false)]
    [InlineData("0 1", "NONE", false, false)]
    [InlineData("0 1", "NONE", true, false)]
    [InlineData("0 1", "LOGISTIC", false, false)]
    [InlineData("0 1", "LOGISTIC", true, false)]
    [InlineData("0 1", "SOFTMAX", false, false)]
    [InlineData("0 1", "SOFTMAX", true, false)]
    public void Scores_of_classifiers_are_those_of_the_origin(string classes, string transform, bool positive, bool based)
    {
        var node = new Lists(2, 20, ["BRANCH_LEQ"], positive).Classifier([.. classes.Split(' ').Select(long.Parse)]).Text("post_transform", transform);
        if (based) node.Floats("base_values", 0.3f);
        AssertSame(OnnxText.Model(Columns, [("label", Int64), ("scores", Float)], [node]), "scores", transform != "NONE");
    }

    /// <summary>Thresholds of 64 bits, rows of 64 bits that hold 32: rounding the threshold down decides the same.</summary>
    [Fact]
    public void Scores_of_wide_thresholds_are_those_of_the_origin()
    {
        var lists = new Lists(3, 20, ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT"]);
        double[] between = [.. lists.Values.Select((v, i) => v + (i % 3 - 1) * Math.Max(1e-12, Math.Abs(v) * 1e-12))];
        var node = new OnnxNode("TreeEnsembleRegressor", OnnxText.Trees, ["X"], ["Y"])
            .Numbers("nodes_treeids", lists.Trees).Numbers("nodes_nodeids", lists.Nodes).Numbers("nodes_featureids", lists.Features)
            .Numbers("nodes_truenodeids", lists.True).Numbers("nodes_falsenodeids", lists.False).Texts("nodes_modes", lists.Modes).Tensor("nodes_values_as_tensor", between)
            .Numbers("target_treeids", lists.LeafTrees).Numbers("target_nodeids", lists.LeafNodes).Numbers("target_ids", lists.LeafTrees.Select(_ => 0L))
            .Tensor("target_weights_as_tensor", [.. lists.Weights.Select(w => (double)w)]).Number("n_targets", 1);
        AssertSame(OnnxText.Model(Columns, [("Y", Float)], [node], doubles: true), "Y", false);
    }

    [Fact]
    public void What_leaves_the_score_as_it_is_may_stand_around_the_trees()
    {
        var lists = new Lists(4, 5, ["BRANCH_LEQ"]);
        var before = new OnnxNode("Identity", "", ["X"], ["same"]);
        var trees = new OnnxNode("TreeEnsembleRegressor", OnnxText.Trees, ["same"], ["sum"])
            .Numbers("nodes_treeids", lists.Trees).Numbers("nodes_nodeids", lists.Nodes).Numbers("nodes_featureids", lists.Features)
            .Numbers("nodes_truenodeids", lists.True).Numbers("nodes_falsenodeids", lists.False).Texts("nodes_modes", lists.Modes).Floats("nodes_values", lists.Values)
            .Numbers("target_treeids", lists.LeafTrees).Numbers("target_nodeids", lists.LeafNodes).Numbers("target_ids", lists.LeafTrees.Select(_ => 0L)).Floats("target_weights", lists.Weights).Number("n_targets", 1);
        var after = new OnnxNode("Cast", "", ["sum"], ["Y"]).Number("to", 11);
        var bytes = OnnxText.Model(Columns, [("Y", 11)], [before, trees, after]);
        AssertSame(bytes, "Y", false);
        Assert.Equal(Columns, Model.Parse(bytes, "model.onnx").Features.Count);

        var classifier = lists.Classifier(0).Text("post_transform", "LOGISTIC");
        var label = new OnnxNode("Cast", "", ["label"], ["whole"]).Number("to", Int64);
        var map = new OnnxNode("ZipMap", OnnxText.Trees, ["scores"], ["named"]).Numbers("classlabels_int64s", [0, 1]);
        var bare = Model.Parse(OnnxText.Model(Columns, [("scores", Float)], [classifier]), "model.onnx");
        Assert.Equal(bare.Hash, Model.Parse(OnnxText.Model(Columns, [("whole", Int64), ("named", Float)], [classifier, label, map]), "model.onnx").Hash);
    }

    [Fact]
    public void Features_are_named_by_the_metadata()
    {
        var bytes = OnnxText.Model(Columns, [("Y", Float)], [new Lists(5, 2, ["BRANCH_LEQ"]).Regressor()], names: "amount, hours, earlier, night, kind, rest");
        Assert.Equal(["amount", "hours", "earlier", "night", "kind", "rest"], Model.Parse(bytes, "model.onnx").Features);
    }

    /// <summary>The operator of version 5: the random ensemble with inner nodes and leaves apart, a tree that is one leaf, and equality as membership of a set.</summary>
    [Theory]
    [InlineData("BRANCH_LEQ", 1)]
    [InlineData("BRANCH_LT BRANCH_GTE BRANCH_GT", 1)]
    [InlineData("BRANCH_EQ BRANCH_NEQ BRANCH_LEQ", 1)]
    [InlineData("MEMBER", 1)]
    [InlineData("MEMBER BRANCH_LEQ", 0)]
    public void Scores_of_the_newer_operator_are_those_of_the_origin(string modes, int aggregate)
    {
        bool members = modes.Contains("MEMBER", StringComparison.Ordinal);
        var lists = new Lists(8, 10, modes.Replace("MEMBER", "BRANCH_EQ", StringComparison.Ordinal).Split(' '));
        var places = lists.Trees.Zip(lists.Nodes).Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);
        var numbers = new int[lists.Trees.Count];
        int inner = 0, leaves = 0;
        for (int i = 0; i < numbers.Length; i++) numbers[i] = lists.Modes[i] == "LEAF" ? leaves++ : inner++;
        int[] splits = [.. Enumerable.Range(0, numbers.Length).Where(i => lists.Modes[i] != "LEAF")];
        int Child(int at, List<long> ids) => places[(lists.Trees[at], ids[at])];
        string[] names = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];
        int[] roots = [.. splits.Where(i => lists.Nodes[i] == 0).Select(i => numbers[i])];
        var node = new OnnxNode("TreeEnsemble", OnnxText.Trees, ["X"], ["Y"])
            .Numbers("nodes_featureids", [.. splits.Select(i => lists.Features[i]), 0]).Tensor("nodes_splits", [.. splits.Select(i => lists.Values[i]), 0f])
            .Tensor("nodes_modes", [.. splits.Select(i => lists.Modes[i] == "BRANCH_EQ" && members ? (byte)6 : (byte)Array.IndexOf(names, lists.Modes[i])), (byte)0])
            .Numbers("nodes_truenodeids", [.. splits.Select(i => (long)numbers[Child(i, lists.True)]), leaves]).Numbers("nodes_falsenodeids", [.. splits.Select(i => (long)numbers[Child(i, lists.False)]), leaves])
            .Numbers("nodes_trueleafs", [.. splits.Select(i => lists.Modes[Child(i, lists.True)] == "LEAF" ? 1L : 0), 1]).Numbers("nodes_falseleafs", [.. splits.Select(i => lists.Modes[Child(i, lists.False)] == "LEAF" ? 1L : 0), 1])
            .Numbers("nodes_missing_value_tracks_true", [.. splits.Select(i => lists.Missing[i]), 0]).Numbers("tree_roots", [.. roots.Select(r => (long)r), inner])
            .Tensor("leaf_weights", [.. lists.Weights, 0.125f]).Numbers("leaf_targetids", Enumerable.Repeat(0L, leaves + 1)).Number("n_targets", 1).Number("aggregate_function", aggregate).Number("post_transform", 0);
        if (members) node.Tensor("membership_values", [.. splits.Where(i => lists.Modes[i] == "BRANCH_EQ").SelectMany(i => (float[])[lists.Values[i], (lists.Values[i] + 3) % 8, float.NaN])]);
        AssertSame(OnnxText.Model(Columns, [("Y", Float)], [node], opset: 5), "Y", false);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "minimum", "aggregate_function: MIN is not served, SUM and AVERAGE are" },
        { "two targets", "n_targets: has 2 outputs; models of one can be served" },
        { "logistic regressor", "post_transform: LOGISTIC of a regressor is not served, NONE is" },
        { "probit", "post_transform: PROBIT is not served for one column of weights" },
        { "softmax of the first class", "post_transform: SOFTMAX is not served for one column of weights" },
        { "base of the second class", "base_values: served is one value for weights that all stand on the first class; elsewhere runtimes disagree" },
        { "two bases", "base_values: served is one value for weights that all stand on the first class; elsewhere runtimes disagree" },
        { "three classes", "has 3 classes; models of two classes can be served" },
        { "scaler", "its graph has the operator Scaler, which may change the score: only trees with Identity, Cast to float or double, and ZipMap are served" },
        { "cast to whole numbers", "its graph has the operator Cast to type 7, which may change the score: only trees with Identity, Cast to float or double, and ZipMap are served" },
        { "fraction", "tree 0: feature 5 is compared with 2.5 for equality, which is served for categories only: whole numbers from 0" },
        { "number and category", "feature 5 is compared both as a number and for equality, which cannot be served exactly" },
        { "no trees", "its graph has 0 ensembles of trees, expected one" },
        { "cycle", "tree 0: only 1 of its 3 nodes are reached from its root" },
        { "two weights", "target_nodeids: leaf 1 of tree 0 has two weights" },
        { "feature", "tree 0: split 0 names feature 17, but there are 6" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_served_exactly_is_told(string what, string message)
    {
        OnnxNode Stump(string mode = "BRANCH_LEQ", float value = 1, long feature = 5, long whenFalse = 2, long[]? leaves = null, long targets = 1) => new OnnxNode("TreeEnsembleRegressor", OnnxText.Trees, ["X"], ["Y"])
            .Numbers("nodes_treeids", [0, 0, 0]).Numbers("nodes_nodeids", [0, 1, 2]).Numbers("nodes_featureids", [feature, 0, 0]).Numbers("nodes_truenodeids", [1, 0, 0]).Numbers("nodes_falsenodeids", [whenFalse, 0, 0])
            .Texts("nodes_modes", mode, "LEAF", "LEAF").Floats("nodes_values", value, 0, 0)
            .Numbers("target_treeids", [0, 0]).Numbers("target_nodeids", leaves ?? [1, 2]).Numbers("target_ids", [0, 0]).Floats("target_weights", -1, 1).Number("n_targets", targets);
        var lists = new Lists(6, 3, ["BRANCH_LEQ"]);
        OnnxNode[] nodes = what switch
        {
            "minimum" => [Stump().Text("aggregate_function", "MIN")],
            "two targets" => [Stump(targets: 2)],
            "logistic regressor" => [Stump().Text("post_transform", "LOGISTIC")],
            "probit" => [lists.Classifier(0).Text("post_transform", "PROBIT")],
            "softmax of the first class" => [lists.Classifier(0).Text("post_transform", "SOFTMAX")],
            "base of the second class" => [lists.Classifier(1).Floats("base_values", 0.3f)],
            "two bases" => [lists.Classifier(0, 1).Floats("base_values", 0.3f, 0.3f)],
            "three classes" => [lists.Classifier(0).Numbers("classlabels_int64s", [0, 1, 2])],
            "scaler" => [new OnnxNode("Scaler", OnnxText.Trees, ["X"], ["scaled"]), Stump()],
            "cast to whole numbers" => [new OnnxNode("Cast", "", ["X"], ["whole"]).Number("to", Int64), Stump()],
            "fraction" => [Stump("BRANCH_EQ", 2.5f)],
            "number and category" => [new Lists(7, 30, ["BRANCH_EQ", "BRANCH_LEQ"]).WithFeature(5).Regressor()],
            "no trees" => [new OnnxNode("Identity", "", ["X"], ["Y"])],
            "cycle" => [Stump(whenFalse: 0)],
            "two weights" => [Stump(leaves: [1, 1])],
            "feature" => [Stump(feature: 17)],
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        };
        var told = Assert.Throws<FormatException>(() => Model.Parse(OnnxText.Model(Columns, [("Y", Float)], nodes), "model.onnx"));
        Assert.Equal($"model.onnx: {message}.", told.Message);
    }
}
