namespace Fraud.Cli.Simulation;

/// <summary>Who is paid: the lines of field 59 or 58a and the way there. Every counterparty keeps its account, agent, route and currency.</summary>
sealed record Payee(string Account, string[] Lines, string Agent, string? Correspondent = null)
{
    public string Charges { get; init; } = "SHA";
    /// <summary>What is usually paid for; the invoice number is added.</summary>
    public string Purpose { get; init; } = "";
    /// <summary>Share of the orders of its group, in percent.</summary>
    public int Weight { get; init; } = 10;
}

/// <summary>
/// The cast of the re-enactment of February 2016. Every name, account and BIC is invented; timing, corridors and headline sums are those of the public record.
/// </summary>
static class BangladeshCast
{
    public const string Bank = "PADMBDDH";       // Padma Reserve Authority, Dhaka
    public const string Custodian = "HUDSUS33";  // Hudson Reserve Custodian, New York, keeps account R1
    public const string R1 = "R1-02104517";

    const string Corriente = "CORRUS33", Broadway = "BRDWUS33", LibertyPenn = "LBPNUS33";
    const string RheinNewYork = "RHNHUS33";      // Rhein Handelsbank's New York branch, on the way to Colombo
    const string MakatiCommercial = "MKTCPHMM", Serendib = "SERELKLX";

    public static readonly string[] Orderer = ["PADMA RESERVE AUTHORITY", "FOREIGN PAYMENTS DESK", "DHAKA", "BANGLADESH"];

    /// <summary>Ten institutions: the account and BIC of field 58A, and the agent that is paid. The first is Padma's own account; the development fund is in Manila.</summary>
    public static readonly Payee[] Institutions =
    [
        new("GR-7700-41920", ["PADMBDDHXXX"], "GRTTUS3N") { Weight = 18 },
        new("TH-0019-55201", ["THMSGB2LTRS"], "THMSGB2L", Corriente) { Weight = 14 },
        new("RH-8840-10077", ["RHNHDEFFTRS"], "RHNHDEFF", RheinNewYork) { Weight = 12 },
        new("AK-3021-66014", ["ALPKCHZZTRS"], "ALPKCHZZ", Broadway) { Weight = 9 },
        new("MS-5150-70082", ["MUSAJPJTTRS"], "MUSAJPJT", Broadway) { Weight = 10 },
        new("SC-1004-90316", ["SACUINBBSET"], "SACUINBB", Corriente) { Weight = 13 },
        new("ST-6206-31155", ["STRTSGSXTRS"], "STRTSGSX", LibertyPenn) { Weight = 9 },
        new("PD-2044-80093", ["PADFPHMMTRS"], "PADFPHMM", Corriente) { Weight = 3 },
        new("WR-0450-22718", ["WRPLUS3WXXX"], "WRPLUS3W") { Weight = 6 },
        new("GF-9013-47760", ["GNFDCHGGTRS"], "GNFDCHGG", Broadway) { Weight = 6 },
    ];

    public static Payee OwnAccount => Institutions[0];
    public static Payee DevelopmentFund => Institutions[7];

    /// <summary>Ten companies and public bodies. None is a natural person.</summary>
    public static readonly Payee[] Companies =
    [
        new(InventedIban.Of("GB", "THMS99000140718822"), ["SEVERN MARINE POWER CORPORATION", "14 QUAYSIDE ROW", "LONDON", "UNITED KINGDOM"], "THMSGB2L", Corriente) { Charges = "OUR", Purpose = "GENERATOR OVERHAUL" },
        new(InventedIban.Of("GB", "AVOT99000260114409"), ["AVONMOUTH SECURITY PRINTERS LIMITED", "3 MINT LANE", "BRISTOL", "UNITED KINGDOM"], "AVOTGB2L", Corriente) { Purpose = "BANKNOTE PAPER" },
        new(InventedIban.Of("DE", "999900010088401772"), ["RHEINTAL TURBINENBAU GMBH", "WERKSTRASSE 8", "FRANKFURT", "GERMANY"], "RHNHDEFF", RheinNewYork) { Charges = "OUR", Purpose = "TURBINE SPARES" },
        new("4410772093", ["MUSASHI BRIDGE WORKS CO LTD", "2-9 KITAHAMA", "TOKYO", "JAPAN"], "MUSAJPJT", Broadway) { Charges = "OUR", Purpose = "STEEL GIRDERS" },
        new("7702118845", ["PRAIRIE GRAIN EXPORTS INC", "600 ELEVATOR ROAD", "CHICAGO IL", "UNITED STATES"], "LKSHUS4C") { Purpose = "WHEAT SHIPMENT" },
        new("0091446280173", ["KAVERI TELECOM PRIVATE LIMITED", "88 LAKE AVENUE", "CHENNAI", "INDIA"], "GNGAINBB", Corriente) { Purpose = "EXCHANGE EQUIPMENT" },
        new("3051990427", ["STRAITS HARBOUR AUTHORITY", "1 PIER ROAD", "SINGAPORE"], "STRTSGSX", LibertyPenn) { Purpose = "PORT DUES" },
        new("6217003301448", ["YANGHU STEEL IMPORT EXPORT CO LTD", "210 RIVER ROAD", "SHANGHAI", "CHINA"], "YNHUCNSH", Broadway) { Charges = "OUR", Purpose = "STEEL COILS" },
        new(InventedIban.Of("CH", "99001000445120937"), ["JURA PRECISION INSTRUMENTS AG", "UHRENGASSE 21", "ZURICH", "SWITZERLAND"], "ALPKCHZZ", Broadway) { Purpose = "METERING INSTRUMENTS" },
        new(InventedIban.Of("CH", "99001000330027641"), ["GENEVA METEOROLOGICAL UNION", "QUAI DU VENT 5", "GENEVA", "SWITZERLAND"], "GNFDCHGG", Broadway) { Purpose = "MEMBERSHIP DUES" },
    ];

    /// <summary>Whose transfers are covered: customers of Padma's that pay one company each.</summary>
    public static readonly (string Account, string[] Lines, int Company)[] CoverOrderers =
    [
        ("PRA-30-100417", ["MEGHNA JUTE MILLS CORPORATION", "KHULNA", "BANGLADESH"], 4),
        ("PRA-30-100985", ["SURMA GAS TRANSMISSION COMPANY LTD", "SYLHET", "BANGLADESH"], 2),
        ("PRA-30-101203", ["BANGA SHIPPING LINES LIMITED", "CHITTAGONG", "BANGLADESH"], 6),
        ("PRA-30-101660", ["DELTA TELEPHONE BOARD", "DHAKA", "BANGLADESH"], 5),
    ];

    /// <summary>Near miss 1: a contractor paid for the first time, at a bank not paid before.</summary>
    public static readonly Payee NewContractor = new("2290416537", ["KIBA DAM ENGINEERING CO LTD", "5-1 MINATO", "OSAKA", "JAPAN"], "KIBOJPJT", Broadway) { Charges = "OUR", Purpose = "SITE SURVEY" };

    /// <summary>Whole US dollars of the 35 orders, in the order sent: 951,000,000 in all. The first five are those that were paid.</summary>
    public static readonly int[] Stolen =
    [
        6_000_029, 30_000_028, 19_999_990, 25_001_573, 20_000_000,
        44_999_761, 41_999_389, 41_000_209, 39_999_534, 37_999_286, 37_000_224, 36_001_670, 35_001_341, 34_001_242, 32_999_721, 32_000_603, 30_999_875,
        29_999_583, 29_999_397, 28_999_700, 28_001_697, 27_001_421, 27_001_359, 26_001_341, 24_999_642, 24_999_968, 24_000_856, 23_001_149, 22_001_493, 21_001_564, 19_999_343,
        16_000_796, 12_000_981, 10_000_517, 10_984_718,
    ];

    static readonly string[] AttackNames =
    [
        "MARIA LOURDES VELARDE", "RODRIGO QUIRINO", "JOSE P ILAGAN", "ANTONIO ZARAGOZA", "SARANI FUNDATION",
        "RAMON BAUTISTA LACSON", "LUZON MERIDIAN HOLDINGS INC", "CARMELITA DIMAGIBA", "EDUARDO S MACARAEG", "TERESITA PANGILINAN", "ERNESTO CABRAL", "ROSARIO M SALONGA",
        "VISAYAN CREST HOLDINGS CORPORATION", "FERNANDO ALIPIO", "CORAZON D ESCUDERO", "MANUEL TOLENTINO", "LETICIA BALAGTAS",
        "DANILO C MAGSAYSAY", "PALAWAN STAR VENTURES INC", "GLORIA SANTILLAN", "ROBERTO V ARANETA", "IMELDA CAPULONG", "ARTURO N GATCHALIAN", "JOSEFINA LIWANAG",
        "MINDORO GATEWAY HOLDINGS INC", "ALFREDO R PUNZALAN", "NORMA SUMULONG", "VICENTE K DELA ROSA", "ESTRELLA MANALO", "REYNALDO B OCAMPO",
        "CEBU ARBOR DEVELOPMENT CORPORATION", "NIMAL WICKRAMARATNE", "CHAMINDA R GUNATILAKE", "KUMARI WEERAKOON", "SUNIL D ABEYSINGHE",
    ];

    static readonly (string Orderer, string Text)[] Projects =
    [
        ("PADMA RIVER BRIDGE PROJECT", "BRIDGE PROJECT CONSULTANCY FEE"),
        ("DHAKA METRO RAIL PROJECT", "METRO PROJECT ENGINEERING FEE"),
        ("MEGHNA GHAT POWER PLANT PROJECT", "POWER PLANT CONTRACT PAYMENT"),
        ("RURAL POWER PROJECT FINANCE CELL", "PROJECT CONTRACT SETTLEMENT"),
    ];

    static readonly string[] ManilaRoutes = [Corriente, Broadway, LibertyPenn];

    /// <summary>The creditor of order 1 to 35, the same in both waves; 5 and 32–35 are in Sri Lanka, 6–17 live in a street whose name is on a sanctions list by coincidence.</summary>
    public static Payee Creditor(int order)
    {
        string name = AttackNames[order - 1];
        if (IsSriLankan(order)) return new($"0077-{order:00}-{4_180_000 + order * 7919 % 90_000}", [name, "GALLE ROAD", "COLOMBO", "SRI LANKA"], Serendib, RheinNewYork);
        string? street = order is >= 6 and <= 17 ? $"{100 + 3 * order} JUPITER STREET" : order > 4 ? $"{20 + order} MABINI AVENUE" : null;
        string[] lines = street is null ? [name, "MAKATI CITY", "PHILIPPINES"] : [name, street, "MAKATI CITY", "PHILIPPINES"];
        return new($"9013-{order:00}-{2_750_000 + order * 6133 % 90_000}", lines, MakatiCommercial, ManilaRoutes[order % 3]);
    }

    public static (string Orderer, string Text) Project(int order) => Projects[order % Projects.Length];

    public static bool IsSriLankan(int order) => order is 5 or >= 32;
    public static bool IsCompany(int order) => order is 7 or 13 or 19 or 25 or 31;
    public static bool IsPerson(int order) => order != 5 && !IsCompany(order);
}
