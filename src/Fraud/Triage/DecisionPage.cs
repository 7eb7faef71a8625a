using System.Runtime.Intrinsics;
using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>
/// Up to 256 messages on their way through the stages, and afterwards what is needed to explain them. An engine reuses its pages;
/// <see cref="Generation"/> rises with each reuse, so that a stale decision can tell.
/// </summary>
sealed class DecisionPage(RuleProgram program, ReferenceData reference)
{
    public readonly RuleProgram Program = program;
    public readonly ReferenceData Reference = reference;
    public readonly ColumnBatch Columns = program.NewBatch();
    public readonly TransferFields[] Fields = new TransferFields[ColumnBatch.Capacity];
    public readonly ReadOnlyMemory<byte>[] Messages = new ReadOnlyMemory<byte>[ColumnBatch.Capacity];
    public readonly TextArena Arena = new();
    public readonly long[] Ids = new long[ColumnBatch.Capacity];
    public readonly Outcome[] Outcomes = new Outcome[ColumnBatch.Capacity];
    public readonly int[] Points = new int[ColumnBatch.Capacity];
    public readonly DecisionFlags[] Flags = new DecisionFlags[ColumnBatch.Capacity];

    readonly Scorer _scorer = new(program);

    public int Generation { get; private set; }

    public void Reset()
    {
        Generation++;
        Arena.Clear();
        Columns.From = Columns.Rows = 0;
    }

    /// <summary>Rules and points for the rows at work.</summary>
    public void Score() => _scorer.Score(this);

    public Explanation Explain(in Decision decision, int row) => new Explainer(this, row).Explain(decision);
}

/// <summary>Rules to points and outcomes: the last two stages, over the rows at work of a page.</summary>
sealed class Scorer(RuleProgram program)
{
    /// <summary>Below this many rows the one-row kernel is cheaper than a pass over all 256.</summary>
    const int BatchFrom = 12;

    /// <summary>The scale of points ends here (typologies, section 3).</summary>
    const int MaxPoints = 100;

    readonly Vector256<byte>[] _masks = new Vector256<byte>[2 * program.Circuit.Count];
    readonly Vector256<byte>[] _cuts = new Vector256<byte>[program.Circuit.Cuts];
    readonly byte[] _state = new byte[program.Circuit.Count];
    readonly int[] _familyPoints = new int[Math.Max(1, program.Families.Length) * ColumnBatch.Capacity];

    public void Score(DecisionPage page)
    {
        int from = page.Columns.From, to = page.Columns.Rows;
        int families = program.Families.Length;
        Array.Clear(_familyPoints, from * families, (to - from) * families);
        if (to - from >= BatchFrom) RunBatch(page, from, to);
        else
        {
            for (int row = from; row < to; row++) RunRow(page, row);
        }
        for (int row = from; row < to; row++) Decide(page, row);
    }

    void RunBatch(DecisionPage page, int from, int to)
    {
        program.Circuit.Compare(page.Columns, _cuts, from, to);
        program.Circuit.RunBatch(_cuts, _masks);
        foreach (var rule in program.Rules)
        {
            var fires = _masks[2 * rule.Fires].AsUInt64();
            if (fires == Vector256<ulong>.Zero) continue;
            for (int word = 0; word < 4; word++)
            {
                for (ulong bits = fires.GetElement(word); bits != 0; bits &= bits - 1)
                {
                    int row = word * 64 + System.Numerics.BitOperations.TrailingZeroCount(bits);
                    if (row < from || row >= to) continue;
                    int points = 0;
                    foreach (var tier in rule.Tiers)
                        if ((_masks[2 * tier.Gate].AsUInt64().GetElement(word) & bits & (0 - bits)) != 0) points = tier.Points;
                    Hit(page, row, rule, points);
                }
            }
        }
    }

    void RunRow(DecisionPage page, int row)
    {
        program.Circuit.RunRow(page.Columns, row, _state);
        foreach (var rule in program.Rules)
            if (_state[rule.Fires] == Circuit.IsTrue) Hit(page, row, rule, PointsOf(rule, _state));
    }

    /// <summary>The points of a rule that fires: those of the last tier that holds.</summary>
    public static int PointsOf(CompiledRule rule, byte[] state)
    {
        int points = 0;
        foreach (var tier in rule.Tiers)
            if (state[tier.Gate] == Circuit.IsTrue) points = tier.Points;
        return points;
    }

    void Hit(DecisionPage page, int row, CompiledRule rule, int points)
    {
        // Other rules would judge the booking of an order as if it were one.
        if (page.Fields[row].Booking != Booking.None && !rule.OfBookings) return;
        _familyPoints[row * program.Families.Length + rule.Family] += points;
        if (rule.Hard == Outcome.Pass) return;
        page.Flags[row] |= DecisionFlags.Hard;
        if (rule.Hard > page.Outcomes[row]) page.Outcomes[row] = rule.Hard;
    }

    void Decide(DecisionPage page, int row)
    {
        int total = 0;
        for (int f = 0; f < program.Families.Length; f++)
            total += Math.Min(_familyPoints[row * program.Families.Length + f], program.Families[f].Cap);
        total = Math.Min(total, MaxPoints);
        var outcome = total >= program.RejectAt ? Outcome.Reject : total >= program.HoldAt ? Outcome.Hold : total >= program.ReviewAt ? Outcome.Review : Outcome.Pass;
        page.Points[row] = total;
        if (outcome > page.Outcomes[row]) page.Outcomes[row] = outcome;
    }
}
