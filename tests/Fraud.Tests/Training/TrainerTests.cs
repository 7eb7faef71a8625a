using Fraud.Scoring;
using Fraud.Training;

namespace Fraud.Tests.Training;

[Collection("LightGBM")] // its library is made for one training at a time
public class TrainerTests
{
    static byte[] FileOf(Trained trained) => ModelWriter.Write(trained.Content, "model");

    [Theory]
    [InlineData("LightGbm")]
    [InlineData("FastTree")]
    [InlineData("Isolation")]
    public void The_same_seed_makes_the_same_file_on_any_number_of_threads(string algorithm)
    {
        var set = SomeRows.Of(3000);
        var options = SomeRows.Quick with { Algorithm = Enum.Parse<Algorithm>(algorithm) };
        var trained = Trainer.Train(set, options);
        byte[] first = FileOf(trained);
        Assert.Equal(first, FileOf(Trainer.Train(set, options)));
        Assert.Equal(first, FileOf(Trainer.Train(set, options with { Threads = 3 })));
        var other = Trainer.Train(set, options with { Seed = 2 });
        Assert.NotEqual(trained.Content.Trees.Margin(set.Rows[0]), other.Content.Trees.Margin(set.Rows[0]));
    }

    [Theory]
    [InlineData("LightGbm")]
    [InlineData("FastTree")]
    public void Unknown_values_go_where_MLNET_sent_the_value_that_stood_for_them(string algorithm)
    {
        var set = SomeRows.Of(4000);
        var options = SomeRows.Quick with { Algorithm = Enum.Parse<Algorithm>(algorithm) };
        float[][] check = [.. set.Rows.Take(500), [float.NaN, float.NaN, float.NaN, float.NaN, float.NaN], [float.PositiveInfinity, -5, 0, 1e30f, float.NegativeInfinity]];
        Assert.InRange(check.Count(row => float.IsNaN(row[0])), 20, 200);
        var grown = BoostedTrees.Fit(set.Features, set.Rows, set.IsFraud, weight: 3, trees: 60, options, check);
        for (int i = 0; i < check.Length; i++) Assert.Equal(grown.Check[i], grown.Trees.Margin(check[i]), 1e-5);
        // That it is unknown says something here, so the trees cut by it.
        Assert.Contains(grown.Trees.Trees, tree => tree.Nodes.Any(node => node.Feature == 0 && node.Cut < -1e37f));
    }

    [Fact]
    public void What_validates_cannot_have_been_learnt()
    {
        var set = SomeRows.Of(3000);
        var options = SomeRows.Quick with { Refit = false };
        var plain = Trainer.Train(set, options);
        int split = 3000 - plain.Report.ValidationRows;
        // Poison: after the split fraud is honest and honest is fraud, and one value gives it away.
        var poisoned = set with
        {
            IsFraud = [.. set.IsFraud.Select((fraud, i) => i >= split ? !fraud : fraud)],
            Rows = [.. set.Rows.Select((row, i) => i >= split ? [row[0], row[1], row[2], set.IsFraud[i] ? 0f : 99f, row[4]] : row)],
        };
        var other = Trainer.Train(poisoned, options);
        Assert.Equal(plain.Report.ValidationRows, other.Report.ValidationRows);
        int common = Math.Min(plain.Report.Trees, other.Report.Trees);
        for (int t = 0; t < common; t++) Assert.Equal(Shape(plain.Content.Trees.Trees[t]), Shape(other.Content.Trees.Trees[t]));
        Assert.True(other.Report.Metrics!.Auc < 0.5);

        static string Shape(Tree tree) => string.Join(' ', tree.Nodes.Select(n => (n.Feature, n.Cut, n.Left, n.Right))) + string.Join(' ', tree.Leaves);
    }

    [Fact]
    public void All_rows_are_fitted_again_with_as_many_trees_unless_told_otherwise()
    {
        var set = SomeRows.Of(3000);
        var (refitted, early) = (Trainer.Train(set, SomeRows.Quick), Trainer.Train(set, SomeRows.Quick with { Refit = false }));
        Assert.Equal(early.Report.Trees, refitted.Report.Trees);
        Assert.Equal(early.Report.Metrics, refitted.Report.Metrics);
        Assert.Equal(3000, refitted.Content.Trees.Trees[0].Nodes[0].Cover);
        Assert.Equal(3000 - early.Report.ValidationRows, early.Content.Trees.Trees[0].Nodes[0].Cover);
    }

    [Fact]
    public void The_model_finds_what_the_rows_were_drawn_by()
    {
        var trained = Trainer.Train(SomeRows.Of(20_000), SomeRows.Quick);
        var later = SomeRows.Of(4000, seed: 9);
        var best = RankMetrics.Of([.. later.Rows.Select(SomeRows.Odds)], [.. later.IsFraud])!;
        var found = RankMetrics.Of([.. later.Rows.Select(row => trained.Content.Trees.Margin(row))], [.. later.IsFraud])!;
        Assert.InRange(found.Auc, best.Auc - 0.01, best.Auc + 0.005);
        Assert.Equal(["amount", "new_pair", "count"], trained.Report.Importance.Take(3).Select(f => f.Key));

        // And says probabilities: among rows of one band as many are fraud as it says.
        var model = new Model(trained.Content);
        foreach (var band in later.Rows.Select((row, i) => (P: model.Probability(model.Margin(row)), Fraud: later.IsFraud[i])).OrderBy(x => x.P).Chunk(800))
            Assert.Equal(band.Average(x => x.Fraud ? 1.0 : 0), band.Average(x => x.P), 0.04);
    }

    [Fact]
    public void Probabilities_are_those_of_the_rows_whatever_fraud_weighs()
    {
        var set = SomeRows.Of(10_000);
        var heavy = Trainer.Train(set, SomeRows.Quick with { FraudWeight = 20 });
        var model = new Model(heavy.Content);
        double rate = (double)set.FraudCount / set.Rows.Count;
        Assert.Equal(rate, set.Rows.Average(row => model.Probability(model.Margin(row))), 0.02);
        Assert.True(set.Rows.Average(row => 1 / (1 + Math.Exp(-model.Margin(row)))) > 3 * rate);
    }

    [Fact]
    public void The_model_says_how_its_features_and_scores_lay()
    {
        var content = Trainer.Train(SomeRows.Of(3000), SomeRows.Quick).Content;
        var (amount, pair, flat) = (content.Features[0], content.Features[2], content.Features[4]);
        Assert.Equal(9, amount.Edges.Length);
        Assert.All(amount.Shares[..^1], share => Assert.Equal(0.09, share, 0.01));
        Assert.Equal(0.1, amount.Shares[^1], 0.02);
        Assert.InRange(amount.Usual, -0.15f, -0.03f); // of rows that are not fraud; of all it is 0
        Assert.Equal([0f, 1f], pair.Edges);
        Assert.Equal([7f], flat.Edges);
        Assert.Equal([1, 0, 0], flat.Shares);
        Assert.All(content.Features, feature => Assert.Equal(1, feature.Shares.Sum(), 9));
        Assert.InRange(content.MarginEdges.Length, 15, 19);
        Assert.Equal(1, content.MarginShares.Sum(), 9);
    }

    [Fact]
    public void Bands_of_scores_do_not_hang_on_the_last_digits()
    {
        // Three margins are possible, none of them a 32-bit number.
        double[] margins = [.. Enumerable.Range(0, 900).Select(i => -4.030270934104919 + i / 300)];
        var (edges, shares) = Distribution.OfMargins(margins);
        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 3.0], shares, (a, b) => Math.Abs(a - b) < 1e-12);
        foreach (double nudge in (double[])[-2e-5, 0, 2e-5])
            Assert.Equal([300, 300, 300], margins.GroupBy(margin => edges.Count(edge => margin + nudge > edge)).Select(band => band.Count()));
    }

    [Fact]
    public void The_card_says_what_a_reader_must_know()
    {
        var options = SomeRows.Quick with { Seed = 77, Notes = [new("Policy", "0123456789abcdef")] };
        var trained = Trainer.Train(SomeRows.Of(3000), options);
        var card = trained.Content.Card.ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.Matches("^ML.NET [0-9.]+ LightGBM [0-9.]+$", card["Made by"]);
        Assert.Equal("2026-01-05 00:00:00Z to 2026-01-05 16:39:00Z", card["Data from"]);
        Assert.StartsWith($"3,000, of which fraud {trained.Report.Frauds} (", card["Rows"]);
        Assert.Equal("0123456789abcdef", card["Policy"]);
        Assert.Contains("the last 600 rows, from 2026-01-05 13:20:00Z", card["Split"]);
        Assert.Contains(FormattableString.Invariant($"average precision {trained.Report.Metrics!.AveragePrecision:0.0000}"), card["On the validation part"]);
        Assert.Contains("6 leaves, rate 0.1", card["Parameters"]);
        Assert.Equal("77", card["Seed"]);
        Assert.Contains("flat", card["Note"]);
        Assert.Contains("Simulated payments are far easier than real ones", card["Caution"]);
        string page = ModelCard.Markdown(trained.Content);
        Assert.Contains("| Seed | 77 |", page);
        Assert.Contains("| new_pair | 0 | 0.0 % |", page);
    }

    [Theory]
    [InlineData(0, "Isolation")]
    [InlineData(1, "Isolation")]
    [InlineData(9, "Isolation")]
    [InlineData(10, "LightGbm")]
    public void With_too_little_fraud_to_learn_from_a_forest_is_grown(int frauds, string algorithm)
    {
        var set = Of(frauds, 400);
        var trained = Trainer.Train(set, new TrainingOptions { Trees = 20 });
        Assert.Equal(Enum.Parse<Algorithm>(algorithm), trained.Report.Algorithm);
        Assert.Equal(frauds < 10, trained.Report.Warnings.Any(w => w.StartsWith(FormattableString.Invariant($"{frauds} of 400 rows are fraud"), StringComparison.Ordinal)));
        if (frauds == 10) Assert.Contains(trained.Report.Warnings, w => w.StartsWith("too little fraud", StringComparison.Ordinal));
        Assert.NotEmpty(FileOf(trained));
    }

    [Fact]
    public void What_cannot_be_learnt_is_told()
    {
        Assert.Equal("3 of 400 rows are fraud; learning from labels takes 10 of both kinds. An isolation forest needs no labels.",
            Assert.Throws<TrainingException>(() => Trainer.Train(Of(3, 400), SomeRows.Quick)).Message);
        Assert.StartsWith("395 of 400 rows are fraud", Assert.Throws<TrainingException>(() => Trainer.Train(Of(395, 400), new TrainingOptions())).Message);
        Assert.Equal("There are 49 rows; expected 50 or more.", Assert.Throws<TrainingException>(() => Trainer.Train(Of(20, 49), SomeRows.Quick)).Message);
        var flat = Of(20, 100);
        flat = flat with { Rows = [.. flat.Rows.Select(_ => new[] { 1f, float.NaN, 2, 3, 4 })] };
        Assert.StartsWith("Every feature has one value in all rows", Assert.Throws<TrainingException>(() => Trainer.Train(flat, SomeRows.Quick)).Message);
    }

    /// <summary>So many rows, evenly spread ones of them fraud.</summary>
    static TrainingSet Of(int frauds, int rows) => SomeRows.Of(rows) with { IsFraud = [.. Enumerable.Range(0, rows).Select(i => (i + 1) * frauds / rows > i * frauds / rows)] };

    /// <summary>The file of a model may hold texts of 65,536 characters, and a wide table has more names than that.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the names of those without use are many, too
    public void A_card_of_thousands_of_features_can_be_read_back(bool flat)
    {
        var few = SomeRows.Of(200);
        string[] names = [.. Enumerable.Range(0, 3000).Select(f => FormattableString.Invariant($"feature_with_a_long_name_{f:0000}"))];
        var wide = new TrainingSet(names, [.. few.Rows.Select((row, i) => Enumerable.Range(0, names.Length).Select(f => flat && f > 0 ? 1f : (i * 31 + f * 17) % 101).ToArray())], few.IsFraud, few.Ticks);
        var trained = Trainer.Train(wide, new TrainingOptions { Algorithm = Algorithm.Isolation, Trees = 10 });
        var model = Model.Parse(FileOf(trained), "model");
        Assert.Equal(names, model.Features);
        var card = model.Content.Card.Where(entry => entry.Key is "Features" or "Note").ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.StartsWith("3000: feature_with_a_long_name_0000, ", card["Features"]);
        Assert.Matches(" and 2,[0-9]{3} more$", card["Features"]);
        Assert.InRange(card["Features"].Length, 1000, 10_000);
        if (flat) Assert.Matches("^one value in all rows, so of no use: .* and 2,[0-9]{3} more$", card["Note"]);
    }

    /// <summary>The largest amount of a bank is one customer's: it stands in no file.</summary>
    [Theory]
    [InlineData("Isolation")]
    [InlineData("LightGbm")]
    public void The_least_and_the_greatest_value_of_a_feature_are_in_no_golden_row(string algorithm)
    {
        var set = SomeRows.Of(2000);
        (set.Rows[700][0], set.Rows[900][0]) = (-98_765.5f, 123_456.75f);
        for (int i = 0; i < set.Rows.Count; i++) set.Rows[i][4] = i == 50 ? 3 : i == 60 ? 8 : i == 70 ? 5 : float.NaN; // known of three
        var golden = Trainer.Train(set, SomeRows.Quick with { Algorithm = Enum.Parse<Algorithm>(algorithm) }).Content.GoldenRows;
        Assert.Equal(48, golden.Count);
        Assert.DoesNotContain(golden, row => row.Values[0] is -98_765.5f or 123_456.75f);
        Assert.Contains(golden, row => row.Values[0] < -1);
        Assert.Contains(golden, row => row.Values[0] > 1);
        Assert.All(golden, row => Assert.True(float.IsNaN(row.Values[4]) || row.Values[4] == 5));
    }
}
