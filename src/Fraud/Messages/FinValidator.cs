namespace Fraud.Messages;

/// <summary>
/// Holds a decoded message against its standard: the frame, the format of each field, and the rules between fields that the network checks. Every breach is a problem with an id of its
/// own, to be weighed, never a reason not to read the message. Runs only when asked, off the path of evaluation.
/// </summary>
readonly ref partial struct FinValidator
{
    readonly ReadOnlySpan<byte> _message;
    readonly FinFields _table;
    readonly ref readonly TransferFields _fields;
    readonly List<Problem> _problems;

    FinValidator(ReadOnlySpan<byte> message, FinFields table, ref readonly TransferFields fields, List<Problem> problems)
    {
        _message = message;
        _table = table;
        _fields = ref fields;
        _problems = problems;
    }

    /// <summary>Adds what is wrong with the message to the list. The table and the fields are those that decoding it left.</summary>
    public static void Validate(ReadOnlySpan<byte> message, FinFields table, ref readonly TransferFields fields, List<Problem> problems)
    {
        var validator = new FinValidator(message, table, in fields, problems);
        validator.CheckFrame();
        if (fields.Status is DecodeStatus.Empty or DecodeStatus.NotAMessage || fields.MessageType == MessageType.Service) return;
        validator.CheckHeaders();
        switch (fields.MessageType)
        {
            case MessageType.Mt103 or MessageType.Mt103Stp or MessageType.Mt103Remit:
                validator.CheckFormats(0, table.Count);
                validator.CheckCustomer();
                break;
            case MessageType.Mt202 or MessageType.Mt202Cov:
                validator.CheckFormats(0, table.Count);
                validator.CheckInstitution();
                break;
            case MessageType.Mt101:
                validator.CheckFormats(0, table.Count);
                validator.CheckRequest();
                break;
        }
    }

    void Report(string rule, uint field, int offset) => _problems.Add(new Problem(rule, field, offset));

    void Report(string rule, int index) => Report(rule, _table.Items[index].Tag, _table.Items[index].Start);

    ReadOnlySpan<byte> Value(int index) => _message.Slice(_table.Items[index].Start, _table.Items[index].Length);

    byte Letter(int index) => _table.Items[index].Letter;

    /// <summary>The first field of these digits in [from, to), whatever its option, or −1.</summary>
    int Find(int number, int from, int to)
    {
        for (int i = from; i < to; i++) if (FinTag.Number(_table.Items[i].Tag) == number) return i;
        return -1;
    }

    int Find(uint tag, int from, int to) => _table.IndexOf(tag, from, to);

    void CheckFrame()
    {
        var warnings = _table.Warnings;
        ReadOnlySpan<(FinWarnings Warning, string Rule)> rules =
        [
            (FinWarnings.Unterminated, "UNTERMINATED"), (FinWarnings.BlankBeforeTag, "BLANK_BEFORE_TAG"), (FinWarnings.TagWithoutLineEnd, "TAG_WITHOUT_LINE_END"),
            (FinWarnings.TerminatorGlued, "TERMINATOR_GLUED"), (FinWarnings.BlockUnclosed, "BLOCK_UNCLOSED"), (FinWarnings.BlockRepeated, "BLOCK_REPEATED"),
            (FinWarnings.NoHeaders, "NO_HEADERS"), (FinWarnings.Overflow, "TOO_MANY_FIELDS"),
        ];
        foreach (var (warning, rule) in rules)
        {
            if ((warnings & warning) == 0) continue;
            int at = warning switch
            {
                FinWarnings.BlankBeforeTag or FinWarnings.TagWithoutLineEnd => _table.Text.Start,
                FinWarnings.NoHeaders => _table.Start,
                _ => _table.End,
            };
            Report(rule, 0, at);
        }
        foreach (var stray in _table.Stray)
            Report(_table.HasText && stray.Start >= _table.Text.Start && stray.End <= _table.Text.End ? "TEXT_BEFORE_TAG" : "STRAY_TEXT", 0, stray.Start);
    }

    void CheckHeaders()
    {
        if ((_table.Warnings & FinWarnings.NoHeaders) != 0) return;
        if (!_table.HasBlock1) Report("BLOCK_1_MISSING", 0, _table.Start);
        else if (_table.Block1.Length != FinHeader.UsualBlock1) Report("BLOCK_1_LENGTH", 0, _table.Block1.Start);
        if (!_table.HasBlock2) Report("BLOCK_2_MISSING", 0, _table.Start);
        else
        {
            var two = _table.Block2;
            bool input = two.Length > 0 && _message[two.Start] == 'I', output = two.Length > 0 && _message[two.Start] == 'O';
            if (input ? two.Length is not (FinHeader.InputBlock2 or 18 or 21) : output && two.Length != FinHeader.OutputBlock2) Report("BLOCK_2_LENGTH", 0, two.Start);
            if (!input && !output) Report("BLOCK_2_DIRECTION", 0, two.Start);
        }
        if (_table.HasBlock1 && _table.HasBlock2 && (_fields.Sender.IsNone || _fields.Receiver.IsNone)) Report("HEADER_BIC", 0, _table.Block1.Start);
        foreach (ref readonly var entry in _table.Tags)
        {
            var value = _message.Slice(entry.Start, entry.Length);
            switch (entry.Tag)
            {
                case FinTag.T121 when entry.Block == '3':
                    if (!Uetr.TryParse(value, out var uetr)) Report("UETR_FORM", entry.Tag, entry.Start);
                    else if (!Uetr.IsVersion4(uetr)) Report("UETR_VERSION", entry.Tag, entry.Start);
                    else if (!Uetr.IsCanonical(value)) Report("UETR_CASE", entry.Tag, entry.Start);
                    break;
                case FinTag.T119 when entry.Block == '3':
                    bool fits = value.SequenceEqual("STP"u8) || value.SequenceEqual("REMIT"u8) ? _fields.MessageNumber is 102 or 103
                        : !value.SequenceEqual("COV"u8) || _fields.MessageNumber is 202 or 205;
                    if (!fits) Report("VARIANT", entry.Tag, entry.Start);
                    break;
                case FinTag.T108 when entry.Block == '3' && entry.Length is 0 or > 16:
                    Report("MUR", entry.Tag, entry.Start);
                    break;
            }
        }
    }

    /// <summary>Mandatory fields, and fields that stand twice where the standard has them once.</summary>
    void CheckPresence(int from, int to, ReadOnlySpan<byte> mandatory, ReadOnlySpan<byte> once)
    {
        foreach (byte number in mandatory)
            if (Find(number, from, to) < 0)
                Report("MISSING", (uint)('0' + number / 10 | '0' + number % 10 << 8), to > from ? _table.Items[to - 1].End : _table.Text.Start);
        foreach (byte number in once)
            if (Find(number, from, to) is >= 0 and int first && Find(number, first + 1, to) is >= 0 and int again) Report("REPEATED", again);
    }

    /// <summary>The party's account, when its field begins with one.</summary>
    bool HasAccount(int index) => _table.Items[index].Length > 1 && _message[_table.Items[index].Start] == '/';

    CurrencyCode CurrencyAt(int index, int at) =>
        index >= 0 && _table.Items[index].Length >= at + 3 && CurrencyCode.TryParse(Value(index).Slice(at, 3), out var code) ? code : default;
}
