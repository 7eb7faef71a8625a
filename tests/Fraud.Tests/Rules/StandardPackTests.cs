using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;
using Fraud.Tests.Acceptance;

namespace Fraud.Tests.Rules;

public class StandardPackTests
{
    [Fact]
    public void Institution_pack_has_no_findings()
        => Assert.Equal("", string.Join("\n", Policy.Institution.Diagnostics));

    [Fact]
    public void Institution_pack_has_the_rules_it_promises()
        => Assert.Equal(
            "C01 C02 C03 C04 C05 C06 C07 N01 N02 N03 N04 N05 N06 A01 A02 A03 A04 A05 A06 A07 V01 V02 V03 V04 V05 V06 V07 V08 B01 B02 B03 B04 B05 B06 M01 M02 M03 M04 M05 M06 M07 M08 M09 M10 L01 L03 S01",
            string.Join(' ', Policy.Institution.Rules.Select(r => r.Id)));

    [Fact]
    public void No_soft_family_alone_reaches_hold()
    {
        var pack = Policy.Institution.Pack!;
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
