using System.Globalization;
using Fraud.Cli.Logs;
using Fraud.Messages;

namespace Fraud.Cli.Evaluation;

/// <summary>A payment that was scored, and what became of it.</summary>
/// <param name="Score">Higher is more suspicious.</param>
/// <param name="Probability">What the score stands for; NaN where that is not known.</param>
/// <param name="Ticks">When, in UTC.</param>
/// <param name="Debtor">By number; a row's own where it is not known.</param>
/// <param name="Currency">By number, as <paramref name="Group"/>.</param>
readonly record struct ScoredRow(double Score, double Probability, bool Fraud, long Ticks, int Debtor, double Amount, int Currency, int Group)
{
    public int Day => (int)(Ticks / TimeSpan.TicksPerDay);
}

/// <summary>Scores joined with the labels of their payments.</summary>
sealed class LabelledScores
{
    readonly Dictionary<string, int> _debtors = new(StringComparer.Ordinal), _currencies = new(StringComparer.Ordinal), _groups = new(StringComparer.Ordinal);

    /// <summary>Those that are judged, in the order of the labels.</summary>
    public List<ScoredRow> Rows { get; } = [];

    /// <summary>Every fraud of the labels, judged or not.</summary>
    public List<(int Debtor, int Day)> Frauds { get; } = [];

    /// <summary>By number; rows of unknown debtors have numbers without a name.</summary>
    public List<string> Debtors { get; } = [];
    public List<string> Currencies { get; } = [];
    public List<string> Groups { get; } = [];

    /// <summary>Whether the labels go by the numbers of their rows, as they have no ids.</summary>
    public bool ByNumber { get; private set; }
    public bool HasTime { get; private set; }
    public bool HasDebtor { get; private set; }
    public bool HasAmount { get; private set; }

    /// <summary>Rows that would be judged and have no score.</summary>
    public long Unscored { get; private set; }
    /// <summary>Scores of payments that have no label.</summary>
    public long Unlabelled { get; private set; }
    /// <summary>Payments that were labelled again; the last label counts.</summary>
    public long Relabelled { get; private set; }

    /// <exception cref="InvalidDataException">The labels cannot be read; the message begins with the file's name.</exception>
    public static LabelledScores Join(Scores scores, string labels, EvaluationOptions options)
    {
        try
        {
            using var stream = LogStream.Open(new LogInput(labels).Open(), labels);
            using var table = new TableReader(stream, options.Columns);
            var joined = new LabelledScores();
            joined.Read(table, scores, options);
            return joined;
        }
        catch (Exception problem) when (problem is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{labels}: {(problem is FileNotFoundException or DirectoryNotFoundException ? "no such file" : problem.Message)}", problem);
        }
    }

    void Read(TableReader table, Scores scores, EvaluationOptions options)
    {
        int id = table.Find(RecordField.Id), label = table.Require(RecordField.Label, "1 for fraud and 0 for none");
        int time = table.Find(RecordField.Time), debtor = table.Find(RecordField.DebtorAccount), amount = table.Find(RecordField.Amount), currency = table.Find(RecordField.Currency);
        var cells = options.Cells.Select(part => (At: table.Require(part.Column), part.Value)).ToList();
        int group = options.Group is { } column ? table.Require(column) : -1;
        if (options.KnownAfterDays is not null)
        {
            table.Require(RecordField.Time, "which --known-after needs");
            table.Require(RecordField.DebtorAccount, "which --known-after needs");
        }
        ByNumber = id < 0;
        (HasTime, HasDebtor, HasAmount) = (time >= 0 || scores.HasTime, debtor >= 0, amount >= 0);
        if (!HasTime && (options.From ?? options.To) is not null) table.Require(RecordField.Time, "which --from and --to need");

        int[] taken = new int[scores.Count]; // 1 + index of the row of a score, −1 of one whose payment is not judged
        for (long number = 1; table.TryRead(); number++)
        {
            // A row without an id goes by its number, as it does where tables are scored.
            int score = scores.Find(id < 0 ? number.ToString(CultureInfo.InvariantCulture) : table.Id(id));
            bool labelled = !table.Cell(label).IsEmpty, fraud = labelled && table.Label(label);
            long ticks = time >= 0 ? table.Time(time) : score >= 0 ? scores.TicksAt(score) : 0;
            int by = debtor >= 0 && !table.Cell(debtor).IsEmpty ? Number(_debtors, Debtors, table.Text(debtor)) : Next(Debtors);
            if (fraud && debtor >= 0) Frauds.Add((by, (int)(ticks / TimeSpan.TicksPerDay)));
            bool judged = !(ticks < options.From?.UtcTicks) && !(ticks >= options.To?.UtcTicks) && cells.TrueForAll(part => table.Text(part.At) == part.Value);
            if (!labelled)
            {
                // Nobody knows yet: as if the row were not there, but of a time that is not asked for it is not missed.
                if (score >= 0 && !judged && taken[score] == 0) taken[score] = -1;
                continue;
            }
            if (score < 0 || double.IsNaN(scores.ValueAt(score)))
            {
                if (judged && (time >= 0 || score >= 0 || (options.From ?? options.To) is null)) Unscored++;
                if (score >= 0) taken[score] = -1;
                continue;
            }
            if (taken[score] != 0) Relabelled++;
            if (!judged)
            {
                if (taken[score] == 0) taken[score] = -1;
                continue;
            }
            var row = new ScoredRow(scores.ValueAt(score), scores.ProbabilityAt(score), fraud, ticks, by, HasAmount ? table.Amount(amount) : 0, currency < 0 ? 0 : Number(_currencies, Currencies, table.Text(currency)),
                group < 0 ? -1 : Number(_groups, Groups, table.Text(group)));
            if (taken[score] > 0) Rows[taken[score] - 1] = row;
            else
            {
                Rows.Add(row);
                taken[score] = Rows.Count;
            }
        }
        Unlabelled = taken.LongCount(row => row == 0);
        if (currency < 0) Currencies.Add("");
    }

    static int Number(Dictionary<string, int> numbers, List<string> names, string name)
    {
        if (numbers.TryGetValue(name, out int number)) return number;
        numbers.Add(name, number = names.Count);
        names.Add(name);
        return number;
    }

    static int Next(List<string> names)
    {
        names.Add("");
        return names.Count - 1;
    }
}
