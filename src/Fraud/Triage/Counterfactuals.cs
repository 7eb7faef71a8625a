using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>
/// How a decision could have been a lower one. Over every value that a comparison of a fired rule goes back to, the nearest that brings the outcome down. How far a change goes is told
/// without units: of a quantity, the change as a share of what it was (of at least 1, 1.00 USD, an hour or one percent); of a class, a yes or no, an identity or what was not known, one step.
/// What a model says is held as it was, whatever it would say of the changed value, and the sentences tell so where a model's points count.
/// </summary>
sealed class Counterfactuals(WhatIf row, ValueNames names, Verdict was)
{
    const int ValuesShown = 5;
    /// <summary>Sets of rules tried before the greedy choice is taken: all of up to five of twenty.</summary>
    const int SetsTried = 25_000;

    /// <summary>A value and the nearest stretch that suffices.</summary>
    internal sealed record Change(FreeValue Value, long Needed, Stretch Range, Verdict Verdict, double Size);

    public List<Counterfactual> Find()
    {
        var found = new List<Counterfactual>();
        if (was.Outcome == Outcome.Pass) return found;
        var (changes, outcome) = Changes();
        if (outcome != Outcome.Pass && WithoutRules() is { } without) found.Add(without);
        found.AddRange(changes.Take(ValuesShown).Select(Describe));
        return found;
    }

    /// <summary>The nearest change of each value that reaches the lowest outcome that one value alone can reach, the smallest change first.</summary>
    internal (List<Change> Changes, Outcome Outcome) Changes()
    {
        var values = Sources().Select(column => new FreeValue(row, column)).Select(value => (Value: value, Stretches: value.Stretches())).ToList();
        for (var target = Outcome.Pass; target < was.Outcome; target++)
        {
            var changes = values.Select(v => Nearest(v.Value, v.Stretches, target)).OfType<Change>().OrderBy(c => c.Size).ToList();
            if (changes.Count > 0) return (changes, target);
        }
        return ([], was.Outcome);
    }

    /// <summary>The columns that conditions of fired rules, and of outcomes that were forced, go back to: fields and what profiles answered.</summary>
    List<int> Sources()
    {
        var conditions = new SortedSet<int>();
        foreach (var rule in row.Fired)
        {
            foreach (int gate in (ReadOnlySpan<int>)[rule.Given, rule.When, rule.HardGate]) row.Program.Circuit.AddConditions(gate, conditions);
            foreach (var tier in rule.Tiers) row.Program.Circuit.AddConditions(tier.Gate, conditions);
        }
        byte[] state = row.RunCircuit();
        foreach (var force in row.Program.Sets[0].Forces)
            if (state[force.Gate] == Circuit.IsTrue) row.Program.Circuit.AddConditions(force.Gate, conditions);
        var sources = new List<int>();
        foreach (int condition in conditions)
            if (row.Program.Values.TryGetValue(row.Program.Circuit.ColumnOf(condition), out var value)) Walk(value);
        return sources;

        void Walk(Bound value)
        {
            if (value is BoundOperation o) foreach (var argument in o.Arguments) Walk(argument);
            else if (value is BoundField or BoundAggregate or BoundFlow && value.Type.Kind != RuleKind.Name && (value as BoundField)?.Field is var field && field != Vocabulary.EventDate && !(field is not null && Vocabulary.IsOfModel(field)) && row.Program.Names[value.Key] is var column && !sources.Contains(column)) sources.Add(column);
        }
    }

    static Change? Nearest(FreeValue value, List<Stretch> stretches, Outcome target)
    {
        Change? best = null;
        for (int i = 0; i < stretches.Count; i++)
        {
            if (!Suffices(i)) continue;
            var (first, last) = (i, i);
            while (value.Type.IsQuantity && last + 1 < stretches.Count && Suffices(last + 1)) last++;
            i = last;
            long from = stretches[first].First, to = stretches[last].Last;
            // Below what it was, the upper end is the nearest; above, the lower; of what was not known, the one whose other side would not do.
            bool upper = value.Was == ColumnBatch.Unknown ? value.IsLeast(from) : to < value.Was;
            double size = Size(value, upper ? to : from);
            var verdict = stretches[upper ? last : first].Verdict;
            if (best is null || size < best.Size || size == best.Size && verdict.Points < best.Verdict.Points)
                best = new Change(value, upper ? to : from, new Stretch(from, to, verdict), verdict, size);
        }
        return best;

        bool Suffices(int i) => stretches[i].Verdict.Outcome <= target && stretches[i].Verdict.IsJudged;
    }

    static double Size(FreeValue value, long needed)
        => !value.Type.IsQuantity || value.Was == ColumnBatch.Unknown ? 1 : ValueNames.Distance(value.Was, needed, value.Type) / ValueNames.Units(value.Was, value.Type);

    Counterfactual Describe(Change change)
    {
        string name = names.Of(change.Value), before = names.Was(change.Value), needed = names.Needed(change.Value, change.Range);
        return new Counterfactual(name, before, needed, change.Verdict.Points, change.Verdict.Outcome,
            $"With {name} {needed} instead of {before}{(CountsModel ? ", and the model's score as it was," : "")} {Then(change.Verdict)}.");
    }

    /// <summary>Whether a rule that fired asks what a model says.</summary>
    bool CountsModel => row.Fired.Any(rule => rule.Reads.Any(read => row.Program.Values.TryGetValue(read.Column, out var value) && Asks(value)));

    static bool Asks(Bound value) => value is BoundField f && Vocabulary.IsOfModel(f.Field) || value is BoundOperation o && o.Arguments.Any(Asks);

    static string Then(Verdict verdict) => FormattableString.Invariant($"it would have {verdict.Outcome switch
    {
        Outcome.Pass => "passed",
        Outcome.Review => "been reviewed",
        Outcome.Hold => "been held",
        _ => "been rejected",
    }} ({verdict.Points} points)");

    /// <summary>The fewest rules whose conditions would have had to be false; what refers to them falls with them.</summary>
    Counterfactual? WithoutRules()
    {
        byte[] state = row.RunCircuit();
        var fired = row.Fired.Where(r => r.Hard != Outcome.Pass || SetScorer.PointsOf(r, state) > 0).ToArray();
        for (var target = Outcome.Pass; target < was.Outcome; target++)
        {
            if (Fewest([.. fired.Select(r => r.Fires)], target) is not { } chosen) continue;
            var rules = chosen.Select(i => fired[i]).ToList();
            var verdict = row.JudgeWithout([.. rules.Select(r => r.Fires)]);
            string ids = string.Join(", ", rules.Select(r => r.Id));
            string families = string.Join(", ", rules.Select(r => row.Program.Families[r.Family].Name).Distinct());
            return new Counterfactual(ids, "fired", "not fired", verdict.Points, verdict.Outcome,
                $"No one value would have let it pass; without {ids} ({(families.Contains(',', StringComparison.Ordinal) ? "families" : "family")} {families}) {Then(verdict)}.");
        }
        return null;
    }

    /// <summary>Indexes of the fewest gates without which the outcome is at most <paramref name="target"/>; the first such set in the order of the pack.</summary>
    int[]? Fewest(int[] gates, Outcome target)
    {
        int left = SetsTried;
        for (int size = 1; size <= gates.Length; size++)
        {
            int[] chosen = [.. Enumerable.Range(0, size)];
            do
            {
                if (left-- == 0) return Greedy(gates, target);
                if (Without(gates, chosen).Outcome <= target) return chosen;
            }
            while (Next(chosen, gates.Length));
        }
        return null;
    }

    Verdict Without(int[] gates, IEnumerable<int> chosen) => row.JudgeWithout([.. chosen.Select(i => gates[i])]);

    static bool Next(int[] chosen, int count)
    {
        int i = chosen.Length - 1;
        while (i >= 0 && chosen[i] == count - chosen.Length + i) i--;
        if (i < 0) return false;
        chosen[i]++;
        for (int j = i + 1; j < chosen.Length; j++) chosen[j] = chosen[j - 1] + 1;
        return true;
    }

    /// <summary>One after another that which takes most away; then those that were not needed are put back.</summary>
    int[]? Greedy(int[] gates, Outcome target)
    {
        var chosen = new List<int>();
        var verdict = was;
        while (verdict.Outcome > target)
        {
            var rest = Enumerable.Range(0, gates.Length).Except(chosen).ToList();
            if (rest.Count == 0) return null;
            int best = rest.MinBy(i => Without(gates, chosen.Append(i)) is var v ? ((int)v.Outcome, v.Points) : default);
            chosen.Add(best);
            verdict = Without(gates, chosen);
        }
        foreach (int i in chosen.ToArray())
            if (Without(gates, chosen.Where(c => c != i)).Outcome <= target) chosen.Remove(i);
        return [.. chosen.Order()];
    }
}
