using Fraud.Rules.Syntax;

namespace Fraud.Rules.Binding;

/// <summary>The tests that stand beside rules.</summary>
sealed partial class Binder
{
    List<BoundTest> Tests(IReadOnlyList<PackSyntax> packs)
    {
        var tests = new List<BoundTest>();
        foreach (var pack in packs)
        {
            _source = pack.Source;
            foreach (var rule in pack.Items.OfType<RuleItem>())
                foreach (var test in rule.Tests) tests.Add(Test(rule.Id.Name, test));
        }
        return tests;
    }

    BoundTest Test(string rule, RuleTest test)
    {
        TestResult? expected = test.Expected.Name switch { "fires" => TestResult.Fires, "silent" => TestResult.Silent, "unknown" => TestResult.Unknown, _ => null };
        if (expected is null) _source.Error(test.Expected.Span, $"expected fires, silent or unknown, found '{test.Expected.Name}'");
        if (test.Points is not null && expected != TestResult.Fires) _source.Error(test.Span, "only a rule that fires gives points");
        var values = new Dictionary<string, Bound?>(StringComparer.Ordinal);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in test.Values)
        {
            if (_parameters.Contains(name.Name))
            {
                parameters[name.Name] = value is null ? "none" : _source[value.Span];
                continue;
            }
            _mayReferToRules = true;
            var named = Resolve(name.Name, name.Span);
            _mayReferToRules = false;
            if (named.Type.Kind == RuleKind.Error) continue;
            if (named is BoundConstant or BoundUnset) _source.Error(name.Span, $"'{name.Name}' is a constant, and no message changes it");
            else if (!values.TryAdd(named.Key, value is null ? null : TestValueOf(named, value))) _source.Error(name.Span, $"'{name.Name}' is given twice");
        }
        return new BoundTest(rule, test.Shows, expected ?? TestResult.Silent, test.Points, values, parameters, _source, test.Span);
    }

    Bound TestValueOf(Bound named, Expression expression)
    {
        if (expression is TextLiteral text)
        {
            if (named.Type.Choices is { } set)
            {
                int member = set.IndexOf(text.Value);
                return member >= 0 ? new BoundConstant(named.Type, member)
                    : Fail(text.Span, $"\"{text.Value}\" is not {set.Name}{SourceText.DidYouMean(text.Value, set.Members)}; expected one of {string.Join(", ", set.Members)}");
            }
            if (named.Type.Kind == RuleKind.Text)
            {
                var form = FormOf(named);
                bool isWritten = form != TextForm.None && Facts.Identities.IsWritten(text.Value, form);
                return new BoundText(text.Value, isWritten ? form : TextForm.Plain);
            }
        }
        var value = Expression(expression);
        if (value.Type.Kind == RuleKind.Error) return value;
        if (value.Type == RuleType.Integer && named.Type == RuleType.Number) value = AsNumber(value);
        return value.Type == named.Type && value is BoundConstant ? value
            : Fail(expression.Span, $"expected {Article(named.Type)} that is written out, found {Article(value.Type)}");
    }
}
