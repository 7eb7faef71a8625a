using System.Runtime.Intrinsics;
using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Facts;
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
        // What is switched off or never known has no column.
        foreach (var aggregate in Walk(pack).Where(b => b is BoundAggregate or BoundFlow))
            if (program.Names.TryGetValue(aggregate.Key, out int column)) Fill(aggregate.Type, column);
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

    [Property(MaxTest = 50)]
    public Property All_kernels_and_the_plain_interpreter_agree() => Prop.ForAll(RandomTexts, ArbMap.Default.ArbFor<int>(), (text, seed) =>
    {
        var (pack, program) = Compile(text);
        var batch = RandomInputs(program, pack, seed);
        foreach (var op in program.Operations) op.Run(batch, 0, batch.Rows);
        var cuts = new Vector256<byte>[program.Circuit.Cuts];
        var masks = new Vector256<byte>[2 * program.Circuit.Count];
        var state = new byte[program.Circuit.Count];
        var open = new byte[program.Circuit.Count];
        var expected = new bool?[batch.Rows][];
        for (int row = 0; row < batch.Rows; row++)
        {
            var plain = new PlainInterpreter(pack, new ColumnRow(program, batch, row));
            expected[row] = [.. pack.Rules.Select(plain.Fires)];
            program.Circuit.RunRow(batch, row, state);
            Array.Fill(open, Circuit.IsOpen);
            for (int i = 0; i < pack.Rules.Count; i++)
            {
                var rule = program.Rules[i];
                bool? single = state[rule.Fires] switch { Circuit.IsTrue => true, Circuit.IsFalse => false, _ => null };
                Assert.True(expected[row][i] == single, $"rule {i} row {row}: plain {expected[row][i]}, one row {single}\n{text}");
                Assert.Equal(state[rule.Fires], program.Circuit.Ask(batch, row, open, rule.Fires));
                if (single == true) Assert.Equal(plain.Points(pack.Rules[i]), Fraud.Triage.SetScorer.PointsOf(rule, state));
            }
        }
        foreach (var kernel in Enum.GetValues<Kernel>().Where(Kernels.IsAvailable))
        {
            Array.Clear(masks);
            program.Circuit.Compare(batch, cuts, 0, batch.Rows, kernel);
            program.Circuit.RunBatch(cuts, masks, kernel);
            var (numbers, fired) = (new byte[RuleLanes.MostColumns], new bool[pack.Rules.Count]);
            var byGates = program.Lanes[0].Rest.Select(r => r.Rule).ToHashSet();
            for (int row = 0; row < batch.Rows; row++)
            {
                Lanes(program.Lanes[0], batch, row, numbers, fired, kernel);
                for (int i = 0; i < pack.Rules.Count; i++)
                {
                    var rule = program.Rules[i];
                    bool inTrue = Bit(masks[2 * rule.Fires], row), inFalse = Bit(masks[2 * rule.Fires + 1], row);
                    bool? batched = inTrue ? true : inFalse ? false : null;
                    Assert.True(expected[row][i] == batched && !(inTrue && inFalse), $"{kernel}: rule {i} row {row}: plain {expected[row][i]}, batch {batched}\n{text}");
                    if (!byGates.Contains(i)) Assert.True((expected[row][i] == true) == fired[i], $"{kernel}: rule {i} row {row}: plain {expected[row][i]}, lanes {fired[i]}\n{text}");
                }
            }
        }
    });

    /// <summary>Small packs over few columns, and packs of the whole language.</summary>
    static Arbitrary<string> RandomTexts => Gen.OneOf(RandomRules.Pack, from seed in ArbMap.Default.GeneratorFor<int>() from size in Gen.Choose(0, 2) select Printer.Print(RandomPack.Make(seed, size))).ToArbitrary();

    /// <summary>More rules than a group has lanes, more cuts than a byte numbers, more columns than a table holds: some rules keep to their gates, and all agree.</summary>
    [Theory]
    [InlineData(300, 4, 3), InlineData(700, 1, 2), InlineData(500, 150, 3), InlineData(64, 64, 1), InlineData(65, 65, 1)]
    public void Many_rules_fire_alike_in_lanes_and_by_gates(int rules, int columns, int conditions)
    {
        var random = new Random(rules);
        string lets = string.Concat(Enumerable.Range(0, columns).Select(c => $"let c{c} = count() of attempts by sender over {c + 1}h\n"));
        string Condition() => $"{(random.Next(4) == 0 ? "not " : "")}(c{random.Next(columns)} {(random.Next(3) switch { 0 => ">", 1 => "<=", _ => "=" })} {random.Next(1000)})";
        string text = "family F cap 9\n" + lets + string.Concat(Enumerable.Range(0, rules).Select(i =>
            $"rule R{i} \"R\" family F points 1 when {string.Join(random.Next(3) == 0 ? " or " : " and ", Enumerable.Range(0, 1 + random.Next(conditions)).Select(_ => Condition()))} because \"x\"\n"));
        var (pack, program) = Compile(text);
        var batch = RandomInputs(program, pack, rules);
        foreach (var a in Walk(pack).OfType<BoundAggregate>())
        {
            for (int r = 0; r < batch.Rows; r++) batch.Values[program.Names[a.Key] * ColumnBatch.Stride + r] = random.Next(9) == 0 ? ColumnBatch.Unknown : random.Next(1000);
        }
        var state = new byte[program.Circuit.Count];
        // A column with more cuts than a byte numbers leaves all of its rules to their gates.
        Assert.Equal(columns == 1, program.Lanes[0].Rest.Length == rules);
        foreach (var kernel in Enum.GetValues<Kernel>().Where(Kernels.IsAvailable))
        {
            var (numbers, fired) = (new byte[RuleLanes.MostColumns], new bool[rules]);
            for (int row = 0; row < batch.Rows; row++)
            {
                program.Circuit.RunRow(batch, row, state);
                Lanes(program.Lanes[0], batch, row, numbers, fired, kernel);
                foreach (var (rule, gate) in program.Lanes[0].Rest) if (state[gate] == Circuit.IsTrue) fired[rule] = true;
                for (int i = 0; i < rules; i++) Assert.True((state[program.Rules[i].Fires] == Circuit.IsTrue) == fired[i], $"{kernel}: rule {i} row {row}");
            }
        }
    }

    /// <summary>The script that turns instructions off says which kernel it wants to see.</summary>
    [Fact]
    public void The_best_kernel_of_the_machine_runs()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"kernel {Kernels.Chosen}");
        Assert.Equal(Enum.GetValues<Kernel>().Last(Kernels.IsAvailable), Kernels.Chosen);
        if (Environment.GetEnvironmentVariable("FRAUD_KERNEL_AT_MOST") is { Length: > 0 } most) Assert.True(Kernels.Chosen <= Enum.Parse<Kernel>(most), $"{Kernels.Chosen} runs");
    }

    static void Lanes(RuleLanes lanes, ColumnBatch batch, int row, byte[] numbers, bool[] fired, Kernel kernel)
    {
        var words = new ulong[lanes.Words];
        lanes.Run(batch, row, numbers, words, kernel);
        Array.Clear(fired);
        for (int lane = 0; lane < 64 * words.Length; lane++)
            if ((words[lane >> 6] >> lane & 1) != 0) fired[lanes.RuleOf(lane)] = true;
    }

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
        foreach (var kernel in Enum.GetValues<Kernel>().Where(Kernels.IsAvailable))
        {
            Array.Clear(masks);
            lane.Run(batch, masks, 1, 3, 250, kernel);
            for (int r = 3; r < 250; r++)
            {
                long x = batch.Values[r];
                Assert.Equal(x != ColumnBatch.Unknown, Bit(masks[1], r));
                for (int i = 0; i < sorted.Length; i++) Assert.Equal(x > sorted[i], Bit(masks[2 + i], r));
            }
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
