using System.Numerics;
using Fraud.Reference;

namespace Fraud.Profiles;

/// <summary>
/// Whether a name is almost another. Built once for the name at hand, asked for each known one: a mask of the characters that occur turns away nearly all of
/// them in two instructions, the rest cost one word operation per character (Hyyrö's bit-parallel optimal string alignment; a name fits a 64-bit word).
/// </summary>
sealed class NameDistance
{
    const int DigraphLimit = 2 * PackedName.Length;
    const byte M = 13, W = 23, R = 18, N = 14, V = 22, O = 15, I = 9, L = 12, S = 19, B = 2, Zero = 27, One = 28, Five = 32, Eight = 35;

    readonly ulong[] _positions = new ulong[EditDistance.Alphabet];
    readonly byte[] _name = new byte[PackedName.Length], _other = new byte[PackedName.Length];
    readonly byte[] _folded = new byte[DigraphLimit], _otherFolded = new byte[DigraphLimit];
    int _length, _foldedLength;
    ulong _mask;

    /// <summary>One bit per code that occurs.</summary>
    public static ulong Mask(ReadOnlySpan<long> four)
    {
        ulong mask = 0;
        foreach (long word in four)
            for (ulong rest = (ulong)word; rest != 0; rest >>= 6) mask |= 1UL << (int)(rest & 63);
        return mask;
    }

    public void Start(ReadOnlySpan<long> four)
    {
        _length = PackedName.Codes(four, _name);
        EditDistance.Prepare(_name.AsSpan(0, _length), _positions);
        _foldedLength = Fold(_name.AsSpan(0, _length), _folded);
        _mask = Mask(four);
    }

    /// <summary>
    /// The other name is at distance 1 or 2 (an exchange of neighbours is one edit; only 1 when the shorter has fewer than 8 characters; never below 5), or is the
    /// same to the eye: 0/O, 1/I/L, 5/S, 8/B, RN/M, VV/W. An equal name is not almost equal.
    /// </summary>
    public bool IsAlmost(ReadOnlySpan<long> other, ulong otherMask)
    {
        // An edit changes at most two of the characters that occur.
        bool near = BitOperations.PopCount(_mask ^ otherMask) <= 4;
        bool alike = FoldMask(_mask) == FoldMask(otherMask);
        if (!near && !alike) return false;
        int length = PackedName.Codes(other, _other);
        ReadOnlySpan<byte> name = _other.AsSpan(0, length);
        if (name.SequenceEqual(_name.AsSpan(0, _length))) return false;
        int shorter = Math.Min(length, _length);
        if (shorter < 5) return false;
        if (near && Math.Abs(length - _length) <= 2 && Distance(name) <= (shorter < 8 ? 1 : 2)) return true;
        return alike && _otherFolded.AsSpan(0, Fold(name, _otherFolded)).SequenceEqual(_folded.AsSpan(0, _foldedLength));
    }

    /// <summary>Optimal string alignment distance to the name at hand.</summary>
    int Distance(ReadOnlySpan<byte> other) => _length == 0 ? other.Length : EditDistance.Between(_positions, _length, other);

    /// <summary>Each character as the one it is taken for, M and W as the pairs they are taken for.</summary>
    static int Fold(ReadOnlySpan<byte> name, Span<byte> folded)
    {
        int length = 0;
        foreach (byte c in name)
        {
            if (c is M or W)
            {
                folded[length++] = c == M ? R : V;
                folded[length++] = c == M ? N : V;
            }
            else folded[length++] = c switch { Zero => O, One or L => I, Five => S, Eight => B, _ => c };
        }
        return length;
    }

    static ulong FoldMask(ulong mask)
    {
        mask |= (mask >> Zero & 1) << O | (mask >> One & 1) << I | (mask >> L & 1) << I | (mask >> Five & 1) << S | (mask >> Eight & 1) << B
            | (mask >> M & 1) << R | (mask >> M & 1) << N | (mask >> W & 1) << V;
        return mask & ~(1UL << Zero | 1UL << One | 1UL << L | 1UL << Five | 1UL << Eight | 1UL << M | 1UL << W);
    }
}
