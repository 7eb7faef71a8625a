namespace Fraud.Tests.Rules;

/// <summary>Tests that stand beside rules.</summary>
public class RuleTestTests
{
    const string Head = """
        family F cap 60
        param limit = 100 USD
        param ceiling = none
        let new_payee = not known(debtor, creditor, 24h)
        let paid = count() of accepted by debtor

        """;

    static string Failures(string rule)
    {
        var policy = RuleBench.Policy(Head + rule);
        var failures = policy.RunTests(out int tests);
        Assert.Equal(1, tests);
        return string.Join("\n", failures.Select(f => f.Message));
    }

    [Theory]
    [InlineData("fires 10 with amount = 100 USD, new_payee = true", "")]
    [InlineData("fires with amount = 100 USD, new_payee = true", "")]
    [InlineData("silent with amount = 99.99 USD, new_payee = true", "")]
    [InlineData("silent with new_payee = false", "")] // whatever the amount
    [InlineData("unknown with new_payee = true", "")]
    [InlineData("unknown with amount = unknown, new_payee = true", "")]
    [InlineData("fires with amount = 60 USD, new_payee = true, limit = 50 USD", "")]
    [InlineData("fires 20 with amount = 500 USD, new_payee = true, paid = 0", "")]
    [InlineData("fires 10 with amount = 500 USD, new_payee = true, paid = 3", "")]
    [InlineData("fires 20 with amount = 100 USD, new_payee = true", "R1 fails its test \"t\": it gives 10 points, expected 20")]
    [InlineData("silent with amount = 100 USD, new_payee = true", "R1 fails its test \"t\": it fires, expected that it stays silent")]
    [InlineData("fires with amount = 5 USD, new_payee = true", "R1 fails its test \"t\": it stays silent, expected that it fires")]
    [InlineData("fires with amount = 100 USD", "R1 fails its test \"t\": it is unknown, expected that it fires")]
    public void A_test_says_what_the_rule_does(string test, string failure) => Assert.Equal(failure, Failures(
        $"rule R1 \"ONE\" family F points 10 points 20 if paid = 0 when new_payee and amount >= limit because \"x\" test \"t\" {test}"));

    [Theory]
    [InlineData("given paid >= 30 else \"cold start\"", "unknown with paid = 29, amount = 500 USD", "")]
    [InlineData("given paid >= 30 else \"cold start\"", "fires with paid = 30, amount = 500 USD", "")]
    [InlineData("", "fires with amount = 500 USD, ceiling = 400 USD", "")]
    [InlineData("", "silent with amount = 500 USD, creditor_class = \"person\", currency = \"EUR\"", "R1 fails its test \"t\": it fires, expected that it stays silent")]
    public void A_test_sees_what_the_rule_demands(string given, string test, string failure) => Assert.Equal(failure, Failures(
        $"rule R1 \"ONE\" family F points 10 {given} when amount >= limit because \"x\" test \"t\" {test}"));

    [Fact]
    public void A_composite_is_tested_by_the_rules_it_names() => Assert.Equal("", Failures(
        "rule R1 \"ONE\" family F points 10 when amount >= limit because \"x\"\nrule R2 \"TWO\" family F points 5 when R1 and new_payee because \"x\" test \"t\" fires 5 with R1 = true, new_payee = true"));

    [Theory]
    [InlineData("jumps", "expected fires, silent or unknown, found 'jumps'")]
    [InlineData("silent 10 with amount = 1 USD", "only a rule that fires gives points")]
    [InlineData("fires with amout = 1 USD", "nothing is named 'amout'; did you mean 'amount'?")]
    [InlineData("fires with amount = 1", "expected money that is written out, found a whole number")]
    [InlineData("fires with amount = paid", "expected money that is written out")]
    [InlineData("fires with amount = 1 USD, amount = 2 USD", "'amount' is given twice")]
    [InlineData("fires with creditor_class = \"persn\"", "did you mean 'person'?")]
    public void A_test_that_makes_no_sense_is_told(string test, string message)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = Head + $"rule R1 \"ONE\" family F points 10 when amount >= limit because \"x\" test \"t\" {test}" });
        Assert.Contains(policy.Diagnostics, d => d.Message.Contains(message, StringComparison.Ordinal));
    }

    /// <summary>A host sets parameters as it likes: the tests of a standard pack are of the pack as it ships.</summary>
    [Fact]
    public void Tests_of_a_standard_pack_are_run_with_its_own_parameters()
    {
        var policy = RuleBench.Policy("use \"institution\"\nset floor = 1 USD", ("parameters.txt", "burst_floor = 500"));
        Assert.Empty(policy.RunTests(out _));
    }
}
