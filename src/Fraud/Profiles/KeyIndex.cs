using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fraud.Profiles;

/// <summary>
/// From keys to numbers of records. A bucket is one cache line: seven entries of the key's low 32 bits and its record's number, and a count of the keys that found the bucket
/// full and lie further on. All seven are compared at once, so a key that has no record costs one line and no walk. The records themselves never move: when the table
/// doubles only the entries are dealt out again, and they hold all it takes, so that no record is read.
/// </summary>
sealed unsafe class KeyIndex : IDisposable
{
    const int LineBytes = 64, PerBucket = 7;
    /// <summary>The 32-bit lanes of a bucket that hold numbers, and those that hold the keys' low halves.</summary>
    const ulong NumberLanes = 0x1555, TagLanes = 0x2AAA;

    /// <summary>Keys for each bucket at most: a full table has 4 of 7 places taken, and 1 key in 50 lies outside its own bucket.</summary>
    public const int KeysPerBucket = 4;

    readonly RecordSlab _records;
    readonly PageSource _pages;
    byte* _buckets;
    uint _mask;

    public KeyIndex(RecordSlab records, int keys, PageSource pages)
    {
        _pages = pages;
        _records = records;
        Allocate(keys);
    }

    public long Bytes => BytesFor((int)(_mask + 1) * KeysPerBucket);

    public static long BytesFor(int keys) => (long)keys / KeysPerBucket * LineBytes;

    /// <summary>The most buckets between a key's own and the one it lies in: an alarm, because keyed hashes keep it short.</summary>
    public int LongestWalk { get; private set; }

    static uint TagOf(long key) => (uint)key;

    ulong* Bucket(uint number) => (ulong*)(_buckets + (long)(number & _mask) * LineBytes);

    static ref ulong Overflow(ulong* bucket) => ref bucket[PerBucket];

    void Allocate(int keys)
    {
        int buckets = keys / KeysPerBucket;
        _buckets = _pages.Allocate((nuint)((long)buckets * LineBytes));
        _mask = (uint)buckets - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long key)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Bucket(TagOf(key)));
    }

    /// <summary>The number that the key most likely has, 0 for none, without a look at the record: whoever uses it compares the key there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Guess(long key)
    {
        uint home = TagOf(key);
        ulong* bucket = Bucket(home);
        ulong same = Same(bucket, home);
        if (same != 0) return (int)(uint)bucket[BitOperations.TrailingZeroCount(same) >> 1];
        return Overflow(bucket) == 0 ? 0 : Find(key);
    }

    /// <summary>The number of the key's record; 0 when it has none.</summary>
    public int Find(long key)
    {
        uint home = TagOf(key);
        for (uint at = home; ; at++)
        {
            ulong* bucket = Bucket(at);
            for (ulong same = Same(bucket, home); same != 0; same &= same - 1)
            {
                int number = (int)(uint)bucket[BitOperations.TrailingZeroCount(same) >> 1];
                if (_records.KeyOf(number) == key) return number;
            }
            if (Overflow(bucket) == 0) return 0;
        }
    }

    /// <summary>Entries in use that hold the tag, one bit each, at the lane of the tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Same(ulong* bucket, uint tag)
    {
        var lanes = Vector512.Load((uint*)bucket);
        ulong same = Vector512.Equals(lanes, Vector512.Create(tag)).ExtractMostSignificantBits() & TagLanes;
        // An empty entry is zero in both halves; only the tag 0 can be mistaken for one.
        return tag != 0 ? same : same & ~(Empty(bucket) << 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Empty(ulong* bucket) => Vector512.Equals(Vector512.Load((uint*)bucket), Vector512<uint>.Zero).ExtractMostSignificantBits() & NumberLanes;

    /// <summary>Enters a key that has no record yet.</summary>
    public void Add(long key, int number) => LongestWalk = Math.Max(LongestWalk, Enter((ulong)TagOf(key) << 32 | (uint)number));

    int Enter(ulong entry)
    {
        uint at = (uint)(entry >> 32);
        for (int walk = 0; ; walk++, at++)
        {
            ulong* bucket = Bucket(at);
            ulong empty = Empty(bucket);
            if (empty != 0)
            {
                bucket[BitOperations.TrailingZeroCount(empty) >> 1] = entry;
                return walk;
            }
            Overflow(bucket)++;
        }
    }

    /// <summary>Takes out the key, which has that record.</summary>
    public void Remove(long key, int number)
    {
        ulong entry = (ulong)TagOf(key) << 32 | (uint)number;
        for (uint at = TagOf(key); ; at++)
        {
            ulong* bucket = Bucket(at);
            int place = new ReadOnlySpan<ulong>(bucket, PerBucket).IndexOf(entry);
            if (place >= 0)
            {
                bucket[place] = 0;
                return;
            }
            Overflow(bucket)--;
        }
    }

    /// <summary>Doubles the buckets.</summary>
    public void Double()
    {
        byte* old = _buckets;
        uint buckets = _mask + 1;
        Allocate((int)buckets * 2 * KeysPerBucket);
        for (uint b = 0; b < buckets; b++)
        {
            ulong* bucket = (ulong*)(old + (long)b * LineBytes);
            for (int i = 0; i < PerBucket; i++)
                if (bucket[i] != 0) Enter(bucket[i]);
        }
        _pages.Free(old, (nuint)((long)buckets * LineBytes));
    }

    /// <summary>Numbers of keys in the key's own bucket and those behind it, until there are as many as asked for or no more; answers how many.</summary>
    public int Neighbours(long key, Span<int> numbers)
    {
        int found = 0;
        for (uint b = 0; b <= _mask; b++)
        {
            ulong* bucket = Bucket(TagOf(key) + b);
            for (int i = 0; i < PerBucket; i++)
            {
                if (bucket[i] == 0) continue;
                numbers[found++] = (int)(uint)bucket[i];
                if (found == numbers.Length) return found;
            }
        }
        return found;
    }

    public void Dispose() => _pages.Free(_buckets, (nuint)((long)(_mask + 1) * LineBytes));
}
