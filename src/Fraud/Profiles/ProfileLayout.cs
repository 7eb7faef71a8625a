namespace Fraud.Profiles;

/// <summary>
/// A spec turned into a record of fixed size per key and lists of steps. Aggregates that read the same events share one stream, one log and one field:
/// only what somebody asks for is kept, because the price of a key is the cache lines it touches.
/// </summary>
sealed class ProfileLayout
{
    public const int KeyOffset = 0, NewestOffset = 8, HeaderBytes = 16;
    const int LongestDays = 400;

    public readonly ProfileSpec Spec;

    /// <summary>Bytes of a key's record, whole cache lines.</summary>
    public readonly int RecordBytes;
    public readonly StreamLayout[] Streams;

    /// <summary>Attempt streams to record, by stratum.</summary>
    public readonly StreamLayout[][] Recorded;

    /// <summary>Streams to record when a row settles, by ledger.</summary>
    public readonly StreamLayout[][] Settled;

    /// <summary>Whether there are any.</summary>
    public readonly bool IsSettled;

    /// <summary>The cache lines of a record that this takes, one bit each, by ledger.</summary>
    public readonly ulong[] SettledLines;

    /// <summary>What to read, by stratum.</summary>
    public readonly ReadGroup[][] Read;

    /// <summary>Attempts are recorded in more than one pass, or anything is read in another pass than attempts are recorded.</summary>
    public readonly bool HasLaterPasses;

    /// <summary>
    /// A key without an event for so long has nothing left to say, not even to a late row, and its place may be another's: the longest window, and the lateness on top.
    /// <see cref="StreamLayout.Forever"/> when anything is asked of all time.
    /// </summary>
    public readonly long Lifetime;

    /// <summary>Something lies outside the records: a log, a sample, a histogram.</summary>
    public readonly bool HasBlocks;

    /// <summary>Blocks that an attempt may add to, and bytes of its largest event: of days and of samples no more than a log's two.</summary>
    public readonly int AttemptBlocks, LargestStride;

    /// <summary>Every key column, the table's own first.</summary>
    public readonly int[] KeyColumns;

    public ProfileLayout(ProfileSpec spec, int logCapacity)
    {
        Spec = spec;
        var streams = new List<StreamLayout>();
        var streamOf = new StreamLayout[spec.Aggregates.Count];
        int strata = 1;
        for (int i = 0; i < streamOf.Length; i++)
        {
            Aggregate a = spec.Aggregates[i];
            Check(spec, a);
            strata = Math.Max(strata, a.Stratum + 1);
            // Attempts are recorded in the pass in which their columns are ready; settled rows have all their columns.
            int stratum = a.Ledger == Ledger.Attempts ? a.Stratum : 0;
            StreamLayout? stream = streams.Find(s => s.Ledger == a.Ledger && s.Where == a.WhereColumn && s.Stratum == stratum);
            if (stream == null) streams.Add(stream = new StreamLayout(a.Ledger, a.WhereColumn, stratum));
            streamOf[i] = stream;
            Require(stream, a);
        }
        Streams = [.. streams];

        HasLaterPasses = spec.Aggregates.Any(a => a.Stratum != spec.Aggregates[0].Stratum);
        int offset = PlaceNewest(strata);
        // All counters lie in front: a stream without events, as most are, is then read in the record's first line.
        foreach (StreamLayout stream in Streams)
        {
            stream.Counter = offset;
            offset += sizeof(long);
        }
        foreach (StreamLayout stream in Streams)
        {
            offset = Place(stream, offset, logCapacity);
            offset = PlaceFirstBlocks(stream, offset);
            LargestStride = Math.Max(LargestStride, 2 * stream.Stride);
            if (stream.Ledger == Ledger.Attempts) AttemptBlocks += (stream.Log >= 0 ? 1 : 0) + stream.Handles.Length;
        }
        RecordBytes = offset + 63 & ~63;
        HasBlocks = Array.Exists(Streams, s => s.Log >= 0 || s.Handles.Length > 0);
        // With several passes a place may not change hands between them.
        Lifetime = HasLaterPasses || spec.Aggregates.Any(a => a.WindowTicks == 0) ? StreamLayout.Forever : spec.Aggregates.Max(a => a.WindowTicks) + EventLog.Lateness;

        var keys = new List<int> { spec.KeyColumn };
        foreach (Aggregate a in spec.Aggregates) if (!keys.Contains(a.ReadKeyColumn)) keys.Add(a.ReadKeyColumn);
        KeyColumns = [.. keys];

        Recorded = new StreamLayout[strata][];
        Read = new ReadGroup[strata][];
        for (int stratum = 0; stratum < strata; stratum++)
        {
            int current = stratum;
            Recorded[stratum] = Array.FindAll(Streams, s => s.Ledger == Ledger.Attempts && s.Stratum == current);
            Read[stratum] = Groups(current, streamOf);
        }
        Settled = [.. Enum.GetValues<Ledger>().Select(ledger => ledger == Ledger.Attempts ? [] : Array.FindAll(Streams, s => s.Ledger == ledger))];
        IsSettled = Array.Exists(Streams, s => s.Ledger != Ledger.Attempts);
        SettledLines = [.. Settled.Select(streams => streams.Aggregate(0UL, (lines, s) => lines | s.Lines))];
    }

    static void Check(ProfileSpec spec, Aggregate a)
    {
        bool days = a.Kind is AggregateKind.DaySum or AggregateKind.DayCount or AggregateKind.MaxDaySum;
        bool value = a.Kind is not (AggregateKind.Count or AggregateKind.First or AggregateKind.Last or AggregateKind.DayCount
            or AggregateKind.HourShare or AggregateKind.HourlyQuantile);
        if (days && spec.DayColumn < 0) throw new ArgumentException($"{spec.Name}: {a.Kind} needs a day column.");
        if (a.Kind == AggregateKind.HourShare && spec.HourColumn < 0) throw new ArgumentException($"{spec.Name}: {a.Kind} needs an hour column.");
        if (value && a.ValueColumn < 0) throw new ArgumentException($"{spec.Name}: {a.Kind} needs a value column.");
        if (a.Kind == AggregateKind.Lookalike && a.SecondColumn < 0) throw new ArgumentException($"{spec.Name}: {a.Kind} needs an account column.");
        if (a.WindowTicks < 0 || a.Stratum < 0 || a.ReadKeyColumn < 0 || a.Output < 0)
            throw new ArgumentException($"{spec.Name}: {a.Kind} has a negative window, stratum, key or output.");
    }

    /// <summary>Adds to the stream what the aggregate reads.</summary>
    static void Require(StreamLayout stream, Aggregate a)
    {
        bool ever = a.WindowTicks == 0;
        switch (a.Kind)
        {
            case AggregateKind.Count: if (!ever) Log(stream, a); break;
            case AggregateKind.Sum: Add(stream, FieldKind.Sum, a.ValueColumn); if (!ever) Log(stream, a, PayloadKind.SumBefore, a.ValueColumn); break;
            case AggregateKind.Min when ever: Add(stream, FieldKind.Min, a.ValueColumn); break;
            case AggregateKind.Max when ever: Add(stream, FieldKind.Max, a.ValueColumn); break;
            case AggregateKind.Min: Cache(stream, FieldKind.WindowMin, a); Log(stream, a, PayloadKind.Min, a.ValueColumn); break;
            case AggregateKind.Max: Cache(stream, FieldKind.WindowMax, a); Log(stream, a, PayloadKind.Max, a.ValueColumn); break;
            case AggregateKind.First when ever: Add(stream, FieldKind.First, -1); break;
            case AggregateKind.Last when ever: Add(stream, FieldKind.Last, -1); break;
            case AggregateKind.First or AggregateKind.Last: Log(stream, a); break;
            case AggregateKind.LastValue when ever: Add(stream, FieldKind.LatestValue, a.ValueColumn); break;
            case AggregateKind.FirstValue: Add(stream, FieldKind.FirstValue, a.ValueColumn, window: a.WindowTicks); break;
            case AggregateKind.Distinct: Add(stream, FieldKind.WindowSet, -1, a.Output); Log(stream, a, PayloadKind.Value, a.ValueColumn); break;
            case AggregateKind.LastValue: Log(stream, a, PayloadKind.Value, a.ValueColumn); break;
            case AggregateKind.Similar:
                Log(stream, a, PayloadKind.Value, a.ValueColumn);
                if (a.SecondColumn >= 0) Log(stream, a, PayloadKind.Value, a.SecondColumn);
                break;
            case AggregateKind.Median or AggregateKind.Quantile or AggregateKind.RobustZ or AggregateKind.Mode or AggregateKind.ModeShare: Add(stream, FieldKind.Sample, a.ValueColumn); break;
            case AggregateKind.DayCount: Add(stream, FieldKind.Days, -1); break;
            case AggregateKind.DaySum or AggregateKind.MaxDaySum:
                Add(stream, FieldKind.Days, -1);
                if (!stream.DayColumns.Contains(a.ValueColumn)) stream.DayColumns = [.. stream.DayColumns, a.ValueColumn];
                // Two days more than the window, for rows dated ahead by another zone.
                if (a.Kind == AggregateKind.MaxDaySum)
                    stream.DaysKept = Math.Max(stream.DaysKept, ever ? LongestDays : (int)Math.Min(LongestDays, a.WindowTicks / TimeSpan.TicksPerDay + 2));
                break;
            case AggregateKind.HourShare: Add(stream, FieldKind.Hours, -1); break;
            case AggregateKind.HourlyQuantile: Add(stream, FieldKind.Hourly, -1); break;
            case AggregateKind.NameSimilarity: Add(stream, FieldKind.Name, a.ValueColumn); break;
            case AggregateKind.Lookalike: Add(stream, FieldKind.Names, a.ValueColumn, a.SecondColumn); break;
            default: throw new ArgumentOutOfRangeException(nameof(a), a.Kind, null);
        }
    }

    static void Add(StreamLayout stream, FieldKind kind, int column, int second = -1, long window = 0)
    {
        if (!Array.Exists(stream.Fields, f => f.Kind == kind && f.Column == column && f.Second == second && f.Window == window))
            stream.Fields = [.. stream.Fields, new RecordField(kind, column, second, 0) { Window = window }];
    }

    /// <summary>A remembered answer belongs to one aggregate, known by its output: each window has its own.</summary>
    static void Cache(StreamLayout stream, FieldKind kind, Aggregate a) => Add(stream, kind, a.ValueColumn, a.Output);

    static void Log(StreamLayout stream, Aggregate a)
    {
        // Extremes are remembered and seldom look.
        if (a.WindowTicks > 0 && a.Kind is not (AggregateKind.Min or AggregateKind.Max) && !stream.Hinted.Contains(a.WindowTicks) && stream.Hinted.Length < 4)
        {
            stream.Hinted = [.. stream.Hinted, a.WindowTicks];
            Array.Sort(stream.Hinted);
        }
        stream.Longest = a.WindowTicks == 0 || stream.Log >= 0 && stream.Longest == StreamLayout.Forever
            ? StreamLayout.Forever : Math.Max(stream.Longest, a.WindowTicks);
        stream.Log = 0;
    }

    static void Log(StreamLayout stream, Aggregate a, PayloadKind kind, int column)
    {
        Log(stream, a);
        if (!Array.Exists(stream.Payloads, p => p.Kind == kind && p.Column == column))
            stream.Payloads = [.. stream.Payloads, new Payload(kind, column, 0, 0)];
    }

    /// <summary>One word per stratum and one for settled events when attempts are recorded in several passes.</summary>
    int PlaceNewest(int strata)
    {
        var words = new int[strata + 1];
        int offset = HeaderBytes;
        if (!HasLaterPasses) return offset;
        foreach (StreamLayout stream in Streams)
        {
            ref int word = ref words[stream.Ledger == Ledger.Attempts ? stream.Stratum : strata];
            if (word == 0)
            {
                word = offset;
                offset += sizeof(long);
            }
            stream.Newest = word;
        }
        return offset;
    }

    /// <summary>Gives every part of the stream its place, from the offset on; answers the offset behind it.</summary>
    static int Place(StreamLayout stream, int offset, int logCapacity)
    {
        int from = offset;
        if (stream.Log >= 0)
        {
            stream.Log = offset;
            offset += sizeof(long);
            if (stream.Hinted.Length > 0)
            {
                stream.Hints = offset;
                offset += sizeof(long);
            }
        }
        for (int i = 0; i < stream.Fields.Length; i++)
        {
            stream.Fields[i] = stream.Fields[i] with { Offset = offset };
            offset += stream.Fields[i].Bytes;
        }
        stream.Handles = [.. stream.Fields.Where(f => f.IsHandle).Select(f => f.Offset)];
        stream.Lines = LinesOf(0, HeaderBytes) | LinesOf(stream.Newest, sizeof(long)) | LinesOf(stream.Counter, sizeof(long)) | LinesOf(from, offset - from);
        for (int i = 0; i < stream.Payloads.Length; i++)
        {
            Payload p = stream.Payloads[i];
            int total = p.Kind == PayloadKind.SumBefore ? stream.Find(FieldKind.Sum, p.Column).Offset : -1;
            stream.Payloads[i] = p with { Offset = stream.Stride, Total = total };
            stream.Stride += sizeof(long);
        }
        // Each has a mark of one bit in the event.
        if (stream.Payloads.Length > 32) throw new ArgumentException("More than 32 different values are asked of the windows of one key.");
        stream.Capacity = new int[BlockHeap.AllSizes];
        for (int size = 0; size < BlockHeap.AllSizes; size++) stream.Capacity[size] = Math.Min(BlockHeap.SizeOf(size) / stream.Stride, logCapacity);
        return offset;
    }

    /// <summary>
    /// Most keys have few events, and a block elsewhere costs as much as the record itself: the first block of what nearly every event of a key adds to lies in the record.
    /// Conditions, rejections and frauds are rare, hours and hourly counts are too large.
    /// </summary>
    static int PlaceFirstBlocks(StreamLayout stream, int offset)
    {
        if (stream.Where >= 0 || stream.Ledger is Ledger.Rejected or Ledger.Fraud) return offset;
        int[] handles = [.. stream.Fields.Where(f => f.Kind is FieldKind.Sample or FieldKind.Days or FieldKind.Names).Select(f => f.Offset)];
        if (stream.Log >= 0) handles = [stream.Log, .. handles];
        foreach (int handle in handles)
        {
            // A log starts with room for two events at least.
            int least = handle == stream.Log ? 2 * stream.Stride : 64;
            if (least > 128) continue;
            int size = least > 64 ? BlockHeap.Inside128 : BlockHeap.Inside64;
            stream.Inside = [.. stream.Inside, (handle, offset, size)];
            offset += BlockHeap.SizeOf(size);
        }
        return offset;
    }

    /// <summary>The cache lines of a record that a range of bytes lies in, one bit each; from the 64th on they are not told apart.</summary>
    static ulong LinesOf(int offset, int bytes)
    {
        ulong lines = 0;
        for (int line = offset / 64; bytes > 0 && line <= (offset + bytes - 1) / 64; line++) lines |= 1UL << Math.Min(line, 63);
        return lines;
    }

    /// <summary>By key, then stream, then window from short to long, so that a window's edge is searched for once and within the longer one's.</summary>
    ReadGroup[] Groups(int stratum, StreamLayout[] streamOf)
    {
        var groups = new List<(int Key, List<ReadStep> Steps)>();
        for (int i = 0; i < streamOf.Length; i++)
        {
            Aggregate a = Spec.Aggregates[i];
            if (a.Stratum != stratum) continue;
            int at = groups.FindIndex(g => g.Key == a.ReadKeyColumn);
            if (at < 0)
            {
                at = groups.Count;
                groups.Add((a.ReadKeyColumn, []));
            }
            groups[at].Steps.Add(Step(streamOf[i], a));
        }
        // A pass that only records still needs its record.
        if (Recorded[stratum].Length > 0 && !groups.Exists(g => g.Key == Spec.KeyColumn)) groups.Add((Spec.KeyColumn, []));
        return [.. groups.Select(g =>
        {
            StreamLayout[] streams = [.. g.Steps.Select(s => s.Stream).Concat(g.Key == Spec.KeyColumn ? Recorded[stratum] : []).Distinct()];
            return new ReadGroup(g.Key, Array.IndexOf(KeyColumns, g.Key),
                [.. g.Steps.OrderBy(s => Array.IndexOf(Streams, s.Stream)).ThenBy(s => s.Window == 0 ? long.MaxValue : s.Window)],
                streams, streams.Aggregate(0UL, (lines, s) => lines | s.Lines),
                IsFirst: !Read.Take(stratum).Any(earlier => Array.Exists(earlier, r => r.KeyColumn == g.Key)));
        })];
    }

    static ReadStep Step(StreamLayout stream, Aggregate a)
    {
        bool ever = a.WindowTicks == 0;
        int value = a.ValueColumn, field = 0, payload = 0, second = 0;
        switch (a.Kind)
        {
            case AggregateKind.Sum: field = stream.Find(FieldKind.Sum, value).Offset; payload = stream.PayloadOffset(PayloadKind.SumBefore, value); break;
            case AggregateKind.Min: field = stream.Find(ever ? FieldKind.Min : FieldKind.WindowMin, value, ever ? -1 : a.Output).Offset; payload = stream.PayloadOffset(PayloadKind.Min, value); break;
            case AggregateKind.Max: field = stream.Find(ever ? FieldKind.Max : FieldKind.WindowMax, value, ever ? -1 : a.Output).Offset; payload = stream.PayloadOffset(PayloadKind.Max, value); break;
            case AggregateKind.First when ever: field = stream.Find(FieldKind.First, -1).Offset; break;
            case AggregateKind.Last when ever: field = stream.Find(FieldKind.Last, -1).Offset; break;
            case AggregateKind.LastValue when ever: field = stream.Find(FieldKind.LatestValue, value).Offset; break;
            case AggregateKind.FirstValue: field = stream.Find(FieldKind.FirstValue, value, window: a.WindowTicks).Offset; break;
            case AggregateKind.Distinct: field = stream.Find(FieldKind.WindowSet, -1, a.Output).Offset; payload = stream.PayloadOffset(PayloadKind.Value, value); break;
            case AggregateKind.LastValue: payload = stream.PayloadOffset(PayloadKind.Value, value); break;
            case AggregateKind.Similar: payload = stream.PayloadOffset(PayloadKind.Value, value); second = a.SecondColumn < 0 ? 0 : stream.PayloadOffset(PayloadKind.Value, a.SecondColumn); break;
            case AggregateKind.Median or AggregateKind.Quantile or AggregateKind.RobustZ or AggregateKind.Mode or AggregateKind.ModeShare: field = stream.Find(FieldKind.Sample, value).Offset; break;
            case AggregateKind.DaySum or AggregateKind.MaxDaySum: field = stream.Find(FieldKind.Days, -1).Offset; payload = DayTotals.HeadBytes + sizeof(long) * Array.IndexOf(stream.DayColumns, value); break;
            case AggregateKind.DayCount: field = stream.Find(FieldKind.Days, -1).Offset; break;
            case AggregateKind.HourShare: field = stream.Find(FieldKind.Hours, -1).Offset; break;
            case AggregateKind.HourlyQuantile: field = stream.Find(FieldKind.Hourly, -1).Offset; break;
            case AggregateKind.NameSimilarity: field = stream.Find(FieldKind.Name, value).Offset; break;
            case AggregateKind.Lookalike: field = stream.Find(FieldKind.Names, value, a.SecondColumn).Offset; break;
        }
        return new ReadStep(a.Kind, stream, a, field, payload, second);
    }
}
