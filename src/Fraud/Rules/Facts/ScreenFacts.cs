using Fraud.Profiles;
using Fraud.Reference;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>
/// How much the parties' names resemble one of the list 'screening'. Orderers and payees come again, and a search takes some microseconds: what a name scored on a day is
/// kept. Without a rule that asks, nothing is indexed.
/// </summary>
sealed class ScreenFacts : FactGroup
{
    // No score has these bits.
    const ulong OverBudget = ulong.MaxValue;

    readonly int _score;
    readonly KeyHasher _hasher;
    readonly NameScreenSearch? _search;
    readonly TextMemo _memo = null!;

    public ScreenFacts(Func<Field, int> column, ReferenceData reference, KeyHasher hasher)
    {
        (_score, _hasher) = (column(Vocabulary.ScreeningScore), hasher);
        if (_score < 0 || reference.Lists.Screening is not { } screen) return;
        _search = new NameScreenSearch(screen);
        _memo = new TextMemo();
    }

    public override void Write(in FactRow row)
    {
        if (_score < 0) return;
        if (_search is null) { row.SetUnknown(_score, UnknownReason.NoList); return; }
        ref readonly var f = ref row.Fields;
        int day = (int)(row.Ticks / TimeSpan.TicksPerDay);
        var best = default(ScreenSum);
        Add(row.Text(f.CreditorName), day, ref best);
        Add(row.Text(f.DebtorName), day, ref best);
        Add(row.Text(f.UltimateCreditorName), day, ref best);
        Add(row.Text(f.UltimateDebtorName), day, ref best);
        if (best.Why == UnknownReason.None) row.Set(_score, ColumnBatch.Ordered(best.Score));
        else row.SetUnknown(_score, best.Why);
    }

    void Add(ReadOnlySpan<byte> name, int day, ref ScreenSum best)
    {
        if (name.IsEmpty) return;
        ulong key = _hasher.Combine(_hasher.Hash(name), (ulong)day);
        if (!_memo.TryGet(key, out ulong known))
        {
            var hit = _search!.Find(name, day);
            known = hit.OverBudget ? OverBudget : BitConverter.DoubleToUInt64Bits(hit.Score);
            _memo.Set(key, known);
        }
        best.Add(known == OverBudget ? 0 : BitConverter.UInt64BitsToDouble(known), known == OverBudget);
    }
}

/// <summary>The best of several names. One that was not searched to its end may score more than all others, unless one of them scores all there is.</summary>
struct ScreenSum
{
    bool _any, _overBudget;

    public double Score { get; private set; }

    public readonly UnknownReason Why => !_any ? UnknownReason.FieldAbsent : _overBudget && Score < 1 ? UnknownReason.OverBudget : UnknownReason.None;

    /// <summary>Whether this name is now the first of the best.</summary>
    public bool Add(double score, bool overBudget)
    {
        _any = true;
        _overBudget |= overBudget;
        if (score <= Score) return false;
        Score = score;
        return true;
    }
}
