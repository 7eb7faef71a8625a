namespace Fraud.Tests.Rules;

/// <summary>What an analyst sees who has written something wrong.</summary>
public class DiagnosticTests
{
    const string Head = "family F cap 10\n";

    static Policy Parse(string text, string? parameters = null)
    {
        var files = new Dictionary<string, string> { ["my.rules"] = text };
        if (parameters is not null) files["parameters.txt"] = parameters;
        return Policy.Parse(files);
    }

    static string Rule(string condition) => Head + $"rule R1 \"R\" family F points 5 when {condition} because \"x\"\n";

    [Theory]
    [InlineData("amount > 5", "cannot compare money with a whole number; write the amount with its currency, such as 100_000 USD")]
    [InlineData("amount > 5 EUR", "thresholds are written in the base currency, USD; amounts are converted to it at the dated rate")]
    [InlineData("blind_window > 96", "cannot compare a duration with a whole number; write the duration with its unit, such as 24h")]
    [InlineData("amuont > 5 USD", "nothing is named 'amuont'; did you mean 'amount'?")]
    [InlineData("creditor_class = \"persn\"", "\"persn\" is not a party class; did you mean 'person'?; expected one of unsure, person, organisation, financial_institution, government, charity, casino, exchange, money_service")]
    [InlineData("creditor_class < \"person\"", "classes have no order; expected = or !=")]
    [InlineData("amount", "expected a condition, found money")]
    [InlineData("near_round and amount", "expected a condition, found money")]
    [InlineData("count() of attempt by sender over 1h > 3", "there is no ledger 'attempt'; expected attempts, accepted, rejected, fraud or labelled")]
    [InlineData("count() of attempts by amonut over 1h > 3", "nothing is named 'amonut'; did you mean 'amount'?")]
    [InlineData("count() of attempts by outside_hours over 1h > 3", "'outside_hours' is a duration and cannot be a key")]
    [InlineData("count() of attempts by sender over 900d > 3", "a window is 1s to 400d long")]
    [InlineData("count() > 3", "count needs a ledger: count(…) of attempts, accepted, rejected, fraud or labelled by …")]
    [InlineData("cuont() of attempts by sender > 3", "there is no aggregate 'cuont'; did you mean 'count'?")]
    [InlineData("sum(near_round) of attempts by sender > 3", "sum takes (money or whole number), found (a boolean)")]
    [InlineData("distinct(creditor) of attempts by sender > 3", "distinct takes (key) over a window, found (a text) and no window")]
    [InlineData("amount + 1h > 5 USD", "cannot add money and a duration")]
    [InlineData("debtor_name = creditor_name", "names are compared by name_similarity or lookalike, not letter by letter")]
    [InlineData("1 USD < amount < 5 USD", "expected 'and' between two comparisons, found '<'")]
    [InlineData("amount > 5x", "'x' is no unit of time; expected s, min, h, d or w")]
    [InlineData("(amount > 5 USD", "expected ')', found 'because'")]
    [InlineData("R1", "R1 refers to itself by way of other rules")]
    [InlineData("lookalike(creditor_name, creditor, 1) of accepted by sender over 7d", "lookalike looks back over everything remembered; 'over' has no meaning for it")]
    [InlineData("hour_share() of accepted by sender over 7d < 5%", "hour_share looks back over everything remembered; 'over' has no meaning for it")]
    [InlineData("max(amount) of accepted by sender today > 5 USD", "'today' stands with count and sum only")]
    [InlineData("has(R1)", "rule R1 can be referred to in a rule's conditions only, alone or beside and, or, not")]
    [InlineData("near_round = R1", "rule R1 can be referred to in a rule's conditions only, alone or beside and, or, not")]
    [InlineData("count() of attempts where R1 by sender > 3", "rule R1 can be referred to in a rule's conditions only, alone or beside and, or, not")]
    [InlineData("name_similarity(coalesce(creditor_name, debtor_name)) of accepted by debtor > 0.5", "coalesce takes no names: they are letters to compare, not values")]
    public void Says_what_is_wrong_and_what_was_expected(string condition, string message)
    {
        var policy = Parse(Rule(condition));
        Assert.False(policy.IsUsable);
        Assert.Contains(message, policy.Diagnostics.Select(d => d.Message));
    }

    /// <summary>What only a program writes: too long or too deep for the stack, or for memory once the lets are written out.</summary>
    [Theory]
    [InlineData("chain", "more than 1000 operators in one item; name parts of it with let")]
    [InlineData("signs", "nested more than 64 deep")]
    [InlineData("parentheses", "nested more than 64 deep; name parts of it with let")]
    [InlineData("lets", "this expression is too large, what its names stand for written out")]
    public void What_is_too_large_is_said_to_be(string what, string message)
    {
        string condition = what switch
        {
            "chain" => string.Join(" or ", Enumerable.Repeat("near_round", 100_000)),
            "signs" => new string('-', 100_000) + "amount > 5 USD",
            "parentheses" => new string('(', 100_000) + "near_round",
            _ => "l60 > 5 USD",
        };
        string lets = string.Concat(Enumerable.Range(1, 60).Select(i => $"let l{i} = {(i == 1 ? "amount" : $"l{i - 1} + l{i - 1}")}\n"));
        Assert.Contains(message, Parse(lets + Rule(condition)).Diagnostics.Select(d => d.Message));
    }

    /// <summary>After a mistake in the depths, what follows is read from its own surface.</summary>
    [Fact]
    public void Mistakes_do_not_add_up()
    {
        string lines = string.Concat(Enumerable.Range(0, 80).Select(i => $"let l{i} = ((amount +\n"));
        Assert.DoesNotContain(Parse(lines + Rule("near_round")).Diagnostics, d => d.Message.StartsWith("nested", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pack_without_families_has_the_findings_of_its_rules()
    {
        var policy = Parse("mode R1 shadow\nrule R1 \"R\" family F points 5 when amuont > 5 USD because \"x\"\noverride snooze R1 when near_round until 2026-12-31 by \"a\" because \"b\"\n");
        Assert.Equal(["there is no family 'F'", "nothing is named 'amuont'; did you mean 'amount'?"], policy.Diagnostics.Select(d => d.Message).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void An_undeclared_limit_gives_way_to_the_other_value()
        => Assert.Empty(Parse("param limit = none\n" + Rule("coalesce(limit, 5 USD) < amount and coalesce(amount, limit) > 7 USD")).Diagnostics);

    [Fact]
    public void Shows_file_line_and_column_with_the_place_underlined()
    {
        var policy = Parse(Head + "\nrule R1 \"R\" family F points 5\n  when amuont > 5 USD\n  because \"x\"\n");
        Assert.Equal(
            "my.rules:4:8: error: nothing is named 'amuont'; did you mean 'amount'?\n" +
            "  4 |   when amuont > 5 USD\n" +
            "    |        ^~~~~~",
            Assert.Single(policy.Diagnostics).ToString());
    }

    [Fact]
    public void Without_any_family_a_rule_and_its_mode_are_still_findings()
        => Assert.Contains("there is no family 'F'", Parse("rule R1 \"R\" family F points 5 when near_round because \"x\"\n").Diagnostics.Select(d => d.Message));

    [Fact]
    public void Finds_the_errors_of_the_whole_file_at_once()
    {
        var policy = Parse("""
            famly F cap 10
            family G cap 10
            rule R1 "ONE" family F points 5 when near_rond because "x"
            rule R2 "TWO" family G points 5 when and because "x"
            rule R3 "THREE" family G points 5 when near_round because "to {nobody}"
            """);
        Assert.Equal([1, 3, 3, 4, 5], policy.Diagnostics.Select(d => d.Line).Order());
    }

    [Theory]
    [InlineData("floor = 250_000 USD", "")]
    [InlineData("single_limit = 5_000_000 USD", "")]
    [InlineData("flor = 250_000 USD", "the host sets a parameter 'flor' that no pack has; did you mean 'floor'?")]
    [InlineData("floor = 250_000", "the host's value for 'floor' is a whole number; expected money")]
    [InlineData("floor 250_000", "expected 'name = value'")]
    public void Parameters_are_checked_like_rules(string line, string message)
    {
        var policy = Parse("use \"institution\"", line);
        if (message.Length == 0) Assert.Empty(policy.Diagnostics);
        else Assert.Contains(message, policy.Diagnostics.Select(d => d.Message));
    }

    [Fact]
    public void Switching_off_what_does_not_exist_is_an_error()
        => Assert.Contains("there is no rule or family 'C0l'; did you mean 'C01'?", Parse("use \"institution\"\noff C0l").Diagnostics.Select(d => d.Message));

    [Fact]
    public void A_pack_without_any_family_is_an_error()
        => Assert.Equal("there is no family 'F'", Assert.Single(Parse("rule R1 \"R\" family F points 5 when near_round because \"x\"\nmode R1 shadow\noverride suppress R1 when near_round until 2026-12-31 by \"a\" because \"b\"\n").Diagnostics).Message);

    [Fact]
    public void An_engine_refuses_a_policy_with_errors()
        => Assert.Contains("nothing is named 'nothing_such'", Assert.Throws<ArgumentException>(() => new FraudEngine(Parse(Rule("nothing_such")))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_rule_file_gives_a_hundred_short_findings()
    {
        var policy = Parse(new string('\u001b', 200_000));
        Assert.False(policy.IsUsable);
        Assert.Equal(101, policy.Diagnostics.Count);
        Assert.Equal("too many findings; from here on they are not shown", policy.Diagnostics[^1].Message);
        Assert.All(policy.Diagnostics, finding => Assert.True(finding.ToString().Length < 500));
        Assert.All(policy.Diagnostics, finding => Assert.DoesNotContain('\u001b', finding.ToString()));
    }

    [Fact]
    public void A_long_line_is_shown_around_the_finding()
    {
        string[] lines = Assert.Single(Parse(Head + new string(' ', 500) + "rule R1 \"R\" family F points 5 when amuont > 5 USD" + new string(' ', 500) + "because \"x\"\n").Diagnostics).ToString().Split('\n');
        Assert.Equal("amuont", lines[1].Substring(lines[2].IndexOf('^', StringComparison.Ordinal), 6));
    }
}
