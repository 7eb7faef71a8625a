using System.Numerics;
using System.Runtime.Intrinsics;
using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>What one rule set makes of each row.</summary>
sealed class Verdicts
{
    public readonly Outcome[] Outcomes = new Outcome[ColumnBatch.Capacity];
    public readonly int[] Points = new int[ColumnBatch.Capacity];
    public readonly DecisionFlags[] Flags = new DecisionFlags[ColumnBatch.Capacity];
}

/// <summary>Rules to points and outcomes: the last two stages, over the rows at work of a page. The circuit is run once for all rule sets.</summary>
sealed class Scorer(RuleProgram program, FloodGuard[] floods)
{
    /// <summary>Below this many rows the one-row kernel is cheaper than a pass over 64: 0.15 µs a row against 2.1 µs with forty rules, 0.3 against 21 with a thousand.</summary>
    readonly int _batchFrom = Kernels.Chosen == Kernel.Avx512 && program.Circuit.Count >= 1_000 ? 48 : 12;

    readonly Vector256<byte>[] _masks = new Vector256<byte>[2 * program.Circuit.Count];
    readonly Vector256<byte>[] _cuts = new Vector256<byte>[program.Circuit.Cuts];
    readonly OneRow _row = new(program.Circuit);
    readonly SetScorer[] _sets = [.. program.Sets.Select((set, i) => new SetScorer(set, program.Lanes[i], floods[i]))];

    public void Score(ColumnBatch columns, Verdicts[] verdicts)
    {
        int from = columns.From, to = columns.Rows;
        for (int i = 0; i < _sets.Length; i++) _sets[i].Begin(from, to);
        if (to - from >= _batchFrom)
        {
            program.Circuit.Compare(columns, _cuts, from, to);
            program.Circuit.RunBatch(_cuts, _masks);
            for (int i = 0; i < _sets.Length; i++) _sets[i].Take(columns, _masks, verdicts[i]);
        }
        else
        {
            for (int row = from; row < to; row++)
            {
                _row.Begin(columns, row);
                for (int i = 0; i < _sets.Length; i++) _sets[i].Take(columns, row, _row, verdicts[i]);
            }
        }
        for (int i = 0; i < _sets.Length; i++) _sets[i].Decide(verdicts[i], from, to);
    }
}

/// <summary>Gates of one row, each computed when it is asked for: of a thousand rules a row needs the conditions of those that fire.</summary>
sealed class OneRow(Circuit circuit)
{
    readonly byte[] _state = new byte[circuit.Count];
    ColumnBatch _columns = null!;
    int _index;
    bool _asked;

    public void Begin(ColumnBatch columns, int row) => (_columns, _index, _asked) = (columns, row, false);

    public bool Is(int gate)
    {
        if (circuit.Gates[gate].Kind == GateKind.True) return true;
        if (!_asked) Array.Fill(_state, Circuit.IsOpen);
        _asked = true;
        return circuit.Ask(_columns, _index, _state, gate) == Circuit.IsTrue;
    }
}

/// <summary>Sums the points of one rule set. Whole numbers, capped per family, so that no order of rules matters.</summary>
sealed class SetScorer(RuleSet set, RuleLanes lanes, FloodGuard floods)
{
    /// <summary>The scale of points ends here (typologies, section 3).</summary>
    const int MaxPoints = 100;

    const int NotForced = -1;

    readonly byte[] _numbers = new byte[RuleLanes.MostColumns];
    readonly ulong[] _lanes = new ulong[lanes.Words];
    readonly long[] _taken = new long[set.Rules.Length];
    long _stamp;
    readonly int _families = Math.Max(1, set.Families.Length);
    readonly bool _hasAlerts = set.HasAlerts, _hasFloods = set.Floods > 0, _hasForces = set.Forces.Length > 0;
    readonly int[] _points = new int[Math.Max(1, set.Families.Length) * ColumnBatch.Capacity];
    readonly int[] _blocking = set.HasAlerts ? new int[Math.Max(1, set.Families.Length) * ColumnBatch.Capacity] : []; // points that count towards a hold
    readonly (bool Fresh, bool Enough)[] _alerts = set.Floods > 0 ? new (bool, bool)[ColumnBatch.Capacity] : [];
    readonly int[] _forced = set.Forces.Length > 0 ? new int[ColumnBatch.Capacity] : [];

    public void Begin(int from, int to)
    {
        Array.Clear(_points, from * _families, (to - from) * _families);
        if (_hasAlerts) Array.Clear(_blocking, from * _families, (to - from) * _families);
        if (_hasFloods) Array.Clear(_alerts, from, to - from);
        if (_hasForces) Array.Fill(_forced, NotForced, from, to - from);
    }

    /// <summary>Takes the masks of all rows at work.</summary>
    public void Take(ColumnBatch columns, Vector256<byte>[] masks, Verdicts verdicts)
    {
        foreach (var rule in set.Rules)
        {
            var fires = masks[2 * rule.Fires].AsUInt64();
            if (fires == Vector256<ulong>.Zero || rule.Mode == RuleMode.Shadow) continue;
            for (int word = 0; word < 4; word++)
            {
                for (ulong bits = fires.GetElement(word); bits != 0; bits &= bits - 1)
                {
                    int row = word * 64 + BitOperations.TrailingZeroCount(bits);
                    if (row < columns.From || row >= columns.Rows) continue;
                    ulong bit = bits & (0 - bits);
                    if (rule.Snoozed >= 0 && IsSet(masks, rule.Snoozed, word, bit)) continue;
                    int points = 0;
                    foreach (var tier in rule.Tiers)
                        if (IsSet(masks, tier.Gate, word, bit)) points = tier.Points;
                    Hit(columns, verdicts, row, rule, points, rule.Hard != Outcome.Pass && IsSet(masks, rule.HardGate, word, bit));
                }
            }
        }
        foreach (var force in set.Forces)
        {
            var applies = masks[2 * force.Gate].AsUInt64();
            for (int row = columns.From; row < columns.Rows; row++)
                if ((applies.GetElement(row / 64) >> row % 64 & 1) != 0) Force(row, force.Outcome);
        }
    }

    static bool IsSet(Vector256<byte>[] masks, int gate, int word, ulong bit) => (masks[2 * gate].AsUInt64().GetElement(word) & bit) != 0;

    /// <summary>Takes one row.</summary>
    public void Take(ColumnBatch columns, int row, OneRow gates, Verdicts verdicts)
    {
        lanes.Run(columns, row, _numbers, _lanes);
        _stamp++;
        for (int word = 0; word < _lanes.Length; word++)
        {
            for (ulong bits = _lanes[word]; bits != 0; bits &= bits - 1)
            {
                int rule = lanes.RuleOf(word * 64 + BitOperations.TrailingZeroCount(bits));
                // A rule of several alternatives may have several lanes.
                if (_taken[rule] == _stamp) continue;
                _taken[rule] = _stamp;
                Take(columns, row, set.Rules[rule], gates, verdicts);
            }
        }
        foreach (var (rule, gate) in lanes.Rest)
            if (gates.Is(gate)) Take(columns, row, set.Rules[rule], gates, verdicts);
        foreach (var force in set.Forces)
            if (gates.Is(force.Gate)) Force(row, force.Outcome);
    }

    /// <summary>Takes one row of which every gate is known.</summary>
    public void Take(ColumnBatch columns, int row, byte[] state, Verdicts verdicts)
    {
        foreach (var rule in set.Rules)
        {
            if (state[rule.Fires] == Circuit.IsTrue && Counts(rule, state))
                Hit(columns, verdicts, row, rule, PointsOf(rule, state), rule.Hard != Outcome.Pass && state[rule.HardGate] == Circuit.IsTrue);
        }
        foreach (var force in set.Forces)
            if (state[force.Gate] == Circuit.IsTrue) Force(row, force.Outcome);
    }

    void Take(ColumnBatch columns, int row, CompiledRule rule, OneRow gates, Verdicts verdicts)
    {
        if (rule.Mode == RuleMode.Shadow || rule.Snoozed >= 0 && gates.Is(rule.Snoozed)) return;
        int points = 0;
        foreach (var tier in rule.Tiers)
            if (gates.Is(tier.Gate)) points = tier.Points;
        Hit(columns, verdicts, row, rule, points, rule.Hard != Outcome.Pass && gates.Is(rule.HardGate));
    }

    /// <summary>Whether a rule that fires counts: it is not in shadow and not snoozed.</summary>
    public static bool Counts(CompiledRule rule, byte[] state) => rule.Mode != RuleMode.Shadow && !(rule.Snoozed >= 0 && state[rule.Snoozed] == Circuit.IsTrue);

    /// <summary>The points of a rule that fires: those of the last tier that holds.</summary>
    public static int PointsOf(CompiledRule rule, byte[] state)
    {
        int points = 0;
        foreach (var tier in rule.Tiers)
            if (state[tier.Gate] == Circuit.IsTrue) points = tier.Points;
        return points;
    }

    void Hit(ColumnBatch columns, Verdicts verdicts, int row, CompiledRule rule, int points, bool hard)
    {
        // Other rules would judge the booking of an order as if it were one.
        if (columns.Booking[row] && !rule.OfBookings) return;
        _points[row * _families + rule.Family] += points;
        if (_hasAlerts && rule.Mode == RuleMode.Block) _blocking[row * _families + rule.Family] += points;
        // What is a test or a repeat alerts nobody anew.
        if (_hasFloods && !columns.Duplicate[row])
        {
            long key = rule.Flood is null ? ColumnBatch.Unknown : columns.Values[rule.Flood.KeyColumn * ColumnBatch.Stride + row];
            if (key != ColumnBatch.Unknown && floods.IsEnough(rule.Flood!, key, columns.Ticks[row])) _alerts[row].Enough = true;
            else _alerts[row].Fresh = true;
        }
        if (!hard) return;
        verdicts.Flags[row] |= DecisionFlags.Hard;
        var least = rule.Mode == RuleMode.Alert ? Outcome.Review : rule.Hard;
        if (least > verdicts.Outcomes[row]) verdicts.Outcomes[row] = least;
    }

    // Of several the gravest: whoever forces a hold did not mean another's pass to undo it.
    void Force(int row, Outcome outcome) => _forced[row] = Math.Max(_forced[row], (int)outcome);

    public void Decide(Verdicts verdicts, int from, int to)
    {
        for (int row = from; row < to; row++)
        {
            var least = verdicts.Outcomes[row]; // by hard rules, and of what could not be read
            int total = Total(_points, row), blocking = _hasAlerts ? Total(_blocking, row) : total;
            verdicts.Points[row] = total;
            var outcome = OutcomeOf(set, total, blocking);
            if (outcome > least) verdicts.Outcomes[row] = outcome;
            if (_hasFloods && _alerts[row] is (false, true)) verdicts.Flags[row] |= DecisionFlags.Flooded;
            if (!_hasForces || _forced[row] == NotForced) continue;
            verdicts.Flags[row] |= DecisionFlags.Overridden;
            // What could not be read is not what the override was given for, and no allowance beats a block (typologies, L01).
            verdicts.Outcomes[row] = (Outcome)Math.Max(_forced[row], (int)least);
        }
    }

    int Total(int[] points, int row)
    {
        int total = 0;
        for (int f = 0; f < set.Families.Length; f++) total += Math.Min(points[row * _families + f], set.Families[f].Cap);
        return Math.Min(total, MaxPoints);
    }

    /// <summary>All points bring a review; only those of blocking rules a hold.</summary>
    public static Outcome OutcomeOf(RuleSet set, int total, int blocking)
        => blocking >= set.RejectAt ? Outcome.Reject : blocking >= set.HoldAt ? Outcome.Hold : total >= set.ReviewAt ? Outcome.Review : Outcome.Pass;
}
