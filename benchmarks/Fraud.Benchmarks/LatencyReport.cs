using System.Diagnostics;
using System.Globalization;

namespace Fraud.Benchmarks;

/// <summary>
/// Prints the latency of single calls: p50, p99, p99.9 and maximum, with the collections that ran meanwhile. Each call is timed alone, so a pause is seen, and not averaged away.
/// Reported only: a busy machine is easily three times slower, so nothing fails on these figures.
/// </summary>
static class LatencyReport
{
    public static int Run(string[] options)
    {
        int calls = options.Contains("--short") ? 100_000 : 2_000_000;
        string? filter = Array.Find(options, o => !o.StartsWith('-'));
        var scenarios = HotScenarios.All.Where(s => filter is null || s.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (scenarios.Length == 0)
        {
            Console.Error.WriteLine($"No scenario is named like '{filter}'. There are: {string.Join(", ", HotScenarios.All.Select(s => s.Name))}");
            return 1;
        }
        Console.WriteLine($"{"ns per call",-40} {"p50",9} {"p99",9} {"p99.9",9} {"max",11} {"GCs",5}");
        // What timing itself costs is in every figure below it.
        Report(new("(an empty call: the floor)", static () => { }), calls);
        foreach (var scenario in scenarios) Report(scenario, calls);
        return 0;
    }

    static void Report(HotScenario scenario, int calls)
    {
        var run = scenario.Run;
        scenario.WarmUp();
        var histogram = new LatencyHistogram();
        int collections = GC.CollectionCount(0);
        for (int i = 0; i < calls; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            histogram.Record(Stopwatch.GetTimestamp() - start);
        }
        collections = GC.CollectionCount(0) - collections;
        double ns = 1e9 / Stopwatch.Frequency;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{scenario.Name,-40} {histogram.Quantile(0.50) * ns,9:F0} {histogram.Quantile(0.99) * ns,9:F0} {histogram.Quantile(0.999) * ns,9:F0} {histogram.Max * ns,11:F0} {collections,5}"));
    }
}
