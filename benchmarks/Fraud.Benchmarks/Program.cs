using BenchmarkDotNet.Running;

namespace Fraud.Benchmarks;

/// <summary><c>guard [--short]</c>, <c>latency [--short] [name]</c>, <c>throughput [accounts] [messages] [--model]</c>, <c>rules</c>, <c>layout</c> and <c>costs</c> are ours; everything else is BenchmarkDotNet's.</summary>
static class Program
{
    static int Main(string[] args) => args switch
    {
        ["guard", .. var options] => AllocationGuard.Run(options),
        ["latency", .. var options] => LatencyReport.Run(options),
        ["layout"] => LayoutReport.Run(),
        ["rules"] => RuleReport.Run(),
        ["costs"] => CostReport.Run(),
        ["throughput", .. var options] => ThroughputReport.Run(options),
        _ => RunBenchmarks(args),
    };

    static int RunBenchmarks(string[] args)
    {
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new BenchmarkConfig()).ToArray();
        return Array.Exists(summaries, s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success)) ? 1 : 0;
    }
}
