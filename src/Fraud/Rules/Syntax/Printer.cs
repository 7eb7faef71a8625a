using System.Globalization;
using System.Text;

namespace Fraud.Rules.Syntax;

/// <summary>
/// A pack as canonical text: one item a line, the clauses of a rule under it, parentheses only where the reading would change without them, durations in the largest unit that
/// divides them up to days. Read again, the text gives the same pack but for places; printed again, the same text.
/// </summary>
static class Printer
{
    public static string Print(PackSyntax pack)
    {
        var text = new StringBuilder();
        foreach (var item in pack.Items) Print(text, item);
        return text.ToString();
    }

    public static string Print(Expression expression)
    {
        var text = new StringBuilder();
        Write(text, expression, Loosest);
        return text.ToString();
    }

    static void Print(StringBuilder text, Item item)
    {
        switch (item)
        {
            case PackItem p: text.Append("pack \"").Append(p.Name).Append("\" version \"").Append(p.Version).Append('"'); break;
            case UseItem u: text.Append("use \"").Append(u.Pack).Append('"'); break;
            case OffItem o: text.Append("off ").Append(o.Name.Name); break;
            case ParameterItem p: Definition(text, "param", p.Name, p.Value); break;
            case SetItem s: Definition(text, "set", s.Name, s.Value); break;
            case ModeItem m: text.Append("mode ").Append(m.Name.Name).Append(' ').Append(m.Mode.Name); break;
            case OverrideItem o: Override(text, o); break;
            case LetItem l: Definition(text, "let", l.Name, l.Value); break;
            case FeaturesItem f:
                text.Append("features");
                foreach (var feature in f.Features)
                {
                    Definition(text, "\n ", feature.Name, feature.Value);
                    if (feature.Because.Length > 0) text.Append("\n    because \"").Append(feature.Because).Append('"');
                }
                break;
            case FamilyItem f: text.Append("family ").Append(f.Name.Name).Append(" cap ").Append(f.Cap); break;
            case OutcomeItem o: text.Append("outcome ").Append(o.Outcome.Name).Append(" at ").Append(o.Points); break;
            case RuleItem r: Rule(text, r); break;
            default: throw new InvalidOperationException(item.GetType().Name);
        }
        text.Append('\n');
    }

    static void Definition(StringBuilder text, string word, NameExpression name, Expression value)
    {
        text.Append(word).Append(' ').Append(name.Name).Append(" = ");
        Write(text, value, Loosest);
    }

    static void Rule(StringBuilder text, RuleItem rule)
    {
        text.Append("rule ").Append(rule.Id.Name).Append(" \"").Append(rule.Name).Append("\" family ").Append(rule.Family.Name);
        if (rule.Hard is { } hard)
        {
            text.Append(" hard ").Append(hard.Outcome.Name);
            if (hard.When is { } condition) Write(text.Append(" if "), condition, Loosest);
        }
        // On the first line: at the start of one, "mode" is an item of its own.
        if (rule.Mode is { } mode) text.Append(" mode ").Append(mode.Name);
        Days(text, rule.Period);
        foreach (var tier in rule.Points)
        {
            text.Append("\n  points ").Append(tier.Points);
            if (tier.When is { } condition) Write(text.Append(" if "), condition, Loosest);
        }
        if (rule.Given is { } given)
        {
            Write(text.Append("\n  given "), given, Loosest);
            text.Append(" else \"").Append(rule.GivenElse).Append('"');
        }
        Write(text.Append("\n  when "), rule.When, Loosest);
        text.Append("\n  because \"").Append(rule.Because).Append('"');
        if (rule.Flood is { } flood)
            text.Append("\n  flood ").Append(flood.Most).Append(" by ").AppendJoin(", ", flood.Keys.Select(k => k.Name)).Append(" over ").Append(Duration(flood.Window.Ticks));
        foreach (var test in rule.Tests) Test(text, test);
    }

    static void Test(StringBuilder text, RuleTest test)
    {
        text.Append("\n  test \"").Append(test.Shows).Append("\" ").Append(test.Expected.Name);
        if (test.Points is { } points) text.Append(' ').Append(points);
        for (int i = 0; i < test.Values.Count; i++)
        {
            var (name, value) = test.Values[i];
            text.Append(i == 0 ? " with " : ", ").Append(name.Name).Append(" = ");
            if (value is null) text.Append("unknown");
            // A comma and a name come next, as after an argument.
            else Write(text, value, i + 1 < test.Values.Count && EndsWithKeys(value) ? Apart : Sum);
        }
    }

    static void Override(StringBuilder text, OverrideItem item)
    {
        text.Append("override ").Append(item.Kind.Name).Append(' ').Append(item.Target.Name).Append(" when ");
        Write(text, item.When, Loosest);
        Days(text, item.Period);
        text.Append(" by \"").Append(item.Author).Append("\" because \"").Append(item.Reason).Append('"');
    }

    static void Days(StringBuilder text, Period period)
    {
        if (period.From != int.MinValue) text.Append(" from ").Append(Date(period.From));
        if (period.Until != int.MaxValue) text.Append(" until ").Append(Date(period.Until));
    }

    static string Date(int day) => DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // How tightly an expression holds together, in the order of the grammar.
    const int Loosest = 0, Or = 1, And = 2, Not = 3, Compared = 4, Sum = 5, Product = 6, Factor = 7, Apart = 8;

    static int TightnessOf(Expression expression) => expression switch
    {
        BinaryExpression b => TightnessOf(b.Operator),
        UnaryExpression { Operator: "not" } => Not,
        _ => Factor,
    };

    static int TightnessOf(string op) => op switch { "or" => Or, "and" => And, "+" or "-" => Sum, "*" or "/" => Product, _ => Compared };

    static void Write(StringBuilder text, Expression expression, int least)
    {
        bool apart = TightnessOf(expression) < least;
        if (apart) text.Append('(');
        switch (expression)
        {
            case NumberLiteral n: text.Append(Digits(n.Value, n.IsWhole)); break;
            case PercentLiteral p: text.Append(Digits(100 * p.Share, true)).Append('%'); break;
            case MoneyLiteral m: text.Append(Digits(m.Value, true)).Append(' ').Append(m.Currency); break;
            case DurationLiteral d: text.Append(Duration(d.Ticks)); break;
            case DateLiteral d: text.Append(Date(d.Day)); break;
            case TextLiteral t: text.Append('"').Append(t.Value).Append('"'); break;
            case NoneLiteral: text.Append("none"); break;
            case NameExpression n: text.Append(n.Name); break;
            case UnaryExpression { Operator: "not" } u: Write(text.Append("not "), u.Operand, Not); break;
            case UnaryExpression u: Write(text.Append(u.Operator), u.Operand, Factor); break;
            case BinaryExpression b:
                int own = TightnessOf(b.Operator);
                // Operators of one kind are read from the left; comparisons stand alone.
                Write(text, b.Left, own == Compared ? own + 1 : own);
                text.Append(' ').Append(b.Operator).Append(' ');
                Write(text, b.Right, own + 1);
                break;
            case CallExpression c: Call(text, c.Function, c.Arguments); break;
            case AggregateExpression a: Aggregate(text, a); break;
            default: throw new InvalidOperationException(expression.GetType().Name);
        }
        if (apart) text.Append(')');
    }

    static void Call(StringBuilder text, string function, IReadOnlyList<Expression> arguments)
    {
        text.Append(function).Append('(');
        for (int i = 0; i < arguments.Count; i++)
        {
            if (i > 0) text.Append(", ");
            // After an open list of keys a comma and a name would be read as one more key.
            bool apart = i + 1 < arguments.Count && EndsWithKeys(arguments[i]) && StartsWithName(arguments[i + 1]);
            if (apart) text.Append('(');
            Write(text, arguments[i], Loosest);
            if (apart) text.Append(')');
        }
        text.Append(')');
    }

    static bool EndsWithKeys(Expression expression) => expression switch
    {
        AggregateExpression a => a.Window is null && !a.Today,
        // What stands in parentheses ends with them.
        BinaryExpression b => TightnessOf(b.Right) > TightnessOf(b.Operator) && EndsWithKeys(b.Right),
        UnaryExpression { Operator: "not" } u => TightnessOf(u.Operand) >= Not && EndsWithKeys(u.Operand),
        UnaryExpression u => TightnessOf(u.Operand) >= Factor && EndsWithKeys(u.Operand),
        _ => false,
    };

    /// <summary>A name that is not called: what the list of keys would take.</summary>
    static bool StartsWithName(Expression expression) => expression switch
    {
        NameExpression or NoneLiteral => true,
        UnaryExpression { Operator: "not" } u => TightnessOf(u.Operand) >= Not,
        BinaryExpression b => TightnessOf(b.Left) >= TightnessOf(b.Operator) + (TightnessOf(b.Operator) == Compared ? 1 : 0) && StartsWithName(b.Left),
        _ => false,
    };

    static void Aggregate(StringBuilder text, AggregateExpression a)
    {
        Call(text, a.Function, a.Arguments);
        text.Append(" of ").Append(a.Ledger.Name);
        if (a.Where is { } where) Write(text.Append(" where "), where, Loosest);
        text.Append(" by ").AppendJoin(", ", a.Keys.Select(k => k.Name));
        if (a.ReadAs.Count > 0) text.Append(" as ").AppendJoin(", ", a.ReadAs.Select(k => k.Name));
        if (a.Today) text.Append(" today");
        else if (a.Window is { } window) text.Append(" over ").Append(Duration(window.Ticks));
    }

    static string Digits(decimal value, bool whole)
    {
        string digits = value.ToString("0.############################", CultureInfo.InvariantCulture);
        return whole || digits.Contains('.', StringComparison.Ordinal) ? digits : digits + ".0";
    }

    static string Duration(long ticks)
    {
        if (ticks > 0)
        {
            foreach (var (unit, size) in ((string, long)[])[("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("min", TimeSpan.TicksPerMinute)])
                if (ticks % size == 0) return string.Create(CultureInfo.InvariantCulture, $"{ticks / size}{unit}");
        }
        return Digits(ticks / (decimal)TimeSpan.TicksPerSecond, true) + "s";
    }
}
