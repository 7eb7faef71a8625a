using Fraud.Profiles;
using Fraud.Reference;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>What names and texts say: who the creditor is, misspelt entity words, the vocabulary of public works.</summary>
sealed class NameFacts(Func<Field, int> column, KeyHasher hasher) : FactGroup
{
    readonly int _class = column(Vocabulary.CreditorClass), _typo = column(Vocabulary.EntityTypo), _typoWord = column(Vocabulary.TypoWord);
    readonly int _works = column(Vocabulary.WorksWords), _mixed = column(Vocabulary.MixedScript);

    public override void Write(in FactRow row)
    {
        ref readonly var f = ref row.Fields;
        var name = row.Text(f.CreditorName);
        if (_class >= 0)
        {
            var party = ClassOf(in row, name);
            if (party == PartyClass.Unsure) row.SetUnknown(_class, name.IsEmpty ? UnknownReason.FieldAbsent : UnknownReason.Unsure);
            else row.Set(_class, (long)party);
        }
        if (_typo >= 0 || _typoWord >= 0)
        {
            if (EntityWords.FindTypo(name, out int start, out int length) >= 0)
            {
                row.Set(_typo, true);
                row.SetKey(_typoWord, hasher.Hash(name.Slice(start, length)));
            }
            else
            {
                row.Set(_typo, false);
                row.SetUnknown(_typoWord, UnknownReason.FieldAbsent);
            }
        }
        if (_works >= 0) row.Set(_works, WorksWords.Count(row.Text(f.DebtorName)) + WorksWords.Count(row.Text(f.Remittance)));
        if (_mixed >= 0) row.Set(_mixed, MixesScripts(name));
    }

    /// <summary>A coded or structured party says itself what it is; a name is judged by its words.</summary>
    static PartyClass ClassOf(in FactRow row, ReadOnlySpan<byte> name)
    {
        ref readonly var f = ref row.Fields;
        if (f.Class == TransferClass.Institution) return PartyClass.FinancialInstitution;
        if (!name.IsEmpty && NameClassifier.Classify(name) is var byName && byName != PartyClass.Unsure) return byName;
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
