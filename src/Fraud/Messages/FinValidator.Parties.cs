namespace Fraud.Messages;

readonly ref partial struct FinValidator
{
    void CheckCustomerParty(int index)
    {
        ref readonly var field = ref _table.Items[index];
        int at = field.Start, end = field.End;
        if (field.Length == 0) { Report("M50", index); return; }
        if (_message[at] == '/')
        {
            int stop = FinValue.LineEnd(_message, at, end);
            if (stop - at - 1 > 34) Report("M50", field.Tag, at + 35);
            CheckIban(field.Tag, at + 1, stop);
            at = FinValue.NextLine(_message, stop, end);
        }
        else if (field.Letter == 'F' && FinTag.Number(field.Tag) == 50)
            at = FinValue.NextLine(_message, FinValue.LineEnd(_message, at, end), end); // an identifier such as CCPT/DE/123
        switch (field.Letter)
        {
            case (byte)'A' or (byte)'G' or (byte)'C': CheckBic(field, at); break;
            case (byte)'F': CheckNumbered(field, at); break;
            default: CheckLines(index, at, 4, 35); break;
        }
    }

    void CheckInstitutionParty(int index)
    {
        ref readonly var field = ref _table.Items[index];
        int at = field.Start, end = field.End;
        if (field.Length == 0) { Report("M50", index); return; }
        if (_message[at] == '/')
        {
            int stop = FinValue.LineEnd(_message, at, end);
            var line = _message[at..stop];
            bool mark = line.Length >= 2 && line[1] is (byte)'C' or (byte)'D' && (line.Length == 2 || line[2] == '/');
            if (line.Length > 35 + (mark ? 2 : 0)) Report("M50", field.Tag, at + 35);
            if (line.StartsWith("//FW"u8) && line.Length > 4 && !IsRoutingNumber(line[4..])) Report("ABA", field.Tag, at + 4);
            at = FinValue.NextLine(_message, stop, end);
        }
        if (field.Letter == 'A') CheckBic(field, at);
        else if (field.Letter == 'D') CheckLines(index, at, 4, 35);
        else if (field.Letter == 'B') CheckLines(index, at, 1, 35);
    }

    void CheckBic(in FinField field, int at)
    {
        int stop = FinValue.LineEnd(_message, at, field.End);
        if (!Bic.TryParse(_message[at..stop], out _)) Report("T27", field.Tag, at);
        else if (FinValue.NextLine(_message, stop, field.End) < field.End) Report("M50", field.Tag, stop);
    }

    /// <summary>Numbered lines begin with 1, never go back, and line 3 begins with a country.</summary>
    void CheckNumbered(in FinField field, int at)
    {
        int before = 0, lines = 0;
        while (at < field.End)
        {
            int stop = FinValue.LineEnd(_message, at, field.End);
            var line = _message[at..stop];
            int number = line.Length >= 2 && line[1] == '/' ? line[0] - '0' : -1;
            int highest = FinTag.Number(field.Tag) == 59 ? 3 : 8;
            if (number < 1 || number > highest || number < before) Report("T56", field.Tag, at);
            else
            {
                if (before == 0 && number != 1) Report("T54", field.Tag, at);
                bool repeated = number == before;
                before = number;
                if (number == 3 && !repeated && !(line.Length >= 4 && IsLetter(line[2]) && IsLetter(line[3]) && (line.Length == 4 || line[4] == '/'))) Report("T73", field.Tag, at + 2);
            }
            if (line.Length > 35) Report("M50", field.Tag, at + 35);
            if (++lines == 5) Report("M50", field.Tag, at);
            at = FinValue.NextLine(_message, stop, field.End);
        }
        if (lines == 0) Report("T54", field.Tag, field.Start);
    }

    void CheckIban(uint tag, int at, int end)
    {
        var account = FinValue.Trim(_message, at, end);
        var text = _message.Slice(account.Start, account.Length);
        if (!Iban.LooksLike(text)) return;
        string? rule = Iban.Check(text) switch
        {
            IbanProblem.Length => "IBAN_LENGTH",
            IbanProblem.CheckDigits => "IBAN_CHECK_DIGITS",
            _ => null, // letters and digits of a country without IBANs are an account of its own kind
        };
        if (rule is not null) Report(rule, tag, account.Start);
    }

    /// <summary>An ABA routing number: nine digits, weights 3 7 1, a multiple of ten.</summary>
    static bool IsRoutingNumber(ReadOnlySpan<byte> text)
    {
        if (text.Length != 9) return false;
        int sum = 0;
        for (int i = 0; i < 9; i++)
        {
            if (text[i] is < (byte)'0' or > (byte)'9') return false;
            sum += (text[i] - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1);
        }
        return sum % 10 == 0;
    }

    static bool IsLetter(byte c) => c is >= (byte)'A' and <= (byte)'Z';
}
