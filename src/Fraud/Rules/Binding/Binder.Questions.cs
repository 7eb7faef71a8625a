using Fraud.Rules.Facts;
using Fraud.Rules.Syntax;

namespace Fraud.Rules.Binding;

/// <summary>What rules ask of texts and of the host's lists: answered with the fields, before anything is remembered.</summary>
sealed partial class Binder
{
    const int LongestPattern = 100;

    Bound Ask(CallExpression call)
    {
        if (call.Arguments is not [NameExpression of, TextLiteral text])
            return Fail(call.Span, call.Function == "listed" ? "listed takes a party, agent or country and the name of a list, as in listed(creditor, \"vip\")" : $"{call.Function} takes a text of the message and a pattern, as in {call.Function}(remittance, \"gift card\")");
        if (call.Function == "listed") return Listed(of, text);
        int part = Array.IndexOf(TextQuestion.Parts, of.Name);
        if (part < 0) return Fail(of.Span, $"'{of.Name}' is no text to look into{SourceText.DidYouMean(of.Name, TextQuestion.Parts)}; expected one of {string.Join(", ", TextQuestion.Parts)}");
        string pattern = Pattern.Normal(text.Value);
        if (pattern.Length is 0 or > LongestPattern) return Fail(text.Span, $"a pattern has 1 to {LongestPattern} characters");
        if (!System.Text.Ascii.IsValid(pattern)) return Fail(text.Span, "a pattern is of ASCII letters: case is set aside for those only");
        return new BoundField(new TextQuestion((TextPart)part, (TextRelation)Array.IndexOf(Questions, call.Function), pattern));
    }

    Bound Listed(NameExpression of, TextLiteral list)
    {
        if (Vocabulary.Find(of.Name) is not { } field || !ListFacts.CanAsk(field))
            return Fail(of.Span, $"'{of.Name}' is on no list{SourceText.DidYouMean(of.Name, ListFacts.Askable.Select(f => f.Name))}; expected one of {string.Join(", ", ListFacts.Askable.Select(f => f.Name))}");
        // A list is a file of the host, NAME.list.
        return list.Value.Length is > 0 and <= LongestPattern && list.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? new BoundField(new ListQuestion(field, list.Value))
            : Fail(list.Span, "the name of a list is of letters, digits, '_' and '-', as its file NAME.list");
    }
}
