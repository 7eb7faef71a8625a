using BenchmarkDotNet.Attributes;
using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Benchmarks;

/// <summary>From the text of a standard pack to what an engine runs: what a start and a reload cost. Warm; the first time in a process the JIT is on top.</summary>
[Config(typeof(BenchmarkConfig))]
public class PolicyBenchmarks
{
    Policy _policy = Policy.Institution;
    RuleProgram? _before;

    /// <summary>The pack.</summary>
    [ParamsSource(nameof(Packs))]
    public string Pack { get; set; } = "";

    public static IEnumerable<string> Packs => Policy.StandardPacks;

    [GlobalSetup]
    public void Setup()
    {
        _policy = Read();
        _before = (RuleProgram)Compile();
    }

    /// <summary>Parse, bind and analyse.</summary>
    [Benchmark]
    public Policy Read() => Policy.Parse(new Dictionary<string, string> { ["own.rules"] = $"use \"{Pack}\"\n" });

    /// <summary>Lay out columns, tables and circuit.</summary>
    [Benchmark]
    public object Compile() => RuleProgram.Compile(_policy.Pack!, new KeyHasher(new byte[16]), _policy.Hash);

    /// <summary>The same beside what is kept.</summary>
    [Benchmark]
    public object CompileForReload() => RuleProgram.Compile([(_policy.Pack!, _policy.Hash)], new KeyHasher(new byte[16]), _before);
}
