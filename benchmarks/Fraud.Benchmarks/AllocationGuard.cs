using System.Globalization;

namespace Fraud.Benchmarks;

/// <summary>
/// Fails when a hot path allocates. Bytes allocated by a thread are exact whatever else the machine does, so the limit is 0 and not a tolerance.
/// The best of five rounds counts: a table that grows once while warming up is no allocation per message.
/// </summary>
static class AllocationGuard
{
    const int Rounds = 5;
    static object? s_canary;

    public static int Run(string[] options)
    {
        int iterations = options.Contains("--short") ? 20_000 : 200_000;

        // A guard that cannot see an allocation would pass everything: show it one first.
        if (LeastBytes(new("canary", () => s_canary = new object()), iterations) < 24L * iterations)
        {
            Console.WriteLine("guard FAIL  the guard itself: it did not see an object allocated per call");
            return 1;
        }
        int failed = 0;
        foreach (var scenario in HotScenarios.All)
        {
            int calls = Math.Max(100, iterations / scenario.Weight);
            long bytes = LeastBytes(scenario, calls);
            if (bytes != 0) failed++;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"guard {(bytes == 0 ? "ok  " : "FAIL")}  {scenario.Name,-40} {bytes} B in {calls} calls"));
        }
        return failed == 0 ? 0 : 1;
    }

    /// <summary>The bytes this thread allocated in the best round of <paramref name="iterations"/> calls.</summary>
    static long LeastBytes(HotScenario scenario, int iterations)
    {
        scenario.WarmUp();
        var run = scenario.Run;
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < iterations; i++) run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        GC.KeepAlive(s_canary);
        return least;
    }
}
