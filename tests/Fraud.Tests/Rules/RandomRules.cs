using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fraud.Tests.Rules;

/// <summary>Random well-typed packs, as text: every operator, function and kind of comparison of the language.</summary>
static class RandomRules
{
    static readonly string[] Money = ["amount", "sum(amount) of attempts by debtor over 24h", "max(amount) of accepted by debtor, class over 180d", "100_000 USD", "0.01 USD"];
    static readonly string[] Whole = ["works_words", "value_date_ahead", "count() of attempts by sender over 1h", "count() of accepted by debtor, creditor", "cycle(amount, 85%, 5) of accepted by debtor, creditor over 7d", "3", "0", "41"];
    static readonly string[] Number = ["robust_z(ln(amount), 0.05) of accepted by debtor, class over 180d", "hour_share() of accepted by sender", "3.5", "0.5%", "share(near_round) of accepted by debtor over 90d"];
    static readonly string[] Duration = ["outside_hours", "blind_window", "to_cut_off", "60min", "24h", "age(first() of accepted by debtor)"];
    static readonly string[] Truth = ["near_round", "cross_border", "known(debtor, creditor)", "known(debtor, creditor, 24h)", "forbidden", "true", "creditor_class = \"person\"", "sender_day != \"business\"", "class = \"cover\""];
    static readonly string[] Orders = ["<", "<=", ">", ">=", "=", "!="];

    static Gen<string> Pick(string[] from) => Gen.Elements(from).Select(s => s.Contains(" of ", StringComparison.Ordinal) ? $"({s})" : s);

    static Gen<string> Quantity(string[] kind, string literalUnit, int size) => size <= 0 ? Pick(kind) : Gen.Frequency(
        (3, Pick(kind)),
        (1, from a in Quantity(kind, literalUnit, size / 2) from b in Quantity(kind, literalUnit, size / 2) from op in Gen.Elements("+", "-") select $"({a} {op} {b})"),
        (1, from a in Quantity(kind, literalUnit, size / 2) from b in Quantity(kind, literalUnit, size / 2) from f in Gen.Elements("min", "max") select $"{f}({a}, {b})"),
        (1, from a in Quantity(kind, literalUnit, size / 2) from n in Quantity(Number, "", size / 2) select kind == Number ? $"({a} * {n})" : kind == Whole ? $"({a} * 2)" : $"({n} * {a})"),
        (1, from a in Quantity(kind, literalUnit, size / 2) from b in Quantity(kind, literalUnit, size / 2) select $"coalesce({a}, {b})"),
        (1, from a in Quantity(kind, literalUnit, size / 2) select $"abs(-{a})"));

    static Gen<string> Ratio(int size) => Gen.OneOf(
        Quantity(Number, "", size),
        from a in Quantity(Money, " USD", size / 2) from b in Quantity(Money, " USD", size / 2) select $"{a} / {b}",
        from a in Quantity(Money, " USD", size / 2) select $"ln({a})",
        from a in Quantity(Whole, "", size / 2) from b in Quantity(Number, "", size / 2) select $"({a} + {b})");

    static Gen<string> Comparison(int size) => from op in Gen.Elements(Orders)
        from pair in Gen.OneOf(
            from a in Quantity(Money, " USD", size) from b in Quantity(Money, " USD", size) select (a, b),
            from a in Quantity(Whole, "", size) from b in Quantity(Whole, "", size) select (a, b),
            from a in Quantity(Duration, "h", size) from b in Quantity(Duration, "h", size) select (a, b),
            from a in Ratio(size) from b in Ratio(size) select (a, b))
        select $"{pair.Item1} {op} {pair.Item2}";

    public static Gen<string> Condition(int size) => size <= 0 ? Gen.OneOf(Pick(Truth), Comparison(0)) : Gen.Frequency(
        (2, Pick(Truth)),
        (3, Comparison(size)),
        (2, from a in Condition(size / 2) from b in Condition(size / 2) from op in Gen.Elements("and", "or") select $"({a} {op} {b})"),
        (1, from a in Condition(size / 2) select $"not ({a})"),
        (1, from a in Ratio(size / 2) select $"has({a})"));

    public static Gen<string> Pack => from size in Gen.Choose(1, 8) from rules in Gen.ArrayOf(Rule(size)) where rules.Length > 0 select Text(rules);

    static Gen<(string Given, string When, string Tier)> Rule(int size)
        => from given in Gen.OneOf(Gen.Constant(""), Condition(size / 2)) from when in Condition(size) from tier in Gen.OneOf(Gen.Constant(""), Condition(size / 2)) select (given, when, tier);

    static string Text((string Given, string When, string Tier)[] rules)
    {
        var text = new StringBuilder("pack \"random\" version \"1\"\nfamily F cap 60\nfamily G cap 30\n");
        for (int i = 0; i < rules.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"rule R{i} \"RULE_{i}\" family {(i % 2 == 0 ? 'F' : 'G')}\n  points {5 + i}\n");
            if (rules[i].Tier.Length > 0) text.Append(CultureInfo.InvariantCulture, $"  points {9 + i} if {rules[i].Tier}\n");
            if (rules[i].Given.Length > 0) text.Append(CultureInfo.InvariantCulture, $"  given {rules[i].Given} else \"cold start\"\n");
            text.Append(CultureInfo.InvariantCulture, $"  when {rules[i].When}{(i > 1 && i % 3 == 0 ? $" or R{i - 1} and not R{i - 2}" : "")}\n  because \"rule {i}\"\n");
        }
        return text.ToString();
    }
}
