using System.Globalization;
using System.Text;
using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Facts;
using Fraud.Rules.Program;

namespace Fraud.Triage;

/// <summary>Reasons of one decision, from the columns it was made of. Not on the hot path: it allocates freely.</summary>
sealed class Explainer(DecisionPage page, int row)
{
    readonly RuleProgram _program = page.Program;
    readonly byte[] _state = new byte[page.Program.Circuit.Count];

    ColumnBatch Columns => page.Columns;

    Transfer Transfer => new(page.Messages[row].Span, page.Arena.Bytes, in page.Fields[row]);

    public Explanation Explain(in Decision decision)
    {
        var hits = new List<RuleHit>();
        var shadow = new List<RuleHit>();
        var notEvaluable = new List<NotEvaluable>();
        var overrides = new List<string>();
        var booking = page.Fields[row].Booking;
        if (page.Fields[row].Class != TransferClass.None || page.Fields[row].Status < DecodeStatus.NotATransfer || booking != Booking.None)
        {
            _program.Circuit.RunRow(page.Columns, row, _state);
            foreach (var rule in _program.Rules)
            {
                if (booking != Booking.None && !rule.OfBookings) continue;
                if (_state[rule.Judged] == Circuit.IsTrue) overrides.AddRange(rule.Overrides.Where(o => _state[o.Gate] == Circuit.IsTrue).Select(o => $"{rule.Id}: {o.Shown}"));
                if (_state[rule.Fires] == Circuit.IsTrue) (SetScorer.Counts(rule, _state) ? hits : shadow).Add(Hit(rule));
                else if (_state[rule.Fires] == Circuit.IsUnknown && rule.Tiers.Length > 0 | rule.Hard != Outcome.Pass) AddUnknown(rule, notEvaluable);
            }
            overrides.AddRange(_program.Sets[0].Forces.Where(o => _state[o.Gate] == Circuit.IsTrue).Select(o => o.Shown));
        }
        string reference = Encoding.Latin1.GetString(Transfer.Reference);
        return new Explanation(reference, decision.Outcome, decision.Points, Headline(hits, decision), hits, notEvaluable, _program.Hash, page.Reference.Version)
        {
            Score = decision.Score,
            Margin = page.Champion is { } champion ? champion.Margins[row] : double.NaN,
            Percentile = page.Champion is { } ranked ? ranked.Percentiles[row] : double.NaN,
            Model = page.Models?.Champion?.Model.Hash ?? "",
            Shadow = shadow,
            Overrides = overrides,
            Generation = page.PolicyGeneration,
        };
    }

    /// <summary>A composite is the story; without one, the weightiest single rule.</summary>
    string Headline(List<RuleHit> hits, in Decision decision)
    {
        if ((decision.Flags & DecisionFlags.Unreadable) != 0 && hits.Count == 0) return $"The message could not be read: {decision.Status}.";
        RuleHit? best = null;
        bool bestIsComposite = false;
        foreach (var hit in hits)
        {
            bool composite = IsComposite(hit.Id);
            if (best is null || composite && !bestIsComposite || composite == bestIsComposite && hit.Points > best.Points) (best, bestIsComposite) = (hit, composite);
        }
        return best?.Reason ?? "";
    }

    bool IsComposite(string id)
    {
        var rule = Array.Find(_program.Rules, r => r.Id == id)!;
        return rule.IsComposite;
    }

    RuleHit Hit(CompiledRule rule)
    {
        var values = new List<KeyValuePair<string, string>>();
        foreach (var read in rule.Reads) values.Add(new(read.Name, Show(read)));
        return new RuleHit(rule.Id, rule.Name, _program.Families[rule.Family].Name, SetScorer.PointsOf(rule, _state), Tell(rule.Because, rule.Reads), values);
    }

    /// <summary>A reason with its values in place.</summary>
    public string Tell(IReadOnlyList<ReasonPart> because, IReadOnlyList<ReadValue> reads)
    {
        var reason = new StringBuilder();
        foreach (var part in because)
        {
            var read = part.Name is null ? null : reads.FirstOrDefault(r => r.Name == part.Name);
            reason.Append(read is null ? part.Name ?? part.Literal : part.Literal.Length == 0 ? Show(read) : IsTrue(read) ? part.Literal : "");
        }
        return reason.ToString();
    }

    bool IsTrue(ReadValue read) => Columns.Values[read.Column * ColumnBatch.Stride + row] == 1;

    public string Show(ReadValue read)
    {
        if (read.Field is { } field && FieldText.Of(field, Transfer, page.Reference, Columns.Ticks[row]) is { } text) return text;
        if (read.Type.Kind is RuleKind.Name) return "";
        long value = Columns.Values[read.Column * ColumnBatch.Stride + row];
        return value == ColumnBatch.Unknown ? $"unknown ({ReasonText.Of(Columns.Why[read.Column * ColumnBatch.Stride + row])})" : read.IsShare ? ValueText.Share(ColumnBatch.FromOrdered(value)) : ValueText.Of(value, read.Type);
    }

    /// <summary>A model is equipment that a host may have: what only it could tell is not missing without one, and no list of forty reasons begins with it.</summary>
    void AddUnknown(CompiledRule rule, List<NotEvaluable> notEvaluable)
    {
        bool given = _state[rule.Given] == Circuit.IsTrue;
        var unknown = FirstUnknown(given ? rule.When : rule.Given);
        if (unknown == UnknownReason.NoModel) return;
        string otherwise = given ? "unknown" : rule.GivenElse;
        notEvaluable.Add(new NotEvaluable(rule.Id, !given && rule.GivenElse.Length > 0 || unknown is null ? otherwise : ReasonText.Of(unknown.Value)));
    }

    /// <summary>Why the first of the values that decide a gate is not known; that there is no model comes after every other reason.</summary>
    UnknownReason? FirstUnknown(int gate)
    {
        if (_state[gate] != Circuit.IsUnknown) return null;
        ref readonly var g = ref _program.Circuit.Gates[gate];
        switch (g.Kind)
        {
            case GateKind.Within: return Columns.Why[_program.Circuit.ColumnOf(gate) * ColumnBatch.Stride + row];
            case GateKind.Unknown: return UnknownReason.NoPolicy;
            case GateKind.Given when _state[g.A] != Circuit.IsTrue: return FirstUnknown(g.A) ?? UnknownReason.ColdStart;
            case GateKind.Given: return FirstUnknown(g.B);
            case GateKind.Not: return FirstUnknown(g.A);
            default:
                var first = FirstUnknown(g.A);
                return first is null or UnknownReason.NoModel ? FirstUnknown(g.B) ?? first : first;
        }
    }
}

/// <summary>Values as a person reads them; culture-free.</summary>
static class ValueText
{
    public static string Of(long value, RuleType type) => type.Kind switch
    {
        RuleKind.Boolean => value == 0 ? "no" : "yes",
        RuleKind.Money => string.Create(CultureInfo.InvariantCulture, $"{value / 100m:#,##0.00} USD"),
        RuleKind.Integer => value.ToString("#,##0", CultureInfo.InvariantCulture),
        RuleKind.Number => Number(ColumnBatch.FromOrdered(value)),
        RuleKind.Duration => Duration(value),
        RuleKind.Instant => new DateTime(value, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        RuleKind.Choice => type.Choices!.Members[(int)value].Replace('_', ' '),
        RuleKind.Text => $"#{(ulong)value & 0xFFFF_FFFF:x8}",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A share of a whole, in percent; what is there is never shown as nothing, nor what is missing as all.</summary>
    public static string Share(double share) => share is > 0 and < 0.0005 ? "under 0.1 %"
        : share is >= 0.9995 and < 1 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(1e5 * share) / 1e3:0.###} %") : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");

    // A deviation of 3.5431 says no more than one of 3.54; below one, three digits.
    static string Number(double value) => value.ToString(Math.Abs(value) >= 1 ? "#,##0.##" : "0.###", CultureInfo.InvariantCulture);

    static string Duration(long ticks)
    {
        var span = new TimeSpan(Math.Abs(ticks));
        string sign = ticks < 0 ? "-" : "";
        if (span.TotalDays >= 5) return string.Create(CultureInfo.InvariantCulture, $"{sign}{span.TotalDays:0} days");
        if (span.TotalHours >= 1) return string.Create(CultureInfo.InvariantCulture, $"{sign}{(int)span.TotalHours} h {span.Minutes:00} min");
        if (span.TotalMinutes >= 1) return string.Create(CultureInfo.InvariantCulture, $"{sign}{(int)span.TotalMinutes} min");
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{span.Seconds} s");
    }
}

/// <summary>Why a value is not known, as a person reads it.</summary>
static class ReasonText
{
    public static string Of(UnknownReason why) => why switch
    {
        UnknownReason.FieldAbsent => "field absent",
        UnknownReason.FieldInvalid => "field not valid",
        UnknownReason.NoRate => "no exchange rate",
        UnknownReason.NoCalendar => "no calendar",
        UnknownReason.NoHistory => "no history",
        UnknownReason.ColdStart => "cold start",
        UnknownReason.NoList => "no list supplied",
        UnknownReason.NoPolicy => "no policy declared",
        UnknownReason.NoSignal => "no signal supplied",
        UnknownReason.Unsure => "name unsure",
        UnknownReason.OutOfRange => "value out of range",
        UnknownReason.OverBudget => "cost budget used up",
        UnknownReason.Warming => "warming up since the policy changed",
        UnknownReason.NoModel => "no model",
        _ => "unknown",
    };
}
