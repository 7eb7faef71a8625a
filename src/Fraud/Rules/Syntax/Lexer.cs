using System.Globalization;

namespace Fraud.Rules.Syntax;

enum TokenKind : byte { Name, Number, Percent, Duration, Date, Text, Symbol, End }

/// <summary>A word of the language. <see cref="Number"/> is the value of a number, of a percentage as a share, of a duration in ticks, of a date as a day number.</summary>
readonly record struct Token(TokenKind Kind, string Text, Span Span, decimal Number, bool IsWhole, bool StartsLine)
{
    public bool Is(string text) => Kind is TokenKind.Name or TokenKind.Symbol && Text == text;
}

/// <summary>Text to tokens. Comments run from <c>#</c> to the end of the line; line ends only matter for recovery after an error.</summary>
static class Lexer
{
    public static List<Token> Tokens(SourceText source)
    {
        var tokens = new List<Token>();
        string text = source.Text;
        bool startsLine = true;
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (c is '\n' or '\r') { startsLine = true; i++; continue; }
            if (char.IsWhiteSpace(c)) { i++; continue; }
            if (c == '#') { while (i < text.Length && text[i] is not ('\n' or '\r')) i++; continue; }
            int start = i;
            var token = char.IsAsciiDigit(c) ? Number(source, ref i)
                : char.IsAsciiLetter(c) || c == '_' ? Name(text, ref i)
                : c == '"' ? Quoted(source, ref i)
                : Symbol(source, ref i);
            if (token is { } t) tokens.Add(t with { Span = new Span(start, i - start), StartsLine = startsLine });
            startsLine = false;
        }
        tokens.Add(new Token(TokenKind.End, "end of file", new Span(text.Length, 0), 0, false, true));
        return tokens;
    }

    static Token? Name(string text, ref int i)
    {
        int start = i;
        while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_')) i++;
        return new Token(TokenKind.Name, text[start..i], default, 0, false, false);
    }

    static Token? Number(SourceText source, ref int i)
    {
        string text = source.Text;
        int start = i;
        if (IsDate(text, i))
        {
            i += DateLength;
            if (DateOnly.TryParseExact(text.AsSpan(start, DateLength), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return new Token(TokenKind.Date, text[start..i], default, date.DayNumber, true, false);
            source.Error(new Span(start, DateLength), "there is no such date");
            return new Token(TokenKind.Date, text[start..i], default, 0, true, false);
        }
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '_')) i++;
        bool whole = true;
        if (i + 1 < text.Length && text[i] == '.' && char.IsAsciiDigit(text[i + 1]))
        {
            whole = false;
            i++;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '_')) i++;
        }
        string digits = text[start..i].Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > 24 || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
        {
            source.Error(new Span(start, i - start), "this number is too long; at most 24 digits");
            value = 0;
        }
        if (i < text.Length && text[i] == '%')
        {
            i++;
            return new Token(TokenKind.Percent, text[start..i], default, value / 100, false, false);
        }
        int unitStart = i;
        while (i < text.Length && char.IsAsciiLetter(text[i])) i++;
        if (i == unitStart) return new Token(TokenKind.Number, text[start..i], default, value, whole, false);
        string unit = text[unitStart..i];
        if (TicksOf(unit) is long ticks) return new Token(TokenKind.Duration, text[start..i], default, Math.Min(value, LongestDuration) * ticks, whole, false);
        source.Error(new Span(unitStart, unit.Length), $"'{unit}' is no unit of time; expected s, min, h, d or w");
        return new Token(TokenKind.Duration, text[start..i], default, 0, whole, false);
    }

    // Of any unit; a duration that long is clamped to what fits a column.
    const decimal LongestDuration = 1_000_000_000_000_000;

    const int DateLength = 10;

    // Four digits, two and two, joined by hyphens: nobody subtracts so.
    static bool IsDate(string text, int at)
    {
        if (at + DateLength > text.Length || at + DateLength < text.Length && char.IsAsciiDigit(text[at + DateLength])) return false;
        for (int i = 0; i < DateLength; i++)
            if (i is 4 or 7 ? text[at + i] != '-' : !char.IsAsciiDigit(text[at + i])) return false;
        return true;
    }

    static long? TicksOf(string unit) => unit switch
    {
        "s" => TimeSpan.TicksPerSecond,
        "min" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        "d" => TimeSpan.TicksPerDay,
        "w" => 7 * TimeSpan.TicksPerDay,
        _ => null,
    };

    static Token? Quoted(SourceText source, ref int i)
    {
        int start = i++;
        string text = source.Text;
        while (i < text.Length && text[i] != '"' && text[i] != '\n') i++;
        string value = text[(start + 1)..i];
        if (i < text.Length && text[i] == '"') i++;
        else source.Error(new Span(start, i - start), "this text is not closed; expected '\"' before the end of the line");
        return new Token(TokenKind.Text, value, default, 0, false, false);
    }

    static Token? Symbol(SourceText source, ref int i)
    {
        string text = source.Text;
        string two = i + 1 < text.Length ? text.Substring(i, 2) : "";
        if (two is "<=" or ">=" or "!=") { i += 2; return new Token(TokenKind.Symbol, two, default, 0, false, false); }
        char c = text[i++];
        if (c is '(' or ')' or ',' or '=' or '<' or '>' or '+' or '-' or '*' or '/') return new Token(TokenKind.Symbol, c.ToString(), default, 0, false, false);
        source.Error(new Span(i - 1, 1), $"'{c}' has no meaning here");
        return null;
    }
}
