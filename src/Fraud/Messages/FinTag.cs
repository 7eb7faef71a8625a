using System.Runtime.CompilerServices;

namespace Fraud.Messages;

/// <summary>Names of fields as integers: the characters between the colons, first in the lowest byte, so that a name is one load and one mask.</summary>
static class FinTag
{
    public const uint
        F13C = '1' | '3' << 8 | 'C' << 16, F20 = '2' | '0' << 8, F21 = '2' | '1' << 8, F21F = F21 | 'F' << 16, F21R = F21 | 'R' << 16,
        F23B = '2' | '3' << 8 | 'B' << 16, F23E = '2' | '3' << 8 | 'E' << 16, F26T = '2' | '6' << 8 | 'T' << 16, F28D = '2' | '8' << 8 | 'D' << 16,
        F30 = '3' | '0' << 8, F32A = '3' | '2' << 8 | 'A' << 16, F32B = '3' | '2' << 8 | 'B' << 16, F33B = '3' | '3' << 8 | 'B' << 16, F36 = '3' | '6' << 8, F61 = '6' | '1' << 8,
        F70 = '7' | '0' << 8, F71A = '7' | '1' << 8 | 'A' << 16, F71F = '7' | '1' << 8 | 'F' << 16, F71G = '7' | '1' << 8 | 'G' << 16,
        F72 = '7' | '2' << 8, F77B = '7' | '7' << 8 | 'B' << 16, F77T = '7' | '7' << 8 | 'T' << 16;

    public const uint
        T108 = '1' | '0' << 8 | '8' << 16, T119 = '1' | '1' << 8 | '9' << 16, T121 = '1' | '2' << 8 | '1' << 16, T177 = '1' | '7' << 8 | '7' << 16,
        T405 = '4' | '0' << 8 | '5' << 16, T451 = '4' | '5' << 8 | '1' << 16,
        Tng = 'T' | 'N' << 8 | 'G' << 16, Pde = 'P' | 'D' << 8 | 'E' << 16, Pdm = 'P' | 'D' << 8 | 'M' << 16;

    /// <summary>The first two digits as a number; for names of fields only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Number(uint tag) => (int)((tag & 15) * 10 + (tag >> 8 & 15));

    /// <summary>Up to four characters as a name; 0 when there are none or more.</summary>
    public static uint Pack(ReadOnlySpan<byte> name)
    {
        if (name.Length > 4) return 0;
        uint tag = 0;
        for (int i = 0; i < name.Length; i++) tag |= (uint)name[i] << 8 * i;
        return tag;
    }

    /// <summary>The characters of a name.</summary>
    public static string ToText(uint tag)
    {
        Span<char> text = stackalloc char[4];
        int length = 0;
        for (; tag != 0; tag >>= 8) text[length++] = (char)(byte)tag;
        return new string(text[..length]);
    }
}
