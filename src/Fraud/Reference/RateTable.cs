using System.Globalization;
using System.Text;

namespace Fraud.Reference;

/// <summary>
/// Dated rates to a base currency, as exact decimals. Lines of <c>rates.csv</c>: <c>EUR,2016,1.1069</c> (a year), <c>EUR,2016-02,1.1096</c> (a month),
/// <c>EUR,2016-02-04,1.1206</c> (a day); a later line wins on the days it names. <c>base,USD</c> names the base. No rate, no conversion: nothing is carried
/// over from another day.
/// </summary>
sealed class RateTable
{
    static readonly int FirstDay = new DateOnly(2000, 1, 1).DayNumber, DayCount = new DateOnly(2051, 1, 1).DayNumber - FirstDay;
    const int MaxDigits = 12; // 10^18 × 10^12 × 100 stays below 2^127

    readonly record struct Rate(long Digits, int Scale); // Digits × 10^−Scale

    // Per currency: the first days of runs of one rate, ascending, and their rates (none = default).
    sealed record Runs(int[] Starts, Rate[] Rates);

    readonly Dictionary<uint, Runs> _runs = [];

    /// <summary>The currency in which amounts are compared.</summary>
    public CurrencyCode Base { get; private set; } = CurrencyCode.Parse("USD");

    public RateTable(string file, string text)
    {
        var table = new TableText(file, text);
        var byCurrency = new SortedDictionary<uint, List<(int First, int Last, Rate Rate)>>();
        while (table.Next())
        {
            var cells = table.Content.Split(',', StringSplitOptions.TrimEntries);
            if (cells[0] == "currency") continue; // the heading
            if (!CurrencyCode.TryParse(Encoding.ASCII.GetBytes(cells[0] == "base" && cells.Length == 2 ? cells[1] : cells[0]), out var currency))
                throw table.Expected("a currency such as EUR, or 'base,USD'");
            if (cells[0] == "base") { Base = currency; continue; }
            if (cells.Length != 3) throw table.Expected("currency, period and rate, such as EUR,2016,1.1069");
            var (first, last) = ReadPeriod(table, cells[1]);
            if (!byCurrency.TryGetValue(currency.Packed, out var entries)) byCurrency[currency.Packed] = entries = [];
            entries.Add((first, last, ReadRate(table, cells[2])));
        }
        var days = new int[DayCount];
        foreach (var (currency, entries) in byCurrency) _runs[currency] = Flatten(entries, days);
    }

    /// <summary>An amount in hundredths of the base currency at the rate of a day (DateOnly.DayNumber), half a hundredth rounded away from zero; false without a rate or beyond 64 bits.</summary>
    public bool TryConvert(Money money, int day, out long baseHundredths)
    {
        baseHundredths = 0;
        if (money.IsNone) return false;
        var rate = new Rate(1, 0);
        if (money.Currency != Base && !TryRate(money.Currency, day, out rate)) return false;
        Int128 numerator = (Int128)money.Unscaled * rate.Digits * 100, denominator = PowerOfTen(money.Scale + rate.Scale);
        Int128 half = denominator / 2;
        Int128 rounded = (numerator < 0 ? numerator - half : numerator + half) / denominator;
        if (rounded > long.MaxValue || rounded <= long.MinValue) return false; // MinValue marks the unknown in columns
        baseHundredths = (long)rounded;
        return true;
    }

    bool TryRate(CurrencyCode currency, int day, out Rate rate)
    {
        rate = default;
        if (!_runs.TryGetValue(currency.Packed, out var runs)) return false;
        int index = Array.BinarySearch(runs.Starts, day);
        if (index < 0) index = ~index - 1;
        if (index < 0) return false;
        rate = runs.Rates[index];
        return rate.Digits != 0;
    }

    static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (; exponent >= 9; exponent -= 9) power *= 1_000_000_000;
        for (; exponent > 0; exponent--) power *= 10;
        return power;
    }

    // Paints the periods over the days, then keeps the runs; a daily table of 15 years becomes 5,500 entries found in 13 steps.
    static Runs Flatten(List<(int First, int Last, Rate Rate)> entries, int[] days)
    {
        Array.Clear(days);
        for (int i = 0; i < entries.Count; i++)
            days.AsSpan(entries[i].First - FirstDay, entries[i].Last - entries[i].First + 1).Fill(i + 1);
        var starts = new List<int>();
        var rates = new List<Rate>();
        for (int i = 0; i < days.Length; i++)
        {
            if (i > 0 && days[i] == days[i - 1]) continue;
            starts.Add(FirstDay + i);
            rates.Add(days[i] == 0 ? default : entries[days[i] - 1].Rate);
        }
        starts.Add(FirstDay + days.Length);
        rates.Add(default);
        return new Runs([.. starts], [.. rates]);
    }

    static (int First, int Last) ReadPeriod(TableText table, string period)
    {
        DateOnly first, last;
        if (period.Length == 4) { first = new DateOnly(table.Year(period), 1, 1); last = first.AddYears(1).AddDays(-1); }
        else if (period.Length == 7 && TableText.TryDay(period + "-01", out int month)) { first = DateOnly.FromDayNumber(month); last = first.AddMonths(1).AddDays(-1); }
        else if (TableText.TryDay(period, out int day)) first = last = DateOnly.FromDayNumber(day);
        else throw table.Expected("a year, month or day such as 2016, 2016-02 or 2016-02-04");
        if (first.Year < 2000 || last.Year > 2050) throw table.Expected("a period from 2000 to 2050");
        return (first.DayNumber, last.DayNumber);
    }

    static Rate ReadRate(TableText table, string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        string digits = dot < 0 ? text : text.Remove(dot, 1);
        if (digits.Length is 0 or > MaxDigits || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) || value == 0)
            throw table.Expected("a positive rate of at most 12 digits such as 1.1069");
        return new Rate(value, dot < 0 ? 0 : text.Length - dot - 1);
    }
}
