namespace Fraud.Reference;

/// <summary>
/// Customer data in the free text of a transfer between banks (Wolfsberg, BCBS 154): a payment for a customer that hides as one between institutions.
/// <c>/BNF/ J DOE AC 123</c> or <c>B/O A TRADER</c> are; an instruction naming a bank by its BIC, such as <c>/INS/CHASUS33</c>, is not.
/// </summary>
static class HiddenCustomer
{
    static readonly UInt128 Order = Words.KeyOf("ORDER"), Of = Words.KeyOf("OF"), Ordering = Words.KeyOf("ORDERING"), Ultimate = Words.KeyOf("ULTIMATE"),
        Beneficiary = Words.KeyOf("BENEFICIARY"), Customer = Words.KeyOf("CUSTOMER"), Behalf = Words.KeyOf("BEHALF"), By = Words.KeyOf("BY"),
        Account = Words.KeyOf("ACCOUNT"), Acct = Words.KeyOf("ACCT"), Acc = Words.KeyOf("ACC"), Ac = Words.KeyOf("AC"), Iban = Words.KeyOf("IBAN");

    public static bool Found(ReadOnlySpan<byte> field72)
    {
        while (!field72.IsEmpty)
        {
            int end = field72.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? field72 : field72[..end];
            if (FoundInLine(line)) return true;
            field72 = end < 0 ? default : field72[(end + 1)..];
        }
        return false;
    }

    static bool FoundInLine(ReadOnlySpan<byte> line)
    {
        // A code word between slashes opens the line: /BNF/ speaks to the beneficiary; //  continues the line before.
        bool toBeneficiary = StartsWith(line, "/BNF/"u8);
        if (line.Length > 0 && line[0] == '/' && line[1..].IndexOf((byte)'/') is >= 0 and var slash) line = line[(slash + 2)..];
        if (Bic.TryParse(line.Trim((byte)' '), out _)) return false;

        UInt128 before = 0, twoBefore = 0;
        bool account = false;
        var words = new Words(line);
        while (words.Next())
        {
            var word = words.Key;
            var rest = line[words.End..];
            // B/O: by order of
            if (words.Letters == 1 && word == 'B' - 'A' + 1 && StartsWith(rest, "/O"u8) && !IsLetter(rest, 2)) return NamesSomeone(rest[2..]);
            // ORDER OF, BY ORDER OF, ON BEHALF OF; not "in order of value".
            if (word == Of && (before == Order && (twoBefore == By || twoBefore == 0) || before == Behalf) || word == Customer && (before == Ordering || before == Beneficiary)
                || word == Beneficiary && before == Ultimate) return NamesSomeone(rest);
            if (word == Account || word == Acct || word == Acc || word == Ac || word == Iban) account |= DigitsFollow(rest);
            if (words.Letters == 1 && word == 1 && StartsWith(rest, "/C"u8)) account |= DigitsFollow(rest[2..]); // A/C 123
            (twoBefore, before) = (before, word);
        }
        if (account && toBeneficiary) return true;
        if (!account && !toBeneficiary) return false;
        var party = NameClassifier.Classify(line);
        return toBeneficiary ? party == PartyClass.Person : party is not (PartyClass.Unsure or PartyClass.FinancialInstitution);
    }

    // Something follows that is not a bank.
    static bool NamesSomeone(ReadOnlySpan<byte> rest)
    {
        rest = rest.Trim(" :.-/"u8);
        return rest.Length >= 3 && !Bic.TryParse(rest, out _) && NameClassifier.Classify(rest) != PartyClass.FinancialInstitution;
    }

    static bool DigitsFollow(ReadOnlySpan<byte> rest)
    {
        int digits = 0;
        foreach (byte b in rest)
        {
            if (b is >= (byte)'0' and <= (byte)'9') { if (++digits == 3) return true; }
            else if (b is not ((byte)' ' or (byte)'.' or (byte)':' or (byte)'-' or (byte)'/') && digits == 0 && (b | 0x20) is < 'a' or > 'z') return false;
        }
        return false;
    }

    static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> upper)
    {
        if (text.Length < upper.Length) return false;
        for (int i = 0; i < upper.Length; i++)
        {
            byte b = text[i];
            if (b is >= (byte)'a' and <= (byte)'z') b -= 0x20;
            if (b != upper[i]) return false;
        }
        return true;
    }

    static bool IsLetter(ReadOnlySpan<byte> text, int at) => at < text.Length && (text[at] | 0x20) is >= 'a' and <= 'z';
}
