namespace Fraud.Profiles;

/// <summary>Writing: what a row adds to its key.</summary>
sealed unsafe partial class ProfileTable
{
    /// <summary>
    /// For each row at work, in order: records it in the attempts of this stratum (unless it repeats an earlier message), then reads every aggregate of the stratum into
    /// its output column. So attempts include the row itself, and later rows see earlier ones.
    /// </summary>
    public void Observe(ColumnBatch batch, int stratum)
    {
        if (stratum >= _layout.Read.Length) return;
        StreamLayout[] recorded = _layout.Recorded[stratum];
        ReadGroup[] groups = _layout.Read[stratum];
        if (batch.AnyApproximate) ClearApproximate(batch, groups);
        bool near = batch.Rows - batch.From <= FewRows || IsNear;
        fixed (long* values = batch.Values)
            for (int row = batch.From; row < batch.Rows; row++)
            {
                if (!near) FetchAhead(values, row, batch.From, batch.Rows, groups);
                byte* record = recorded.Length > 0 && !batch.Duplicate[row] ? Write(values + row, batch.Ticks[row], recorded, _found[row]) : null;
                foreach (ReadGroup group in groups) Read(batch, values + row, row, group, group.KeyColumn == _layout.Spec.KeyColumn ? record : null);
            }
    }

    /// <summary>Records rows in the ledger each of them settled to, from the columns of their evaluation. A duplicate is not recorded.</summary>
    public void Settle(ColumnBatch rows, ReadOnlySpan<Ledger> ledgerOfRow)
    {
        if (!_layout.IsSettled) return;
        bool near = IsNear;
        fixed (long* values = rows.Values)
            for (int row = rows.From; row < rows.Rows; row++)
            {
                if (!near) FetchAheadToSettle(values + _layout.Spec.KeyColumn * ColumnBatch.Stride, row, rows.Rows, ledgerOfRow);
                StreamLayout[] streams = _layout.Settled[(int)ledgerOfRow[row]];
                if (streams.Length > 0 && !rows.Duplicate[row]) _ = Write(values + row, rows.Ticks[row], streams, _found[row]);
            }
    }

    /// <summary>The record written to, guessed to have that number; null when there was nothing to write.</summary>
    byte* Write(long* row, long ticks, StreamLayout[] streams, int guess)
    {
        long key = row[_layout.Spec.KeyColumn * ColumnBatch.Stride];
        if (!IsPresent(key)) return null;
        byte* record = null;
        foreach (StreamLayout stream in streams)
        {
            if (stream.Where >= 0 && row[stream.Where * ColumnBatch.Stride] != 1) continue;
            if (record == null)
            {
                record = FindOrAdd(key, guess, ticks);
                _current = record;
                ref long newest = ref NewestOf(record);
                if (newest == ColumnBatch.Unknown) Keys++;
                newest = Math.Max(newest, ticks);
                // All these streams are of one stratum, or all are settled: they share the word.
                ref long own = ref *(long*)(record + stream.Newest);
                own = Math.Max(own, ticks);
            }
            Write(record, stream, row, ticks);
        }
        _current = null;
        return record;
    }

    void Write(byte* record, StreamLayout stream, long* row, long ticks)
    {
        if (stream.Log >= 0) EventLog.Add(record, stream, _heap, row, ticks);
        ++((StreamCounter*)(record + stream.Counter))->Count;
        foreach (ref readonly RecordField field in stream.Fields.AsSpan())
        {
            long* word = (long*)(record + field.Offset);
            long value = field.Column < 0 ? 0 : row[field.Column * ColumnBatch.Stride];
            if (value == ColumnBatch.Unknown) continue;
            switch (field.Kind)
            {
                case FieldKind.Sum: *word += EventLog.Addend(value); break;
                case FieldKind.Max: *word = Math.Max(*word, value); break;
                case FieldKind.Min: *word = *word == ColumnBatch.Unknown ? value : Math.Min(*word, value); break;
                case FieldKind.Last: *word = Math.Max(*word, ticks); break;
                case FieldKind.First: *word = *word == ColumnBatch.Unknown ? ticks : Math.Min(*word, ticks); break;
                case FieldKind.LatestValue: Latest(word, ticks, row, field.Column, 1); break;
                case FieldKind.FirstValue: Earliest(word, value, ticks, field.Window); break;
                case FieldKind.WindowMax: if (word[0] == ColumnBatch.Unknown || value > word[0] || value == word[0] && ticks > word[1]) Extreme(word, value, ticks); break;
                case FieldKind.WindowMin: if (word[0] == ColumnBatch.Unknown || value < word[0] || value == word[0] && ticks > word[1]) Extreme(word, value, ticks); break;
                case FieldKind.WindowSet: if (EventLog.EndsAfter(record, stream, ticks)) *word = ColumnBatch.Unknown; break;
                case FieldKind.Sample: ValueSample.Add((ValueSample.Slot*)word, _heap, value, ticks); break;
                case FieldKind.Days: Day((BlockHandle*)word, stream, row); break;
                case FieldKind.Hours: Hour((BlockHandle*)word, row); break;
                case FieldKind.Hourly: HourlyCounts.Add((BlockHandle*)word, _heap, ticks); break;
                case FieldKind.Name: if (value != 0) Latest(word, ticks, row, field.Column, PackedName.Words); break;
                case FieldKind.Names: if (value != 0) Name((BlockHandle*)word, row, field, ticks); break;
            }
        }
    }

    /// <summary>Ticks, then the columns' values: those of the latest event, of equal times the one recorded last.</summary>
    static void Latest(long* word, long ticks, long* row, int column, int columns)
    {
        if (ticks < word[0]) return;
        word[0] = ticks;
        for (int i = 0; i < columns; i++) word[1 + i] = row[(column + i) * ColumnBatch.Stride];
    }

    /// <summary>Ticks, then the value that the window began with. A late event may be the first after all.</summary>
    static void Earliest(long* word, long value, long ticks, long window)
    {
        bool begins = word[0] == ColumnBatch.Unknown || ticks < word[0] || window != 0 && word[0] <= ticks - window;
        if (!begins) return;
        word[0] = ticks;
        word[1] = value;
    }

    /// <summary>A new extreme replaces the remembered one only behind the edge that one was found for; before it, it is nobody's business.</summary>
    static void Extreme(long* word, long value, long ticks)
    {
        if (ticks <= word[2]) return;
        word[0] = value;
        word[1] = ticks;
    }

    void Day(BlockHandle* handle, StreamLayout stream, long* row)
    {
        long day = row[_layout.Spec.DayColumn * ColumnBatch.Stride];
        if ((int)day == day) DayTotals.Add(handle, stream, _heap, row, (int)day);
    }

    void Hour(BlockHandle* handle, long* row)
    {
        long bin = row[_layout.Spec.HourColumn * ColumnBatch.Stride];
        if (HourCounts.IsBin(bin)) HourCounts.Add(handle, _heap, (int)bin);
    }

    void Name(BlockHandle* handle, long* row, in RecordField field, long ticks)
    {
        long account = row[field.Second * ColumnBatch.Stride];
        if (!IsPresent(account)) return;
        Span<long> name = [row[field.Column * ColumnBatch.Stride], row[(field.Column + 1) * ColumnBatch.Stride],
            row[(field.Column + 2) * ColumnBatch.Stride], row[(field.Column + 3) * ColumnBatch.Stride]];
        KnownNames.Add(handle, _heap, name, account, ticks);
    }
}
