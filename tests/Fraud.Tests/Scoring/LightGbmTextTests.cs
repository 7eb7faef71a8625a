using System.Text;
using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>LightGBM trains, writes its text and predicts; what is loaded from the text must come to the same sums.</summary>
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
        Assert.Equal(origin.Predict([rows[0]])[0], model.Margin(rows[0]), 1e-12);
    }

    static void AssertSame(double[] expected, List<float[]> rows, Model model, Func<float[], double> computed)
    {
        for (int i = 0; i < rows.Count; i++)
            if (!(Math.Abs(expected[i] - computed(rows[i])) <= 1e-5)) Assert.Fail($"row {i} [{string.Join(' ', rows[i])}]: expected {expected[i]:R}, computed {computed(rows[i]):R}");
    }
}
