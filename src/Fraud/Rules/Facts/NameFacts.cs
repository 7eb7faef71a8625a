using Fraud.Messages;
using Fraud.Profiles;
using Fraud.Reference;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>What names and texts say: who the creditor is, misspelt entity words, the vocabulary of public works.</summary>
sealed class NameFacts(Func<Field, int> column, KeyHasher hasher) : FactGroup
{
    readonly int _class = column(Vocabulary.CreditorClass), _typo = column(Vocabulary.EntityTypo), _typoWord = column(Vocabulary.TypoWord);
    readonly int _debtorClass = column(Vocabulary.DebtorClass);
    readonly int _works = column(Vocabulary.WorksWords), _mixed = column(Vocabulary.MixedScript);

    readonly TextMemo _verdicts = new(), _worksOfNames = new();
    readonly ulong[] _creditorHash = new ulong[ColumnBatch.Capacity], _debtorHash = new ulong[ColumnBatch.Capacity];

    /// <summary>What a creditor's name alone says.</summary>
    readonly record struct Verdict(PartyClass Class, bool Mixed, int TypoStart, int TypoLength)
    {
        public static Verdict From(ulong packed) => new((PartyClass)(byte)packed, (packed >> 8 & 1) != 0, (ushort)(packed >> 16), (ushort)(packed >> 32));
        public ulong Packed => (ulong)Class | (Mixed ? 1UL << 8 : 0) | (ulong)TypoStart << 16 | (ulong)TypoLength << 32;
    }

    /// <summary>Hashes the row's names and brings what is known of them near: two of a million names are rarely in the cache, and rows wait for it together.</summary>
    public void Prepare(in TransferFields fields, ReadOnlySpan<byte> message, ReadOnlySpan<byte> arena, int row)
    {
        _verdicts.Prefetch(_creditorHash[row] = hasher.Hash(fields.CreditorName.Of(message, arena)));
        _worksOfNames.Prefetch(_debtorHash[row] = hasher.Hash(fields.DebtorName.Of(message, arena)));
    }

    public override void Write(in FactRow row)
    {
        ref readonly var f = ref row.Fields;
        var name = row.Text(f.CreditorName);
        var verdict = VerdictOf(name, _creditorHash[row.Row]);
        if (_class >= 0)
        {
            var party = ClassOf(in row, verdict.Class);
            if (party == PartyClass.Unsure) row.SetUnknown(_class, name.IsEmpty ? UnknownReason.FieldAbsent : UnknownReason.Unsure);
            else row.Set(_class, (long)party);
        }
        if (_typo >= 0 || _typoWord >= 0)
        {
            if (verdict.TypoLength > 0)
            {
                row.Set(_typo, true);
                row.SetKey(_typoWord, hasher.Hash(name.Slice(verdict.TypoStart, verdict.TypoLength)));
            }
            else
            {
                row.Set(_typo, false);
                row.SetUnknown(_typoWord, UnknownReason.FieldAbsent);
            }
        }
        if (_works >= 0) row.Set(_works, WorksOfName(row.Text(f.DebtorName), _debtorHash[row.Row]) + WorksWords.Count(row.Text(f.Remittance)));
        if (_mixed >= 0) row.Set(_mixed, verdict.Mixed);
        if (_debtorClass >= 0) DebtorClass(in row);
    }

    void DebtorClass(in FactRow row)
    {
        ref readonly var f = ref row.Fields;
        var name = row.Text(f.DebtorName);
        var party = f.Class == TransferClass.Institution || !f.DebtorBic.IsNone ? PartyClass.FinancialInstitution : VerdictOf(name, _debtorHash[row.Row]).Class;
        if (party == PartyClass.Unsure) row.SetUnknown(_debtorClass, name.IsEmpty ? UnknownReason.FieldAbsent : UnknownReason.Unsure);
        else row.Set(_debtorClass, (long)party);
    }

    Verdict VerdictOf(ReadOnlySpan<byte> name, ulong key)
    {
        if (name.IsEmpty) return default;
        if (_verdicts.TryGet(key, out ulong packed)) return Verdict.From(packed);
        bool typo = EntityWords.FindTypo(name, out int start, out int length) >= 0;
        var verdict = new Verdict(NameClassifier.Classify(name), MixesScripts(name), start, typo ? length : 0);
        if (name.Length <= ushort.MaxValue) _verdicts.Set(key, verdict.Packed);
        return verdict;
    }

    // Orderers come again; remittance texts seldom do, and are counted each time.
    int WorksOfName(ReadOnlySpan<byte> name, ulong key)
    {
        if (name.IsEmpty) return 0;
        if (_worksOfNames.TryGet(key, out ulong known)) return (int)known;
        int count = WorksWords.Count(name);
        _worksOfNames.Set(key, (ulong)count);
        return count;
    }

    /// <summary>A coded or structured party says itself what it is; a name is judged by its words.</summary>
    static PartyClass ClassOf(in FactRow row, PartyClass byName)
    {
        ref readonly var f = ref row.Fields;
        if (f.Class == TransferClass.Institution) return PartyClass.FinancialInstitution;
        if (byName != PartyClass.Unsure) return byName;
        if ((f.Flags & TransferFlags.CreditorIsPerson) != 0) return PartyClass.Person;
        return (f.Flags & TransferFlags.CreditorIsOrganisation) != 0 ? PartyClass.Organisation : PartyClass.Unsure;
    }

    /// <summary>One word with Latin letters beside Greek or Cyrillic ones (UTF-8 lead bytes 0xCE–0xD3).</summary>
    internal static bool MixesScripts(ReadOnlySpan<byte> name)
    {
        bool latin = false, other = false;
        for (int i = 0; i < name.Length; i++)
        {
            byte c = name[i];
            if (c is >= 0xCE and <= 0xD3 && i + 1 < name.Length && name[i + 1] is >= 0x80 and < 0xC0) { other = true; i++; }
            else if (char.IsAsciiLetter((char)c)) latin = true;
            else if (c < 0x80) latin = other = false;
            if (latin && other) return true;
        }
        return false;
    }
}
