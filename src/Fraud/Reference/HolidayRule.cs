namespace Fraud.Reference;

/// <summary>What happens to a holiday that falls on a day of rest.</summary>
enum Observance : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Sunday moves to Monday; Saturday stays (Federal Reserve).</summary>
    SundayMonday,
    /// <summary>Sunday moves to the next day that is not a holiday itself (Japan, Singapore, Hong Kong).</summary>
    SundayNext,
    /// <summary>Any day of the weekend moves to the next working day (United Kingdom, Australia, Thailand).</summary>
    Next,
    /// <summary>Saturday moves to Friday, Sunday to Monday.</summary>
    Nearest,
}

/// <summary>A holiday that recurs: a date, an offset from Easter, or a weekday of a month. Lunar feasts are never computed: they are dated entries.</summary>
readonly record struct HolidayRule(char Form, int Month, int DayOrNth, DayOfWeek Weekday, Observance Observance, int FromYear, int ToYear)
{
    const int Last = -1;

    /// <summary>The date in a year, as DateOnly.DayNumber.</summary>
    public int DayIn(int year) => Form switch
    {
        'd' => new DateOnly(year, Month, DayOrNth).DayNumber,
        'e' => Easter(year) + DayOrNth,
        'o' => OrthodoxEaster(year) + DayOrNth,
        'n' => NthWeekday(year, Month, DayOrNth, Weekday),
        '>' => OnOrAfter(new DateOnly(year, Month, DayOrNth).DayNumber, Weekday),
        _ => OnOrAfter(new DateOnly(year, Month, DayOrNth).DayNumber - 6, Weekday), // '<': on or before
    };

    /// <summary>Reads <c>02-04</c>, <c>easter-2</c>, <c>orthodox+1</c>, <c>3-Mon-Jan</c>, <c>last-Mon-May</c>, <c>Mon&gt;=05-18</c> or <c>Mon&lt;=05-24</c>.</summary>
    public static HolidayRule Read(TableText table, string when)
    {
        var none = default(HolidayRule);
        foreach (string feast in (ReadOnlySpan<string>)["easter", "orthodox"])
        {
            if (!when.StartsWith(feast, StringComparison.Ordinal)) continue;
            var offset = when.AsSpan(feast.Length);
            if (offset.IsEmpty) return none with { Form = feast[0] };
            if (!TableText.Number(offset[1..], out int days) || offset[0] is not ('+' or '-')) throw table.Expected("an offset such as easter-2");
            return none with { Form = feast[0], DayOrNth = offset[0] == '-' ? -days : days };
        }
        if (when.Length == 10 && when[4] == '=' && when[3] is '<' or '>')
        {
            var (month, day) = MonthDay(table, when.AsSpan(5));
            return none with { Form = when[3], Month = month, DayOrNth = day, Weekday = table.Weekday(when.AsSpan(0, 3)) };
        }
        var parts = when.Split('-');
        if (parts.Length == 3)
            return none with { Form = 'n', DayOrNth = ReadNth(table, parts[0]), Weekday = table.Weekday(parts[1]), Month = table.Month(parts[2]) };
        var (fixedMonth, fixedDay) = MonthDay(table, when);
        return none with { Form = 'd', Month = fixedMonth, DayOrNth = fixedDay };
    }

    static (int Month, int Day) MonthDay(TableText table, ReadOnlySpan<char> text) =>
        text.Length == 5 && text[2] == '-' && TableText.Number(text[..2], out int month) && TableText.Number(text[3..], out int day)
            && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(2015, month) // 29 February is no yearly date
            ? (month, day) : throw table.Expected("a day of the year such as 02-04, easter-2, 3-Mon-Jan, last-Mon-May or Mon>=05-18");

    public static int ReadNth(TableText table, string word) => word == "last" ? Last
        : TableText.Number(word, out int nth) && nth is >= 1 and <= 4 ? nth : throw table.Expected("1 to 4, or last");

    public static int NthWeekday(int year, int month, int nth, DayOfWeek weekday) => nth == Last
        ? OnOrAfter(new DateOnly(year, month, DateTime.DaysInMonth(year, month)).DayNumber - 6, weekday)
        : OnOrAfter(new DateOnly(year, month, 1).DayNumber, weekday) + 7 * (nth - 1);

    static int OnOrAfter(int day, DayOfWeek weekday) => day + ((int)weekday - (int)WeekdayOf(day) + 7) % 7;

    /// <summary>Day number 0 is Monday, 1 January 0001.</summary>
    public static DayOfWeek WeekdayOf(int day) => (DayOfWeek)((day + 1) % 7);

    /// <summary>Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).</summary>
    static int Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int n = h + l - 7 * m + 114;
        return new DateOnly(year, n / 31, n % 31 + 1).DayNumber;
    }

    /// <summary>Easter Sunday of the Julian calendar, as a Gregorian date; the calendars are 13 days apart until 2099.</summary>
    static int OrthodoxEaster(int year)
    {
        int d = (19 * (year % 19) + 15) % 30;
        int n = d + (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7 + 114;
        return new DateOnly(year, n / 31, n % 31 + 1).DayNumber + 13;
    }
}
