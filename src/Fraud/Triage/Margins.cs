using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>
/// How far a comparison of quantities was from being otherwise. A rule is a near miss when it did not fire, could be judged, and would have fired were exactly one such comparison
/// different; a yes or no and a class have no margin.
/// </summary>
sealed class Margins(WhatIf row, ValueNames names)
{
    const int Shown = 10;

    /// <summary>One comparison: a value, what it is compared with, and by how much of that it lies on this side.</summary>
    readonly record struct Comparison(string Name, string Value, string Threshold, string Margin, double Relative);

    public List<RuleHit> NearMisses()
    {
        byte[] state = [.. row.RunCircuit()];
        var found = new List<(RuleHit Hit, double Relative)>();
        foreach (var rule in row.Program.Rules)
        {
            if (state[rule.Fires] != Circuit.IsFalse || !SetScorer.Counts(rule, state)) continue;
            var conditions = new SortedSet<int>();
            row.Program.Circuit.AddConditions(rule.Given, conditions);
            row.Program.Circuit.AddConditions(rule.When, conditions);
            (RuleHit Hit, double Relative)? best = null;
            foreach (int condition in conditions)
            {
                if (Otherwise(condition) is not { } edge) continue;
                int column = row.Program.Circuit.ColumnOf(condition);
                row[column] = edge;
                byte[] then = row.RunCircuit();
                int points = SetScorer.PointsOf(rule, then);
                bool fires = then[rule.Fires] == Circuit.IsTrue && (points > 0 || rule.Hard != Outcome.Pass);
                row.Restore(column);
                if (!fires || Compare(condition, edge) is not { } c || best is { } nearer && nearer.Relative <= c.Relative) continue;
                string share = ValueText.Share(c.Relative);
                best = (new RuleHit(rule.Id, rule.Name, row.Program.Families[rule.Family].Name, points, $"{c.Name} was {c.Value}; {c.Threshold} would have fired it ({c.Margin}, {share} away).",
                    [new(c.Name, c.Value), new("threshold", c.Threshold), new("margin", c.Margin), new("relative margin", share)]), c.Relative);
            }
            if (best is { } miss) found.Add(miss);
        }
        return [.. found.OrderBy(miss => miss.Relative).Take(Shown).Select(miss => miss.Hit)];
    }

    /// <summary>What a fired rule compared its values with, by the column of the value: "at least 100,000.00 USD".</summary>
    public Dictionary<int, List<string>> Thresholds(CompiledRule rule)
    {
        byte[] state = row.RunCircuit();
        var conditions = new SortedSet<int>();
        row.Program.Circuit.AddConditions(rule.Given, conditions);
        row.Program.Circuit.AddConditions(rule.When, conditions);
        foreach (var tier in rule.Tiers) row.Program.Circuit.AddConditions(tier.Gate, conditions);
        var thresholds = new Dictionary<int, List<string>>();
        foreach (int condition in conditions)
        {
            if (state[condition] == Circuit.IsUnknown) continue;
            var (column, least, most) = row.Program.Circuit.BoundsOf(condition);
            if (!row.Program.Values.TryGetValue(column, out var value)) continue;
            if (IsComparison(value) is { } pair)
            {
                Add(pair.Left, Relation(pair, row.Was(column), left: true));
                Add(pair.Right, Relation(pair, row.Was(column), left: false));
            }
            else if (value.Type.IsQuantity && state[condition] == Circuit.IsTrue) Add(value, Asked(value, least, most));
        }
        return thresholds;

        void Add(Bound value, string threshold)
        {
            if (!row.Program.Names.TryGetValue(value.Key, out int column)) return;
            if (!thresholds.TryGetValue(column, out var list)) thresholds[column] = list = [];
            if (!list.Contains(threshold)) list.Add(threshold);
        }
    }

    /// <summary>The nearest value of the condition's column that would make it otherwise; null where it has no margin.</summary>
    long? Otherwise(int condition)
    {
        var (column, least, most) = row.Program.Circuit.BoundsOf(condition);
        long at = row.Was(column);
        if (at == ColumnBatch.Unknown || !row.Program.Values.TryGetValue(column, out var value)) return null;
        if (IsComparison(value) is not null) return 1 - at;
        if (!value.Type.IsQuantity) return null;
        if (at < least) return least;
        if (at > most) return most;
        bool down = least > ColumnBatch.Unknown + 1, up = most < long.MaxValue;
        return down && (!up || (Int128)at - least < (Int128)most - at) ? least - 1 : up ? most + 1 : null;
    }

    Comparison? Compare(int condition, long edge)
    {
        int column = row.Program.Circuit.ColumnOf(condition);
        long at = row.Was(column);
        var value = row.Program.Values[column];
        if (IsComparison(value) is { } pair)
        {
            // What was read against what is calculated, "orders_1h at least burst"; of two alike the right one, as rules mostly ask for more than and are turned round for it.
            bool left = pair.Right is BoundOperation && pair.Left is not BoundOperation;
            var (one, other) = left ? (pair.Left, pair.Right) : (pair.Right, pair.Left);
            if (!TryRead(one, out long x) || !TryRead(other, out long y)) return null;
            return new Comparison(names.Of(one), Text(one), Relation(pair, edge, left), names.Difference(x, y, one, one.Type), ValueNames.Distance(x, y, one.Type) / ValueNames.Units(y, one.Type));
        }
        return new Comparison(names.Of(value), Text(value), edge > at ? names.From(edge, value, value.Type) : names.UpTo(edge, value, value.Type),
            names.Difference(at, edge, value, value.Type), ValueNames.Distance(at, edge, value.Type) / ValueNames.Units(edge, value.Type));
    }

    bool TryRead(Bound value, out long read)
    {
        read = value is BoundConstant c ? c.Value : row.Program.Names.TryGetValue(value.Key, out int column) ? row.Was(column) : ColumnBatch.Unknown;
        return read != ColumnBatch.Unknown;
    }

    string Text(Bound value) => value is BoundConstant c ? ValueText.Of(c.Value, c.Type) : names.Was(value);

    string Asked(Bound value, long least, long most) => (least > ColumnBatch.Unknown + 1, most < long.MaxValue) switch
    {
        (true, true) when least == most => ValueText.Of(least, value.Type),
        (true, true) => $"{ValueText.Of(least, value.Type)} to {ValueText.Of(most, value.Type)}",
        (true, _) => names.From(least, value, value.Type),
        _ => names.UpTo(most, value, value.Type),
    };

    /// <summary>Two values that are both calculated or read are compared in a column of their own.</summary>
    static (Operation Operation, Bound Left, Bound Right)? IsComparison(Bound value)
        => value is BoundOperation { Operation: Operation.Less or Operation.LessOrEqual or Operation.Equal } o && o.Arguments[0].Type.IsQuantity ? (o.Operation, o.Arguments[0], o.Arguments[1]) : null;

    /// <summary>How one side stands to the other when the comparison holds (1) or not (0): "over own_max × 1.5 = 12.00 USD".</summary>
    string Relation((Operation Operation, Bound Left, Bound Right) pair, long holds, bool left)
    {
        var other = left ? pair.Right : pair.Left;
        string relation = (pair.Operation, holds == 1, left) switch
        {
            (Operation.Equal, true, _) => "equal to",
            (Operation.Equal, false, _) => "not",
            (Operation.Less, true, true) or (Operation.LessOrEqual, false, false) => "under",
            (Operation.Less, true, false) or (Operation.LessOrEqual, false, true) => "over",
            (Operation.LessOrEqual, true, true) or (Operation.Less, false, false) => "at most",
            _ => "at least",
        };
        return other is BoundConstant ? $"{relation} {Text(other)}" : $"{relation} {names.Of(other)} = {Text(other)}";
    }
}
