using System.Globalization;
using Spectre.Console;

namespace Fraud.Cli.Replay;

/// <summary>Shows a person what a replay decided.</summary>
sealed class ReplaySummary(IAnsiConsole console, ReplayTally tally)
{
    static readonly string[] OutcomeNames = ["Pass", "Review", "Hold", "Reject"];
    const int ReasonsShown = 2; // beside the headline

    static readonly Color[] OutcomeColors = [Color.Green, Color.Yellow, Color.Red, Color.Maroon];

    public void Write(TimeSpan elapsed, string ruleset, int unconfirmed = 0)
    {
        WriteHeader(elapsed, ruleset);
        if (unconfirmed > 0) console.MarkupLine(Text($"[yellow]{unconfirmed:N0} orders were overdue for their confirmation[/] when the log ended\n"));
        if (tally.Messages == 0) return;
        WriteOutcomes();
        WriteRules();
        WriteStopped();
        if (tally.Score.Labelled > 0) WriteScore();
    }

    /// <summary>How what was tried beside the policy would have decided otherwise.</summary>
    public void WriteShadows(IReadOnlyList<(string Name, ShadowTally Tally)> shadows)
    {
        if (shadows.Count == 0) return;
        var table = new Table().Border(TableBorder.Rounded).Title("Tried beside it");
        table.AddColumn("policy").AddColumn(new TableColumn("differs").RightAligned());
        foreach (string name in OutcomeNames) table.AddColumn(new TableColumn("→ " + name.ToLowerInvariant()).RightAligned());
        foreach (var (name, shadow) in shadows)
        {
            var cells = new List<Spectre.Console.Rendering.IRenderable> { new Text(name), new Text(Text($"{shadow.Differing:N0} of {shadow.Transfers:N0}")) };
            for (int to = 0; to < OutcomeNames.Length; to++) cells.Add(new Text(Text($"{Enumerable.Range(0, OutcomeNames.Length).Where(from => from != to).Sum(from => shadow.Count((Outcome)from, (Outcome)to)):N0}")));
            table.AddRow(cells);
        }
        console.Write(table);
    }

    void WriteHeader(TimeSpan elapsed, string ruleset)
    {
        if (tally.Messages == 0) console.MarkupLine("[bold]No message was judged.[/]");
        else console.MarkupLine(Text($"[bold]{tally.Messages:N0} messages[/] judged in {elapsed.TotalSeconds:0.00} s, {tally.Messages / Math.Max(elapsed.TotalSeconds, 1e-6):N0} a second"));
        if (tally.Messages > 0) console.MarkupLine(Text($"[dim]{tally.First.UtcDateTime:d MMM yyyy HH:mm} to {tally.Last.UtcDateTime:d MMM yyyy HH:mm} UTC, ruleset {ruleset}[/]"));
        if (tally.Formats.Length > 0) console.MarkupLine(Text($"[dim]{tally.Formats}[/]"));
        if (tally.Unreadable > 0) console.MarkupLine(Text($"[yellow]{tally.Unreadable:N0} could not be read in full[/]; what could not be judged is not counted as passed"));
        if (tally.Duplicates > 0) console.MarkupLine(Text($"[yellow]{tally.Duplicates:N0} repeat a message before them[/]; they were judged, and taught nothing"));
        console.WriteLine();
    }

    void WriteOutcomes()
    {
        long most = tally.Outcomes.Max();
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap().RightAligned()).AddColumn(new GridColumn().NoWrap());
        for (int i = 0; i < OutcomeNames.Length; i++)
        {
            if (tally.Outcomes[i] == 0 && i == (int)Outcome.Reject) continue;
            int bar = tally.Outcomes[i] == 0 ? 0 : Math.Max(1, (int)(40 * tally.Outcomes[i] / most));
            grid.AddRow(new Text(OutcomeNames[i]), new Text(Text($"{tally.Outcomes[i]:N0}")), new Text(new string('█', bar), new Style(OutcomeColors[i])));
        }
        console.Write(grid);
        console.WriteLine();
    }

    void WriteRules()
    {
        var rules = tally.Rules.Take(12).ToList();
        if (rules.Count == 0) return;
        var table = new Table().Border(TableBorder.Rounded).Title("Rules that fired most");
        table.AddColumn(new TableColumn("rule").NoWrap()).AddColumn(new TableColumn("name").NoWrap()).AddColumn(new TableColumn("fired").RightAligned()).AddColumn(new TableColumn("not passed").RightAligned());
        foreach (var rule in rules) table.AddRow(new Text(rule.Id), new Text(rule.Name), new Text(Text($"{rule.Fired:N0}")), new Text(Text($"{rule.Stopped:N0}")));
        console.Write(table);
    }

    void WriteStopped()
    {
        var messages = tally.StoppedMessages;
        if (messages.Count == 0) return;
        var table = new Table().Border(TableBorder.Rounded).Title("Not passed").ShowRowSeparators();
        table.AddColumn(new TableColumn("message").NoWrap()).AddColumn(new TableColumn("amount").NoWrap().RightAligned()).AddColumn(new TableColumn("decision").NoWrap()).AddColumn(new TableColumn("why"));
        string told = "";
        foreach (var stopped in messages)
        {
            table.AddRow(
                new Text(Text($"{stopped.Id}\n{stopped.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}")),
                new Text(Amount(stopped.Amount)),
                new Text(Text($"{OutcomeNames[(int)stopped.Outcome]} {stopped.Points}"), new Style(OutcomeColors[(int)stopped.Outcome])),
                new Text(Why(stopped.Why, told)));
            told = stopped.Why.Headline;
        }
        console.Write(table);
        long more = tally.Outcomes.Skip(1).Sum() - messages.Count;
        if (more > 0) console.MarkupLine(Text($"[dim]and {more:N0} more; --out writes every decision[/]"));
    }

    // The story, once for a run of messages that share it, then what is this message's own: its weightiest reasons, and the other rules by their ids.
    static string Why(Explanation why, string told)
    {
        var hits = why.Rules.OrderByDescending(hit => hit.Points).ToList();
        if (hits.Count == 0) return why.Headline.Length > 0 ? InWords(why.Headline) : "The message cannot be read well enough to pass.";
        var lines = new List<string>();
        if (hits.Find(hit => hit.Reason == why.Headline) is { } first)
        {
            hits.Remove(first);
            lines.Add(why.Headline == told ? Text($"{first.Id} {first.Name}, as above.") : Text($"{first.Id} {why.Headline}"));
        }
        foreach (var hit in hits.Take(ReasonsShown)) lines.Add(Text($"{hit.Id} {hit.Reason}"));
        if (hits.Count > ReasonsShown) lines.Add("also " + string.Join(", ", hits.Skip(ReasonsShown).Select(hit => hit.Id)));
        return string.Join('\n', lines);
    }

    // The engine names the status as a member of its enumeration.
    static string InWords(string headline)
    {
        int colon = headline.LastIndexOf(": ", StringComparison.Ordinal);
        return colon >= 0 && Enum.TryParse<DecodeStatus>(headline[(colon + 2)..].TrimEnd('.'), out var status) && Logs.LogSource.Reason(status) is { } reason ? $"{headline[..colon]}: {reason}." : headline;
    }

    void WriteScore()
    {
        var score = tally.Score;
        var table = new Table().Border(TableBorder.Rounded).Title("Against the labels");
        table.AddColumn("counted as caught").AddColumn(new TableColumn("attacks caught").RightAligned()).AddColumn(new TableColumn("recall").RightAligned())
            .AddColumn(new TableColumn("honest caught").RightAligned()).AddColumn(new TableColumn("precision").RightAligned());
        foreach (var (least, name) in new[] { (Outcome.Hold, "held or rejected"), (Outcome.Review, "reviewed or more") })
        {
            var (attacks, honest) = score.From(least);
            table.AddRow(name, Text($"{attacks:N0} of {score.Attacks:N0}"), Share(attacks, score.Attacks), Text($"{honest:N0} of {score.Honest:N0}"), Share(attacks, attacks + honest));
        }
        console.Write(table);
        foreach (var (currency, value) in score.Value)
            console.MarkupLine(Text($"Value caught (held or rejected): {value.Caught:N2} of {value.All:N2} {currency}"));
    }

    static string Share(long part, long whole) => whole == 0 ? "-" : Text($"{100.0 * part / whole:0.0} %");

    static string Amount(Money amount) => amount.IsNone ? "" : Text($"{decimal.Parse(amount.ToDecimalString(), CultureInfo.InvariantCulture):N2} {amount.Currency}");

    static string Text(FormattableString text) => FormattableString.Invariant(text);
}
