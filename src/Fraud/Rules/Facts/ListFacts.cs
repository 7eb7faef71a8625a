using Fraud.Messages;
using Fraud.Reference;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>What the host's lists say of the parties, references and texts, on the day of the message.</summary>
/// <param name="column">The column of a field; -1 for none.</param>
/// <param name="reference">The lists.</param>
/// <param name="questions">What rules ask of lists that they name, and the columns of the answers.</param>
sealed class ListFacts(Func<Field, int> column, ReferenceData reference, IReadOnlyList<(ListQuestion Question, int Column)> questions) : FactGroup
{
    /// <summary>What may be looked up in a list that a rule names.</summary>
    public static readonly Field[] Askable =
        [Vocabulary.Creditor, Vocabulary.Debtor, Vocabulary.Sender, Vocabulary.Receiver, Vocabulary.CreditorAgent, Vocabulary.AgentCountry, Vocabulary.SenderCountry, Vocabulary.Uetr];

    public static bool CanAsk(Field field) => Array.IndexOf(Askable, field) >= 0;

    readonly (Field Of, int List, int Column)[] _questions = [.. questions.Select(q => (q.Question.Of, reference.Lists.Find(q.Question.List), q.Column))];

    readonly int _forbidden = column(Vocabulary.Forbidden), _watch = column(Vocabulary.WatchTerm), _creditor = column(Vocabulary.StandingCreditor);
    readonly int _corridor = column(Vocabulary.StandingCorridor), _risk = column(Vocabulary.RiskSector);
    readonly int _forbiddenList = reference.Lists.Find("forbidden"), _watchList = reference.Lists.Find("watch"), _creditorList = reference.Lists.Find("creditors");
    readonly int _corridorList = reference.Lists.Find("corridors"), _riskList = reference.Lists.Find("risk_sectors");
    readonly int _merchant = column(Vocabulary.Merchant), _debtorMerchant = column(Vocabulary.DebtorMerchant), _country = column(Vocabulary.RiskCountry), _announced = column(Vocabulary.AnnouncedAccount);
    readonly int _merchantList = reference.Lists.Find("merchants"), _countryList = reference.Lists.Find("risk_countries"), _announcedList = reference.Lists.Find("announced_accounts");

    public override void Write(in FactRow row)
    {
        ref readonly var f = ref row.Fields;
        int day = (int)(row.Ticks / TimeSpan.TicksPerDay);
        if (Has(in row, _forbidden, _forbiddenList)) row.Set(_forbidden, Forbidden(in row, day));
        if (Has(in row, _watch, _watchList)) row.Set(_watch, Watched(in row, day));
        if (Has(in row, _creditor, _creditorList)) row.Set(_creditor, Creditor(in row, _creditorList, day));
        if (Has(in row, _corridor, _corridorList)) row.Set(_corridor, Bank(_corridorList, Geography.Agent(in f), day));
        if (Has(in row, _risk, _riskList)) row.Set(_risk, Creditor(in row, _riskList, day));
        if (Has(in row, _merchant, _merchantList)) row.Set(_merchant, Creditor(in row, _merchantList, day));
        if (Has(in row, _debtorMerchant, _merchantList)) row.Set(_debtorMerchant, Debtor(in row, _merchantList, day));
        if (Has(in row, _country, _countryList)) row.Set(_country, Country(_countryList, row.Destination, day) || Country(_countryList, f.CreditorCountry, day) || Country(_countryList, f.CreditorBic.Country, day));
        foreach (var (of, list, asked) in _questions)
        {
            if (!Has(in row, asked, list)) continue;
            if (Ask(in row, of, list, day) is { } answer) row.Set(asked, answer);
            else row.SetUnknown(asked, UnknownReason.FieldAbsent);
        }
        if (Has(in row, _announced, _announcedList)) row.Set(_announced, On(_announcedList, ListKind.Account, row.Text(f.CreditorAccount), day));
    }

    /// <summary>Null for what the message does not name.</summary>
    bool? Ask(in FactRow row, Field of, int list, int day)
    {
        ref readonly var f = ref row.Fields;
        if (of == Vocabulary.Creditor) return IsNamed(f.CreditorAccount, f.CreditorName, f.CreditorBic) ? Creditor(in row, list, day) : null;
        if (of == Vocabulary.Debtor) return IsNamed(f.DebtorAccount, f.DebtorName, f.DebtorBic) ? Debtor(in row, list, day) : null;
        if (of == Vocabulary.AgentCountry) return row.Destination == 0 ? null : Country(list, row.Destination, day);
        if (of == Vocabulary.SenderCountry) return f.Sender.IsNone ? null : Country(list, f.Sender.Country, day);
        if (of == Vocabulary.Uetr) return f.Uetr == UInt128.Zero ? null : Transaction(list, f.Uetr, day);
        var bank = of == Vocabulary.Sender ? f.Sender : of == Vocabulary.Receiver ? f.Receiver : Geography.Agent(in f);
        return bank.IsNone ? null : Bank(list, bank, day);
    }

    static bool IsNamed(Slice account, Slice name, Bic bic) => !(account.IsEmpty && name.IsEmpty && bic.IsNone);

    static bool Has(in FactRow row, int column, int list)
    {
        if (column < 0) return false;
        if (list == Lists.Absent) row.SetUnknown(column, UnknownReason.NoList);
        return list != Lists.Absent;
    }

    bool On(int list, ListKind kind, ReadOnlySpan<byte> value, int day) => !value.IsEmpty && reference.Lists.TryMatch(list, kind, value, day, out _);

    bool Bank(int list, Bic bic, int day)
    {
        if (bic.IsNone) return false;
        Span<byte> text = stackalloc byte[11];
        return On(list, ListKind.Bic, text[..bic.Write(text)], day);
    }

    bool Creditor(in FactRow row, int list, int day)
    {
        ref readonly var f = ref row.Fields;
        return On(list, ListKind.Account, row.Text(f.CreditorAccount), day) || On(list, ListKind.Name, row.Text(f.CreditorName), day) || Bank(list, f.CreditorBic, day);
    }

    bool Debtor(in FactRow row, int list, int day)
    {
        ref readonly var f = ref row.Fields;
        return On(list, ListKind.Account, row.Text(f.DebtorAccount), day) || On(list, ListKind.Name, row.Text(f.DebtorName), day) || Bank(list, f.DebtorBic, day);
    }

    bool Country(int list, ushort country, int day) => country != 0 && On(list, ListKind.Country, [(byte)country, (byte)(country >> 8)], day);

    bool Forbidden(in FactRow row, int day)
    {
        ref readonly var f = ref row.Fields;
        if (Creditor(in row, _forbiddenList, day)
            || On(_forbiddenList, ListKind.Account, row.Text(f.DebtorAccount), day) || On(_forbiddenList, ListKind.Name, row.Text(f.DebtorName), day)
            || On(_forbiddenList, ListKind.Name, row.Text(f.UltimateDebtorName), day) || On(_forbiddenList, ListKind.Name, row.Text(f.UltimateCreditorName), day)
            || Bank(_forbiddenList, f.Sender, day) || Bank(_forbiddenList, f.Receiver, day) || Bank(_forbiddenList, f.DebtorBic, day) || Bank(_forbiddenList, f.DebtorAgent, day)
            || Bank(_forbiddenList, f.CreditorAgent, day) || Bank(_forbiddenList, f.IntermediaryAgent1, day)) return true;
        return f.Uetr != UInt128.Zero && Transaction(_forbiddenList, f.Uetr, day);
    }

    bool Transaction(int list, UInt128 uetr, int day)
    {
        Span<byte> text = stackalloc byte[36];
        return On(list, ListKind.Uetr, text[..Uetr.Write(uetr, text)], day);
    }

    bool Watched(in FactRow row, int day)
    {
        ref readonly var f = ref row.Fields;
        return Term(in row, f.CreditorName, day) || Term(in row, f.CreditorAddress, day) || Term(in row, f.DebtorName, day) || Term(in row, f.DebtorAddress, day)
            || Term(in row, f.UltimateCreditorName, day) || Term(in row, f.UltimateDebtorName, day)
            || Term(in row, f.Remittance, day) || Term(in row, f.SenderToReceiver, day);
    }

    bool Term(in FactRow row, Slice text, int day) => !text.IsEmpty && reference.Lists.FindTerm(_watchList, row.Text(text), day) >= 0;
}
