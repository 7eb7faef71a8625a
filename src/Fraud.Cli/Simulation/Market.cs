namespace Fraud.Cli.Simulation;

/// <summary>
/// A country as the simulator needs it: currency, clock, week and the days its banks are closed. Feasts that follow the moon are left out:
/// the simulator invents no sighting.
/// </summary>
sealed record Market(string Code, string Name, string City, string Currency, string Forms)
{
    public bool FridaySaturday { get; init; }
    public bool WithoutEaster { get; init; }
    /// <summary>Fixed closed days, MMdd.</summary>
    public string Closed { get; init; } = "0101 1225";
    /// <summary>Office hours in minutes of the local day.</summary>
    public (int Open, int Close) Hours { get; init; } = (9 * 60, 17 * 60);

    const string NewYearOnly = "0101";

    /// <summary>The first twelve are where the simulated institutions sit: six time zones from Sydney to São Paulo, two kinds of weekend.</summary>
    public static readonly Market[] All =
    [
        new("US", "UNITED STATES", "NEW YORK", "USD", "INC;LLC;CORP") { WithoutEaster = true, Closed = "0101 0619 0704 1111 1225" },
        new("GB", "UNITED KINGDOM", "LONDON", "GBP", "LTD;PLC;LIMITED") { Closed = "0101 1225 1226" },
        new("DE", "GERMANY", "FRANKFURT", "EUR", "GMBH;AG;KG") { Closed = "0101 0501 1003 1225 1226" },
        new("BD", "BANGLADESH", "DHAKA", "BDT", "LIMITED;LTD") { FridaySaturday = true, WithoutEaster = true, Hours = (600, 1080), Closed = "0221 0317 0326 0414 0501 0701 0815 1216 1225 1231" },
        new("SG", "SINGAPORE", "SINGAPORE", "SGD", "PTE LTD") { Closed = "0101 0501 0809 1225" },
        new("AE", "UNITED ARAB EMIRATES", "DUBAI", "AED", "LLC;FZE") { WithoutEaster = true, Hours = (480, 900), Closed = "0101 1202 1203" },
        new("SA", "SAUDI ARABIA", "RIYADH", "SAR", "LLC;CO LTD") { FridaySaturday = true, WithoutEaster = true, Hours = (570, 990), Closed = "0222 0923" },
        new("JP", "JAPAN", "TOKYO", "JPY", "CO LTD;KK") { WithoutEaster = true, Closed = "0101 0102 0103 0211 0223 0429 0503 0504 0505 0811 1103 1123 1231" },
        new("CH", "SWITZERLAND", "ZURICH", "CHF", "AG;SA;GMBH") { Closed = "0101 0102 0501 0801 1225 1226" },
        new("EG", "EGYPT", "CAIRO", "EGP", "SAE;LTD") { FridaySaturday = true, WithoutEaster = true, Hours = (510, 900), Closed = "0101 0107 0125 0425 0501 0630 0723 1006" },
        new("AU", "AUSTRALIA", "SYDNEY", "AUD", "PTY LTD;LIMITED") { Closed = "0101 0126 0425 1225 1226" },
        new("BR", "BRAZIL", "SAO PAULO", "BRL", "LTDA;SA") { Hours = (600, 960), Closed = "0101 0421 0501 0907 1012 1102 1115 1120 1225" },
        new("FR", "FRANCE", "PARIS", "EUR", "SA;SARL") { Closed = "0101 0501 1225 1226" },
        new("IN", "INDIA", "MUMBAI", "INR", "PVT LTD;LIMITED") { WithoutEaster = true, Closed = "0126 0815 1002 1225" },
        new("NL", "NETHERLANDS", "AMSTERDAM", "EUR", "BV;NV") { Closed = "0101 0501 1225 1226" },
        new("IT", "ITALY", "MILAN", "EUR", "SPA;SRL") { Closed = "0101 0501 1225 1226" },
        new("HK", "HONG KONG", "HONG KONG", "HKD", "LIMITED;LTD") { Closed = "0101 0501 0701 1001 1225 1226" },
        new("CN", "CHINA", "SHANGHAI", "USD", "CO LTD") { WithoutEaster = true, Closed = NewYearOnly },
        new("KR", "KOREA", "SEOUL", "USD", "CO LTD") { WithoutEaster = true },
        new("CA", "CANADA", "TORONTO", "CAD", "INC;LTD") { Closed = "0101 0701 1225 1226" },
    ];

    /// <summary>Currencies with a correspondent: the others are paid in dollars. One dollar in hundredths of the unit.</summary>
    public static readonly (string Currency, string Country, int PerDollar)[] Currencies =
        [("USD", "US", 100), ("EUR", "DE", 92), ("GBP", "GB", 79), ("JPY", "JP", 15_000), ("CHF", "CH", 88), ("SGD", "SG", 134), ("AUD", "AU", 152)];

    public static Market Of(string code) => Array.Find(All, market => market.Code == code)!;

    /// <summary>Office hours of a day; the Emirates' Friday ends at noon.</summary>
    public (int Open, int Close) HoursOn(DateOnly day) => Code == "AE" && day.DayOfWeek == DayOfWeek.Friday ? (480, 720) : Hours;

    /// <summary>Whether its banks work. What the library's own tables know to be closed is closed here too, or honest traffic would not be honest.</summary>
    public bool IsOpen(DateOnly day)
    {
        if (Calendar.KindOf(day.DayNumber) is Reference.DayKind.Weekend or Reference.DayKind.Holiday) return false;
        return IsOpenByRule(day);
    }

    bool IsOpenByRule(DateOnly day)
    {
        if (day.DayOfWeek is DayOfWeek.Saturday || day.DayOfWeek == (FridaySaturday ? DayOfWeek.Friday : DayOfWeek.Sunday)) return false;
        if (Closed.Contains($"{day.Month:00}{day.Day:00}", StringComparison.Ordinal)) return false;
        if (!WithoutEaster && day.AddDays(2) is var first && day.AddDays(-1) is var second && (first == Easter(day.Year) || second == Easter(day.Year))) return false;
        return Code switch
        {
            "US" => !IsFederalMonday(day) && !(day is { Month: 11, DayOfWeek: DayOfWeek.Thursday, Day: >= 22 and <= 28 }) && !ObservedOnMonday(day),
            "GB" => !(day.DayOfWeek == DayOfWeek.Monday && (day is { Month: 5, Day: <= 7 or >= 25 } or { Month: 8, Day: >= 25 })),
            "JP" => !ObservedOnMonday(day) && !(day.DayOfWeek == DayOfWeek.Monday && (day is { Month: 1 or 10, Day: >= 8 and <= 14 } or { Month: 7 or 9, Day: >= 15 and <= 21 }))
                && !(day is { Month: 3, Day: 20 } or { Month: 9, Day: 22 or 23 }),
            _ => true,
        };
    }

    // Martin Luther King, Presidents', Memorial, Labor and Columbus Day.
    static bool IsFederalMonday(DateOnly day) => day.DayOfWeek == DayOfWeek.Monday
        && (day is { Month: 1 or 2, Day: >= 15 and <= 21 } or { Month: 5, Day: >= 25 } or { Month: 9, Day: <= 7 } or { Month: 10, Day: >= 8 and <= 14 });

    // A fixed feast on a Sunday is kept on the Monday.
    bool ObservedOnMonday(DateOnly day) =>
        day.DayOfWeek == DayOfWeek.Monday && day.AddDays(-1) is var sunday && Closed.Contains($"{sunday.Month:00}{sunday.Day:00}", StringComparison.Ordinal);

    Reference.Calendar Calendar => ReferenceData.Default.CalendarOfCountry((ushort)(Code[0] | Code[1] << 8))!;

    /// <summary>Minutes ahead of UTC during the office hours of a day.</summary>
    public int OffsetOn(DateOnly day)
    {
        long noon = day.DayNumber * TimeSpan.TicksPerDay + TimeSpan.TicksPerDay / 2;
        return (int)((noon - Calendar.ToUtcTicks(noon)) / TimeSpan.TicksPerMinute);
    }

    // The Gregorian computus (Anonymous, Nature 1876).
    static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100, h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7, m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
        return new DateOnly(year, n / 31, n % 31 + 1);
    }
}
