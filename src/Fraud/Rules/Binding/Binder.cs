using Fraud.Rules.Syntax;

namespace Fraud.Rules.Binding;

/// <summary>
/// Gives meaning to packs: resolves names, checks types, folds parameters in. All findings go to the sources; a pack comes out only when there is no error.
/// A let is the expression it names, written once; it may use what stands above it, in any file that comes before.
/// </summary>
sealed partial class Binder
{
    readonly IReadOnlyDictionary<string, string> _overrides;
    readonly Dictionary<string, Bound> _names = new(StringComparer.Ordinal);
    readonly Dictionary<string, RuleItem> _rules = new(StringComparer.Ordinal);
    readonly List<BoundFamily> _families = [];
    readonly HashSet<string> _usedOverrides = new(StringComparer.Ordinal), _parameters = new(StringComparer.Ordinal);
    SourceText _source = new("", "");
    bool _mayReferToRules;
    string _pack = "";

    Binder(IReadOnlyDictionary<string, string> overrides) => _overrides = overrides;

    public static BoundPack? Bind(IReadOnlyList<PackSyntax> packs, IReadOnlyDictionary<string, string> overrides)
    {
        var binder = new Binder(overrides);
        var pack = binder.Bind(packs);
        return packs.Any(p => p.Source.HasErrors) ? null : pack;
    }

    BoundPack Bind(IReadOnlyList<PackSyntax> packs)
    {
        string name = "", version = "";
        int reviewAt = 40, holdAt = 70, rejectAt = int.MaxValue;
        foreach (var pack in packs)
        {
            _source = pack.Source;
            foreach (var rule in pack.Items.OfType<RuleItem>())
                if (!_rules.TryAdd(rule.Id.Name, rule)) _source.Error(rule.Id.Span, $"there already is a rule {rule.Id.Name}");
        }
        var sets = Sets(packs);
        var rules = new List<BoundRuleItem>();
        foreach (var pack in packs)
        {
            _source = pack.Source;
            _pack = NameOf(packs, pack.Owner);
            foreach (var item in pack.Items)
            {
                switch (item)
                {
                    case PackItem p: (name, version) = name.Length == 0 ? (p.Name, p.Version) : (name, version); break;
                    case ParameterItem p: Define(p.Name, Parameter(p, sets)); break;
                    case LetItem l: Define(l.Name, Expression(l.Value)); break;
                    case FeaturesItem f: foreach (var feature in f.Features) Feature(feature); break;
                    case FamilyItem f:
                        if (_families.Exists(x => x.Name == f.Name.Name)) _source.Error(f.Name.Span, $"there already is a family {f.Name.Name}");
                        else _families.Add(new BoundFamily(f.Name.Name, f.Cap));
                        break;
                    case OutcomeItem o:
                        switch (o.Outcome.Name)
                        {
                            case "review": reviewAt = o.Points; break;
                            case "hold": holdAt = o.Points; break;
                            case "reject": rejectAt = o.Points; break;
                            default: _source.Error(o.Outcome.Span, $"'{o.Outcome.Name}' is no outcome; expected review, hold or reject"); break;
                        }
                        break;
                    case RuleItem r: rules.Add(Rule(r)); break;
                }
            }
        }
        if (reviewAt > holdAt || holdAt > rejectAt) _source.Error(default, "outcomes must rise: review, hold, reject");
        foreach (string unknown in _overrides.Keys.Where(k => !_usedOverrides.Contains(k)).Order(StringComparer.Ordinal))
            _source.Error(default, $"the host sets a parameter '{unknown}' that no pack has{SourceText.DidYouMean(unknown, _names.Keys)}");
        CheckRuleCycles(rules);
        var off = Off(packs);
        // By family, within one as they are written: parts stand where packs use them, and a decision lists its reasons in this order.
        rules = [.. rules.OrderBy(r => r.Family)];
        return new BoundPack(name, version, _families, WithModes(rules, packs), reviewAt, holdAt, rejectAt, off)
        {
            Overrides = Overrides(packs, rules),
            Tests = Tests(packs),
            Names = _names,
            Features = _features,
        };
    }

    HashSet<string> Off(IReadOnlyList<PackSyntax> packs)
    {
        var off = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pack in packs)
        {
            _source = pack.Source;
            foreach (var item in pack.Items.OfType<OffItem>())
            {
                if (_rules.ContainsKey(item.Name.Name) || _families.Exists(f => f.Name == item.Name.Name)) off.Add(item.Name.Name);
                else _source.Error(item.Name.Span, $"there is no rule or family '{item.Name.Name}'{SourceText.DidYouMean(item.Name.Name, _rules.Keys.Concat(_families.Select(f => f.Name)))}");
            }
        }
        return off;
    }

    // A file that uses packs in between comes in several parts, of which the first bears its name.
    static string NameOf(IReadOnlyList<PackSyntax> packs, SourceText source)
        => packs.Where(p => p.Source == source).SelectMany(p => p.Items.OfType<PackItem>()).FirstOrDefault()?.Name ?? Path.GetFileNameWithoutExtension(source.Name);

    void Define(NameExpression name, Bound value)
    {
        if (Vocabulary.Find(name.Name) is not null) _source.Error(name.Span, $"'{name.Name}' is a field of the message; choose another name");
        else if (!_names.TryAdd(name.Name, value)) _source.Error(name.Span, $"there already is a '{name.Name}'");
    }

    /// <summary>The value that counts: the host's, else the last one set by a pack, else the declared one.</summary>
    Bound Parameter(ParameterItem item, Dictionary<string, (SetItem Item, SourceText Source)> sets)
    {
        var declared = Expression(item.Value);
        _parameters.Add(item.Name.Name);
        if (sets.Remove(item.Name.Name, out var set))
        {
            var value = In(set.Source, () => Expression(set.Item.Value));
            if (!Fits(value, declared)) set.Source.Error(set.Item.Value.Span, $"'{item.Name.Name}' is {Article(declared.Type)}, found {Article(value.Type)}");
            else declared = value;
        }
        return Host(item, declared);
    }

    static bool Fits(Bound value, Bound declared)
        => declared.Type.Kind == RuleKind.None || value.Type.Kind is RuleKind.None or RuleKind.Error || declared.Type == value.Type || IsWhole(value) && declared.Type == RuleType.Number;

    Bound In(SourceText source, Func<Bound> bind)
    {
        var outer = _source;
        _source = source;
        var value = bind();
        _source = outer;
        return value;
    }

    Bound Host(ParameterItem item, Bound declared)
    {
        if (!_overrides.TryGetValue(item.Name.Name, out string? text)) return declared;
        _usedOverrides.Add(item.Name.Name);
        var source = new SourceText($"parameter {item.Name.Name}", $"param {item.Name.Name} = {text}");
        var parsed = Parser.Parse(source);
        if (parsed.Items is not [ParameterItem] && !source.HasErrors) source.Error(default, "expected one value");
        var value = In(source, () => parsed.Items is [ParameterItem p] ? Expression(p.Value) : new BoundUnset(RuleType.Error));
        if (source.HasErrors) _source.Error(item.Name.Span, $"the host's value for '{item.Name.Name}' is not understood: {source.Diagnostics[0].Message}");
        else if (!Fits(value, declared))
            _source.Error(item.Name.Span, $"the host's value for '{item.Name.Name}' is {Article(value.Type)}; expected {Article(declared.Type)}");
        return value;
    }

    static bool IsWhole(Bound value) => value.Type == RuleType.Integer;

    BoundRuleItem Rule(RuleItem rule)
    {
        int family = _families.FindIndex(f => f.Name == rule.Family.Name);
        if (family < 0)
            _source.Error(rule.Family.Span, $"there is no family '{rule.Family.Name}'{SourceText.DidYouMean(rule.Family.Name, _families.Select(f => f.Name))}");
        var hard = Outcome.Pass;
        if (rule.Hard?.Outcome is { } word && !TryOutcome(word.Name, out hard)) _source.Error(word.Span, $"'{word.Name}' is no outcome; expected review, hold or reject");
        if (rule.Points.Count == 0 && rule.Hard is null) _source.Error(rule.Id.Span, $"{rule.Id.Name} has neither points nor a hard outcome");

        _mayReferToRules = true;
        var given = rule.Given is null ? null : Condition(rule.Given);
        var when = Condition(rule.When);
        var tiers = rule.Points.Select(t => new BoundTier(t.Points, t.When is null ? null : Condition(t.When))).ToList();
        var hardWhen = rule.Hard?.When is { } condition ? Condition(condition) : null;
        _mayReferToRules = false;

        var because = Reason(rule.Because, rule.BecauseSpan);
        var reads = Reads([rule.When, .. rule.Points.Select(tier => tier.When), rule.Hard?.When], because);
        return new BoundRuleItem(rule.Id.Name, rule.Name, Math.Max(family, 0), tiers, hard, given, rule.GivenElse, when, because, reads)
        {
            HardWhen = hardWhen,
            Mode = rule.Mode is { } mode ? Mode(mode) : RuleMode.Block,
            InForce = InForce(rule.Period),
            Flood = Flood(rule),
            Pack = _pack,
        };
    }

    static bool TryOutcome(string word, out Outcome outcome)
    {
        outcome = word switch { "review" => Outcome.Review, "hold" => Outcome.Hold, "reject" => Outcome.Reject, _ => Outcome.Pass };
        return outcome != Outcome.Pass;
    }

    /// <summary>A reason's text in quotes, cut at its braces.</summary>
    List<ReasonPart> Reason(string text, Span place)
    {
        var parts = new List<ReasonPart>();
        for (int i = 0; i < text.Length;)
        {
            int open = text.IndexOf('{', i);
            if (open < 0) { parts.Add(new ReasonPart(text[i..], null, null)); break; }
            int close = text.IndexOf('}', open);
            var span = new Span(place.Start + 1 + open, Math.Max(1, (close < 0 ? text.Length : close + 1) - open));
            if (close < 0) { _source.Error(span, "this '{' is not closed"); break; }
            if (open > i) parts.Add(new ReasonPart(text[i..open], null, null));
            string inside = text[(open + 1)..close];
            int mark = inside.IndexOf('?', StringComparison.Ordinal);
            string name = mark < 0 ? inside : inside[..mark].TrimEnd();
            var value = Resolve(name, span);
            if (mark >= 0 && value.Type.Kind is not (RuleKind.Error or RuleKind.Boolean)) Fail(span, $"'{name}' is no yes-or-no value, so no text can depend on it");
            parts.Add(new ReasonPart(mark < 0 ? "" : inside[(mark + 1)..], name, value));
            i = close + 1;
        }
        return parts;
    }

    /// <summary>What the decision lists as read: every name written in a rule's conditions and reason, once, in order of appearance.</summary>
    List<KeyValuePair<string, Bound>> Reads(IEnumerable<Expression?> conditions, List<ReasonPart> because)
    {
        var reads = new List<KeyValuePair<string, Bound>>();
        void Add(string name)
        {
            if (reads.Exists(r => r.Key == name)) return;
            if (_names.TryGetValue(name, out var value)) { if (value is not BoundUnset) reads.Add(new(name, value)); }
            else if (Vocabulary.Find(name) is { } field) reads.Add(new(name, new BoundField(field)));
        }
        void Walk(Expression? expression)
        {
            switch (expression)
            {
                case NameExpression n: Add(n.Name); break;
                case UnaryExpression u: Walk(u.Operand); break;
                case BinaryExpression b: Walk(b.Left); Walk(b.Right); break;
                case CallExpression c: foreach (var a in c.Arguments) Walk(a); break;
            }
        }
        foreach (var condition in conditions) Walk(condition);
        foreach (var part in because)
            if (part.Name is { } name) Add(name);
        return reads;
    }

    void CheckRuleCycles(List<BoundRuleItem> rules)
    {
        var state = new Dictionary<string, int>(StringComparer.Ordinal); // 1 = on the path, 2 = done
        foreach (var rule in rules) Visit(rule);

        void Visit(BoundRuleItem rule)
        {
            if (state.TryGetValue(rule.Id, out int s))
            {
                if (s == 1) _source.Error(_rules[rule.Id].Id.Span, $"{rule.Id} refers to itself by way of other rules");
                return;
            }
            state[rule.Id] = 1;
            foreach (string id in RulesIn(rule))
                if (rules.Find(r => r.Id == id) is { } other) Visit(other);
            state[rule.Id] = 2;
        }
    }

    /// <summary>The rules that a rule refers to in any of its conditions.</summary>
    internal static IEnumerable<string> RulesIn(BoundRuleItem rule)
        => new[] { rule.When, rule.Given, rule.HardWhen }.Concat(rule.Points.Select(t => t.When)).Where(c => c is not null).SelectMany(c => RulesIn(c!));

    internal static IEnumerable<string> RulesIn(Bound bound) => bound switch
    {
        BoundRule r => [r.Id],
        BoundOperation o => o.Arguments.SelectMany(RulesIn),
        _ => [],
    };

    internal static string Article(RuleType type) => type.Kind switch
    {
        RuleKind.Choice or RuleKind.Error => type.ToString(),
        RuleKind.Money => "money",
        RuleKind.Integer => "a whole number",
        RuleKind.Instant => "an instant",
        RuleKind.None => "nothing",
        _ => $"a {type}",
    };
}
