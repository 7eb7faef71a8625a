using System.Text;
using FsCheck.Xunit;
using Fraud.Reference;

namespace Fraud.Tests.Reference;

public class WordTests
{
    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Theory]
    [InlineData("Sarani Fundation", "Fundation", "FOUNDATION")]
    [InlineData("SARANI FANDATION", "FANDATION", "FOUNDATION")]
    [InlineData("SARANI FOUNDATOIN", "FOUNDATOIN", "FOUNDATION")]
    [InlineData("ACME CORPORTION", "CORPORTION", "CORPORATION")]
    [InlineData("ACME INTERNATONAL", "INTERNATONAL", "INTERNATIONAL")]
    [InlineData("ACME TRADDING", "TRADDING", "TRADING")]
    [InlineData("ACME LIMTIED", "LIMTIED", "LIMITED")]
    [InlineData("INDUSTREIS OF ACME", "INDUSTREIS", "INDUSTRIES")]
    public void A_misspelt_entity_word_is_found(string name, string token, string word)
    {
        int found = EntityWords.FindTypo(Bytes(name), out int start, out int length);
        Assert.True(found >= 0);
        Assert.Equal(word, EntityWords.WordOf(found));
        Assert.Equal(token, name.Substring(start, length));
    }

    [Theory]
    [InlineData("SARANI FOUNDATION")]
    [InlineData("SARANI FOUNDATIONS")]
    [InlineData("FUNDACION SOL")]
    [InlineData("FUNDACIÓN SOL")]
    [InlineData("FONDATION SOLEIL")]
    [InlineData("MUSTER STIFTUNG")]
    [InlineData("SOCIETE GENERALE EXEMPLE")]
    [InlineData("JOHN HARDING")]
    [InlineData("READING ROOMS")]
    [InlineData("TRAINING CENTRE")]
    [InlineData("HOLDEN MOTORS")]
    [InlineData("ENTREPRISE EXEMPLE")]
    [InlineData("COMPANIA NAVIERA")]
    [InlineData("MARIA LOURDES VELARDE")]
    [InlineData("CHANDRASEKARAN")]
    [InlineData("PLANTATIONS")]
    [InlineData("")]
    public void Right_words_and_their_neighbours_are_no_typo(string name)
    {
        Assert.Equal(-1, EntityWords.FindTypo(Bytes(name), out int start, out int length));
        Assert.Equal((0, 0), (start, length));
    }

    [Fact]
    public void No_listed_name_or_word_is_a_typo()
    {
        foreach (string file in (string[])["names.txt", "words.txt", "workswords.txt"])
            foreach (string word in EmbeddedText.Read(file).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.All(char.IsAsciiLetterUpper)))
                Assert.True(EntityWords.FindTypo(Bytes(word), out _, out _) < 0, word);
    }

    [Property(MaxTest = 1000)]
    public void Edit_distance_equals_its_definition(byte[] first, byte[] second)
    {
        byte[] a = [.. first.Take(7).Select(b => (byte)(b % 3))], b = [.. second.Take(7).Select(x => (byte)(x % 3))];
        if (a.Length == 0) return;
        Span<ulong> places = stackalloc ulong[EditDistance.Alphabet];
        EditDistance.Prepare(a, places);
        Assert.Equal(Plain(a.Length, b.Length), EditDistance.Between(places, a.Length, b));

        int Plain(int i, int j)
        {
            if (i == 0 || j == 0) return i + j;
            int best = Math.Min(Math.Min(Plain(i - 1, j), Plain(i, j - 1)) + 1, Plain(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1));
            return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? Math.Min(best, Plain(i - 2, j - 2) + 1) : best;
        }
    }

    [Theory]
    [InlineData("PADMA BRIDGE PROJECT CONTRACT FEE", 3)]
    [InlineData("METRO RAIL PROJECT", 3)]
    [InlineData("PROJECT PROJECTS PROJECT", 1)]
    [InlineData("INV 4711 L/C 12/2016", 2)]
    [InlineData("UNDER L.C. 12", 1)]
    [InlineData("BHERAMARA POWER PLANT", 2)]
    [InlineData("CONSULTANT FEE", 1)]
    [InlineData("SALARY JANUARY", 0)]
    [InlineData("A/C 123", 0)]
    [InlineData("", 0)]
    public void Works_words_are_counted_once_each(string text, int count) => Assert.Equal(count, WorksWords.Count(Bytes(text)));

    [Theory]
    [InlineData("/BNF/ J DOE AC 123", true)]
    [InlineData("/BNF/JOHN SMITH", true)]
    [InlineData("/BNF/ACME TRADING A/C 0012345", true)]
    [InlineData("B/O ACME TRADING LTD", true)]
    [InlineData("/REC/B/O MARIA VELARDE", true)]
    [InlineData("BY ORDER OF MARIA VELARDE", true)]
    [InlineData("/REC/ORDERING CUSTOMER: ACME LTD", true)]
    [InlineData("/INS/CHASUS33", false)]
    [InlineData("/INS/CHASUS33\n/BNF/COVER OF OUR MT103", false)]
    [InlineData("/BNF/DEUTDEFF", false)]
    [InlineData("/ACC/ACCOUNT WITH YOUR NEW YORK OFFICE", false)]
    [InlineData("B/O RHEIN HANDELSBANK", false)]
    [InlineData("/REC/FX DEAL 4711", false)]
    [InlineData("IN ORDER OF VALUE", false)]
    [InlineData("", false)]
    public void Customer_data_in_a_bank_transfer_is_found(string field72, bool found) => Assert.Equal(found, HiddenCustomer.Found(Bytes(field72)));

    [Theory]
    [InlineData("JUPITER STREET\nMAKATI CITY", "PH")]
    [InlineData("12 MOTIJHEEL C/A\nDHAKA 1000\nBANGLADESH", "BD")]
    [InlineData("3/LK/COLOMBO", "LK")]
    [InlineData("1/JOHN SMITH\n2/MAIN STREET 1\n3/US/SPRINGFIELD IL", "US")]
    [InlineData("MAIN STREET 1\nSPRINGFIELD IL", "")]
    [InlineData("MAIN STREET 1\nSPRINGFIELD IL\nUSA", "US")]
    [InlineData("BAHNHOFSTR. 1\n60311 FRANKFURT AM MAIN\nDE", "DE")]
    [InlineData("PORT MORESBY, PAPUA NEW GUINEA", "PG")]
    [InlineData("CONAKRY GUINEA", "GN")]
    [InlineData("SINGAPORE 049315", "SG")]
    [InlineData("TRENTON NEW JERSEY", "US")]
    [InlineData("ATLANTA GEORGIA", "")]
    [InlineData("TBILISI\nGEORGIA", "GE")]
    [InlineData("LONDON EC2R 8AH\nUNITED KINGDOM", "GB")]
    [InlineData("ABIDJAN COTE D'IVOIRE", "CI")]
    [InlineData("WARSZAWA, PL", "PL")]
    [InlineData("1 MAIN ROAD, BH", "BH")]
    [InlineData("QUAI DU RHONE 1\nSUISSE\n", "CH")]
    [InlineData("SEOUL\nREPUBLIC OF KOREA", "KR")]
    [InlineData("PO BOX 1, KINGDOM OF SAUDI ARABIA", "SA")]
    [InlineData("3/ZZ/NOWHERE", "")]
    [InlineData("SOMEWHERE DE", "")]
    [InlineData("CALLE MAYOR 1, 28013 MADRID", "ES")]
    [InlineData("", "")]
    [InlineData("\r\n\r\n", "")]
    public void The_country_of_an_address_is_found_or_left_open(string address, string country)
    {
        ushort found = Countries.Default.CountryOfAddress(Bytes(address));
        Assert.Equal(country, found == 0 ? "" : new string([(char)(found & 255), (char)(found >> 8)]));
    }

    [Fact]
    public void Countries_have_names()
    {
        Assert.Equal("Bangladesh", Countries.Default.NameOf('B' | 'D' << 8));
        Assert.Equal("QZ", Countries.Default.NameOf('Q' | 'Z' << 8));
        int known = Enumerable.Range('A', 26).Sum(a => Enumerable.Range('A', 26).Count(b => Countries.Default.IsKnown((ushort)(a | b << 8))));
        Assert.Equal(244, known); // the 249 of ISO 3166-1 less six without residents, and Kosovo
    }

    [Property(MaxTest = 500)]
    public void Any_bytes_are_survived(byte[] text)
    {
        Assert.InRange(WorksWords.Count(text), 0, 63);
        _ = HiddenCustomer.Found(text);
        _ = EntityWords.FindTypo(text, out int start, out int length);
        Assert.True(start >= 0 && start + length <= text.Length);
        ushort country = Countries.Default.CountryOfAddress(text);
        Assert.True(country == 0 || Countries.Default.IsKnown(country));
    }

    [Fact]
    public void Reading_words_allocates_nothing()
    {
        byte[] name = Bytes("SARANI FUNDATION INTERNATONAL PROJ"), address = Bytes("JUPITER STREET\nMAKATI CITY\nPHILIPPINES");
        Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Read();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Read()
        {
            _ = EntityWords.FindTypo(name, out _, out _);
            _ = WorksWords.Count(name);
            _ = HiddenCustomer.Found(address);
            _ = Countries.Default.CountryOfAddress(address);
        }
    }
}
