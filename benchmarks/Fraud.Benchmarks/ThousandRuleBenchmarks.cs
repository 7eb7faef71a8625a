using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using BenchmarkDotNet.Attributes;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;
using Fraud.Rules.Syntax;

namespace Fraud.Benchmarks;

/// <summary>
/// A thousand synthetic rules of one to three conditions over forty columns, each with a threshold of its own: per rule and row. The baseline is a programmer's loop over an array
/// of conditions that leaves a rule at the first that fails.
/// </summary>
[MemoryDiagnoser]
public class ThousandRuleBenchmarks
{
    public const int Rules = 1_000, Columns = 40;

    internal RuleProgram Program => _program;
    internal ColumnBatch Columns256 => _batch;

    RuleProgram _program = null!;
    ColumnBatch _batch = null!;
    Vector256<byte>[] _cuts = null!, _masks = null!;
    byte[] _state = null!;
    readonly byte[] _numbers = new byte[RuleLanes.MostColumns];
    ulong[] _fired = null!;
    (int Column, long Above)[][] _plain = null!;
    int _row;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        var text = new StringBuilder("family F cap 100\n");
        var conditions = new (int Column, int Above)[Rules][];
        for (int i = 0; i < Columns; i++) text.Append(CultureInfo.InvariantCulture, $"let c{i} = count() of attempts by sender over {i + 1}h\n");
        for (int i = 0; i < Rules; i++)
        {
            conditions[i] = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => (random.Next(Columns), random.Next(1000)))];
            text.Append(CultureInfo.InvariantCulture, $"rule R{i} \"R\" family F points 1 when {string.Join(" and ", conditions[i].Select(c => $"c{c.Column} > {c.Above}"))} because \"x\"\n");
        }
        var source = new SourceText("thousand.rules", text.ToString());
        var pack = Binder.Bind([Parser.Parse(source)], new Dictionary<string, string>()) ?? throw new InvalidOperationException(string.Join("\n", source.Diagnostics));
        _program = RuleProgram.Compile(pack, new KeyHasher(new byte[16]), "");
        _batch = _program.NewBatch();
        _batch.Rows = ColumnBatch.Capacity;
        // Most counts are small: one rule in ten fires.
        for (int i = 0; i < _batch.Values.Length; i++) _batch.Values[i] = random.Next(20) == 0 ? ColumnBatch.Unknown : (long)(1000 * Math.Pow(random.NextDouble(), 4));
        _cuts = new Vector256<byte>[_program.Circuit.Cuts];
        _masks = new Vector256<byte>[2 * _program.Circuit.Count];
        _state = new byte[_program.Circuit.Count];
        _fired = new ulong[_program.Lanes[0].Words];
        int[] columns = [.. Enumerable.Range(0, Columns).Select(c => _program.Names.First(n => n.Key.EndsWith($" over {(c + 1) * TimeSpan.TicksPerHour}", StringComparison.Ordinal)).Value)];
        _plain = [.. conditions.Select(rule => rule.Select(c => (columns[c.Column], (long)c.Above)).ToArray())];
        int fired = FiredBy(PlainLoop, 17), lanes = FiredBy(OneRow, 17);
        if (fired != lanes) throw new InvalidOperationException($"{fired} and {lanes} rules fire.");
        Console.WriteLine($"kernel {Kernels.Chosen}, {_program.Circuit.Count} gates, {_program.Circuit.Cuts} cuts, {_program.Lanes[0].Rest.Length} rules by gates, {fired} fire on row 17");
    }

    int FiredBy(Func<int> run, int row)
    {
        _row = row;
        return run();
    }

    [Benchmark(OperationsPerInvoke = Rules * ColumnBatch.Capacity)]
    public void CutsOf256Rows() => _program.Circuit.Compare(_batch, _cuts, 0, ColumnBatch.Capacity);

    [Benchmark(OperationsPerInvoke = Rules * ColumnBatch.Capacity)]
    public void Batch()
    {
        _program.Circuit.Compare(_batch, _cuts, 0, ColumnBatch.Capacity);
        _program.Circuit.RunBatch(_cuts, _masks);
    }

    [Benchmark(OperationsPerInvoke = Rules)]
    public int OneRow()
    {
        _row = _row + 1 & 255;
        _program.Lanes[0].Run(_batch, _row, _numbers, _fired);
        int fired = 0;
        foreach (ulong word in _fired) fired += System.Numerics.BitOperations.PopCount(word);
        return fired;
    }

    [Benchmark(OperationsPerInvoke = Rules)]
    public void OneRowByGates()
    {
        _row = _row + 1 & 255;
        _program.Circuit.RunRow(_batch, _row, _state);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Rules)]
    public int PlainLoop()
    {
        _row = _row + 1 & 255;
        int fired = 0;
        var values = _batch.Values;
        foreach (var rule in _plain)
        {
            bool holds = true;
            foreach (var (column, above) in rule)
            {
                if (values[column * ColumnBatch.Stride + _row] > above) continue;
                holds = false;
                break;
            }
            if (holds) fired++;
        }
        return fired;
    }
}
