namespace Fraud.Cli.Simulation;

/// <summary>Mints names that are nobody's: three syllables of 2,400 each way, a trade and the country's legal form, so that two honest names are hardly ever alike.</summary>
static class NameMint
{
    static readonly string[] Onsets = ["B", "D", "F", "G", "H", "K", "L", "M", "N", "P", "R", "S", "T", "V", "Z", "BR", "DR", "GR", "KL", "PL", "ST", "TR", "QU", "SK"];
    static readonly string[] Rimes = ["A", "E", "I", "O", "U", "AN", "EL", "IN", "OR", "UM", "AL", "EN", "IS", "ON", "AR", "ER"];
    static readonly string[] Trades =
    [
        "STEEL", "TEXTILES", "SHIPPING", "CHEMICALS", "FOODS", "LOGISTICS", "MACHINERY", "ELECTRONICS", "PHARMA", "ENERGY", "PAPER", "GLASS", "TIMBER", "OPTICS",
        "MOTORS", "PLASTICS", "MINING", "FARMS", "SYSTEMS", "PUMPS", "CABLES", "TOOLS", "FURNITURE", "PACKAGING", "CERAMICS", "SEEDS", "AVIATION", "PRINTING",
    ];
    static readonly string[] GivenNames =
        ["ANNA", "JOHN", "MARIA", "PETER", "LAURA", "DAVID", "FATIMA", "AHMED", "PRIYA", "RAJESH", "YUKI", "KENJI", "MEI", "WEI", "CARLOS", "LUCIA", "PAULO", "INES", "OMAR", "LEILA"];
    static readonly string[] Streets = ["STREET", "ROAD", "AVENUE", "LANE", "SQUARE"];

    public static string Root(ref SeededRandom random, int syllables)
    {
        string root = "";
        for (int i = 0; i < syllables; i++) root += random.Pick(Onsets) + random.Pick(Rimes);
        return root;
    }

    public static string Organisation(ref SeededRandom random, Market market)
    {
        string name = Root(ref random, 3) + " " + random.Pick(Trades);
        return name + " " + random.Pick(market.Forms.Split(';'));
    }

    public static string Person(ref SeededRandom random) => random.Pick(GivenNames) + " " + Root(ref random, 3);

    public static string Street(ref SeededRandom random) => $"{1 + random.Below(240)} {Root(ref random, 2)} {random.Pick(Streets)}";

    /// <summary>Four letters for an invented BIC.</summary>
    public static string Letters(ref SeededRandom random, int count)
    {
        Span<char> letters = stackalloc char[count];
        for (int i = 0; i < count; i++) letters[i] = (char)('A' + random.Below(26));
        return new string(letters);
    }

    public static string Digits(ref SeededRandom random, int count)
    {
        Span<char> digits = stackalloc char[count];
        for (int i = 0; i < count; i++) digits[i] = (char)('0' + random.Below(10));
        return new string(digits);
    }

    /// <summary>An account as the country writes it: an IBAN with true check digits where it has one, else digits.</summary>
    public static string Account(ref SeededRandom random, Market market) => market.Code switch
    {
        "GB" => InventedIban.Of("GB", "ZZZZ" + Digits(ref random, 14)),
        "DE" => InventedIban.Of("DE", "99" + Digits(ref random, 16)),
        "CH" => InventedIban.Of("CH", "99" + Digits(ref random, 15)),
        "AE" => InventedIban.Of("AE", Digits(ref random, 19)),
        "NL" => InventedIban.Of("NL", "ZZZZ" + Digits(ref random, 10)),
        _ => Digits(ref random, 12),
    };
}
