using Fraud.Rules.Syntax;

namespace Fraud.Rules.Binding;

sealed partial class Binder
{
    readonly List<BoundFeature> _features = [];

    void Feature(FeatureDefinition item)
    {
        var value = Expression(item.Value);
        Define(item.Name, value);
        if (value.Type.Kind == RuleKind.Error) return;
        if (IsOfModel(value))
        {
            _source.Error(item.Value.Span, "a model cannot be given what a model says");
            return;
        }
        var because = Reason(item.Because, item.BecauseSpan);
        if (NumberOf(value) is { } number) _features.Add(new BoundFeature(item.Name.Name, value, number) { Because = because, Reads = Reads([], because) });
        else _source.Error(item.Value.Span, $"a model takes numbers, and this is {Article(value.Type)}{(value.Type.Kind == RuleKind.Instant ? "; age(…) makes one of it" : "")}");
    }

    /// <summary>Whether a value follows from what a model says. Aggregates never do: they are refused.</summary>
    static bool IsOfModel(Bound value) => value is BoundField f && Vocabulary.IsOfModel(f.Field) || value is BoundOperation o && o.Arguments.Any(IsOfModel);

    const string KnownLast = "what a model says is known last, when everything remembered has been read: nothing is counted, looked up or remembered by it";

    static Bound? NumberOf(Bound value) => value.Type.Kind switch
    {
        RuleKind.Number => value,
        RuleKind.Integer or RuleKind.Money or RuleKind.Duration or RuleKind.Boolean or RuleKind.Choice => new BoundOperation(Operation.ToNumber, RuleType.Number, value),
        _ => null,
    };
}
