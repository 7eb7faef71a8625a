using System.Text;
using FsCheck.Xunit;
using Fraud.Reference;

namespace Fraud.Tests.Reference;

public class NameClassifierTests
{
    // All invented. One class a line, names separated by semicolons.
    const string Names = """
        Person: MARIA LOURDES VELARDE; R. QUIRINO; ILAGAN JOSE P; ZARAGOZA, ROMULO; Jose Rizaldo Magbanua; MA. TERESA DELA CRUZ; JUAN CARLOS S. OCAMPO
        Person: JOHN SMITH; MR J SMITH; MRS ANNE-MARIE WALSH; DR HELEN GRANT; J.P. MORRIS; SMITH, JOHN; John O'Brien; MR AND MRS P HUGHES; MR & MRS P HUGHES; JOHN WICKSTEADY
        Person: HANS-PETER MUELLER; Jürgen Schröder; FRANÇOIS LEFEBVRE; GIUSEPPE ROSSI; LARS ERIKSSON; PIOTR KOWALSKI; IVAN PETROV; MEHMET YILMAZ; ANNA VAN DER BERG
        Person: MD RAFIQUL ISLAM; MOHAMMAD ABDUL KARIM; MST FATEMA BEGUM; SHIRIN AKHTER; ABDUR RAHMAN CHOWDHURY; NAZRUL HAQUE TALUKDER; A.K.M. RAHMAN
        Person: RAJESH KUMAR SHARMA; PRIYA NAIR; S. VENKATESH IYER; HARPREET SINGH GILL; ANITA DESAI; K SUBRAMANIAN; GANESH THAPA
        Person: NIMAL PERERA; W.A. CHANDANA SILVA; DISSANAYAKE KUMARI; SANDUNI JAYAWARDENA; K. SIVALINGAM; RUWAN BANDARA
        Person: CHEN WEI; WONG KA MING; LEE MEILING; TAN MEI LAN PATRICIA; NGUYEN THI HUONG; KIM MINJUN; TANAKA HIROSHI; ZHANG XIAOMING; LIM SIUMING
        Person: AHMED HASSAN AL MANSOURI; FATIMA BINT KHALID AL OTAIBI; OMAR IBN SALEH; MOHAMED ABDELRAHMAN; SITI NURUL BINTI ISMAIL; REZA HOSSEINI; KWAME MENSAH; NGOZI OKAFOR; JUMA KAMAU
        Person: PEDRO ALVAREZ GARCIA; ANA BEATRIZ SOUZA; JOAO PAULO FERREIRA; CARLOS EDUARDO DE OLIVEIRA; MIGUEL ANGEL HERNANDEZ LOPEZ; MARIA DE LOS ANGELES TORRES RAM
        Organisation: SMITH TRADING LTD; ACME S.A.; Beispiel GmbH; EXEMPLE SARL; NORTHWIND L.L.C.; Contoso Pte Ltd; TANAKA KABUSHIKI KAISHA; PT MAJU JAYA TBK; DELTA SHIPPING LINES; SUNRISE GARMENTS
        Organisation: WINGTIP TOYS INC.; ALPINE SKI HOUSE AG; FOURTH COFFEE COMPANY; GOLDEN DRAGON INDUSTRIES; OCEAN PEARL SEAFOOD EXPORTS; JOHN SMITH LIMITED; GARCIA HERMANOS; SMITH & SONS; KHAN BROTHERS; ROSSI COSTRUZIONI S.R.L.
        Organisation: HUDSON ENGINEERING CONSULTANTS; TOKYO BRIDGE WORKS; INTERNATIONAL MACHINERY SUPPLY; ADVENTURE WORKS CYCLES OY; LITWARE ASA; PROSEWARE NV; TREY RESEARCH UNIVERSITY; DHAKA POWER DISTRIBUTION; MAKATI REALTY CORP; NORTHERN LIGHT AB
        Organisation: PACIFIC RIM INTERNATIONAL TRADING C; GREAT EASTERN INDUSTRIAL CORPORATIO; PADMA WATER SUPPLY PROJECT
        FinancialInstitution: RHEIN HANDELSBANK; SERENDIB BANK; MAKATI COMMERCIAL BANK; BANCO DEL SOL AZUL; BANQUE EXEMPLAIRE; CREDIT UNION OF NOWHERE; HUDSON RESERVE CUSTODIAN; PAN-ASIA DEVELOPMENT FUND; NORDSPARKASSE EXEMPEL; FIRST IMAGINARY INSURANCE; ALPHA SECURITIES LLC
        Government: PADMA BRIDGE PROJECT AUTHORITY; MINISTRY OF FINANCE; EMBASSY OF RURITANIA; DHAKA CITY MUNICIPALITY; DEPARTMENT OF ROADS; GOVT OF RURITANIA; FINANCE DIVISION CELL; CUSTOMS HOUSE COMMISSIONERATE
        Charity: SARANI FOUNDATION; Sarani Fundation; SARANI FANDATION; FUNDACIÓN SOL AZUL; Muster-Stiftung; FONDATION EXEMPLE; RED LOTUS RELIEF SOCIETY; ORPHANS WELFARE HOME; STICHTING VOORBEELD
        Casino: SOLAIRA CASINO RESORT; LUCKY STAR GAMING LTD; GOLDEN JUNKET OPERATOR; EXAMPLE BETTING PLC
        Exchange: IMAGINARY BITCOIN EXCHANGE; CRYPTO ALPHA LTD; EXAMPLE BLOCKCHAIN SERVICES
        MoneyService: PHILREM REMITTANCE CORP; AL NOOR EXCHANGE; CASA DE CAMBIO AZUL; EXAMPLE FOREX BUREAU
        Unsure: JUPITER; PARIS VICTORIA; XQZ; BLUE HORIZON; VICTORIA STATION; JORDAN RIVER; SIM; AS; A B; 12345; SERENDIPITY; LONDON; ZYTHOS KRANDAL; CHINA GRACE
        """;

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string line in Names.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            foreach (string name in line[(colon + 1)..].Split(';', StringSplitOptions.TrimEntries)) cases.Add(name, line[..colon].Trim());
        }
        return cases;
    }

    static PartyClass Classify(string name) => NameClassifier.Classify(Encoding.UTF8.GetBytes(name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_name_tells_its_class(string name, string expected) => Assert.Equal(expected, Classify(name).ToString());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_does_not_count(string name, string expected)
    {
        Assert.Equal(expected, Classify(name.ToUpperInvariant()).ToString());
        Assert.Equal(expected, Classify(name.ToLowerInvariant()).ToString());
    }

    [Fact]
    public void There_are_names_of_many_cultures() => Assert.True(Cases().Count >= 120);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Cutting_a_name_at_35_characters_never_makes_a_person_of_an_organisation(string name, string expected)
    {
        if (expected is "Person" or "Unsure") return;
        string padded = string.Concat(Enumerable.Repeat(name + " ", 35))[..35];
        Assert.NotEqual(PartyClass.Person, Classify(padded));
    }

    [Property(MaxTest = 500)]
    public void Any_bytes_get_an_answer(byte[] name) => Assert.True(Enum.IsDefined(NameClassifier.Classify(name)));

    [Fact]
    public void Classifying_allocates_nothing()
    {
        byte[][] names = [.. Cases().Select(c => Encoding.UTF8.GetBytes(c.Data.Item1))];
        foreach (byte[] name in names) NameClassifier.Classify(name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] name in names) NameClassifier.Classify(name);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
