using System.Globalization;
using Fraud.Cli.Simulation;

namespace Fraud.Tests.Acceptance;

/// <summary>
/// AC8: twelve invented institutions, honest orders, mixed calendars. FRAUD_VOLUME sets the number of orders, FRAUD_SEED the world; the long script runs 100,000 in each of ten,
/// the ordinary suite 12,000. The first sixty days are warm-up.
/// </summary>
public class VolumeTests
{
    [Fact]
    public void AC8_honest_traffic_of_twelve_institutions_is_left_alone()
    {
        int orders = int.TryParse(Environment.GetEnvironmentVariable("FRAUD_VOLUME"), CultureInfo.InvariantCulture, out int given) ? given : 12_000;
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("FRAUD_SEED"), CultureInfo.InvariantCulture, out ulong asked) ? asked : 1;
        using var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 1 << 30 });
        var decisions = new Decision[1];
        int judged = 0, held = 0, reviewed = 0;
        DateTimeOffset? warm = null;
        var rules = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var lines = new List<string>();
        foreach (var m in new InstitutionTraffic(new TrafficOptions(orders, seed) { From = new DateOnly(2016, 1, 1) }))
        {
            engine.EvaluateBatch([new MessageInput(m.Raw, m.At, m.Rejected ? Settlement.Rejected : Settlement.Accepted)], decisions);
            warm ??= m.At.AddDays(60);
            if (m.At < warm) continue;
            judged++;
            if (decisions[0].Points > 0)
            {
                foreach (var hit in decisions[0].Explain().Rules) rules[hit.Id] = rules.GetValueOrDefault(hit.Id) + 1;
            }
            if (decisions[0].Outcome == Outcome.Pass) continue;
            if (decisions[0].Outcome >= Outcome.Hold) held++;
            else reviewed++;
            if (lines.Count < 40) lines.Add($"{m.Reference} {m.At:u} {decisions[0].Outcome} {decisions[0].Points}: {string.Join(' ', decisions[0].Explain().Rules.Select(r => $"{r.Id}={r.Points}"))} ({m.Note})");
        }
        string report = $"{judged} judged, {held} held, {reviewed} reviewed; {string.Join(' ', rules.Select(r => $"{r.Key}:{100.0 * r.Value / judged:0.00}%"))}\n{string.Join("\n", lines)}";
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(judged > orders / 2, report);
        Assert.True(held <= Math.Max(1, judged * 0.0002), report);
        Assert.True(reviewed <= judged * 0.005, report);
    }
}
