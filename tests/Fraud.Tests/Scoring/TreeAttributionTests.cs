using FsCheck.Xunit;
using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

public class TreeAttributionTests
{
    static TreeEnsemble Ensemble(int features, params Tree[] trees) => new() { Features = [.. Enumerable.Range(0, features).Select(i => $"f{i}")], Trees = trees };

    static (double Expected, double[] Contributions) Attribute(TreeEnsemble ensemble, params float[] row)
    {
        var attribution = new TreeAttribution(ensemble);
        double[] contributions = new double[row.Length];
        attribution.Contributions(row, contributions);
        return (attribution.Expected, contributions);
    }

    // One row in four goes left at f0, and of the others two in three at f1: leaves 10, 20, 60 hold 1, 2 and 1 of four rows.
    static readonly Tree s_tree = new(
        [new() { Feature = 0, Cut = 5, Left = ~0, Right = 1, Cover = 4 }, new() { Feature = 1, Cut = 7, Left = ~1, Right = ~2, Cover = 3 }], [10, 20, 60], [1, 2, 1]);

    [Theory]
    // Expected 27.5. Knowing f0 = 9 alone: 33⅓; f1 = 8 alone: ¼ × 10 + ¾ × 60 = 47.5; both: 60.
    [InlineData(9, 8, 27.5, ((33 + 1 / 3.0) - 27.5 + (60 - 47.5)) / 2, ((47.5 - 27.5) + (60 - (33 + 1 / 3.0))) / 2)]
    // f0 = 5 goes left: 10, whatever f1 is; f1 = 7 alone: ¼ × 10 + ¾ × 20 = 17.5.
    [InlineData(5, 7, 27.5, ((10 - 27.5) + (10 - 17.5)) / 2, ((17.5 - 27.5) + 0) / 2)]
    public void A_tree_small_enough_for_paper(float f0, float f1, double expected, double first, double second)
    {
        var (mean, contributions) = Attribute(Ensemble(2, s_tree), f0, f1);
        Assert.Equal(expected, mean, 1e-12);
        Assert.Equal(first, contributions[0], 1e-12);
        Assert.Equal(second, contributions[1], 1e-12);
    }

    [Fact]
    public void A_tree_of_one_leaf_is_expected_and_no_ones_doing()
    {
        var (expected, contributions) = Attribute(Ensemble(2, new Tree([], [3.5], [9]), s_tree), 9, 8);
        Assert.Equal(31, expected, 1e-12);
        Assert.Equal(Attribute(Ensemble(2, s_tree), 9, 8).Contributions, contributions);
    }

    [Property(MaxTest = 300)]
    public void Contributions_are_the_mean_over_all_orders_of_learning_the_features(int seed)
    {
        var random = new Random(seed);
        var ensemble = CoveredTrees.Ensemble(random, features: random.Next(1, 8), trees: random.Next(1, 4), depth: random.Next(1, 9));
        for (int i = 0; i < 4; i++)
        {
            float[] row = CoveredTrees.Row(random, ensemble.Features.Count);
            var (expected, contributions) = Attribute(ensemble, row);
            double[] all = Shapley(ensemble, row);
            Assert.Equal(Value(ensemble, row, 0), expected, 1e-9 * (1 + Math.Abs(expected)));
            for (int f = 0; f < row.Length; f++) Assert.Equal(all[f], contributions[f], 1e-10 * (1 + Math.Abs(all[f])));
        }
    }

    [Property(MaxTest = 100)]
    public void Expected_margin_and_contributions_are_the_margin(int seed)
    {
        var random = new Random(seed);
        var ensemble = CoveredTrees.Ensemble(random, features: random.Next(1, 60), trees: random.Next(1, 30), depth: random.Next(1, 12));
        float[] row = CoveredTrees.Row(random, ensemble.Features.Count);
        var (expected, contributions) = Attribute(ensemble, row);
        Assert.Equal(ensemble.Margin(row), expected + contributions.Sum(), 1e-9 * (1 + Math.Abs(ensemble.Margin(row))));
    }

    [Property(MaxTest = 100)]
    public void A_feature_that_no_tree_asks_for_adds_nothing(int seed)
    {
        var random = new Random(seed);
        var asked = CoveredTrees.Ensemble(random, features: 5, trees: 3, depth: 6);
        var ensemble = new TreeEnsemble { Features = [.. asked.Features, "other"], Trees = asked.Trees, CategorySets = asked.CategorySets, Bias = asked.Bias };
        Assert.Equal(0, Attribute(ensemble, [.. CoveredTrees.Row(random, 5), 3]).Contributions[5]);
    }

    [Fact]
    public void Features_that_do_the_same_get_the_same()
    {
        // Both above 0: 8, else 0; each half of the rows.
        var both = new Tree([new() { Feature = 0, Left = ~0, Right = 1, Cover = 4 }, new() { Feature = 1, Left = ~1, Right = ~2, Cover = 2 }], [0, 0, 8], [2, 1, 1]);
        Assert.Equal([3.0, 3.0], Attribute(Ensemble(2, both), 1, 1).Contributions.Select(c => Math.Round(c, 12)));
        // Expected 2; f0 alone raises it to 4, f1 alone lowers it to 0, and so do both: (2 + 0) / 2 and (−2 − 4) / 2.
        Assert.Equal([1.0, -3.0], Attribute(Ensemble(2, both), 1, -1).Contributions.Select(c => Math.Round(c, 12)));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(37)]
    [InlineData(100)]
    [InlineData(1000)]
    public void On_a_long_path_every_feature_gets_its_part(int length)
    {
        // All above 0, nine rows in ten at each: 1 / length of what is not expected, by symmetry.
        const double share = 0.9;
        double covers = 1;
        var nodes = new TreeNode[length];
        double[] leaves = new double[length + 1], leafCovers = new double[length + 1];
        for (int i = 0; i < length; i++)
        {
            nodes[i] = new() { Feature = i, Left = ~i, Right = i + 1 < length ? i + 1 : ~length, Cover = covers };
            leafCovers[i] = covers * (1 - share);
            covers *= share;
        }
        (leaves[length], leafCovers[length]) = (1, covers);
        float[] row = new float[length];
        Array.Fill(row, 1);
        var (expected, contributions) = Attribute(Ensemble(length, new Tree(nodes, leaves, leafCovers)), row);
        Assert.Equal(covers, expected, 1e-12);
        Assert.All(contributions, contribution => Assert.Equal((1 - covers) / length, contribution, 1e-13));
    }

    [Fact]
    public void Without_the_rows_of_the_training_all_leaves_below_a_node_are_as_frequent()
    {
        var tree = new Tree([.. s_tree.Nodes.Select(node => node with { Cover = 0 })], s_tree.Leaves, []);
        var ensemble = Ensemble(2, tree);
        Assert.False(new TreeAttribution(ensemble).HasCover);
        Assert.True(new TreeAttribution(Ensemble(2, s_tree)).HasCover);
        var (expected, contributions) = Attribute(ensemble, 9, 8);
        Assert.Equal((10 + 20 + 60) / 3.0, expected, 1e-12);
        Assert.Equal(60, expected + contributions.Sum(), 1e-12);
    }

    [Fact]
    public void A_side_that_no_training_row_took_is_reached_all_the_same()
    {
        var tree = new Tree([new() { Feature = 0, Cut = 5, Left = ~0, Right = 1, Cover = 4 }, new() { Feature = 1, Cut = 7, Left = ~1, Right = ~2, Cover = 0 }], [10, 20, 60], [4, 0, 0]);
        var (expected, contributions) = Attribute(Ensemble(2, tree), 9, 8);
        Assert.Equal(10, expected);
        Assert.Equal(50, contributions.Sum(), 1e-12);
    }

    [Fact]
    public void A_model_refuses_rows_and_places_of_another_length()
    {
        var model = new Model(new ModelContent { Kind = ModelKind.Supervised, Origin = "", Trees = Ensemble(2, s_tree), Features = [] });
        double[] contributions = new double[2];
        Assert.Equal(60, model.Contributions([9, 8], contributions) + contributions.Sum(), 1e-12);
        Assert.Contains("2 features, found 3 values", Assert.Throws<ArgumentException>(() => model.Contributions([1, 2, 3], contributions)).Message);
        Assert.Contains("2 features, found places for 1", Assert.Throws<ArgumentException>(() => model.Contributions([1, 2], new double[1])).Message);
    }

    /// <summary>By definition, over all sets of features.</summary>
    static double[] Shapley(TreeEnsemble ensemble, float[] row)
    {
        int features = row.Length;
        double[] values = [.. Enumerable.Range(0, 1 << features).Select(known => Value(ensemble, row, known))], factorial = [.. Enumerable.Range(0, 10).Select(n => Enumerable.Range(1, n).Aggregate(1.0, (a, b) => a * b))];
        double[] shapley = new double[features];
        for (int f = 0; f < features; f++)
            for (int known = 0; known < values.Length; known++)
                if ((known >> f & 1) == 0)
                {
                    int size = System.Numerics.BitOperations.PopCount((uint)known);
                    shapley[f] += factorial[size] * factorial[features - size - 1] / factorial[features] * (values[known | 1 << f] - values[known]);
                }
        return shapley;
    }

    static double Value(TreeEnsemble ensemble, float[] row, int known) => ensemble.Bias + ensemble.Trees.Sum(tree => Value(ensemble, tree, tree.Nodes.Length == 0 ? ~0 : 0, row, known));

    static double Value(TreeEnsemble ensemble, Tree tree, int at, float[] row, int known)
    {
        if (at < 0) return tree.Leaves[~at];
        var node = tree.Nodes[at];
        if ((known >> node.Feature & 1) != 0) return Value(ensemble, tree, ensemble.GoesLeft(node, row[node.Feature]) ? node.Left : node.Right, row, known);
        double left = Cover(tree, node.Left), right = Cover(tree, node.Right);
        return (left * Value(ensemble, tree, node.Left, row, known) + right * Value(ensemble, tree, node.Right, row, known)) / (left + right);
    }

    static double Cover(Tree tree, int at) => at < 0 ? tree.LeafCover[~at] : tree.Nodes[at].Cover;
}
