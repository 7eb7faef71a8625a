namespace Fraud.Reference;

/// <summary>Words with a value each: open addressing at a load of at most one half, keys inline, so a look-up is one cache line.</summary>
sealed class WordTable<T> where T : struct
{
    readonly struct Slot(UInt128 key, T value)
    {
        public readonly UInt128 Key = key; // 0 = free
        public readonly T Value = value;
    }

    readonly Slot[] _slots;

    public WordTable(SortedDictionary<UInt128, T> words)
    {
        _slots = new Slot[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(words.Count * 2, 16))];
        foreach (var (key, value) in words)
        {
            int at = IndexOf(key);
            _slots[at] = new Slot(key, value);
        }
    }

    /// <summary>The value of a word; default for a word that is not here.</summary>
    public T this[UInt128 key] => _slots[IndexOf(key)].Value;

    public bool Contains(UInt128 key) => key != 0 && _slots[IndexOf(key)].Key == key;

    int IndexOf(UInt128 key)
    {
        ulong mixed = ((ulong)key ^ (ulong)(key >> 60) * 0xC2B2AE3D27D4EB4F) * 0x9E3779B97F4A7C15;
        int mask = _slots.Length - 1, at = (int)(mixed >> 32) & mask;
        while (_slots[at].Key != key && _slots[at].Key != 0) at = at + 1 & mask;
        return at;
    }
}
