using System.Globalization;
using Fraud.Profiles;

namespace Fraud.Rules.Binding;

/// <summary>
/// An expression with its meaning. Two expressions that mean the same have equal <see cref="Key"/>s and become one column, however often and in whatever rule they are written.
/// </summary>
abstract class Bound(RuleType type, string key)
{
    public RuleType Type => type;
    public string Key => key;
    public override string ToString() => key;
}

/// <summary>A constant, in the form of a column.</summary>
sealed class BoundConstant(RuleType type, long value) : Bound(type, string.Create(CultureInfo.InvariantCulture, $"{type.Kind}:{value}"))
{
    public long Value => value;
}

/// <summary>A text written in a rule, in the form in which a column holds such texts: as a keyed hash.</summary>
sealed class BoundText(string text, TextForm form) : Bound(RuleType.Text, $"text:{form}:{text}")
{
    public string Text => text;
    public TextForm Form => form;
}

/// <summary>A parameter that nobody has set: unknown, because no policy was declared.</summary>
sealed class BoundUnset(RuleType type) : Bound(type, $"unset:{type.Kind}");

sealed class BoundField(Field source) : Bound(source.Type, source.Name)
{
    public Field Field => source;
}

enum Operation : byte
{
    Add, Subtract, Multiply, Divide, Negate, Minimum, Maximum, Absolute, Logarithm, ToNumber, Age, Coalesce, Has, Older,
    Less, LessOrEqual, Equal, And, Or, Not,
}

/// <summary>A calculation over other values.</summary>
sealed class BoundOperation(Operation operation, RuleType type, params Bound[] arguments)
    : Bound(type, $"{operation}({string.Join(", ", arguments.Select(a => a.Key))})")
{
    public Operation Operation => operation;
    public IReadOnlyList<Bound> Arguments => arguments;
}

/// <summary>Something that profiles know about a key.</summary>
sealed class BoundAggregate(
    AggregateKind kind, Ledger ledger, Bound? where, IReadOnlyList<Bound> keys, IReadOnlyList<Bound> readAs, Bound? value, Bound? second, long windowTicks, double parameter, RuleType type)
    : Bound(type, string.Create(CultureInfo.InvariantCulture,
        $"{kind}[{value?.Key};{second?.Key};{parameter}] of {ledger} where {where?.Key} by {string.Join(',', keys.Select(k => k.Key))} as {string.Join(',', readAs.Select(k => k.Key))} over {windowTicks}"))
{
    public AggregateKind Kind => kind;
    public Ledger Ledger => ledger;
    public Bound? Where => where;
    public IReadOnlyList<Bound> Keys => keys;
    public IReadOnlyList<Bound> ReadAs => readAs;
    public Bound? Value => value;
    public Bound? Second => second;
    public long WindowTicks => windowTicks;
    public double Parameter => parameter;

    /// <summary>What it is computed from, beside its own events.</summary>
    public IEnumerable<Bound> Inputs => [.. keys, .. readAs, .. (IEnumerable<Bound>)(where is null ? [] : [where]), .. (IEnumerable<Bound>)(value is null ? [] : [value]), .. (IEnumerable<Bound>)(second is null ? [] : [second])];

    /// <summary>The aggregates in an expression, outermost first.</summary>
    public static IEnumerable<BoundAggregate> In(Bound bound) => bound switch
    {
        BoundAggregate a => [a, .. a.Inputs.SelectMany(In)],
        BoundOperation o => o.Arguments.SelectMany(In),
        _ => [],
    };
}

/// <summary>How many orders of the institution are overdue for their confirmation: sent longer ago than so much time in which the currency's payment system was open.</summary>
sealed class BoundUnconfirmed(long withinTicks) : Bound(RuleType.Integer, string.Create(CultureInfo.InvariantCulture, $"unconfirmed:{withinTicks}"))
{
    public long WithinTicks => withinTicks;
}

/// <summary>Whether another rule fires.</summary>
sealed class BoundRule(string id) : Bound(RuleType.Boolean, $"rule {id}")
{
    public string Id => id;
}

/// <summary>Text of a reason: literal pieces, the values between them, and pieces that stand only where a condition of the message is true: then both are set.</summary>
sealed record ReasonPart(string Literal, string? Name, Bound? Value);

sealed record BoundTier(int Points, Bound? When);

/// <summary>From the alert after the <paramref name="Most"/>th within the window on, the key has been alerted enough.</summary>
sealed record BoundFlood(int Most, IReadOnlyList<Bound> Keys, long WindowTicks);

sealed record BoundRuleItem(
    string Id, string Name, int Family, IReadOnlyList<BoundTier> Points, Outcome Hard, Bound? Given, string GivenElse, Bound When,
    IReadOnlyList<ReasonPart> Because, IReadOnlyList<KeyValuePair<string, Bound>> Reads)
{
    /// <summary>When the hard outcome holds; null for whenever the rule fires.</summary>
    public Bound? HardWhen { get; init; }
    public RuleMode Mode { get; init; }
    /// <summary>Whether the message's day is one on which the rule is in force; null for always.</summary>
    public Bound? InForce { get; init; }
    public BoundFlood? Flood { get; init; }
    /// <summary>The pack that it is written in.</summary>
    public string Pack { get; init; } = "";
}

enum OverrideKind : byte { Suppress, Snooze, Force }

/// <summary>A standing exception: rules that do not fire (suppress), that do not count (snooze), or an outcome that stands (force), where the condition is true.</summary>
sealed record BoundOverride(OverrideKind Kind, IReadOnlyList<string> Rules, Outcome Outcome, Bound When, string Shown);

/// <summary>A value that models may be given.</summary>
/// <param name="Name">What models know it by.</param>
/// <param name="Value">What it is.</param>
/// <param name="Number">The same as a number: money in units of the base currency, durations in seconds, yes and no as 1 and 0, a class as its place in its list.</param>
sealed record BoundFeature(string Name, Bound Value, Bound Number)
{
    /// <summary>What a reason says of it; empty where it is told by its name.</summary>
    public IReadOnlyList<ReasonPart> Because { get; init; } = [];
    /// <summary>The values that stand in the reason.</summary>
    public IReadOnlyList<KeyValuePair<string, Bound>> Reads { get; init; } = [];

    /// <summary>Hash of what it means, whatever it is called: 16 hexadecimal digits.</summary>
    public string Definition => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Value.Key)).AsSpan(0, 8));
}

sealed record BoundFamily(string Name, int Cap);

enum TestResult : byte { Fires, Silent, Unknown }

/// <summary>A test of a rule. A value is null for unknown; parameters are given as they would stand in parameters.txt.</summary>
sealed record BoundTest(
    string Rule, string Shows, TestResult Expected, int? Points, IReadOnlyDictionary<string, Bound?> Values, IReadOnlyDictionary<string, string> Parameters,
    Syntax.SourceText Source, Syntax.Span Span);

/// <summary>A pack that has no errors: what its rules mean, before any layout is chosen.</summary>
sealed record BoundPack(string Name, string Version, IReadOnlyList<BoundFamily> Families, IReadOnlyList<BoundRuleItem> Rules, int ReviewAt, int HoldAt, int RejectAt,
    IReadOnlySet<string> Off)
{
    /// <summary>What parameters and lets stand for.</summary>
    public IReadOnlyDictionary<string, Bound> Names { get; init; } = new Dictionary<string, Bound>(StringComparer.Ordinal);
    /// <summary>What models may be given, in the order written.</summary>
    public IReadOnlyList<BoundFeature> Features { get; init; } = [];
    public IReadOnlyList<BoundOverride> Overrides { get; init; } = [];
    public IReadOnlyList<BoundTest> Tests { get; init; } = [];
}
