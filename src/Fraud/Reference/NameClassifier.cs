namespace Fraud.Reference;

/// <summary>
/// Classes a party by the words of its name. Organisations betray themselves by legal forms and institutional words, persons by given names, surnames,
/// titles and initials; where both speak or neither does, the answer is <see cref="PartyClass.Unsure"/>.
/// </summary>
static class NameClassifier
{
    const int MaxWords = 16;

    // FIN cuts a name at 35 characters, often inside the last word.
    const int LineLength = 35;

    public static PartyClass Classify(ReadOnlySpan<byte> name)
    {
        Span<WordSense> senses = stackalloc WordSense[MaxWords];
        var senseOfAll = WordSense.None;
        int count = 0, initials = 0, unknown = 0, joined = 0;
        UInt128 joinedKey = 0;
        var words = new Words(name);
        while (count < MaxWords && words.Next())
        {
            if (words.Letters == 1)
            {
                // S.A. and L.L.C. come as single letters; joined they may be a legal form.
                joinedKey = joinedKey << 5 | words.Key;
                joined++;
                initials++;
                continue;
            }
            (joined, joinedKey) = (0, 0);
            var sense = SenseOf(words, name);
            if (sense == 0) unknown++;
            senses[count++] = sense;
            senseOfAll |= sense;
        }
        if (joined is > 1 and <= 5 && (Lexicon.Words[joinedKey] & (WordSense.Company | WordSense.ShortForm)) != 0)
        {
            initials -= joined;
            senseOfAll |= WordSense.ShortForm;
            if (count < MaxWords) senses[count++] = WordSense.ShortForm;
        }

        var body = OrganisationOf(senseOfAll);
        if (body != PartyClass.Unsure) return body;
        if (name.Contains((byte)'&') && (senseOfAll & WordSense.Title) == 0) return PartyClass.Organisation; // SMITH & SONS, but MR & MRS SMITH
        var evidence = PersonEvidence(senses[..count], initials, unknown);
        bool shortForm = count > 1 && (senses[count - 1] & WordSense.ShortForm) != 0;
        if (shortForm) return evidence && (senses[count - 1] & (WordSense.Given | WordSense.Surname | WordSense.Particle)) != 0 || HasGiven(senses[..(count - 1)])
            ? PartyClass.Unsure : PartyClass.Organisation;
        if (evidence) return PartyClass.Person;
        return EntityWords.FindTypo(name, out _, out _) is >= 0 and var entity ? EntityWords.ClassOf(entity) : PartyClass.Unsure;
    }

    static WordSense SenseOf(in Words word, ReadOnlySpan<byte> name)
    {
        var sense = Lexicon.Words[word.Key];
        if (sense != 0 || word.Letters < 5) return sense;
        var last = name[..word.End];
        // HANDELSBANK, LANDESBANK, KREISSPARKASSE: compounds are too many to list.
        if (Ends(last, "bank"u8) || word.Letters >= 8 && Ends(last, "kasse"u8)) return WordSense.Financial;
        if (word.Letters >= 7 && Ends(last, "gesellschaft"u8)) return WordSense.Company;
        if (word.Letters >= 7 && Ends(last, "stiftung"u8)) return WordSense.Charitable;
        bool cut = word.End == name.Length && name.Length >= LineLength;
        return cut && EntityWords.BeginsWith(name.Slice(word.Start, word.Length)) is >= 0 and var entity ? SenseOf(EntityWords.ClassOf(entity)) : sense;
    }

    static WordSense SenseOf(PartyClass body) => body switch
    {
        PartyClass.Charity => WordSense.Charitable,
        PartyClass.Government => WordSense.Public,
        PartyClass.FinancialInstitution => WordSense.Financial,
        _ => WordSense.Company,
    };

    static bool Ends(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        if (text.Length < lower.Length) return false;
        var tail = text[^lower.Length..];
        for (int i = 0; i < lower.Length; i++) if ((tail[i] | 0x20) != lower[i]) return false;
        return true;
    }

    // The narrowest class first: a casino's foundation of that name is rarer than a casino.
    static PartyClass OrganisationOf(WordSense all)
    {
        if ((all & WordSense.Gaming) != 0) return PartyClass.Casino;
        if ((all & WordSense.Virtual) != 0) return PartyClass.Exchange;
        if ((all & WordSense.Remitter) != 0) return PartyClass.MoneyService;
        if ((all & WordSense.Exchange) != 0 && (all & WordSense.Market) == 0) return PartyClass.MoneyService;
        if ((all & WordSense.Charitable) != 0) return PartyClass.Charity;
        if ((all & WordSense.Financial) != 0) return PartyClass.FinancialInstitution;
        if ((all & WordSense.Public) != 0) return PartyClass.Government;
        if ((all & WordSense.Funding) != 0) return PartyClass.FinancialInstitution;
        return (all & (WordSense.Company | WordSense.Exchange)) != 0 ? PartyClass.Organisation : PartyClass.Unsure;
    }

    // Two signs at least, and at most one word that is in no list (two beside a given name that is nothing else).
    static bool PersonEvidence(ReadOnlySpan<WordSense> senses, int initials, int unknown)
    {
        int given = 0, clearGiven = 0, surname = 0, title = 0, other = 0;
        foreach (var sense in senses)
        {
            if ((sense & WordSense.Title) != 0) title++;
            else if ((sense & WordSense.Given) != 0)
            {
                given++;
                if ((sense & WordSense.Place) == 0) clearGiven++;
                if ((sense & WordSense.Surname) != 0) surname++;
            }
            else if ((sense & WordSense.Surname) != 0) surname++;
            else if ((sense & WordSense.Particle) == 0 && sense != 0) other++;
        }
        int words = given + surname + unknown;
        if (other > 0 || words > 8) return false;
        if (title > 0) return words + initials > 0 && unknown <= 2;
        if (given + surname == 0) return false;
        int signs = 0; // words, each counted once
        foreach (var sense in senses) if ((sense & (WordSense.Given | WordSense.Surname)) != 0) signs++;
        if (signs >= 2 && (given > 0 || initials > 0) && unknown <= 1) return true;
        if (signs == 1 && initials is >= 1 and <= 4 && unknown <= 1) return surname > 0 || given > 0 && unknown == 1;
        return clearGiven >= 1 && unknown is 1 or 2 && signs >= unknown;
    }

    static bool HasGiven(ReadOnlySpan<WordSense> senses)
    {
        foreach (var sense in senses) if ((sense & (WordSense.Given | WordSense.Place)) == WordSense.Given) return true;
        return false;
    }
}
