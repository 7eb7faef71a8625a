namespace Fraud.Reference;

/// <summary>What an entry of a list is, and so how its value is normalised before it is compared.</summary>
enum ListKind : byte
{
    /// <summary>Letters and digits, upper case; blanks, slashes and hyphens do not count.</summary>
    Account,
    /// <summary>8 characters match every branch, 11 that branch.</summary>
    Bic,
    /// <summary>Words of letters and digits, upper case, one blank between.</summary>
    Name,
    /// <summary>32 hexadecimal digits; hyphens do not count.</summary>
    Uetr,
    Lei,
    Wallet,
    /// <summary>Two letters.</summary>
    Country,
    /// <summary>A credential, device, terminal or operator.</summary>
    Element,
    /// <summary>A watch term: one to four words, found anywhere in a text.</summary>
    Term,
}
