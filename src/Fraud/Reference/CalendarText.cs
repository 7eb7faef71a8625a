namespace Fraud.Reference;

/// <summary>
/// Reads one <c>.calendar</c> file. Lines, in any order after the first:
/// <code>
/// calendar BD                                   country, BIC8 or settlement system; "calendar PADMBDDH base BD" starts from another's lines
/// zone Asia/Dhaka
/// years 2015-2016 2021-2022                     the years for which the holidays below are complete; without it only zone, weekend and hours are known
/// weekend Fri Sat [from 2000-01-01]             until the next weekend line's date
/// hours 10:00-18:00 [on Fri] [from D] [to D]    a later line wins on the days it names
/// holiday 2016-02-21 Shaheed Day                or 2015-07-17..2015-07-20; a public holiday
/// bank 2016-07-01 Bank Holiday                  closed for banks only
/// working 2016-07-09 Make-up day                open although weekend or holiday
/// every 3-Mon-Jan [observed next] [from Y] [to Y] [bank] Name     a rule, see <see cref="HolidayRule"/>
/// </code>
/// </summary>
sealed class CalendarText
{
    readonly record struct Holiday(int First, int Last, bool Public, string Name);
    readonly record struct Rule(HolidayRule When, bool Public, string Name);
    readonly record struct Rest(int From, byte Days); // Days: bit per DayOfWeek
    readonly record struct Opening(int Open, int Close, int From, int To, byte Days);

    readonly List<Holiday> _holidays = [];
    readonly List<Rule> _rules = [];
    readonly List<Rest> _rests = [];
    readonly List<Opening> _openings = [];
    readonly List<(int First, int Last)> _working = [];
    readonly List<(int First, int Last)> _years = [];

    public string Id { get; private set; } = "";
    public string ZoneName { get; private set; } = "";
    public ulong[] Known { get; } = new ulong[Words];
    public ulong[] Business { get; } = new ulong[Words];
    public ulong[] Weekend { get; } = new ulong[Words];
    public ulong[] PublicHoliday { get; } = new ulong[Words];
    public int[] HolidayDays { get; private set; } = [];
    public string[] HolidayNames { get; private set; } = [];
    public byte[] HoursOfDay { get; } = new byte[Calendar.DayCount];
    public (int Open, int Close)[] Hours { get; private set; } = [];

    const int FirstYear = 2010, LastYear = 2031;

    static int Words => (Calendar.DayCount + 63) / 64;

    /// <summary>Reads a file; <paramref name="textOf"/> gives the file of a base calendar by its id.</summary>
    public static Calendar Read(string file, string text, ZoneTable zones, Func<string, string?> textOf)
    {
        var calendar = new CalendarText();
        var table = new TableText(file, text);
        calendar.ReadLines(table, textOf, depth: 0);
        if (calendar._rests.Count == 0) throw table.Expected("a line such as 'weekend Sat Sun'");
        var zone = zones.Find(calendar.ZoneName) ?? throw table.Expected("a 'zone' line with a zone of zones.txt");
        calendar.Lay();
        return new Calendar(calendar, zone);
    }

    void ReadLines(TableText table, Func<string, string?> textOf, int depth)
    {
        if (!table.Next() || table.Words[0] != "calendar") throw table.Expected("'calendar' and its id");
        string id = table.Word(1, "the id of the calendar");
        if (depth == 0) Id = id;
        if (table.Words.Length > 2)
        {
            if (table.Words[2] != "base") throw table.Expected("'base' and the id of another calendar");
            string other = table.Word(3, "the id of another calendar");
            string file = other + ".calendar";
            // Depth 1 suffices for institution over country, and rules out a circle.
            if (depth > 0 || textOf(file) is not { } text) throw table.Expected("a base calendar that exists and has no base itself");
            ReadLines(new TableText(file, text), textOf, depth + 1);
        }
        while (table.Next()) ReadLine(table);
    }

    void ReadLine(TableText table)
    {
        switch (table.Words[0])
        {
            case "zone": ZoneName = table.Word(1, "a zone such as Asia/Dhaka"); break;
            case "years": ReadYears(table); break;
            case "weekend": ReadWeekend(table); break;
            case "hours": ReadHours(table); break;
            case "holiday": ReadHoliday(table, isPublic: true); break;
            case "bank": ReadHoliday(table, isPublic: false); break;
            case "working": _working.Add(Range(table, table.Word(1, "a date such as 2016-07-09"))); break;
            case "every": ReadRule(table); break;
            default: throw table.Expected("zone, years, weekend, hours, holiday, bank, working or every");
        }
    }

    void ReadYears(TableText table)
    {
        _years.Clear(); // replaces a base calendar's
        foreach (string word in table.Words[1..])
        {
            if (word.Length != 9 || word[4] != '-') throw table.Expected("years such as 2015-2018");
            var (first, last) = (table.Year(word.AsSpan(0, 4)), table.Year(word.AsSpan(5)));
            if (first > last || first < FirstYear || last > LastYear) throw table.Expected("years from 2010 to 2031");
            _years.Add((first, last));
        }
    }

    void ReadWeekend(TableText table)
    {
        byte days = 0;
        int at = 1;
        for (; at < table.Words.Length && table.Words[at] != "from"; at++) days |= (byte)(1 << (int)table.Weekday(table.Words[at]));
        int from = at < table.Words.Length ? table.Day(at + 1) : 0;
        if (from == 0) _rests.Clear(); // an undated line replaces a base calendar's
        else if (_rests.Count > 0 && _rests[^1].From >= from) throw table.Expected("weekend lines in order of their dates");
        _rests.Add(new Rest(from, days));
    }

    void ReadHours(TableText table)
    {
        string word = table.Word(1, "hours such as 09:30-16:00");
        int dash = word.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0) throw table.Expected("hours such as 09:30-16:00");
        int open = table.Minutes(word.AsSpan(0, dash)), close = table.Minutes(word.AsSpan(dash + 1));
        if (open >= close) throw table.Expected("an opening before the closing");
        byte days = 0;
        int from = 0, to = int.MaxValue;
        for (int at = 2; at < table.Words.Length; at += 2)
        {
            switch (table.Words[at])
            {
                case "on": days |= (byte)(1 << (int)table.Weekday(table.Word(at + 1, "a day such as Fri"))); break;
                case "from": from = table.Day(at + 1); break;
                case "to": to = table.Day(at + 1); break;
                default: throw table.Expected("'on', 'from' or 'to'");
            }
        }
        _openings.Add(new Opening(open, close, from, to, days == 0 ? (byte)0x7F : days));
    }

    void ReadHoliday(TableText table, bool isPublic)
    {
        var (first, last) = Range(table, table.Word(1, "a date such as 2016-02-04"));
        if (table.Words.Length < 3) throw table.Expected("the name of the holiday");
        _holidays.Add(new Holiday(first, last, isPublic, table.Rest(2)));
    }

    static (int First, int Last) Range(TableText table, string word)
    {
        int dots = word.IndexOf("..", StringComparison.Ordinal);
        var first = dots < 0 ? word.AsSpan() : word.AsSpan(0, dots);
        var last = dots < 0 ? first : word.AsSpan(dots + 2);
        if (!TableText.TryDay(first, out int from) || !TableText.TryDay(last, out int to) || from > to || to - from > 60)
            throw table.Expected("a date such as 2016-02-04, or 2015-07-17..2015-07-20");
        return (from, to);
    }

    void ReadRule(TableText table)
    {
        var when = HolidayRule.Read(table, table.Word(1, "when, such as 02-04, easter-2 or 3-Mon-Jan"));
        when = when with { FromYear = 0, ToYear = int.MaxValue };
        bool isPublic = true;
        int at = 2;
        for (; at < table.Words.Length; at++)
        {
            string word = table.Words[at];
            if (word == "observed") when = when with { Observance = ReadObservance(table, ++at) };
            else if (word == "from") when = when with { FromYear = table.Year(table.Word(++at, "a year")) };
            else if (word == "to") when = when with { ToYear = table.Year(table.Word(++at, "a year")) };
            else if (word == "bank") isPublic = false;
            else break;
        }
        if (at >= table.Words.Length) throw table.Expected("the name of the holiday");
        _rules.Add(new Rule(when, isPublic, table.Rest(at)));
    }

    static Observance ReadObservance(TableText table, int at) => table.Word(at, "how it is observed") switch
    {
        "sun-mon" => Observance.SundayMonday,
        "sun-next" => Observance.SundayNext,
        "next" => Observance.Next,
        "nearest" => Observance.Nearest,
        _ => throw table.Expected("sun-mon, sun-next, next or nearest"),
    };

    // From lines to maps. Substitute days come last, because they step over the holidays proper.
    void Lay()
    {
        var closed = new SortedDictionary<int, (bool Public, string Name)>();
        foreach (var holiday in _holidays)
            for (int day = holiday.First; day <= holiday.Last; day++) Close(closed, day, holiday.Public, holiday.Name);
        for (int year = FirstYear - 1; year <= LastYear + 1; year++)
            foreach (var rule in _rules) if (Holds(rule, year)) Close(closed, rule.When.DayIn(year), rule.Public, rule.Name);
        for (int year = FirstYear - 1; year <= LastYear + 1; year++)
            foreach (var rule in _rules) if (Holds(rule, year) && Substitute(closed, rule.When.DayIn(year), rule.When.Observance) is var day and > 0)
                Close(closed, day, rule.Public, rule.Name + " (observed)");

        LayDays(closed);
        LayHours();
    }

    static bool Holds(Rule rule, int year) => year >= rule.When.FromYear && year <= rule.When.ToYear;

    static void Close(SortedDictionary<int, (bool Public, string Name)> closed, int day, bool isPublic, string name)
    {
        if (!closed.TryGetValue(day, out var other) || isPublic && !other.Public) closed[day] = (isPublic, name);
    }

    int Substitute(SortedDictionary<int, (bool Public, string Name)> closed, int day, Observance observance)
    {
        var weekday = HolidayRule.WeekdayOf(day);
        switch (observance)
        {
            case Observance.SundayMonday: return weekday == DayOfWeek.Sunday ? day + 1 : 0;
            case Observance.Nearest: return weekday == DayOfWeek.Sunday ? day + 1 : weekday == DayOfWeek.Saturday ? day - 1 : 0;
            case Observance.None: return 0;
        }
        if (observance == Observance.SundayNext ? weekday != DayOfWeek.Sunday : !IsRest(day)) return 0;
        do day++; while (IsRest(day) || closed.ContainsKey(day));
        return day;
    }

    bool IsRest(int day)
    {
        byte days = _rests[0].Days;
        foreach (var rest in _rests) if (rest.From <= day) days = rest.Days;
        return (days >> (int)HolidayRule.WeekdayOf(day) & 1) != 0;
    }

    // Whole runs of days first, then only the days that differ: a table of a hundred countries is read at every start.
    void LayDays(SortedDictionary<int, (bool Public, string Name)> closed)
    {
        foreach (var (first, last) in _years)
            for (int day = new DateOnly(first, 1, 1).DayNumber; day < new DateOnly(last + 1, 1, 1).DayNumber; day++) Set(Known, day);
        LayWeekends();
        for (int i = 0; i < Business.Length; i++) Business[i] = Known[i] & ~Weekend[i];

        var days = new List<int>();
        var names = new List<string>();
        foreach (var (day, holiday) in closed)
        {
            if (!Has(Known, day)) continue;
            days.Add(day);
            names.Add(holiday.Name);
            if (Has(Weekend, day)) continue;
            Clear(Business, day);
            if (holiday.Public) Set(PublicHoliday, day);
        }
        foreach (var (first, last) in _working)
        {
            for (int day = first; day <= last; day++)
            {
                if (!Has(Known, day)) continue;
                Set(Business, day);
                Clear(PublicHoliday, day);
            }
        }
        (HolidayDays, HolidayNames) = ([.. days], [.. names]);
    }

    void LayWeekends()
    {
        for (int i = 0; i < _rests.Count; i++)
        {
            int first = i == 0 ? Calendar.FirstDay : Math.Max(Calendar.FirstDay, _rests[i].From);
            int end = Math.Min(Calendar.FirstDay + Calendar.DayCount, i + 1 < _rests.Count ? _rests[i + 1].From : int.MaxValue);
            for (int day = first; day < end; day++)
                if ((_rests[i].Days >> (int)HolidayRule.WeekdayOf(day) & 1) != 0) Set(Weekend, day);
        }
    }

    void LayHours()
    {
        var hours = new List<(int, int)> { (9 * 60, 17 * 60) }; // where the file says nothing
        foreach (var opening in _openings)
        {
            int index = hours.IndexOf((opening.Open, opening.Close));
            if (index < 0) { index = hours.Count; hours.Add((opening.Open, opening.Close)); }
            int last = Math.Min(opening.To, Calendar.FirstDay + Calendar.DayCount - 1);
            for (int day = Math.Max(opening.From, Calendar.FirstDay); day <= last; day++)
            {
                if ((opening.Days >> (int)HolidayRule.WeekdayOf(day) & 1) != 0) HoursOfDay[day - Calendar.FirstDay] = (byte)index;
            }
        }
        Hours = [.. hours];
    }

    static void Set(ulong[] map, int day) => map[day - Calendar.FirstDay >> 6] |= 1UL << (day - Calendar.FirstDay & 63);

    static void Clear(ulong[] map, int day) => map[day - Calendar.FirstDay >> 6] &= ~(1UL << (day - Calendar.FirstDay & 63));

    static bool Has(ulong[] map, int day)
    {
        uint bit = (uint)(day - Calendar.FirstDay);
        return bit < Calendar.DayCount && (map[bit >> 6] >> (int)(bit & 63) & 1) != 0;
    }
}
