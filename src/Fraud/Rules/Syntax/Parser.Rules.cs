namespace Fraud.Rules.Syntax;

/// <summary>Rules with their clauses and tests, and overrides.</summary>
sealed partial class Parser
{
    const string Modes = "shadow, alert or block";
    const string Outcomes = "review, hold or reject";

    RuleItem Rule()
    {
        var start = Take().Span;
        var id = Name("the rule's id, such as N01");
        string name = Text("the rule's name in quotes");
        Demand("family");
        var family = Name("the family's name");
        HardClause? hard = TryTake("hard") ? new HardClause(Name(Outcomes), TryTake("if") ? Expression() : null) : null;
        var tiers = new List<PointsTier>();
        var tests = new List<RuleTest>();
        Expression? given = null, when = null;
        string givenElse = "", because = "";
        Span becauseSpan = default;
        NameExpression? mode = null;
        FloodClause? flood = null;
        int from = int.MinValue, until = int.MaxValue;
        while (true)
        {
            var clause = Current.Span;
            if (TryTake("points"))
            {
                int points = Whole("points, 0 to 1000");
                var condition = TryTake("if") ? Expression() : null;
                if (tiers.Count > 0 && condition is null) throw Expected("'if' and the condition for these points");
                tiers.Add(new PointsTier(points, condition, Span.Between(clause, Previous.Span)));
            }
            else if (given is null && TryTake("given"))
            {
                given = Expression();
                Demand("else");
                givenElse = Text("the reason in quotes");
            }
            else if (when is null && TryTake("when")) when = Expression();
            else if (because.Length == 0 && TryTake("because"))
            {
                becauseSpan = Current.Span;
                because = Text("the reason text in quotes");
            }
            // At the start of a line "mode" begins an item of its own.
            else if (!Current.StartsLine && TryTake("mode")) mode = Name(Modes);
            else if (TryTake("from")) from = Date();
            else if (TryTake("until")) until = Date();
            else if (TryTake("flood")) flood = Flood(clause);
            else if (TryTake("test")) tests.Add(Test(clause));
            else break;
        }
        if (when is null) throw Expected("'when'");
        if (because.Length == 0) throw Expected("'because'");
        return new RuleItem(id, name, family, tiers, hard, given, givenElse, when, because, becauseSpan, Span.Between(start, Previous.Span))
        {
            Mode = mode,
            Period = Days(from, until, start),
            Flood = flood,
            Tests = tests,
        };
    }

    FloodClause Flood(Span start)
    {
        int most = Whole("how many alerts are enough, 1 to 1000");
        Demand("by");
        var keys = Keys();
        Demand("over");
        if (Current.Kind != TokenKind.Duration) throw Expected("a duration such as 1h");
        return new FloodClause(most, keys, Duration(Take()), Span.Between(start, Previous.Span));
    }

    RuleTest Test(Span start)
    {
        string shows = Text("what the test shows, in quotes");
        var expected = Name("fires, silent or unknown");
        int? points = Current.Kind == TokenKind.Number ? Whole("points, 0 to 1000") : null;
        var values = new List<TestValue>();
        if (TryTake("with"))
        {
            do
            {
                var name = Name("the name of a field, let, parameter or rule");
                Demand("=");
                values.Add(new TestValue(name, TryTake("unknown") ? null : Sum()));
            }
            while (TryTake(","));
        }
        return new RuleTest(shows, expected, points, values, Span.Between(start, Previous.Span));
    }

    OverrideItem Override(Span start)
    {
        var kind = Name("suppress, snooze or force");
        var target = Name(kind.Name == "force" ? "pass, review, hold or reject" : "the rule or family");
        Demand("when");
        var when = Expression();
        int from = TryTake("from") ? Date() : int.MinValue;
        Demand("until");
        int until = Date();
        Demand("by");
        string author = Text("who answers for it, in quotes");
        Demand("because");
        string reason = Text("the reason in quotes");
        return new OverrideItem(kind, target, when, Days(from, until, start), author, reason, Span.Between(start, Previous.Span));
    }

    int Date()
    {
        if (Current.Kind != TokenKind.Date) throw Expected("a date such as 2026-01-31");
        return (int)Take().Number;
    }

    Period Days(int from, int until, Span span)
    {
        if (from > until) _source.Error(span, "it ends before it begins");
        return from == int.MinValue && until == int.MaxValue ? Period.Always : new Period(from, until);
    }
}
