using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;
using Fraud.Tests.Acceptance;

namespace Fraud.Tests.Rules;

public class StandardPackTests
{
    public static TheoryData<string> Packs => ["institution", "retail-wallet"];

    static Policy Of(string pack) => pack == "institution" ? Policy.Institution : Policy.RetailWallet;

    [Theory, MemberData(nameof(Packs))]
    public void A_standard_pack_has_no_findings(string pack)
        => Assert.Equal("", string.Join("\n", Of(pack).Diagnostics));

    [Theory]
    [InlineData("institution", "A01 A02 A03 A04 A05 A06 A07 B01 B02 B03 B04 B05 B06 C01 C02 C03 C04 C05 C06 C07 F01 F02 F03 F04 F05 F06 F07 F08 G01 G02 L01 L02 L03 L04 M01 M02 M03 M04 M05 M06 M07 M08 M09 M10 "
        + "N01 N02 N03 N04 N05 N06 S01 S02 S03 S04 S05 S06 S07 V01 V02 V03 V04 V05 V06 V07 V08 X01 X02 X03 X04")]
    [InlineData("retail-wallet", "A01 A02 A03 A05 A06 A07 B04 B05 B06 C03 F01 F02 F03 F04 F05 F06 F07 F08 G01 G02 L01 L02 L03 L04 M04 N01 N04 N05 N06 S02 S03 S04 S05 S07 V01 V02 V04 V05 V06 V07 V08 X01 X02 X03 X04")]
    public void A_standard_pack_has_the_rules_it_promises(string pack, string rules)
        => Assert.Equal(rules, string.Join(' ', Of(pack).Rules.Select(r => r.Id).Order(StringComparer.Ordinal)));

    [Theory, MemberData(nameof(Packs))]
    public void Every_rule_passes_a_positive_and_a_near_miss_beside_it(string pack)
    {
        Assert.Equal("", string.Join("\n", Of(pack).RunTests(out int tests)));
        var of = Of(pack).Pack!.Tests.ToLookup(t => t.Rule);
        Assert.Equal(tests, of.Sum(t => t.Count()));
        Assert.All(Of(pack).Rules, r => Assert.True(
            of[r.Id].Any(t => t.Expected == Fraud.Rules.Binding.TestResult.Fires) && of[r.Id].Any(t => t.Expected == Fraud.Rules.Binding.TestResult.Silent), $"{r.Id} has {of[r.Id].Count()} tests"));
    }

    [Theory, MemberData(nameof(Packs))]
    public void Caps_of_the_families_are_those_of_the_typologies(string pack)
        => Assert.Equal("C 25, N 30, A 25, V 30, B 30, M 30, F 40, X 40, L 15, G 40, S 20", string.Join(", ", Of(pack).Pack!.Families.Select(f => $"{f.Name} {f.Cap}")));

    [Theory, MemberData(nameof(Packs))]
    public void Rules_stand_in_the_order_of_their_families(string pack)
    {
        var order = Of(pack).Pack!.Families.Select(f => f.Name).ToList();
        var families = Of(pack).Rules.Select(r => order.IndexOf(r.Family)).ToList();
        Assert.Equal(families.Order(), families);
    }

    [Fact]
    public void A_part_is_read_once_and_may_build_on_what_its_pack_has_named()
    {
        var twice = Policy.Parse(new Dictionary<string, string> { ["a.rules"] = "use \"retail-wallet\"\nuse \"retail-wallet\"\nuse \"shared-terms\"\n" });
        Assert.Empty(twice.Diagnostics);
        Assert.Equal(Policy.RetailWallet.Rules, twice.Rules);
        var alone = Policy.Parse(new Dictionary<string, string> { ["a.rules"] = "use \"shared-rules\"\n" });
        Assert.Contains(alone.Diagnostics, d => d.Message.Contains("'subject'", StringComparison.Ordinal));
        Assert.Equal(alone.Diagnostics.Distinct(), alone.Diagnostics);
    }

    /// <summary>Whoever copies a standard pack to change it finds it working as it was.</summary>
    [Theory, MemberData(nameof(Packs))]
    public void A_copy_of_a_standard_pack_is_that_pack(string pack)
    {
        string text = File.ReadAllText(Repository.PathOf($"src/Fraud/Rules/Packs/{pack}.rules"));
        foreach (string name in (string[])[$"{pack}.rules", "own.rules"])
        {
            var copy = Policy.Parse(new Dictionary<string, string> { [name] = text.Replace($"pack \"{pack}\"", "pack \"mine\"", StringComparison.Ordinal) });
            Assert.DoesNotContain(copy.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
            Assert.Equal(Of(pack).Rules.Select(r => (r.Id, r.Points, r.Mode)), copy.Rules.Select(r => (r.Id, r.Points, r.Mode)));
            Assert.Contains(copy.Rules, r => r.Pack == "mine");
            Assert.Empty(copy.RunTests(out _));
        }
    }

    [Fact]
    public void An_unknown_pack_is_told_with_those_there_are()
        => Assert.Equal("there is no standard pack \"retail\"; expected \"institution\" or \"retail-wallet\"",
            Assert.Single(Policy.Parse(new Dictionary<string, string> { ["a.rules"] = "use \"retail\"\n" }).Diagnostics).Message);

    [Theory, MemberData(nameof(Packs))]
    public void No_soft_family_alone_reaches_hold(string name)
    {
        var pack = Of(name).Pack!;
        Assert.All(pack.Families, f => Assert.True(f.Cap < pack.HoldAt, f.Name));
    }

    /// <summary>A limit that the policy leaves open costs no message anything, and is still told as not evaluable.</summary>
    [Fact]
    public void A_rule_without_its_limit_is_not_paid_for()
    {
        var program = RuleProgram.Compile(Policy.Institution.Pack!, new KeyHasher(new byte[16]), "");
        Assert.DoesNotContain(program.Tables.Single(t => t.Name == "debtor").Aggregates, a => a.Kind == AggregateKind.DayCount);
        using var engine = FraudEngine.Create(new FraudOptions { ProfileBudgetBytes = 64 << 20 });
        var order = Story.Of(1)[0];
        Assert.Contains(engine.Evaluate(order.Raw, order.At).Explain().NotEvaluable, n => n.Rule == "V07" && n.Why == "no policy declared");
    }

    [Fact]
    public void Every_field_is_documented()
    {
        string documentation = File.ReadAllText(Repository.PathOf("src/Fraud/Rules/README.md"));
        Assert.All(Vocabulary.All, f => Assert.Contains($"| `{f.Name}` |", documentation, StringComparison.Ordinal));
    }
}
