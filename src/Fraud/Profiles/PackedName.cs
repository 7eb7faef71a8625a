using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Fraud.Profiles;

/// <summary>
/// A name's first 40 characters as they are compared, in four words of ten six-bit codes, the first in the lowest bits: A–Z, 0–9, a space for any run of blanks and
/// punctuation, one code for any other character. 0 ends the name, so an absent or empty name is four zeros.
/// </summary>
static class PackedName
{
    public const int Words = 4, PerWord = 10, Length = Words * PerWord;
    public const byte Space = 37, Other = 38;

    /// <summary>Codes by byte; 0 for bytes that continue a UTF-8 character.</summary>
    static readonly byte[] CodeOf = Codes();

    static byte[] Codes()
    {
        var codes = new byte[256];
        for (int b = 0; b < 256; b++) codes[b] = b >= 0xC0 ? Other : b >= 0x80 ? (byte)0 : Space;
        for (int i = 0; i < 26; i++) codes['A' + i] = codes['a' + i] = (byte)(1 + i);
        for (int i = 0; i < 10; i++) codes['0' + i] = (byte)(27 + i);
        return codes;
    }

    [SkipLocalsInit]
    public static void Pack(ReadOnlySpan<byte> name, Span<long> four)
    {
        Span<byte> codes = stackalloc byte[Length + 2];
        ref byte code = ref codes[0];
        ref byte table = ref CodeOf[0];
        int length = 0;
        byte before = Space;
        foreach (byte b in name)
        {
            byte c = Unsafe.Add(ref table, b);
            Unsafe.Add(ref code, length) = c;
            // Without a branch, because every sixth character ends a word: a space after a space is overwritten by the next, as is a continuation.
            bool keep = c != 0 & !(c == Space & before == Space);
            before = c == 0 ? before : c;
            length += keep ? 1 : 0;
            if (length > Length) break;
        }
        length = Math.Min(length, Length);
        if (length > 0 && codes[length - 1] == Space) length--;
        codes[length..].Clear();
        for (int word = 0; word < Words; word++)
        {
            ref byte first = ref Unsafe.Add(ref code, word * PerWord);
            if (Bmi2.X64.IsSupported)
            {
                // Eight codes in one instruction, then two.
                ulong eight = Bmi2.X64.ParallelBitExtract(Unsafe.ReadUnaligned<ulong>(ref first), 0x3F3F3F3F3F3F3F3F);
                four[word] = (long)(eight | (ulong)Unsafe.Add(ref first, 8) << 48 | (ulong)Unsafe.Add(ref first, 9) << 54);
                continue;
            }
            ulong packed = 0;
            for (int i = PerWord - 1; i >= 0; i--) packed = packed << 6 | Unsafe.Add(ref first, i);
            four[word] = (long)packed;
        }
    }

    /// <summary>The codes of a name; answers how many.</summary>
    public static int Codes(ReadOnlySpan<long> four, Span<byte> codes)
    {
        int length = 0;
        for (int word = 0; word < Words; word++)
            for (ulong rest = (ulong)four[word]; rest != 0 && length < Length; rest >>= 6) codes[length++] = (byte)(rest & 63);
        return length;
    }

    /// <summary>The name in ASCII, '?' for other characters; answers its length.</summary>
    public static int Unpack(ReadOnlySpan<long> four, Span<byte> name)
    {
        int length = Codes(four, name);
        for (int i = 0; i < length; i++) name[i] = (byte)Character(name[i]);
        return length;
    }

    public static char Character(byte code) => code switch
    {
        >= 1 and <= 26 => (char)('A' + code - 1),
        >= 27 and <= 36 => (char)('0' + code - 27),
        Space => ' ',
        _ => '?',
    };

    public static byte Code(char character) => CodeOf[character & 0xFF];
}
