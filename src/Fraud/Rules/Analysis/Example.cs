using System.Globalization;
using Fraud.Profiles;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Analysis;

/// <summary>Values that the solver found, as a message would bring them, in the words of the rules.</summary>
static class Example
{
    /// <summary>As the tail of a sentence; empty when no value has a name.</summary>
    public static string Of(IReadOnlyList<Assigned> found, IReadOnlyList<KeyValuePair<string, Bound>> names)
    {
        var shown = found.Select(f => Of(f, names)).OfType<string>().Distinct().ToList();
        return shown.Count == 0 ? "" : $"; for example {string.Join(", ", shown)}";
    }

    static string? Of(Assigned assigned, IReadOnlyList<KeyValuePair<string, Bound>> names)
    {
        var ((value, other, range), cell) = assigned;
        if (NameOf(value, names) is not { } name) return null;
        if (other is not null) return cell.IsKnown && NameOf(other, names) is { } second ? $"{name} {Sign(cell)} {second}" : null;
        if (!cell.IsKnown) return $"{name} unknown";
        if (value.Type.Kind is RuleKind.Text or RuleKind.Name or RuleKind.Instant) return null;
        long at = Within(cell, range, value.Type);
        return value.Type.Kind == RuleKind.Boolean ? $"{(at == 1 ? "" : "not ")}{name}" : $"{name} = {Text(at, value.Type)}";
    }

    static string Sign(Cell cell) => (cell.Least, cell.Most) switch
    {
        (-1, -1) => "<", (0, 0) => "=", (1, 1) => ">", (-1, 0) => "<=", (0, 1) => ">=", _ => "beside",
    };

    public static string? NameOf(Bound value, IReadOnlyList<KeyValuePair<string, Bound>> names)
        => value is BoundField f ? f.Field.Name : names.Where(n => n.Value.Key == value.Key).Select(n => n.Key).FirstOrDefault()
            ?? (value is BoundOperation { Operation: Operation.Age } o && NameOf(o.Arguments[0], names) is { } instant ? $"age({instant})" : null);

    /// <summary>The end at which the cell was cut; a number lies beside it.</summary>
    static long Within(Cell cell, ValueRange range, RuleType type)
    {
        bool below = cell.Least > range.Least, above = cell.Most < range.Most;
        if (type.Kind != RuleKind.Number) return below ? cell.Least : above ? cell.Most : Math.Clamp(0, cell.Least, cell.Most);
        double least = ColumnBatch.FromOrdered(cell.Least), most = ColumnBatch.FromOrdered(cell.Most);
        double at = below && above ? least + (most - least) / 2 : below ? least + 1 : above ? most - 1 : 0;
        return Math.Clamp(ColumnBatch.Ordered(at), cell.Least, cell.Most);
    }

    /// <summary>A value as rules write it.</summary>
    public static string Text(long value, RuleType type) => type.Kind switch
    {
        RuleKind.Money => string.Create(CultureInfo.InvariantCulture, $"{value / 100m:#,##0.00} USD"),
        RuleKind.Number => ColumnBatch.FromOrdered(value).ToString("0.####", CultureInfo.InvariantCulture),
        RuleKind.Choice => type.Choices!.Members[(int)value],
        RuleKind.Duration => Duration(value),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    static string Duration(long ticks)
    {
        foreach (var (unit, length) in (ReadOnlySpan<(string, long)>)[("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("min", TimeSpan.TicksPerMinute)])
            if (ticks != 0 && ticks % length == 0) return string.Create(CultureInfo.InvariantCulture, $"{ticks / length}{unit}");
        // A tick above a limit is shown as the next second.
        return string.Create(CultureInfo.InvariantCulture, $"{(ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond}s");
    }
}
