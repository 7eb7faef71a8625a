using BenchmarkDotNet.Attributes;

namespace Fraud.Benchmarks;

/// <summary>The nouns every stage shares: what a comparison of exact amounts costs over one of decimals, and what reading a code costs.</summary>
public class NounBenchmarks
{
    readonly Money _left = new(30_000_028_00, 2, CurrencyCode.Parse("USD"));
    readonly Money _right = new(30_000_028, 0, CurrencyCode.Parse("USD"));
    readonly decimal _decimalLeft = 30_000_028.00m, _decimalRight = 30_000_028m;
    readonly byte[] _bic = "DEUTDEFFXXX"u8.ToArray();
    readonly byte[] _currency = "USD"u8.ToArray();

    [Benchmark(Baseline = true)]
    public int DecimalCompare() => _decimalLeft.CompareTo(_decimalRight);

    [Benchmark]
    public int MoneyCompare() => _left.CompareTo(_right);

    [Benchmark]
    public bool BicTryParse() => Bic.TryParse(_bic, out _);

    [Benchmark]
    public bool CurrencyTryParse() => CurrencyCode.TryParse(_currency, out _);
}
