using Fraud.Profiles;
using Fraud.Rules.Binding;
using Fraud.Rules.Planning;
using Fraud.Rules.Program;
using Fraud.Tests.Rules;
using Fraud.Triage;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Triage;

/// <summary>The search over random packs and values, held against the plain interpreter.</summary>
public class CounterfactualSearchTests
{
    /// <summary>Points and outcome as the plain interpreter has them, and whether it can judge all that fired before.</summary>
    static (Outcome Outcome, int Points, bool Judged) Plain(RuleProgram program, BoundPack pack, ColumnBatch batch, int row, IEnumerable<int> fired)
    {
        var plain = new PlainInterpreter(program, pack, batch, row);
        var families = new int[pack.Families.Count];
        foreach (var rule in pack.Rules)
            if (plain.Fires(rule) == true) families[rule.Family] += plain.Points(rule);
        int points = Math.Min(100, pack.Families.Select((f, i) => Math.Min(f.Cap, families[i])).Sum());
        var outcome = points >= pack.RejectAt ? Outcome.Reject : points >= pack.HoldAt ? Outcome.Hold : points >= pack.ReviewAt ? Outcome.Review : Outcome.Pass;
        return (outcome, points, fired.All(i => plain.Fires(pack.Rules[i]) is not null));
    }

    [Property(MaxTest = 60)]
    public Property The_value_found_suffices_and_none_nearer_does() => Prop.ForAll(RandomRules.Pack.ToArbitrary(), ArbMap.Default.ArbFor<int>(), (text, seed) =>
    {
        text += "outcome review at 8\noutcome hold at 15\noutcome reject at 40\n";
        var (pack, program) = ProgramEqualsInterpreterTests.Compile(text);
        var inputs = ProgramEqualsInterpreterTests.RandomInputs(program, pack, seed);
        var page = new DecisionPage(program, ReferenceData.Default, new Scorer(program, [new FloodGuard(0)]), 1);
        inputs.Values.CopyTo(page.Columns.Values, 0);
        inputs.Why.CopyTo(page.Columns.Why, 0);
        inputs.Ticks.CopyTo(page.Columns.Ticks, 0);
        (page.Columns.From, page.Columns.Rows) = (0, ColumnBatch.Capacity);
        // What profiles answered stands as it was drawn.
        foreach (var op in program.Operations.Where(op => op is not DemandOp)) op.Run(page.Columns, 0, ColumnBatch.Capacity);
        page.Score();

        var random = new Random(seed);
        int tried = 0;
        for (int row = 0; row < ColumnBatch.Capacity && tried < 3; row++)
        {
            if (page.Outcomes[row] == Outcome.Pass) continue;
            tried++;
            var whatIf = new WhatIf(page, row, DecisionFlags.None);
            int[] fired = [.. whatIf.Fired.Select(rule => Array.IndexOf(program.Rules, rule))];
            var (changes, target) = new Counterfactuals(whatIf, null!, new Verdict(page.Outcomes[row], page.Points[row])).Changes();
            foreach (var change in changes)
            {
                var then = With(change.Needed);
                Assert.True(then == (change.Verdict.Outcome, change.Verdict.Points, true), $"{change} but plain says {then}\n{text}");
                Assert.True(then.Outcome <= target);
                if (!change.Value.IsExact || change.Value.Was == ColumnBatch.Unknown || !change.Value.Type.IsQuantity) continue;
                for (int i = 0; i < 20; i++)
                {
                    long nearer = change.Value.Was + (long)((change.Needed - (Int128)change.Value.Was) * random.Next(1 << 20) >> 20);
                    if (i == 0) nearer = change.Needed + (change.Needed < change.Value.Was ? 1 : -1);
                    if (nearer == change.Needed) continue;
                    var other = With(nearer);
                    Assert.True(other.Outcome > target || !other.Judged, $"{change} but {nearer} gives {other}\n{text}");
                }

                (Outcome Outcome, int Points, bool Judged) With(long value)
                {
                    int at = change.Value.Column * ColumnBatch.Stride + row;
                    long was = inputs.Values[at];
                    inputs.Values[at] = change.Value.IsAge ? inputs.Ticks[row] - value : value;
                    var result = Plain(program, pack, inputs, row, fired);
                    inputs.Values[at] = was;
                    return result;
                }
            }
        }
    });
}
