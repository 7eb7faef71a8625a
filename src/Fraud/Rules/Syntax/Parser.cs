namespace Fraud.Rules.Syntax;

/// <summary>
/// Tokens to items and expressions by recursive descent. After an error it goes on at the next item that starts a line, so that one reading finds the errors of the whole file.
/// The grammar is in Rules/README.md.
/// </summary>
sealed partial class Parser
{
    // Deep enough for any rule a person writes, far from the end of the stack.
    const int MaxDepth = 64;

    // A chain makes a tree as deep as it is long, and what follows walks trees by recursion.
    const int MaxOperators = 1_000;

    static readonly string[] ItemWords = ["pack", "use", "off", "param", "set", "let", "features", "family", "mode", "outcome", "rule", "override"];

    readonly SourceText _source;
    readonly List<Token> _tokens;
    int _at;
    int _depth, _operators;

    Parser(SourceText source)
    {
        _source = source;
        _tokens = Lexer.Tokens(source);
    }

    sealed class Recover : Exception;

    public static PackSyntax Parse(SourceText source)
    {
        var parser = new Parser(source);
        var items = new List<Item>();
        while (parser.Current.Kind != TokenKind.End)
        {
            (parser._depth, parser._operators) = (0, 0);
            try { items.Add(parser.Item()); }
            catch (Recover) { parser.SkipToNextItem(); }
        }
        return new PackSyntax(source, items);
    }

    /// <summary>The same files and parts of files, with nothing found in them yet.</summary>
    public static List<PackSyntax> Again(IEnumerable<PackSyntax> packs)
    {
        var files = new Dictionary<SourceText, PackSyntax>();
        var again = new List<PackSyntax>();
        foreach (var pack in packs)
        {
            again.Add(Read(pack.Source).Part(pack.Range) with { Owner = Read(pack.Owner).Source, IsStandard = pack.IsStandard });
        }
        return again;

        PackSyntax Read(SourceText source) => files.TryGetValue(source, out var file) ? file : files[source] = Parse(new SourceText(source.Name, source.Text));
    }

    Token Current => _tokens[_at];
    Token Previous => _tokens[_at - 1];

    Token Take()
    {
        var token = Current;
        if (token.Kind != TokenKind.End) _at++;
        return token;
    }

    bool TryTake(string word)
    {
        if (!Current.Is(word)) return false;
        _at++;
        return true;
    }

    Recover Expected(string what)
    {
        string found = Current.Kind == TokenKind.Text ? $"\"{Current.Text}\"" : Current.Kind == TokenKind.End ? Current.Text : $"'{Current.Text}'";
        _source.Error(Current.Span, $"expected {what}, found {found}");
        return new Recover();
    }

    void Demand(string word)
    {
        if (!TryTake(word)) throw Expected($"'{word}'");
    }

    NameExpression Name(string what)
    {
        if (Current.Kind != TokenKind.Name) throw Expected(what);
        var token = Take();
        return new NameExpression(token.Text, token.Span);
    }

    string Text(string what) => Current.Kind == TokenKind.Text ? Take().Text : throw Expected(what);

    int Whole(string what)
    {
        if (Current.Kind != TokenKind.Number || !Current.IsWhole || Current.Number > 1_000) throw Expected(what);
        return (int)Take().Number;
    }

    void SkipToNextItem()
    {
        while (Current.Kind != TokenKind.End && !(Current.StartsLine && Array.IndexOf(ItemWords, Current.Text) >= 0)) _at++;
    }

    Item Item()
    {
        var start = Current.Span;
        if (TryTake("pack"))
        {
            string name = Text("the pack's name in quotes");
            Demand("version");
            string version = Text("the pack's version in quotes");
            return new PackItem(name, version, Span.Between(start, Previous.Span));
        }
        if (TryTake("use")) return new UseItem(Text("the standard pack's name in quotes"), Span.Between(start, Previous.Span));
        if (TryTake("off")) return new OffItem(Name("a rule or family to switch off"), Span.Between(start, Previous.Span));
        if (TryTake("param"))
        {
            var name = Name("the parameter's name");
            Demand("=");
            var value = Expression();
            return new ParameterItem(name, value, Span.Between(start, Previous.Span));
        }
        if (TryTake("set"))
        {
            var name = Name("the parameter's name");
            Demand("=");
            var value = Expression();
            return new SetItem(name, value, Span.Between(start, Previous.Span));
        }
        if (TryTake("mode"))
        {
            var name = Name("the rule or family");
            return new ModeItem(name, Name(Modes), Span.Between(start, Previous.Span));
        }
        if (TryTake("override")) return Override(start);
        if (TryTake("let"))
        {
            var name = Name("a name");
            Demand("=");
            var value = Expression();
            return new LetItem(name, value, Span.Between(start, Previous.Span));
        }
        if (TryTake("features")) return Features(start);
        if (TryTake("family"))
        {
            var name = Name("the family's name");
            Demand("cap");
            int cap = Whole("the most points the family may give, 0 to 1000");
            return new FamilyItem(name, cap, Span.Between(start, Previous.Span));
        }
        if (TryTake("outcome"))
        {
            var outcome = Name("review, hold or reject");
            Demand("at");
            int points = Whole("points, 0 to 1000");
            return new OutcomeItem(outcome, points, Span.Between(start, Previous.Span));
        }
        if (Current.Is("rule")) return Rule();
        var found = Current;
        var error = Expected("pack, use, off, param, set, let, features, family, mode, outcome, rule or override");
        // The offending word may itself look like an item on its line; step over it so that recovery makes progress.
        if (_at < _tokens.Count && Current == found) Take();
        throw error;
    }

    FeaturesItem Features(Span start)
    {
        var features = new List<FeatureDefinition>();
        do
        {
            (_depth, _operators) = (0, 0);
            var name = Name("the feature's name");
            Demand("=");
            var value = Expression();
            var (because, span) = ("", Current.Span);
            // A feature may have the name of the word.
            if (Current.Is("because") && !_tokens[_at + 1].Is("="))
            {
                Take();
                (span, because) = (Current.Span, Text("the reason text in quotes"));
            }
            features.Add(new FeatureDefinition(name, value, because, span));
        }
        while (Current.Kind == TokenKind.Name && _tokens[_at + 1].Is("="));
        return new FeaturesItem(features, Span.Between(start, Previous.Span));
    }

    Expression Expression()
    {
        if (++_depth > MaxDepth)
        {
            _source.Error(Current.Span, $"nested more than {MaxDepth} deep; name parts of it with let");
            throw new Recover();
        }
        var left = And();
        while (Current.Is("or")) { Take(); var right = And(); left = Binary("or", left, right); }
        _depth--;
        return left;
    }

    BinaryExpression Binary(string op, Expression left, Expression right)
    {
        if (++_operators > MaxOperators)
        {
            _source.Error(right.Span, $"more than {MaxOperators} operators in one item; name parts of it with let");
            throw new Recover();
        }
        return new(op, left, right, Span.Between(left.Span, right.Span));
    }

    Expression And()
    {
        var left = Not();
        while (Current.Is("and")) { Take(); var right = Not(); left = Binary("and", left, right); }
        return left;
    }

    Expression Not()
    {
        if (!Current.Is("not")) return Comparison();
        var start = Take().Span;
        if (++_depth > MaxDepth) { _source.Error(start, $"nested more than {MaxDepth} deep"); throw new Recover(); }
        var operand = Not();
        _depth--;
        return new UnaryExpression("not", operand, Span.Between(start, operand.Span));
    }

    Expression Comparison()
    {
        var left = Sum();
        if (Current.Kind == TokenKind.Symbol && Current.Text is "=" or "!=" or "<" or "<=" or ">" or ">=")
        {
            string op = Take().Text;
            var right = Sum();
            if (Current.Kind == TokenKind.Symbol && Current.Text is "=" or "!=" or "<" or "<=" or ">" or ">=")
                throw Expected("'and' between two comparisons");
            return Binary(op, left, right);
        }
        return left;
    }

    Expression Sum()
    {
        var left = Product();
        while (Current.Is("+") || Current.Is("-")) { string op = Take().Text; left = Binary(op, left, Product()); }
        return left;
    }

    Expression Product()
    {
        var left = Factor();
        while (Current.Is("*") || Current.Is("/")) { string op = Take().Text; left = Binary(op, left, Factor()); }
        return left;
    }

    Expression Factor()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Take();
                if (Current.Kind == TokenKind.Name && Current.Text.Length == 3 && Current.Text.All(char.IsAsciiLetterUpper) && !Current.StartsLine)
                {
                    var currency = Take();
                    return new MoneyLiteral(token.Number, currency.Text, Span.Between(token.Span, currency.Span));
                }
                return new NumberLiteral(token.Number, token.IsWhole, token.Span);
            case TokenKind.Percent: Take(); return new PercentLiteral(token.Number, token.Span);
            case TokenKind.Duration: Take(); return Duration(token);
            case TokenKind.Date: Take(); return new DateLiteral((int)token.Number, token.Span);
            case TokenKind.Text: Take(); return new TextLiteral(token.Text, token.Span);
        }
        if (token.Is("-"))
        {
            Take();
            if (++_depth > MaxDepth) { _source.Error(token.Span, $"nested more than {MaxDepth} deep"); throw new Recover(); }
            var operand = Factor();
            _depth--;
            return new UnaryExpression("-", operand, Span.Between(token.Span, operand.Span));
        }
        if (token.Is("("))
        {
            Take();
            var inner = Expression();
            Demand(")");
            return inner;
        }
        if (token.Is("none")) { Take(); return new NoneLiteral(token.Span); }
        if (token.Kind != TokenKind.Name) throw Expected("a value");
        Take();
        return Current.Is("(") ? Call(token) : new NameExpression(token.Text, token.Span);
    }

    static DurationLiteral Duration(Token token) => new((long)Math.Min(token.Number, long.MaxValue / 2), token.Span);

    Expression Call(Token function)
    {
        Take();
        var arguments = new List<Expression>();
        if (!Current.Is(")"))
        {
            do arguments.Add(Expression());
            while (TryTake(","));
        }
        Demand(")");
        if (!TryTake("of")) return new CallExpression(function.Text, arguments, Span.Between(function.Span, Previous.Span));

        var ledger = Name("attempts, accepted or rejected");
        Expression? where = TryTake("where") ? Expression() : null;
        Demand("by");
        var keys = Keys();
        IReadOnlyList<NameExpression> readAs = TryTake("as") ? Keys() : [];
        DurationLiteral? window = null;
        bool today = TryTake("today");
        if (!today && TryTake("over"))
        {
            if (Current.Kind != TokenKind.Duration) throw Expected("a duration such as 24h or 90d");
            window = Duration(Take());
        }
        return new AggregateExpression(function.Text, arguments, ledger, where, keys, readAs, window, today, Span.Between(function.Span, Previous.Span));
    }

    List<NameExpression> Keys()
    {
        var keys = new List<NameExpression>();
        keys.Add(Name("a key such as debtor, creditor or sender"));
        // A comma before anything but a name ends the keys: it belongs to the call around them, as in coalesce(count() of accepted by sender, 0).
        while (Current.Is(",") && _tokens[_at + 1].Kind == TokenKind.Name && !_tokens[_at + 2].Is("("))
        {
            Take();
            keys.Add(Name("a key"));
        }
        return keys;
    }
}
