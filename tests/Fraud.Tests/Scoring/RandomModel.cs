using Fraud.Scoring;

namespace Fraud.Tests.Scoring;

/// <summary>Models of any form that may be written, from a number.</summary>
static class RandomModel
{
    static readonly float[] s_cuts = [0, -0f, 1, -1, 0.1f, 1e-35f, float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, 1.0000001f];

    public static ModelContent Make(int seed)
    {
        var random = new Random(seed);
        int width = random.Next(1, 9);
        string[] names = [.. Enumerable.Range(0, width).Select(i => $"feature_{i}_é\"\\\n\U0001F600")];
        var sets = Enumerable.Range(0, random.Next(3)).Select(_ => Enumerable.Range(0, random.Next(50)).Select(_ => random.Next(1 << 24)).Distinct().Order().ToArray()).ToArray();
        double Double() => random.Next(4) switch { 0 => Math.Round(random.NextDouble(), 2), 1 => random.NextDouble() * 1e-300, 2 => -0d, _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-5, 9)) };
        float Float() => random.Next(4) switch { 0 => s_cuts[random.Next(s_cuts.Length)], 1 => random.NextSingle(), _ => (float)Double() };

        Tree Grow()
        {
            int splits = random.Next(3) == 0 ? 0 : random.Next(1, 40);
            bool covered = random.Next(2) == 0;
            var nodes = new TreeNode[splits];
            // Each split replaces a leaf that is open, as growing trees do; -1 stands for a leaf without a number yet.
            var open = new List<(int Parent, bool Left)>();
            for (int i = 0; i < splits; i++)
            {
                if (i > 0)
                {
                    int at = random.Next(open.Count);
                    var (parent, left) = open[at];
                    open.RemoveAt(at);
                    nodes[parent] = left ? nodes[parent] with { Left = i } : nodes[parent] with { Right = i };
                }
                nodes[i] = new TreeNode { Feature = random.Next(width), Cut = Float(), CategorySet = random.Next(3) == 0 ? random.Next(sets.Length + 1) : 0, MissingLeft = random.Next(2) == 0, ZeroIsMissing = random.Next(4) == 0, Left = -1, Right = -1, Cover = covered ? random.Next(1000) : 0 };
                open.Add((i, true));
                open.Add((i, false));
            }
            int leaf = 0;
            foreach (var (parent, left) in open.OrderBy(_ => random.Next()))
                nodes[parent] = left ? nodes[parent] with { Left = ~leaf++ } : nodes[parent] with { Right = ~leaf++ };
            return new Tree(nodes, [.. Enumerable.Range(0, splits + 1).Select(_ => Double())], [.. Enumerable.Range(0, splits + 1).Select(_ => covered ? random.NextDouble() : 0)]);
        }

        var trees = new TreeEnsemble { Features = names, Trees = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Grow())], Bias = Double(), Link = (Link)random.Next(2), CategorySets = sets };
        float[] edges = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Float()).Order()];
        float[] marginEdges = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Float()).Order()];
        double[] margins = [.. Enumerable.Range(1, random.Next(1, 5)).Select(i => i / 3d)];
        var golden = Enumerable.Range(0, random.Next(5)).Select(_ => Enumerable.Range(0, width).Select(_ => random.Next(6) == 0 ? float.NaN : Float()).ToArray()).Select(row => new GoldenRow(row, trees.Margin(row)));
        return new ModelContent
        {
            Kind = (ModelKind)random.Next(2),
            Origin = "tests <&'> 1.0",
            Trees = trees,
            Features = [.. names.Select(name => random.Next(3) == 0 ? new ModelFeature(name, "", float.NaN, [], []) : new ModelFeature(name, "a1b2c3", Float(), edges, [.. Enumerable.Range(0, edges.Length + 2).Select(_ => random.NextDouble())]))],
            Calibration = random.Next(2) == 0 ? null : new Calibration(margins, [.. margins.Select(_ => random.NextDouble()).Order()]),
            BaseRate = random.Next(2) == 0 ? double.NaN : random.NextDouble(),
            MarginEdges = marginEdges,
            MarginShares = marginEdges.Length == 0 ? [] : [.. Enumerable.Range(0, marginEdges.Length + 1).Select(_ => random.NextDouble())],
            GoldenRows = [.. golden],
            Card = [new("rows", "1 000 000"), new("rows", "twice"), new("note", "")],
        };
    }
}
