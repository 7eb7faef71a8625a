using System.Globalization;

namespace Fraud.Reference;

/// <summary>
/// Reads a table that people edit: one entry a line, words between blanks, <c>#</c> starts a comment. A mistake is an exception that names file,
/// line and what was expected, because a table half read would be a decision half right.
/// </summary>
sealed class TableText(string file, string text)
{
    int _position;
    string[] _words = [];

    public string File => file;
    public int Line { get; private set; }

    /// <summary>The words of the current line, comment removed; never empty.</summary>
    public ReadOnlySpan<string> Words => _words;

    /// <summary>The current line as written, comment removed.</summary>
    public string Content { get; private set; } = "";

    /// <summary>The comment of the current line, without its mark.</summary>
    public string Comment { get; private set; } = "";

    /// <summary>Moves to the next line that holds more than a comment.</summary>
    public bool Next()
    {
        while (_position < text.Length)
        {
            int end = text.IndexOf('\n', _position);
            if (end < 0) end = text.Length;
            string line = text[_position..end];
            _position = end + 1;
            Line++;
            int hash = line.IndexOf('#', StringComparison.Ordinal);
            Comment = hash >= 0 ? line[(hash + 1)..].Trim() : "";
            Content = (hash >= 0 ? line[..hash] : line).Trim();
            if (Content.Length == 0) continue;
            _words = Content.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            return true;
        }
        return false;
    }

    public FormatException Expected(string what) => new($"{file}({Line}): expected {what}.");

    /// <summary>The words from one on, joined by a blank.</summary>
    public string Rest(int from) => string.Join(' ', _words, from, _words.Length - from);

    /// <summary>The word at a place.</summary>
    public string Word(int index, string what) => index < _words.Length ? _words[index] : throw Expected(what);

    /// <summary>A date as DateOnly.DayNumber.</summary>
    public int Day(int index) => TryDay(Word(index, "a date such as 2016-02-04"), out int day) ? day : throw Expected("a date such as 2016-02-04");

    public static bool TryDay(ReadOnlySpan<char> word, out int day)
    {
        bool ok = DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = date.DayNumber;
        return ok;
    }

    /// <summary>A time of day, <c>hh:mm</c> with an optional sign, in minutes; up to 24:00.</summary>
    public int Minutes(ReadOnlySpan<char> word)
    {
        bool negative = word.StartsWith("-");
        var digits = negative || word.StartsWith("+") ? word[1..] : word;
        if (digits.Length != 5 || digits[2] != ':' || !Number(digits[..2], out int hours) || !Number(digits[3..], out int minutes)
            || hours > 24 || minutes > 59) throw Expected("a time such as 09:30");
        return (hours * 60 + minutes) * (negative ? -1 : 1);
    }

    public int Year(ReadOnlySpan<char> word) => word.Length == 4 && Number(word, out int year) && year is >= 1900 and <= 2100
        ? year : throw Expected("a year such as 2016");

    public DayOfWeek Weekday(ReadOnlySpan<char> word)
    {
        int index = Index(word, ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]);
        return index >= 0 ? (DayOfWeek)index : throw Expected("a day such as Fri");
    }

    public int Month(ReadOnlySpan<char> word)
    {
        int index = Index(word, ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]);
        return index >= 0 ? index + 1 : throw Expected("a month such as Feb");
    }

    public static bool Number(ReadOnlySpan<char> digits, out int value) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    static int Index(ReadOnlySpan<char> word, ReadOnlySpan<string> names)
    {
        for (int i = 0; i < names.Length; i++) if (word.SequenceEqual(names[i])) return i;
        return -1;
    }
}
