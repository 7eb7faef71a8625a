using System.Globalization;
using Fraud.Profiles;
using Fraud.Rules.Planning;
using Fraud.Rules.Program;
using Fraud.Triage;

namespace Fraud.Cli.Commands;

/// <summary>Prints the plan of a policy, and holds it against a budget.</summary>
sealed record PlanRequest(bool IsWanted, long? MaxNanoseconds, int? MaxBytesPerKey)
{
    /// <summary>Whether the policy keeps to the budget; one with errors has no plan.</summary>
    public bool Print(ToolConsole console, Policy policy)
    {
        if (policy.Pack is not { } pack || !IsWanted && MaxNanoseconds is null && MaxBytesPerKey is null) return true;
        var plan = ExecutionPlan.Of([pack], RuleProgram.Compile(pack, new KeyHasher(new byte[16]), policy.Hash));
        if (IsWanted) Print(console.Text, plan);
        if (plan.Exceeds(MaxNanoseconds, MaxBytesPerKey) is not { } excess) return true;
        console.Text.WriteLine($"error: {excess}");
        return false;
    }

    static void Print(TextWriter text, ExecutionPlan plan)
    {
        void Line(FormattableString line) => text.WriteLine(line.ToString(CultureInfo.InvariantCulture).TrimEnd());
        int width = Math.Max(4, plan.Tables.Max(t => (int?)t.Name.Length) ?? 0), inner = plan.Tables.SelectMany(t => t.Aggregates).Select(a => a.Text.Length).DefaultIfEmpty().Max();
        inner = Math.Min(inner, 96);
        text.WriteLine($"{"keys".PadRight(width)}  aggregates  strata  B a key  B an event  B grown to  lines      ns");
        foreach (var t in plan.Tables)
            Line($"{t.Name.PadRight(width)}  {t.Aggregates.Count,10}  {string.Join(' ', t.Strata),6}  {t.RecordBytes,7:#,##0}  {t.BytesPerEvent,10:#,##0}  {t.GrownBytes,10:#,##0}  {t.Lines,5}  {t.Nanoseconds,6:#,##0}");
        Line($"{"all".PadRight(width)}  {plan.Tables.Sum(t => t.Aggregates.Count),10}  {plan.Strata,6}  {plan.BytesPerKey,7:#,##0}  {plan.Tables.Sum(t => t.BytesPerEvent),10:#,##0}  {plan.Tables.Sum(t => t.GrownBytes),10:#,##0}  {plan.Tables.Sum(t => t.Lines),5}  {plan.Tables.Sum(t => t.Nanoseconds),6:#,##0}");
        foreach (var t in plan.Tables)
        {
            text.WriteLine();
            text.WriteLine($"by {t.Name}");
            foreach (var a in t.Aggregates)
                Line($"  {a.Nanoseconds,5:#,##0} ns  {a.Text.PadRight(inner)}  {(a.Rules.Count == 0 ? "unused by any active rule" : string.Join(' ', a.Rules))}");
        }
        int shared = plan.Tables.SelectMany(t => t.Aggregates).Count(a => a.Rules.Count > 1), unused = plan.Tables.SelectMany(t => t.Aggregates).Count(a => a.Rules.Count == 0);
        text.WriteLine();
        Line($"{plan.Program.Columns:#,##0} columns, {plan.Operations:#,##0} calculations, {plan.Program.Circuit.Cuts - 1:#,##0} comparisons, {plan.Program.Circuit.Count:#,##0} gates; {shared} aggregates shared by several rules{(unused > 0 ? $", {unused} unused by any active rule" : "")}");
        if (plan.Program.LabelledColumns is { Length: > 0 } labelled) Line($"labels: {LabelLedger.BytesOf(labelled.Length)} B for each transfer that can be labelled");
        foreach (var g in plan.Program.Graphs) Line($"a graph of {g.Name}: {g.Queries.Count} questions of at most {FlowGraph.Budget} looks each, {CostModel.FlowBytes} B an account");
        Line($"a message at worst: {CostModel.Message:#,##0} ns to read it and to decide, {plan.Tables.Sum(t => t.Nanoseconds):#,##0} ns profiles, {plan.FlowNanoseconds:#,##0} ns graphs, {plan.CalculationNanoseconds:#,##0} ns calculations, {plan.CircuitNanoseconds:#,##0} ns rules: {plan.Nanoseconds:#,##0} ns");
        Line($"(estimates for one core, one message alone, histories full and nothing in a cache; records grow by events to at most {ProfileTable.LogCapacity:#,##0} a log)");
    }
}
