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
    /// <summary>Remembered answer of a windowed extreme: value, its ticks, and the window's edge it was found for.</summary>
    WindowMin, WindowMax,
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
    public bool IsHandle => Kind is FieldKind.Sample or FieldKind.Days or FieldKind.Hours or FieldKind.Hourly or FieldKind.Names;

    public int Bytes => Kind switch
    {
        FieldKind.LatestValue or FieldKind.Sample => 16,
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

    /// <summary>Bytes of a logged event.</summary>
    public int Stride = EventLog.HeadBytes;

    /// <summary>The longest window asked of the log; <see cref="Forever"/> keeps what fits.</summary>
    public long Longest;

    /// <summary>Events that a block of each size class holds.</summary>
    public int[] Capacity = [];

    public Payload[] Payloads = [];
    public RecordField[] Fields = [];

    /// <summary>Columns summed per local day.</summary>
    public int[] DayColumns = [];

    /// <summary>Local days kept.</summary>
    public int DaysKept = 4;

    public RecordField Find(FieldKind kind, int column, int second = -1)
        => Array.Find(Fields, f => f.Kind == kind && f.Column == column && f.Second == second);

    public int PayloadOffset(PayloadKind kind, int column) => Array.Find(Payloads, p => p.Kind == kind && p.Column == column).Offset;
}

/// <summary>One aggregate, ready to be read: the offset of the record's field and of the one or two logged values it needs.</summary>
readonly record struct ReadStep(AggregateKind Kind, StreamLayout Stream, Aggregate Aggregate, int RecordField, int Payload, int Payload2)
{
    public long Window => Aggregate.WindowTicks;
}

/// <summary>The steps of one stratum read at one key.</summary>
sealed record ReadGroup(int KeyColumn, ReadStep[] Steps);
