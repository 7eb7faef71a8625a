using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fraud.Messages;

/// <summary>The unique end-to-end transaction reference: 36 characters of RFC 4122, equal in every message of a payment's chain.</summary>
static class Uetr
{
    // Hyphens in characters 0–31, and in characters 4–35 seen from 4.
    const uint HyphensOfFirst = 1 << 8 | 1 << 13 | 1 << 18 | 1 << 23, HyphensOfLast = HyphensOfFirst >> 4;

    /// <summary>
    /// Reads the 128 bits, the first character in the highest ones. Takes capital letters too, for the reference is the same; whether the form is canonical is for
    /// <see cref="IsCanonical"/> to say.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out UInt128 uetr)
    {
        uetr = default;
        if (text.Length != 36) return false;
        ref byte bytes = ref MemoryMarshal.GetReference(text);
        if (!IsHex(Vector256.LoadUnsafe(ref bytes), HyphensOfFirst) || !IsHex(Vector256.LoadUnsafe(ref bytes, 4), HyphensOfLast)) return false;
        ulong a = Eight(BinaryPrimitives.ReadUInt64LittleEndian(text));
        ulong b = Eight(BinaryPrimitives.ReadUInt32LittleEndian(text[9..]) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[14..]) << 32);
        ulong c = Eight(BinaryPrimitives.ReadUInt32LittleEndian(text[19..]) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[24..]) << 32);
        ulong d = Eight(BinaryPrimitives.ReadUInt64LittleEndian(text[28..]));
        uetr = new UInt128(a << 32 | b, c << 32 | d);
        return true;
    }

    /// <summary>Whether it is of version 4 and of the variant 8, 9, a or b that the standard asks for.</summary>
    public static bool IsVersion4(UInt128 uetr) => ((ulong)(uetr >> 76) & 15) == 4 && ((ulong)(uetr >> 62) & 3) == 2;

    /// <summary>Whether it is written in small letters, as the standard asks.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> text) => text.IndexOfAnyInRange((byte)'A', (byte)'F') < 0;

    /// <summary>Writes the canonical text, 36 characters; how many.</summary>
    public static int Write(UInt128 uetr, Span<byte> text)
    {
        int at = 0;
        for (int digit = 31; digit >= 0; digit--)
        {
            if (digit is 23 or 19 or 15 or 11) text[at++] = (byte)'-';
            text[at++] = "0123456789abcdef"u8[(int)(uetr >> 4 * digit) & 15];
        }
        return at;
    }

    static bool IsHex(Vector256<byte> text, uint hyphens)
    {
        var digit = Vector256.LessThanOrEqual(text - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
        var letter = Vector256.LessThanOrEqual((text | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)5));
        var hyphen = Vector256.Equals(text, Vector256.Create((byte)'-'));
        return (digit | letter).ExtractMostSignificantBits() == ~hyphens && hyphen.ExtractMostSignificantBits() == hyphens;
    }

    /// <summary>Eight hexadecimal characters as 32 bits: a letter's low four bits are 9 short of its value, and bit 6 tells it from a digit.</summary>
    static ulong Eight(ulong text)
    {
        ulong nibbles = BinaryPrimitives.ReverseEndianness((text & 0x0F0F0F0F_0F0F0F0F) + (text >> 6 & 0x01010101_01010101) * 9);
        nibbles = (nibbles | nibbles >> 4) & 0x00FF00FF_00FF00FF;
        nibbles = (nibbles | nibbles >> 8) & 0x0000FFFF_0000FFFF;
        return (nibbles | nibbles >> 16) & 0xFFFFFFFF;
    }
}
