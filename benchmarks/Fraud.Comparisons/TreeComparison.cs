using System.Diagnostics;
using System.Globalization;
using Fraud.Profiles;
using Fraud.Rules.Program;
using Fraud.Scoring;
using Microsoft.ML.OnnxRuntime;

namespace Fraud.Comparisons;

/// <summary>
/// Boosted trees in LightGBM's own library, ONNX Runtime, ML.NET and our kernels: the same rows in one process, on one thread. First all must give the same margins, then each is timed
/// in turn, a few milliseconds at a time; the shortest and the middle of many rounds are told. LightGBM, ONNX Runtime and ours run one model; ML.NET runs those that it has trained
/// itself, of the same size and on the same rows, since it reads no other. Exits 1 when they differ, or when ours keeps less distance at 500 trees than is promised.
/// </summary>
static class TreeComparison
{
    const int TrainingRows = 60_000, Rows = 8_192, Matrix = 1_024, Batch = ColumnBatch.Capacity;

    /// <summary>What is promised at 500 trees of 31 leaves with AVX-512, in times: one row and a batch against ML.NET's PredictionEngine, a batch against ONNX Runtime's fastest, and AVX2 at most.</summary>
    const double OneRowLeast = 8, BatchLeast = 30, OnnxLeast = 20, Avx2Most = 2.5;

    const string PredictionEngine = "ML.NET LightGbm, PredictionEngine", Onnx = "ONNX Runtime, batch of ";

    /// <summary>How far margins may differ that were summed in floats, as ONNX Runtime and ML.NET do.</summary>
    const double Allowed = 1e-4;

    /// <summary>A way to score, and how many rows one run of it takes.</summary>
    sealed record Item(string Name, int Rows, Action Run);

    public static int Run(string[] args)
    {
        bool isShort = args.Contains("--short");
        int rounds = isShort ? 40 : 200;
        var (training, labels) = TreeTraffic.Make(TrainingRows, 1);
        var (rows, _) = TreeTraffic.Make(Rows, 2);
        if (!isShort && Compare(training, labels, rows, 100, 20, rounds) is null || Compare(training, labels, rows, 500, 31, rounds) is not { } best) return 1;
        if (!Kernels.IsAvailable(Kernel.Avx512)) return 0;
        double one = best[PredictionEngine] / best[OneRow(Kernel.Avx512)], batch = best[PredictionEngine] / best[OfColumns(Kernel.Avx512)], onnx = best.Where(b => b.Key.StartsWith(Onnx, StringComparison.Ordinal)).Min(b => b.Value) / best[OfColumns(Kernel.Avx512)], avx2 = best[OfColumns(Kernel.Avx2)] / best[OfColumns(Kernel.Avx512)];
        bool enough = one >= OneRowLeast && batch >= BatchLeast && onnx >= OnnxLeast && avx2 <= Avx2Most;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\none row {one:0.0} times as fast as PredictionEngine (at least {OneRowLeast}), batch {batch:0} times (at least {BatchLeast}) and {onnx:0} times as ONNX Runtime (at least {OnnxLeast}), AVX2 takes {avx2:0.00} times as long as AVX-512 (at most {Avx2Most}): {(enough ? "as promised" : "less than promised")}"));
        return enough ? 0 : 1;
    }

    static string OneRow(Kernel kernel) => $"ours {kernel}, one row";
    static string OfColumns(Kernel kernel) => $"ours {kernel}, columns of 256";

    /// <summary>The shortest time of each way, ns per row; null when they differ.</summary>
    static unsafe Dictionary<string, double>? Compare(float[] training, float[] labels, float[] rows, int trees, int leaves, int rounds)
    {
        const int Width = TreeTraffic.Features;
        var trainingRows = Objects(training, labels);
        var rowObjects = Objects(rows, new float[Rows]);
        using var native = new LightGbmNative(training, labels, trees, leaves);
        var ensemble = ModelFile.Parse(native.Text(), "lightgbm.txt").Trees;
        using var onnx = new OnnxTrees(ensemble);
        var (lightGbm, fastTree) = (MlNetTrees.LightGbm(trainingRows, trees, leaves), MlNetTrees.FastTree(trainingRows, trees, leaves));
        var program = TreeProgram.Compile(ensemble);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{trees} trees of {leaves} leaves, {Width} features; {program.Bytes.Count} bytes a row; nodes that a row visits in a tree: LightGBM {DepthOf(ensemble, rows):0.0}, ML.NET LightGbm {DepthOf(lightGbm.Trees, rows):0.0}, ML.NET FastTree {DepthOf(fastTree.Trees, rows):0.0}"));

        // Everything that is handed to native code stays where it is.
        var pinned = GC.AllocateArray<float>(rows.Length, pinned: true);
        rows.CopyTo(pinned, 0);
        float* first = (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref pinned[0]);
        var results = GC.AllocateArray<double>(Rows, pinned: true);
        double* result = (double*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref results[0]);
        var batches = Enumerable.Range(0, Rows / Batch).Select(b => Columns(rows, b * Batch)).ToArray();
        int[] columns = [.. Enumerable.Range(0, Width)];
        var margins = new double[Rows];
        int next = 0;
        double sink = 0;

        var items = new List<Item>
        {
            new(PredictionEngine, 64, () => { for (int i = 0; i < 64; i++) sink += lightGbm.One(rowObjects[next++ & Rows - 1]); }),
            new("ML.NET FastTree, PredictionEngine", 64, () => { for (int i = 0; i < 64; i++) sink += fastTree.One(rowObjects[next++ & Rows - 1]); }),
        };
        var (lightGbmView, fastTreeView) = (lightGbm.View(rowObjects[..Matrix]), fastTree.View(rowObjects[..Matrix]));
        items.Add(new("ML.NET LightGbm, Transform of 1,024", Matrix, () => sink += lightGbm.Many(lightGbmView)));
        items.Add(new("ML.NET FastTree, Transform of 1,024", Matrix, () => sink += fastTree.Many(fastTreeView)));
        items.Add(new("LightGBM native, single row, fast", 64, () => { for (int i = 0; i < 64; i++) sink += native.One(first + (next++ & Rows - 1) * Width); }));
        items.Add(new("LightGBM native, matrix of 1,024", Matrix, () => native.Many(first + (next++ & Rows / Matrix - 1) * Matrix * Width, Matrix, result)));
        foreach (int size in (int[])[1, 64, 1024])
        {
            var inputs = Enumerable.Range(0, Math.Min(64, Rows / size)).Select(b => new[] { OnnxTrees.Tensor(rows, b * size * Width, size, Width) }).ToArray();
            OrtValue[] scores = [OnnxTrees.Tensor(new float[size], 0, size, 1)];
            int runs = Math.Max(1, 64 / size);
            items.Add(new(string.Create(CultureInfo.InvariantCulture, $"{Onnx}{size:#,0}"), runs * size, () => { for (int i = 0; i < runs; i++) onnx.Run(inputs[next++ % inputs.Length], scores); }));
        }
        items.Add(new("plain walk (TreeEnsemble.Margin)", 64, () => { for (int i = 0; i < 64; i++, next++) sink += ensemble.Margin(rows.AsSpan((next & Rows - 1) * Width, Width)); }));
        foreach (var kernel in Enum.GetValues<Kernel>().Where(Kernels.IsAvailable).Reverse())
        {
            var scorer = new TreeScorer(program, kernel);
            items.Add(new(OneRow(kernel), 64, () => { for (int i = 0; i < 64; i++, next++) sink += scorer.Margin(rows.AsSpan((next & Rows - 1) * Width, Width)); }));
            items.Add(new($"ours {kernel}, matrix of 1,024", Matrix, () => scorer.Margins(rows.AsSpan((next++ & Rows / Matrix - 1) * Matrix * Width, Matrix * Width), margins.AsSpan(0, Matrix))));
            items.Add(new(OfColumns(kernel), Batch, () => scorer.Margins(batches[next++ % batches.Length], columns, 0, Batch, margins)));
        }

        return Agree() ? Time(items, rounds) : null;

        bool Agree()
        {
            double worstNative = 0, worstOnnx = 0, worstLightGbm = 0, worstFastTree = 0;
            var (ofLightGbm, ofFastTree) = (new TreeScorer(TreeProgram.Compile(lightGbm.Trees)), new TreeScorer(TreeProgram.Compile(fastTree.Trees)));
            var scores = new float[1024];
            OrtValue[] output = [OnnxTrees.Tensor(scores, 0, 1024, 1)];
            new TreeScorer(program).Margins(rows, margins);
            for (int r = 0; r < Rows; r++)
            {
                if (r % 1024 == 0) onnx.Run([OnnxTrees.Tensor(rows, r * Width, 1024, Width)], output);
                var row = rows.AsSpan(r * Width, Width);
                worstNative = Math.Max(worstNative, Math.Abs(native.One(first + r * Width) - margins[r]));
                worstOnnx = Math.Max(worstOnnx, Math.Abs(scores[r % 1024] - margins[r]));
                worstLightGbm = Math.Max(worstLightGbm, Math.Abs(lightGbm.One(rowObjects[r]) - ofLightGbm.Margin(row)));
                worstFastTree = Math.Max(worstFastTree, Math.Abs(fastTree.One(rowObjects[r]) - ofFastTree.Margin(row)));
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"margins of {Rows:#,0} rows differ from ours by at most: LightGBM {worstNative:e1}, ONNX Runtime {worstOnnx:e1}, ML.NET LightGbm {worstLightGbm:e1}, ML.NET FastTree {worstFastTree:e1}"));
            bool agree = worstNative < 1e-6 && worstOnnx < Allowed && worstLightGbm < Allowed && worstFastTree < Allowed;
            if (!agree) Console.WriteLine("they differ: nothing is timed");
            return agree;
        }
    }

    static Dictionary<string, double> Time(List<Item> items, int rounds)
    {
        var times = items.Select(_ => new double[rounds]).ToArray();
        var bytes = new long[items.Count];
        Array.Fill(bytes, long.MaxValue);
        // The optimising compiler comes 100 ms after a method's thirtieth call, twice.
        foreach (var item in items)
            for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 500;) item.Run();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < items.Count; i++)
            {
                // As short as the longest allow, and alike, so that what else the machine does falls on all of them.
                long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
                int runs = 0;
                do
                {
                    items[i].Run();
                    runs++;
                }
                while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 2);
                times[i][round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / runs / items[i].Rows;
                bytes[i] = Math.Min(bytes[i], (GC.GetAllocatedBytesForCurrentThread() - before) / runs / items[i].Rows);
            }
        }
        double peer = times[0].Min();
        for (int i = 0; i < items.Count; i++)
        {
            Array.Sort(times[i]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{items[i].Name,-38} {times[i][0],10:#,##0} ns {times[i][rounds / 2],10:#,##0} median {bytes[i],6:#,##0} B per row   1 : {peer / times[i][0],5:0.0}"));
        }
        return items.Zip(times).ToDictionary(pair => pair.First.Name, pair => pair.Second[0]);
    }

    static TreeRow[] Objects(float[] rows, float[] labels) =>
        [.. labels.Select((label, i) => new TreeRow { Features = rows.AsSpan(i * TreeTraffic.Features, TreeTraffic.Features).ToArray(), Label = label > 0 })];

    static ColumnBatch Columns(float[] rows, int from)
    {
        var batch = new ColumnBatch(TreeTraffic.Features) { Rows = Batch };
        for (int r = 0; r < Batch; r++)
            for (int f = 0; f < TreeTraffic.Features; f++)
                batch.Values[f * ColumnBatch.Stride + r] = ColumnBatch.Ordered(rows[(from + r) * TreeTraffic.Features + f]);
        return batch;
    }

    /// <summary>What a walk costs depends on how deep rows go, ours on how many nodes there are.</summary>
    static double DepthOf(TreeEnsemble ensemble, float[] rows)
    {
        long visited = 0;
        for (int r = 0; r < 1_000; r++)
        {
            var row = rows.AsSpan(r * TreeTraffic.Features, TreeTraffic.Features);
            foreach (var tree in ensemble.Trees)
                for (int at = tree.Nodes.Length > 0 ? 0 : -1; at >= 0; visited++)
                    at = ensemble.GoesLeft(in tree.Nodes[at], row[tree.Nodes[at].Feature]) ? tree.Nodes[at].Left : tree.Nodes[at].Right;
        }
        return visited / 1_000.0 / ensemble.Trees.Count;
    }
}
