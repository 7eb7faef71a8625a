using System.Globalization;
using System.Text;

namespace Fraud.Scoring;

/// <summary>
/// An ONNX model (<c>onnx.proto3</c>: ModelProto) whose graph is one ensemble of trees of the domain <c>ai.onnx.ml</c>, with nothing around it that changes the score. Its features are named
/// by the model's metadata <c>feature_names</c> (with commas between), otherwise f0, f1, ….
/// </summary>
sealed class OnnxModel(string file)
{
    // The trees are one operator of one input and two outputs with some 20 attributes, and what may stand beside them has less.
    const int NodesMax = 1_000, NamesMax = 16, AttributesMax = 100;
    const int Float = 1, Double = 11; // TensorProto.DataType

    readonly List<Node> _nodes = [];
    readonly SortedDictionary<string, int> _widths = new(StringComparer.Ordinal);
    string _producer = "", _producerVersion = "", _featureNames = "";

    sealed class Node
    {
        public string Kind = "";
        public List<string> Inputs = [], Outputs = [];
        public List<Range> Attributes = [];
    }

    public ModelContent Read(ReadOnlySpan<byte> bytes)
    {
        Range? graph = null;
        var field = new ProtobufReader(bytes, ..bytes.Length, file);
        while (field.TryNext())
        {
            if (field.Wire != ProtobufReader.Bytes) continue;
            switch (field.Field)
            {
                case 2: _producer = ModelFile.Shown(field.Span); break;
                case 3: _producerVersion = ModelFile.Shown(field.Span); break;
                case 7: graph = field.Content; break;
                case 14: ReadMetadata(bytes, field.Content); break;
            }
        }
        if (graph is null) throw ModelFile.Fault(file, "holds no graph: " + ModelFile.Formats);
        ReadGraph(bytes, graph.Value);
        var trees = _nodes.FindAll(node => node.Kind.StartsWith("TreeEnsemble", StringComparison.Ordinal));
        if (trees.Count != 1) throw ModelFile.Fault(file, $"its graph has {trees.Count} ensembles of trees, expected one");
        CheckOthers(bytes, trees[0]);

        var attributes = new OnnxAttributes(bytes, trees[0].Attributes, file);
        var read = trees[0].Kind switch
        {
            "TreeEnsembleRegressor" or "TreeEnsembleClassifier" => new OnnxTrees(file).Read(attributes, trees[0].Kind == "TreeEnsembleClassifier"),
            "TreeEnsemble" => new OnnxTreeEnsemble(file).Read(attributes),
            _ => throw ModelFile.Fault(file, $"the operator {trees[0].Kind} is not served"),
        };
        string[] names = NamesOf(read, InputWidth(trees[0]));
        return new ModelContent
        {
            Kind = ModelKind.Supervised,
            Origin = $"ONNX, made by {_producer} {_producerVersion}".TrimEnd(),
            Trees = new TreeEnsemble { Features = names, Trees = read.Trees, Bias = read.Bias, Link = read.Link, CategorySets = read.CategorySets },
            Features = ModelContent.NamedOnly(names),
        };
    }

    /// <summary>StringStringEntryProto: key and value.</summary>
    void ReadMetadata(ReadOnlySpan<byte> bytes, Range entry)
    {
        string key = "";
        var value = default(Range);
        var field = new ProtobufReader(bytes, entry, file);
        while (field.TryNext())
        {
            if (field is { Field: 1, Wire: ProtobufReader.Bytes }) key = ModelFile.Shown(field.Span);
            if (field is { Field: 2, Wire: ProtobufReader.Bytes }) value = field.Content;
        }
        if (key == "feature_names") _featureNames = Encoding.UTF8.GetString(bytes[value]);
    }

    /// <summary>GraphProto: nodes and the widths of inputs.</summary>
    void ReadGraph(ReadOnlySpan<byte> bytes, Range graph)
    {
        var field = new ProtobufReader(bytes, graph, file);
        while (field.TryNext())
        {
            if (field is { Field: 11, Wire: ProtobufReader.Bytes }) ReadInput(bytes, field.Content);
            if (field is not { Field: 1, Wire: ProtobufReader.Bytes }) continue;
            if (_nodes.Count == NodesMax) throw ModelFile.Fault(file, $"its graph has more than {NodesMax} operators");
            var node = new Node();
            var part = new ProtobufReader(bytes, field.Content, file);
            while (part.TryNext())
            {
                if (part.Wire != ProtobufReader.Bytes) continue;
                switch (part.Field)
                {
                    case 1 or 2 when node.Inputs.Count + node.Outputs.Count == NamesMax: throw ModelFile.Fault(file, $"an operator of its graph has more than {NamesMax} inputs and outputs");
                    case 5 when node.Attributes.Count == AttributesMax: throw ModelFile.Fault(file, $"an operator of its graph has more than {AttributesMax} attributes");
                    case 1: node.Inputs.Add(NameOf(part.Span)); break;
                    case 2: node.Outputs.Add(NameOf(part.Span)); break;
                    case 4: node.Kind = ModelFile.Shown(part.Span); break;
                    case 5: node.Attributes.Add(part.Content); break;
                }
            }
            _nodes.Add(node);
        }
    }

    string NameOf(ReadOnlySpan<byte> name) => name.Length <= ModelFile.NameMax ? Encoding.UTF8.GetString(name) : throw ModelFile.Fault(file, $"a name in its graph is longer than {ModelFile.NameMax} bytes");

    /// <summary>ValueInfoProto: name, and the last dimension of a tensor where it is known.</summary>
    void ReadInput(ReadOnlySpan<byte> bytes, Range input)
    {
        string name = "";
        long width = 0;
        var field = new ProtobufReader(bytes, input, file);
        while (field.TryNext())
        {
            if (field is { Field: 1, Wire: ProtobufReader.Bytes }) name = NameOf(field.Span);
            if (field is not { Field: 2, Wire: ProtobufReader.Bytes }) continue;
            // TypeProto.tensor_type (1), its shape (2), a dimension (1), its value (1).
            var type = new ProtobufReader(bytes, field.Content, file);
            while (type.TryNext())
            {
                if (type is not { Field: 1, Wire: ProtobufReader.Bytes }) continue;
                var tensor = new ProtobufReader(bytes, type.Content, file);
                while (tensor.TryNext())
                {
                    if (tensor is not { Field: 2, Wire: ProtobufReader.Bytes }) continue;
                    var shape = new ProtobufReader(bytes, tensor.Content, file);
                    while (shape.TryNext())
                    {
                        if (shape is not { Field: 1, Wire: ProtobufReader.Bytes }) continue;
                        width = 0;
                        var dimension = new ProtobufReader(bytes, shape.Content, file);
                        while (dimension.TryNext())
                            if (dimension is { Field: 1, Wire: ProtobufReader.Varint }) width = (long)dimension.Value;
                    }
                }
            }
        }
        if (_widths.Count > ModelFile.FeaturesMax) throw ModelFile.Fault(file, $"its graph has more than {ModelFile.FeaturesMax} inputs");
        _widths[name] = width is > 0 and <= ModelFile.FeaturesMax ? (int)width : 0;
    }

    /// <summary>Only what leaves the score as it is may stand around the trees: Identity, Cast between 32 and 64 bits, ZipMap, and any Cast of the label.</summary>
    void CheckOthers(ReadOnlySpan<byte> bytes, Node trees)
    {
        var labels = new SortedSet<string>(StringComparer.Ordinal);
        if (trees.Kind == "TreeEnsembleClassifier" && trees.Outputs.Count > 0) labels.Add(trees.Outputs[0]);
        foreach (var node in _nodes)
        {
            if (node == trees) continue;
            bool label = node.Inputs.Count == 1 && labels.Contains(node.Inputs[0]);
            if (label) labels.UnionWith(node.Outputs);
            long to = node.Kind == "Cast" ? new OnnxAttributes(bytes, node.Attributes, file).Whole("to", 0) : 0;
            bool harmless = node.Kind is "Identity" or "ZipMap" || node.Kind == "Cast" && (label || to is Float or Double);
            if (!harmless) throw ModelFile.Fault(file, $"its graph has the operator {node.Kind}{(to == 0 ? "" : FormattableString.Invariant($" to type {to}"))}, which may change the score: only trees with Identity, Cast to float or double, and ZipMap are served");
        }
    }

    /// <summary>How many columns the rows have: the last dimension of the input that leads to the trees, 0 where it is not told.</summary>
    int InputWidth(Node trees)
    {
        string name = trees.Inputs.Count > 0 ? trees.Inputs[0] : "";
        for (int steps = 0; steps < _nodes.Count; steps++)
        {
            if (_widths.TryGetValue(name, out int width)) return width;
            var before = _nodes.Find(node => node.Outputs.Contains(name));
            if (before is null || before.Inputs.Count == 0) return 0;
            name = before.Inputs[0];
        }
        return 0;
    }

    string[] NamesOf(OnnxRead read, int width)
    {
        int used = 0;
        foreach (var tree in read.Trees)
            foreach (var node in tree.Nodes) used = Math.Max(used, node.Feature + 1);
        if (_featureNames.Length > 0)
        {
            if (_featureNames.AsSpan().Count(',') >= ModelFile.FeaturesMax) throw ModelFile.Fault(file, $"names more than {ModelFile.FeaturesMax} features");
            string[] names = _featureNames.Split(',', StringSplitOptions.TrimEntries);
            if (width > 0 && names.Length != width) throw ModelFile.Fault(file, $"names {names.Length} features and takes {width}");
            return names;
        }
        // A feature beyond the width is told when the trees are checked.
        int count = width > 0 ? width : Math.Clamp(used, 1, ModelFile.FeaturesMax);
        return [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"f{i}"))];
    }
}

/// <summary>What the attributes of an ensemble of trees come to.</summary>
sealed record OnnxRead(IReadOnlyList<Tree> Trees, double Bias, Link Link, IReadOnlyList<int[]> CategorySets);
