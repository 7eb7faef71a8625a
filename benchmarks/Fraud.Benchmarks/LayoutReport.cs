using System.Globalization;
using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Benchmarks;

/// <summary><c>layout</c>: what the institution pack is compiled to, and what a key of each of its tables costs: the record, and the bytes of every logged event.</summary>
static class LayoutReport
{
    public static int Run()
    {
        var program = RuleProgram.Compile(Policy.Institution.Pack!, new KeyHasher(new byte[16]), "");
        Print($"{program.Rules.Length} rules: {program.Columns} columns, {program.Operations.Count()} operations, {program.Circuit.Cuts} cuts, {program.Circuit.Count} gates");
        foreach (ProfileSpec table in program.Tables)
        {
            var layout = new ProfileLayout(table, ProfileTable.LogCapacity);
            Print($"{table.Name}: {layout.RecordBytes} B a key");
            foreach (StreamLayout stream in layout.Streams)
            {
                string log = stream.Log < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {stream.Stride} B an event for {TimeSpan.FromTicks(stream.Longest)}");
                Print($"    {stream.Ledger}{(stream.Where >= 0 ? " on a condition" : "")}{log}{string.Concat(stream.Fields.Select(f => $", {f.Kind}"))}");
            }
        }
        foreach (FlowSpec graph in program.Graphs)
            Print($"graph of {graph.Ledger} by {graph.Name}: an account 64 B with one transfer, to {64 + 32 * FlowGraph.Degree} B with {FlowGraph.Degree}, {graph.Queries.Count} read");
        return 0;
    }

    static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
