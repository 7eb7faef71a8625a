using System.Text;

namespace Fraud.Tests.Rules;

/// <summary>What a host may get wrong in its files, and how it is told.</summary>
public class HostFileTests
{
    const string Rule = "family F cap 9\nparam limit = 100 USD\nrule R1 \"R\" family F points 5 when amount >= limit because \"x\"\n";

    static Policy Of(params (string Name, string Text)[] files) => Policy.Parse(files.Append(("my.rules", Rule)).ToDictionary(f => f.Item1, f => f.Item2));

    [Theory]
    [InlineData("forbiden.list", "account K", "did you mean 'forbidden'?")]
    [InlineData("parameter.txt", "limit = 5 USD", "did you mean 'parameters.txt'?")]
    [InlineData("mine.RULES", "rule", "expected the ending .rules in small letters")]
    [InlineData("README.md", "text", "")]
    [InlineData("vip.list", "account K", "")]
    public void A_file_almost_named_right_is_told(string file, string text, string hint)
    {
        var policy = Of((file, text));
        Assert.True(policy.IsUsable);
        if (hint.Length == 0) Assert.Empty(policy.Diagnostics);
        else Assert.Contains(hint, Assert.Single(policy.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit = 50 USD set other = 3")]
    [InlineData("limit = 50 USD param limit = 3 USD")]
    public void A_value_is_one_value(string parameters) => Assert.Contains(Of(("parameters.txt", parameters)).Diagnostics, d => d.Message.Contains("expected one value", StringComparison.Ordinal));

    [Theory]
    [InlineData("forbidden.list", "garbage")]
    [InlineData("parameters.txt", "no value")]
    public void Other_values_do_not_mend_a_broken_policy(string file, string text)
    {
        var policy = Of((file, text));
        Assert.False(policy.IsUsable);
        var with = policy.With(new Dictionary<string, string> { ["limit"] = "5 USD" });
        Assert.False(with.IsUsable);
        Assert.NotEmpty(with.Diagnostics);
    }

    [Fact]
    public void A_list_in_another_encoding_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory("fraud-tests-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "my.rules"), Rule);
            File.WriteAllBytes(Path.Combine(folder, "forbidden.list"), Encoding.Latin1.GetBytes("name Müller Handel\n"));
            File.WriteAllBytes(Path.Combine(folder, "logo.png"), [0x89, 0xFF, 0xFE]);
            Assert.EndsWith("forbidden.list: is not UTF-8", Assert.Throws<InvalidDataException>(() => Policy.Load(folder)).Message, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "forbidden.list"), "name Müller Handel\n");
            Assert.True(Policy.Load(folder).IsUsable);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_file_of_the_host_named_like_a_standard_pack_hides_none()
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["a.rules"] = "use \"institution\"\n", ["institution.rules"] = "family Z cap 5\nrule Z01 \"Z\" family Z points 5 when amount > 1 USD because \"x\"\n" });
        Assert.True(policy.IsUsable);
        Assert.Equal(Policy.Institution.Rules.Count + 1, policy.Rules.Count);
    }

    /// <summary>Texts that a reader could choke on: each is read, or told.</summary>
    [Theory]
    [InlineData("rule R2 \"X\" family F points 1 when age(first() of accepted by debtor) > 999999999999999999999999d because \"x\"", true)]
    [InlineData("rule R2 \"X\" family F points 1 when amount > 1 USD given amount > 2 USD else \"a\" given amount > 3 USD else \"b\" because \"x\"", false)]
    public void Odd_texts_are_read_or_told(string text, bool isUsable)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = Rule + text });
        Assert.Equal(isUsable, policy.IsUsable);
        Assert.Equal(isUsable, policy.Rules.Any(r => r.Id == "R2"));
    }

    [Fact]
    public void A_comment_ends_with_its_line_whatever_ends_the_line()
        => Assert.Equal(2, Policy.Parse(new Dictionary<string, string> { ["my.rules"] = Rule + "# old\rrule R2 \"X\" family F points 1 when amount > 1 USD because \"x\"" }).Rules.Count);

    [Fact]
    public void Long_names_and_deep_composites_take_no_longer_than_they_are_long()
    {
        Assert.NotEmpty(Policy.Parse(new Dictionary<string, string> { ["my.rules"] = $"let {new string('a', 60_000)} = amount\n{Rule}rule R2 \"X\" family F points 1 when {new string('b', 60_000)} > 1 USD because \"x\"" }).Diagnostics);
        var composites = new StringBuilder(Rule);
        for (int i = 2; i < 60; i++) composites.Append(System.Globalization.CultureInfo.InvariantCulture, $"rule R{i} \"R\" family F points 1 when (R{i - 1} or amount > {i} USD) and (R{i - 1} or currency = \"EUR\") because \"x\"\n");
        using var engine = RuleBench.Engine(Policy.Parse(new Dictionary<string, string> { ["my.rules"] = composites.ToString() })); // 2^58 ways through them
        Assert.Equal(Outcome.Pass, engine.Evaluate(RuleBench.Payment("1", 1), RuleBench.Morning).Outcome);
    }
}
