using System.Diagnostics;
using System.Globalization;

namespace Fraud.Benchmarks;

/// <summary>
/// <c>throughput [accounts] [messages] [--model]</c>: the whole engine with the institution pack over many live profiles, in batches of 256 and one at a time,
/// beside a plain read of the same bytes in the same minute; with a model of 500 trees too. Ratios travel between machines; nanoseconds do not.
/// </summary>
static class ThroughputReport
{
    const int Batch = 256, Rounds = 60;

    public static int Run(string[] options)
    {
        var model = options.Contains("--model") ? ModelSample.Make() : null;
        options = [.. options.Where(o => o != "--model")];
        int accounts = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 1_000_000;
        int messages = options.Length > 1 ? int.Parse(options[1], CultureInfo.InvariantCulture) : 2 * accounts;
        var traffic = new Mt103Traffic(accounts, accounts, Batch);
        using var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 32L << 30, ReserveBytes = 5L << 30, Model = model });
        var decisions = new Decision[Batch];
        var watch = Stopwatch.StartNew();
        traffic.Teach(messages, batch => engine.EvaluateBatch(batch, decisions));
        var statistics = engine.Statistics;
        Print($"{messages:N0} messages of {traffic.MeanBytes:0} B over {accounts:N0} accounts taught in {watch.Elapsed.TotalSeconds:0.0} s: {statistics.Keys:N0} keys, {statistics.ProfileBytes >> 20:N0} MiB, {statistics.Evicted:N0} evicted");

        var (floor, batched) = (new double[Rounds], new double[Rounds]);
        long sum = 0;
        for (int round = 0; round < Rounds; round++)
        {
            floor[round] = Time(watch, () => { foreach (var m in traffic.Next()) sum += Floor.Sum(m.Message.Span); });
            batched[round] = Time(watch, () => engine.EvaluateBatch(traffic.Next(), decisions));
        }
        Array.Sort(floor);
        Array.Sort(batched);
        Print($"read the bytes     min {floor[0],7:0} ns  median {floor[Rounds / 2],7:0} ns a message");
        Print($"batches of {Batch}     min {batched[0],7:0} ns  median {batched[Rounds / 2],7:0} ns a message, {1e3 / batched[Rounds / 2]:0.00} M/s, {batched[Rounds / 2] / floor[Rounds / 2]:0.0} x the read");

        var latencies = new double[200_000];
        for (int n = 0; n < latencies.Length;)
        {
            foreach (var m in traffic.Next())
            {
                if (n == latencies.Length) break;
                long start = Stopwatch.GetTimestamp();
                sum += engine.Evaluate(m.Message.Span, m.At).Points;
                latencies[n++] = (Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency;
            }
        }
        Array.Sort(latencies);
        double At(double share) => latencies[(int)(share * (latencies.Length - 1))];
        Print($"one at a time      p50 {At(.5):0} ns, p90 {At(.9):0}, p99 {At(.99):0}, p99.9 {At(.999):0}, max {At(1):0} (timer included; {sum & 1})");
        return 0;
    }

    static double Time(Stopwatch watch, Action batch)
    {
        const int Batches = 100;
        watch.Restart();
        for (int i = 0; i < Batches; i++) batch();
        return watch.Elapsed.TotalNanoseconds / (Batches * Batch);
    }

    static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
