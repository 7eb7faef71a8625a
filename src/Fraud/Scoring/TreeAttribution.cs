namespace Fraud.Scoring;

/// <summary>
/// How much each feature of a row adds to its margin: exact Shapley values of the trees. What a tree answers when only some features are known is its path-dependent expectation
/// (TreeSHAP; Lundberg, Erion and Lee 2018): where a feature is not known both ways are taken, each by the share of the training rows that went it.
/// </summary>
/// <remarks>
/// <para>A leaf of value v, on whose path stand the distinct features 1…d, answers v × Π (o or z): z is the share of rows that a feature's nodes let through, o is 1 where the row's own
/// value leads to the leaf and else 0. The Shapley value of feature i is v (oᵢ − zᵢ) ∫₀¹ Π_{j≠i} (zⱼ (1 − t) + oⱼ t) dt, for the integral of tᵏ (1 − t)^(d−1−k) is Shapley's weight of
/// k known features. The product is a polynomial of degree d − 1, which Gauss and Legendre's rule of ⌈d/2⌉ points integrates exactly (<see cref="PointsFor"/>). Nothing in it is negative, so nothing cancels, however deep the tree:
/// the usual way, by unwinding polynomials, loses digits with every feature.</para>
/// <para>Cost of a row: leaves × d × at most d/2 steps, for all trees together at most <see cref="ModelFile.AttributionWorkMax"/>; memory: the depth of the deepest path. Trees are walked without recursion.</para>
/// </remarks>
sealed class TreeAttribution
{
    readonly TreeEnsemble _ensemble;
    readonly double[][] _leftShares; // of each tree's nodes
    readonly int _depthMax;
    readonly QuadratureRule[] _rules;

    /// <summary>The expected margin of a row of which nothing is known: the mean over the training rows.</summary>
    public double Expected { get; }

    /// <summary>
    /// Whether the model says how many training rows came to its nodes. Where it does not (ONNX has no place for it), all leaves below a node are taken as equally frequent: contributions
    /// still add up to the margin, but are held against an average leaf instead of an average row.
    /// </summary>
    public bool HasCover { get; }

    public TreeAttribution(TreeEnsemble ensemble)
    {
        _ensemble = ensemble;
        _leftShares = new double[ensemble.Trees.Count][];
        double expected = ensemble.Bias;
        for (int t = 0; t < _leftShares.Length; t++)
        {
            var tree = ensemble.Trees[t];
            HasCover |= tree.Nodes.Length > 0 && tree.Nodes[0].Cover > 0;
            _leftShares[t] = SharesOf(tree);
            expected += Measure(tree, _leftShares[t], ref _depthMax);
        }
        Expected = expected;
        _rules = QuadratureRule.UpTo(PointsFor(Math.Max(1, Math.Min(_depthMax, ensemble.Features.Count))));
    }

    /// <summary>
    /// How many points integrate a product over so many features: half as many are exact. From 37 features on three times their root are enough, for what a polynomial of degree d between 0
    /// and 1 holds beyond 2n, its Chebyshev coefficients, falls as e^(−4n²/d), here e^−36 or 2 × 10⁻¹⁶.
    /// </summary>
    static int PointsFor(int distinct) => Math.Min((distinct + 1) / 2, (int)Math.Ceiling(3 * Math.Sqrt(distinct)));

    /// <summary>What a leaf with so many features on its path costs.</summary>
    public static long StepsFor(int distinct) => (long)distinct * PointsFor(distinct);

    /// <summary>What part of the rows at each node went left.</summary>
    static double[] SharesOf(Tree tree)
    {
        int[] leaves = new int[tree.Nodes.Length]; // below each node
        double[] shares = new double[tree.Nodes.Length];
        for (int i = tree.Nodes.Length - 1; i >= 0; i--) // children come after their parents
        {
            var (left, right) = (tree.Nodes[i].Left, tree.Nodes[i].Right);
            int leavesLeft = left < 0 ? 1 : leaves[left], leavesRight = right < 0 ? 1 : leaves[right];
            leaves[i] = leavesLeft + leavesRight;
            double coverLeft = CoverOf(tree, left), both = coverLeft + CoverOf(tree, right);
            shares[i] = both > 0 ? coverLeft / both : (double)leavesLeft / leaves[i];
        }
        return shares;
    }

    static double CoverOf(Tree tree, int child) => child >= 0 ? tree.Nodes[child].Cover : ~child < tree.LeafCover.Length ? tree.LeafCover[~child] : 0;

    /// <summary>The mean of a tree over the training rows; and how deep it is, when it is deeper than what came before.</summary>
    static double Measure(Tree tree, double[] leftShares, ref int depthMax)
    {
        if (tree.Nodes.Length == 0) return tree.Leaves[0];
        double sum = 0;
        double[] reached = new double[tree.Nodes.Length];
        int[] depth = new int[tree.Nodes.Length];
        (reached[0], depth[0]) = (1, 1);
        for (int i = 0; i < tree.Nodes.Length; i++)
        {
            depthMax = Math.Max(depthMax, depth[i]);
            foreach (var (child, share) in ((int, double)[])[(tree.Nodes[i].Left, leftShares[i]), (tree.Nodes[i].Right, 1 - leftShares[i])])
            {
                if (child < 0) sum += reached[i] * share * tree.Leaves[~child];
                else (reached[child], depth[child]) = (reached[i] * share, depth[i] + 1);
            }
        }
        return sum;
    }

    /// <summary>Writes what each feature adds; together with <see cref="Expected"/> they are the margin.</summary>
    public void Contributions(ReadOnlySpan<float> row, Span<double> contributions)
    {
        contributions.Clear();
        var path = new Path(_ensemble.Features.Count, _depthMax);
        for (int t = 0; t < _leftShares.Length; t++) Walk(_ensemble.Trees[t], _leftShares[t], row, path, contributions);
    }

    void Walk(Tree tree, double[] leftShares, ReadOnlySpan<float> row, Path path, Span<double> contributions)
    {
        if (tree.Nodes.Length == 0) return;
        int at = 0;
        while (true)
        {
            while (at >= 0) at = path.Enter(at, tree.Nodes[at].Feature, leftShares[at], _ensemble.GoesLeft(in tree.Nodes[at], row[tree.Nodes[at].Feature]), tree);
            Add(tree.Leaves[~at], path, contributions);
            // Back to the last node that was left by one side only.
            if (!path.TryTurn(tree, leftShares, out at)) return;
        }
    }

    void Add(double leaf, Path path, Span<double> contributions)
    {
        int count = path.Count;
        var (features, shares, own) = (path.Features, path.Shares, path.Own);
        // A feature that neither lets the row through nor any training row makes the leaf unreachable, whatever else is known.
        for (int i = 0; i < count; i++)
            if (shares[features[i]] == 0 && !own[features[i]]) return;
        var rule = _rules[PointsFor(count) - 1];
        for (int q = 0; q < rule.Points.Length; q++)
        {
            double t = rule.Points[q], product = leaf * rule.Weights[q];
            for (int i = 0; i < count; i++) product *= path.Factors[i] = shares[features[i]] * (1 - t) + (own[features[i]] ? t : 0);
            for (int i = 0; i < count; i++) contributions[features[i]] += product / path.Factors[i] * ((own[features[i]] ? 1 : 0) - shares[features[i]]);
        }
    }

    /// <summary>From the root to where the walk stands.</summary>
    sealed class Path(int features, int depth)
    {
        readonly int[] _nodes = new int[depth];
        readonly bool[] _ownLeft = new bool[depth], _turned = new bool[depth], _new = new bool[depth], _ownBefore = new bool[depth];
        readonly double[] _shareBefore = new double[depth];
        int _depth;

        /// <summary>How many distinct features stand on the path.</summary>
        public int Count { get; private set; }
        public int[] Features { get; } = new int[depth];
        public double[] Factors { get; } = new double[depth];

        /// <summary>By feature: the share of rows that all its nodes on the path let through.</summary>
        public double[] Shares { get; } = new double[features];
        /// <summary>By feature: whether the row's own value goes the way of the path.</summary>
        public bool[] Own { get; } = new bool[features];
        readonly bool[] _present = new bool[features];

        /// <summary>Goes on to the left; the child.</summary>
        public int Enter(int node, int feature, double leftShare, bool goesLeft, Tree tree)
        {
            int at = _depth++;
            (_nodes[at], _ownLeft[at], _turned[at], _new[at]) = (node, goesLeft, false, !_present[feature]);
            if (!_present[feature])
            {
                (_present[feature], Shares[feature], Own[feature]) = (true, 1, true);
                Features[Count++] = feature;
            }
            (_shareBefore[at], _ownBefore[at]) = (Shares[feature], Own[feature]);
            Take(at, feature, leftShare, goesLeft);
            return tree.Nodes[node].Left;
        }

        /// <summary>Leaves every node whose both sides were seen, and goes to the right of the next; false at the end.</summary>
        public bool TryTurn(Tree tree, double[] leftShares, out int child)
        {
            for (; _depth > 0; _depth--)
            {
                int at = _depth - 1, node = _nodes[at], feature = tree.Nodes[node].Feature;
                if (!_turned[at])
                {
                    _turned[at] = true;
                    Take(at, feature, 1 - leftShares[node], !_ownLeft[at]);
                    child = tree.Nodes[node].Right;
                    return true;
                }
                (Shares[feature], Own[feature]) = (_shareBefore[at], _ownBefore[at]);
                if (!_new[at]) continue;
                _present[feature] = false;
                Count--;
            }
            child = 0;
            return false;
        }

        void Take(int at, int feature, double share, bool own) => (Shares[feature], Own[feature]) = (_shareBefore[at] * share, _ownBefore[at] && own);
    }
}
