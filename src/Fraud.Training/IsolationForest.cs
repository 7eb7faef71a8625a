using Fraud.Profiles;
using Fraud.Scoring;

namespace Fraud.Training;

/// <summary>
/// An isolation forest (Liu, Ting, Zhou 2008): trees of random cuts over small samples, in which what is unlike the rest is alone after few cuts. As trees whose leaves add up it is served and
/// explained like any other: the margin is −E[h(x)] / c(ψ), −1 for a row that takes as many cuts as one among ψ does on average, towards 0 for what is alone at once.
/// An unknown value is one of its own, as far below the least as that is below the greatest.
/// </summary>
static class IsolationForest
{
    /// <summary>ψ, the rows that each tree sees: more would hide what is odd among its like (swamping, masking).</summary>
    public const int SampleRows = 256;

    /// <summary>Infinity is as far off as this: a range must have a size.</summary>
    const float Greatest = 1e38f;

    public static TreeEnsemble Fit(IReadOnlyList<string> features, IReadOnlyList<float[]> rows, int trees, ulong seed)
    {
        int sample = Math.Min(SampleRows, rows.Count), height = (int)Math.Ceiling(Math.Log2(sample));
        double unit = -1 / (trees * AverageDepth(sample));
        var grown = new Tree[trees];
        for (int t = 0; t < trees; t++)
        {
            // A stream for each tree: a forest of more trees begins with those of a smaller one.
            var random = new SplitMix(new SplitMix(seed + (ulong)t * 0xD1342543DE82EF95).Next());
            grown[t] = new Grower(rows, features.Count, height, unit, random).Grow(Sample(rows.Count, sample, ref random));
        }
        return new TreeEnsemble { Features = [.. features], Trees = grown };
    }

    /// <summary>Different rows, every set of them as likely (Floyd's algorithm).</summary>
    static int[] Sample(int rows, int count, ref SplitMix random)
    {
        var taken = new HashSet<int>();
        int[] sample = new int[count];
        for (int i = 0; i < count; i++)
        {
            int last = rows - count + i, pick = random.Below(last + 1);
            if (!taken.Add(pick)) taken.Add(pick = last);
            sample[i] = pick;
        }
        return sample;
    }

    /// <summary>c(n): the mean number of cuts until one of n rows is alone.</summary>
    internal static double AverageDepth(int rows) => rows switch { <= 1 => 0, 2 => 1, _ => 2 * (DeterministicMath.Log(rows - 1) + 0.57721566490153286) - 2.0 * (rows - 1) / rows };

    sealed class Grower(IReadOnlyList<float[]> rows, int features, int height, double unit, SplitMix random)
    {
        readonly List<TreeNode> _nodes = [];
        readonly List<double> _leaves = [], _cover = [];
        readonly int[] _order = [.. Enumerable.Range(0, features)];
        SplitMix _random = random;

        public Tree Grow(int[] sample)
        {
            Grow(sample, 0);
            return new Tree([.. _nodes], [.. _leaves], [.. _cover]);
        }

        int Grow(Span<int> sample, int depth)
        {
            if (depth == height || sample.Length <= 1 || !TryCut(sample, out int feature, out float cut))
            {
                _leaves.Add(unit * (depth + AverageDepth(sample.Length)));
                _cover.Add(sample.Length);
                return ~(_leaves.Count - 1);
            }
            int left = 0;
            for (int i = 0; i < sample.Length; i++)
            {
                float value = rows[sample[i]][feature];
                if (!float.IsNaN(value) && value > cut) continue;
                (sample[left], sample[i]) = (sample[i], sample[left]);
                left++;
            }
            int at = _nodes.Count;
            _nodes.Add(default);
            _nodes[at] = new TreeNode
            {
                Feature = feature, Cut = cut, MissingLeft = true, Cover = sample.Length, Left = Grow(sample[..left], depth + 1), Right = Grow(sample[left..], depth + 1),
            };
            return at;
        }

        /// <summary>A random cut on a random feature of those in which the rows differ; false when they are all the same.</summary>
        bool TryCut(ReadOnlySpan<int> sample, out int feature, out float cut)
        {
            for (int left = features; left > 0; left--)
            {
                int pick = _random.Below(left);
                feature = _order[pick];
                (_order[pick], _order[left - 1]) = (_order[left - 1], feature);
                var (min, max, unknown) = (float.PositiveInfinity, float.NegativeInfinity, false);
                foreach (int row in sample)
                {
                    float value = Math.Clamp(rows[row][feature], -Greatest, Greatest);
                    unknown |= float.IsNaN(value);
                    if (value < min) min = value;
                    if (value > max) max = value;
                }
                bool known = min <= max;
                if (!known || min == max && !unknown) continue;
                // Between unknown and known in half the cuts where there are both; everything at or below the cut goes left.
                if (unknown && (min == max || _random.Below(2) == 0)) cut = MathF.BitDecrement(min);
                else cut = Math.Clamp((float)(min + _random.Unit() * ((double)max - min)), min, MathF.BitDecrement(max));
                return true;
            }
            (feature, cut) = (-1, 0);
            return false;
        }
    }
}
