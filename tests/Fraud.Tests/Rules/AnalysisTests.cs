using Fraud.Rules.Analysis;
using Fraud.Rules.Binding;
using Fraud.Rules.Syntax;

namespace Fraud.Tests.Rules;

/// <summary>What an analyst is told about rules that have no error, and still do not do what they were written for.</summary>
public class AnalysisTests
{
    const string Head = "family F cap 30\nfamily G cap 30\n";

    static Policy Parse(string text, string? parameters = null)
    {
        var files = new Dictionary<string, string> { ["my.rules"] = text };
        if (parameters is not null) files["parameters.txt"] = parameters;
        var policy = Policy.Parse(files);
        Assert.True(policy.IsUsable, string.Join('\n', policy.Diagnostics));
        return policy;
    }

    /// <summary>A rule R1 with the condition, and R2 beside it so that its family has another.</summary>
    static string Rule(string when, string before = "", string clauses = "points 5") => $"{Head}{before}\nrule R1 \"R\" family F {clauses} when {when} because \"x\"\nrule R2 \"R\" family G points 5 when mixed_script because \"x\"\n";

    static string[] Findings(string text, string? parameters = null) => [.. Parse(text, parameters).Diagnostics.Select(d => d.Message)];

    [Theory]
    [InlineData("amount < 5 USD and amount > 10 USD", "R1 never fires: this contradicts 'amount < 5 USD'")]
    [InlineData("amount <= 5 USD and near_round and amount > 5 USD", "R1 never fires: this contradicts 'amount <= 5 USD'")]
    [InlineData("near_round and not near_round", "R1 never fires: this contradicts 'near_round'")]
    [InlineData("creditor_class = \"person\" and creditor_class = \"charity\"", "R1 never fires: this contradicts 'creditor_class = \"person\"'")]
    [InlineData("creditor_class = \"unsure\"", "R1 never fires: this is never true")]
    [InlineData("amount < 0 USD", "R1 never fires: this is never true")]
    [InlineData("count() of attempts by sender over 1h < 0", "R1 never fires: this is never true")]
    [InlineData("share(near_round) of accepted by sender over 90d > 100%", "R1 never fires: this is never true")]
    [InlineData("hour_share() of accepted by sender > 1.5", "R1 never fires: this is never true")]
    [InlineData("name_similarity(creditor_name) of accepted by creditor > 1", "R1 never fires: this is never true")]
    [InlineData("local_time >= 24h", "R1 never fires: this is never true")]
    [InlineData("age(first() of accepted by debtor) < 0s", "R1 never fires: this is never true")]
    [InlineData("age(last() of accepted by debtor over 24h) > 2d", "R1 never fires: this is never true")]
    [InlineData("known(debtor, creditor, 24h) and not known(debtor, creditor)", "R1 never fires: this contradicts 'known(debtor, creditor, 24h)'")]
    [InlineData("amount > max(amount) of accepted by debtor and amount = (max(amount) of accepted by debtor)", "R1 never fires: this contradicts 'amount > max(amount) of accepted by debtor'")]
    [InlineData("sum(amount) of attempts by debtor over 24h + amount < 0 USD", "R1 never fires: this is never true")]
    [InlineData("has(amount) and not has(amount)", "R1 never fires: this contradicts 'has(amount)'")]
    [InlineData("amount >= 0.9 * 100 USD and amount < 90 USD", "R1 never fires: this contradicts 'amount >= 0.9 * 100 USD'")]
    [InlineData("false", "R1 never fires: this is never true")]
    [InlineData("amount >= 0 USD", "this is always true: R1 fires on every message whose values are known")]
    [InlineData("near_round or not near_round", "this is always true: R1 fires on every message whose values are known")]
    [InlineData("coalesce(works_words, 0) >= 0", "this is always true: R1 fires on every message whose values are known")]
    [InlineData("near_round and amount >= 0 USD", "this is always true where its values are known")]
    [InlineData("near_round or works_words < 0", "this is never true")]
    public void A_condition_that_cannot_be_false_or_true_is_told(string when, string message) => Assert.Equal([message], Findings(Rule(when)));

    [Theory]
    [InlineData("amount >= 5 USD and amount <= 5 USD")]
    [InlineData("amount > 5 USD and amount < 10 USD and near_round")]
    [InlineData("value_date_ahead < 0")]
    [InlineData("to_cut_off < 0min")]
    [InlineData("creditor_class != \"person\" and creditor_class != \"charity\"")]
    [InlineData("coalesce(known(debtor, creditor), false) or near_round")]
    [InlineData("robust_z(ln(amount), 0.05) of accepted by debtor over 90d < 0.5 - 4.5")]
    [InlineData("amount > max(amount) of accepted by debtor over 90d")]
    [InlineData("share(near_round) of accepted by sender over 90d >= 100%")]
    public void A_condition_that_some_message_meets_and_another_fails_is_none(string when) => Assert.Empty(Findings(Rule(when)));

    [Fact]
    public void A_finding_shows_file_line_and_column_with_the_place_underlined() => Assert.Equal(
        "my.rules:3:72: warning: R1 never fires: this contradicts 'amount < 5 USD'\n" +
        "  3 | rule R1 \"R\" family F points 5 when amount < 5 USD and cross_border and amount > 10 USD because \"x\"\n" +
        "    |                                                                        ^~~~~~~~~~~~~~~",
        Assert.Single(Parse(Head + "rule R1 \"R\" family F points 5 when amount < 5 USD and cross_border and amount > 10 USD because \"x\"\nrule R2 \"R\" family G points 5 when near_round because \"x\"").Diagnostics).ToString());

    [Theory]
    [InlineData("param limit = none", "amount > limit", "R1 never fires: this is always unknown, because limit is not set")]
    [InlineData("param limit = none\nparam most = none\nlet over = amount > limit or amount > most", "over", "R1 never fires: this is always unknown, because limit, most are not set")]
    [InlineData("param limit = none", "near_round and amount > limit", "R1 never fires: this is always unknown, because limit is not set")]
    [InlineData("param limit = none", "near_round or amount > limit", "")]
    [InlineData("param wanted = false", "wanted and near_round", "")] // a switch
    [InlineData("param wanted = true", "wanted", "")]
    [InlineData("param least = 10 USD", "amount < least and amount > 20 USD", "R1 never fires: this contradicts 'amount < least'")]
    public void A_parameter_may_be_the_cause(string before, string when, string message) => Assert.Equal(message.Length == 0 ? [] : [message], Findings(Rule(when, before)));

    [Theory]
    [InlineData("points 5 given amount > 10 USD else \"small\"", "amount <= 10 USD", "R1 never fires: when its 'given' 'amount > 10 USD' is true, this is not")]
    [InlineData("points 5 given amount < 0 USD else \"small\"", "near_round", "R1 never fires: this is never true")]
    [InlineData("hard hold", "forbidden and not forbidden", "R1 never fires: this exception lets through all that 'forbidden' would stop")]
    [InlineData("hard hold", "forbidden and not standing_creditor", "")]
    [InlineData("points 5 points 9 if amount < 100 USD", "amount >= 100 USD", "these points never count: when R1 fires, this is not true")]
    [InlineData("points 5 points 9 if amount >= 50 USD", "amount >= 100 USD", "these points never count: where they would, a later line holds too")]
    [InlineData("points 5 points 9 if amount >= 100 USD points 12 if amount >= 50 USD", "near_round", "these points never count: where they would, a later line holds too")]
    [InlineData("points 5 points 9 if amount >= 50 USD points 12 if amount >= 100 USD", "near_round", "")]
    [InlineData("points 5 if amount < 50 USD points 12 if amount > 50 USD", "near_round", "between 5 points and 12 points nothing holds: amount = 50.00 USD")]
    [InlineData("points 5 if amount <= 50 USD points 12 if amount >= 50 USD", "near_round", "")]
    public void Clauses_that_undo_each_other_are_told(string clauses, string when, string message) => Assert.Equal(message.Length == 0 ? [] : [message], Findings(Rule(when, clauses: clauses)));

    [Theory]
    [InlineData("let low = amount < 10 USD\nlet high = amount > 10 USD", "between low and high nothing holds: amount = 10.00 USD")]
    [InlineData("let low = amount <= 10 USD\nlet high = amount >= 10 USD", "low and high overlap: amount = 10.00 USD")]
    [InlineData("let low = amount < 10 USD\nlet high = amount >= 10 USD", "")]
    [InlineData("let low = works_words < 3\nlet mid = works_words >= 3 and works_words < 10\nlet high = works_words >= 12", "between mid and high nothing holds: works_words from 10 to 11")]
    [InlineData("let low = works_words <= 5\nlet mid = works_words >= 3 and works_words < 10", "low and mid overlap: works_words from 3 to 5")]
    [InlineData("let night = local_time >= 22h\nlet early = local_time < 6h", "")] // two ends of a day, and no bands
    [InlineData("let large = amount >= 10 USD\nlet larger = amount >= 100 USD", "")] // one within the other
    public void Bands_that_do_not_meet_are_told(string lets, string message)
    {
        string use = string.Join(" or ", lets.Split('\n').Select(l => $"({l.Split(' ')[1]} and mixed_script)"));
        Assert.Equal(message.Length == 0 ? [] : [message], Findings(Rule(use, lets)));
    }

    [Fact]
    public void Rules_may_be_bands_too() => Assert.Equal(
        ["between R1 and R2 nothing holds: amount = 50.00 USD"],
        Findings("family F cap 30\nrule R1 \"R\" family F points 5 when amount < 50 USD because \"x\"\nrule R2 \"R\" family F points 9 when amount > 50 USD because \"x\"\n"));

    [Theory]
    [InlineData("amount > 100_000 USD and creditor_class = \"person\"", "amount > 50_000 USD", "whenever R1 fires, R2 fires too, and both count in one family; for example amount = 100,000.01 USD, creditor_class = person")]
    [InlineData("amount > 50_000 USD", "amount > 100_000 USD or amount > 50_000 USD and amount <= 100_000 USD", "R1 and R2 always fire together, and count in one family; for example amount = 50,000.01 USD")]
    [InlineData("known(debtor, creditor, 24h)", "known(debtor, creditor)", "whenever R1 fires, R2 fires too, and both count in one family")]
    [InlineData("amount > 50_000 USD", "near_round", "")]
    [InlineData("amount > 50_000 USD", "amount > 20_000 USD and near_round", "")]
    public void A_rule_that_adds_nothing_of_its_own_to_its_family_is_told(string narrow, string wide, string message)
    {
        string[] found = Findings($"family F cap 30\nrule R1 \"R\" family F points 5 when {narrow} because \"x\"\nrule R2 \"R\" family F points 5 when {wide} because \"x\"\n");
        if (message.Length == 0) Assert.Empty(found);
        else Assert.StartsWith(message, Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nothing_uses_is_told() => Assert.Equal(
        ["nothing uses 'spare'", "nothing uses 'odd'", "no rule is of the family 'H'"],
        Findings(Rule("near_round and amount > least", "param spare = 5 USD\nparam least = 5 USD\nlet odd = not near_round\nfamily H cap 5")));

    [Fact]
    public void A_composite_of_a_rule_that_is_off_or_never_fires_is_told() => Assert.Equal(
        ["R4 never fires: this is never true", "R1 is off: here it is never true", "R4 never fires: here it is never true, and R5 never fires", "R3 is a hard rule: while off, what it stops passes"],
        Findings("""
            family F cap 30
            family G cap 30
            rule R1 "R" family F points 5 when near_round because "x"
            rule R2 "R" family F points 5 when mixed_script because "x"
            rule R3 "R" family F hard hold when forbidden because "x"
            rule R4 "R" family F points 5 when amount < 0 USD because "x"
            rule R5 "R" family G points 5 when (R1 or R2) and R4 because "x"
            off R1
            off R3
            """));

    [Theory]
    [InlineData("use \"institution\"\noff N01", "without N01, S01 never fires")]
    [InlineData("use \"institution\"\noff C01", "")]
    [InlineData("use \"institution\"\noff L", "L01 is a hard rule: while off, what it stops passes")]
    public void Switching_off_may_take_more_than_was_meant(string text, string message)
        => Assert.Equal(message.Length == 0 ? [] : [message], Findings(text));

    [Theory]
    [InlineData("outcome hold at 31", "no message can reach 'hold': it begins at 31 points, and all rules together give at most 30")]
    [InlineData("outcome hold at 30", "")]
    public void An_outcome_that_the_caps_do_not_reach_is_told(string outcome, string message) => Assert.Equal(message.Length == 0 ? [] : [message],
        Findings($"outcome review at 10\n{outcome}\nfamily F cap 20\nfamily G cap 10\nrule R1 \"R\" family F points 25 when near_round because \"x\"\nrule R2 \"R\" family G points 25 when mixed_script because \"x\"\n"));

    [Theory]
    [InlineData("", "")]
    [InlineData("persons_forbidden = true", "")]
    [InlineData("declared_policy = true", "")]
    [InlineData("single_limit = 5_000_000 USD", "")]
    [InlineData("reporting_limit = 0 USD", "A05 never fires")]
    public void Of_a_standard_pack_only_what_the_institution_causes_is_told(string parameters, string message)
    {
        string[] found = Findings("use \"institution\"", parameters);
        if (message.Length == 0) Assert.Empty(found);
        else Assert.StartsWith(message, Assert.Single(found), StringComparison.Ordinal);
    }

    static void Use(string name, List<PackSyntax> packs)
    {
        if (packs.Exists(p => p.Source.Name == name)) return;
        using var stream = typeof(Policy).Assembly.GetManifestResourceStream($"Packs/{name}.rules")!;
        using var reader = new StreamReader(stream);
        var pack = Parser.Parse(new SourceText(name, reader.ReadToEnd()));
        foreach (var use in pack.Items.OfType<UseItem>()) Use(use.Pack, packs);
        packs.Add(pack);
    }

    /// <summary>As if the institution had written the pack, and those that it uses, itself.</summary>
    static List<Diagnostic> FindingsOfStandard(string name)
    {
        var packs = new List<PackSyntax>();
        Use(name, packs);
        Analyzer.Run(Binder.Bind(packs, new Dictionary<string, string>())!, packs, packs, new Dictionary<string, string>());
        return [.. packs.SelectMany(p => p.Source.Diagnostics)];
    }

    [Fact]
    public void Standard_packs_hold_themselves_to_the_same()
    {
        var found = Policy.StandardPacks.ToDictionary(name => name, FindingsOfStandard);
        // What one pack does not use another does; limits that are the institution's to set are left open.
        static bool IsUnused(Diagnostic d) => d.Message.StartsWith("nothing uses", StringComparison.Ordinal) || d.Message.StartsWith("no rule is of", StringComparison.Ordinal);
        var unused = found.Values.SelectMany(f => f.Where(IsUnused)).Distinct().Where(d => found.Values.All(f => f.Contains(d))).ToList();
        Assert.Empty(unused);
        Assert.All(found.Values.SelectMany(f => f).Where(d => !IsUnused(d)), d => Assert.Matches("always unknown, because .* not set$", d.Message));
    }

    [Theory]
    [InlineData("override suppress L01 when forbidden", "L01 is a hard rule: while this stands, all that it stops passes")]
    [InlineData("override force pass when forbidden or near_round", "L01 is a hard rule: while this stands, all that it stops passes")]
    [InlineData("override force pass when standing_creditor", "")]
    [InlineData("override force hold when forbidden", "")]
    [InlineData("override suppress L01 when forbidden and standing_creditor", "")]
    [InlineData("override suppress N01 when amount < 0 USD", "this override never applies: its condition is never true")]
    [InlineData("override suppress N01 when true", "")]
    public void An_exception_that_lets_through_all_that_a_hard_rule_stops_is_told(string text, string message)
        => Assert.Equal(message.Length == 0 ? [] : [message], Findings($"use \"institution\"\n{text} until 2026-12-31 by \"A. Officer\" because \"agreed\"\n"));

    [Theory]
    [InlineData("mode N01 shadow", "without counting N01, S01 never fires")]
    [InlineData("mode N01 alert", "")]
    [InlineData("mode C01 shadow", "")]
    [InlineData("set floor = 5 USD", "")]
    [InlineData("set reporting_limit = 0 USD", "A05 never fires: this is never true")]
    public void A_mode_or_a_value_may_be_the_cause(string text, string message)
        => Assert.Equal(message.Length == 0 ? [] : [message], Findings($"use \"institution\"\n{text}\n"));

    [Theory]
    [InlineData("hard hold if amount < 5 USD points 3", "amount > 10 USD", "R1 is never hard: when it fires, this is not true")]
    [InlineData("hard hold if amount > 50 USD points 3", "amount > 10 USD", "")]
    public void A_hard_outcome_may_be_out_of_reach(string clauses, string when, string message)
        => Assert.Equal(message.Length == 0 ? [] : [message], Findings(Rule(when, clauses: clauses)));

    [Fact]
    public void A_rule_in_shadow_is_no_part_of_a_composite_and_may_repeat_another() => Assert.Equal(["R3 is in shadow: here it is never true"],
        Findings("""
            family F cap 30
            rule R1 "R" family F points 5 when near_round because "x"
            rule R2 "R" family F points 5 when mixed_script or R3 because "x"
            rule R3 "R" family F mode shadow points 5 when near_round and cross_border because "x"
            """));

    [Fact]
    public void A_thousand_rules_are_looked_at_within_the_bounds()
    {
        var text = new System.Text.StringBuilder(Head);
        for (int i = 0; i < 1000; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"rule R{i} \"R\" family F points 1 when amount > {i} USD and works_words < {1000 - i} or local_time > {i}min and near_round because \"x\"\n");
        var syntax = Parser.Parse(new SourceText("many.rules", text.ToString()));
        var pack = Binder.Bind([syntax], new Dictionary<string, string>())!;
        Assert.InRange(Analyzer.Run(pack, [syntax], [syntax], new Dictionary<string, string>()), 1, 6_100_000);
    }

    [Fact]
    public void Two_comparisons_contradict_each_other_just_when_no_amount_meets_both()
    {
        string[] operators = ["<", "<=", ">", ">=", "=", "!="];
        foreach (string one in operators)
            foreach (string other in operators)
                for (int constant = 0; constant <= 3; constant++)
                {
                    bool Meets(string op, decimal x, int y) => op switch { "<" => x < y, "<=" => x <= y, ">" => x > y, ">=" => x >= y, "=" => x == y, _ => x != y };
                    bool possible = Enumerable.Range(0, 500).Any(cents => Meets(one, cents / 100m, 2) && Meets(other, cents / 100m, constant));
                    string when = $"amount {one} 2 USD and amount {other} {constant} USD";
                    Assert.True(possible != Findings(Rule(when)).Any(m => m.Contains("never fires", StringComparison.Ordinal)), when);
                }
    }
}
