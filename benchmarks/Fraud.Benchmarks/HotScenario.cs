using System.Diagnostics;

namespace Fraud.Benchmarks;

/// <summary>One operation of a hot path, promised to allocate nothing. <see cref="Run"/> does it once; state it needs is prepared before.</summary>
sealed record HotScenario(string Name, Action Run)
{
    /// <summary>
    /// Runs until the optimised code is in place. By time and not by count: the runtime compiles in the background, 100 ms after a method's 30th call and again
    /// 100 ms after that, and until then the code is five times slower and boxes what it later does not.
    /// </summary>
    public void WarmUp()
    {
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 400)
            for (int i = 0; i < 100; i++) Run();
    }
}
