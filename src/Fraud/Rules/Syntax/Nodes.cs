namespace Fraud.Rules.Syntax;

/// <summary>What was written, with its place; no meaning yet.</summary>
abstract record Expression(Span Span);

sealed record NumberLiteral(decimal Value, bool IsWhole, Span Span) : Expression(Span);
sealed record PercentLiteral(decimal Share, Span Span) : Expression(Span);
sealed record MoneyLiteral(decimal Value, string Currency, Span Span) : Expression(Span);
sealed record DurationLiteral(long Ticks, Span Span) : Expression(Span);
sealed record TextLiteral(string Value, Span Span) : Expression(Span);
sealed record NoneLiteral(Span Span) : Expression(Span);
sealed record NameExpression(string Name, Span Span) : Expression(Span);
sealed record UnaryExpression(string Operator, Expression Operand, Span Span) : Expression(Span);
sealed record BinaryExpression(string Operator, Expression Left, Expression Right, Span Span) : Expression(Span);
sealed record CallExpression(string Function, IReadOnlyList<Expression> Arguments, Span Span) : Expression(Span);

/// <summary><c>function(arguments) of ledger [where condition] by keys [as keys] [over window | today]</c></summary>
sealed record AggregateExpression(
    string Function, IReadOnlyList<Expression> Arguments, NameExpression Ledger, Expression? Where,
    IReadOnlyList<NameExpression> Keys, IReadOnlyList<NameExpression> ReadAs, DurationLiteral? Window, bool Today, Span Span) : Expression(Span);

abstract record Item(Span Span);

sealed record PackItem(string Name, string Version, Span Span) : Item(Span);
sealed record ParameterItem(NameExpression Name, Expression Value, Span Span) : Item(Span);
sealed record LetItem(NameExpression Name, Expression Value, Span Span) : Item(Span);
sealed record UseItem(string Pack, Span Span) : Item(Span);
sealed record OffItem(NameExpression Name, Span Span) : Item(Span);
sealed record FamilyItem(NameExpression Name, int Cap, Span Span) : Item(Span);
sealed record OutcomeItem(NameExpression Outcome, int Points, Span Span) : Item(Span);
sealed record PointsTier(int Points, Expression? When, Span Span);
sealed record RuleItem(
    NameExpression Id, string Name, NameExpression Family, IReadOnlyList<PointsTier> Points, NameExpression? Hard,
    Expression? Given, string GivenElse, Expression When, string Because, Span BecauseSpan, Span Span) : Item(Span);

/// <summary>One rule file as written.</summary>
sealed record PackSyntax(SourceText Source, IReadOnlyList<Item> Items);
