namespace Fraud.Profiles;

/// <summary>
/// What can be asked of a key's history. A window w is the half-open interval (t − w, t] at the row's own time t; w = 0 is "ever":
/// everything recorded for the key, with no edge on either side, so that it needs no log.
/// </summary>
enum AggregateKind : byte
{
    /// <summary>Events. 0 when there are none.</summary>
    Count,
    /// <summary>Sum of the value, each limited to ±2^50. 0 when there are none.</summary>
    Sum,
    /// <summary>Smallest value.</summary>
    Min,
    /// <summary>Largest value.</summary>
    Max,
    /// <summary>Different values: exact to 256 events in the window, beyond it those among the latest 256, marked approximate.</summary>
    Distinct,
    /// <summary>Ticks of the first event.</summary>
    First,
    /// <summary>Ticks of the latest event.</summary>
    Last,
    /// <summary>The latest known value by event time; of equal times, the one recorded last.</summary>
    LastValue,
    /// <summary>The known value that a window began with: of the first event, or of the first recorded when that one had become older than the window. Of equal times, the one
    /// recorded first. Kept in the record without a log: a key whose every message is its only one, like a reference, then costs one cache line.</summary>
    FirstValue,
    /// <summary>Quantile 0.5.</summary>
    Median,
    /// <summary>(value − median) ÷ (1.4826 × max(MAD, Parameter)) over the sample; columns and output are <see cref="ColumnBatch.Ordered"/> doubles. Medians are nearest-rank.</summary>
    RobustZ,
    /// <summary>Nearest-rank quantile Parameter over the stream's latest 64 events that lie in the window.</summary>
    Quantile,
    /// <summary>Sum of the value over the row's local day.</summary>
    DaySum,
    /// <summary>Events of the row's local day.</summary>
    DayCount,
    /// <summary>Highest local-day sum of the last w days but the row's own, which is still going on; ever = the last 400 days with events.</summary>
    MaxDaySum,
    /// <summary>Share of all events within an hour of the row's hour on the same type of day, as an ordered double.</summary>
    HourShare,
    /// <summary>Nearest-rank quantile Parameter of the number of events per clock hour that had any, the row's own aside (UTC hours, ever): exact below 64, then in steps of a quarter octave, marked approximate.</summary>
    HourlyQuantile,
    /// <summary>Different second-column values among the window's events whose value is within ± Parameter × the row's value; bounded as <see cref="Distinct"/>.</summary>
    Similar,
    /// <summary>Token similarity 0..1, an ordered double, of the row's name (four columns, <see cref="PackedName"/>) to the latest recorded one.</summary>
    NameSimilarity,
    /// <summary>1 when the row's name is almost that of another account recorded at least Parameter times, else 0.</summary>
    Lookalike,
    /// <summary>The value that most of the stream's latest 64 events in the window have, the smallest of equals.</summary>
    Mode,
    /// <summary>The share of them that have it, as an ordered double.</summary>
    ModeShare,
}
