namespace Fraud.Scoring;

/// <summary>Reads our own file of a model (<see cref="ModelWriter"/>; the form is in the documentation of Scoring). A name that is not known is an error: a later version has another number.</summary>
sealed class ModelReader(string file)
{
    public const string Format = "fraud-model";

    readonly List<Tree> _trees = [];
    readonly List<int[]> _sets = [];
    readonly List<ModelFeature> _features = [];
    readonly List<GoldenRow> _golden = [];
    readonly List<KeyValuePair<string, string>> _card = [];
    ModelKind _kind;
    Link _link;
    Calibration? _calibration;
    string _origin = "", _hash = "";
    double _baseRate = double.NaN, _bias;
    float[] _marginEdges = [];
    double[] _marginShares = [];
    int _nodes, _categories;

    public ModelContent Read(ReadOnlySpan<byte> bytes)
    {
        var json = new ModelJson(bytes, file);
        json.Open('{');
        while (json.TryProperty(out string name)) ReadProperty(ref json, name);
        json.End();
        string[] names = [.. _features.Select(f => f.Name)];
        var content = new ModelContent
        {
            Kind = _kind,
            Origin = _origin,
            Trees = new TreeEnsemble { Features = names, Trees = _trees, Bias = _bias, Link = _link, CategorySets = _sets },
            Features = _features,
            Calibration = _calibration,
            BaseRate = _baseRate,
            MarginEdges = _marginEdges,
            MarginShares = _marginShares,
            GoldenRows = _golden,
            Card = _card,
        };
        if (ModelWriter.HashOf(content) is var hash && hash != _hash) throw ModelFile.Fault(file, $"sha256: the content has {hash}, the file says {_hash}: it was changed since it was written");
        return content;
    }

    void ReadProperty(ref ModelJson json, string name)
    {
        switch (name)
        {
            case Format:
                if (json.Whole() is var version && version != ModelWriter.Version) throw json.Fault(FormattableString.Invariant($"is of version {version}, expected {ModelWriter.Version}"));
                break;
            case "sha256": _hash = json.Text(64); break;
            case "kind": _kind = json.Text(ModelFile.NameMax) switch { "supervised" => ModelKind.Supervised, "anomaly" => ModelKind.Anomaly, _ => throw json.Fault("expected supervised or anomaly") }; break;
            case "link": _link = json.Text(ModelFile.NameMax) switch { "logistic" => Link.Logistic, "identity" => Link.Identity, _ => throw json.Fault("expected logistic or identity") }; break;
            case "origin": _origin = json.Text(ModelFile.NameMax); break;
            case "baseRate": _baseRate = json.Number(); break;
            case "bias": _bias = json.Number(); break;
            case "marginEdges": _marginEdges = json.Floats(ModelFile.TextMax); break;
            case "marginShares": _marginShares = json.Numbers(ModelFile.TextMax); break;
            case "calibration": _calibration = ReadCalibration(ref json); break;
            case "card": ReadCard(ref json); break;
            case "features": ReadFeatures(ref json); break;
            case "golden": ReadGolden(ref json); break;
            case "categorySets":
                json.Open('[');
                while (json.TryItem())
                {
                    if (_sets.Count == ModelFile.NodesMax) throw json.Fault($"expected at most {ModelFile.NodesMax} sets");
                    _sets.Add(json.WholesHere(ModelFile.CategoriesMax - _categories));
                    _categories += _sets[^1].Length;
                }
                break;
            case "trees":
                json.Open('[');
                while (json.TryItem())
                {
                    if (_trees.Count == ModelFile.TreesMax) throw json.Fault($"expected at most {ModelFile.TreesMax} trees");
                    json.ExpectOpen('{');
                    var tree = ReadTree(ref json, ModelFile.NodesMax - _nodes);
                    _nodes += tree.Nodes.Length + tree.Leaves.Length;
                    _trees.Add(tree);
                }
                break;
            default: throw json.Fault($"'{name}' is no part of a model");
        }
    }

    static Calibration ReadCalibration(ref ModelJson json)
    {
        double[] margins = [], probabilities = [];
        json.Open('{');
        while (json.TryProperty(out string name))
        {
            switch (name)
            {
                case "margins": margins = json.Numbers(ModelFile.TextMax); break;
                case "probabilities": probabilities = json.Numbers(ModelFile.TextMax); break;
                default: throw json.Fault($"'{name}' is no part of a calibration");
            }
        }
        return new Calibration(margins, probabilities);
    }

    void ReadCard(ref ModelJson json)
    {
        json.Open('[');
        while (json.TryItem())
        {
            json.ExpectOpen('[');
            if (_card.Count == ModelFile.CardMax) throw json.Fault($"expected at most {ModelFile.CardMax} entries");
            _card.Add(new(json.Text(ModelFile.TextMax), json.Text(ModelFile.TextMax)));
            if (json.TryItem()) throw json.Fault("expected a name and a value");
        }
    }

    void ReadFeatures(ref ModelJson json)
    {
        json.Open('[');
        while (json.TryItem())
        {
            json.ExpectOpen('{');
            if (_features.Count == ModelFile.FeaturesMax) throw json.Fault($"expected at most {ModelFile.FeaturesMax} features");
            var feature = new ModelFeature("", "", float.NaN, [], []);
            while (json.TryProperty(out string name))
            {
                feature = name switch
                {
                    "name" => feature with { Name = json.Text(ModelFile.NameMax) },
                    "definition" => feature with { Definition = json.Text(ModelFile.NameMax) },
                    "usual" => feature with { Usual = json.Float() },
                    "edges" => feature with { Edges = json.Floats(ModelFile.TextMax) },
                    "shares" => feature with { Shares = json.Numbers(ModelFile.TextMax) },
                    _ => throw json.Fault($"'{name}' is no part of a feature"),
                };
            }
            _features.Add(feature);
        }
    }

    void ReadGolden(ref ModelJson json)
    {
        json.Open('[');
        while (json.TryItem())
        {
            json.ExpectOpen('{');
            if (_golden.Count == ModelFile.GoldenMax) throw json.Fault($"expected at most {ModelFile.GoldenMax} golden rows");
            var row = new GoldenRow([], double.NaN);
            while (json.TryProperty(out string name))
            {
                row = name switch
                {
                    "margin" => row with { Margin = json.Number() },
                    "values" => row with { Values = json.Floats(ModelFile.FeaturesMax) },
                    _ => throw json.Fault($"'{name}' is no part of a golden row"),
                };
            }
            _golden.Add(row);
        }
    }

    Tree ReadTree(ref ModelJson json, int nodesMax)
    {
        int[] features = [], sets = [], left = [], right = [];
        bool[] missingLeft = [], zeroIsMissing = [];
        float[] cuts = [];
        double[] covers = [], leaves = [], leafCovers = [];
        while (json.TryProperty(out string name))
        {
            switch (name)
            {
                case "feature": features = json.Wholes(nodesMax); break;
                case "cut": cuts = json.Floats(nodesMax); break;
                case "categorySet": sets = json.Wholes(nodesMax); break;
                case "missingLeft": missingLeft = json.Flags(nodesMax); break;
                case "zeroIsMissing": zeroIsMissing = json.Flags(nodesMax); break;
                case "left": left = json.Wholes(nodesMax); break;
                case "right": right = json.Wholes(nodesMax); break;
                case "cover": covers = json.Numbers(nodesMax); break;
                case "leaf": leaves = json.Numbers(nodesMax); break;
                case "leafCover": leafCovers = json.Numbers(nodesMax); break;
                default: throw json.Fault($"'{name}' is no part of a tree");
            }
        }
        int count = features.Length;
        // What is left out is zero throughout.
        void Expect<T>(ref T[] values, string name, int expected, bool optional)
        {
            if (optional && values.Length == 0) values = new T[expected];
            if (values.Length != expected) throw ModelFile.Fault(file, _trees.Count, $"{name}: expected {expected} values, found {values.Length}");
        }
        Expect(ref cuts, "cut", count, false);
        Expect(ref left, "left", count, false);
        Expect(ref right, "right", count, false);
        Expect(ref sets, "categorySet", count, true);
        Expect(ref missingLeft, "missingLeft", count, true);
        Expect(ref zeroIsMissing, "zeroIsMissing", count, true);
        Expect(ref covers, "cover", count, true);
        Expect(ref leaves, "leaf", count + 1, false);
        Expect(ref leafCovers, "leafCover", count + 1, true);
        var nodes = new TreeNode[count];
        for (int i = 0; i < count; i++)
            nodes[i] = new TreeNode { Feature = features[i], Cut = cuts[i], CategorySet = sets[i], MissingLeft = missingLeft[i], ZeroIsMissing = zeroIsMissing[i], Left = left[i], Right = right[i], Cover = covers[i] };
        return new Tree(nodes, leaves, leafCovers);
    }
}
