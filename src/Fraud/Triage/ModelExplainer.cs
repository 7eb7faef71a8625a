using System.Globalization;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;
using Fraud.Scoring;

namespace Fraud.Triage;

/// <summary>What each feature added to the margin of one decision, beside what it usually is. Not on the hot path.</summary>
sealed class ModelExplainer(DecisionPage page, int row)
{
    /// <summary>So many times more, or less, is far.</summary>
    const double Far = 10, Near = 1.1;

    /// <summary>The expected margin, and what each feature adds to it; NaN and nothing where no model gave a score.</summary>
    public (double Expected, IReadOnlyList<Contribution> Contributions) Explain()
    {
        if (page.Models?.Champion is not { } served || double.IsNaN(page.Champion!.Margins[row])) return (double.NaN, []);
        float[] values = new float[served.Features.Count];
        double[] amounts = new double[values.Length];
        served.Read(page.Columns, row, values);
        double expected = served.Model.Contributions(values, amounts);
        return (expected, [.. Enumerable.Range(0, values.Length).Where(f => amounts[f] != 0).OrderByDescending(f => Math.Abs(amounts[f])).ThenBy(f => f)
            .Select(f => Of(served.Features[f], values[f], amounts[f], served.Model.Content.Features.FirstOrDefault(t => t.Name == served.Features[f].Name)?.Usual ?? float.NaN))]);
    }

    Contribution Of(BoundFeature feature, float value, double amount, float usual)
    {
        // Of a logarithm a person reads what it was taken of.
        bool isLog = feature.Value is BoundOperation { Operation: Operation.Logarithm };
        var inner = isLog ? ((BoundOperation)feature.Value).Arguments[0] : feature.Value;
        if (isLog && inner is BoundOperation { Operation: Operation.ToNumber } number) inner = number.Arguments[0];
        string name = InWords(feature.Name, isLog);
        if (float.IsNaN(value))
        {
            string why = $"not known ({ReasonText.Of(page.Columns.WhyAt(page.Program.Features[feature.Name], row))})";
            return new Contribution(feature.Name, why, amount, $"{name} is {why}.");
        }
        double Plain(double v) => isLog ? DeterministicMath.Exp(v) : v;
        string text = Show(inner, page.Program.Names.TryGetValue(inner.Key, out int column) ? page.Columns.Values[column * ColumnBatch.Stride + row] : Typed(Plain(value), inner.Type));
        if (page.Program.FeatureReasons.TryGetValue(feature.Name, out var reason) && new Explainer(page, row).Tell(reason.Because, reason.Reads) is { Length: > 0 } own)
            return new Contribution(feature.Name, text, amount, own);
        if (float.IsNaN(usual)) return new Contribution(feature.Name, text, amount, $"{name} is {text}.");
        string typical = Show(inner, Typed(Plain(usual), inner.Type));
        string sentence = value == usual || text == typical ? $"{name} is {text}, as it mostly is."
            : inner.Type.IsQuantity ? $"{name}, {text}, is {Beside(Plain(value), Plain(usual))} the usual {typical}."
            : $"{name} is {text}, mostly {typical}.";
        return new Contribution(feature.Name, text, amount, sentence);
    }

    static string InWords(string name, bool isLog)
    {
        if (isLog && name.EndsWith("_ln", StringComparison.Ordinal)) name = name[..^3];
        if (isLog && name.StartsWith("ln_", StringComparison.Ordinal)) name = name[3..];
        return name.Replace('_', ' ');
    }

    static string Beside(double value, double usual)
    {
        double times = usual == 0 ? double.PositiveInfinity : value / usual;
        // Of what may be nothing or negative only the order counts.
        if (usual <= 0 || value < 0) return value > usual ? "above" : "below";
        return times >= Far ? "far above" : times >= Near ? "above" : times <= 1 / Far ? "far below" : times <= 1 / Near ? "below" : "near";
    }

    /// <summary>A model's number in the form of a column: see <see cref="BoundFeature.Number"/>.</summary>
    static long Typed(double number, RuleType type)
    {
        double scaled = type.Kind switch { RuleKind.Money => number * 100, RuleKind.Duration => number * TimeSpan.TicksPerSecond, _ => number };
        return type.Kind == RuleKind.Number ? ColumnBatch.Ordered(number) : (long)Math.Clamp(Math.Round(scaled), -9e18, 9e18);
    }

    static string Show(Bound value, long typed) => value.Type.Kind switch
    {
        RuleKind.Number when RuleSet.IsShare(value) => ValueText.Share(ColumnBatch.FromOrdered(typed)),
        RuleKind.Choice when typed < 0 || typed >= value.Type.Choices!.Members.Count => typed.ToString(CultureInfo.InvariantCulture),
        RuleKind.Boolean => typed is 0 or 1 ? ValueText.Of(typed, value.Type) : ValueText.Share(typed),
        _ => (value as BoundField)?.Field == Vocabulary.LocalTime ? new DateTime(typed).ToString("HH:mm", CultureInfo.InvariantCulture) : ValueText.Of(typed, value.Type),
    };
}
