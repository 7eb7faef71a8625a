using Fraud.Rules.Planning;
using Fraud.Triage;

namespace Fraud;

public sealed partial class FraudEngine
{
    readonly FraudOptions _options;

    /// <summary>Refuses policies that may cost more than the host allows.</summary>
    void Demand(PolicyGeneration generation, Policy policy, IReadOnlyList<Policy> shadows)
    {
        if (_options is { CostLimitNanoseconds: null, BytesPerKeyLimit: null }) return;
        var plan = ExecutionPlan.Of([policy.Pack!, .. shadows.Select(s => s.Pack!)], generation.Program) with { ModelNanoseconds = generation.Models.All.Sum(m => m.Model.Content.Trees.Trees.Count * CostModel.Tree) };
        if (plan.Exceeds(_options.CostLimitNanoseconds, _options.BytesPerKeyLimit) is { } excess) throw new ArgumentException($"The policy exceeds its budget: {excess}.", nameof(policy));
    }
}
