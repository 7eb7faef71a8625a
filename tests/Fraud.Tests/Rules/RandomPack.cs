using Fraud.Rules.Binding;
using Fraud.Rules.Syntax;

namespace Fraud.Tests.Rules;

/// <summary>
/// A random well-typed pack as a syntax tree: parameters, lets, rules with tiers, given and hard, composites, and every operator, function and aggregate over every field of the
/// vocabulary. Keys come from a small set so that aggregates share tables and profiles fill.
/// </summary>
sealed class RandomPack
{
    readonly Random _random;
    readonly Dictionary<RuleType, List<string>> _names = [];
    readonly List<(string Name, RuleType Type)> _keys = [];
    readonly List<string> _constants = [], _undeclared = [];
    readonly List<Item> _items = [];
    List<string> _rulesBelow = [];

    static readonly string[] FewKeys = ["debtor", "creditor", "sender", "creditor_agent", "class"];
    /// <summary>Texts that the random traffic holds, by the fields that hold them.</summary>
    static readonly (string Field, string[] Texts)[] Texts =
    [
        ("currency", ["EUR", "USD", "JPY"]), ("sender", ["PADMBDDH", "DEUTDEFF"]), ("creditor", ["9013-02-2762266", "R1-4517", "DEUTDEFF"]), ("debtor", ["+254700000001"]),
        ("creditor_name_key", ["acme ltd", "J SMITH"]), ("agent_country", ["PH", "DE"]), ("reference", ["T7"]),
    ];

    static readonly string[] Ledgers = ["attempts", "attempts", "accepted", "accepted", "rejected", "fraud", "labelled"];
    static readonly string[] NotOfLabels = ["hour_share", "max_day_sum"];
    static readonly string[] Orders = ["<", "<=", ">", ">=", "=", "!="];
    static readonly RuleType[] Ordered = [RuleType.Money, RuleType.Integer, RuleType.Number, RuleType.Duration, RuleType.Instant];
    static readonly RuleType[] Numeric = [RuleType.Money, RuleType.Integer, RuleType.Number, RuleType.Duration];
    static readonly RuleType[] Choices = [.. Vocabulary.All.Select(f => f.Type).Where(t => t.Kind == RuleKind.Choice).Distinct()];

    /// <summary>Names of all functions and aggregates written so far, by any pack: a test asks whether one was left out.</summary>
    public static readonly HashSet<string> Written = new(StringComparer.Ordinal);

    RandomPack(int seed) => _random = new Random(seed);

    public static PackSyntax Make(int seed, int size)
    {
        var pack = new RandomPack(seed);
        pack.Build(size);
        return new PackSyntax(new SourceText("random.rules", ""), pack._items);
    }

    int Next(int below) => _random.Next(below);
    bool Chance(int percent) => _random.Next(100) < percent;
    T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
    static NameExpression Name(string name) => new(name, default);

    void Build(int size)
    {
        // What waits for a message to come is held to a plain list of its own; what a model says is no part of most expressions.
        foreach (var field in Vocabulary.All.Where(f => !Vocabulary.IsWatched(f) && !Vocabulary.IsOfModel(f)))
        {
            Of(field.Type).Add(field.Name);
            if (field.Type.IsKey) _keys.Add((field.Name, field.Type));
        }
        _items.Add(new PackItem("random", "1", default));
        _items.Add(new FamilyItem(Name("F"), 60, default));
        _items.Add(new FamilyItem(Name("G"), 30, default));
        _items.Add(new FamilyItem(Name("H"), 0, default));
        if (Chance(50)) _items.Add(new OutcomeItem(Name("review"), Next(30), default));
        if (Chance(50)) _items.Add(new OutcomeItem(Name("reject"), 80 + Next(30), default));
        for (int i = Next(4); i > 0; i--) Parameter(i);
        for (int i = Next(6); i > 0; i--) Let($"l{i}", size);
        if (Chance(30)) _items.Add(new FeaturesItem([.. Enumerable.Range(1, 1 + Next(3)).Select(i => Feature($"f{i}", size))], default));
        int rules = 1 + Next(2 + 2 * size);
        // A composite may stand above the rules it refers to; what it refers to comes below it in rank.
        int[] rank = [.. Enumerable.Range(0, rules)];
        _random.Shuffle(rank);
        for (int i = 0; i < rules; i++)
        {
            _rulesBelow = [.. Enumerable.Range(0, rules).Where(r => rank[r] < rank[i]).Select(r => $"R{r}")];
            _items.Add(Rule(i, size));
            _rulesBelow = [];
            if (Chance(15)) Let($"m{i}", size);
        }
        foreach (string name in _constants.Where(c => c[0] == 'p').ToList())
            if (Chance(20)) _items.Add(new SetItem(Name(name), Literal(_names.First(n => n.Value.Contains(name)).Key), default));
        if (Chance(25)) _items.Add(new ModeItem(Name(Chance(30) ? "F" : $"R{Next(rules)}"), Name(Pick(Modes)), default));
        for (int i = Next(3); i > 0; i--)
        {
            string kind = Pick((string[])["suppress", "snooze", "force"]);
            string target = kind == "force" ? Pick((string[])["pass", "review", "hold", "reject"]) : Chance(20) ? "G" : $"R{Next(rules)}";
            var period = Days();
            _items.Add(new OverrideItem(Name(kind), Name(target), Value(RuleType.Boolean, size / 2), period with { Until = Math.Min(period.Until, DateOnly.MaxValue.DayNumber) }, "A. Author", "known and agreed", default));
        }
        if (Chance(20)) _items.Add(new OffItem(Name(Chance(20) ? "G" : $"R{Next(rules)}"), default));
    }

    List<string> Of(RuleType type) => _names.TryGetValue(type, out var names) ? names : _names[type] = [];

    void Parameter(int i)
    {
        var type = Pick((RuleType[])[RuleType.Money, RuleType.Integer, RuleType.Number, RuleType.Duration, RuleType.Boolean]);
        string name = $"p{i}";
        bool unset = Chance(15);
        _items.Add(new ParameterItem(Name(name), unset ? new NoneLiteral(default) : Literal(type), default));
        // What nobody declared has no type of its own: it stands in comparisons only.
        if (unset) { _undeclared.Add(name); return; }
        _constants.Add(name);
        Of(type).Add(name);
    }

    FeatureDefinition Feature(string name, int size)
    {
        var item = Let(name, size, add: false, feature: true);
        return new FeatureDefinition(item.Name, item.Value, Chance(30) ? $"{{{name}}} of {{amount}}.{{near_round? Round.}}" : "", default);
    }

    LetItem Let(string name, int size, bool add = true, bool feature = false)
    {
        var type = Chance(70) ? Pick(feature ? Numeric : Ordered) : Chance(60) ? RuleType.Boolean : Chance(50) && !feature ? RuleType.Text : Pick(Choices);
        var value = Value(type, size);
        var item = new LetItem(Name(name), value, default);
        if (add) _items.Add(item);
        Of(type).Add(name);
        if (IsConstant(value)) _constants.Add(name);
        else if (type.IsKey) _keys.Add((name, type));
        return item;
    }

    /// <summary>What the binder folds to a constant, which is no key.</summary>
    bool IsConstant(Expression value) => value switch
    {
        NumberLiteral or PercentLiteral or MoneyLiteral or DurationLiteral or DateLiteral => true,
        NameExpression n => n.Name is "true" or "false" || _constants.Contains(n.Name),
        UnaryExpression { Operator: "-" } u => IsConstant(u.Operand),
        _ => false,
    };

    RuleItem Rule(int i, int size)
    {
        var tiers = new List<PointsTier>();
        for (int t = Next(4); t > 0; t--) tiers.Add(new PointsTier(Next(50), tiers.Count == 0 && Chance(70) ? null : Value(RuleType.Boolean, size / 2, free: true), default));
        var hard = tiers.Count == 0 || Chance(10) ? new HardClause(Name(Pick((string[])["review", "hold", "reject"])), Chance(40) ? Value(RuleType.Boolean, size / 2, free: true) : null) : null;
        var given = Chance(30) ? Value(RuleType.Boolean, size / 2, free: true) : null;
        return new RuleItem(Name($"R{i}"), $"RULE_{i}", Name(Pick((string[])["F", "G", "H"])), tiers, hard, given, given is null ? "" : "cold start",
            Value(RuleType.Boolean, size, free: true), Chance(30) ? $"rule {i}: {{amount}} to {{creditor}}.{{near_round? Round.}}" : $"rule {i}", default, default)
        {
            Mode = Chance(25) ? Name(Pick(Modes)) : null,
            Period = Chance(20) ? Days() : Period.Always,
            Flood = Chance(20) ? new FloodClause(1 + Next(4), [.. Keys().Select(Name)], Window(), default) : null,
            Tests = [.. Enumerable.Range(0, Chance(20) ? 1 + Next(2) : 0).Select(_ => Test())],
        };
    }

    static readonly string[] Modes = ["shadow", "alert", "block"];

    /// <summary>Days on which the random traffic runs, or once ran.</summary>
    Period Days()
    {
        int start = new DateOnly(2024, 1, 2).DayNumber + Next(400) - 100, end = start + Next(300);
        return Next(3) switch { 0 => new Period(start, int.MaxValue), 1 => new Period(int.MinValue, end), _ => new Period(start, end) };
    }

    RuleTest Test()
    {
        string expected = Pick((string[])["fires", "silent", "unknown"]);
        var fields = Vocabulary.All.Where(f => f.Type.IsQuantity || f.Type.Kind == RuleKind.Choice).ToArray();
        return new RuleTest("what it shows", Name(expected), expected == "fires" && Chance(50) ? Next(50) : null,
            [.. Enumerable.Range(0, Next(4)).Select(_ => Pick(fields)).Distinct().Select(f => new TestValue(Name(f.Name), Chance(20) ? null : f.Type.Kind == RuleKind.Choice ? Word(f.Type) : Literal(f.Type)))], default);
    }

    TextLiteral Word(RuleType choice) => new(Pick(choice.Choices!.Members), default);

    /// <summary>A value of the type; <paramref name="free"/> where a rule may be referred to.</summary>
    Expression Value(RuleType type, int size, bool free = false)
    {
        if (size <= 0 || Chance(15)) return free && _rulesBelow.Count > 0 && Chance(30) ? Name(Pick(_rulesBelow)) : Simple(type);
        int less = size - 1;
        if (type.Kind == RuleKind.Boolean) return Condition(less, free);
        if (type.Kind == RuleKind.Name) return Name(Pick(Of(type)));
        if (Chance(12)) return Call("coalesce", Value(type, less), Value(type, less));
        if (Chance(40)) return Aggregated(type, less);
        if (type.Kind == RuleKind.Instant) return Chance(40) ? Call(Pick((string[])["min", "max"]), Value(type, less), Value(type, less)) : Aggregated(type, less);
        if (!type.IsQuantity) return Simple(type);
        switch (Next(7))
        {
            case 0: return Binary(Pick((string[])["+", "-"]), Value(type, less), Value(type, less));
            case 1: return Call(Pick((string[])["min", "max"]), Value(type, less), Value(type, less));
            case 2: return Call("abs", Value(type, less));
            case 3: return new UnaryExpression("-", Value(type, less), default);
            case 4 when type == RuleType.Integer: return Binary("*", Value(type, less), Value(type, less));
            case 4: return Chance(50) ? Binary("*", Value(type, less), Value(RuleType.Number, less)) : Binary("*", Value(Pick((RuleType[])[RuleType.Number, RuleType.Integer]), less), Value(type, less));
            case 5 when type == RuleType.Number: return Call("ln", Value(Pick((RuleType[])[RuleType.Money, RuleType.Integer, RuleType.Number, RuleType.Duration]), less));
            case 5 when type == RuleType.Duration: return Call("age", Value(RuleType.Instant, less));
            case 6 when type == RuleType.Number:
                var of = Pick((RuleType[])[RuleType.Money, RuleType.Integer, RuleType.Number, RuleType.Duration]);
                return Binary("/", Value(of, less), Value(of, less));
            case 6 when type == RuleType.Number: return Binary(Pick((string[])["+", "*", "/"]), Value(RuleType.Number, less), Value(RuleType.Integer, less));
            default: return Aggregated(type, less);
        }
    }

    Expression Condition(int size, bool free)
    {
        var type = Chance(75) ? Pick(Ordered) : Chance(50) ? RuleType.Text : Pick(Choices);
        switch (Next(12))
        {
            case 11:
                var (field, texts) = Pick(Texts);
                return Binary(Pick((string[])["=", "!="]), Name(field), new TextLiteral(Pick(texts), default));
            case 0 or 1: return Binary("and", Value(RuleType.Boolean, size, free), Value(RuleType.Boolean, size, free));
            case 2: return Binary("or", Value(RuleType.Boolean, size, free), Value(RuleType.Boolean, size, free));
            case 3: return new UnaryExpression("not", Value(RuleType.Boolean, size, free), default);
            case 4: return Call("has", Value(Chance(10) ? RuleType.Name : Chance(20) ? RuleType.Boolean : type, size));
            case 5:
                var keys = Keys().Select(k => (Expression)Name(k)).ToList();
                if (Chance(50)) keys.Add(Literal(RuleType.Duration));
                return Call("known", [.. keys]);
            case 6 when Chance(30):
                return Chance(70) ? Call(Pick((string[])["contains", "starts_with", "ends_with", "like"]), Name(Pick(TextQuestion.Parts)), new TextLiteral(Pick((string[])["T", "acme  ltd", "*7", "T#", "?*"]), default))
                    : Call("listed", Name(Pick(Fraud.Rules.Facts.ListFacts.Askable).Name), new TextLiteral("vip", default));
            case 6: return Aggregated(RuleType.Boolean, size);
            case 7 when _undeclared.Count > 0: return Binary(Pick(Orders), Value(Pick((RuleType[])[RuleType.Money, RuleType.Integer]), size), Name(Pick(_undeclared)));
            case 8 when free && _rulesBelow.Count > 0: return Name(Pick(_rulesBelow));
            default:
                if (type.Kind == RuleKind.Choice && Chance(70)) return Binary(Pick((string[])["=", "!="]), Value(type, size), new TextLiteral(Pick(type.Choices!.Members), default));
                return Binary(type.IsOrdered ? Pick(Orders) : Pick((string[])["=", "!="]), Value(type, size), type.IsQuantity && Chance(50) ? Literal(type) : Value(type, size));
        }
    }

    Expression Simple(RuleType type)
    {
        if (type.Kind == RuleKind.Instant && Of(type).Count == 0) return Aggregated(type, 0);
        if (type.IsQuantity && Chance(35)) return Literal(type);
        if (type == RuleType.Boolean && Chance(8)) return Literal(type);
        var names = Of(type);
        return names.Count == 0 ? Literal(type) : Name(Pick(names));
    }

    Expression Literal(RuleType type) => type.Kind switch
    {
        RuleKind.Money => new MoneyLiteral(Pick((decimal[])[0, 0.01m, 2, 99.99m, 1_000, 9_500, 10_000, 250_000.50m, 1_000_000, 900_000_000_000_000m]), "USD", default),
        RuleKind.Integer when Chance(10) => new DateLiteral(new DateOnly(2024, 1, 1).DayNumber + Next(200), default),
        RuleKind.Integer => new NumberLiteral(Pick((decimal[])[0, 1, 2, 3, 7, 41, 20_000, 1_000_000_000_000]), true, default),
        RuleKind.Number => Chance(50) ? new NumberLiteral(Pick((decimal[])[0, 0.5m, 1.5m, 3, 0.0001m, 123456.789m, 1_000_000_000_000_000_000m]), false, default) : new PercentLiteral(Pick((decimal[])[0, 0.005m, 0.02m, 0.5m, 1, 2.5m]), default),
        RuleKind.Duration => new DurationLiteral(Pick((long[])[0, 1, TimeSpan.TicksPerSecond, 90 * TimeSpan.TicksPerSecond, 45 * TimeSpan.TicksPerMinute, 6 * TimeSpan.TicksPerHour, TimeSpan.TicksPerDay, 30 * TimeSpan.TicksPerDay, long.MaxValue / 2]), default),
        RuleKind.Boolean => Name(Chance(50) ? "true" : "false"),
        _ => throw new InvalidOperationException(type.ToString()),
    };

    static BinaryExpression Binary(string op, Expression left, Expression right) => new(op, left, right, default);

    static CallExpression Call(string function, params IReadOnlyList<Expression> arguments)
    {
        Written.Add(function);
        return new(function, arguments, default);
    }

    List<string> Keys()
    {
        var keys = new List<string> { Chance(85) ? Pick(FewKeys) : Pick(_keys).Name };
        while (Chance(30) && keys.Count < 4) keys.Add(Chance(80) ? Pick(FewKeys) : Pick(_keys).Name);
        return [.. keys.Distinct()];
    }

    NameExpression Key() => Name(Chance(60) ? Pick(FewKeys) : Pick(_keys).Name);

    /// <summary>An aggregate that answers a value of the type.</summary>
    AggregateExpression Aggregated(RuleType type, int size)
    {
        var any = Pick(Ordered);
        Expression Share() => Chance(50) ? new PercentLiteral(Pick((decimal[])[0.05m, 0.5m, 0.95m, 1]), default) : new NumberLiteral(Pick((decimal[])[0.25m, 0.75m]), false, default);
        AggregateExpression Latest() => Over(Pick((string[])["latest", "earliest", type.IsKey ? "mode" : "latest"]), size, Value(type, Math.Min(size, 1)));
        switch (type.Kind)
        {
            case RuleKind.Money or RuleKind.Integer when Chance(40):
                return Next(5) switch
                {
                    0 => Today(Over("sum", size, Value(type, size - 1))),
                    1 => Windowed(Over("max_day_sum", size, Value(type, size - 1))),
                    _ => Over("sum", size, Value(type, size - 1)),
                };
            case RuleKind.Integer when Chance(75):
                return Next(6) switch
                {
                    0 => Today(Over("count", size)),
                    1 => Windowed(Over("distinct", size, Key())),
                    2 => Windowed(Over("similar", size, Value(RuleType.Money, Math.Min(size, 1)), Share(), Key())),
                    3 => Over("hourly_quantile", size, Share()),
                    _ => Over("count", size),
                };
            case RuleKind.Number when Chance(75):
                return Next(6) switch
                {
                    0 => Over("hour_share", size),
                    3 => Over("mode_share", size, Key()),
                    1 => Over("name_similarity", size, Value(RuleType.Name, 0)),
                    2 => Over("share", size, Value(RuleType.Boolean, size - 1)),
                    _ => Over("robust_z", size, Chance(60) ? Call("ln", Name("amount")) : Value(RuleType.Number, size - 1), new NumberLiteral(Pick((decimal[])[0, 0.05m, 0.5m]), false, default)),
                };
            case RuleKind.Instant: return Chance(80) || size <= 0 ? Over(Pick((string[])["first", "last"]), size) : Over(Pick((string[])["min", "max"]), size, Value(type, size - 1));
            case RuleKind.Boolean when Chance(60): return Over("lookalike", size, Value(RuleType.Name, 0), Name(Pick((string[])["creditor", "debtor", "creditor_agent"])), new NumberLiteral(1 + Next(3), true, default));
            case RuleKind.Boolean or RuleKind.Text or RuleKind.Choice: return Latest();
        }
        return Next(5) switch
        {
            0 => Latest(),
            1 => Over("median", size, Value(type, size - 1)),
            2 => Over("quantile", size, Value(type, size - 1), Share()),
            _ when type != RuleType.Number => Over(Pick((string[])["min", "max"]), size, Value(type, size - 1)),
            _ => Latest(),
        };
    }

    AggregateExpression Over(string function, int size, params IReadOnlyList<Expression> arguments)
    {
        Written.Add(function);
        var keys = Keys();
        IReadOnlyList<NameExpression> readAs = Chance(10) ? [.. keys.Select(k => k == "creditor" ? Name("debtor") : k == "debtor" ? Name("creditor") : Name(k))] : [];
        var window = Chance(60) && function is not ("hour_share" or "hourly_quantile" or "name_similarity" or "lookalike") ? Window() : null;
        return new AggregateExpression(function, arguments, Name(NotOfLabels.Contains(function) ? Pick(Ledgers[..5]) : Pick(Ledgers)), Chance(35) ? Value(RuleType.Boolean, Math.Min(size - 1, 1)) : null, [.. keys.Select(Name)], readAs, window, false, default);
    }

    // Labels have no local day.
    static AggregateExpression Today(AggregateExpression a) => a with { Window = null, Today = true, Ledger = a.Ledger.Name is "fraud" or "labelled" ? Name("accepted") : a.Ledger };

    AggregateExpression Windowed(AggregateExpression a) => a with { Window = a.Window ?? Window() };

    DurationLiteral Window() => new(Pick((long[])[TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute, TimeSpan.TicksPerHour, 6 * TimeSpan.TicksPerHour, TimeSpan.TicksPerDay, 7 * TimeSpan.TicksPerDay, 90 * TimeSpan.TicksPerDay, 400 * TimeSpan.TicksPerDay]), default);
}
