using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Planning;

namespace Fraud.Rules.Analysis;

/// <summary>
/// Between which ends a value lies where it is known, in the form of a column; both ends belong to it. Wider than the truth where the truth would take more to find:
/// what is said of all values of the range holds for those that occur.
/// </summary>
readonly record struct ValueRange(long Least, long Most)
{
    const long Lowest = ColumnBatch.Unknown + 1;

    static readonly ValueRange Truth = new(0, 1), Ratio = new(0, ColumnBatch.Ordered(1)), NotNegative = new(0, long.MaxValue);
    static readonly ValueRange Finite = new(ColumnBatch.Ordered(-double.MaxValue), ColumnBatch.Ordered(double.MaxValue));

    static readonly Field[] s_notNegative = [Vocabulary.Amount, Vocabulary.OutsideHours, Vocabulary.BlindWindow, Vocabulary.WorksWords, Vocabulary.Reports, Vocabulary.ReferenceNumber, Vocabulary.Uncovered, Vocabulary.UnconfirmedFor];
    static readonly Field[] s_ratios = [Vocabulary.ModelScore, Vocabulary.ModelPercentile];

    static ValueRange AnyOf(RuleType type) => type.Kind switch
    {
        RuleKind.Boolean => Truth,
        RuleKind.Choice => new(0, type.Choices!.Members.Count - 1),
        RuleKind.Number => Finite,
        _ => new(Lowest, long.MaxValue),
    };

    public static ValueRange Of(Bound value) => Constant(value) is { } c && c != ColumnBatch.Unknown ? new(c, c) : value switch
    {
        BoundField f => f.Field == Vocabulary.CreditorClass ? new(1, Vocabulary.Parties.Members.Count - 1) // one that is unsure is unknown
            : Array.IndexOf(s_ratios, f.Field) >= 0 ? Ratio : f.Field == Vocabulary.ModelLift ? new(0, Finite.Most)
            : f.Field == Vocabulary.LocalTime ? new(0, TimeSpan.TicksPerDay - 1) : Array.IndexOf(s_notNegative, f.Field) >= 0 ? NotNegative : AnyOf(f.Type),
        BoundAggregate a => Of(a),
        BoundUnconfirmed => NotNegative,
        BoundOperation o => Of(o),
        _ => AnyOf(value.Type),
    };

    static ValueRange Of(BoundAggregate a) => a.Kind switch
    {
        AggregateKind.Count or AggregateKind.DayCount or AggregateKind.Distinct or AggregateKind.Similar or AggregateKind.HourlyQuantile => NotNegative,
        AggregateKind.HourShare or AggregateKind.NameSimilarity or AggregateKind.ModeShare => Ratio,
        AggregateKind.Sum or AggregateKind.DaySum => Of(a.Value!).Least >= 0 ? NotNegative : AnyOf(a.Type),
        AggregateKind.MaxDaySum => Of(a.Value!).Least >= 0 ? NotNegative : AnyOf(a.Type),
        AggregateKind.Min or AggregateKind.Max or AggregateKind.Median or AggregateKind.Quantile or AggregateKind.LastValue or AggregateKind.FirstValue or AggregateKind.Mode => Of(a.Value!),
        _ => AnyOf(a.Type),
    };

    static ValueRange Of(BoundOperation o)
    {
        // What an instant of the past was counted from lies before the message, but for one that comes late.
        if (o.Operation == Operation.Age) return o.Arguments[0] is BoundAggregate { WindowTicks: > 0 and var window } ? new(0, window - 1) : NotNegative;
        if (o.Type.Kind == RuleKind.Boolean && o.Operation != Operation.Coalesce) return Truth;
        if (o.Arguments.Count == 0) return AnyOf(o.Type);
        if (IsShare(o)) return Ratio;
        var x = Of(o.Arguments[0]);
        var y = o.Arguments.Count > 1 ? Of(o.Arguments[1]) : x;
        bool number = o.Arguments[0].Type == RuleType.Number;
        switch (o.Operation)
        {
            case Operation.Minimum: return new(Math.Min(x.Least, y.Least), Math.Min(x.Most, y.Most));
            case Operation.Maximum: return new(Math.Max(x.Least, y.Least), Math.Max(x.Most, y.Most));
            case Operation.Coalesce: return new(Math.Min(x.Least, y.Least), Math.Max(x.Most, y.Most));
            case Operation.Negate when !number: return new(x.Most == long.MinValue ? long.MaxValue : -x.Most, -x.Least);
            case Operation.Absolute when !number: return x.Least >= 0 ? x : new(0, Math.Max(-x.Least, Math.Abs(x.Most)));
            case Operation.ToNumber: return new(Apply(o, x.Least), Apply(o, x.Most));
            case Operation.Add when !number: return Whole((Int128)x.Least + y.Least, (Int128)x.Most + y.Most);
            case Operation.Subtract when !number: return Whole((Int128)x.Least - y.Most, (Int128)x.Most - y.Least);
            case Operation.Multiply when !number && o.Arguments[1].Type != RuleType.Number:
                Int128[] products = [(Int128)x.Least * y.Least, (Int128)x.Least * y.Most, (Int128)x.Most * y.Least, (Int128)x.Most * y.Most];
                return Whole(products.Min(), products.Max());
            case Operation.Multiply when !number: return x.Least >= 0 && y.Least >= 0 ? NotNegative : AnyOf(o.Type);
            case Operation.Multiply or Operation.Divide: return x.Least >= 0 && y.Least >= 0 ? new(0, Finite.Most) : AnyOf(o.Type);
            default: return AnyOf(o.Type);
        }
    }

    static ValueRange Whole(Int128 least, Int128 most) => new((long)Int128.Clamp(least, Lowest, long.MaxValue), (long)Int128.Clamp(most, Lowest, long.MaxValue));

    /// <summary>Counted on a condition over counted at all, of the same messages.</summary>
    static bool IsShare(BoundOperation o)
        => o is { Operation: Operation.Divide, Arguments: [BoundOperation { Operation: Operation.ToNumber, Arguments: [BoundAggregate part] }, BoundOperation { Operation: Operation.ToNumber, Arguments: [BoundAggregate whole] }] }
            && part.Kind == AggregateKind.Count && whole.Kind == AggregateKind.Count && part.Ledger == whole.Ledger && part.WindowTicks == whole.WindowTicks
            && part.Keys.Select(k => k.Key).SequenceEqual(whole.Keys.Select(k => k.Key)) && part.ReadAs.Select(k => k.Key).SequenceEqual(whole.ReadAs.Select(k => k.Key))
            && (whole.Where is null || part.Where is BoundOperation { Operation: Operation.And } both && both.Arguments[0].Key == whole.Where.Key);

    /// <summary>The value of an expression that no message changes, <see cref="ColumnBatch.Unknown"/> when it is unknown; null of any other.</summary>
    public static long? Constant(Bound value) => value switch
    {
        BoundConstant c => c.Value,
        BoundUnset => ColumnBatch.Unknown,
        BoundOperation { Operation: Operation.Add or Operation.Subtract or Operation.Multiply or Operation.Divide or Operation.Minimum or Operation.Maximum or Operation.Negate
            or Operation.Absolute or Operation.ToNumber or Operation.Logarithm } o => Folded(o),
        _ => null,
    };

    static long? Folded(BoundOperation o)
    {
        if (Constant(o.Arguments[0]) is not { } x) return null;
        if (o.Arguments.Count == 1) return x == ColumnBatch.Unknown ? x : Apply(o, x);
        if (Constant(o.Arguments[1]) is not { } y) return null;
        return x == ColumnBatch.Unknown || y == ColumnBatch.Unknown ? ColumnBatch.Unknown : Apply(o, x, y);
    }

    // As ColumnPlanner chooses.
    static long Apply(BoundOperation o, long x, long y = 0)
    {
        bool number = o.Arguments[0].Type == RuleType.Number;
        return o.Operation switch
        {
            Operation.Add => number ? AddNumber.Apply(x, y) : AddWhole.Apply(x, y),
            Operation.Subtract => number ? SubtractNumber.Apply(x, y) : SubtractWhole.Apply(x, y),
            Operation.Multiply => number ? MultiplyNumber.Apply(x, y) : o.Arguments[1].Type == RuleType.Number ? Scale.Apply(x, y) : MultiplyWhole.Apply(x, y),
            Operation.Divide => DivideNumber.Apply(x, y),
            Operation.Minimum => Math.Min(x, y),
            Operation.Maximum => Math.Max(x, y),
            Operation.Negate => number ? NegateNumber.Apply(x) : NegateWhole.Apply(x),
            Operation.Absolute => number ? AbsoluteNumber.Apply(x) : AbsoluteWhole.Apply(x),
            Operation.Logarithm => Logarithm.Apply(x),
            _ => o.Arguments[0].Type.Kind switch
            {
                RuleKind.Money => MoneyToNumber.Apply(x),
                RuleKind.Duration => DurationToNumber.Apply(x),
                _ => WholeToNumber.Apply(x),
            },
        };
    }

}
