using BenchmarkDotNet.Attributes;
using Fraud.Reference;

namespace Fraud.Benchmarks;

/// <summary>A name against 50,000 listed ones, per name; one of a hundred is listed. The baseline compares with every word and scores every entry.</summary>
[MemoryDiagnoser]
public class ScreeningBenchmarks
{
    const int Entries = 50_000, Day = 739_000, PlainNames = 4;
    readonly ScreeningTraffic _traffic = new(Entries, 1);
    NameScreenSearch _search = null!;
    PlainNameScreen _plain = null!;

    [GlobalSetup]
    public void Setup()
    {
        _search = new NameScreenSearch(new NameScreen(_traffic.List));
        _plain = new PlainNameScreen(_traffic.List);
    }

    [Benchmark(OperationsPerInvoke = 4096)]
    public double Indexed()
    {
        double sum = 0;
        foreach (byte[] name in _traffic.Names) sum += _search.Find(name, Day).Score;
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PlainNames)]
    public double BruteForce()
    {
        double sum = 0;
        foreach (byte[] name in _traffic.Names.AsSpan(0, PlainNames)) sum += _plain.Find(name, Day).Score;
        return sum;
    }

    [Benchmark]
    public int BuildIndex() => new NameScreen(_traffic.List).Words;
}
