using System.Globalization;
using System.Text;

namespace Fraud.Comparisons;

/// <summary>The same rules twice: in our language and as lambda expressions. Two or three conditions each, seven in ten on numbers.</summary>
static class RuleSet
{
    static readonly (string Ours, string Theirs)[] s_flags =
    [
        ("near_round", "NearRound"), ("cross_border", "CrossBorder"), ("agent_named", "AgentNamed"), ("missing_party", "MissingParty"), ("new_device", "NewDevice"), ("remote_access", "RemoteAccess"),
    ];

    static readonly (string Ours, string Theirs, string[] Words)[] s_words =
    [
        ("class", "Class", ["customer", "institution"]), ("kind", "Kind", ["p2p", "salary", "bill_payment"]), ("channel", "Channel", ["app", "web", "agent"]),
        ("creditor_class", "CreditorClass", ["person", "organisation", "charity"]), ("sender_day", "SenderDay", ["business", "weekend", "holiday"]),
    ];

    static readonly (string Ours, string Unit, string Theirs, double[] Steps)[] s_numbers =
    [
        ("amount", " USD", "Amount", [100, 2_000, 9_500, 10_000, 100_000, 250_000, 1_000_000, 20_000_000]), ("works_words", "", "WorksWords", [1, 2, 3, 4]),
        ("value_date_ahead", "", "ValueDateAhead", [1, 2, 3, 5]), ("local_time", "h", "LocalHours", [6, 8, 12, 17, 20, 22]), ("outside_hours", "min", "OutsideMinutes", [30, 60, 120, 300]),
        ("blind_window", "h", "BlindHours", [24, 60, 96, 110]),
    ];

    public static (string Pack, string[] Lambdas) Make(int rules, int seed)
    {
        var random = new Random(seed);
        T Pick<T>(T[] from) => from[random.Next(from.Length)];
        var pack = new StringBuilder("pack \"comparison\" version \"1\"\nfamily F cap 1000\n");
        var lambdas = new string[rules];
        for (int i = 0; i < rules; i++)
        {
            var conditions = new List<(string Ours, string Theirs)>();
            for (int c = 2 + random.Next(2); c > 0; c--) conditions.Add(random.Next(10) switch { < 7 => Number(), 7 => Flag(), _ => Word() });
            pack.Append(CultureInfo.InvariantCulture, $"rule R{i} \"R{i}\" family F points 1 when {string.Join(" and ", conditions.Select(c => c.Ours))} because \"rule {i}\"\n");
            lambdas[i] = string.Join(" && ", conditions.Select(c => c.Theirs));
        }
        return (pack.ToString(), lambdas);

        (string, string) Number()
        {
            var (ours, unit, theirs, steps) = Pick(s_numbers);
            string op = Pick((string[])[">", ">=", "<", ">"]), step = Pick(steps).ToString(CultureInfo.InvariantCulture);
            return ($"{ours} {op} {step}{unit}", $"input1.{theirs} {op} {step}");
        }

        (string, string) Flag()
        {
            var (ours, theirs) = Pick(s_flags);
            return (ours, $"input1.{theirs} == true");
        }

        (string, string) Word()
        {
            var (ours, theirs, words) = Pick(s_words);
            string word = Pick(words);
            // What is not known is not unequal to anything.
            return random.Next(4) == 0 ? ($"{ours} != \"{word}\"", $"(input1.{theirs} != null && input1.{theirs} != \"{word}\")") : ($"{ours} = \"{word}\"", $"input1.{theirs} == \"{word}\"");
        }
    }
}
