using System.Globalization;
using System.Text;
using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>LightGBM trains, writes its text and predicts; what is loaded from the text must come to the same sums.</summary>
[Collection("LightGBM")] // its library is made for one training at a time
public class LightGbmTextTests
{
    [Theory]
    [InlineData("objective=binary num_leaves=63 learning_rate=0.2", true)]
    [InlineData("objective=binary num_leaves=127 max_bin=1023 min_data_in_leaf=3 learning_rate=0.3", true)]
    [InlineData("objective=binary num_leaves=31 zero_as_missing=true", true)]
    [InlineData("objective=binary num_leaves=31 use_missing=false", true)]
    [InlineData("objective=binary num_leaves=31 categorical_feature=4 min_data_per_group=5 cat_smooth=1", true)]
    [InlineData("objective=binary num_leaves=31 categorical_feature=3,4 max_cat_to_onehot=64 zero_as_missing=true min_data_per_group=5", true)]
    [InlineData("objective=binary num_leaves=15 is_unbalance=true feature_fraction=0.5 bagging_fraction=0.5 bagging_freq=1", true)]
    [InlineData("objective=cross_entropy num_leaves=15", true)]
    [InlineData("objective=regression num_leaves=31 boosting=dart", false)]
    [InlineData("objective=regression_l1 num_leaves=15", false)]
    [InlineData("objective=huber num_leaves=15 linear_tree=false", false)]
    public void Sums_are_those_of_the_origin(string parameters, bool logistic)
    {
        var (rows, labels) = ModelRows.Training(4000, 1);
        using var origin = LightGbmNative.Train(rows, labels, 30, parameters);
        var model = Model.Parse(origin.Text(), "model.txt");
        var asked = ModelRows.Asking(model, 500, 2);
        // LightGBM takes a category between -1 and 0 for 0; for us it is none, as it is for XGBoost.
        if (parameters.Contains("categorical", StringComparison.Ordinal)) asked.RemoveAll(row => row[ModelRows.CategoryColumn] is > -1 and < 0 || row[3] is > -1 and < 0);
        Assert.True(model.Content.Trees.Trees.Sum(t => t.Nodes.Length) > 100);
        Assert.All(model.Content.Trees.Trees, t => Assert.True(t.Nodes.Length == 0 || t.Nodes[0].Cover > 0));
        AssertSame(origin.Predict(asked), asked, model, row => model.Margin(row));
        AssertSame(origin.Predict(asked, raw: false), asked, model, row => logistic ? model.Probability(model.Margin(row)) : model.Margin(row));
    }

    /// <summary>The sigmoid is part of the log-odds.</summary>
    [Fact]
    public void Predictions_are_those_of_the_origin_where_the_sigmoid_is_not_1()
    {
        var (rows, labels) = ModelRows.Training(2000, 3);
        using var origin = LightGbmNative.Train(rows, labels, 10, "objective=binary num_leaves=15 sigmoid=2.5");
        var model = Model.Parse(origin.Text(), "model.txt");
        var asked = ModelRows.Asking(model, 200, 4);
        AssertSame(origin.Predict(asked, raw: false), asked, model, row => model.Probability(model.Margin(row)));
        AssertSame([.. origin.Predict(asked).Select(sum => 2.5 * sum)], asked, model, row => model.Margin(row));
    }

    [Fact]
    public void Predictions_are_those_of_the_origin_of_a_random_forest()
    {
        var (rows, labels) = ModelRows.Training(2000, 5);
        using var origin = LightGbmNative.Train(rows, labels, 20, "objective=binary boosting=rf num_leaves=31 bagging_fraction=0.6 bagging_freq=1");
        var model = Model.Parse(origin.Text(), "model.txt");
        var asked = ModelRows.Asking(model, 200, 6);
        AssertSame(origin.Predict(asked, raw: false), asked, model, row => model.Probability(model.Margin(row)));
    }

    [Fact]
    public void A_model_that_found_no_split_is_a_constant()
    {
        var (rows, labels) = ModelRows.Training(100, 7);
        using var origin = LightGbmNative.Train(rows, labels, 3, "objective=binary min_data_in_leaf=90");
        var model = Model.Parse(origin.Text(), "model.txt");
        Assert.All(model.Content.Trees.Trees, t => Assert.Empty(t.Nodes));
        Assert.Equal(origin.Predict([rows[0]])[0], model.Margin(rows[0]), 1e-6);
    }

    /// <summary>By hand: amount at most 100 (or not known) to the right split, otherwise 0.5; there kind of {1, 33} -0.25, any other and what is not known 0.75.</summary>
    const string Hand = """
        tree
        version=v3
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective=binary sigmoid:1
        feature_names=amount kind
        feature_infos=[0:200] 0:1:2:33
        tree_sizes=1

        Tree=0
        num_leaves=3
        num_cat=1
        split_feature=0 1
        split_gain=2 1
        threshold=100 0
        decision_type=10 1
        left_child=1 -2
        right_child=-1 -3
        leaf_value=0.5 -0.25 0.75
        leaf_weight=1 1 1
        leaf_count=10 4 6
        internal_value=0 0
        internal_weight=3 2
        internal_count=20 10
        cat_boundaries=0 2
        cat_threshold=2 2
        is_linear=0
        shrinkage=0.1


        end of trees

        """;

    [Theory]
    [InlineData(100, 1, -0.25)]
    [InlineData(100, 33, -0.25)]
    [InlineData(100, 2, 0.75)]
    [InlineData(100, 65, 0.75)]
    [InlineData(100, float.NaN, 0.75)]
    [InlineData(float.NaN, 33.9f, -0.25)]
    [InlineData(100.00001f, 1, 0.5)]
    public void Sums_are_those_worked_out_by_hand(float amount, float kind, double sum)
    {
        foreach (string text in (string[])[Hand, Hand.Replace("\n", "\r\n", StringComparison.Ordinal), Hand.Replace("v3", "v2", StringComparison.Ordinal).Replace("end of trees", "\nfeature importances:\namount=1", StringComparison.Ordinal)])
            Assert.Equal(sum, Model.Parse(Encoding.UTF8.GetBytes(text), "m").Margin([amount, kind]));
        using var origin = LightGbmNative.Load(Hand.Replace("tree_sizes=1\n", "", StringComparison.Ordinal));
        Assert.Equal(sum, origin.Predict([[amount, kind]])[0]);
    }

    [Theory]
    [InlineData("version=v3", "version=v9", "m: is of version v9; v2, v3 and v4 are read.")]
    [InlineData("num_class=1", "num_class=3", "m: has more than one output (num_class=3): only models of two classes or one number can be served.")]
    [InlineData("iteration=1", "iteration=2", "m: has more than one output (num_tree_per_iteration=2): only models of two classes or one number can be served.")]
    [InlineData("is_linear=0", "is_linear=1", "m: tree 0: has linear models in its leaves, which are not served.")]
    [InlineData("objective=binary sigmoid:1", "objective=poisson", "m: objective 'poisson' transforms the sum of the trees in a way that is not served: expected binary, cross_entropy, regression (not of roots), regression_l1, huber, fair, quantile, mape, lambdarank, rank_xendcg or none.")]
    [InlineData("sigmoid:1", "sigmoid:-1", "m: objective: expected a sigmoid above 0, found -1.")]
    [InlineData("objective=binary sigmoid:1", "objective=regression sqrt", "m: objective 'regression sqrt' transforms the sum of the trees in a way that is not served: expected binary, cross_entropy, regression (not of roots), regression_l1, huber, fair, quantile, mape, lambdarank, rank_xendcg or none.")]
    [InlineData("feature_names=amount kind", "feature_names=", "m: tree 0: split 1 names feature 1, but there are 1.")]
    [InlineData("feature_names=amount kind", "feature_names=kind kind", "m: two features are named kind.")]
    [InlineData("feature_names=amount kind\n", "", "m: has no feature_names.")]
    [InlineData("tree_sizes=1", "tree_sizes=1 1", "m: names the sizes of 2 trees and has 1.")]
    [InlineData("split_feature=0 1", "split_feature=0 41", "m: tree 0: split 1 names feature 41, but there are 2.")]
    [InlineData("split_feature=0 1", "split_feature=0", "m: tree 0: split_feature: expected 2 values.")]
    [InlineData("split_feature=0 1", "split_feature=0 x", "m: tree 0: split_feature: expected a number in place 1, found 'x'.")]
    [InlineData("num_leaves=3", "num_leaves=2000000000", "m: tree 0: leaf_value: expected 2000000000 values.")]
    [InlineData("num_leaves=3", "num_leaves=0", "m: tree 0: num_leaves: expected at least 1.")]
    [InlineData("threshold=100 0", "threshold=nan 0", "m: tree 0: split 0 has no threshold.")]
    [InlineData("threshold=100 0", "threshold=100 1", "m: tree 0: split 1 names set 1 of categories, but there are 1.")]
    [InlineData("decision_type=10 1", "decision_type=14 1", "m: tree 0: split 0 has an unknown decision_type 14.")]
    [InlineData("left_child=1 -2", "left_child=0 -2", "m: tree 0: split 0 is reached twice, the second time from split 0.")]
    [InlineData("left_child=1 -2", "left_child=-2 -2", "m: tree 0: only 3 of its 5 nodes are reached from its root.")]
    [InlineData("right_child=-1 -3", "right_child=-1 -2", "m: tree 0: leaf 1 is reached twice, the second time from split 1.")]
    [InlineData("left_child=1 -2", "left_child=1 -9", "m: tree 0: split 1 leads to leaf 8, but there are 3.")]
    [InlineData("leaf_value=0.5", "leaf_value=1e999", "m: tree 0: leaf 0 is not finite.")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0 3", "m: tree 0: cat_boundaries: 0 to 3 is not within the 2 words of cat_threshold.")]
    [InlineData("end of trees", "", "m: ends within tree 0: expected 'end of trees'.")]
    [InlineData("internal_count=20 10", "internal_count=20 -10", "m: tree 0: split 1: expected a cover of 0 or more.")]
    public void What_cannot_be_served_exactly_is_told(string from, string to, string message)
    {
        string text = Hand.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Hand, text);
        Assert.Equal(message, Assert.Throws<FormatException>(() => Model.Parse(Encoding.UTF8.GetBytes(text), "m")).Message);
    }

    /// <summary>A culture of a comma and of another minus changes neither what is read nor what is told.</summary>
    [Fact]
    public void Culture_changes_nothing()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
            Assert.Equal("1,5", 1.5.ToString());
            Assert.Equal(-0.25, Model.Parse(Encoding.UTF8.GetBytes(Hand), "m").Margin([100, 1]));
            Assert.Equal("m: tree 0: split 1 names feature -41, but there are 2.", Assert.Throws<FormatException>(() => Model.Parse(Encoding.UTF8.GetBytes(Hand.Replace("split_feature=0 1", "split_feature=0 -41", StringComparison.Ordinal)), "m")).Message);
        }
        finally { CultureInfo.CurrentCulture = culture; }
    }

    static void AssertSame(double[] expected, List<float[]> rows, Model model, Func<float[], double> computed)
    {
        for (int i = 0; i < rows.Count; i++)
            if (!(Math.Abs(expected[i] - computed(rows[i])) <= 1e-5)) Assert.Fail($"row {i} [{string.Join(' ', rows[i])}]: expected {expected[i]:R}, computed {computed(rows[i]):R}");
    }
}
