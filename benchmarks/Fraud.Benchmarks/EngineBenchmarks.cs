using BenchmarkDotNet.Attributes;

namespace Fraud.Benchmarks;

/// <summary>The whole engine with the institution pack, bytes to decision, beside one plain read of the same bytes.</summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    const int Batch = 256;

    FraudEngine _engine = null!;
    Mt103Traffic _traffic = null!;
    readonly Decision[] _decisions = new Decision[Batch];

    [Params(100_000, 1_000_000)]
    public int Accounts;

    [GlobalSetup]
    public void Setup()
    {
        _engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 12L << 30 });
        _traffic = new Mt103Traffic(Accounts, Accounts, Batch);
        _traffic.Teach(2 * Accounts, batch => _engine.EvaluateBatch(batch, _decisions));
    }

    [GlobalCleanup]
    public void Cleanup() => _engine.Dispose();

    /// <summary>The floor: every byte of the messages read once.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Batch)]
    public long ReadTheBytes()
    {
        long sum = 0;
        foreach (var m in _traffic.Next()) sum += Floor.Sum(m.Message.Span);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public long EvaluateBatches()
    {
        _engine.EvaluateBatch(_traffic.Next(), _decisions);
        return _decisions[0].Points;
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public long EvaluateOneByOne()
    {
        long points = 0;
        foreach (var m in _traffic.Next()) points += _engine.Evaluate(m.Message.Span, m.At).Points;
        return points;
    }
}
