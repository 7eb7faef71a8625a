using Fraud.Rules.Binding;
using Fraud.Rules.Syntax;

namespace Fraud.Rules.Analysis;

/// <summary>
/// What in rules without an error is probably not meant: conditions that cannot come true or false, points that never count, rules that add nothing to another, bands that do not
/// meet, names that nobody uses. A finding is certain, whatever messages come; what cannot be decided within the solver's bounds is no finding.
/// Of a standard pack only what the institution's own files or parameters cause is told.
/// </summary>
sealed partial class Analyzer
{
    readonly BoundPack _pack;
    readonly IReadOnlyList<PackSyntax> _packs, _own;
    readonly Conditions _conditions;
    readonly Solver _solver;
    readonly Dictionary<string, (SourceText Source, RuleItem Item, bool IsOwn)> _written = new(StringComparer.Ordinal);
    readonly HashSet<string> _never = new(StringComparer.Ordinal), _chosen = new(StringComparer.Ordinal);

    Analyzer(BoundPack pack, IReadOnlyList<PackSyntax> packs, IReadOnlyList<PackSyntax> own, IReadOnlyDictionary<string, string> parameters)
    {
        (_pack, _packs, _own, _parameters) = (pack, packs, own, parameters);
        _conditions = new Conditions(pack);
        _solver = new Solver(_conditions);
        foreach (var p in packs)
            foreach (var rule in p.Items.OfType<RuleItem>()) _written.TryAdd(rule.Id.Name, (p.Source, rule, own.Contains(p)));
    }

    /// <summary>Adds its findings to the sources as warnings.</summary>
    /// <param name="pack">What the packs mean.</param>
    /// <param name="packs">All packs, as written.</param>
    /// <param name="own">Those of them that are no standard packs.</param>
    /// <param name="parameters">What the institution sets.</param>
    /// <returns>How much was looked at, in visits of parts of conditions.</returns>
    public static int Run(BoundPack pack, IReadOnlyList<PackSyntax> packs, IReadOnlyList<PackSyntax> own, IReadOnlyDictionary<string, string> parameters)
    {
        var analyzer = new Analyzer(pack, packs, own, parameters);
        foreach (var rule in pack.Rules)
            if (!analyzer._conditions.IsOff(rule) && analyzer.IsNeverTrue(analyzer._conditions.Judged(rule))) analyzer._never.Add(rule.Id);
        foreach (var rule in pack.Rules) analyzer.CheckRule(rule);
        foreach (var rule in pack.Rules) analyzer.CheckReferences(rule);
        analyzer.CheckOff();
        analyzer.CheckOverrides();
        analyzer.CheckSubsumption();
        analyzer.CheckBands();
        analyzer.CheckNames();
        analyzer.CheckOutcomes();
        return analyzer._solver.Work;
    }

    /// <summary>A part of a condition as it was written, and what it means.</summary>
    readonly record struct Part(Expression Written, Bound Meaning);

    /// <summary>The sides of a chain of one connective, from left to right.</summary>
    static List<Part> Parts(Expression written, Bound meaning, string connective, Operation operation)
    {
        var parts = new List<Part>();
        void Split(Expression e, Bound b)
        {
            if (e is BinaryExpression binary && binary.Operator == connective && b is BoundOperation o && o.Operation == operation)
            {
                Split(binary.Left, o.Arguments[0]);
                Split(binary.Right, o.Arguments[1]);
            }
            else parts.Add(new Part(e, b));
        }
        Split(written, meaning);
        return parts;
    }

    const byte NotTrue = Truth.False | Truth.Unknown, NotFalse = Truth.True | Truth.Unknown;

    bool IsNeverTrue(int node) => _solver.IsImpossible((node, Truth.True));

    void CheckRule(BoundRuleItem rule)
    {
        var (source, item, isOwn) = _written[rule.Id];
        if (_conditions.IsOff(rule)) return;
        _conditions.SeesShadow = rule.Mode == RuleMode.Shadow;
        if (_never.Contains(rule.Id))
        {
            NeverFires(rule, source, item, isOwn);
            return;
        }
        if (_solver.IsAlwaysTrue(_conditions.Of(rule.When)) && !IsChosen(item.When, rule.When)) source.Warn(item.When.Span, $"this is always true: {rule.Id} fires on every message whose values are known");
        else if (isOwn) CheckParts(source, item.When, rule.When);
        CheckTiers(rule, source, item, _conditions.Judged(rule));
    }

    void NeverFires(BoundRuleItem rule, SourceText source, RuleItem item, bool isOwn)
    {
        if (Binder.RulesIn(rule).Any(id => IsUnseen(id, rule))) return; // told where the rule is referred to, or switched off
        if (item.Given is not null && IsNeverTrue(_conditions.Of(rule.Given!))) Impossible(item.Given, rule.Given!);
        else if (IsNeverTrue(_conditions.Of(rule.When))) Impossible(item.When, rule.When);
        else if (item.Given is not null) source.Warn(item.When.Span, $"{rule.Id} never fires: when its 'given' {Quoted(source, item.Given.Span)} is true, this is not");

        void Impossible(Expression written, Bound meaning)
        {
            var parts = Parts(written, meaning, "and", Operation.And);
            if (parts.Find(p => IsNeverTrue(_conditions.Of(p.Meaning))) is { Written: { } alone, Meaning: var never })
            {
                if (IsChosen(alone, never)) { _chosen.Add(rule.Id); return; }
                bool unknown = _solver.IsImpossible((_conditions.Of(never), Truth.Known));
                // A limit that a standard pack leaves open is a question, and no mistake.
                if (isOwn || !unknown) source.Warn(alone.Span, $"{rule.Id} never fires: {(unknown ? $"this is always unknown{Unset(alone)}" : "this is never true")}");
                return;
            }
            for (int j = 1; j < parts.Count; j++)
                for (int i = 0; i < j; i++)
                    if (_solver.IsImpossible((_conditions.Of(parts[i].Meaning), Truth.True), (_conditions.Of(parts[j].Meaning), Truth.True)))
                    {
                        bool excepted = rule.Hard != Outcome.Pass && parts[j].Written is UnaryExpression { Operator: "not" };
                        source.Warn(parts[j].Written.Span, excepted
                            ? $"{rule.Id} never fires: this exception lets through all that {Quoted(source, parts[i].Written.Span)} would stop"
                            : $"{rule.Id} never fires: this contradicts {Quoted(source, parts[i].Written.Span)}");
                        return;
                    }
            source.Warn(written.Span, $"{rule.Id} never fires: this is never true");
        }
    }

    /// <summary>Parts of a condition that decide nothing. One that a parameter decides is a choice, and no mistake.</summary>
    void CheckParts(SourceText source, Expression written, Bound meaning)
    {
        var parts = Parts(written, meaning, "and", Operation.And);
        if (parts.Count > 1)
        {
            foreach (var part in parts)
            {
                int node = _conditions.Of(part.Meaning);
                if (!_conditions.IsConstant(node) && _solver.IsAlwaysTrue(node)) source.Warn(part.Written.Span, "this is always true where its values are known");
                else CheckParts(source, part.Written, part.Meaning);
            }
            return;
        }
        parts = Parts(written, meaning, "or", Operation.Or);
        if (parts.Count == 1) return;
        foreach (var part in parts)
        {
            int node = _conditions.Of(part.Meaning);
            if (!_conditions.IsConstant(node) && IsNeverTrue(node)) source.Warn(part.Written.Span, "this is never true");
            else CheckParts(source, part.Written, part.Meaning);
        }
    }

    void CheckTiers(BoundRuleItem rule, SourceText source, RuleItem item, int fires)
    {
        if (rule.HardWhen is { } hard && item.Hard?.When is { } hardWritten && !IsChosen(hardWritten, hard) && _solver.IsImpossible((fires, Truth.True), (_conditions.Of(hard), Truth.True)))
            source.Warn(hardWritten.Span, $"{rule.Id} is never hard: when it fires, this is not true");
        for (int i = 0; i < rule.Points.Count; i++)
        {
            var (span, tier) = (item.Points[i].Span, rule.Points[i]);
            if (tier.When is not null && _solver.IsImpossible((fires, Truth.True), (_conditions.Of(tier.When), Truth.True)))
            {
                if (item.Points[i].When is { } written && !_conditions.IsConstant(_conditions.Of(tier.When))) source.Warn(written.Span, $"these points never count: when {rule.Id} fires, this is not true");
                continue;
            }
            var goals = new List<(int, byte)> { (fires, Truth.True) };
            if (tier.When is not null) goals.Add((_conditions.Of(tier.When), Truth.True));
            foreach (var later in rule.Points.Skip(i + 1)) goals.Add((later.When is null ? _conditions.Of(new BoundConstant(RuleType.Boolean, 1)) : _conditions.Of(later.When), NotTrue));
            if (goals.Count > 1 && i < rule.Points.Count - 1 && _solver.IsImpossible([.. goals])) source.Warn(span, "these points never count: where they would, a later line holds too");
        }
    }

    void CheckSubsumption()
    {
        var candidates = _pack.Rules.Where(r => !_conditions.IsOff(r) && !_never.Contains(r.Id)).ToList();
        foreach (var family in candidates.GroupBy(r => r.Family))
        {
            var told = new HashSet<string>(StringComparer.Ordinal);
            foreach (var narrow in family)
            {
                foreach (var wide in family)
                {
                    if (narrow == wide || told.Contains(narrow.Id) || !(_written[narrow.Id].IsOwn || _written[wide.Id].IsOwn) || Binder.RulesIn(narrow.When).Contains(wide.Id)) continue;
                    if (narrow.Mode != wide.Mode) continue; // one that is tried beside the other
                    int a = _conditions.Fires(narrow.Id), b = _conditions.Fires(wide.Id);
                    if (_solver.IsAlwaysTrue(_conditions.Of(wide.When)) || !_solver.IsImpossible((a, Truth.True), (b, NotTrue))) continue;
                    bool same = _solver.IsImpossible((a, NotTrue), (b, Truth.True));
                    if (same && !told.Add(wide.Id)) continue;
                    told.Add(narrow.Id);
                    var (source, item, isOwn) = _written[narrow.Id];
                    if (!isOwn) (source, item, _) = _written[wide.Id];
                    string example = _solver.IsPossible((a, Truth.True)) == true ? Example.Of(_solver.Found, [.. narrow.Reads, .. wide.Reads]) : "";
                    source.Warn(item.Id.Span, same ? $"{narrow.Id} and {wide.Id} always fire together, and count in one family{example}"
                        : $"whenever {narrow.Id} fires, {wide.Id} fires too, and both count in one family{example}");
                }
            }
        }
    }

    static string Quoted(SourceText source, Span span)
    {
        string text = string.Join(' ', source[span].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"'{(text.Length > 60 ? text[..59] + "…" : text)}'";
    }
}
