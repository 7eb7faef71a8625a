namespace Fraud.Reference;

/// <summary>
/// The zones of <c>zones.txt</c>. A <c>rule</c> line names a family of daylight-saving shifts (two occasions a year); a <c>zone</c> line opens a zone,
/// and each line below it says from which instant which offset holds, with a family or without.
/// </summary>
sealed class ZoneTable
{
    const int FirstYear = 2010, LastYear = 2030;

    readonly Dictionary<string, Zone> _zones = new(StringComparer.Ordinal);

    /// <summary>When a clock moves: a weekday of a month, and a time that is UTC, standard or wall time.</summary>
    readonly record struct Occasion(int Month, int Nth, DayOfWeek Weekday, int Minutes, char Clock)
    {
        public long Ticks(int year, int standardMinutes, int savingMinutes)
        {
            int day = HolidayRule.NthWeekday(year, Month, Nth, Weekday);
            int shift = Clock switch { 'u' => 0, 's' => standardMinutes, _ => standardMinutes + savingMinutes };
            return day * TimeSpan.TicksPerDay + (Minutes - shift) * TimeSpan.TicksPerMinute;
        }
    }

    readonly record struct Era(long Start, int Minutes, string Family);

    readonly Dictionary<string, (Occasion Begin, Occasion End)> _families = new(StringComparer.Ordinal);

    public ZoneTable(string file, string text)
    {
        var table = new TableText(file, text);
        string? name = null;
        var eras = new List<Era>();
        while (table.Next())
        {
            switch (table.Words[0])
            {
                case "rule":
                    _families[table.Word(1, "the name of a rule")] = (ReadOccasion(table, 2), ReadOccasion(table, 5));
                    break;
                case "zone":
                    Close(table, name, eras);
                    name = table.Word(1, "a zone such as Asia/Dhaka");
                    break;
                default:
                    if (name is null) throw table.Expected("'rule' or 'zone'");
                    eras.Add(ReadEra(table, eras));
                    break;
            }
        }
        Close(table, name, eras);
    }

    public Zone? Find(string name) => _zones.GetValueOrDefault(name);

    // last-Sun-Mar 01:00 u
    static Occasion ReadOccasion(TableText table, int at)
    {
        var parts = table.Word(at, "an occasion such as last-Sun-Mar").Split('-');
        if (parts.Length != 3) throw table.Expected("an occasion such as last-Sun-Mar");
        string clock = table.Word(at + 2, "the clock: u (UTC), s (standard) or w (wall)");
        if (clock is not ("u" or "s" or "w")) throw table.Expected("the clock: u (UTC), s (standard) or w (wall)");
        return new Occasion(table.Month(parts[2]), HolidayRule.ReadNth(table, parts[0]), table.Weekday(parts[1]),
            table.Minutes(table.Word(at + 1, "a time such as 01:00")), clock[0]);
    }

    // 2016-09-06T21:00Z +03:00 [family]
    Era ReadEra(TableText table, List<Era> earlier)
    {
        string start = table.Words[0];
        if (start.Length != 17 || start[10] != 'T' || start[16] != 'Z' || !TableText.TryDay(start.AsSpan(0, 10), out int day))
            throw table.Expected("an instant such as 2016-09-06T21:00Z");
        long ticks = day * TimeSpan.TicksPerDay + table.Minutes(start.AsSpan(11, 5)) * TimeSpan.TicksPerMinute;
        if (earlier.Count > 0 && earlier[^1].Start >= ticks) throw table.Expected("an instant after the one of the line before");
        string family = table.Words.Length > 2 ? table.Words[2] : "";
        if (family.Length > 0 && !_families.ContainsKey(family)) throw table.Expected("the name of a rule defined above");
        return new Era(ticks, table.Minutes(table.Word(1, "an offset such as +06:00")), family);
    }

    void Close(TableText table, string? name, List<Era> eras)
    {
        if (name is null) return;
        if (eras.Count == 0) throw table.Expected("at least one offset for the zone before");
        var shifts = new List<(long Start, long Offset)>();
        for (int i = 0; i < eras.Count; i++)
        {
            var era = eras[i];
            long end = i + 1 < eras.Count ? eras[i + 1].Start : long.MaxValue;
            long standard = era.Minutes * TimeSpan.TicksPerMinute;
            if (era.Family.Length == 0) { shifts.Add((era.Start, standard)); continue; }
            AddFamily(shifts, era, end);
        }
        _zones[name] = new Zone(name, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(shifts));
        eras.Clear();
    }

    void AddFamily(List<(long Start, long Offset)> shifts, Era era, long end)
    {
        var (begin, stop) = _families[era.Family];
        long standard = era.Minutes * TimeSpan.TicksPerMinute, saving = standard + TimeSpan.TicksPerHour;
        var moves = new List<(long Start, long Offset)>();
        for (int year = FirstYear - 1; year <= LastYear; year++)
        {
            // The later of a year's two occasions depends on the hemisphere; sorting by instant settles it.
            moves.Add((begin.Ticks(year, era.Minutes, 0), saving));
            moves.Add((stop.Ticks(year, era.Minutes, 60), standard));
        }
        moves.Sort((x, y) => x.Start.CompareTo(y.Start));
        long offset = standard;
        foreach (var move in moves) if (move.Start <= era.Start) offset = move.Offset;
        shifts.Add((era.Start, offset));
        foreach (var move in moves) if (move.Start > era.Start && move.Start < end) shifts.Add(move);
    }
}
