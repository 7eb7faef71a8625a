namespace Fraud.Training;

/// <summary>
/// Rows by which a loaded model is checked. They are nobody's payments: each value is a quantile of its feature among the training rows, drawn apart from the others. The least and the greatest
/// known value of a feature, of which one customer may be known, are not taken.
/// </summary>
static class GoldenRows
{
    const int Count = 48, Quantiles = 33;

    public static List<float[]> Of(TrainingSet set, ulong seed)
    {
        var random = new SplitMix(seed ^ 0x60D);
        var quantiles = new float[set.Features.Count][];
        bool[] unknown = new bool[set.Features.Count];
        for (int f = 0; f < quantiles.Length; f++)
        {
            float[] known = [.. set.Rows.Select(row => row[f]).Where(value => !float.IsNaN(value)).Order()];
            unknown[f] = known.Length < set.Rows.Count;
            quantiles[f] = known.Length < 3 ? [float.NaN] : [.. Enumerable.Range(1, Quantiles - 2).Select(i => known[(int)Math.Clamp((long)i * (known.Length - 1) / (Quantiles - 1), 1, known.Length - 2)])];
        }
        var rows = new List<float[]>();
        for (int i = 0; i < Count; i++)
            rows.Add([.. quantiles.Select((values, f) => i == Count - 1 || unknown[f] && random.Below(4) == 0 ? float.NaN : values[random.Below(values.Length)])]);
        return rows;
    }
}
