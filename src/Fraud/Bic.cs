using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Fraud;

/// <summary>
/// A business identifier code (ISO 9362:2022): 4 letters or digits of the party, 2 letters of the country, 2 of the suffix and, optionally, 3 of the branch.
/// Two codes are the same institution when their first eight characters are: compare <see cref="Institution"/>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Bic : IEquatable<Bic>
{
    readonly ulong _bic8;  // eight ASCII characters, first in the lowest byte; 0 = none
    readonly uint _branch; // three ASCII characters, first in the lowest byte; 0 = none given

    Bic(ulong bic8, uint branch) { _bic8 = bic8; _branch = branch; }

    /// <summary>No code.</summary>
    public static Bic None => default;

    /// <summary>Whether there is no code.</summary>
    public bool IsNone => _bic8 == 0;

    /// <summary>The code without its branch.</summary>
    public Bic Institution => new(_bic8, 0);

    /// <summary>Whether a branch is named that is not the main office (<c>XXX</c>).</summary>
    public bool HasBranch => _branch != 0 && _branch != ('X' | 'X' << 8 | 'X' << 16);

    /// <summary>Whether the suffix marks a test code: <c>0</c> in position 8, by convention.</summary>
    public bool IsTest => (byte)(_bic8 >> 56) == '0';

    /// <summary>The eight characters, first in the lowest byte.</summary>
    internal ulong Packed => _bic8;

    /// <summary>ISO 3166-1 letters of positions 5 and 6, first in the lower byte; 0 for none.</summary>
    internal ushort Country => (ushort)(_bic8 >> 32);

    /// <summary>Reads 8 or 11 characters: 4 letters or digits, 2 letters, 2 and optionally 3 letters or digits, all upper case.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Bic bic)
    {
        bic = default;
        if (text.Length is not (8 or 11)) return false;
        uint branch = text.Length == 11 ? (uint)(text[8] | text[9] << 8 | text[10] << 16) : 0;
        return (branch != 0 || text.Length == 8) && TryPack(BinaryPrimitives.ReadUInt64LittleEndian(text), branch, out bic);
    }

    /// <summary>Checks all characters at once: a byte with its top bit set, less the lower limit, keeps that bit when it is not below the limit.</summary>
    internal static bool TryPack(ulong eight, uint branch, out Bic bic)
    {
        const ulong Letters = 0x0000_8080_0000_0000; // the country
        ulong tail = branch == 0 ? 0x41414141_41414141UL : 0x41414141_41000000UL | branch;
        bool good = ((eight | tail) & Top) == 0
            && (LetterOrDigit(eight, out ulong letters) & LetterOrDigit(tail, out _)) == Top
            && (letters & Letters) == Letters;
        bic = good ? new Bic(eight, branch) : default;
        return good;
    }

    const ulong Top = 0x80808080_80808080, Ones = 0x01010101_01010101;

    static ulong LetterOrDigit(ulong text, out ulong letters)
    {
        ulong high = text | Top;
        letters = (high - Ones * 'A') & ~(high - Ones * ('Z' + 1));
        return (letters | (high - Ones * '0') & ~(high - Ones * ('9' + 1))) & Top;
    }

    /// <summary>Reads 8 or 11 characters.</summary>
    /// <exception cref="FormatException">The text has not the form of ISO 9362.</exception>
    public static Bic Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> ascii = stackalloc byte[11];
        bool fits = text.Length is 8 or 11;
        for (int i = 0; fits && i < text.Length; i++) { ascii[i] = (byte)text[i]; fits = text[i] < 128; }
        return fits && TryParse(ascii[..text.Length], out var bic) ? bic
            : throw new FormatException("A BIC is 8 or 11 upper-case letters and digits, with a country in positions 5 and 6, such as DEUTDEFF.");
    }

    /// <summary>Writes the 8 or 11 characters; how many.</summary>
    internal int Write(Span<byte> text)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(text, _bic8);
        for (int i = 0; _branch != 0 && i < 3; i++) text[8 + i] = (byte)(_branch >> 8 * i);
        return _branch == 0 ? 8 : 11;
    }

    /// <inheritdoc/>
    public bool Equals(Bic other) => _bic8 == other._bic8 && _branch == other._branch;
    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Bic other && Equals(other);
    /// <inheritdoc/>
    public override int GetHashCode() => (int)(_bic8 ^ _bic8 >> 32 ^ _branch);
    /// <summary>Equal characters, branch included.</summary>
    public static bool operator ==(Bic left, Bic right) => left.Equals(right);
    /// <summary>Other characters.</summary>
    public static bool operator !=(Bic left, Bic right) => !left.Equals(right);

    /// <summary>The 8 or 11 characters, or an empty text for none.</summary>
    public override string ToString()
    {
        if (IsNone) return "";
        Span<char> text = stackalloc char[11];
        for (int i = 0; i < 8; i++) text[i] = (char)(byte)(_bic8 >> 8 * i);
        for (int i = 0; i < 3; i++) text[8 + i] = (char)(byte)(_branch >> 8 * i);
        return new string(text[..(_branch == 0 ? 8 : 11)]);
    }
}
