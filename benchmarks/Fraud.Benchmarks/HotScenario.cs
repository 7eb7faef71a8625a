using System.Diagnostics;

namespace Fraud.Benchmarks;

/// <summary>One operation of a hot path, promised to allocate nothing. <see cref="Run"/> does it once; state it needs is prepared before.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Run">Does it once.</param>
/// <param name="Weight">How many calls of a small operation one call is worth: a batch of 256 messages is repeated less often.</param>
sealed record HotScenario(string Name, Action Run, int Weight = 1)
{
    /// <summary>
    /// Runs until the optimised code is in place. By time and not by count: the runtime compiles in the background, 100 ms after a method's 30th call and again
    /// 100 ms after that, and until then the code is five times slower and boxes what it later does not.
    /// </summary>
    public void WarmUp()
    {
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 400)
            for (int i = 0; i < 100; i += Weight) Run();
    }
}
