using Fraud.Rules.Syntax;

namespace Fraud.Rules.Binding;

sealed partial class Binder
{
    readonly List<BoundFeature> _features = [];

    void Feature(LetItem item)
    {
        var value = Expression(item.Value);
        Define(item.Name, value);
        if (value.Type.Kind == RuleKind.Error) return;
        if (NumberOf(value) is { } number) _features.Add(new BoundFeature(item.Name.Name, value, number));
        else _source.Error(item.Value.Span, $"a model takes numbers, and this is {Article(value.Type)}{(value.Type.Kind == RuleKind.Instant ? "; age(…) makes one of it" : "")}");
    }

    static Bound? NumberOf(Bound value) => value.Type.Kind switch
    {
        RuleKind.Number => value,
        RuleKind.Integer or RuleKind.Money or RuleKind.Duration or RuleKind.Boolean or RuleKind.Choice => new BoundOperation(Operation.ToNumber, RuleType.Number, value),
        _ => null,
    };
}
