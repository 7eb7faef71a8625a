using FsCheck.Xunit;
using Fraud.Cli.Evaluation;
using Fraud.Cli.Logs;

namespace Fraud.Tests.Cli;

/// <summary>Measures held against their definitions, by hand and by plain loops.</summary>
public class RankingTests
{
    sealed record Payment(int Day, string Debtor, double Score, bool Fraud, int Amount);

    static Dictionary<string, double> Measured(IReadOnlyList<Payment> payments, EvaluationOptions options, Func<string, int>? weight = null)
    {
        using var tool = new ToolRun();
        string scores = tool.Write("scores.csv", "id,score\n" + string.Concat(payments.Select((p, i) => FormattableString.Invariant($"{i},{p.Score:R}\n"))));
        string labels = tool.Write("labels.csv", "id,label,time,debtor_account,amount,currency\n"
            + string.Concat(payments.Select((p, i) => FormattableString.Invariant($"{i},{(p.Fraud ? 1 : 0)},2024-01-{p.Day + 1:00}T12:00:00Z,{p.Debtor},{p.Amount},EUR\n"))));
        var data = LabelledScores.Join(Scores.Load([new LogInput(scores)], null), labels, options);
        var measures = Measure.AllOf(options, data);
        double[] values = new Ranking(data, [.. data.Rows], measures, options).Measure([.. data.Debtors.Select(debtor => weight?.Invoke(debtor) ?? 1)]);
        return measures.Zip(values).ToDictionary(pair => pair.First.Key, pair => pair.Second);
    }

    [Fact]
    public void Measures_small_enough_for_paper()
    {
        // Two days. By falling score: fraud; fraud and honest, tied; honest; fraud; two honest.
        Payment[] payments =
        [
            new(0, "A", 0.9, true, 100), new(0, "B", 0.8, true, 50), new(0, "C", 0.8, false, 10), new(1, "C", 0.7, false, 10), new(1, "A", 0.6, true, 250), new(1, "D", 0.5, false, 10), new(1, "E", 0.4, false, 10),
        ];
        var m = Measured(payments, new EvaluationOptions { Rates = [0.1, 0.25, 0.5], Alerts = [1, 2], Tops = [1, 2] });
        // Of 3 × 4 pairs: 4, then 3½, then 2 are in order.
        Assert.Equal(9.5 / 12, m["auc"], 1e-12);
        // A third at precision 1, a third at 2 of 3, a third at 3 of 5.
        Assert.Equal((1 + 2 / 3.0 + 3 / 5.0) / 3, m["ap"], 1e-12);
        Assert.Equal(2 * 3 / (3.0 + 5), m["bestF1"], 1e-12);
        Assert.Equal((1 / 3.0, 2 / 3.0, 1), (m["recall@fpr=0.1"], m["recall@fpr=0.25"], m["recall@fpr=0.5"]));
        Assert.Equal((100 / 400.0, 150 / 400.0, 1), (m["value@fpr=0.1"], m["value@fpr=0.25"], m["value@fpr=0.5"]));
        // The second alert of the first day is the fraud or the honest one: half of each.
        Assert.Equal((1 / 3.0, 2.5 / 3), (m["recall@alerts=1"], m["recall@alerts=2"]));
        Assert.Equal((100 / 400.0, 375 / 400.0), (m["value@alerts=1"], m["value@alerts=2"]));
        Assert.Equal((1 / 2.0, 2.5 / 4), (m["precision@1"], m["precision@2"]));
        // Debtors: A, then B before C by name; A was found on the first day, so that the second shows C and D.
        Assert.Equal((1 / 2.0, 2 / 4.0), (m["cardPrecision@1"], m["cardPrecision@2"]));
    }

    static List<Payment> Random(Random random)
    {
        int count = random.Next(2, 60), debtors = random.Next(1, 9), steps = random.Next(2, 30);
        var payments = Enumerable.Range(0, count).Select(_ => new Payment(random.Next(4), $"D{random.Next(debtors)}", random.Next(steps) / 8.0 - 1, random.Next(4) == 0, random.Next(1, 1000))).ToList();
        payments[0] = payments[0] with { Fraud = true };
        payments[1] = payments[1] with { Fraud = false };
        return payments;
    }

    [Property(MaxTest = 200)]
    public void Measures_are_what_their_definitions_say(int seed)
    {
        var payments = Random(new Random(seed));
        double[] rates = [0.01, 0.1, 0.34, 1];
        var m = Measured(payments, new EvaluationOptions { Rates = rates, Alerts = [1, 3], Tops = [2, 5] });
        List<Payment> fraud = [.. payments.Where(p => p.Fraud)], honest = [.. payments.Where(p => !p.Fraud)];
        Assert.Equal(fraud.Average(f => honest.Average(h => f.Score > h.Score ? 1 : f.Score == h.Score ? 0.5 : 0)), m["auc"], 1e-12);

        double[] thresholds = [.. payments.Select(p => p.Score).Distinct().OrderDescending()];
        double Recall(double threshold) => fraud.Count(p => p.Score >= threshold) / (double)fraud.Count;
        double Precision(double threshold) => fraud.Count(p => p.Score >= threshold) / (double)payments.Count(p => p.Score >= threshold);
        Assert.Equal(thresholds.Select((t, i) => (Recall(t) - (i == 0 ? 0 : Recall(thresholds[i - 1]))) * Precision(t)).Sum(), m["ap"], 1e-12);
        Assert.Equal(thresholds.Max(t => Recall(t) == 0 ? 0 : 2 * Recall(t) * Precision(t) / (Recall(t) + Precision(t))), m["bestF1"], 1e-12);
        foreach (double rate in rates)
        {
            double threshold = thresholds.Where(t => honest.Count(p => p.Score >= t) / (double)honest.Count <= rate).DefaultIfEmpty(double.PositiveInfinity).Min();
            Assert.Equal(Recall(threshold), m[FormattableString.Invariant($"recall@fpr={rate}")], 1e-12);
            Assert.Equal(fraud.Where(p => p.Score >= threshold).Sum(p => p.Amount) / (double)fraud.Sum(p => p.Amount), m[FormattableString.Invariant($"value@fpr={rate}")], 1e-12);
        }

        var days = payments.GroupBy(p => p.Day).OrderBy(day => day.Key).ToList();
        // What a payment has of the first places: whole above the tie at the end, a part within it.
        double Place(IEnumerable<Payment> day, Payment p, int size) => Math.Clamp((size - day.Count(other => other.Score > p.Score)) / (double)day.Count(other => other.Score == p.Score), 0, 1);
        foreach (int size in (int[])[1, 3]) Assert.Equal(days.Sum(day => day.Where(p => p.Fraud).Sum(p => Place(day, p, size))) / fraud.Count, m[$"recall@alerts={size}"], 1e-12);
        foreach (int size in (int[])[2, 5])
        {
            Assert.Equal(days.Average(day => day.Where(p => p.Fraud).Sum(p => Place(day, p, size)) / size), m[$"precision@{size}"], 1e-12);
            var found = new HashSet<string>();
            double sum = 0;
            foreach (var day in days)
            {
                var hits = day.Where(p => !found.Contains(p.Debtor)).GroupBy(p => p.Debtor).OrderByDescending(d => d.Max(p => p.Score)).ThenBy(d => d.Key, StringComparer.Ordinal).Take(size)
                    .Where(d => d.Any(p => p.Fraud)).Select(d => d.Key).ToList();
                found.UnionWith(hits);
                sum += (double)hits.Count / size;
            }
            Assert.Equal(sum / days.Count, m[$"cardPrecision@{size}"], 1e-12);
        }
    }

    [Property(MaxTest = 100)]
    public void A_debtor_that_weighs_twice_counts_as_two_debtors(int seed)
    {
        var random = new Random(seed);
        var payments = Random(random);
        int[] weights = [.. Enumerable.Range(0, 9).Select(_ => random.Next(0, 4))];
        (weights[payments[0].Debtor[1] - '0'], weights[payments[1].Debtor[1] - '0']) = (2, 2);
        var options = new EvaluationOptions { Rates = [0.1, 0.34], Alerts = [1, 3], Tops = [2, 5] };
        var weighed = Measured(payments, options, debtor => weights[debtor[1] - '0']);
        List<Payment> copies = [.. payments.SelectMany(p => Enumerable.Range(0, weights[p.Debtor[1] - '0']).Select(copy => p with { Debtor = $"{p.Debtor}.{copy}" }))];
        // A day of which nothing was drawn is still a day, which copies cannot show.
        if (payments.Select(p => p.Day).Except(copies.Select(p => p.Day)).Any()) return;
        var copied = Measured(copies, options);
        // But for the day's debtors: copies are found one by one, a debtor that weighs more at once.
        foreach (var (key, value) in copied.Where(measure => !measure.Key.StartsWith("cardPrecision", StringComparison.Ordinal))) Assert.Equal(value, weighed[key], 1e-12);
    }

    /// <summary>What a training says of its validation part is what <c>fraud evaluate</c> would say of it, to the last bit.</summary>
    [Property(MaxTest = 100)]
    public void Training_measures_the_same(int seed)
    {
        var random = new Random(seed);
        int honest = random.Next(1, 4) * 100 + random.Next(3) - 1, steps = random.Next(2, 60);
        var payments = Enumerable.Range(0, honest + random.Next(1, 40)).Select(i => new Payment(0, "A", random.Next(steps) / 7.0 + (i < honest ? 0 : random.Next(2)), i >= honest, 1)).ToList();
        var m = Measured(payments, new EvaluationOptions());
        var metrics = Fraud.Training.RankMetrics.Of([.. payments.Select(p => p.Score)], [.. payments.Select(p => p.Fraud)])!;
        Assert.Equal((m["auc"], m["ap"], m["recall@fpr=0.01"]), (metrics.Auc, metrics.AveragePrecision, metrics.RecallAtOnePercent));
    }
}
