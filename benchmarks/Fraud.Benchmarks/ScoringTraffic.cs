using Fraud.Profiles;
using Fraud.Scoring;

namespace Fraud.Benchmarks;

/// <summary>An invented model, 500 trees of 31 leaves over 40 features of at most 255 cuts as LightGBM makes them, and rows of which one value in twenty is not known. The same for the same seed.</summary>
sealed class ScoringTraffic
{
    public const int Features = 40, Rows = 4096;
    const int Trees = 500, Leaves = 31, Cuts = 255;

    readonly Random _random;

    public TreeEnsemble Ensemble { get; }
    public float[] Matrix { get; }

    /// <summary>The first rows, as the engine has them.</summary>
    public ColumnBatch Columns { get; } = new(Features) { Rows = ColumnBatch.Capacity };
    public int[] ColumnOf { get; } = [.. Enumerable.Range(0, Features)];

    public ScoringTraffic(int seed)
    {
        _random = new Random(seed);
        Ensemble = new TreeEnsemble { Features = [.. Enumerable.Range(0, Features).Select(f => $"f{f}")], Trees = [.. Enumerable.Range(0, Trees).Select(_ => Grow())], Link = Link.Logistic };
        Matrix = [.. Enumerable.Range(0, Rows * Features).Select(_ => _random.Next(20) == 0 ? float.NaN : _random.NextSingle())];
        for (int r = 0; r < ColumnBatch.Capacity; r++)
            for (int f = 0; f < Features; f++)
                Columns.Values[f * ColumnBatch.Stride + r] = Matrix[r * Features + f] is var value && float.IsNaN(value) ? ColumnBatch.Unknown : ColumnBatch.Ordered(value);
    }

    public ReadOnlySpan<float> Row(int number) => Matrix.AsSpan((number & Rows - 1) * Features, Features);

    /// <summary>A leaf is divided, any of them, until there are enough; cuts near the middle, so that rows go deep.</summary>
    Tree Grow()
    {
        var nodes = new TreeNode[Leaves - 1];
        var open = new List<(int Parent, bool Right)> { (-1, false) };
        for (int n = 0; n < nodes.Length; n++)
        {
            int which = _random.Next(open.Count);
            Attach(open[which], n);
            open[which] = (n, false);
            open.Add((n, true));
            nodes[n] = new TreeNode { Feature = _random.Next(Features), Cut = (_random.Next(Cuts) + 1) / (Cuts + 1f), Left = 0, Right = 0 };
        }
        for (int l = 0; l < Leaves; l++) Attach(open[l], ~l);
        return new Tree(nodes, [.. Enumerable.Range(0, Leaves).Select(_ => _random.NextDouble() / 5 - 0.1)], []);

        void Attach((int Parent, bool Right) place, int child)
        {
            if (place.Parent >= 0) nodes[place.Parent] = place.Right ? nodes[place.Parent] with { Right = child } : nodes[place.Parent] with { Left = child };
        }
    }
}
