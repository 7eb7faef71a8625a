using System.Globalization;
using System.Text;
using Fraud.Reference;

namespace Fraud.Rules.Facts;

/// <summary>
/// Why a name resembles an entry of the list 'screening': the entry as the host wrote it, and which of its words the message's words stand for. Those are shown by their first
/// letter only, as all names of a message are.
/// </summary>
static class ScreenText
{
    /// <summary>Null where the value alone says all: nothing resembles, or it is unknown.</summary>
    public static string? Of(in Transfer transfer, ReferenceData reference, long ticks)
    {
        if (reference.Lists.Screening is not { } screen) return null;
        int day = (int)(ticks / TimeSpan.TicksPerDay);
        var search = screen.Take();
        var best = default(ScreenSum);
        string? text = null;
        Add(search, screen, "creditor", transfer.CreditorName, day, ref best, ref text);
        Add(search, screen, "debtor", transfer.DebtorName, day, ref best, ref text);
        Add(search, screen, "ultimate creditor", transfer.UltimateCreditorName, day, ref best, ref text);
        Add(search, screen, "ultimate debtor", transfer.UltimateDebtorName, day, ref best, ref text);
        screen.Give(search);
        return best.Why == UnknownReason.None ? text : null;
    }

    static void Add(NameScreenSearch search, NameScreen screen, string party, ReadOnlySpan<byte> name, int day, ref ScreenSum best, ref string? text)
    {
        if (name.IsEmpty) return;
        var hit = search.Explain(name, day);
        if (!best.Add(hit.Score, hit.OverBudget)) return;
        var pieces = new StringBuilder();
        var value = screen.List.Value(hit.Entry);
        var entry = new NameScreenText();
        entry.Read(value);
        foreach (var piece in search.Pieces)
        {
            if (pieces.Length > 0) pieces.Append(", ");
            for (int i = piece.Word; i < piece.Word + piece.Words; i++)
                pieces.Append(name[search.Text[i].At] is var first && first < 0x80 ? (char)first : '?').Append("… ");
            pieces.Append("is ").Append(Encoding.UTF8.GetString(value[entry[piece.EntryWord].At..entry[piece.EntryWord + piece.EntryWords - 1].End]));
            pieces.Append(CultureInfo.InvariantCulture, $" {100 * piece.Share:0} %").Append(Remark(piece.Match));
        }
        text = string.Create(CultureInfo.InvariantCulture, $"{hit.Score:0.###} ({party} and {Encoding.UTF8.GetString(value)}: {pieces})");
    }

    static string Remark(ScreenMatch match) => match switch
    {
        ScreenMatch.Joined => " written together",
        ScreenMatch.Cut => " cut",
        ScreenMatch.Misspelt => " misspelt by 1",
        ScreenMatch.MisspeltTwice => " misspelt by 2",
        ScreenMatch.Initial => " initial",
        _ => "",
    };
}
