using BenchmarkDotNet.Attributes;
using Fraud.Profiles;
using Fraud.Rules.Program;
using Fraud.Scoring;

namespace Fraud.Benchmarks;

/// <summary>The margin of a row: 500 trees of 31 leaves, alone and among others, by each kernel. The baseline follows the nodes of every tree.</summary>
[MemoryDiagnoser]
public class ScoringBenchmarks
{
    readonly ScoringTraffic _traffic = new(1);
    readonly double[] _margins = new double[ScoringTraffic.Rows];
    TreeScorer _scorer = null!;
    int _next;

    [ParamsSource(nameof(Kernels))]
    public string Instructions { get; set; } = "";

    /// <summary>Those that this processor has.</summary>
    public static IEnumerable<string> Kernels => Enum.GetValues<Kernel>().Where(Rules.Program.Kernels.IsAvailable).Reverse().Select(k => k.ToString());

    [GlobalSetup]
    public void Setup() => _scorer = new TreeScorer(TreeProgram.Compile(_traffic.Ensemble), Enum.Parse<Kernel>(Instructions));

    [Benchmark(Baseline = true)]
    public double Walk() => _traffic.Ensemble.Margin(_traffic.Row(_next++));

    [Benchmark]
    public double OneRow() => _scorer.Margin(_traffic.Row(_next++));

    [Benchmark(OperationsPerInvoke = ScoringTraffic.Rows)]
    public void Matrix() => _scorer.Margins(_traffic.Matrix, _margins);

    [Benchmark(OperationsPerInvoke = ColumnBatch.Capacity)]
    public void Columns256() => _scorer.Margins(_traffic.Columns, _traffic.ColumnOf, 0, ColumnBatch.Capacity, _margins);
}
