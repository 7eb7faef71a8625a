using Fraud.Rules.Binding;
using Fraud.Rules.Syntax;

namespace Fraud.Rules.Analysis;

sealed partial class Analyzer
{
    readonly IReadOnlyDictionary<string, string> _parameters;

    bool IsOffOrNever(string id) => _never.Contains(id) || _pack.Rules.FirstOrDefault(r => r.Id == id) is { } rule && _conditions.IsOff(rule);

    /// <summary>Whether a rule's condition sees another as never true: it is off, never fires, or is in shadow.</summary>
    bool IsUnseen(string id, BoundRuleItem by) => IsOffOrNever(id) || by.Mode != RuleMode.Shadow && _pack.Rules.Any(r => r.Id == id && r.Mode == RuleMode.Shadow);

    /// <summary>Names in own conditions that stand for rules which never fire.</summary>
    void CheckReferences(BoundRuleItem rule)
    {
        var (source, item, isOwn) = _written[rule.Id];
        if (!isOwn || _conditions.IsOff(rule)) return;
        var demanded = Parts(item.When, rule.When, "and", Operation.And);
        foreach (var name in Names(item.When).Concat(Names(item.Given)).Concat(Names(item.Hard?.When)).Concat(item.Points.SelectMany(p => Names(p.When))))
        {
            if (!_written.ContainsKey(name.Name) || !IsUnseen(name.Name, rule) || _chosen.Contains(name.Name)) continue;
            source.Warn(name.Span, $"{name.Name} {(_never.Contains(name.Name) ? "never fires" : IsOffOrNever(name.Name) ? "is off" : "is in shadow")}: here it is never true{(demanded.Exists(p => p.Written == name) ? $", and {rule.Id} never fires" : "")}");
        }
    }

    /// <summary>What is switched off and should hold messages, or is what a composite of a standard pack cannot do without.</summary>
    void CheckOff()
    {
        foreach (var pack in _own)
        {
            foreach (var item in pack.Items)
            {
                var (written, without) = item switch { OffItem o => (o.Name, "without"), ModeItem { Mode.Name: "shadow" } m => (m.Name, "without counting"), _ => (null, "") };
                if (written is null) continue;
                var taken = _pack.Rules.Where(r => r.Id == written.Name || _pack.Families[r.Family].Name == written.Name).ToList();
                if (item is OffItem && taken.Where(r => r.Hard != Outcome.Pass && !IsNeverTrue(_conditions.Judged(r))).Select(r => r.Id).ToList() is { Count: > 0 } hard)
                    pack.Source.Warn(written.Span, $"{string.Join(", ", hard)} {(hard.Count == 1 ? "is a hard rule" : "are hard rules")}: while off, what {(hard.Count == 1 ? "it stops" : "they stop")} passes");
                var lost = _pack.Rules.Where(r => _never.Contains(r.Id) && !_written[r.Id].IsOwn && Binder.RulesIn(r).Any(id => taken.Exists(t => t.Id == id) && IsUnseen(id, r))).Select(r => r.Id).ToList();
                if (lost.Count > 0) pack.Source.Warn(written.Span, $"{without} {written.Name}, {string.Join(", ", lost)} never {(lost.Count == 1 ? "fires" : "fire")}");
            }
        }
    }

    /// <summary>Names that nothing reads, and families without rules.</summary>
    void CheckNames()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        void Use(IEnumerable<NameExpression> names) { foreach (var name in names) used.Add(name.Name); }
        foreach (var item in _packs.SelectMany(p => p.Items))
        {
            switch (item)
            {
                case LetItem l: Use(Names(l.Value)); break;
                case FeaturesItem f: Use(f.Features.SelectMany(x => Names(x.Value))); break;
                case ParameterItem p: Use(Names(p.Value)); break;
                case SetItem s: Use(Names(s.Value)); break;
                case OverrideItem o: Use(Names(o.When)); break;
                case RuleItem r: Use(Names(r.When).Concat(Names(r.Given)).Concat(Names(r.Hard?.When)).Concat(r.Points.SelectMany(p => Names(p.When))).Concat(r.Flood?.Keys ?? [])); break;
            }
        }
        foreach (var part in _pack.Rules.SelectMany(r => r.Because).Concat(_pack.Features.SelectMany(f => f.Because)))
            if (part.Name is { } name) used.Add(name);
        foreach (string value in _parameters.Values)
            foreach (var token in Lexer.Tokens(new SourceText("", value))) used.Add(token.Text);
        foreach (var pack in _own)
        {
            foreach (var item in pack.Items)
            {
                switch (item)
                {
                    case LetItem l when !used.Contains(l.Name.Name): pack.Source.Warn(l.Name.Span, $"nothing uses '{l.Name.Name}'"); break;
                    case ParameterItem p when !used.Contains(p.Name.Name): pack.Source.Warn(p.Name.Span, $"nothing uses '{p.Name.Name}'"); break;
                    case FamilyItem f when !_pack.Rules.Any(r => _pack.Families[r.Family].Name == f.Name.Name): pack.Source.Warn(f.Name.Span, $"no rule is of the family '{f.Name.Name}'"); break;
                }
            }
        }
    }

    /// <summary>Thresholds that the points of all rules together do not reach. Told where own files set a threshold or switch rules off.</summary>
    void CheckOutcomes()
    {
        int Most(IEnumerable<BoundRuleItem> rules)
            => Math.Min(100, rules.GroupBy(r => r.Family).Sum(f => Math.Min(_pack.Families[f.Key].Cap, f.Sum(r => r.Points.Select(t => t.Points).DefaultIfEmpty().Max()))));
        foreach (var (word, outcome, at) in (ReadOnlySpan<(string, Outcome, int)>)[("review", Outcome.Review, _pack.ReviewAt), ("hold", Outcome.Hold, _pack.HoldAt), ("reject", Outcome.Reject, _pack.RejectAt)])
        {
            // An alert counts towards a review and no further.
            var live = _pack.Rules.Where(r => !IsOffOrNever(r.Id) && (r.Mode == RuleMode.Block || r.Mode == RuleMode.Alert && outcome == Outcome.Review)).ToList();
            int most = Most(live);
            if (at == int.MaxValue || at <= most || live.Exists(r => r.Hard >= outcome)) continue;
            var places = _own.SelectMany(p => p.Items.OfType<OutcomeItem>().Where(o => o.Outcome.Name == word).Select(o => (p.Source, o.Span))).ToList();
            if (places.Count == 0 && at <= Most(_pack.Rules)) places = [.. _own.SelectMany(p => p.Items.Where(i => i is OffItem or ModeItem).Select(i => (p.Source, i.Span))).TakeLast(1)];
            if (places.Count > 0) places[^1].Source.Warn(places[^1].Span, $"no message can reach '{word}': it begins at {at} points, and all rules together give at most {most}");
        }
    }

    /// <summary>Overrides that never apply, and those that let through all that a hard rule stops.</summary>
    void CheckOverrides()
    {
        _conditions.SeesShadow = false;
        var items = _packs.SelectMany(p => p.Items.OfType<OverrideItem>().Select(i => (Pack: p, Item: i))).Zip(_pack.Overrides);
        foreach (var ((pack, item), bound) in items)
        {
            if (!_own.Contains(pack)) continue;
            // While it stands: its period is no part of the question.
            var condition = item.Period != Period.Always && bound.When is BoundOperation { Operation: Operation.And } dated ? dated.Arguments[1] : bound.When;
            int when = _conditions.Definitely(condition);
            if (IsNeverTrue(when))
            {
                if (!IsChosen(item.When, condition)) pack.Source.Warn(item.When.Span, "this override never applies: its condition is never true");
                continue;
            }
            if (bound.Kind == OverrideKind.Force && bound.Outcome != Outcome.Pass) continue;
            var hard = _pack.Rules.Where(r => r.Hard != Outcome.Pass && !IsOffOrNever(r.Id) && (bound.Kind == OverrideKind.Force || bound.Rules.Contains(r.Id)))
                .Where(r => _solver.IsImpossible((_conditions.Judged(r), Truth.True), (when, NotTrue))).Select(r => r.Id).ToList();
            if (hard.Count > 0) pack.Source.Warn(item.Target.Span, $"{string.Join(", ", hard)} {(hard.Count == 1 ? "is a hard rule" : "are hard rules")}: while this stands, all that {(hard.Count == 1 ? "it stops" : "they stop")} passes");
        }
    }

    /// <summary>Whether a parameter decides the condition: a switch, and no mistake.</summary>
    bool IsChosen(Expression written, Bound meaning)
        => _conditions.Decided(_conditions.Of(meaning)) is Truth.True or Truth.False && Parameters(written).Count > 0;

    /// <summary>The parameters that an expression needs and nobody set, as the tail of a sentence.</summary>
    string Unset(Expression written)
    {
        string[] unset = [.. Parameters(written).Select(p => p.Name.Name).Where(name => _pack.Names.GetValueOrDefault(name) is BoundUnset)];
        return unset.Length == 0 ? "" : $", because {string.Join(", ", unset)} {(unset.Length == 1 ? "is" : "are")} not set";
    }

    /// <summary>The parameters that an expression reads, also by way of lets.</summary>
    List<ParameterItem> Parameters(Expression written)
    {
        var found = new List<ParameterItem>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        void Walk(Expression expression)
        {
            foreach (var name in Names(expression))
            {
                if (!seen.Add(name.Name)) continue;
                foreach (var item in _packs.SelectMany(p => p.Items))
                {
                    if (item is LetItem l && l.Name.Name == name.Name) Walk(l.Value);
                    else if (item is ParameterItem p && p.Name.Name == name.Name) found.Add(p);
                }
            }
        }
        Walk(written);
        return found;
    }

    static IEnumerable<NameExpression> Names(Expression? expression) => expression switch
    {
        NameExpression n => [n],
        UnaryExpression u => Names(u.Operand),
        BinaryExpression b => Names(b.Left).Concat(Names(b.Right)),
        CallExpression c => c.Arguments.SelectMany(Names),
        AggregateExpression a => a.Arguments.SelectMany(Names).Concat(Names(a.Where)).Concat(a.Keys).Concat(a.ReadAs),
        _ => [],
    };
}
