using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Benchmarks;

/// <summary>
/// <c>rules</c>: the rules' kernels side by side, each the best of many short rounds, taken in turn, so that a busy machine disturbs all alike: per rule and row, for a thousand synthetic
/// rules beside a plain loop, and for the institution pack.
/// </summary>
static class RuleReport
{
    const int Rounds = 3_000;

    public static int Run()
    {
        var thousand = new ThousandRuleBenchmarks();
        thousand.Setup();
        Console.WriteLine("A thousand rules, ns per rule and row");
        Measure(ThousandRuleBenchmarks.Rules, [("plain loop", 1, () => thousand.PlainLoop()), .. Of(thousand.Program, thousand.Columns256)]);
        var institution = new RuleBenchmarks();
        institution.Setup();
        Console.WriteLine($"The institution pack, {institution.Rules} rules ({institution.Program.Lanes[0].Rest.Length} by gates), ns per row");
        Measure(1, [.. Of(institution.Program, institution.Columns256)]);
        return 0;
    }

    static IEnumerable<(string, int, Action)> Of(RuleProgram program, ColumnBatch batch)
    {
        var cuts = new Vector256<byte>[program.Circuit.Cuts];
        var masks = new Vector256<byte>[2 * program.Circuit.Count];
        var (state, numbers, fired) = (new byte[program.Circuit.Count], new byte[RuleLanes.MostColumns], new ulong[program.Lanes[0].Words]);
        int row = 0;
        foreach (var kernel in Enum.GetValues<Kernel>().Where(Kernels.IsAvailable))
        {
            foreach (int rows in (int[])[256, 64])
            {
                yield return ($"{kernel}, {rows} rows, comparing", rows, () => program.Circuit.Compare(batch, cuts, 0, rows, kernel));
                yield return ($"{kernel}, {rows} rows, all", rows, () =>
                {
                    program.Circuit.Compare(batch, cuts, 0, rows, kernel);
                    program.Circuit.RunBatch(cuts, masks, kernel);
                });
            }
            yield return ($"{kernel}, one row", 1, () => program.Lanes[0].Run(batch, row = row + 1 & 255, numbers, fired, kernel));
        }
        yield return ("as chosen, 256 rows, all", 256, () =>
        {
            program.Circuit.Compare(batch, cuts, 0, 256);
            program.Circuit.RunBatch(cuts, masks);
        });
        yield return ("as chosen, one row", 1, () => program.Lanes[0].Run(batch, row = row + 1 & 255, numbers, fired));
        yield return ("one row by gates", 1, () => program.Circuit.RunRow(batch, row = row + 1 & 255, state));
    }

    static void Measure(int rules, (string Name, int Rows, Action Run)[] items)
    {
        var best = new double[items.Length];
        Array.Fill(best, double.MaxValue);
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < items.Length; i++)
            {
                // Some microseconds: short enough to fall between two interruptions.
                int calls = items[i].Rows == 1 ? 4 : 1;
                long start = Stopwatch.GetTimestamp();
                for (int c = 0; c < calls; c++) items[i].Run();
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalNanoseconds / (calls * items[i].Rows * rules));
            }
            // The optimising compiler works beside us.
            if (round % 100 == 0) Thread.Sleep(5);
        }
        for (int i = 0; i < items.Length; i++) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {items[i].Name,-32} {best[i],10:0.000}   {best[i] / best[0],8:0.000} of the first"));
    }
}
