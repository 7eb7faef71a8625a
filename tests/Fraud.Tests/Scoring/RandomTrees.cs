using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>Ensembles of every shape, and rows that lie on their cuts.</summary>
static class RandomTrees
{
    static readonly float[] s_odd = [float.NegativeInfinity, float.PositiveInfinity, 0f, -0f, 1e-35f, -1e-35f, 2e-35f, 1e-40f, float.Epsilon, float.MaxValue, float.MinValue, 1f, -1f];

    public static TreeEnsemble Ensemble(Random random)
    {
        int features = random.Next(4) switch { 0 => random.Next(1, 4), 1 => random.Next(1, 60), 2 => random.Next(1, 200), _ => random.Next(1, 10) };
        int sets = random.Next(3) == 0 ? random.Next(1, 6) : 0;
        bool zeroes = random.Next(3) == 0, missing = random.Next(2) == 0;
        // Few cuts are met again and again; of many, a feature has more than a byte can count.
        int cuts = random.Next(3) switch { 0 => 3, 1 => 200, _ => 100_000 };
        double scale = random.Next(6) switch { 0 => 1e-9, 1 => 100, 2 => 3e4, 3 => 1e12, _ => 0.1 };
        var trees = new Tree[random.Next(3) switch { 0 => random.Next(1, 4), 1 => random.Next(1, 40), _ => random.Next(1, 150) }];
        for (int t = 0; t < trees.Length; t++)
        {
            int leaves = random.Next(12) switch { 0 => 1, 1 => 2, 2 => random.Next(30, 36), 3 => random.Next(60, 70), 4 => trees.Length < 20 ? random.Next(250, 262) : 20, 5 => trees.Length < 20 ? random.Next(1, 600) : 20, _ => random.Next(2, 33) };
            trees[t] = Grow(leaves, random.Next(3));
        }
        return new TreeEnsemble
        {
            Features = [.. Enumerable.Range(0, features).Select(f => $"f{f}")],
            Trees = trees,
            Bias = random.NextDouble() * 2 - 1,
            CategorySets = [.. Enumerable.Range(0, sets).Select(_ => Enumerable.Range(0, 12).Where(_ => random.Next(2) == 0).ToArray())],
        };

        // Balanced, chains, or whatever comes: a leaf is divided until there are enough.
        Tree Grow(int leaves, int shape)
        {
            var nodes = new TreeNode[leaves - 1];
            var open = new List<(int Parent, bool Right)> { (-1, false) };
            for (int n = 0; n < nodes.Length; n++)
            {
                int which = shape switch { 0 => 0, 1 => open.Count - 1, _ => random.Next(open.Count) };
                var place = open[which];
                open.RemoveAt(which);
                Attach(place, n);
                bool category = sets > 0 && random.Next(5) == 0;
                nodes[n] = new TreeNode
                {
                    Feature = random.Next(features),
                    Cut = random.Next(12) == 0 ? s_odd[random.Next(s_odd.Length)] : Cut(random.Next(cuts)),
                    CategorySet = category ? random.Next(1, sets + 1) : 0,
                    MissingLeft = missing && random.Next(2) == 0,
                    ZeroIsMissing = zeroes && random.Next(2) == 0,
                    Left = 0,
                    Right = 0,
                };
                open.Add((n, false));
                open.Add((n, true));
            }
            // Leaves in any order.
            var numbers = Enumerable.Range(0, leaves).ToArray();
            random.Shuffle(numbers);
            for (int l = 0; l < leaves; l++) Attach(open[l], ~numbers[l]);
            return new Tree(nodes, [.. Enumerable.Range(0, leaves).Select(_ => random.Next(20) == 0 ? 0 : (random.NextDouble() * 2 - 1) * scale)], []);

            void Attach((int Parent, bool Right) place, int child)
            {
                if (place.Parent < 0) return;
                ref var parent = ref nodes[place.Parent];
                parent = place.Right ? parent with { Right = child } : parent with { Left = child };
            }
        }
    }

    static float Cut(int number) => number / 7f - 5;

    /// <summary>Row after row: values at cuts, just beside them, odd ones, categories, and not known.</summary>
    public static float[] Rows(TreeEnsemble ensemble, int rows, Random random)
    {
        var cuts = ensemble.Trees.SelectMany(t => t.Nodes).Select(n => n.Cut).DefaultIfEmpty(0).ToArray();
        var values = new float[rows * ensemble.Features.Count];
        for (int i = 0; i < values.Length; i++)
        {
            float cut = cuts[random.Next(cuts.Length)];
            values[i] = random.Next(9) switch
            {
                0 => float.NaN,
                1 => s_odd[random.Next(s_odd.Length)],
                2 => MathF.BitIncrement(cut),
                3 => MathF.BitDecrement(cut),
                4 => random.Next(-1, 14) + (random.Next(4) == 0 ? 0.5f : 0),
                5 => random.NextSingle() * 30 - 10,
                _ => cut,
            };
        }
        return values;
    }

    /// <summary>How far a margin may be from the sum of the leaves: what <see cref="LeafUnits"/> promises, and the sum's own roundings.</summary>
    public static double Allowed(TreeEnsemble ensemble)
    {
        double trees = ensemble.Trees.Count, greatest = ensemble.Trees.Max(t => t.Leaves.Max(Math.Abs));
        return Math.Max(Math.ScaleB(1, -20), trees * trees * Math.ScaleB(greatest, -59)) + trees * (trees * greatest + 1) * Math.ScaleB(1, -52);
    }
}
