using System.Globalization;
using System.Text;
using Fraud.Benchmarks;
using Fraud.Reference;
using FsCheck.Xunit;

namespace Fraud.Tests.Reference;

public class NameScreenTests
{
    const double Alert = 0.85;
    static readonly int Today = CalendarTests.Day("2024-05-05");

    // All invented. Enough others that a word's weight means something.
    static readonly HostList List = new("screening", "screening.list", """
        name Viktor Andreevich Kasparin
        name John Smith
        name Mohammed Abdul Karim Al Rashid
        name Muhammad Yusuf Hadrami
        name Ahmed Alhadi Noor
        name John Quincy Merriweather
        name Zarkonia Petrochemical Trading Corp
        name Bank of Zarkonia
        name Golden Lotus International Trading LLC
        name Northern Star Shipping S.A.
        name Saint Aurelian Humanitarian Relief Foundation of Ruritania
        name Eduardo Núñez Castañeda
        name J K Oduya
        name Pyotr Ivanovich Voronin 2020-01-01 2022-12-31
        name International Trading Company
        name Smith Kowalczyk
        name Ahmed Karim Saleh
        name Mohammed Saleh Al Noor
        name Delta Shipping LLC
        name Omega Trading LLC
        name Sigma Holding Corp
        name 王小明
        account 12345
        """);

    static readonly NameScreen Screen = new(List);

    static ScreenHit Find(string name, int day) => new NameScreenSearch(Screen).Find(Encoding.UTF8.GetBytes(name), day);

    // name = the entry that it must bring up.
    [Theory]
    [InlineData("VIKTOR ANDREEVICH KASPARIN", "VIKTOR ANDREEVICH KASPARIN")]      // the name itself
    [InlineData("Kasparin, Viktor Andreevich", "VIKTOR ANDREEVICH KASPARIN")]     // order and case
    [InlineData("VICTOR ANDREEVICH KASPARIN", "VIKTOR ANDREEVICH KASPARIN")]      // a letter replaced
    [InlineData("VIKTOR ANDREEVICH KAPSARIN", "VIKTOR ANDREEVICH KASPARIN")]      // letters swapped
    [InlineData("VIKTOR ANDREVITCH KASPARINE", "VIKTOR ANDREEVICH KASPARIN")]     // three letters off in two words
    [InlineData("VIKTOR A. KASPARIN", "VIKTOR ANDREEVICH KASPARIN")]              // an initial
    [InlineData("VIKTOR ANDREE VICH KASPARIN", "VIKTOR ANDREEVICH KASPARIN")]     // a word split
    [InlineData("VIKTORANDREEVICH KASPARIN", "VIKTOR ANDREEVICH KASPARIN")]       // words run together
    [InlineData("Виктор Андреевич Каспарин", "VIKTOR ANDREEVICH KASPARIN")]       // as passports transliterate it
    [InlineData("MR JOHN SMITH", "JOHN SMITH")]
    [InlineData("MUHAMMAD ABDUL KARIM ALRASHID", "MOHAMMED ABDUL KARIM AL RASHID")]
    [InlineData("MOHAMMED YUSUF HADRAMI", "MUHAMMAD YUSUF HADRAMI")]              // two letters apart, and common
    [InlineData("AHMED AL HADI NOOR", "AHMED ALHADI NOOR")]
    [InlineData("JOHN Q. MERRIWEATHER", "JOHN QUINCY MERRIWEATHER")]
    [InlineData("ZARKONIA PETROCHEMICAL TRADING LTD", "ZARKONIA PETROCHEMICAL TRADING CORP")] // another legal form
    [InlineData("ZARKONIA PETROCHEMICAL", "ZARKONIA PETROCHEMICAL TRADING CORP")]
    [InlineData("ZARKONIA BANK", "BANK OF ZARKONIA")]
    [InlineData("GOLDEN LOTUS TRADING INTERNATIONAL L.L.C.", "GOLDEN LOTUS INTERNATIONAL TRADING LLC")]
    [InlineData("NORTHERN STAR SHIPPING SA", "NORTHERN STAR SHIPPING S A")]
    [InlineData("NORTHERN STAR SHIPPING S.A", "NORTHERN STAR SHIPPING S A")]
    [InlineData("SAINT AURELIAN HUMANITARIAN RELIEF ", "SAINT AURELIAN HUMANITARIAN RELIEF FOUNDATION OF RURITANIA")]  // FIN cut it after 34 characters
    [InlineData("THE SAINT AURELIAN HUMANITARIAN REL", "SAINT AURELIAN HUMANITARIAN RELIEF FOUNDATION OF RURITANIA")]  // and here within a word
    [InlineData("EDUARDO NUNEZ CASTANEDA", "EDUARDO NÚÑEZ CASTAÑEDA")]
    [InlineData("Eduardo Nu\u0301n\u0303ez Castan\u0303eda", "EDUARDO NÚÑEZ CASTAÑEDA")]  // combining marks
    [InlineData("EDUARDO NU\u200BNEZ CASTA\u00ADNEDA", "EDUARDO NÚÑEZ CASTAÑEDA")]        // characters nobody sees
    [InlineData("ＥＤＵＡＲＤＯ ＮＵＮＥＺ ＣＡＳＴＡＮＥＤＡ", "EDUARDO NÚÑEZ CASTAÑEDA")] // full width
    [InlineData("INTERNATIONAL TRADING CO", "INTERNATIONAL TRADING COMPANY")]     // listed with nothing else
    [InlineData("王小明", "王小明")]
    public void A_name_brings_up_the_entry_it_means(string name, string entry)
    {
        var hit = Find(name, Today);
        Assert.Equal(entry, hit.Entry < 0 ? "" : Upper(List.ValueOf(hit.Entry)));
        Assert.InRange(hit.Score, Alert, 1);
    }

    // The list folds ASCII only.
    static string Upper(string value) => value.ToUpperInvariant();

    [Theory]
    [InlineData("CORP")]
    [InlineData("TRADING LLC")]
    [InlineData("BANK OF")]
    [InlineData("BANK OF RURITANIA")]                    // another bank
    [InlineData("ZARKONIA SHIPPING")]                    // shares the country with the bank
    [InlineData("SHIPPING S.A.")]
    [InlineData("SILVER TULIP INTERNATIONAL TRADING LLC")] // shares INTERNATIONAL TRADING only
    [InlineData("DELTA TRADING LLC")]
    [InlineData("SMITH")]                                // a surname is no one
    [InlineData("JOHN")]
    [InlineData("J SMITH")]
    [InlineData("JOHN SMYTHE")]                          // two letters in five
    [InlineData("JOHN SMITHERS")]
    [InlineData("MARY SMITH")]
    [InlineData("MOHAMMED AHMED")]
    [InlineData("VIKTOR PETROVICH ANDRONOV")]
    [InlineData("ANDREEVICH")]
    [InlineData("FOUNDATION OF RURITANIA")]
    [InlineData("王小红")]                               // one sign of three is another person
    [InlineData("12345")]                                // an account is no name
    [InlineData("Pyotr Ivanovich Voronin")]              // no longer listed
    [InlineData("")]
    [InlineData(" ., -- '")]
    public void Another_name_stays_below_the_alert(string name) => Assert.InRange(Find(name, Today).Score, 0, Alert - 0.01);

    // The table of Rules/README.md.
    [Theory]
    [InlineData("KASPARIN, VIKTOR ANDREEVICH", 1)]
    [InlineData("VIKTOR ANDREEVICH KAPSARIN", 0.967)]
    [InlineData("VIKTOR A. KASPARIN", 0.864)]
    [InlineData("VIKTOR KASPARIN", 0.8)]
    [InlineData("GOLDEN LOTUS TRADING LTD", 1.0)]
    [InlineData("ZARKONIA SHIPPING LTD", 0.667)]
    [InlineData("SILVER TULIP TRADING LLC", 0)]
    [InlineData("CORP", 0)]
    public void Worked_examples(string name, double score)
    {
        var list = new HostList("l", "l.list", "name Viktor Andreevich Kasparin\nname Golden Lotus Trading LLC\nname Bank of Zarkonia\nname Delta Shipping Corp");
        Assert.Equal(score, new NameScreenSearch(new NameScreen(list)).Find(Encoding.UTF8.GetBytes(name), Today).Score, 3);
    }

    [Theory]
    [InlineData("2019-12-31", 0)]
    [InlineData("2020-01-01", 1)]
    [InlineData("2022-12-31", 1)]
    [InlineData("2023-01-01", 0)]
    public void An_entry_is_found_while_it_holds(string day, double score) => Assert.Equal(score, Find("VORONIN PYOTR IVANOVICH", CalendarTests.Day(day)).Score);

    [Fact]
    public void Of_equal_entries_the_first_that_holds_is_found()
    {
        var search = new NameScreenSearch(new NameScreen(new HostList("l", "l.list", "name Ivo Sternik * 2020-12-31\nname Sternik Ivo\nname Ivo Sternik")));
        Assert.Equal(0, search.Find("IVO STERNIK"u8, CalendarTests.Day("2020-12-31")).Entry);
        Assert.Equal(1, search.Find("IVO STERNIK"u8, CalendarTests.Day("2021-01-01")).Entry);
    }

    [Fact]
    public void The_pieces_say_what_was_found_and_how()
    {
        var search = new NameScreenSearch(Screen);
        var hit = search.Explain(Encoding.UTF8.GetBytes("KAPSARIN VIKTOR A."), Today);
        Assert.Equal(
            [(ScreenMatch.Exact, 1, 0), (ScreenMatch.Misspelt, 0, 2), (ScreenMatch.Initial, 2, 1)],
            search.Pieces.ToArray().Select(p => (p.Match, p.Word, p.EntryWord)));
        double counted = 0;
        foreach (var piece in search.Pieces) counted += piece.Share * NameScreenSearch.PercentOf(piece.Match) / 100;
        Assert.Equal(hit.Score, counted, 12);
    }

    [Theory]
    [InlineData("ß", "SS")]
    [InlineData("Łódź Çelebi Ğ", "LODZ|CELEBI|G")]
    [InlineData("ÆØÅæøå Œuvre Þór", "AEOAAEOA|OEUVRE|THOR")]
    [InlineData("Nguyễn Thị Ước", "NGUYEN|THI|UOC")]
    [InlineData("Щукин Юлия Хрущёв Объект Ігор", "SHCHUKIN|IULIIA|KHRUSHCHEV|OBIEEKT|IGOR")]
    [InlineData("Παπαδόπουλος Χρήστος ΚΥΡΙΑΚΟΥ", "PAPADOPOULOS|CHRISTOS|KYRIAKOU")]
    [InlineData("O'Brien-Smith & Co. 3rd", "O|BRIEN|SMITH|CO|3RD")]
    [InlineData("A.C.M.E. S.A. de C.V.", "A|C|M|E|S|A|DE|CV")]
    [InlineData("L.L.C.", "LLC")]
    public void A_name_is_read_as_words(string name, string words) => Assert.Equal(words, Words(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void Bytes_that_are_no_utf_8_are_latin_1() => Assert.Equal("MULLER|X", Words([.. "M"u8, 0xFC, .. "LLER "u8, 0x80, .. "X"u8]));

    static string Words(byte[] name)
    {
        var text = new NameScreenText();
        text.Read(name);
        return string.Join('|', Enumerable.Range(0, text.Count).Select(i => new string([.. text.Codes(i).ToArray().Select(c => c <= 26 ? (char)('A' + c - 1) : c <= 36 ? (char)('0' + c - 27) : '?')])));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(2)]
    public void A_name_of_too_many_words_is_over_budget_not_clean(int wordLength)
    {
        string word = new('Q', wordLength);
        Assert.False(Find(string.Join(' ', Enumerable.Repeat(word, NameScreenText.MaxWords)), Today).OverBudget);
        Assert.True(Find(string.Join(' ', Enumerable.Repeat(word, NameScreenText.MaxWords + 1)), Today).OverBudget);
    }

    [Fact]
    public void A_search_that_costs_too_much_is_over_budget_and_leaves_nothing_behind()
    {
        // Words that are all alike: each of the name's is a misspelling of thousands.
        var text = new StringBuilder("name ORDINARY PERSON\n");
        for (int i = 0; i < 9000; i++) text.Append(CultureInfo.InvariantCulture, $"name AAAAAAAAAA{(char)('A' + i % 26)}{(char)('A' + i / 26 % 26)}{(char)('A' + i / 676)}\n");
        var search = new NameScreenSearch(new NameScreen(new HostList("l", "l.list", text.ToString())));
        Assert.True(search.Find("AAAAAAAAAAAAA"u8, Today).OverBudget);
        Assert.Equal(new ScreenHit(1, 0, false), search.Find("ORDINARY PERSON"u8, Today));
    }

    [Fact]
    public void A_listed_name_of_too_many_words_is_an_error_at_load() =>
        Assert.Equal("screening.list(2): expected a name of at most 64 words.", Assert.Throws<FormatException>(() => ReferenceData.Default.With("screening.list",
            $"name FINE\nname {string.Join(' ', Enumerable.Repeat("A", 65))}")).Message);

    static readonly string[] s_pool =
    [
        "AL", "RASHID", "ALRASHID", "MOHAMMED", "MUHAMMAD", "SMITH", "SMITHE", "J", "A", "JOHN", "TRADING", "LTD", "LLC", "BANK", "OF", "INTERNATIONAL", "KASPARINSKY", "KASPARINSKI",
        "ANDREEVICH", "ANDRE", "EVICH", "ROBERTSON", "ROBERT", "SON", "12", "1234567", "7654321", "YUSUF", "YUSSUF", "НИКОЛАЙ", "NIKOLAI", "王小明", "S", "SA", "DELTA", "DALTA",
    ];

    static string RandomName(Random random, int most)
    {
        var words = Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => random.Next(6) > 0 ? s_pool[random.Next(s_pool.Length)] : RandomWord(random)).ToArray();
        return string.Join(' ', words);
    }

    static string RandomWord(Random random) => new([.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => "ABEN"[random.Next(4)])]);

    static string Changed(Random random, string name)
    {
        for (int n = random.Next(4); n > 0 && name.Length > 2; n--)
        {
            int at = random.Next(name.Length - 1);
            name = random.Next(5) switch
            {
                0 => name.Remove(at, 1),
                1 => name.Insert(at, "E"),
                2 => name[..at] + name[at + 1] + name[at] + name[(at + 2)..],
                3 => name.Insert(at, " "),
                _ => name[..at] + "N" + name[(at + 1)..],
            };
        }
        return name;
    }

    [Property(MaxTest = 300)]
    public void The_index_finds_what_comparing_everything_finds(int seed)
    {
        var random = new Random(seed);
        string[] names = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => RandomName(random, 7))];
        string[] dates = ["", "", "", " 2024-06-01", " * 2024-01-01", " 2024-05-05 2024-05-05"];
        var list = new HostList("l", "l.list", string.Join('\n', names.Select(n => $"name {n}{dates[random.Next(dates.Length)]}")));
        var search = new NameScreenSearch(new NameScreen(list));
        var plain = new PlainNameScreen(list);
        for (int i = 0; i < 20; i++)
        {
            string name = random.Next(3) == 0 ? RandomName(random, 8) : Changed(random, names[random.Next(names.Length)]);
            if (random.Next(4) == 0) name = $"{name} {RandomName(random, 8)} LIMITED COMPANY OF SOMEWHERE"[..35];
            byte[] bytes = Encoding.UTF8.GetBytes(name);
            var expected = plain.Find(bytes, Today);
            var hit = search.Find(bytes, Today);
            Assert.Equal((expected.Score, expected.Entry, false, name), (hit.Score, hit.Entry, hit.OverBudget, name));
            Assert.Equal(hit, search.Explain(bytes, Today));
        }
    }

    [Property(MaxTest = 300)]
    public void Any_bytes_get_an_answer(byte[] name) => Assert.InRange(new NameScreenSearch(Screen).Find(name, Today).Score, 0, 1);

    [Fact]
    public void Searching_allocates_nothing()
    {
        var search = new NameScreenSearch(Screen);
        byte[][] names =
        [
            Encoding.UTF8.GetBytes("VICTOR ANDREE VICH KAPSARIN"), Encoding.UTF8.GetBytes("MUHAMMAD ABDUL KARIM ALRASHID"), Encoding.UTF8.GetBytes("ПЁТР Q. CLEAN"), [], [0xFF, 0xC3, 0x28],
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ZARKONIA ", 1111))), Encoding.UTF8.GetBytes(new string('A', 10_000)),
        ];
        All();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) All();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void All()
        {
            foreach (byte[] name in names) search.Find(name, Today);
        }
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void The_culture_changes_nothing(string culture)
    {
        string[] names = ["victor andreevich kasparin", "İSMAIL KARIM", "ZARKONIA INTERNATIONAL", "saint aurelian humanitarian relief"];
        var expected = names.Select(n => Find(n, Today)).ToArray();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, names.Select(n => new NameScreenSearch(new NameScreen(List)).Find(Encoding.UTF8.GetBytes(n), Today)));
        }
        finally { CultureInfo.CurrentCulture = before; }
    }
}
