using System.Runtime.Intrinsics;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;
using Fraud.Rules.Syntax;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Rules;

public class ProgramEqualsInterpreterTests
{
    internal static (BoundPack Pack, RuleProgram Program) Compile(string text)
    {
        var syntax = Parser.Parse(new SourceText("random.rules", text));
        var pack = Binder.Bind([syntax], new Dictionary<string, string>());
        Assert.True(pack is not null, string.Join("\n", syntax.Source.Diagnostics) + "\n" + text);
        return (pack!, RuleProgram.Compile(pack!, new KeyHasher(new byte[16]), "hash"));
    }

    /// <summary>Random values for whatever comes from outside the expressions: fields and aggregates; often unknown, often equal to a constant of the rules.</summary>
    internal static ColumnBatch RandomInputs(RuleProgram program, BoundPack pack, int seed)
    {
        var random = new Random(seed);
        var batch = program.NewBatch();
        batch.Rows = ColumnBatch.Capacity;
        for (int r = 0; r < batch.Rows; r++) batch.Ticks[r] = 635_900_000_000_000_000 + random.NextInt64(TimeSpan.TicksPerDay);
        foreach (var (field, column) in program.Fields) Fill(field.Type, column);
        foreach (var aggregate in Walk(pack).Where(b => b is BoundAggregate or BoundFlow)) Fill(aggregate.Type, program.Names[aggregate.Key]);
        return batch;

        void Fill(RuleType type, int column)
        {
            for (int r = 0; r < batch.Rows; r++)
            {
                if (random.Next(6) == 0) batch.SetUnknown(column, r, random.Next(2) == 0 ? UnknownReason.NoHistory : UnknownReason.FieldAbsent);
                else batch.Values[column * ColumnBatch.Stride + r] = type.Kind switch
                {
                    RuleKind.Boolean => random.Next(2),
                    RuleKind.Choice => random.Next(type.Choices!.Members.Count),
                    RuleKind.Number => ColumnBatch.Ordered(random.Next(4) == 0 ? 3.5 : random.NextDouble() * 8 - 4),
                    RuleKind.Money => random.Next(3) == 0 ? 10_000_000 : random.NextInt64(-5, 20_000_000),
                    RuleKind.Duration => random.Next(-2, 30) * TimeSpan.TicksPerHour,
                    RuleKind.Instant => batch.Ticks[r] - random.Next(0, 60) * TimeSpan.TicksPerHour,
                    RuleKind.Integer => random.Next(-2, 45),
                    _ => random.NextInt64(),
                };
            }
        }
    }

    static IEnumerable<Bound> Walk(BoundPack pack) => pack.Rules
        .SelectMany(r => r.Points.Select(p => p.When).Append(r.Given).Append(r.When)).OfType<Bound>().SelectMany(Walk);

    static IEnumerable<Bound> Walk(Bound b) => b switch
    {
        BoundOperation o => o.Arguments.SelectMany(Walk).Prepend(b),
        BoundFlow f => new[] { f.Where, f.Payer, f.Payee, f.Amount, f.Agent }.OfType<Bound>().SelectMany(Walk).Prepend(b),
        BoundAggregate a => new[] { a.Where, a.Value, a.Second }.OfType<Bound>().SelectMany(Walk).Prepend(b),
        _ => [b],
    };

    [Property(MaxTest = 150)]
    public Property Batch_kernel_row_kernel_and_plain_interpreter_agree() => Prop.ForAll(RandomRules.Pack.ToArbitrary(), ArbMap.Default.ArbFor<int>(), (text, seed) =>
    {
        var (pack, program) = Compile(text);
        var batch = RandomInputs(program, pack, seed);
        foreach (var stratum in program.Ops)
            foreach (var op in stratum) op.Run(batch, 0, batch.Rows);
        var cuts = new Vector256<byte>[program.Circuit.Cuts];
        program.Circuit.Compare(batch, cuts, 0, batch.Rows);
        var masks = new Vector256<byte>[2 * program.Circuit.Count];
        program.Circuit.RunBatch(cuts, masks);
        var state = new byte[program.Circuit.Count];

        for (int row = 0; row < batch.Rows; row++)
        {
            var plain = new PlainInterpreter(program, pack, batch, row);
            program.Circuit.RunRow(batch, row, state);
            for (int i = 0; i < pack.Rules.Count; i++)
            {
                bool? expected = plain.Fires(pack.Rules[i]);
                var rule = program.Rules[i];
                bool? single = state[rule.Fires] switch { Circuit.IsTrue => true, Circuit.IsFalse => false, _ => null };
                bool inTrue = Bit(masks[2 * rule.Fires], row), inFalse = Bit(masks[2 * rule.Fires + 1], row);
                bool? batched = inTrue ? true : inFalse ? false : null;
                Assert.True(expected == single && expected == batched && !(inTrue && inFalse), $"rule {i} row {row}: plain {expected}, one row {single}, batch {batched}\n{text}");
                if (expected == true) Assert.Equal(plain.Points(pack.Rules[i]), Fraud.Triage.SetScorer.PointsOf(rule, state));
            }
        }
    });

    static bool Bit(Vector256<byte> mask, int row) => (mask.AsUInt64().GetElement(row / 64) >> row % 64 & 1) != 0;

    [Property(MaxTest = 100)]
    public Property Masks_say_the_same_as_comparisons() => Prop.ForAll(ArbMap.Default.ArbFor<long[]>(), ArbMap.Default.ArbFor<long[]>(), (cuts, values) =>
    {
        long[] sorted = [.. cuts.Where(c => c > long.MinValue).Distinct().Order()];
        var lane = new ColumnCuts(0, [ColumnBatch.Unknown, .. sorted]);
        var batch = new ColumnBatch(1) { Rows = ColumnBatch.Capacity };
        for (int r = 0; r < batch.Rows; r++)
            batch.Values[r] = values.Length == 0 ? ColumnBatch.Unknown : values[r % values.Length] + (sorted.Length == 0 || r % 3 == 0 ? 0 : sorted[r % sorted.Length]);
        var masks = new Vector256<byte>[2 + lane.Count];
        lane.Run(batch, masks, 1, 3, 250);
        for (int r = 3; r < 250; r++)
        {
            long x = batch.Values[r];
            Assert.Equal(x != ColumnBatch.Unknown, Bit(masks[1], r));
            for (int i = 0; i < sorted.Length; i++) Assert.Equal(x > sorted[i], Bit(masks[2 + i], r));
        }
    });

    [Property(MaxTest = 300)]
    public bool Arbitrary_text_is_parsed_without_exception(NonNull<string> text)
    {
        var syntax = Parser.Parse(new SourceText("any", text.Get));
        Binder.Bind([syntax], new Dictionary<string, string>());
        return true;
    }

    [Property(MaxTest = 100)]
    public Property Mutated_packs_are_parsed_without_exception() => Prop.ForAll(RandomRules.Pack.ToArbitrary(), ArbMap.Default.ArbFor<int>(), (text, seed) =>
    {
        var random = new Random(seed);
        var letters = text.ToCharArray();
        for (int i = 0; i < 5; i++) letters[random.Next(letters.Length)] = "(),=<>\"{}#0azé \n"[random.Next(16)];
        var syntax = Parser.Parse(new SourceText("mutated", new string(letters)));
        Binder.Bind([syntax], new Dictionary<string, string>());
    });
}
