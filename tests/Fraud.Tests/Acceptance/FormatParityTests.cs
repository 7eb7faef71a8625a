using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Fraud.Cli.Simulation;
using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Rules.Facts;
using Fraud.Rules.Program;
using Fraud.Tests.Simulation;

namespace Fraud.Tests.Acceptance;

/// <summary>AC12: a payment is the same payment in FIN and in ISO 20022, to its profiles, its rules and its decision.</summary>
public class FormatParityTests
{
    static SimulatedMessage AsPacs(SimulatedMessage m) => m with { Raw = new WireText(WireFormat.Pacs).Write(m.Order) };

    static List<string> Trace(IEnumerable<Judged> judged) => [.. judged.Select(j =>
        $"{j.Message.Reference} {j.Decision.Outcome} {j.Decision.Points} {j.Decision.Flags} {string.Join(";", j.Explanation.Rules.Select(r => $"{r.Id} {r.Points} {r.Reason} {string.Join(",", r.Values)}"))} {string.Join(";", j.Explanation.NotEvaluable)}")];

    [Theory]
    [InlineData(2016)]
    [InlineData(1)]
    [InlineData(2)]
    public void AC12_the_story_in_iso_20022_gives_the_same_decisions_rules_reasons_and_values(int seed) =>
        Assert.Equal(Trace(Story.Run(Story.Of((ulong)seed))), Trace(Story.Run(Story.Of((ulong)seed).Select(AsPacs))));

    [Fact]
    public void AC12_a_history_in_fin_warms_up_the_profiles_of_the_attack_in_iso_20022()
    {
        var story = Story.Of(2016);
        Assert.Equal(Trace(Story.Run(story)), Trace(Story.Run(story.Select(m => m.Attack ? AsPacs(m) : m))));
        Assert.Equal(Trace(Story.Run(story)), Trace(Story.Run(story.Select((m, i) => i % 2 == 0 ? AsPacs(m) : m))));
    }

    [Fact]
    public void AC12_the_second_wave_as_one_bulk_is_held_order_by_order_as_thirty_five_messages_at_that_moment()
    {
        var story = Story.Of(2016);
        var wave = story.Where(m => m.Wave == 2).ToList();
        byte[] bulk = PacsText.Bulk([.. wave.Select(m => m.Order)]);
        using var one = new FraudEngine(Policy.Institution);
        using var other = new FraudEngine(Policy.Institution);
        Story.Run(one, story.Where(m => m.Wave < 2));
        Story.Run(other, story.Where(m => m.Wave < 2));

        var judged = one.EvaluateAll(bulk, wave[0].At).ToArray();
        var single = Story.Run(other, wave.Select(m => m with { At = wave[0].At })).Select(j => (j.Decision, j.Explanation)).ToList();
        Assert.Equal(35, judged.Length);
        for (int i = 0; i < judged.Length; i++)
        {
            var why = judged[i].Explain();
            Assert.Equal(Outcome.Hold, judged[i].Outcome);
            Assert.Equal(DecisionFlags.OneOfSeveral, judged[i].Flags & DecisionFlags.OneOfSeveral);
            Assert.Equal((wave[i].Reference, single[i].Decision.Points), (why.Reference, judged[i].Points));
            Assert.Equal(single[i].Explanation.Rules.Select(r => r.Id), why.Rules.Select(r => r.Id));
        }
    }

    [Fact]
    public void A_bulk_judged_in_one_call_answers_with_its_gravest_decision()
    {
        var wave = Story.Of(2016).Where(m => m.Wave == 2).ToList();
        byte[] bulk = PacsText.Bulk([.. wave.Select(m => m.Order)]);
        using var one = FraudEngine.Create();
        using var other = FraudEngine.Create();
        var all = one.EvaluateAll(bulk, wave[0].At);
        var gravest = other.Evaluate(bulk, wave[0].At);
        foreach (var decision in all) Assert.True(gravest.Outcome >= decision.Outcome);
        Assert.True(gravest.Flags.HasFlag(DecisionFlags.OneOfSeveral));
        Assert.Equal(one.Statistics, other.Statistics);
    }

    [Property(MaxTest = 300)]
    public Property Any_payment_gives_the_same_keys_and_features_in_both_formats() => Prop.ForAll(WireOrders.Any, order =>
    {
        var (fin, pacs) = (Columns(new WireText(WireFormat.Fin).Write(order), order.Sent), Columns(new WireText(WireFormat.Pacs).Write(order), order.Sent));
        Assert.Equal(fin.Digest, pacs.Digest);
        foreach (var (name, value) in fin.Values) Assert.True(value == pacs.Values[name], $"{name}: {value:x} in FIN, {pacs.Values[name]:x} in ISO 20022");
    });

    static readonly KeyHasher s_hasher = new(new byte[16]);
    static readonly RuleProgram s_program = RuleProgram.Compile(Policy.Institution.Pack!, s_hasher, "");

    static (ulong Digest, SortedDictionary<string, long> Values) Columns(byte[] message, DateTimeOffset at)
    {
        var columns = s_program.NewBatch();
        var arena = new TextArena();
        var fields = new TransferFields[ColumnBatch.Capacity];
        new FormatDecoder().Decode(message, arena, ref fields[0]);
        Assert.Equal(DecodeStatus.Ok, fields[0].Status);
        columns.Ticks[0] = at.UtcTicks;
        columns.Rows = 1;
        var facts = new FactWriter(s_program, ReferenceData.Default, s_hasher);
        var messages = new ReadOnlyMemory<byte>[ColumnBatch.Capacity];
        messages[0] = message;
        facts.Write(columns, fields, messages, arena);
        var values = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (field, column) in s_program.Fields)
            for (int i = 0; i < (field.Type.Kind == Fraud.Rules.Binding.RuleKind.Name ? 4 : 1); i++) values[$"{field.Name}.{i}"] = columns.Values[(column + i) * ColumnBatch.Stride];
        return (facts.Digest(0), values);
    }
}
