namespace Fraud.Profiles;

/// <summary>Which events a stream holds. Velocity reads attempts; habits read what was accepted, or an attacker's held orders would teach the engine to trust them.</summary>
enum Ledger : byte
{
    /// <summary>Every message, from the moment it is evaluated.</summary>
    Attempts,
    /// <summary>Messages that settled as accepted.</summary>
    Accepted,
    /// <summary>Messages that settled as rejected.</summary>
    Rejected,
    /// <summary>Transfers known to be fraud, by the moment at which it became known.</summary>
    Fraud,
    /// <summary>Transfers of which it is known whether they were fraud, by the moment at which it became known first.</summary>
    Labelled,
}

static class Ledgers
{
    /// <summary>The names that rules use, in the order of the members.</summary>
    public static readonly string[] Names = ["attempts", "accepted", "rejected", "fraud", "labelled"];

    /// <summary>Whether the ledger holds what became known by labels.</summary>
    public static bool IsOfLabels(this Ledger ledger) => ledger >= Ledger.Fraud;
}
