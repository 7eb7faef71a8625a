using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fraud.Profiles;

/// <summary>
/// What the engine remembers per key of one tuple: open addressing over records of whole cache lines with the key inside, linear probing, at most 0.6 full;
/// logs, samples and histograms in blocks beside it. Rows are taken strictly in order, so one row at a time and 256 at once give the same outputs and state.
/// <para>Memory: the table doubles and the blocks grow until the budget (while it doubles, old and new exist for a moment). From then on, a new key takes the place
/// of the key with the oldest latest event among the eight records from its own place on, and a block is made from what such a key holds, found by a hand that goes round.</para>
/// Not thread-safe.
/// </summary>
sealed unsafe partial class ProfileTable : IDisposable
{
#if DEBUG
    const int FirstSlots = 2;
#else
    const int FirstSlots = 1024;
#endif
    /// <summary>Events logged per key and stream before the older half is thinned.</summary>
    public const int LogCapacity = 4096;

    /// <summary>Records looked at to find one to evict.</summary>
    const int Neighbourhood = 8;

    readonly ProfileLayout _layout;
    readonly BlockHeap _heap = new();
    readonly long _budget;
    readonly int _recordBytes;

    /// <summary>A record without history: what a new key starts from, and what an unseen key is read as.</summary>
    readonly byte* _blank;
    byte* _records;
    int _slots;

    /// <summary>Records with a key, also those whose history was evicted.</summary>
    int _used;
    int _mostUsed;

    /// <summary>The record being written, which reclaiming memory must leave alone.</summary>
    byte* _current;
    int _hand;
    bool _disposed;

    public ProfileTable(ProfileSpec spec, long budgetBytes, int logCapacity = LogCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logCapacity, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logCapacity, 32_768);
        _layout = new ProfileLayout(spec, logCapacity);
        _recordBytes = _layout.RecordBytes;
        _budget = budgetBytes;
        int slots = FirstSlots;
        while (slots > 16 && (long)slots * _recordBytes > budgetBytes / 2) slots /= 2;
        if ((long)slots * _recordBytes > budgetBytes)
            throw new ArgumentOutOfRangeException(nameof(budgetBytes), $"{spec.Name}: the budget holds fewer than {slots} keys.");
        _blank = MakeBlank();
        Allocate(slots);
        _heap.Reclaim = Reclaim;
    }

    public ProfileSpec Spec => _layout.Spec;

    /// <summary>Keys with a history.</summary>
    public long Keys { get; private set; }

    /// <summary>Bytes taken from the system.</summary>
    public long Bytes => (long)_slots * _recordBytes + _heap.Bytes;

    /// <summary>Keys whose history was given up for another's.</summary>
    public long Evicted { get; private set; }

    /// <summary>Bytes of every key's record; what its logs and samples take comes on top.</summary>
    public int BytesPerKey => _recordBytes;

    /// <summary>Longest walk from a key's own place to its record: an alarm, because the keyed hash keeps it short.</summary>
    public int LongestProbe { get; private set; }

    /// <summary>
    /// Whether something may have to be evicted within that many rows, in a table that records attempts in several passes. Such rows must be taken one at a time, all passes
    /// of one before the next: a later row's first pass could else evict what an earlier row's second pass reads. Tables with one pass never need it.
    /// </summary>
    public bool MayEvict(int rows)
    {
        if (!_layout.HasLaterPasses) return false;
        bool full = _used + (long)rows * _layout.Recorded.Length > _mostUsed && !CanDouble;
        return full || _heap.Budget - _heap.Bytes < (long)rows * _layout.Streams.Length * _layout.LargestBlock;
    }

    static bool IsPresent(long key) => key != 0 && key != ColumnBatch.Unknown;

    static ref long KeyOf(byte* record) => ref *(long*)(record + ProfileLayout.KeyOffset);

    /// <summary>The newest event of the key in any stream; unknown when it has no history.</summary>
    static ref long NewestOf(byte* record) => ref *(long*)(record + ProfileLayout.NewestOffset);

    byte* Record(int slot) => _records + (long)slot * _recordBytes;

    int Home(long key) => (int)key & _slots - 1;

    /// <summary>The key's record; null when it has none.</summary>
    byte* Find(long key)
    {
        for (int slot = Home(key); ; slot = slot + 1 & _slots - 1)
        {
            byte* record = Record(slot);
            long there = KeyOf(record);
            if (there == key) return record;
            if (there == 0) return null;
        }
    }

    /// <summary>The key's record, made when there is none. Other records may move.</summary>
    byte* FindOrAdd(long key)
    {
        byte* record = Find(key);
        if (record != null) return record;
        if (_used >= _mostUsed && !Double()) EvictNear(key);
        int slot = Home(key), probe = 0;
        while (KeyOf(Record(slot)) != 0)
        {
            slot = slot + 1 & _slots - 1;
            probe++;
        }
        LongestProbe = Math.Max(LongestProbe, probe);
        record = Record(slot);
        Unsafe.CopyBlock(record, _blank, (uint)_recordBytes);
        KeyOf(record) = key;
        _used++;
        return record;
    }

    byte* MakeBlank()
    {
        byte* blank = (byte*)NativeMemory.AlignedAlloc((nuint)_recordBytes, 64);
        new Span<byte>(blank, _recordBytes).Clear();
        NewestOf(blank) = ColumnBatch.Unknown;
        foreach (StreamLayout stream in _layout.Streams) *(long*)(blank + stream.Newest) = ColumnBatch.Unknown;
        foreach (StreamLayout stream in _layout.Streams)
            foreach (RecordField field in stream.Fields)
            {
                if (field.Kind is FieldKind.Sum or FieldKind.Sample || field.IsHandle) continue;
                int words = field.Kind is FieldKind.WindowMin or FieldKind.WindowMax ? 3 : 1;
                new Span<long>(blank + field.Offset, words).Fill(ColumnBatch.Unknown);
            }
        return blank;
    }

    void Allocate(int slots)
    {
        _records = Pages.Allocate((nuint)((long)slots * _recordBytes));
        _slots = slots;
        _mostUsed = (int)(slots * 0.6);
        _heap.Budget = _budget - (long)slots * _recordBytes;
    }

    bool CanDouble => (long)_slots * 2 * _recordBytes + _heap.Bytes <= _budget && _slots <= 1 << 29;

    bool Double()
    {
        if (!CanDouble) return false;
        byte* old = _records;
        int oldSlots = _slots;
        Allocate(oldSlots * 2);
        for (int i = 0; i < oldSlots; i++)
        {
            byte* record = old + (long)i * _recordBytes;
            if (KeyOf(record) == 0) continue;
            int slot = Home(KeyOf(record));
            while (KeyOf(Record(slot)) != 0) slot = slot + 1 & _slots - 1;
            Unsafe.CopyBlock(Record(slot), record, (uint)_recordBytes);
        }
        Pages.Free(old, (nuint)((long)oldSlots * _recordBytes));
        return true;
    }

    /// <summary>Makes one place: the record with the oldest latest event among the eight that follow the key's own place goes.</summary>
    void EvictNear(long key)
    {
        int slot = Home(key), oldest = -1;
        for (int seen = 0; seen < Math.Min(Neighbourhood, _used); slot = slot + 1 & _slots - 1)
        {
            if (KeyOf(Record(slot)) == 0) continue;
            if (oldest < 0 || NewestOf(Record(slot)) < NewestOf(Record(oldest))) oldest = slot;
            seen++;
        }
        Forget(Record(oldest));
        Remove(oldest);
    }

    /// <summary>Takes a record out by moving back those behind it that would no longer be found.</summary>
    void Remove(int hole)
    {
        _used--;
        for (int slot = hole + 1 & _slots - 1; KeyOf(Record(slot)) != 0; slot = slot + 1 & _slots - 1)
        {
            int fromHome = slot - Home(KeyOf(Record(slot))) & _slots - 1, fromHole = slot - hole & _slots - 1;
            if (fromHome < fromHole) continue;
            Unsafe.CopyBlock(Record(hole), Record(slot), (uint)_recordBytes);
            hole = slot;
        }
        KeyOf(Record(hole)) = 0;
    }

    /// <summary>Gives back the blocks of one key; its record stays, without history. Records do not move, so that this may happen while one is written.</summary>
    bool Reclaim()
    {
        byte* oldest = null;
        for (int looked = 0, seen = 0; looked < _slots && seen < Neighbourhood; looked++)
        {
            byte* record = Record(_hand);
            _hand = _hand + 1 & _slots - 1;
            if (KeyOf(record) == 0 || record == _current || NewestOf(record) == ColumnBatch.Unknown) continue;
            seen++;
            if (oldest == null || NewestOf(record) < NewestOf(oldest)) oldest = record;
        }
        if (oldest == null) return false;
        long key = KeyOf(oldest);
        Forget(oldest);
        Unsafe.CopyBlock(oldest, _blank, (uint)_recordBytes);
        KeyOf(oldest) = key;
        return true;
    }

    void Forget(byte* record)
    {
        if (NewestOf(record) == ColumnBatch.Unknown) return;
        foreach (StreamLayout stream in _layout.Streams)
        {
            if (stream.Log >= 0) Return((BlockHandle*)(record + stream.Log));
            foreach (RecordField field in stream.Fields) if (field.IsHandle) Return((BlockHandle*)(record + field.Offset));
        }
        Keys--;
        Evicted++;
    }

    void Return(BlockHandle* handle)
    {
        if (!handle->IsEmpty) _heap.Return(handle->Block, handle->Size);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Pages.Free(_records, (nuint)((long)_slots * _recordBytes));
        NativeMemory.AlignedFree(_blank);
        _heap.Dispose();
    }
}
