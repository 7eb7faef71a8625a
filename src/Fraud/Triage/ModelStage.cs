using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Planning;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>The models of a generation: the champion, whose score decides with the rules, and those that are only watched beside it.</summary>
sealed class ModelStage
{
    readonly ColumnOp[] _after;
    readonly int _score, _lift, _percentile; // the columns that rules ask for; −1 for none

    /// <param name="champion">Null when the engine has none.</param>
    /// <param name="challengers">Scored beside it.</param>
    /// <param name="program">Has the features of all of them.</param>
    /// <param name="pack">Whose features they are.</param>
    /// <param name="before">What served before a reload.</param>
    public ModelStage(Model? champion, IReadOnlyList<Model> challengers, RuleProgram program, BoundPack pack, ModelStage? before)
    {
        _after = program.AfterModels;
        int ColumnOf(Field field) => program.Fields.GetValueOrDefault(field, -1);
        (_score, _lift, _percentile) = (ColumnOf(Vocabulary.ModelScore), ColumnOf(Vocabulary.ModelLift), ColumnOf(Vocabulary.ModelPercentile));
        List<(ServedModel Model, ModelTally? Tally)> served = [];
        if (before?.Champion is { } first) served.Add((first, null));
        for (int i = 0; i < before?.Challengers.Count; i++) served.Add((before.Challengers[i], before.Tallies[i]));
        Champion = champion is null ? null : Serve(champion).Model;
        // Tallies are of two: they go on where both do.
        bool isSameChampion = Champion is null ? before?.Champion is null : before?.Champion is { } other && IsSame(Champion.Model, other.Model);
        (ServedModel Model, ModelTally? Tally)[] beside = [.. challengers.Select(Serve)];
        Challengers = [.. beside.Select(c => c.Model)];
        Tallies = [.. beside.Select(c => new ModelTally(c.Model.Model, isSameChampion ? c.Tally : null))];

        // A model that goes on goes on with what it gave; one that is given twice counts for itself each time.
        (ServedModel Model, ModelTally? Tally) Serve(Model model)
        {
            int same = served.FindIndex(s => IsSame(s.Model.Model, model));
            if (same < 0) return (new ServedModel(model, program, pack, null), null);
            var (serving, tally) = served[same];
            served.RemoveAt(same);
            return (new ServedModel(model, program, pack, serving.Latest), tally);
        }
    }

    /// <summary>Of the same content, though read from its file anew.</summary>
    static bool IsSame(Model one, Model other) => one == other || one.Hash == other.Hash;

    public ServedModel? Champion { get; }
    public IReadOnlyList<ServedModel> Challengers { get; }
    public IReadOnlyList<ModelTally> Tallies { get; }

    public IEnumerable<ServedModel> All => Champion is null ? Challengers : Challengers.Prepend(Champion);

    /// <summary>Scores the rows [from, to), and does what is calculated from scores.</summary>
    public void Run(DecisionPage page, int from, int to)
    {
        if (Champion is not null)
        {
            Champion.Run(page, from, to, page.Champion!);
            Write(page, from, to, page.Champion!);
        }
        for (int i = 0; i < Challengers.Count; i++) Challengers[i].Run(page, from, to, page.Challengers[i]);
        foreach (var op in _after) op.Run(page.Columns, from, to);
    }

    void Write(DecisionPage page, int from, int to, ModelScores scores)
    {
        for (int row = from; row < to; row++)
        {
            double score = scores.Scores[row];
            Set(page.Columns, _score, row, score, UnknownReason.FieldAbsent);
            if (_lift >= 0) Set(page.Columns, _lift, row, Champion!.LiftOf(score), double.IsNaN(score) ? UnknownReason.FieldAbsent : UnknownReason.NoModel);
            Set(page.Columns, _percentile, row, scores.Percentiles[row], double.IsNaN(score) ? UnknownReason.FieldAbsent : UnknownReason.ColdStart);
        }
    }

    static void Set(ColumnBatch columns, int column, int row, double value, UnknownReason otherwise)
    {
        if (column < 0) return;
        if (double.IsNaN(value)) columns.SetUnknown(column, row, otherwise);
        else columns.Values[column * ColumnBatch.Stride + row] = ColumnBatch.Ordered(value);
    }

    /// <summary>Counts what the challengers made of a row beside what the champion did.</summary>
    public void Count(DecisionPage page, int row)
    {
        for (int i = 0; i < Tallies.Count; i++)
            Tallies[i].Add(page.Champion?.Percentiles[row] ?? double.NaN, page.Challengers[i].Percentiles[row]);
    }

    /// <summary>Hash of what is remembered of scores.</summary>
    public ulong StateHash()
    {
        ulong hash = 0;
        foreach (var model in All) hash = hash * 0x9E37_79B9_7F4A_7C15 ^ model.Latest.StateHash();
        return hash;
    }
}
