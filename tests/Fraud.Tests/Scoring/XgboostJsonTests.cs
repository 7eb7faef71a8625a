using System.Globalization;
using System.Text;
using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>XGBoost's documented form, with sums worked out by hand: there is no XGBoost for this runtime.</summary>
public class XgboostJsonTests
{
    static readonly string s_sample = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "models", "xgboost.json"));

    static Model Parse(string json) => Model.Parse(Encoding.UTF8.GetBytes(json), "model.json");

    static float Value(string text) => text == "-" ? float.NaN : float.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>
    /// The sample: base_score 0.25 is log-odds of ln(1/3) = -1.0986123. Tree 0: amount below 100 or not known 0.4; else hours below 0.5 -0.3, from 0.5 or not known 0.1.
    /// Tree 1: kind 1, 3 or not known -0.6; any other 0.2. Tree 2: 0.05.
    /// </summary>
    [Theory]
    // amount      hours        kind         tree 0   tree 1
    [InlineData("10 1 0", 0.4, 0.2)]
    [InlineData("99.99999 1 0", 0.4, 0.2)] // the float below 100
    [InlineData("100 0.49999997 0", -0.3, 0.2)] // below is not at most; the float below 0.5
    [InlineData("100 0.5 0", 0.1, 0.2)]
    [InlineData("100 -Infinity 0", -0.3, 0.2)]
    [InlineData("Infinity Infinity 0", 0.1, 0.2)]
    [InlineData("-0 0 0", 0.4, 0.2)]
    [InlineData("- - 0", 0.4, 0.2)] // amount not known is left
    [InlineData("200 - 0", 0.1, 0.2)] // hours not known is right
    [InlineData("10 1 1", 0.4, -0.6)] // of the set is right
    [InlineData("10 1 3", 0.4, -0.6)]
    [InlineData("10 1 2", 0.4, 0.2)]
    [InlineData("10 1 4", 0.4, 0.2)]
    [InlineData("10 1 -", 0.4, -0.6)] // kind not known is right
    [InlineData("10 1 -1", 0.4, 0.2)] // no category is left
    [InlineData("10 1 1e30", 0.4, 0.2)]
    [InlineData("10 1 1.5", 0.4, -0.6)] // cut to a whole number
    public void Sums_are_those_worked_out_by_hand(string row, double first, double second)
    {
        var model = Parse(s_sample);
        double margin = model.Margin([.. row.Split(' ').Select(Value)]);
        Assert.Equal(-1.0986122886681098 + first + second + 0.05, margin, 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(-margin)), model.Probability(margin), 1e-12);
    }

    [Fact]
    public void Names_covers_and_origin_are_read()
    {
        var model = Parse(s_sample);
        Assert.Equal(["amount", "hours", "kind"], model.Features);
        Assert.Equal("XGBoost 2.1.3", model.Content.Origin);
        Assert.Equal([60, 20], model.Content.Trees.Trees[0].Nodes.Select(n => n.Cover));
        Assert.Equal([40, 5, 15], model.Content.Trees.Trees[0].LeafCover);
    }

    /// <summary>Variants of the sample, each a change of a text within it, and the sum of a row (10, 1, 0) then.</summary>
    [Theory]
    [InlineData("base_score in a list", "\"2.5E-1\"", "\"[2.5E-1]\"", -1.0986123 + 0.65)]
    [InlineData("base_score of a half", "\"2.5E-1\"", "\"5E-1\"", 0.65)]
    [InlineData("squared error", "binary:logistic", "reg:squarederror", 0.25 + 0.65)]
    [InlineData("raw log-odds", "binary:logistic", "binary:logitraw", -1.0986123 + 0.65)]
    [InlineData("truth as words", "\"default_left\":[1,0,0,0,0]", "\"default_left\":[true,false,false,false,false]", -1.0986123 + 0.65)]
    [InlineData("an unknown property", "\"attributes\":{}", "\"attributes\":{\"best_iteration\":\"1\",\"scikit_learn\":\"{\\\"a\\\": [1]}\"},\"later\":[[{\"x\":null}]]", -1.0986123 + 0.65)]
    [InlineData("no kinds of splits where none is of categories", "\"split_type\":[0,0,0,0,0],", "", -1.0986123 + 0.65)]
    [InlineData("trees that are weighed (DART)", "\"gradient_booster\":{\"model\":", "\"gradient_booster\":{\"name\":\"dart\",\"weight_drop\":[1,0.5,2],\"gbtree\":{\"model\":", -1.0986123 + 0.4 + 0.1 + 0.1)]
    public void Forms_of_other_versions_are_read(string what, string from, string to, double sum)
    {
        string json = s_sample.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(s_sample, json);
        if (what.Contains("DART", StringComparison.Ordinal)) json = json.Replace("\"name\":\"gbtree\"},", "\"name\":\"gbtree\"}},", StringComparison.Ordinal);
        Assert.Equal(sum, Parse(json).Margin([10, 1, 0]), 1e-6);
    }

    /// <summary>Pruned nodes stay in the lists: node 2 was cut down to a leaf, and what was below it is reached no more.</summary>
    [Fact]
    public void What_was_pruned_is_left_out()
    {
        var model = Parse(s_sample.Replace("\"left_children\":[1,-1,3,-1,-1]", "\"left_children\":[1,-1,-1,-1,-1]", StringComparison.Ordinal).Replace("\"right_children\":[2,-1,4,-1,-1]", "\"right_children\":[2,-1,-1,-1,-1]", StringComparison.Ordinal));
        Assert.Equal(2, model.Content.Trees.Trees[0].Leaves.Length);
        Assert.Equal(-1.0986123 + 0.5 - 0.6 + 0.05, model.Margin([100, 0, 1]), 1e-6);
    }

    [Theory]
    [InlineData("binary:logistic", "multi:softprob", "objective 'multi:softprob' is not served")]
    [InlineData("binary:logistic", "count:poisson", "objective 'count:poisson' is not served")]
    [InlineData("\"num_class\":\"0\"", "\"num_class\":\"3\"", "the model has more than two classes")]
    [InlineData("\"num_target\":\"1\"", "\"num_target\":\"2\"", "the model has more than one target")]
    [InlineData("\"size_leaf_vector\":\"1\"", "\"size_leaf_vector\":\"2\"", "tree 0: has more than one value in a leaf")]
    [InlineData("\"name\":\"gbtree\"", "\"name\":\"gblinear\"", "the booster is 'gblinear'")]
    [InlineData("\"tree_info\":[0,0,0]", "\"tree_info\":[0,1,2]", "tree_info: trees of another output")]
    [InlineData("\"2.5E-1\"", "\"1.5\"", "base_score: expected a probability above 0 and below 1, found 1.5")]
    [InlineData("\"2.5E-1\"", "\"[2E-1,3E-1]\"", "expected one base_score")]
    [InlineData("\"num_feature\":\"3\",\"num_target\"", "\"num_feature\":\"4\",\"num_target\"", "names 3 features and says that there are 4")]
    [InlineData("\"split_indices\":[0,0,1,0,0]", "\"split_indices\":[0,0,41,0,0]", "tree 0: split 1 names feature 41, but there are 3")]
    [InlineData("\"left_children\":[1,-1,3,-1,-1]", "\"left_children\":[1,-1,0,-1,-1]", "tree 0: split 0 is reached twice")]
    [InlineData("\"left_children\":[1,-1,3,-1,-1]", "\"left_children\":[1,-1,9,-1,-1]", "tree 0: node 2 leads to nodes 9 and 4, but there are 5")]
    [InlineData("\"split_conditions\":[1E2,4E-1,5E-1,-3E-1,1E-1]", "\"split_conditions\":[1E2,4E-1,5E-1,1E39,1E-1]", "tree 0: leaf 1 is not finite")]
    [InlineData("\"split_conditions\":[1E2,", "\"split_conditions\":[", "tree 0: split_conditions: expected 5 values, as left_children has, found 4")]
    [InlineData("\"categories_segments\":[0],\"categories_sizes\":[2]", "\"categories_segments\":[1],\"categories_sizes\":[2]", "tree 1: categories_segments: 2 from 1 is not within the 2 categories")]
    [InlineData("\"categories_nodes\":[0]", "\"categories_nodes\":[1]", "tree 1: node 0 has no categories")]
    [InlineData("\"categories\":[1,3]", "\"categories\":[1,-3]", "tree 1: a category is not from 0 to 16777215")]
    [InlineData("\"hours\",", "\"amount\",", "two features are named amount")]
    public void What_cannot_be_served_exactly_is_told(string from, string to, string message)
    {
        string json = s_sample.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(s_sample, json);
        var told = Assert.Throws<FormatException>(() => Parse(json));
        Assert.StartsWith("model.json: ", told.Message, StringComparison.Ordinal);
        Assert.Contains(message, told.Message, StringComparison.Ordinal);
    }
}
