using System.Globalization;
using System.Text;

namespace Fraud.Tests.Rules;

/// <summary>A policy of a few lines and payments of a few words, for tests of single rules.</summary>
static class RuleBench
{
    public static readonly DateTimeOffset Morning = new(2026, 6, 1, 10, 0, 0, TimeSpan.Zero);

    public static Policy Policy(string rules, params (string Name, string Text)[] files)
    {
        var all = files.ToDictionary(f => f.Name, f => f.Text);
        all["my.rules"] = rules;
        var policy = Fraud.Policy.Parse(all);
        Assert.Equal("", string.Join("\n", policy.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return policy;
    }

    public static FraudEngine Engine(string rules, params Policy[] shadows) => Engine(Policy(rules), shadows);

    public static FraudEngine Engine(Policy policy, params Policy[] shadows) => new(policy, new FraudOptions { ProfileBudgetBytes = 64 << 20, Shadows = shadows });

    public static byte[] Payment(string id, decimal amount, string creditor = "K", string debtor = "D", string currency = "USD", string members = "") => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","debtor_account":"{{debtor}}","creditor_account":"{{creditor}}","amount":{{amount}},"currency":"{{currency}}"{{members}}}"""));

    /// <summary>Outcome, points and the rules that fired, as in "Hold 70 A01 B02".</summary>
    public static string Line(Decision decision)
    {
        var why = decision.Explain();
        return string.Create(CultureInfo.InvariantCulture, $"{decision.Outcome} {decision.Points} {string.Join(' ', why.Rules.Select(r => r.Id))}").TrimEnd();
    }
}
