using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Fraud.Profiles;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>Texts as keyed hashes: of a message's own values, and of those that a rule writes. 0 is absent.</summary>
readonly struct Identities(KeyHasher hasher)
{
    public ulong Text(ReadOnlySpan<byte> text) => text.IsEmpty ? 0 : hasher.Hash(text);

    /// <summary>Codes are hashed like texts: a key's bits are its place in the table.</summary>
    public ulong Code(ulong letters) => letters == 0 ? 0 : hasher.Combine(letters, 2);

    public ulong Bank(Bic bic, ReadOnlySpan<byte> id) => bic.IsNone ? Text(id) : Code(bic.Packed);

    /// <summary>A party is its account; without one its BIC; without either its name.</summary>
    public ulong Party(ReadOnlySpan<byte> account, Bic bic, ReadOnlySpan<byte> name) => !account.IsEmpty ? Account(account) : Bank(bic, name);

    /// <summary>However it is written: in groups, with hyphens, in small letters. As lists are compared.</summary>
    [SkipLocalsInit]
    public ulong Account(ReadOnlySpan<byte> account)
    {
        int plain = account.IndexOfAnyExcept(s_accountLetters);
        if (plain < 0 || account.Length > LongestAccount) return hasher.Hash(account);
        Span<byte> letters = stackalloc byte[LongestAccount];
        account[..plain].CopyTo(letters);
        int length = plain;
        foreach (byte b in account[plain..])
        {
            if (b is >= (byte)'a' and <= (byte)'z') letters[length++] = (byte)(b - 0x20);
            else if (b >= 0x80 || char.IsAsciiLetterOrDigit((char)b)) letters[length++] = b;
        }
        return length == 0 ? hasher.Hash(account) : hasher.Hash(letters[..length]);
    }

    const int LongestAccount = 64;
    static readonly SearchValues<byte> s_accountLetters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    public ulong Uetr(UInt128 uetr) => uetr == UInt128.Zero ? 0 : hasher.Combine((ulong)(uetr >> 64), (ulong)uetr);

    /// <summary>Of the words of a packed name, whatever their order, legal forms aside: Norddraht Stahl is Stahl Norddraht GmbH.</summary>
    [SkipLocalsInit]
    public ulong Name(ReadOnlySpan<long> packed)
    {
        Span<byte> codes = stackalloc byte[PackedName.Length];
        codes = codes[..PackedName.Codes(packed, codes)];
        Span<Range> words = stackalloc Range[PackedName.Length / 2 + 1];
        ulong sum = 0;
        foreach (var word in NameSimilarity.Split(codes, words)) sum += hasher.Hash(codes[word]);
        return hasher.Combine(sum, 3);
    }

    /// <summary>The value that a column of that form holds for a text; null when no such column can hold it.</summary>
    public long? Of(string text, TextForm form)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        ulong key = form switch
        {
            TextForm.Plain => Text(bytes),
            TextForm.Party => Account(bytes),
            TextForm.Bank => Bic.TryParse(bytes, out var bic) ? Code(bic.Packed) : 0,
            TextForm.Country => bytes is [>= (byte)'A' and <= (byte)'Z', >= (byte)'A' and <= (byte)'Z'] ? Code((ulong)(bytes[0] | bytes[1] << 8)) : 0,
            TextForm.Currency => CurrencyCode.TryParse(bytes, out var currency) ? Code(currency.Packed) : 0,
            TextForm.Uetr => Messages.Uetr.TryParse(bytes, out var uetr) ? Uetr(uetr) : 0,
            TextForm.Name => Packed(bytes),
            _ => 0,
        };
        return key == 0 ? null : Planning.KeyOp.AsKey(key);
    }

    /// <summary>Whether a text has the form.</summary>
    public static bool IsWritten(string text, TextForm form) => new Identities(new KeyHasher(new byte[16])).Of(text, form) is not null;

    ulong Packed(ReadOnlySpan<byte> name)
    {
        Span<long> packed = stackalloc long[4];
        PackedName.Pack(name, packed);
        return packed[0] == 0 ? 0 : Name(packed);
    }

    /// <summary>What a text of that form must look like.</summary>
    public static string ExpectationOf(TextForm form) => form switch
    {
        TextForm.Bank => "a BIC of 8 characters such as DEUTDEFF",
        TextForm.Country => "two capital letters such as PH",
        TextForm.Currency => "three capital letters such as EUR",
        TextForm.Uetr => "a UETR such as eb6305c9-1f7f-49de-aed0-16487c27b42d",
        TextForm.Name => "a name",
        _ => "an account, a BIC or a name",
    };
}
