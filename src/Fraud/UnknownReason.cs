namespace Fraud;

/// <summary>Why a value could not be had. A value that is not known is never taken for a clean one.</summary>
public enum UnknownReason : byte
{
    /// <summary>It is known.</summary>
    None,
    /// <summary>The message does not carry the field.</summary>
    FieldAbsent,
    /// <summary>The field is there but broken.</summary>
    FieldInvalid,
    /// <summary>No dated rate for the currency.</summary>
    NoRate,
    /// <summary>No calendar for the institution or country, or not for that year.</summary>
    NoCalendar,
    /// <summary>Nothing has been seen for the key.</summary>
    NoHistory,
    /// <summary>Too little has been seen for the key to have habits: fewer than 30 accepted messages, or less than 30 days.</summary>
    ColdStart,
    /// <summary>The host supplied no such list.</summary>
    NoList,
    /// <summary>The host declared no such policy.</summary>
    NoPolicy,
    /// <summary>The host supplied no such signal.</summary>
    NoSignal,
    /// <summary>A name that is neither clearly a person's nor an organisation's.</summary>
    Unsure,
    /// <summary>Division by zero, or a value out of its range.</summary>
    OutOfRange,
    /// <summary>Looking for it would have cost more than a message may.</summary>
    OverBudget,
    /// <summary>Only asked since the policy was changed, and not yet for as long as its window.</summary>
    Warming,
    /// <summary>The engine has no model, or one that does not say it.</summary>
    NoModel,
}
