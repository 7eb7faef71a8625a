namespace Fraud.Messages;

/// <summary>A party field taken apart: <c>[/account] name and address</c>, or <c>[/account] BIC</c>.</summary>
struct FinParty
{
    public Slice Account, Name, Address;
    public Slice ClearingId; // of a national clearing system: //FW021000018 without //FW
    public Bic Bic;

    /// <summary>Whether it names anyone at all.</summary>
    public readonly bool IsNone => Account.IsEmpty && Name.IsEmpty && Bic.IsNone;

    /// <summary>A customer (50a, 59a): option A, G and C hold a BIC, F numbered lines, the others plain ones.</summary>
    public static FinParty ReadCustomer(ReadOnlySpan<byte> message, in FinField field)
    {
        FinParty party = default;
        int at = field.Start, end = field.End;
        byte letter = field.Letter;
        if (at < end && message[at] == '/') at = party.TakeAccount(message, at, end, marks: false);
        else if (letter == 'F' && !IsNumbered(message, at, end)) at = FinValue.NextLine(message, FinValue.LineEnd(message, at, end), end); // CCPT/DE/123: an identifier, not an account
        if (letter is (byte)'A' or (byte)'G' or (byte)'C') party.TakeBic(message, at, end);
        else if (letter == 'F') party.TakeNumbered(message, at, end);
        else party.TakeLines(message, at, end);
        return party;
    }

    /// <summary>An institution (52a to 58a): option A holds a BIC, C only an identifier, B a place, D name and address.</summary>
    public static FinParty ReadInstitution(ReadOnlySpan<byte> message, in FinField field)
    {
        FinParty party = default;
        int at = field.Start, end = field.End;
        if (at < end && message[at] == '/') at = party.TakeAccount(message, at, end, marks: true);
        if (field.Letter == 'A') party.TakeBic(message, at, end);
        else if (field.Letter != 'C') party.TakeLines(message, at, end);
        return party;
    }

    /// <summary>
    /// The account line. <c>//FW021000018</c> is a national clearing identifier; <c>/C/</c> and <c>/D/</c> before an institution's account say which side is meant: neither
    /// is part of an account.
    /// </summary>
    int TakeAccount(ReadOnlySpan<byte> message, int at, int end, bool marks)
    {
        int stop = FinValue.LineEnd(message, at, end);
        int account = at + 1;
        if (marks && account < stop && message[account] is (byte)'C' or (byte)'D')
        {
            if (account + 1 == stop) account = stop;
            else if (message[account + 1] == '/') account += 2;
        }
        if (account < stop && message[account] != '/') Account = FinValue.Trim(message, account, stop);
        else if (stop - account > 3) ClearingId = FinValue.Trim(message, account + 3, stop);
        return FinValue.NextLine(message, stop, end);
    }

    void TakeBic(ReadOnlySpan<byte> message, int at, int end)
    {
        int stop = FinValue.LineEnd(message, at, end);
        if (stop > at && message[stop - 1] == ' ') stop = FinValue.Trim(message, at, stop).End;
        _ = Bic.TryParse(message[at..stop], out Bic);
    }

    void TakeLines(ReadOnlySpan<byte> message, int at, int end)
    {
        int stop = FinValue.LineEnd(message, at, end);
        Name = FinValue.Trim(message, at, stop);
        int rest = FinValue.NextLine(message, stop, end);
        Address = new Slice(rest, end - rest);
    }

    /// <summary>Lines <c>1/name</c>, <c>2/street</c>, <c>3/country</c> …: the first of kind 1 is the name, what follows it the address.</summary>
    void TakeNumbered(ReadOnlySpan<byte> message, int at, int end)
    {
        while (at < end)
        {
            int stop = FinValue.LineEnd(message, at, end), next = FinValue.NextLine(message, stop, end);
            if (stop - at >= 2 && message[at] == '1' && message[at + 1] == '/')
            {
                Name = FinValue.Trim(message, at + 2, stop);
                Address = new Slice(next, end - next);
                return;
            }
            if (Address.IsEmpty) Address = new Slice(at, end - at);
            at = next;
        }
    }

    static bool IsNumbered(ReadOnlySpan<byte> message, int at, int end) =>
        end - at >= 2 && message[at] is >= (byte)'1' and <= (byte)'8' && message[at + 1] == '/';
}
