using Fraud.Messages;

namespace Fraud;

/// <summary>
/// Something in a message that breaks a rule of its standard. <see cref="Rule"/> is the network's error code (<c>T50</c>, <c>M60</c>, <c>C81</c>) where one exists, otherwise a word in
/// capitals such as <c>UNTERMINATED</c> or <c>IBAN_CHECK_DIGITS</c>; the list is in the documentation of Messages.
/// </summary>
public readonly record struct Problem
{
    readonly uint _tag;
    readonly string? _name;

    internal Problem(string rule, uint tag, int offset) => (Rule, _tag, Offset) = (rule, tag, offset);
    internal Problem(string rule, string field, int offset) => (Rule, _name, Offset) = (rule, field, offset);

    /// <summary>The rule that is broken.</summary>
    public string Rule { get; }
    /// <summary>The field: <c>32A</c>, a tag of block 3, a record's <c>debtor_account</c>; empty for the frame.</summary>
    public string Field => _name ?? FinTag.ToText(_tag);
    /// <summary>Where, in bytes from the start of the message; of what stands in an envelope, from the start of the message within.</summary>
    public int Offset { get; }

    /// <summary>Rule, field and offset, and nothing of the value.</summary>
    public override string ToString() => Field.Length == 0 ? $"{Rule} at {Offset}" : $"{Rule} in {Field} at {Offset}";
}
