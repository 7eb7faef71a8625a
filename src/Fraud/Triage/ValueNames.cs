using System.Globalization;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>Values, and what they would have to be, by the names that the rules use: a field's, a let's, else the expression as it could be written.</summary>
sealed class ValueNames
{
    readonly WhatIf _row;
    readonly Explainer _explainer;
    readonly Dictionary<int, ReadValue> _reads = [];

    public ValueNames(WhatIf row, Explainer explainer)
    {
        (_row, _explainer) = (row, explainer);
        foreach (var rule in row.Program.Rules)
            foreach (var read in rule.Reads) _reads.TryAdd(read.Column, read);
    }

    int ColumnOf(Bound value) => value is BoundConstant or BoundUnset ? -1 : _row.Program.Names.GetValueOrDefault(value.Key, -1);

    public string Of(FreeValue value)
    {
        if (!value.IsAge) return Of(value.Value);
        if (_row.Program.Names.TryGetValue($"{Operation.Age}({value.Value.Key})", out int age) && _reads.TryGetValue(age, out var read)) return read.Name;
        return value.Value is BoundAggregate { Kind: AggregateKind.First or AggregateKind.Last } a
            ? $"time since the {(a.Kind == AggregateKind.First ? "first" : "last")} {a.Ledger switch { Ledger.Attempts => "attempt", Ledger.Accepted => "accepted payment", Ledger.Rejected => "rejection", Ledger.Fraud => "known fraud", _ => "label" }} ({Keys(a)})"
            : $"age({Of(value.Value)})";
    }

    public string Of(Bound value)
    {
        if (ColumnOf(value) is >= 0 and var column && _reads.TryGetValue(column, out var read)) return read.Name;
        return value switch
        {
            BoundField f => f.Field.Name,
            BoundConstant c => ValueText.Of(c.Value, c.Type),
            BoundText t => $"\"{t.Text}\"",
            BoundUnset => "none",
            BoundAggregate a => Written(a),
            BoundUnconfirmed => "unconfirmed",
            BoundFlow f => $"{f.Kind.ToString().ToLowerInvariant()}({Of(f.Amount)}) by {Of(f.Payer)}, {Of(f.Payee)}",
            BoundOperation o => Written(o),
            _ => value.Key,
        };
    }

    string Written(BoundOperation o)
    {
        string X() => Of(o.Arguments[0]);
        string Y() => Of(o.Arguments[1]);
        return o.Operation switch
        {
            Operation.Add => $"({X()} + {Y()})",
            Operation.Subtract => $"({X()} - {Y()})",
            Operation.Multiply => $"{X()} × {Y()}",
            Operation.Divide => $"{X()} ÷ {Y()}",
            Operation.Negate => "-" + X(),
            Operation.Minimum => $"min({X()}, {Y()})",
            Operation.Maximum => $"max({X()}, {Y()})",
            Operation.Absolute => $"abs({X()})",
            Operation.Logarithm => $"ln({X()})",
            Operation.ToNumber => X(),
            Operation.Age => $"age({X()})",
            Operation.Coalesce => $"coalesce({X()}, {Y()})",
            Operation.Has => $"has({X()})",
            Operation.Older when o.Arguments[0] is BoundAggregate a => o.Arguments[1] is BoundConstant { Value: 0 } ? $"known({Keys(a)})" : $"known({Keys(a)}, {Y()})",
            Operation.Less => $"{X()} < {Y()}",
            Operation.LessOrEqual => $"{X()} <= {Y()}",
            Operation.Equal => $"{X()} = {Y()}",
            Operation.And => $"({X()} and {Y()})",
            Operation.Or => $"({X()} or {Y()})",
            Operation.Not => $"not {X()}",
            _ => o.Key,
        };
    }

    string Keys(BoundAggregate a) => string.Join(", ", a.Keys.Select(Of));

    string Written(BoundAggregate a)
    {
        string function = a.Kind switch
        {
            AggregateKind.DayCount => "count",
            AggregateKind.DaySum => "sum",
            AggregateKind.LastValue => "latest",
            AggregateKind.FirstValue => "earliest",
            AggregateKind.RobustZ => "robust_z",
            AggregateKind.ModeShare => "mode_share",
            AggregateKind.MaxDaySum => "max_day_sum",
            AggregateKind.HourShare => "hour_share",
            AggregateKind.HourlyQuantile => "hourly_quantile",
            AggregateKind.NameSimilarity => "name_similarity",
            _ => a.Kind.ToString().ToLowerInvariant(),
        };
        string arguments = string.Join(", ", new[] { a.Value, a.Second }.OfType<Bound>().Select(Of));
        string window = a.Kind is AggregateKind.DayCount or AggregateKind.DaySum ? " today"
            : a.WindowTicks == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $" over {(a.WindowTicks % TimeSpan.TicksPerDay == 0 ? $"{a.WindowTicks / TimeSpan.TicksPerDay}d" : a.WindowTicks % TimeSpan.TicksPerMinute == 0 ? $"{a.WindowTicks / TimeSpan.TicksPerMinute}min" : $"{a.WindowTicks / TimeSpan.TicksPerSecond}s")}");
        return $"{function}({arguments}) of {a.Ledger.ToString().ToLowerInvariant()}{(a.Where is null ? "" : " where " + Of(a.Where))} by {Keys(a)}{(a.ReadAs.Count > 0 ? " as " + string.Join(", ", a.ReadAs.Select(Of)) : "")}{window}";
    }

    public string Was(FreeValue value)
    {
        if (value.Was == ColumnBatch.Unknown && value.IsAge && _row.Why(value.Column) == UnknownReason.NoHistory) return "never";
        return value.IsAge && value.Was != ColumnBatch.Unknown ? ValueText.Of(value.Was, value.Type) : Was(value.Value);
    }

    /// <summary>A value as it was read; an identity that no text stands for is not told by its hash.</summary>
    public string Was(Bound value)
    {
        var field = (value as BoundField)?.Field;
        var read = _reads.GetValueOrDefault(ColumnOf(value)) ?? new ReadValue("", field, value.Type, ColumnOf(value));
        string text = _explainer.Show(field is null ? read : read with { Field = field });
        return text.StartsWith('#') ? Identity(_row.Was(ColumnOf(value)), ColumnOf(value)) ?? "another" : text;
    }

    /// <summary>An identity by the text that a rule writes, or by another value that is the same.</summary>
    string? Identity(long identity, int column)
        => _row.Program.Texts.TryGetValue(identity, out string? text) ? text
            : _row.Program.Values.Where(v => v.Value.Type.Kind == RuleKind.Text && v.Key != column && _row.Was(v.Key) == identity).OrderBy(v => v.Key).Select(v => v.Value).FirstOrDefault() is { } same ? "the same as " + Of(same)
            : null;

    /// <summary>What a stretch of values asks for.</summary>
    public string Needed(FreeValue value, Stretch range)
    {
        if (value.Type.Kind == RuleKind.Text) return Identity(range.First, value.Column) ?? "any other";
        if (!value.Type.IsQuantity) return ValueText.Of(range.First, value.Type);
        bool least = value.IsLeast(range.First), most = value.IsMost(range.Last);
        return least && most ? "any value" : range.First == range.Last ? Show(range.First, value.Value, value.Type) : least ? UpTo(range.Last, value.Value, value.Type) : most ? From(range.First, value.Value, value.Type)
            : $"{Show(range.First, value.Value, value.Type)} to {Show(range.Last, value.Value, value.Type)}";
    }

    /// <summary>"at most 99,999.99 USD"; "under 3.5" where the number beyond the edge is the rounder one.</summary>
    public string UpTo(long edge, Bound value, RuleType type) => Rough(edge, type) <= Rough(edge + 1, type) ? "at most " + Show(edge, value, type) : "under " + Show(edge + 1, value, type);

    public string From(long edge, Bound value, RuleType type) => Rough(edge, type) <= Rough(edge - 1, type) ? "at least " + Show(edge, value, type) : "over " + Show(edge - 1, value, type);

    static long Rough(long value, RuleType type) => type.Kind switch
    {
        RuleKind.Number => ColumnBatch.FromOrdered(value).ToString("R", CultureInfo.InvariantCulture).Length,
        RuleKind.Duration => value % TimeSpan.TicksPerMinute == 0 ? 0 : value % TimeSpan.TicksPerSecond == 0 ? 1 : 2,
        _ => 0,
    };

    string Show(long value, Bound bound, RuleType type)
    {
        if (bound is BoundField f && f.Field == Vocabulary.LocalTime) return new DateTime(value).ToString("HH:mm", CultureInfo.InvariantCulture);
        if (bound is BoundField d && d.Field == Vocabulary.ValueDate) return DateOnly.FromDayNumber((int)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (type.Kind == RuleKind.Number && IsShare(bound)) return ValueText.Share(ColumnBatch.FromOrdered(value));
        return type.Kind == RuleKind.Number ? ColumnBatch.FromOrdered(value).ToString("#,##0.######", CultureInfo.InvariantCulture) : ValueText.Of(value, type);
    }

    /// <summary>A difference as a person reads it.</summary>
    public string Difference(long a, long b, Bound value, RuleType type)
        => type.Kind != RuleKind.Number ? ValueText.Of((long)Math.Min((decimal)long.MaxValue, Math.Abs((decimal)a - b)), type)
            : IsShare(value) ? ValueText.Share(Distance(a, b, type)) : ValueText.Of(ColumnBatch.Ordered(Distance(a, b, type)), type);

    bool IsShare(Bound value) => ColumnOf(value) is >= 0 and var column && _reads.TryGetValue(column, out var read) && read.IsShare;

    /// <summary>How far two values lie apart, in units of their type: 1, 1.00 USD, an hour.</summary>
    public static double Distance(long a, long b, RuleType type) => Math.Abs(InUnits(a, type) - InUnits(b, type));

    /// <summary>A value's own size in the same units, never below the least that counts.</summary>
    public static double Units(long value, RuleType type) => Math.Max(Math.Abs(InUnits(value, type)), type.Kind == RuleKind.Number ? 0.01 : 1);

    static double InUnits(long value, RuleType type) => type.Kind switch
    {
        RuleKind.Number => ColumnBatch.FromOrdered(value),
        RuleKind.Money => value / 100.0,
        RuleKind.Duration => value / (double)TimeSpan.TicksPerHour,
        _ => value,
    };
}
