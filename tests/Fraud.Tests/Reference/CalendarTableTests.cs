using System.Globalization;
using System.Text.RegularExpressions;
using Fraud.Reference;
using Calendar = Fraud.Reference.Calendar;

namespace Fraud.Tests.Reference;

/// <summary>The built-in tables against dates that are known from elsewhere, and against the form that they promise.</summary>
public partial class CalendarTableTests
{
    static int Day(string date) => CalendarTests.Day(date);

    static Calendar Of(string country) => CalendarTests.Of(country);

    [Theory]
    // Bangladesh: working Fridays, exchange days, executive orders.
    [InlineData("BD", "2013-06-02", "Business")]
    [InlineData("BD", "2013-08-08", "Eid al-Fitr")]
    [InlineData("BD", "2015-07-15", "Shab-e-Qadr")]
    [InlineData("BD", "2015-10-22", "Durga Puja")]  // a day before the feast, which was a Friday
    [InlineData("BD", "2016-07-04", "Executive-order holiday")]
    [InlineData("BD", "2019-08-11", "Eid al-Adha")]
    [InlineData("BD", "2022-05-03", "Eid al-Fitr")]
    [InlineData("BD", "2023-04-20", "Executive-order holiday")]
    [InlineData("BD", "2024-04-04", "Business")]
    [InlineData("BD", "2024-04-05", "Business")]
    [InlineData("BD", "2024-04-06", "Business")]
    [InlineData("BD", "2024-04-07", "Business")]
    [InlineData("BD", "2024-04-12", "Weekend")]
    [InlineData("BD", "2024-08-15", "Business")]
    [InlineData("BD", "2025-05-17", "Business")]
    [InlineData("BD", "2025-06-12", "Executive-order holiday")]
    [InlineData("BD", "2025-08-05", "July Mass Uprising Day")]
    // Sri Lanka.
    [InlineData("LK", "2012-08-31", "Adhi Binara Poya")]
    [InlineData("LK", "2016-05-23", "Special Bank Holiday")]
    [InlineData("LK", "2018-02-05", "Special Bank Holiday")]
    [InlineData("LK", "2021-04-12", "Business")]  // a holiday of the public service, not of banks
    [InlineData("LK", "2023-06-30", "Special Bank Holiday")]
    [InlineData("LK", "2025-02-04", "National Day")]
    // Philippines.
    [InlineData("PH", "2012-01-23", "Chinese New Year")]
    [InlineData("PH", "2013-05-13", "Election Day")]
    [InlineData("PH", "2018-08-21", "Eid al-Adha")]
    [InlineData("PH", "2019-11-02", "Weekend")]
    [InlineData("PH", "2021-12-31", "Business")]
    [InlineData("PH", "2023-04-10", "Day of Valor")]
    [InlineData("PH", "2023-11-27", "Bonifacio Day")]
    [InlineData("PH", "2023-11-30", "Business")]
    [InlineData("PH", "2024-08-23", "Ninoy Aquino Day")]
    [InlineData("PH", "2024-08-21", "Business")]
    [InlineData("PH", "2025-04-01", "Eid al-Fitr")]
    // United States and United Kingdom.
    [InlineData("US", "2012-11-12", "Veterans Day (observed)")]
    [InlineData("US", "2018-12-05", "Business")]
    [InlineData("US", "2026-07-03", "Business")]
    [InlineData("US", "2027-06-18", "Business")]
    [InlineData("GB", "2012-06-05", "Diamond Jubilee")]
    [InlineData("GB", "2020-05-08", "Early May Bank Holiday (VE Day)")]
    [InlineData("GB", "2020-05-04", "Business")]
    [InlineData("GB", "2022-09-19", "State Funeral of Queen Elizabeth II")]
    [InlineData("GB", "2026-12-28", "Boxing Day (observed)")]
    // Turkiye, Ecuador, Hong Kong.
    [InlineData("TR", "2012-10-25", "Kurban Bayrami")]
    [InlineData("TR", "2016-07-15", "Business")]
    [InlineData("TR", "2019-07-15", "Democracy Day")]
    [InlineData("TR", "2024-04-12", "Ramazan Bayrami")]
    [InlineData("EC", "2017-05-26", "Battle of Pichincha")]
    [InlineData("EC", "2019-10-11", "Independence of Guayaquil")]
    [InlineData("EC", "2023-08-11", "Independence Cry")]
    [InlineData("HK", "2012-10-02", "National Day (observed)")]
    [InlineData("HK", "2015-09-03", "Victory Commemoration")]
    [InlineData("HK", "2021-04-06", "Day after Easter Monday")]
    [InlineData("HK", "2026-10-19", "Chung Yeung (observed)")]
    // United Arab Emirates: the weekend moves.
    [InlineData("AE", "2017-08-31", "Arafat Day")]
    [InlineData("AE", "2021-12-24", "Weekend")]
    [InlineData("AE", "2021-12-26", "Business")]
    [InlineData("AE", "2022-01-07", "Business")]
    [InlineData("AE", "2022-01-09", "Weekend")]
    [InlineData("AE", "2024-04-09", "Eid al-Fitr")]
    // Viet Nam, Slovenia, India.
    [InlineData("VN", "2012-01-27", "Exchanged day off")]
    [InlineData("VN", "2015-02-14", "Business")]
    [InlineData("VN", "2018-02-19", "Tet")]
    [InlineData("VN", "2024-05-04", "Business")]
    [InlineData("VN", "2025-05-02", "Exchanged day off")]
    [InlineData("SI", "2013-01-02", "Business")]
    [InlineData("SI", "2017-01-02", "New Year")]
    [InlineData("SI", "2023-08-14", "Day of Solidarity")]
    [InlineData("IN", "2019-10-21", "Election Day")]
    [InlineData("IN", "2022-04-01", "Closing of accounts")]
    [InlineData("IN", "2024-01-22", "Consecration in Ayodhya")]
    [InlineData("IN", "2025-10-21", "Diwali (Laxmi Pujan)")]
    // Cambodia, Thailand, Taiwan.
    [InlineData("KH", "2016-05-02", "Special holiday")]
    [InlineData("KH", "2020-08-19", "Khmer New Year")]
    [InlineData("KH", "2020-04-14", "Business")]
    [InlineData("KH", "2021-10-06", "Pchum Ben")]
    [InlineData("TH", "2012-05-07", "Coronation Day (observed)")]
    [InlineData("TH", "2016-10-14", "Business")]
    [InlineData("TH", "2019-05-06", "Special holiday")]
    [InlineData("TH", "2013-12-30", "Business")]  // special holidays that banks did not keep
    [InlineData("TH", "2024-01-02", "Business")]
    [InlineData("TH", "2024-04-12", "Special holiday")]
    [InlineData("TW", "2012-12-22", "Business")]
    [InlineData("TW", "2014-12-27", "Business")]
    [InlineData("TW", "2015-10-09", "National Day (observed)")]
    [InlineData("TW", "2023-03-25", "Business")]
    [InlineData("TW", "2023-10-09", "Exchanged day off")]
    [InlineData("TW", "2025-12-25", "Constitution Day")]
    // Australia, Nepal, Russia.
    [InlineData("AU", "2012-01-02", "New Year's Day (observed)")]
    [InlineData("AU", "2022-09-22", "National Day of Mourning")]
    [InlineData("AU", "2027-10-04", "Labour Day")]
    [InlineData("NP", "2017-10-20", "Gobardhan Puja")]
    [InlineData("NP", "2017-10-22", "Business")]
    [InlineData("NP", "2017-10-28", "Weekend")]
    [InlineData("RU", "2012-03-11", "Business")]
    [InlineData("RU", "2017-12-15", "Business")]
    [InlineData("RU", "2024-11-02", "Business")]
    [InlineData("RU", "2025-05-08", "Transferred day off")]
    [InlineData("RU", "2026-01-09", "Transferred day off")]
    // Mexico, Korea, Chile.
    [InlineData("MX", "2012-03-19", "Juarez's Birthday")]
    [InlineData("MX", "2018-04-30", "Business")]
    [InlineData("MX", "2024-10-01", "Change of Government")]
    [InlineData("MX", "2026-12-12", "Weekend")]
    [InlineData("KR", "2012-10-09", "Business")]
    [InlineData("KR", "2013-10-09", "Hangul Day")]
    [InlineData("KR", "2021-08-16", "Liberation Day (observed)")]
    [InlineData("KR", "2024-10-01", "Temporary holiday")]
    [InlineData("KR", "2025-06-03", "Presidential Election")]
    [InlineData("KR", "2027-07-19", "Constitution Day (observed)")]
    [InlineData("CL", "2012-07-02", "Saint Peter and Saint Paul")]
    [InlineData("CL", "2022-09-16", "Independence holiday")]
    [InlineData("CL", "2024-06-20", "Indigenous Peoples")]
    // Malta, Czechia, China.
    [InlineData("MT", "2012-02-10", "Saint Paul's Shipwreck")]
    [InlineData("MT", "2019-02-11", "Business")]
    [InlineData("MT", "2026-04-06", "Easter Monday (TARGET closed)")]
    [InlineData("CZ", "2015-04-03", "Business")]
    [InlineData("CZ", "2016-03-25", "Good Friday")]
    [InlineData("CZ", "2027-07-05", "Cyril and Methodius")]
    [InlineData("CN", "2012-09-29", "Business")]
    [InlineData("CN", "2013-10-12", "Business")]
    [InlineData("CN", "2018-02-24", "Business")]
    [InlineData("CN", "2020-01-31", "Spring Festival")]
    [InlineData("CN", "2025-01-26", "Business")]
    [InlineData("CN", "2026-02-23", "Spring Festival")]
    // Germany, France, Mauritius.
    [InlineData("DE", "2016-10-31", "Business")]
    [InlineData("DE", "2017-10-31", "Reformation Day (500 years)")]
    [InlineData("DE", "2026-05-25", "Whit Monday")]
    [InlineData("FR", "2012-05-08", "Victory Day")]
    [InlineData("FR", "2018-05-10", "Ascension Day")]
    [InlineData("FR", "2027-05-17", "Whit Monday")]
    [InlineData("MU", "2018-11-07", "Divali")]
    [InlineData("MU", "2021-09-11", "Weekend")]
    [InlineData("MU", "2025-11-01", "Weekend")]
    // Weekends before and after they moved.
    [InlineData("SA", "2013-06-20", "Weekend")]
    [InlineData("SA", "2013-06-22", "Business")]
    [InlineData("SA", "2013-06-29", "Weekend")]
    [InlineData("SA", "2013-07-04", "Business")]
    [InlineData("SA", "2022-05-05", "Eid al-Fitr")]
    // The rest of the forty.
    [InlineData("JP", "2012-12-24", "Emperor's Birthday (observed)")]
    [InlineData("JP", "2021-07-22", "Marine Day")]
    [InlineData("JP", "2021-08-09", "Mountain Day (observed)")]
    [InlineData("JP", "2026-09-22", "Citizens' Holiday")]
    [InlineData("SG", "2013-02-12", "Chinese New Year (observed)")]
    [InlineData("SG", "2023-09-01", "Polling Day")]
    [InlineData("MY", "2022-05-04", "Labour Day (observed)")]
    [InlineData("MY", "2018-05-10", "Holiday after the election")]
    [InlineData("ID", "2021-10-20", "Maulid Nabi")]
    [InlineData("ID", "2021-10-19", "Business")]
    [InlineData("IL", "2012-09-17", "Rosh Hashanah")]
    [InlineData("IL", "2023-09-25", "Yom Kippur")]
    [InlineData("IL", "2022-11-01", "Election Day")]
    [InlineData("ZA", "2023-12-15", "Rugby World Cup holiday")]
    [InlineData("AR", "2022-12-20", "National holiday")]
    [InlineData("AR", "2019-12-24", "Bank Holiday")]
    [InlineData("IE", "2024-02-05", "Saint Brigid's Day")]
    [InlineData("IT", "2027-10-04", "Saint Francis")]
    [InlineData("PL", "2025-12-24", "Christmas Eve")]
    [InlineData("DK", "2023-05-05", "General Prayer Day")]
    [InlineData("DK", "2024-04-26", "Business")]
    [InlineData("NL", "2013-04-30", "Queen's Day")]
    [InlineData("NL", "2026-04-27", "King's Day")]
    [InlineData("CA", "2021-09-30", "National Day for Truth and Reconciliation")]
    [InlineData("PT", "2014-10-31", "Business")]
    public void A_day_is_open_closed_or_a_weekend(string country, string date, string expected)
    {
        var of = Of(country);
        var kind = of.KindOf(Day(date));
        Assert.Equal(expected, kind == DayKind.Holiday ? of.HolidayName(Day(date)) : kind.ToString());
    }

    const string NotFound = "no published list was found";
    const string NotAnnounced = "not announced when the table was made";
    const string Estimates = "feasts of the moon, of which only estimates were found";

    /// <summary>Every country that must be covered from 2012 to 2027, with the years that are not and why; a country that is not here knows them all.</summary>
    static readonly Dictionary<string, (string Years, string Why)> Missing = new()
    {
        ["AE"] = ("2012-2014 2018-2018 2026-2027", Estimates),
        ["AF"] = ("2012-2027", Estimates),
        ["AR"] = ("2012-2016 2020-2020 2026-2027", "movable days by decree; banks closed in the epidemic"),
        ["BD"] = ("2012-2012 2014-2014 2020-2021 2026-2027", NotFound + "; closures by circular in the epidemic"),
        ["BH"] = ("2012-2027", "days made up for feasts on a weekend are decreed each time"),
        ["BN"] = ("2012-2027", NotFound),
        ["CN"] = ("2027-2027", NotAnnounced),
        ["DJ"] = ("2012-2027", Estimates),
        ["DZ"] = ("2012-2027", Estimates),
        ["EC"] = ("2012-2014 2016-2016 2018-2018 2020-2022 2024-2027", "transfers by decree; readings of the law differ"),
        ["EG"] = ("2012-2015 2018-2027", "banks follow a notice for each feast; " + NotFound),
        ["HK"] = ("2027-2027", NotFound),
        ["ID"] = ("2026-2027", NotFound),
        ["IL"] = ("2026-2027", "the day of the general election and the new trading week"),
        ["IN"] = ("2012-2015 2026-2027", "banks still worked Saturdays; " + NotFound),
        ["IQ"] = ("2012-2027", Estimates),
        ["IR"] = ("2012-2027", NotFound),
        ["JO"] = ("2012-2027", Estimates),
        ["KH"] = ("2012-2012 2026-2027", NotFound),
        ["KR"] = ("2026-2026", "the lists that were found are older than the act of that year"),
        ["KW"] = ("2012-2027", "banks follow a notice for each feast; " + NotFound),
        ["LK"] = ("2019-2020 2022-2022 2024-2024 2026-2027", "days off at short notice, of the public service or of banks too; " + NotFound),
        ["LY"] = ("2012-2027", Estimates),
        ["MR"] = ("2012-2027", Estimates),
        ["MU"] = ("2012-2016 2019-2020 2024-2024 2026-2027", NotFound + "; holidays proclaimed on top of the notices"),
        ["MV"] = ("2012-2027", Estimates),
        ["MY"] = ("2026-2027", NotFound),
        ["NP"] = ("2012-2016 2018-2027", "the central bank lists Nepali years; " + NotFound),
        ["OM"] = ("2012-2027", "banks follow a notice for each feast; " + NotFound),
        ["PH"] = ("2026-2027", "the Eids are proclaimed one by one"),
        ["PS"] = ("2012-2027", Estimates),
        ["QA"] = ("2012-2027", "banks follow a notice for each feast; " + NotFound),
        ["RU"] = ("2020-2020 2027-2027", "non-working days by decree; " + NotAnnounced),
        ["SA"] = ("2012-2012 2017-2021 2024-2024 2026-2027", "banks follow a notice for each feast; " + NotFound),
        ["SD"] = ("2012-2027", Estimates),
        ["SG"] = ("2027-2027", NotFound),
        ["SY"] = ("2012-2027", Estimates),
        ["TH"] = ("2014-2015 2020-2023 2025-2027", "special holidays of the cabinet, kept by banks or not; " + NotFound),
        ["TW"] = ("2027-2027", NotFound),
        ["VN"] = ("2014-2014 2026-2027", NotFound),
        ["YE"] = ("2012-2027", Estimates),
        ["ZA"] = ("2026-2027", "the day of the municipal elections"),
    };

    public static TheoryData<string> Required() => [.. (
        "BD LK PH US GB TR EC HK AE VN SI IN KH TH TW AU NP RU MX KR CL MT CZ CN DE FR MU "              // known heists
        + "AR BE BR CA ID IT JP NL SA SG ZA ES SE CH PL IE AT IL NO MY CO DK "                           // the largest payment countries
        + "BH DZ EG IQ JO KW LY MV OM QA SD SY YE PS AF DJ IR BN MR").Split(' ')];                      // dated weekends

    [Theory]
    [MemberData(nameof(Required))]
    public void A_required_country_knows_2012_to_2027_but_for_the_years_listed_here(string country)
    {
        var missing = Missing.TryGetValue(country, out var entry) ? Years(entry.Years) : [];
        var unknown = Enumerable.Range(2012, 16).Where(year => !Of(country).Knows(new DateOnly(year, 6, 15).DayNumber));
        Assert.Equal(missing, unknown);
        Assert.True(missing.Count == 0 || entry.Why.Length > 10);
    }

    [Fact]
    public void A_year_that_is_not_known_answers_unknown_on_every_day_and_keeps_its_weekends()
    {
        foreach (var (country, (years, _)) in Missing)
        {
            foreach (int year in Years(years))
            {
                int first = new DateOnly(year, 1, 1).DayNumber, weekends = 0;
                for (int day = first; day < first + 365; day++)
                {
                    Assert.Equal(DayKind.Unknown, Of(country).KindOf(day));
                    Assert.Null(Of(country).HolidayName(day));
                    Assert.False(Of(country).IsPublicHoliday(day));
                    if (Of(country).IsWeekend(day)) weekends++;
                }
                Assert.InRange(weekends, 52, 106);
                Assert.Equal(-1, Of(country).BusinessDaysBetween(first, first + 7));
            }
        }
    }

    static List<int> Years(string ranges) => [.. ranges.Split(' ').SelectMany(r =>
        Enumerable.Range(Number(r[..4]), Number(r[5..]) - Number(r[..4]) + 1))];

    static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    public static TheoryData<string> Files() => [.. EmbeddedText.All().Keys.Where(f => f.EndsWith(".calendar", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_table_has_a_source_for_its_years_and_its_dated_lines_are_in_order_and_agree(string file)
    {
        string[] lines = EmbeddedText.Read(file).Split('\n');
        string head = string.Join(' ', lines.TakeWhile(l => l.StartsWith('#')));
        string[] known = lines.FirstOrDefault(l => l.StartsWith("years ", StringComparison.Ordinal))?.Split(' ')[1..] ?? [];
        if (known.Length == 0) { Assert.Matches("is not listed|are not listed", head); return; }

        Assert.Matches(SourceWithYears(), head);
        var ranges = known.SelectMany(Years).ToList();
        Assert.Equal(ranges.Order().Distinct(), ranges);

        var dated = lines.Select(l => DatedLine().Match(l)).Where(m => m.Success).Select(m => (
            Kind: m.Groups[1].Value, First: Day(m.Groups[2].Value), Last: Day(m.Groups[3].Success ? m.Groups[3].Value : m.Groups[2].Value), Name: m.Groups[4].Value)).ToList();
        Assert.Equal(dated.OrderBy(d => d.First).ThenBy(d => d.Last).Select(d => d.First), dated.Select(d => d.First));

        var seen = new HashSet<(int, string)>();
        var (works, rests) = (new HashSet<int>(), new HashSet<int>());
        foreach (var (kind, first, last, name) in dated)
        {
            for (int day = first; day <= last; day++)
            {
                Assert.True(seen.Add((day, name)), $"{file}: {DateOnly.FromDayNumber(day):yyyy-MM-dd} {name} stands twice");
                (kind == "working" ? works : rests).Add(day);
            }
        }
        Assert.Empty(works.Intersect(rests));
        // A dated line outside the known years would never count; the last days of December may belong to a feast of January.
        Assert.All(dated, d => Assert.Contains(DateOnly.FromDayNumber(d.Last).Year, ranges));
    }

    [GeneratedRegex(@"Source, \d{4}[-\d, andbut]*:")]
    private static partial Regex SourceWithYears();

    [GeneratedRegex(@"^(holiday|bank|working) (\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))? (.+)$")]
    private static partial Regex DatedLine();

    [Theory]
    // BD-RTGS: customers until 16:00, until 17:00 since 5 October 2025; RTGS rests with the banks.
    [InlineData("BDT", "2024-02-05 09:30", 30)]
    [InlineData("BDT", "2025-09-30 09:30", 30)]
    [InlineData("BDT", "2025-10-06 10:30", 30)]
    [InlineData("BDT", "2024-02-09 09:30", PaymentRail.Closed)]
    [InlineData("BDT", "2027-02-08 09:30", PaymentRail.Unknown)]
    [InlineData("BDT", "2015-10-28 09:30", PaymentRail.Unknown)] // the day before it went live
    // Fedwire, TARGET2 and T2, CHAPS.
    [InlineData("USD", "2021-03-05 22:45", 15)]
    [InlineData("USD", "2021-03-08 22:45", 60)]
    [InlineData("EUR", "2016-02-04 15:30", 30)]
    [InlineData("EUR", "2023-03-21 15:30", 30)]
    [InlineData("GBP", "2016-06-17 14:30", 30)]
    [InlineData("GBP", "2016-06-20 16:10", 30)]
    public void A_cut_off_holds_from_its_date(string currency, string instant, int minutes) =>
        Assert.Equal(minutes, ReferenceData.Default.Rails.Of(CurrencyCode.Parse(currency))!.MinutesToCutOff(CalendarTests.Ticks(instant)));

    [Theory]
    [InlineData("EUR", "2016-02-04 18:45", false)] // 19:45 in Frankfurt: TARGET2 has closed
    [InlineData("EUR", "2024-02-06 18:45", true)]  // T2 has opened the next business day
    [InlineData("EUR", "2024-02-09 18:45", false)] // a Friday: the next day is no business day
    [InlineData("USD", "2016-02-05 02:30", true)]  // Fedwire opened at 21:00 on the evening before
    public void An_evening_opening_belongs_to_the_next_business_day(string currency, string instant, bool open) =>
        Assert.Equal(open, ReferenceData.Default.Rails.Of(CurrencyCode.Parse(currency))!.IsOpen(CalendarTests.Ticks(instant)));
}
