using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Fraud.Rules.Facts;

namespace Fraud.Tests.Rules;

/// <summary>What rules ask of texts and of lists that they name.</summary>
public class QuestionTests
{
    static string Judge(string condition, string members, params (string Name, string Text)[] files)
    {
        using var engine = RuleBench.Engine(RuleBench.Policy($"family F cap 9\nrule Q1 \"Q\" family F points 5 when {condition} because \"x\"", files));
        var why = engine.Evaluate(RuleBench.Payment("FT240601-77", 5, members: members), RuleBench.Morning).Explain();
        return why.Rules.Count > 0 ? "fires" : why.NotEvaluable.Count > 0 ? why.NotEvaluable[0].Why : "silent";
    }

    [Theory]
    [InlineData("contains(remittance, \"gift card\")", "Gift  Card code", "fires")]
    [InlineData("contains(remittance, \"gift card\")", "a GIFT\\nCARD", "fires")]
    [InlineData("contains(remittance, \"gift card\")", "giftcard", "silent")]
    [InlineData("contains(remittance, \"gift card\")", "", "field absent")]
    [InlineData("not contains(remittance, \"gift card\")", "", "field absent")]
    [InlineData("starts_with(remittance, \"inv\")", "  Invoice 7", "fires")]
    [InlineData("starts_with(remittance, \"inv\")", "no invoice", "silent")]
    [InlineData("ends_with(remittance, \"2026\")", "May 2026 ", "fires")]
    [InlineData("ends_with(remittance, \"2026\")", "2026 May", "silent")]
    [InlineData("like(reference, \"ft######-*\")", "x", "fires")]
    [InlineData("like(reference, \"ft#####-*\")", "x", "silent")]
    [InlineData("like(remittance, \"*invoice ?#*\")", "paid invoice A7, thanks", "fires")]
    [InlineData("like(remittance, \"invoice\")", "an invoice", "silent")]
    [InlineData("contains(creditor_name, \"müller\")", "x", "error")]
    public void Texts_are_compared_without_case_and_with_one_blank_for_many(string condition, string remittance, string expected)
    {
        if (expected == "error")
            Assert.Contains(Policy.Parse(new Dictionary<string, string> { ["a.rules"] = $"family F cap 9\nrule Q1 \"Q\" family F points 5 when {condition} because \"x\"" }).Diagnostics, d => d.Message.Contains("ASCII", StringComparison.Ordinal));
        else Assert.Equal(expected, Judge(condition, remittance.Length == 0 ? "" : $",\"remittance\":\"{remittance}\""));
    }

    [Fact]
    public void A_text_too_long_to_look_into_is_not_known()
        => Assert.Equal("cost budget used up", Judge("contains(remittance, \"needle\")", $",\"remittance\":\"{new string('x', TextFacts.Longest + 1)} needle\""));

    [Theory]
    [InlineData("listed(creditor, \"vip\")", "account K", "fires")]
    [InlineData("listed(creditor, \"vip\")", "account k", "fires")]
    [InlineData("listed(creditor, \"vip\")", "account L", "silent")]
    [InlineData("listed(creditor, \"vip\")", "name Acme Ltd", "fires")]
    [InlineData("listed(creditor, \"vip\")", "account K 2026-06-02", "silent")]
    [InlineData("listed(creditor, \"vip\")", "account K * 2026-05-31", "silent")]
    [InlineData("listed(creditor_agent, \"vip\")", "bic DEUTDEFF", "fires")]
    [InlineData("listed(agent_country, \"vip\")", "country DE", "fires")]
    [InlineData("listed(agent_country, \"vip\")", "country PH", "silent")]
    [InlineData("listed(sender, \"vip\")", "bic DEUTDEFF", "field absent")]
    [InlineData("listed(creditor, \"other\")", "account K", "no list supplied")]
    [InlineData("not listed(creditor, \"other\")", "account K", "no list supplied")]
    public void A_list_that_a_rule_names_is_the_hosts_file(string condition, string entry, string expected)
        => Assert.Equal(expected, Judge(condition, ",\"creditor_name\":\"ACME LTD\",\"creditor_agent\":\"DEUTDEFF\"", ("vip.list", entry + "\n")));

    [Theory]
    [InlineData("contains(remitance, \"x\")", "did you mean 'remittance'?")]
    [InlineData("contains(remittance, \" \")", "a pattern has 1 to 100 characters")]
    [InlineData("contains(remittance)", "takes a text of the message and a pattern")]
    [InlineData("listed(amount, \"vip\")", "'amount' is on no list")]
    [InlineData("listed(creditor, \"../vip\")", "the name of a list is of letters")]
    public void What_makes_no_sense_is_told(string condition, string message)
        => Assert.Contains(Policy.Parse(new Dictionary<string, string> { ["a.rules"] = $"family F cap 9\nrule Q1 \"Q\" family F points 5 when {condition} because \"x\"" }).Diagnostics,
            d => d.Message.Contains(message, StringComparison.Ordinal));

    /// <summary>The pattern against the definition: a star is any run, tried by recursion.</summary>
    [Property(MaxTest = 2000)]
    public Property A_pattern_is_what_its_definition_says()
    {
        var text = Gen.Elements('A', 'B', '7', ' ').ArrayOf().Select(c => new string(c));
        var pattern = Gen.Elements('A', 'B', '7', ' ', '*', '?', '#').ArrayOf().Select(c => new string(c));
        return Prop.ForAll(Arb.From(text), Arb.From(pattern), (t, p) => Pattern.IsLike(Encoding.ASCII.GetBytes(t), Encoding.ASCII.GetBytes(p)) == Plain(t, p));

        static bool Plain(ReadOnlySpan<char> t, ReadOnlySpan<char> p)
        {
            if (p.IsEmpty) return t.IsEmpty;
            if (p[0] == '*') return Plain(t, p[1..]) || !t.IsEmpty && Plain(t[1..], p);
            return !t.IsEmpty && (p[0] == '?' || p[0] == t[0] || p[0] == '#' && char.IsAsciiDigit(t[0])) && Plain(t[1..], p[1..]);
        }
    }

    [Fact]
    public void Questions_allocate_nothing_and_a_test_names_them_by_let()
    {
        var policy = RuleBench.Policy("family F cap 9\nlet vip = listed(creditor, \"vip\")\nlet gift = contains(remittance, \"gift\")\nrule Q1 \"Q\" family F points 5 when vip and gift because \"x\" test \"t\" fires with vip = true, gift = true", ("vip.list", "account K\n"));
        Assert.Empty(policy.RunTests(out int tests));
        Assert.Equal(1, tests);
        using var engine = RuleBench.Engine(policy);
        byte[] payment = RuleBench.Payment("1", 5, members: ",\"remittance\":\"a gift\"");
        int points = 0;
        for (int i = 0; i < 400; i++) points = engine.Evaluate(payment, RuleBench.Morning).Points;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 400; i++) points = engine.Evaluate(payment, RuleBench.Morning).Points;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(5, points);
    }
}
