namespace Fraud;

/// <summary>What the engine says about a transfer, in ascending order of severity.</summary>
public enum Outcome : byte
{
    /// <summary>Nothing speaks against it: release, and let habits learn from it.</summary>
    Pass,
    /// <summary>A person should look before release (40 points and more in the standard pack).</summary>
    Review,
    /// <summary>Do not release without a second person's decision (70 points and more, or a hard rule).</summary>
    Hold,
    /// <summary>Refuse: a declared policy forbids it.</summary>
    Reject,
}
