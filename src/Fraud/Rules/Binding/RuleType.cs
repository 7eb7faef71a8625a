namespace Fraud.Rules.Binding;

enum RuleKind : byte { Error, None, Boolean, Integer, Number, Money, Duration, Instant, Text, Name, Choice }

/// <summary>The members of a closed set of words, such as the classes of creditors. The value of a member is its position.</summary>
sealed class ChoiceSet(string name, params string[] members)
{
    public string Name => name;
    public IReadOnlyList<string> Members => members;
    public int IndexOf(string member) => Array.IndexOf(members, member);
}

/// <summary>The type of an expression; how its values stand in a column is said in <see cref="Profiles.ColumnBatch"/>.</summary>
readonly record struct RuleType(RuleKind Kind, ChoiceSet? Choices = null)
{
    public static readonly RuleType Error = new(RuleKind.Error), None = new(RuleKind.None), Boolean = new(RuleKind.Boolean),
        Integer = new(RuleKind.Integer), Number = new(RuleKind.Number), Money = new(RuleKind.Money), Duration = new(RuleKind.Duration),
        Instant = new(RuleKind.Instant), Text = new(RuleKind.Text), Name = new(RuleKind.Name);

    public bool IsOrdered => Kind is RuleKind.Integer or RuleKind.Number or RuleKind.Money or RuleKind.Duration or RuleKind.Instant;
    public bool IsQuantity => Kind is RuleKind.Integer or RuleKind.Number or RuleKind.Money or RuleKind.Duration;

    /// <summary>Whether a value may be part of a key: its column holds a number that identifies it.</summary>
    public bool IsKey => Kind is RuleKind.Text or RuleKind.Choice or RuleKind.Money or RuleKind.Integer or RuleKind.Boolean;

    public override string ToString() => Kind switch
    {
        RuleKind.Choice => Choices!.Name,
        RuleKind.Error => "an error",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}
