namespace Fraud.Cli.Evaluation;

/// <summary>
/// The rows of one window, the most suspicious first, and what is measured on them: rows of equal score are alerted together. Debtors may weigh more or less than once, with all
/// their rows, which is how intervals are found.
/// </summary>
sealed partial class Ranking
{
    readonly ScoredRow[] _rows;    // by falling score
    readonly bool[] _endsTie;      // whether the next row has a lower score
    readonly int[] _debtors;       // of the rows, apart from them: read for every row of every resample
    readonly bool[] _frauds;
    readonly int[] _debtorPositives, _debtorNegatives; // rows of each debtor
    readonly Measure[] _measures;
    readonly EvaluationOptions _options;
    readonly LabelledScores _data;

    public Ranking(LabelledScores data, ScoredRow[] rows, Measure[] measures, EvaluationOptions options)
    {
        (_rows, _measures, _options, _data) = (rows, measures, options, data);
        Array.Sort([.. rows.Select(row => -row.Score)], rows);
        _endsTie = [.. rows.Select((row, i) => i + 1 == rows.Length || rows[i + 1].Score < row.Score)];
        _debtors = [.. rows.Select(row => row.Debtor)];
        _frauds = [.. rows.Select(row => row.Fraud)];
        (_debtorPositives, _debtorNegatives) = (new int[data.Debtors.Count], new int[data.Debtors.Count]);
        foreach (var row in rows) (row.Fraud ? _debtorPositives : _debtorNegatives)[row.Debtor]++;
        Positives = rows.Count(row => row.Fraud);
        if (data.HasTime) _days = Cut(rows, data.HasDebtor ? data.Debtors : null);
    }

    public IReadOnlyList<ScoredRow> Rows => _rows;
    public int Positives { get; }
    public int Days => _days.Length;
    public int Debtors => _debtorPositives.Zip(_debtorNegatives, (positives, negatives) => positives + negatives).Count(count => count > 0);

    /// <summary>Measures with each debtor counted as often as it weighs; NaN where there is no fraud, or nothing else.</summary>
    public double[] Measure(int[] weights)
    {
        double[] values = new double[_measures.Length];
        long positives = 0, negatives = 0;
        for (int debtor = 0; debtor < weights.Length; debtor++)
        {
            positives += (long)weights[debtor] * _debtorPositives[debtor];
            negatives += (long)weights[debtor] * _debtorNegatives[debtor];
        }
        if (positives == 0 || negatives == 0)
        {
            Array.Fill(values, double.NaN);
            return values;
        }
        var curve = Walk(weights, positives, negatives);
        var days = _days.Length == 0 ? [] : _options.Alerts.Concat(_options.Tops).Distinct().ToDictionary(size => size, size => FirstOfDays(size, weights));
        for (int i = 0; i < values.Length; i++)
        {
            var measure = _measures[i];
            values[i] = measure.Kind switch
            {
                MeasureKind.RocAuc => curve.Auc,
                MeasureKind.AveragePrecision => curve.AveragePrecision,
                MeasureKind.BestF1 => curve.BestF1,
                MeasureKind.RecallAtRate => (double)curve.Caught[measure.At].Frauds / positives,
                MeasureKind.ValueAtRate => Share(curve.Caught[measure.At].Value[measure.Of], curve.All.Value[measure.Of]),
                MeasureKind.GroupAtRate => Share(curve.Caught[measure.At].Groups[measure.Of], curve.All.Groups[measure.Of]),
                MeasureKind.RecallAtAlerts => days[_options.Alerts[measure.At]].Frauds / positives,
                MeasureKind.ValueAtAlerts => Share(days[_options.Alerts[measure.At]].Value[measure.Of], curve.All.Value[measure.Of]),
                MeasureKind.PrecisionOfPayments => days[_options.Tops[measure.At]].Frauds / ((double)_options.Tops[measure.At] * _days.Length),
                _ => PrecisionOfDebtors(_options.Tops[measure.At], weights),
            };
        }
        return values;
    }

    static double Share(double part, double whole) => whole > 0 ? part / whole : double.NaN;

    /// <summary>How much fraud lies at or above a score.</summary>
    sealed record Catch(long Frauds, double[] Value, double[] Groups);

    readonly record struct Told(double Auc, double AveragePrecision, double BestF1, Catch[] Caught, Catch All);

    Told Walk(int[] weights, long positives, long negatives)
    {
        var (rates, rows, endsTie, debtors, frauds) = (_options.Rates, _rows, _endsTie, _debtors, _frauds);
        double[] value = new double[_data.Currencies.Count], groups = new double[_data.Groups.Count];
        var caught = new Catch[rates.Length];
        var last = new Catch(0, new double[value.Length], new double[groups.Length]);
        int rate = 0;
        long most = rates.Length == 0 ? long.MaxValue : Allowed(rates[0], negatives); // honest rows that may be alerted at the next rate
        long tp = 0, fp = 0, tpBefore = 0, fpBefore = 0;
        double area = 0, precision = 0, bestF1 = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int weight = weights[debtors[i]];
            if (!frauds[i]) fp += weight;
            else if (weight > 0)
            {
                tp += weight;
                value[rows[i].Currency] += weight * rows[i].Amount;
                if (rows[i].Group >= 0) groups[rows[i].Group] += weight;
            }
            if (!endsTie[i]) continue;
            for (; fp > most; most = ++rate < rates.Length ? Allowed(rates[rate], negatives) : long.MaxValue) caught[rate] = last;
            // Between two frauds nothing changes but what the area sees.
            area += (double)(fp - fpBefore) * (tp + tpBefore);
            fpBefore = fp;
            if (tp == tpBefore) continue;
            precision += (double)(tp - tpBefore) * tp / (tp + fp);
            bestF1 = Math.Max(bestF1, 2.0 * tp / (tp + fp + positives));
            if (rate < rates.Length) last = new Catch(tp, [.. value], [.. groups]);
            tpBefore = tp;
        }
        var all = new Catch(tp, value, groups);
        for (; rate < rates.Length; rate++) caught[rate] = all;
        return new Told(area / 2 / positives / negatives, precision / positives, bestF1, caught, all);
    }

    /// <summary>The shares of fraud and of honest rows at or above each score, from none to all.</summary>
    public IEnumerable<(double Found, double Alarmed)> Curve()
    {
        yield return (0, 0);
        double honest = _rows.Length - Positives;
        for (int i = 0, found = 0; i < _rows.Length; i++)
        {
            if (_frauds[i]) found++;
            if (_endsTie[i]) yield return ((double)found / Positives, (i + 1 - found) / honest);
        }
    }

    // The largest count whose share, as a double, is at most the rate: how scikit-learn's curve is read.
    static long Allowed(double rate, long negatives)
    {
        long count = (long)(rate * negatives) + 1;
        while (count > 0 && (double)count / negatives > rate) count--;
        return count;
    }
}
