using System.Globalization;
using System.Text;

namespace Fraud.Scoring;

/// <summary>
/// LightGBM's text form, versions 2 to 4 (<c>src/boosting/gbdt_model_text.cpp</c>, <c>src/io/tree.cpp</c>): a line <c>tree</c>, lines <c>name=value</c> of the model, then for each tree
/// <c>Tree=n</c> and its lines, then <c>end of trees</c> (<c>feature importances:</c> in version 2).
/// </summary>
sealed class LightGbmText(string file)
{
    readonly CategorySetTable _sets = new(file);
    readonly List<Tree> _trees = [];
    string[] _features = [];
    string _version = "", _objective = "";
    int _treesTold = -1, _nodes;
    bool _average;

    public ModelContent Read(ReadOnlySpan<byte> bytes)
    {
        var lines = new Lines(bytes);
        bool more = lines.TryNext() && lines.TryNext();
        for (; more && !lines.Line.StartsWith("Tree="u8) && !IsEnd(lines.Line); more = lines.TryNext()) ReadHeader(lines.Line);
        if (_features.Length == 0) throw ModelFile.Fault(file, "has no feature_names");
        while (more && !IsEnd(lines.Line))
        {
            if (!lines.Line.StartsWith("Tree="u8)) throw ModelFile.Fault(file, $"line {lines.Number}: expected Tree={_trees.Count}, found {ModelFile.Shown(lines.Line)}");
            if (_trees.Count == ModelFile.TreesMax) throw ModelFile.Fault(file, $"has more than {ModelFile.TreesMax} trees");
            var lists = new LightGbmTree(file, _trees.Count);
            while ((more = lines.TryNext()) && !lines.Line.StartsWith("Tree="u8) && !IsEnd(lines.Line)) lists.ReadLine(lines.Line, ModelFile.NodesMax - _nodes);
            if (!more) break;
            var tree = lists.Build(_features.Length, _sets);
            _nodes += tree.Nodes.Length + tree.Leaves.Length;
            _trees.Add(tree);
        }
        if (!more) throw ModelFile.Fault(file, $"ends within tree {_trees.Count}: expected 'end of trees'");
        if (_treesTold >= 0 && _treesTold != _trees.Count) throw ModelFile.Fault(file, $"names the sizes of {_treesTold} trees and has {_trees.Count}");
        var (link, factor) = LinkOf();
        // The origin divides the sum of a random forest; a leaf divided comes to the same within rounding.
        if (_average) factor /= Math.Max(1, _trees.Count);
        if (factor != 1)
            foreach (var tree in _trees)
                for (int i = 0; i < tree.Leaves.Length; i++) tree.Leaves[i] *= factor;
        return new ModelContent
        {
            Kind = ModelKind.Supervised,
            Origin = "LightGBM, model form " + _version,
            Trees = new TreeEnsemble { Features = _features, Trees = _trees, Link = link, CategorySets = _sets.Sets },
            Features = ModelContent.NamedOnly(_features),
        };
    }

    // Version 2 has no 'end of trees'.
    static bool IsEnd(ReadOnlySpan<byte> line) => line.SequenceEqual("end of trees"u8) || line.SequenceEqual("feature importances:"u8);

    void ReadHeader(ReadOnlySpan<byte> line)
    {
        int equals = line.IndexOf((byte)'=');
        var value = equals < 0 ? default : line[(equals + 1)..];
        switch (ModelFile.Shown(equals < 0 ? line : line[..equals]))
        {
            case "version":
                _version = ModelFile.Shown(value);
                if (_version is not ("v2" or "v3" or "v4")) throw ModelFile.Fault(file, $"is of version {_version}; v2, v3 and v4 are read");
                break;
            case "num_class" or "num_tree_per_iteration":
                if (!value.SequenceEqual("1"u8)) throw ModelFile.Fault(file, $"has more than one output ({ModelFile.Shown(line)}): only models of two classes or one number can be served");
                break;
            case "average_output": _average = true; break;
            case "objective": _objective = Encoding.UTF8.GetString(value[..Math.Min(value.Length, 200)]); break;
            case "tree_sizes": _treesTold = value.Count((byte)' ') + (value.IsEmpty ? 0 : 1); break;
            case "feature_names":
                if (value.Count((byte)' ') >= ModelFile.FeaturesMax) throw ModelFile.Fault(file, $"has more than {ModelFile.FeaturesMax} features");
                _features = Encoding.UTF8.GetString(value).Split(' ');
                break;
            case "linear_tree" when value.SequenceEqual("1"u8): throw LightGbmTree.Linear(file, 0);
        }
    }

    /// <summary>How the objective makes a prediction of the sum, and what the leaves are multiplied with so that it is ours.</summary>
    (Link Link, double Factor) LinkOf()
    {
        string[] words = _objective.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words.FirstOrDefault() ?? "")
        {
            case "binary":
                // 1 / (1 + e^(−sigmoid × sum)): the log-odds are sigmoid × sum.
                string? told = words.FirstOrDefault(w => w.StartsWith("sigmoid:", StringComparison.Ordinal))?["sigmoid:".Length..];
                double sigmoid = 1;
                if (told is not null && !(double.TryParse(told, NumberStyles.Float, CultureInfo.InvariantCulture, out sigmoid) && sigmoid > 0 && double.IsFinite(sigmoid))) throw ModelFile.Fault(file, $"objective: expected a sigmoid above 0, found {told}");
                return (Link.Logistic, sigmoid);
            case "cross_entropy": return (Link.Logistic, 1);
            case "" or "custom" or "none" or "regression" or "regression_l1" or "huber" or "fair" or "quantile" or "mape" or "lambdarank" or "rank_xendcg" when !words.Contains("sqrt"): return (Link.Identity, 1);
            default: throw ModelFile.Fault(file, $"objective '{_objective}' transforms the sum of the trees in a way that is not served: expected binary, cross_entropy, regression (not of roots), regression_l1, huber, fair, quantile, mape, lambdarank, rank_xendcg or none");
        }
    }

    /// <summary>The lines of the text that are not empty.</summary>
    ref struct Lines(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> _rest = text;

        public ReadOnlySpan<byte> Line { get; private set; }
        public int Number { get; private set; }

        public bool TryNext()
        {
            while (!_rest.IsEmpty)
            {
                int end = _rest.IndexOf((byte)'\n');
                var line = end < 0 ? _rest : _rest[..end];
                _rest = end < 0 ? default : _rest[(end + 1)..];
                Number++;
                Line = line.TrimEnd(" \r"u8);
                if (!Line.IsEmpty) return true;
            }
            return false;
        }
    }
}
