namespace Fraud.Scoring;

/// <summary>The cut of the common form (<c>value &lt;= cut</c> goes left) that decides as another rule does, for every 32-bit value.</summary>
static class Cuts
{
    /// <summary>For <c>value &lt;= limit</c>: the greatest float that is not above the limit.</summary>
    public static float AtMost(double limit)
    {
        float cut = (float)limit;
        return cut > limit ? MathF.BitDecrement(cut) : cut;
    }

    /// <summary>For <c>value &lt; limit</c>: the greatest float below the limit; NaN below −∞, where nothing is.</summary>
    public static float Below(double limit)
    {
        float cut = AtMost(limit);
        return cut < limit ? cut : float.IsNegativeInfinity(cut) ? float.NaN : MathF.BitDecrement(cut);
    }
}
