using System.Text;

namespace Fraud.Reference;

/// <summary>
/// The settlement systems of <c>rails.txt</c>: <c>rail Fedwire USD calendar US</c>, and below it lines
/// <c>from 2021-03-08 open -03:00 close 19:00 cutoff 18:45</c>, each valid until the next.
/// </summary>
sealed class RailTable
{
    readonly Dictionary<uint, PaymentRail> _rails = [];

    public RailTable(string file, string text, Func<string, Calendar?> calendarOf)
    {
        var table = new TableText(file, text);
        var hours = new List<RailHours>();
        (string Name, CurrencyCode Currency, string Calendar)? open = null;
        while (table.Next())
        {
            if (table.Words[0] == "from")
            {
                if (open is null) throw table.Expected("'rail', a name and a currency");
                hours.Add(ReadHours(table, hours));
                continue;
            }
            Close(open, hours, calendarOf);
            open = ReadRail(table);
        }
        Close(open, hours, calendarOf);
    }

    /// <summary>The rail that settles a currency; null where none is known.</summary>
    public PaymentRail? Of(CurrencyCode currency) => _rails.GetValueOrDefault(currency.Packed);

    static (string, CurrencyCode, string) ReadRail(TableText table)
    {
        if (table.Words[0] != "rail" || table.Words.Length != 5 || table.Words[3] != "calendar") throw table.Expected("a line such as 'rail Fedwire USD calendar US'");
        if (!CurrencyCode.TryParse(Encoding.ASCII.GetBytes(table.Words[2]), out var currency)) throw table.Expected("a currency such as USD");
        return (table.Words[1], currency, table.Words[4]);
    }

    static RailHours ReadHours(TableText table, List<RailHours> earlier)
    {
        var words = table.Words;
        if (words.Length != 8 || words[2] != "open" || words[4] != "close" || words[6] != "cutoff")
            throw table.Expected("a line such as 'from 2016-06-20 open 06:00 close 18:00 cutoff 17:40'");
        int from = table.Day(1);
        if (earlier.Count > 0 && earlier[^1].FromDay >= from) throw table.Expected("a date after the one of the line before");
        return new RailHours(from, table.Minutes(words[3]), table.Minutes(words[5]), table.Minutes(words[7]));
    }

    // A host may remove a calendar: the rail goes with it, and its cut-offs become unknown.
    void Close((string Name, CurrencyCode Currency, string Calendar)? open, List<RailHours> hours, Func<string, Calendar?> calendarOf)
    {
        if (open is { } rail && calendarOf(rail.Calendar) is { } calendar)
            _rails[rail.Currency.Packed] = new PaymentRail(rail.Name, rail.Currency, calendar, [.. hours]);
        hours.Clear();
    }
}
