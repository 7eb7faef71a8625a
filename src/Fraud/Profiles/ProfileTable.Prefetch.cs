using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace Fraud.Profiles;

/// <summary>
/// Rows are applied strictly one after the other, but their cache misses overlap. A row's index line is fetched 32 rows ahead, its record 20 rows ahead, and what that
/// points to 10 rows ahead, so that each finds its line near without waiting; half and twice these distances were as fast. Looking a key up without having fetched its
/// line was the largest single cost of a message. Of a record only the lines are fetched that the pass reads or writes.
/// </summary>
sealed unsafe partial class ProfileTable
{
    const int IndexAhead = 32, RecordsAhead = 20, BlocksAhead = 10;

    /// <summary>Up to so many rows, <see cref="Fetch"/> brings all that a pass needs; more would push each other out of the first level of cache.</summary>
    public const int FewRows = 16;

    /// <summary>Records of fewer bytes stay in the second level of cache by themselves, when nothing lies beside them: what is remembered of a corridor.</summary>
    const int NearBytes = 256 << 10;

    bool IsNear => !_layout.HasBlocks && (_next - RecordSlab.First) * (long)_recordBytes < NearBytes;

    /// <summary>Guessed record numbers of the rows at work, by key column and row. A guess is compared with the record's key before it is used.</summary>
    readonly int[] _found;

    /// <summary>
    /// For up to <see cref="FewRows"/> rows, the three steps of fetching ahead, each over all tables before the next so that the misses of all tables overlap: index lines,
    /// records, and what they point to.
    /// </summary>
    public void Fetch(ColumnBatch batch, int step)
    {
        if (!Sse.IsSupported || IsNear) return;
        fixed (long* values = batch.Values)
            foreach (ReadGroup[] groups in _layout.Read)
                for (int row = batch.From; row < batch.Rows; row++) FetchStep(values, row, groups, step);
    }

    void FetchStep(long* values, int row, ReadGroup[] groups, int step)
    {
        foreach (ReadGroup group in groups)
        {
            long key = values[group.KeyColumn * ColumnBatch.Stride + row];
            ref int found = ref _found[group.Key * ColumnBatch.Capacity + row];
            if (step == 0)
            {
                if (group.IsFirst) _index.Prefetch(key);
            }
            else if (step == 1)
            {
                if (group.IsFirst) found = IsPresent(key) ? _index.Guess(key) : 0;
                FetchRecord(found, group.Lines);
            }
            else if (found != 0) FetchBlocks(_records.At(found), group.Streams, writing: false);
        }
    }

    void FetchAhead(long* values, int row, int from, int rows, ReadGroup[] groups)
    {
        if (!Sse.IsSupported) return;
        if (row == from)
        {
            for (int i = from; i < Math.Min(from + IndexAhead, rows); i++) FetchStep(values, i, groups, 0);
            for (int i = from; i < Math.Min(from + RecordsAhead, rows); i++) FetchStep(values, i, groups, 1);
            for (int i = from; i < Math.Min(from + BlocksAhead, rows); i++) FetchStep(values, i, groups, 2);
        }
        if (row + IndexAhead < rows) FetchStep(values, row + IndexAhead, groups, 0);
        if (row + RecordsAhead < rows) FetchStep(values, row + RecordsAhead, groups, 1);
        if (row + BlocksAhead < rows) FetchStep(values, row + BlocksAhead, groups, 2);
    }

    void FetchAheadToSettle(long* keys, int row, int rows, ReadOnlySpan<Ledger> ledgers)
    {
        if (!Sse.IsSupported) return;
        if (row == 0)
        {
            for (int i = 0; i < Math.Min(IndexAhead, rows); i++) _index.Prefetch(keys[i]);
            for (int i = 0; i < Math.Min(RecordsAhead, rows); i++) LocateToSettle(keys[i], i, ledgers);
            for (int i = 0; i < Math.Min(BlocksAhead, rows); i++) FetchBlocksToSettle(i, ledgers);
        }
        if (row + IndexAhead < rows) _index.Prefetch(keys[row + IndexAhead]);
        if (row + RecordsAhead < rows) LocateToSettle(keys[row + RecordsAhead], row + RecordsAhead, ledgers);
        if (row + BlocksAhead < rows) FetchBlocksToSettle(row + BlocksAhead, ledgers);
    }

    void LocateToSettle(long key, int row, ReadOnlySpan<Ledger> ledgers)
    {
        _found[row] = IsPresent(key) ? _index.Guess(key) : 0;
        FetchRecord(_found[row], _layout.SettledLines[(int)ledgers[row]]);
    }

    void FetchBlocksToSettle(int row, ReadOnlySpan<Ledger> ledgers)
    {
        if (_found[row] != 0) FetchBlocks(_records.At(_found[row]), _layout.Settled[(int)ledgers[row]], writing: true);
    }

    void FetchRecord(int number, ulong lines)
    {
        if (number == 0) return;
        byte* record = _records.At(number);
        for (; lines != 0; lines &= lines - 1) Sse.Prefetch0(record + BitOperations.TrailingZeroCount(lines) * 64);
    }

    static void FetchBlocks(byte* record, StreamLayout[] streams, bool writing)
    {
        foreach (StreamLayout stream in streams)
        {
            if (stream.Log >= 0 && ((StreamCounter*)(record + stream.Counter))->Length > 0) FetchLog(record, stream, writing);
            foreach (int offset in stream.Handles) FetchBlock((BlockHandle*)(record + offset), writing);
        }
    }

    static void FetchLog(byte* record, StreamLayout stream, bool writing)
    {
        byte* block = ((BlockHandle*)(record + stream.Log))->Block;
        var counter = (StreamCounter*)(record + stream.Counter);
        byte* end = block + (counter->Start + counter->Length) * stream.Stride;
        if (writing || stream.Ledger == Ledger.Attempts)
        {
            // The latest event and the place of the next.
            Sse.Prefetch0(end - 1);
            Sse.Prefetch0(end + stream.Stride - 1);
        }
        if (writing) return;
        // Where each window began last time, and may begin now.
        var hints = (ushort*)(record + stream.Hints);
        for (int i = 0; i < stream.Hinted.Length; i++)
        {
            byte* edge = block + hints[i] * stream.Stride;
            Sse.Prefetch0(edge - 1);
            Sse.Prefetch0(edge + 2 * stream.Stride - 1);
        }
    }

    /// <summary>Up to eight lines: all of a small block. Of a sample, reading needs the values only.</summary>
    static void FetchBlock(BlockHandle* handle, bool writing)
    {
        if (handle->IsEmpty) return;
        int bytes = Math.Min(BlockHeap.SizeOf(handle->Size), 512);
        if (!writing) bytes = Math.Min(bytes, Math.Max(64, handle->Number * sizeof(long)));
        for (int line = 0; line < bytes; line += 64) Sse.Prefetch0(handle->Block + line);
    }
}
