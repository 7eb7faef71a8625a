namespace Fraud.Profiles;

/// <summary>One word: the address of a block (48 bits; 0 = none), its size class (8) and a small number kept beside it (8).</summary>
readonly unsafe struct BlockHandle(byte* block, int size, int number)
{
    readonly ulong _word = (ulong)block | (ulong)size << 48 | (ulong)number << 56;

    public byte* Block => (byte*)(_word & 0xFFFF_FFFF_FFFF);
    public int Size => (int)(_word >> 48) & 0xFF;
    public int Number => (int)(_word >> 56);
    public bool IsEmpty => _word << 16 == 0;
}
