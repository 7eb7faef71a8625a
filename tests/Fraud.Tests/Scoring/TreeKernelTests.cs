using Fraud.Profiles;
using Fraud.Rules.Program;
using Fraud.Scoring;
using FsCheck;
using FsCheck.Xunit;

namespace Fraud.Tests.Scoring;

/// <summary>Every way to run trees gives the same margin, bit for bit, and the one that <see cref="TreeEnsemble.Margin"/> means.</summary>
public class TreeKernelTests
{
    static readonly Kernel[] s_kernels = [.. Enum.GetValues<Kernel>().Where(Kernels.IsAvailable)];

    /// <summary>The definition, in integers: the leaf that <see cref="TreeEnsemble.LeafOf"/> says, without bytes, lanes or tables.</summary>
    static double Plain(TreeEnsemble ensemble, ReadOnlySpan<float> row)
    {
        var units = LeafUnits.For(ensemble);
        long sum = 0;
        foreach (var tree in ensemble.Trees) sum += units.Of(tree.Leaves[ensemble.LeafOf(tree, row)]);
        return ensemble.Bias + units.Value(sum);
    }

    [Property(MaxTest = 150)]
    public void All_kernels_agree_with_the_plain_sum_to_the_last_bit(DoNotSize<int> anySeed)
    {
        int seed = anySeed.Item;
        var random = new Random(seed);
        var ensemble = RandomTrees.Ensemble(random);
        // Below, at and above the sizes at which kernels change their ways.
        int count = random.Next(3) switch { 0 => random.Next(1, 30), 1 => random.Next(60, 70), _ => random.Next(100, 600) }, width = ensemble.Features.Count;
        var rows = RandomTrees.Rows(ensemble, count, random);
        var expected = new double[count];
        double allowed = RandomTrees.Allowed(ensemble);
        for (int r = 0; r < count; r++)
        {
            var row = rows.AsSpan(r * width, width);
            expected[r] = Plain(ensemble, row);
            Assert.True(Math.Abs(expected[r] - ensemble.Margin(row)) <= allowed, $"seed {seed}, row {r}: {expected[r]:R} for {ensemble.Margin(row):R}");
        }
        var program = TreeProgram.Compile(ensemble);
        foreach (var kernel in s_kernels)
        {
            var scorer = new TreeScorer(program, kernel);
            for (int r = 0; r < Math.Min(count, 40); r++) Assert.True(expected[r].Equals(scorer.Margin(rows.AsSpan(r * width, width))), $"seed {seed}, {kernel}, row {r} alone");
            var margins = new double[count];
            scorer.Margins(rows, margins);
            Same(expected, margins, $"seed {seed}, {kernel}, {count} rows");
            // However few rows there are, together.
            scorer = new TreeScorer(program, kernel, 0);
            Array.Clear(margins);
            int from = random.Next(count), to = random.Next(from, Math.Min(count, from + random.Next(1, 300)) + 1);
            scorer.Margins(rows.AsSpan(from * width, (to - from) * width), margins.AsSpan(from, to - from));
            Same(expected[from..to], margins[from..to], $"seed {seed}, {kernel}, rows [{from}, {to})");
            Assert.All(margins[..from].Concat(margins[to..]), m => Assert.Equal(0, m));
        }
    }

    [Property(MaxTest = 60)]
    public void Rows_of_a_batch_by_columns_are_the_rows_one_by_one(DoNotSize<int> anySeed)
    {
        int seed = anySeed.Item;
        var random = new Random(seed);
        var ensemble = RandomTrees.Ensemble(random);
        int width = ensemble.Features.Count;
        var rows = RandomTrees.Rows(ensemble, ColumnBatch.Capacity, random);
        // Columns in another order than the features, and one that is none of them.
        var columns = Enumerable.Range(0, width + 1).ToArray();
        random.Shuffle(columns);
        columns = columns[..width];
        var batch = new ColumnBatch(width + 1) { Rows = ColumnBatch.Capacity };
        for (int r = 0; r < ColumnBatch.Capacity; r++)
            for (int f = 0; f < width; f++)
                batch.Values[columns[f] * ColumnBatch.Stride + r] = rows[r * width + f] is var value && float.IsNaN(value) ? ColumnBatch.Unknown
                    // What rounds to the float, as values of 64 bits do.
                    : ColumnBatch.Ordered(float.IsFinite(value) && Math.Abs(value) < 1e6f ? value * (1 + 1e-10) : value);
        var program = TreeProgram.Compile(ensemble);
        var row = new float[width];
        foreach (var kernel in s_kernels)
        {
            var scorer = random.Next(2) == 0 ? new TreeScorer(program, kernel) : new TreeScorer(program, kernel, 0);
            int from = random.Next(3) == 0 ? 0 : random.Next(ColumnBatch.Capacity), to = random.Next(3) == 0 ? ColumnBatch.Capacity : random.Next(from, ColumnBatch.Capacity + 1);
            var margins = new double[ColumnBatch.Capacity + 1];
            scorer.Margins(batch, columns, from, to, margins);
            for (int r = from; r < to; r++)
            {
                for (int f = 0; f < width; f++) row[f] = batch.FeatureAt(columns[f], r);
                Assert.True(Plain(ensemble, row).Equals(margins[r - from]), $"seed {seed}, {kernel}, row {r} of [{from}, {to})");
            }
            Assert.All(margins[(to - from)..], m => Assert.Equal(0, m));
        }
    }

    [Theory]
    [InlineData(1, 64, 255, 1)] // what a table of 64 bytes holds
    [InlineData(40, 65, 3, 1)]
    [InlineData(200, 128, 300, 2)] // two bytes a feature
    [InlineData(1, 1, 240, 1)] // whole blocks of 16, and a value above them
    [InlineData(3, 129, 1, 1)]
    [InlineData(129, 128, 600, 3)]
    [InlineData(65, 90, 300, 2)]
    public void Bytes_of_a_row_are_as_many_as_its_cuts_need(int trees, int features, int cuts, int bytesPerFeature)
    {
        // Stumps on every cut of every feature, and trees that ask two features.
        var ensemble = new TreeEnsemble
        {
            Features = [.. Enumerable.Range(0, features).Select(f => $"f{f}")],
            Trees =
            [
                .. from f in Enumerable.Range(0, features)
                   from c in Enumerable.Range(0, cuts)
                   select new Tree([new TreeNode { Feature = f, Cut = c, Left = ~0, Right = ~1 }], [0.001 * f, 0.25], []),
                .. from t in Enumerable.Range(0, trees)
                   select new Tree([new TreeNode { Feature = t % features, Cut = t % cuts, Left = ~2, Right = 1 }, new TreeNode { Feature = features - 1, Cut = cuts - 1, Left = ~0, Right = ~1 }], [1, 2, 3], []),
            ],
        };
        var program = TreeProgram.Compile(ensemble);
        Assert.Equal(features * bytesPerFeature, program.Bytes.Count);
        Assert.Equal(features * bytesPerFeature <= 256, program.HasLanes);
        var random = new Random(1);
        var row = new float[features];
        foreach (var kernel in s_kernels)
        {
            var scorer = new TreeScorer(program, kernel);
            for (int r = 0; r < 10; r++)
            {
                for (int f = 0; f < features; f++) row[f] = random.Next(9) == 0 ? float.NaN : random.Next(-1, cuts + 1);
                Assert.Equal(Plain(ensemble, row), scorer.Margin(row));
            }
        }
    }

    /// <summary>A stump at 2.5, leaves 10 and 20; and what each value comes to.</summary>
    [Theory]
    [InlineData(2.5f, false, false, 10)]
    [InlineData(2.5000002f, false, false, 20)]
    [InlineData(float.NaN, false, false, 20)]
    [InlineData(float.NaN, true, false, 10)]
    [InlineData(0f, false, false, 10)]
    [InlineData(0f, false, true, 20)]
    [InlineData(1e-35f, false, true, 20)]
    [InlineData(-1e-35f, false, true, 20)]
    [InlineData(1.1e-35f, false, true, 10)]
    [InlineData(0f, true, true, 10)]
    [InlineData(float.NegativeInfinity, false, false, 10)]
    [InlineData(float.PositiveInfinity, true, false, 20)]
    public void A_value_goes_left_when_it_is_at_most_the_cut_and_where_the_node_says_when_it_is_missing(float value, bool missingLeft, bool zeroIsMissing, double margin) =>
        Everywhere(margin, [value], Stump(new TreeNode { Feature = 0, Cut = 2.5f, MissingLeft = missingLeft, ZeroIsMissing = zeroIsMissing, Left = ~0, Right = ~1 }));

    [Theory]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, 10)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity, 10)]
    [InlineData(float.NegativeInfinity, float.MinValue, 20)]
    [InlineData(float.PositiveInfinity, float.NaN, 20)]
    public void Cuts_may_be_infinite(float cut, float value, double margin) => Everywhere(margin, [value], Stump(new TreeNode { Feature = 0, Cut = cut, Left = ~0, Right = ~1 }));

    /// <summary>Both zeros are one number, as a value, as a cut, and as what is missing.</summary>
    [Fact]
    public void Minus_zero_is_zero()
    {
        foreach (var (cut, value) in ((float, float)[])[(-0f, 0f), (0f, -0f)]) Everywhere(10, [value], Stump(new TreeNode { Feature = 0, Cut = cut, Left = ~0, Right = ~1 }));
        Everywhere(20, [-0f], Stump(new TreeNode { Feature = 0, Cut = 2.5f, ZeroIsMissing = true, Left = ~0, Right = ~1 }));
    }

    [Theory]
    [InlineData(1f, 10)]
    [InlineData(7.9f, 10)]
    [InlineData(2f, 20)]
    [InlineData(-1f, 20)]
    [InlineData(3e9f, 20)]
    [InlineData(float.NaN, 20)]
    public void Categories_of_the_set_go_left(float value, double margin) => Everywhere(margin, [value], Stump(new TreeNode { Feature = 0, CategorySet = 1, Left = ~0, Right = ~1 }));

    /// <summary>A set without long gaps is written down, another is searched.</summary>
    [Theory]
    [InlineData(0f, false, 10)]
    [InlineData(0.5f, false, 10)]
    [InlineData(0f, true, 20)]
    [InlineData(-0.5f, false, 20)]
    [InlineData(63f, false, 10)]
    [InlineData(64f, false, 20)]
    [InlineData(130f, false, 10)]
    [InlineData(131f, false, 20)]
    [InlineData(192f, false, 20)]
    [InlineData(float.NaN, false, 20)]
    public void Categories_may_be_many(float value, bool zeroIsMissing, double margin)
    {
        foreach (int[] set in (int[][])[[0, 2, 63, 130], [0, 63, 130], [0, 63, 130, 16_000_000]])
            Everywhere(margin, [value], new TreeEnsemble { Features = ["f"], Trees = [new([new TreeNode { Feature = 0, CategorySet = 1, ZeroIsMissing = zeroIsMissing, Left = ~0, Right = ~1 }], [10, 20], [])], CategorySets = [set] });
    }

    /// <summary>A set means the same to every feature, whatever is missing there.</summary>
    [Theory]
    [InlineData(2f, 2f, 22)]
    [InlineData(0f, 0f, 21)] // missing to the second
    [InlineData(3f, 64f, 11)]
    [InlineData(float.NaN, 2f, 12)]
    public void Features_may_share_a_set(float first, float second, double margin) => Everywhere(margin, [first, second], new TreeEnsemble
    {
        Features = ["f", "g"],
        Trees = [new([new TreeNode { Feature = 0, CategorySet = 1, Left = ~0, Right = ~1 }], [20, 10], []), new([new TreeNode { Feature = 1, CategorySet = 1, ZeroIsMissing = true, Left = ~0, Right = ~1 }], [2, 1], [])],
        CategorySets = [[0, 2, 63]],
    });

    /// <summary>A file names a set once and its splits as often as they like: a hundred of them take no more memory than one.</summary>
    [Fact]
    public void A_set_that_many_features_share_is_written_down_once()
    {
        long one = Compiled(1), many = Compiled(100);
        Assert.True(many < one + 500_000, $"{many:N0} bytes, with one feature {one:N0}");

        static long Compiled(int features)
        {
            var ensemble = new TreeEnsemble
            {
                Features = [.. Enumerable.Range(0, features).Select(f => $"f{f}")],
                Trees = [.. Enumerable.Range(0, features).Select(f => new Tree([new TreeNode { Feature = f, CategorySet = 1, ZeroIsMissing = f % 2 == 0, Left = ~0, Right = ~1 }], [1, 0], []))],
                CategorySets = [[.. Enumerable.Range(0, 1_000_000)]],
            };
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = TreeProgram.Compile(ensemble);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void The_plain_sum_allocates_nothing()
    {
        var ensemble = Stump(new TreeNode { Feature = 0, Cut = 1, Left = ~0, Right = ~1 });
        float[] row = [2];
        double sum = ensemble.Margin(row);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) sum += ensemble.Margin(row);
        Assert.Equal((0, 2020), (GC.GetAllocatedBytesForCurrentThread() - before, sum));
    }

    /// <summary>More distinct sets than a batch has room for.</summary>
    [Fact]
    public void Sets_of_categories_may_be_more_than_a_batch_holds()
    {
        const int Sets = TreeProgram.MostBatchFeatures + 1;
        var ensemble = new TreeEnsemble
        {
            Features = ["f"],
            Trees = [.. Enumerable.Range(1, Sets).Select(s => new Tree([new TreeNode { Feature = 0, CategorySet = s, Left = ~0, Right = ~1 }], [1, 0], []))],
            CategorySets = [.. Enumerable.Range(0, Sets).Select(s => new[] { s })],
        };
        Assert.False(TreeProgram.Compile(ensemble).HasBatches);
        Everywhere(1, [77], ensemble);
        Everywhere(0, [Sets], ensemble);
    }

    [Fact]
    public void Trees_of_one_leaf_and_the_bias_are_added() => Everywhere(-3.5, [1], new TreeEnsemble { Features = ["f"], Trees = [new([], [0.5], []), new([], [-5], [])], Bias = 1 });

    [Fact]
    public void A_model_may_have_no_tree() => Everywhere(-2, [1], new TreeEnsemble { Features = ["f"], Trees = [], Bias = -2 });

    /// <summary>Leaves far from one another do not cost the small ones their digits, as sums of floats would.</summary>
    [Fact]
    public void Great_leaves_are_exact_beside_small_ones() => Everywhere(1_000_000.0625, [1], new TreeEnsemble
    {
        Features = ["f"],
        Trees =
        [
            new([new TreeNode { Feature = 0, Cut = 5, Left = ~0, Right = ~1 }], [1_000_000, -1_000_000], []),
            new([new TreeNode { Feature = 0, Cut = 5, Left = ~0, Right = ~1 }], [0.0625, -0.125], []),
        ],
    });

    [Theory]
    [InlineData(1, 1e3)]
    [InlineData(1, 1e300)]
    [InlineData(100, 1e-300)]
    [InlineData(100, 0.5)]
    [InlineData(100, 1e9)]
    [InlineData(127, 1e15)]
    [InlineData(128, -1e15)]
    [InlineData(1023, 1e300)]
    [InlineData(1024, 4095.999)]
    public void The_greatest_leaves_of_all_trees_fit_into_a_sum(int trees, double leaf)
    {
        var ensemble = new TreeEnsemble { Features = ["f"], Trees = [.. Enumerable.Range(0, trees).Select(_ => new Tree([new TreeNode { Feature = 0, Cut = 5, Left = ~0, Right = ~1 }], [leaf, -leaf], []))] };
        foreach (var kernel in s_kernels)
        {
            var scorer = new TreeScorer(TreeProgram.Compile(ensemble), kernel, 0);
            var margins = new double[2];
            scorer.Margins([1, 9], margins);
            Assert.Equal([Plain(ensemble, [1]), Plain(ensemble, [9])], margins);
            Assert.Equal(margins[0], scorer.Margin([1]));
            Assert.Equal(trees * leaf, margins[0], Math.Max(1e-6, Math.Abs(leaf) * 1e-9));
            Assert.Equal(-margins[0], margins[1]);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_leaf_that_is_not_finite_is_an_error(double leaf)
    {
        var tree = new Tree([new TreeNode { Feature = 0, Cut = 1, Left = ~0, Right = ~1 }], [0, leaf], []);
        Assert.Contains("leaf of tree 1", Refused(new TreeEnsemble { Features = ["f"], Trees = [new([], [1], []), tree] }), StringComparison.Ordinal);
        Assert.Contains("bias", Refused(new TreeEnsemble { Features = ["f"], Trees = [], Bias = leaf }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0f, 0, ~0, ~1, "feature 1 of 1")]
    [InlineData(-1, 0f, 0, ~0, ~1, "feature -1 of 1")]
    [InlineData(0, float.NaN, 0, ~0, ~1, "no cut")]
    [InlineData(0, 0f, 1, ~0, ~1, "set 1 of 0")]
    [InlineData(0, 0f, 0, 0, ~1, "the child 0")]
    [InlineData(0, 0f, 0, ~0, 2, "the child 2")]
    [InlineData(0, 0f, 0, ~0, ~2, "the leaf 2 of 2")]
    [InlineData(0, 0f, 0, 1, 1, "had by two")]
    public void A_malformed_tree_is_an_error(int feature, float cut, int set, int left, int right, string message)
    {
        var nodes = new[] { new TreeNode { Feature = feature, Cut = cut, CategorySet = set, Left = left, Right = right }, new TreeNode { Feature = 0, Cut = 3, Left = ~0, Right = ~1 } };
        Assert.Contains(message, Refused(new TreeEnsemble { Features = ["f"], Trees = [new(nodes, [1, 2], [])] }), StringComparison.Ordinal);
    }

    /// <summary>Each node's two children are the next: a path for every number of 60 bits, if one followed them all.</summary>
    [Fact]
    public void A_graph_in_the_place_of_a_tree_does_not_cost_what_it_stands_for()
    {
        var nodes = Enumerable.Range(0, 60).Select(i => new TreeNode { Feature = 0, Cut = i, Left = i < 59 ? i + 1 : ~0, Right = i < 59 ? i + 1 : ~1 }).ToArray();
        Assert.Contains("had by two", Refused(new TreeEnsemble { Features = ["f"], Trees = [new(nodes, [1, 2], [])] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        var random = new Random(5);
        var ensemble = RandomTrees.Ensemble(random);
        int width = ensemble.Features.Count;
        var rows = RandomTrees.Rows(ensemble, 300, random);
        var margins = new double[300];
        var batch = new ColumnBatch(width) { Rows = ColumnBatch.Capacity };
        var columns = Enumerable.Range(0, width).ToArray();
        var model = new Model(new ModelContent { Kind = ModelKind.Supervised, Origin = "test", Trees = ensemble, Features = [] });
        var scorers = s_kernels.Select(kernel => new TreeScorer(model.Program, kernel)).ToArray();
        void Run()
        {
            foreach (var scorer in scorers)
            {
                scorer.Margin(rows.AsSpan(0, width));
                scorer.Margins(rows, margins);
                scorer.Margins(batch, columns, 3, 250, margins);
                scorer.Margins(batch, columns, 3, 5, margins);
            }
            model.Margin(rows.AsSpan(0, width));
            model.Margins(rows, margins);
        }
        for (int i = 0; i < 4; i++) Run();
        long least = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Threads_may_share_a_model()
    {
        var random = new Random(6);
        var ensemble = RandomTrees.Ensemble(random);
        int width = ensemble.Features.Count;
        var rows = RandomTrees.Rows(ensemble, 256, random);
        var model = new Model(new ModelContent { Kind = ModelKind.Supervised, Origin = "test", Trees = ensemble, Features = [] });
        var expected = new double[256];
        model.Margins(rows, expected);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            var margins = new double[256];
            if (i % 2 == 0) model.Margins(rows, margins);
            else for (int r = 0; r < margins.Length; r++) margins[r] = model.Margin(rows.AsSpan(r * width, width));
            Assert.Equal(expected, margins);
        });
    }

    [Fact]
    public void Another_number_of_values_than_features_is_an_error()
    {
        var model = new Model(new ModelContent { Kind = ModelKind.Supervised, Origin = "test", Trees = Stump(new TreeNode { Feature = 0, Cut = 1, Left = ~0, Right = ~1 }), Features = [] });
        Assert.Throws<ArgumentException>(() => model.Margin([1, 2]));
        Assert.Throws<ArgumentException>(() => model.Margins([1, 2, 3], new double[2]));
    }

    static TreeEnsemble Stump(TreeNode node) => new() { Features = ["f"], Trees = [new([node], [10, 20], [])], CategorySets = [[1, 3, 7]] };

    static string Refused(TreeEnsemble ensemble) => Assert.Throws<ArgumentException>(() => TreeProgram.Compile(ensemble)).Message;

    /// <summary>By the definition, and by every kernel, alone and in the midst of others.</summary>
    static void Everywhere(double expected, float[] row, TreeEnsemble ensemble)
    {
        Assert.Equal(expected, ensemble.Margin(row));
        var program = TreeProgram.Compile(ensemble);
        foreach (var kernel in s_kernels)
        {
            var scorer = new TreeScorer(program, kernel, 2);
            Assert.Equal(expected, scorer.Margin(row));
            var margins = new double[100];
            scorer.Margins([.. Enumerable.Repeat(row, 100).SelectMany(r => r)], margins);
            Assert.All(margins, m => Assert.Equal(expected, m));
        }
    }

    static void Same(double[] expected, double[] margins, string what)
    {
        for (int r = 0; r < expected.Length; r++) Assert.True(expected[r].Equals(margins[r]), $"{what}: row {r} is {margins[r]:R} and should be {expected[r]:R}");
    }
}
