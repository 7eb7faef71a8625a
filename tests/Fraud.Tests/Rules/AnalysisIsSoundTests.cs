using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fraud.Profiles;
using Fraud.Rules.Analysis;
using Fraud.Rules.Binding;
using Fraud.Rules.Program;
using Fraud.Rules.Syntax;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fraud.Tests.Rules;

/// <summary>What the analysis says of random rules, against the plain interpreter over rows of values that often lie at the rules' own constants.</summary>
public class AnalysisIsSoundTests
{
    static readonly string[] s_atoms =
    [
        "amount < 0 USD", "amount >= 0 USD", "amount > 10 USD", "amount <= 10 USD", "amount = 50 USD", "amount < 50 USD", "amount * 2 >= 100 USD", "2 * amount < 20 USD",
        "works_words > 2", "works_words < 0", "works_words != 3", "coalesce(works_words, 5) > 3", "abs(works_words - 3) <= 1", "near_round", "coalesce(near_round, true)", "has(near_round)",
        "has(amount)", "creditor_class = \"person\"", "creditor_class != \"charity\"", "near_round = cross_border", "known(debtor, creditor)", "known(debtor, creditor, 24h)",
        "age(first() of accepted by debtor, creditor) > 24h", "count() of attempts by debtor over 24h >= 3", "count() of attempts by debtor over 24h < 0",
        "amount > max(amount) of accepted by debtor", "amount <= (max(amount) of accepted by debtor)", "hour_share() of accepted by sender < 0.5", "hour_share() of accepted by sender > 1",
        "value_date_ahead < 0", "value_date_ahead > -1", "share(near_round) of accepted by debtor over 90d < 50%", "true", "false", "amount > open", "min(works_words, 3) <= 3", "coalesce(amount > open, near_round)",
    ];

    const string s_all = """
        rule Z "ALL" family F points 1
          when has(amount) and has(works_words) and has(near_round) and has(cross_border) and has(creditor_class) and has(first() of accepted by debtor, creditor)
            and has(count() of attempts by debtor over 24h) and has(max(amount) of accepted by debtor) and has(hour_share() of accepted by sender) and has(value_date_ahead)
            and has(share(near_round) of accepted by debtor over 90d)
          because "x"
        """;

    static Gen<string> Condition(int size) => size <= 0 ? Gen.Elements(s_atoms) : Gen.Frequency(
        (2, Gen.Elements(s_atoms)),
        (3, from a in Condition(size / 2) from b in Condition(size / 2) from op in Gen.Elements("and", "or") select $"({a} {op} {b})"),
        (1, from a in Condition(size / 2) select $"not ({a})"));

    static Gen<string> Pack => from rules in Gen.ArrayOf(from given in Gen.OneOf(Gen.Constant(""), Condition(1)) from when in Condition(5) from first in Gen.OneOf(Gen.Constant(""), Condition(1)) from second in Condition(1)
                                                         select (given, when, first, second), 4) select Text(rules);

    static string Text((string Given, string When, string First, string Second)[] rules)
    {
        var text = new StringBuilder("param open = none\nfamily F cap 60\n");
        for (int i = 0; i < rules.Length; i++)
        {
            var (given, when, first, second) = rules[i];
            text.Append(CultureInfo.InvariantCulture, $"rule R{i} \"RULE_{i}\" family F\n  points 1{(first.Length > 0 ? $" if {first}" : "")}\n  points 2 if {second}\n");
            text.Append(CultureInfo.InvariantCulture, $"{(given.Length > 0 ? $"  given {given} else \"cold\"" : "")}\n  when {when}{(i == 3 ? " or R0 and not R1" : "")}\n  because \"x\"\n");
        }
        return text.ToString();
    }

    static ColumnBatch Rows(RuleProgram program, IEnumerable<BoundAggregate> aggregates, int seed)
    {
        var random = new Random(seed);
        var batch = program.NewBatch();
        batch.Rows = ColumnBatch.Capacity;
        for (int r = 0; r < batch.Rows; r++) batch.Ticks[r] = 635_900_000_000_000_000;
        foreach (var (field, column) in program.Fields) Fill(column, field.Type, Pool(field.Type, field == Vocabulary.ValueDateAhead));
        foreach (var a in aggregates.DistinctBy(a => a.Key)) Fill(program.Names[a.Key], a.Type, Pool(a.Type, false));
        return batch;

        void Fill(int column, RuleType type, long[] pool)
        {
            for (int r = 0; r < batch.Rows; r++)
            {
                if (random.Next(6) == 0) batch.SetUnknown(column, r, random.Next(2) == 0 ? UnknownReason.NoHistory : UnknownReason.FieldAbsent);
                else batch.Values[column * ColumnBatch.Stride + r] = pool[random.Next(pool.Length)] is var x && type.Kind == RuleKind.Instant ? batch.Ticks[r] - x : x;
            }
        }
    }

    static long[] Pool(RuleType type, bool signed) => type.Kind switch
    {
        RuleKind.Boolean => [0, 1],
        RuleKind.Choice => [1, 2, 5, 8],
        RuleKind.Number => [ColumnBatch.Ordered(0), ColumnBatch.Ordered(0.3), ColumnBatch.Ordered(0.5), ColumnBatch.Ordered(1)],
        RuleKind.Money => [0, 999, 1000, 1001, 4999, 5000, 5001],
        RuleKind.Instant or RuleKind.Duration => [0, TimeSpan.TicksPerHour, TimeSpan.TicksPerDay, TimeSpan.TicksPerDay + 1],
        RuleKind.Integer => signed ? [-2, -1, 0, 1, 4] : [0, 1, 2, 3, 4, 5],
        _ => [1, 2, 3],
    };

    static IEnumerable<Bound> Walk(Bound b) => b switch
    {
        BoundOperation o => o.Arguments.SelectMany(Walk).Prepend(b),
        BoundAggregate a => new[] { a.Where, a.Value, a.Second }.OfType<Bound>().SelectMany(Walk).Prepend(b),
        _ => [b],
    };

    static (BoundPack Pack, SourceText Source) Bind(string text)
    {
        var syntax = Parser.Parse(new SourceText("random.rules", text));
        var pack = Binder.Bind([syntax], new Dictionary<string, string>());
        Assert.True(pack is not null, string.Join("\n", syntax.Source.Diagnostics) + "\n" + text);
        Analyzer.Run(pack!, [syntax], [syntax], new Dictionary<string, string>());
        return (pack!, syntax.Source);
    }

    static readonly Regex s_rule = new(@"\bR\d\b");

    /// <summary>What a finding says of any row; null when it says nothing of rows.</summary>
    static Func<PlainInterpreter, bool>? Claim(Diagnostic finding, BoundPack pack, string text)
    {
        var rules = s_rule.Matches(finding.Message).Select(m => pack.Rules.Single(r => r.Id == m.Value)).ToList();
        string[] lines = text.Split('\n');
        if (finding.Message.Contains("here it is never true", StringComparison.Ordinal)) return row => rules.All(r => row.Fires(r) != true);
        if (finding.Message.Contains("never fires", StringComparison.Ordinal)) return row => row.Fires(rules[0]) != true;
        if (finding.Message.Contains("fires on every message", StringComparison.Ordinal)) return row => row.Evaluate(rules[0].When) != 0;
        if (finding.Message.StartsWith("whenever", StringComparison.Ordinal)) return row => row.Fires(rules[0]) != true || row.Fires(rules[1]) == true;
        if (finding.Message.Contains("always fire together", StringComparison.Ordinal)) return row => row.Fires(rules[0]) == true == (row.Fires(rules[1]) == true);
        if (finding.Message.StartsWith("these points never count", StringComparison.Ordinal))
        {
            int line = finding.Line;
            while (!lines[line - 1].StartsWith("rule", StringComparison.Ordinal)) line--;
            var rule = pack.Rules.Single(r => r.Id == s_rule.Match(lines[line - 1]).Value);
            int points = finding.Line - line; // the first line of points gives 1, the second 2
            return row => row.Fires(rule) != true || row.Points(rule) != points;
        }
        if (finding.Message is not ("this is always true where its values are known" or "this is never true")) return null;
        // A part is bound anew, for its meaning; one that refers to rules has none of its own.
        string part = lines[finding.Line - 1].Substring(finding.Column - 1, finding.Length);
        string rest = text[..text.IndexOf("rule ", StringComparison.Ordinal)];
        var bound = Binder.Bind([Parser.Parse(new SourceText("part", $"{rest}rule P \"P\" family F points 1 when {part} because \"x\""))], new Dictionary<string, string>());
        long never = finding.Message == "this is never true" ? 1 : 0;
        return bound is null ? null : row => row.Evaluate(bound.Rules[0].When) != never;
    }

    [Property(MaxTest = 200)]
    public Property No_finding_is_false() => Prop.ForAll(Pack.ToArbitrary(), ArbMap.Default.ArbFor<int>(), (text, seed) =>
    {
        var source = Bind(text).Source;
        // One more rule asks for every value, so that what the compiler folds away has a column all the same.
        var pack = Bind(text + s_all).Pack;
        var program = RuleProgram.Compile(pack, new KeyHasher(new byte[16]), "hash");
        var aggregates = pack.Rules.SelectMany(r => r.Points.Select(p => p.When).Append(r.Given).Append(r.When)).OfType<Bound>().SelectMany(Walk).OfType<BoundAggregate>().Where(a => program.Names.ContainsKey(a.Key));
        var batch = Rows(program, aggregates, seed);
        var claims = source.Diagnostics.Select(d => (Finding: d, Holds: Claim(d, pack, text))).ToList();
        for (int row = 0; row < batch.Rows; row++)
        {
            var plain = new PlainInterpreter(program, pack, batch, row);
            foreach (var (finding, holds) in claims) Assert.True(holds?.Invoke(plain) != false, $"{finding}\nrow {row}\n{text}");
        }
    });

    [Fact]
    public void Random_rules_give_findings_of_every_kind()
    {
        var messages = Pack.Sample(400, 5).SelectMany(text => Bind(text).Source.Diagnostics).Select(d => s_rule.Replace(d.Message, "R").Split(';')[0]).ToHashSet();
        foreach (string kind in (string[])["R never fires: this is never true", "this is always true: R fires on every message whose values are known", "whenever R fires, R fires too, and both count in one family",
            "these points never count: when R fires, this is not true", "these points never count: where they would, a later line holds too", "this is always true where its values are known", "this is never true"])
            Assert.Contains(kind, messages);
    }
}
