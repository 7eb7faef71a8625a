using System.Numerics;
using System.Runtime.InteropServices;

namespace Fraud.Profiles;

/// <summary>One number over everything remembered.</summary>
sealed unsafe partial class ProfileTable
{
    /// <summary>
    /// Equal for tables that saw the same, whatever the batch size: the sum over keys of a hash of each key's content, so the order in memory does not matter,
    /// and neither addresses nor remembered answers are in it.
    /// </summary>
    public ulong StateHash()
    {
        ulong sum = 0;
        for (int number = RecordSlab.First; number < _next; number++)
        {
            byte* record = _records.At(number);
            if (NewestOf(record) == ColumnBatch.Unknown) continue;
            ulong hash = Mix(Mix(0x243F6A8885A308D3, (ulong)KeyOf(record)), (ulong)NewestOf(record));
            foreach (StreamLayout stream in _layout.Streams) hash = HashStream(record, stream, hash);
            sum += hash ^ hash >> 31;
        }
        return sum;
    }

    static ulong HashStream(byte* record, StreamLayout stream, ulong hash)
    {
        var counter = (StreamCounter*)(record + stream.Counter);
        hash = Mix(hash, counter->Count);
        if (stream.Log >= 0)
        {
            byte* log = ((BlockHandle*)(record + stream.Log))->Block + counter->Start * stream.Stride;
            hash = Mix(hash, counter->Length);
            for (int i = 0; i < counter->Length; i++)
            {
                byte* entry = log + i * stream.Stride;
                hash = Mix(Mix(hash, (ulong)EventLog.Ticks(entry)), EventLog.Before(entry));
                hash = Mix(hash, new ReadOnlySpan<ulong>(entry + EventLog.HeadBytes, stream.Payloads.Length));
            }
        }
        foreach (RecordField field in stream.Fields) hash = HashField(record + field.Offset, field, stream, hash);
        return hash;
    }

    static ulong HashField(byte* field, RecordField layout, StreamLayout stream, ulong hash)
    {
        BlockHandle handle = layout.IsHandle ? *(BlockHandle*)field : default;
        byte* block = handle.Block;
        switch (layout.Kind)
        {
            case FieldKind.WindowMin or FieldKind.WindowMax or FieldKind.WindowSet: return hash;
            case FieldKind.Sample:
                if (handle.IsEmpty) return Mix(hash, 0);
                hash = Mix(hash, new ReadOnlySpan<ulong>(block, handle.Number));
                return Mix(hash, new ReadOnlySpan<ulong>(block + ValueSample.Capacity(handle.Size) * sizeof(long), handle.Number));
            case FieldKind.Days:
                int days = DayTotals.Days(handle);
                hash = Mix(hash, (ulong)days);
                return days == 0 ? hash : Mix(hash, new ReadOnlySpan<ulong>(DayTotals.Entry(handle, stream, 0), days * (1 + stream.DayColumns.Length)));
            case FieldKind.Hours: return Mix(hash, MemoryMarshal.Cast<uint, ulong>(new ReadOnlySpan<uint>(block, handle.IsEmpty ? 0 : HourCounts.Bins)));
            case FieldKind.Hourly: return Mix(hash, MemoryMarshal.Cast<uint, ulong>(HourlyCounts.Content(handle)));
            case FieldKind.Names: return Mix(hash, new ReadOnlySpan<ulong>(block, handle.Number * sizeof(KnownNames.Entry) / sizeof(ulong)));
            default: return Mix(hash, new ReadOnlySpan<ulong>(field, layout.Bytes / sizeof(ulong)));
        }
    }

    static ulong Mix(ulong hash, ReadOnlySpan<ulong> words)
    {
        foreach (ulong word in words) hash = Mix(hash, word);
        return hash;
    }

    static ulong Mix(ulong hash, ulong word) => BitOperations.RotateLeft((hash ^ word) * 0x9E3779B97F4A7C15, 29);
}
