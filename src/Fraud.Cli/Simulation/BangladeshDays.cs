namespace Fraud.Cli.Simulation;

/// <summary>The days of the re-enactment: Dhaka's working days and New York's, June 2015 to February 2016. Dhaka is at UTC+6 all year.</summary>
static class BangladeshDays
{
    public static readonly TimeSpan Dhaka = TimeSpan.FromHours(6);
    public static readonly DateOnly First = new(2015, 6, 1), Last = new(2016, 2, 3);

    /// <summary>Near miss 10: the Friday before Eid al-Adha on which banks worked.</summary>
    public static readonly DateOnly WorkingFriday = new(2015, 9, 18);

    // Eid feasts as they were observed, fixed feasts, and the two bank holidays of half year and year end.
    static readonly DateOnly[] ClosedInDhaka =
    [
        new(2015, 7, 1), new(2015, 7, 17), new(2015, 7, 18), new(2015, 7, 19), new(2015, 7, 20), new(2015, 8, 15), new(2015, 9, 24), new(2015, 9, 25),
        new(2015, 9, 26), new(2015, 10, 24), new(2015, 12, 16), new(2015, 12, 24), new(2015, 12, 25), new(2015, 12, 31),
    ];

    static readonly DateOnly[] ClosedInNewYork =
    [
        new(2015, 9, 7), new(2015, 10, 12), new(2015, 11, 11), new(2015, 11, 26), new(2015, 12, 25), new(2016, 1, 1), new(2016, 1, 18), new(2016, 2, 15),
    ];

    public static bool IsOpenInDhaka(DateOnly day) =>
        day == WorkingFriday || day.DayOfWeek is not (DayOfWeek.Friday or DayOfWeek.Saturday) && !ClosedInDhaka.Contains(day);

    public static bool IsOpenInNewYork(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !ClosedInNewYork.Contains(day);

    /// <summary>The value date the desk writes: the day itself until 15:00, then the next; never a day on which dollars do not settle.</summary>
    public static DateOnly ValueDate(DateTime local)
    {
        var day = DateOnly.FromDateTime(local);
        if (local.Hour >= 15 && local.Hour < 20) day = day.AddDays(1); // at night New York's own day is still ahead
        while (!IsOpenInNewYork(day)) day = day.AddDays(1);
        return day;
    }
}
