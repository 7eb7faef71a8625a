using System.Buffers;
using Fraud.Reference;

namespace Fraud.Messages;

readonly ref partial struct FinValidator
{
    static readonly SearchValues<byte> CharsetX = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ \r\n"u8);
    static readonly SearchValues<byte> AmountCharacters = SearchValues.Create("0123456789,"u8);
    static readonly SearchValues<byte> CharsetZ = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ \r\n=!\"%&*<>;{@#_"u8);

    void CheckFormats(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            ref readonly var field = ref _table.Items[i];
            var value = Value(i);
            int foreign = value.IndexOfAnyExcept(field.Tag == FinTag.F77T ? CharsetZ : CharsetX);
            if (foreign >= 0) Report("M60", field.Tag, field.Start + foreign);
            switch (FinTag.Number(field.Tag))
            {
                case 20 or 21: CheckReference(i); break;
                case 13: CheckTimeIndication(i); break;
                case 23 when field.Tag == FinTag.F23B: CheckCode(i, "CRED CRTS SPAY SPRI SSTD"u8, "T36"); break;
                case 23 when field.Tag == FinTag.F23E: CheckInstruction(i); break;
                case 30: CheckDate(i); break;
                case 32 when field.Letter == 'A': CheckDate(i); CheckMoney(i, 6); break;
                case 32 or 33: CheckMoney(i, 0); break;
                case 36: CheckAmount(i, 0, 12, default); break;
                case 50 or 59: CheckCustomerParty(i); break;
                case >= 51 and <= 58: CheckInstitutionParty(i); break;
                case 70: CheckLines(i, field.Start, 4, 35); CheckLei(i); break;
                case 71 when field.Letter == 'A': CheckCode(i, "OUR SHA BEN"u8, "T08"); break;
                case 71: CheckMoney(i, 0); break;
                case 72: CheckLines(i, field.Start, 6, 35); CheckLei(i); break;
                case 77 when field.Letter == 'B': CheckLines(i, field.Start, 3, 35); CheckLei(i); break;
            }
        }
    }

    void CheckReference(int index)
    {
        var value = Value(index);
        if (value.Length is 0 or > 16) Report("M50", index);
        if (value.Length > 0 && (value[0] == '/' || value[^1] == '/' || value.IndexOf("//"u8) >= 0)) Report("T26", index);
    }

    /// <summary>13C: <c>/CLSTIME/0915+0100</c>.</summary>
    void CheckTimeIndication(int index)
    {
        var value = Value(index);
        int close = value.Length > 1 ? value[1..].IndexOf((byte)'/') + 1 : 0;
        if (close <= 0 || value[0] != '/' || !IsOneOf(value[1..close], "CLSTIME RNCTIME SNDTIME"u8)) { Report("T35", index); return; }
        var time = value[(close + 1)..];
        if (time.Length != 9) { Report("M50", index); return; }
        if ((uint)FinValue.Two(time, 0) > 23 || (uint)FinValue.Two(time, 2) > 59) Report("T38", index);
        if (time[4] is not ((byte)'+' or (byte)'-')) Report("T15", index);
        if ((uint)FinValue.Two(time, 5) > 13 || (uint)FinValue.Two(time, 7) > 59) Report("T16", index);
    }

    /// <summary>23E: a code, and behind some of them a text.</summary>
    void CheckInstruction(int index)
    {
        var value = Value(index);
        int slash = value.IndexOf((byte)'/');
        var code = slash < 0 ? value : value[..slash];
        bool request = _fields.MessageType == MessageType.Mt101;
        if (!IsOneOf(code, request ? "CHQB CMSW CMTO CMZB CORT EQUI INTC NETS OTHR PHON REPA RTGS URGP"u8 : "CHQB CORT HOLD INTC PHOB PHOI PHON REPA SDVA TELB TELE TELI"u8)) Report("T48", index);
        else if (slash >= 0 && !IsOneOf(code, request ? "CMTO PHON OTHR REPA"u8 : "HOLD PHOB PHOI PHON TELB TELE TELI REPA"u8)) Report("D97", index);
        if (slash >= 0 && value.Length - slash - 1 > 30) Report("M50", index);
    }

    void CheckCode(int index, ReadOnlySpan<byte> codes, string rule)
    {
        if (!IsOneOf(Value(index), codes)) Report(rule, index);
    }

    /// <summary>Whether the value is one of the words between the blanks.</summary>
    static bool IsOneOf(ReadOnlySpan<byte> value, ReadOnlySpan<byte> words)
    {
        if (value.IsEmpty) return false;
        while (true)
        {
            int blank = words.IndexOf((byte)' ');
            if (value.SequenceEqual(blank < 0 ? words : words[..blank])) return true;
            if (blank < 0) return false;
            words = words[(blank + 1)..];
        }
    }

    void CheckDate(int index)
    {
        ref readonly var field = ref _table.Items[index];
        if (!FinValue.TryReadDate(_message, field.Start, field.Length, out _)) Report("T50", index);
    }

    void CheckMoney(int index, int at)
    {
        var value = Value(index);
        if (value.Length < at + 3 || !CurrencyCode.TryParse(value.Slice(at, 3), out var currency)) { Report("T52", index); return; }
        int day = _fields.ValueDay;
        var currencies = CurrencyTable.Default;
        if (!currencies.IsKnown(currency) || day != TransferFields.NoDay && !currencies.IsValid(currency, day)) Report("T52", index);
        if (currency.ToString() is "XAU" or "XAG" or "XPD" or "XPT") Report("C08", index);
        CheckAmount(index, at + 3, 15, currency);
    }

    void CheckAmount(int index, int at, int limit, CurrencyCode currency)
    {
        var value = Value(index)[at..];
        int offset = _table.Items[index].Start + at;
        uint tag = _table.Items[index].Tag;
        if (value.Length > limit) Report("M50", tag, offset + limit);
        int comma = value.IndexOf((byte)',');
        if (comma < 0) Report("T43", tag, offset);
        else if (value[(comma + 1)..].IndexOf((byte)',') >= 0) Report("T43", tag, offset + comma);
        else if (comma == 0) Report("T40", tag, offset);
        int foreign = value.IndexOfAnyExcept(AmountCharacters);
        if (foreign >= 0) Report("T40", tag, offset + foreign);
        int decimals = comma < 0 ? 0 : value.Length - comma - 1;
        if (!currency.IsNone && CurrencyTable.Default.IsKnown(currency) && decimals > Math.Max(0, CurrencyTable.Default.MinorUnits(currency))) Report("C03", tag, offset + comma);
    }

    void CheckLines(int index, int start, int lines, int width)
    {
        ref readonly var field = ref _table.Items[index];
        int count = 0;
        for (int at = start; at < field.End;)
        {
            int stop = FinValue.LineEnd(_message, at, field.End);
            if (stop - at > width) Report("M50", field.Tag, at + width);
            if (++count == lines + 1) Report("M50", field.Tag, at);
            at = FinValue.NextLine(_message, stop, field.End);
        }
    }

    /// <summary>A legal entity identifier given behind its code word.</summary>
    void CheckLei(int index)
    {
        var value = Value(index);
        int code = value.IndexOf("/LEI/"u8);
        if (code < 0) return;
        var rest = value[(code + 5)..];
        int stop = rest.IndexOfAny((byte)'/', (byte)'\r', (byte)'\n');
        if (!Lei.IsValid(stop < 0 ? rest : rest[..stop])) Report("LEI", _table.Items[index].Tag, _table.Items[index].Start + code + 5);
    }
}
