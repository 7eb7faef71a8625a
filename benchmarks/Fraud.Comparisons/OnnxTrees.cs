using System.Buffers.Binary;
using System.Text;
using Fraud.Scoring;
using Microsoft.ML.OnnxRuntime;

namespace Fraud.Comparisons;

/// <summary>Trees as ONNX Runtime runs them: a TreeEnsembleRegressor, batches of one size, on one thread, in memory that is given once.</summary>
sealed class OnnxTrees : IDisposable
{
    static readonly string[] s_input = ["X"], s_output = ["Y"];
    readonly InferenceSession _session;
    readonly RunOptions _options = new();

    public OnnxTrees(TreeEnsemble trees)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        _session = new InferenceSession(Write(trees), options);
    }

    public static OrtValue Tensor(float[] values, int at, int rows, int columns) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(at, rows * columns), [rows, columns]);

    public void Run(OrtValue[] rows, OrtValue[] scores) => _session.Run(_options, s_input, rows, s_output, scores);

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    /// <summary>The model as a file of onnx.proto: its messages are fields of number, wire type and value.</summary>
    static byte[] Write(TreeEnsemble ensemble)
    {
        List<long> tree = [], node = [], feature = [], yes = [], no = [], leafTree = [], leafNode = [], leafTarget = [];
        List<string> mode = [];
        List<float> value = [], weight = [];
        for (int t = 0; t < ensemble.Trees.Count; t++)
        {
            var nodes = ensemble.Trees[t].Nodes;
            long Number(int child) => child >= 0 ? child : nodes.Length + ~child;
            void Add(long number, string what, long asks, float cut, long left, long right)
            {
                tree.Add(t);
                node.Add(number);
                mode.Add(what);
                feature.Add(asks);
                value.Add(cut);
                yes.Add(left);
                no.Add(right);
            }
            for (int n = 0; n < nodes.Length; n++) Add(n, "BRANCH_LEQ", nodes[n].Feature, nodes[n].Cut, Number(nodes[n].Left), Number(nodes[n].Right));
            for (int l = 0; l < ensemble.Trees[t].Leaves.Length; l++)
            {
                Add(Number(~l), "LEAF", 0, 0, 0, 0);
                leafTree.Add(t);
                leafNode.Add(Number(~l));
                leafTarget.Add(0);
                weight.Add((float)ensemble.Trees[t].Leaves[l]);
            }
        }
        var regressor = new Proto().Text(1, "X").Text(2, "Y").Text(3, "trees").Text(4, "TreeEnsembleRegressor")
            .Add(5, Numbers("nodes_treeids", tree)).Add(5, Numbers("nodes_nodeids", node)).Add(5, Numbers("nodes_featureids", feature)).Add(5, Texts("nodes_modes", mode)).Add(5, Floats("nodes_values", value))
            .Add(5, Numbers("nodes_truenodeids", yes)).Add(5, Numbers("nodes_falsenodeids", no)).Add(5, Numbers("target_treeids", leafTree)).Add(5, Numbers("target_nodeids", leafNode))
            .Add(5, Numbers("target_ids", leafTarget)).Add(5, Floats("target_weights", weight)).Add(5, new Proto().Text(1, "n_targets").Number(3, 1).Number(20, 2))
            .Add(5, Floats("base_values", [(float)ensemble.Bias])).Text(7, "ai.onnx.ml");
        var graph = new Proto().Add(1, regressor).Text(2, "graph").Add(11, Matrix("X", ensemble.Features.Count)).Add(12, Matrix("Y", 1));
        return new Proto().Number(1, 8).Text(2, "Fraud.Comparisons").Add(7, graph).Add(8, new Proto().Text(1, "").Number(2, 17)).Add(8, new Proto().Text(1, "ai.onnx.ml").Number(2, 3)).ToArray();

        static Proto Numbers(string name, List<long> values) => values.Aggregate(new Proto().Text(1, name), (p, v) => p.Number(8, v)).Number(20, 7);
        static Proto Floats(string name, List<float> values) => values.Aggregate(new Proto().Text(1, name), (p, v) => p.Float(7, v)).Number(20, 6);
        static Proto Texts(string name, List<string> values) => values.Aggregate(new Proto().Text(1, name), (p, v) => p.Text(9, v)).Number(20, 8);
        static Proto Matrix(string name, int columns) => new Proto().Text(1, name).Add(2, new Proto().Add(1, new Proto().Number(1, 1).Add(2, new Proto().Add(1, new Proto().Text(2, "N")).Add(1, new Proto().Number(1, columns)))));
    }

    /// <summary>A message of protocol buffers, written field by field.</summary>
    sealed class Proto
    {
        readonly MemoryStream _bytes = new();

        public Proto Number(int field, long value) => Varint((ulong)field << 3).Varint((ulong)value);

        public Proto Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public Proto Add(int field, Proto message) => Bytes(field, message.ToArray());

        public Proto Float(int field, float value)
        {
            Varint((ulong)field << 3 | 5);
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(four, value);
            _bytes.Write(four);
            return this;
        }

        public byte[] ToArray() => _bytes.ToArray();

        Proto Bytes(int field, byte[] bytes)
        {
            Varint((ulong)field << 3 | 2).Varint((ulong)bytes.Length);
            _bytes.Write(bytes);
            return this;
        }

        Proto Varint(ulong value)
        {
            for (; value >= 128; value >>= 7) _bytes.WriteByte((byte)(value | 128));
            _bytes.WriteByte((byte)value);
            return this;
        }
    }
}
