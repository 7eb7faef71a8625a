using Fraud.Profiles;
using Fraud.Rules.Syntax;

namespace Fraud.Rules.Binding;

sealed partial class Binder
{
    // The first four in the order of TextRelation.
    static readonly string[] Questions = ["contains", "starts_with", "ends_with", "like", "listed"];
    internal static readonly string[] Functions = ["ln", "abs", "min", "max", "age", "coalesce", "has", "known", "unconfirmed", .. Questions];
    internal static readonly string[] Aggregates =
    [
        "count", "sum", "min", "max", "distinct", "first", "last", "latest", "earliest", "median", "robust_z", "quantile", "max_day_sum", "hour_share",
        "hourly_quantile", "similar", "name_similarity", "lookalike", "share", "mode", "mode_share", "cycle", "chain",
    ];

    // Kept per key without times: what a window would leave out cannot be told.
    static readonly string[] Unwindowed = ["hour_share", "hourly_quantile", "name_similarity", "lookalike"];

    Bound Call(CallExpression call)
    {
        if (call.Function == "known") return Known(call);
        if (Array.IndexOf(Questions, call.Function) >= 0) return Ask(call);
        var arguments = call.Arguments.Select(Expression).ToList();
        if (arguments.Exists(a => a.Type.Kind == RuleKind.Error)) return Failed;
        if (arguments.Exists(a => a is BoundUnset) && call.Function != "has" && call.Function != "coalesce") return new BoundUnset(RuleType.Number);
        switch (call.Function)
        {
            case "ln" when arguments is [{ Type.IsQuantity: true } x]:
                return new BoundOperation(Operation.Logarithm, RuleType.Number, x.Type == RuleType.Number ? x : new BoundOperation(Operation.ToNumber, RuleType.Number, x));
            case "abs" when arguments is [{ Type.IsQuantity: true } x]: return new BoundOperation(Operation.Absolute, x.Type, x);
            case "min" or "max" when arguments is [var a, var b]:
                (a, b) = Unify(a, b);
                if (a.Type != b.Type || !a.Type.IsOrdered) return Fail(call.Span, $"{call.Function} needs two values of one ordered type, found {Article(a.Type)} and {Article(b.Type)}{UnitHint(a, b)}");
                return new BoundOperation(call.Function == "min" ? Operation.Minimum : Operation.Maximum, a.Type, a, b);
            case "age" when arguments is [{ Type.Kind: RuleKind.Instant } x]: return new BoundOperation(Operation.Age, RuleType.Duration, x);
            case "unconfirmed" when arguments is [BoundConstant { Type.Kind: RuleKind.Duration } within]: return Unconfirmed(call, within.Value);
            case "has" when arguments is [var x]: return x is BoundUnset ? new BoundConstant(RuleType.Boolean, 0) : new BoundOperation(Operation.Has, RuleType.Boolean, x);
            case "coalesce" when arguments is [var a, var b]:
                if (a is BoundUnset) return b;
                if (b is BoundUnset) return a;
                (a, b) = Unify(a, b);
                if (a.Type.Kind == RuleKind.Name) return Fail(call.Span, "coalesce takes no names: they are letters to compare, not values");
                return a.Type == b.Type ? new BoundOperation(Operation.Coalesce, a.Type, a, b) : Fail(call.Span, $"coalesce needs two values of one type, found {Article(a.Type)} and {Article(b.Type)}");
        }
        string expected = call.Function switch
        {
            "ln" or "abs" => "one quantity",
            "min" or "max" => "two values",
            "age" => "one instant, such as first() of …",
            "unconfirmed" => "one duration that is fixed, such as 2h",
            "has" => "one value",
            "coalesce" => "two values",
            _ => "",
        };
        if (expected.Length > 0) return Fail(call.Span, $"{call.Function} takes {expected}");
        if (Array.IndexOf(Aggregates, call.Function) >= 0) return Fail(call.Span, $"{call.Function} needs a ledger: {call.Function}(…) of {(IsFlow(call.Function) ? "attempts, accepted or rejected" : LedgerNames)} by …");
        return Fail(call.Span, $"there is no function '{call.Function}'{SourceText.DidYouMean(call.Function, Functions.Concat(Aggregates))}");
    }

    long _confirmedWithin;

    /// <summary>An order is overdue or it is not: one time holds for all rules of a policy.</summary>
    Bound Unconfirmed(CallExpression call, long within)
    {
        if (within is < TimeSpan.TicksPerSecond or > 30 * TimeSpan.TicksPerDay) return Fail(call.Span, "confirmations are waited for 1s to 30d");
        if (_confirmedWithin != 0 && _confirmedWithin != within) return Fail(call.Span, "unconfirmed is asked with another duration above; one holds for all rules");
        _confirmedWithin = within;
        return new BoundUnconfirmed(within);
    }

    /// <summary><c>known(debtor, creditor, 24h)</c>: an accepted payment of these keys exists that is older than the duration; never unknown for want of history.</summary>
    Bound Known(CallExpression call)
    {
        long older = 0;
        var keys = new List<Bound>();
        foreach (var argument in call.Arguments)
        {
            if (argument is DurationLiteral d && argument == call.Arguments[^1]) older = d.Ticks;
            else if (argument is NameExpression n) keys.Add(Key(n));
            else return Fail(argument.Span, "known takes keys and, last, a duration");
        }
        if (keys.Count == 0) return Fail(call.Span, "known takes at least one key");
        if (keys.Exists(k => k.Type.Kind == RuleKind.Error)) return Failed;
        var first = new BoundAggregate(AggregateKind.First, Ledger.Accepted, null, keys, [], null, null, 0, 0, RuleType.Instant);
        return new BoundOperation(Operation.Older, RuleType.Boolean, first, new BoundConstant(RuleType.Duration, older));
    }

    Bound Key(NameExpression name)
    {
        var key = Resolve(name.Name, name.Span);
        if (key.Type.Kind == RuleKind.Error) return Failed;
        if (IsOfModel(key)) return Fail(name.Span, KnownLast);
        return key.Type.IsKey && key is not BoundConstant ? key : Fail(name.Span, $"'{name.Name}' is {Article(key.Type)} and cannot be a key");
    }

    Bound Aggregate(AggregateExpression a)
    {
        Ledger? ledger = Array.IndexOf(Ledgers.Names, a.Ledger.Name) is >= 0 and var number ? (Ledger)number : null;
        if (ledger is null) return Fail(a.Ledger.Span, $"there is no ledger '{a.Ledger.Name}'; expected {LedgerNames}");
        var where = a.Where is null ? null : Condition(a.Where);
        var keys = a.Keys.Select(Key).ToList();
        var readAs = a.ReadAs.Select(Key).ToList();
        if (readAs.Count > 0 && readAs.Count != keys.Count) return Fail(a.Span, "'as' needs as many keys as 'by'");
        if (where?.Type.Kind == RuleKind.Error || keys.Concat(readAs).Any(k => k.Type.Kind == RuleKind.Error)) return Failed;
        long window = a.Window?.Ticks ?? 0;
        if (a.Window is { Ticks: < TimeSpan.TicksPerSecond or > 400 * TimeSpan.TicksPerDay } w) return Fail(w.Span, "a window is 1s to 400d long");

        if (a.Window is { } unused && Array.IndexOf(Unwindowed, a.Function) >= 0) return Fail(unused.Span, $"{a.Function} looks back over everything remembered; 'over' has no meaning for it");
        // A label is dated by the moment at which it became known, and that moment has no local day.
        if (ledger.Value.IsOfLabels() && (a.Today || a.Function is "max_day_sum" or "hour_share" || IsFlow(a.Function)))
            return Fail(a.Span, $"{(a.Today ? "'today'" : a.Function)} cannot be asked of {a.Ledger.Name}: labels have a moment at which they became known, and no local day or way of money");
        if (a.Today && a.Function is not ("count" or "sum") && !IsFlow(a.Function)) return Fail(a.Span, "'today' stands with count and sum only");

        var arguments = a.Arguments.Select(x => a.Function == "share" ? Condition(x) : Expression(x)).ToList();
        if (arguments.Exists(x => x.Type.Kind == RuleKind.Error)) return Failed;
        if (arguments.Exists(IsOfModel) || where is not null && IsOfModel(where)) return Fail(a.Span, KnownLast);
        if (IsFlow(a.Function)) return Flow(a, ledger.Value, where, keys, arguments);
        BoundAggregate Make(AggregateKind kind, RuleType type, Bound? value = null, Bound? second = null, double parameter = 0, Bound? condition = null)
            => new(kind, ledger.Value, condition ?? where, keys, readAs, value, second, window, parameter, type);

        switch (a.Function)
        {
            case "count" when arguments is []: return Make(a.Today ? AggregateKind.DayCount : AggregateKind.Count, RuleType.Integer);
            case "sum" when arguments is [{ Type.Kind: RuleKind.Money or RuleKind.Integer } x]: return Make(a.Today ? AggregateKind.DaySum : AggregateKind.Sum, x.Type, x);
            case "min" when arguments is [{ Type: { IsOrdered: true, Kind: not RuleKind.Number } } x]: return Make(AggregateKind.Min, x.Type, x);
            case "max" when arguments is [{ Type: { IsOrdered: true, Kind: not RuleKind.Number } } x]: return Make(AggregateKind.Max, x.Type, x);
            case "distinct" when arguments is [{ Type.IsKey: true } x] && window > 0: return Make(AggregateKind.Distinct, RuleType.Integer, x);
            case "first" when arguments is []: return Make(AggregateKind.First, RuleType.Instant);
            case "last" when arguments is []: return Make(AggregateKind.Last, RuleType.Instant);
            case "latest" when arguments is [{ Type: { Kind: not RuleKind.Name } } x]: return Make(AggregateKind.LastValue, x.Type, x);
            case "earliest" when arguments is [{ Type: { Kind: not RuleKind.Name } } x]: return Make(AggregateKind.FirstValue, x.Type, x);
            case "median" when arguments is [{ Type.IsOrdered: true } x]: return Make(AggregateKind.Median, x.Type, x);
            case "robust_z" when arguments is [{ Type.Kind: RuleKind.Number } x, BoundConstant { Type.Kind: RuleKind.Number } floor]:
                return Make(AggregateKind.RobustZ, RuleType.Number, x, parameter: ColumnBatch.FromOrdered(floor.Value));
            case "quantile" when arguments is [{ Type.IsOrdered: true } x, BoundConstant { Type.Kind: RuleKind.Number } q]:
                return Make(AggregateKind.Quantile, x.Type, x, parameter: ColumnBatch.FromOrdered(q.Value));
            case "mode" when arguments is [{ Type.IsKey: true } x]: return Make(AggregateKind.Mode, x.Type, x);
            case "mode_share" when arguments is [{ Type.IsKey: true } x]: return Make(AggregateKind.ModeShare, RuleType.Number, x);
            case "max_day_sum" when arguments is [{ Type.Kind: RuleKind.Money or RuleKind.Integer } x] && window > 0: return Make(AggregateKind.MaxDaySum, x.Type, x);
            case "hour_share" when arguments is []: return Make(AggregateKind.HourShare, RuleType.Number);
            case "hourly_quantile" when arguments is [BoundConstant { Type.Kind: RuleKind.Number } q]:
                return Make(AggregateKind.HourlyQuantile, RuleType.Integer, parameter: ColumnBatch.FromOrdered(q.Value));
            case "similar" when arguments is [{ Type.Kind: RuleKind.Money } x, BoundConstant { Type.Kind: RuleKind.Number } band, { Type.IsKey: true } counted] && window > 0:
                return Make(AggregateKind.Similar, RuleType.Integer, x, counted, ColumnBatch.FromOrdered(band.Value));
            case "name_similarity" when arguments is [{ Type.Kind: RuleKind.Name } x]: return Make(AggregateKind.NameSimilarity, RuleType.Number, x);
            case "lookalike" when arguments is [{ Type.Kind: RuleKind.Name } x, { Type.Kind: RuleKind.Text } account, BoundConstant { Type.Kind: RuleKind.Integer } n]:
                return Make(AggregateKind.Lookalike, RuleType.Boolean, x, account, n.Value);
            case "share" when arguments is [{ Type.Kind: RuleKind.Boolean } condition]:
                var both = where is null ? condition : new BoundOperation(Operation.And, RuleType.Boolean, where, condition);
                return new BoundOperation(Operation.Divide, RuleType.Number,
                    AsNumber(Make(AggregateKind.Count, RuleType.Integer, condition: both)), AsNumber(Make(AggregateKind.Count, RuleType.Integer)));
        }
        if (Array.IndexOf(Aggregates, a.Function) < 0)
            return Fail(a.Span, $"there is no aggregate '{a.Function}'{SourceText.DidYouMean(a.Function, Aggregates)}");
        return Fail(a.Span, $"{a.Function} takes {Signature(a.Function)}, found ({string.Join(", ", arguments.Select(x => Article(x.Type)))}){(window == 0 && Signature(a.Function).Contains("over", StringComparison.Ordinal) ? " and no window" : "")}");
    }

    static readonly string LedgerNames = string.Join(", ", Ledgers.Names[..^1]) + " or " + Ledgers.Names[^1];

    static string Signature(string function) => function switch
    {
        "count" or "first" or "last" or "hour_share" => "no arguments",
        "sum" => "(money or whole number)",
        "min" or "max" => "(money, whole number, duration or instant)",
        "distinct" => "(key) over a window",
        "latest" or "earliest" => "(any value but a name)",
        "median" => "(ordered value)",
        "robust_z" => "(number, least deviation as a number), as in robust_z(ln(amount), 0.05)",
        "quantile" => "(ordered value, share), as in quantile(amount, 95%)",
        "mode" or "mode_share" => "(key)",
        "max_day_sum" => "(money or whole number) over a window",
        "hourly_quantile" => "(share), as in hourly_quantile(99%)",
        "similar" => "(money, share, key) over a window, as in similar(amount, 2%, creditor)",
        "name_similarity" => "(name)",
        "lookalike" => "(name, account key, least count)",
        "share" => "(condition)",
        "cycle" => "(money or whole number, least share kept, most hops), as in cycle(amount, 85%, 5)",
        "chain" => "(money or whole number, least share kept, time between hops[, agent key]), as in chain(amount, 80%, 2h, creditor_agent)",
        _ => "other arguments",
    };
}
