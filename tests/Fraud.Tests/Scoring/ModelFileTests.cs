using System.Text;
using System.Text.Json;
using Fraud.Scoring;
using FsCheck.Xunit;

namespace Fraud.Tests.Scoring;

/// <summary>Our own file, and what every file must survive.</summary>
public class ModelFileTests
{
    static long Bits(double value) => double.IsNaN(value) ? long.MinValue + 1 : BitConverter.DoubleToInt64Bits(value);

    static IEnumerable<long> BitsOf(ModelContent model)
    {
        yield return (long)model.Kind;
        yield return (long)model.Trees.Link;
        yield return Bits(model.Trees.Bias);
        yield return Bits(model.BaseRate);
        foreach (double v in model.MarginEdges.Select(v => (double)v).Concat(model.MarginShares)) yield return Bits(v);
        if (model.Calibration is { } calibration) foreach (double v in calibration.Margins.Concat(calibration.Probabilities)) yield return Bits(v);
        foreach (var f in model.Features) foreach (double v in f.Edges.Select(e => (double)e).Prepend(f.Usual).Concat(f.Shares)) yield return Bits(v);
        foreach (var row in model.GoldenRows) foreach (double v in row.Values.Select(e => (double)e).Prepend(row.Margin)) yield return Bits(v);
        foreach (int[] set in model.Trees.CategorySets) { yield return set.Length; foreach (int c in set) yield return c; }
        foreach (var tree in model.Trees.Trees)
        {
            foreach (var n in tree.Nodes)
                foreach (long v in (long[])[n.Feature, Bits(n.Cut), n.CategorySet, n.MissingLeft ? 1 : 0, n.ZeroIsMissing ? 1 : 0, n.Left, n.Right, Bits(n.Cover)]) yield return v;
            foreach (double v in tree.Leaves.Concat(tree.LeafCover)) yield return Bits(v);
        }
    }

    [Property(MaxTest = 300)]
    public void What_is_written_is_read_back_bit_for_bit(int seed)
    {
        var model = RandomModel.Make(seed);
        byte[] file = ModelWriter.Write(model, "model");
        var read = Model.Parse(file, "model");
        Assert.Equal(BitsOf(model), BitsOf(read.Content));
        Assert.Equal(model.Features.Select(f => (f.Name, f.Definition)), read.Content.Features.Select(f => (f.Name, f.Definition)));
        Assert.Equal((model.Origin, model.Calibration is null), (read.Content.Origin, read.Content.Calibration is null));
        Assert.Equal(model.Card, read.Content.Card);
        Assert.Equal(new Model(model).Hash, read.Hash);
        Assert.Equal(file, ModelWriter.Write(read.Content, "model"));
    }

    static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>White space is no content; anything else is, and the hash tells.</summary>
    [Fact]
    public void A_change_is_noticed_and_white_space_is_none()
    {
        var model = RandomModel.Make(5);
        byte[] file = ModelWriter.Write(model, "model");
        using var document = JsonDocument.Parse(file);
        var indented = JsonSerializer.SerializeToUtf8Bytes(document, s_indented);
        Assert.Equal(new Model(model).Hash, Model.Parse(indented, "model").Hash);
        string changed = Encoding.UTF8.GetString(file).Replace("\"card\":[[\"rows\",\"1 000 000\"]", "\"card\":[[\"rows\",\"2 000 000\"]", StringComparison.Ordinal);
        var told = Assert.Throws<FormatException>(() => Model.Parse(Encoding.UTF8.GetBytes(changed), "model.json"));
        Assert.Contains("it was changed since it was written", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_golden_row_that_comes_out_otherwise_is_named()
    {
        var model = RandomModel.Make(7);
        var row = new float[model.Features.Count];
        var golden = (double error) => model with { GoldenRows = [new GoldenRow(row, model.Trees.Margin(row)), new GoldenRow(row, model.Trees.Margin(row) + error)] };
        Model.Parse(ModelWriter.Write(golden(9e-6), "model"), "model");
        var told = Assert.Throws<FormatException>(() => ModelWriter.Write(golden(2e-5), "model"));
        Assert.StartsWith("model: golden row 1: the origin's margin is ", told.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ModelWriter.Write(golden(double.NaN), "model"));
    }

    /// <summary>The form as the documentation has it. 0.5 + amount at most 100 and known: kind of {1, 33} or not known -0.25, else 0.75; amount above or not known: 1.5.</summary>
    const string Hand = """
        {"fraud-model": 1, "sha256": "", "kind": "supervised", "origin": "by hand", "card": [["rows", "20"]], "baseRate": 0.25,
         "calibration": {"margins": [-1, 2], "probabilities": [0.125, 0.75]}, "marginEdges": [0.5], "marginShares": [0.5, 0.5],
         "features": [{"name": "amount", "definition": "6f1d", "usual": 40, "edges": [50, 100], "shares": [0.5, 0.25, 0.125, 0.125]}, {"name": "kind", "definition": "", "usual": null, "edges": [], "shares": []}],
         "golden": [{"margin": 0.25, "values": [100, null]}, {"margin": 2, "values": ["inf", 1]}],
         "link": "logistic", "bias": 0.5, "categorySets": [[1, 33]],
         "trees": [{"feature": [0, 1], "cut": [100, 0], "categorySet": [0, 1], "missingLeft": [0, 1], "left": [1, -1], "right": [-3, -2], "cover": [20, 12], "leaf": [-0.25, 0.75, 1.5], "leafCover": [5, 7, 8]}]}
        """;

    /// <summary>The file with the hash that its content has.</summary>
    static byte[] Hashed(string json)
    {
        string told = Assert.Throws<FormatException>(() => Model.Parse(Encoding.UTF8.GetBytes(json), "m")).Message;
        const string Before = "m: sha256: the content has ";
        return told.StartsWith(Before, StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(json.Replace("\"sha256\": \"\"", $"\"sha256\": \"{told[Before.Length..(Before.Length + 64)]}\"", StringComparison.Ordinal)) : throw new FormatException(told);
    }

    [Theory]
    [InlineData(100, 33, 0.25)]
    [InlineData(100, 2, 1.25)]
    [InlineData(100, float.NaN, 0.25)]
    [InlineData(100.00001f, 1, 2)]
    [InlineData(float.NaN, 1, 2)]
    public void Our_own_form_is_read_as_documented(float amount, float kind, double sum)
    {
        var model = Model.Parse(Hashed(Hand), "m");
        Assert.Equal(sum, model.Margin([amount, kind]));
        Assert.Equal(0.125 + (0.75 - 0.125) * (sum + 1) / 3, model.Probability(sum), 1e-12);
        Assert.Equal((40, float.NaN), (model.Content.Features[0].Usual, model.Content.Features[1].Usual));
    }

    [Theory]
    [InlineData("\"margin\": 0.25", "\"margin\": 0.250011", "golden row 0: the origin's margin is 0.250011, the loaded trees give 0.25; at most 1E-05 apart is expected.")]
    [InlineData("[100, null]", "[100]", "golden row 0 has 1 values for 2 features.")]
    [InlineData("\"left\": [1, -1]", "\"left\": [0, -1]", "tree 0: split 0 leads to split 0 before it.")]
    [InlineData("\"left\": [1, -1]", "\"left\": [2, -1]", "tree 0: split 0 leads to 2, which does not exist.")]
    [InlineData("\"left\": [1, -1]", "\"left\": [-1, -1]", "tree 0: split 1 is not reached.")]
    [InlineData("\"right\": [-3, -2]", "\"right\": [-2, -2]", "tree 0: split 1 leads to -2, which is reached twice.")]
    [InlineData("\"right\": [-3, -2]", "\"right\": [-3, -9]", "tree 0: split 1 leads to -9, which does not exist.")]
    [InlineData("\"feature\": [0, 1]", "\"feature\": [0, 2]", "tree 0: split 1 names feature 2, but there are 2.")]
    [InlineData("\"categorySet\": [0, 1]", "\"categorySet\": [0, 2]", "tree 0: split 1 names set 2 of categories, but there are 1.")]
    [InlineData("\"cut\": [100, 0]", "\"cut\": [null, 0]", "tree 0: split 0 has no cut.")]
    [InlineData("\"cut\": [100, 0]", "\"cut\": [100]", "tree 0: cut: expected 2 values, found 1.")]
    [InlineData("\"leaf\": [-0.25,", "\"leaf\": [null,", "tree 0: leaf 0 is not finite.")]
    [InlineData("\"trees\": [", "\"trees\": [{\"feature\": [], \"cut\": [], \"left\": [], \"right\": [], \"leaf\": [1e308]}, {\"feature\": [], \"cut\": [], \"left\": [], \"right\": [], \"leaf\": [1e308]}, ", "the sum of its leaves can be infinite.")]
    [InlineData("\"cover\": [20, 12]", "\"cover\": [20, -12]", "tree 0: split 1: expected a cover of 0 or more.")]
    [InlineData("[[1, 33]]", "[[33, 1]]", "category set 1: expected ascending numbers from 0 to 16777215.")]
    [InlineData("\"margins\": [-1, 2]", "\"margins\": [2, 2]", "calibration: expected ascending margins.")]
    [InlineData("[0.125, 0.75]}", "[0.75, 0.125]}", "calibration: expected probabilities that never fall, from 0 to 1.")]
    [InlineData("[0.125, 0.75]}", "[0.125]}", "calibration: expected a probability for each margin.")]
    [InlineData("\"baseRate\": 0.25", "\"baseRate\": 25", "base rate: expected 0 to 1.")]
    [InlineData("\"marginShares\": [0.5, 0.5]", "\"marginShares\": [0.5]", "margin shares: expected one more than edges.")]
    [InlineData("\"edges\": [50, 100]", "\"edges\": [100, 50]", "feature amount: expected ascending edges.")]
    [InlineData("\"edges\": [50, 100]", "\"edges\": [50]", "feature amount: expected 3 shares for 1 edges.")]
    [InlineData("\"name\": \"kind\"", "\"name\": \"amount\"", "two features are named amount.")]
    [InlineData("\"name\": \"kind\"", "\"name\": \"\"", "feature 1: expected a name of 1 to 1000 characters.")]
    [InlineData("\"kind\": \"supervised\"", "\"kind\": \"other\"", "at byte 41: expected supervised or anomaly.")]
    [InlineData("\"cover\"", "\"covers\"", "at byte 727: 'covers' is no part of a tree.")]
    public void What_does_not_hold_of_our_own_form_is_told(string from, string to, string message)
    {
        string json = Hand.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Hand, json);
        Assert.Equal("m: " + message, Assert.Throws<FormatException>(() => Model.Parse(Hashed(json), "m")).Message);
    }

    [Theory]
    [InlineData("", "m: is empty; expected a model that Fraud exported (JSON), a LightGBM model (text), an XGBoost model (JSON) or an ONNX model.")]
    [InlineData("PK\u0003\u0004", "m: is none of the known formats; expected a model that Fraud exported (JSON), a LightGBM model (text), an XGBoost model (JSON) or an ONNX model.")]
    [InlineData("[{\"nodeid\":0}]", "m: is a dump for reading, not a model; expected a model that Fraud exported (JSON), a LightGBM model (text), an XGBoost model (JSON) or an ONNX model.")]
    [InlineData("{L\0\0\0\0\0\0\0\u0007learner{", "m: is UBJSON: save the XGBoost model with a name that ends in .json.")]
    [InlineData("binf\0\0", "m: is XGBoost's old binary form: save the model with a name that ends in .json.")]
    [InlineData("{\"name\":\"tree\",\"version\":\"v4\"}", "m: is a dump of LightGBM for reading: save the model as text.")]
    [InlineData("{\"a\":1}", "m: is JSON, but no model of a known format; expected a model that Fraud exported (JSON), a LightGBM model (text), an XGBoost model (JSON) or an ONNX model.")]
    [InlineData("{}", "m: is JSON, but no model of a known format; expected a model that Fraud exported (JSON), a LightGBM model (text), an XGBoost model (JSON) or an ONNX model.")]
    [InlineData("{\"fraud-model\":2}", "m: at byte 15: is of version 2, expected 1.")]
    [InlineData("{\"fraud-model\":1,\"teh\":1}", "m: at byte 17: 'teh' is no part of a model.")]
    [InlineData("{\"learner\":{}}", "m: has no gradient_booster.")]
    [InlineData("\b\b", "m: holds no graph: expected a model that Fraud exported (JSON), a LightGBM model (text), an XGBoost model (JSON) or an ONNX model.")]
    public void What_is_no_model_is_told(string text, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => Model.Parse(Encoding.UTF8.GetBytes(text), "m")).Message);

    [Fact]
    public void A_file_is_loaded_by_its_content()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fraud-model-{Guid.NewGuid():N}.bin");
        try
        {
            File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. ModelWriter.Write(RandomModel.Make(1), "model")]);
            Assert.Equal(new Model(RandomModel.Make(1)).Hash, Model.Load(path).Hash);
        }
        finally { File.Delete(path); }
        Assert.Throws<FileNotFoundException>(() => Model.Load(path));
    }

    /// <summary>A path of splits: as deep as is served, one deeper, and so deep that anything that recursed would fall.</summary>
    [Theory]
    [InlineData(ModelFile.DepthMax, true)]
    [InlineData(ModelFile.DepthMax + 1, false)]
    [InlineData(200_000, false)]
    public void Depth_is_bounded(int depth, bool served)
    {
        string List(Func<int, object> item, int count) => string.Join(' ', Enumerable.Range(0, count).Select(item));
        string text = $"""
            tree
            version=v4
            num_class=1
            num_tree_per_iteration=1
            feature_names=a
            objective=binary sigmoid:1

            Tree=0
            num_leaves={depth + 1}
            split_feature={List(_ => 0, depth)}
            threshold={List(i => i, depth)}
            decision_type={List(_ => 2, depth)}
            left_child={List(i => ~i, depth)}
            right_child={List(i => i == depth - 1 ? ~depth : i + 1, depth)}
            leaf_value={List(i => i % 7, depth + 1)}

            end of trees

            """;
        if (served) Assert.Equal((depth - 1) % 7, Model.Parse(Encoding.UTF8.GetBytes(text), "m").Margin([depth - 1.5f]));
        else Assert.Equal($"m: tree 0: is deeper than {ModelFile.DepthMax} splits.", Assert.Throws<FormatException>(() => Model.Parse(Encoding.UTF8.GetBytes(text), "m")).Message);
    }

    /// <summary>Chains that ask another feature at each split cost most to explain: 25 million steps each at 850 splits, and one step where all splits ask the same.</summary>
    [Theory]
    [InlineData(850, 850, 50, true)]
    [InlineData(850, 850, 150, false)]
    [InlineData(850, 1, 150, true)]
    [InlineData(20, 20, 10_000, true)]
    public void What_an_explanation_can_cost_is_bounded(int depth, int features, int trees, bool served)
    {
        var chain = new Tree([.. Enumerable.Range(0, depth).Select(i => new TreeNode { Feature = i % features, Left = ~i, Right = i + 1 < depth ? i + 1 : ~depth })], new double[depth + 1], new double[depth + 1]);
        var content = Models.Content([.. Enumerable.Range(0, features).Select(i => $"f{i}")], [.. Enumerable.Repeat(chain, trees)]);
        if (served) ModelCheck.Check(content, "m");
        else Assert.Equal($"m: its trees are too deep to be explained: more than {ModelFile.AttributionWorkMax} steps for a row.", Assert.Throws<FormatException>(() => ModelCheck.Check(content, "m")).Message);
    }

    [Fact]
    public void Nested_json_is_bounded()
    {
        byte[] deep = Encoding.UTF8.GetBytes("{\"learner\":{\"x\":" + new string('[', 1_000_000));
        Assert.StartsWith("m: at byte ", Assert.Throws<FormatException>(() => Model.Parse(deep, "m")).Message, StringComparison.Ordinal);
    }

    /// <summary>What the reader would refuse is not written.</summary>
    [Fact]
    public void A_text_that_is_too_long_is_not_written()
    {
        var model = RandomModel.Make(3);
        void Told(string message, ModelContent content) => Assert.Contains(message, Assert.Throws<FormatException>(() => ModelWriter.Write(content, "model")).Message, StringComparison.Ordinal);
        string most = new('é', ModelFile.TextMax);
        Model.Parse(ModelWriter.Write(model with { Card = [new("rows", most)] }, "model"), "model");
        Told("card: expected names and values of at most 65536 characters", model with { Card = [new("rows", most + "x")] });
        Told("card: expected names and values of at most 65536 characters", model with { Card = [new(most + "x", "1")] });
        Told("expected a definition of at most 1000 characters", model with { Features = [model.Features[0] with { Definition = new('x', 1001) }, .. model.Features.Skip(1)] });
        Told("calibration: expected at most 65536 margins", model with { Calibration = new([.. Enumerable.Range(0, 65_537).Select(i => (double)i)], new double[65_537]) });
        Told("margin edges: expected at most 65535", model with { MarginEdges = new float[65_536], MarginShares = new double[65_537] });
        Told("expected at most 65534 edges", model with { Features = [model.Features[0] with { Edges = new float[65_535], Shares = new double[65_537] }, .. model.Features.Skip(1)] });
    }

    /// <summary>Golden rows are held against the margin that is served: beside a leaf of 10^15 that is coarser than the others.</summary>
    [Fact]
    public void What_is_written_is_held_against_what_will_be_served()
    {
        var coarse = Models.Content(["a"], [Models.Steps(0, [1], [1e15, 1 / 3.0]), Models.Steps(0, [1], [1 / 3.0, 1 / 7.0])]);
        float[] row = [2];
        double told = coarse.Trees.Margin(row), served = new Model(coarse).Margin(row);
        Assert.True(Math.Abs(told - served) > ModelCheck.GoldenError);
        Assert.Throws<FormatException>(() => ModelWriter.Write(coarse with { GoldenRows = [new(row, told)] }, "model"));
        Model.Parse(ModelWriter.Write(coarse with { GoldenRows = [new(row, served)] }, "model"), "model");
    }
}
