using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;

namespace Fraud.Tests.Rules;

/// <summary>
/// The meaning of the language, written down as plainly as possible: walks the bound expression of one row. Fields and aggregates are read from their columns,
/// everything else is computed anew. Null is unknown.
/// </summary>
sealed class PlainInterpreter(RuleProgram program, BoundPack pack, ColumnBatch batch, int row)
{
    long? Column(Bound value)
    {
        int column = value is BoundField f ? program.Fields[f.Field] : program.Names[value.Key];
        long x = batch.Values[column * ColumnBatch.Stride + row];
        return x == ColumnBatch.Unknown ? null : x;
    }

    UnknownReason Why(Bound value) => batch.Why[program.Names[value.Key] * ColumnBatch.Stride + row];

    static double D(long x) => ColumnBatch.FromOrdered(x);
    static long? N(double x) => double.IsFinite(x) ? ColumnBatch.Ordered(x) : null;
    static long? B(bool x) => x ? 1 : 0;
    static long? Whole(System.Numerics.BigInteger x) => x > long.MinValue && x <= long.MaxValue ? (long)x : null;

    public bool? Fires(BoundRuleItem rule)
    {
        if (pack.Off.Contains(rule.Id) || pack.Off.Contains(pack.Families[rule.Family].Name)) return false;
        if (rule.Given is not null && Evaluate(rule.Given) is not 1) return null;
        return Evaluate(rule.When) switch { null => null, 1 => true, _ => false };
    }

    public int Points(BoundRuleItem rule) => rule.Points.Where(t => t.When is null || Evaluate(t.When) == 1).Select(t => t.Points).LastOrDefault();

    public long? Evaluate(Bound value)
    {
        switch (value)
        {
            case BoundConstant c: return c.Value;
            case BoundUnset: return null;
            case BoundField or BoundAggregate or BoundUnconfirmed or BoundFlow: return Column(value);
            case BoundRule r: return Fires(pack.Rules.Single(x => x.Id == r.Id)) switch { null => null, true => 1, false => 0 };
        }
        var o = (BoundOperation)value;
        long? x = Evaluate(o.Arguments[0]), y = o.Arguments.Count > 1 ? Evaluate(o.Arguments[1]) : null;
        switch (o.Operation)
        {
            case Operation.And: return x == 0 || y == 0 ? 0 : x is null || y is null ? null : 1;
            case Operation.Or: return x == 1 || y == 1 ? 1 : x is null || y is null ? null : 0;
            case Operation.Has: return B(x is not null);
            case Operation.Coalesce: return x ?? y;
            case Operation.Older: return x is { } first ? B(batch.Ticks[row] - first > y!.Value) : Why(o.Arguments[0]) == UnknownReason.NoHistory ? 0 : null;
        }
        if (x is not { } a) return null;
        bool number = o.Arguments[0].Type == RuleType.Number;
        switch (o.Operation)
        {
            case Operation.Not: return 1 - a;
            case Operation.Negate: return number ? N(-D(a)) : -a;
            case Operation.Absolute: return number ? N(Math.Abs(D(a))) : Math.Abs(a);
            case Operation.Logarithm: return D(a) > 0 ? N(DeterministicMath.Log(D(a))) : null;
            case Operation.Age: return batch.Ticks[row] - a;
            case Operation.ToNumber:
                return o.Arguments[0].Type.Kind switch { RuleKind.Money => N(a / 100.0), RuleKind.Duration => N(a / 1e7), _ => N(a) };
        }
        if (y is not { } b) return null;
        return o.Operation switch
        {
            Operation.Add => number ? N(D(a) + D(b)) : Whole((System.Numerics.BigInteger)a + b),
            Operation.Subtract => number ? N(D(a) - D(b)) : Whole((System.Numerics.BigInteger)a - b),
            Operation.Multiply => number ? N(D(a) * D(b))
                : o.Arguments[1].Type == RuleType.Number ? Math.Abs(Math.Round(a * D(b), MidpointRounding.AwayFromZero)) < 9.2e18 ? (long)Math.Round(a * D(b), MidpointRounding.AwayFromZero) : null
                : Whole((System.Numerics.BigInteger)a * b),
            Operation.Divide => N(D(a) / D(b)),
            Operation.Minimum => Math.Min(a, b),
            Operation.Maximum => Math.Max(a, b),
            Operation.Less => B(number ? D(a) < D(b) : a < b),
            Operation.LessOrEqual => B(number ? D(a) <= D(b) : a <= b),
            Operation.Equal => B(number ? D(a) == D(b) : a == b),
            _ => throw new InvalidOperationException(o.Operation.ToString()),
        };
    }
}
