namespace Fraud.Profiles;

/// <summary>What a stream keeps in a key's record, besides its counter.</summary>
enum FieldKind : byte
{
    /// <summary>Running sum of a column.</summary>
    Sum,
    /// <summary>Smallest and largest value ever; unknown when none.</summary>
    Min, Max,
    /// <summary>Ticks of the first and latest event ever; unknown when none.</summary>
    First, Last,
    /// <summary>Ticks and value of the latest known value.</summary>
    LatestValue,
    /// <summary>Ticks and value of the first known value, replaced by the next one recorded when it is older than the field's window.</summary>
    FirstValue,
    /// <summary>Remembered answer of a windowed extreme: value, its ticks, and the window's edge it was found for.</summary>
    WindowMin, WindowMax,
    /// <summary>Remembered answer of a windowed set: how many values, and the numbers of the first event and of the one behind the last it was counted for.</summary>
    WindowSet,
    /// <summary>Handle of a <see cref="ValueSample"/>, then its oldest ticks.</summary>
    Sample,
    /// <summary>Handle of <see cref="DayTotals"/>.</summary>
    Days,
    /// <summary>Handle of <see cref="HourCounts"/>: hours of the day by day type.</summary>
    Hours,
    /// <summary>Handle of <see cref="HourlyCounts"/>: events per clock hour.</summary>
    Hourly,
    /// <summary>Ticks and the four words of the latest name.</summary>
    Name,
    /// <summary>Handle of <see cref="KnownNames"/>.</summary>
    Names,
}

/// <summary>A field of a stream: where it lies in the record and which columns feed it.</summary>
readonly record struct RecordField(FieldKind Kind, int Column, int Second, int Offset)
{
    /// <summary>The window, where what is kept depends on it; 0 for ever.</summary>
    public long Window { get; init; }

    public bool IsHandle => Kind is FieldKind.Sample or FieldKind.Days or FieldKind.Hours or FieldKind.Hourly or FieldKind.Names;

    public int Bytes => Kind switch
    {
        FieldKind.LatestValue or FieldKind.FirstValue or FieldKind.Sample or FieldKind.WindowSet => 16,
        FieldKind.WindowMin or FieldKind.WindowMax => 24,
        FieldKind.Name => 40,
        _ => 8,
    };
}

/// <summary>What a logged event carries of a column: the sum of all events before it, or the value under which it takes part in minima, maxima and sets.</summary>
enum PayloadKind : byte { SumBefore, Min, Max, Value }

/// <summary>A payload's place: its offset in the entry and, for sums, the offset of the running sum in the record.</summary>
readonly record struct Payload(PayloadKind Kind, int Column, int Offset, int Total);

/// <summary>The events of one ledger that met one condition, and what is kept of them.</summary>
sealed class StreamLayout(Ledger ledger, int where, int stratum)
{
    public const int Forever = 0;

    public readonly Ledger Ledger = ledger;
    public readonly int Where = where;

    /// <summary>The pass in which attempts are recorded. Settled events are recorded once, whatever the stratum.</summary>
    public readonly int Stratum = stratum;

    /// <summary>Offset of the <see cref="StreamCounter"/>.</summary>
    public int Counter;

    /// <summary>Offset of the event log's handle; −1 when no window is asked and running totals do.</summary>
    public int Log = -1;

    /// <summary>Offset of the newest event that a late row is told by: the record's, or in a table read in several passes one per stratum and one for settled events,
    /// because a later pass must not take a row for late that only an earlier pass has overtaken.</summary>
    public int Newest = ProfileLayout.NewestOffset;

    /// <summary>Offset of four 16-bit numbers: where in the block the windows of <see cref="Hinted"/> began when last read. −1 when there are none.</summary>
    public int Hints = -1;

    /// <summary>The windows that have a hint, from short to long, at most four.</summary>
    public long[] Hinted = [];

    /// <summary>Bytes of a logged event.</summary>
    public int Stride = EventLog.HeadBytes;

    /// <summary>The longest window asked of the log; <see cref="Forever"/> keeps what fits.</summary>
    public long Longest;

    /// <summary>Events that a block of each size class holds.</summary>
    public int[] Capacity = [];

    public Payload[] Payloads = [];
    public RecordField[] Fields = [];

    /// <summary>First blocks inside the record: the handle's offset, the block's, and its size.</summary>
    public (int Handle, int Block, int Size)[] Inside = [];

    /// <summary>Offsets of the handles among the fields.</summary>
    public int[] Handles = [];

    /// <summary>The cache lines of the record that the stream takes, one bit each.</summary>
    public ulong Lines;

    /// <summary>Columns summed per local day.</summary>
    public int[] DayColumns = [];

    /// <summary>Local days kept.</summary>
    public int DaysKept = 4;

    public RecordField Find(FieldKind kind, int column, int second = -1, long window = 0)
        => Array.Find(Fields, f => f.Kind == kind && f.Column == column && f.Second == second && f.Window == window);

    public int PayloadOffset(PayloadKind kind, int column) => Array.Find(Payloads, p => p.Kind == kind && p.Column == column).Offset;
}

/// <summary>The few ways by which most aggregates are read, kept apart from the many: a switch over all kinds in one method cost 25 ns per aggregate.</summary>
enum ReadPath : byte { Other, Word, Counter, WindowCount, WindowSum, Extreme, RobustZ }

/// <summary>One aggregate, ready to be read: the offset of the record's field and of the one or two logged values it needs.</summary>
readonly record struct ReadStep(AggregateKind Kind, StreamLayout Stream, Aggregate Aggregate, int RecordField, int Payload, int Payload2)
{
    public readonly long Window = Aggregate.WindowTicks;
    public readonly int Output = Aggregate.Output;
    public readonly ReadPath Path = PathOf(Kind, Aggregate.WindowTicks == 0);

    /// <summary>Offset of the window's hint in the record; −1 for none.</summary>
    public readonly int Hint = HintOf(Stream, Aggregate.WindowTicks);

    static ReadPath PathOf(AggregateKind kind, bool ever) => kind switch
    {
        AggregateKind.Count => ever ? ReadPath.Counter : ReadPath.WindowCount,
        AggregateKind.Sum => ever ? ReadPath.Word : ReadPath.WindowSum,
        AggregateKind.Min or AggregateKind.Max => ever ? ReadPath.Word : ReadPath.Extreme,
        AggregateKind.First or AggregateKind.Last when ever => ReadPath.Word,
        AggregateKind.RobustZ => ReadPath.RobustZ,
        _ => ReadPath.Other,
    };

    static int HintOf(StreamLayout stream, long window)
    {
        int index = Array.IndexOf(stream.Hinted, window);
        return index < 0 ? -1 : stream.Hints + index * sizeof(ushort);
    }
}

/// <summary>What one stratum does at one key.</summary>
/// <param name="KeyColumn">The column of the key.</param>
/// <param name="Key">Which of the table's key columns that is.</param>
/// <param name="Steps">What is read.</param>
/// <param name="Streams">The streams read, and at the table's own key those recorded.</param>
/// <param name="Lines">The cache lines of the record that this takes, one bit each.</param>
/// <param name="IsFirst">No earlier stratum has looked the key up.</param>
sealed record ReadGroup(int KeyColumn, int Key, ReadStep[] Steps, StreamLayout[] Streams, ulong Lines, bool IsFirst);
