using Fraud.Profiles;
using Fraud.Rules.Binding;

namespace Fraud.Rules.Facts;

/// <summary>The amount in the base currency, and whether it is nearly round as it was ordered.</summary>
sealed class AmountFacts(Func<Field, int> column, ReferenceData reference) : FactGroup
{
    readonly int _amount = column(Vocabulary.Amount), _nearRound = column(Vocabulary.NearRound), _own = column(Vocabulary.AmountInCurrency);

    // Exact, and so is the quotient's rounding: 0.1 is the same number in a message and in a rule.
    static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    public override void Write(in FactRow row)
    {
        var money = row.Fields.SettlementAmount;
        if (money.IsNone)
        {
            row.SetUnknown(_amount, UnknownReason.FieldAbsent);
            row.SetUnknown(_nearRound, UnknownReason.FieldAbsent);
            row.SetUnknown(_own, UnknownReason.FieldAbsent);
            return;
        }
        int day = (int)(row.Ticks / TimeSpan.TicksPerDay);
        if (reference.Rates.TryConvert(money, day, out long hundredths)) row.Set(_amount, hundredths);
        else row.SetUnknown(_amount, UnknownReason.NoRate);
        row.Set(_nearRound, IsNearRound(money.Unscaled));
        if (_own >= 0) row.Set(_own, ColumnBatch.Ordered(money.Unscaled / s_powers[money.Scale]));
    }

    /// <summary>Within 0.02 % of a number with two significant digits (typologies, A04). The scale does not matter: only the digits do.</summary>
    internal static bool IsNearRound(long unscaled)
    {
        if (unscaled < 10) return unscaled > 0;
        long unit = 1;
        while (unscaled / unit >= 100) unit *= 10;
        long down = unscaled / unit * unit;
        long distance = Math.Min(unscaled - down, down + unit - unscaled);
        return (Int128)distance * 5000 <= unscaled;
    }
}
