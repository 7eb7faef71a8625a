using Fraud.Profiles;
using Fraud.Rules.Program;

namespace Fraud.Tests.Rules;

/// <summary>What models are given of a transfer: values of the rule language, as 32-bit floats.</summary>
public class FeatureTests
{
    const string Text = """
        family F cap 10
        let usual = median(amount) of accepted by debtor over 90d
        features
          value      = amount
          in_logs    = ln(amount)
          tenth      = amount_in_currency / 10
          since      = age(first() of attempts by debtor)
          orders     = count() of attempts by debtor over 24h
          round      = near_round
          what       = kind
          against    = amount / usual
        rule R1 "R" family F points 5 when against > 3.0 because "x"
        """;

    static readonly string[] s_all = ["value", "in_logs", "tenth", "since", "orders", "round", "what", "against"];

    static float[] Features(FraudEngine engine, int minute, decimal amount, string members = "", string[]? names = null)
    {
        var decision = engine.Evaluate(RuleBench.Payment($"R{minute}", amount, members: members), RuleBench.Morning.AddMinutes(minute));
        var row = new float[(names ?? s_all).Length];
        decision.ReadFeatures(names ?? s_all, row);
        return row;
    }

    static FraudEngine Engine(params string[] features) => new(RuleBench.Policy(Text), new FraudOptions { ProfileBudgetBytes = 64 << 20, Features = features });

    [Fact]
    public void Units_are_those_a_person_would_write()
    {
        using var engine = Engine(s_all);
        // Money in units of the base currency, a duration in seconds, yes as 1, a class as its place in its list; what is not known is not a number.
        Assert.Equal([1000f, MathF.Log(1000), 100f, 0f, 1f, 1f, 2f, float.NaN], Features(engine, 0, 1000m, ",\"kind\":\"p2p\""));
        Assert.Equal([2010.5f, (float)Math.Log(2010.5), 201.05f, 600f, 2f, 0f, float.NaN, 2.0105f], Features(engine, 10, 2010.5m));
    }

    [Fact]
    public void The_past_only_is_seen()
    {
        using var with = Engine(s_all);
        using var without = Engine(s_all);
        Features(with, 0, 100m);
        Features(without, 0, 100m);
        float[] before = Features(with, 5, 300m);
        Features(with, 6, 9_000m);
        Assert.Equal(before, Features(without, 5, 300m));
    }

    [Fact]
    public void What_nobody_asks_for_costs_nothing()
    {
        var hasher = new KeyHasher(new byte[16]);
        var policy = RuleBench.Policy(Text);
        var (none, some) = (RuleProgram.Compile(policy.Pack!, hasher, ""), RuleProgram.Compile([(policy.Pack!, "")], hasher, features: ["since", "against"]));
        Assert.Empty(none.Features);
        // The one rule reads the median; the age of the first message is the model's alone.
        Assert.Equal((1, 2), (none.Planned.Sum(t => t.Aggregates.Count), some.Planned.Sum(t => t.Aggregates.Count)));
        Assert.Equal(["against", "since"], some.Features.Keys);
    }

    [Fact]
    public void One_by_one_and_in_batches_they_are_the_same_bits()
    {
        using var single = Engine(s_all);
        using var batches = Engine(s_all);
        var inputs = Enumerable.Range(0, 200).Select(i => new MessageInput(RuleBench.Payment($"R{i}", 10 + i * i % 977, debtor: $"D{i % 3}"), RuleBench.Morning.AddSeconds(20 * i))).ToArray();
        var decisions = new Decision[inputs.Length];
        batches.EvaluateBatch(inputs, decisions);
        float[] one = new float[s_all.Length], many = new float[s_all.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            single.Evaluate(inputs[i].Message.Span, inputs[i].At).ReadFeatures(s_all, one);
            decisions[i].ReadFeatures(s_all, many);
            Assert.Equal(one.Select(BitConverter.SingleToInt32Bits), many.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Theory]
    [InlineData("who = debtor", "a model takes numbers, and this is a text")]
    [InlineData("begun = first() of attempts by debtor", "a model takes numbers, and this is an instant; age(…) makes one of it")]
    [InlineData("name = debtor_name", "a model takes numbers, and this is a name")]
    [InlineData("amount = amount", "'amount' is a field of the message; choose another name")]
    [InlineData("x = amount\n  x = amount", "there already is a 'x'")]
    [InlineData("x amount", "expected '=', found 'amount'")]
    [InlineData("= amount", "expected the feature's name, found '='")]
    [InlineData("r = R1", "rule R1 can be referred to in a rule's conditions only, alone or beside and, or, not")]
    public void Says_what_is_wrong(string feature, string message)
    {
        var policy = Policy.Parse(new Dictionary<string, string> { ["my.rules"] = $"family F cap 10\nfeatures\n  {feature}\nrule R1 \"R\" family F points 5 when near_round because \"x\"\n" });
        Assert.Contains(message, policy.Diagnostics.Select(d => d.Message));
    }

    [Fact]
    public void A_definition_is_what_it_means_and_not_what_it_is_called()
    {
        static string Of(string feature) => RuleBench.Policy($"param p = 3\nfeatures\n  {feature}\n").Pack!.Features.Single().Definition;
        Assert.Equal(Of("x = amount / 2 USD"), Of("y = amount/2 USD"));
        Assert.NotEqual(Of("x = amount / 2 USD"), Of("x = amount / 3 USD"));
        Assert.Matches("^[0-9a-f]{16}$", Of("x = amount"));
    }

    [Theory, InlineData("institution"), InlineData("retail-wallet")]
    public void Every_feature_of_the_standard_packs_can_be_asked_for(string pack)
    {
        var policy = Policy.Of(pack);
        string[] names = [.. policy.Pack!.Features.Select(f => f.Name)];
        Assert.NotEmpty(names);
        using var engine = new FraudEngine(policy, new FraudOptions { ProfileBudgetBytes = 256 << 20, Features = names });
        float[] row = Features(engine, 0, 1_000m, names: names);
        Assert.Contains(row, x => !float.IsNaN(x));
    }
}
