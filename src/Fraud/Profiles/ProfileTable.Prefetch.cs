using System.Runtime.Intrinsics.X86;

namespace Fraud.Profiles;

/// <summary>
/// Rows are applied strictly one after the other, but their cache misses overlap: while one is applied, the records of rows 16 further are fetched, and what the
/// records of rows 8 further point to. Further ahead and the first level of cache would lose lines before they are used.
/// </summary>
sealed unsafe partial class ProfileTable
{
    const int RecordsAhead = 16, BlocksAhead = 8;

    /// <summary>Brings the records of all rows' keys near. Optional, and best called long before <see cref="Observe"/>, which fetches ahead by itself.</summary>
    public void Prefetch(ColumnBatch batch)
    {
        foreach (int column in _layout.KeyColumns)
            foreach (long key in batch.Column(column)) FetchRecord(key);
    }

    void FetchRecord(long key)
    {
        if (!Sse.IsSupported) return;
        byte* record = Record(Home(key));
        for (int line = 0; line < _recordBytes; line += 64) Sse.Prefetch0(record + line);
    }

    void FetchAhead(long* values, int row, int from, int rows, ReadGroup[] groups)
    {
        if (!Sse.IsSupported) return;
        if (row == from)
        {
            for (int i = from; i < Math.Min(from + RecordsAhead, rows); i++) foreach (ReadGroup group in groups) FetchRecord(values[group.KeyColumn * ColumnBatch.Capacity + i]);
            for (int i = from; i < Math.Min(from + BlocksAhead, rows); i++) foreach (ReadGroup group in groups) FetchBlocks(values[group.KeyColumn * ColumnBatch.Capacity + i], group.Streams, writing: false);
        }
        foreach (ReadGroup group in groups)
        {
            long* keys = values + group.KeyColumn * ColumnBatch.Capacity + row;
            if (row + RecordsAhead < rows) FetchRecord(keys[RecordsAhead]);
            if (row + BlocksAhead < rows) FetchBlocks(keys[BlocksAhead], group.Streams, writing: false);
        }
    }

    void FetchAheadToSettle(long* keys, int row, int rows, ReadOnlySpan<Ledger> ledgers)
    {
        if (!Sse.IsSupported) return;
        if (row == 0)
        {
            for (int i = 0; i < Math.Min(RecordsAhead, rows); i++) FetchRecord(keys[i]);
            for (int i = 0; i < Math.Min(BlocksAhead, rows); i++) FetchBlocks(keys[i], _layout.Settled[(int)ledgers[i]], writing: true);
        }
        if (row + RecordsAhead < rows) FetchRecord(keys[row + RecordsAhead]);
        if (row + BlocksAhead < rows) FetchBlocks(keys[row + BlocksAhead], _layout.Settled[(int)ledgers[row + BlocksAhead]], writing: true);
    }

    void FetchBlocks(long key, StreamLayout[] streams, bool writing)
    {
        byte* record = IsPresent(key) ? Find(key) : null;
        if (record == null) return;
        foreach (StreamLayout stream in streams)
        {
            if (stream.Log >= 0) FetchLog(record, stream, writing);
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
