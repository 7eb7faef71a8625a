using System.Globalization;
using Fraud.Profiles;

namespace Fraud.Rules.Binding;

/// <summary>The way that money took before a transfer.</summary>
sealed class BoundFlow(FlowKind kind, Ledger ledger, Bound? where, Bound payer, Bound payee, Bound amount, Bound? agent, double kept, int hops, long gapTicks, long windowTicks)
    : Bound(RuleType.Integer, string.Create(CultureInfo.InvariantCulture,
        $"{kind}[{amount.Key};{kept};{hops};{gapTicks};{agent?.Key}] of {ledger} where {where?.Key} by {payer.Key},{payee.Key} over {windowTicks}"))
{
    public FlowKind Kind => kind;
    public Ledger Ledger => ledger;
    public Bound? Where => where;
    public Bound Payer => payer;
    public Bound Payee => payee;
    public Bound Amount => amount;

    /// <summary>Given when ways must pass two different ones.</summary>
    public Bound? Agent => agent;
    public int KeptMillionths => (int)Math.Round(kept * 1_000_000);
    public int Hops => hops;
    public long GapTicks => gapTicks;
    public long WindowTicks => windowTicks;

    /// <summary>Equal for all that is asked of the same transfers.</summary>
    public string Transfers => $"{amount.Key} of {ledger} where {where?.Key} by {payer.Key},{payee.Key}";
}
