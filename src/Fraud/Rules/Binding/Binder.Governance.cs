using System.Globalization;
using Fraud.Rules.Syntax;

namespace Fraud.Rules.Binding;

/// <summary>What governs rules from outside their conditions: values set by packs, modes, periods, floods, overrides.</summary>
sealed partial class Binder
{
    const int LongestOverrideText = 200;

    /// <summary>The last value that a pack sets for each parameter; what is left of them when all packs are bound names no parameter.</summary>
    static Dictionary<string, (SetItem Item, SourceText Source)> Sets(IReadOnlyList<PackSyntax> packs)
    {
        var declared = packs.SelectMany(p => p.Items.OfType<ParameterItem>()).Select(p => p.Name.Name).ToHashSet(StringComparer.Ordinal);
        var sets = new Dictionary<string, (SetItem, SourceText)>(StringComparer.Ordinal);
        foreach (var pack in packs)
        {
            foreach (var item in pack.Items.OfType<SetItem>())
            {
                if (declared.Contains(item.Name.Name)) sets[item.Name.Name] = (item, pack.Source);
                else pack.Source.Error(item.Name.Span, $"there is no parameter '{item.Name.Name}'{SourceText.DidYouMean(item.Name.Name, declared)}");
            }
        }
        return sets;
    }

    RuleMode Mode(NameExpression word)
    {
        switch (word.Name)
        {
            case "block": return RuleMode.Block;
            case "alert": return RuleMode.Alert;
            case "shadow": return RuleMode.Shadow;
        }
        _source.Error(word.Span, $"'{word.Name}' is no mode; expected shadow, alert or block");
        return RuleMode.Block;
    }

    /// <summary>A mode of a rule comes before that of its family, and both before the one that the rule was written with; the last of equals counts.</summary>
    List<BoundRuleItem> WithModes(List<BoundRuleItem> rules, IReadOnlyList<PackSyntax> packs)
    {
        var modes = new Dictionary<string, RuleMode>(StringComparer.Ordinal);
        foreach (var pack in packs)
        {
            _source = pack.Source;
            foreach (var item in pack.Items.OfType<ModeItem>())
                if (IsRuleOrFamily(item.Name)) modes[item.Name.Name] = Mode(item.Mode);
        }
        return [.. rules.Select(r => modes.TryGetValue(r.Id, out var own) || modes.TryGetValue(FamilyOf(r), out own) ? r with { Mode = own } : r)];
    }

    // A pack may name families that it does not have: that is an error, and the others are still to be found.
    string FamilyOf(BoundRuleItem rule) => rule.Family < _families.Count ? _families[rule.Family].Name : "";

    bool IsRuleOrFamily(NameExpression name)
    {
        if (_rules.ContainsKey(name.Name) || _families.Exists(f => f.Name == name.Name)) return true;
        _source.Error(name.Span, $"there is no rule or family '{name.Name}'{SourceText.DidYouMean(name.Name, _rules.Keys.Concat(_families.Select(f => f.Name)))}");
        return false;
    }

    /// <summary>Whether the day of the event lies in the period; null for always.</summary>
    static BoundOperation? InForce(Period period)
    {
        if (period == Period.Always) return null;
        var date = new BoundField(Vocabulary.EventDate);
        BoundConstant Day(int day) => new(RuleType.Integer, day);
        var begun = new BoundOperation(Operation.LessOrEqual, RuleType.Boolean, Day(period.From), date);
        var notOver = new BoundOperation(Operation.LessOrEqual, RuleType.Boolean, date, Day(period.Until));
        return period.From == int.MinValue ? notOver : period.Until == int.MaxValue ? begun : new BoundOperation(Operation.And, RuleType.Boolean, begun, notOver);
    }

    BoundFlood? Flood(RuleItem rule)
    {
        if (rule.Flood is not { } flood) return null;
        if (flood.Most < 1) _source.Error(flood.Span, "a flood begins after 1 to 1000 alerts");
        if (flood.Window.Ticks is < TimeSpan.TicksPerSecond or > 400 * TimeSpan.TicksPerDay) _source.Error(flood.Window.Span, "a window is 1s to 400d long");
        return new BoundFlood(flood.Most, [.. flood.Keys.Select(Key)], flood.Window.Ticks);
    }

    List<BoundOverride> Overrides(IReadOnlyList<PackSyntax> packs, List<BoundRuleItem> rules)
    {
        var overrides = new List<BoundOverride>();
        foreach (var pack in packs)
        {
            _source = pack.Source;
            foreach (var item in pack.Items.OfType<OverrideItem>())
                if (Override(item, rules) is { } bound) overrides.Add(bound);
        }
        return overrides;
    }

    BoundOverride? Override(OverrideItem item, List<BoundRuleItem> rules)
    {
        OverrideKind? kind = item.Kind.Name switch { "suppress" => OverrideKind.Suppress, "snooze" => OverrideKind.Snooze, "force" => OverrideKind.Force, _ => null };
        if (kind is null) _source.Error(item.Kind.Span, $"'{item.Kind.Name}' is no override; expected suppress, snooze or force");
        if (item.Author.Length is 0 or > LongestOverrideText || item.Reason.Length is 0 or > LongestOverrideText)
            _source.Error(item.Span, $"an override names who answers for it and why, each in 1 to {LongestOverrideText} characters");
        var when = Condition(item.When);
        if (InForce(item.Period) is { } inForce && when.Type.Kind != RuleKind.Error) when = new BoundOperation(Operation.And, RuleType.Boolean, inForce, when);
        var outcome = Outcome.Pass;
        IReadOnlyList<string> targets = [];
        if (kind == OverrideKind.Force)
        {
            if (item.Target.Name != "pass" && !TryOutcome(item.Target.Name, out outcome)) _source.Error(item.Target.Span, $"'{item.Target.Name}' is no outcome; expected pass, review, hold or reject");
        }
        else if (kind is not null && IsRuleOrFamily(item.Target))
        {
            targets = [.. rules.Where(r => r.Id == item.Target.Name || FamilyOf(r) == item.Target.Name).Select(r => r.Id)];
        }
        if (kind is null || when.Type.Kind == RuleKind.Error) return null;
        string until = DateOnly.FromDayNumber(item.Period.Until).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new BoundOverride(kind.Value, targets, outcome, when, $"{item.Kind.Name} {item.Target.Name} until {until} by {item.Author}: {item.Reason}");
    }
}
