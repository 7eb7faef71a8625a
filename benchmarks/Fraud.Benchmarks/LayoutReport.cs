using System.Globalization;
using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Benchmarks;

static class LayoutReport
{
    public static int Run()
    {
        var program = RuleProgram.Compile(Policy.Institution.Pack!, new KeyHasher(new byte[16]), "");
        Console.WriteLine($"columns {program.Columns}, strata {program.Ops.Length}, settled columns {program.SettledColumns.Length}, cuts {program.Circuit.Cuts}, gates {program.Circuit.Count}, ops {string.Join('+', program.Ops.Select(o => o.Length))}");
        foreach (var t in program.Tables)
        {
            var l = new ProfileLayout(t, 4096);
            Console.WriteLine($"{t.Name}: {l.RecordBytes} B, keys read {l.KeyColumns.Length}");
            foreach (var s in l.Streams)
                Console.WriteLine($"    {s.Ledger} where {s.Where} stratum {s.Stratum}: log {(s.Log >= 0 ? $"{s.Stride} B/event, {TimeSpan.FromTicks(s.Longest)}" : "none")}, fields {string.Join(' ', s.Fields.Select(f => f.Kind))}");
            foreach (var a in t.Aggregates) Console.WriteLine($"        {a.Kind} {a.Ledger} where {a.WhereColumn} key {a.ReadKeyColumn} val {a.ValueColumn} window {TimeSpan.FromTicks(a.WindowTicks)} stratum {a.Stratum}");
        }
        return 0;
    }
}
