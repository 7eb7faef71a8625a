namespace Fraud.Reference;

/// <summary>What a date is for an institution.</summary>
enum DayKind : byte
{
    /// <summary>Outside the years the calendar knows. Never guessed: a moved Eid taken for a working day would be a wrong answer.</summary>
    Unknown,
    /// <summary>It works.</summary>
    Business,
    /// <summary>A day of the weekly rest, whether or not it is a holiday as well.</summary>
    Weekend,
    /// <summary>A holiday that is not a day of the weekly rest.</summary>
    Holiday,
}
