using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Facts;
using Fraud.Rules.Program;
using Fraud.Triage;
using RulesEngine.Models;

namespace Fraud.Comparisons;

/// <summary>
/// A hundred rules over the same transfers in Microsoft RulesEngine and in our language: both must fire alike, then each is timed in turn, best of many short rounds.
/// Exits 1 when they differ or ours is less than 200 times as fast.
/// </summary>
static class RuleComparison
{
    const int Rules = 100, Rows = ColumnBatch.Capacity, LeastRatio = 200;

    public static int Run(string[] args)
    {
        int rounds = args.Contains("--short") ? 200 : 2_000;
        var (pack, lambdas) = RuleSet.Make(Rules, 1);
        var policy = Policy.Parse(new Dictionary<string, string> { ["comparison.rules"] = pack });
        if (!policy.IsUsable) throw new InvalidOperationException(string.Join("\n", policy.Diagnostics));
        var hasher = new KeyHasher(new byte[16]);
        var program = RuleProgram.Compile(policy.Pack!, hasher, policy.Hash);
        var page = new DecisionPage(program, policy.Reference, new Scorer(program, [new FloodGuard(0)]), 1);
        var facts = new FactWriter(program, policy.Reference, hasher);
        var transfers = Traffic.Make(Rows, 2);
        for (int row = 0; row < Rows; row++)
        {
            page.Fields[row] = transfers.FieldsOf(row);
            page.Messages[row] = transfers.Texts;
            page.Columns.Ticks[row] = transfers.TimeOf(row).UtcTicks;
        }
        void Describe(int from, int to)
        {
            (page.Columns.From, page.Columns.Rows) = (from, to);
            facts.Write(page.Columns, page.Fields, page.Messages, page.Arena);
            foreach (var op in program.Ops[0]) op.Run(page.Columns, from, to);
        }
        void Score(int from, int to)
        {
            (page.Columns.From, page.Columns.Rows) = (from, to);
            Array.Clear(page.Outcomes, from, to - from); // as the engine does when it admits a row
            page.Score();
        }

        Describe(0, Rows);
        object[] payments = [.. Enumerable.Range(0, Rows).Select(row => (object)Payment.Of(program, page.Columns, row))];
        var clock = Stopwatch.StartNew();
        var other = new RulesEngine.RulesEngine([new Workflow
        {
            WorkflowName = "w",
            Rules = [.. lambdas.Select((lambda, i) => new Rule { RuleName = $"R{i}", Expression = lambda, RuleExpressionType = RuleExpressionType.LambdaExpression })],
        }]);
        List<RuleResultTree> Theirs(int row) => other.ExecuteAllRulesAsync("w", payments[row]).AsTask().GetAwaiter().GetResult();
        Theirs(0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"RulesEngine {typeof(RulesEngine.RulesEngine).Assembly.GetName().Version!.ToString(3)}, first message {clock.Elapsed.TotalMilliseconds:0} ms; ours on kernel {Kernels.Chosen}"));

        int hits = 0;
        var state = new byte[program.Circuit.Count];
        for (int row = 0; row < Rows; row++)
        {
            var results = Theirs(row);
            program.Circuit.RunRow(page.Columns, row, state);
            int fired = 0;
            for (int i = 0; i < Rules; i++)
            {
                bool ours = state[program.Rules[i].Fires] == Circuit.IsTrue;
                if (ours != results[i].IsSuccess) return Differ($"rule {i} on message {row}: ours {ours}, theirs {results[i].IsSuccess} {results[i].ExceptionMessage}\n{lambdas[i]}");
                if (ours) fired++;
            }
            hits += fired;
            // A point a rule: the two kernels that are timed have counted as many.
            Score(0, Rows);
            int batched = page.Points[row];
            Score(row, row + 1);
            if (batched != fired || page.Points[row] != fired) return Differ($"message {row}: {fired} rules, {batched} points in the batch, {page.Points[row]} alone");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"equal: {Rules} rules on {Rows} messages, {hits / (double)Rows:0.0} fire on one"));

        var (cuts, masks) = (new Vector256<byte>[program.Circuit.Cuts], new Vector256<byte>[2 * program.Circuit.Count]);
        var (numbers, fires) = (new byte[RuleLanes.MostColumns], new ulong[program.Lanes[0].Words]);
        if (program.Lanes[0].Rest.Length > 0) throw new InvalidOperationException("Some rules keep to their gates: the lanes alone would not be all.");
        int next = 0;
        (string Name, int Messages, Action Run)[] items =
        [
            ("RulesEngine.ExecuteAllRulesAsync", 8, () => { for (int i = 0; i < 8; i++) Theirs(next++ & 255); }),
            ("ours, batches of 256: which rules fire", Rows, () =>
            {
                program.Circuit.Compare(page.Columns, cuts, 0, Rows);
                program.Circuit.RunBatch(cuts, masks);
            }),
            ("ours, one at a time: which rules fire", 64, () => { for (int i = 0; i < 64; i++) program.Lanes[0].Run(page.Columns, next++ & 255, numbers, fires); }),
            ("ours, batches of 256: rules, points, outcome", Rows, () => Score(0, Rows)),
            ("ours, one at a time: rules, points, outcome", 64, () => { for (int i = 0; i < 64; i++, next++) Score(next & 255, (next & 255) + 1); }),
            ("ours, batches of 256, fields included", Rows, () => { Describe(0, Rows); Score(0, Rows); }),
        ];
        var best = new double[items.Length];
        var bytes = new long[items.Length];
        Array.Fill(best, double.MaxValue);
        Array.Fill(bytes, long.MaxValue);
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < items.Length; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
                items[i].Run();
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalNanoseconds / items[i].Messages);
                bytes[i] = Math.Min(bytes[i], (GC.GetAllocatedBytesForCurrentThread() - before) / items[i].Messages);
            }
            // The optimising compiler works beside us.
            if (round % 50 == 0) Thread.Sleep(5);
        }
        for (int i = 0; i < items.Length; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{items[i].Name,-46} {best[i],10:#,##0.0} ns {bytes[i],8:#,##0} B per message   1 : {best[0] / best[i]:#,##0}"));
        bool enough = best[0] >= LeastRatio * best[1] && best[0] >= LeastRatio * best[2];
        Console.WriteLine(enough ? $"at least {LeastRatio} times as fast in batches and one at a time" : $"less than {LeastRatio} times as fast");
        return enough ? 0 : 1;
    }

    static int Differ(string what)
    {
        Console.WriteLine($"the two engines differ: {what}");
        return 1;
    }
}
