using Fraud.Messages;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>An explanation, and how the decision could have been another.</summary>
sealed class DepthExplainer(DecisionPage page, int row)
{
    public Explanation Explain(in Decision decision)
    {
        var explainer = new Explainer(page, row);
        var explanation = explainer.Explain(decision);
        if (page.Fields[row].Class == TransferClass.None) return explanation; // no transfer: there are no values
        var whatIf = new WhatIf(page, row, decision.Flags);
        var names = new ValueNames(whatIf, explainer);
        var margins = new Margins(whatIf, names);
        var (expected, contributions) = new ModelExplainer(page, row).Explain();
        return explanation with
        {
            Rules = [.. explanation.Rules.Select(hit => hit with { Values = WithThresholds(hit, margins) })],
            Families = [.. page.Program.Families.Select(f => (f.Name, explanation.Rules.Where(hit => hit.Family == f.Name).Sum(hit => hit.Points), f.Cap)).Where(f => f.Item2 > 0)],
            ExpectedMargin = expected,
            Contributions = contributions,
            NearMisses = margins.NearMisses(),
            Counterfactuals = new Counterfactuals(whatIf, names, new Verdict(decision.Outcome, decision.Points)).Find(),
        };
    }

    List<KeyValuePair<string, string>> WithThresholds(RuleHit hit, Margins margins)
    {
        CompiledRule rule = Array.Find(page.Program.Rules, r => r.Id == hit.Id)!;
        var thresholds = margins.Thresholds(rule);
        return [.. hit.Values.Select(value => rule.Reads.FirstOrDefault(r => r.Name == value.Key) is { } read && thresholds.TryGetValue(read.Column, out var asked)
            ? new KeyValuePair<string, string>(value.Key, $"{value.Value} ({string.Join(", ", asked)})") : value)];
    }
}
