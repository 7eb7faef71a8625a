using System.Globalization;
using System.Text;
using Fraud.Reference;

namespace Fraud.Tests.Reference;

public class ListTests
{
    static readonly HostList List = new("blocked", "blocked.list", """
        # kind value [from] [to] [# note]
        account DE89 3704 0044 0532 0130 00 2024-01-01 2024-12-31   # reported by a victim
        account 0011-2233 2024-06-01
        account OLD99 * 2023-12-31
        bic HACKBDDH
        bic BADXUS33ABC
        name Sarani Fundation
        uetr 97ed4827-7b6f-4491-a06f-b548d5a7512d
        country KP
        term Jupiter
        term Red Star Line 2024-01-01
        account TWICE 2020-01-01 2020-12-31 # first
        account TWICE 2022-01-01 # second
        """);

    [Theory]
    [InlineData("Account", "DE89370400440532013000", "2024-05-05", 0)]
    [InlineData("Account", "/de89 3704 0044 0532 0130 00", "2024-05-05", 0)]
    [InlineData("Account", "DE89370400440532013000", "2025-01-01", -1)]    // expired
    [InlineData("Account", "DE89370400440532013000", "2023-12-31", -1)]
    [InlineData("Account", "DE8937040044053201300", "2024-05-05", -1)]
    [InlineData("Account", "00112233", "2024-06-01", 1)]
    [InlineData("Account", "OLD99", "2001-01-01", 2)]
    [InlineData("Account", "OLD99", "2024-01-01", -1)]
    [InlineData("Wallet", "OLD99", "2001-01-01", -1)]                      // another kind
    [InlineData("Bic", "HACKBDDH", "2024-01-01", 3)]
    [InlineData("Bic", "HACKBDDHXXX", "2024-01-01", 3)]
    [InlineData("Bic", "BADXUS33ABC", "2024-01-01", 4)]
    [InlineData("Bic", "BADXUS33XYZ", "2024-01-01", -1)]
    [InlineData("Bic", "BADXUS33", "2024-01-01", -1)]
    [InlineData("Name", "SARANI  FUNDATION.", "2024-01-01", 5)]
    [InlineData("Name", "SARANI FUNDATION LTD", "2024-01-01", -1)]
    [InlineData("Uetr", "97ED48277B6F4491A06FB548D5A7512D", "2024-01-01", 6)]
    [InlineData("Country", "KP", "2024-01-01", 7)]
    [InlineData("Account", "TWICE", "2020-06-01", 10)]
    [InlineData("Account", "TWICE", "2021-06-01", -1)]
    [InlineData("Account", "TWICE", "2022-06-01", 11)]
    [InlineData("Account", "", "2024-01-01", -1)]
    [InlineData("Account", "-/ -", "2024-01-01", -1)]
    public void An_entry_matches_exactly_while_it_holds(string kind, string value, string day, int entry)
    {
        Assert.Equal(entry >= 0, List.TryMatch(Enum.Parse<ListKind>(kind), Encoding.UTF8.GetBytes(value), CalendarTests.Day(day), out int found));
        Assert.Equal(entry, found);
    }

    [Theory]
    [InlineData("JUPITER STREET, MAKATI", 8)]
    [InlineData("12 jupiter", 8)]
    [InlineData("JUPITERS MOON", -1)]
    [InlineData("THE RED STAR\nLINE INC", 9)]
    [InlineData("RED STAR", -1)]
    [InlineData("RED-STAR-LINE", 9)]
    [InlineData("", -1)]
    [InlineData("...", -1)]
    public void A_watch_term_is_found_as_whole_words(string text, int entry) =>
        Assert.Equal(entry, List.FindTerm(Encoding.UTF8.GetBytes(text), CalendarTests.Day("2024-05-05")));

    [Fact]
    public void A_term_and_a_note_can_be_shown()
    {
        Assert.Equal("RED STAR LINE", List.ValueOf(9));
        Assert.Equal("reported by a victim", List.NoteOf(0));
        Assert.Equal("second", List.NoteOf(11));
        Assert.Equal("", List.NoteOf(1));
        Assert.Equal(CalendarTests.Day("2024-01-01"), List.FromOf(0));
    }

    [Fact]
    public void Two_hundred_thousand_entries_are_found_and_no_other()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 200_000; i++) text.Append(CultureInfo.InvariantCulture, $"account XX{i * 2:D10}\n");
        var list = new HostList("many", "many.list", text.ToString());
        Assert.Equal(200_000, list.Count);
        for (int i = 0; i < 20_000; i++)
        {
            int number = i * 19;
            bool found = list.TryMatch(ListKind.Account, Encoding.ASCII.GetBytes($"XX{number:D10}"), 700_000, out int entry);
            Assert.Equal(number % 2 == 0 && number < 400_000, found);
            if (found) Assert.Equal(number / 2, entry);
        }
    }

    [Fact]
    public void A_value_longer_than_any_entry_is_no_match()
    {
        Assert.False(List.TryMatch(ListKind.Account, Encoding.ASCII.GetBytes(new string('A', 10_000)), 700_000, out _));
        Assert.Equal(-1, List.FindTerm(Encoding.ASCII.GetBytes(new string('A', 10_000)), 740_000));
        Assert.Equal(8, List.FindTerm(Encoding.ASCII.GetBytes(new string('A', 10_000) + " JUPITER"), 740_000));
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        byte[] account = Encoding.ASCII.GetBytes("DE89370400440532013000"), text = Encoding.ASCII.GetBytes("4 JUPITERS ROAD, RED STAR LINES");
        Match();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Match();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Match()
        {
            _ = List.TryMatch(ListKind.Account, account, 739_000, out _);
            _ = List.FindTerm(text, 739_000);
        }
    }

    [Theory]
    [InlineData("Account X", "account, bic, name, uetr, lei, wallet, country, element or term")]
    [InlineData("account", "a value")]
    [InlineData("account 2024-01-01", "a value")]
    [InlineData("account X 2024-02-01 2024-01-01", "a first day not after the last")]
    [InlineData("bic ABC", "a BIC of 8 or 11 characters")]
    [InlineData("uetr 12", "a UETR of 32 hexadecimal digits")]
    [InlineData("term a b c d e", "a term of at most 4 words")]
    public void A_bad_entry_is_an_error_at_load(string text, string expected) =>
        Assert.Equal($"l.list(1): expected {expected}.", Assert.Throws<FormatException>(() => new HostList("l", "l.list", text)).Message);
}
