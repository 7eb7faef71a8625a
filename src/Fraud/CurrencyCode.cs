using System.Diagnostics.CodeAnalysis;

namespace Fraud;

/// <summary>A three-letter currency code in the form of ISO 4217; whether it is a currency at a date is for the dated table to say.</summary>
public readonly struct CurrencyCode : IEquatable<CurrencyCode>
{
    readonly uint _ascii; // three upper-case letters, first in the lowest byte; 0 = none

    CurrencyCode(uint ascii) => _ascii = ascii;

    /// <summary>No currency.</summary>
    public static CurrencyCode None => default;

    /// <summary>Whether there is no currency.</summary>
    public bool IsNone => _ascii == 0;

    /// <summary>The letters as three bytes, first in the lowest: the identity of the code.</summary>
    internal uint Packed => _ascii;

    /// <summary>Reads three upper-case ASCII letters.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out CurrencyCode code)
    {
        code = default;
        if (text.Length != 3 || !IsLetter(text[0]) || !IsLetter(text[1]) || !IsLetter(text[2])) return false;
        code = new CurrencyCode((uint)(text[0] | text[1] << 8 | text[2] << 16));
        return true;
    }

    /// <summary>Reads three upper-case ASCII letters.</summary>
    /// <exception cref="FormatException">The text is not three upper-case letters.</exception>
    public static CurrencyCode Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> ascii = stackalloc byte[3];
        if (text.Length != 3) throw new FormatException("A currency code is three upper-case letters, such as USD.");
        for (int i = 0; i < 3; i++) ascii[i] = text[i] < 128 ? (byte)text[i] : (byte)0;
        return TryParse(ascii, out var code) ? code : throw new FormatException("A currency code is three upper-case letters, such as USD.");
    }

    static bool IsLetter(byte c) => c is >= (byte)'A' and <= (byte)'Z';

    /// <inheritdoc/>
    public bool Equals(CurrencyCode other) => _ascii == other._ascii;
    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is CurrencyCode other && Equals(other);
    /// <inheritdoc/>
    public override int GetHashCode() => (int)_ascii;
    /// <summary>Equal letters.</summary>
    public static bool operator ==(CurrencyCode left, CurrencyCode right) => left.Equals(right);
    /// <summary>Other letters.</summary>
    public static bool operator !=(CurrencyCode left, CurrencyCode right) => !left.Equals(right);

    /// <summary>The three letters, or an empty text for none.</summary>
    public override string ToString() => IsNone ? "" : new string([(char)(byte)_ascii, (char)(byte)(_ascii >> 8), (char)(byte)(_ascii >> 16)]);
}
