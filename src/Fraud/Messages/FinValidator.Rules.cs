namespace Fraud.Messages;

readonly ref partial struct FinValidator
{
    /// <summary>Countries between which 33B is mandatory (C2): pairs of letters.</summary>
    static ReadOnlySpan<byte> Eea => "ADATBEBGBVCHCYCZDEDKEEESFIFRGBGFGIGPGRHUIEISITLILTLULVMCMQMTNLNOPLPMPTREROSESISJSKSMTFVA"u8;

    /// <summary>The network's rules of MT103, C1 to C18 in their order; the numbers are those of the standards release 2025.</summary>
    void CheckCustomer()
    {
        int to = _table.Count;
        CheckPresence(0, to, [20, 23, 32, 50, 59, 71], [20, 26, 32, 33, 36, 50, 51, 52, 53, 54, 55, 56, 57, 59, 70, 72]);
        int settled = Find(FinTag.F32A, 0, to), instructed = Find(FinTag.F33B, 0, to), rate = Find(FinTag.F36, 0, to), level = Find(FinTag.F23B, 0, to);
        int f53 = Find(53, 0, to), f54 = Find(54, 0, to), f55 = Find(55, 0, to), f56 = Find(56, 0, to), f57 = Find(57, 0, to), f59 = Find(59, 0, to);
        int bearer = Find(FinTag.F71A, 0, to), senders = Find(FinTag.F71F, 0, to), receivers = Find(FinTag.F71G, 0, to);
        var currency = CurrencyAt(settled, 6);

        bool converted = instructed >= 0 && settled >= 0 && CurrencyAt(instructed, 0) != currency;
        if (converted && rate < 0) Report("D75", instructed);                                                   // C1
        if (!converted && rate >= 0) Report("D75", rate);
        if (instructed < 0 && IsEea(_fields.Sender) && IsEea(_fields.Receiver)) Report("D49", FinTag.F33B, EndOf(settled)); // C2

        bool spri = Is(level, "SPRI"u8), sstd = Is(level, "SSTD"u8), spay = Is(level, "SPAY"u8), priority = spri || sstd || spay;
        for (int i = 0; i < to; i++)
        {
            if (_table.Items[i].Tag != FinTag.F23E) continue;
            var code = Value(i);
            code = code.Length > 4 ? code[..4] : code;
            if (spri && !IsOneOf(code, "SDVA TELB PHOB INTC"u8)) Report("E01", i);                              // C3
            if (sstd || spay) Report("E02", i);
            if (code.SequenceEqual("CHQB"u8) && f59 >= 0 && HasAccount(f59)) Report("E18", f59);                // C13
            if (f56 < 0 && IsOneOf(code, "TELI PHOI"u8)) Report("E44", i);                                      // C16
            if (f57 < 0 && IsOneOf(code, "TELE PHON"u8)) Report("E45", i);                                      // C17
        }
        if (priority)
        {
            if (f53 >= 0 && Letter(f53) == 'D') Report("E03", f53);                                             // C4
            if (f53 >= 0 && Letter(f53) == 'B' && !HasAccount(f53)) Report("E04", f53);                         // C5
            if (f54 >= 0 && Letter(f54) != 'A') Report("E05", f54);                                             // C6
            if (f55 >= 0 && Letter(f55) != 'A') Report("E07", f55);                                             // C8
            if (f56 >= 0 && spri) Report("E16", f56);                                                           // C10
            if (f56 >= 0 && !spri && Letter(f56) is not ((byte)'A' or (byte)'C')) Report("E17", f56);
            if (f57 >= 0 && (Letter(f57) is not ((byte)'A' or (byte)'C' or (byte)'D') || Letter(f57) == 'D' && !HasAccount(f57))) Report("E09", f57); // C11
            if (f59 >= 0 && !HasAccount(f59)) Report("E10", f59);                                               // C12
        }
        if (f55 >= 0 && (f53 < 0 || f54 < 0)) Report("E06", f55);                                               // C7
        if (f56 >= 0 && f57 < 0) Report("C81", f56);                                                            // C9
        if (Is(bearer, "OUR"u8) && senders >= 0) Report("E13", senders);                                        // C14
        if (Is(bearer, "SHA"u8) && receivers >= 0) Report("D50", receivers);
        if (Is(bearer, "BEN"u8) && (senders < 0 || receivers >= 0)) Report("E15", bearer);
        if ((senders >= 0 || receivers >= 0) && instructed < 0) Report("D51", senders >= 0 ? senders : receivers); // C15
        if (receivers >= 0 && CurrencyAt(receivers, 0) != currency) Report("C02", receivers);                   // C18
        if (_fields.MessageType == MessageType.Mt103Stp) CheckStraightThrough(f59, to);
    }

    /// <summary>What straight-through processing asks for beyond that: institutions by BIC, an account, no returns.</summary>
    void CheckStraightThrough(int f59, int to)
    {
        for (int i = 0; i < to; i++)
        {
            byte letter = Letter(i);
            bool allowed = FinTag.Number(_table.Items[i].Tag) switch
            {
                51 => false,
                52 or 54 or 55 or 56 or 57 => letter == 'A',
                53 => letter is (byte)'A' or (byte)'B',
                23 when letter == 'E' => IsOneOf(Value(i)[..Math.Min(4, Value(i).Length)], "CORT INTC SDVA REPA"u8),
                72 => !(Value(i).StartsWith("/REJT/"u8) || Value(i).StartsWith("/RETN/"u8)),
                _ => true,
            };
            if (!allowed) Report("STP", i);
        }
        if (f59 >= 0 && !HasAccount(f59)) Report("STP", f59);
    }

    /// <summary>MT202; of a cover each sequence for itself.</summary>
    void CheckInstitution()
    {
        int split = FinDecoder.SequenceB(_table), to = _table.Count;
        CheckPresence(0, split, [20, 21, 32, 58], [20, 21, 32, 52, 53, 54, 56, 57, 58, 72]);
        if (Find(56, 0, split) is >= 0 and int outer && Find(57, 0, split) < 0) Report("C81", outer);
        if (_fields.MessageType != MessageType.Mt202Cov) return;
        if (split == to) { Report("MISSING", '5' | '0' << 8, EndOf(to - 1)); return; }
        CheckPresence(split, to, [50, 59], [33, 50, 52, 56, 57, 59, 70, 72]);
        if (Find(56, split, to) is >= 0 and int inner && Find(57, split, to) < 0) Report("C68", inner);
        if (!_table.TryFindTag((byte)'3', FinTag.T119, out _)) Report("VARIANT", FinTag.T119, _table.Items[split].Start);
    }

    /// <summary>MT101: rules within each transfer, and between the transfers and what they share.</summary>
    void CheckRequest()
    {
        int to = _table.Count, endOfA = Find(FinTag.F21, 0, to);
        if (endOfA < 0) endOfA = to;
        CheckPresence(0, endOfA, [20, 28, 30], [20, 28, 30]);
        if (endOfA == to) Report("MISSING", FinTag.F21, EndOf(to - 1));
        int shared = FinDecoder.OrderingCustomer(_table, 0, endOfA), sharedBank = Find(52, 0, endOfA), sharedParty = Instructing(0, endOfA);
        bool oneCurrency = Find(FinTag.F21R, 0, endOfA) >= 0;
        CurrencyCode first = default;
        int without = 0;
        for (int from = endOfA; from < to;)
        {
            int next = Find(FinTag.F21, from + 1, to);
            if (next < 0) next = to;
            CheckPresence(from, next, [32, 59, 71], [32, 33, 36, 52, 56, 57, 59, 70]);
            int amount = Find(FinTag.F32B, from, next), original = Find(FinTag.F33B, from, next), rate = Find(FinTag.F36, from, next);
            int zero = amount >= 0 && FinValue.TryReadMoney(_message, _table.Items[amount].Start, _table.Items[amount].Length, out var money) && money.Unscaled == 0 ? 1 : 0;
            if (rate >= 0 && Find(FinTag.F21F, from, next) < 0) Report("D54", rate);
            if (rate >= 0 && original < 0 || original >= 0 && zero == 0 && rate < 0) Report("D60", rate >= 0 ? rate : original);
            if (original >= 0 && CurrencyAt(original, 0) == CurrencyAt(amount, 0)) Report("D68", original);
            if (FinDecoder.OrderingCustomer(_table, from, next) is >= 0 and int own)
            {
                if (shared >= 0) Report("D61", own);
            }
            else without++;
            if (Instructing(from, next) is >= 0 and int party && sharedParty >= 0) Report("D62", party);
            if (Find(52, from, next) is >= 0 and int bank && sharedBank >= 0) Report("D64", bank);
            if (Find(56, from, next) is >= 0 and int between && Find(57, from, next) < 0) Report("D65", between);
            var currency = CurrencyAt(amount, 0);
            if (first.IsNone) first = currency;
            if (oneCurrency && currency != first) Report("D98", amount >= 0 ? amount : from);
            from = next;
        }
        if (shared < 0 && without > 0) Report("D61", '5' | '0' << 8, _table.Items[Math.Max(0, endOfA - 1)].Start);
    }

    /// <summary>The instructing party: 50C or 50L.</summary>
    int Instructing(int from, int to)
    {
        for (int i = from; i < to; i++)
            if (FinTag.Number(_table.Items[i].Tag) == 50 && Letter(i) is (byte)'C' or (byte)'L') return i;
        return -1;
    }

    bool Is(int index, ReadOnlySpan<byte> value) => index >= 0 && Value(index).SequenceEqual(value);

    int EndOf(int index) => index >= 0 ? _table.Items[index].End : _table.Text.Start;

    static bool IsEea(Bic bic)
    {
        var countries = Eea;
        for (int i = 0; i < countries.Length; i += 2)
            if (bic.Country == (countries[i] | countries[i + 1] << 8)) return true;
        return false;
    }
}
