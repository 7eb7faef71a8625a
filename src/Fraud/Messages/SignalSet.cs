namespace Fraud.Messages;

/// <summary>What a payee check answered (typologies, X01).</summary>
enum PayeeCheck : byte { None, Match, Close, NoMatch, NotPossible }

/// <summary>What is known of the session in which a payment was ordered (typologies, X02). A sign that is not named is not known, which is not the same as absent.</summary>
[Flags]
enum SessionSigns : ushort
{
    None = 0,
    Malware = 1,
    RemoteAccess = 2,
    NewDevice = 4,
    Emulator = 8,
    ImpossibleTravel = 16,
    UnusualPlace = 32,
    Authorised = 64,
    All = 127,
}

/// <summary>Signals that stand beside a payment, not in it: the host's own devices, checks and reports (typologies, X01 to X04). The default is that nothing was supplied.</summary>
struct SignalSet
{
    public SessionSigns Known, Seen;
    public PayeeCheck PayeeCheck;
    public bool HasPayeeCheckAge, HasCredentialAge, HasReports;
    public int PayeeCheckSeconds;   // age of the payee check
    public int CredentialSeconds;   // since device, phone, password or limit was changed last
    public int Reports;             // unresolved recalls and fraud labels on the creditor
}
