using System.Globalization;

namespace Fraud.Cli.Replay;

/// <summary>An explanation in depth as plain text, a hundred columns wide.</summary>
sealed class ExplainText(TextWriter output)
{
    const int Width = 100, Contributions = 10;

    bool _more;

    public void Write(string id, DateTimeOffset at, Money amount, in Decision decision, Explanation why)
    {
        if (_more) output.WriteLine();
        _more = true;
        Line(0, Text($"{id}  {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{(amount.IsNone ? "" : Text($"  {decimal.Parse(amount.ToDecimalString(), CultureInfo.InvariantCulture):N2} {amount.Currency}"))}"));
        Line(0, Text($"{decision.Outcome.ToString().ToUpperInvariant()}, {decision.Points} points{(decision.Flags == DecisionFlags.None ? "" : $" ({Words(decision.Flags)})")}"));
        if (why.Headline.Length > 0) Line(0, why.Headline);
        if (why.Families.Count > 0)
            Line(0, "Points by family: " + string.Join(", ", why.Families.Select(f => f.Points > f.Cap ? Text($"{f.Family} {f.Cap} (capped, {f.Points} without)") : Text($"{f.Family} {f.Points} of at most {f.Cap}"))));

        Section("Fired", why.Rules.Count);
        foreach (var hit in why.Rules)
        {
            Line(2, Text($"{hit.Id} {hit.Name}, family {hit.Family}, {hit.Points} points: {hit.Reason}"));
            foreach (var (name, value) in hit.Values)
                if (value.Length > 0) Line(6, $"{name}: {value}");
        }
        if (!double.IsNaN(why.Score))
        {
            Line(0, Text($"Model {why.Model}: score {100 * why.Score:0.##} %, margin {why.Margin:0.###}{(double.IsNaN(why.Percentile) ? "" : $", above {100 * why.Percentile:0.##} % of the latest payments")}"));
            foreach (var contribution in why.Contributions.Take(Contributions)) Line(2, $"{Signed(contribution.Amount)}  {contribution.Sentence}");
            if (why.Contributions.Count > Contributions)
                Line(2, Text($"{Signed(why.Contributions.Skip(Contributions).Sum(c => c.Amount))}  {why.Contributions.Count - Contributions} more features together."));
            if (!double.IsNaN(why.ExpectedMargin)) Line(2, $"{Signed(why.ExpectedMargin)}  expected of any payment.");
        }
        Section("Fired, and counted for nothing", why.Shadow.Count);
        foreach (var hit in why.Shadow) Line(2, Text($"{hit.Id} {hit.Name}, {hit.Points} points: {hit.Reason}"));
        Section("Overrides", why.Overrides.Count);
        foreach (string applied in why.Overrides) Line(2, applied);
        Section("What would have let it pass", why.Counterfactuals.Count);
        foreach (var change in why.Counterfactuals) Line(2, change.Sentence);
        Section("Near misses", why.NearMisses.Count);
        foreach (var miss in why.NearMisses) Line(2, Text($"{miss.Id} {miss.Name}, {miss.Points} points: {miss.Reason}"));
        Section("Not evaluable", why.NotEvaluable.Count);
        foreach (var group in why.NotEvaluable.GroupBy(missing => missing.Why)) Line(2, $"{group.Key}: {string.Join(", ", group.Select(missing => missing.Rule))}");
        Line(0, $"ruleset {why.Ruleset}, data {why.DataVersion}");
    }

    void Section(string title, int count)
    {
        if (count > 0) output.WriteLine(title);
    }

    /// <summary>One line, broken between words; what follows stands two further in.</summary>
    void Line(int indent, string text)
    {
        string line = new(' ', indent);
        bool empty = true;
        foreach (string word in text.Split(' '))
        {
            if (!empty && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                (line, empty) = (new string(' ', indent + 2), true);
            }
            line += empty ? word : " " + word;
            empty = false;
        }
        output.WriteLine(line);
    }

    static string Words(DecisionFlags flags) => string.Join(", ", Enum.GetValues<DecisionFlags>().Where(flag => flag != DecisionFlags.None && flags.HasFlag(flag)).Select(flag => flag switch
    {
        DecisionFlags.OneOfSeveral => "one of several transfers",
        DecisionFlags.Test => "test traffic",
        DecisionFlags.Hard => "decided by a hard rule",
        DecisionFlags.Flooded => "alerts of this kind were enough",
        _ => flag.ToString().ToLowerInvariant(),
    }));

    static string Text(FormattableString text) => FormattableString.Invariant(text);

    // Without the second sum a small negative amount would show as -+0.00.
    static string Signed(double amount) => (Math.Round(amount, 2) + 0.0).ToString("+0.00;-0.00", CultureInfo.InvariantCulture);
}
