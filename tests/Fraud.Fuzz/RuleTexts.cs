using System.Text;
using System.Text.RegularExpressions;

namespace Fraud.Fuzz;

/// <summary>Rule files as tired people and machines write them: pieces of the standard packs with words left out, doubled, exchanged and swapped, and soups of words.</summary>
sealed partial class RuleTexts(int seed)
{
    readonly Random _random = new(seed);
    readonly string[] _items = [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "packs"), "*.rules").Order(StringComparer.Ordinal).SelectMany(f => Start().Split(File.ReadAllText(f))).Where(t => t.Trim().Length > 0)];
    string[]? _words;

    [GeneratedRegex("^(?=(?:pack|use|off|param|let|family|outcome|rule|set|mode|override)\\b)", RegexOptions.Multiline)]
    private static partial Regex Start();

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9A-Za-z_.%]*|\"[^\"\n]*\"|[<>!]=|#[^\n]*|\n|\\S")]
    private static partial Regex Word();

    string[] Words => _words ??= [.. _items.SelectMany(i => Word().Matches(i).Select(m => m.Value)).Distinct(), "0", "-", "- -", "((((", "))))", "999999999999999999999999", "9999999999w", "0.0s", "100_000 EUR", "none", "\"", "\uFEFF", "é", "\0"];

    string Pick(string[] from) => from[_random.Next(from.Length)];

    public string Next()
    {
        if (_random.Next(4) == 0) return string.Join(_random.Next(2) == 0 ? " " : "\n", Enumerable.Range(0, _random.Next(1, 300)).Select(_ => Pick(Words)));
        // Families, parameters and lets mostly stay, so that the rules below still mean something.
        var words = Word().Matches(string.Concat(_items.Where(i => i.StartsWith("rule", StringComparison.Ordinal) ? _random.Next(4) == 0 : _random.Next(30) != 0))).Select(m => m.Value).ToList();
        for (int changes = _random.Next(1 << _random.Next(6)); changes > 0 && words.Count > 2; changes--)
        {
            int at = _random.Next(words.Count), other = _random.Next(words.Count), run = Math.Min(_random.Next(1, 12), words.Count - at);
            switch (_random.Next(6))
            {
                case 0: words[at] = Pick(Words); break;
                case 1: words.RemoveRange(at, Math.Min(_random.Next(1, 3), words.Count - at)); break;
                case 2: words.InsertRange(at, words.GetRange(at, run)); break;
                case 3: (words[at], words[other]) = (words[other], words[at]); break;
                case 4: words.InsertRange(other, words.GetRange(at, run)); break;
                default: words[at] = words[other]; break;
            }
        }
        var text = new StringBuilder();
        foreach (string word in words) text.Append(word).Append(word[^1] == '\n' || word[0] == '#' ? "" : " ");
        return text.ToString();
    }
}

/// <summary>What every rule file must survive: it is a policy or it has findings, each of which can be shown; a policy makes an engine, and the engine judges.</summary>
static class RuleTarget
{
    static readonly byte[] s_order = System.Text.Encoding.ASCII.GetBytes("""{"time":"2024-01-02T09:00:00Z","id":"T1","debtor_account":"+254700000001","creditor_account":"+254700000002","amount":125.50,"currency":"KES","kind":"p2p"}""");

    /// <summary>Whether the file could be used.</summary>
    public static bool Run(string text, bool judge)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["fuzz.rules"] = text });
        foreach (var finding in policy.Diagnostics) _ = finding.ToString();
        if (!policy.IsUsable)
        {
            if (policy.Diagnostics.Count == 0) throw new InvalidOperationException("A file that cannot be used has no finding.");
            return false;
        }
        if (!judge) return true;
        using var engine = new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 16 << 20 });
        for (int i = 0; i < 3; i++) engine.Evaluate(s_order, DateTimeOffset.UnixEpoch.AddDays(20_000 + i)).Explain();
        return true;
    }
}
