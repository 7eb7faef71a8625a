using System.Runtime.CompilerServices;

namespace Fraud.Profiles;

/// <summary>Reading: a key's aggregates as of a row's time.</summary>
[SkipLocalsInit]
sealed unsafe partial class ProfileTable
{
    readonly NameDistance _distance = new();
    readonly long[] _scratch = new long[ValueSample.Most + 1];
    readonly DistinctSet _distinct = new();

    /// <summary>The part of a stream's log that a window covers. Found when a step needs it: a remembered extreme does not.</summary>
    ref struct Window
    {
        public StreamLayout? Stream;
        public byte* Log;
        public StreamCounter* Counter;
        public int Stride, Length;
        public int First, End;
        public long Edge;
        public uint Events;

        /// <summary>Events were merged across one of its edges, or dropped before it for want of memory.</summary>
        public bool Approximate;

        public readonly byte* At(int index) => Log + index * Stride;
        public readonly uint Before(int index) => index < Length ? EventLog.Before(At(index)) : Counter->Count;
    }

    void Read(ColumnBatch batch, long* row, int index, ReadGroup group, byte* record)
    {
        if (record == null)
        {
            long key = row[group.KeyColumn * ColumnBatch.Stride];
            if (!IsPresent(key))
            {
                foreach (ref readonly ReadStep step in group.Steps.AsSpan()) batch.SetUnknown(step.Output, index, UnknownReason.FieldAbsent);
                return;
            }
            record = Find(key, _found[group.Key * ColumnBatch.Capacity + index]);
            if (record == null) record = _blank;
        }
        long ticks = batch.Ticks[index];
        Unsafe.SkipInit(out Window window);
        window.Stream = null;
        foreach (ref readonly ReadStep step in group.Steps.AsSpan())
        {
            long* word = (long*)(record + step.RecordField);
            bool late = ticks < *(long*)(record + step.Stream.Newest), approximate = false;
            UnknownReason why = UnknownReason.NoHistory;
            long value;
            switch (step.Path)
            {
                case ReadPath.Word: value = *word; break;
                case ReadPath.Counter: value = ((StreamCounter*)(record + step.Stream.Counter))->Count; break;
                case ReadPath.WindowCount:
                    Move(ref window, record, step, ticks, late);
                    value = window.Events;
                    approximate = window.Approximate;
                    break;
                case ReadPath.WindowSum:
                    Move(ref window, record, step, ticks, late);
                    value = window.First >= window.End ? 0
                        : (window.End < window.Length ? *(long*)(window.At(window.End) + step.Payload) : *word) - *(long*)(window.At(window.First) + step.Payload);
                    approximate = window.Approximate;
                    break;
                case ReadPath.Extreme:
                    // The remembered extreme answers while it is inside: always right for rows in order, and no log is touched.
                    value = !late && word[1] > ticks - step.Window && ticks - step.Window >= word[2] ? *word
                        : ReadExtreme(record, ticks, late, step, ref window, out approximate);
                    break;
                case ReadPath.RobustZ: value = ReadRobustZ(batch, word, row, index, ticks, late, step, ref why); break;
                default: value = ReadOther(batch, record, row, index, ticks, late, step, ref window, ref why, ref approximate); break;
            }
            if (value == ColumnBatch.Unknown) batch.SetUnknown(step.Output, index, why);
            else row[step.Output * ColumnBatch.Stride] = value;
            if (!approximate) continue;
            batch.Approximate[step.Output * ColumnBatch.Stride + index] = true;
            batch.AnyApproximate = true;
        }
    }

    long ReadExtreme(byte* record, long ticks, bool late, in ReadStep step, ref Window window, out bool approximate)
    {
        Move(ref window, record, step, ticks, late);
        approximate = window.Approximate;
        // Not remembered when late or approximate, and never in the blank record.
        return Extreme((long*)(record + step.RecordField), step, window, remember: !late && !approximate && record != _blank);
    }

    long ReadRobustZ(ColumnBatch batch, long* word, long* row, int index, long ticks, bool late, in ReadStep step, ref UnknownReason why)
    {
        if (!Current(batch, row, index, step.Aggregate.ValueColumn, ref why, out long ordered)) return ColumnBatch.Unknown;
        ReadOnlySpan<long> sorted = Sample(word, step.Window, ticks, late);
        if (sorted.IsEmpty) return ColumnBatch.Unknown;
        double z = ValueSample.RobustZ(sorted, ColumnBatch.FromOrdered(ordered), step.Aggregate.Parameter);
        why = UnknownReason.OutOfRange;
        return double.IsNaN(z) ? ColumnBatch.Unknown : ColumnBatch.Ordered(z);
    }

    long ReadOther(ColumnBatch batch, byte* record, long* row, int index, long ticks, bool late, in ReadStep step, ref Window window, ref UnknownReason why, ref bool approximate)
    {
        Aggregate a = step.Aggregate;
        long* word = (long*)(record + step.RecordField);
        bool ever = step.Window == 0;
        switch (step.Kind)
        {
            case AggregateKind.First:
                Move(ref window, record, step, ticks, late);
                approximate = window.Approximate;
                return window.First < window.End ? EventLog.Ticks(window.At(window.First)) : ColumnBatch.Unknown;

            case AggregateKind.Last:
                Move(ref window, record, step, ticks, late);
                approximate = window.Approximate;
                return window.First < window.End ? EventLog.Ticks(window.At(window.End - 1)) : ColumnBatch.Unknown;

            case AggregateKind.LastValue:
                if (ever) return word[0] == ColumnBatch.Unknown ? ColumnBatch.Unknown : word[1];
                Move(ref window, record, step, ticks, late);
                approximate = window.Approximate;
                return LastKnown(window, step.Payload);

            case AggregateKind.FirstValue:
                return word[0] != ColumnBatch.Unknown && (ever || word[0] > ticks - step.Window && word[0] <= ticks) ? word[1] : ColumnBatch.Unknown;

            case AggregateKind.Distinct:
                Move(ref window, record, step, ticks, late);
                return Distinct(record, window, step, late, out approximate);

            case AggregateKind.Similar:
                if (!Current(batch, row, index, a.ValueColumn, ref why, out long amount)) return ColumnBatch.Unknown;
                Move(ref window, record, step, ticks, late);
                return Similar(window, step, amount, out approximate);

            case AggregateKind.Median or AggregateKind.Quantile:
                ReadOnlySpan<long> sample = Sample(word, step.Window, ticks, late);
                return sample.IsEmpty ? ColumnBatch.Unknown : sample[ValueSample.Rank(sample.Length, step.Kind == AggregateKind.Median ? 0.5 : a.Parameter) - 1];

            case AggregateKind.Mode or AggregateKind.ModeShare:
                ReadOnlySpan<long> values = Sample(word, step.Window, ticks, late);
                if (values.IsEmpty) return ColumnBatch.Unknown;
                int times = ValueSample.Mode(values, out long mode);
                return step.Kind == AggregateKind.Mode ? mode : ColumnBatch.Ordered((double)times / values.Length);

            case AggregateKind.DaySum or AggregateKind.DayCount or AggregateKind.MaxDaySum:
                if (!Current(batch, row, index, _layout.Spec.DayColumn, ref why, out long day)) return ColumnBatch.Unknown;
                var days = (BlockHandle*)word;
                if (step.Kind == AggregateKind.MaxDaySum)
                    return DayTotals.Highest(*days, step.Stream, step.Payload, ever ? long.MinValue : day - a.WindowTicks / TimeSpan.TicksPerDay, day - 1);
                byte* entry = DayTotals.Find(*days, step.Stream, day);
                return entry == null ? 0 : step.Kind == AggregateKind.DaySum ? *(long*)(entry + step.Payload) : *(uint*)(entry + sizeof(int));

            case AggregateKind.HourShare:
                if (!Current(batch, row, index, _layout.Spec.HourColumn, ref why, out long bin)) return ColumnBatch.Unknown;
                if (!HourCounts.IsBin(bin))
                {
                    why = UnknownReason.OutOfRange;
                    return ColumnBatch.Unknown;
                }
                double share = HourCounts.Share(*(BlockHandle*)word, (int)bin);
                return share < 0 ? ColumnBatch.Unknown : ColumnBatch.Ordered(share);

            case AggregateKind.HourlyQuantile:
                long hourly = HourlyCounts.Quantile(*(BlockHandle*)word, a.Parameter, ticks, out approximate);
                return hourly < 0 ? ColumnBatch.Unknown : hourly;

            case AggregateKind.NameSimilarity:
                if (!Name(batch, row, index, a.ValueColumn, ref why) || word[0] == ColumnBatch.Unknown) return ColumnBatch.Unknown;
                return ColumnBatch.Ordered(NameSimilarity.Dice(_scratch.AsSpan(0, PackedName.Words), new ReadOnlySpan<long>(word + 1, PackedName.Words)));

            case AggregateKind.Lookalike:
                if (!Name(batch, row, index, a.ValueColumn, ref why)) return ColumnBatch.Unknown;
                if (!Current(batch, row, index, a.SecondColumn, ref why, out long account)) return ColumnBatch.Unknown;
                return KnownNames.HasLookalike(*(BlockHandle*)word, _distance, _scratch.AsSpan(0, PackedName.Words), account, a.Parameter) ? 1 : 0;
        }
        return ColumnBatch.Unknown;
    }

    /// <summary>Puts the window at the step's stream and edge. Windows of one stream come from short to long, so the next edge is not after the last.</summary>
    static void Move(ref Window window, byte* record, in ReadStep step, long ticks, bool late)
    {
        StreamLayout stream = step.Stream;
        long edge = step.Window == 0 ? long.MinValue : ticks - step.Window;
        if (window.Stream == stream)
        {
            // Count and sum of one window follow each other.
            if (edge == window.Edge || window.Length == 0) return;
        }
        else
        {
            window.Stream = stream;
            window.Counter = (StreamCounter*)(record + stream.Counter);
            window.Stride = stream.Stride;
            window.Length = window.Counter->Length;
            if (window.Length == 0)
            {
                // No event was ever logged, and no line but the counter's need be read; what was counted all the same found no memory.
                window.Edge = edge;
                window.First = window.End = 0;
                window.Events = 0;
                window.Approximate = window.Counter->Count > 0;
                return;
            }
            window.Log = ((BlockHandle*)(record + stream.Log))->Block + window.Counter->Start * stream.Stride;
            window.End = window.First = late ? EventLog.UpperBound(window.Log, window.Length, stream.Stride, ticks) : window.Length;
        }
        window.Edge = edge;
        if (step.Window == 0)
        {
            window.First = 0;
            window.End = window.Length;
        }
        else if (late || step.Hint < 0) window.First = EventLog.UpperBound(window.Log, window.First, stream.Stride, edge);
        else window.First = EventLog.UpperBound(window.Log, window.Length, stream.Stride, edge, (ushort*)(record + step.Hint), window.Counter->Start);
        Measure(ref window, record);
    }

    /// <summary>Counts the window, and tells whether its edges are sharp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Measure(ref Window window, byte* record)
    {
        int first = window.First, end = window.End;
        uint before = window.Before(first);
        bool approximate = first > 0 ? before - EventLog.Before(window.At(first - 1)) > 1 : EventLog.IsCut(record, window.Stream!);
        uint until = end < window.Length ? window.Before(end) : window.Counter->Count;
        window.Events = end > first ? until - before : 0;
        window.Approximate = approximate || end > first && end < window.Length && until - EventLog.Before(window.At(end - 1)) > 1;
    }

    static long Extreme(long* word, in ReadStep step, in Window window, bool remember)
    {
        long best = ColumnBatch.Unknown, at = ColumnBatch.Unknown;
        bool max = step.Kind == AggregateKind.Max;
        for (int i = window.First; i < window.End; i++)
        {
            long value = *(long*)(window.At(i) + step.Payload);
            if (value == ColumnBatch.Unknown) continue;
            if (best != ColumnBatch.Unknown && (max ? value < best : value > best)) continue;
            best = value;
            at = EventLog.Ticks(window.At(i));
        }
        if (remember)
        {
            word[0] = best;
            word[1] = at;
            word[2] = window.Edge;
        }
        return best;
    }

    static long LastKnown(in Window window, int payload)
    {
        for (int i = window.End - 1; i >= window.First; i--)
        {
            long value = *(long*)(window.At(i) + payload);
            if (value != ColumnBatch.Unknown) return value;
        }
        return ColumnBatch.Unknown;
    }

    long Similar(in Window window, in ReadStep step, long amount, out bool approximate)
    {
        int first = Scanned(window, out approximate), count = 0;
        double tolerance = step.Aggregate.Parameter * Math.Abs((double)amount);
        bool events = step.Payload2 == 0;
        for (int i = first; i < window.End; i++)
        {
            long value = *(long*)(window.At(i) + step.Payload);
            if (value == ColumnBatch.Unknown || Math.Abs((double)value - amount) > tolerance) continue;
            if (events) count++;
            else _distinct.Add(*(long*)(window.At(i) + step.Payload2));
        }
        return events ? count : _distinct.TakeCount();
    }

    static int Scanned(in Window window, out bool approximate)
    {
        approximate = window.End - window.First > DistinctSet.Most || window.Events != window.End - window.First || window.Approximate;
        return Math.Max(window.First, window.End - DistinctSet.Most);
    }

    ReadOnlySpan<long> Sample(long* word, long window, long ticks, bool late)
        => ValueSample.Within((ValueSample.Slot*)word, window == 0 ? long.MinValue : ticks - window, window == 0 ? long.MaxValue : ticks, late && window != 0, _scratch);

    /// <summary>The row's own value; when it is not known, neither is the answer, and for the same reason.</summary>
    static bool Current(ColumnBatch batch, long* row, int index, int column, ref UnknownReason why, out long value)
    {
        value = row[column * ColumnBatch.Stride];
        if (value != ColumnBatch.Unknown) return true;
        UnknownReason reason = batch.Why[column * ColumnBatch.Stride + index];
        why = reason == UnknownReason.None ? UnknownReason.FieldAbsent : reason;
        return false;
    }

    /// <summary>The row's name, to the scratch.</summary>
    bool Name(ColumnBatch batch, long* row, int index, int column, ref UnknownReason why)
    {
        if (!Current(batch, row, index, column, ref why, out long first)) return false;
        if (first == 0)
        {
            why = UnknownReason.FieldAbsent;
            return false;
        }
        for (int i = 0; i < PackedName.Words; i++) _scratch[i] = row[(column + i) * ColumnBatch.Stride];
        return true;
    }

    static void ClearApproximate(ColumnBatch batch, ReadGroup[] groups)
    {
        foreach (ReadGroup group in groups)
            foreach (ref readonly ReadStep step in group.Steps.AsSpan())
                batch.Approximate.AsSpan(step.Output * ColumnBatch.Stride + batch.From, batch.Rows - batch.From).Clear();
    }
}
