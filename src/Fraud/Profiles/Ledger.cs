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
}
