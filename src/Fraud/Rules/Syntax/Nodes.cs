namespace Fraud.Rules.Syntax;

/// <summary>What was written, with its place; no meaning yet.</summary>
abstract record Expression(Span Span);

sealed record NumberLiteral(decimal Value, bool IsWhole, Span Span) : Expression(Span);
sealed record PercentLiteral(decimal Share, Span Span) : Expression(Span);
sealed record MoneyLiteral(decimal Value, string Currency, Span Span) : Expression(Span);
sealed record DurationLiteral(long Ticks, Span Span) : Expression(Span);
sealed record DateLiteral(int Day, Span Span) : Expression(Span);
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
/// <summary><c>features name = value because "text" …</c>: what models may be given, each also a name as a let makes it.</summary>
sealed record FeaturesItem(IReadOnlyList<FeatureDefinition> Features, Span Span) : Item(Span);
/// <summary>One of them, and what a reason says of it; empty where it is told by its name.</summary>
sealed record FeatureDefinition(NameExpression Name, Expression Value, string Because, Span BecauseSpan);
/// <summary><c>set name = value</c>: another value for a parameter of a pack that is used.</summary>
sealed record SetItem(NameExpression Name, Expression Value, Span Span) : Item(Span);
sealed record UseItem(string Pack, Span Span) : Item(Span);
sealed record OffItem(NameExpression Name, Span Span) : Item(Span);
/// <summary><c>mode N01 shadow</c>, of a rule or a family.</summary>
sealed record ModeItem(NameExpression Name, NameExpression Mode, Span Span) : Item(Span);
sealed record FamilyItem(NameExpression Name, int Cap, Span Span) : Item(Span);
sealed record OutcomeItem(NameExpression Outcome, int Points, Span Span) : Item(Span);
sealed record PointsTier(int Points, Expression? When, Span Span);
sealed record RuleItem(
    NameExpression Id, string Name, NameExpression Family, IReadOnlyList<PointsTier> Points, HardClause? Hard,
    Expression? Given, string GivenElse, Expression When, string Because, Span BecauseSpan, Span Span) : Item(Span)
{
    public NameExpression? Mode { get; init; }
    public Period Period { get; init; } = Period.Always;
    public FloodClause? Flood { get; init; }
    public IReadOnlyList<RuleTest> Tests { get; init; } = [];
}

/// <summary><c>hard hold [if condition]</c></summary>
sealed record HardClause(NameExpression Outcome, Expression? When);

/// <summary><c>flood 10 by sender over 1h</c>: from the next firing on, the key has been alerted enough.</summary>
sealed record FloodClause(int Most, IReadOnlyList<NameExpression> Keys, DurationLiteral Window, Span Span);

/// <summary>The UTC days of event time on which something holds, both included.</summary>
sealed record Period(int From, int Until)
{
    public static readonly Period Always = new(int.MinValue, int.MaxValue);
}

/// <summary><c>test "what it shows" fires 15 with new_creditor = true, amount = 6_000_000 USD</c>: what is not named is unknown.</summary>
sealed record RuleTest(string Shows, NameExpression Expected, int? Points, IReadOnlyList<TestValue> Values, Span Span);

/// <summary>A value that a test gives to a name; <see langword="null"/> for <c>unknown</c>.</summary>
sealed record TestValue(NameExpression Name, Expression? Value);

/// <summary>
/// <c>override suppress N01 when creditor = "…" until 2026-12-31 by "author" because "reason"</c>, <c>override snooze …</c> likewise, and
/// <c>override force hold when …</c>. A standing exception that somebody answers for, and that ends.
/// </summary>
sealed record OverrideItem(
    NameExpression Kind, NameExpression Target, Expression When, Period Period, string Author, string Reason, Span Span) : Item(Span);

/// <summary>One rule file as written.</summary>
sealed record PackSyntax(SourceText Source, IReadOnlyList<Item> Items)
{
    /// <summary>Which of the file's items these are.</summary>
    public Range Range { get; init; } = ..;

    /// <summary>Whether it ships with the library.</summary>
    public bool IsStandard { get; init; }

    /// <summary>The file whose pack its rules belong to: of a part that packs share, the one that uses it.</summary>
    public SourceText Owner { get; init; } = Source;

    /// <summary>Some of its items, as a file of their own.</summary>
    public PackSyntax Part(Range range) => this with { Items = [.. Items.Take(range)], Range = range };
}
