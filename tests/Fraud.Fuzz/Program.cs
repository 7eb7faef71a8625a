using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Fraud.Fuzz;

/// <summary>
/// Mutates messages, rule files or model files and runs them, as often as asked. An input that is read in a way none was before becomes a seed. Exits 1 when something threw, 2 when something took over ten
/// seconds; the input is then written to a file.
/// </summary>
static class Program
{
    static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);
    const int SeedsKept = 20_000;

    static int Main(string[] args)
    {
        var executions = new Option<long>("--executions") { Description = "How many inputs.", DefaultValueFactory = _ => 1_000_000 };
        var seed = new Option<int>("--seed") { Description = "Draws the mutations; the same seed gives the same inputs.", DefaultValueFactory = _ => 1 };
        var corpus = new Option<string?>("--corpus") { Description = "Folder of further .fin and .xml files to start from." };
        var rules = new Option<bool>("--rules") { Description = "Rule files instead of messages." };
        var models = new Option<bool>("--models") { Description = "Model files instead of messages." };
        var command = new RootCommand("Fuzz the decoders with mutated messages, the compiler of rules with mutated packs, or the loaders of models with mutated files.") { executions, seed, corpus, rules, models };
        command.SetAction(parsed => parsed.GetValue(rules) ? RunRules(parsed.GetValue(executions), parsed.GetValue(seed))
            : parsed.GetValue(models) ? Run(parsed.GetValue(executions), parsed.GetValue(seed), Seeds.Models(), Mutator.Models, ModelTarget.Run)
            : RunMessages(parsed.GetValue(executions), parsed.GetValue(seed), parsed.GetValue(corpus)));
        return command.Parse(args).Invoke();
    }

    static int RunMessages(long executions, int seed, string? corpus)
    {
        using var target = new Target();
        return Run(executions, seed, Seeds.Load(corpus), Mutator.Messages, input => target.Run(input));
    }

    /// <param name="executions">How many inputs.</param>
    /// <param name="seed">Draws the mutations.</param>
    /// <param name="seeds">What mutation starts from; inputs that are read in a new way are added.</param>
    /// <param name="tokens">The syntax of the inputs.</param>
    /// <param name="target">Runs one input; its answer tells inputs apart that were read differently.</param>
    static int Run(long executions, int seed, List<byte[]> seeds, byte[][] tokens, Func<byte[], int> target)
    {
        int given = seeds.Count;
        var mutator = new Mutator(seed, tokens);
        var random = new Random(seed);
        var seen = new HashSet<int>();
        byte[] current = [];
        long started = Stopwatch.GetTimestamp();
        using var watchdog = new Timer(_ =>
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref started)) < Hang) return;
            Keep(current, "hang");
            Environment.Exit(2);
        }, null, Hang, TimeSpan.FromSeconds(1));

        var clock = Stopwatch.StartNew();
        TimeSpan slowest = default;
        for (long i = 0; i < executions; i++)
        {
            var input = mutator.Mutate(seeds[random.Next(seeds.Count)], seeds[random.Next(seeds.Count)]);
            current = input.ToArray();
            Volatile.Write(ref started, Stopwatch.GetTimestamp());
            try
            {
                if (seen.Add(target(current)) && seeds.Count < given + SeedsKept && current.Length < 32_768) seeds.Add(current);
            }
            catch (Exception problem)
            {
                Console.Error.WriteLine($"{Keep(current, "crash")}: {problem}");
                return 1;
            }
            var took = Stopwatch.GetElapsedTime(started);
            if (took > slowest) slowest = took;
            if (clock.Elapsed.TotalSeconds >= 30 && i % 1_000_000 == 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i:N0} …"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{executions:N0} executions from {given} seeds in {clock.Elapsed.TotalSeconds:0} s, {executions / clock.Elapsed.TotalSeconds:N0} a second; {seen.Count:N0} ways of reading seen; slowest {slowest.TotalMilliseconds:0.0} ms; no crash, no hang"));
        return 0;
    }

    static int RunRules(long executions, int seed)
    {
        var texts = new RuleTexts(seed);
        long usable = 0;
        string current = "";
        long started = Stopwatch.GetTimestamp();
        using var watchdog = new Timer(_ =>
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref started)) < Hang) return;
            Keep(System.Text.Encoding.UTF8.GetBytes(current), "hang");
            Environment.Exit(2);
        }, null, Hang, TimeSpan.FromSeconds(1));
        for (long i = 0; i < executions; i++)
        {
            current = texts.Next();
            Volatile.Write(ref started, Stopwatch.GetTimestamp());
            try
            {
                if (RuleTarget.Run(current, judge: i % 4 == 0)) usable++;
            }
            catch (Exception problem)
            {
                Console.Error.WriteLine($"{Keep(System.Text.Encoding.UTF8.GetBytes(current), "crash")}: {problem}");
                return 1;
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{executions:N0} rule files, {usable:N0} of them usable; no crash, no hang"));
        return 0;
    }

    static string Keep(byte[] input, string what)
    {
        string path = Path.Combine(Path.GetTempPath(), $"fraud-{what}-{input.Length}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..12]}.bin");
        File.WriteAllBytes(path, input);
        return path;
    }
}
