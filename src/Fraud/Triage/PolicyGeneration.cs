using Fraud.Profiles;
using Fraud.Rules.Facts;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>What an engine judges by from one reload to the next. Immutable but for the scratch of its scorer and fact writer, which the engine's one thread uses.</summary>
sealed class PolicyGeneration
{
    public readonly int Number;
    public readonly RuleProgram Program;
    public readonly ReferenceData Reference;
    public readonly FactWriter Facts;
    public readonly Scorer Scorer;
    public readonly IReadOnlyList<ShadowTally> Shadows;
    public readonly ModelStage Models;

    /// <summary>Compiles a policy and those tried beside it; tables that the generation before has and this one asks anything of are kept.</summary>
    /// <exception cref="ArgumentException">A policy has errors, or a model asks for what the policy does not have.</exception>
    public PolicyGeneration(Policy policy, IReadOnlyList<Policy> shadows, Model? model, IReadOnlyList<Model> challengers, KeyHasher hasher, PolicyGeneration? before, IReadOnlyList<string> features)
    {
        Number = before is null ? 1 : before.Number + 1;
        Policy[] all = [policy, .. shadows];
        foreach (var p in all)
        {
            if (p.Pack is null) throw new ArgumentException($"The policy has errors: {p.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error)}", nameof(policy));
            if (p.Reference.Version != policy.Reference.Version)
                throw new ArgumentException("A policy is tried over the values that the deciding one reads: both need the same reference data (see Policy.With).", nameof(shadows));
        }
        if (model is not null) ServedModel.Demand(policy.Pack!, model, "The model");
        for (int i = 0; i < challengers.Count; i++) ServedModel.Demand(policy.Pack!, challengers[i], FormattableString.Invariant($"Challenger {i + 1}"));
        Reference = policy.Reference;
        string[] asked = [.. features, .. model?.Features ?? [], .. challengers.SelectMany(c => c.Features)];
        Program = RuleProgram.Compile([.. all.Select(p => (p.Pack!, p.Hash))], hasher, before?.Program, asked);
        Facts = new FactWriter(Program, Reference, hasher);
        Scorer = new Scorer(Program, [.. Program.Sets.Select(s => new FloodGuard(s.Floods))]);
        Shadows = [.. Program.Sets.Skip(1).Select(s => new ShadowTally(s.Name, s.Hash))];
        Models = new ModelStage(model, challengers, Program, policy.Pack!, before?.Models);
    }
}
