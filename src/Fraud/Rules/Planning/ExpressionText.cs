using System.Globalization;
using Fraud.Profiles;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Planning;

/// <summary>What an expression means, in the words of the language; a part that a let names, by that name.</summary>
static class ExpressionText
{
    public static string Of(Bound value, IReadOnlyDictionary<string, string> names) => value switch
    {
        BoundConstant c => Constant(c),
        BoundText t => $"\"{t.Text}\"",
        BoundUnset => "none",
        BoundField f => f.Field.Name,
        BoundRule r => r.Id,
        BoundUnconfirmed u => $"unconfirmed({Duration(u.WithinTicks)})",
        BoundAggregate a => Aggregate(a, names),
        BoundOperation o => Operated(o, names),
        _ => value.Key,
    };

    static string Inner(Bound value, IReadOnlyDictionary<string, string> names)
        => names.TryGetValue(value.Key, out string? name) ? name : value is BoundOperation { Arguments.Count: 2, Operation: not (Operation.Coalesce or Operation.Minimum or Operation.Maximum or Operation.Older) } ? $"({Of(value, names)})" : Of(value, names);

    static string Aggregate(BoundAggregate a, IReadOnlyDictionary<string, string> names)
    {
        string Keys(IReadOnlyList<Bound> keys) => string.Join(", ", keys.Select(k => Of(k, names)));
        string value = a.Value is null ? "" : Inner(a.Value, names), parameter = a.Parameter.ToString("0.####", CultureInfo.InvariantCulture);
        string call = a.Kind switch
        {
            AggregateKind.ModeShare => $"mode_share({value})",
            AggregateKind.LastValue => $"latest({value})",
            AggregateKind.FirstValue => $"earliest({value})",
            AggregateKind.RobustZ => $"robust_z({value}, {parameter})",
            AggregateKind.Quantile => $"quantile({value}, {parameter})",
            AggregateKind.DaySum => $"sum({value})",
            AggregateKind.DayCount => "count()",
            AggregateKind.MaxDaySum => $"max_day_sum({value})",
            AggregateKind.HourShare => "hour_share()",
            AggregateKind.HourlyQuantile => $"hourly_quantile({parameter})",
            AggregateKind.Similar => $"similar({value}, {parameter}, {(a.Second is null ? "" : Of(a.Second, names))})",
            AggregateKind.NameSimilarity => $"name_similarity({value})",
            AggregateKind.Lookalike => $"lookalike({value}, {(a.Second is null ? "" : Of(a.Second, names))}, {parameter})",
            _ => $"{a.Kind.ToString().ToLowerInvariant()}({value})",
        };
        string window = a.Kind is AggregateKind.DaySum or AggregateKind.DayCount ? " today" : a.WindowTicks > 0 ? $" over {Duration(a.WindowTicks)}" : "";
        return $"{call} of {a.Ledger.ToString().ToLowerInvariant()}{(a.Where is null ? "" : $" where {Inner(a.Where, names)}")} by {Keys(a.Keys)}{(a.ReadAs.Count > 0 ? $" as {Keys(a.ReadAs)}" : "")}{window}";
    }

    static string Operated(BoundOperation o, IReadOnlyDictionary<string, string> names)
    {
        string x = o.Arguments.Count > 0 ? Inner(o.Arguments[0], names) : "", y = o.Arguments.Count > 1 ? Inner(o.Arguments[1], names) : "";
        if (o.Operation == Operation.Equal && o.Arguments[0].Type.Choices is { } set && o.Arguments[1] is BoundConstant member) return $"{x} = \"{set.Members[(int)member.Value]}\"";
        return o.Operation switch
        {
            Operation.Add => $"{x} + {y}",
            Operation.Subtract => $"{x} - {y}",
            Operation.Multiply => $"{x} * {y}",
            Operation.Divide => $"{x} / {y}",
            Operation.Negate => $"-{x}",
            Operation.Minimum => $"min({x}, {y})",
            Operation.Maximum => $"max({x}, {y})",
            Operation.Absolute => $"abs({x})",
            Operation.Logarithm => $"ln({x})",
            Operation.ToNumber => x,
            Operation.Age => $"age({x})",
            Operation.Coalesce => $"coalesce({x}, {y})",
            Operation.Has => $"has({x})",
            Operation.Older => o.Arguments[0] is BoundAggregate a ? $"known({string.Join(", ", a.Keys.Select(k => Of(k, names)))}, {y})" : $"age({x}) > {y}",
            Operation.Less => $"{x} < {y}",
            Operation.LessOrEqual => $"{x} <= {y}",
            Operation.Equal => $"{x} = {y}",
            Operation.And => $"{x} and {y}",
            Operation.Or => $"{x} or {y}",
            Operation.Not => $"not {x}",
            _ => $"{o.Operation.ToString().ToLowerInvariant()}({string.Join(", ", o.Arguments.Select(a => Inner(a, names)))})",
        };
    }

    static string Constant(BoundConstant c) => c.Type.Kind switch
    {
        RuleKind.Boolean => c.Value == 1 ? "true" : "false",
        RuleKind.Money => string.Create(CultureInfo.InvariantCulture, $"{c.Value / 100m:0.##} USD"),
        RuleKind.Number => ColumnBatch.FromOrdered(c.Value).ToString("0.######", CultureInfo.InvariantCulture),
        RuleKind.Duration => Duration(c.Value),
        RuleKind.Choice => $"\"{c.Type.Choices!.Members[(int)c.Value]}\"",
        _ => c.Value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A duration as rules write it, in the largest unit that divides it.</summary>
    public static string Duration(long ticks)
    {
        foreach (var (unit, length) in (ReadOnlySpan<(string, long)>)[("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("min", TimeSpan.TicksPerMinute)])
            if (ticks != 0 && ticks % length == 0) return string.Create(CultureInfo.InvariantCulture, $"{ticks / length}{unit}");
        return string.Create(CultureInfo.InvariantCulture, $"{ticks / (decimal)TimeSpan.TicksPerSecond:0.#######}s");
    }
}
