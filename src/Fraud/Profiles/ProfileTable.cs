using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fraud.Profiles;

/// <summary>
/// What the engine remembers per key of one tuple: an index of one line per lookup, records of whole cache lines with the key inside, and logs, samples and histograms
/// in blocks beside them. Rows are taken strictly in order, so one row at a time and 256 at once give the same outputs and state.
/// <para>Memory: records double and blocks grow until the budget. From then on, a new key takes the place of the key with the oldest latest event among eight neighbours
/// in the index, and a block is made from what such a key holds, found by a hand that goes round.</para>
/// Not thread-safe.
/// </summary>
sealed unsafe partial class ProfileTable : IDisposable
{
    /// <summary>Events logged per key and stream before the older half is thinned.</summary>
    public const int LogCapacity = 4096;

    /// <summary>Records looked at to find one to evict.</summary>
    const int Neighbourhood = 8;

    /// <summary>Records looked at to find blocks to give back.</summary>
    const int LongestSearch = 256;

    /// <summary>Of the budget, an eighth is not for records when anything lies beside them.</summary>
    const int HeapShare = 8;

    ProfileLayout _layout;
    readonly BlockHeap _heap;
    readonly RecordSlab _records;
    readonly KeyIndex _index;
    readonly long _budget;
    readonly int _logCapacity;
    readonly int _recordBytes;

    /// <summary>A record without history: what a new key starts from, and what an unseen key is read as.</summary>
    readonly byte* _blank;

    /// <summary>The first number that no record has had.</summary>
    int _next = RecordSlab.First;

    /// <summary>The record being written, which reclaiming memory must leave alone.</summary>
    byte* _current;
    int _hand = RecordSlab.First;

    /// <summary>The record that a new key looks at, to take its place when it has outlived all windows.</summary>
    int _oldest = RecordSlab.First;

    /// <summary>That record's latest event when it was looked at before.</summary>
    long _newestOfOldest = long.MaxValue;
    bool _disposed;

    public ProfileTable(ProfileSpec spec, long budgetBytes, PageSource pages, int logCapacity = LogCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logCapacity, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logCapacity, 32_768);
        _logCapacity = logCapacity;
        _layout = new ProfileLayout(spec, logCapacity);
        _recordBytes = _layout.RecordBytes;
        _budget = budgetBytes;
        if (KeyIndex.BytesFor(2 * RecordSlab.First) + (long)RecordSlab.First * _recordBytes > budgetBytes)
            throw new ArgumentOutOfRangeException(nameof(budgetBytes), $"{spec.Name}: the budget holds fewer than {RecordSlab.First} keys.");
        _blank = MakeBlank();
        _records = new RecordSlab(_recordBytes, pages);
        _records.Grow(RecordSlab.First);
        _index = new KeyIndex(_records, _records.End, pages);
        _found = new int[_layout.KeyColumns.Length * ColumnBatch.Capacity];
        _heap = new BlockHeap(pages) { Budget = _budget - RecordBytes, Reclaim = Reclaim };
    }

    /// <summary>Takes the same aggregates, in the same order, from and to other columns.</summary>
    public void Rebind(ProfileSpec spec)
    {
        var layout = new ProfileLayout(spec, _logCapacity);
        if (layout.RecordBytes != _recordBytes || layout.KeyColumns.Length != _layout.KeyColumns.Length || spec.Aggregates.Count != _layout.Spec.Aggregates.Count)
            throw new ArgumentException($"{spec.Name}: these are not the aggregates that the table was made for.", nameof(spec));
        _layout = layout;
    }

    public ProfileSpec Spec => _layout.Spec;

    /// <summary>Keys with a history.</summary>
    public long Keys { get; private set; }

    /// <summary>Bytes taken from the system.</summary>
    public long Bytes => RecordBytes + _heap.Bytes;

    long RecordBytes => _records.Bytes + _index.Bytes;

    /// <summary>Keys whose history was given up for another's.</summary>
    public long Evicted { get; private set; }

    /// <summary>Most buckets between a key's own place and its entry: an alarm, because the keyed hash keeps it short.</summary>
    public int LongestWalk => _index.LongestWalk;

    /// <summary>
    /// Whether something may have to be evicted within the rows [from, to), in a table that records attempts in several passes. Fewer must then be taken at a time, down to one, all passes
    /// of one before the next: a later row's first pass could else evict what an earlier row's second pass reads. Tables with one pass never need it.
    /// </summary>
    public bool MayEvict(ColumnBatch batch, int from, int to)
    {
        if (!_layout.HasLaterPasses) return false;
        int rows = to - from;
        if (!HasRoomFor(rows)) return true;
        // A block doubles as its events do: what it takes on the way is together at most four times what it holds afterwards.
        long room = (_heap.Budget - _heap.Bytes) / 4 - (long)_layout.AttemptBlocks * rows * (_layout.LargestStride + 64);
        foreach (long key in batch.Values.AsSpan(_layout.Spec.KeyColumn * ColumnBatch.Stride + from, rows))
        {
            if (room < 0) return true;
            int number = IsPresent(key) ? _index.Find(key) : 0;
            if (number != 0) room -= MayGrow(_records.At(number), rows);
        }
        return room < 0;
    }

    /// <summary>Bytes of the blocks of a key's attempts that so many events more may outgrow.</summary>
    long MayGrow(byte* record, int events)
    {
        long bytes = 0;
        foreach (StreamLayout stream in _layout.Streams)
        {
            if (stream.Ledger != Ledger.Attempts) continue;
            foreach (int offset in stream.Handles) bytes += SizeOf((BlockHandle*)(record + offset));
            if (stream.Log < 0) continue;
            var handle = (BlockHandle*)(record + stream.Log);
            var counter = (StreamCounter*)(record + stream.Counter);
            int capacity = handle->IsEmpty ? 0 : stream.Capacity[handle->Size];
            // One that is full for good is thinned instead.
            if (capacity < stream.Capacity[BlockHeap.Classes - 1] && counter->Start + counter->Length + events > capacity) bytes += SizeOf(handle);
        }
        return bytes;
    }

    static int SizeOf(BlockHandle* handle) => handle->IsEmpty ? 0 : BlockHeap.SizeOf(handle->Size);

    static bool IsPresent(long key) => key != 0 && key != ColumnBatch.Unknown;

    static ref long KeyOf(byte* record) => ref *(long*)(record + ProfileLayout.KeyOffset);

    /// <summary>The newest event of the key in any stream; unknown when it has no history.</summary>
    static ref long NewestOf(byte* record) => ref *(long*)(record + ProfileLayout.NewestOffset);

    /// <summary>The key's record, guessed to have that number; null when it has none.</summary>
    byte* Find(long key, int guess)
    {
        if (guess != 0)
        {
            byte* record = _records.At(guess);
            if (KeyOf(record) == key) return record;
        }
        int number = _index.Find(key);
        return number == 0 ? null : _records.At(number);
    }

    /// <summary>The key's record, made when there is none.</summary>
    byte* FindOrAdd(long key, int guess, long ticks)
    {
        byte* record = Find(key, guess);
        if (record != null) return record;
        int number = Recycle(ticks);
        if (number == 0) number = _next < _records.End || Grow() ? _next++ : EvictNear(key);
        record = _records.At(number);
        Clear(record, key);
        _index.Add(key, number);
        return record;
    }

    /// <summary>Makes the record one without history.</summary>
    void Clear(byte* record, long key)
    {
        Unsafe.CopyBlock(record, _blank, (uint)_recordBytes);
        KeyOf(record) = key;
        foreach (StreamLayout stream in _layout.Streams)
            foreach ((int handle, int block, int size) in stream.Inside) *(BlockHandle*)(record + handle) = new BlockHandle(record + block, size, 0);
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

    /// <summary>
    /// The number of a record that has outlived all windows; 0 when the one at the hand has not. Records lie in the order of their first event, so one look tells, and a table of
    /// keys that are seldom used again (each order has its own) stays as large as what its windows hold. Records that were used again are passed over, a few at a time.
    /// </summary>
    int Recycle(long ticks)
    {
        if (_layout.Lifetime == StreamLayout.Forever) return 0;
        for (int looked = 0; looked < Neighbourhood && _next > RecordSlab.First; looked++)
        {
            byte* record = _records.At(_oldest);
            long newest = NewestOf(record);
            int number = _oldest, following = _oldest + 1 < _next ? _oldest + 1 : RecordSlab.First;
            // One whose history was given up for memory is older than all.
            bool expired = newest <= ticks - _layout.Lifetime;
            bool usedAgain = newest > _newestOfOldest || newest > NewestOf(_records.At(following));
            _newestOfOldest = expired || usedAgain ? long.MaxValue : newest;
            if (!expired && !usedAgain) return 0;
            _oldest = following;
            if (!expired) continue;
            if (newest != ColumnBatch.Unknown)
            {
                Release(record);
                Keys--;
            }
            _index.Remove(KeyOf(record), number);
            return number;
        }
        return 0;
    }

    /// <summary>Whether that many keys more fit the budget.</summary>
    bool HasRoomFor(int keys)
    {
        long room = _records.End - _next, added = 0;
        for (long chunk = _records.NextChunk; room < keys; chunk *= 2)
        {
            if (chunk == 0 || !Fits((int)(2 * chunk), added + chunk)) return false;
            added += chunk;
            room += chunk;
        }
        return true;
    }

    /// <summary>Whether the budget allows that many records more, under an index for so many keys.</summary>
    bool Fits(int indexed, long records)
    {
        long beside = Math.Max(_heap.Bytes, _layout.HasBlocks ? _budget / HeapShare : 0);
        return KeyIndex.BytesFor(indexed) + _records.Bytes + records * _recordBytes + beside <= _budget;
    }

    /// <summary>Records of the next chunk that the budget allows: all that follow, or an eighth to a half of them and then no more; 0 when there is no room.</summary>
    int ChunkThatFits()
    {
        int whole = _records.NextChunk;
        for (int records = whole; records >= Math.Max(1, whole / 8); records /= 2)
            if (Fits(2 * whole, records)) return records;
        return 0;
    }

    bool Grow()
    {
        int records = ChunkThatFits();
        if (records == 0) return false;
        _records.Grow(records);
        _index.Double();
        _heap.Budget = _budget - RecordBytes;
        return true;
    }

    /// <summary>Makes one place: of eight neighbours of the key, the one with the oldest latest event goes. Answers its number.</summary>
    int EvictNear(long key)
    {
        Span<int> neighbours = stackalloc int[Neighbourhood];
        byte* oldest = null;
        int number = 0;
        foreach (int near in neighbours[.._index.Neighbours(key, neighbours)])
        {
            byte* record = _records.At(near);
            if (oldest != null && (NewestOf(record), KeyOf(record)).CompareTo((NewestOf(oldest), KeyOf(oldest))) >= 0) continue;
            oldest = record;
            number = near;
        }
        Forget(oldest);
        _index.Remove(KeyOf(oldest), number);
        return number;
    }

    /// <summary>
    /// Gives back the blocks of one key; its record stays, without history. Of the next records that have any, the one with the oldest latest event of eight; a key whose
    /// events all lie in its record has nothing to give and keeps them. Records do not move, so that this may happen while one is written.
    /// </summary>
    bool Reclaim()
    {
        byte* oldest = null;
        for (int looked = 0, seen = 0; looked < Math.Min(_next - RecordSlab.First, LongestSearch) && seen < Neighbourhood; looked++)
        {
            byte* record = _records.At(_hand);
            _hand = _hand + 1 < _next ? _hand + 1 : RecordSlab.First;
            if (record == _current || NewestOf(record) == ColumnBatch.Unknown || !HoldsBlocks(record)) continue;
            seen++;
            if (oldest == null || NewestOf(record) < NewestOf(oldest)) oldest = record;
        }
        if (oldest == null) return false;
        Forget(oldest);
        Clear(oldest, KeyOf(oldest));
        return true;
    }

    void Forget(byte* record)
    {
        if (NewestOf(record) == ColumnBatch.Unknown) return;
        Release(record);
        Keys--;
        Evicted++;
    }

    bool HoldsBlocks(byte* record)
    {
        foreach (StreamLayout stream in _layout.Streams)
        {
            if (stream.Log >= 0 && BlockHeap.IsOnHeap(*(BlockHandle*)(record + stream.Log))) return true;
            foreach (int handle in stream.Handles)
                if (BlockHeap.IsOnHeap(*(BlockHandle*)(record + handle))) return true;
        }
        return false;
    }

    /// <summary>Gives back the blocks.</summary>
    void Release(byte* record)
    {
        foreach (StreamLayout stream in _layout.Streams)
        {
            if (stream.Log >= 0) Return((BlockHandle*)(record + stream.Log));
            foreach (int handle in stream.Handles) Return((BlockHandle*)(record + handle));
        }
    }

    void Return(BlockHandle* handle)
    {
        if (!handle->IsEmpty) _heap.Return(handle->Block, handle->Size);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _index.Dispose();
        _records.Dispose();
        NativeMemory.AlignedFree(_blank);
        _heap.Dispose();
    }
}
