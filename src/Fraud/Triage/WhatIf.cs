using Fraud.Profiles;
using Fraud.Rules.Planning;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>
/// A decision's row apart from its page, to be judged again with other values. Calculations and rules follow a value that is changed, by the same operations and the same scorer;
/// what profiles answered stays as it was read.
/// </summary>
sealed class WhatIf
{
    readonly ColumnBatch _columns;
    readonly SetScorer _scorer;
    readonly Verdicts _verdicts = new();
    readonly DecisionFlags _flags;
    readonly Outcome _least;
    readonly long[] _values;
    readonly UnknownReason[] _why;
    readonly byte[] _state;

    public WhatIf(DecisionPage page, int row, DecisionFlags flags)
    {
        Program = page.Program;
        _columns = Program.NewBatch();
        // Whether a key had its alerts does not change an outcome, and is the engine's to count.
        _scorer = new SetScorer(Program.Sets[0], Program.Lanes[0], new FloodGuard(Program.Sets[0].Floods));
        _flags = flags & DecisionFlags.Unreadable;
        _least = _flags != 0 ? Outcome.Review : Outcome.Pass;
        (_values, _why, _state) = (new long[Program.Columns], new UnknownReason[Program.Columns], new byte[Program.Circuit.Count]);
        for (int c = 0; c < Program.Columns; c++) (_values[c], _why[c]) = (page.Columns.Values[c * ColumnBatch.Stride + row], page.Columns.WhyAt(c, row));
        (_columns.From, _columns.Rows) = (0, 1);
        _columns.Ticks[0] = page.Columns.Ticks[row];
        Restore();
        RunCircuit();
        Fired = [.. Program.Rules.Where(rule => _state[rule.Fires] == Circuit.IsTrue && SetScorer.Counts(rule, _state))];
    }

    public RuleProgram Program { get; }
    /// <summary>The rules that fire and count on the row as it was.</summary>
    public IReadOnlyList<CompiledRule> Fired { get; }
    public long Ticks => _columns.Ticks[0];

    /// <summary>The value as it was read.</summary>
    public long Was(int column) => _values[column];
    public UnknownReason Why(int column) => _why[column];

    /// <summary>The value as it now stands.</summary>
    public long this[int column]
    {
        get => _columns.Values[column * ColumnBatch.Stride];
        set => _columns.Values[column * ColumnBatch.Stride] = value;
    }

    public void Restore()
    {
        for (int c = 0; c < _values.Length; c++) Restore(c);
    }

    public void Restore(int column)
    {
        this[column] = _values[column];
        _columns.SetWhy(column, 0, _why[column]);
    }

    public void Run(IReadOnlyList<ColumnOp> operations)
    {
        foreach (var operation in operations) operation.Run(_columns, 0, 1);
    }

    /// <summary>The state of every gate, valid until the next call.</summary>
    public byte[] RunCircuit()
    {
        Program.Circuit.RunRow(_columns, 0, _state);
        return _state;
    }

    /// <summary>Outcome and points by the values as they stand.</summary>
    public Verdict Judge()
    {
        RunCircuit();
        bool judged = true;
        foreach (var rule in Fired) judged &= _state[rule.Fires] != Circuit.IsUnknown;
        return Score() with { IsJudged = judged };
    }

    /// <summary>Outcome and points if what these gates ask were false.</summary>
    public Verdict JudgeWithout(ReadOnlySpan<int> gates)
    {
        Program.Circuit.RunWithout(RunCircuit(), gates);
        return Score();
    }

    Verdict Score()
    {
        (_verdicts.Outcomes[0], _verdicts.Flags[0]) = (_least, _flags);
        _scorer.Begin(0, 1);
        _scorer.Take(_columns, 0, _state, _verdicts);
        _scorer.Decide(_verdicts, 0, 1);
        return new Verdict(_verdicts.Outcomes[0], _verdicts.Points[0]);
    }
}

/// <summary>Outcome and points of a row with another value.</summary>
/// <param name="Outcome">What the scorer decides.</param>
/// <param name="Points">Its points.</param>
/// <param name="IsJudged">Whether every rule that fired can still be judged: less history would turn any novelty into a cold start, and that is no way to pass.</param>
readonly record struct Verdict(Outcome Outcome, int Points, bool IsJudged = true);
