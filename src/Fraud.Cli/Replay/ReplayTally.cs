using System.Globalization;

namespace Fraud.Cli.Replay;

/// <summary>A message that did not pass, as the summary shows it.</summary>
sealed record Stopped(string Id, DateTimeOffset At, Money Amount, Outcome Outcome, int Points, Explanation Why);

/// <summary>How often a rule fired, and on messages that did not pass.</summary>
sealed class RuleCount(string id, string name)
{
    public string Id { get; } = id;
    public string Name { get; } = name;
    public long Fired { get; set; }
    public long Stopped { get; set; }
}

/// <summary>Counts what a replay decided.</summary>
sealed class ReplayTally
{
    const int Shown = 12; // a person reads that many; the rest is in the decision log

    readonly Dictionary<string, RuleCount> _rules = []; // sorted before it is shown
    readonly List<Stopped>[] _stopped = [[], [], [], []]; // by outcome

    readonly SortedDictionary<(int Rank, string Name), (long Read, long Wrong)> _formats = [];

    public long Messages { get; private set; }
    /// <summary>Entries that could not be read, or not in full.</summary>
    public long Unreadable { get; private set; }
    /// <summary>What was read, by format: <c>FIN 374, XML 12, CSV 100,000 rows (3 wrong)</c>.</summary>
    public string Formats => string.Join(", ", _formats.Select(format => string.Create(CultureInfo.InvariantCulture,
        $"{format.Key.Name} {format.Value.Read:N0}{(format.Key.Rank == (int)MessageFormat.Delimited ? " rows" : "")}{(format.Value.Wrong == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({format.Value.Wrong:N0} wrong)"))}")));
    public long Duplicates { get; private set; }
    public DateTimeOffset First { get; private set; } = DateTimeOffset.MaxValue;
    public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;
    public long[] Outcomes { get; } = new long[4];
    /// <summary>The first of each outcome, the gravest first: many reviews leave room for a late hold.</summary>
    public IReadOnlyList<Stopped> StoppedMessages => [.. _stopped[3].Concat(_stopped[2]).Concat(_stopped[1]).Take(Shown)];
    public LabelScore Score { get; } = new();

    public IEnumerable<RuleCount> Rules => _rules.Values.OrderByDescending(rule => rule.Fired).ThenBy(rule => rule.Id, StringComparer.Ordinal);

    /// <summary>Counts an entry that was read.</summary>
    public void Count(in Logs.LogEntry entry, bool wrong)
    {
        var format = entry.Format == MessageFormat.BareText ? MessageFormat.Fin : entry.Format;
        string name = format switch
        {
            MessageFormat.Fin => "FIN",
            MessageFormat.Xml => "XML",
            MessageFormat.Json => "JSON",
            MessageFormat.Delimited => entry.Rows?.Delimiter == '\t' ? "TSV" : "CSV",
            _ => "other text",
        };
        var key = (format == MessageFormat.Unrecognised ? int.MaxValue : (int)format, name);
        var (read, bad) = _formats.GetValueOrDefault(key);
        _formats[key] = (read + 1, wrong ? bad + 1 : bad);
        if (wrong) Unreadable++;
    }

    public void Add(in Decision decision, Explanation? why, string id, DateTimeOffset at, Money amount, bool? attack)
    {
        Messages++;
        if ((decision.Flags & DecisionFlags.Duplicate) != 0) Duplicates++;
        if (at < First) First = at;
        if (at > Last) Last = at;
        Outcomes[(int)decision.Outcome]++;
        bool stopped = decision.Outcome != Outcome.Pass;
        if (why is not null)
            foreach (var hit in why.Rules)
            {
                if (!_rules.TryGetValue(hit.Id, out var rule)) _rules[hit.Id] = rule = new RuleCount(hit.Id, hit.Name);
                rule.Fired++;
                if (stopped) rule.Stopped++;
            }
        if (stopped && _stopped[(int)decision.Outcome].Count < Shown) _stopped[(int)decision.Outcome].Add(new Stopped(id, at, amount, decision.Outcome, decision.Points, why!));
        if (attack is { } isAttack) Score.Add(isAttack, decision.Outcome, amount);
    }
}

/// <summary>Decisions held against labels. Value is summed by currency, exactly.</summary>
sealed class LabelScore
{
    readonly long[] _attacks = new long[4], _honest = new long[4];
    readonly SortedDictionary<string, (decimal Caught, decimal All)> _value = new(StringComparer.Ordinal);

    public long Labelled { get; private set; }
    public long Attacks => _attacks.Sum();
    public long Honest => _honest.Sum();

    /// <summary>Attacks, and honest messages, decided as <paramref name="least"/> or more severely.</summary>
    public (long Attacks, long Honest) From(Outcome least) => (_attacks.Skip((int)least).Sum(), _honest.Skip((int)least).Sum());

    /// <summary>By currency: the attacks' amounts held or refused, and all of them.</summary>
    public IReadOnlyDictionary<string, (decimal Caught, decimal All)> Value => _value;

    public void Add(bool attack, Outcome outcome, Money amount)
    {
        Labelled++;
        (attack ? _attacks : _honest)[(int)outcome]++;
        if (!attack || amount.IsNone) return;
        string currency = amount.Currency.ToString();
        var (caught, all) = _value.GetValueOrDefault(currency);
        decimal value = decimal.Parse(amount.ToDecimalString(), CultureInfo.InvariantCulture);
        _value[currency] = (outcome >= Outcome.Hold ? caught + value : caught, all + value);
    }
}
