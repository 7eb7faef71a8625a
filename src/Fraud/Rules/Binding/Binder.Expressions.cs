using Fraud.Profiles;
using Fraud.Rules.Syntax;

namespace Fraud.Rules.Binding;

sealed partial class Binder
{
    const string BaseCurrency = "USD";

    static readonly BoundUnset Failed = new(RuleType.Error);

    BoundUnset Fail(Span span, string message)
    {
        _source.Error(span, message);
        return Failed;
    }

    Bound Condition(Expression expression)
    {
        var bound = Expression(expression);
        return bound.Type.Kind is RuleKind.Boolean or RuleKind.Error ? bound
            : Fail(expression.Span, $"expected a condition, found {Article(bound.Type)}");
    }

    Bound Resolve(string name, Span span)
    {
        if (name is "true" or "false") return new BoundConstant(RuleType.Boolean, name == "true" ? 1 : 0);
        if (_names.TryGetValue(name, out var value)) return value;
        if (Vocabulary.Find(name) is { } field) return new BoundField(field);
        if (_rules.ContainsKey(name))
            return _mayReferToRules ? new BoundRule(name) : Fail(span, $"rule {name} can be referred to in a rule's conditions only, alone or beside and, or, not");
        var candidates = _names.Keys.Concat(Vocabulary.All.Select(f => f.Name)).Concat(_mayReferToRules ? _rules.Keys : []);
        return Fail(span, $"nothing is named '{name}'{SourceText.DidYouMean(name, candidates)}");
    }

    // Lets are written out where they are used, so thirty that double each other would be a billion operations. The longest of the standard packs has 4,000 letters.
    const int LongestKey = 32_768;

    Bound Expression(Expression expression)
    {
        var bound = expression is CallExpression or AggregateExpression or BinaryExpression { Operator: not ("and" or "or") } ? Apart(expression) : Meaning(expression);
        return bound.Key.Length <= LongestKey ? bound : Fail(expression.Span, "this expression is too large, what its names stand for written out");
    }

    /// <summary>A rule is true, false or unknown beside and, or, not; it has no value to calculate with or to remember.</summary>
    Bound Apart(Expression expression)
    {
        bool outer = _mayReferToRules;
        _mayReferToRules = false;
        var bound = Meaning(expression);
        _mayReferToRules = outer;
        return bound;
    }

    Bound Meaning(Expression expression) => expression switch
    {
        NumberLiteral { IsWhole: true } n when n.Value <= 1_000_000_000_000_000 => new BoundConstant(RuleType.Integer, (long)n.Value),
        NumberLiteral n => Number((double)n.Value),
        PercentLiteral p => Number((double)p.Share),
        MoneyLiteral m => MoneyConstant(m),
        DurationLiteral d => new BoundConstant(RuleType.Duration, d.Ticks),
        DateLiteral d => new BoundConstant(RuleType.Integer, d.Day),
        TextLiteral t => Fail(t.Span, "a text stands only beside a class or a text, as in creditor_class = \"person\" or currency = \"EUR\""),
        NoneLiteral => new BoundUnset(RuleType.None),
        NameExpression n => Resolve(n.Name, n.Span),
        UnaryExpression u => Unary(u),
        BinaryExpression b => Binary(b),
        CallExpression c => Call(c),
        AggregateExpression a => Aggregate(a),
        _ => throw new InvalidOperationException(expression.GetType().Name),
    };

    static BoundConstant Number(double value) => new(RuleType.Number, ColumnBatch.Ordered(value));

    Bound MoneyConstant(MoneyLiteral m)
    {
        if (m.Currency != BaseCurrency) return Fail(m.Span, $"thresholds are written in the base currency, {BaseCurrency}; amounts are converted to it at the dated rate");
        return m.Value > 1_000_000_000_000_000 ? Fail(m.Span, "this amount is out of range; at most 10^15") : new BoundConstant(RuleType.Money, (long)(m.Value * 100));
    }

    Bound Unary(UnaryExpression u)
    {
        if (u.Operator == "not") return Condition(u.Operand) is { Type.Kind: RuleKind.Boolean } c ? new BoundOperation(Operation.Not, RuleType.Boolean, c) : Failed;
        var operand = Expression(u.Operand);
        if (operand.Type.Kind == RuleKind.Error) return Failed;
        if (!operand.Type.IsQuantity) return Fail(u.Operand.Span, $"only a quantity can be negated, found {Article(operand.Type)}");
        return operand is BoundConstant c2
            ? c2.Type == RuleType.Number ? Number(-ColumnBatch.FromOrdered(c2.Value)) : new BoundConstant(c2.Type, -c2.Value)
            : new BoundOperation(Operation.Negate, operand.Type, operand);
    }

    Bound Binary(BinaryExpression b)
    {
        if (b.Operator is "and" or "or")
        {
            var l = Condition(b.Left);
            var r = Condition(b.Right);
            return l.Type.Kind == RuleKind.Error || r.Type.Kind == RuleKind.Error ? Failed
                : new BoundOperation(b.Operator == "and" ? Operation.And : Operation.Or, RuleType.Boolean, l, r);
        }
        if (b.Operator is "+" or "-" or "*" or "/") return Arithmetic(b);
        return Comparison(b);
    }

    Bound Comparison(BinaryExpression b)
    {
        if (b.Right is TextLiteral right) return ChoiceComparison(b, b.Left, right);
        if (b.Left is TextLiteral left) return ChoiceComparison(b, b.Right, left);
        var l = Expression(b.Left);
        var r = Expression(b.Right);
        if (l.Type.Kind == RuleKind.Error || r.Type.Kind == RuleKind.Error) return Failed;
        if (l is BoundUnset || r is BoundUnset) return new BoundUnset(RuleType.Boolean);
        bool equality = b.Operator is "=" or "!=";
        (l, r) = Unify(l, r);
        if (l.Type != r.Type) return Fail(b.Span, $"cannot compare {Article(l.Type)} with {Article(r.Type)}{UnitHint(l, r)}");
        if (l.Type.Kind == RuleKind.Name) return Fail(b.Span, "names are compared by name_similarity or lookalike, not letter by letter");
        if (!equality && !l.Type.IsOrdered) return Fail(b.Span, $"{Article(l.Type)} has no order; expected = or !=");
        var compared = b.Operator switch
        {
            "<" => new BoundOperation(Operation.Less, RuleType.Boolean, l, r),
            ">" => new BoundOperation(Operation.Less, RuleType.Boolean, r, l),
            "<=" => new BoundOperation(Operation.LessOrEqual, RuleType.Boolean, l, r),
            ">=" => new BoundOperation(Operation.LessOrEqual, RuleType.Boolean, r, l),
            _ => new BoundOperation(Operation.Equal, RuleType.Boolean, l, r),
        };
        return b.Operator == "!=" ? new BoundOperation(Operation.Not, RuleType.Boolean, compared) : compared;
    }

    static string UnitHint(Bound l, Bound r) => (l.Type.Kind, r.Type.Kind) switch
    {
        (RuleKind.Money, RuleKind.Integer or RuleKind.Number) or (RuleKind.Integer or RuleKind.Number, RuleKind.Money) => $"; write the amount with its currency, such as 100_000 {BaseCurrency}",
        (RuleKind.Duration, RuleKind.Integer or RuleKind.Number) or (RuleKind.Integer or RuleKind.Number, RuleKind.Duration) => "; write the duration with its unit, such as 24h",
        _ => "",
    };

    Bound ChoiceComparison(BinaryExpression b, Expression choice, TextLiteral text)
    {
        var left = Expression(choice);
        if (left.Type.Kind == RuleKind.Error) return Failed;
        if (left.Type.Kind == RuleKind.Text) return TextComparison(b, left, text);
        if (left.Type.Choices is not { } set) return Fail(b.Span, $"cannot compare {Article(left.Type)} with a text");
        if (b.Operator is not ("=" or "!=")) return Fail(b.Span, "classes have no order; expected = or !=");
        int member = set.IndexOf(text.Value);
        if (member < 0) return Fail(text.Span, $"\"{text.Value}\" is not {set.Name}{SourceText.DidYouMean(text.Value, set.Members)}; expected one of {string.Join(", ", set.Members)}");
        var equal = new BoundOperation(Operation.Equal, RuleType.Boolean, left, new BoundConstant(left.Type, member));
        return b.Operator == "=" ? equal : new BoundOperation(Operation.Not, RuleType.Boolean, equal);
    }

    Bound TextComparison(BinaryExpression b, Bound left, TextLiteral text)
    {
        if (b.Operator is not ("=" or "!=")) return Fail(b.Span, "texts have no order; expected = or !=");
        var form = FormOf(left);
        if (form == TextForm.None) return Fail(b.Span, "this value is an identity of several things, and no text equals it");
        var equal = Named(left, text, form);
        return b.Operator == "=" || equal.Type.Kind == RuleKind.Error ? equal : new BoundOperation(Operation.Not, RuleType.Boolean, equal);
    }

    /// <summary>Whether a value is the one that the text names. A party may go by its account, its name or its BIC.</summary>
    Bound Named(Bound value, TextLiteral text, TextForm form)
    {
        if (form != TextForm.Party) return Equal(form);
        var equal = Equal(TextForm.Party);
        if (equal.Type.Kind == RuleKind.Error) return equal;
        // An account is compared by its letters, a name as it stands.
        if (!text.Value.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c))) equal = new BoundOperation(Operation.Or, RuleType.Boolean, equal, Equal(TextForm.Plain));
        return Facts.Identities.IsWritten(text.Value, TextForm.Bank) ? new BoundOperation(Operation.Or, RuleType.Boolean, equal, Equal(TextForm.Bank)) : equal;

        Bound Equal(TextForm written) => Facts.Identities.IsWritten(text.Value, written)
            ? new BoundOperation(Operation.Equal, RuleType.Boolean, value, new BoundText(text.Value, written))
            : Fail(text.Span, $"expected {Facts.Identities.ExpectationOf(form)}");
    }

    /// <summary>What kind of text a value is: that of the field it comes from.</summary>
    static TextForm FormOf(Bound value) => value switch
    {
        BoundField f => f.Field.Form,
        BoundAggregate { Value: { } inner } => FormOf(inner),
        BoundOperation { Operation: Operation.Coalesce } o => FormOf(o.Arguments[0]),
        _ => TextForm.None,
    };

    /// <summary>A whole number stands for a number where one is needed.</summary>
    static (Bound, Bound) Unify(Bound l, Bound r)
    {
        if (l.Type == RuleType.Integer && r.Type == RuleType.Number) return (AsNumber(l), r);
        if (l.Type == RuleType.Number && r.Type == RuleType.Integer) return (l, AsNumber(r));
        return (l, r);
    }

    static Bound AsNumber(Bound value) => value.Type == RuleType.Number ? value
        : value is BoundConstant c ? Number(c.Value)
        : new BoundOperation(Operation.ToNumber, RuleType.Number, value);

    Bound Arithmetic(BinaryExpression b)
    {
        var l = Expression(b.Left);
        var r = Expression(b.Right);
        if (l.Type.Kind == RuleKind.Error || r.Type.Kind == RuleKind.Error) return Failed;
        if (l is BoundUnset || r is BoundUnset) return new BoundUnset(l is BoundUnset ? r.Type : l.Type);
        if (b.Operator is "+" or "-")
        {
            (l, r) = Unify(l, r);
            if (l.Type != r.Type || !l.Type.IsQuantity)
                return Fail(b.Span, $"cannot {(b.Operator == "+" ? "add" : "subtract")} {Article(l.Type)} and {Article(r.Type)}{UnitHint(l, r)}");
            return new BoundOperation(b.Operator == "+" ? Operation.Add : Operation.Subtract, l.Type, l, r);
        }
        bool lPlain = l.Type.Kind is RuleKind.Integer or RuleKind.Number, rPlain = r.Type.Kind is RuleKind.Integer or RuleKind.Number;
        if (b.Operator == "*")
        {
            if (l.Type == RuleType.Integer && r.Type == RuleType.Integer) return new BoundOperation(Operation.Multiply, RuleType.Integer, l, r);
            if (lPlain && rPlain) return new BoundOperation(Operation.Multiply, RuleType.Number, AsNumber(l), AsNumber(r));
            if (l.Type.IsQuantity && rPlain) return new BoundOperation(Operation.Multiply, l.Type, l, AsNumber(r));
            if (lPlain && r.Type.IsQuantity) return new BoundOperation(Operation.Multiply, r.Type, r, AsNumber(l));
            return Fail(b.Span, $"cannot multiply {Article(l.Type)} by {Article(r.Type)}");
        }
        if (lPlain && rPlain) return new BoundOperation(Operation.Divide, RuleType.Number, AsNumber(l), AsNumber(r));
        if (l.Type == r.Type && l.Type.IsQuantity) return new BoundOperation(Operation.Divide, RuleType.Number, new BoundOperation(Operation.ToNumber, RuleType.Number, l), new BoundOperation(Operation.ToNumber, RuleType.Number, r));
        return Fail(b.Span, $"cannot divide {Article(l.Type)} by {Article(r.Type)}");
    }
}
