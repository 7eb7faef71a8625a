namespace Fraud.Rules.Binding;

/// <summary>The texts of a message that a rule may look into.</summary>
enum TextPart : byte { Remittance, SenderToReceiver, CreditorName, DebtorName, CreditorAddress, DebtorAddress, Reference, EndToEndId, Purpose }

enum TextRelation : byte { Contains, StartsWith, EndsWith, Like }

/// <summary>A field that exists because a rule asks for it: its name is the question, and equal questions are one field.</summary>
abstract class Question(string name, string meaning) : Field(name, RuleType.Boolean, meaning)
{
    public override bool Equals(object? obj) => obj is Question other && other.Name == Name;
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}

/// <summary><c>contains(remittance, "gift card")</c> and its like.</summary>
sealed class TextQuestion(TextPart part, TextRelation relation, string pattern)
    : Question($"{NameOf(relation)}({NameOf(part)}, \"{pattern}\")", "a text of the message against a pattern")
{
    public TextPart Part => part;
    public TextRelation Relation => relation;

    /// <summary>As the text is compared: capital letters, one blank for any blanks.</summary>
    public string Pattern => pattern;

    public static readonly string[] Parts = [.. Enum.GetValues<TextPart>().Select(NameOf)];

    public static string NameOf(TextPart part) => part switch
    {
        TextPart.Remittance => "remittance",
        TextPart.SenderToReceiver => "sender_to_receiver",
        TextPart.CreditorName => "creditor_name",
        TextPart.DebtorName => "debtor_name",
        TextPart.CreditorAddress => "creditor_address",
        TextPart.DebtorAddress => "debtor_address",
        TextPart.Reference => "reference",
        TextPart.EndToEndId => "end_to_end_id",
        _ => "purpose",
    };

    public static string NameOf(TextRelation relation) => relation switch
    {
        TextRelation.Contains => "contains",
        TextRelation.StartsWith => "starts_with",
        TextRelation.EndsWith => "ends_with",
        _ => "like",
    };
}

/// <summary><c>listed(creditor, "vip")</c></summary>
sealed class ListQuestion(Field of, string list) : Question($"listed({of.Name}, \"{list}\")", "on a list of the host, on the message's day")
{
    public Field Of => of;
    public string List => list;
}
