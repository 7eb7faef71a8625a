using System.Runtime.CompilerServices;

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
    public bool HasBalance, HasDebtorAccountAge, HasCreditorAccountAge, HasBatch, IsBatch;
    public byte BalanceScale;
    public byte IssuesKnown;        // a bit for each of Issued
    public long Balance;            // what the debtor had before this payment, in the currency of its settlement, unscaled
    public int DebtorAccountSeconds, CreditorAccountSeconds; // since the account was opened
    public IssueAges Issued;
}

/// <summary>Seconds since device, terminal, operator's identification and credential were issued, in this order.</summary>
[InlineArray(Count)]
struct IssueAges
{
    public const int Count = 4;
    int _first;
}
