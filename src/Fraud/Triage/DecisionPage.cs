using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>
/// Up to 256 messages on their way through the stages, and afterwards what is needed to explain them. An engine reuses its pages;
/// <see cref="Generation"/> rises with each reuse, so that a stale decision can tell.
/// </summary>
sealed class DecisionPage(RuleProgram program, ReferenceData reference, Scorer scorer, int policyGeneration, ModelStage? models = null)
{
    public readonly RuleProgram Program = program;
    public readonly ReferenceData Reference = reference;
    public readonly ColumnBatch Columns = program.NewBatch();
    public readonly TransferFields[] Fields = new TransferFields[ColumnBatch.Capacity];
    public readonly ReadOnlyMemory<byte>[] Messages = new ReadOnlyMemory<byte>[ColumnBatch.Capacity];
    public readonly TextArena Arena = new();
    public readonly long[] Ids = new long[ColumnBatch.Capacity];

    /// <summary>What each rule set makes of the rows; the first decides.</summary>
    public readonly Verdicts[] Verdicts = [.. program.Sets.Select(_ => new Verdicts())];

    /// <summary>What judges it beside the rules; null of a page that no engine has made.</summary>
    public readonly ModelStage? Models = models;

    /// <summary>What the model makes of the rows; null without one.</summary>
    public readonly ModelScores? Champion = models?.Champion is null ? null : new ModelScores();

    /// <summary>What those beside it make of them.</summary>
    public readonly ModelScores[] Challengers = [.. (models?.Challengers ?? []).Select(_ => new ModelScores())];

    public Outcome[] Outcomes => Verdicts[0].Outcomes;
    public int[] Points => Verdicts[0].Points;
    public DecisionFlags[] Flags => Verdicts[0].Flags;

    /// <summary>Which of the engine's policies judges the page: 1, and one more with each reload.</summary>
    public readonly int PolicyGeneration = policyGeneration;

    public int Generation { get; private set; }

    public void Reset()
    {
        Generation++;
        Arena.Clear();
        Columns.From = Columns.Rows = 0;
    }

    /// <summary>Rules and points for the rows at work.</summary>
    public void Score() => scorer.Score(Columns, Verdicts);

    public Explanation Explain(in Decision decision, int row) => new Explainer(this, row).Explain(decision);

    public Explanation ExplainInDepth(in Decision decision, int row) => new DepthExplainer(this, row).Explain(decision);
}
