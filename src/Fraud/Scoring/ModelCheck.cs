namespace Fraud.Scoring;

/// <summary>What must hold of every model, whatever file it stood in: the form that all who score rely on, sizes within the limits of <see cref="ModelFile"/>, and the margins of the golden rows.</summary>
static class ModelCheck
{
    /// <summary>How far a computed margin may be from the one that the origin gave.</summary>
    public const double GoldenError = 1e-5;

    /// <exception cref="FormatException">Something does not hold; the message says where.</exception>
    public static void Check(ModelContent model, string file)
    {
        void Require(bool holds, string otherwise)
        {
            if (!holds) throw ModelFile.Fault(file, otherwise);
        }
        CheckFeatures(model, file);
        CheckTrees(model.Trees, file);
        Require(model.Origin.Length <= ModelFile.NameMax, $"origin: expected at most {ModelFile.NameMax} characters");
        Require(double.IsNaN(model.BaseRate) || model.BaseRate is >= 0 and <= 1, "base rate: expected 0 to 1");
        Require(model.Card.Count <= ModelFile.CardMax, $"card: expected at most {ModelFile.CardMax} entries");
        foreach (var (name, value) in model.Card) Require(name.Length <= ModelFile.TextMax && value.Length <= ModelFile.TextMax, $"card: expected names and values of at most {ModelFile.TextMax} characters");
        Require(model.MarginEdges.Length < ModelFile.TextMax, $"margin edges: expected at most {ModelFile.TextMax - 1}");
        Require(model.MarginShares.Length == (model.MarginEdges.Length == 0 && model.MarginShares.Length == 0 ? 0 : model.MarginEdges.Length + 1), "margin shares: expected one more than edges");
        Require(Rises(model.MarginEdges), "margin edges: expected ascending numbers");
        Require(AreShares(model.MarginShares), "margin shares: expected 0 to 1");
        if (model.Calibration is { } calibration)
        {
            Require(calibration.Margins.Length <= ModelFile.TextMax, $"calibration: expected at most {ModelFile.TextMax} margins");
            Require(calibration.Margins.Length > 0 && calibration.Margins.Length == calibration.Probabilities.Length, "calibration: expected a probability for each margin");
            for (int i = 0; i < calibration.Margins.Length; i++)
            {
                Require(double.IsFinite(calibration.Margins[i]) && (i == 0 || calibration.Margins[i] > calibration.Margins[i - 1]), "calibration: expected ascending margins");
                Require(calibration.Probabilities[i] is >= 0 and <= 1 && (i == 0 || calibration.Probabilities[i] >= calibration.Probabilities[i - 1]), "calibration: expected probabilities that never fall, from 0 to 1");
            }
        }
        Require(model.GoldenRows.Count <= ModelFile.GoldenMax, $"has {model.GoldenRows.Count} golden rows, at most {ModelFile.GoldenMax} are computed");
        long nodes = 0;
        foreach (var tree in model.Trees.Trees) nodes += tree.Nodes.Length;
        Require(nodes * model.GoldenRows.Count <= ModelFile.GoldenWorkMax, $"has {model.GoldenRows.Count} golden rows for {nodes} splits, which is too much to compute");
        for (int i = 0; i < model.GoldenRows.Count; i++)
            Require(model.GoldenRows[i].Values.Length == model.Features.Count, $"golden row {i} has {model.GoldenRows[i].Values.Length} values for {model.Features.Count} features");
    }

    /// <param name="model">A model that has passed <see cref="Check"/>.</param>
    /// <param name="file">What errors call it.</param>
    /// <param name="margin">What is computed for a row: the margin that is served.</param>
    /// <exception cref="FormatException">It is not the origin's; the message names the row.</exception>
    public static void CheckGolden(ModelContent model, string file, Func<float[], double> margin)
    {
        for (int i = 0; i < model.GoldenRows.Count; i++)
        {
            var row = model.GoldenRows[i];
            double computed = margin(row.Values);
            // Also where the told one is not a number.
            if (!(Math.Abs(computed - row.Margin) <= GoldenError)) throw ModelFile.Fault(file, FormattableString.Invariant($"golden row {i}: the origin's margin is {row.Margin}, the loaded trees give {computed}; at most {GoldenError} apart is expected"));
        }
    }

    static void CheckFeatures(ModelContent model, string file)
    {
        var features = model.Features;
        if (features.Count is 0 or > ModelFile.FeaturesMax) throw ModelFile.Fault(file, $"has {features.Count} features, expected 1 to {ModelFile.FeaturesMax}");
        if (features.Count != model.Trees.Features.Count) throw ModelFile.Fault(file, $"describes {features.Count} features, but its trees take {model.Trees.Features.Count}");
        // Ordered, not hashed: names come from the file, and many with one hash would take long.
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < features.Count; i++)
        {
            var feature = features[i];
            if (feature.Name.Length is 0 or > ModelFile.NameMax) throw ModelFile.Fault(file, $"feature {i}: expected a name of 1 to {ModelFile.NameMax} characters");
            if (feature.Definition.Length > ModelFile.NameMax) throw ModelFile.Fault(file, $"feature {i}: expected a definition of at most {ModelFile.NameMax} characters");
            if (feature.Edges.Length > ModelFile.TextMax - 2) throw ModelFile.Fault(file, $"feature {i}: expected at most {ModelFile.TextMax - 2} edges");
            if (feature.Name != model.Trees.Features[i]) throw ModelFile.Fault(file, $"feature {i} is {feature.Name}, but the trees name it {model.Trees.Features[i]}");
            if (!names.Add(feature.Name)) throw ModelFile.Fault(file, $"two features are named {feature.Name}");
            if (!Rises(feature.Edges)) throw ModelFile.Fault(file, $"feature {feature.Name}: expected ascending edges");
            if (feature.Shares.Length != feature.Edges.Length + 2 && feature.Shares.Length + feature.Edges.Length > 0) throw ModelFile.Fault(file, $"feature {feature.Name}: expected {feature.Edges.Length + 2} shares for {feature.Edges.Length} edges");
            if (!AreShares(feature.Shares)) throw ModelFile.Fault(file, $"feature {feature.Name}: expected shares from 0 to 1");
        }
    }

    static void CheckTrees(TreeEnsemble trees, string file)
    {
        if (trees.Trees.Count is 0 or > ModelFile.TreesMax) throw ModelFile.Fault(file, $"has {trees.Trees.Count} trees, expected 1 to {ModelFile.TreesMax}");
        long categories = 0;
        for (int i = 0; i < trees.CategorySets.Count; i++)
        {
            int[] set = trees.CategorySets[i];
            categories += set.Length;
            for (int j = 0; j < set.Length; j++)
                if (set[j] < 0 || set[j] >= ModelFile.CategoryEnd || j > 0 && set[j] <= set[j - 1]) throw ModelFile.Fault(file, $"category set {i + 1}: expected ascending numbers from 0 to {ModelFile.CategoryEnd - 1}");
        }
        if (categories > ModelFile.CategoriesMax) throw ModelFile.Fault(file, $"its sets have more than {ModelFile.CategoriesMax} categories");
        long nodes = 0, attribution = 0;
        double reach = Math.Abs(trees.Bias);
        for (int i = 0; i < trees.Trees.Count; i++)
        {
            var tree = trees.Trees[i];
            nodes += tree.Nodes.Length + tree.Leaves.Length;
            if (nodes > ModelFile.NodesMax) throw ModelFile.Fault(file, $"has more than {ModelFile.NodesMax} nodes");
            if (Problem(trees, tree, ref attribution) is { } problem) throw ModelFile.Fault(file, i, problem);
            if (attribution > ModelFile.AttributionWorkMax) throw ModelFile.Fault(file, $"its trees are too deep to be explained: more than {ModelFile.AttributionWorkMax} steps for a row");
            double largest = 0;
            foreach (double leaf in tree.Leaves) largest = Math.Max(largest, Math.Abs(leaf));
            reach += largest;
        }
        if (!double.IsFinite(reach)) throw ModelFile.Fault(file, "the sum of its leaves can be infinite");
    }

    /// <summary>What is wrong with the form of a tree; null when nothing is.</summary>
    /// <param name="trees">Whose tree it is.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="attribution">Takes the steps to explain a row besides.</param>
    static string? Problem(TreeEnsemble trees, Tree tree, ref long attribution)
    {
        int leaves = tree.Leaves.Length;
        if (leaves != tree.Nodes.Length + 1) return $"expected {tree.Nodes.Length + 1} leaves below {tree.Nodes.Length} splits, found {leaves}";
        if (tree.LeafCover.Length != leaves) return $"expected {leaves} covers of leaves, found {tree.LeafCover.Length}";
        for (int i = 0; i < leaves; i++)
        {
            if (!double.IsFinite(tree.Leaves[i])) return $"leaf {i} is not finite";
            if (!(tree.LeafCover[i] >= 0 && double.IsFinite(tree.LeafCover[i]))) return $"leaf {i}: expected a cover of 0 or more";
        }
        var depths = new int[tree.Nodes.Length];
        var reached = new bool[leaves];
        for (int i = 0; i < tree.Nodes.Length; i++)
        {
            ref readonly var node = ref tree.Nodes[i];
            if ((uint)node.Feature >= (uint)trees.Features.Count) return FormattableString.Invariant($"split {i} names feature {node.Feature}, but there are {trees.Features.Count}");
            if ((uint)node.CategorySet > (uint)trees.CategorySets.Count) return FormattableString.Invariant($"split {i} names set {node.CategorySet} of categories, but there are {trees.CategorySets.Count}");
            if (float.IsNaN(node.Cut)) return $"split {i} has no cut";
            if (!(node.Cover >= 0 && double.IsFinite(node.Cover))) return $"split {i}: expected a cover of 0 or more";
            // Children after parents: by now the depth of this one is known, unless nothing leads to it.
            if (i > 0 && depths[i] == 0) return $"split {i} is not reached";
            if (depths[i] >= ModelFile.DepthMax) return $"is deeper than {ModelFile.DepthMax} splits";
            if (Child(node.Left) is { } left) return left;
            if (Child(node.Right) is { } right) return right;
            attribution += ((node.Left < 0 ? 1 : 0) + (node.Right < 0 ? 1 : 0)) * TreeAttribution.StepsFor(Math.Min(depths[i] + 1, trees.Features.Count));

            string? Child(int child)
            {
                if (child >= 0 ? child >= depths.Length : ~child >= leaves) return FormattableString.Invariant($"split {i} leads to {child}, which does not exist");
                if (child >= 0 && child <= i) return $"split {i} leads to split {child} before it";
                if (child >= 0 ? depths[child] > 0 : reached[~child]) return FormattableString.Invariant($"split {i} leads to {child}, which is reached twice");
                if (child >= 0) depths[child] = depths[i] + 1;
                else reached[~child] = true;
                return null;
            }
        }
        return null;
    }

    static bool Rises(ReadOnlySpan<float> edges)
    {
        for (int i = 0; i < edges.Length; i++)
            if (float.IsNaN(edges[i]) || i > 0 && edges[i] < edges[i - 1]) return false;
        return true;
    }

    static bool AreShares(ReadOnlySpan<double> shares)
    {
        foreach (double share in shares)
            if (share is not (>= 0 and <= 1)) return false;
        return true;
    }
}
