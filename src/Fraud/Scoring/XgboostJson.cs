using System.Globalization;
using System.Text.Json;
using Fraud.Profiles;

namespace Fraud.Scoring;

/// <summary>
/// XGBoost's JSON (<c>doc/model.schema</c>), versions 1 to 3: boosted trees and DART of one output. All trees count, as <c>Booster.predict</c> has it; the best iteration of early stopping is
/// a choice of the wrapper that trained.
/// </summary>
sealed class XgboostJson(string file)
{
    readonly CategorySetTable _sets = new(file);
    readonly List<Tree> _trees = [];
    string _version = "", _objective = "", _booster = "";
    string[] _names = [];
    double[] _weights = [];
    double _base = 0.5;
    int _features, _nodes;

    public ModelContent Read(ReadOnlySpan<byte> bytes)
    {
        var json = new ModelJson(bytes, file);
        json.Open('{');
        while (json.TryProperty(out string name))
        {
            if (name == "learner") ReadLearner(ref json);
            else if (name == "version") _version = string.Join('.', json.Wholes(3));
            else json.Skip();
        }
        json.End();
        if (_booster.Length == 0) throw ModelFile.Fault(file, "has no gradient_booster");
        if (_booster == "dart") Reweigh();
        if (_names.Length == 0) _names = [.. Enumerable.Range(0, FeatureCount()).Select(i => string.Create(CultureInfo.InvariantCulture, $"f{i}"))];
        else if (_features != 0 && _features != _names.Length) throw ModelFile.Fault(file, $"names {_names.Length} features and says that there are {_features}");
        var (link, bias) = LinkOf();
        return new ModelContent
        {
            Kind = ModelKind.Supervised,
            Origin = "XGBoost " + _version,
            Trees = new TreeEnsemble { Features = _names, Trees = _trees, Bias = bias, Link = link, CategorySets = _sets.Sets },
            Features = ModelContent.NamedOnly(_names),
        };
    }

    void ReadLearner(ref ModelJson json)
    {
        json.Open('{');
        while (json.TryProperty(out string name))
        {
            switch (name)
            {
                case "feature_names": _names = ReadNames(ref json); break;
                case "gradient_booster": ReadBooster(ref json); break;
                case "learner_model_param": ReadParameters(ref json); break;
                case "objective": ReadObjective(ref json); break;
                default: json.Skip(); break;
            }
        }
    }

    static string[] ReadNames(ref ModelJson json)
    {
        var names = new List<string>();
        json.Open('[');
        while (json.TryItem())
        {
            if (names.Count == ModelFile.FeaturesMax) throw json.Fault($"expected at most {ModelFile.FeaturesMax} features");
            names.Add(json.TextHere(ModelFile.NameMax));
        }
        return [.. names];
    }

    void ReadObjective(ref ModelJson json)
    {
        json.Open('{');
        while (json.TryProperty(out string name))
        {
            if (name == "name") _objective = json.Text(ModelFile.NameMax);
            else json.Skip();
        }
    }

    void ReadParameters(ref ModelJson json)
    {
        json.Open('{');
        while (json.TryProperty(out string name))
        {
            switch (name)
            {
                case "base_score":
                    // Version 3 writes a list of one: [5E-1].
                    string text = json.Text(ModelFile.NameMax);
                    string number = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
                    if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _base) || !double.IsFinite(_base)) throw json.Fault($"expected one base_score, found '{text}'");
                    break;
                case "num_class":
                    if (json.WholeText() > 1) throw json.Fault("the model has more than two classes; only models of two classes or one number can be served");
                    break;
                case "num_target":
                    if (json.WholeText() > 1) throw json.Fault("the model has more than one target");
                    break;
                case "num_feature":
                    _features = json.WholeText();
                    if (_features is < 0 or > ModelFile.FeaturesMax) throw json.Fault($"expected at most {ModelFile.FeaturesMax} features");
                    break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary><c>{"name": "gbtree", "model": …}</c>, or <c>{"name": "dart", "gbtree": {"model": …}, "weight_drop": […]}</c>.</summary>
    void ReadBooster(ref ModelJson json)
    {
        json.Open('{');
        while (json.TryProperty(out string name))
        {
            switch (name)
            {
                case "name":
                    _booster = json.Text(ModelFile.NameMax);
                    if (_booster is not ("gbtree" or "dart")) throw json.Fault($"the booster is '{_booster}'; gbtree and dart are read");
                    break;
                case "model": ReadModel(ref json); break;
                case "weight_drop": _weights = json.Numbers(ModelFile.TreesMax); break;
                case "gbtree":
                    json.Open('{');
                    while (json.TryProperty(out string inner))
                    {
                        if (inner == "model") ReadModel(ref json);
                        else json.Skip();
                    }
                    break;
                default: json.Skip(); break;
            }
        }
    }

    void ReadModel(ref ModelJson json)
    {
        json.Open('{');
        while (json.TryProperty(out string name))
        {
            if (name == "trees") ReadTrees(ref json);
            else if (name == "tree_info" && json.Wholes(ModelFile.TreesMax).AsSpan().ContainsAnyExcept(0)) throw json.Fault("tree_info: trees of another output than the first");
            else if (name != "tree_info") json.Skip();
        }
    }

    void ReadTrees(ref ModelJson json)
    {
        if (_trees.Count > 0) throw json.Fault("the trees stand twice");
        json.Open('[');
        while (json.TryItem())
        {
            if (_trees.Count == ModelFile.TreesMax) throw json.Fault($"expected at most {ModelFile.TreesMax} trees");
            json.ExpectOpen('{');
            var tree = XgboostTree.Read(ref json, file, _trees.Count, ModelFile.NodesMax - _nodes, _sets);
            _nodes += tree.Nodes.Length + tree.Leaves.Length;
            _trees.Add(tree);
        }
    }

    /// <summary>What is left of each tree of DART.</summary>
    void Reweigh()
    {
        if (_weights.Length != _trees.Count) throw ModelFile.Fault(file, $"weight_drop: expected {_trees.Count} weights, found {_weights.Length}");
        for (int tree = 0; tree < _weights.Length; tree++)
            for (int i = 0; i < _trees[tree].Leaves.Length; i++) _trees[tree].Leaves[i] *= _weights[tree];
    }

    int FeatureCount()
    {
        if (_features > 0) return _features;
        int max = 0;
        foreach (var tree in _trees)
            foreach (var node in tree.Nodes) max = Math.Max(max, node.Feature);
        return Math.Min(max, ModelFile.FeaturesMax) + 1;
    }

    /// <summary>What the objective makes of the sum, and the sum from which it starts: <c>base_score</c> is told as a prediction.</summary>
    (Link Link, double Bias) LinkOf()
    {
        switch (_objective)
        {
            // logitraw predicts the sum itself, which is the log-odds all the same.
            case "binary:logistic" or "reg:logistic" or "binary:logitraw":
                if (_base is not (> 0 and < 1)) throw ModelFile.Fault(file, $"base_score: expected a probability above 0 and below 1, found {_base.ToString(CultureInfo.InvariantCulture)}");
                return (Link.Logistic, _base == 0.5 ? 0 : DeterministicMath.Log(_base / (1 - _base)));
            case "reg:squarederror" or "reg:linear" or "reg:squaredlogerror" or "reg:pseudohubererror" or "reg:absoluteerror" or "reg:quantileerror" or "rank:pairwise" or "rank:ndcg" or "rank:map":
                return (Link.Identity, _base);
            default:
                throw ModelFile.Fault(file, $"objective '{_objective}' is not served: expected binary:logistic, binary:logitraw, reg:logistic, reg:squarederror, reg:squaredlogerror, reg:pseudohubererror, reg:absoluteerror, reg:quantileerror or rank:*");
        }
    }
}
