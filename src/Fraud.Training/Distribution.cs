using Fraud.Scoring;

namespace Fraud.Training;

/// <summary>How the values of the training rows lie: what drift is measured against.</summary>
static class Distribution
{
    const int FeatureBands = 10, MarginBands = 20;

    public static ModelFeature Of(TrainingSet set, int feature)
    {
        float[] known = [.. set.Rows.Select(row => row[feature]).Where(value => !float.IsNaN(value)).Order()];
        float[] usual = [.. set.Rows.Where((_, i) => !set.IsFraud[i]).Select(row => row[feature]).Where(value => !float.IsNaN(value)).Order()];
        float[] edges = Edges(known, FeatureBands);
        double[] shares = [.. Counts(known, edges).Append(set.Rows.Count - known.Length).Select(count => (double)count / set.Rows.Count)];
        return new ModelFeature(set.Features[feature], set.Definitions[feature], usual.Length == 0 ? float.NaN : usual[(usual.Length - 1) / 2], edges, shares);
    }

    /// <summary>Edges lie halfway between margins: few may be possible, and sums in another order differ in their last digits.</summary>
    public static (float[] Edges, double[] Shares) OfMargins(double[] margins)
    {
        double[] ascending = [.. margins.Order()];
        var edges = new List<float>();
        for (int band = 1; band < MarginBands; band++)
        {
            double margin = ascending[(int)((long)band * (ascending.Length - 1) / MarginBands)];
            int above = Array.FindIndex(ascending, other => other > margin);
            if (above < 0) break;
            float edge = (float)(margin + (ascending[above] - margin) / 2);
            if (edges.Count == 0 || edge > edges[^1]) edges.Add(edge);
        }
        int[] counts = new int[edges.Count + 1];
        foreach (double margin in ascending) counts[edges.Count(edge => edge < margin)]++;
        return ([.. edges], [.. counts.Select(count => (double)count / ascending.Length)]);
    }

    /// <summary>The quantiles that part the values into bands of about one size; of values that are mostly one there are fewer.</summary>
    static float[] Edges(float[] ascending, int bands) =>
        ascending.Length == 0 ? [] : [.. Enumerable.Range(1, bands - 1).Select(i => ascending[(int)((long)i * (ascending.Length - 1) / bands)]).Distinct()];

    static int[] Counts(float[] ascending, float[] edges)
    {
        int[] counts = new int[edges.Length + 1];
        int band = 0;
        foreach (float value in ascending)
        {
            while (band < edges.Length && value > edges[band]) band++;
            counts[band]++;
        }
        return counts;
    }
}
