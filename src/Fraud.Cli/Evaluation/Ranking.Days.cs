namespace Fraud.Cli.Evaluation;

/// <content>What an analyst's day brings: the first of each day's list.</content>
sealed partial class Ranking
{
    readonly Day[] _days = [];

    /// <param name="Rows">Its rows, by falling score.</param>
    /// <param name="Debtors">Who paid that day, by falling highest score; of equals, by name.</param>
    sealed record Day(int[] Rows, (int Debtor, double Score, bool Fraud)[] Debtors);

    static Day[] Cut(ScoredRow[] rows, List<string>? names) =>
        [.. Enumerable.Range(0, rows.Length).GroupBy(row => rows[row].Day).OrderBy(day => day.Key).Select(day => new Day([.. day], names is null ? [] : DebtorsOf(rows, [.. day], names)))];

    static (int Debtor, double Score, bool Fraud)[] DebtorsOf(ScoredRow[] rows, int[] day, List<string> names) =>
        [.. day.GroupBy(row => rows[row].Debtor).Select(debtor => (Debtor: debtor.Key, rows[debtor.First()].Score, Fraud: debtor.Any(row => rows[row].Fraud)))
            .OrderByDescending(debtor => debtor.Score).ThenBy(debtor => names[debtor.Debtor], StringComparer.Ordinal)];

    /// <summary>The fraud among the first so many payments of each day. Rows of equal score at the end of the list share the places that are left.</summary>
    (double Frauds, double[] Value) FirstOfDays(int size, int[] weights)
    {
        double frauds = 0;
        double[] value = new double[_data.Currencies.Count];
        foreach (var day in _days)
        {
            long left = size;
            for (int start = 0, end; left > 0 && start < day.Rows.Length; start = end)
            {
                long tied = 0;
                for (end = start; end < day.Rows.Length && (end == start || _rows[day.Rows[end]].Score == _rows[day.Rows[start]].Score); end++) tied += weights[_debtors[day.Rows[end]]];
                if (tied == 0) continue;
                double share = Math.Min(1, (double)left / tied);
                for (int i = start; i < end; i++)
                {
                    var row = _rows[day.Rows[i]];
                    if (!row.Fraud) continue;
                    frauds += share * weights[row.Debtor];
                    value[row.Currency] += share * weights[row.Debtor] * row.Amount;
                }
                left -= Math.Min(left, tied);
            }
        }
        return (frauds, value);
    }

    /// <summary>Card precision: of the first so many debtors of each day, the share with a fraud that day, averaged over days. A debtor that was found is not looked at again on later days.</summary>
    double PrecisionOfDebtors(int size, int[] weights)
    {
        bool[] found = new bool[_data.Debtors.Count];
        double sum = 0;
        foreach (var day in _days)
        {
            long left = size, hits = 0;
            foreach (var (debtor, _, fraud) in day.Debtors)
            {
                if (left == 0) break;
                if (found[debtor]) continue;
                long taken = Math.Min(left, weights[debtor]);
                left -= taken;
                if (!fraud || taken == 0) continue;
                hits += taken;
                found[debtor] = true;
            }
            sum += (double)hits / size;
        }
        return sum / _days.Length;
    }

    /// <summary>Recall when so many payments are alerted each day.</summary>
    public double RecallAtAlerts(int size) => FirstOfDays(size, Once(_data)).Frauds / Positives;

    /// <summary>Every debtor counted once.</summary>
    public static int[] Once(LabelledScores data)
    {
        int[] weights = new int[data.Debtors.Count];
        Array.Fill(weights, 1);
        return weights;
    }

    /// <summary>The most rows of any day.</summary>
    public int LargestDay => _days.Length == 0 ? 0 : _days.Max(day => day.Rows.Length);
}
