using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Benchmarks;

/// <summary>
/// The rules of the institution pack over ready columns: comparisons and circuit, for 256 rows and for one, per row. Divide by the number of rules (<see cref="Rules"/>) for the cost of one.
/// The baseline is what a programmer would write by hand: one if for each of eight typical rules, scaled to the pack's number in the report.
/// </summary>
[MemoryDiagnoser]
public class RuleBenchmarks
{
    RuleProgram _program = null!;
    ColumnBatch _batch = null!;
    Vector256<byte>[] _cuts = null!;
    byte[] _state = null!;
    Vector256<byte>[] _masks = null!;

    public int Rules => _program.Rules.Length;
    internal RuleProgram Program => _program;
    internal ColumnBatch Columns256 => _batch;

    [GlobalSetup]
    public void Setup()
    {
        _program = RuleProgram.Compile(Policy.Institution.Pack!, new KeyHasher(new byte[16]), "");
        _batch = _program.NewBatch();
        _batch.Rows = ColumnBatch.Capacity;
        var random = new Random(1);
        for (int i = 0; i < _batch.Values.Length; i++) _batch.Values[i] = random.Next(8) switch { 0 => ColumnBatch.Unknown, 1 => random.NextInt64(), 2 => random.Next(2), _ => random.Next(50) };
        _cuts = new Vector256<byte>[_program.Circuit.Cuts];
        _masks = new Vector256<byte>[2 * _program.Circuit.Count];
        _state = new byte[_program.Circuit.Count];
        CutsOf256Rows();
    }

    [Benchmark(OperationsPerInvoke = ColumnBatch.Capacity)]
    public void CutsOf256Rows() => _program.Circuit.Compare(_batch, _cuts, 0, ColumnBatch.Capacity);

    [Benchmark(OperationsPerInvoke = ColumnBatch.Capacity)]
    public void RulesOn256Rows() => _program.Circuit.RunBatch(_cuts, _masks);

    [Benchmark]
    public void RulesOnOneRow() => _program.Circuit.RunRow(_batch, 17, _state);

    /// <summary>Eight rules as ifs over the same columns, with the unknown test each needs.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = ColumnBatch.Capacity)]
    public int EightHandWrittenIfs()
    {
        int points = 0;
        var v = _batch.Values;
        for (int r = 0; r < ColumnBatch.Capacity; r++)
        {
            long a = v[2 * 256 + r], b = v[3 * 256 + r], c = v[4 * 256 + r], d = v[5 * 256 + r], e = v[6 * 256 + r], f = v[7 * 256 + r];
            if (a != ColumnBatch.Unknown && b != ColumnBatch.Unknown && a == 0 && b > 30) points += 15;
            if (c != ColumnBatch.Unknown && c != 0) points += 18;
            if (d != ColumnBatch.Unknown && e != ColumnBatch.Unknown && d >= 25 && e < 3) points += 12;
            if (f != ColumnBatch.Unknown && f > 40) points += 8;
            if (a != ColumnBatch.Unknown && d != ColumnBatch.Unknown && a > 10 && d > 10 && d <= 45) points += 15;
            if (b != ColumnBatch.Unknown && (b < 2 || b > 5)) points += 8;
            if (e != ColumnBatch.Unknown && f != ColumnBatch.Unknown && e >= 20 && f >= 20) points += 20;
            if (c != ColumnBatch.Unknown && e != ColumnBatch.Unknown && c == 1 && e >= 3) points += 15;
        }
        return points;
    }
}
