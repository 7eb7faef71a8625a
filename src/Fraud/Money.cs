using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Fraud;

/// <summary>
/// An exact amount: <see cref="Unscaled"/> × 10^−<see cref="Scale"/> of a currency. Holds the 15 characters of FIN and the 18 digits of ISO 20022 without rounding;
/// no floating point is involved. Trailing zeros are kept as they were written, so <c>1,5</c> and <c>1,50</c> are equal by <see cref="CompareTo"/>, not by <see cref="Equals(Money)"/>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Money : IEquatable<Money>, IComparable<Money>
{
    /// <summary>The most decimals an amount may have.</summary>
    public const int MaxScale = 9;

    /// <summary>The digits of the amount as one integer; below 10^18.</summary>
    public long Unscaled { get; }
    /// <summary>How many of the digits are decimals, 0 to <see cref="MaxScale"/>.</summary>
    public byte Scale { get; }
    /// <summary>The currency.</summary>
    public CurrencyCode Currency { get; }

    /// <summary>An amount from its digits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MaxScale"/> decimals.</exception>
    public Money(long unscaled, byte scale, CurrencyCode currency)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, MaxScale);
        (Unscaled, Scale, Currency) = (unscaled, scale, currency);
    }

    /// <summary>Whether there is no amount: no currency is given.</summary>
    public bool IsNone => Currency.IsNone;

    static ReadOnlySpan<long> PowersOfTen => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>The amount × 10^<paramref name="scale"/>, rounded toward zero; 128 bits, so it cannot overflow.</summary>
    internal Int128 Rescale(int scale) => scale >= Scale
        ? (Int128)Unscaled * PowersOfTen[scale - Scale]
        : (Int128)(Unscaled / PowersOfTen[Scale - scale]);

    /// <summary>Orders amounts of one currency by value.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public int CompareTo(Money other) => Currency == other.Currency
        ? Rescale(MaxScale).CompareTo(other.Rescale(MaxScale))
        : throw new InvalidOperationException("Amounts in two currencies have no order; convert one at a dated rate first.");

    /// <inheritdoc/>
    public bool Equals(Money other) => Unscaled == other.Unscaled && Scale == other.Scale && Currency == other.Currency;
    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Money other && Equals(other);
    /// <inheritdoc/>
    public override int GetHashCode() => Unscaled.GetHashCode() ^ Scale ^ Currency.GetHashCode();
    /// <summary>Same digits, scale and currency.</summary>
    public static bool operator ==(Money left, Money right) => left.Equals(right);
    /// <summary>Other digits, scale or currency.</summary>
    public static bool operator !=(Money left, Money right) => !left.Equals(right);
    /// <summary>Less, in one currency.</summary>
    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;
    /// <summary>More, in one currency.</summary>
    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;
    /// <summary>At most, in one currency.</summary>
    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;
    /// <summary>At least, in one currency.</summary>
    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    /// <summary>The plain decimal, such as <c>30000028.00</c>, without the currency.</summary>
    public string ToDecimalString()
    {
        string digits = Math.Abs((decimal)Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        string sign = Unscaled < 0 ? "-" : "";
        return Scale == 0 ? sign + digits : $"{sign}{digits[..^Scale]}.{digits[^Scale..]}";
    }

    /// <summary>The plain decimal and the currency, such as <c>30000028.00 USD</c>.</summary>
    public override string ToString() => IsNone ? "" : $"{ToDecimalString()} {Currency}";
}
