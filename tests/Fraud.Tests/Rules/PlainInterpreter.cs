using System.Numerics;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;

namespace Fraud.Tests.Rules;

/// <summary>One message as the plain interpreter sees it: fields and aggregates come from outside.</summary>
interface IPlainRow
{
    long Ticks { get; }

    /// <summary>A field or an aggregate; null for unknown.</summary>
    long? Read(Bound value);

    /// <summary>The identity of a text that a rule writes.</summary>
    long Of(BoundText text);

    /// <summary>Whether it is unknown because nothing of the kind ever happened.</summary>
    bool HasNoHistory(Bound value);
}

/// <summary>The meaning of the language, written down as plainly as possible: walks the bound expressions of one message. Null is unknown.</summary>
sealed class PlainInterpreter(BoundPack pack, IPlainRow row)
{
    public PlainInterpreter(RuleProgram program, BoundPack pack, ColumnBatch batch, int row) : this(pack, new ColumnRow(program, batch, row)) { }

    static double D(long x) => ColumnBatch.FromOrdered(x);
    static long? N(double x) => double.IsFinite(x) ? ColumnBatch.Ordered(x) : null;
    static long? B(bool x) => x ? 1 : 0;
    static long? Whole(BigInteger x) => x > long.MinValue && x <= long.MaxValue ? (long)x : null;

    public static bool IsOff(BoundPack pack, BoundRuleItem rule) => pack.Off.Contains(rule.Id) || pack.Off.Contains(pack.Families[rule.Family].Name);

    /// <summary>Whether the rule in whose conditions we are is in shadow: it alone sees others that are.</summary>
    bool _inShadow;

    /// <summary>In force, given and true, and not suppressed.</summary>
    public bool? Fires(BoundRuleItem rule)
    {
        if (IsOff(pack, rule)) return false;
        bool outer = _inShadow;
        _inShadow = rule.Mode == RuleMode.Shadow;
        long? inForce = rule.InForce is null ? 1 : Evaluate(rule.InForce);
        bool? fires = inForce == 0 || Applies(OverrideKind.Suppress, rule) ? false
            : rule.Given is not null && Evaluate(rule.Given) is not 1 ? null
            : Evaluate(rule.When) switch { null => null, 1 => inForce is null ? null : true, _ => false };
        _inShadow = outer;
        return fires;
    }

    bool Applies(OverrideKind kind, BoundRuleItem rule) => pack.Overrides.Any(o => o.Kind == kind && o.Rules.Contains(rule.Id) && Evaluate(o.When) == 1);

    /// <summary>Whether a rule that fires counts.</summary>
    public bool Counts(BoundRuleItem rule) => rule.Mode != RuleMode.Shadow && !Applies(OverrideKind.Snooze, rule);

    public bool IsHard(BoundRuleItem rule) => rule.Hard != Outcome.Pass && (rule.HardWhen is null || In(rule, rule.HardWhen) == 1);

    long? In(BoundRuleItem rule, Bound condition)
    {
        bool outer = _inShadow;
        _inShadow = rule.Mode == RuleMode.Shadow;
        long? value = Evaluate(condition);
        _inShadow = outer;
        return value;
    }

    public int Points(BoundRuleItem rule) => rule.Points.Where(t => t.When is null || In(rule, t.When) == 1).Select(t => t.Points).LastOrDefault();

    public long? Evaluate(Bound value)
    {
        switch (value)
        {
            case BoundConstant c: return c.Value;
            case BoundUnset: return null;
            case BoundField or BoundAggregate or BoundUnconfirmed or BoundFlow: return row.Read(value);
            case BoundText t: return row.Of(t);
            case BoundRule r:
                var other = pack.Rules.Single(x => x.Id == r.Id);
                return other.Mode == RuleMode.Shadow && !_inShadow ? 0 : Fires(other) switch { null => null, true => 1, false => 0 };
        }
        var o = (BoundOperation)value;
        long? x = Evaluate(o.Arguments[0]), y = o.Arguments.Count > 1 ? Evaluate(o.Arguments[1]) : null;
        switch (o.Operation)
        {
            case Operation.And: return x == 0 || y == 0 ? 0 : x is null || y is null ? null : 1;
            case Operation.Or: return x == 1 || y == 1 ? 1 : x is null || y is null ? null : 0;
            case Operation.Has: return B(x is not null);
            case Operation.Coalesce: return x ?? y;
            case Operation.Older: return x is { } first ? B(row.Ticks - first > y!.Value) : row.HasNoHistory(o.Arguments[0]) ? 0 : null;
        }
        if (x is not { } a) return null;
        bool number = o.Arguments[0].Type == RuleType.Number;
        switch (o.Operation)
        {
            case Operation.Not: return 1 - a;
            case Operation.Negate: return number ? N(-D(a)) : -a;
            case Operation.Absolute: return number ? N(Math.Abs(D(a))) : Math.Abs(a);
            case Operation.Logarithm: return D(a) > 0 ? N(DeterministicMath.Log(D(a))) : null;
            case Operation.Age: return row.Ticks - a;
            case Operation.ToNumber:
                return o.Arguments[0].Type.Kind switch { RuleKind.Money => N(a / 100.0), RuleKind.Duration => N(a / 1e7), _ => N(a) };
        }
        if (y is not { } b) return null;
        return o.Operation switch
        {
            Operation.Add => number ? N(D(a) + D(b)) : Whole((BigInteger)a + b),
            Operation.Subtract => number ? N(D(a) - D(b)) : Whole((BigInteger)a - b),
            Operation.Multiply => number ? N(D(a) * D(b))
                : o.Arguments[1].Type == RuleType.Number ? Math.Abs(Math.Round(a * D(b), MidpointRounding.AwayFromZero)) < 9.2e18 ? (long)Math.Round(a * D(b), MidpointRounding.AwayFromZero) : null
                : Whole((BigInteger)a * b),
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
